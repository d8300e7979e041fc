//! Submissions (月报): what a unit files for an obligation, every revision of it, and its review.

mod accept;
mod carried;
mod content;
mod ground;
pub mod inputs;
mod read;
mod review;
pub mod shapes;
mod show;
pub mod steps;
mod write;

crate::routes!(
    read::list_submissions,
    write::create_submission,
    read::get_submission,
    write::update_submission,
    write::delete_submission,
    read::list_submission_revisions,
    read::list_submission_events,
    review::submit_submission,
    review::sign_submission,
    review::return_submission,
    review::accept_submission,
    review::withdraw_submission,
    review::correct_submission,
);
