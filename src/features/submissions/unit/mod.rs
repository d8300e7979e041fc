//! A unit's month in one go (本月一次报送): all its reports of a plan and period, read, saved, submitted or signed together, all or nothing.

mod check;
pub mod read;
pub mod shapes;
pub mod workbook;
pub mod write;

use actix_web::web;

use crate::domain::period::Period;
use crate::http::{Problem, Result};

/// The `{period}` of the path; what is none names nothing: 404.
fn period_in(path: &web::Path<(String, String)>) -> Result<Period> {
    path.1.parse().map_err(|_| Problem::not_found())
}
