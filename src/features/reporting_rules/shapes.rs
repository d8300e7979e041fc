//! What reporting rules look like in requests and answers.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::domain::instant::Instant;
use crate::domain::schedule::{CalendarRule, LimitPolicy, ReportPart, Reporters};
use crate::entity::reporting_rule;
use crate::http::patch::{nullable, present};
use crate::http::query::Filter;
use crate::list::PageInfo;
use crate::refs::UnitBrief;
use crate::{sort_keys, versioned};

/// Who reports to whom, how often, with which parts.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "id": "0197a6f0-c0de-7000-a000-000000000501", "version": 1, "createdAt": "2024-04-02T01:00:00.000Z", "updatedAt": "2024-04-02T01:00:00.000Z",
    "planId": "0197a6f0-c0de-7000-a000-000000000101", "taskId": null, "n": 1, "title": "月报",
    "receiverUnit": {"id": "0197a6f0-c0de-7000-a000-000000000004", "code": "YC-FGW", "name": "市发改委"}, "reporters": "everyLead",
    "calendar": {"frequency": "monthly", "dueDay": 3, "opensDay": 25, "closesAfterDays": null, "firstPeriod": null, "every": null, "lastPeriod": null, "listed": []},
    "parts": ["progress"], "textLimit": null, "limitPolicy": "off", "signsFirst": false, "collectsFigures": true, "returnDays": 3
}))]
pub struct ReportingRule {
    /// Its id.
    pub id: Uuid,
    /// Its version, for `If-Match`.
    pub version: i32,
    /// When it was entered.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// The plan.
    pub plan_id: Uuid,
    /// The only task it is about; null: all tasks of the plan without a rule of their own.
    pub task_id: Option<Uuid>,
    /// Its number within the plan.
    pub n: i32,
    /// What the report is called.
    pub title: String,
    /// Who receives the reports (汇总单位).
    pub receiver_unit: UnitBrief,
    /// Which leads report.
    pub reporters: Reporters,
    /// Frequency, days and periods.
    pub calendar: CalendarRule,
    /// Parts that must be there.
    pub parts: Vec<ReportPart>,
    /// Longest text of a part, in characters; null: no limit.
    pub text_limit: Option<i32>,
    /// What happens beyond the limit.
    pub limit_policy: LimitPolicy,
    /// The unit's head signs before the receiver accepts.
    pub signs_first: bool,
    /// Reports carry figures; at most one rule of a plan does.
    pub collects_figures: bool,
    /// Days given after a return.
    pub return_days: i32,
}

versioned!(ReportingRule);

const fn warn() -> LimitPolicy {
    LimitPolicy::Warn
}

const fn three_days() -> i32 {
    3
}

/// A new rule of a draft plan.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "planId": "0197a6f0-c0de-7000-a000-000000000101", "title": "月报", "receiverUnitCode": "YC-FGW", "reporters": "everyLead",
    "calendar": {"frequency": "monthly", "dueDay": 3, "opensDay": 25}, "parts": ["progress"], "collectsFigures": true
}))]
pub struct ReportingRuleCreate {
    /// The plan, a draft.
    pub plan_id: Uuid,
    /// The only task it is about, of the same plan; left out: all tasks without a rule of their own.
    pub task_id: Option<Uuid>,
    /// Its number within the plan; left out: the next one.
    #[validate(range(min = 1, max = 1000))]
    #[schema(minimum = 1, maximum = 1000)]
    pub n: Option<i32>,
    /// What the report is called.
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100)]
    pub title: String,
    /// Who receives the reports, by id; this or the code is required.
    pub receiver_unit_id: Option<Uuid>,
    /// Who receives the reports, by code.
    pub receiver_unit_code: Option<String>,
    /// Which leads report.
    pub reporters: Reporters,
    /// Frequency, days and periods; periods that are named must touch the plan's.
    pub calendar: CalendarRule,
    /// Parts that must be there.
    #[serde(default)]
    #[validate(length(max = 3))]
    #[schema(max_items = 3)]
    pub parts: Vec<ReportPart>,
    /// Longest text of a part, in characters (500字以内); left out: no limit.
    #[validate(range(min = 1, max = 100_000))]
    #[schema(minimum = 1, maximum = 100_000)]
    pub text_limit: Option<i32>,
    /// What happens beyond the limit; left out: a warning.
    #[serde(default = "warn")]
    #[schema(default = "warn")]
    pub limit_policy: LimitPolicy,
    /// The unit's head signs before the receiver accepts.
    #[serde(default)]
    pub signs_first: bool,
    /// Reports carry figures; at most one rule of a plan does.
    #[serde(default)]
    pub collects_figures: bool,
    /// Days given after a return.
    #[serde(default = "three_days")]
    #[validate(range(min = 1, max = 60))]
    #[schema(minimum = 1, maximum = 60, default = 3)]
    pub return_days: i32,
}

