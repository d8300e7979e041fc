//! Governments (政府): the tenants of an installation.

use actix_web::web::Data;
use actix_web::{delete, get, patch, post};
use sea_orm::{ActiveModelTrait, ColumnTrait, IntoActiveModel, ModelTrait, QueryFilter, QuerySelect};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::auth::{Action, Caller};
use crate::db::{OrConflict, Tx};
use crate::domain::identity::is_region_code;
use crate::domain::instant::Instant;
use crate::entity::government;
use crate::http::headers::{IdempotencyKeyHeader, IfMatchHeader};
use crate::http::patch::present;
use crate::http::query::{Filter, NoParameters};
use crate::http::{Body, Code, Id, IfMatch, OrNotFound, Problem, Query, Reply, Result};
use crate::list::{self, PageInfo};
use crate::state::AppState;
use crate::{sort_keys, versioned};

/// A city or county government.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({"id": "0197a6f0-c0de-7000-a000-000000000000", "version": 1, "createdAt": "2024-04-02T01:00:00.000Z",
    "updatedAt": "2024-04-02T01:00:00.000Z", "code": "420500", "name": "宜昌市人民政府"}))]
pub struct Government {
    /// Its id.
    id: Uuid,
    /// Its version, for `If-Match`.
    version: i32,
    /// When it was entered.
    created_at: Instant,
    /// When it was last changed.
    updated_at: Instant,
    /// Region code (GB/T 2260).
    code: String,
    /// Name.
    name: String,
}

versioned!(Government);

impl From<government::Model> for Government {
    fn from(row: government::Model) -> Self {
        let government::Model { id, version, created_at, updated_at, updated_by: _, code, name } = row;
        Self { id, version, created_at: created_at.into(), updated_at: updated_at.into(), code, name }
    }
}

/// A new government.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"code": "370700", "name": "潍坊市人民政府"}))]
pub struct GovernmentCreate {
    /// Region code (GB/T 2260), six digits.
    #[schema(pattern = "^[0-9]{6}$")]
    code: String,
    /// Name.
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100)]
    name: String,
}

/// A change of a government (RFC 7396).
#[derive(Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(example = json!({"name": "宜昌市人民政府"}))]
pub struct GovernmentUpdate {
    /// Name.
    #[serde(deserialize_with = "present")]
    #[validate(length(min = 1, max = 100))]
    #[schema(nullable = false, min_length = 1, max_length = 100)]
    name: Option<String>,
}

/// A page of governments.
#[derive(Serialize, ToSchema)]
pub struct GovernmentPage {
    /// The governments.
    items: Vec<Government>,
    /// Where this page stands.
    page: PageInfo,
}

sort_keys! {
    /// How governments are sorted.
    pub GovernmentSort of government { "code" => Code, "name" => Name, "updatedAt" => UpdatedAt }
}

/// Which governments.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct GovernmentFilter {
    /// What to sort by; `-` in front for descending. Ties are broken by id.
    #[param(inline)]
    sort: Option<GovernmentSort>,
    /// Exactly this region code.
    code: Option<String>,
}

impl Filter for GovernmentFilter {}

/// List the governments the caller may see: their own, or all for the administrator of the installation.
#[utoipa::path(tag = "governments", operation_id = "list_governments", security(("bearer" = [])), params(crate::http::Paging, GovernmentFilter),
    responses((status = 200, description = "A page of governments", body = GovernmentPage)))]
#[get("/governments")]
async fn list_governments(app: Data<AppState>, caller: Caller, query: Query<GovernmentFilter>) -> Result<Reply> {
    let GovernmentFilter { sort, code } = query.filter.clone();
    let mut select = government::Entity::seen_by(&caller.scope);
    if let Some(code) = code {
        select = select.filter(government::Column::Code.eq(code));
    }
    let (rows, page) = list::page(&app, &caller, select, sort.unwrap_or_default().0, government::Column::Id, &query).await?;
    let next = query.next(page.next_cursor.as_ref());
    Reply::page(&GovernmentPage { items: rows.into_iter().map(Government::from).collect(), page }, next)
}

