//! Drafting bulletins, issuing them with a number and a digest, withdrawing them.

use actix_web::web::Data;
use actix_web::{delete, patch, post};
use chrono::Datelike;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, ModelTrait, QueryFilter, QuerySelect};
use serde_json::json;
use uuid::Uuid;

use super::freeze::{compute, digest};
use super::inputs::{BulletinCreate, BulletinUpdate, Withdrawal};
use super::read::one;
use super::shapes::Bulletin;
use super::{compose, shapes};
use crate::auth::{Action, Caller};
use crate::db::{OrConflict, Tx};
use crate::domain::bulletin::{BulletinAction, BulletinState, number_prefix};
use crate::domain::plan::PlanState;
use crate::domain::zone::BusinessZone;
use crate::entity::scope::Scope;
use crate::entity::{bulletin, government, plan};
use crate::http::body::Nothing;
use crate::http::headers::{IdempotencyKeyHeader, IfMatchHeader};
use crate::http::{Body, Code, Fault, Id, IfMatch, OrNotFound, Problem, Reply, Result};
use crate::part::{self, place};
use crate::refs::{self, UnitRef};
use crate::state::AppState;

/// Draft a bulletin of a plan in force: its text is computed from the reports.
#[utoipa::path(tag = "bulletins", operation_id = "create_bulletin", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The plan"), IdempotencyKeyHeader),
    request_body = BulletinCreate, responses((status = 201, description = "The new draft", body = Bulletin)))]
#[post("/plans/{id}/bulletins")]
pub(super) async fn create_bulletin(app: Data<AppState>, caller: Caller, id: Id, body: Body) -> Result<Reply> {
    caller.require(Action::WriteBulletin)?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let plan = part::plan(&tx, &caller.scope, id.0).await?.or_not_found()?;
    caller.check(Action::WriteBulletin, place(&plan))?;
    let input: BulletinCreate = body.read()?;
    let row = insert(&mut tx, &caller.scope, &plan, input).await?;
    let bulletin = one(tx.db(), &caller, app.zone, (plan, row), tx.now).await?;
    tx.commit(Reply::created("bulletins", &bulletin)?).await
}

/// Change a draft.
#[utoipa::path(tag = "bulletins", operation_id = "update_bulletin", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The bulletin"), IfMatchHeader),
    request_body(content = BulletinUpdate, content_type = "application/json"),
    responses((status = 200, description = "The draft as it is now", body = Bulletin)))]
#[patch("/bulletins/{id}")]
pub(super) async fn update_bulletin(app: Data<AppState>, caller: Caller, id: Id, at: IfMatch, body: Body) -> Result<Reply> {
    caller.require(Action::WriteBulletin)?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let (plan, row) = locked(&tx, &caller, id.0).await?;
    at.check(row.current())?;
    allowed(&row, BulletinAction::Edit)?;
    let row = change(&mut tx, &caller.scope, &plan, row, body.read()?).await?;
    let bulletin = one(tx.db(), &caller, app.zone, (plan, row), tx.now).await?;
    tx.commit(Reply::item(&bulletin)?).await
}

/// Remove a draft.
#[utoipa::path(tag = "bulletins", operation_id = "delete_bulletin", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The bulletin"), IfMatchHeader), responses((status = 204, description = "It is gone")))]
#[delete("/bulletins/{id}")]
pub(super) async fn delete_bulletin(app: Data<AppState>, caller: Caller, id: Id, at: IfMatch) -> Result<Reply> {
    caller.require(Action::WriteBulletin)?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let (_, row) = locked(&tx, &caller, id.0).await?;
    at.check(row.current())?;
    allowed(&row, BulletinAction::Delete)?;
    tx.record("bulletin.deleted", "bulletin", row.id, json!({"planId": row.plan_id, "period": row.period, "title": row.title}));
    row.delete(tx.db()).await.or_has_children()?;
    tx.commit(Reply::no_content()).await
}

