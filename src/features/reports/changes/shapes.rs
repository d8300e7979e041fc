//! What a report of changes looks like.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::domain::assess::{ProgressState, Sentence};
use crate::domain::day::Day;
use crate::domain::instant::Instant;
use crate::domain::period::Period;
use crate::domain::quantity::Quantity;
use crate::features::reports::shapes::ReportedPlan;
use crate::http::query::{Filter, boolean};
use crate::refs::UnitBrief;

/// Which plan, and between which moments.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct ChangesFilter {
    /// The plan.
    pub plan_id: Uuid,
    /// The business date of the first report.
    #[param(example = "2024-05-31")]
    pub from: Day,
    /// The business date of the second report, not before `from`; default today.
    #[param(example = "2024-06-30")]
    pub to: Option<Day>,
    /// The instant whose knowledge the first report uses, not after now; default the end of `from`.
    #[param(example = "2024-06-10T00:00:00Z")]
    pub known_at_from: Option<Instant>,
    /// The instant whose knowledge the second report uses, not before the first and not after now; default the end of `to`, or now.
    #[param(example = "2024-07-10T00:00:00Z")]
    pub known_at: Option<Instant>,
    /// `true`: a CSV begins with a byte order mark, so that Excel reads it as UTF-8.
    #[serde(default, deserialize_with = "boolean")]
    pub bom: Option<bool>,
}

impl Filter for ChangesFilter {
    const PAGED: bool = false;
}

/// What changed in a plan from one report to a later one.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "plan": {"id": "0197a6f0-c0de-7000-a000-000000000101", "code": "yichang-2024-livelihood",
        "title": "宜昌市落实湖北省2024年十大民生项目工作方案", "state": "issued"},
    "before": {"asOf": "2024-05-31", "knownAt": "2024-06-10T00:00:00Z"}, "after": {"asOf": "2024-06-30", "knownAt": "2024-07-10T00:00:00Z"},
    "taskStates": [{"task": {"id": "0197a6f0-c0de-7000-a000-000000000204", "code": "4", "number": "4", "title": "新增3岁以下婴幼儿托位1680个"},
        "before": "onTrack", "after": "behind", "direction": "worse",
        "sentence": {"zh": "按时序6月底应达912.72个(1680×182/335),实报810个,差102.72个;差距约11.2539%(>5%且≤20%),判为滞后。",
            "en": "By 30 June 2024 at least 912.72 个 was due pro rata (1680×182/335); 810 个 reported as of 30 June 2024, 102.72 个 short; \
                   gap about 11.2539% (over 5% and up to 20%): behind."}}],
    "targetStates": [],
    "figures": [{"target": {"id": "0197a6f0-c0de-7000-a000-000000000254", "taskId": "0197a6f0-c0de-7000-a000-000000000204", "taskCode": "4",
            "key": "1", "indicator": "新增3岁以下婴幼儿托位", "unitOfMeasure": "个"},
        "unit": {"id": "0197a6f0-c0de-7000-a000-000000000019", "code": "YC-WJW", "name": "市卫健委"}, "period": "2024-06",
        "asAt": "2024-06-30", "kind": "new", "before": null, "after": 810, "knownFrom": "2024-07-04T02:00:00Z"}],
    "amendments": [{"task": {"id": "0197a6f0-c0de-7000-a000-000000000205", "code": "5", "number": "5", "title": "改造提升公办幼儿园"},
        "targetId": null, "fields": [{"field": "dueOn", "before": "2024-11-30", "after": "2024-12-31"}], "version": 2, "effectiveOn": "2024-06-15",
        "recordedAt": "2024-06-15T02:00:00Z", "reason": "经市政府同意延期"}],
    "reports": [{"obligationId": "0197a6f0-c0de-7000-a000-000000000306", "task": {"id": "0197a6f0-c0de-7000-a000-000000000204", "code": "4",
        "number": "4", "title": "新增3岁以下婴幼儿托位1680个"}, "unit": {"id": "0197a6f0-c0de-7000-a000-000000000019", "code": "YC-WJW",
        "name": "市卫健委"}, "period": "2024-06", "events": ["filed", "accepted"]}],
    "tasks": [{"task": {"id": "0197a6f0-c0de-7000-a000-000000000206", "code": "6", "number": "6", "title": "建设社区食堂"}, "kind": "reassigned",
        "leadsBefore": [{"id": "0197a6f0-c0de-7000-a000-000000000020", "code": "YC-MZJ", "name": "市民政局"}],
        "leadsAfter": [{"id": "0197a6f0-c0de-7000-a000-000000000021", "code": "YC-SWJ", "name": "市商务局"}]}]
}))]
pub struct Changes {
    /// The plan.
    pub plan: ReportedPlan,
    /// The first report.
    pub before: ReportMoment,
    /// The second report.
    pub after: ReportMoment,
    /// Tasks and measures whose state moved, in printed order.
    pub task_states: Vec<TaskStateChange>,
    /// Targets whose state moved, in printed order.
    pub target_states: Vec<TargetStateChange>,
    /// Figures of which the first report did not know, or knew otherwise; those of units whose reports the caller may see.
    pub figures: Vec<FigureChange>,
    /// Tasks and targets of which another version is in force.
    pub amendments: Vec<Amendment>,
    /// Reports on which something happened, as far as the caller may see them.
    pub reports: Vec<ReportChange>,
    /// Tasks that were cancelled, taken up again, added, or went to other leads.
    pub tasks: Vec<TaskChange>,
}

