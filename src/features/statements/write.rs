//! Entering, changing and removing statements of a plan in draft.

use actix_web::web::Data;
use actix_web::{delete, patch, post};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, ModelTrait, QueryFilter, QueryOrder};
use serde_json::json;
use uuid::Uuid;

use super::checks::{check_references, check_words, milestone_of};
use super::read;
use super::shapes::{Statement, StatementCreate, StatementUpdate};
use crate::auth::{Action, Caller, Place};
use crate::db::{OrConflict, Tx, insert_all};
use crate::entity::scope::Scope;
use crate::entity::{plan, statement, statement_target};
use crate::http::headers::{IdempotencyKeyHeader, IfMatchHeader};
use crate::http::{Body, Id, IfMatch, Problem, Reply, Result};
use crate::part;
use crate::state::AppState;

/// Enter a phrase with a figure, and what it is.
#[utoipa::path(tag = "statements", operation_id = "create_statement", security(("bearer" = [])), params(IdempotencyKeyHeader),
    request_body(content = StatementCreate, content_type = "application/json"),
    responses((status = 201, description = "The new statement", body = Statement)))]
#[post("/statements")]
pub(super) async fn create_statement(app: Data<AppState>, caller: Caller, body: Body) -> Result<Reply> {
    caller.require(Action::WritePlan)?;
    caller.check(Action::WritePlan, Place::default())?;
    let input: StatementCreate = body.read()?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let row = insert(&mut tx, &caller.scope, input).await?;
    let shown = read::one(tx.db(), row).await?;
    tx.commit(Reply::created("statements", &shown)?).await
}

/// Change a statement of a plan in draft.
#[utoipa::path(tag = "statements", operation_id = "update_statement", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The statement"), IfMatchHeader),
    request_body(content = StatementUpdate, content_type = "application/json"),
    responses((status = 200, description = "The statement as it is now", body = Statement)))]
#[patch("/statements/{id}")]
pub(super) async fn update_statement(app: Data<AppState>, caller: Caller, id: Id, at: IfMatch, body: Body) -> Result<Reply> {
    caller.require(Action::WritePlan)?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let (plan, row) = locked(&tx, &caller, id.0).await?;
    at.check(row.current())?;
    let input: StatementUpdate = body.read()?;
    part::draft(&plan)?;
    let row = change(&mut tx, &caller.scope, row, input).await?;
    let shown = read::one(tx.db(), row).await?;
    tx.commit(Reply::item(&shown)?).await
}

/// Remove a statement from a plan in draft; the targets it speaks of stay.
#[utoipa::path(tag = "statements", operation_id = "delete_statement", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The statement"), IfMatchHeader), responses((status = 204, description = "It is gone")))]
#[delete("/statements/{id}")]
pub(super) async fn delete_statement(app: Data<AppState>, caller: Caller, id: Id, at: IfMatch) -> Result<Reply> {
    caller.require(Action::WritePlan)?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let (plan, row) = locked(&tx, &caller, id.0).await?;
    at.check(row.current())?;
    part::draft(&plan)?;
    tx.record("statement.deleted", "statement", row.id, json!({"taskId": row.task_id, "text": row.text}));
    forget_targets(&tx, row.id).await?;
    row.delete(tx.db()).await.or_has_children()?;
    tx.commit(Reply::no_content()).await
}

async fn locked(tx: &Tx, caller: &Caller, id: Uuid) -> Result<(plan::Model, statement::Model)> {
    let seen = statement::Entity::seen_by(&caller.scope).filter(statement::Column::Id.eq(id));
    let found = part::locked(tx, &caller.scope, seen, |row| row.plan_id).await?;
    caller.check(Action::WritePlan, Place::default())?;
    Ok(found)
}

