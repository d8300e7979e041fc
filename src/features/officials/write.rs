//! Entering officials, and noting who takes over from whom.

use actix_web::web::Data;
use actix_web::{delete, patch, post};
use sea_orm::{ActiveModelTrait, ColumnTrait, IntoActiveModel, ModelTrait, QueryFilter, QuerySelect};
use serde_json::json;
use uuid::Uuid;

use super::read;
use super::shapes::{Official, OfficialCreate, OfficialUpdate};
use crate::auth::{Action, Caller};
use crate::db::{OrConflict, Tx};
use crate::domain::succession::Succession;
use crate::entity::official;
use crate::entity::scope::Scope;
use crate::features::units;
use crate::http::headers::{IdempotencyKeyHeader, IfMatchHeader};
use crate::http::text::{blanks, is_code};
use crate::http::{Body, Code, Fault, Id, IfMatch, OrNotFound, Problem, Reply, Result};
use crate::refs::{self, UnitRef};
use crate::state::AppState;

/// Enter an official.
#[utoipa::path(tag = "officials", operation_id = "create_official", security(("bearer" = [])), params(IdempotencyKeyHeader),
    request_body = OfficialCreate, responses((status = 201, description = "The new official", body = Official)))]
#[post("/officials")]
pub(super) async fn create_official(app: Data<AppState>, caller: Caller, body: Body) -> Result<Reply> {
    caller.require(Action::WriteRegistry)?;
    let input: OfficialCreate = body.read()?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let row = insert(&mut tx, &caller.scope, input).await?;
    let official = read::one(tx.db(), &caller.scope, row).await?;
    tx.commit(Reply::created("officials", &official)?).await
}

/// Change an official; with `validTo` and a successor somebody else takes over.
///
/// Duties stay as they are written. The successor answers for them from the day after `validTo` on, or from their own first day.
#[utoipa::path(tag = "officials", operation_id = "update_official", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The official"), IfMatchHeader),
    request_body(content = OfficialUpdate, content_type = "application/json"),
    responses((status = 200, description = "The official as they are now", body = Official)))]
#[patch("/officials/{id}")]
pub(super) async fn update_official(app: Data<AppState>, caller: Caller, id: Id, at: IfMatch, body: Body) -> Result<Reply> {
    caller.require(Action::WriteRegistry)?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let row = locked(&tx, &caller.scope, id.0).await?;
    at.check(row.current())?;
    let row = change(&mut tx, &caller.scope, row, body.read()?).await?;
    let official = read::one(tx.db(), &caller.scope, row).await?;
    tx.commit(Reply::item(&official)?).await
}

/// Remove an official to whom nothing refers.
#[utoipa::path(tag = "officials", operation_id = "delete_official", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The official"), IfMatchHeader), responses((status = 204, description = "They are gone")))]
#[delete("/officials/{id}")]
pub(super) async fn delete_official(app: Data<AppState>, caller: Caller, id: Id, at: IfMatch) -> Result<Reply> {
    caller.require(Action::WriteRegistry)?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let row = locked(&tx, &caller.scope, id.0).await?;
    at.check(row.current())?;
    tx.record("official.deleted", "official", row.id, json!({"code": row.code}));
    row.delete(tx.db()).await.or_has_children()?;
    tx.commit(Reply::no_content()).await
}

/// Changes take turns: two at once could each close half of a circle.
async fn locked(tx: &Tx, scope: &Scope, id: Uuid) -> Result<official::Model> {
    units::write::take_turn(tx).await?;
    official::Entity::seen_by(scope).filter(official::Column::Id.eq(id)).lock_exclusive().one(tx.db()).await?.or_not_found()
}