/// Issue a bulletin: it gets its number, and its text is frozen with a digest.
///
/// Refused (422) without a prefix for the number (`required`), or for a business date that is still to come (`out_of_range`).
#[utoipa::path(tag = "bulletins", operation_id = "issue_bulletin", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The bulletin"), IfMatchHeader, IdempotencyKeyHeader),
    request_body(content = Option<Nothing>, content_type = "application/json"),
    responses((status = 200, description = "The bulletin, issued", body = Bulletin)))]
#[post("/bulletins/{id}/issue")]
pub(super) async fn issue_bulletin(app: Data<AppState>, caller: Caller, id: Id, at: IfMatch, body: Body) -> Result<Reply> {
    caller.require(Action::WriteBulletin)?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let (plan, row) = locked(&tx, &caller, id.0).await?;
    at.check(row.current())?;
    body.read_or_empty::<Nothing>()?;
    allowed(&row, BulletinAction::Issue)?;
    let row = issue(&mut tx, app.zone, &plan, row).await?;
    let bulletin = one(tx.db(), &caller, app.zone, (plan, row), tx.now).await?;
    tx.commit(Reply::item(&bulletin)?).await
}

/// Withdraw an issued bulletin, with a reason. Its text and its number stay.
#[utoipa::path(tag = "bulletins", operation_id = "withdraw_bulletin", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The bulletin"), IfMatchHeader, IdempotencyKeyHeader),
    request_body(content = Withdrawal, content_type = "application/json"),
    responses((status = 200, description = "The bulletin as it is now", body = Bulletin)))]
#[post("/bulletins/{id}/withdraw")]
pub(super) async fn withdraw_bulletin(app: Data<AppState>, caller: Caller, id: Id, at: IfMatch, body: Body) -> Result<Reply> {
    caller.require(Action::WriteBulletin)?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let (plan, mut row) = locked(&tx, &caller, id.0).await?;
    at.check(row.current())?;
    let Withdrawal { reason } = body.read_or_empty()?;
    if reason.trim().is_empty() {
        return Err(Problem::at("/reason", Code::ReasonRequired));
    }
    allowed(&row, BulletinAction::Withdraw)?;
    row.state = BulletinState::Withdrawn;
    (row.withdrawn_at, row.withdrawn_by) = (Some(tx.now), Some(tx.actor.name.clone()));
    row.withdrawn_because = Some(reason);
    row.touch(&tx);
    let row = row.into_active_model().reset_all().update(tx.db()).await?;
    tx.record("bulletin.withdrawn", "bulletin", row.id, json!({"number": row.number(), "reason": row.withdrawn_because}));
    let bulletin = one(tx.db(), &caller, app.zone, (plan, row), tx.now).await?;
    tx.commit(Reply::item(&bulletin)?).await
}

async fn locked(tx: &Tx, caller: &Caller, id: Uuid) -> Result<(plan::Model, bulletin::Model)> {
    let seen = bulletin::Entity::seen_by(&caller.scope).filter(bulletin::Column::Id.eq(id));
    let found = part::locked(tx, &caller.scope, seen, |row| row.plan_id).await?;
    caller.check(Action::WriteBulletin, place(&found.0))?;
    Ok(found)
}

fn allowed(row: &bulletin::Model, action: BulletinAction) -> Result<()> {
    let possible = row.state.allowed();
    let refusal = || Problem::new(Code::InvalidTransition).with("state", json!(row.state)).with("allowedActions", json!(possible));
    if possible.contains(&action) { Ok(()) } else { Err(refusal()) }
}

