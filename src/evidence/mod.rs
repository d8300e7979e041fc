//! Evidence (佐证材料): where files are stored, and which revisions they belong to.
//!
//! A file is streamed into an object of its own under `incoming/` and moved to the place its content's hash names only when it is whole.
//! Its row in `blob` is written before that and the row of the attachment after, so that a crash at any point leaves either a file
//! under `incoming/` or a blob that nothing refers to; [`sweep`] removes both after [`GRACE`].

mod incoming;
mod links;
mod store;
mod sweep;

use chrono::Duration;

pub use incoming::Incoming;
pub use links::{carry_over, discard, link, linked, revisions_of, unlink};
pub use store::{Evidence, Opened};
pub use sweep::{Swept, sweep};

/// How long an upload may take from its first byte to its row, with much to spare.
pub const GRACE: Duration = Duration::hours(1);
