//! What targets look like in requests and answers.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::domain::day::Day;
use crate::domain::instant::Instant;
use crate::domain::quantity::Quantity;
use crate::domain::target::{Baseline, Firmness, JudgedAs, Operator, QuantityKind, Reference, Series, Stage, Stages, Stretch, TargetClass};
use crate::entity::target;
use crate::http::patch::{nullable, present};
use crate::http::query::{AnyOf, Filter};
use crate::list::PageInfo;
use crate::target_terms::TargetTerms;
use crate::{sort_keys, versioned};

/// A figure to reach, with the version of its terms in force.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "id": "0197a6f0-c0de-7000-a000-000000000404", "version": 1, "createdAt": "2024-04-02T01:00:00.000Z", "updatedAt": "2024-04-02T01:00:00.000Z",
    "planId": "0197a6f0-c0de-7000-a000-000000000100", "taskId": "0197a6f0-c0de-7000-a000-000000000104", "key": "1",
    "indicator": "新增3岁以下婴幼儿托位", "text": "新增3岁以下婴幼儿托位1680个", "partOfId": null, "partsAddUp": false,
    "qualifier": null, "scope": null, "reportingUnit": null,
    "operator": "eq", "judgedAs": "atLeast", "value": 1680, "upper": null, "unitOfMeasure": "个", "multiplier": 1, "normalized": 1680,
    "series": "cumulative", "quantityKind": "count", "firmness": "firm", "class": "expected", "stretch": null, "baseline": null,
    "tolerance": null, "maintain": false, "perUnitGroup": null, "reference": null, "stages": [],
    "versionNumber": 1, "effectiveOn": "2024-01-01", "reason": null
}))]
pub struct Target {
    /// Its id.
    pub id: Uuid,
    /// Its version, for `If-Match`.
    pub version: i32,
    /// When it was entered.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// The plan of its task.
    pub plan_id: Uuid,
    /// The task that promises it.
    pub task_id: Uuid,
    /// Unique within the task.
    pub key: String,
    /// What is counted, without the figure.
    pub indicator: String,
    /// The phrase as printed.
    pub text: String,
    /// The target of which this is a part (其中).
    pub part_of_id: Option<Uuid>,
    /// Its parts add up to it: the text says so.
    pub parts_add_up: bool,
    /// What counts (20亿元以上, 不低于1000平方米).
    pub qualifier: Option<String>,
    /// Of what it is said (每个托管室, 各县区).
    pub scope: Option<String>,
    /// The terms in force.
    #[serde(flatten)]
    pub terms: TargetTerms,
    /// The version of the terms, from 1; after issue every change makes the next one.
    pub version_number: i32,
    /// The first day on which these terms count.
    pub effective_on: NaiveDate,
    /// Why the terms were changed; null for the first version.
    pub reason: Option<String>,
}

versioned!(Target);

/// A new target on a task of a plan in draft.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "taskId": "0197a6f0-c0de-7000-a000-000000000104", "indicator": "新增3岁以下婴幼儿托位", "text": "新增3岁以下婴幼儿托位1680个",
    "operator": "eq", "value": 1680, "unitOfMeasure": "个", "series": "cumulative", "quantityKind": "count"
}))]
pub struct TargetCreate {
    /// The task that promises it.
    pub task_id: Uuid,
    /// Unique within the task, no white space; absent: the next number.
    #[validate(length(min = 1, max = 32))]
    #[schema(min_length = 1, max_length = 32)]
    pub key: Option<String>,
    /// What is counted, without the figure.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    pub indicator: String,
    /// The phrase as printed.
    #[validate(length(min = 1, max = 2000))]
    #[schema(min_length = 1, max_length = 2000)]
    pub text: String,
    /// The target of which this is a part (其中), of the same task or one above.
    pub part_of_id: Option<Uuid>,
    /// Its parts add up to it: the text says so.
    #[serde(default)]
    pub parts_add_up: bool,
    /// What counts (20亿元以上, 不低于1000平方米).
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    pub qualifier: Option<String>,
    /// Of what it is said (每个托管室, 各县区).
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    pub scope: Option<String>,
    /// The one unit whose figure counts, by id.
    pub reporting_unit_id: Option<Uuid>,
    /// The one unit whose figure counts, by code.
    pub reporting_unit_code: Option<String>,
    /// The comparison as printed.
    pub operator: Operator,
    /// How it is judged; absent: as the operator says.
    pub judged_as: Option<JudgedAs>,
    /// The figure as printed.
    pub value: Option<Quantity>,
    /// The upper end of a range, or the second part of a ratio.
    pub upper: Option<Quantity>,
    /// As printed: 万人次, 套(间), %.
    #[validate(length(min = 1, max = 50))]
    #[schema(min_length = 1, max_length = 50)]
    pub unit_of_measure: Option<String>,
    /// What the reported figures are.
    pub series: Series,
    /// What kind of number it is.
    pub quantity_kind: QuantityKind,
    /// Whether missing it is a failure; absent: `firm`.
    pub firmness: Option<Firmness>,
    /// Binding or expected; absent: `expected`.
    pub class: Option<TargetClass>,
    /// The further goal beside the firm one.
    pub stretch: Option<Stretch>,
    /// Where it starts from.
    pub baseline: Option<Baseline>,
    /// What 左右 allows on either side, in percent of the value; absent: 5.
    pub tolerance: Option<Quantity>,
    /// Once reached it has to be kept.
    #[serde(default)]
    pub maintain: bool,
    /// The group each of whose members must reach it, by id.
    pub per_unit_group_id: Option<Uuid>,
    /// The group each of whose members must reach it, by code.
    pub per_unit_group_code: Option<String>,
    /// What a relative target is measured against.
    pub reference: Option<Reference>,
    /// The ordered stages of a qualitative target.
    #[schema(value_type = Option<Vec<Stage>>)]
    pub stages: Option<Stages>,
}

