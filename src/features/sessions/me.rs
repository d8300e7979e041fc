//! The caller's own account and sessions.

use actix_web::web::Data;
use actix_web::{delete, get, post};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::json;

use super::shapes::{Me, MyGrant, PasswordChange, Session, SessionList};
use super::write;
use crate::auth::{Caller, password};
use crate::db::Tx;
use crate::entity::{app_user, role_grant, session};
use crate::http::query::NoParameters;
use crate::http::{Body, Code, Id, OrNotFound, Problem, Query, Reply, Result};
use crate::refs::{self, Officials};
use crate::state::AppState;

/// Tell who is calling, with what rights, and what day the service believes it is.
#[utoipa::path(tag = "sessions", operation_id = "get_me", security(("bearer" = [])), responses((status = 200, description = "The caller", body = Me)))]
#[get("/me")]
pub(super) async fn get_me(app: Data<AppState>, caller: Caller, _query: Query<NoParameters>) -> Result<Reply> {
    let rows = role_grant::Entity::find().filter(role_grant::Column::UserId.eq(caller.user.id)).all(&app.db).await?;
    let today = app.today();
    let rows: Vec<_> = rows.into_iter().filter(|row| row.valid_from <= today && row.valid_to.is_none_or(|to| to >= today)).collect();
    let units = rows.iter().map(|row| row.unit_id).chain([caller.user.unit_id]);
    let briefs = refs::briefs(&app.db, &caller.scope, units.collect::<Vec<_>>()).await?;
    let officials = Officials::load(&app.db, &caller.scope, caller.user.official_id).await?;
    let grants = rows.into_iter().map(|row| MyGrant {
        role: row.role,
        unit: briefs.of(row.unit_id),
        include_descendants: row.include_descendants,
        valid_from: row.valid_from,
        valid_to: row.valid_to,
    });
    Reply::report(&Me {
        grants: grants.collect(),
        unit: briefs.of(caller.user.unit_id),
        official: officials.maybe(caller.user.official_id),
        id: caller.user.id,
        username: caller.user.username,
        name: caller.user.name,
        government_id: caller.user.government_id,
        must_change_password: caller.user.must_change_password,
        today,
    })
}

/// Change one's own password; all sessions end, this one too.
#[utoipa::path(tag = "sessions", operation_id = "change_my_password", security(("bearer" = [])), request_body = PasswordChange,
    responses((status = 204, description = "Changed; log in again")))]
#[post("/me/password")]
pub(super) async fn change_my_password(app: Data<AppState>, caller: Caller, body: Body) -> Result<Reply> {
    let PasswordChange { current_password, new_password } = body.read()?;
    if !password::fits(current_password.clone(), Some(caller.user.password_hash.clone())).await? {
        return Err(Problem::at("/currentPassword", Code::InvalidValue));
    }
    if current_password == new_password {
        return Err(Problem::at("/newPassword", Code::WeakPassword));
    }
    password::check_strength(&new_password, &caller.user.username, "/newPassword")?;
    let hash = password::hash(new_password).await?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let mut changed = caller.user.clone();
    changed.touch(&tx);
    let change = app_user::ActiveModel {
        id: Set(changed.id),
        version: Set(changed.version),
        updated_at: Set(changed.updated_at),
        updated_by: Set(changed.updated_by),
        password_hash: Set(hash),
        must_change_password: Set(false),
        ..Default::default()
    };
    change.update(tx.db()).await?;
    tx.record("password.changed", "user", caller.user.id, json!({}));
    write::end_sessions(&mut tx, caller.user.id, None).await?;
    tx.commit(Reply::no_content()).await
}

/// List one's own open sessions.
#[utoipa::path(tag = "sessions", operation_id = "list_sessions", security(("bearer" = [])),
    responses((status = 200, description = "Open sessions, latest first", body = SessionList)))]
#[get("/auth/sessions")]
pub(super) async fn list_sessions(app: Data<AppState>, caller: Caller, _query: Query<NoParameters>) -> Result<Reply> {
    let rows = session::Entity::find()
        .filter(session::Column::UserId.eq(caller.user.id))
        .filter(session::Column::EndedAt.is_null())
        .order_by_desc(session::Column::LastUsedAt)
        .all(&app.db)
        .await?;
    let items = rows.into_iter().map(|row| Session {
        id: row.id,
        created_at: row.created_at.into(),
        last_used_at: row.last_used_at.into(),
        user_agent: row.user_agent,
        is_current: row.id == caller.session,
    });
    Reply::report(&SessionList { items: items.collect() })
}

/// End one of one's own sessions, for example that of a lost laptop.
#[utoipa::path(tag = "sessions", operation_id = "delete_session", security(("bearer" = [])),
    params(("id" = uuid::Uuid, Path, description = "The session")), responses((status = 204, description = "Ended")))]
#[delete("/auth/sessions/{id}")]
pub(super) async fn delete_session(app: Data<AppState>, caller: Caller, id: Id) -> Result<Reply> {
    let mut tx = Tx::begin(&app, &caller).await?;
    let own =
        session::Entity::find_by_id(id.0).filter(session::Column::UserId.eq(caller.user.id)).filter(session::Column::EndedAt.is_null());
    own.one(tx.db()).await?.or_not_found()?;
    write::end_sessions(&mut tx, caller.user.id, Some(id.0)).await?;
    tx.commit(Reply::no_content()).await
}
