//! Tables and workbooks: one definition of a table gives CSV and XLSX; what comes in as a workbook is read within limits.
//!
//! Nothing here knows the database or the clock; `reply` alone knows HTTP.

pub mod archive;
pub mod form;
pub mod meaning;
mod parts;
mod reply;
mod table;
pub mod workbook;
mod xlsx;

pub use reply::Wanted;
pub use table::{Cell, Kind, Table};
