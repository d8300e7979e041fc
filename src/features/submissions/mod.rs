//! Submissions (月报): what a unit files for an obligation, every revision of it, and its review.

mod accept;
pub mod bulk;
mod carried;
mod content;
pub mod difference;
mod draft;
mod ground;
pub mod inputs;
mod lint;
mod lint_read;
mod past;
mod read;
mod review;
pub mod shapes;
mod show;
pub mod steps;
mod together;
pub mod unit;
pub mod write;

crate::routes!(
    read::list_submissions,
    write::create_submission,
    read::get_submission,
    write::update_submission,
    write::delete_submission,
    read::list_submission_revisions,
    difference::get_submission_revision,
    difference::get_submission_revision_difference,
    read::list_submission_events,
    lint_read::lint_submission,
    unit::read::get_unit_report,
    unit::write::write_unit_report,
    bulk::write::write_submissions,
    bulk::review::accept_submissions,
    bulk::review::return_submissions,
    unit::workbook::read::get_unit_report_workbook,
    unit::workbook::write::write_unit_report_workbook,
    review::submit_submission,
    review::sign_submission,
    review::return_submission,
    review::accept_submission,
    review::withdraw_submission,
    review::correct_submission,
);
