//! Entering, changing and removing milestones: in a draft; after issue a control date can be fixed where the notice gives none.

use actix_web::web::Data;
use actix_web::{delete, patch, post};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, ModelTrait, QueryFilter};
use serde_json::json;
use uuid::Uuid;

use super::checks::{check, may_become};
use super::read;
use super::shapes::{Milestone, MilestoneCreate, MilestoneUpdate};
use crate::auth::{Action, Caller, Place};
use crate::db::{OrConflict, Tx};
use crate::domain::due::Due;
use crate::domain::plan::PlanState;
use crate::entity::scope::Scope;
use crate::entity::{milestone, plan};
use crate::http::headers::{IdempotencyKeyHeader, IfMatchHeader};
use crate::http::{Body, Code, Fault, Id, IfMatch, Problem, Reply, Result};
use crate::part;
use crate::state::AppState;

/// Enter a step of a task of a plan in draft.
#[utoipa::path(tag = "milestones", operation_id = "create_milestone", security(("bearer" = [])), params(IdempotencyKeyHeader),
    request_body(content = MilestoneCreate, content_type = "application/json"),
    responses((status = 201, description = "The new step", body = Milestone)))]
#[post("/milestones")]
pub(super) async fn create_milestone(app: Data<AppState>, caller: Caller, body: Body) -> Result<Reply> {
    caller.require(Action::WritePlan)?;
    caller.check(Action::WritePlan, Place::default())?;
    let input: MilestoneCreate = body.read()?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let row = insert(&mut tx, &caller.scope, input).await?;
    let shown = read::one(tx.db(), row).await?;
    tx.commit(Reply::created("milestones", &shown)?).await
}

/// Change a step of a plan in draft; once the plan is issued, fix the control date of a deadline that gives none, with a reason.
#[utoipa::path(tag = "milestones", operation_id = "update_milestone", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The step"), IfMatchHeader),
    request_body(content = MilestoneUpdate, content_type = "application/json"),
    responses((status = 200, description = "The step as it is now", body = Milestone)))]
#[patch("/milestones/{id}")]
pub(super) async fn update_milestone(app: Data<AppState>, caller: Caller, id: Id, at: IfMatch, body: Body) -> Result<Reply> {
    caller.require(Action::WritePlan)?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let (plan, row) = locked(&tx, &caller, id.0).await?;
    at.check(row.current())?;
    let input: MilestoneUpdate = body.read_onto(&json!({"due": row.due, "recurrence": row.recurrence}))?;
    let row = change(&mut tx, &plan, row, input).await?;
    let shown = read::one(tx.db(), row).await?;
    tx.commit(Reply::item(&shown)?).await
}

/// Remove a step from a plan in draft; one at which a checkpoint stands or a statement is printed stays.
#[utoipa::path(tag = "milestones", operation_id = "delete_milestone", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The step"), IfMatchHeader), responses((status = 204, description = "It is gone")))]
#[delete("/milestones/{id}")]
pub(super) async fn delete_milestone(app: Data<AppState>, caller: Caller, id: Id, at: IfMatch) -> Result<Reply> {
    caller.require(Action::WritePlan)?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let (plan, row) = locked(&tx, &caller, id.0).await?;
    at.check(row.current())?;
    part::draft(&plan)?;
    tx.record("milestone.deleted", "milestone", row.id, json!({"taskId": row.task_id, "key": row.key}));
    row.delete(tx.db()).await.or_has_children()?;
    tx.commit(Reply::no_content()).await
}

async fn locked(tx: &Tx, caller: &Caller, id: Uuid) -> Result<(plan::Model, milestone::Model)> {
    let seen = milestone::Entity::seen_by(&caller.scope).filter(milestone::Column::Id.eq(id));
    let found = part::locked(tx, &caller.scope, seen, |row| row.plan_id).await?;
    caller.check(Action::WritePlan, Place::default())?;
    Ok(found)
}

