//! Naming units and officials on tasks: freely in a draft; after issue duties are only added and ended.

use actix_web::web::Data;
use actix_web::{delete, patch, post};
use chrono::NaiveDate;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, ModelTrait, QueryFilter};
use serde_json::json;
use uuid::Uuid;

use super::read;
use super::shapes::{Assignment, AssignmentCreate, AssignmentUpdate};
use crate::auth::{Action, Caller, Place};
use crate::db::{OrConflict, Tx};
use crate::domain::plan::{AssignmentRole, PlanState};
use crate::entity::scope::Scope;
use crate::entity::{assignment, plan, task};
use crate::features::obligations;
use crate::http::headers::{IdempotencyKeyHeader, IfMatchHeader};
use crate::http::{Body, Code, Fault, Id, IfMatch, OrNotFound, Problem, Reply, Result};
use crate::part;
use crate::refs::{self, UnitRef};
use crate::state::AppState;

/// Name a unit on a task, or the official who answers for it (总责任人).
///
/// After issue a new lead owes the reports on the periods that begin on its first day or later.
#[utoipa::path(tag = "assignments", operation_id = "create_assignment", security(("bearer" = [])), params(IdempotencyKeyHeader),
    request_body(content = AssignmentCreate, content_type = "application/json"),
    responses((status = 201, description = "The new assignment", body = Assignment)))]
#[post("/assignments")]
pub(super) async fn create_assignment(app: Data<AppState>, caller: Caller, body: Body) -> Result<Reply> {
    caller.require(Action::WritePlan)?;
    caller.check(Action::WritePlan, Place::default())?;
    let input: AssignmentCreate = body.read()?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let row = insert(&mut tx, &caller.scope, input, app.today()).await?;
    let assignment = read::one(tx.db(), &caller.scope, row).await?;
    tx.commit(Reply::created("assignments", &assignment)?).await
}

/// Change a duty; once the plan is issued, end it, relabel it, or mark it as the reporting one.
///
/// Of a duty that ends, reports on periods that began before stay owed; unfiled ones on later periods become void.
#[utoipa::path(tag = "assignments", operation_id = "update_assignment", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The assignment"), IfMatchHeader),
    request_body(content = AssignmentUpdate, content_type = "application/json"),
    responses((status = 200, description = "The assignment as it is now", body = Assignment)))]
#[patch("/assignments/{id}")]
pub(super) async fn update_assignment(app: Data<AppState>, caller: Caller, id: Id, at: IfMatch, body: Body) -> Result<Reply> {
    caller.require(Action::WritePlan)?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let (plan, row) = locked(&tx, &caller, id.0).await?;
    at.check(row.current())?;
    let row = change(&mut tx, &caller.scope, &plan, row, body.read()?, app.today()).await?;
    let assignment = read::one(tx.db(), &caller.scope, row).await?;
    tx.commit(Reply::item(&assignment)?).await
}

/// Take a unit or an official off a task of a plan in draft; after issue a duty is ended with `effectiveTo` instead.
#[utoipa::path(tag = "assignments", operation_id = "delete_assignment", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The assignment"), IfMatchHeader), responses((status = 204, description = "It is gone")))]
#[delete("/assignments/{id}")]
pub(super) async fn delete_assignment(app: Data<AppState>, caller: Caller, id: Id, at: IfMatch) -> Result<Reply> {
    caller.require(Action::WritePlan)?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let (plan, row) = locked(&tx, &caller, id.0).await?;
    at.check(row.current())?;
    part::draft(&plan)?;
    tx.record(
        "assignment.deleted",
        "assignment",
        row.id,
        json!({"taskId": row.task_id, "unitId": row.unit_id, "officialId": row.official_id}),
    );
    row.delete(tx.db()).await.or_has_children()?;
    tx.commit(Reply::no_content()).await
}

async fn locked(tx: &Tx, caller: &Caller, id: Uuid) -> Result<(plan::Model, assignment::Model)> {
    let seen = assignment::Entity::seen_by(&caller.scope).filter(assignment::Column::Id.eq(id));
    let found = part::locked(tx, &caller.scope, seen, |row| row.plan_id).await?;
    caller.check(Action::WritePlan, Place::default())?;
    Ok(found)
}

