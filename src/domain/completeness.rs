//! Completeness and timeliness of reporting (报送完整率、及时率): how each owed report stands at an instant, and the
//! counts over many. Design: model.md section 3.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::quantity::Quantity;

/// What is known of one obligation, as far as its completeness goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The original deadline; this very instant is still on time.
    pub due_at: DateTime<Utc>,
    /// Until when the latest approved extension runs. One that ends before the deadline changes nothing.
    pub extended_until: Option<DateTime<Utc>>,
    /// No longer owed: cancelled or transferred.
    pub void: bool,
    /// The first submit that was not withdrawn; a return keeps it. One after the instant asked for does not count.
    pub first_submit: Option<DateTime<Utc>>,
    /// Sent back, and not filed again since; a correction that is sent back leaves the accepted report in force and does not count.
    pub returned: bool,
    /// Until when the return lets the unit file again; `None`: its deadline stands.
    pub return_until: Option<DateTime<Utc>>,
    /// A revision is accepted and in force.
    pub accepted: bool,
}

impl Facts {
    /// The deadline in force.
    #[must_use]
    pub fn due(&self) -> DateTime<Utc> {
        self.extended_until.map_or(self.due_at, |until| until.max(self.due_at))
    }

    /// The first submit as far as it is known at an instant.
    fn filed_by(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.first_submit.filter(|submit| *submit <= at)
    }
}

/// How a report that is owed stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum Timeliness {
    /// 未到期: the deadline has not passed, filed or not
    NotYetDue,
    /// 按时: filed by the deadline
    OnTime,
    /// 迟报: filed after it
    Late,
    /// 未报: not filed
    Missing,
}

/// How an obligation stands at an instant; `None` when it is void. The deadline has passed only after its instant.
#[must_use]
pub fn judge(facts: &Facts, at: DateTime<Utc>) -> Option<Timeliness> {
    if facts.void {
        return None;
    }
    let due = facts.due();
    if at <= due {
        return Some(Timeliness::NotYetDue);
    }
    Some(match facts.filed_by(at) {
        Some(submit) if submit <= due => Timeliness::OnTime,
        Some(_) => Timeliness::Late,
        None => Timeliness::Missing,
    })
}

/// Counts of obligations at one instant. `expected = onTime + late + missing` always; tallies of disjoint groups add up
/// to the tally of all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Tally {
    /// 应报: owed, and the deadline has passed.
    pub expected: u64,
    /// 按时: of the expected, filed by the deadline in force.
    pub on_time: u64,
    /// 迟报: of the expected, filed after it.
    pub late: u64,
    /// 未报: of the expected, not filed.
    pub missing: u64,
    /// 未到期: owed, and the deadline has not passed; not expected yet.
    pub not_yet_due: u64,
    /// Of those not yet due, filed already.
    pub filed_early: u64,
    /// Of those on time, filed by the original deadline too, without need of an extension.
    pub on_time_original: u64,
    /// 退回: sent back and not filed again, corrections left aside; also counted as on time, late or not yet due.
    pub returned: u64,
    /// Of those returned, past both the deadline and the time given by the return.
    pub returned_overdue: u64,
    /// 已认定: accepted; also counted as on time, late or not yet due.
    pub accepted: u64,
    /// No longer owed; in no other count.
    pub void: u64,
}

impl Tally {
    /// Counts one obligation as it stands at an instant.
    pub fn add(&mut self, facts: &Facts, at: DateTime<Utc>) {
        self.merge(&Self::of(facts, at));
    }

    /// The counts of many obligations at an instant.
    #[must_use]
    pub fn over<'a, I: IntoIterator<Item = &'a Facts>>(all: I, at: DateTime<Utc>) -> Self {
        let mut tally = Self::default();
        for facts in all {
            tally.add(facts, at);
        }
        tally
    }

    /// The counts of a single obligation: every one is 0 or 1.
    fn of(facts: &Facts, at: DateTime<Utc>) -> Self {
        let Some(stands) = judge(facts, at) else {
            return Self { void: 1, ..Self::default() };
        };
        let filed = facts.filed_by(at);
        let when = |holds: bool| u64::from(holds);
        let is = |other: Timeliness| when(stands == other);
        let returned = facts.returned && filed.is_some();
        let again_by = facts.return_until.map_or(facts.due(), |until| until.max(facts.due()));
        Self {
            expected: when(stands != Timeliness::NotYetDue),
            on_time: is(Timeliness::OnTime),
            late: is(Timeliness::Late),
            missing: is(Timeliness::Missing),
            not_yet_due: is(Timeliness::NotYetDue),
            filed_early: when(stands == Timeliness::NotYetDue && filed.is_some()),
            on_time_original: when(stands == Timeliness::OnTime && filed.is_some_and(|submit| submit <= facts.due_at)),
            returned: when(returned),
            returned_overdue: when(returned && at > again_by),
            accepted: when(facts.accepted && filed.is_some()),
            void: 0,
        }
    }

