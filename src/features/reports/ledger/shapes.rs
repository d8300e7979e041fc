//! What a ledger looks like.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::domain::assess::{Forecast, ProgressState, Sentence};
use crate::domain::day::Day;
use crate::domain::instant::Instant;
use crate::domain::period::Period;
use crate::domain::quantity::Quantity;
use crate::domain::target::{Firmness, TargetClass};
use crate::features::reports::shapes::ReportedPlan;
use crate::http::query::{Filter, boolean};
use crate::refs::{OfficialBrief, UnitBrief};

/// Which ledger, and when it speaks.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct LedgerFilter {
    /// The plan.
    pub plan_id: Uuid,
    /// Only tasks under this heading or one below it.
    pub section_id: Option<Uuid>,
    /// Only tasks led by this unit.
    pub unit_id: Option<Uuid>,
    /// The business date the ledger speaks of; default today.
    #[param(example = "2024-05-31")]
    pub as_of: Option<Day>,
    /// The instant whose knowledge is used, not after now; default now. With both given the ledger can be reproduced.
    #[param(example = "2024-06-10T00:00:00Z")]
    pub known_at: Option<Instant>,
    /// `true`: a CSV begins with a byte order mark, so that Excel reads it as UTF-8.
    #[serde(default, deserialize_with = "boolean")]
    pub bom: Option<bool>,
}

impl Filter for LedgerFilter {
    const PAGED: bool = false;
}

/// The ledger of a plan as of a date.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "rows": [{
        "targets": [{
            "forecast": null,
            "sentence": {"zh": "按时序5月底应达762.27个(1680×152/335),实报725个,差37.27个;差距约4.8892%,在容许范围内(≤5%),判为正常。",
                "en": "By 31 May 2024 at least 762.27 个 was due pro rata (1680×152/335); 725 个 reported as of 31 May 2024, \
                       37.27 个 short; gap about 4.8892%, tolerated (up to 5%): on track."},
            "targetId": "0197a6f0-c0de-7000-a000-000000000254", "indicator": "新增3岁以下婴幼儿托位", "text": "新增3岁以下婴幼儿托位1680个",
            "value": 1680, "upper": null, "unitOfMeasure": "个", "firmness": "firm", "class": "expected", "actual": 725,
            "actualAsAt": "2024-05-31", "expected": 762.2687, "margin": -37.2687, "attainment": 43.15, "state": "onTrack"}],
        "headings": [{"id": "0197a6f0-c0de-7000-a000-000000000111", "number": "(一)", "title": "着力实现幼有善育"}],
        "leadUnits": [{"id": "0197a6f0-c0de-7000-a000-000000000019", "code": "YC-WJW", "name": "市卫健委"}], "cooperatingUnits": [],
        "reports": [{"unit": {"id": "0197a6f0-c0de-7000-a000-000000000019", "code": "YC-WJW", "name": "市卫健委"}, "period": "2024-05",
            "asAt": "2024-05-31", "progress": "已新增托位725个。", "problems": "个别园所改造偏慢。", "suggestions": null}],
        "steps": {"total": 2, "done": 1, "overdue": 0, "awaitingReport": 0},
        "sentence": {"zh": "按时序5月底应达762.27个(1680×152/335),实报725个,差37.27个;差距约4.8892%,在容许范围内(≤5%),判为正常。",
            "en": "By 31 May 2024 at least 762.27 个 was due pro rata (1680×152/335); 725 个 reported as of 31 May 2024, 37.27 个 short; \
                   gap about 4.8892%, tolerated (up to 5%): on track."},
        "taskId": "0197a6f0-c0de-7000-a000-000000000204", "parentId": null, "code": "4", "number": "4",
        "title": "新增3岁以下婴幼儿托位1680个", "content": null, "officials": [], "dueOn": "2024-11-30", "dueText": "2024年11月底前",
        "cancelled": false, "state": "onTrack"
    }],
    "plan": {"id": "0197a6f0-c0de-7000-a000-000000000101", "code": "yichang-2024-livelihood",
        "title": "宜昌市落实湖北省2024年十大民生项目工作方案", "state": "issued"},
    "asOf": "2024-05-31", "knownAt": "2024-06-10T00:00:00Z"
}))]
pub struct Ledger {
    /// The plan.
    pub plan: ReportedPlan,
    /// The business date the ledger speaks of.
    pub as_of: NaiveDate,
    /// The instant whose knowledge was used.
    pub known_at: Instant,
    /// Tasks and measures in printed order.
    pub rows: Vec<LedgerRow>,
}

