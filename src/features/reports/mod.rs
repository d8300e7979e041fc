//! Progress reports (进度): where a plan or a task stands at a date, as known at an instant, explained to the last figure.

mod basis;
mod completeness;
mod compose;
pub mod dashboard;
mod errata;
mod judge;
mod load;
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

#[cfg(test)]
mod tests;

crate::routes!(progress::get_plan_progress, progress::get_task_progress, completeness::get_completeness, dashboard::get_dashboard);
