//! What obligations look like in answers.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::steps::ObligationMilestone;
use crate::domain::instant::Instant;
use crate::domain::period::Period;
use crate::domain::quantity::Quantity;
use crate::domain::review::SubmissionState;
use crate::domain::schedule::{LimitPolicy, ReportPart, VoidReason};
use crate::domain::target::{Operator, Series, Stage};
use crate::entity::obligation;
use crate::http::query::{AnyOf, Filter, boolean};
use crate::list::PageInfo;
use crate::refs::UnitBrief;
use crate::{sort_keys, versioned};

/// A unit owes a report on a task for a period.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "id": "0197a6f0-c0de-7000-a000-000000000604", "version": 1, "createdAt": "2024-04-02T02:00:00.000Z", "updatedAt": "2024-04-02T02:00:00.000Z",
    "plan": {"id": "0197a6f0-c0de-7000-a000-000000000101", "code": "yichang-2024-livelihood", "title": "宜昌市落实湖北省2024年十大民生项目工作方案"},
    "task": {"id": "0197a6f0-c0de-7000-a000-000000000304", "code": "4", "number": "4", "title": "新增3岁以下婴幼儿托位1680个"},
    "rule": {"id": "0197a6f0-c0de-7000-a000-000000000501", "n": 1, "title": "月报", "parts": ["progress"], "textLimit": null,
        "limitPolicy": "off", "signsFirst": false, "collectsFigures": true},
    "unit": {"id": "0197a6f0-c0de-7000-a000-000000000019", "code": "YC-WJW", "name": "市卫健委"}, "viaGroup": null,
    "period": "2024-05", "asAt": "2024-05-31", "opensAt": "2024-05-24T16:00:00Z", "dueAt": "2024-06-03T16:00:00Z", "closesAt": null, "extendedUntil": null,
    "daysLeft": 2, "voidReason": null, "voidedAt": null, "transferredToId": null, "submission": null,
    "targets": [{"targetId": "0197a6f0-c0de-7000-a000-000000000704", "taskId": "0197a6f0-c0de-7000-a000-000000000304", "key": "1",
        "indicator": "新增3岁以下婴幼儿托位", "text": "新增3岁以下婴幼儿托位1680个", "unitOfMeasure": "个", "series": "cumulative", "operator": "eq",
        "value": 1680, "upper": null, "stages": [], "lastFigure": {"period": "2024-04", "asAt": "2024-04-30", "value": 620}}],
    "milestones": []
}))]
pub struct Obligation {
    /// Its id.
    pub id: Uuid,
    /// Its version.
    pub version: i32,
    /// When it came to be.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// The plan that asks for it.
    pub plan: ObligationPlan,
    /// What the report is about.
    pub task: ObligationTask,
    /// The rule that asks for it.
    pub rule: ObligationRule,
    /// Who owes it.
    pub unit: UnitBrief,
    /// The group through which the unit is obliged.
    pub via_group: Option<UnitBrief>,
    /// The period the report is for.
    pub period: Period,
    /// The day its figures speak of.
    pub as_at: NaiveDate,
    /// From when it can be filed.
    pub opens_at: Instant,
    /// Until when it is on time, this instant included: 24:00 of the due day. Extensions are left aside.
    pub due_at: Instant,
    /// Until when it can be filed at all; null: no end.
    pub closes_at: Option<Instant>,
    /// Until when the furthest approved extension runs: on time until then, and open until then even after the window closed.
    pub extended_until: Option<Instant>,
    /// Days from today to the last day in time, an extension included, in the business zone; 0 on the day itself, negative when overdue.
    pub days_left: i64,
    /// Why it is owed no more.
    pub void_reason: Option<VoidReason>,
    /// Since when it is owed no more.
    pub voided_at: Option<Instant>,
    /// The obligation that took its place when it was handed to another unit.
    pub transferred_to_id: Option<Uuid>,
    /// What was filed, or, for those who file for the unit, begun; null: nothing.
    pub submission: Option<ObligationSubmission>,
    /// The figures it asks for: targets of the task and of those below without leads of their own that this unit reports.
    /// Empty where the rule collects no figures.
    pub targets: Vec<ObligationTarget>,
    /// The steps it is asked about: those due in the period, and earlier or undated ones still open when it began; of the same tasks.
    pub milestones: Vec<ObligationMilestone>,
}

versioned!(Obligation);

/// The plan of an obligation.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ObligationPlan {
    /// Its id.
    pub id: Uuid,
    /// Its code.
    pub code: String,
    /// Its title.
    pub title: String,
}

/// The task of an obligation.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ObligationTask {
    /// Its id.
    pub id: Uuid,
    /// Its code.
    pub code: String,
    /// Its number as printed.
    pub number: String,
    /// Its title.
    pub title: String,
}

/// What the rule asks of a report.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ObligationRule {
    /// Its id.
    pub id: Uuid,
    /// Its number within the plan.
    pub n: i32,
    /// What the report is called.
    pub title: String,
    /// Parts that must be there.
    pub parts: Vec<ReportPart>,
    /// Longest text of a part, in characters.
    pub text_limit: Option<i32>,
    /// What happens beyond the limit.
    pub limit_policy: LimitPolicy,
    /// The unit's head signs first.
    pub signs_first: bool,
    /// Reports carry figures.
    pub collects_figures: bool,
}

