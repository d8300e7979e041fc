//! The rows of progress reports: tasks, targets, headings, units, periods, reports owed.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::steps::MilestoneProgress;
use crate::domain::assess::{Assessment, MembersAssessment, ProgressState, Sentence};
use crate::domain::completeness::{Completeness, Timeliness};
use crate::domain::instant::Instant;
use crate::domain::period::Period;
use crate::domain::quantity::Quantity;
use crate::domain::review::SubmissionState;
use crate::domain::rollup::StateCounts;
pub use crate::domain::rollup::TargetCounts;
use crate::domain::target::{Firmness, Operator, Series, TargetClass};
use crate::refs::UnitBrief;

/// Where a task or measure stands.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "id": "0197a6f0-c0de-7000-a000-000000000204", "parentId": null, "code": "4", "number": "4", "title": "新增3岁以下婴幼儿托位1680个",
    "sectionId": "0197a6f0-c0de-7000-a000-000000000111",
    "leadUnits": [{"id": "0197a6f0-c0de-7000-a000-000000000019", "code": "YC-WJW", "name": "市卫健委"}],
    "dueOn": "2024-11-30", "dueText": "2024年11月底前", "cancelled": false, "state": "onTrack",
    "sentence": {"zh": "按时序5月底应达762.27个(1680×152/335),实报725个,差37.27个;差距约4.8892%,在容许范围内(≤5%),判为正常。",
        "en": "By 31 May 2024 at least 762.27 个 was due pro rata (1680×152/335); 725 个 reported as of 31 May 2024, 37.27 个 short; \
               gap about 4.8892%, tolerated (up to 5%): on track."},
    "targets": [], "milestones": []
}))]
pub struct TaskProgress {
    /// The task.
    pub id: Uuid,
    /// The task above; null for a key work.
    pub parent_id: Option<Uuid>,
    /// Stable within the plan.
    pub code: String,
    /// As printed.
    pub number: String,
    /// Its title, of the version in force.
    pub title: String,
    /// Its heading, its own or inherited.
    pub section_id: Option<Uuid>,
    /// Who leads it on the date of the report, own or inherited; as written, so a group is one.
    pub lead_units: Vec<UnitBrief>,
    /// The day it is judged by, own or inherited; null where the document gives none and nobody fixed it.
    pub due_on: Option<NaiveDate>,
    /// The deadline as printed.
    pub due_text: Option<String>,
    /// It or a task above is cancelled: it is not judged.
    pub cancelled: bool,
    /// The state of its firm targets and those of its measures, overdue when a step of any of them is; null where there is neither.
    pub state: Option<ProgressState>,
    /// Why: which steps are overdue, with the sentence of a target that is overdue too; else the sentence of its worst firm target,
    /// measures included; of the worst aspirational one where it has no firm one.
    pub sentence: Option<Sentence>,
    /// The targets written at it; empty when it is cancelled.
    pub targets: Vec<TargetProgress>,
    /// The steps written at it, each time of a recurring one for itself; empty when it is cancelled.
    pub milestones: Vec<MilestoneProgress>,
}

