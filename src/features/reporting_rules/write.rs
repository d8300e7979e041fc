//! Entering, changing and removing reporting rules, while their plan is a draft.

use actix_web::web::Data;
use actix_web::{delete, patch, post};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, ModelTrait, QueryFilter};
use serde_json::json;
use uuid::Uuid;

use super::read;
use super::shapes::{ReportingRule, ReportingRuleCreate, ReportingRuleUpdate};
use crate::auth::{Action, Caller};
use crate::db::{OrConflict, Tx};
use crate::domain::schedule::ReportParts;
use crate::entity::scope::Scope;
use crate::entity::{plan, reporting_rule, task};
use crate::http::headers::{IdempotencyKeyHeader, IfMatchHeader};
use crate::http::{Body, Code, Fault, Id, IfMatch, Problem, Reply, Result};
use crate::part::{self, place};
use crate::refs::{self, UnitRef};
use crate::state::AppState;

/// Enter a reporting rule into a draft plan.
#[utoipa::path(tag = "reporting-rules", operation_id = "create_reporting_rule", security(("bearer" = [])), params(IdempotencyKeyHeader),
    request_body = ReportingRuleCreate, responses((status = 201, description = "The new rule", body = ReportingRule)))]
#[post("/reporting-rules")]
pub(super) async fn create_reporting_rule(app: Data<AppState>, caller: Caller, body: Body) -> Result<Reply> {
    caller.require(Action::WritePlan)?;
    let input: ReportingRuleCreate = body.read()?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let plan = part::of_plan(&tx, &caller.scope, input.plan_id).await?;
    caller.check(Action::WritePlan, place(&plan))?;
    let row = insert(&mut tx, &caller.scope, &plan, input).await?;
    let rule = read::one(tx.db(), &caller.scope, row).await?;
    tx.commit(Reply::created("reporting-rules", &rule)?).await
}

/// Change a reporting rule of a draft plan.
#[utoipa::path(tag = "reporting-rules", operation_id = "update_reporting_rule", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The rule"), IfMatchHeader),
    request_body(content = ReportingRuleUpdate, content_type = "application/json"),
    responses((status = 200, description = "The rule as it is now", body = ReportingRule)))]
#[patch("/reporting-rules/{id}")]
pub(super) async fn update_reporting_rule(app: Data<AppState>, caller: Caller, id: Id, at: IfMatch, body: Body) -> Result<Reply> {
    caller.require(Action::WritePlan)?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let (plan, row) = locked(&tx, &caller.scope, id.0).await?;
    caller.check(Action::WritePlan, place(&plan))?;
    at.check(row.current())?;
    part::draft(&plan)?;
    let input = body.read_onto(&json!({"calendar": row.calendar}))?;
    let row = change(&mut tx, &caller.scope, &plan, row, input).await?;
    let rule = read::one(tx.db(), &caller.scope, row).await?;
    tx.commit(Reply::item(&rule)?).await
}

/// Remove a reporting rule from a draft plan.
#[utoipa::path(tag = "reporting-rules", operation_id = "delete_reporting_rule", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The rule"), IfMatchHeader), responses((status = 204, description = "It is gone")))]
#[delete("/reporting-rules/{id}")]
pub(super) async fn delete_reporting_rule(app: Data<AppState>, caller: Caller, id: Id, at: IfMatch) -> Result<Reply> {
    caller.require(Action::WritePlan)?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let (plan, row) = locked(&tx, &caller.scope, id.0).await?;
    caller.check(Action::WritePlan, place(&plan))?;
    at.check(row.current())?;
    part::draft(&plan)?;
    tx.record("reportingRule.deleted", "reportingRule", row.id, json!({"planId": row.plan_id, "n": row.n}));
    row.delete(tx.db()).await.or_has_children()?;
    tx.commit(Reply::no_content()).await
}

/// The rule and its plan, both locked, the plan first.
async fn locked(tx: &Tx, scope: &Scope, id: Uuid) -> Result<(plan::Model, reporting_rule::Model)> {
    let seen = reporting_rule::Entity::seen_by(scope).filter(reporting_rule::Column::Id.eq(id));
    part::locked(tx, scope, seen, |row| row.plan_id).await
}