    /// Adds the counts of a disjoint group.
    pub fn merge(&mut self, other: &Self) {
        self.expected += other.expected;
        self.on_time += other.on_time;
        self.late += other.late;
        self.missing += other.missing;
        self.not_yet_due += other.not_yet_due;
        self.filed_early += other.filed_early;
        self.on_time_original += other.on_time_original;
        self.returned += other.returned;
        self.returned_overdue += other.returned_overdue;
        self.accepted += other.accepted;
        self.void += other.void;
    }

    /// What units still have to do: missing and returned.
    #[must_use]
    pub const fn outstanding(&self) -> u64 {
        self.missing + self.returned
    }

    /// 及时率: on time of expected, in percent with two decimals, half up; `None` where nothing is expected.
    #[must_use]
    pub fn on_time_rate(&self) -> Option<Quantity> {
        percent(self.on_time, self.expected)
    }

    /// 完整率: filed (on time or late) of expected, in percent with two decimals, half up; `None` where nothing is
    /// expected.
    #[must_use]
    pub fn filed_rate(&self) -> Option<Quantity> {
        percent(self.on_time + self.late, self.expected)
    }
}

/// A row of a completeness report: the counts and what follows from them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Completeness {
    /// The counts.
    #[serde(flatten)]
    pub counts: Tally,
    /// Missing and returned.
    pub outstanding: u64,
    /// 及时率: on time of expected, in percent, two decimals; null where nothing is expected.
    pub on_time_rate: Option<Quantity>,
    /// 完整率: filed of expected, in percent, two decimals; null where nothing is expected.
    pub filed_rate: Option<Quantity>,
}

impl From<Tally> for Completeness {
    fn from(counts: Tally) -> Self {
        Self { counts, outstanding: counts.outstanding(), on_time_rate: counts.on_time_rate(), filed_rate: counts.filed_rate() }
    }
}

