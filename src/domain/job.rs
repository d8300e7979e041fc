//! Jobs: which kinds there are, how often they come round, and when one that failed is tried again.

use chrono::{DateTime, Duration, Utc};

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobKind {
    /// 催报: remind of reports that are due soon
    Remind,
    /// Hand a message over
    Deliver,
    /// Remove what is over: keys, sessions, cut uploads, jobs done
    Prune,
}

/// How long somebody who took a job has it to themselves. Longer than any job takes.
pub const LEASE: Duration = Duration::minutes(10);

/// A message that could not be handed over so often is given up.
const MOST_ATTEMPTS: i32 = 12;

/// Longest wait between two attempts.
const LONGEST_WAIT: Duration = Duration::hours(6);

impl JobKind {
    /// All.
    pub const ALL: [Self; 3] = [Self::Remind, Self::Deliver, Self::Prune];

    /// The name in the table.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Remind => "remind",
            Self::Deliver => "deliver",
            Self::Prune => "prune",
        }
    }

    /// The kind with this name.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// How long after it was done it is to be done again; `None`: never.
    #[must_use]
    pub const fn every(self) -> Option<Duration> {
        match self {
            Self::Remind | Self::Prune => Some(Duration::hours(1)),
            Self::Deliver => None,
        }
    }

    /// When a job that failed for the `attempts`th time is tried again; `None`: it is given up.
    #[must_use]
    pub fn again(self, attempts: i32, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        if self.every().is_none() && attempts >= MOST_ATTEMPTS {
            return None;
        }
        let tripled = u32::try_from(attempts - 1).unwrap_or(0).min(10);
        Some(now + Duration::seconds(10 * 3_i64.pow(tripled)).min(LONGEST_WAIT))
    }
}

#[cfg(test)]
mod tests {
    use super::JobKind;
    use chrono::DateTime;

    #[test]
    fn a_delivery_is_tried_twelve_times_at_growing_distances() {
        let now = DateTime::UNIX_EPOCH;
        let waits = |kind: JobKind| (1..=13).map(move |n| kind.again(n, now).map(|at| at.timestamp())).collect::<Vec<_>>();
        let growing = [10, 30, 90, 270, 810, 2430, 7290, 21600, 21600, 21600, 21600].map(Some);
        let deliveries = waits(JobKind::Deliver);
        assert_eq!(deliveries.get(..11), Some(growing.as_slice()));
        assert_eq!(deliveries.get(11..), Some([None, None].as_slice()));
        assert_eq!(waits(JobKind::Prune).last(), Some(&Some(21600)), "what comes round is never given up");
    }

    #[test]
    fn kinds_are_known_by_their_names() {
        for kind in JobKind::ALL {
            assert_eq!(JobKind::of_name(kind.name()), Some(kind));
        }
        assert_eq!(JobKind::of_name("later"), None);
    }
}
