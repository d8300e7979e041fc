//! What progress reports look like: the answers, and what can be asked.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::rows::{ObligationProgress, PeriodCompleteness, SectionProgress, TargetCounts, TaskProgress, UnitProgress};
use crate::domain::assess::ProgressState;
use crate::domain::completeness::{Completeness, Tally};
use crate::domain::day::Day;
use crate::domain::instant::Instant;
use crate::domain::palette::Palette;
use crate::domain::period::Period;
use crate::domain::plan::PlanState;
use crate::domain::quantity::Quantity;
use crate::domain::rollup::StateCounts;
use crate::domain::thresholds::Thresholds;
use crate::http::query::{AnyOf, Filter, boolean};
use crate::refs::UnitBrief;

/// When a report of one task speaks.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct TaskProgressFilter {
    /// The business date the report speaks of; default today. It may lie ahead: changes that take effect by then count, but nothing is
    /// due or overdue that is not at `knownAt`.
    #[param(example = "2024-05-31")]
    pub as_of: Option<Day>,
    /// The instant whose knowledge is used, not after now; default now. With both given a report can be reproduced.
    #[param(example = "2024-06-10T00:00:00Z")]
    pub known_at: Option<Instant>,
}

impl Filter for TaskProgressFilter {
    const PAGED: bool = false;
}

/// When a report of a plan speaks, and which of its tasks are listed. The counts are always of all tasks.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct PlanProgressFilter {
    /// The business date the report speaks of; default today. It may lie ahead: changes that take effect by then count, but nothing is
    /// due or overdue that is not at `knownAt`.
    #[param(example = "2024-05-31")]
    pub as_of: Option<Day>,
    /// The instant whose knowledge is used, not after now; default now. With both given a report can be reproduced.
    #[param(example = "2024-06-10T00:00:00Z")]
    pub known_at: Option<Instant>,
    /// List only tasks under this heading or one below it.
    pub section_id: Option<Uuid>,
    /// List only tasks led by this unit.
    pub unit_id: Option<Uuid>,
    /// List only tasks in any of these states, separated by commas.
    #[param(value_type = Option<Vec<ProgressState>>, style = Form, explode = false)]
    pub state: Option<AnyOf<ProgressState>>,
}

impl Filter for PlanProgressFilter {
    const PAGED: bool = false;
}

/// The plan a report speaks of.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "id": "0197a6f0-c0de-7000-a000-000000000101", "code": "yichang-2024-livelihood",
    "title": "宜昌市落实湖北省2024年十大民生项目工作方案", "state": "issued"
}))]
pub struct ReportedPlan {
    /// Its id.
    pub id: Uuid,
    /// Its code.
    pub code: String,
    /// Its title.
    pub title: String,
    /// Its stage today.
    pub state: PlanState,
}

