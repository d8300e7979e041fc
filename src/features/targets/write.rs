//! Entering, changing and removing targets.

use actix_web::web::Data;
use actix_web::{delete, patch, post};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, ModelTrait, PaginatorTrait, QueryFilter};
use serde_json::json;
use uuid::Uuid;

use super::change::{self, some_stages};
use super::checks::{check_group, check_reference, check_terms, check_whole, check_words};
use super::read;
use super::shapes::{Target, TargetCreate, TargetUpdate};
use crate::auth::{Action, Caller, Place};
use crate::db::{OrConflict, Tx};
use crate::domain::measure_word::multiplier_of;
use crate::domain::target::{Firmness, TargetClass};
use crate::entity::scope::Scope;
use crate::entity::{plan, target, target_version, unit};
use crate::http::headers::{IdempotencyKeyHeader, IfMatchHeader};
use crate::http::{Body, Code, Id, IfMatch, OrNotFound, Problem, Reply, Result};
use crate::part::{self, When};
use crate::refs::{self, UnitRef};
use crate::state::AppState;

/// Enter a target on a task of a plan in draft.
#[utoipa::path(tag = "targets", operation_id = "create_target", security(("bearer" = [])), params(IdempotencyKeyHeader),
    request_body(content = TargetCreate, content_type = "application/json"), responses((status = 201, description = "The new target", body = Target)))]
#[post("/targets")]
pub(super) async fn create_target(app: Data<AppState>, caller: Caller, body: Body) -> Result<Reply> {
    caller.require(Action::WritePlan)?;
    caller.check(Action::WritePlan, Place::default())?;
    let input: TargetCreate = body.read()?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let row = insert(&mut tx, &caller.scope, input).await?;
    let target = read::one(tx.db(), &caller.scope, row).await?;
    tx.commit(Reply::created("targets", &target)?).await
}

/// Change a target; once its plan is issued, its terms only, with a reason, as a new version.
///
/// The answer, like every reading of the target, shows the latest version, also where its `effectiveOn` is still to come; progress
/// is judged by the version in force on its date.
#[utoipa::path(tag = "targets", operation_id = "update_target", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The target"), IfMatchHeader),
    request_body(content = TargetUpdate, content_type = "application/json"),
    responses((status = 200, description = "The target as it is now", body = Target)))]
#[patch("/targets/{id}")]
pub(super) async fn update_target(app: Data<AppState>, caller: Caller, id: Id, at: IfMatch, body: Body) -> Result<Reply> {
    caller.require(Action::WritePlan)?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let (plan, row) = locked(&tx, &caller, id.0).await?;
    at.check(row.current())?;
    let version = current_version(&tx, &row).await?;
    let present = json!({"stretch": version.stretch, "baseline": version.baseline, "reference": version.reference});
    let input: TargetUpdate = body.read_onto(&present)?;
    let when = When { today: app.today(), recorded_at: tx.now };
    let row = change::change(&mut tx, &caller.scope, &plan, row, version, input, when).await?;
    let target = read::one(tx.db(), &caller.scope, row).await?;
    tx.commit(Reply::item(&target)?).await
}

/// Remove a target from a plan in draft; one with checkpoints or parts, or that another is measured against, stays.
#[utoipa::path(tag = "targets", operation_id = "delete_target", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The target"), IfMatchHeader), responses((status = 204, description = "It is gone")))]
#[delete("/targets/{id}")]
pub(super) async fn delete_target(app: Data<AppState>, caller: Caller, id: Id, at: IfMatch) -> Result<Reply> {
    caller.require(Action::WritePlan)?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let (plan, row) = locked(&tx, &caller, id.0).await?;
    at.check(row.current())?;
    part::draft(&plan)?;
    if is_measured_against(&tx, &row).await? {
        return Err(Problem::new(Code::HasChildren));
    }
    target_version::Entity::delete_many().filter(target_version::Column::TargetId.eq(row.id)).exec(tx.db()).await?;
    tx.record("target.deleted", "target", row.id, json!({"taskId": row.task_id, "key": row.key}));
    row.delete(tx.db()).await.or_has_children()?;
    tx.commit(Reply::no_content()).await
}

async fn locked(tx: &Tx, caller: &Caller, id: Uuid) -> Result<(plan::Model, target::Model)> {
    let seen = target::Entity::seen_by(&caller.scope).filter(target::Column::Id.eq(id));
    let found = part::locked(tx, &caller.scope, seen, |row| row.plan_id).await?;
    caller.check(Action::WritePlan, Place::default())?;
    Ok(found)
}

async fn current_version(tx: &Tx, row: &target::Model) -> Result<target_version::Model> {
    let versions = target_version::Entity::find().filter(target_version::Column::TargetId.eq(row.id));
    versions.filter(target_version::Column::N.eq(row.current_n)).one(tx.db()).await?.or_not_found()
}

/// Whether a version of another target names this one as its reference: that is kept as JSON, where no foreign key reaches.
async fn is_measured_against(tx: &Tx, row: &target::Model) -> Result<bool> {
    let reference = Expr::col((target_version::Entity, target_version::Column::Reference)).cast_as("text");
    let naming = target_version::Entity::find()
        .filter(target_version::Column::GovernmentId.eq(row.government_id))
        .filter(target_version::Column::TargetId.ne(row.id))
        .filter(reference.like(format!("%{}%", row.id)));
    Ok(naming.count(tx.db()).await? > 0)
}

