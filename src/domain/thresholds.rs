//! Where a plan draws the lines between ahead, on track, behind and seriously behind.

use sea_orm::FromJsonQueryResult;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::quantity::Quantity;

/// The largest threshold, in percent: ten times the expected value.
const LIMIT: Quantity = Quantity::from_whole(1_000);

/// The lines of a plan (预警线), each a gap between expected and actual in percent of the expected value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, FromJsonQueryResult)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Thresholds {
    /// At least this much better than expected is `ahead`. Usually 10.
    pub ahead: Quantity,
    /// Where the expectation is an inferred line, up to this much worse is still `onTrack`. Usually 5.
    /// A date and figure printed in the document allow nothing.
    pub on_track: Quantity,
    /// Up to this much worse is `behind`, beyond it `seriouslyBehind`. Usually 20.
    pub behind: Quantity,
}

/// 10, 5 and 20 percent.
impl Default for Thresholds {
    fn default() -> Self {
        Self { ahead: Quantity::from_whole(10), on_track: Quantity::from_whole(5), behind: Quantity::from_whole(20) }
    }
}

impl Thresholds {
    /// What is wrong with them, as (member, error code): `out_of_range` for a negative one or one above 1000,
    /// `contradiction` on `behind` when it lies below `onTrack`.
    #[must_use]
    pub fn check(&self) -> Vec<(&'static str, &'static str)> {
        let members = [("ahead", self.ahead), ("onTrack", self.on_track), ("behind", self.behind)];
        let mut wrong: Vec<_> = members
            .into_iter()
            .filter(|(_, percent)| *percent < Quantity::ZERO || *percent > LIMIT)
            .map(|(member, _)| (member, "out_of_range"))
            .collect();
        if self.behind < self.on_track {
            wrong.push(("behind", "contradiction"));
        }
        wrong
    }
}

#[cfg(test)]
mod tests {
    use super::Thresholds;
    use crate::domain::quantity::Quantity;

    #[test]
    fn only_ordered_lines_make_sense() {
        let usual = Thresholds::default();
        assert_eq!(usual.check(), []);
        let negative = Thresholds { ahead: Quantity::from_whole(-1), ..usual.clone() };
        assert_eq!(negative.check(), [("ahead", "out_of_range")]);
        let crossed = Thresholds { on_track: Quantity::from_whole(21), ..usual };
        assert_eq!(crossed.check(), [("behind", "contradiction")]);
    }
}
