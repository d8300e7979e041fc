//! Writing contributions: begin, change, discard.

use std::collections::HashSet;

use actix_web::web::Data;
use actix_web::{delete, patch, post};
use sea_orm::{ActiveModelTrait, ColumnTrait, IntoActiveModel, ModelTrait, QueryFilter, QuerySelect};
use serde_json::json;
use uuid::Uuid;

use super::ground::{Ground, cooperates, lineage};
use super::read::one;
use super::shapes::{Contribution, ContributionCreate, ContributionUpdate};
use crate::auth::{Action, Caller};
use crate::db::{OrConflict, Tx};
use crate::domain::contribution::{ContributedFigure, ContributedFigures, ContributionAction, ContributionState};
use crate::entity::scope::Scope;
use crate::entity::{contribution, target, task};
use crate::http::headers::{IdempotencyKeyHeader, IfMatchHeader};
use crate::http::{Body, Code, Fault, Id, IfMatch, OrNotFound, Problem, Reply, Result};
use crate::refs::{self, UnitRef};
use crate::state::AppState;

/// Begin a contribution of a cooperating unit, as a draft.
#[utoipa::path(tag = "contributions", operation_id = "create_contribution", security(("bearer" = [])), params(IdempotencyKeyHeader),
    request_body(content = ContributionCreate, content_type = "application/json"),
    responses((status = 201, description = "The draft", body = Contribution)))]
#[post("/contributions")]
pub(super) async fn create_contribution(app: Data<AppState>, caller: Caller, body: Body) -> Result<Reply> {
    caller.require(Action::FileReport)?;
    let input: ContributionCreate = body.read()?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let row = insert(&mut tx, &caller, input).await?;
    let answer = one(tx.db(), &caller, row).await?;
    tx.commit(Reply::created("contributions", &answer)?).await
}

/// Change a contribution that is not given yet.
#[utoipa::path(tag = "contributions", operation_id = "update_contribution", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The contribution"), IfMatchHeader),
    request_body(content = ContributionUpdate, content_type = "application/json"),
    responses((status = 200, description = "The contribution as it is now", body = Contribution)))]
#[patch("/contributions/{id}")]
pub(super) async fn update_contribution(app: Data<AppState>, caller: Caller, id: Id, at: IfMatch, body: Body) -> Result<Reply> {
    caller.require(Action::FileReport)?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let (ground, mut row) = begin(&tx, &caller, id, &at).await?;
    let ContributionUpdate { text, figures } = body.read()?;
    ground.check_step(&row, ContributionAction::Update)?;
    ground.check_open(tx.now)?;
    row.text = text.unwrap_or(row.text);
    if let Some(figures) = figures {
        check_figures(&tx, &caller.scope, row.plan_id, &figures).await?;
        row.figures = ContributedFigures(figures);
    }
    check_text(&row.text)?;
    row.touch(&tx);
    let row = row.into_active_model().reset_all().update(tx.db()).await?;
    tx.record("contribution.updated", "contribution", row.id, json!({"version": row.version}));
    let answer = one(tx.db(), &caller, row).await?;
    tx.commit(Reply::item(&answer)?).await
}

/// Discard a contribution that is not given.
#[utoipa::path(tag = "contributions", operation_id = "delete_contribution", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The contribution"), IfMatchHeader), responses((status = 204, description = "It is gone")))]
#[delete("/contributions/{id}")]
pub(super) async fn delete_contribution(app: Data<AppState>, caller: Caller, id: Id, at: IfMatch) -> Result<Reply> {
    caller.require(Action::FileReport)?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let (ground, row) = begin(&tx, &caller, id, &at).await?;
    ground.check_step(&row, ContributionAction::Delete)?;
    tx.record("contribution.deleted", "contribution", row.id, json!({"taskId": row.task_id, "period": row.period}));
    row.delete(tx.db()).await.or_has_children()?;
    tx.commit(Reply::no_content()).await
}

/// Locks a visible contribution after its plan, and checks right and version.
pub(super) async fn begin(tx: &Tx, caller: &Caller, id: Id, at: &IfMatch) -> Result<(Ground, contribution::Model)> {
    let seen = contribution::Entity::seen_by(&caller.scope).filter(contribution::Column::Id.eq(id.0));
    let ground = Ground::of(tx, &seen.clone().one(tx.db()).await?.or_not_found()?).await?;
    let row = seen.lock_exclusive().one(tx.db()).await?.or_not_found()?;
    caller.check(Action::FileReport, Ground::place(&ground.plan, row.unit_id))?;
    at.check(row.current())?;
    Ok((ground, row))
}

async fn insert(tx: &mut Tx, caller: &Caller, input: ContributionCreate) -> Result<contribution::Model> {
    let ContributionCreate { task_id, unit_id, unit_code, period, text, figures } = input;
    let task = task::Entity::seen_by(&caller.scope).filter(task::Column::Id.eq(task_id)).one(tx.db()).await?;
    let task = task.ok_or_else(|| Problem::at("/taskId", Code::NotFound))?;
    let wish = UnitRef::new("/unit", unit_id, unit_code.as_ref());
    let unit = refs::unit(tx.db(), &caller.scope, wish).await?;
    let (ground, holder) = Ground::around(tx, &task, period).await?;
    caller.check(Action::FileReport, Ground::place(&ground.plan, unit.id))?;
    if !cooperates(tx, unit.id, lineage(&task), period).await? {
        return Err(Problem::at("/taskId", Code::NotCooperating));
    }
    let holder = holder.ok_or_else(|| Problem::at("/period", Code::NotFound))?;
    ground.check_open(tx.now)?;
    check_text(&text)?;
    check_figures(tx, &caller.scope, task.plan_id, &figures).await?;
    let row = contribution::Model {
        id: Uuid::now_v7(),
        government_id: tx.actor.government,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
        updated_by: tx.actor.name.clone(),
        plan_id: task.plan_id,
        task_id: holder,
        unit_id: unit.id,
        period,
        state: ContributionState::Draft,
        text,
        figures: ContributedFigures(figures),
        given_at: None,
        given_by_name: None,
    };
    let row = row.into_active_model().reset_all().insert(tx.db()).await.or_exists("/period")?;
    tx.record("contribution.created", "contribution", row.id, json!({"taskId": row.task_id, "unitId": row.unit_id, "period": period}));
    Ok(row)
}

fn check_text(text: &str) -> Result<()> {
    if text.trim().is_empty() { Err(Problem::at("/text", Code::Required)) } else { Ok(()) }
}

/// Figures are of targets of the plan that the unit may see, each once.
async fn check_figures(tx: &Tx, scope: &Scope, plan: Uuid, figures: &[ContributedFigure]) -> Result<()> {
    if figures.is_empty() {
        return Ok(());
    }
    let select = target::Entity::seen_by(scope).select_only().column(target::Column::Id).filter(target::Column::PlanId.eq(plan));
    let wanted = select.filter(target::Column::Id.is_in(figures.iter().map(|figure| figure.target_id)));
    let known: HashSet<Uuid> = wanted.into_tuple::<Uuid>().all(tx.db()).await?.into_iter().collect();
    let mut seen = HashSet::new();
    let fault = |(index, figure): (usize, &ContributedFigure)| {
        let at = |code: Code| Some(Fault::at(format!("/figures/{index}/targetId"), code));
        if !seen.insert(figure.target_id) {
            at(Code::DuplicateItem)
        } else if known.contains(&figure.target_id) {
            None
        } else {
            at(Code::NotFound)
        }
    };
    Problem::unless_empty(figures.iter().enumerate().filter_map(fault).collect())
}
