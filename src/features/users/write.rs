//! Making accounts, changing and disabling them, resetting passwords: the system administrator's work.

use actix_web::web::Data;
use actix_web::{patch, post};
use sea_orm::{ActiveModelTrait, ColumnTrait, IntoActiveModel, QueryFilter, QuerySelect};
use serde_json::json;
use uuid::Uuid;

use super::account::{self, NewAccount};
use super::shapes::{PasswordReset, User, UserCreate, UserUpdate};
use super::{link, read};
use crate::auth::{Action, Caller, password};
use crate::db::Tx;
use crate::entity::app_user;
use crate::features::sessions::write::end_sessions;
use crate::http::headers::{IdempotencyKeyHeader, IfMatchHeader};
use crate::http::{Body, Code, Id, IfMatch, OrNotFound, Problem, Reply, Result};
use crate::refs::{self, UnitRef};
use crate::state::AppState;

/// Make an account. It has no rights yet: the security administrator grants them; only that of an official reads at once what the official
/// answers for. Its password must be changed at the first log-in.
#[utoipa::path(tag = "users", operation_id = "create_user", security(("bearer" = [])), params(IdempotencyKeyHeader),
    request_body = UserCreate, responses((status = 201, description = "The new account", body = User)))]
#[post("/users")]
pub(super) async fn create_user(app: Data<AppState>, caller: Caller, body: Body) -> Result<Reply> {
    caller.require(Action::WriteAccounts)?;
    let UserCreate { username, name, unit_id, unit_code, official_id, official_code, password } = body.read()?;
    if !username.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_')) {
        return Err(Problem::at("/username", Code::InvalidCharacter));
    }
    password::check_strength(&password, &username, "/password")?;
    let password_hash = password::hash(password).await?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let unit = refs::unit(tx.db(), &caller.scope, UnitRef::new("/unit", unit_id, unit_code.as_ref())).await?;
    let official = link::named(&tx, &caller.scope, official_id, official_code.as_ref()).await?;
    if let Some(official) = official {
        link::check_free(&tx, official, None, "/officialId").await?;
    }
    let new = NewAccount {
        username,
        name,
        unit: unit.id,
        official,
        password_hash,
        must_change_password: true,
        installation_admin: false,
        grants: Vec::new(),
    };
    let row = account::insert(&mut tx, new, app.today()).await?;
    let user = read::one(tx.db(), &caller.scope, app.today(), row).await?;
    tx.commit(Reply::created("users", &user)?).await
}

/// Change an account, disable it or let it in again. Disabling ends its sessions at once.
#[utoipa::path(tag = "users", operation_id = "update_user", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The account"), IfMatchHeader), request_body(content = UserUpdate, content_type = "application/json"),
    responses((status = 200, description = "The account as it is now", body = User)))]
#[patch("/users/{id}")]
pub(super) async fn update_user(app: Data<AppState>, caller: Caller, id: Id, at: IfMatch, body: Body) -> Result<Reply> {
    caller.require(Action::WriteAccounts)?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let mut row = locked(&tx, &caller, id.0).await?;
    at.check(row.current())?;
    let UserUpdate { name, unit_id, unit_code, official_id, official_code, disabled } = body.read()?;
    let wish = UnitRef::new("/unit", unit_id, unit_code.as_ref());
    if let Some(unit) = refs::units(tx.db(), &caller.scope, &[wish]).await?.into_iter().next().flatten() {
        row.unit_id = unit.id;
    }
    row.name = name.unwrap_or(row.name);
    link::change(&tx, &caller.scope, &mut row, official_id, official_code.as_ref(), app.today()).await?;
    match disabled {
        Some(true) if row.disabled_at.is_none() => {
            row.disabled_at = Some(tx.now);
            end_sessions(&mut tx, row.id, None).await?;
        }
        Some(false) => row.disabled_at = None,
        _ => {}
    }
    link::check_only_one(&tx, &row, disabled).await?;
    row.touch(&tx);
    let row = row.into_active_model().reset_all().update(tx.db()).await?;
    let data = json!({"version": row.version, "disabled": row.disabled_at.is_some(), "officialId": row.official_id});
    tx.record("user.updated", "user", row.id, data);
    let user = read::one(tx.db(), &caller.scope, app.today(), row).await?;
    tx.commit(Reply::item(&user)?).await
}

/// Set a new password for somebody who forgot theirs. It unlocks the account, ends its sessions, and must be changed at the next log-in.
#[utoipa::path(tag = "users", operation_id = "reset_user_password", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The account"), IfMatchHeader, IdempotencyKeyHeader), request_body = PasswordReset,
    responses((status = 200, description = "The account as it is now", body = User)))]
#[post("/users/{id}/reset-password")]
pub(super) async fn reset_user_password(app: Data<AppState>, caller: Caller, id: Id, at: IfMatch, body: Body) -> Result<Reply> {
    caller.require(Action::WriteAccounts)?;
    let seen = app_user::Entity::seen_by(&caller.scope).filter(app_user::Column::Id.eq(id.0)).one(&app.db).await?.or_not_found()?;
    at.check(seen.current())?;
    let PasswordReset { password } = body.read()?;
    password::check_strength(&password, &seen.username, "/password")?;
    // Hashing takes long: before the transaction, not inside it.
    let hash = password::hash(password).await?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let mut row = locked(&tx, &caller, id.0).await?;
    at.check(row.current())?;
    row.password_hash = hash;
    row.must_change_password = true;
    (row.failed_logins, row.locked_until) = (0, None);
    row.touch(&tx);
    let row = row.into_active_model().reset_all().update(tx.db()).await?;
    end_sessions(&mut tx, row.id, None).await?;
    tx.record("password.reset", "user", row.id, json!({}));
    let user = read::one(tx.db(), &caller.scope, app.today(), row).await?;
    tx.commit(Reply::item(&user)?).await
}

async fn locked(tx: &Tx, caller: &Caller, id: Uuid) -> Result<app_user::Model> {
    app_user::Entity::seen_by(&caller.scope).filter(app_user::Column::Id.eq(id)).lock_exclusive().one(tx.db()).await?.or_not_found()
}
