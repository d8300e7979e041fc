//! Time as an argument: the system's, a demo clock that starts elsewhere, or one that a test moves.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Duration, SubsecRound, Utc};

/// Where the time comes from. Instants are cut to milliseconds, so that they survive every database unchanged.
#[derive(Clone, Debug, Default)]
pub enum Clock {
    /// The machine's clock.
    #[default]
    System,
    /// Runs like the machine's clock, so much ahead of it (behind, if negative): the demo clock.
    Shifted(Duration),
    /// Stands still until moved: milliseconds since 1970.
    Manual(Arc<AtomicI64>),
}

impl Clock {
    /// A demo clock that now believes it is `start`.
    pub fn starting_at(start: DateTime<Utc>) -> Self {
        Self::Shifted(start - system_now())
    }

    /// A clock that stands at `at`.
    pub fn manual(at: DateTime<Utc>) -> Self {
        Self::Manual(Arc::new(AtomicI64::new(at.timestamp_millis())))
    }

    /// Moves a manual clock; the others cannot be moved.
    pub fn set(&self, at: DateTime<Utc>) {
        if let Self::Manual(millis) = self {
            millis.store(at.timestamp_millis(), Ordering::SeqCst);
        }
    }

    /// The present instant.
    pub fn now(&self) -> DateTime<Utc> {
        match self {
            Self::System => system_now(),
            Self::Shifted(by) => system_now() + *by,
            Self::Manual(millis) => DateTime::from_timestamp_millis(millis.load(Ordering::SeqCst)).unwrap_or_default(),
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that asks the machine for the time")]
fn system_now() -> DateTime<Utc> {
    Utc::now().trunc_subsecs(3)
}
