//! Entering, changing and removing checkpoints of a plan in draft.

use actix_web::web::Data;
use actix_web::{delete, patch, post};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, ModelTrait, QueryFilter};
use serde_json::json;
use uuid::Uuid;

use super::shapes::{Checkpoint, CheckpointCreate, CheckpointUpdate};
use crate::auth::{Action, Caller, Place};
use crate::db::{OrConflict, Tx};
use crate::domain::quantity::Quantity;
use crate::entity::scope::{self, Scope};
use crate::entity::{checkpoint, milestone, plan, target};
use crate::http::headers::{IdempotencyKeyHeader, IfMatchHeader};
use crate::http::{Body, Code, Fault, Id, IfMatch, Problem, Reply, Result};
use crate::part;
use crate::state::AppState;

/// Enter what a target should stand at by a date.
#[utoipa::path(tag = "checkpoints", operation_id = "create_checkpoint", security(("bearer" = [])), params(IdempotencyKeyHeader),
    request_body(content = CheckpointCreate, content_type = "application/json"),
    responses((status = 201, description = "The new checkpoint", body = Checkpoint)))]
#[post("/checkpoints")]
pub(super) async fn create_checkpoint(app: Data<AppState>, caller: Caller, body: Body) -> Result<Reply> {
    caller.require(Action::WritePlan)?;
    caller.check(Action::WritePlan, Place::default())?;
    let input: CheckpointCreate = body.read()?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let row = insert(&mut tx, &caller.scope, input).await?;
    tx.commit(Reply::created("checkpoints", &Checkpoint::from(row))?).await
}

/// Change a checkpoint of a plan in draft.
#[utoipa::path(tag = "checkpoints", operation_id = "update_checkpoint", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The checkpoint"), IfMatchHeader),
    request_body(content = CheckpointUpdate, content_type = "application/json"),
    responses((status = 200, description = "The checkpoint as it is now", body = Checkpoint)))]
#[patch("/checkpoints/{id}")]
pub(super) async fn update_checkpoint(app: Data<AppState>, caller: Caller, id: Id, at: IfMatch, body: Body) -> Result<Reply> {
    caller.require(Action::WritePlan)?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let (plan, mut row) = locked(&tx, &caller, id.0).await?;
    at.check(row.current())?;
    let CheckpointUpdate { milestone_id, due_on, value, share } = body.read()?;
    part::draft(&plan)?;
    let moved = milestone_id.is_some();
    row.milestone_id = milestone_id.unwrap_or(row.milestone_id);
    row.due_on = due_on.map_or(row.due_on, |day| day.0);
    row.value_e4 = value.unwrap_or(row.value_e4);
    row.share_e4 = share.unwrap_or(row.share_e4);
    let mut faults = check(&plan, &row);
    if moved {
        faults.extend(astray(&tx, &row).await?);
    }
    Problem::unless_empty(faults)?;
    row.touch(&tx);
    let row = row.into_active_model().reset_all().update(tx.db()).await.or_exists("/dueOn")?;
    tx.record("checkpoint.updated", "checkpoint", row.id, json!({"targetId": row.target_id, "version": row.version}));
    tx.commit(Reply::item(&Checkpoint::from(row))?).await
}

/// Remove a checkpoint from a plan in draft.
#[utoipa::path(tag = "checkpoints", operation_id = "delete_checkpoint", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The checkpoint"), IfMatchHeader), responses((status = 204, description = "It is gone")))]
#[delete("/checkpoints/{id}")]
pub(super) async fn delete_checkpoint(app: Data<AppState>, caller: Caller, id: Id, at: IfMatch) -> Result<Reply> {
    caller.require(Action::WritePlan)?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let (plan, row) = locked(&tx, &caller, id.0).await?;
    at.check(row.current())?;
    part::draft(&plan)?;
    tx.record("checkpoint.deleted", "checkpoint", row.id, json!({"targetId": row.target_id, "dueOn": row.due_on}));
    row.delete(tx.db()).await.or_has_children()?;
    tx.commit(Reply::no_content()).await
}

async fn locked(tx: &Tx, caller: &Caller, id: Uuid) -> Result<(plan::Model, checkpoint::Model)> {
    let seen = checkpoint::Entity::seen_by(&caller.scope).filter(checkpoint::Column::Id.eq(id));
    let found = part::locked(tx, &caller.scope, seen, |row| row.plan_id).await?;
    caller.check(Action::WritePlan, Place::default())?;
    Ok(found)
}

/// Enters a checkpoint.
///
/// # Errors
/// 409 `already_exists` for the day, `plan_not_draft`; 422 for what is wrong in itself or refers to nothing.
pub async fn insert(tx: &mut Tx, scope: &Scope, input: CheckpointCreate) -> Result<checkpoint::Model> {
    let CheckpointCreate { target_id, milestone_id, due_on, value, share } = input;
    let (plan, target) = part::of_target(tx, scope, target_id).await?;
    part::draft(&plan)?;
    let row = checkpoint::Model {
        id: Uuid::now_v7(),
        government_id: plan.government_id,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
        updated_by: tx.actor.name.clone(),
        plan_id: plan.id,
        target_id: target.id,
        milestone_id,
        due_on: due_on.0,
        value_e4: value,
        share_e4: share,
    };
    let mut faults = check(&plan, &row);
    faults.extend(astray(tx, &row).await?);
    Problem::unless_empty(faults)?;
    let row = row.into_active_model().reset_all().insert(tx.db()).await.or_exists("/dueOn")?;
    tx.record("checkpoint.created", "checkpoint", row.id, json!({"targetId": row.target_id, "dueOn": row.due_on}));
    Ok(row)
}

/// What is wrong with the step a checkpoint names: it is of the task of the target.
async fn astray(tx: &Tx, row: &checkpoint::Model) -> Result<Option<Fault>> {
    let Some(step) = row.milestone_id else { return Ok(None) };
    let of_target = scope::ids(target::Entity::find().filter(target::Column::Id.eq(row.target_id)), target::Column::TaskId);
    let found = milestone::Entity::find_by_id(step).filter(milestone::Column::TaskId.in_subquery(of_target)).one(tx.db()).await?;
    Ok(found.is_none().then(|| Fault::at("/milestoneId", Code::NotFound)))
}

fn check(plan: &plan::Model, row: &checkpoint::Model) -> Vec<Fault> {
    let mut faults = Vec::new();
    if !(plan.starts_on..=plan.ends_on).contains(&row.due_on) {
        let (min, max) = (plan.starts_on.to_string(), plan.ends_on.to_string());
        faults.push(Fault::at("/dueOn", Code::OutOfRange).with("min", min).with("max", max));
    }
    match (row.value_e4, row.share_e4) {
        (None, None) => faults.push(Fault::at("/value", Code::Required)),
        (Some(_), Some(_)) => faults.push(Fault::at("/share", Code::Contradiction)),
        _ => {}
    }
    if row.share_e4.is_some_and(|share| !(Quantity::ZERO..=Quantity::from_whole(100)).contains(&share)) {
        faults.push(Fault::at("/share", Code::OutOfRange).with("min", 0).with("max", 100));
    }
    faults
}