/// Read one government.
#[utoipa::path(tag = "governments", operation_id = "get_government", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The government")), responses((status = 200, description = "The government", body = Government)))]
#[get("/governments/{id}")]
async fn get_government(app: Data<AppState>, caller: Caller, id: Id, _query: Query<NoParameters>) -> Result<Reply> {
    let row = government::Entity::seen_by(&caller.scope).filter(government::Column::Id.eq(id.0)).one(&app.db).await?.or_not_found()?;
    Reply::item(&Government::from(row))
}

/// Enter a government; only the administrator of the installation may.
#[utoipa::path(tag = "governments", operation_id = "create_government", security(("bearer" = [])), params(IdempotencyKeyHeader),
    request_body = GovernmentCreate, responses((status = 201, description = "The new government", body = Government)))]
#[post("/governments")]
async fn create_government(app: Data<AppState>, caller: Caller, body: Body) -> Result<Reply> {
    for_installation(&caller)?;
    let GovernmentCreate { code, name } = body.read()?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let row = insert(&mut tx, code, name).await?;
    tx.commit(Reply::created("governments", &Government::from(row))?).await
}

/// Change a government's name.
#[utoipa::path(tag = "governments", operation_id = "update_government", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The government"), IfMatchHeader), request_body(content = GovernmentUpdate, content_type = "application/json"),
    responses((status = 200, description = "The government as it is now", body = Government)))]
#[patch("/governments/{id}")]
async fn update_government(app: Data<AppState>, caller: Caller, id: Id, at: IfMatch, body: Body) -> Result<Reply> {
    if !caller.user.installation_admin {
        caller.require(Action::WriteGovernment)?;
    }
    let mut tx = Tx::begin(&app, &caller).await?;
    let mut row = locked(&tx, &caller, id.0).await?;
    at.check(row.current())?;
    let GovernmentUpdate { name } = body.read()?;
    row.name = name.unwrap_or(row.name);
    check_name(&row.name)?;
    row.touch(&tx);
    let row = row.into_active_model().reset_all().update(tx.db()).await?;
    tx.record("government.updated", "government", row.id, json!({"version": row.version}));
    tx.commit(Reply::item(&Government::from(row))?).await
}

/// Remove a government that has nothing yet.
#[utoipa::path(tag = "governments", operation_id = "delete_government", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The government"), IfMatchHeader), responses((status = 204, description = "It is gone")))]
#[delete("/governments/{id}")]
async fn delete_government(app: Data<AppState>, caller: Caller, id: Id, at: IfMatch) -> Result<Reply> {
    for_installation(&caller)?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let row = locked(&tx, &caller, id.0).await?;
    at.check(row.current())?;
    tx.record("government.deleted", "government", row.id, json!({"code": row.code}));
    row.delete(tx.db()).await.or_has_children()?;
    tx.commit(Reply::no_content()).await
}

async fn locked(tx: &Tx, caller: &Caller, id: Uuid) -> Result<government::Model> {
    let row = government::Entity::seen_by(&caller.scope).filter(government::Column::Id.eq(id));
    row.lock_exclusive().one(tx.db()).await?.or_not_found()
}

fn for_installation(caller: &Caller) -> Result<()> {
    if caller.user.installation_admin { Ok(()) } else { Err(Problem::new(Code::Forbidden)) }
}

fn check_name(name: &str) -> Result<()> {
    if name.trim().is_empty() { Err(Problem::at("/name", Code::Required)) } else { Ok(()) }
}

/// Enters a government.
///
/// # Errors
/// 422 `invalid_region_code` or `required`, 409 `already_exists`.
pub async fn insert(tx: &mut Tx, code: String, name: String) -> Result<government::Model> {
    if !is_region_code(&code) {
        return Err(Problem::at("/code", Code::InvalidRegionCode));
    }
    check_name(&name)?;
    let row = government::Model {
        id: Uuid::now_v7(),
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
        updated_by: tx.actor.name.clone(),
        code,
        name,
    };
    let row = row.into_active_model().reset_all().insert(tx.db()).await.or_exists("/code")?;
    tx.record("government.created", "government", row.id, json!({"code": row.code}));
    Ok(row)
}

crate::routes!(list_governments, get_government, create_government, update_government, delete_government);
