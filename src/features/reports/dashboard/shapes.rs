//! What the dashboard looks like, and what can be asked.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::domain::assess::{ProgressState, Sentence};
use crate::domain::completeness::Completeness;
use crate::domain::day::Day;
use crate::domain::instant::Instant;
use crate::domain::palette::Palette;
use crate::domain::period::Period;
use crate::domain::quantity::Quantity;
use crate::domain::rollup::{StateCounts, TargetCounts};
use crate::domain::thresholds::Thresholds;
use crate::features::reports::rows::PeriodCompleteness;
use crate::features::reports::shapes::ReportedPlan;
use crate::http::query::{Filter, boolean, number, refuse};
use crate::http::{Code, Result};
use crate::refs::{OfficialBrief, UnitBrief};

/// The plan, when the dashboard speaks, and how many it names.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct DashboardFilter {
    /// The plan.
    pub plan_id: Uuid,
    /// The business date the report speaks of; default today.
    #[param(example = "2024-05-31")]
    pub as_of: Option<Day>,
    /// The instant whose knowledge is used, not after now; default now. With both given a report can be reproduced.
    #[param(example = "2024-06-10T00:00:00Z")]
    pub known_at: Option<Instant>,
    /// How many tasks, targets, steps and errata are named at most.
    #[param(minimum = 0, maximum = 50, default = 10)]
    #[serde(default, deserialize_with = "number")]
    pub top: Option<u64>,
    /// `true`: a CSV begins with a byte order mark, so that Excel reads it as UTF-8.
    #[serde(default, deserialize_with = "boolean")]
    pub bom: Option<bool>,
}

impl Filter for DashboardFilter {
    const PAGED: bool = false;
}

/// A number of rows between 0 and 50.
///
/// # Errors
/// 400 when it is more.
pub(crate) fn bounded(name: &str, asked: Option<u64>, default: u64) -> Result<usize> {
    let wanted = asked.unwrap_or(default);
    usize::try_from(wanted).ok().filter(|wanted| *wanted <= 50).ok_or_else(|| refuse(name, Code::OutOfRange))
}

/// Where a plan stands, on one screen. The size of the answer does not depend on how many tasks the plan has.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "plan": {"id": "0197a6f0-c0de-7000-a000-000000000101", "code": "yichang-2024-livelihood",
        "title": "宜昌市落实湖北省2024年十大民生项目工作方案", "state": "issued"},
    "asOf": "2024-06-10", "knownAt": "2024-06-10T00:00:00Z", "thresholds": {"ahead": 10, "onTrack": 5, "behind": 20},
    "palette": {"onTrack": "#66bb6a", "behind": "#f9a825", "overdue": "#c62828"},
    "state": "behind",
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
    "completeness": {"expected": 144, "onTime": 132, "late": 6, "missing": 6, "notYetDue": 504, "filedEarly": 0, "onTimeOriginal": 132,
        "returned": 0, "returnedOverdue": 0, "accepted": 134, "void": 0, "outstanding": 6, "onTimeRate": 91.67, "filedRate": 95.83},
    "current": {"expected": 72, "onTime": 66, "late": 3, "missing": 3, "notYetDue": 0, "filedEarly": 0, "onTimeOriginal": 66,
        "returned": 0, "returnedOverdue": 0, "accepted": 67, "void": 0, "outstanding": 3, "onTimeRate": 91.67, "filedRate": 95.83},
    "currentPeriod": {"period": "2024-05", "completeness": {"expected": 72, "onTime": 66, "late": 3, "missing": 3, "notYetDue": 0,
        "filedEarly": 0, "onTimeOriginal": 66, "returned": 0, "returnedOverdue": 0, "accepted": 67, "void": 0, "outstanding": 3,
        "onTimeRate": 91.67, "filedRate": 95.83}},
    "sections": [], "units": [], "officials": [],
    "worst": {"total": 17, "items": [{"task": {"id": "0197a6f0-c0de-7000-a000-000000000204", "code": "4", "number": "4",
        "title": "新增3岁以下婴幼儿托位1680个"}, "sectionId": "0197a6f0-c0de-7000-a000-000000000111",
        "leadUnits": [{"id": "0197a6f0-c0de-7000-a000-000000000019", "code": "YC-WJW", "name": "市卫健委"}], "dueOn": "2024-11-30",
        "state": "behind", "sentence": {"zh": "按时序5月底应达762.27个(1680×152/335),实报724个,差38.27个;差距约5.0204%,判为滞后。",
            "en": "By 31 May 2024 at least 762.27 个 was due pro rata (1680×152/335); 724 个 reported as of 31 May 2024, 38.27 个 short; \
                   gap about 5.0204%: behind."}}]},
    "binding": {"total": 0, "items": []},
    "overdueSteps": {"total": 0, "items": []},
    "errata": {"total": 1, "items": [{"targetId": "0197a6f0-c0de-7000-a000-000000000254",
        "task": {"id": "0197a6f0-c0de-7000-a000-000000000204", "code": "4", "number": "4", "title": "新增3岁以下婴幼儿托位1680个"},
        "text": "新增3岁以下婴幼儿托位1680个", "unit": {"id": "0197a6f0-c0de-7000-a000-000000000019", "code": "YC-WJW", "name": "市卫健委"},
        "period": "2024-04", "before": 820, "after": 620, "correctedAt": "2024-06-05T02:00:00Z"}]}
}))]
pub struct Dashboard {
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
    /// The plan as a whole; its tasks are the key works.
    #[serde(flatten)]
    pub whole: GroupStanding,
    /// The period reported last: of those that are over the latest, of these the shortest; null before the first one.
    pub current_period: Option<PeriodCompleteness>,
    /// By heading with all below it, in printed order; its tasks are the key works.
    pub sections: Vec<DashboardSection>,
    /// By unit: lead units in the order in which the plan first names them, then those that only owe reports.
    pub units: Vec<DashboardUnit>,
    /// By official, in the order in which the plan first names them.
    pub officials: Vec<DashboardOfficial>,
    /// Key works in trouble, the worst state first, of these the one that is due first.
    pub worst: WorstTasks,
    /// Binding targets (约束性) in trouble, in the same order.
    pub binding: BindingTargets,
    /// Steps (进度安排) that are overdue, the oldest first.
    pub overdue_steps: OverdueSteps,
    /// Figures corrected after they were accepted (更正), the latest first.
    pub errata: ErrataTold,
}

