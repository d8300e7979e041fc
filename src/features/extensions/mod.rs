//! Extensions (延期报送): a unit asks for more time with a reason, somebody else grants or refuses it; it ends by itself.

mod read;
pub mod shapes;
pub mod write;

crate::routes!(read::list_extensions, read::get_extension, write::create_extension, write::approve_extension, write::refuse_extension);
