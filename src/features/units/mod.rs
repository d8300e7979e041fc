//! Units (单位): the register of organisations, their tree, other names, and the members of groups.

mod read;
pub mod shapes;
pub mod write;

crate::routes!(read::list_units, read::resolve_unit, read::get_unit, write::create_unit, write::update_unit, write::delete_unit);
