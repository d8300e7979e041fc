//! Reports over a small plan, expected values by hand.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions, reason = "a test may panic")]

mod cycle;
mod plan;
mod task;
mod world;