/// What was filed for an obligation.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ObligationSubmission {
    /// Its id.
    pub id: Uuid,
    /// The stage it is in.
    pub state: SubmissionState,
    /// Its version, for `If-Match`.
    pub version: i32,
}

/// A figure that a report must bring.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ObligationTarget {
    /// The target.
    pub target_id: Uuid,
    /// The task it is written at.
    pub task_id: Uuid,
    /// Stable within that task.
    pub key: String,
    /// What is counted.
    pub indicator: String,
    /// As printed.
    pub text: String,
    /// As printed: 万人次.
    pub unit_of_measure: Option<String>,
    /// What the figures are: totals to date, or the period's own.
    pub series: Series,
    /// The comparison as printed.
    pub operator: Operator,
    /// The figure to reach.
    pub value: Option<Quantity>,
    /// Upper end of a range, or second part of a ratio.
    pub upper: Option<Quantity>,
    /// Stages of a qualitative target, whose figure is the number of the stage reached; empty for all others.
    pub stages: Vec<Stage>,
    /// The latest accepted figure of this unit.
    pub last_figure: Option<LastFigure>,
}

/// The latest accepted figure.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LastFigure {
    /// The period it is for.
    pub period: Period,
    /// The day it speaks of.
    pub as_at: NaiveDate,
    /// The figure.
    pub value: Quantity,
}

/// A page of obligations.
#[derive(Serialize, ToSchema)]
pub struct ObligationPage {
    /// The obligations.
    pub items: Vec<Obligation>,
    /// Where this page stands.
    pub page: PageInfo,
}

/// How far the report on an obligation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum ObligationState {
    /// Nothing begun
    None,
    /// 草稿
    Draft,
    /// 已提交
    Submitted,
    /// 已签发
    Signed,
    /// 已退回
    Returned,
    /// 已认定
    Accepted,
}

impl ObligationState {
    /// The stage of the submission; nothing where there is none.
    pub const fn submission(self) -> Option<SubmissionState> {
        match self {
            Self::None => None,
            Self::Draft => Some(SubmissionState::Draft),
            Self::Submitted => Some(SubmissionState::Submitted),
            Self::Signed => Some(SubmissionState::Signed),
            Self::Returned => Some(SubmissionState::Returned),
            Self::Accepted => Some(SubmissionState::Accepted),
        }
    }
}

sort_keys! {
    /// How obligations are sorted.
    pub ObligationSort of obligation { "dueAt" => DueAt, "period" => Period }
}

/// Which obligations.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ObligationFilter {
    /// What to sort by; `-` in front for descending. Ties are broken by id.
    #[param(inline)]
    pub sort: Option<ObligationSort>,
    /// Only obligations of this plan.
    #[serde(rename = "planId")]
    pub plan_id: Option<Uuid>,
    /// Only obligations on this task.
    #[serde(rename = "taskId")]
    pub task_id: Option<Uuid>,
    /// Only obligations of this unit.
    #[serde(rename = "unitId")]
    pub unit_id: Option<Uuid>,
    /// Only obligations of this unit and all below it.
    #[serde(rename = "unitId.under")]
    pub under: Option<Uuid>,
    /// Only obligations for this period.
    #[param(example = "2024-05")]
    pub period: Option<Period>,
    /// Due before this instant.
    #[serde(rename = "dueAt.lt")]
    pub due_lt: Option<Instant>,
    /// Due at this instant or before.
    #[serde(rename = "dueAt.lte")]
    pub due_lte: Option<Instant>,
    /// Due after this instant.
    #[serde(rename = "dueAt.gt")]
    pub due_gt: Option<Instant>,
    /// Due at this instant or after.
    #[serde(rename = "dueAt.gte")]
    pub due_gte: Option<Instant>,
    /// `true`: only those owed no more; `false`: only those still owed. Left out: both.
    #[serde(default, deserialize_with = "boolean")]
    pub void: Option<bool>,
    /// Whose submission is in any of these states, separated by commas; `none`: nothing filed, or, for those who file for the unit, begun.
    #[param(value_type = Option<Vec<ObligationState>>, style = Form, explode = false)]
    pub state: Option<AnyOf<ObligationState>>,
    /// `true`: a CSV begins with a byte order mark, so that Excel reads it as UTF-8.
    #[serde(default, deserialize_with = "boolean")]
    pub bom: Option<bool>,
}

impl Filter for ObligationFilter {}

/// Which of the caller's own obligations.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct MyObligationFilter {
    /// What to sort by; `-` in front for descending. Ties are broken by id.
    #[param(inline)]
    pub sort: Option<ObligationSort>,
    /// Only obligations of this plan.
    #[serde(rename = "planId")]
    pub plan_id: Option<Uuid>,
    /// Only obligations of this one of the caller's units.
    #[serde(rename = "unitId")]
    pub unit_id: Option<Uuid>,
    /// Only obligations for this period.
    #[param(example = "2024-05")]
    pub period: Option<Period>,
    /// Whose submission is in any of these states, separated by commas; left out: all but `accepted`.
    #[param(value_type = Option<Vec<ObligationState>>, style = Form, explode = false)]
    pub state: Option<AnyOf<ObligationState>>,
}

impl Filter for MyObligationFilter {}
