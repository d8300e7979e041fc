//! Links between targets (指标关联): the same promise at a measure and at its key work, summands of a sum, both parts of a ratio, a
//! target of the parent plan. They come and go while the plan is a draft; one that is wrong is removed and entered anew.

use actix_web::web::Data;
use actix_web::{delete, get, post};
use sea_orm::{ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, ModelTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::auth::{Action, Caller, Place};
use crate::db::{OrConflict, Tx};
use crate::domain::instant::Instant;
use crate::domain::statement::LinkKind;
use crate::entity::scope::Scope;
use crate::entity::{plan, target, target_link};
use crate::http::headers::{IdempotencyKeyHeader, IfMatchHeader};
use crate::http::query::{AnyOf, Filter, NoParameters};
use crate::http::{Body, Code, Id, IfMatch, OrNotFound, Problem, Query, Reply, Result};
use crate::list::{self, PageInfo};
use crate::part;
use crate::refs::{self, TargetBrief};
use crate::state::AppState;
use crate::{sort_keys, versioned};

/// What one target is to another.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "id": "0197a6f0-c0de-7000-a000-000000000701", "version": 1, "createdAt": "2017-03-31T01:00:00.000Z", "updatedAt": "2017-03-31T01:00:00.000Z",
    "planId": "0197a6f0-c0de-7000-a000-000000000100", "kind": "same",
    "from": {"id": "0197a6f0-c0de-7000-a000-000000000504", "taskId": "0197a6f0-c0de-7000-a000-000000000204", "key": "1",
             "indicator": "零上门事项覆盖率", "unitOfMeasure": "%"},
    "to": {"id": "0197a6f0-c0de-7000-a000-000000000502", "taskId": "0197a6f0-c0de-7000-a000-000000000202", "key": "2",
           "indicator": "零上门事项覆盖率", "unitOfMeasure": "%"}
}))]
pub struct TargetLink {
    /// Its id.
    pub id: Uuid,
    /// Its version, for `If-Match`.
    pub version: i32,
    /// When it was entered.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// The plan of the target from which it leads.
    pub plan_id: Uuid,
    /// What `from` is to `to`.
    pub kind: LinkKind,
    /// The target from which it leads.
    pub from: TargetBrief,
    /// The target to which it leads.
    pub to: TargetBrief,
}

versioned!(TargetLink);

/// A new link between two targets; the plan of `fromId` is a draft.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "fromId": "0197a6f0-c0de-7000-a000-000000000504", "toId": "0197a6f0-c0de-7000-a000-000000000502", "kind": "same"
}))]
pub struct TargetLinkCreate {
    /// The target from which it leads: the measure's target, the summand, the numerator.
    pub from_id: Uuid,
    /// The target to which it leads: the key work's target, the sum, the ratio. Of the same plan; for `parentPlan` of the plan that
    /// this one carries out.
    pub to_id: Uuid,
    /// What `fromId` is to `toId`.
    pub kind: LinkKind,
}

/// A page of links.
#[derive(Serialize, ToSchema)]
pub struct TargetLinkPage {
    /// The links.
    pub items: Vec<TargetLink>,
    /// Where this page stands.
    pub page: PageInfo,
}

sort_keys! {
    /// How links are sorted.
    pub TargetLinkSort of target_link { "createdAt" => CreatedAt, "kind" => Kind }
}

/// Which links.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TargetLinkFilter {
    /// What to sort by; `-` in front for descending. Ties are broken by id.
    #[param(inline)]
    pub sort: Option<TargetLinkSort>,
    /// Only links that lead from targets of this plan.
    #[serde(rename = "planId")]
    pub plan_id: Option<Uuid>,
    /// Only links of this target, either way.
    #[serde(rename = "targetId")]
    pub target_id: Option<Uuid>,
    /// Any of these kinds, separated by commas.
    #[param(value_type = Option<Vec<LinkKind>>, style = Form, explode = false)]
    pub kind: Option<AnyOf<LinkKind>>,
}