/// Where a plan stands at a date: counts, completeness, and every task with its targets and the sentence that explains each.
///
/// A task is in the state of its worst firm target, measures included; aspirational targets are judged and shown, but
/// never pull it down. `counts` is of key works (tasks that are no measures) that have a firm target; the others are in
/// `withoutFigures` or `cancelled`. The headings of the first level add up to the plan; units do not where a task has several leads.
/// Reports and figures of units outside the caller's reach are used for judging but not listed, nor in the completeness.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "plan": {"id": "0197a6f0-c0de-7000-a000-000000000101", "code": "yichang-2024-livelihood",
        "title": "宜昌市落实湖北省2024年十大民生项目工作方案", "state": "issued"},
    "asOf": "2024-05-31", "knownAt": "2024-06-10T00:00:00Z", "thresholds": {"ahead": 10, "onTrack": 5, "behind": 20},
    "palette": {"onTrack": "#66bb6a", "behind": "#f9a825", "overdue": "#c62828"}, "state": "behind",
    "counts": {"notDue": 0, "achieved": 2, "ahead": 0, "onTrack": 31, "behind": 12, "seriouslyBehind": 0, "overdue": 0, "noData": 5,
        "notComputable": 2, "total": 52},
    "withoutFigures": 18, "cancelled": 0,
    "targets": {
        "firm": {"notDue": 0, "achieved": 2, "ahead": 1, "onTrack": 33, "behind": 12, "seriouslyBehind": 0, "overdue": 0, "noData": 5,
            "notComputable": 2, "total": 55},
        "binding": {"notDue": 0, "achieved": 0, "ahead": 0, "onTrack": 0, "behind": 0, "seriouslyBehind": 0, "overdue": 0, "noData": 0,
            "notComputable": 0, "total": 0},
        "aspirational": {"notDue": 0, "achieved": 0, "ahead": 0, "onTrack": 1, "behind": 0, "seriouslyBehind": 0, "overdue": 0,
            "noData": 0, "notComputable": 0, "total": 1}},
    "attainment": 3.77,
    "completeness": {"expected": 72, "onTime": 66, "late": 3, "missing": 3, "notYetDue": 576, "filedEarly": 4, "onTimeOriginal": 66,
        "returned": 0, "returnedOverdue": 0, "accepted": 67, "void": 0, "outstanding": 3, "onTimeRate": 91.67, "filedRate": 95.83},
    "periods": [{"period": "2024-04", "completeness": {"expected": 72, "onTime": 66, "late": 3, "missing": 3, "notYetDue": 0,
        "filedEarly": 0, "onTimeOriginal": 66, "returned": 0, "returnedOverdue": 0, "accepted": 67, "void": 0, "outstanding": 3,
        "onTimeRate": 91.67, "filedRate": 95.83}}],
    "sections": [{"id": "0197a6f0-c0de-7000-a000-000000000111", "parentId": null, "number": "(一)", "title": "着力实现幼有善育",
        "state": "onTrack", "counts": {"notDue": 0, "achieved": 0, "ahead": 0, "onTrack": 2, "behind": 0, "seriouslyBehind": 0,
        "overdue": 0, "noData": 0, "notComputable": 0, "total": 2}, "withoutFigures": 3, "cancelled": 0, "completeness": {"expected": 5,
        "onTime": 5, "late": 0, "missing": 0, "notYetDue": 40, "filedEarly": 1, "onTimeOriginal": 5, "returned": 0, "returnedOverdue": 0,
        "accepted": 5, "void": 0, "outstanding": 0, "onTimeRate": 100, "filedRate": 100}}],
    "units": [{"unit": {"id": "0197a6f0-c0de-7000-a000-000000000019", "code": "YC-WJW", "name": "市卫健委"}, "state": "behind",
        "counts": {"notDue": 0, "achieved": 1, "ahead": 0, "onTrack": 2, "behind": 1, "seriouslyBehind": 0, "overdue": 0, "noData": 0,
        "notComputable": 0, "total": 4}, "withoutFigures": 5, "completeness": {"expected": 9, "onTime": 9, "late": 0, "missing": 0,
        "notYetDue": 72, "filedEarly": 1, "onTimeOriginal": 9, "returned": 0, "returnedOverdue": 0, "accepted": 9, "void": 0,
        "outstanding": 0, "onTimeRate": 100, "filedRate": 100}}],
    "tasks": [{"id": "0197a6f0-c0de-7000-a000-000000000204", "parentId": null, "code": "4", "number": "4",
        "title": "新增3岁以下婴幼儿托位1680个", "sectionId": "0197a6f0-c0de-7000-a000-000000000111",
        "leadUnits": [{"id": "0197a6f0-c0de-7000-a000-000000000019", "code": "YC-WJW", "name": "市卫健委"}],
        "dueOn": "2024-11-30", "dueText": "2024年11月底前", "cancelled": false, "state": "onTrack",
        "sentence": {"zh": "按时序5月底应达762.27个(1680×152/335),实报725个,差37.27个;差距约4.8892%,在容许范围内(≤5%),判为正常。",
            "en": "By 31 May 2024 at least 762.27 个 was due pro rata (1680×152/335); 725 个 reported as of 31 May 2024, 37.27 个 short; \
                   gap about 4.8892%, tolerated (up to 5%): on track."},
        "targets": [], "milestones": []}]
}))]
pub struct PlanProgress {
    /// The plan.
    pub plan: ReportedPlan,
    /// The business date the report speaks of.
    pub as_of: NaiveDate,
    /// The instant whose knowledge was used.
    pub known_at: Instant,
    /// The lines by which the states were judged.
    pub thresholds: Thresholds,
    /// The colour of every state.
    pub palette: Palette,
    /// The state of the whole: that of its worst task; null where no task has a firm target or an overdue step.
    pub state: Option<ProgressState>,
    /// Key works with firm targets or overdue steps, by state.
    pub counts: StateCounts,
    /// Key works that promise no firm figure: their progress is told in words, and they are in no state.
    pub without_figures: u32,
    /// Cancelled key works; they are not judged.
    pub cancelled: u32,
    /// Targets by state.
    pub targets: TargetCounts,
    /// Firm targets achieved in percent of the firm targets that can be judged (all but `notComputable`), two decimals, half up;
    /// null where there are none.
    pub attainment: Option<Quantity>,
    /// Reports owed and filed, as they stand at the end of `asOf`, or at `knownAt` where that is earlier.
    pub completeness: Completeness,
    /// The same by reporting period; it adds up.
    pub periods: Vec<PeriodCompleteness>,
    /// By heading, in printed order.
    pub sections: Vec<SectionProgress>,
    /// By lead unit, in the order in which the plan first names them.
    pub units: Vec<UnitProgress>,
    /// Tasks and measures in printed order, as far as asked for.
    pub tasks: Vec<TaskProgress>,
}

