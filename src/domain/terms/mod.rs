//! The terms of a target version: everything about it that decides how it is judged, and the check that they fit together.

use crate::domain::quantity::Quantity;
use crate::domain::target::{Baseline, Firmness, JudgedAs, Operator, QuantityKind, Reference, Series, Stages, Stretch, TargetClass};

mod check;

pub use check::check;

/// The tolerance of 左右 when the target does not give one, in percent.
pub const DEFAULT_TOLERANCE: Quantity = Quantity::from_whole(5);

/// What a target promises. Reported figures are in the same unit of measure, multiplier included (1.67 万个 is
/// compared with 1.67). Whether the terms fit together is [`check`]ed when they are written, not when they are judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The comparison as printed.
    pub operator: Operator,
    /// How it is judged.
    pub judged_as: JudgedAs,
    /// The figure to reach, as printed. Absent for ranks, coverages of everything, unresolved references and stages.
    pub value: Option<Quantity>,
    /// The upper end of a range, or the second part of a ratio.
    pub upper: Option<Quantity>,
    /// As printed: 万人次, 套(间), %.
    pub unit_of_measure: Option<String>,
    /// What the unit of measure multiplies by (万人次: 10 000).
    pub multiplier: i64,
    /// What the reported figures are.
    pub series: Series,
    /// What kind of number it is.
    pub quantity_kind: QuantityKind,
    /// Whether missing it is a failure.
    pub firmness: Firmness,
    /// Binding or expected; expected where the document does not say.
    pub class: TargetClass,
    /// The further goal.
    pub stretch: Option<Stretch>,
    /// Where it starts from.
    pub baseline: Option<Baseline>,
    /// In percent of the value; absent: 5.
    pub tolerance: Option<Quantity>,
    /// 稳定在, 不反弹: once reached it has to be kept.
    pub maintain: bool,
    /// What a relative target is measured against.
    pub reference: Option<Reference>,
    /// The stages of a qualitative target.
    pub stages: Option<Stages>,
}

/// Which way is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Higher is better.
    Up,
    /// Lower is better.
    Down,
}

impl Terms {
    /// The plainest target: `value` in `unit_of_measure`, no word before it, figures are totals to date.
    #[must_use]
    pub fn plain(value: Quantity, unit_of_measure: &str) -> Self {
        Self {
            operator: Operator::Eq,
            judged_as: JudgedAs::AtLeast,
            value: Some(value),
            upper: None,
            unit_of_measure: Some(unit_of_measure.to_owned()),
            multiplier: crate::domain::measure_word::multiplier_of(unit_of_measure),
            series: Series::Cumulative,
            quantity_kind: QuantityKind::Count,
            firmness: Firmness::Firm,
            class: TargetClass::Expected,
            stretch: None,
            baseline: None,
            tolerance: None,
            maintain: false,
            reference: None,
            stages: None,
        }
    }

    /// Lower is better for 以内, 不超过, 低于, whatever is judged as "at most", and for a from–to that goes down.
    /// Ranges and tolerances count as up: below the lower edge is the usual side to be on.
    #[must_use]
    pub fn direction(&self) -> Direction {
        let down = matches!(self.judged_as, JudgedAs::AtMost | JudgedAs::LessThan);
        if down || self.is_from_to_down() { Direction::Down } else { Direction::Up }
    }

    /// 由四档调整为三档: a level without a word before it, whose baseline lies above its value, whether it says "at most" too or
    /// not: it is on its way there, and need not hold from the first day. Growth, changes and decreases have a direction of their own, and what is to be kept (保持) does not move from its baseline.
    #[must_use]
    pub fn is_from_to_down(&self) -> bool {
        let plain = self.operator == Operator::Eq && matches!(self.judged_as, JudgedAs::AtLeast | JudgedAs::AtMost);
        let state = matches!(self.series, Series::Level | Series::Average) && !self.is_growth() && !self.is_change() && !self.maintain;
        let from = self.baseline.as_ref().and_then(|baseline| baseline.value);
        plain && state && matches!((from, self.value), (Some(from), Some(to)) if from > to)
    }

    /// Growth rates have to hold at every date.
    pub(crate) fn is_growth(&self) -> bool {
        matches!(self.quantity_kind, QuantityKind::Growth | QuantityKind::GrowthPerYear)
    }

    /// Figures that are themselves a difference from the baseline.
    pub(crate) fn is_change(&self) -> bool {
        matches!(self.quantity_kind, QuantityKind::ChangeInPoints | QuantityKind::Decrease)
    }

    /// Rates, growth and changes are never summed.
    pub(crate) fn can_be_summed(&self) -> bool {
        matches!(self.quantity_kind, QuantityKind::Count | QuantityKind::Amount)
            && !matches!(self.operator, Operator::All | Operator::Ratio)
    }

    fn has_stages(&self) -> bool {
        self.stages.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::{Direction, Terms};
    use crate::domain::quantity::Quantity;
    use crate::domain::target::{Baseline, JudgedAs, Operator, QuantityKind, Series};

    fn from_to(from: i64, to: i64) -> Terms {
        Terms {
            series: Series::Level,
            baseline: Some(Baseline { value: Some(Quantity::from_whole(from)), period: None, text: None }),
            ..Terms::plain(Quantity::from_whole(to), "档")
        }
    }

    #[test]
    fn which_way_is_better() {
        assert_eq!(from_to(4, 3).direction(), Direction::Down);
        assert_eq!(from_to(3, 4).direction(), Direction::Up);
        let at_most = Terms { operator: Operator::Lte, judged_as: JudgedAs::AtMost, ..from_to(3, 4) };
        assert_eq!(at_most.direction(), Direction::Down);
        let about = Terms { operator: Operator::Approx, judged_as: JudgedAs::Within, ..from_to(4, 3) };
        assert_eq!(about.direction(), Direction::Up);
    }

    #[test]
    fn a_higher_baseline_turns_only_a_plain_level() {
        let output = Terms { series: Series::Cumulative, ..from_to(2_000, 1_680) };
        let growth = Terms { quantity_kind: QuantityKind::Growth, ..from_to(12, 11) };
        let drop = Terms { quantity_kind: QuantityKind::Decrease, ..from_to(100, 13) };
        let kept = Terms { maintain: true, ..from_to(16, 15) };
        let worded = Terms { operator: Operator::Gte, ..from_to(98, 95) };
        for terms in [output, growth, drop, kept, worded] {
            assert_eq!(terms.direction(), Direction::Up, "{terms:?}");
        }
    }
}