/// A change of a target (RFC 7396): absent keeps, null clears, objects are merged, lists are replaced whole. After issue it needs a
/// `reason` and appends a version; `key`, `indicator`, `text`, `partOfId`, `partsAddUp`, `qualifier` and `scope` can only be changed in a
/// draft.
#[derive(Clone, Debug, Default, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[schema(example = json!({"value": 1500, "reason": "联席会议第三次会议同意调整", "effectiveOn": "2024-09-01"}))]
pub struct TargetUpdate {
    /// Unique within the task. In a draft only.
    #[serde(deserialize_with = "present")]
    #[validate(length(min = 1, max = 32))]
    #[schema(nullable = false, min_length = 1, max_length = 32)]
    pub key: Option<String>,
    /// What is counted, without the figure. In a draft only.
    #[serde(deserialize_with = "present")]
    #[validate(length(min = 1, max = 200))]
    #[schema(nullable = false, min_length = 1, max_length = 200)]
    pub indicator: Option<String>,
    /// The phrase as printed. In a draft only.
    #[serde(deserialize_with = "present")]
    #[validate(length(min = 1, max = 2000))]
    #[schema(nullable = false, min_length = 1, max_length = 2000)]
    pub text: Option<String>,
    /// The target of which this is a part. In a draft only.
    #[serde(deserialize_with = "nullable")]
    pub part_of_id: Option<Option<Uuid>>,
    /// Its parts add up to it. In a draft only.
    #[serde(deserialize_with = "present")]
    #[schema(nullable = false)]
    pub parts_add_up: Option<bool>,
    /// What counts. In a draft only.
    #[serde(deserialize_with = "nullable")]
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    pub qualifier: Option<Option<String>>,
    /// Of what it is said. In a draft only.
    #[serde(deserialize_with = "nullable")]
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    pub scope: Option<Option<String>>,
    /// The one unit whose figure counts, by id.
    #[serde(deserialize_with = "nullable")]
    pub reporting_unit_id: Option<Option<Uuid>>,
    /// The one unit whose figure counts, by code.
    #[serde(deserialize_with = "present")]
    #[schema(nullable = false)]
    pub reporting_unit_code: Option<String>,
    /// The comparison as printed.
    #[serde(deserialize_with = "present")]
    #[schema(nullable = false)]
    pub operator: Option<Operator>,
    /// How it is judged; null: as the operator says.
    #[serde(deserialize_with = "nullable")]
    pub judged_as: Option<Option<JudgedAs>>,
    /// The figure as printed.
    #[serde(deserialize_with = "nullable")]
    pub value: Option<Option<Quantity>>,
    /// The upper end of a range, or the second part of a ratio.
    #[serde(deserialize_with = "nullable")]
    pub upper: Option<Option<Quantity>>,
    /// As printed.
    #[serde(deserialize_with = "nullable")]
    #[validate(length(min = 1, max = 50))]
    #[schema(min_length = 1, max_length = 50)]
    pub unit_of_measure: Option<Option<String>>,
    /// What the reported figures are.
    #[serde(deserialize_with = "present")]
    #[schema(nullable = false)]
    pub series: Option<Series>,
    /// What kind of number it is.
    #[serde(deserialize_with = "present")]
    #[schema(nullable = false)]
    pub quantity_kind: Option<QuantityKind>,
    /// Whether missing it is a failure.
    #[serde(deserialize_with = "present")]
    #[schema(nullable = false)]
    pub firmness: Option<Firmness>,
    /// Binding or expected.
    #[serde(deserialize_with = "present")]
    #[schema(nullable = false)]
    pub class: Option<TargetClass>,
    /// The further goal beside the firm one.
    #[serde(deserialize_with = "nullable")]
    pub stretch: Option<Option<Stretch>>,
    /// Where it starts from.
    #[serde(deserialize_with = "nullable")]
    pub baseline: Option<Option<Baseline>>,
    /// What 左右 allows on either side, in percent of the value.
    #[serde(deserialize_with = "nullable")]
    pub tolerance: Option<Option<Quantity>>,
    /// Once reached it has to be kept.
    #[serde(deserialize_with = "present")]
    #[schema(nullable = false)]
    pub maintain: Option<bool>,
    /// The group each of whose members must reach it, by id.
    #[serde(deserialize_with = "nullable")]
    pub per_unit_group_id: Option<Option<Uuid>>,
    /// The group each of whose members must reach it, by code.
    #[serde(deserialize_with = "present")]
    #[schema(nullable = false)]
    pub per_unit_group_code: Option<String>,
    /// What a relative target is measured against.
    #[serde(deserialize_with = "nullable")]
    pub reference: Option<Option<Reference>>,
    /// The ordered stages of a qualitative target.
    #[serde(deserialize_with = "nullable")]
    #[schema(value_type = Option<Vec<Stage>>)]
    pub stages: Option<Option<Stages>>,
    /// The first day on which the change counts, not before that of the version before; absent: today, or that day where it is later.
    /// After issue only.
    #[serde(deserialize_with = "present")]
    #[schema(nullable = false)]
    pub effective_on: Option<Day>,
    /// Why; required after issue, left out before.
    #[validate(length(max = 500))]
    #[schema(max_length = 500)]
    pub reason: Option<String>,
}

