//! Progress reports (进度): where a plan or a task stands at a date, as known at an instant, explained to the last figure.

mod blank;
mod board;
mod completeness;
mod compose;
pub mod dashboard;
mod discipline;
mod drawings;
pub mod due;
mod errata;
mod ground;
mod judge;
mod list_tables;
mod load;
pub mod official_list;
mod picture;
mod pictures;
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

#[cfg(test)]
mod tests;

crate::routes!(
    progress::get_plan_progress,
    progress::get_task_progress,
    completeness::get_completeness,
    dashboard::get_dashboard,
    task_list::list_task_standings,
    due::list_due,
    ranking::get_unit_ranking,
    official_list::list_official_standings,
    discipline::get_discipline,
    board::get_plan_board
);
