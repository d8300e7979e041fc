//! Bulks of reports in requests and answers.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::domain::day::Day;
use crate::domain::lint::LintCode;
use crate::domain::period::Period;
use crate::domain::quantity::Quantity;
use crate::domain::review::{ReviewAction, SubmissionState};
use crate::http::patch::{nullable, present};
use crate::http::problem::FaultBody;
use crate::http::query::{Filter, boolean};

/// How a bulk is taken.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct BulkParameters {
    /// Check everything, answer the same, write nothing.
    #[param(default = false)]
    #[serde(rename = "dryRun", default, deserialize_with = "boolean")]
    pub dry_run: Option<bool>,
}

impl Filter for BulkParameters {
    const PAGED: bool = false;
}

/// What is done with all reports of a bulk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum BulkAction {
    /// Begin or change drafts
    #[default]
    Save,
    /// The same, and file them
    Submit,
}

impl From<BulkAction> for ReviewAction {
    fn from(action: BulkAction) -> Self {
        match action {
            BulkAction::Save => Self::Edit,
            BulkAction::Submit => Self::Submit,
        }
    }
}

const fn all_or_nothing() -> bool {
    true
}

/// Many reports, each named by what other systems know of it.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "atomic": false, "action": "submit",
    "items": [
        {"ref": "wjw-2024-05-4", "planCode": "yichang-2024-livelihood", "taskCode": "4", "unitCode": "YC-WJW", "period": "2024-05",
            "progress": "全市累计新增3岁以下婴幼儿托位839个。", "figures": [{"targetKey": "1", "value": 839}]},
        {"ref": "wjw-2024-05-27", "planCode": "yichang-2024-livelihood", "taskCode": "27", "unitCode": "YC-WJW", "period": "2024-05",
            "version": 2, "acknowledgements": [{"code": "textCopied", "reason": "处于公示期,无新进展"}]}
    ]
}))]
pub struct SubmissionBulk {
    /// All of them or, where anything is wrong with one, none. Otherwise those that are right are written together.
    #[serde(default = "all_or_nothing")]
    #[schema(default = true)]
    pub atomic: bool,
    /// What is done with all of them.
    #[serde(default)]
    #[schema(default = "save")]
    pub action: BulkAction,
    /// The reports.
    #[validate(length(min = 1, max = 1000))]
    #[schema(min_items = 1, max_items = 1000, value_type = Vec<SubmissionBulkItem>)]
    pub items: Vec<Value>,
}

/// One report: begun where there is none yet. Absent keeps, null clears, the lists of figures and steps are replaced whole.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SubmissionBulkItem {
    /// A text of your own that the answer repeats.
    #[serde(default)]
    #[validate(length(max = 200))]
    #[schema(max_length = 200)]
    pub r#ref: Option<String>,
    /// The plan, by code.
    pub plan_code: String,
    /// The task on which the report is owed, by code.
    pub task_code: String,
    /// The unit that owes it, by code.
    pub unit_code: String,
    /// The period it is for.
    pub period: Period,
    /// The version of the report that was seen: it is changed only if that is still the present one. Left out: whatever is there now.
    #[serde(default)]
    pub version: Option<i32>,
    /// 工作进展
    #[serde(default, deserialize_with = "nullable")]
    #[validate(length(max = 10000))]
    #[schema(max_length = 10000)]
    pub progress: Option<Option<String>>,
    /// 存在问题
    #[serde(default, deserialize_with = "nullable")]
    #[validate(length(max = 10000))]
    #[schema(max_length = 10000)]
    pub problems: Option<Option<String>>,
    /// 下步打算, 意见建议
    #[serde(default, deserialize_with = "nullable")]
    #[validate(length(max = 10000))]
    #[schema(max_length = 10000)]
    pub suggestions: Option<Option<String>>,
    /// Figures, at most one per target; replaces the whole list.
    #[serde(default, deserialize_with = "present")]
    #[validate(length(max = 500), nested)]
    #[schema(nullable = false, max_items = 500)]
    pub figures: Option<Vec<SubmissionBulkFigure>>,
    /// Steps done or still open, each at most once; replaces the whole list.
    #[serde(default, deserialize_with = "present")]
    #[validate(length(max = 500), nested)]
    #[schema(nullable = false, max_items = 500)]
    pub milestones: Option<Vec<SubmissionBulkMilestone>>,
    /// The warnings of the check, each with why the report is right all the same; only to submit.
    #[serde(default)]
    #[validate(length(max = 500), nested)]
    #[schema(max_items = 500)]
    pub acknowledgements: Vec<SubmissionBulkAcknowledgement>,
}