/// Enters an official. The unit and the successor must be there already.
///
/// # Errors
/// 409 `already_exists` for the code; 422 for what is wrong in itself or refers to nothing.
pub async fn insert(tx: &mut Tx, scope: &Scope, input: OfficialCreate) -> Result<official::Model> {
    let OfficialCreate { code, name, post, unit_id, unit_code, valid_from, valid_to, successor_id, successor_code } = input;
    units::write::take_turn(tx).await?;
    let unit = refs::units(tx.db(), scope, &[UnitRef::new("/unit", unit_id, unit_code.as_ref())]).await?;
    let successor = refs::official(tx.db(), scope, UnitRef::new("/successor", successor_id, successor_code.as_ref())).await?;
    let row = official::Model {
        id: Uuid::now_v7(),
        government_id: tx.actor.government,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
        updated_by: tx.actor.name.clone(),
        code,
        name,
        post,
        unit_id: unit.into_iter().flatten().next().map(|unit| unit.id),
        valid_from: valid_from.map(|day| day.0),
        valid_to: valid_to.map(|day| day.0),
        successor_id: successor.map(|successor| successor.id),
    };
    Problem::unless_empty(check(&row))?;
    let row = row.into_active_model().reset_all().insert(tx.db()).await.or_exists("/code")?;
    tx.record("official.created", "official", row.id, json!({"code": row.code, "name": row.name, "successorId": row.successor_id}));
    Ok(row)
}

async fn change(tx: &mut Tx, scope: &Scope, mut row: official::Model, input: OfficialUpdate) -> Result<official::Model> {
    let OfficialUpdate { code, name, post, unit_id, unit_code, valid_from, valid_to, successor_id, successor_code } = input;
    let unit = refs::units(tx.db(), scope, &[UnitRef::new("/unit", unit_id.flatten(), unit_code.as_ref())]).await?;
    if unit_id.is_some() || unit_code.is_some() {
        row.unit_id = unit.into_iter().flatten().next().map(|unit| unit.id);
    }
    let wish = UnitRef::new("/successor", successor_id.flatten(), successor_code.as_ref());
    if successor_id.is_some() || successor_code.is_some() {
        let successor = refs::official(tx.db(), scope, wish).await?.map(|successor| successor.id);
        not_in_a_circle(tx, scope, row.id, successor, wish).await?;
        row.successor_id = successor;
    }
    row.code = code.unwrap_or(row.code);
    row.name = name.unwrap_or(row.name);
    row.post = post.unwrap_or(row.post);
    row.valid_from = valid_from.map_or(row.valid_from, |day| day.map(|day| day.0));
    row.valid_to = valid_to.map_or(row.valid_to, |day| day.map(|day| day.0));
    Problem::unless_empty(check(&row))?;
    row.touch(tx);
    let row = row.into_active_model().reset_all().update(tx.db()).await.or_exists("/code")?;
    let data = json!({"version": row.version, "validTo": row.valid_to, "successorId": row.successor_id});
    tx.record("official.updated", "official", row.id, data);
    Ok(row)
}

/// Nobody comes to follow themselves.
async fn not_in_a_circle(tx: &Tx, scope: &Scope, official: Uuid, successor: Option<Uuid>, wish: UnitRef<'_>) -> Result<()> {
    let Some(successor) = successor else { return Ok(()) };
    let rows = official::Entity::seen_by(scope).all(tx.db()).await?;
    let register: Succession<Uuid> = rows.iter().map(|row| (row.id, row.term())).collect();
    if !register.would_circle(official, successor) {
        return Ok(());
    }
    Err(Problem { faults: vec![wish.fault(Code::Cycle)], ..Problem::new(Code::Cycle) })
}

fn check(row: &official::Model) -> Vec<Fault> {
    let mut faults = blanks(&[("/name", &row.name)]);
    if !is_code(&row.code) {
        faults.push(Fault::at("/code", Code::InvalidCharacter));
    }
    if row.valid_from.zip(row.valid_to).is_some_and(|(from, to)| to < from) {
        faults.push(Fault::at("/validTo", Code::EndBeforeStart));
    }
    faults
}
