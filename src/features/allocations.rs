//! Allocations (任务分解): the share of a target that falls to a unit, a site or a period, or to a cell of several of them. Targets are
//! divided after issue as often as before, so shares may be kept as long as the plan is open. Shares below, equal to or above the
//! target are all allowed: what they add up to is shown, not enforced.

use actix_web::web::Data;
use actix_web::{delete, get, patch, post};
use sea_orm::{ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, ModelTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::auth::{Action, Caller, Place};
use crate::db::{OrConflict, Tx};
use crate::domain::instant::Instant;
use crate::domain::period::Period;
use crate::domain::quantity::Quantity;
use crate::entity::scope::Scope;
use crate::entity::{allocation, plan, site, target};
use crate::http::headers::{IdempotencyKeyHeader, IfMatchHeader};
use crate::http::query::{Filter, NoParameters};
use crate::http::{Body, Code, Fault, Id, IfMatch, OrNotFound, Problem, Query, Reply, Result};
use crate::list::{self, PageInfo};
use crate::part;
use crate::refs::{self, UnitBrief, UnitRef};
use crate::state::AppState;
use crate::{sort_keys, versioned};

/// The share of a target that falls to a unit, a site, a period, or a cell of them.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "id": "0197a6f0-c0de-7000-a000-000000000901", "version": 1, "createdAt": "2024-04-02T01:00:00.000Z", "updatedAt": "2024-04-02T01:00:00.000Z",
    "planId": "0197a6f0-c0de-7000-a000-000000000100", "targetId": "0197a6f0-c0de-7000-a000-000000000404",
    "unit": {"id": "0197a6f0-c0de-7000-a000-000000000019", "code": "YC-WJW", "name": "市卫健委"}, "siteId": null, "period": null, "value": 1680
}))]
pub struct Allocation {
    /// Its id.
    pub id: Uuid,
    /// Its version, for `If-Match`.
    pub version: i32,
    /// When it was entered.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// The plan of the target.
    pub plan_id: Uuid,
    /// The target that is divided.
    pub target_id: Uuid,
    /// The unit it falls to.
    pub unit: Option<UnitBrief>,
    /// The site it falls to.
    pub site_id: Option<Uuid>,
    /// The period it falls to.
    pub period: Option<Period>,
    /// The share, in the target's unit of measure.
    pub value: Quantity,
}

versioned!(Allocation);

/// A new share: of a unit, a site or a period, or of a cell of several of them; at least one.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"targetId": "0197a6f0-c0de-7000-a000-000000000404", "unitCode": "YC-WJW", "value": 1680}))]
pub struct AllocationCreate {
    /// The target that is divided.
    pub target_id: Uuid,
    /// The unit it falls to, by id.
    pub unit_id: Option<Uuid>,
    /// The unit it falls to, by code.
    pub unit_code: Option<String>,
    /// The site it falls to, of the same plan.
    pub site_id: Option<Uuid>,
    /// The period it falls to, touching the plan's.
    pub period: Option<Period>,
    /// The share, in the target's unit of measure; not negative.
    pub value: Quantity,
}

/// A change of a share. To whom it falls does not change: that would be another share.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"value": 1500}))]
pub struct AllocationUpdate {
    /// The share, in the target's unit of measure; not negative.
    pub value: Quantity,
}

/// A page of shares.
#[derive(Serialize, ToSchema)]
pub struct AllocationPage {
    /// The shares.
    pub items: Vec<Allocation>,
    /// Where this page stands.
    pub page: PageInfo,
}

sort_keys! {
    /// How shares are sorted.
    pub AllocationSort of allocation { "createdAt" => CreatedAt, "updatedAt" => UpdatedAt }
}

/// Which shares.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AllocationFilter {
    /// What to sort by; `-` in front for descending. Ties are broken by id.
    #[param(inline)]
    pub sort: Option<AllocationSort>,
    /// Only shares in this plan.
    #[serde(rename = "planId")]
    pub plan_id: Option<Uuid>,
    /// Only shares of this target.
    #[serde(rename = "targetId")]
    pub target_id: Option<Uuid>,
    /// Only what falls to this unit.
    #[serde(rename = "unitId")]
    pub unit_id: Option<Uuid>,
    /// Only what falls to this period.
    pub period: Option<Period>,
}

impl Filter for AllocationFilter {}