impl Filter for TargetLinkFilter {}

/// List which targets are linked, and how.
#[utoipa::path(tag = "target-links", operation_id = "list_target_links", security(("bearer" = [])),
    params(crate::http::Paging, TargetLinkFilter), responses((status = 200, description = "A page of links", body = TargetLinkPage)))]
#[get("/target-links")]
async fn list_target_links(app: Data<AppState>, caller: Caller, query: Query<TargetLinkFilter>) -> Result<Reply> {
    caller.require(Action::ReadPlan)?;
    let TargetLinkFilter { sort, plan_id, target_id, kind } = query.filter.clone();
    let of = |target: Uuid| Condition::any().add(target_link::Column::FromId.eq(target)).add(target_link::Column::ToId.eq(target));
    let wanted = Condition::all()
        .add_option(plan_id.map(|plan| target_link::Column::PlanId.eq(plan)))
        .add_option(target_id.map(of))
        .add_option(kind.map(|kinds| target_link::Column::Kind.is_in(kinds.0)));
    let select = target_link::Entity::seen_by(&caller.scope).filter(wanted);
    let (rows, page) = list::page(&app, &caller, select, sort.unwrap_or_default().0, target_link::Column::Id, &query).await?;
    let next = query.next(page.next_cursor.as_ref());
    Reply::page(&TargetLinkPage { items: show(&app.db, rows).await?, page }, next)
}

/// Read one link.
#[utoipa::path(tag = "target-links", operation_id = "get_target_link", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The link")), responses((status = 200, description = "The link", body = TargetLink)))]
#[get("/target-links/{id}")]
async fn get_target_link(app: Data<AppState>, caller: Caller, id: Id, _query: Query<NoParameters>) -> Result<Reply> {
    caller.require(Action::ReadPlan)?;
    let seen = target_link::Entity::seen_by(&caller.scope).filter(target_link::Column::Id.eq(id.0));
    Reply::item(&one(&app.db, seen.one(&app.db).await?.or_not_found()?).await?)
}

/// Say what one target is to another, in a draft plan.
#[utoipa::path(tag = "target-links", operation_id = "create_target_link", security(("bearer" = [])), params(IdempotencyKeyHeader),
    request_body = TargetLinkCreate, responses((status = 201, description = "The new link", body = TargetLink)))]
#[post("/target-links")]
async fn create_target_link(app: Data<AppState>, caller: Caller, body: Body) -> Result<Reply> {
    caller.require(Action::WritePlan)?;
    caller.check(Action::WritePlan, Place::default())?;
    let input: TargetLinkCreate = body.read()?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let row = insert(&mut tx, &caller.scope, input).await?;
    let link = one(tx.db(), row).await?;
    tx.commit(Reply::created("target-links", &link)?).await
}

/// Remove a link from a draft plan.
#[utoipa::path(tag = "target-links", operation_id = "delete_target_link", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The link"), IfMatchHeader), responses((status = 204, description = "It is gone")))]
#[delete("/target-links/{id}")]
async fn delete_target_link(app: Data<AppState>, caller: Caller, id: Id, at: IfMatch) -> Result<Reply> {
    caller.require(Action::WritePlan)?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let seen = target_link::Entity::seen_by(&caller.scope).filter(target_link::Column::Id.eq(id.0));
    let (plan, row) = part::locked(&tx, &caller.scope, seen, |row| row.plan_id).await?;
    caller.check(Action::WritePlan, Place::default())?;
    at.check(row.current())?;
    part::draft(&plan)?;
    tx.record("targetLink.deleted", "targetLink", row.id, json!({"fromId": row.from_id, "toId": row.to_id, "kind": row.kind}));
    row.delete(tx.db()).await.or_has_children()?;
    tx.commit(Reply::no_content()).await
}