/// Where a group of tasks stands.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GroupStanding {
    /// The state of its worst task; null where none has a firm target or an overdue step.
    pub state: Option<ProgressState>,
    /// Its tasks with firm targets or overdue steps, by state.
    pub counts: StateCounts,
    /// Its tasks that promise no firm figure.
    pub without_figures: u32,
    /// Its cancelled tasks; of units and officials they are not counted.
    pub cancelled: u32,
    /// Its targets by state, those of measures among them; a promise that is printed at a key work and again at its measure counts once.
    pub targets: TargetCounts,
    /// Firm targets achieved in percent of those that can be judged, two decimals, half up; null where there are none.
    pub attainment: Option<Quantity>,
    /// Its reports as they stand at the end of `asOf`, or at `knownAt` where that is earlier; as far as the caller may see them.
    pub completeness: Completeness,
    /// Of these, the ones for the current period.
    pub current: Completeness,
}

/// Where a heading stands, with all below it.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DashboardSection {
    /// The heading; null in a last row for what stands under none.
    pub id: Option<Uuid>,
    /// The heading above.
    pub parent_id: Option<Uuid>,
    /// As printed.
    pub number: String,
    /// Its title.
    pub title: String,
    /// Its key works, all their targets, and the reports on them.
    #[serde(flatten)]
    pub standing: GroupStanding,
}

/// Where a unit stands.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DashboardUnit {
    /// The unit; as written, so a group is one.
    pub unit: UnitBrief,
    /// The tasks and measures on which it is written as lead, the targets of all it leads, and the reports it owes.
    #[serde(flatten)]
    pub standing: GroupStanding,
}

/// Where an official (总责任人) stands.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DashboardOfficial {
    /// Who holds the post on the business date.
    pub official: OfficialBrief,
    /// The tasks and measures at which they, or one they have taken over from, are named; the targets of all they answer for, and the
    /// reports on it.
    #[serde(flatten)]
    pub standing: GroupStanding,
}

/// A task as lists name it.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TaskBrief {
    /// Its id.
    pub id: Uuid,
    /// Stable within the plan.
    pub code: String,
    /// As printed.
    pub number: String,
    /// Its title, of the version in force.
    pub title: String,
}

/// Key works in trouble.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct WorstTasks {
    /// How many there are.
    pub total: u64,
    /// The worst.
    pub items: Vec<WorstTask>,
}

/// A key work in trouble.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WorstTask {
    /// The task.
    pub task: TaskBrief,
    /// Its heading.
    pub section_id: Option<Uuid>,
    /// Who leads it, as written.
    pub lead_units: Vec<UnitBrief>,
    /// The day it is judged by.
    pub due_on: Option<NaiveDate>,
    /// Its state.
    pub state: ProgressState,
    /// Why.
    pub sentence: Option<Sentence>,
}

/// Binding targets in trouble.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct BindingTargets {
    /// How many there are.
    pub total: u64,
    /// The worst.
    pub items: Vec<BindingTarget>,
}

/// A binding target in trouble.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BindingTarget {
    /// The target.
    pub target_id: Uuid,
    /// Its task.
    pub task: TaskBrief,
    /// The phrase as printed.
    pub text: String,
    /// The day it is judged by.
    pub due_on: Option<NaiveDate>,
    /// Its state.
    pub state: ProgressState,
    /// Why.
    pub sentence: Option<Sentence>,
}

/// Overdue steps.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct OverdueSteps {
    /// How many there are.
    pub total: u64,
    /// The oldest.
    pub items: Vec<OverdueStep>,
}

/// An overdue step.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OverdueStep {
    /// The step.
    pub milestone_id: Uuid,
    /// Its task.
    pub task: TaskBrief,
    /// Who leads the task, as written.
    pub lead_units: Vec<UnitBrief>,
    /// What was to be done, as printed.
    pub text: String,
    /// Which time, of a step that comes again.
    pub occurs_on: Option<NaiveDate>,
    /// The day it is judged by.
    pub control_on: NaiveDate,
    /// Days from then to the date of the report.
    pub days_overdue: i64,
}

/// Corrected figures.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct ErrataTold {
    /// How many there are, of periods up to `asOf`.
    pub total: u64,
    /// The latest.
    pub items: Vec<ErratumTold>,
}

/// A figure that was corrected after it was accepted.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ErratumTold {
    /// The target.
    pub target_id: Uuid,
    /// Its task; null where it is cancelled.
    pub task: Option<TaskBrief>,
    /// The phrase as printed.
    pub text: Option<String>,
    /// Whose figure it is.
    pub unit: UnitBrief,
    /// The period.
    pub period: Period,
    /// What was held true before.
    pub before: Quantity,
    /// What was held true from then on; null where the correction took it away.
    pub after: Option<Quantity>,
    /// When the correction was accepted.
    pub corrected_at: Instant,
}