/// A page of targets.
#[derive(Serialize, ToSchema)]
pub struct TargetPage {
    /// The targets.
    pub items: Vec<Target>,
    /// Where this page stands.
    pub page: PageInfo,
}

sort_keys! {
    /// How targets are sorted.
    pub TargetSort of target { "key" => Key, "indicator" => Indicator, "createdAt" => CreatedAt, "updatedAt" => UpdatedAt }
}

/// Which targets.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TargetFilter {
    /// What to sort by; `-` in front for descending. Ties are broken by id.
    #[param(inline)]
    pub sort: Option<TargetSort>,
    /// Only targets of this plan.
    #[serde(rename = "planId")]
    pub plan_id: Option<Uuid>,
    /// Only targets written at this task.
    #[serde(rename = "taskId")]
    pub task_id: Option<Uuid>,
    /// Only parts of this target.
    #[serde(rename = "partOfId")]
    pub part_of_id: Option<Uuid>,
    /// Any of these operators, separated by commas.
    #[param(value_type = Option<Vec<Operator>>, style = Form, explode = false)]
    pub operator: Option<AnyOf<Operator>>,
    /// Only firm targets, or only aspirational ones; or both, separated by commas.
    #[param(value_type = Option<Vec<Firmness>>, style = Form, explode = false)]
    pub firmness: Option<AnyOf<Firmness>>,
    /// Only binding targets, or only expected ones; or both, separated by commas.
    #[param(value_type = Option<Vec<TargetClass>>, style = Form, explode = false)]
    pub class: Option<AnyOf<TargetClass>>,
    /// Any of these series, separated by commas.
    #[param(value_type = Option<Vec<Series>>, style = Form, explode = false)]
    pub series: Option<AnyOf<Series>>,
    /// Only targets for which this unit's figure counts alone.
    #[serde(rename = "reportingUnitId")]
    pub reporting_unit_id: Option<Uuid>,
    /// Text in indicator or printed phrase.
    pub q: Option<String>,
}

impl Filter for TargetFilter {}
