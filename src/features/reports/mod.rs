//! Progress reports (进度): where a plan or a task stands at a date, as known at an instant, explained to the last figure.

mod basis;
mod blank;
pub mod board;
mod bound;
pub mod changes;
mod completeness;
mod compose;
pub mod dashboard;
mod derived;
pub mod discipline;
pub mod division;
pub mod division_shapes;
mod drawings;
pub mod due;
mod errata;
mod ground;
mod judge;
mod judged;
mod judged_cache;
pub mod ledger;
mod load;
pub mod official_list;
pub mod parent;
pub mod parent_shapes;

mod progress;
pub mod ranking;
mod rolled;
pub mod rows;
pub mod run;
pub mod shapes;
mod standing;
pub mod steps;
mod tables;
pub mod task_list;
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
    task_list::list_task_standings,
    due::list_due,
    ranking::get_unit_ranking,
    official_list::list_official_standings,
    discipline::get_discipline,
    board::get_plan_board,
);