/// Drafts a bulletin.
///
/// # Errors
/// 409 `invalid_transition` for a plan that is a draft or archived, `already_exists` for a number that is taken; 422 for what is wrong in itself or refers to
/// nothing.
pub async fn insert(tx: &mut Tx, scope: &Scope, plan: &plan::Model, input: shapes::BulletinCreate) -> Result<bulletin::Model> {
    let BulletinCreate {
        kind,
        period,
        title,
        number_prefix,
        serial,
        issuing_unit_id,
        issuing_unit_code,
        as_of,
        known_at,
        dated_on,
        addressees,
        foreword,
        closing,
    } = input;
    if !matches!(plan.state, PlanState::Issued | PlanState::Closed) {
        return Err(Problem::new(Code::InvalidTransition).with("state", json!(plan.state)).with("allowedActions", json!([])));
    }
    let wish = UnitRef::new("/issuingUnit", issuing_unit_id, issuing_unit_code.as_ref());
    let issuer = refs::units(tx.db(), scope, &[wish]).await?.into_iter().flatten().next().map(|unit| unit.id);
    let row = bulletin::Model {
        id: Uuid::now_v7(),
        government_id: plan.government_id,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
        updated_by: tx.actor.name.clone(),
        plan_id: plan.id,
        issuing_unit_id: issuer.or(plan.supervising_unit_id).unwrap_or(plan.issuing_unit_id),
        kind,
        state: BulletinState::Draft,
        period,
        title: title.unwrap_or_else(|| compose::title(&plan.title, period, kind)),
        number_prefix,
        number_year: None,
        serial,
        as_of: as_of.map_or_else(|| period.last_day(), |day| day.0),
        known_at: known_at.map(|instant| instant.0),
        dated_on: dated_on.map(|day| day.0),
        addressees,
        foreword,
        closing,
        issued_at: None,
        issued_by: None,
        withdrawn_at: None,
        withdrawn_by: None,
        withdrawn_because: None,
        digest: None,
        content: None,
        basis: None,
    };
    let row = checked(tx, plan, row)?.into_active_model().reset_all().insert(tx.db()).await.or_exists("/serial")?;
    tx.record("bulletin.drafted", "bulletin", row.id, json!({"planId": row.plan_id, "kind": row.kind, "period": row.period}));
    Ok(row)
}

async fn change(
    tx: &mut Tx,
    scope: &Scope,
    plan: &plan::Model,
    mut row: bulletin::Model,
    input: BulletinUpdate,
) -> Result<bulletin::Model> {
    let BulletinUpdate {
        period,
        title,
        number_prefix,
        serial,
        issuing_unit_id,
        issuing_unit_code,
        as_of,
        known_at,
        dated_on,
        addressees,
        foreword,
        closing,
    } = input;
    let wish = UnitRef::new("/issuingUnit", issuing_unit_id, issuing_unit_code.as_ref());
    if let Some(unit) = refs::units(tx.db(), scope, &[wish]).await?.into_iter().flatten().next() {
        row.issuing_unit_id = unit.id;
    }
    row.period = period.unwrap_or(row.period);
    row.title = title.unwrap_or(row.title);
    row.number_prefix = number_prefix.unwrap_or(row.number_prefix);
    row.serial = serial.unwrap_or(row.serial);
    row.as_of = as_of.map_or(row.as_of, |day| day.0);
    row.known_at = known_at.map_or(row.known_at, |instant| instant.map(|instant| instant.0));
    row.dated_on = dated_on.map_or(row.dated_on, |day| day.map(|day| day.0));
    row.addressees = addressees.unwrap_or(row.addressees);
    row.foreword = foreword.unwrap_or(row.foreword);
    row.closing = closing.unwrap_or(row.closing);
    let mut row = checked(tx, plan, row)?;
    row.touch(tx);
    let row = row.into_active_model().reset_all().update(tx.db()).await.or_exists("/serial")?;
    tx.record("bulletin.updated", "bulletin", row.id, json!({"planId": row.plan_id, "version": row.version}));
    Ok(row)
}

