//! From actual and expected to the state: the rules in their order, the first that matches decides.

use chrono::NaiveDate;

use crate::domain::quantity::Quantity;
use crate::domain::terms::Direction;
use crate::domain::thresholds::Thresholds;

use super::answer::{Basis, ProgressState, ReasonCode};
use super::expected::{Expectation, expected_at};
use super::fraction::Fraction;
use super::goal::{Goal, Kind};
use super::question::Question;
use super::standing::Standing;

/// The largest threshold that is used, in percent; larger ones are refused when a plan is written.
const THRESHOLD_LIMIT: Quantity = Quantity::from_whole(1_000);

/// A state with all that led to it.
#[derive(Clone, Debug)]
pub(super) struct Verdict {
    pub(super) state: ProgressState,
    pub(super) reason: Option<ReasonCode>,
    pub(super) goal: Option<Goal>,
    pub(super) actual: Option<Fraction>,
    pub(super) expectation: Option<Expectation>,
    pub(super) late: bool,
    pub(super) irrecoverable: bool,
    pub(super) fell_back: bool,
    pub(super) exceeds: bool,
}

impl Verdict {
    /// Nothing judged yet.
    const fn unjudged(goal: Option<Goal>, actual: Option<Fraction>) -> Self {
        Self {
            state: ProgressState::NotComputable,
            reason: None,
            goal,
            actual,
            expectation: None,
            late: false,
            irrecoverable: false,
            fell_back: false,
            exceeds: false,
        }
    }
}

/// Judges the terms of the question. `infer` forbids inferred lines where it is false.
pub(super) fn judge(question: &Question<'_>, standing: &Standing, infer: bool) -> Verdict {
    let actual = standing.actual_at(question.terms.series, question.as_of);
    let goal = Goal::of(question.terms, question.steps);
    let mut verdict = Verdict::unjudged(goal.as_ref().ok().copied(), actual);
    match (goal, actual) {
        (Err(reason), _) => verdict.reason = Some(reason),
        (Ok(_), None) if !question.has_reporter => verdict.reason = Some(ReasonCode::NoReporter),
        (Ok(goal), _) => {
            verdict.expectation = standing.as_at.and_then(|date| expected_at(question, &goal, date, actual, infer));
            match actual {
                Some(actual) => decide(question, standing, &goal, actual, &mut verdict),
                None => verdict.state = without_actual(question, standing),
            }
        }
    }
    verdict
}

fn is_closed(question: &Question<'_>, date: Option<NaiveDate>) -> bool {
    matches!((date, question.control), (Some(date), Some(control)) if date >= control)
}

fn without_actual(question: &Question<'_>, standing: &Standing) -> ProgressState {
    if is_closed(question, standing.as_at) {
        ProgressState::Overdue
    } else if standing.missing.is_empty() {
        ProgressState::NotDue
    } else {
        ProgressState::NoData
    }
}

fn decide(question: &Question<'_>, standing: &Standing, goal: &Goal, actual: Fraction, verdict: &mut Verdict) {
    let closed = is_closed(question, standing.as_at);
    let met = goal.is_met(actual);
    if goal.kind == Kind::Ceiling && met && standing.incomplete {
        verdict.reason = Some(ReasonCode::MissingPeriod);
        return;
    }
    verdict.exceeds = goal.exceeds(actual);
    verdict.irrecoverable = goal.kind == Kind::Ceiling && !met;
    verdict.late = closed && met && !was_met_in_time(question, standing, goal);
    verdict.fell_back = !met && question.terms.maintain && was_met(question, standing, goal);
    verdict.state = match goal.kind {
        Kind::Output | Kind::Level | Kind::Band if met => ProgressState::Achieved,
        Kind::Hold | Kind::Ceiling if met && closed => ProgressState::Achieved,
        Kind::Hold if met => holding(question.thresholds, goal, verdict, actual),
        _ if closed => ProgressState::Overdue,
        _ if verdict.irrecoverable || verdict.fell_back => ProgressState::SeriouslyBehind,
        _ => match &verdict.expectation {
            None => ProgressState::NotDue,
            Some(expectation) => by_gap(question.thresholds, goal, expectation, actual),
        },
    };
}

fn was_met_in_time(question: &Question<'_>, standing: &Standing, goal: &Goal) -> bool {
    question.control.and_then(|control| standing.actual_at(question.terms.series, control)).is_some_and(|actual| goal.is_met(actual))
}

fn was_met(question: &Question<'_>, standing: &Standing, goal: &Goal) -> bool {
    standing.actuals(question.terms.series).any(|actual| goal.is_met(actual))
}

/// What a gap is measured in: the expected value; where that is nought the goal's; where that is nought too, one.
fn yardstick(goal: &Goal, expectation: &Expectation) -> Fraction {
    [expectation.at, goal.value].into_iter().map(Fraction::abs).find(|size| !size.is_zero()).unwrap_or(Fraction::ONE)
}

/// How much worse than expected, in percent; `None` only beyond 128 bits.
pub(super) fn gap_percent(goal: &Goal, expectation: &Expectation, actual: Fraction) -> Option<Fraction> {
    let short = match expectation.direction {
        Direction::Up => expectation.at.minus(actual),
        Direction::Down => actual.minus(expectation.at),
    };
    short.percent_of(yardstick(goal, expectation))
}

/// How much worse than expected is still on track, in percent: nothing where the expectation is printed.
pub(super) fn allowance(thresholds: &Thresholds, expectation: &Expectation) -> Quantity {
    match expectation.basis {
        Basis::Line => thresholds.on_track,
        Basis::Checkpoint | Basis::Share | Basis::Goal => Quantity::ZERO,
    }
}

/// What holds is on track before the end, and ahead only of a printed checkpoint.
fn holding(thresholds: &Thresholds, goal: &Goal, verdict: &Verdict, actual: Fraction) -> ProgressState {
    let graded = verdict
        .expectation
        .as_ref()
        .filter(|expectation| expectation.basis != Basis::Goal)
        .map(|expectation| by_gap(thresholds, goal, expectation, actual));
    match graded {
        Some(ProgressState::Ahead) => ProgressState::Ahead,
        _ => ProgressState::OnTrack,
    }
}

fn by_gap(thresholds: &Thresholds, goal: &Goal, expectation: &Expectation, actual: Fraction) -> ProgressState {
    let size = yardstick(goal, expectation);
    let slack = |percent: Quantity| size.percent(percent.clamp(Quantity::ZERO, THRESHOLD_LIMIT));
    let (actual, at) = match expectation.direction {
        Direction::Up => (actual, expectation.at),
        Direction::Down => (actual.negated(), expectation.at.negated()),
    };
    // At the very edge of a strict hold (低于4%, and 4% is reported) nothing is missing, yet it does not hold.
    let on_the_edge = goal.kind == Kind::Hold && expectation.basis == Basis::Goal;
    if actual >= at.plus(slack(thresholds.ahead)) && !on_the_edge {
        ProgressState::Ahead
    } else if actual >= at.minus(slack(allowance(thresholds, expectation))) && !on_the_edge {
        ProgressState::OnTrack
    } else if actual >= at.minus(slack(thresholds.behind)) {
        ProgressState::Behind
    } else {
        ProgressState::SeriouslyBehind
    }
}
