//! Sections (章节): the ordered headings of a plan, a tree; they come, move and go while the plan is a draft.

use std::collections::HashMap;

use actix_web::web::Data;
use actix_web::{delete, get, patch, post};
use sea_orm::{ActiveModelTrait, ColumnTrait, Condition, EntityTrait, IntoActiveModel, ModelTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::auth::{Action, Caller};
use crate::db::{OrConflict, Tx};
use crate::domain::instant::Instant;
use crate::entity::scope::Scope;
use crate::entity::{plan, section};
use crate::http::headers::{IdempotencyKeyHeader, IfMatchHeader};
use crate::http::patch::{nullable, present};
use crate::http::query::{Filter, NoParameters};
use crate::http::{Body, Code, Id, IfMatch, OrNotFound, Problem, Query, Reply, Result};
use crate::list::{self, PageInfo};
use crate::part::{self, place};
use crate::state::AppState;
use crate::{sort_keys, versioned};

/// Most levels of headings; no document has nearly so many, and the tree must stay readable for programs.
const DEEPEST: usize = 16;

/// A heading of a plan.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "id": "0197a6f0-c0de-7000-a000-000000000201", "version": 1, "createdAt": "2024-04-02T01:00:00.000Z", "updatedAt": "2024-04-02T01:00:00.000Z",
    "planId": "0197a6f0-c0de-7000-a000-000000000101", "parentId": null, "ord": 1, "number": "(一)", "title": "着力实现幼有善育"
}))]
pub struct Section {
    /// Its id.
    pub id: Uuid,
    /// Its version, for `If-Match`.
    pub version: i32,
    /// When it was entered.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// The plan.
    pub plan_id: Uuid,
    /// The heading above.
    pub parent_id: Option<Uuid>,
    /// Place among its neighbours.
    pub ord: i32,
    /// Number as printed: (一).
    pub number: String,
    /// Title as printed.
    pub title: String,
}

versioned!(Section);

impl From<section::Model> for Section {
    fn from(row: section::Model) -> Self {
        let section::Model { id, government_id: _, version, created_at, updated_at, updated_by: _, plan_id, parent_id, ord, number, title } =
            row;
        Self { id, version, created_at: created_at.into(), updated_at: updated_at.into(), plan_id, parent_id, ord, number, title }
    }
}

/// A new heading.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"planId": "0197a6f0-c0de-7000-a000-000000000101", "number": "(一)", "title": "着力实现幼有善育"}))]
pub struct SectionCreate {
    /// The plan, a draft.
    pub plan_id: Uuid,
    /// The heading above, of the same plan.
    pub parent_id: Option<Uuid>,
    /// Number as printed; may be empty.
    #[validate(length(max = 32))]
    #[schema(max_length = 32)]
    pub number: String,
    /// Title as printed.
    #[validate(length(min = 1, max = 300))]
    #[schema(min_length = 1, max_length = 300)]
    pub title: String,
    /// Place among its neighbours; left out: after the last one.
    #[validate(range(min = 0, max = 1_000_000))]
    #[schema(minimum = 0, maximum = 1_000_000)]
    pub ord: Option<i32>,
}

/// A change of a heading (RFC 7396): absent keeps, null clears.
#[derive(Clone, Debug, Default, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[schema(example = json!({"title": "着力实现幼有善育", "ord": 1}))]
pub struct SectionUpdate {
    /// The heading above, of the same plan.
    #[serde(deserialize_with = "nullable")]
    pub parent_id: Option<Option<Uuid>>,
    /// Number as printed; may be empty.
    #[serde(deserialize_with = "present")]
    #[validate(length(max = 32))]
    #[schema(nullable = false, max_length = 32)]
    pub number: Option<String>,
    /// Title as printed.
    #[serde(deserialize_with = "present")]
    #[validate(length(min = 1, max = 300))]
    #[schema(nullable = false, min_length = 1, max_length = 300)]
    pub title: Option<String>,
    /// Place among its neighbours.
    #[serde(deserialize_with = "present")]
    #[validate(range(min = 0, max = 1_000_000))]
    #[schema(nullable = false, minimum = 0, maximum = 1_000_000)]
    pub ord: Option<i32>,
}

/// A page of headings.
#[derive(Serialize, ToSchema)]
pub struct SectionPage {
    /// The headings.
    pub items: Vec<Section>,
    /// Where this page stands.
    pub page: PageInfo,
}

