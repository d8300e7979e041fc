//! Officials (总责任人, 分管负责同志): people who answer for tasks by name, and who takes over from whom.

mod read;
pub mod shapes;
pub mod write;

crate::routes!(read::list_officials, read::get_official, write::create_official, write::update_official, write::delete_official);
