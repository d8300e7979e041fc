//! Tables and workbooks: one definition of a table gives CSV and XLSX; what comes in as a workbook is read within limits.
//!
//! Nothing here knows the database or the clock; [`reply`] alone knows HTTP.

pub mod archive;
mod reply;
mod table;
mod xlsx;

pub use reply::Wanted;
pub use table::{Cell, Kind, Table};