/// A change of a rule (RFC 7396): absent keeps, null clears, in `calendar` too; `parts` and `listed` are replaced whole.
#[derive(Clone, Debug, Default, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[schema(example = json!({"textLimit": 500, "limitPolicy": "warn", "signsFirst": true}))]
pub struct ReportingRuleUpdate {
    /// The only task it is about; null: all tasks without a rule of their own.
    #[serde(deserialize_with = "nullable")]
    pub task_id: Option<Option<Uuid>>,
    /// Its number within the plan.
    #[serde(deserialize_with = "present")]
    #[validate(range(min = 1, max = 1000))]
    #[schema(nullable = false, minimum = 1, maximum = 1000)]
    pub n: Option<i32>,
    /// What the report is called.
    #[serde(deserialize_with = "present")]
    #[validate(length(min = 1, max = 100))]
    #[schema(nullable = false, min_length = 1, max_length = 100)]
    pub title: Option<String>,
    /// Who receives the reports, by id.
    #[serde(deserialize_with = "present")]
    #[schema(nullable = false)]
    pub receiver_unit_id: Option<Uuid>,
    /// Who receives the reports, by code.
    #[serde(deserialize_with = "present")]
    #[schema(nullable = false)]
    pub receiver_unit_code: Option<String>,
    /// Which leads report.
    #[serde(deserialize_with = "present")]
    #[schema(nullable = false)]
    pub reporters: Option<Reporters>,
    /// Frequency, days and periods.
    #[serde(deserialize_with = "present")]
    #[schema(nullable = false)]
    pub calendar: Option<CalendarRule>,
    /// Parts that must be there.
    #[serde(deserialize_with = "present")]
    #[validate(length(max = 3))]
    #[schema(nullable = false, max_items = 3)]
    pub parts: Option<Vec<ReportPart>>,
    /// Longest text of a part, in characters.
    #[serde(deserialize_with = "nullable")]
    #[validate(range(min = 1, max = 100_000))]
    #[schema(minimum = 1, maximum = 100_000)]
    pub text_limit: Option<Option<i32>>,
    /// What happens beyond the limit.
    #[serde(deserialize_with = "present")]
    #[schema(nullable = false)]
    pub limit_policy: Option<LimitPolicy>,
    /// The unit's head signs before the receiver accepts.
    #[serde(deserialize_with = "present")]
    #[schema(nullable = false)]
    pub signs_first: Option<bool>,
    /// Reports carry figures.
    #[serde(deserialize_with = "present")]
    #[schema(nullable = false)]
    pub collects_figures: Option<bool>,
    /// Days given after a return.
    #[serde(deserialize_with = "present")]
    #[validate(range(min = 1, max = 60))]
    #[schema(nullable = false, minimum = 1, maximum = 60)]
    pub return_days: Option<i32>,
}

/// A page of rules.
#[derive(Serialize, ToSchema)]
pub struct ReportingRulePage {
    /// The rules.
    pub items: Vec<ReportingRule>,
    /// Where this page stands.
    pub page: PageInfo,
}

sort_keys! {
    /// How rules are sorted.
    pub ReportingRuleSort of reporting_rule { "n" => N, "updatedAt" => UpdatedAt }
}

/// Which rules.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ReportingRuleFilter {
    /// What to sort by; `-` in front for descending. Ties are broken by id.
    #[param(inline)]
    pub sort: Option<ReportingRuleSort>,
    /// Only rules of this plan.
    #[serde(rename = "planId")]
    pub plan_id: Option<Uuid>,
}

impl Filter for ReportingRuleFilter {}
