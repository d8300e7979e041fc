//! Progress reports (进度): where a plan or a task stands at a date, as known at an instant, explained to the last figure.

mod board;
pub mod changes;
mod completeness;
mod compose;
pub mod dashboard;
mod derived;
mod discipline;
pub mod division;
pub mod division_shapes;
mod drawings;
mod errata;
mod judge;
pub mod ledger;
mod load;
pub mod parent;
pub mod parent_shapes;
mod picture;
mod pictures;
mod progress;
mod rolled;
pub mod rows;
pub mod run;
pub mod shapes;
mod standing;
pub mod steps;
mod tables;
pub mod trajectory;
pub mod year_on_year;

#[cfg(test)]
mod tests;

crate::routes!(
    progress::get_plan_progress,
    progress::get_task_progress,
    completeness::get_completeness,
    dashboard::get_dashboard,
    trajectory::get_trajectory,
    year_on_year::get_year_on_year,
    ledger::get_ledger,
    changes::get_changes,
    division::get_allocation_matrix,
    parent::get_parent_report,
    discipline::get_discipline,
    board::get_plan_board,
);
