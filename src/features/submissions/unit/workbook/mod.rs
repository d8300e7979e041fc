//! A unit's month as a workbook (本月填报表): handed out to be filled in, and taken back as the same write as JSON.

mod book;
mod fields;
mod filled;
mod incoming;
mod places;
pub mod read;
mod template;
pub mod write;