/// `part` of `whole` in percent, rounded half up to hundredths.
fn percent(part: u64, whole: u64) -> Option<Quantity> {
    let (part, whole) = (i128::from(part), i128::from(whole));
    let hundredths = (part * 20_000 + whole).checked_div(whole * 2)?;
    Quantity::try_from(hundredths * 100).ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions, reason = "a test may panic")]
    use super::{Completeness, Facts, Tally, Timeliness, judge, percent};
    use crate::domain::quantity::Quantity;
    use chrono::{DateTime, TimeDelta, Utc};
    use proptest::prelude::{Strategy, any, prop_assert, prop_assert_eq, proptest};
    use proptest::{collection, option};

    /// 24:00 of 3 June 2024 in Shanghai.
    fn deadline() -> DateTime<Utc> {
        "2024-06-03T16:00:00Z".parse().unwrap()
    }

    /// Seconds after the deadline.
    fn s(seconds: i64) -> DateTime<Utc> {
        deadline() + TimeDelta::seconds(seconds)
    }

    fn facts(first_submit: Option<i64>) -> Facts {
        Facts {
            due_at: deadline(),
            extended_until: None,
            void: false,
            first_submit: first_submit.map(s),
            returned: false,
            return_until: None,
            accepted: false,
        }
    }

    #[test]
    fn judged_to_the_second() {
        use Timeliness::{Late, Missing, NotYetDue, OnTime};
        // (first submit, extension, asked at, answer), in seconds after the deadline
        let table = [
            (None, None, -1, NotYetDue),
            (None, None, 0, NotYetDue),
            (None, None, 1, Missing),
            (Some(-1), None, -1, NotYetDue),
            (Some(-1), None, 1, OnTime),
            (Some(0), None, 1, OnTime),
            (Some(1), None, 1, Late),
            (Some(9), None, 5, Missing),
            (Some(9), None, 9, Late),
            (Some(9), Some(10), 10, NotYetDue),
            (Some(9), Some(10), 11, OnTime),
            (Some(11), Some(10), 11, Late),
            (None, Some(10), 11, Missing),
            (Some(0), Some(-10), 1, OnTime),
        ];
        for (submit, extension, at, answer) in table {
            let mut it = facts(submit);
            it.extended_until = extension.map(s);
            assert_eq!(judge(&it, s(at)), Some(answer), "{submit:?} {extension:?} {at}");
            it.void = true;
            assert_eq!(judge(&it, s(at)), None);
        }
    }

    /// Ten obligations of one month, an hour after the deadline.
    fn month() -> Vec<Facts> {
        let extended = Facts { extended_until: Some(s(7_200)), ..facts(None) };
        let saved = Facts { extended_until: Some(s(60)), ..facts(Some(30)) };
        let returned = Facts { returned: true, ..facts(Some(-5)) };
        vec![
            Facts { accepted: true, ..facts(Some(-100)) },
            Facts { accepted: true, ..facts(Some(100)) },
            facts(Some(0)),
            facts(None),
            facts(None),
            extended.clone(),
            Facts { first_submit: Some(s(10)), ..extended },
            saved,
            Facts { return_until: Some(s(86_400)), ..returned.clone() },
            returned,
            Facts { void: true, ..facts(Some(-1)) },
        ]
    }

    #[test]
    fn a_month_by_hand() {
        let tally = Tally::over(&month(), s(3_600));
        let expected = Tally {
            expected: 8,
            on_time: 5,
            late: 1,
            missing: 2,
            not_yet_due: 2,
            filed_early: 1,
            on_time_original: 4,
            returned: 2,
            returned_overdue: 1,
            accepted: 2,
            void: 1,
        };
        assert_eq!(tally, expected);
        assert_eq!(tally.outstanding(), 4);
        assert_eq!(tally.on_time_rate(), Some(Quantity::from_e4(625_000)));
        assert_eq!(tally.filed_rate(), Some(Quantity::from_whole(75)));
    }

    #[test]
    fn withdrawn_after_the_deadline_is_missing_and_then_late() {
        let withdrawn = facts(None);
        assert_eq!(judge(&withdrawn, s(10)), Some(Timeliness::Missing));
        assert_eq!(judge(&facts(Some(20)), s(20)), Some(Timeliness::Late));
    }

    #[test]
    fn rates_are_half_up_and_null_for_nothing() {
        let table = [
            (0, 8, "0"),
            (1, 8, "12.5"),
            (1, 3, "33.33"),
            (2, 3, "66.67"),
            (1, 800, "0.13"),
            (799, 800, "99.88"),
            (1, 20_000, "0.01"),
            (1, 20_001, "0"),
            (36, 37, "97.3"),
            (37, 37, "100"),
        ];
        for (part, whole, text) in table {
            assert_eq!(percent(part, whole), Some(text.parse().unwrap()), "{part}/{whole}");
        }
        assert_eq!((Tally::default().on_time_rate(), Tally::default().filed_rate()), (None, None));
    }

    #[test]
    fn a_report_row() {
        let row = serde_json::to_string(&Completeness::from(Tally::over(&month(), s(3_600)))).unwrap();
        let expected = "{\"expected\":8,\"onTime\":5,\"late\":1,\"missing\":2,\"notYetDue\":2,\"filedEarly\":1,\
                        \"onTimeOriginal\":4,\"returned\":2,\"returnedOverdue\":1,\"accepted\":2,\"void\":1,\
                        \"outstanding\":4,\"onTimeRate\":62.5,\"filedRate\":75}";
        assert_eq!(row, expected);
        let empty = serde_json::to_value(Completeness::from(Tally::default())).unwrap();
        assert!(empty["onTimeRate"].is_null() && empty["filedRate"].is_null());
    }

    fn some_facts() -> impl Strategy<Value = Facts> {
        let near = || option::of((-4..8_i64).prop_map(s));
        (near(), near(), near(), any::<[bool; 3]>()).prop_map(|(extended_until, first_submit, return_until, flags)| {
            let [void, returned, accepted] = flags;
            Facts { due_at: deadline(), extended_until, void, first_submit, returned, return_until, accepted }
        })
    }

    proptest! {
        #[test]
        fn the_counts_add_up(all in collection::vec(some_facts(), 0..40), seconds in -5..10_i64, cut in 0..40_usize) {
            let at = s(seconds);
            let tally = Tally::over(&all, at);
            prop_assert_eq!(tally.expected, tally.on_time + tally.late + tally.missing);
            prop_assert_eq!(tally.expected + tally.not_yet_due + tally.void, all.len() as u64);
            prop_assert!(tally.filed_early <= tally.not_yet_due && tally.on_time_original <= tally.on_time);
            prop_assert!(tally.returned_overdue <= tally.returned);
            let filed = tally.on_time + tally.late + tally.filed_early;
            prop_assert!(tally.returned <= filed && tally.accepted <= filed);
            prop_assert!(tally.outstanding() <= tally.expected + tally.not_yet_due);

            let (one, other) = all.split_at(cut.min(all.len()));
            let mut merged = Tally::over(other, at);
            merged.merge(&Tally::over(one, at));
            prop_assert_eq!(merged, tally);

            let by_hand = all.iter().filter(|it| judge(it, at) == Some(Timeliness::Missing)).count();
            prop_assert_eq!(tally.missing, by_hand as u64);
        }

        #[test]
        fn rates_are_within_bounds(part in 0..100_000_u64, more in 0..100_000_u64) {
            let whole = part + more;
            match percent(part, whole) {
                None => prop_assert_eq!(whole, 0),
                Some(rate) => {
                    prop_assert!(Quantity::ZERO <= rate && rate <= Quantity::from_whole(100));
                    let exact = part as f64 * 100.0 / whole as f64;
                    prop_assert!((rate.e4() as f64 / 10_000.0 - exact).abs() < 0.005_000_1);
                }
            }
        }

        #[test]
        fn what_was_judged_once_stays(it in some_facts(), earlier in -5..10_i64, later in 0..10_i64) {
            let (before, after) = (judge(&it, s(earlier)), judge(&it, s(earlier + later)));
            if matches!(before, Some(Timeliness::OnTime | Timeliness::Late)) {
                prop_assert_eq!(before, after);
            }
            prop_assert!(before != Some(Timeliness::Missing) || matches!(after, Some(Timeliness::Missing | Timeliness::Late)));
        }
    }
}
