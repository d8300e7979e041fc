//! The rules of the field, pure: no connection, no request, no clock. Dates and instants come in as arguments.

pub mod assess;
pub mod completeness;
pub mod day;
pub mod due;
pub mod filing;
pub mod identity;
pub mod instant;
pub mod joint;
pub mod measure_word;
pub mod notice;
pub mod palette;
pub mod period;
pub mod plan;
pub mod quantity;
pub mod replay;
pub mod review;
pub mod role;
pub mod rollup;
pub mod schedule;
pub mod target;
pub mod terms;
pub mod thresholds;
pub mod zone;