/// Where a target stands, with all that led to it.
///
/// Several lead units without a reporting unit report it together: counts and amounts, as totals or per period, are summed
/// over the units, and a period in which one of them is missing is missing; of all other figures the reporting lead's counts, else the
/// first lead's.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "targetId": "0197a6f0-c0de-7000-a000-000000000254", "key": "1", "indicator": "新增3岁以下婴幼儿托位",
    "text": "新增3岁以下婴幼儿托位1680个", "operator": "eq", "value": 1680, "upper": null, "unitOfMeasure": "个", "series": "cumulative",
    "firmness": "firm", "class": "expected", "reportingUnit": null,
    "assessment": {"state": "onTrack", "actual": 725, "actualAsAt": "2024-05-31", "expected": 762.2687, "basis": "line",
        "gapPercent": 4.8892, "margin": -37.2687, "attainment": 43.15, "asAt": "2024-05-31", "stale": false, "pending": false, "late": false,
        "irrecoverable": false, "exceedsUpper": false, "missingPeriods": [], "pendingPeriods": [], "reason": null, "stretch": null,
        "sentence": {"zh": "按时序5月底应达762.27个(1680×152/335),实报725个,差37.27个;差距约4.8892%,在容许范围内(≤5%),判为正常。",
            "en": "By 31 May 2024 at least 762.27 个 was due pro rata (1680×152/335); 725 个 reported as of 31 May 2024, 37.27 个 short; \
                   gap about 4.8892%, tolerated (up to 5%): on track."}},
    "members": null,
    "readings": [{"period": "2024-05", "asAt": "2024-05-31", "unit": {"id": "0197a6f0-c0de-7000-a000-000000000019", "code": "YC-WJW",
        "name": "市卫健委"}, "value": 725, "numerator": null, "denominator": null}],
    "checkpoints": []
}))]
pub struct TargetProgress {
    /// The target.
    pub target_id: Uuid,
    /// Stable within the task.
    pub key: String,
    /// What is counted.
    pub indicator: String,
    /// The phrase as printed.
    pub text: String,
    /// The comparison as printed.
    pub operator: Operator,
    /// The figure to reach, of the version in force.
    pub value: Option<Quantity>,
    /// The upper end of a range.
    pub upper: Option<Quantity>,
    /// As printed.
    pub unit_of_measure: Option<String>,
    /// What the figures are.
    pub series: Series,
    /// Whether missing it is a failure.
    pub firmness: Firmness,
    /// Whether missing it fails the unit (约束性).
    pub class: TargetClass,
    /// The one unit whose figures count.
    pub reporting_unit: Option<UnitBrief>,
    /// The judgement. Of a target that each member of a group must reach: that of the worst member, with a sentence about all.
    pub assessment: Assessment,
    /// The judgement member by member, for a target that each member of a group must reach; only the members whose reports the caller may
    /// see are listed.
    pub members: Option<MembersAssessment>,
    /// The accepted figures, oldest first, as far as the caller may see them.
    pub readings: Vec<TargetReading>,
    /// Its checkpoints, by date.
    pub checkpoints: Vec<TargetCheckpoint>,
}

/// An accepted figure of a target.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({"period": "2024-05", "asAt": "2024-05-31", "unit": {"id": "0197a6f0-c0de-7000-a000-000000000019",
    "code": "YC-WJW", "name": "市卫健委"}, "value": 725, "numerator": null, "denominator": null}))]
pub struct TargetReading {
    /// The period it was reported for.
    pub period: Period,
    /// The day it speaks of.
    pub as_at: NaiveDate,
    /// Who reported it.
    pub unit: UnitBrief,
    /// The figure, in the target's unit of measure.
    pub value: Quantity,
    /// What was reached, for coverages and ratios.
    pub numerator: Option<Quantity>,
    /// Out of how much.
    pub denominator: Option<Quantity>,
}

/// What a target should stand at by a date.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({"dueOn": "2024-06-30", "value": 840, "share": null}))]
pub struct TargetCheckpoint {
    /// The last day for it.
    pub due_on: NaiveDate,
    /// The figure, in the target's unit of measure.
    pub value: Option<Quantity>,
    /// The share of the target, in percent.
    pub share: Option<Quantity>,
}

/// Where a heading stands, with all headings below it.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "id": "0197a6f0-c0de-7000-a000-000000000111", "parentId": null, "number": "(一)", "title": "着力实现幼有善育", "state": "onTrack",
    "counts": {"notDue": 0, "achieved": 0, "ahead": 0, "onTrack": 2, "behind": 0, "seriouslyBehind": 0, "overdue": 0, "noData": 0,
        "notComputable": 0, "total": 2},
    "withoutFigures": 3, "cancelled": 0, "completeness": {"expected": 5, "onTime": 5, "late": 0, "missing": 0, "notYetDue": 40,
        "filedEarly": 1, "onTimeOriginal": 5, "returned": 0, "returnedOverdue": 0, "accepted": 5, "void": 0, "outstanding": 0,
        "onTimeRate": 100, "filedRate": 100}
}))]
pub struct SectionProgress {
    /// The heading; null in a last row for what stands under no heading.
    pub id: Option<Uuid>,
    /// The heading above.
    pub parent_id: Option<Uuid>,
    /// As printed.
    pub number: String,
    /// Its title.
    pub title: String,
    /// The state of its worst task; null where none has a firm target or an overdue step.
    pub state: Option<ProgressState>,
    /// Key works with firm targets or overdue steps, by state.
    pub counts: StateCounts,
    /// Key works that promise no firm figure.
    pub without_figures: u32,
    /// Cancelled key works.
    pub cancelled: u32,
    /// Reports owed and filed for its tasks, as far as the caller may see them.
    pub completeness: Completeness,
}

