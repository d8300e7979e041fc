//! Reading accounts.

use std::collections::HashMap;

use actix_web::get;
use actix_web::web::Data;
use chrono::NaiveDate;
use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::shapes::{HeldRole, User, UserFilter, UserPage};
use crate::auth::{Action, Caller};
use crate::domain::instant::Instant;
use crate::entity::scope::{Scope, ids};
use crate::entity::{app_user, role_grant};
use crate::http::query::NoParameters;
use crate::http::{Id, OrNotFound, Query, Reply, Result};
use crate::list;
use crate::refs::{self, Officials};
use crate::state::AppState;

/// List the accounts of the government, for the three administrators.
#[utoipa::path(tag = "users", operation_id = "list_users", security(("bearer" = [])), params(crate::http::Paging, UserFilter),
    responses((status = 200, description = "A page of accounts", body = UserPage)))]
#[get("/users")]
pub(super) async fn list_users(app: Data<AppState>, caller: Caller, query: Query<UserFilter>) -> Result<Reply> {
    caller.require(Action::ReadAccounts)?;
    let UserFilter { sort, username, unit_id, official_id, role, disabled } = query.filter.clone();
    let mut select = app_user::Entity::seen_by(&caller.scope);
    if let Some(username) = username {
        select = select.filter(app_user::Column::Username.eq(username));
    }
    if let Some(unit) = unit_id {
        select = select.filter(app_user::Column::UnitId.eq(unit));
    }
    if let Some(official) = official_id {
        select = select.filter(app_user::Column::OfficialId.eq(official));
    }
    if let Some(roles) = role {
        let holding = role_grant::Entity::in_force(&caller.scope, app.today()).filter(role_grant::Column::Role.is_in(roles.0));
        select = select.filter(app_user::Column::Id.in_subquery(ids(holding, role_grant::Column::UserId)));
    }
    if let Some(disabled) = disabled {
        let at = app_user::Column::DisabledAt;
        select = select.filter(if disabled { at.is_not_null() } else { at.is_null() });
    }
    let (rows, page) = list::page(&app, &caller, select, sort.unwrap_or_default().0, app_user::Column::Id, &query).await?;
    let next = query.next(page.next_cursor.as_ref());
    Reply::page(&UserPage { items: show(&app.db, &caller.scope, app.today(), rows).await?, page }, next)
}

/// Read one account.
#[utoipa::path(tag = "users", operation_id = "get_user", security(("bearer" = [])), params(("id" = Uuid, Path, description = "The account")),
    responses((status = 200, description = "The account", body = User)))]
#[get("/users/{id}")]
pub(super) async fn get_user(app: Data<AppState>, caller: Caller, id: Id, _query: Query<NoParameters>) -> Result<Reply> {
    caller.require(Action::ReadAccounts)?;
    let row = app_user::Entity::seen_by(&caller.scope).filter(app_user::Column::Id.eq(id.0)).one(&app.db).await?.or_not_found()?;
    Reply::item(&one(&app.db, &caller.scope, app.today(), row).await?)
}

/// One account as answers show it.
///
/// # Errors
/// Those of the database.
pub(super) async fn one(db: &impl ConnectionTrait, scope: &Scope, today: NaiveDate, row: app_user::Model) -> Result<User> {
    show(db, scope, today, vec![row]).await?.into_iter().next().or_not_found()
}

/// Accounts as answers show them: three statements, however many.
async fn show(db: &impl ConnectionTrait, scope: &Scope, today: NaiveDate, rows: Vec<app_user::Model>) -> Result<Vec<User>> {
    let held = role_grant::Entity::in_force(scope, today).filter(role_grant::Column::UserId.is_in(rows.iter().map(|row| row.id)));
    let held = held.order_by_asc(role_grant::Column::Id).all(db).await?;
    let units = rows.iter().map(|row| row.unit_id).chain(held.iter().map(|grant| grant.unit_id));
    let briefs = refs::briefs(db, scope, units.collect::<Vec<_>>()).await?;
    let officials = Officials::load(db, scope, rows.iter().filter_map(|row| row.official_id).collect::<Vec<_>>()).await?;
    let mut roles: HashMap<Uuid, Vec<HeldRole>> = HashMap::new();
    for grant in held {
        let role = HeldRole {
            grant_id: grant.id,
            role: grant.role,
            unit: briefs.of(grant.unit_id),
            include_descendants: grant.include_descendants,
        };
        roles.entry(grant.user_id).or_default().push(role);
    }
    let user = |row: app_user::Model| User {
        roles: roles.remove(&row.id).unwrap_or_default(),
        unit: briefs.of(row.unit_id),
        official: officials.maybe(row.official_id),
        id: row.id,
        version: row.version,
        created_at: Instant(row.created_at),
        updated_at: Instant(row.updated_at),
        username: row.username,
        name: row.name,
        disabled_at: row.disabled_at.map(Instant),
        locked_until: row.locked_until.map(Instant),
        must_change_password: row.must_change_password,
    };
    Ok(rows.into_iter().map(user).collect())
}
