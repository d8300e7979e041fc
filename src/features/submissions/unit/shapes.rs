//! A unit's month in requests and answers.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::domain::assess::Basis;
use crate::domain::lint::Finding;
use crate::domain::period::Period;
use crate::domain::quantity::Quantity;
use crate::domain::review::ReviewAction;
use crate::domain::schedule::{LimitPolicy, ReportPart};
use crate::domain::target::{Operator, Series};
use crate::features::submissions::inputs::{Acknowledgement, FigureInput};
use crate::features::submissions::shapes::{Submission, SubmissionObligation, SubmissionPlan, SubmissionTask};
use crate::features::submissions::steps::MilestoneInput;
use crate::http::patch::{nullable, present};
use crate::http::query::Filter;
use crate::refs::{TargetBrief, UnitBrief};

/// All that units owe for a period of a plan, with what they have written so far.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "plan": {"id": "0197a6f0-c0de-7000-a000-000000000100", "code": "yichang-2024-livelihood", "title": "宜昌市落实湖北省2024年十大民生项目工作方案"},
    "period": "2024-05",
    "items": [{
        "unit": {"id": "0197a6f0-c0de-7000-a000-000000000030", "code": "YC-WJW", "name": "市卫健委"},
        "task": {"id": "0197a6f0-c0de-7000-a000-000000000204", "number": "4", "code": "4", "title": "新增3岁以下婴幼儿托位1680个"},
        "obligation": {"id": "0197a6f0-c0de-7000-a000-000000000301", "period": "2024-05", "asAt": "2024-05-31",
            "opensAt": "2024-05-24T16:00:00.000Z", "dueAt": "2024-06-03T16:00:00.000Z", "closesAt": null, "extendedUntil": null, "voidedAt": null},
        "rule": {"title": "月报", "parts": ["progress"], "textLimit": null, "limitPolicy": "off", "signsFirst": false, "collectsFigures": true},
        "targets": [{"targetId": "0197a6f0-c0de-7000-a000-000000000504",
            "target": {"id": "0197a6f0-c0de-7000-a000-000000000504", "taskId": "0197a6f0-c0de-7000-a000-000000000204", "key": "1",
                "indicator": "新增3岁以下婴幼儿托位", "unitOfMeasure": "个"},
            "required": true, "series": "cumulative", "operator": "eq", "value": 1680, "upper": null,
            "last": {"period": "2024-04", "asAt": "2024-04-30", "value": 620}, "expected": 762.2687, "basis": "line"}],
        "submission": null, "findings": []
    }]
}))]
pub struct UnitReport {
    /// The plan.
    pub plan: SubmissionPlan,
    /// The period the reports are for.
    pub period: Period,
    /// What is owed, as first asked for; void reports are left out.
    pub items: Vec<UnitReportItem>,
}

/// One report owed.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UnitReportItem {
    /// Who owes it.
    pub unit: UnitBrief,
    /// The task it is about.
    pub task: SubmissionTask,
    /// What is owed, and by when.
    pub obligation: SubmissionObligation,
    /// What the reporting rule asks.
    pub rule: UnitReportRule,
    /// The figures it may carry; empty where the rule collects none.
    pub targets: Vec<UnitReportTarget>,
    /// What was written or filed, as far as the caller may see it.
    pub submission: Option<Submission>,
    /// What the check finds in it; empty where nothing is written.
    pub findings: Vec<Finding>,
}

/// What the reporting rule asks of a report.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UnitReportRule {
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

/// A figure that a report may carry.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UnitReportTarget {
    /// The target, by id.
    pub target_id: Uuid,
    /// The target.
    pub target: TargetBrief,
    /// The report must give it or say why not.
    pub required: bool,
    /// What the figures are: totals to date, or the period's own.
    pub series: Series,
    /// The comparison as printed.
    pub operator: Operator,
    /// The figure to reach.
    pub value: Option<Quantity>,
    /// Upper end of a range, or second part of a ratio.
    pub upper: Option<Quantity>,
    /// The unit's figure in its latest report before: as accepted, or else as filed.
    pub last: Option<LastReported>,
    /// What the target should stand at on the day the report speaks of, rounded to four decimals; null: nothing is expected yet.
    pub expected: Option<Quantity>,
    /// Where the expected value comes from.
    pub basis: Option<Basis>,
}