/// Links two targets.
///
/// # Errors
/// 409 `already_exists`, `plan_not_draft`, `cycle` when the same link leads back; 422 for a target that is not there or not of the plan
/// it has to be of, and for the same promise in another unit of measure.
pub async fn insert(tx: &mut Tx, scope: &Scope, input: TargetLinkCreate) -> Result<target_link::Model> {
    let TargetLinkCreate { from_id, to_id, kind } = input;
    let seen = target::Entity::seen_by(scope).filter(target::Column::Id.eq(from_id));
    let found = part::locked(tx, scope, seen, |row| row.plan_id).await;
    let (plan, from) = found.map_err(|problem| part::absent(problem, "/fromId"))?;
    part::draft(&plan)?;
    let to = target::Entity::seen_by(scope).filter(target::Column::Id.eq(to_id)).one(tx.db()).await?;
    let to = to.filter(|to| fits(&plan, to, kind)).ok_or_else(|| Problem::at("/toId", Code::NotFound))?;
    if from.id == to.id {
        return Err(Problem::at("/toId", Code::Contradiction));
    }
    if kind == LinkKind::Same && !counted_alike(tx, from.id, to.id).await? {
        return Err(Problem::at("/kind", Code::Contradiction));
    }
    let back = target_link::Entity::find()
        .filter(target_link::Column::FromId.eq(to.id))
        .filter(target_link::Column::ToId.eq(from.id))
        .filter(target_link::Column::Kind.eq(kind));
    if back.one(tx.db()).await?.is_some() {
        return Err(Problem::conflict("/toId", Code::Cycle));
    }
    let row = target_link::Model {
        id: Uuid::now_v7(),
        government_id: plan.government_id,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
        updated_by: tx.actor.name.clone(),
        plan_id: plan.id,
        from_id: from.id,
        to_id: to.id,
        kind,
    };
    let row = row.into_active_model().reset_all().insert(tx.db()).await.or_exists("/toId")?;
    tx.record("targetLink.created", "targetLink", row.id, json!({"fromId": row.from_id, "toId": row.to_id, "kind": row.kind}));
    Ok(row)
}

/// The same promise is counted in the same unit of measure: one takes the figures of the other.
async fn counted_alike(tx: &Tx, one: Uuid, other: Uuid) -> Result<bool> {
    let briefs = refs::target_briefs(tx.db(), [one, other]).await?;
    let unit = |id: &Uuid| briefs.get(id).map(|brief| brief.unit_of_measure.as_ref());
    Ok(unit(&one) == unit(&other))
}

/// Whether the other target stands in the plan in which a link of this kind ends.
fn fits(plan: &plan::Model, to: &target::Model, kind: LinkKind) -> bool {
    let wanted = if kind == LinkKind::ParentPlan { plan.parent_id } else { Some(plan.id) };
    wanted == Some(to.plan_id)
}

async fn one(db: &impl ConnectionTrait, row: target_link::Model) -> Result<TargetLink> {
    show(db, vec![row]).await?.into_iter().next().or_not_found()
}

/// Links as answers show them: one statement more, however many.
async fn show(db: &impl ConnectionTrait, rows: Vec<target_link::Model>) -> Result<Vec<TargetLink>> {
    let briefs = refs::target_briefs(db, rows.iter().flat_map(|row| [row.from_id, row.to_id])).await?;
    let link = |row: target_link::Model| {
        Some(TargetLink {
            id: row.id,
            version: row.version,
            created_at: row.created_at.into(),
            updated_at: row.updated_at.into(),
            plan_id: row.plan_id,
            kind: row.kind,
            from: briefs.get(&row.from_id)?.clone(),
            to: briefs.get(&row.to_id)?.clone(),
        })
    };
    Ok(rows.into_iter().filter_map(link).collect())
}

crate::routes!(list_target_links, get_target_link, create_target_link, delete_target_link);