/// List the shares into which targets are divided.
#[utoipa::path(tag = "allocations", operation_id = "list_allocations", security(("bearer" = [])),
    params(crate::http::Paging, AllocationFilter), responses((status = 200, description = "A page of shares", body = AllocationPage)))]
#[get("/allocations")]
async fn list_allocations(app: Data<AppState>, caller: Caller, query: Query<AllocationFilter>) -> Result<Reply> {
    caller.require(Action::ReadPlan)?;
    let AllocationFilter { sort, plan_id, target_id, unit_id, period } = query.filter.clone();
    let wanted = Condition::all()
        .add_option(plan_id.map(|plan| allocation::Column::PlanId.eq(plan)))
        .add_option(target_id.map(|target| allocation::Column::TargetId.eq(target)))
        .add_option(unit_id.map(|unit| allocation::Column::UnitId.eq(unit)))
        .add_option(period.map(|period| allocation::Column::Period.eq(period)));
    let select = allocation::Entity::seen_by(&caller.scope).filter(wanted);
    let (rows, page) = list::page(&app, &caller, select, sort.unwrap_or_default().0, allocation::Column::Id, &query).await?;
    let next = query.next(page.next_cursor.as_ref());
    Reply::page(&AllocationPage { items: show(&app.db, &caller.scope, rows).await?, page }, next)
}

/// Read one share.
#[utoipa::path(tag = "allocations", operation_id = "get_allocation", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The share")), responses((status = 200, description = "The share", body = Allocation)))]
#[get("/allocations/{id}")]
async fn get_allocation(app: Data<AppState>, caller: Caller, id: Id, _query: Query<NoParameters>) -> Result<Reply> {
    caller.require(Action::ReadPlan)?;
    let seen = allocation::Entity::seen_by(&caller.scope).filter(allocation::Column::Id.eq(id.0));
    Reply::item(&one(&app.db, &caller.scope, seen.one(&app.db).await?.or_not_found()?).await?)
}

/// Say what share of a target falls to whom, before issue or after.
#[utoipa::path(tag = "allocations", operation_id = "create_allocation", security(("bearer" = [])), params(IdempotencyKeyHeader),
    request_body = AllocationCreate, responses((status = 201, description = "The new share", body = Allocation)))]
#[post("/allocations")]
async fn create_allocation(app: Data<AppState>, caller: Caller, body: Body) -> Result<Reply> {
    caller.require(Action::WritePlan)?;
    caller.check(Action::WritePlan, Place::default())?;
    let input: AllocationCreate = body.read()?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let row = insert(&mut tx, &caller.scope, input).await?;
    let share = one(tx.db(), &caller.scope, row).await?;
    tx.commit(Reply::created("allocations", &share)?).await
}

/// Change how much a share is.
#[utoipa::path(tag = "allocations", operation_id = "update_allocation", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The share"), IfMatchHeader),
    request_body(content = AllocationUpdate, content_type = "application/json"),
    responses((status = 200, description = "The share as it is now", body = Allocation)))]
#[patch("/allocations/{id}")]
async fn update_allocation(app: Data<AppState>, caller: Caller, id: Id, at: IfMatch, body: Body) -> Result<Reply> {
    caller.require(Action::WritePlan)?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let (plan, mut row) = locked(&tx, &caller, id.0).await?;
    at.check(row.current())?;
    part::changeable(&plan)?;
    let AllocationUpdate { value } = body.read()?;
    Problem::unless_empty(amount(value).into_iter().collect())?;
    row.value_e4 = value;
    row.touch(&tx);
    let row = row.into_active_model().reset_all().update(tx.db()).await?;
    tx.record(
        "allocation.updated",
        "allocation",
        row.id,
        json!({"targetId": row.target_id, "value": row.value_e4, "version": row.version}),
    );
    let share = one(tx.db(), &caller.scope, row).await?;
    tx.commit(Reply::item(&share)?).await
}

/// Remove a share.
#[utoipa::path(tag = "allocations", operation_id = "delete_allocation", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The share"), IfMatchHeader), responses((status = 204, description = "It is gone")))]
#[delete("/allocations/{id}")]
async fn delete_allocation(app: Data<AppState>, caller: Caller, id: Id, at: IfMatch) -> Result<Reply> {
    caller.require(Action::WritePlan)?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let (plan, row) = locked(&tx, &caller, id.0).await?;
    at.check(row.current())?;
    part::changeable(&plan)?;
    tx.record("allocation.deleted", "allocation", row.id, json!({"targetId": row.target_id, "value": row.value_e4}));
    row.delete(tx.db()).await.or_has_children()?;
    tx.commit(Reply::no_content()).await
}

