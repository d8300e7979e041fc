//! Checkpoints (序时节点): what a target should stand at by a date, as a value or as a share of the target.

mod read;
pub mod shapes;
pub mod write;

crate::routes!(read::list_checkpoints, read::get_checkpoint, write::create_checkpoint, write::update_checkpoint, write::delete_checkpoint);
