//! Grants (授权): which role somebody holds at which unit; given and taken away by the security administrator.

use actix_web::web::Data;
use actix_web::{delete, get, patch, post};
use chrono::NaiveDate;
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, ModelTrait, QueryFilter, QuerySelect};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::auth::{Action, Caller};
use crate::db::Tx;
use crate::domain::day::Day;
use crate::domain::instant::Instant;
use crate::domain::role::Role;
use crate::entity::scope::Scope;
use crate::entity::{app_user, role_grant};
use crate::http::headers::{IdempotencyKeyHeader, IfMatchHeader};
use crate::http::patch::nullable;
use crate::http::query::{AnyOf, Filter, NoParameters};
use crate::http::{Body, Code, Id, IfMatch, OrNotFound, Problem, Query, Reply, Result};
use crate::list::{self, PageInfo};
use crate::refs::{self, UnitBrief, UnitRef};
use crate::state::AppState;
use crate::{sort_keys, versioned};

/// A role held at a unit for a time.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "id": "0197a6f0-c0de-7000-a000-000000000501", "version": 1, "createdAt": "2024-01-01T01:00:00.000Z", "updatedAt": "2024-01-01T01:00:00.000Z",
    "userId": "0197a6f0-c0de-7000-a000-000000000101", "role": "reporter",
    "unit": {"id": "0197a6f0-c0de-7000-a000-000000000019", "code": "YC-WJW", "name": "市卫健委"}, "includeDescendants": true,
    "validFrom": "2024-01-01", "validTo": null
}))]
pub struct Grant {
    /// Its id.
    id: Uuid,
    /// Its version, for `If-Match`.
    version: i32,
    /// When it was given.
    created_at: Instant,
    /// When it was last changed.
    updated_at: Instant,
    /// Who holds it.
    user_id: Uuid,
    /// The role.
    role: Role,
    /// Where.
    unit: UnitBrief,
    /// Whether units below count too.
    include_descendants: bool,
    /// First day.
    valid_from: NaiveDate,
    /// Last day; null: no end.
    valid_to: Option<NaiveDate>,
}

versioned!(Grant);

/// A role to be given.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"userId": "0197a6f0-c0de-7000-a000-000000000101", "role": "reporter", "unitCode": "YC-WJW", "includeDescendants": true}))]
pub struct GrantCreate {
    /// Who gets it.
    user_id: Uuid,
    /// The role.
    role: Role,
    /// Where, by id.
    unit_id: Option<Uuid>,
    /// Where, by code.
    unit_code: Option<String>,
    /// Whether units below count too.
    #[serde(default)]
    include_descendants: bool,
    /// First day; left out: today.
    valid_from: Option<Day>,
    /// Last day.
    valid_to: Option<Day>,
}

/// A change of how long a role is held (RFC 7396).
#[derive(Default, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[schema(example = json!({"validTo": "2024-12-31"}))]
pub struct GrantUpdate {
    /// Last day; null: no end.
    #[serde(deserialize_with = "nullable")]
    valid_to: Option<Option<Day>>,
}

/// A page of grants.
#[derive(Serialize, ToSchema)]
pub struct GrantPage {
    /// The grants.
    items: Vec<Grant>,
    /// Where this page stands.
    page: PageInfo,
}

sort_keys! {
    /// How grants are sorted.
    pub GrantSort of role_grant { "createdAt" => CreatedAt, "role" => Role, "updatedAt" => UpdatedAt }
}

/// Which grants.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct GrantFilter {
    /// What to sort by; `-` in front for descending. Ties are broken by id.
    #[param(inline)]
    sort: Option<GrantSort>,
    /// Only grants of this account.
    #[serde(rename = "userId")]
    user_id: Option<Uuid>,
    /// Only grants at this unit.
    #[serde(rename = "unitId")]
    unit_id: Option<Uuid>,
    /// Any of these roles, separated by commas.
    #[param(value_type = Option<Vec<Role>>, style = Form, explode = false)]
    role: Option<AnyOf<Role>>,
    /// Only grants in force on this day.
    #[serde(rename = "validOn")]
    valid_on: Option<Day>,
}

impl Filter for GrantFilter {}

/// List who holds which role where, for the three administrators.
#[utoipa::path(tag = "grants", operation_id = "list_grants", security(("bearer" = [])), params(crate::http::Paging, GrantFilter),
    responses((status = 200, description = "A page of grants", body = GrantPage)))]
