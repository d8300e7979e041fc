//! The course of a target (轨迹): day by day what the plan asks, what was reached, how it was judged, and where it is heading.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::quantity::Quantity;

use super::answer::{Assessment, Basis, ProgressState, Sentence};
use super::assess;
use super::expected::{baseline_of, expected_at};
use super::forecast::Pace;
use super::fraction::Fraction;
use super::goal::{Goal, Kind};
use super::question::Question;
use super::standing::Standing;

/// The course of a target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Course {
    /// The first day of the work, from which lines are drawn.
    pub starts_on: NaiveDate,
    /// The value on the first day: nought of totals, the baseline of levels; null where there is none.
    pub starts_at: Option<Quantity>,
    /// The control date; null where nobody fixed one.
    pub control_on: Option<NaiveDate>,
    /// The judgement on the date of the report.
    pub assessment: Assessment,
    /// The days that matter, in order: ends of reporting periods, checkpoints, days of figures, the date of the report and the control date.
    pub points: Vec<CoursePoint>,
}

/// One day of the course.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "on": "2024-05-31", "period": "2024-05", "planned": 762.2687, "basis": "line", "checkpoint": false, "expected": 762.2687, "actual": 725,
    "actualAsAt": "2024-05-31", "state": "onTrack", "stale": false, "pending": false, "forecast": null,
    "sentence": {"zh": "按时序5月底应达762.27个(1680×152/335),实报725个,差37.27个;差距约4.8892%,在容许范围内(≤5%),判为正常。",
        "en": "By 31 May 2024 at least 762.27 个 was due pro rata (1680×152/335); 725 个 reported as of 31 May 2024, 37.27 个 short; \
               gap about 4.8892%, tolerated (up to 5%): on track."}
}))]
pub struct CoursePoint {
    /// The day.
    pub on: NaiveDate,
    /// The period whose report speaks of that day; null where none does.
    #[schema(value_type = Option<crate::domain::period::Period>)]
    pub period: Option<String>,
    /// What the plan asks on that day: the step of its checkpoints, the inferred line, or the goal; null where it asks nothing.
    pub planned: Option<Quantity>,
    /// Where that comes from.
    pub basis: Option<Basis>,
    /// A checkpoint is printed for this very day.
    pub checkpoint: bool,
    /// What the judgement of that day compared with: it may speak of an earlier day, where the report of this one waits for review. Null
    /// after the date of the report.
    pub expected: Option<Quantity>,
    /// The actual of that day, from the figures up to it; null before the first figure and after the date of the report.
    pub actual: Option<Quantity>,
    /// The day of the latest figure in it; an earlier one where the report of this day brought none.
    pub actual_as_at: Option<NaiveDate>,
    /// The judgement of that day, by what is known now; null after the date of the report.
    pub state: Option<ProgressState>,
    /// A due report brought no figure, so an earlier one was used.
    pub stale: bool,
    /// A filed report waits for review and was not used.
    pub pending: bool,
    /// Where the pace so far leads on that day; null up to the latest figure, and where there is no forecast.
    pub forecast: Option<Quantity>,
    /// The explanation of the judgement of that day; null after the date of the report.
    pub sentence: Option<Sentence>,
}

/// The course of a target, judged by the same rules on each of its days.
#[must_use]
pub fn course(question: &Question<'_>) -> Course {
    let standing = Standing::of(question);
    let goal = Goal::of(question.terms, question.steps).ok();
    let pace = goal.and_then(|goal| {
        Pace::of(question, &standing, &goal).filter(|_| goal.kind == Kind::Ceiling || is_open(&standing, question, &goal))
    });
    let point = |(on, period)| point(question, goal.as_ref(), pace.as_ref(), on, period);
    let starts_at = goal.and_then(|goal| match goal.kind {
        Kind::Output | Kind::Ceiling => Some(Fraction::ZERO),
        Kind::Level => baseline_of(question),
        Kind::Hold | Kind::Band => None,
    });
    Course {
        starts_on: question.start,
        starts_at: starts_at.and_then(Fraction::shown),
        control_on: question.control,
        assessment: assess(question),
        points: days(question).into_iter().map(point).collect(),
    }
}

/// Not reached yet.
fn is_open(standing: &Standing, question: &Question<'_>, goal: &Goal) -> bool {
    standing.actual_at(question.terms.series, question.as_of).is_none_or(|actual| !goal.is_met(actual))
}

/// The days that matter, each with the period whose report speaks of it; of several the shortest.
fn days(question: &Question<'_>) -> BTreeMap<NaiveDate, Option<String>> {
    let mut days: BTreeMap<NaiveDate, Option<String>> = BTreeMap::new();
    let bare = question.steps.iter().map(|step| step.due_on).chain(question.control).chain([question.as_of]);
    days.extend(bare.map(|day| (day, None)));
    let of_readings = question.readings.iter().map(|reading| (reading.as_at, &reading.period_label));
    let of_reports = question.reports.iter().map(|report| (report.as_at, &report.period_label));
    for (day, label) in of_readings.chain(of_reports) {
        let held = days.entry(day).or_default();
        if held.as_ref().is_none_or(|held| held.len() < label.len()) {
            *held = Some(label.clone());
        }
    }
    days
}

fn point(question: &Question<'_>, goal: Option<&Goal>, pace: Option<&Pace>, on: NaiveDate, period: Option<String>) -> CoursePoint {
    let planned = goal.and_then(|goal| expected_at(question, goal, on, None, true));
    let judged = (on <= question.as_of).then(|| assess(&Question { as_of: on, ..*question }));
    let ahead = pace.filter(|pace| on > pace.latest);
    CoursePoint {
        on,
        period,
        planned: planned.as_ref().and_then(|planned| planned.at.shown()),
        basis: planned.map(|planned| planned.basis),
        checkpoint: question.steps.iter().any(|step| step.due_on == on),
        expected: judged.as_ref().and_then(|judged| judged.expected),
        actual: judged.as_ref().and_then(|judged| judged.actual),
        actual_as_at: judged.as_ref().and_then(|judged| judged.actual_as_at),
        state: judged.as_ref().map(|judged| judged.state),
        stale: judged.as_ref().is_some_and(|judged| judged.stale),
        pending: judged.as_ref().is_some_and(|judged| judged.pending),
        forecast: ahead.and_then(|pace| pace.at(on).shown()),
        sentence: judged.map(|judged| judged.sentence),
    }
}
