//! Sites (点位, 项目清单): the named places and projects at which a task is carried out, with who answers for each, how far it is and
//! what it costs. The list is drawn up after issue as often as before, so it may be kept as long as the plan is open.

use actix_web::web::Data;
use actix_web::{delete, get, patch, post};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, ModelTrait, QueryFilter, QuerySelect,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::auth::{Action, Caller, Place};
use crate::db::{OrConflict, Tx};
use crate::domain::instant::Instant;
use crate::domain::quantity::Quantity;
use crate::entity::scope::Scope;
use crate::entity::{plan, site};
use crate::http::headers::{IdempotencyKeyHeader, IfMatchHeader};
use crate::http::patch::{nullable, present};
use crate::http::query::{Filter, NoParameters};
use crate::http::text::blanks;
use crate::http::{Body, Code, Fault, Id, IfMatch, OrNotFound, Problem, Query, Reply, Result};
use crate::list::{self, PageInfo};
use crate::part;
use crate::refs::{self, UnitBrief, UnitRef};
use crate::state::AppState;
use crate::{sort_keys, versioned};

/// A concrete place or project of a task.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "id": "0197a6f0-c0de-7000-a000-000000000801", "version": 1, "createdAt": "2024-04-02T01:00:00.000Z", "updatedAt": "2024-04-02T01:00:00.000Z",
    "planId": "0197a6f0-c0de-7000-a000-000000000100", "taskId": "0197a6f0-c0de-7000-a000-000000000104", "ord": 1, "name": "伍家岗区托育综合服务中心",
    "unit": {"id": "0197a6f0-c0de-7000-a000-000000000019", "code": "YC-WJW", "name": "市卫健委"}, "place": "伍家岗区", "stage": "在建", "money": 4200
}))]
pub struct Site {
    /// Its id.
    pub id: Uuid,
    /// Its version, for `If-Match`.
    pub version: i32,
    /// When it was entered.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// The plan of its task.
    pub plan_id: Uuid,
    /// The task.
    pub task_id: Uuid,
    /// Its place in the list.
    pub ord: i32,
    /// Unique within the task.
    pub name: String,
    /// Who answers for it.
    pub unit: Option<UnitBrief>,
    /// Where it is.
    pub place: Option<String>,
    /// How far it is, in the words of the list (新建, 续建, 在建).
    pub stage: Option<String>,
    /// What it costs, in 万元.
    pub money: Option<Quantity>,
}

versioned!(Site);

/// A new site of a task.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "taskId": "0197a6f0-c0de-7000-a000-000000000104", "name": "伍家岗区托育综合服务中心", "unitCode": "YC-WJW", "place": "伍家岗区", "stage": "在建",
    "money": 4200
}))]
pub struct SiteCreate {
    /// The task.
    pub task_id: Uuid,
    /// Unique within the task.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// Its place in the list; left out: after the last one.
    #[validate(range(min = 0, max = 1_000_000))]
    #[schema(minimum = 0, maximum = 1_000_000)]
    pub ord: Option<i32>,
    /// Who answers for it, by id.
    pub unit_id: Option<Uuid>,
    /// Who answers for it, by code.
    pub unit_code: Option<String>,
    /// Where it is.
    #[validate(length(min = 1, max = 300))]
    #[schema(min_length = 1, max_length = 300)]
    pub place: Option<String>,
    /// How far it is, in the words of the list.
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100)]
    pub stage: Option<String>,
    /// What it costs, in 万元, not negative.
    pub money: Option<Quantity>,
}

/// A change of a site (RFC 7396): absent keeps, null clears.
#[derive(Clone, Debug, Default, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[schema(example = json!({"stage": "建成", "money": 4350}))]
pub struct SiteUpdate {
    /// Unique within the task.
    #[serde(deserialize_with = "present")]
    #[validate(length(min = 1, max = 200))]
    #[schema(nullable = false, min_length = 1, max_length = 200)]
    pub name: Option<String>,
    /// Its place in the list.
    #[serde(deserialize_with = "present")]
    #[validate(range(min = 0, max = 1_000_000))]
    #[schema(nullable = false, minimum = 0, maximum = 1_000_000)]
    pub ord: Option<i32>,
    /// Who answers for it, by id.
    #[serde(deserialize_with = "nullable")]
    pub unit_id: Option<Option<Uuid>>,
    /// Who answers for it, by code.
    #[serde(deserialize_with = "present")]
    #[schema(nullable = false)]
    pub unit_code: Option<String>,
    /// Where it is.
    #[serde(deserialize_with = "nullable")]
    #[validate(length(min = 1, max = 300))]
    #[schema(min_length = 1, max_length = 300)]
    pub place: Option<Option<String>>,
    /// How far it is.
    #[serde(deserialize_with = "nullable")]
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100)]
    pub stage: Option<Option<String>>,
    /// What it costs, in 万元.
    #[serde(deserialize_with = "nullable")]
    pub money: Option<Option<Quantity>>,
}