async fn locked(tx: &Tx, caller: &Caller, id: Uuid) -> Result<(plan::Model, allocation::Model)> {
    let seen = allocation::Entity::seen_by(&caller.scope).filter(allocation::Column::Id.eq(id));
    let found = part::locked(tx, &caller.scope, seen, |row| row.plan_id).await?;
    caller.check(Action::WritePlan, Place::default())?;
    Ok(found)
}

/// Enters a share.
///
/// # Errors
/// 409 `already_exists` for the same cell, `invalid_transition` of a closed plan; 422 for what is wrong in itself or refers to nothing.
pub async fn insert(tx: &mut Tx, scope: &Scope, input: AllocationCreate) -> Result<allocation::Model> {
    let AllocationCreate { target_id, unit_id, unit_code, site_id, period, value } = input;
    let (plan, target) = part::of_target(tx, scope, target_id).await?;
    part::changeable(&plan)?;
    let found = refs::units(tx.db(), scope, &[UnitRef::new("/unit", unit_id, unit_code.as_ref())]).await?;
    let unit = found.into_iter().flatten().next().map(|unit| unit.id);
    let mut faults: Vec<Fault> = amount(value).into_iter().collect();
    if unit.is_none() && site_id.is_none() && period.is_none() {
        faults.push(Fault::at("/unitId", Code::Required));
    }
    if period.is_some_and(|period| period.last_day() < plan.starts_on || period.first_day() > plan.ends_on) {
        faults.push(Fault::at("/period", Code::OutOfRange).with("min", plan.starts_on.to_string()).with("max", plan.ends_on.to_string()));
    }
    faults.extend(missing_site(tx, &target, site_id).await?);
    Problem::unless_empty(faults)?;
    let row = allocation::Model {
        id: Uuid::now_v7(),
        government_id: plan.government_id,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
        updated_by: tx.actor.name.clone(),
        plan_id: plan.id,
        target_id: target.id,
        cell_key: cell_key(unit, site_id, period),
        unit_id: unit,
        site_id,
        period,
        value_e4: value,
    };
    let row = row.into_active_model().reset_all().insert(tx.db()).await.or_exists("/targetId")?;
    tx.record("allocation.created", "allocation", row.id, json!({"targetId": row.target_id, "value": row.value_e4}));
    Ok(row)
}

/// Names the cell in one text, because absent parts would make every row different to a unique key.
fn cell_key(unit: Option<Uuid>, site: Option<Uuid>, period: Option<Period>) -> String {
    let id = |id: Option<Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
    format!("{}/{}/{}", id(unit), id(site), period.map(|period| period.to_string()).unwrap_or_default())
}

fn amount(value: Quantity) -> Option<Fault> {
    (value < Quantity::ZERO).then(|| Fault::at("/value", Code::OutOfRange).with("min", 0))
}

async fn missing_site(tx: &Tx, target: &target::Model, wanted: Option<Uuid>) -> Result<Option<Fault>> {
    let Some(id) = wanted else { return Ok(None) };
    let held = site::Entity::find_by_id(id).filter(site::Column::PlanId.eq(target.plan_id)).one(tx.db()).await?;
    Ok(held.is_none().then(|| Fault::at("/siteId", Code::NotFound)))
}

async fn one(db: &impl ConnectionTrait, scope: &Scope, row: allocation::Model) -> Result<Allocation> {
    show(db, scope, vec![row]).await?.into_iter().next().or_not_found()
}

/// Shares as answers show them: one statement more, however many.
async fn show(db: &impl ConnectionTrait, scope: &Scope, rows: Vec<allocation::Model>) -> Result<Vec<Allocation>> {
    let briefs = refs::briefs(db, scope, rows.iter().filter_map(|row| row.unit_id)).await?;
    let share = |row: allocation::Model| Allocation {
        id: row.id,
        version: row.version,
        created_at: row.created_at.into(),
        updated_at: row.updated_at.into(),
        plan_id: row.plan_id,
        target_id: row.target_id,
        unit: briefs.maybe(row.unit_id),
        site_id: row.site_id,
        period: row.period,
        value: row.value_e4,
    };
    Ok(rows.into_iter().map(share).collect())
}

crate::routes!(list_allocations, get_allocation, create_allocation, update_allocation, delete_allocation);
