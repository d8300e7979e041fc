//! Milestones (进度安排): the dated, fuzzy and recurring steps of a task, each with what is to be done and how.

mod checks;
mod read;
pub mod shapes;
pub mod write;

crate::routes!(read::list_milestones, read::get_milestone, write::create_milestone, write::update_milestone, write::delete_milestone);