/// A figure, or why there is none. Its target is named by id, or by its key within its task.
#[derive(Clone, Debug, Deserialize, Serialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SubmissionBulkFigure {
    /// The target, by id; this or its key is required.
    #[serde(default)]
    pub target_id: Option<Uuid>,
    /// The target, by its key within its task.
    #[serde(default)]
    pub target_key: Option<String>,
    /// The task the key belongs to, where that is a measure told of in the report. Left out: the task of the report.
    #[serde(default)]
    pub task_code: Option<String>,
    /// The figure, in the target's unit of measure: the period's own for increments, else the total or state to date.
    #[serde(default)]
    pub value: Option<Quantity>,
    /// What was reached, for coverages and ratios only; then with a denominator.
    #[serde(default)]
    pub numerator: Option<Quantity>,
    /// Out of how much, above nought.
    #[serde(default)]
    pub denominator: Option<Quantity>,
    /// The total to date the unit itself counts, where figures are increments.
    #[serde(default)]
    pub claimed_total: Option<Quantity>,
    /// Why there is no figure.
    #[serde(default)]
    #[validate(length(max = 500))]
    #[schema(max_length = 500)]
    pub why_missing: Option<String>,
}

/// What a report tells of a step. The step is named by id, or by its key within its task.
#[derive(Clone, Debug, Deserialize, Serialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SubmissionBulkMilestone {
    /// The step, by id; this or its key is required.
    #[serde(default)]
    pub milestone_id: Option<Uuid>,
    /// The step, by its key within its task.
    #[serde(default)]
    pub milestone_key: Option<String>,
    /// The task the key belongs to, where that is a measure told of in the report. Left out: the task of the report.
    #[serde(default)]
    pub task_code: Option<String>,
    /// Which time, of a step that comes again: one of its `occurrences`. Left out for all others.
    #[serde(default)]
    pub occurs_on: Option<Day>,
    /// The day on which it was done, not after today nor after the day of which the report speaks; left out while it is open.
    #[serde(default)]
    pub done_on: Option<Day>,
    /// How it stands, in words.
    #[serde(default)]
    #[validate(length(max = 1000))]
    #[schema(max_length = 1000)]
    pub note: Option<String>,
}

/// Why a report is right although the check warns. The target is named by id, or by its key within its task.
#[derive(Clone, Debug, Deserialize, Serialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SubmissionBulkAcknowledgement {
    /// The rule that warns.
    pub code: LintCode,
    /// The target, by id, where the warning is about a figure.
    #[serde(default)]
    pub target_id: Option<Uuid>,
    /// The target, by its key within its task.
    #[serde(default)]
    pub target_key: Option<String>,
    /// The task the key belongs to, where that is a measure told of in the report. Left out: the task of the report.
    #[serde(default)]
    pub task_code: Option<String>,
    /// The reason; the receiver reads it.
    #[serde(default)]
    #[validate(length(max = 500))]
    #[schema(required = true, min_length = 1, max_length = 500)]
    pub reason: String,
}

/// Many filed reports to be accepted.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"atomic": false, "items": [{"ref": "4", "id": "0197a6f0-c0de-7000-a000-000000000601", "version": 2}]}))]
pub struct SubmissionBulkAccept {
    /// All of them or, where anything is wrong with one, none. Otherwise those that are right are accepted together.
    #[serde(default = "all_or_nothing")]
    #[schema(default = true)]
    pub atomic: bool,
    /// The reports.
    #[validate(length(min = 1, max = 1000))]
    #[schema(min_items = 1, max_items = 1000, value_type = Vec<SubmissionBulkAcceptItem>)]
    pub items: Vec<Value>,
}

