//! Targets (量化指标): the figures a task promises, with everything that decides how they are judged, in versions.

mod change;
mod checks;
mod read;
pub mod shapes;
pub mod versions;
pub mod write;

crate::routes!(
    read::list_targets,
    read::get_target,
    versions::list_target_versions,
    write::create_target,
    write::update_target,
    write::delete_target
);