sort_keys! {
    /// How headings are sorted.
    pub SectionSort of section { "ord" => Ord, "updatedAt" => UpdatedAt }
}

/// Which headings.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SectionFilter {
    /// What to sort by; `-` in front for descending. Ties are broken by id.
    #[param(inline)]
    pub sort: Option<SectionSort>,
    /// Only headings of this plan.
    #[serde(rename = "planId")]
    pub plan_id: Option<Uuid>,
    /// Only headings directly below this one.
    #[serde(rename = "parentId")]
    pub parent_id: Option<Uuid>,
}

impl Filter for SectionFilter {}

/// List the headings of plans the caller may see.
#[utoipa::path(tag = "sections", operation_id = "list_sections", security(("bearer" = [])),
    params(crate::http::Paging, SectionFilter), responses((status = 200, description = "A page of headings", body = SectionPage)))]
#[get("/sections")]
async fn list_sections(app: Data<AppState>, caller: Caller, query: Query<SectionFilter>) -> Result<Reply> {
    caller.require(Action::ReadPlan)?;
    let SectionFilter { sort, plan_id, parent_id } = query.filter.clone();
    let wanted = Condition::all()
        .add_option(plan_id.map(|plan| section::Column::PlanId.eq(plan)))
        .add_option(parent_id.map(|parent| section::Column::ParentId.eq(parent)));
    let select = section::Entity::seen_by(&caller.scope).filter(wanted);
    let (rows, page) = list::page(&app, &caller, select, sort.unwrap_or_default().0, section::Column::Id, &query).await?;
    let next = query.next(page.next_cursor.as_ref());
    Reply::page(&SectionPage { items: rows.into_iter().map(Section::from).collect(), page }, next)
}

/// Read one heading.
#[utoipa::path(tag = "sections", operation_id = "get_section", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The heading")), responses((status = 200, description = "The heading", body = Section)))]
#[get("/sections/{id}")]
async fn get_section(app: Data<AppState>, caller: Caller, id: Id, _query: Query<NoParameters>) -> Result<Reply> {
    caller.require(Action::ReadPlan)?;
    let row = section::Entity::seen_by(&caller.scope).filter(section::Column::Id.eq(id.0)).one(&app.db).await?.or_not_found()?;
    Reply::item(&Section::from(row))
}

/// Enter a heading into a draft plan.
#[utoipa::path(tag = "sections", operation_id = "create_section", security(("bearer" = [])), params(IdempotencyKeyHeader),
    request_body = SectionCreate, responses((status = 201, description = "The new heading", body = Section)))]
#[post("/sections")]
async fn create_section(app: Data<AppState>, caller: Caller, body: Body) -> Result<Reply> {
    caller.require(Action::WritePlan)?;
    let input: SectionCreate = body.read()?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let plan = part::of_plan(&tx, &caller.scope, input.plan_id).await?;
    caller.check(Action::WritePlan, place(&plan))?;
    let row = insert(&mut tx, &plan, input).await?;
    tx.commit(Reply::created("sections", &Section::from(row))?).await
}

/// Change or move a heading of a draft plan.
#[utoipa::path(tag = "sections", operation_id = "update_section", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The heading"), IfMatchHeader),
    request_body(content = SectionUpdate, content_type = "application/json"),
    responses((status = 200, description = "The heading as it is now", body = Section)))]
#[patch("/sections/{id}")]
async fn update_section(app: Data<AppState>, caller: Caller, id: Id, at: IfMatch, body: Body) -> Result<Reply> {
    caller.require(Action::WritePlan)?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let (plan, row) = locked(&tx, &caller.scope, id.0).await?;
    caller.check(Action::WritePlan, place(&plan))?;
    at.check(row.current())?;
    part::draft(&plan)?;
    let row = change(&mut tx, row, body.read()?).await?;
    tx.commit(Reply::item(&Section::from(row))?).await
}

/// Remove a heading that nothing stands under, from a draft plan.
#[utoipa::path(tag = "sections", operation_id = "delete_section", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The heading"), IfMatchHeader), responses((status = 204, description = "It is gone")))]
#[delete("/sections/{id}")]
async fn delete_section(app: Data<AppState>, caller: Caller, id: Id, at: IfMatch) -> Result<Reply> {
    caller.require(Action::WritePlan)?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let (plan, row) = locked(&tx, &caller.scope, id.0).await?;
    caller.check(Action::WritePlan, place(&plan))?;
    at.check(row.current())?;
    part::draft(&plan)?;
    tx.record("section.deleted", "section", row.id, json!({"planId": row.plan_id, "title": row.title}));
    row.delete(tx.db()).await.or_has_children()?;
    tx.commit(Reply::no_content()).await
}

