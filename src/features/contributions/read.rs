//! Reading contributions.

use actix_web::get;
use actix_web::web::Data;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter};

use super::ground::Ground;
use super::shapes::{Contribution, ContributionFilter, ContributionPage};
use crate::auth::{Action, Caller};
use crate::entity::{contribution, plan};
use crate::http::query::NoParameters;
use crate::http::{Id, OrNotFound, Query, Reply, Result};
use crate::list;
use crate::refs;
use crate::state::AppState;

/// List contributions: those of one's units, and those given for tasks one reports on, coordinates or reads.
#[utoipa::path(tag = "contributions", operation_id = "list_contributions", security(("bearer" = [])),
    params(crate::http::Paging, ContributionFilter),
    responses((status = 200, description = "A page of contributions", body = ContributionPage)))]
#[get("/contributions")]
pub(super) async fn list_contributions(app: Data<AppState>, caller: Caller, query: Query<ContributionFilter>) -> Result<Reply> {
    caller.require(Action::ReadReport)?;
    let ContributionFilter { sort, plan_id, task_id, unit_id, period, state } = query.filter.clone();
    let wanted = Condition::all()
        .add_option(plan_id.map(|plan| contribution::Column::PlanId.eq(plan)))
        .add_option(task_id.map(|task| contribution::Column::TaskId.eq(task)))
        .add_option(unit_id.map(|unit| contribution::Column::UnitId.eq(unit)))
        .add_option(period.map(|period| contribution::Column::Period.eq(period)))
        .add_option(state.map(|state| contribution::Column::State.is_in(state.0)));
    let select = contribution::Entity::seen_by(&caller.scope).filter(wanted);
    let (rows, page) = list::page(&app, &caller, select, sort.unwrap_or_default().0, contribution::Column::Id, &query).await?;
    let next = query.next(page.next_cursor.as_ref());
    Reply::page(&ContributionPage { items: show(&app.db, &caller, rows).await?, page }, next)
}

/// Read one contribution.
#[utoipa::path(tag = "contributions", operation_id = "get_contribution", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The contribution")),
    responses((status = 200, description = "The contribution", body = Contribution)))]
#[get("/contributions/{id}")]
pub(super) async fn get_contribution(app: Data<AppState>, caller: Caller, id: Id, _query: Query<NoParameters>) -> Result<Reply> {
    caller.require(Action::ReadReport)?;
    let row = contribution::Entity::seen_by(&caller.scope).filter(contribution::Column::Id.eq(id.0)).one(&app.db).await?.or_not_found()?;
    Reply::item(&one(&app.db, &caller, row).await?)
}

/// One contribution as answers show it.
///
/// # Errors
/// Those of the database.
pub(super) async fn one(db: &impl ConnectionTrait, caller: &Caller, row: contribution::Model) -> Result<Contribution> {
    show(db, caller, vec![row]).await?.into_iter().next().or_not_found()
}

/// Contributions as answers show them: two statements, however many.
async fn show(db: &impl ConnectionTrait, caller: &Caller, rows: Vec<contribution::Model>) -> Result<Vec<Contribution>> {
    let plans = plan::Entity::find().filter(plan::Column::Id.is_in(rows.iter().map(|row| row.plan_id))).all(db).await?;
    let units = refs::briefs(db, &caller.scope, rows.iter().map(|row| row.unit_id)).await?;
    let contribution = |row: contribution::Model| {
        let plan = plans.iter().find(|plan| plan.id == row.plan_id);
        Contribution {
            allowed_actions: plan.map(|plan| Ground::allowed(caller, plan, &row)).unwrap_or_default(),
            id: row.id,
            version: row.version,
            created_at: row.created_at.into(),
            updated_at: row.updated_at.into(),
            plan_id: row.plan_id,
            task_id: row.task_id,
            unit: units.of(row.unit_id),
            period: row.period,
            state: row.state,
            text: row.text,
            figures: row.figures.0,
            given_at: row.given_at.map(Into::into),
            given_by: row.given_by_name,
        }
    };
    Ok(rows.into_iter().map(contribution).collect())
}
