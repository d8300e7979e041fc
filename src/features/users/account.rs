//! Accounts made from the command line: the first administrator of an installation, and a forgotten password.

use chrono::NaiveDate;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::json;
use uuid::Uuid;

use crate::db::{Actor, OrConflict, Tx};
use crate::domain::plan::UnitKind;
use crate::domain::role::Role;
use crate::entity::scope::Scope;
use crate::entity::{app_user, government, role_grant, unit};
use crate::features::sessions::write::end_sessions;
use crate::features::units::shapes::UnitCreate;
use crate::features::{governments, units};
use crate::http::{OrNotFound, Problem, Reply, Result};
use crate::state::AppState;

/// The command line as the one who writes.
pub fn command_line(government: Uuid) -> Actor {
    Actor { user: None, name: "命令行".to_owned(), government, request_id: "command line".to_owned() }
}

/// The command line's reach: everything in one government.
pub fn whole(government: Uuid) -> Scope {
    Scope { government, everything: true, ..Scope::default() }
}

/// An account to be made.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// Name for logging in.
    pub username: String,
    /// Name shown to people.
    pub name: String,
    /// The unit it belongs to.
    pub unit: Uuid,
    /// The official whose account it is.
    pub official: Option<Uuid>,
    /// Argon2id, PHC string.
    pub password_hash: String,
    /// Whether the password must be changed at the first log-in.
    pub must_change_password: bool,
    /// May add and remove governments.
    pub installation_admin: bool,
    /// Roles: role, unit, with the units below.
    pub grants: Vec<(Role, Uuid, bool)>,
}

/// Enters an account with its grants.
///
/// # Errors
/// 409 `already_exists` at `/username`.
pub async fn insert(tx: &mut Tx, account: NewAccount, today: NaiveDate) -> Result<app_user::Model> {
    let NewAccount { username, name, unit, official, password_hash, must_change_password, installation_admin, grants } = account;
    let user = app_user::Model {
        id: Uuid::now_v7(),
        government_id: tx.actor.government,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
        updated_by: tx.actor.name.clone(),
        username,
        name,
        unit_id: unit,
        official_id: official,
        password_hash,
        must_change_password,
        installation_admin,
        disabled_at: None,
        failed_logins: 0,
        locked_until: None,
    };
    let user = user.into_active_model().reset_all().insert(tx.db()).await.or_exists("/username")?;
    tx.record("user.created", "user", user.id, json!({"username": user.username, "officialId": user.official_id}));
    let rows = grants.into_iter().map(|(role, unit_id, include_descendants)| role_grant::Model {
        id: Uuid::now_v7(),
        government_id: user.government_id,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
        updated_by: tx.actor.name.clone(),
        user_id: user.id,
        role,
        unit_id,
        include_descendants,
        valid_from: today,
        valid_to: None,
        granted_by: tx.actor.user,
    });
    if rows.len() > 0 {
        role_grant::Entity::insert_many(rows.map(|row| row.into_active_model().reset_all())).exec(tx.db()).await?;
    }
    Ok(user)
}

/// Creates a system administrator who also looks after the installation; the government and its root unit too when they are not there.
///
/// # Errors
/// 422 `invalid_region_code` or a missing name, 409 when the user name is taken.
pub async fn create_admin(
    app: &AppState,
    code: String,
    government_name: Option<String>,
    username: String,
    name: String,
    password_hash: String,
) -> Result<()> {
    let held = government::Entity::find().filter(government::Column::Code.eq(&code)).one(&app.db).await?;
    let mut tx = Tx::begin_as(app, command_line(held.as_ref().map(|held| held.id).unwrap_or_default())).await?;
    let government = match held {
        Some(held) => held,
        None => {
            let name = government_name.ok_or_else(|| Problem::at("/government-name", crate::http::Code::Required))?;
            governments::insert(&mut tx, code, name).await?
        }
    };
    tx.actor.government = government.id;
    let unit = root_unit(&mut tx, &government).await?;
    let grants = vec![(Role::SystemAdmin, unit.id, true)];
    let account = NewAccount {
        username,
        name,
        unit: unit.id,
        official: None,
        password_hash,
        must_change_password: false,
        installation_admin: true,
        grants,
    };
    insert(&mut tx, account, app.today()).await?;
    tx.commit(Reply::no_content()).await.map(|_| ())
}

async fn root_unit(tx: &mut Tx, government: &government::Model) -> Result<unit::Model> {
    let scope = whole(government.id);
    let root = unit::Entity::seen_by(&scope).filter(unit::Column::ParentId.is_null()).filter(unit::Column::Kind.eq(UnitKind::Government));
    if let Some(root) = root.one(tx.db()).await? {
        return Ok(root);
    }
    let input = UnitCreate {
        code: government.code.clone(),
        name: government.name.clone(),
        short_name: None,
        kind: UnitKind::Government,
        parent_id: None,
        parent_code: None,
        credit_code: None,
        aliases: Vec::new(),
        members: Vec::new(),
        valid_from: None,
        valid_to: None,
        successor_id: None,
    };
    units::write::insert(tx, &scope, input).await
}

/// Sets a password and ends all sessions of the account.
///
/// # Errors
/// 404 when there is no such account.
pub async fn set_password(app: &AppState, username: &str, password_hash: String) -> Result<()> {
    let user = app_user::Entity::find().filter(app_user::Column::Username.eq(username)).one(&app.db).await?.or_not_found()?;
    let mut tx = Tx::begin_as(app, command_line(user.government_id)).await?;
    let change = app_user::ActiveModel {
        id: Set(user.id),
        password_hash: Set(password_hash),
        failed_logins: Set(0),
        locked_until: Set(None),
        ..Default::default()
    };
    change.update(tx.db()).await?;
    tx.record("password.set", "user", user.id, json!({}));
    end_sessions(&mut tx, user.id, None).await?;
    tx.commit(Reply::no_content()).await.map(|_| ())
}
