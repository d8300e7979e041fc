//! Plan imports (导入): an issued notice is read, its proposal corrected by a person, and applied as a draft plan.

mod apply;
mod difference;
mod read;
mod reading;
pub mod shapes;
mod upload;
mod write;

crate::routes!(
    read::list_plan_imports,
    write::create_plan_import,
    read::get_plan_import,
    write::update_plan_import,
    write::delete_plan_import,
    read::get_plan_import_source,
    apply::apply_plan_import,
    difference::get_plan_import_difference,
);
