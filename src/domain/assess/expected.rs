//! What the actual should be at a date: a printed checkpoint, an inferred line, or the goal itself.

use chrono::NaiveDate;

use crate::domain::target::Series;
use crate::domain::terms::Direction;

use super::answer::Basis;
use super::fraction::Fraction;
use super::goal::{Goal, Kind};
use super::question::{Question, Step};

/// An expectation with all a reader needs to recompute it.
#[derive(Clone, Debug)]
pub(super) struct Expectation {
    pub(super) at: Fraction,
    /// Which way is better there.
    pub(super) direction: Direction,
    pub(super) basis: Basis,
    /// The date it is expected by.
    pub(super) by: NaiveDate,
    pub(super) detail: Detail,
}

/// Where the number comes from.
#[derive(Clone, Debug)]
pub(super) enum Detail {
    /// As printed.
    Printed,
    /// The sum of the periods' own checkpoints.
    Sum(Vec<Fraction>),
    /// So many percent of the whole.
    ShareOf { percent: Fraction, whole: Fraction },
    /// From one value to the other, so many days out of so many.
    Days { from: Fraction, to: Fraction, days: i64, of: i64 },
}

/// The expectation at `date`. From the control date on it is the goal. Before it the checkpoints decide where there
/// are any; a hold or a band asks for its goal at every date; a total grows in a line, a level only from a baseline.
/// `infer` forbids lines where it is false.
pub(super) fn expected_at(
    question: &Question<'_>,
    goal: &Goal,
    date: NaiveDate,
    actual: Option<Fraction>,
    infer: bool,
) -> Option<Expectation> {
    let (direction, edge) = goal.nearest(actual);
    let flat = |by| Expectation { at: edge, direction, basis: Basis::Goal, by, detail: Detail::Printed };
    if let Some(control) = question.control
        && date >= control
    {
        return Some(flat(control));
    }
    let steps = usable(question.steps);
    let too_high = goal.lower.is_some() && direction == Direction::Down;
    if !steps.is_empty() && !too_high {
        return step_at(question, goal, &steps, date, direction);
    }
    match goal.kind {
        Kind::Hold | Kind::Band => Some(flat(date)),
        Kind::Output | Kind::Ceiling if infer => line(question, Fraction::ZERO, edge, date, direction),
        Kind::Level if infer => {
            let from = baseline_of(question)?;
            line(question, from, edge, date, direction)
        }
        _ => None,
    }
}

/// Checkpoints that say anything, by date.
fn usable(steps: &[Step]) -> Vec<&Step> {
    let mut usable: Vec<_> = steps.iter().filter(|step| step.value.is_some() || step.share.is_some()).collect();
    usable.sort_by_key(|step| step.due_on);
    usable
}

/// The next checkpoint after a date: when it is due, and what it asks for.
pub(super) fn next_step(question: &Question<'_>, goal: &Goal, date: NaiveDate) -> Option<Expectation> {
    let steps = usable(question.steps);
    let next = steps.iter().find(|step| step.due_on > date)?;
    step_at(question, goal, &steps, next.due_on, goal.nearest(None).0)
}

fn step_at(question: &Question<'_>, goal: &Goal, steps: &[&Step], date: NaiveDate, direction: Direction) -> Option<Expectation> {
    let due: Vec<&Step> = steps.iter().copied().take_while(|step| step.due_on <= date).collect();
    let step = due.last()?;
    let values = || due.iter().filter_map(|step| step.value).map(Fraction::of);
    let (at, basis, detail) = match (step.value, step.share) {
        (Some(_), _) if question.terms.series == Series::Increment => {
            let sum = values().fold(Fraction::ZERO, Fraction::plus);
            (sum, Basis::Checkpoint, Detail::Sum(values().collect()))
        }
        (Some(value), _) => (Fraction::of(value), Basis::Checkpoint, Detail::Printed),
        (None, Some(share)) => {
            let percent = Fraction::of(share);
            let whole = goal.value;
            (whole.percent(share), Basis::Share, Detail::ShareOf { percent, whole })
        }
        (None, None) => return None,
    };
    Some(Expectation { at, direction, basis, by: step.due_on, detail })
}

/// Where a level starts. What is itself a change from the baseline starts at nought, whether or not the document says what it
/// was (五年下降13%).
pub(super) fn baseline_of(question: &Question<'_>) -> Option<Fraction> {
    let baseline = question.terms.baseline.as_ref()?;
    if question.terms.is_change() {
        return Some(Fraction::ZERO);
    }
    let baseline = baseline.value?;
    (question.terms.operator != crate::domain::target::Operator::Ratio).then(|| Fraction::of(baseline))
}

/// A straight line from the first day to the control date, both counted. None before the first day.
fn line(question: &Question<'_>, from: Fraction, to: Fraction, date: NaiveDate, direction: Direction) -> Option<Expectation> {
    let control = question.control?;
    let days = days_until(question.start, date);
    let of = days_until(question.start, control);
    if days <= 0 || of <= 0 {
        return None;
    }
    let at = from.plus(to.minus(from).scaled(days.min(of), of));
    Some(Expectation { at, direction, basis: Basis::Line, by: date, detail: Detail::Days { from, to, days, of } })
}

/// Days from the first to `date`, both counted.
pub(super) fn days_until(start: NaiveDate, date: NaiveDate) -> i64 {
    date.signed_duration_since(start).num_days() + 1
}