/// How a unit stands in a plan. A task with several leads counts for each of them.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "unit": {"id": "0197a6f0-c0de-7000-a000-000000000019", "code": "YC-WJW", "name": "市卫健委"}, "state": "behind",
    "counts": {"notDue": 0, "achieved": 1, "ahead": 0, "onTrack": 2, "behind": 1, "seriouslyBehind": 0, "overdue": 0, "noData": 0,
        "notComputable": 0, "total": 4},
    "withoutFigures": 5, "completeness": {"expected": 9, "onTime": 9, "late": 0, "missing": 0, "notYetDue": 72, "filedEarly": 1,
        "onTimeOriginal": 9, "returned": 0, "returnedOverdue": 0, "accepted": 9, "void": 0, "outstanding": 0, "onTimeRate": 100,
        "filedRate": 100}
}))]
pub struct UnitProgress {
    /// The unit.
    pub unit: UnitBrief,
    /// The state of the worst task it leads; null where none has a firm target or an overdue step.
    pub state: Option<ProgressState>,
    /// Tasks and measures on which it is written as lead and which have firm targets or overdue steps, by state.
    pub counts: StateCounts,
    /// Tasks and measures it leads that promise no firm figure.
    pub without_figures: u32,
    /// The reports it owes and filed; null where there are none that the caller may see.
    pub completeness: Option<Completeness>,
}

/// How complete the reports for a period are.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({"period": "2024-04", "completeness": {"expected": 72, "onTime": 66, "late": 3, "missing": 3, "notYetDue": 0,
    "filedEarly": 0, "onTimeOriginal": 66, "returned": 0, "returnedOverdue": 0, "accepted": 67, "void": 0, "outstanding": 3,
    "onTimeRate": 91.67, "filedRate": 95.83}}))]
pub struct PeriodCompleteness {
    /// The period.
    pub period: Period,
    /// Its reports, of all rules that ask for this period.
    pub completeness: Completeness,
}

/// How a report that is owed stands.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({"id": "0197a6f0-c0de-7000-a000-000000000305", "taskId": "0197a6f0-c0de-7000-a000-000000000204",
    "period": "2024-05", "asAt": "2024-05-31", "unit": {"id": "0197a6f0-c0de-7000-a000-000000000019", "code": "YC-WJW", "name": "市卫健委"},
    "dueAt": "2024-06-03T16:00:00Z", "extendedUntil": null, "timeliness": "notYetDue", "state": "accepted", "firstFiledAt": "2024-06-02T08:00:00Z",
    "accepted": true}))]
pub struct ObligationProgress {
    /// The obligation.
    pub id: Uuid,
    /// The task the report is on.
    pub task_id: Uuid,
    /// The period it is for.
    pub period: Period,
    /// The day its figures speak of.
    pub as_at: NaiveDate,
    /// Who owes it.
    pub unit: UnitBrief,
    /// Its original deadline; this very instant is still on time.
    pub due_at: Instant,
    /// Until when the furthest extension runs that was approved by `knownAt`; on time until then.
    pub extended_until: Option<Instant>,
    /// How it stands at the end of `asOf`, or at `knownAt` where that is earlier; null when it is no longer owed.
    pub timeliness: Option<Timeliness>,
    /// The stage of the report as known at `knownAt`; null where nothing was begun.
    pub state: Option<SubmissionState>,
    /// The first submit that was not withdrawn, as known at `knownAt`.
    pub first_filed_at: Option<Instant>,
    /// Some revision of it was accepted; during a correction it stays in force.
    pub accepted: bool,
}
