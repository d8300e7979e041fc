//! What units and reviewers send.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::steps::MilestoneInput;
use crate::domain::lint::LintCode;
use crate::domain::quantity::Quantity;
use crate::http::patch::{nullable, present};

/// A new report, as a draft. It may be incomplete until it is submitted.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "obligationId": "0197a6f0-c0de-7000-a000-000000000301", "progress": "全市累计新增3岁以下婴幼儿托位839个。",
    "figures": [{"targetId": "0197a6f0-c0de-7000-a000-000000000504", "value": 839}]
}))]
pub struct SubmissionCreate {
    /// What is owed.
    pub obligation_id: Uuid,
    /// 工作进展
    #[validate(length(max = 10000))]
    #[schema(max_length = 10000)]
    pub progress: Option<String>,
    /// 存在问题
    #[validate(length(max = 10000))]
    #[schema(max_length = 10000)]
    pub problems: Option<String>,
    /// 下步打算, 意见建议
    #[validate(length(max = 10000))]
    #[schema(max_length = 10000)]
    pub suggestions: Option<String>,
    /// Figures, at most one per target. Only where the rule collects figures.
    #[serde(default)]
    #[validate(length(max = 500), nested)]
    #[schema(max_items = 500)]
    pub figures: Vec<FigureInput>,
    /// Steps done or still open, each at most once.
    #[serde(default)]
    #[validate(length(max = 500), nested)]
    #[schema(max_items = 500)]
    pub milestones: Vec<MilestoneInput>,
}

/// A change of a draft or returned report (RFC 7396): absent keeps, null clears, the lists of figures and steps are replaced whole.
#[derive(Clone, Debug, Default, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[schema(example = json!({"problems": "个别县市区托育机构建设用地尚未落实。"}))]
pub struct SubmissionUpdate {
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
}

/// A figure, or why there is none.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"targetId": "0197a6f0-c0de-7000-a000-000000000504", "value": 839}))]
pub struct FigureInput {
    /// A target of the obligation's task, or of a measure below without leads of its own.
    pub target_id: Uuid,
    /// The figure, in the target's unit of measure: the period's own for increments, else the total or state to date.
    pub value: Option<Quantity>,
    /// What was reached, for coverages and ratios only; then with a denominator.
    pub numerator: Option<Quantity>,
    /// Out of how much, above nought.
    pub denominator: Option<Quantity>,
    /// The total to date the unit itself counts, where figures are increments.
    pub claimed_total: Option<Quantity>,
    /// Why there is no figure.
    #[validate(length(max = 500))]
    #[schema(max_length = 500)]
    pub why_missing: Option<String>,
}

/// The filing of a report.
#[derive(Clone, Debug, Default, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"acknowledgements": [{"code": "textCopied", "reason": "5月处于招标公示期,无新进展"}]}))]
pub struct Submit {
    /// The warnings of the check, each with why the report is right all the same.
    #[serde(default)]
    #[validate(length(max = 500), nested)]
    #[schema(max_items = 500)]
    pub acknowledgements: Vec<Acknowledgement>,
}

/// Why a report is right although the check warns.
#[derive(Clone, Debug, Deserialize, Serialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "code": "cumulativeFalls", "targetId": "0197a6f0-c0de-7000-a000-000000000504", "reason": "核减重复统计的10个托位"
}))]
pub struct Acknowledgement {
    /// The rule that warns.
    pub code: LintCode,
    /// The target, where the warning is about a figure. A warning about texts is acknowledged once for all parts.
    pub target_id: Option<Uuid>,
    /// The reason; the receiver reads it.
    #[serde(default)]
    #[validate(length(max = 500))]
    #[schema(required = true, min_length = 1, max_length = 500)]
    pub reason: String,
}

/// Why a report is sent back.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"reason": "请补充新增托位所在机构"}))]
pub struct Return {
    /// The reason; the reporter reads it.
    #[serde(default)]
    #[validate(length(max = 1000))]
    #[schema(required = true, min_length = 1, max_length = 1000)]
    pub reason: String,
}

/// Why an accepted report is corrected.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"reason": "5月数据重复统计了宜都市12个托位"}))]
pub struct Correction {
    /// The reason; it stays with the revision.
    #[serde(default)]
    #[validate(length(max = 1000))]
    #[schema(required = true, min_length = 1, max_length = 1000)]
    pub reason: String,
}

/// Why a report is taken back.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"reason": "附件数据有误"}))]
pub struct Withdrawal {
    /// The reason, if one is to be kept.
    #[validate(length(max = 1000))]
    #[schema(max_length = 1000)]
    pub reason: Option<String>,
}
