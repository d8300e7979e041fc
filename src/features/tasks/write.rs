//! Entering, changing and removing tasks.

use actix_web::web::Data;
use actix_web::{delete, patch, post};
use chrono::{DateTime, Utc};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, ModelTrait, QueryFilter, QueryOrder};
use serde_json::json;
use uuid::Uuid;

use super::change::{self, check_content, check_dates, check_place, search_text};
use super::read::{self, View};
use super::shapes::{Task, TaskCreate, TaskUpdate};
use crate::auth::{Action, Caller, Place};
use crate::db::{OrConflict, Tx};
use crate::domain::plan::Parameters;
use crate::entity::scope::Scope;
use crate::entity::{plan, task, task_version};
use crate::http::headers::{IdempotencyKeyHeader, IfMatchHeader};
use crate::http::{Body, Code, Id, IfMatch, OrNotFound, Problem, Reply, Result};
use crate::part::{self, When};
use crate::state::AppState;

/// Enter a task or measure into a plan in draft.
#[utoipa::path(tag = "tasks", operation_id = "create_task", security(("bearer" = [])), params(IdempotencyKeyHeader),
    request_body(content = TaskCreate, content_type = "application/json"), responses((status = 201, description = "The new task", body = Task)))]
#[post("/tasks")]
pub(super) async fn create_task(app: Data<AppState>, caller: Caller, body: Body) -> Result<Reply> {
    caller.require(Action::WritePlan)?;
    caller.check(Action::WritePlan, Place::default())?;
    let input: TaskCreate = body.read()?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let row = insert(&mut tx, &caller.scope, input).await?;
    let task = read::one(tx.db(), &View { caller: &caller, today: app.today() }, row).await?;
    tx.commit(Reply::created("tasks", &task)?).await
}

/// Change a task; once its plan is issued, with a reason, as a new version.
///
/// The answer, like every reading of the task, shows the latest version, also where its `effectiveOn` is still to come; progress is
/// judged by the version in force on its date. Cancelling a task makes unfiled reports void on it and on all below it, for periods that
/// end on `effectiveOn` or later.
#[utoipa::path(tag = "tasks", operation_id = "update_task", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The task"), IfMatchHeader),
    request_body(content = super::shapes::TaskUpdate, content_type = "application/json"),
    responses((status = 200, description = "The task as it is now", body = Task)))]
#[patch("/tasks/{id}")]
pub(super) async fn update_task(app: Data<AppState>, caller: Caller, id: Id, at: IfMatch, body: Body) -> Result<Reply> {
    caller.require(Action::WritePlan)?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let (plan, row) = locked(&tx, &caller, id.0).await?;
    at.check(row.current())?;
    let version = current_version(&tx, &row).await?;
    let input = body.read_onto(&json!({"due": version.due}))?;
    let when = When { today: app.today(), recorded_at: tx.now };
    let row = change::change(&mut tx, &caller.scope, &plan, row, version, input, when).await?;
    let task = read::one(tx.db(), &View { caller: &caller, today: app.today() }, row).await?;
    tx.commit(Reply::item(&task)?).await
}

/// Remove a task from a plan in draft; one that still has measures, targets or duties stays.
#[utoipa::path(tag = "tasks", operation_id = "delete_task", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The task"), IfMatchHeader), responses((status = 204, description = "It is gone")))]
#[delete("/tasks/{id}")]
pub(super) async fn delete_task(app: Data<AppState>, caller: Caller, id: Id, at: IfMatch) -> Result<Reply> {
    caller.require(Action::WritePlan)?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let (plan, row) = locked(&tx, &caller, id.0).await?;
    at.check(row.current())?;
    part::draft(&plan)?;
    task_version::Entity::delete_many().filter(task_version::Column::TaskId.eq(row.id)).exec(tx.db()).await?;
    tx.record("task.deleted", "task", row.id, json!({"planId": plan.id, "code": row.code}));
    row.delete(tx.db()).await.or_has_children()?;
    tx.commit(Reply::no_content()).await
}

