//! What logging in changes: failed attempts and locks, sessions, refresh tokens.

use chrono::Duration;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DatabaseConnection, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
    sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use crate::auth::token;
use crate::db::{Actor, Tx};
use crate::entity::{app_user, event, refresh_token, session};
use crate::http::Result;
use crate::state::AppState;

/// Wrong passwords in a row that lock an account.
const MAX_FAILURES: i32 = 5;

/// How long an account stays locked.
const LOCKED: Duration = Duration::minutes(15);

/// How long the last used refresh token is tolerated, because tabs race.
const OVERLAP: Duration = Duration::seconds(10);

/// The attempt failed; what it leaves behind is to be committed all the same.
#[derive(Clone, Copy, Debug)]
pub struct Refused;

/// The account as the one who acts.
pub fn actor_of(user: &app_user::Model, request_id: String) -> Actor {
    Actor { user: Some(user.id), name: user.name.clone(), government: user.government_id, request_id }
}

/// Leaves a trace of a log-in under a name that does not exist. The name is kept, because it shows what is being tried;
/// it is cut short, because people type passwords into the wrong field.
///
/// # Errors
/// Those of the database.
pub async fn note_unknown(app: &AppState, username: &str, request_id: String) -> Result<()> {
    let tried: String = username.chars().take(3).collect();
    let row = event::ActiveModel {
        id: Set(Uuid::now_v7()),
        government_id: Set(None),
        at: Set(app.clock.now()),
        actor_id: Set(None),
        actor_name: Set(None),
        action: Set("login.refused".to_owned()),
        subject_type: Set("session".to_owned()),
        subject_id: Set(None),
        data: Set(json!({"reason": "unknown", "usernameBegins": tried})),
        request_id: Set(request_id),
    };
    event::Entity::insert(row).exec_without_returning(&app.db).await?;
    Ok(())
}

/// Counts a wrong password, locks after too many, and clears the count after a right one.
///
/// # Errors
/// Those of the database.
pub async fn try_login(tx: &mut Tx, seen: &app_user::Model, right: bool) -> Result<std::result::Result<(), Refused>> {
    let locked = app_user::Entity::find_by_id(seen.id).lock_exclusive().one(tx.db()).await?;
    let user = locked.unwrap_or_else(|| seen.clone());
    let is_locked = user.locked_until.is_some_and(|until| until > tx.now);
    let reason = match (user.disabled_at.is_some(), is_locked, right) {
        (true, _, _) => "disabled",
        (_, true, _) => "locked",
        (_, _, false) => "wrongPassword",
        (false, false, true) => {
            if user.failed_logins != 0 || user.locked_until.is_some() {
                set_failures(tx, &user, 0, None).await?;
            }
            tx.record("login.succeeded", "session", user.id, json!({}));
            return Ok(Ok(()));
        }
    };
    if reason == "wrongPassword" {
        let failures = user.failed_logins + 1;
        let lock = (failures >= MAX_FAILURES).then(|| tx.now + LOCKED);
        set_failures(tx, &user, if lock.is_some() { 0 } else { failures }, lock).await?;
    }
    tx.record("login.refused", "session", user.id, json!({"reason": reason}));
    Ok(Err(Refused))
}

async fn set_failures(tx: &Tx, user: &app_user::Model, failures: i32, until: Option<chrono::DateTime<chrono::Utc>>) -> Result<()> {
    let change = app_user::ActiveModel { id: Set(user.id), failed_logins: Set(failures), locked_until: Set(until), ..Default::default() };
    change.update(tx.db()).await?;
    Ok(())
}

/// Opens a session.
///
/// # Errors
/// Those of the database.
pub async fn open_session(tx: &mut Tx, user: &app_user::Model, user_agent: Option<&str>) -> Result<Uuid> {
    let row = session::Model {
        id: Uuid::now_v7(),
        government_id: user.government_id,
        user_id: user.id,
        created_at: tx.now,
        last_used_at: tx.now,
        ended_at: None,
        user_agent: user_agent.map(|agent| agent.chars().take(200).collect()),
    };
    Ok(row.into_active_model().reset_all().insert(tx.db()).await?.id)
}

/// A new token of the session's family, shown once and kept as a hash.
///
/// # Errors
/// Those of the database.
pub async fn new_refresh_token(tx: &Tx, session: Uuid, days: i64) -> Result<String> {
    let token = token::random_token()?;
    let row = refresh_token::Model {
        id: Uuid::now_v7(),
        session_id: session,
        hash: token::hash_of(&token),
        issued_at: tx.now,
        expires_at: tx.now + Duration::days(days),
        used_at: None,
    };
    row.into_active_model().reset_all().insert(tx.db()).await?;
    Ok(token)
}

/// The account behind a refresh token, whatever its state.
///
/// # Errors
/// Those of the database.
pub async fn owner_of(db: &DatabaseConnection, hash: &str) -> Result<Option<app_user::Model>> {
    let Some(token) = refresh_token::Entity::find().filter(refresh_token::Column::Hash.eq(hash)).one(db).await? else { return Ok(None) };
    let Some(session) = session::Entity::find_by_id(token.session_id).one(db).await? else { return Ok(None) };
    Ok(app_user::Entity::find_by_id(session.user_id).one(db).await?)
}

/// Uses a refresh token up. Using an old one again ends the session: one of its two holders is a thief.
///
/// # Errors
/// Those of the database.
pub async fn use_refresh_token(tx: &mut Tx, user: &app_user::Model, hash: &str) -> Result<std::result::Result<Uuid, Refused>> {
    let row = refresh_token::Entity::find().filter(refresh_token::Column::Hash.eq(hash)).lock_exclusive().one(tx.db()).await?;
    let Some(row) = row else { return Ok(Err(Refused)) };
    let open = session::Entity::find_by_id(row.session_id).filter(session::Column::EndedAt.is_null()).one(tx.db()).await?;
    let Some(open) = open.filter(|_| user.disabled_at.is_none() && row.expires_at > tx.now) else { return Ok(Err(Refused)) };
    match row.used_at {
        None => {
            let used = refresh_token::ActiveModel { id: Set(row.id), used_at: Set(Some(tx.now)), ..Default::default() };
            used.update(tx.db()).await?;
        }
        Some(used_at) if tx.now - used_at <= OVERLAP => {}
        Some(_) => {
            end_sessions(tx, user.id, Some(open.id)).await?;
            tx.record("refresh.reused", "session", open.id, json!({}));
            return Ok(Err(Refused));
        }
    }
    let seen = session::ActiveModel { id: Set(open.id), last_used_at: Set(tx.now), ..Default::default() };
    seen.update(tx.db()).await?;
    Ok(Ok(open.id))
}

/// Ends one session of an account, or all of them.
///
/// # Errors
/// Those of the database.
pub async fn end_sessions(tx: &mut Tx, user: Uuid, only: Option<Uuid>) -> Result<()> {
    let mut open = session::Entity::update_many()
        .col_expr(session::Column::EndedAt, Expr::value(tx.now))
        .filter(session::Column::UserId.eq(user))
        .filter(session::Column::EndedAt.is_null());
    if let Some(only) = only {
        open = open.filter(session::Column::Id.eq(only));
    }
    open.exec(tx.db()).await?;
    tx.record("session.ended", "session", only.unwrap_or(user), json!({"everywhere": only.is_none()}));
    Ok(())
}