/// Enters a rule into a plan that is already locked.
///
/// # Errors
/// 409 when the plan is no draft or has the number; 422 for what is wrong in itself or refers to nothing.
pub async fn insert(tx: &mut Tx, scope: &Scope, plan: &plan::Model, input: ReportingRuleCreate) -> Result<reporting_rule::Model> {
    part::draft(plan)?;
    let ReportingRuleCreate {
        plan_id: _,
        task_id,
        n,
        title,
        receiver_unit_id,
        receiver_unit_code,
        reporters,
        calendar,
        parts,
        text_limit,
        limit_policy,
        signs_first,
        collects_figures,
        return_days,
    } = input;
    let receiver = refs::unit(tx.db(), scope, UnitRef::new("/receiverUnit", receiver_unit_id, receiver_unit_code.as_ref())).await?;
    let others = others(tx, plan.id, None).await?;
    let next = others.iter().map(|rule| rule.n).max().map_or(1, |last| last.saturating_add(1));
    let row = reporting_rule::Model {
        id: Uuid::now_v7(),
        government_id: plan.government_id,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
        updated_by: tx.actor.name.clone(),
        plan_id: plan.id,
        task_id,
        n: n.unwrap_or(next),
        title,
        receiver_unit_id: receiver.id,
        reporters,
        calendar,
        parts: ReportParts(parts),
        text_limit,
        limit_policy,
        signs_first,
        collects_figures,
        return_days,
    };
    check_task(tx, &row).await?;
    check(&row, plan, &others)?;
    let row = row.into_active_model().reset_all().insert(tx.db()).await.or_exists("/n")?;
    tx.record("reportingRule.created", "reportingRule", row.id, json!({"planId": row.plan_id, "n": row.n, "title": row.title}));
    Ok(row)
}

async fn change(
    tx: &mut Tx,
    scope: &Scope,
    plan: &plan::Model,
    mut row: reporting_rule::Model,
    input: ReportingRuleUpdate,
) -> Result<reporting_rule::Model> {
    let ReportingRuleUpdate {
        task_id,
        n,
        title,
        receiver_unit_id,
        receiver_unit_code,
        reporters,
        calendar,
        parts,
        text_limit,
        limit_policy,
        signs_first,
        collects_figures,
        return_days,
    } = input;
    let wish = UnitRef::new("/receiverUnit", receiver_unit_id, receiver_unit_code.as_ref());
    if wish.is_given() {
        row.receiver_unit_id = refs::unit(tx.db(), scope, wish).await?.id;
    }
    row.task_id = task_id.unwrap_or(row.task_id);
    row.n = n.unwrap_or(row.n);
    row.title = title.unwrap_or(row.title);
    row.reporters = reporters.unwrap_or(row.reporters);
    row.calendar = calendar.unwrap_or(row.calendar);
    row.parts = parts.map_or(row.parts, ReportParts);
    row.text_limit = text_limit.unwrap_or(row.text_limit);
    row.limit_policy = limit_policy.unwrap_or(row.limit_policy);
    row.signs_first = signs_first.unwrap_or(row.signs_first);
    row.collects_figures = collects_figures.unwrap_or(row.collects_figures);
    row.return_days = return_days.unwrap_or(row.return_days);
    check_task(tx, &row).await?;
    check(&row, plan, &others(tx, plan.id, Some(row.id)).await?)?;
    row.touch(tx);
    let row = row.into_active_model().reset_all().update(tx.db()).await.or_exists("/n")?;
    tx.record("reportingRule.updated", "reportingRule", row.id, json!({"planId": row.plan_id, "version": row.version}));
    Ok(row)
}

/// The one task of a rule is of the same plan.
async fn check_task(tx: &Tx, row: &reporting_rule::Model) -> Result<()> {
    let Some(id) = row.task_id else { return Ok(()) };
    let held = task::Entity::find_by_id(id).filter(task::Column::PlanId.eq(row.plan_id)).one(tx.db()).await?;
    if held.is_some() { Ok(()) } else { Err(Problem::at("/taskId", Code::NotFound)) }
}

/// The other rules of the plan.
async fn others(tx: &Tx, plan: Uuid, but: Option<Uuid>) -> Result<Vec<reporting_rule::Model>> {
    let mut rows = reporting_rule::Entity::find().filter(reporting_rule::Column::PlanId.eq(plan)).all(tx.db()).await?;
    rows.retain(|row| Some(row.id) != but);
    Ok(rows)
}

fn check(row: &reporting_rule::Model, plan: &plan::Model, others: &[reporting_rule::Model]) -> Result<()> {
    let mut faults = Vec::new();
    if row.title.trim().is_empty() {
        faults.push(Fault::at("/title", Code::Required));
    }
    let wrong = row.calendar.check();
    let outside = if wrong.is_empty() { row.calendar.check_within(plan.starts_on, plan.ends_on) } else { Vec::new() };
    let in_calendar = wrong.into_iter().chain(outside);
    faults.extend(in_calendar.map(|(member, code)| Fault::at(format!("/calendar/{member}"), calendar_code(code))));
    for (at, part) in row.parts.0.iter().enumerate() {
        if row.parts.0.iter().take(at).any(|earlier| earlier == part) {
            faults.push(Fault::at(format!("/parts/{at}"), Code::DuplicateItem));
        }
    }
    if row.collects_figures && others.iter().any(|rule| rule.collects_figures) {
        faults.push(Fault::at("/collectsFigures", Code::Contradiction));
    }
    Problem::unless_empty(faults)
}

/// The codes of a calendar's own check in the words of the catalogue.
fn calendar_code(name: &str) -> Code {
    match name {
        "not_allowed" => Code::MustBeAbsent,
        "duplicate" => Code::DuplicateItem,
        "not_ascending" => Code::Contradiction,
        other => Code::of_name(other).unwrap_or(Code::InvalidValue),
    }
}
