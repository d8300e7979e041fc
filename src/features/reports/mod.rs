//! Progress reports (进度): where a plan or a task stands at a date, as known at an instant, explained to the last figure.

mod completeness;
mod compose;
mod derived;
mod judge;
mod load;
mod progress;
pub mod rows;
pub mod shapes;
mod standing;
pub mod steps;
pub mod trajectory;

#[cfg(test)]
mod tests;

crate::routes!(progress::get_plan_progress, progress::get_task_progress, completeness::get_completeness, trajectory::get_trajectory,);