#[get("/grants")]
async fn list_grants(app: Data<AppState>, caller: Caller, query: Query<GrantFilter>) -> Result<Reply> {
    caller.require(Action::ReadAccounts)?;
    let GrantFilter { sort, user_id, unit_id, role, valid_on } = query.filter.clone();
    let mut select = match valid_on {
        Some(day) => role_grant::Entity::in_force(&caller.scope, day.0),
        None => role_grant::Entity::seen_by(&caller.scope),
    };
    if let Some(user) = user_id {
        select = select.filter(role_grant::Column::UserId.eq(user));
    }
    if let Some(unit) = unit_id {
        select = select.filter(role_grant::Column::UnitId.eq(unit));
    }
    if let Some(roles) = role {
        select = select.filter(role_grant::Column::Role.is_in(roles.0));
    }
    let (rows, page) = list::page(&app, &caller, select, sort.unwrap_or_default().0, role_grant::Column::Id, &query).await?;
    let next = query.next(page.next_cursor.as_ref());
    Reply::page(&GrantPage { items: show(&app.db, &caller.scope, rows).await?, page }, next)
}

/// Read one grant.
#[utoipa::path(tag = "grants", operation_id = "get_grant", security(("bearer" = [])), params(("id" = Uuid, Path, description = "The grant")),
    responses((status = 200, description = "The grant", body = Grant)))]
#[get("/grants/{id}")]
async fn get_grant(app: Data<AppState>, caller: Caller, id: Id, _query: Query<NoParameters>) -> Result<Reply> {
    caller.require(Action::ReadAccounts)?;
    let row = role_grant::Entity::seen_by(&caller.scope).filter(role_grant::Column::Id.eq(id.0)).one(&app.db).await?.or_not_found()?;
    Reply::item(&one(&app.db, &caller.scope, row).await?)
}

/// Give somebody a role at a unit. It counts from the next request on. Nobody gives a role to themselves, nobody holds two of the three
/// administrators' roles, and none of these is given to the account of an official.
#[utoipa::path(tag = "grants", operation_id = "create_grant", security(("bearer" = [])), params(IdempotencyKeyHeader),
    request_body = GrantCreate, responses((status = 201, description = "The new grant", body = Grant)))]
#[post("/grants")]
async fn create_grant(app: Data<AppState>, caller: Caller, body: Body) -> Result<Reply> {
    caller.require(Action::WriteGrants)?;
    let GrantCreate { user_id, role, unit_id, unit_code, include_descendants, valid_from, valid_to } = body.read()?;
    let mut tx = Tx::begin(&app, &caller).await?;
    // Locking the account lets two grants to one person wait for each other, so that neither misses the other's role.
    let user = app_user::Entity::seen_by(&caller.scope).filter(app_user::Column::Id.eq(user_id)).lock_exclusive().one(tx.db()).await?;
    let user = user.ok_or_else(|| Problem::at("/userId", Code::NotFound))?;
    not_oneself(&caller, user.id)?;
    let unit = refs::unit(tx.db(), &caller.scope, UnitRef::new("/unit", unit_id, unit_code.as_ref())).await?;
    let row = role_grant::Model {
        id: Uuid::now_v7(),
        government_id: tx.actor.government,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
        updated_by: tx.actor.name.clone(),
        user_id: user.id,
        role,
        unit_id: unit.id,
        include_descendants,
        valid_from: valid_from.map_or(app.today(), |day| day.0),
        valid_to: valid_to.map(|day| day.0),
        granted_by: tx.actor.user,
    };
    check(&tx, &row, &user, app.today()).await?;
    let row = row.into_active_model().reset_all().insert(tx.db()).await?;
    tx.record("grant.created", "grant", row.id, json!({"userId": row.user_id, "role": row.role, "unitId": row.unit_id}));
    let grant = one(tx.db(), &caller.scope, row).await?;
    tx.commit(Reply::created("grants", &grant)?).await
}

/// Change how long a role is held.
#[utoipa::path(tag = "grants", operation_id = "update_grant", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The grant"), IfMatchHeader), request_body(content = GrantUpdate, content_type = "application/json"),
    responses((status = 200, description = "The grant as it is now", body = Grant)))]
