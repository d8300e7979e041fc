//! Handing what is owed to another unit (转办): the open obligation is void, and one for the other unit takes its place.

use actix_web::post;
use actix_web::web::Data;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::context::Context;
use super::shapes::Obligation;
use super::show::show;
use super::voids;
use crate::auth::{Action, Caller};
use crate::db::Tx;
use crate::domain::plan::{PlanState, UnitKind};
use crate::domain::schedule::VoidReason;
use crate::entity::{obligation, plan, submission, unit};
use crate::http::headers::{IdempotencyKeyHeader, IfMatchHeader};
use crate::http::{Body, Code, Fault, Id, IfMatch, OrNotFound, Problem, Reply, Result};
use crate::part::{self, place};
use crate::refs::{self, UnitRef};
use crate::state::AppState;

/// To whom a report is handed, and why: exactly one of `unitId` and `unitCode`.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"unitCode": "YC-YBJ", "reason": "机构改革,职责划转"}))]
pub(super) struct Transfer {
    /// The unit by id.
    pub(super) unit_id: Option<Uuid>,
    /// The unit by code.
    pub(super) unit_code: Option<String>,
    /// Why.
    #[serde(default)]
    #[validate(length(max = 1000))]
    #[schema(required = true, min_length = 1, max_length = 1000)]
    pub(super) reason: String,
}

/// Hand a report that is owed to another unit.
///
/// Only while nothing is filed: a filed report, a returned one included, stays with the unit that filed it. The one handed over is void
/// (`transferred`); the answer is the one that takes its place, with the same window and deadline. For later periods change the duties.
/// Where a target names the unit as the one whose figure counts, the report is not handed over (422 `reporting_unit`): the other unit would
/// not be asked for that figure. Change the `reportingUnit` of the target first.
#[utoipa::path(tag = "obligations", operation_id = "transfer_obligation", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The obligation"), IfMatchHeader, IdempotencyKeyHeader),
    request_body(content = Transfer, content_type = "application/json"),
    responses((status = 201, description = "The obligation of the other unit", body = Obligation)))]
#[post("/obligations/{id}/transfer")]
pub(super) async fn transfer_obligation(app: Data<AppState>, caller: Caller, id: Id, at: IfMatch, body: Body) -> Result<Reply> {
    caller.require(Action::WritePlan)?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let seen = obligation::Entity::seen_by(&caller.scope).filter(obligation::Column::Id.eq(id.0));
    let (plan, row) = part::locked(&tx, &caller.scope, seen, |row| row.plan_id).await?;
    caller.check(Action::WritePlan, place(&plan))?;
    at.check(row.current())?;
    let Transfer { unit_id, unit_code, reason } = body.read_or_empty()?;
    check_open(&tx, &plan, &row).await?;
    let unit = refs::unit(tx.db(), &caller.scope, UnitRef::new("/unit", unit_id, unit_code.as_ref())).await?;
    let pointer = if unit_id.is_some() { "/unitId" } else { "/unitCode" };
    check(&row, &unit, pointer, &reason)?;
    let taker = taker(&tx, &row, unit.id, pointer).await?;
    check_targets(&tx, &row, pointer).await?;
    let data = json!({"toId": taker.id, "fromUnitId": row.unit_id, "unitId": unit.id, "reason": reason});
    tx.record("obligation.transferred", "obligation", row.id, data);
    hand_over(&tx, row, taker.id).await?;
    let shown = show(tx.db(), &caller.scope, app.zone, app.today(), vec![taker]).await?;
    tx.commit(Reply::created("obligations", &shown.into_iter().next().or_not_found()?)?).await
}

/// Only what is owed in a plan in force, and of which nothing was filed that was not taken back.
async fn check_open(tx: &Tx, plan: &plan::Model, row: &obligation::Model) -> Result<()> {
    let no_way =
        |state: serde_json::Value| Err(Problem::new(Code::InvalidTransition).with("state", state).with("allowedActions", json!([])));
    if plan.state != PlanState::Issued {
        return no_way(json!(plan.state));
    }
    if row.voided_at.is_some() {
        return no_way(json!("void"));
    }
    let filed = submission::Entity::find().filter(submission::Column::ObligationId.eq(row.id));
    match filed.filter(submission::Column::FirstFiledAt.is_not_null()).one(tx.db()).await? {
        Some(filed) => no_way(json!(filed.state)),
        None => Ok(()),
    }
}

/// A report is handed to another unit that can file it: a group cannot.
fn check(row: &obligation::Model, unit: &unit::Model, pointer: &str, reason: &str) -> Result<()> {
    let mut faults = Vec::new();
    if unit.kind == UnitKind::Group {
        faults.push(Fault::at(pointer, Code::InvalidValue));
    }
    if unit.id == row.unit_id {
        faults.push(Fault::at(pointer, Code::Contradiction));
    }
    if reason.trim().is_empty() {
        faults.push(Fault::at("/reason", Code::ReasonRequired));
    }
    Problem::unless_empty(faults)
}

/// No target of the report names the unit that hands it over as the one whose figure counts.
async fn check_targets(tx: &Tx, row: &obligation::Model, pointer: &str) -> Result<()> {
    let context = Context::load(tx.db(), std::slice::from_ref(row)).await?;
    let named = context.targets_of(row).into_iter().filter(|(_, terms)| terms.reporting_unit_id == Some(row.unit_id));
    let named: Vec<&str> = named.map(|(target, _)| target.indicator.as_str()).collect();
    if named.is_empty() { Ok(()) } else { Err(Problem::invalid(vec![Fault::at(pointer, Code::ReportingUnit).with("indicators", named)])) }
}

/// The obligation of the other unit: a new one, or a void one that is owed again.
async fn taker(tx: &Tx, row: &obligation::Model, unit: Uuid, pointer: &str) -> Result<obligation::Model> {
    let same = obligation::Entity::find()
        .filter(obligation::Column::RulePeriodId.eq(row.rule_period_id))
        .filter(obligation::Column::TaskId.eq(row.task_id))
        .filter(obligation::Column::UnitId.eq(unit));
    let Some(mut held) = same.one(tx.db()).await? else {
        let new = obligation::Model {
            id: Uuid::now_v7(),
            version: 1,
            created_at: tx.now,
            updated_at: tx.now,
            updated_by: tx.actor.name.clone(),
            unit_id: unit,
            via_group_id: None,
            extended_until: None,
            ..row.clone()
        };
        return Ok(new.into_active_model().reset_all().insert(tx.db()).await?);
    };
    if held.voided_at.is_none() {
        return Err(Problem::conflict(pointer, Code::AlreadyExists));
    }
    voids::ended(tx, &[&held]).await?;
    (held.void_reason, held.voided_at, held.transferred_to_id) = (None, None, None);
    held.touch(tx);
    Ok(held.into_active_model().reset_all().update(tx.db()).await?)
}

async fn hand_over(tx: &Tx, mut row: obligation::Model, to: Uuid) -> Result<()> {
    (row.void_reason, row.voided_at, row.transferred_to_id) = (Some(VoidReason::Transferred), Some(tx.now), Some(to));
    row.touch(tx);
    row.into_active_model().reset_all().update(tx.db()).await?;
    Ok(())
}