/// Enters a statement.
///
/// # Errors
/// 409 `already_exists` for the place, `plan_not_draft`; 422 for what is wrong in itself or refers to nothing.
pub async fn insert(tx: &mut Tx, scope: &Scope, input: StatementCreate) -> Result<statement::Model> {
    let (plan, task) = part::of_task(tx, scope, input.task_id).await?;
    part::draft(&plan)?;
    let StatementCreate {
        task_id: _,
        milestone_id,
        milestone_key,
        ord,
        text,
        role,
        operator,
        value,
        upper,
        unit_of_measure,
        firmness,
        target_ids,
        checkpoint_id,
        note,
        source_start,
        source_end,
    } = input;
    let ord = match ord {
        Some(ord) => ord,
        None => next_ord(tx, task.id).await?,
    };
    let row = statement::Model {
        id: Uuid::now_v7(),
        government_id: plan.government_id,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
        updated_by: tx.actor.name.clone(),
        plan_id: plan.id,
        task_id: task.id,
        milestone_id: milestone_of(tx, task.id, milestone_id, milestone_key.as_deref()).await?,
        ord,
        text,
        role,
        operator,
        value_e4: value,
        upper_e4: upper,
        unit_of_measure,
        firmness,
        checkpoint_id,
        note,
        source_start,
        source_end,
    };
    let mut faults = check_words(&row);
    check_references(tx, scope, &row, &target_ids, &mut faults).await?;
    Problem::unless_empty(faults)?;
    let row = row.into_active_model().reset_all().insert(tx.db()).await.or_exists("/ord")?;
    name_targets(tx, row.id, target_ids).await?;
    tx.record("statement.created", "statement", row.id, json!({"taskId": row.task_id, "role": row.role, "text": row.text}));
    Ok(row)
}

/// The place after the last statement of the task.
async fn next_ord(tx: &Tx, task: Uuid) -> Result<i32> {
    let held = statement::Entity::find().filter(statement::Column::TaskId.eq(task));
    let last = held.order_by_desc(statement::Column::Ord).one(tx.db()).await?;
    Ok(last.map_or(1, |last| last.ord.saturating_add(1)))
}

async fn change(tx: &mut Tx, scope: &Scope, mut row: statement::Model, input: StatementUpdate) -> Result<statement::Model> {
    let StatementUpdate {
        milestone_id,
        milestone_key,
        ord,
        text,
        role,
        operator,
        value,
        upper,
        unit_of_measure,
        firmness,
        target_ids,
        checkpoint_id,
        note,
        source_start,
        source_end,
    } = input;
    if milestone_id.is_some() || milestone_key.is_some() {
        row.milestone_id = milestone_of(tx, row.task_id, milestone_id.flatten(), milestone_key.as_deref()).await?;
    }
    row.ord = ord.unwrap_or(row.ord);
    row.text = text.unwrap_or(row.text);
    row.role = role.unwrap_or(row.role);
    row.operator = operator.unwrap_or(row.operator);
    row.value_e4 = value.unwrap_or(row.value_e4);
    row.upper_e4 = upper.unwrap_or(row.upper_e4);
    row.unit_of_measure = unit_of_measure.unwrap_or(row.unit_of_measure);
    row.firmness = firmness.unwrap_or(row.firmness);
    row.checkpoint_id = checkpoint_id.unwrap_or(row.checkpoint_id);
    row.note = note.unwrap_or(row.note);
    row.source_start = source_start.unwrap_or(row.source_start);
    row.source_end = source_end.unwrap_or(row.source_end);
    let mut held = read::targets_of(tx.db(), std::iter::once(row.id)).await?;
    let renamed = target_ids.is_some();
    let targets = target_ids.unwrap_or_else(|| held.remove(&row.id).unwrap_or_default());
    let mut faults = check_words(&row);
    check_references(tx, scope, &row, &targets, &mut faults).await?;
    Problem::unless_empty(faults)?;
    row.touch(tx);
    let row = row.into_active_model().reset_all().update(tx.db()).await.or_exists("/ord")?;
    if renamed {
        forget_targets(tx, row.id).await?;
        name_targets(tx, row.id, targets).await?;
    }
    tx.record("statement.updated", "statement", row.id, json!({"taskId": row.task_id, "version": row.version}));
    Ok(row)
}

async fn name_targets(tx: &Tx, statement: Uuid, targets: Vec<Uuid>) -> Result<()> {
    let row = |target_id| statement_target::Model { id: Uuid::now_v7(), statement_id: statement, target_id };
    Ok(insert_all::<statement_target::Entity>(tx.db(), targets.into_iter().map(row)).await?)
}

async fn forget_targets(tx: &Tx, statement: Uuid) -> Result<()> {
    statement_target::Entity::delete_many().filter(statement_target::Column::StatementId.eq(statement)).exec(tx.db()).await?;
    Ok(())
}