/// Changes a target of a plan that is locked already, as if it had been recorded at `recorded_at`; nothing there: now.
///
/// # Errors
/// Those of a change.
pub async fn amend(
    tx: &mut Tx,
    scope: &Scope,
    plan: &plan::Model,
    id: Uuid,
    input: TargetUpdate,
    recorded_at: Option<DateTime<Utc>>,
) -> Result<target::Model> {
    let row = target::Entity::find_by_id(id).filter(target::Column::PlanId.eq(plan.id)).one(tx.db()).await?.or_not_found()?;
    let version = current_version(tx, &row).await?;
    let when = When { today: version.effective_on, recorded_at: recorded_at.unwrap_or(tx.now) };
    change::change(tx, scope, plan, row, version, input, when).await
}

/// Enters a target with the first version of its terms, which counts from the plan's first day on.
///
/// # Errors
/// 409 `already_exists` for the key, `plan_not_draft`; 422 for terms that do not fit together or refer to nothing.
pub async fn insert(tx: &mut Tx, scope: &Scope, mut input: TargetCreate) -> Result<target::Model> {
    let (plan, task) = part::of_task(tx, scope, input.task_id).await?;
    part::draft(&plan)?;
    let reporting = input.reporting_unit_code.take();
    let per_unit = input.per_unit_group_code.take();
    let wishes = [
        UnitRef::new("/reportingUnit", input.reporting_unit_id, reporting.as_ref()),
        UnitRef::new("/perUnitGroup", input.per_unit_group_id, per_unit.as_ref()),
    ];
    let found = refs::units(tx.db(), scope, &wishes).await?;
    let [reporting, group] = found.try_into().map_err(|_| Problem::internal("two wishes, two answers"))?;
    let mut faults = Vec::new();
    check_group(group.as_ref(), &wishes[1], &mut faults);
    if input.key.is_none() {
        input.key = Some(next_key(tx, task.id).await?);
    }
    let (row, version) = rows(tx, &plan, input, reporting, group);
    check_words(&row, &mut faults);
    faults.extend(check_terms(&version));
    check_reference(tx, scope, &version, &mut faults).await?;
    check_whole(tx, &row, &mut faults).await?;
    Problem::unless_empty(faults)?;
    let row = row.into_active_model().reset_all().insert(tx.db()).await.or_exists("/key")?;
    version.into_active_model().reset_all().insert(tx.db()).await?;
    tx.record("target.created", "target", row.id, json!({"taskId": row.task_id, "key": row.key, "indicator": row.indicator}));
    Ok(row)
}

/// The row and its first version, from a body whose references are found.
#[expect(clippy::too_many_lines, reason = "a line for every member, so that none is forgotten")]
fn rows(
    tx: &Tx,
    plan: &plan::Model,
    input: TargetCreate,
    reporting: Option<unit::Model>,
    group: Option<unit::Model>,
) -> (target::Model, target_version::Model) {
    let TargetCreate {
        task_id,
        key,
        indicator,
        text,
        part_of_id,
        parts_add_up,
        qualifier,
        scope,
        reporting_unit_id: _,
        reporting_unit_code: _,
        operator,
        judged_as,
        value,
        upper,
        unit_of_measure,
        series,
        quantity_kind,
        firmness,
        class,
        stretch,
        baseline,
        tolerance,
        maintain,
        per_unit_group_id: _,
        per_unit_group_code: _,
        reference,
        stages,
    } = input;
    let id = Uuid::now_v7();
    let version = target_version::Model {
        id: Uuid::now_v7(),
        government_id: plan.government_id,
        plan_id: plan.id,
        target_id: id,
        n: 1,
        reporting_unit_id: reporting.map(|unit| unit.id),
        operator,
        judged_as: judged_as.unwrap_or_else(|| operator.default_judged_as()),
        value_e4: value,
        upper_e4: upper,
        multiplier: unit_of_measure.as_deref().map_or(1, multiplier_of),
        unit_of_measure,
        series,
        quantity_kind,
        firmness: firmness.unwrap_or(Firmness::Firm),
        class: class.unwrap_or(TargetClass::Expected),
        stretch,
        baseline,
        tolerance_e4: tolerance,
        maintain,
        per_unit_group_id: group.map(|unit| unit.id),
        reference,
        stages: stages.and_then(some_stages),
        effective_on: plan.starts_on,
        recorded_at: tx.now,
        reason: None,
    };
    let row = target::Model {
        key: key.unwrap_or_default(),
        indicator,
        text,
        part_of_id,
        parts_add_up,
        qualifier,
        scope,
        ..nameless(tx, plan, id, task_id)
    };
    (row, version)
}

/// The row of a new target, still without its words.
fn nameless(tx: &Tx, plan: &plan::Model, id: Uuid, task_id: Uuid) -> target::Model {
    target::Model {
        id,
        government_id: plan.government_id,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
        updated_by: tx.actor.name.clone(),
        plan_id: plan.id,
        task_id,
        key: String::new(),
        indicator: String::new(),
        text: String::new(),
        part_of_id: None,
        parts_add_up: false,
        qualifier: None,
        scope: None,
        current_n: 1,
    }
}

/// The number after the largest key of the task that is a number.
async fn next_key(tx: &Tx, task: Uuid) -> Result<String> {
    let held = target::Entity::find().filter(target::Column::TaskId.eq(task)).all(tx.db()).await?;
    let last = held.iter().filter_map(|target| target.key.parse::<u32>().ok()).max();
    Ok(last.map_or(1, |last| u64::from(last) + 1).to_string())
}
