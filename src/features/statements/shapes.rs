//! What statements look like in requests and answers.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::domain::instant::Instant;
use crate::domain::quantity::Quantity;
use crate::domain::statement::StatementRole;
use crate::domain::target::{Firmness, Operator};
use crate::entity::statement;
use crate::http::patch::{nullable, present};
use crate::http::query::{AnyOf, Filter};
use crate::list::PageInfo;
use crate::{sort_keys, versioned};

/// A phrase of the notice with a figure (原文表述), and what it is.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "id": "0197a6f0-c0de-7000-a000-000000000951", "version": 1, "createdAt": "2017-03-31T01:00:00.000Z", "updatedAt": "2017-03-31T01:00:00.000Z",
    "planId": "0197a6f0-c0de-7000-a000-000000000102", "taskId": "0197a6f0-c0de-7000-a000-000000000331",
    "milestoneId": "0197a6f0-c0de-7000-a000-000000000901", "ord": 1, "text": "累计整治和淘汰600家以上", "role": "checkpoint",
    "operator": "gte", "value": 600, "upper": null, "unitOfMeasure": "家", "firmness": "firm",
    "targetIds": ["0197a6f0-c0de-7000-a000-000000000404"], "checkpointId": "0197a6f0-c0de-7000-a000-000000000604",
    "note": "三个节点逐次累计", "sourceStart": null, "sourceEnd": null
}))]
pub struct Statement {
    /// Its id.
    pub id: Uuid,
    /// Its version, for `If-Match`.
    pub version: i32,
    /// When it was entered.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// The plan of the task.
    pub plan_id: Uuid,
    /// The task under which it is printed.
    pub task_id: Uuid,
    /// The step in which it is printed.
    pub milestone_id: Option<Uuid>,
    /// Its place among the statements of the task.
    pub ord: i32,
    /// As printed, word for word.
    pub text: String,
    /// What it is.
    pub role: StatementRole,
    /// The comparison as printed in this phrase.
    pub operator: Option<Operator>,
    /// The figure as printed in this phrase.
    pub value: Option<Quantity>,
    /// The upper end of a range, or the second part of a ratio.
    pub upper: Option<Quantity>,
    /// The unit of measure as printed in this phrase.
    pub unit_of_measure: Option<String>,
    /// Whether this phrase promises firmly or only aims (力争, 争取).
    pub firmness: Option<Firmness>,
    /// The targets it makes, repeats, or sets a checkpoint of; none for a standard or a fact.
    pub target_ids: Vec<Uuid>,
    /// The checkpoint it sets.
    pub checkpoint_id: Option<Uuid>,
    /// Our reading in our own words.
    pub note: Option<String>,
    /// Where it begins in the source, in characters from 0.
    pub source_start: Option<i32>,
    /// Where it ends in the source: the place of the first character after it.
    pub source_end: Option<i32>,
}

versioned!(Statement);

/// A new statement of a task of a plan in draft.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "taskId": "0197a6f0-c0de-7000-a000-000000000331", "milestoneKey": "1", "text": "累计整治和淘汰600家以上", "role": "checkpoint",
    "operator": "gte", "value": 600, "unitOfMeasure": "家", "targetIds": ["0197a6f0-c0de-7000-a000-000000000404"],
    "checkpointId": "0197a6f0-c0de-7000-a000-000000000604"
}))]
pub struct StatementCreate {
    /// The task under which it is printed.
    pub task_id: Uuid,
    /// The step in which it is printed, by id; of this task.
    pub milestone_id: Option<Uuid>,
    /// The step in which it is printed, by its key in this task.
    pub milestone_key: Option<String>,
    /// Its place among the statements of the task, each place once; absent: after the last one.
    #[validate(range(min = 0, max = 1_000_000))]
    #[schema(minimum = 0, maximum = 1_000_000)]
    pub ord: Option<i32>,
    /// As printed, word for word, white space removed.
    #[validate(length(min = 1, max = 2000))]
    #[schema(min_length = 1, max_length = 2000)]
    pub text: String,
    /// What it is.
    pub role: StatementRole,
    /// The comparison as printed in this phrase.
    pub operator: Option<Operator>,
    /// The figure as printed in this phrase.
    pub value: Option<Quantity>,
    /// The upper end of a range, or the second part of a ratio.
    pub upper: Option<Quantity>,
    /// The unit of measure as printed in this phrase.
    #[validate(length(min = 1, max = 50))]
    #[schema(min_length = 1, max_length = 50)]
    pub unit_of_measure: Option<String>,
    /// Whether this phrase promises firmly or only aims.
    pub firmness: Option<Firmness>,
    /// Targets of the same plan: those it makes, the one of which it sets a checkpoint, or those it repeats. None for the other roles.
    #[serde(default)]
    #[validate(length(max = 50))]
    #[schema(max_items = 50)]
    pub target_ids: Vec<Uuid>,
    /// The checkpoint it sets, of one of these targets; for the role `checkpoint`, and then required.
    pub checkpoint_id: Option<Uuid>,
    /// Our reading in our own words.
    #[validate(length(min = 1, max = 2000))]
    #[schema(min_length = 1, max_length = 2000)]
    pub note: Option<String>,
    /// Where it begins in the source, in characters from 0; together with `sourceEnd`.
    #[validate(range(min = 0))]
    #[schema(minimum = 0)]
    pub source_start: Option<i32>,
    /// Where it ends in the source: the place of the first character after it.
    #[validate(range(min = 0))]
    #[schema(minimum = 0)]
    pub source_end: Option<i32>,
}

