//! Attachments (佐证材料): the files that show what a report says, as filed with each of its revisions.

mod read;
pub mod shapes;
mod upload;
mod write;

crate::routes!(
    read::list_submission_attachments,
    write::create_attachment,
    read::get_attachment,
    read::get_attachment_content,
    write::delete_attachment,
);
