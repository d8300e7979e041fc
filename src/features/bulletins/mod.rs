//! Bulletins (通报, 专报): drafted from the reports, numbered, frozen with both their times and a digest, reproducible to the byte, with the
//! corrections that touched them afterwards.

mod compose;
mod errata;
mod forms;
mod freeze;
mod inputs;
mod read;
pub mod shapes;
mod words;
pub mod write;

crate::routes!(
    read::list_bulletins,
    write::create_bulletin,
    read::get_bulletin,
    write::update_bulletin,
    write::delete_bulletin,
    write::issue_bulletin,
    write::withdraw_bulletin,
    forms::get_bulletin_document,
    forms::verify_bulletin,
);