/// The two times of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReportMoment {
    /// The business date it speaks of.
    pub as_of: NaiveDate,
    /// The instant whose knowledge it uses.
    pub known_at: Instant,
}

/// A task as changes name it, in the version of the second report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ChangedTask {
    /// Its id.
    pub id: Uuid,
    /// Stable within the plan.
    pub code: String,
    /// As printed.
    pub number: String,
    /// Its title.
    pub title: String,
}

/// A target as changes name it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChangedTarget {
    /// Its id.
    pub id: Uuid,
    /// The task at which it is written.
    pub task_id: Uuid,
    /// The code of that task.
    pub task_code: String,
    /// Stable within the task.
    pub key: String,
    /// What is counted.
    pub indicator: String,
    /// As printed.
    pub unit_of_measure: Option<String>,
}

/// Whether a state is better than before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum Turn {
    /// 好转
    Better,
    /// 下滑
    Worse,
    /// Neither: one of the two says nothing (not due, no data, not computable, none), or both are as good
    Other,
}

/// A task whose state moved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TaskStateChange {
    /// The task.
    pub task: ChangedTask,
    /// Its state in the first report; null where it was in none.
    pub before: Option<ProgressState>,
    /// Its state in the second report; null where it is in none.
    pub after: Option<ProgressState>,
    /// Whether that is better.
    pub direction: Turn,
    /// Why it is where it is now.
    pub sentence: Option<Sentence>,
}

/// A target whose state moved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TargetStateChange {
    /// The target.
    pub target: ChangedTarget,
    /// Its state in the first report; null where it was not judged.
    pub before: Option<ProgressState>,
    /// Its state in the second report; null where it is not judged.
    pub after: Option<ProgressState>,
    /// Whether that is better.
    pub direction: Turn,
    /// The actual in the first report.
    pub actual_before: Option<Quantity>,
    /// The actual in the second report.
    pub actual_after: Option<Quantity>,
    /// Why it is where it is now.
    pub sentence: Option<Sentence>,
}

/// What became of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum FigureChangeKind {
    /// It was not in the first report
    New,
    /// It was another one: an erratum (更正)
    Corrected,
    /// It is held true no more
    Withdrawn,
}

/// A figure that came, was corrected, or is held true no more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FigureChange {
    /// Of what.
    pub target: ChangedTarget,
    /// Who reported it.
    pub unit: UnitBrief,
    /// For which period.
    pub period: Period,
    /// The day it speaks of.
    pub as_at: NaiveDate,
    /// What became of it.
    pub kind: FigureChangeKind,
    /// The figure of the first report.
    pub before: Option<Quantity>,
    /// The figure of the second report.
    pub after: Option<Quantity>,
    /// From when the figure of the second report was held true.
    pub known_from: Option<Instant>,
}

/// A change of a task or a target after issue: another version is in force than in the first report.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Amendment {
    /// The task, or that of the target.
    pub task: ChangedTask,
    /// The target; null where the task itself was changed.
    pub target_id: Option<Uuid>,
    /// What is otherwise, from the version of the first report to that of the second.
    pub fields: Vec<FieldChange>,
    /// The number of the version now in force.
    pub version: i32,
    /// From which day it holds.
    pub effective_on: NaiveDate,
    /// When it was entered.
    pub recorded_at: Instant,
    /// Why.
    pub reason: Option<String>,
}

/// A member of a task or target that is otherwise.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct FieldChange {
    /// Its name, as in the task or target.
    pub field: String,
    /// What it was.
    #[schema(value_type = Value)]
    pub before: Value,
    /// What it is.
    #[schema(value_type = Value)]
    pub after: Value,
}

/// What can have happened on a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum ReportEvent {
    /// It was filed for the first time
    Filed,
    /// What was filed was taken back
    TakenBack,
    /// It was accepted for the first time
    Accepted,
    /// It stands returned, and did not before
    Returned,
    /// It is no longer owed
    Void,
    /// It has become owed
    Owed,
}

/// A report on which something happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReportChange {
    /// The obligation.
    pub obligation_id: Uuid,
    /// On which task.
    pub task: ChangedTask,
    /// Whose.
    pub unit: UnitBrief,
    /// For which period.
    pub period: Period,
    /// What happened.
    pub events: Vec<ReportEvent>,
}

/// What became of a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum TaskChangeKind {
    /// 取消
    Cancelled,
    /// 恢复: it is cancelled no more
    Resumed,
    /// 新增: it was entered after the first report
    Added,
    /// 调整责任单位: other units lead it
    Reassigned,
}

/// A task that was cancelled, resumed, added or given to others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TaskChange {
    /// The task.
    pub task: ChangedTask,
    /// What became of it.
    pub kind: TaskChangeKind,
    /// Who led it on the date of the first report.
    pub leads_before: Vec<UnitBrief>,
    /// Who leads it on the date of the second.
    pub leads_after: Vec<UnitBrief>,
}