/// A page of sites.
#[derive(Serialize, ToSchema)]
pub struct SitePage {
    /// The sites.
    pub items: Vec<Site>,
    /// Where this page stands.
    pub page: PageInfo,
}

sort_keys! {
    /// How sites are sorted.
    pub SiteSort of site { "ord" => Ord, "name" => Name, "updatedAt" => UpdatedAt }
}

/// Which sites.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SiteFilter {
    /// What to sort by; `-` in front for descending. Ties are broken by id.
    #[param(inline)]
    pub sort: Option<SiteSort>,
    /// Only sites in this plan.
    #[serde(rename = "planId")]
    pub plan_id: Option<Uuid>,
    /// Only sites of this task.
    #[serde(rename = "taskId")]
    pub task_id: Option<Uuid>,
    /// Only sites this unit answers for.
    #[serde(rename = "unitId")]
    pub unit_id: Option<Uuid>,
}

impl Filter for SiteFilter {}

/// List the places and projects of tasks.
#[utoipa::path(tag = "sites", operation_id = "list_sites", security(("bearer" = [])),
    params(crate::http::Paging, SiteFilter), responses((status = 200, description = "A page of sites", body = SitePage)))]
#[get("/sites")]
async fn list_sites(app: Data<AppState>, caller: Caller, query: Query<SiteFilter>) -> Result<Reply> {
    caller.require(Action::ReadPlan)?;
    let SiteFilter { sort, plan_id, task_id, unit_id } = query.filter.clone();
    let wanted = Condition::all()
        .add_option(plan_id.map(|plan| site::Column::PlanId.eq(plan)))
        .add_option(task_id.map(|task| site::Column::TaskId.eq(task)))
        .add_option(unit_id.map(|unit| site::Column::UnitId.eq(unit)));
    let select = site::Entity::seen_by(&caller.scope).filter(wanted);
    let (rows, page) = list::page(&app, &caller, select, sort.unwrap_or_default().0, site::Column::Id, &query).await?;
    let next = query.next(page.next_cursor.as_ref());
    Reply::page(&SitePage { items: show(&app.db, &caller.scope, rows).await?, page }, next)
}

/// Read one place or project.
#[utoipa::path(tag = "sites", operation_id = "get_site", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The site")), responses((status = 200, description = "The site", body = Site)))]
#[get("/sites/{id}")]
async fn get_site(app: Data<AppState>, caller: Caller, id: Id, _query: Query<NoParameters>) -> Result<Reply> {
    caller.require(Action::ReadPlan)?;
    let row = site::Entity::seen_by(&caller.scope).filter(site::Column::Id.eq(id.0)).one(&app.db).await?.or_not_found()?;
    Reply::item(&one(&app.db, &caller.scope, row).await?)
}

/// Enter a place or project of a task, before issue or after.
#[utoipa::path(tag = "sites", operation_id = "create_site", security(("bearer" = [])), params(IdempotencyKeyHeader),
    request_body = SiteCreate, responses((status = 201, description = "The new site", body = Site)))]
#[post("/sites")]
async fn create_site(app: Data<AppState>, caller: Caller, body: Body) -> Result<Reply> {
    caller.require(Action::WritePlan)?;
    caller.check(Action::WritePlan, Place::default())?;
    let input: SiteCreate = body.read()?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let row = insert(&mut tx, &caller.scope, input).await?;
    let site = one(tx.db(), &caller.scope, row).await?;
    tx.commit(Reply::created("sites", &site)?).await
}

/// Change a place or project: how far it is, what it costs, who answers for it.
#[utoipa::path(tag = "sites", operation_id = "update_site", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The site"), IfMatchHeader), request_body(content = SiteUpdate, content_type = "application/json"),
    responses((status = 200, description = "The site as it is now", body = Site)))]
#[patch("/sites/{id}")]
async fn update_site(app: Data<AppState>, caller: Caller, id: Id, at: IfMatch, body: Body) -> Result<Reply> {
    caller.require(Action::WritePlan)?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let (plan, row) = locked(&tx, &caller, id.0).await?;
    at.check(row.current())?;
    part::changeable(&plan)?;
    let row = change(&mut tx, &caller.scope, row, body.read()?).await?;
    let site = one(tx.db(), &caller.scope, row).await?;
    tx.commit(Reply::item(&site)?).await
}

/// Remove a place or project to which no share is allotted.
#[utoipa::path(tag = "sites", operation_id = "delete_site", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The site"), IfMatchHeader), responses((status = 204, description = "It is gone")))]
#[delete("/sites/{id}")]
async fn delete_site(app: Data<AppState>, caller: Caller, id: Id, at: IfMatch) -> Result<Reply> {
    caller.require(Action::WritePlan)?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let (plan, row) = locked(&tx, &caller, id.0).await?;
    at.check(row.current())?;
    part::changeable(&plan)?;
    tx.record("site.deleted", "site", row.id, json!({"taskId": row.task_id, "name": row.name}));
    row.delete(tx.db()).await.or_has_children()?;
    tx.commit(Reply::no_content()).await
}

