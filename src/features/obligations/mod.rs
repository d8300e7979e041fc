//! Obligations (报送任务): what is owed, by whom, by when; and how issuing or changing a plan makes them.

mod context;
mod missing;
mod owed;
mod read;
pub mod shapes;
mod show;
pub mod steps;
mod tables;
mod transfer;
pub mod write;

crate::routes!(
    missing::list_missing_obligations,
    read::list_obligations,
    read::get_obligation,
    read::list_my_obligations,
    transfer::transfer_obligation
);
