//! The explanation of a verdict in Chinese and English, with every figure a reader needs to come to the same state.

mod en;
mod outlook;
mod zh;

use crate::domain::quantity::Quantity;
use crate::domain::target::{JudgedAs, Operator, Series};
use crate::domain::terms::{DEFAULT_TOLERANCE, Direction};

use super::answer::{Basis, Sentence};
use super::expected::{Expectation, next_step};
use super::fraction::Fraction;
use super::goal::Kind;
use super::question::Question;
use super::standing::Standing;
use super::verdict::{Verdict, allowance, gap_percent};

pub(super) use en::state_en;
pub(super) use outlook::foretell;
pub use zh::state_zh;

/// How many periods are named before the rest is only counted.
const NAMED_PERIODS: usize = 6;

/// What is to be told.
pub(super) struct Facts<'a> {
    pub(super) question: &'a Question<'a>,
    pub(super) standing: &'a Standing,
    pub(super) verdict: &'a Verdict,
}

/// The explanation in both languages.
pub(super) fn explain(facts: &Facts<'_>) -> Sentence {
    Sentence { zh: zh::sentence(facts), en: en::sentence(facts) }
}

/// The gap as it is told: its size in percent, whether the actual is worse, and whether four decimals show it exactly.
struct Gap {
    size: String,
    is_worse: bool,
    is_zero: bool,
    is_exact: bool,
}

impl Facts<'_> {
    fn unit(&self) -> &str {
        let unit = self.question.terms.unit_of_measure.as_deref();
        unit.filter(|_| !self.is_staged()).unwrap_or("")
    }

    fn is_staged(&self) -> bool {
        self.question.terms.stages.is_some()
    }

    /// The title of the stage with that number, for a target by stages.
    fn stage_title(&self, number: Fraction) -> Option<&str> {
        let stages = &self.question.terms.stages.as_ref()?.0;
        let at = (1..=stages.len()).position(|one| Fraction::whole(one) == number)?;
        stages.get(at).map(|stage| stage.title.as_str())
    }

    /// How the edges follow from what is printed: 100:120 for a ratio, 10±5% for a tolerance, 全省平均水平 for a relative target.
    fn derivation(&self) -> Option<String> {
        let terms = self.question.terms;
        let value = terms.value?;
        match (terms.operator, terms.judged_as) {
            (Operator::Ratio, _) => Some(format!("{value}:{}", terms.upper?)),
            (Operator::Range, _) => None,
            (_, JudgedAs::Within) => {
                let tolerance = terms.tolerance.unwrap_or(DEFAULT_TOLERANCE);
                Some(format!("{value}±{tolerance}%"))
            }
            _ => terms.reference.as_ref().map(|reference| reference.text.clone()),
        }
    }

    /// The numerator and denominator of the latest figure, where that figure is the actual: 437/438.
    fn quotient(&self) -> Option<String> {
        let latest = matches!(self.question.terms.series, Series::Cumulative | Series::Level);
        let (numerator, denominator) = self.standing.latest_quotient.filter(|_| latest)?;
        Some(format!("{numerator}/{denominator}"))
    }

    /// The gap is measured in the goal because nothing was expected.
    fn measured_in_goal(&self) -> bool {
        self.expectation().is_some_and(|expectation| expectation.at.is_zero())
    }

    fn expectation(&self) -> Option<&Expectation> {
        self.verdict.expectation.as_ref()
    }

    fn direction(&self) -> Direction {
        match (self.expectation(), &self.verdict.goal) {
            (Some(expectation), _) => expectation.direction,
            (None, Some(goal)) => goal.nearest(self.verdict.actual).0,
            (None, None) => Direction::Up,
        }
    }

    fn gap(&self) -> Option<Gap> {
        let verdict = self.verdict;
        let gap = gap_percent(&verdict.goal?, self.expectation()?, verdict.actual?)?;
        let size = gap.abs().shown()?;
        Some(Gap {
            size: size.to_string(),
            is_worse: !gap.is_zero() && !gap.is_negative(),
            is_zero: gap.is_zero(),
            is_exact: Fraction::of(size) == gap.abs(),
        })
    }

    fn allowance(&self) -> Quantity {
        self.expectation().map_or(Quantity::ZERO, |expectation| allowance(self.question.thresholds, expectation))
    }

    /// The next printed checkpoint, for a target that is not due yet.
    fn next(&self) -> Option<Expectation> {
        next_step(self.question, self.verdict.goal.as_ref()?, self.standing.as_at.unwrap_or(self.question.as_of))
    }

    /// A hold that holds and is not told as better than a printed checkpoint.
    fn holds(&self) -> bool {
        let verdict = self.verdict;
        let holds = verdict.goal.zip(verdict.actual).is_some_and(|(goal, actual)| goal.kind == Kind::Hold && goal.is_met(actual));
        let flat = self.expectation().is_none_or(|expectation| expectation.basis == Basis::Goal);
        holds && (flat || self.gap().is_none_or(|gap| gap.is_worse))
    }

    /// Nothing says when it should be where.
    fn is_open_ended(&self) -> bool {
        self.question.control.is_none() && self.next().is_none()
    }
}

/// The names of the first periods, and how many more there are.
fn named_periods(periods: &[String], comma: &str) -> (String, usize) {
    let named: Vec<_> = periods.iter().take(NAMED_PERIODS).cloned().collect();
    (named.join(comma), periods.len().saturating_sub(NAMED_PERIODS))
}

fn sum_text(parts: &[Fraction]) -> String {
    let parts: Vec<_> = parts.iter().map(|part| part.text()).collect();
    parts.join("+")
}