/// Where one task stands at a date: its targets with their figures, its measures, and the reports owed for it.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "plan": {"id": "0197a6f0-c0de-7000-a000-000000000101", "code": "yichang-2024-livelihood",
        "title": "宜昌市落实湖北省2024年十大民生项目工作方案", "state": "issued"},
    "asOf": "2024-05-31", "knownAt": "2024-06-10T00:00:00Z", "thresholds": {"ahead": 10, "onTrack": 5, "behind": 20},
    "palette": {"onTrack": "#66bb6a", "behind": "#f9a825", "overdue": "#c62828"},
    "task": {"id": "0197a6f0-c0de-7000-a000-000000000204", "parentId": null, "code": "4", "number": "4",
        "title": "新增3岁以下婴幼儿托位1680个", "sectionId": "0197a6f0-c0de-7000-a000-000000000111", "leadUnits": [{"id": "0197a6f0-c0de-7000-a000-000000000019", "code": "YC-WJW", "name": "市卫健委"}],
        "dueOn": "2024-11-30", "dueText": "2024年11月底前", "cancelled": false, "state": "onTrack",
        "sentence": {"zh": "按时序5月底应达762.27个(1680×152/335),实报725个,差37.27个;差距约4.8892%,在容许范围内(≤5%),判为正常。",
            "en": "By 31 May 2024 at least 762.27 个 was due pro rata (1680×152/335); 725 个 reported as of 31 May 2024, 37.27 个 short; \
                   gap about 4.8892%, tolerated (up to 5%): on track."},
        "targets": [], "milestones": []},
    "measures": [],
    "completeness": {"expected": 1, "onTime": 1, "late": 0, "missing": 0, "notYetDue": 8, "filedEarly": 1, "onTimeOriginal": 1,
        "returned": 0, "returnedOverdue": 0, "accepted": 2, "void": 0, "outstanding": 0, "onTimeRate": 100, "filedRate": 100},
    "obligations": [{"id": "0197a6f0-c0de-7000-a000-000000000305", "taskId": "0197a6f0-c0de-7000-a000-000000000204",
        "period": "2024-04", "asAt": "2024-04-30", "unit": {"id": "0197a6f0-c0de-7000-a000-000000000019", "code": "YC-WJW",
        "name": "市卫健委"}, "dueAt": "2024-05-03T16:00:00Z", "extendedUntil": null, "timeliness": "onTime", "state": "accepted",
        "firstFiledAt": "2024-05-02T08:00:00Z", "accepted": true}]
}))]
pub struct TaskReport {
    /// The plan of the task.
    pub plan: ReportedPlan,
    /// The business date the report speaks of.
    pub as_of: NaiveDate,
    /// The instant whose knowledge was used.
    pub known_at: Instant,
    /// The lines by which the states were judged.
    pub thresholds: Thresholds,
    /// The colour of every state.
    pub palette: Palette,
    /// The task.
    pub task: TaskProgress,
    /// All below it, in printed order.
    pub measures: Vec<TaskProgress>,
    /// The listed reports, counted as they stand at the end of `asOf`, or at `knownAt` where that is earlier.
    pub completeness: Completeness,
    /// The reports owed for the task and its measures, as far as the caller may see them, by period. A measure without leads of its own
    /// is reported inside the report on the task above, which is listed then.
    pub obligations: Vec<ObligationProgress>,
}

/// By what the counts are grouped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum GroupBy {
    /// By unit, in the tree of the period's end
    #[default]
    Unit,
    /// By heading of the plan
    Section,
    /// By reporting period
    Period,
}

