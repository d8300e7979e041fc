//! Statements (原文表述): every phrase of a notice with a figure, word for word, and what became of it.

mod checks;
mod read;
pub mod shapes;
pub mod write;

crate::routes!(read::list_statements, read::get_statement, write::create_statement, write::update_statement, write::delete_statement);
