//! A target that several units report together (共同承担): what they say for one period becomes one figure and one report.

use crate::domain::assess::{Reading, Report};
use crate::domain::quantity::Quantity;
use crate::domain::target::Series;
use crate::domain::terms::Terms;

/// How the figures of several units become one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Joint {
    /// Their sum: counts and amounts reported as totals or per period. Where one is missing, the period is.
    Sum,
    /// The figure of the first alone: rates, levels, means, stages, which cannot be added up.
    First,
}

impl Joint {
    /// How it is done for a target without a reporting unit of its own.
    #[must_use]
    pub fn of(terms: &Terms) -> Self {
        let totals = matches!(terms.series, Series::Cumulative | Series::Increment);
        if totals && terms.can_be_summed() && terms.stages.is_none() { Self::Sum } else { Self::First }
    }
}

/// What one unit says about a target for one period.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Voice {
    /// Its accepted figure.
    pub reading: Option<Reading>,
    /// The report it owes; none where the figure came without one.
    pub report: Option<Report>,
}

/// One figure and one report from what the units say for one period, the reporting unit first. Where reports are owed,
/// only those who owe them count.
#[must_use]
pub fn combine(joint: Joint, voices: Vec<Voice>) -> Voice {
    let owed = voices.iter().any(|voice| voice.report.is_some());
    let mut counted = voices.into_iter().filter(|voice| voice.report.is_some() || !owed);
    let Some(first) = counted.next() else { return Voice::default() };
    match joint {
        Joint::First => first,
        Joint::Sum => counted.fold(first, plus),
    }
}

fn plus(one: Voice, other: Voice) -> Voice {
    Voice { reading: one.reading.zip(other.reading).and_then(sum), report: one.report.zip(other.report).map(both) }
}

fn sum((one, other): (Reading, Reading)) -> Option<Reading> {
    let value = Quantity::try_from(Quantity::sum([one.value, other.value])).ok()?;
    Some(Reading { value, numerator: None, denominator: None, as_at: one.as_at.max(other.as_at), ..one })
}

/// Accepted when all are; waits for review when some wait and nobody has yet to file.
fn both((one, other): (Report, Report)) -> Report {
    let answered = |report: &Report| report.filed || report.accepted;
    Report {
        past_due: one.past_due || other.past_due,
        accepted: one.accepted && other.accepted,
        filed: answered(&one) && answered(&other) && (one.filed || other.filed),
        as_at: one.as_at.max(other.as_at),
        ..one
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions, reason = "a test may panic")]
    use super::{Joint, Voice, combine};
    use crate::domain::assess::{Reading, Report};
    use crate::domain::quantity::Quantity;
    use crate::domain::target::{Operator, QuantityKind, Series, Stages};
    use crate::domain::terms::Terms;

    fn reading(value: i64) -> Option<Reading> {
        let as_at = "2024-05-31".parse().unwrap();
        let value = Quantity::from_whole(value);
        Some(Reading { period_label: "2024-05".to_owned(), as_at, value, numerator: None, denominator: None })
    }

    fn report(accepted: bool, filed: bool) -> Option<Report> {
        let as_at = "2024-05-31".parse().unwrap();
        Some(Report { period_label: "2024-05".to_owned(), as_at, past_due: true, accepted, filed })
    }

    fn accepted(value: i64) -> Voice {
        Voice { reading: reading(value), report: report(true, false) }
    }

    #[test]
    fn a_sum_needs_everybody() {
        let sum = |voices: Vec<Voice>| combine(Joint::Sum, voices);
        assert_eq!(sum(vec![accepted(100), accepted(50), accepted(7)]), accepted(157));
        assert_eq!(sum(vec![accepted(100)]), accepted(100));
        assert_eq!(sum(vec![]), Voice::default());
        let missing = Voice { reading: None, report: report(false, false) };
        assert_eq!(sum(vec![accepted(100), missing.clone()]), missing);
        let waiting = Voice { reading: None, report: report(false, true) };
        assert_eq!(sum(vec![accepted(100), waiting.clone()]), waiting);
        assert_eq!(sum(vec![waiting, missing.clone()]), missing);
        let beyond = sum(vec![accepted(99_999_999_999), accepted(1)]);
        assert_eq!(beyond.reading, None);
    }

    #[test]
    fn figures_without_a_report_count_only_where_none_is_owed() {
        let verified = |value| Voice { reading: reading(value), report: None };
        assert_eq!(combine(Joint::Sum, vec![verified(3), verified(4)]), verified(7));
        assert_eq!(combine(Joint::Sum, vec![verified(3), accepted(4)]), accepted(4));
        assert_eq!(combine(Joint::First, vec![verified(3), accepted(4), accepted(5)]), accepted(4));
        assert_eq!(combine(Joint::First, vec![verified(3), verified(4)]), verified(3));
    }

    #[test]
    fn only_totals_of_counts_and_amounts_are_added() {
        let plain = Terms::plain(Quantity::from_whole(1_680), "个");
        let increments = Terms { series: Series::Increment, quantity_kind: QuantityKind::Amount, ..plain.clone() };
        assert_eq!([Joint::of(&plain), Joint::of(&increments)], [Joint::Sum, Joint::Sum]);
        let first = [
            Terms { series: Series::Level, ..plain.clone() },
            Terms { series: Series::Average, ..plain.clone() },
            Terms { quantity_kind: QuantityKind::Rate, ..plain.clone() },
            Terms { quantity_kind: QuantityKind::Growth, ..plain.clone() },
            Terms { operator: Operator::All, ..plain.clone() },
            Terms { stages: Some(Stages(Vec::new())), ..plain },
        ];
        for terms in first {
            assert_eq!(Joint::of(&terms), Joint::First, "{terms:?}");
        }
    }
}