/// The heading and its plan, both locked, the plan first.
async fn locked(tx: &Tx, scope: &Scope, id: Uuid) -> Result<(plan::Model, section::Model)> {
    let seen = section::Entity::seen_by(scope).filter(section::Column::Id.eq(id));
    part::locked(tx, scope, seen, |row| row.plan_id).await
}

/// Enters a heading into a plan that is already locked.
///
/// # Errors
/// 409 when the plan is no draft; 422 for a heading above that is not of this plan, or too deep.
pub async fn insert(tx: &mut Tx, plan: &plan::Model, input: SectionCreate) -> Result<section::Model> {
    part::draft(plan)?;
    let SectionCreate { plan_id: _, parent_id, number, title, ord } = input;
    check_title(&title)?;
    let headings = Headings::of(tx, plan.id).await?;
    headings.check_place(parent_id, 1)?;
    let row = section::Model {
        id: Uuid::now_v7(),
        government_id: plan.government_id,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
        updated_by: tx.actor.name.clone(),
        plan_id: plan.id,
        parent_id,
        ord: ord.unwrap_or_else(|| headings.next_ord(parent_id)),
        number,
        title,
    };
    let row = row.into_active_model().reset_all().insert(tx.db()).await?;
    tx.record("section.created", "section", row.id, json!({"planId": row.plan_id, "title": row.title}));
    Ok(row)
}

async fn change(tx: &mut Tx, mut row: section::Model, input: SectionUpdate) -> Result<section::Model> {
    let SectionUpdate { parent_id, number, title, ord } = input;
    if let Some(parent) = parent_id {
        let headings = Headings::of(tx, row.plan_id).await?;
        if parent.is_some_and(|parent| headings.lineage(parent).any(|above| above == row.id)) {
            return Err(Problem::conflict("/parentId", Code::Cycle));
        }
        headings.check_place(parent, headings.height(row.id))?;
        row.parent_id = parent;
    }
    row.number = number.unwrap_or(row.number);
    row.title = title.unwrap_or(row.title);
    row.ord = ord.unwrap_or(row.ord);
    check_title(&row.title)?;
    row.touch(tx);
    let row = row.into_active_model().reset_all().update(tx.db()).await?;
    tx.record("section.updated", "section", row.id, json!({"planId": row.plan_id, "version": row.version}));
    Ok(row)
}

fn check_title(title: &str) -> Result<()> {
    if title.trim().is_empty() { Err(Problem::at("/title", Code::Required)) } else { Ok(()) }
}

/// All headings of a plan with those above them.
struct Headings(HashMap<Uuid, (Option<Uuid>, i32)>);

impl Headings {
    async fn of(tx: &Tx, plan: Uuid) -> Result<Self> {
        let rows = section::Entity::find().filter(section::Column::PlanId.eq(plan)).all(tx.db()).await?;
        Ok(Self(rows.into_iter().map(|row| (row.id, (row.parent_id, row.ord))).collect()))
    }

    /// A heading and those above it.
    fn lineage(&self, id: Uuid) -> impl Iterator<Item = Uuid> {
        std::iter::successors(Some(id), |id| self.0.get(id).and_then(|(parent, _)| *parent)).take(self.0.len() + 1)
    }

    /// Levels from a heading down to the lowest below it, itself included.
    fn height(&self, id: Uuid) -> usize {
        self.0.keys().filter_map(|below| self.lineage(*below).position(|above| above == id)).max().unwrap_or(0) + 1
    }

    /// Whether so many levels may stand under `parent`.
    fn check_place(&self, parent: Option<Uuid>, levels: usize) -> Result<()> {
        let Some(parent) = parent else { return Ok(()) };
        if !self.0.contains_key(&parent) {
            return Err(Problem::at("/parentId", Code::NotFound));
        }
        let too_deep = self.lineage(parent).count() + levels > DEEPEST;
        if too_deep { Err(Problem::at("/parentId", Code::OutOfRange)) } else { Ok(()) }
    }

    fn next_ord(&self, parent: Option<Uuid>) -> i32 {
        let beside = self.0.values().filter(|(above, _)| *above == parent).map(|(_, ord)| *ord);
        beside.max().map_or(1, |last| last.saturating_add(1))
    }
}

crate::routes!(list_sections, get_section, create_section, update_section, delete_section);
