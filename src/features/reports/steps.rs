//! Judging the steps of tasks: which are done, which are overdue, and of which no report has told yet.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::judge::Judge;
use super::load::{Known, Owed};
use crate::domain::assess::Sentence;
use crate::domain::due::Due;
use crate::domain::milestone::{self as step, MilestoneState, Report};
use crate::outline::TaskNode;
use crate::steps;

/// Where a step stands, or one time of a step that comes again.
///
/// It is overdue when its control date is over, no accepted report tells that it was done, and the reports that speak of that day were all
/// accepted or are past due. Until then it awaits the report. A step without a control date is never overdue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "milestoneId": "0197a6f0-c0de-7000-a000-000000000901", "key": "1", "text": "累计整治和淘汰600家以上",
    "due": {"text": "6月底前", "kind": "month", "earliest": null, "latest": "2017-06-30", "control": "2017-06-30"},
    "occursOn": null, "controlOn": "2017-06-30", "doneOn": null, "late": false, "state": "overdue"
}))]
pub struct MilestoneProgress {
    /// The step.
    pub milestone_id: Uuid,
    /// Its key within the task.
    pub key: String,
    /// What is to be done, as printed.
    pub text: String,
    /// Its deadline, as printed.
    pub due: Due,
    /// Which time, of a step that comes again.
    pub occurs_on: Option<NaiveDate>,
    /// The day it is judged by; null where nobody fixed one.
    pub control_on: Option<NaiveDate>,
    /// When it was done, as known.
    pub done_on: Option<NaiveDate>,
    /// Done after its control date.
    pub late: bool,
    /// How it stands.
    pub state: MilestoneState,
}

/// The steps of a task, in order, each time of one that comes again for itself.
pub(super) fn judged(known: &Known, judge: &Judge<'_>, node: &TaskNode) -> Vec<MilestoneProgress> {
    let rows = known.outline.milestones_of(node.row.id);
    if rows.is_empty() {
        return Vec::new();
    }
    let owed = judge.reports_on(node).into_iter().filter(|one| !one.void);
    let reports: Vec<Report> = owed.map(|one| report(known, one)).collect();
    let until = step::known_until(&reports, known.when.judged_on);
    let over = known.when.over();
    let each = rows.iter().flat_map(|row| steps::occurrences(row, known.outline.plan.ends_on).into_iter().map(move |it| (row, it)));
    each.map(|(row, it)| {
        let done_on = known.steps.done_on(row, it.occurs_on);
        MilestoneProgress {
            milestone_id: row.id,
            key: row.key.clone(),
            text: row.text.clone(),
            due: row.due.clone(),
            occurs_on: it.occurs_on,
            control_on: it.control,
            done_on,
            late: done_on.zip(it.control).is_some_and(|(done, control)| done > control),
            state: step::state(it.control, done_on, over, until),
        }
    })
    .collect()
}

fn report(known: &Known, one: &Owed) -> Report {
    Report {
        as_at: one.row.as_at,
        past_due: known.when.judged_at > one.row.due_at,
        accepted: one.review.is_some_and(|review| review.accepted),
        waiting: one.review.is_some_and(|review| review.is_waiting()),
    }
}

/// Tells which steps of a task are overdue.
pub(super) fn sentence(steps: &[MilestoneProgress]) -> Option<Sentence> {
    let overdue = steps.iter().filter(|step| step.state == MilestoneState::Overdue);
    let named: Vec<(&str, NaiveDate)> = overdue.filter_map(|step| Some((step.text.as_str(), step.control_on?))).collect();
    step::sentence(&named)
}
