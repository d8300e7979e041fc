//! A judgement as answers show it, whole.

use serde_json::{Value, json};

use super::exact::number;
use super::forecast::forecast;
use super::goal::{Goal, How};
use super::verdict::{Standing, Verdict};
use super::{en, zh};

/// All that the service should say of a target.
pub(crate) fn told(goal: &Goal, known: &Standing, verdict: &Verdict) -> Value {
    let expected = verdict.expected.as_ref();
    let actual = verdict.actual.map(|actual| actual.shown());
    let due = expected.map(|expected| expected.at.shown());
    let basis = expected.map(|expected| match expected.how {
        How::Goal => "goal",
        How::Step | How::Sum(_) => "checkpoint",
        How::Share(_) => "share",
        How::Line { .. } => "line",
    });
    let gap = expected.zip(verdict.actual).map(|(expected, actual)| expected.gap(actual).shown());
    let upward = goal.unknown.is_none() && goal.lower.is_some();
    json!({
        "state": verdict.state, "actual": actual.map(number), "actualAsAt": known.latest(), "expected": due.map(number), "basis": basis,
        "gapPercent": gap.map(number), "margin": actual.zip(due).map(|(actual, due)| number(actual - due)),
        "attainment": verdict.actual.filter(|_| upward).map(|actual| number(actual.percent_of(goal.value).short())),
        "asAt": known.as_at, "stale": known.stale, "pending": !known.pending.is_empty(), "late": verdict.late, "irrecoverable": false,
        "exceedsUpper": verdict.exceeds, "missingPeriods": known.missing, "pendingPeriods": known.pending, "reason": verdict.reason,
        "stretch": null, "forecast": forecast(goal, known, verdict),
        "sentence": {"zh": zh::sentence(goal, known, verdict), "en": en::sentence(goal, known, verdict)},
    })
}
