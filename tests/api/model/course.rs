//! The course of a target: every day that matters, as planned, judged and foretold.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::exact::number;
use super::forecast::Pace;
use super::goal::{Form, Goal, How};
use super::verdict::{Standing, judge};
use super::{en, zh};

/// The points of a course: `periods` are the days of which reports speak; `known` is what is known on a day.
pub(crate) fn points(goal: &Goal, today: NaiveDate, periods: &[(NaiveDate, String)], known: impl Fn(NaiveDate) -> Standing) -> Vec<Value> {
    let mut days: BTreeMap<NaiveDate, Option<&str>> = [(today, None), (goal.control, None)].into();
    days.extend(goal.steps.iter().map(|step| (step.due, None)));
    days.extend(periods.iter().map(|(day, label)| (*day, Some(label.as_str()))));
    let so_far = known(today);
    let met = so_far.actual(goal, today).is_some_and(|actual| goal.is_met(actual));
    let pace = Pace::of(goal, &so_far).filter(|_| !met);
    days.into_iter().map(|(on, period)| point(goal, (on, period), pace, (on <= today).then(|| known(on)))).collect()
}

fn point(goal: &Goal, (on, period): (NaiveDate, Option<&str>), pace: Option<Pace>, known: Option<Standing>) -> Value {
    let planned = goal.expected(on, None);
    let judged = known.as_ref().map(|known| judge(goal, known));
    let basis = planned.as_ref().map(|planned| match planned.how {
        How::Goal => "goal",
        How::Step | How::Sum(_) => "checkpoint",
        How::Share(_) => "share",
        How::Line { .. } => "line",
    });
    let sentence = known
        .as_ref()
        .zip(judged.as_ref())
        .map(|(known, verdict)| json!({"zh": zh::sentence(goal, known, verdict), "en": en::sentence(goal, known, verdict)}));
    let expected = judged.as_ref().and_then(|verdict| verdict.expected.as_ref()).map(|expected| number(expected.at.shown()));
    json!({
        "on": on, "period": period, "planned": planned.map(|planned| number(planned.at.shown())), "basis": basis,
        "checkpoint": goal.steps.iter().any(|step| step.due == on), "expected": expected,
        "actual": judged.as_ref().and_then(|verdict| verdict.actual).map(|actual| number(actual.shown())),
        "actualAsAt": known.as_ref().and_then(Standing::latest), "state": judged.as_ref().map(|verdict| verdict.state),
        "stale": known.as_ref().is_some_and(|known| known.stale), "pending": known.as_ref().is_some_and(|known| !known.pending.is_empty()),
        "forecast": pace.filter(|pace| on > pace.latest).map(|pace| number(pace.on(goal, on).shown())), "sentence": sentence,
    })
}

/// What a course starts from.
impl Goal {
    pub(crate) fn starts_at(&self) -> Option<Value> {
        match self.form {
            _ if self.unknown.is_some() => None,
            Form::Total => Some(json!(0)),
            Form::Level => self.from.map(|from| number(from.shown())),
            Form::Hold => None,
        }
    }
}