/// Which reports are counted, when, and how they are grouped.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct CompletenessFilter {
    /// The plan.
    pub plan_id: Uuid,
    /// Only reports for this period; left out: all.
    #[param(example = "2024-05")]
    pub period: Option<Period>,
    /// By what the counts are grouped; default `unit`.
    pub group_by: Option<GroupBy>,
    /// The business date the report speaks of; default today. Nothing is due or overdue that is not at `knownAt`.
    #[param(example = "2024-06-30")]
    pub as_of: Option<Day>,
    /// The instant whose knowledge is used, not after now; default now. With both given a report can be reproduced.
    #[param(example = "2024-07-10T00:00:00Z")]
    pub known_at: Option<Instant>,
    /// `true`: a CSV begins with a byte order mark, so that Excel reads it as UTF-8.
    #[serde(default, deserialize_with = "boolean")]
    pub bom: Option<bool>,
}

impl Filter for CompletenessFilter {
    const PAGED: bool = false;
}

/// How complete and timely the reports of a plan are.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "plan": {"id": "0197a6f0-c0de-7000-a000-000000000101", "code": "yichang-2024-livelihood",
        "title": "宜昌市落实湖北省2024年十大民生项目工作方案", "state": "issued"},
    "period": "2024-05", "groupBy": "unit", "asOf": "2024-06-30", "knownAt": "2024-07-10T00:00:00Z",
    "completeness": {"expected": 72, "onTime": 66, "late": 3, "missing": 3, "notYetDue": 0, "filedEarly": 0, "onTimeOriginal": 65,
        "returned": 1, "returnedOverdue": 0, "accepted": 67, "void": 0, "outstanding": 4, "onTimeRate": 91.67, "filedRate": 95.83},
    "groups": [{"unit": {"id": "0197a6f0-c0de-7000-a000-000000000019", "code": "YC-WJW", "name": "市卫健委"}, "section": null, "period": null,
        "parentId": "0197a6f0-c0de-7000-a000-000000000001",
        "completeness": {"expected": 9, "onTime": 9, "late": 0, "missing": 0, "notYetDue": 0, "filedEarly": 0, "onTimeOriginal": 9,
            "returned": 0, "returnedOverdue": 0, "accepted": 9, "void": 0, "outstanding": 0, "onTimeRate": 100, "filedRate": 100},
        "subtree": {"expected": 9, "onTime": 9, "late": 0, "missing": 0, "notYetDue": 0, "filedEarly": 0, "onTimeOriginal": 9,
            "returned": 0, "returnedOverdue": 0, "accepted": 9, "void": 0, "outstanding": 0, "onTimeRate": 100, "filedRate": 100}}]
}))]
pub struct CompletenessReport {
    /// The plan.
    pub plan: ReportedPlan,
    /// The period whose reports are counted; null: all.
    pub period: Option<Period>,
    /// By what they are grouped.
    pub group_by: GroupBy,
    /// The business date the report speaks of.
    pub as_of: NaiveDate,
    /// The instant whose knowledge was used.
    pub known_at: Instant,
    /// All of them, as they stand at the end of `asOf`, or at `knownAt` where that is earlier.
    pub completeness: Completeness,
    /// The groups: units in the order of the tree, headings in printed order, or periods in time.
    pub groups: Vec<CompletenessGroup>,
}

/// One group of reports. Of `unit`, `section` and `period` the one is set by which is grouped; none for reports under no heading.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CompletenessGroup {
    /// The unit.
    pub unit: Option<UnitBrief>,
    /// The heading.
    pub section: Option<CompletenessSection>,
    /// The period.
    pub period: Option<Period>,
    /// The unit above, at the end of the period asked for or else of `asOf`; or the heading above.
    pub parent_id: Option<Uuid>,
    /// Its own reports; over all groups they add up to the whole.
    pub completeness: Completeness,
    /// With all below it: of units, the reports of those that stood below it when the period ended; null for periods.
    pub subtree: Option<Completeness>,
}

impl CompletenessGroup {
    /// A group of nothing in particular.
    pub(super) fn of(own: Tally, subtree: Option<Tally>) -> Self {
        let (completeness, subtree) = (own.into(), subtree.map(Into::into));
        Self { unit: None, section: None, period: None, parent_id: None, completeness, subtree }
    }
}

/// A heading of the plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CompletenessSection {
    /// Its id.
    pub id: Uuid,
    /// As printed.
    pub number: String,
    /// Its title.
    pub title: String,
}