/// Enters a step.
///
/// # Errors
/// 409 `already_exists` for the key, `plan_not_draft`; 422 for what is wrong in itself or refers to nothing.
pub async fn insert(tx: &mut Tx, scope: &Scope, input: MilestoneCreate) -> Result<milestone::Model> {
    let MilestoneCreate { task_id, key, ord, due, text, how, condition, recurrence, done_on } = input;
    let (plan, task) = part::of_task(tx, scope, task_id).await?;
    part::draft(&plan)?;
    let (next_ord, next_key) = match (ord, &key) {
        (Some(ord), Some(_)) => (ord, String::new()),
        _ => next(tx, task.id).await?,
    };
    let row = milestone::Model {
        id: Uuid::now_v7(),
        government_id: plan.government_id,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
        updated_by: tx.actor.name.clone(),
        plan_id: plan.id,
        task_id: task.id,
        ord: ord.unwrap_or(next_ord),
        key: key.unwrap_or(next_key),
        due_on: day_of(&due),
        due,
        text,
        how,
        condition,
        recurrence,
        done_on: done_on.map(|day| day.0),
    };
    check(&plan, &row)?;
    let row = row.into_active_model().reset_all().insert(tx.db()).await.or_exists("/key")?;
    tx.record("milestone.created", "milestone", row.id, json!({"taskId": row.task_id, "key": row.key}));
    Ok(row)
}

/// The place after the last step of the task, and the number after the largest key that is one.
async fn next(tx: &Tx, task: Uuid) -> Result<(i32, String)> {
    let held = milestone::Entity::find().filter(milestone::Column::TaskId.eq(task)).all(tx.db()).await?;
    let ord = held.iter().map(|row| row.ord).max().map_or(1, |last| last.saturating_add(1));
    let last = held.iter().filter_map(|row| row.key.parse::<u32>().ok()).max();
    Ok((ord, last.map_or(1, |last| u64::from(last) + 1).to_string()))
}

/// The day by which a deadline is found: the control date, else the latest day.
fn day_of(due: &Due) -> Option<chrono::NaiveDate> {
    due.control.or(due.latest)
}

async fn change(tx: &mut Tx, plan: &plan::Model, mut row: milestone::Model, input: MilestoneUpdate) -> Result<milestone::Model> {
    let MilestoneUpdate { key, ord, due, text, how, condition, recurrence, done_on, reason } = input;
    let fixed = [
        ("key", key.is_some()),
        ("ord", ord.is_some()),
        ("due", due.as_ref().is_some_and(|due| !may_become(&row.due, due))),
        ("text", text.is_some()),
        ("how", how.is_some()),
        ("condition", condition.is_some()),
        ("recurrence", recurrence.is_some()),
        ("doneOn", done_on.is_some()),
    ];
    part::fixed_after_issue(plan, &fixed)?;
    let reason = because(plan, reason)?;
    let before = row.due.control;
    row.due = due.unwrap_or(row.due);
    row.due_on = day_of(&row.due);
    row.key = key.unwrap_or(row.key);
    row.ord = ord.unwrap_or(row.ord);
    row.text = text.unwrap_or(row.text);
    row.how = how.unwrap_or(row.how);
    row.condition = condition.unwrap_or(row.condition);
    row.recurrence = recurrence.unwrap_or(row.recurrence);
    row.done_on = done_on.map_or(row.done_on, |day| day.map(|day| day.0));
    check(plan, &row)?;
    row.touch(tx);
    let row = row.into_active_model().reset_all().update(tx.db()).await.or_exists("/key")?;
    let mut data = json!({"taskId": row.task_id, "version": row.version});
    if let (Some(reason), Some(data)) = (reason, data.as_object_mut()) {
        data.insert("control".to_owned(), json!({"from": before, "to": row.due.control}));
        data.insert("reason".to_owned(), json!(reason));
    }
    tx.record("milestone.updated", "milestone", row.id, data);
    Ok(row)
}

/// The reason of a change: asked for after issue, left out before.
fn because(plan: &plan::Model, reason: Option<String>) -> Result<Option<String>> {
    let reason = reason.filter(|reason| !reason.trim().is_empty());
    match (plan.state == PlanState::Draft, reason) {
        (true, Some(_)) => Err(Problem::invalid(vec![Fault::at("/reason", Code::MustBeAbsent)])),
        (false, None) => Err(Problem::invalid(vec![Fault::at("/reason", Code::ReasonRequired)])),
        (_, reason) => Ok(reason),
    }
}