/// A figure of an earlier report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LastReported {
    /// The period it is for.
    pub period: Period,
    /// The day it speaks of.
    pub as_at: NaiveDate,
    /// The figure.
    pub value: Quantity,
}

/// Whose month.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct UnitReportFilter {
    /// The unit; left out: all units the caller files for.
    #[serde(rename = "unitId")]
    pub unit_id: Option<Uuid>,
}

impl Filter for UnitReportFilter {
    const PAGED: bool = false;
}

/// What is done with all reports of the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum UnitAction {
    /// Begin or change drafts
    Save,
    /// The same, and file them
    Submit,
    /// Sign what somebody else filed for the unit
    Sign,
}

impl From<UnitAction> for ReviewAction {
    fn from(action: UnitAction) -> Self {
        match action {
            UnitAction::Save => Self::Edit,
            UnitAction::Submit => Self::Submit,
            UnitAction::Sign => Self::Sign,
        }
    }
}

/// Several reports of one unit for one period, written together: all or nothing.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "unitCode": "YC-WJW", "action": "submit",
    "items": [
        {"taskCode": "4", "progress": "全市累计新增3岁以下婴幼儿托位839个。",
            "figures": [{"targetId": "0197a6f0-c0de-7000-a000-000000000504", "value": 839}]},
        {"taskCode": "27", "version": 2, "acknowledgements": [{"code": "textCopied", "reason": "处于公示期,无新进展"}]}
    ]
}))]
pub struct UnitReportWrite {
    /// The unit, by id; this or the code is required.
    pub unit_id: Option<Uuid>,
    /// The unit, by code.
    pub unit_code: Option<String>,
    /// What is done with all of them.
    pub action: UnitAction,
    /// The reports.
    #[validate(length(min = 1, max = 200), nested)]
    #[schema(min_items = 1, max_items = 200)]
    pub items: Vec<UnitReportLine>,
}

/// One report: absent keeps, null clears, the lists of figures and steps are replaced whole. To sign, only which one and its version.
#[derive(Clone, Debug, Default, Deserialize, Serialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct UnitReportLine {
    /// What is owed, by id; this or the code of the task is required.
    pub obligation_id: Option<Uuid>,
    /// What is owed, by the code of its task.
    pub task_code: Option<String>,
    /// The version of the report that was seen, required where it is begun already.
    pub version: Option<i32>,
    /// 工作进展
    #[serde(deserialize_with = "nullable")]
    #[validate(length(max = 10000))]
    #[schema(max_length = 10000)]
    pub progress: Option<Option<String>>,
    /// 存在问题
    #[serde(deserialize_with = "nullable")]
    #[validate(length(max = 10000))]
    #[schema(max_length = 10000)]
    pub problems: Option<Option<String>>,
    /// 下步打算, 意见建议
    #[serde(deserialize_with = "nullable")]
    #[validate(length(max = 10000))]
    #[schema(max_length = 10000)]
    pub suggestions: Option<Option<String>>,
    /// Figures, at most one per target; replaces the whole list.
    #[serde(deserialize_with = "present")]
    #[validate(length(max = 500), nested)]
    #[schema(nullable = false, max_items = 500)]
    pub figures: Option<Vec<FigureInput>>,
    /// Steps done or still open, each at most once; replaces the whole list.
    #[serde(deserialize_with = "present")]
    #[validate(length(max = 500), nested)]
    #[schema(nullable = false, max_items = 500)]
    pub milestones: Option<Vec<MilestoneInput>>,
    /// The warnings of the check, each with why the report is right all the same; only to submit.
    #[validate(length(max = 500), nested)]
    #[schema(max_items = 500)]
    pub acknowledgements: Vec<Acknowledgement>,
}