/// A report to be accepted.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SubmissionBulkAcceptItem {
    /// A text of your own that the answer repeats.
    #[serde(default)]
    #[validate(length(max = 200))]
    #[schema(max_length = 200)]
    pub r#ref: Option<String>,
    /// The report.
    pub id: Uuid,
    /// The version that was seen.
    pub version: i32,
}

/// Many filed reports to be sent back.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "atomic": false, "items": [{"ref": "4", "id": "0197a6f0-c0de-7000-a000-000000000601", "version": 2, "reason": "请补充新增托位所在机构"}]
}))]
pub struct SubmissionBulkReturn {
    /// All of them or, where anything is wrong with one, none. Otherwise those that are right are sent back together.
    #[serde(default = "all_or_nothing")]
    #[schema(default = true)]
    pub atomic: bool,
    /// The reports.
    #[validate(length(min = 1, max = 1000))]
    #[schema(min_items = 1, max_items = 1000, value_type = Vec<SubmissionBulkReturnItem>)]
    pub items: Vec<Value>,
}

/// A report to be sent back.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SubmissionBulkReturnItem {
    /// A text of your own that the answer repeats.
    #[serde(default)]
    #[validate(length(max = 200))]
    #[schema(max_length = 200)]
    pub r#ref: Option<String>,
    /// The report.
    pub id: Uuid,
    /// The version that was seen.
    pub version: i32,
    /// The reason; the reporter reads it.
    #[serde(default)]
    #[validate(length(max = 1000))]
    #[schema(required = true, min_length = 1, max_length = 1000)]
    pub reason: String,
}

/// What came of a bulk.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "dryRun": false, "succeeded": 1, "failed": 1,
    "items": [
        {"index": 0, "ref": "wjw-2024-05-4", "outcome": "submitted", "submissionId": "0197a6f0-c0de-7000-a000-000000000601", "version": 2,
            "state": "submitted", "errors": []},
        {"index": 1, "ref": "wjw-2024-05-27", "outcome": "failed", "submissionId": "0197a6f0-c0de-7000-a000-000000000602", "version": 3,
            "state": "draft", "errors": [{"pointer": "/items/1/version", "code": "version_conflict", "message": "对象已被他人修改",
                "params": {"currentVersion": 3, "changedBy": "卫健委填报员", "changedAt": "2024-06-01T01:00:00.000Z"}}]}
    ]
}))]
pub struct SubmissionBulkResult {
    /// Nothing was written: it was asked what would come of it.
    pub dry_run: bool,
    /// Rows that are as they were asked to be.
    pub succeeded: usize,
    /// Rows that are wrong.
    pub failed: usize,
    /// One for every row, in the order of the request.
    pub items: Vec<SubmissionBulkRow>,
}

/// What came of one row.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SubmissionBulkRow {
    /// Its place in the request, from nought.
    pub index: usize,
    /// The caller's own text.
    pub r#ref: Option<String>,
    /// What came of it.
    pub outcome: BulkOutcome,
    /// The report; null where there is none, where the caller may not know of it, and where a dry run would begin one.
    pub submission_id: Option<Uuid>,
    /// The version it has now.
    pub version: Option<i32>,
    /// Its stage now.
    pub state: Option<SubmissionState>,
    /// What is wrong with the row, with pointers into the body of the request; empty unless it failed.
    #[schema(value_type = Vec<FaultBody>)]
    pub errors: Vec<Value>,
}

/// What came of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum BulkOutcome {
    /// The report was begun
    Created,
    /// The draft was changed
    Updated,
    /// Everything was so already, as when a request is sent once more
    Unchanged,
    /// It was filed, and begun or changed before where need be
    Submitted,
    /// It was accepted
    Accepted,
    /// It was sent back
    Returned,
    /// It is as it was; `errors` say why
    Failed,
}
