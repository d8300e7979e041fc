//! Reading what is owed.

use actix_web::get;
use actix_web::web::Data;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, Select};
use uuid::Uuid;

use super::shapes::{MyObligationFilter, Obligation, ObligationFilter, ObligationPage, ObligationState};
use super::show::show;
use super::tables;
use crate::auth::{Action, Caller};
use crate::domain::plan::PlanState;
use crate::entity::scope::{self, Scope};
use crate::entity::{obligation, plan, submission, unit};
use crate::http::query::NoParameters;
use crate::http::{Id, OrNotFound, Query, Reply, Result};
use crate::list;
use crate::sheet::Wanted;
use crate::state::AppState;

/// List what is owed, as far as the caller may see it.
#[utoipa::path(tag = "obligations", operation_id = "list_obligations", security(("bearer" = [])),
    params(crate::http::Paging, ObligationFilter),
    responses((status = 200, description = "A page of obligations; a table has all of them unless a page is asked for",
        content((ObligationPage = "application/json"), (String = "text/csv"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))))]
#[get("/obligations")]
pub(super) async fn list_obligations(app: Data<AppState>, caller: Caller, query: Query<ObligationFilter>, wanted: Wanted) -> Result<Reply> {
    caller.require(Action::ReadReport)?;
    let query = query.whole(wanted.is_table());
    let sort = query.filter.sort.unwrap_or_default().0;
    let select = narrowed(obligation::Entity::seen_by(&caller.scope), &caller.scope, query.filter.clone());
    let (rows, page) = list::page(&app, &caller, select, sort, obligation::Column::Id, &query).await?;
    let next = query.next(page.next_cursor.as_ref());
    let items = show(&app.db, &caller.scope, app.zone, app.today(), rows).await?;
    if wanted.is_table() {
        query.check_whole(page.next_cursor.as_ref())?;
        let table = tables::obligations(&items, app.zone, wanted.english);
        return table.reply(wanted, "报送任务", app.clock.now(), query.filter.bom).map(|reply| reply.linked(next));
    }
    Reply::page(&ObligationPage { items, page }, next)
}

/// Read one obligation.
#[utoipa::path(tag = "obligations", operation_id = "get_obligation", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The obligation")), responses((status = 200, description = "The obligation", body = Obligation)))]
#[get("/obligations/{id}")]
pub(super) async fn get_obligation(app: Data<AppState>, caller: Caller, id: Id, _query: Query<NoParameters>) -> Result<Reply> {
    caller.require(Action::ReadReport)?;
    let row = obligation::Entity::seen_by(&caller.scope).filter(obligation::Column::Id.eq(id.0)).one(&app.db).await?.or_not_found()?;
    let shown = show(&app.db, &caller.scope, app.zone, app.today(), vec![row]).await?;
    Reply::item(&shown.into_iter().next().or_not_found()?)
}

/// List what the caller's own units owe now.
///
/// Reports of issued plans whose window has opened and that are not void, overdue ones included; unless `state` says otherwise,
/// those not accepted yet. Empty for somebody who files for no unit.
#[utoipa::path(tag = "obligations", operation_id = "list_my_obligations", security(("bearer" = [])),
    params(crate::http::Paging, MyObligationFilter), responses((status = 200, description = "A page of obligations", body = ObligationPage)))]
#[get("/me/obligations")]
pub(super) async fn list_my_obligations(app: Data<AppState>, caller: Caller, query: Query<MyObligationFilter>) -> Result<Reply> {
    caller.require(Action::ReadReport)?;
    let MyObligationFilter { sort, plan_id, unit_id, period, state } = query.filter.clone();
    let issued = plan::Entity::find().filter(plan::Column::GovernmentId.eq(caller.scope.government));
    let issued = scope::ids(issued.filter(plan::Column::State.eq(PlanState::Issued)), plan::Column::Id);
    let wanted = Condition::all()
        .add(obligation::Column::UnitId.is_in(caller.filing_units()))
        .add(obligation::Column::PlanId.in_subquery(issued))
        .add(obligation::Column::VoidedAt.is_null())
        .add(obligation::Column::OpensAt.lte(app.clock.now()))
        .add(in_state(&caller.scope, &state.map_or_else(unfinished, |state| state.0)))
        .add_option(plan_id.map(|plan| obligation::Column::PlanId.eq(plan)))
        .add_option(unit_id.map(|unit| obligation::Column::UnitId.eq(unit)))
        .add_option(period.map(|period| obligation::Column::Period.eq(period)));
    let select = obligation::Entity::seen_by(&caller.scope).filter(wanted);
    let (rows, page) = list::page(&app, &caller, select, sort.unwrap_or_default().0, obligation::Column::Id, &query).await?;
    let next = query.next(page.next_cursor.as_ref());
    Reply::page(&ObligationPage { items: show(&app.db, &caller.scope, app.zone, app.today(), rows).await?, page }, next)
}

fn unfinished() -> Vec<ObligationState> {
    use ObligationState::{Draft, None, Returned, Signed, Submitted};
    vec![None, Draft, Submitted, Signed, Returned]
}

/// Those that match a filter.
pub(super) fn narrowed(select: Select<obligation::Entity>, scope: &Scope, filter: ObligationFilter) -> Select<obligation::Entity> {
    let ObligationFilter { sort: _, plan_id, task_id, unit_id, under, period, due_lt, due_lte, due_gt, due_gte, void, state, bom: _ } =
        filter;
    let subtree = |root: Uuid| {
        let below = unit::Entity::seen_by(scope).filter(unit::Column::Path.contains(format!("/{root}/")));
        obligation::Column::UnitId.in_subquery(scope::ids(below, unit::Column::Id))
    };
    let due = [due_lt, due_lte, due_gt, due_gte].map(|bound| bound.map(|instant| instant.0));
    let is_void = |void: bool| if void { obligation::Column::VoidedAt.is_not_null() } else { obligation::Column::VoidedAt.is_null() };
    let wanted = Condition::all()
        .add(list::within(obligation::Column::DueAt, due))
        .add_option(plan_id.map(|plan| obligation::Column::PlanId.eq(plan)))
        .add_option(task_id.map(|task| obligation::Column::TaskId.eq(task)))
        .add_option(unit_id.map(|unit| obligation::Column::UnitId.eq(unit)))
        .add_option(under.map(subtree))
        .add_option(period.map(|period| obligation::Column::Period.eq(period)))
        .add_option(void.map(is_void))
        .add_option(state.map(|state| in_state(scope, &state.0)));
    select.filter(wanted)
}

/// Whose submission, as far as the caller may see it, is in one of these states, or is not there.
fn in_state(scope: &Scope, states: &[ObligationState]) -> Condition {
    let begun = || submission::Entity::seen_by(scope);
    let wanted = begun().filter(submission::Column::State.is_in(states.iter().filter_map(|state| state.submission())));
    let matching = obligation::Column::Id.in_subquery(scope::ids(wanted, submission::Column::ObligationId));
    let nothing = obligation::Column::Id.not_in_subquery(scope::ids(begun(), submission::Column::ObligationId));
    Condition::any().add(matching).add_option(states.contains(&ObligationState::None).then_some(nothing))
}