#[patch("/grants/{id}")]
async fn update_grant(app: Data<AppState>, caller: Caller, id: Id, at: IfMatch, body: Body) -> Result<Reply> {
    caller.require(Action::WriteGrants)?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let mut row = locked(&tx, &caller, id.0).await?;
    not_oneself(&caller, row.user_id)?;
    at.check(row.current())?;
    let GrantUpdate { valid_to } = body.read()?;
    row.valid_to = valid_to.map_or(row.valid_to, |day| day.map(|day| day.0));
    row.touch(&tx);
    // Grants of one person are given one after the other: two at once would not see each other.
    let user = app_user::Entity::find_by_id(row.user_id).lock_exclusive().one(tx.db()).await?.or_not_found()?;
    check(&tx, &row, &user, app.today()).await?;
    let row = row.into_active_model().reset_all().update(tx.db()).await?;
    tx.record("grant.updated", "grant", row.id, json!({"validTo": row.valid_to}));
    let grant = one(tx.db(), &caller.scope, row).await?;
    tx.commit(Reply::item(&grant)?).await
}

/// Take a role away; it counts from the next request on.
#[utoipa::path(tag = "grants", operation_id = "delete_grant", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The grant"), IfMatchHeader), responses((status = 204, description = "It is taken away")))]
#[delete("/grants/{id}")]
async fn delete_grant(app: Data<AppState>, caller: Caller, id: Id, at: IfMatch) -> Result<Reply> {
    caller.require(Action::WriteGrants)?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let row = locked(&tx, &caller, id.0).await?;
    not_oneself(&caller, row.user_id)?;
    at.check(row.current())?;
    tx.record("grant.deleted", "grant", row.id, json!({"userId": row.user_id, "role": row.role, "unitId": row.unit_id}));
    row.delete(tx.db()).await?;
    tx.commit(Reply::no_content()).await
}

async fn locked(tx: &Tx, caller: &Caller, id: Uuid) -> Result<role_grant::Model> {
    let row = role_grant::Entity::seen_by(&caller.scope).filter(role_grant::Column::Id.eq(id));
    row.lock_exclusive().one(tx.db()).await?.or_not_found()
}

fn not_oneself(caller: &Caller, user: Uuid) -> Result<()> {
    if caller.user.id == user { Err(Problem::new(Code::SeparationOfDuties)) } else { Ok(()) }
}

/// A grant ends after it begins, nobody ever holds two of the three administrators' roles on one day, and an official holds none of them.
async fn check(tx: &Tx, row: &role_grant::Model, user: &app_user::Model, today: NaiveDate) -> Result<()> {
    if row.valid_to.is_some_and(|to| to < row.valid_from) {
        return Err(Problem::at("/validTo", Code::EndBeforeStart));
    }
    if !row.role.administers() {
        return Ok(());
    }
    if user.official_id.is_some() && row.valid_to.is_none_or(|to| to >= today) {
        return Err(Problem::at("/role", Code::ExclusiveRoles));
    }
    let others =
        role_grant::Entity::find().filter(role_grant::Column::UserId.eq(row.user_id)).filter(role_grant::Column::Role.ne(row.role));
    let overlaps = |other: &role_grant::Model| {
        let begins_in_time = row.valid_to.is_none_or(|to| other.valid_from <= to);
        begins_in_time && other.valid_to.is_none_or(|to| to >= row.valid_from && to >= today)
    };
    let clash = others.all(tx.db()).await?.into_iter().any(|other| other.role.administers() && overlaps(&other));
    if clash { Err(Problem::at("/role", Code::ExclusiveRoles)) } else { Ok(()) }
}

async fn one(db: &impl ConnectionTrait, scope: &Scope, row: role_grant::Model) -> Result<Grant> {
    show(db, scope, vec![row]).await?.into_iter().next().or_not_found()
}

/// Grants as answers show them: one statement, however many.
async fn show(db: &impl ConnectionTrait, scope: &Scope, rows: Vec<role_grant::Model>) -> Result<Vec<Grant>> {
    let briefs = refs::briefs(db, scope, rows.iter().map(|row| row.unit_id)).await?;
    let grant = |row: role_grant::Model| Grant {
        unit: briefs.of(row.unit_id),
        id: row.id,
        version: row.version,
        created_at: Instant(row.created_at),
        updated_at: Instant(row.updated_at),
        user_id: row.user_id,
        role: row.role,
        include_descendants: row.include_descendants,
        valid_from: row.valid_from,
        valid_to: row.valid_to,
    };
    Ok(rows.into_iter().map(grant).collect())
}

crate::routes!(list_grants, get_grant, create_grant, update_grant, delete_grant);