/// A change of a statement of a plan in draft (RFC 7396): absent keeps, null clears, the list of targets is replaced whole.
#[derive(Clone, Debug, Default, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[schema(example = json!({"role": "repeat", "checkpointId": null, "note": "与重点工作的年度指标相同"}))]
pub struct StatementUpdate {
    /// The step in which it is printed, by id; of this task.
    #[serde(deserialize_with = "nullable")]
    pub milestone_id: Option<Option<Uuid>>,
    /// The step in which it is printed, by its key in this task.
    #[serde(deserialize_with = "present")]
    #[schema(nullable = false)]
    pub milestone_key: Option<String>,
    /// Its place among the statements of the task, each place once.
    #[serde(deserialize_with = "present")]
    #[validate(range(min = 0, max = 1_000_000))]
    #[schema(nullable = false, minimum = 0, maximum = 1_000_000)]
    pub ord: Option<i32>,
    /// As printed, word for word.
    #[serde(deserialize_with = "present")]
    #[validate(length(min = 1, max = 2000))]
    #[schema(nullable = false, min_length = 1, max_length = 2000)]
    pub text: Option<String>,
    /// What it is.
    #[serde(deserialize_with = "present")]
    #[schema(nullable = false)]
    pub role: Option<StatementRole>,
    /// The comparison as printed in this phrase.
    #[serde(deserialize_with = "nullable")]
    pub operator: Option<Option<Operator>>,
    /// The figure as printed in this phrase.
    #[serde(deserialize_with = "nullable")]
    pub value: Option<Option<Quantity>>,
    /// The upper end of a range, or the second part of a ratio.
    #[serde(deserialize_with = "nullable")]
    pub upper: Option<Option<Quantity>>,
    /// The unit of measure as printed in this phrase.
    #[serde(deserialize_with = "nullable")]
    #[validate(length(min = 1, max = 50))]
    #[schema(min_length = 1, max_length = 50)]
    pub unit_of_measure: Option<Option<String>>,
    /// Whether this phrase promises firmly or only aims.
    #[serde(deserialize_with = "nullable")]
    pub firmness: Option<Option<Firmness>>,
    /// Targets of the same plan; replaces the whole list.
    #[serde(deserialize_with = "present")]
    #[validate(length(max = 50))]
    #[schema(nullable = false, max_items = 50)]
    pub target_ids: Option<Vec<Uuid>>,
    /// The checkpoint it sets, of one of its targets.
    #[serde(deserialize_with = "nullable")]
    pub checkpoint_id: Option<Option<Uuid>>,
    /// Our reading in our own words.
    #[serde(deserialize_with = "nullable")]
    #[validate(length(min = 1, max = 2000))]
    #[schema(min_length = 1, max_length = 2000)]
    pub note: Option<Option<String>>,
    /// Where it begins in the source.
    #[serde(deserialize_with = "nullable")]
    #[validate(range(min = 0))]
    #[schema(minimum = 0)]
    pub source_start: Option<Option<i32>>,
    /// Where it ends in the source.
    #[serde(deserialize_with = "nullable")]
    #[validate(range(min = 0))]
    #[schema(minimum = 0)]
    pub source_end: Option<Option<i32>>,
}

/// A page of statements.
#[derive(Serialize, ToSchema)]
pub struct StatementPage {
    /// The statements.
    pub items: Vec<Statement>,
    /// Where this page stands.
    pub page: PageInfo,
}

sort_keys! {
    /// How statements are sorted.
    pub StatementSort of statement { "ord" => Ord, "updatedAt" => UpdatedAt }
}

/// Which statements.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct StatementFilter {
    /// What to sort by; `-` in front for descending. Ties are broken by id.
    #[param(inline)]
    pub sort: Option<StatementSort>,
    /// Only those in this plan.
    #[serde(rename = "planId")]
    pub plan_id: Option<Uuid>,
    /// Only those printed under this task.
    #[serde(rename = "taskId")]
    pub task_id: Option<Uuid>,
    /// Only those printed in this step.
    #[serde(rename = "milestoneId")]
    pub milestone_id: Option<Uuid>,
    /// Only those that speak of this target.
    #[serde(rename = "targetId")]
    pub target_id: Option<Uuid>,
    /// In any of these roles, separated by commas.
    #[param(value_type = Option<Vec<StatementRole>>, style = Form, explode = false)]
    pub role: Option<AnyOf<StatementRole>>,
}

impl Filter for StatementFilter {}
