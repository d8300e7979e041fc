//! Reading assignments.

use actix_web::get;
use actix_web::web::Data;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, QueryFilter};

use super::shapes::{Assignment, AssignmentFilter, AssignmentPage};
use crate::auth::{Action, Caller};
use crate::entity::assignment;
use crate::entity::scope::Scope;
use crate::http::query::NoParameters;
use crate::http::{Id, OrNotFound, Query, Reply, Result};
use crate::list;
use crate::refs::{self, Officials};
use crate::state::AppState;

/// List who answers for which task.
#[utoipa::path(tag = "assignments", operation_id = "list_assignments", security(("bearer" = [])),
    params(crate::http::Paging, AssignmentFilter), responses((status = 200, description = "A page of assignments", body = AssignmentPage)))]
#[get("/assignments")]
pub(super) async fn list_assignments(app: Data<AppState>, caller: Caller, query: Query<AssignmentFilter>) -> Result<Reply> {
    caller.require(Action::ReadPlan)?;
    let AssignmentFilter { sort, task_id, plan_id, unit_id, official_id, role, valid_on } = query.filter.clone();
    let mut select = assignment::Entity::seen_by(&caller.scope);
    if let Some(task) = task_id {
        select = select.filter(assignment::Column::TaskId.eq(task));
    }
    if let Some(plan) = plan_id {
        select = select.filter(assignment::Column::PlanId.eq(plan));
    }
    if let Some(unit) = unit_id {
        select = select.filter(assignment::Column::UnitId.eq(unit));
    }
    if let Some(official) = official_id {
        select = select.filter(assignment::Column::OfficialId.eq(official));
    }
    if let Some(roles) = role {
        select = select.filter(assignment::Column::Role.is_in(roles.0));
    }
    if let Some(day) = valid_on {
        let not_ended = Condition::any().add(assignment::Column::EffectiveTo.is_null()).add(assignment::Column::EffectiveTo.gte(day.0));
        select = select.filter(assignment::Column::EffectiveFrom.lte(day.0)).filter(not_ended);
    }
    let (rows, page) = list::page(&app, &caller, select, sort.unwrap_or_default().0, assignment::Column::Id, &query).await?;
    let next = query.next(page.next_cursor.as_ref());
    Reply::page(&AssignmentPage { items: show(&app.db, &caller.scope, rows).await?, page }, next)
}

/// Read one assignment.
#[utoipa::path(tag = "assignments", operation_id = "get_assignment", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The assignment")),
    responses((status = 200, description = "The assignment", body = Assignment)))]
#[get("/assignments/{id}")]
pub(super) async fn get_assignment(app: Data<AppState>, caller: Caller, id: Id, _query: Query<NoParameters>) -> Result<Reply> {
    caller.require(Action::ReadPlan)?;
    let seen = assignment::Entity::seen_by(&caller.scope).filter(assignment::Column::Id.eq(id.0));
    Reply::item(&one(&app.db, &caller.scope, seen.one(&app.db).await?.or_not_found()?).await?)
}

/// One assignment as answers show it.
///
/// # Errors
/// Those of the database.
pub(super) async fn one(db: &impl ConnectionTrait, scope: &Scope, row: assignment::Model) -> Result<Assignment> {
    show(db, scope, vec![row]).await?.into_iter().next().or_not_found()
}

/// Assignments as answers show them: two statements, however many.
async fn show(db: &impl ConnectionTrait, scope: &Scope, rows: Vec<assignment::Model>) -> Result<Vec<Assignment>> {
    let units = refs::briefs(db, scope, rows.iter().filter_map(|row| row.unit_id).collect::<Vec<_>>()).await?;
    let officials = Officials::load(db, scope, rows.iter().filter_map(|row| row.official_id).collect::<Vec<_>>()).await?;
    let assignment = |row: assignment::Model| Assignment {
        unit: units.maybe(row.unit_id),
        official: officials.maybe(row.official_id),
        id: row.id,
        version: row.version,
        created_at: row.created_at.into(),
        updated_at: row.updated_at.into(),
        plan_id: row.plan_id,
        task_id: row.task_id,
        role: row.role,
        printed_as: row.printed_as,
        label: row.label,
        ord: row.ord,
        is_reporting: row.is_reporting,
        is_starred: row.is_starred,
        effective_from: row.effective_from,
        effective_to: row.effective_to,
    };
    Ok(rows.into_iter().map(assignment).collect())
}
