//! Work behind the requests: reminding, handing messages over, clearing away. One table, one runner; every job may run twice and
//! does no harm by it.

pub mod deliver;
mod prune;
mod remind;
mod runner;
pub mod words;

pub use runner::{run, schedule, step};