/// The row with its number in canonical form, if nothing is wrong with it.
fn checked(tx: &Tx, plan: &plan::Model, mut row: bulletin::Model) -> Result<bulletin::Model> {
    let mut faults = Vec::new();
    if !row.kind.speaks_of(row.period) {
        faults.push(Fault::at("/period", Code::PeriodTypeMismatch));
    }
    if row.period.last_day() < plan.starts_on || row.period.first_day() > plan.ends_on {
        faults.push(Fault::at("/period", Code::OutOfRange));
    }
    if row.as_of < plan.starts_on {
        faults.push(Fault::at("/asOf", Code::OutOfRange).with("min", plan.starts_on.to_string()));
    }
    if row.known_at.is_some_and(|instant| instant > tx.now) {
        faults.push(Fault::at("/knownAt", Code::OutOfRange));
    }
    if let Some(given) = row.number_prefix.take() {
        row.number_prefix = number_prefix(&given);
        faults.extend(row.number_prefix.is_none().then(|| Fault::at("/numberPrefix", Code::InvalidDocumentNumber)));
    } else if row.serial.is_some() {
        faults.push(Fault::at("/numberPrefix", Code::Required));
    }
    Problem::unless_empty(faults)?;
    row.number_year = row.number_prefix.as_ref().map(|_| row.dated_on.unwrap_or(row.as_of).year());
    Ok(row)
}

/// Gives a draft its number and date, computes it and freezes it.
///
/// # Errors
/// 409 `already_exists` for a number that is taken; 422 for a draft that is not ready.
pub async fn issue(tx: &mut Tx, zone: BusinessZone, plan: &plan::Model, mut row: bulletin::Model) -> Result<bulletin::Model> {
    let today = zone.date_of(tx.now);
    let mut faults = Vec::new();
    if row.as_of > today {
        faults.push(Fault::at("/asOf", Code::OutOfRange).with("max", today.to_string()));
    }
    faults.extend(row.number_prefix.is_none().then(|| Fault::at("/numberPrefix", Code::Required)));
    Problem::unless_empty(faults)?;
    let dated_on = row.dated_on.unwrap_or(today);
    (row.dated_on, row.number_year) = (Some(dated_on), Some(dated_on.year()));
    row.known_at = row.known_at.or(Some(tx.now));
    if row.serial.is_none() {
        row.serial = Some(next_serial(tx, &row).await?);
    }
    row.state = BulletinState::Issued;
    let computed = compute(tx.db(), zone, plan, &row, (row.known_at.unwrap_or(tx.now), None)).await?;
    let content = computed.content()?;
    row.digest = Some(digest(&content));
    row.content = Some(content);
    row.basis = Some(serde_json::to_value(&computed.frozen).map_err(Problem::internal)?);
    (row.issued_at, row.issued_by) = (Some(tx.now), Some(tx.actor.name.clone()));
    row.touch(tx);
    let row = row.into_active_model().reset_all().update(tx.db()).await.or_exists("/serial")?;
    let data = json!({"planId": row.plan_id, "number": row.number(), "asOf": row.as_of, "digest": row.digest});
    tx.record("bulletin.issued", "bulletin", row.id, data);
    Ok(row)
}

/// The running number after the last one of the prefix in the year. Whoever asks waits for those who asked before.
async fn next_serial(tx: &Tx, row: &bulletin::Model) -> Result<i32> {
    use bulletin::Column::{GovernmentId, NumberPrefix, NumberYear, Serial};
    government::Entity::find_by_id(row.government_id).lock_exclusive().one(tx.db()).await?.or_not_found()?;
    let numbered = bulletin::Entity::find().filter(GovernmentId.eq(row.government_id)).filter(NumberPrefix.eq(row.number_prefix.clone()));
    let last = numbered.filter(NumberYear.eq(row.number_year)).select_only().column_as(Serial.max(), "last");
    let last: Option<Option<i32>> = last.into_tuple().one(tx.db()).await?;
    let next = last.flatten().unwrap_or(0).saturating_add(1);
    if next > 99_999 { Err(Problem::new(Code::QuotaExceeded)) } else { Ok(next) }
}