async fn locked(tx: &Tx, caller: &Caller, id: Uuid) -> Result<(plan::Model, task::Model)> {
    let seen = task::Entity::seen_by(&caller.scope).filter(task::Column::Id.eq(id));
    let found = part::locked(tx, &caller.scope, seen, |row| row.plan_id).await?;
    caller.check(Action::WritePlan, Place::default())?;
    Ok(found)
}

async fn current_version(tx: &Tx, row: &task::Model) -> Result<task_version::Model> {
    let versions = task_version::Entity::find().filter(task_version::Column::TaskId.eq(row.id));
    versions.filter(task_version::Column::N.eq(row.current_n)).one(tx.db()).await?.or_not_found()
}

/// Changes a task of a plan that is locked already, as if it had been recorded at `recorded_at`; nothing there: now.
///
/// # Errors
/// Those of a change.
pub async fn amend(
    tx: &mut Tx,
    scope: &Scope,
    plan: &plan::Model,
    id: Uuid,
    input: TaskUpdate,
    recorded_at: Option<DateTime<Utc>>,
) -> Result<task::Model> {
    let row = task::Entity::find_by_id(id).filter(task::Column::PlanId.eq(plan.id)).one(tx.db()).await?.or_not_found()?;
    let version = current_version(tx, &row).await?;
    let when = When { today: version.effective_on, recorded_at: recorded_at.unwrap_or(tx.now) };
    change::change(tx, scope, plan, row, version, input, when).await
}

/// Enters a task with its first version, which counts from the plan's first day on.
///
/// # Errors
/// 409 `already_exists` for the code, `plan_not_draft`; 422 for what is wrong in itself or refers to nothing.
pub async fn insert(tx: &mut Tx, scope: &Scope, input: TaskCreate) -> Result<task::Model> {
    let TaskCreate { plan_id, section_id, parent_id, number, code, ord, title, content, how, starts_on, due, parameters } = input;
    let plan = part::plan(tx, scope, plan_id).await?.ok_or_else(|| Problem::at("/planId", Code::NotFound))?;
    part::draft(&plan)?;
    let mut faults = Vec::new();
    let parent = check_place(tx, plan.id, section_id, parent_id, &code, &mut faults).await?;
    let id = Uuid::now_v7();
    let ord = match ord {
        Some(ord) => ord,
        None => next_ord(tx, plan.id, parent_id).await?,
    };
    let row = task::Model {
        id,
        government_id: plan.government_id,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
        updated_by: tx.actor.name.clone(),
        plan_id: plan.id,
        section_id,
        parent_id,
        path: format!("{}{id}/", parent.as_ref().map_or("/", |parent| parent.path.as_str())),
        ord,
        number,
        code,
        current_n: 1,
    };
    let version = task_version::Model {
        id: Uuid::now_v7(),
        government_id: plan.government_id,
        plan_id: plan.id,
        task_id: id,
        n: 1,
        search: search_text(&row.number, &title),
        title,
        content,
        how,
        starts_on: starts_on.map(|day| day.0),
        due_on: due.as_ref().and_then(|due| due.control),
        due,
        parameters: Parameters(parameters),
        cancelled: false,
        effective_on: plan.starts_on,
        recorded_at: tx.now,
        reason: None,
    };
    faults.extend(check_content(&row, &version));
    Problem::unless_empty(faults)?;
    let row = row.into_active_model().reset_all().insert(tx.db()).await.or_exists("/code")?;
    let version = version.into_active_model().reset_all().insert(tx.db()).await?;
    check_dates(tx, &row).await?;
    tx.record("task.created", "task", row.id, json!({"planId": plan.id, "code": row.code, "title": version.title}));
    Ok(row)
}

/// The place after the last sibling: numbering runs on across the headings of a plan.
async fn next_ord(tx: &Tx, plan: Uuid, parent: Option<Uuid>) -> Result<i32> {
    let of_plan = task::Entity::find().filter(task::Column::PlanId.eq(plan));
    let siblings = match parent {
        Some(parent) => of_plan.filter(task::Column::ParentId.eq(parent)),
        None => of_plan.filter(task::Column::ParentId.is_null()),
    };
    let last = siblings.order_by_desc(task::Column::Ord).one(tx.db()).await?;
    Ok(last.map_or(1, |last| last.ord.saturating_add(1)))
}