/// Names a unit or an official on a task. `today` is in the business zone.
///
/// # Errors
/// 409 `already_exists`, `invalid_transition`; 422 for what is wrong in itself, contradicts another duty or refers to nothing.
pub async fn insert(tx: &mut Tx, scope: &Scope, input: AssignmentCreate, today: NaiveDate) -> Result<assignment::Model> {
    let AssignmentCreate {
        task_id,
        unit_id,
        unit_code,
        official_id,
        official_code,
        role,
        printed_as,
        label,
        ord,
        is_reporting,
        is_starred,
        effective_from,
        effective_to,
    } = input;
    let (plan, task) = part::of_task(tx, scope, task_id).await?;
    part::changeable(&plan)?;
    let unit = UnitRef::new("/unit", unit_id, unit_code.as_ref());
    let named = assignee(tx, scope, unit, UnitRef::new("/official", official_id, official_code.as_ref())).await?;
    let named = named.ok_or_else(|| Problem::invalid(vec![unit.fault(Code::Required)]))?;
    let others = duties_of(tx, task.id, None).await?;
    let first = if plan.state == PlanState::Draft { plan.starts_on } else { today };
    let row = assignment::Model {
        id: Uuid::now_v7(),
        government_id: plan.government_id,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
        updated_by: tx.actor.name.clone(),
        plan_id: plan.id,
        task_id: task.id,
        role,
        unit_id: named.unit,
        official_id: named.official,
        assignee_key: named.key,
        printed_as,
        label,
        ord: ord.unwrap_or_else(|| others.iter().map(|duty| duty.ord).max().map_or(1, |last| last.saturating_add(1))),
        is_reporting,
        is_starred,
        effective_from: effective_from.map_or(first, |day| day.0),
        effective_to: effective_to.map(|day| day.0),
    };
    let mut faults = check(&row, &others);
    if plan.state != PlanState::Draft && row.effective_from < today {
        faults.push(Fault::at("/effectiveFrom", Code::OutOfRange).with("min", today.to_string()));
    }
    Problem::unless_empty(faults)?;
    check_single(&row, &others)?;
    let row = row.into_active_model().reset_all().insert(tx.db()).await.or_exists("/effectiveFrom")?;
    let owed = follow(tx, scope, &plan, row.task_id, today).await?;
    let data = json!({
        "taskId": row.task_id, "unitId": row.unit_id, "officialId": row.official_id, "role": row.role, "obligations": owed
    });
    tx.record("assignment.created", "assignment", row.id, data);
    Ok(row)
}

async fn change(
    tx: &mut Tx,
    scope: &Scope,
    plan: &plan::Model,
    mut row: assignment::Model,
    input: AssignmentUpdate,
    today: NaiveDate,
) -> Result<assignment::Model> {
    let fixed = [
        ("unitId", input.unit_id.is_some()),
        ("unitCode", input.unit_code.is_some()),
        ("officialId", input.official_id.is_some()),
        ("officialCode", input.official_code.is_some()),
        ("role", input.role.is_some()),
        ("ord", input.ord.is_some()),
        ("isStarred", input.is_starred.is_some()),
        ("effectiveFrom", input.effective_from.is_some()),
    ];
    part::fixed_after_issue(plan, &fixed)?;
    let AssignmentUpdate {
        unit_id,
        unit_code,
        official_id,
        official_code,
        printed_as,
        role,
        label,
        ord,
        is_reporting,
        is_starred,
        effective_from,
        effective_to,
    } = input;
    let unit = UnitRef::new("/unit", unit_id, unit_code.as_ref());
    if let Some(named) = assignee(tx, scope, unit, UnitRef::new("/official", official_id, official_code.as_ref())).await? {
        (row.unit_id, row.official_id, row.assignee_key) = (named.unit, named.official, named.key);
    }
    row.printed_as = printed_as.unwrap_or(row.printed_as);
    row.role = role.unwrap_or(row.role);
    row.label = label.unwrap_or(row.label);
    row.ord = ord.unwrap_or(row.ord);
    row.is_reporting = is_reporting.unwrap_or(row.is_reporting);
    row.is_starred = is_starred.unwrap_or(row.is_starred);
    row.effective_from = effective_from.map_or(row.effective_from, |day| day.0);
    row.effective_to = effective_to.map_or(row.effective_to, |day| day.map(|day| day.0));
    let others = duties_of(tx, row.task_id, Some(row.id)).await?;
    let mut faults = check(&row, &others);
    let yesterday = today.pred_opt().unwrap_or(today);
    if plan.state != PlanState::Draft && effective_to.flatten().is_some_and(|day| day.0 < yesterday) {
        faults.push(Fault::at("/effectiveTo", Code::OutOfRange).with("min", yesterday.to_string()));
    }
    Problem::unless_empty(faults)?;
    check_single(&row, &others)?;
    row.touch(tx);
    let row = row.into_active_model().reset_all().update(tx.db()).await.or_exists("/effectiveFrom")?;
    let owed = follow(tx, scope, plan, row.task_id, today).await?;
    let data = json!({"taskId": row.task_id, "version": row.version, "obligations": owed});
    tx.record("assignment.updated", "assignment", row.id, data);
    Ok(row)
}

