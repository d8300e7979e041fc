//! Obligations (报送任务): what is owed, by whom, by when; and how issuing a plan makes them.

mod context;
mod read;
pub mod shapes;
mod show;
pub mod write;

crate::routes!(read::list_obligations, read::get_obligation, read::list_my_obligations);
