//! Assignments (责任分工): which unit or official answers for a task in which role, and for how long.

mod read;
pub mod shapes;
pub mod write;

crate::routes!(read::list_assignments, read::get_assignment, write::create_assignment, write::update_assignment, write::delete_assignment);
