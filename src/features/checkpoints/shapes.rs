//! What checkpoints look like in requests and answers.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::domain::day::Day;
use crate::domain::instant::Instant;
use crate::domain::quantity::Quantity;
use crate::entity::checkpoint;
use crate::http::patch::{nullable, present};
use crate::http::query::Filter;
use crate::list::PageInfo;
use crate::{sort_keys, versioned};

/// What a target should stand at by a date; either a value or a share.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "id": "0197a6f0-c0de-7000-a000-000000000604", "version": 1, "createdAt": "2024-04-02T01:00:00.000Z", "updatedAt": "2024-04-02T01:00:00.000Z",
    "planId": "0197a6f0-c0de-7000-a000-000000000100", "targetId": "0197a6f0-c0de-7000-a000-000000000404",
    "milestoneId": null, "dueOn": "2024-06-30", "value": 840, "share": null
}))]
pub struct Checkpoint {
    /// Its id.
    pub id: Uuid,
    /// Its version, for `If-Match`.
    pub version: i32,
    /// When it was entered.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// The plan of the target.
    pub plan_id: Uuid,
    /// The target.
    pub target_id: Uuid,
    /// The step of the task at which it stands.
    pub milestone_id: Option<Uuid>,
    /// The day by whose end it should be reached.
    pub due_on: NaiveDate,
    /// What the target should stand at, in its unit of measure.
    pub value: Option<Quantity>,
    /// What share of the target should be reached, in percent.
    pub share: Option<Quantity>,
}

versioned!(Checkpoint);

/// A new checkpoint of a target of a plan in draft: exactly one of `value` and `share`.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"targetId": "0197a6f0-c0de-7000-a000-000000000404", "dueOn": "2024-06-30", "value": 840}))]
pub struct CheckpointCreate {
    /// The target.
    pub target_id: Uuid,
    /// The step at which it stands, of the target's task.
    pub milestone_id: Option<Uuid>,
    /// The day by whose end it should be reached; within the plan's period, once per target.
    pub due_on: Day,
    /// What the target should stand at, in its unit of measure.
    pub value: Option<Quantity>,
    /// What share of the target should be reached, in percent, 0 to 100.
    pub share: Option<Quantity>,
}

/// A change of a checkpoint (RFC 7396): absent keeps, null clears.
#[derive(Clone, Debug, Default, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[schema(example = json!({"value": 900}))]
pub struct CheckpointUpdate {
    /// The step at which it stands, of the target's task.
    #[serde(deserialize_with = "nullable")]
    pub milestone_id: Option<Option<Uuid>>,
    /// The day by whose end it should be reached.
    #[serde(deserialize_with = "present")]
    #[schema(nullable = false)]
    pub due_on: Option<Day>,
    /// What the target should stand at, in its unit of measure.
    #[serde(deserialize_with = "nullable")]
    pub value: Option<Option<Quantity>>,
    /// What share of the target should be reached, in percent, 0 to 100.
    #[serde(deserialize_with = "nullable")]
    pub share: Option<Option<Quantity>>,
}

/// A page of checkpoints.
#[derive(Serialize, ToSchema)]
pub struct CheckpointPage {
    /// The checkpoints.
    pub items: Vec<Checkpoint>,
    /// Where this page stands.
    pub page: PageInfo,
}

sort_keys! {
    /// How checkpoints are sorted.
    pub CheckpointSort of checkpoint { "dueOn" => DueOn, "updatedAt" => UpdatedAt }
}

/// Which checkpoints.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CheckpointFilter {
    /// What to sort by; `-` in front for descending. Ties are broken by id.
    #[param(inline)]
    pub sort: Option<CheckpointSort>,
    /// Only those of this target.
    #[serde(rename = "targetId")]
    pub target_id: Option<Uuid>,
    /// Only those in this plan.
    #[serde(rename = "planId")]
    pub plan_id: Option<Uuid>,
    /// Only those that stand at this step.
    #[serde(rename = "milestoneId")]
    pub milestone_id: Option<Uuid>,
    /// Only those due on this day or earlier.
    #[serde(rename = "dueOn.lte")]
    pub due_on_lte: Option<Day>,
    /// Only those due on this day or later.
    #[serde(rename = "dueOn.gte")]
    pub due_on_gte: Option<Day>,
}

impl Filter for CheckpointFilter {}