impl Ledger {
    /// Only the tasks under a heading, and those a unit leads.
    pub fn narrow(&mut self, section: Option<Uuid>, unit: Option<Uuid>) {
        self.rows.retain(|row| {
            section.is_none_or(|wanted| row.headings.iter().any(|heading| heading.id == wanted))
                && unit.is_none_or(|wanted| row.lead_units.iter().any(|lead| lead.id == wanted))
        });
    }
}

/// A task or measure in the ledger.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LedgerRow {
    /// The task.
    pub task_id: Uuid,
    /// The task above; null for a key work.
    pub parent_id: Option<Uuid>,
    /// Stable within the plan.
    pub code: String,
    /// As printed.
    pub number: String,
    /// The headings above it, its own or inherited, the outermost first.
    pub headings: Vec<LedgerHeading>,
    /// Its title, of the version in force.
    pub title: String,
    /// Its content (事项内容).
    pub content: Option<String>,
    /// Who leads it on the date of the ledger, own or inherited; as written, so a group is one.
    pub lead_units: Vec<UnitBrief>,
    /// All other units on it (责任, 配合, 会同) on that date, its own, else those of the nearest task above that has any.
    pub cooperating_units: Vec<UnitBrief>,
    /// Who answers for it (总责任人) on that date, own or inherited, with those who have taken over.
    pub officials: Vec<OfficialBrief>,
    /// The day it is judged by, own or inherited.
    pub due_on: Option<NaiveDate>,
    /// The deadline as printed.
    pub due_text: Option<String>,
    /// It or a task above is cancelled: it is not judged.
    pub cancelled: bool,
    /// Its state, as in the progress of the plan.
    pub state: Option<ProgressState>,
    /// Why.
    pub sentence: Option<Sentence>,
    /// The targets written at it.
    pub targets: Vec<LedgerTarget>,
    /// Its steps, each time of a recurring one for itself.
    pub steps: LedgerSteps,
    /// The latest accepted report of each unit on this very task, as far as the caller may see it. What is told of a measure inside the report on
    /// the task above stands there.
    pub reports: Vec<LedgerReport>,
}

/// A heading above a task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LedgerHeading {
    /// Its id.
    pub id: Uuid,
    /// As printed.
    pub number: String,
    /// Its title.
    pub title: String,
}

/// A target in the ledger.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LedgerTarget {
    /// The target.
    pub target_id: Uuid,
    /// What is counted.
    pub indicator: String,
    /// The phrase as printed.
    pub text: String,
    /// The figure to reach.
    pub value: Option<Quantity>,
    /// The upper end of a range.
    pub upper: Option<Quantity>,
    /// As printed.
    pub unit_of_measure: Option<String>,
    /// Whether missing it is a failure.
    pub firmness: Firmness,
    /// Whether missing it fails the unit (约束性).
    pub class: TargetClass,
    /// What was reached.
    pub actual: Option<Quantity>,
    /// The day of the latest figure in it.
    pub actual_as_at: Option<NaiveDate>,
    /// What was expected.
    pub expected: Option<Quantity>,
    /// Actual minus expected.
    pub margin: Option<Quantity>,
    /// Actual in percent of the target's value.
    pub attainment: Option<Quantity>,
    /// Where it stands.
    pub state: ProgressState,
    /// Where the pace so far leads.
    pub forecast: Option<Box<Forecast>>,
    /// Why.
    pub sentence: Sentence,
}

/// How far the steps of a task are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LedgerSteps {
    /// All of them.
    pub total: u32,
    /// Done, as accepted reports tell.
    pub done: u32,
    /// Over and not done.
    pub overdue: u32,
    /// Over, and the report that would tell is still to come.
    pub awaiting_report: u32,
}

/// The words of a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LedgerReport {
    /// Who reported.
    pub unit: UnitBrief,
    /// For which period.
    pub period: Period,
    /// The day it speaks of.
    pub as_at: NaiveDate,
    /// Progress (进展情况).
    pub progress: Option<String>,
    /// Problems (存在问题).
    pub problems: Option<String>,
    /// Suggestions (下步建议).
    pub suggestions: Option<String>,
}
