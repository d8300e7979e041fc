//! Obligations (报送任务): what is owed, by whom, by when; and how issuing or changing a plan makes them.

mod context;
mod owed;
mod read;
pub mod shapes;
mod show;
pub mod steps;
pub mod write;

crate::routes!(read::list_obligations, read::get_obligation, read::list_my_obligations);
