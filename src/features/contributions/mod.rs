//! Contributions (配合单位报送): what cooperating units give the lead of a task for a period, who consolidates it in the report.

mod ground;
mod read;
pub mod shapes;
mod steps;
mod write;

crate::routes!(
    read::list_contributions,
    write::create_contribution,
    read::get_contribution,
    write::update_contribution,
    write::delete_contribution,
    steps::give_contribution,
    steps::recall_contribution,
);
