//! The ranking of units (单位排名): points out of a hundred from what a unit has reached, how timely and how completely it reports.
//!
//! **The rule.** Three components, each a share of a hundred:
//! - *achievement* (weight 60): over the firm targets of all the unit leads that were judged, a full credit for each that is achieved, ahead or on
//!   track, half a credit for each that is behind, none for those seriously behind, overdue or without data. Targets that are not due yet or
//!   cannot be computed do not count, nor do aspirational ones. Of a target that each member of a group must reach, a member
//!   counts with its own state.
//! - *timeliness* (weight 20): reports filed by the deadline in force, of those expected.
//! - *completeness* (weight 20): reports filed at all, of those expected.
//!
//! The points are the weighted mean of the components there are: a unit without targets is measured by its reports alone. They are computed
//! exactly and rounded once, half up, to two decimals; equal points share a rank and the next one is skipped: 1, 2, 2, 4. A unit of
//! which nothing was expected has no points and no rank.

use crate::domain::assess::ProgressState;
use crate::domain::completeness::Tally;
use crate::domain::quantity::Quantity;

/// The weights of achievement, timeliness and completeness.
pub const WEIGHTS: [u64; 3] = [60, 20, 20];

/// What speaks for a unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Merits {
    /// Targets with a full credit: achieved, ahead, on track.
    pub full: u64,
    /// Targets with half a credit: behind.
    pub half: u64,
    /// Targets without credit: seriously behind, overdue, without data.
    pub none: u64,
    /// Its reports.
    pub reports: Tally,
}

/// What it is worth, each in percent with two decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Points {
    /// Credits of credits possible.
    pub achievement: Option<Quantity>,
    /// Reports in time of those expected.
    pub timeliness: Option<Quantity>,
    /// Reports filed of those expected.
    pub completeness: Option<Quantity>,
    /// The weighted mean of those there are.
    pub total: Option<Quantity>,
}

impl Merits {
    /// One firm target more.
    pub const fn add(&mut self, state: ProgressState) {
        match state {
            ProgressState::Achieved | ProgressState::Ahead | ProgressState::OnTrack => self.full += 1,
            ProgressState::Behind => self.half += 1,
            ProgressState::SeriouslyBehind | ProgressState::Overdue | ProgressState::NoData => self.none += 1,
            ProgressState::NotDue | ProgressState::NotComputable => {}
        }
    }

    /// The points by the rule.
    #[must_use]
    pub fn points(&self) -> Points {
        let judged = self.full + self.half + self.none;
        let reports = &self.reports;
        let shares = [
            (2 * self.full + self.half, 2 * judged),
            (reports.on_time, reports.expected),
            (reports.on_time + reports.late, reports.expected),
        ];
        let [achievement, timeliness, completeness] = shares.map(|share| percent(&[(share, 1)]));
        let total = percent(&[(shares[0], WEIGHTS[0]), (shares[1], WEIGHTS[1]), (shares[2], WEIGHTS[2])]);
        Points { achievement, timeliness, completeness, total }
    }
}

/// The weighted mean of some shares in percent, exact until it is rounded half up to hundredths; shares of nothing are left out.
fn percent(shares: &[((u64, u64), u64)]) -> Option<Quantity> {
    let there: Vec<(i128, i128, i128)> = shares
        .iter()
        .filter(|((_, whole), _)| *whole > 0)
        .map(|((part, whole), weight)| (i128::from(*part), i128::from(*whole), i128::from(*weight)))
        .collect();
    let weights: i128 = there.iter().map(|(.., weight)| weight).sum();
    let product: i128 = there.iter().map(|(_, whole, _)| whole).product();
    let sum: i128 = there.iter().map(|(part, whole, weight)| weight * part * (product / whole)).sum();
    let divisor = product * weights;
    // Hundredths of a percent, half up.
    let hundredths = (sum * 20_000 + divisor).checked_div(divisor * 2)?;
    Quantity::try_from(hundredths * 100).ok()
}

/// The places of points, the most first: equal points share a place and the next one is skipped.
#[must_use]
pub fn places(points: &[Option<Quantity>]) -> Vec<Option<u32>> {
    let better = |mine: Quantity| points.iter().flatten().filter(|other| **other > mine).count();
    points.iter().map(|mine| mine.and_then(|mine| u32::try_from(better(mine) + 1).ok())).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may panic")]
    use super::{Merits, places};
    use crate::domain::completeness::Tally;
    use crate::domain::quantity::Quantity;
    use proptest::prelude::{prop_assert, prop_assert_eq, proptest};

    fn merits(targets: [u64; 3], expected: u64, on_time: u64, late: u64) -> Merits {
        let reports = Tally { expected, on_time, late, ..Tally::default() };
        Merits { full: targets[0], half: targets[1], none: targets[2], reports }
    }

    #[test]
    fn points_by_hand() {
        let table = [
            // 2½ of 3 credits: 83.33; 8 of 9 in time: 88.89; all filed. (60·5/6 + 20·8/9 + 20)/100 = 87.777…
            (merits([2, 1, 0], 9, 8, 1), "83.33", "88.89", "100", "87.78"),
            // No targets: 20·½ + 20·¾ of 40.
            (merits([0, 0, 0], 4, 2, 1), "-", "50", "75", "62.5"),
            // No reports expected.
            (merits([1, 0, 2], 0, 0, 0), "33.33", "-", "-", "33.33"),
            (merits([0, 0, 0], 0, 0, 0), "-", "-", "-", "-"),
            (merits([0, 0, 3], 2, 0, 0), "0", "0", "0", "0"),
            // 1/800 in time, alone: 0.125 rounds up.
            (merits([0, 0, 0], 800, 1, 0), "-", "0.13", "0.13", "0.13"),
        ];
        for (merits, achievement, timeliness, completeness, total) in table {
            let points = merits.points();
            let shown = [points.achievement, points.timeliness, points.completeness, points.total];
            let shown = shown.map(|it| it.map_or_else(|| "-".to_owned(), |it| it.to_string()));
            assert_eq!(shown, [achievement, timeliness, completeness, total], "{merits:?}");
        }
    }

    #[test]
    fn equal_points_share_a_place() {
        let points = [Some(90), Some(95), None, Some(90), Some(70)].map(|it| it.map(Quantity::from_whole));
        assert_eq!(places(&points), [Some(2), Some(1), None, Some(2), Some(4)]);
        assert_eq!(places(&[None, None]), [None, None]);
    }

    proptest! {
        /// Nobody loses by reaching a target or filing a report in time, and points lie between 0 and 100.
        #[test]
        fn better_is_never_worse(full in 0u64..50, half in 0u64..50, none in 1u64..50, on_time in 0u64..50, late in 0u64..50, missing in 1u64..50) {
            let expected = on_time + late + missing;
            let before = merits([full, half, none], expected, on_time, late).points().total.unwrap();
            prop_assert!(before >= Quantity::ZERO && before <= Quantity::from_whole(100));
            prop_assert!(merits([full, half + 1, none - 1], expected, on_time, late).points().total.unwrap() >= before);
            prop_assert!(merits([full + 1, half, none - 1], expected, on_time, late).points().total.unwrap() >= before);
            prop_assert!(merits([full, half, none], expected, on_time + 1, late).points().total.unwrap() >= before);
            prop_assert!(merits([full, half, none], expected, on_time, late + 1).points().total.unwrap() >= before);
            prop_assert_eq!(merits([2 * full, 2 * half, 2 * none], 3 * expected, 3 * on_time, 3 * late).points().total.unwrap(), before);
        }
    }
}
