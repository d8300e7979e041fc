//! Reading checkpoints.

use actix_web::get;
use actix_web::web::Data;
use sea_orm::{ColumnTrait, QueryFilter};

use super::shapes::{Checkpoint, CheckpointFilter, CheckpointPage};
use crate::auth::{Action, Caller};
use crate::entity::checkpoint;
use crate::http::query::NoParameters;
use crate::http::{Id, OrNotFound, Query, Reply, Result};
use crate::list;
use crate::state::AppState;

/// List what targets should stand at by which dates.
#[utoipa::path(tag = "checkpoints", operation_id = "list_checkpoints", security(("bearer" = [])),
    params(crate::http::Paging, CheckpointFilter), responses((status = 200, description = "A page of checkpoints", body = CheckpointPage)))]
#[get("/checkpoints")]
pub(super) async fn list_checkpoints(app: Data<AppState>, caller: Caller, query: Query<CheckpointFilter>) -> Result<Reply> {
    caller.require(Action::ReadPlan)?;
    let CheckpointFilter { sort, target_id, plan_id, milestone_id, due_on_lte, due_on_gte } = query.filter.clone();
    let mut select = checkpoint::Entity::seen_by(&caller.scope);
    if let Some(target) = target_id {
        select = select.filter(checkpoint::Column::TargetId.eq(target));
    }
    if let Some(plan) = plan_id {
        select = select.filter(checkpoint::Column::PlanId.eq(plan));
    }
    if let Some(step) = milestone_id {
        select = select.filter(checkpoint::Column::MilestoneId.eq(step));
    }
    if let Some(day) = due_on_lte {
        select = select.filter(checkpoint::Column::DueOn.lte(day.0));
    }
    if let Some(day) = due_on_gte {
        select = select.filter(checkpoint::Column::DueOn.gte(day.0));
    }
    let (rows, page) = list::page(&app, &caller, select, sort.unwrap_or_default().0, checkpoint::Column::Id, &query).await?;
    let next = query.next(page.next_cursor.as_ref());
    Reply::page(&CheckpointPage { items: rows.into_iter().map(Checkpoint::from).collect(), page }, next)
}

/// Read one checkpoint.
#[utoipa::path(tag = "checkpoints", operation_id = "get_checkpoint", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The checkpoint")),
    responses((status = 200, description = "The checkpoint", body = Checkpoint)))]
#[get("/checkpoints/{id}")]
pub(super) async fn get_checkpoint(app: Data<AppState>, caller: Caller, id: Id, _query: Query<NoParameters>) -> Result<Reply> {
    caller.require(Action::ReadPlan)?;
    let seen = checkpoint::Entity::seen_by(&caller.scope).filter(checkpoint::Column::Id.eq(id.0));
    Reply::item(&Checkpoint::from(seen.one(&app.db).await?.or_not_found()?))
}

impl From<checkpoint::Model> for Checkpoint {
    fn from(row: checkpoint::Model) -> Self {
        Self {
            id: row.id,
            version: row.version,
            created_at: row.created_at.into(),
            updated_at: row.updated_at.into(),
            plan_id: row.plan_id,
            target_id: row.target_id,
            milestone_id: row.milestone_id,
            due_on: row.due_on,
            value: row.value_e4,
            share: row.share_e4,
        }
    }
}
