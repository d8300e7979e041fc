//! Tables and workbooks: one definition of a table gives CSV and XLSX; what comes in as a workbook is read within limits.
//!
//! Nothing here knows HTTP, the database or the clock.

pub mod archive;
mod table;
mod xlsx;

pub use table::{Cell, Kind, Table};