/// Whose duty it is: exactly one of the two, and the key under which it is unique.
struct Assignee {
    unit: Option<Uuid>,
    official: Option<Uuid>,
    key: String,
}

/// Looks up the unit or the official a body names; none where it names neither.
async fn assignee(tx: &Tx, scope: &Scope, unit: UnitRef<'_>, official: UnitRef<'_>) -> Result<Option<Assignee>> {
    if unit.is_given() && official.is_given() {
        return Err(Problem::invalid(vec![official.fault(Code::Contradiction)]));
    }
    let unit = refs::units(tx.db(), scope, &[unit]).await?.into_iter().flatten().next().map(|unit| unit.id);
    let official = refs::official(tx.db(), scope, official).await?.map(|official| official.id);
    Ok(unit.or(official).map(|id| Assignee { unit, official, key: id.to_string() }))
}

/// Of an issued plan, what is owed follows its duties.
async fn follow(tx: &Tx, scope: &Scope, plan: &plan::Model, task: Uuid, today: NaiveDate) -> Result<Option<obligations::write::Followed>> {
    if plan.state == PlanState::Draft {
        return Ok(None);
    }
    let task = task::Entity::find_by_id(task).one(tx.db()).await?.or_not_found()?;
    obligations::write::follow(tx, scope, plan, &task, today).await.map(Some)
}

async fn duties_of(tx: &Tx, task: Uuid, except: Option<Uuid>) -> Result<Vec<assignment::Model>> {
    let mut duties = assignment::Entity::find().filter(assignment::Column::TaskId.eq(task)).all(tx.db()).await?;
    duties.retain(|duty| Some(duty.id) != except);
    Ok(duties)
}

fn check(row: &assignment::Model, others: &[assignment::Model]) -> Vec<Fault> {
    let mut faults = Vec::new();
    if (row.role == AssignmentRole::Principal) != row.official_id.is_some() {
        faults.push(Fault::at("/role", Code::InvalidValue));
    }
    if row.effective_to.is_some_and(|to| to < row.effective_from) {
        faults.push(Fault::at("/effectiveTo", Code::EndBeforeStart));
    }
    let may_lead = matches!(row.role, AssignmentRole::Lead | AssignmentRole::Responsible);
    let another = others.iter().any(|other| other.is_reporting && overlap(row, other));
    if row.is_reporting && (another || !may_lead) {
        faults.push(Fault::at("/isReporting", Code::Contradiction));
    }
    faults
}

/// A unit or an official has one duty of a kind on a task at a time.
fn check_single(row: &assignment::Model, others: &[assignment::Model]) -> Result<()> {
    let same = |other: &&assignment::Model| other.assignee_key == row.assignee_key && other.role == row.role && overlap(row, other);
    match others.iter().find(same) {
        None => Ok(()),
        Some(_) => Err(Problem { faults: vec![Fault::at("/effectiveFrom", Code::AlreadyExists)], ..Problem::new(Code::AlreadyExists) }),
    }
}

fn overlap(one: &assignment::Model, other: &assignment::Model) -> bool {
    one.effective_to.is_none_or(|to| to >= other.effective_from) && other.effective_to.is_none_or(|to| to >= one.effective_from)
}
