//! Plan documents (方案文件): a whole plan in one piece, to seed, to move between installations, and later to read from a notice.

pub mod canonical;
mod check;
pub mod findings;
mod flat;
mod load;
mod post;
mod read;
pub mod shapes;
mod show;
mod show_tasks;
pub mod task_shapes;
pub mod write;
mod write_plan;
mod write_targets;
mod write_tasks;
mod write_versions;

crate::routes!(read::get_plan_document, findings::list_plan_findings, post::create_plan_document);
