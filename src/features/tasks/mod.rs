//! Tasks (事项) and their measures (工作举措): numbered items of a plan, their content in versions, and what they inherit.

mod change;
mod lineage;
pub mod mine;
mod named;
mod read;
pub mod shapes;
pub mod versions;
pub mod write;

crate::routes!(
    read::list_tasks,
    mine::list_my_tasks,
    read::get_task,
    versions::list_task_versions,
    write::create_task,
    write::update_task,
    write::delete_task
);