async fn locked(tx: &Tx, caller: &Caller, id: Uuid) -> Result<(plan::Model, site::Model)> {
    let seen = site::Entity::seen_by(&caller.scope).filter(site::Column::Id.eq(id));
    let found = part::locked(tx, &caller.scope, seen, |row| row.plan_id).await?;
    caller.check(Action::WritePlan, Place::default())?;
    Ok(found)
}

/// Enters a site.
///
/// # Errors
/// 409 `already_exists` for the name, `invalid_transition` of a closed plan; 422 for what is wrong in itself or refers to nothing.
pub async fn insert(tx: &mut Tx, scope: &Scope, input: SiteCreate) -> Result<site::Model> {
    let SiteCreate { task_id, name, ord, unit_id, unit_code, place, stage, money } = input;
    let (plan, task) = part::of_task(tx, scope, task_id).await?;
    part::changeable(&plan)?;
    let found = refs::units(tx.db(), scope, &[UnitRef::new("/unit", unit_id, unit_code.as_ref())]).await?;
    let row = site::Model {
        id: Uuid::now_v7(),
        government_id: plan.government_id,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
        updated_by: tx.actor.name.clone(),
        plan_id: plan.id,
        task_id: task.id,
        ord: if let Some(ord) = ord { ord } else { next_ord(tx, task.id).await? },
        name,
        unit_id: found.into_iter().flatten().next().map(|unit| unit.id),
        place,
        stage,
        money_e4: money,
    };
    check(&row)?;
    let row = row.into_active_model().reset_all().insert(tx.db()).await.or_exists("/name")?;
    tx.record("site.created", "site", row.id, json!({"taskId": row.task_id, "name": row.name}));
    Ok(row)
}

async fn change(tx: &mut Tx, scope: &Scope, mut row: site::Model, input: SiteUpdate) -> Result<site::Model> {
    let SiteUpdate { name, ord, unit_id, unit_code, place, stage, money } = input;
    let wish = UnitRef::new("/unit", unit_id.flatten(), unit_code.as_ref());
    let found = refs::units(tx.db(), scope, &[wish]).await?.into_iter().flatten().next();
    if unit_id.is_some() || unit_code.is_some() {
        row.unit_id = found.map(|unit| unit.id);
    }
    row.name = name.unwrap_or(row.name);
    row.ord = ord.unwrap_or(row.ord);
    row.place = place.unwrap_or(row.place);
    row.stage = stage.unwrap_or(row.stage);
    row.money_e4 = money.unwrap_or(row.money_e4);
    check(&row)?;
    row.touch(tx);
    let row = row.into_active_model().reset_all().update(tx.db()).await.or_exists("/name")?;
    tx.record("site.updated", "site", row.id, json!({"taskId": row.task_id, "version": row.version}));
    Ok(row)
}

fn check(row: &site::Model) -> Result<()> {
    let mut faults: Vec<Fault> = blanks(&[("/name", &row.name)]).into_iter().collect();
    if row.money_e4.is_some_and(|money| money < Quantity::ZERO) {
        faults.push(Fault::at("/money", Code::OutOfRange).with("min", 0));
    }
    Problem::unless_empty(faults)
}

async fn next_ord(tx: &Tx, task: Uuid) -> Result<i32> {
    let last: Option<Option<i32>> = site::Entity::find()
        .select_only()
        .column_as(site::Column::Ord.max(), "last")
        .filter(site::Column::TaskId.eq(task))
        .into_tuple()
        .one(tx.db())
        .await?;
    Ok(last.flatten().map_or(1, |last| last.saturating_add(1)))
}

async fn one(db: &impl ConnectionTrait, scope: &Scope, row: site::Model) -> Result<Site> {
    show(db, scope, vec![row]).await?.into_iter().next().or_not_found()
}

/// Sites as answers show them: one statement more, however many.
async fn show(db: &impl ConnectionTrait, scope: &Scope, rows: Vec<site::Model>) -> Result<Vec<Site>> {
    let briefs = refs::briefs(db, scope, rows.iter().filter_map(|row| row.unit_id)).await?;
    let site = |row: site::Model| Site {
        id: row.id,
        version: row.version,
        created_at: row.created_at.into(),
        updated_at: row.updated_at.into(),
        plan_id: row.plan_id,
        task_id: row.task_id,
        ord: row.ord,
        name: row.name,
        unit: briefs.maybe(row.unit_id),
        place: row.place,
        stage: row.stage,
        money: row.money_e4,
    };
    Ok(rows.into_iter().map(site).collect())
}

crate::routes!(list_sites, get_site, create_site, update_site, delete_site);
