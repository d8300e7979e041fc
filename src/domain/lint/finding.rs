//! What a check finds: its code, how it weighs, where, and why.

use sea_orm::{EnumIter, FromJsonQueryResult};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::domain::assess::Sentence;

/// A rule of the check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, EnumIter, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum LintCode {
    /// A mandatory part is empty
    PartMissing,
    /// A text is longer than the rule's limit
    TextTooLong,
    /// A text is that of the report before
    TextCopied,
    /// A figure is missing, and nothing says why
    FigureMissing,
    /// A value lies where it cannot lie: a negative count, more than 100 %, above the upper end of a range
    OutOfRange,
    /// A percentage is not what numerator and denominator give
    PercentDoesNotFollow,
    /// A total to date is lower than that of the period before
    CumulativeFalls,
    /// The total claimed is not the sum of the periods
    TotalDoesNotFollow,
    /// Exactly the value of the target, period after period
    ValueAtTarget,
    /// Far off what is expected by then
    FarOffTrajectory,
}

/// How a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum Severity {
    /// The report cannot be submitted
    Refuse,
    /// It can, with a reason that the receiver sees
    Warn,
    /// Nothing is said
    Off,
}

/// Something a check found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "code": "cumulativeFalls", "severity": "warn", "pointer": "/figures/0/value", "targetId": "0197a6f0-c0de-7000-a000-000000000504",
    "sentence": {"zh": "「新增3岁以下婴幼儿托位」累计数由2024-04的620个降为610个,减少10个。",
        "en": "\"新增3岁以下婴幼儿托位\": the total to date falls from 620个 (2024-04) to 610个, by 10个."},
    "params": {"value": 610, "previous": 620, "previousPeriod": "2024-04", "fallsBy": 10}
}))]
pub struct Finding {
    /// The rule.
    pub code: LintCode,
    /// How it weighs in this plan.
    pub severity: Severity,
    /// JSON pointer into the report.
    pub pointer: String,
    /// The target, where a figure is meant.
    pub target_id: Option<Uuid>,
    /// Why, with its figures.
    pub sentence: Sentence,
    /// The figures by name.
    #[schema(value_type = std::collections::BTreeMap<String, Value>)]
    pub params: Map<String, Value>,
}

/// What a rule found, before it is weighed.
pub(super) struct Found {
    pub(super) pointer: String,
    pub(super) target_id: Option<Uuid>,
    pub(super) sentence: Sentence,
    pub(super) params: Map<String, Value>,
}

impl Found {
    pub(super) fn at(pointer: String, zh: String, en: String) -> Self {
        Self { pointer, target_id: None, sentence: Sentence { zh, en }, params: Map::new() }
    }

    pub(super) fn with(mut self, name: &str, value: impl Serialize) -> Self {
        self.params.insert(name.to_owned(), serde_json::to_value(value).unwrap_or_default());
        self
    }

    pub(super) fn of_target(self, target: Uuid) -> Self {
        Self { target_id: Some(target), ..self }
    }
}

/// A finding the reporter acknowledged when filing, with the reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "code": "textCopied", "pointer": "/progress", "targetId": null,
    "sentence": {"zh": "「工作进展」与2024-04的报告完全相同(共26字)。", "en": "\"progress\" is word for word that of 2024-04 (26 characters)."},
    "params": {"period": "2024-04", "length": 26}, "reason": "5月处于招标公示期,无新进展"
}))]
pub struct Acknowledged {
    /// The rule.
    pub code: LintCode,
    /// JSON pointer into the report as filed.
    pub pointer: String,
    /// The target, where a figure is meant.
    pub target_id: Option<Uuid>,
    /// What was found, with its figures.
    pub sentence: Sentence,
    /// The figures by name.
    #[schema(value_type = std::collections::BTreeMap<String, Value>)]
    pub params: Map<String, Value>,
    /// Why it is right all the same.
    pub reason: String,
}

/// The acknowledged findings of a revision; a JSON array in tables and answers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
#[serde(transparent)]
pub struct AcknowledgedList(pub Vec<Acknowledged>);
