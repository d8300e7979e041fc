//! Reading submissions, their revisions and the steps of their review.

use actix_web::get;
use actix_web::web::Data;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::shapes::{ReviewStep, ReviewStepPage, RevisionPage, Submission, SubmissionFilter, SubmissionPage, Unfiltered};
use super::show;
use crate::auth::{Action, Caller};
use crate::entity::{obligation, revision, scope, submission, submission_event, unit};
use crate::http::query::NoParameters;
use crate::http::{Id, OrNotFound, Query, Reply, Result};
use crate::list::{self, Order};
use crate::state::AppState;

/// List the reports one may see: those of one's units, and of others what was filed.
#[utoipa::path(tag = "submissions", operation_id = "list_submissions", security(("bearer" = [])),
    params(crate::http::Paging, SubmissionFilter), responses((status = 200, description = "A page of submissions", body = SubmissionPage)))]
#[get("/submissions")]
pub(super) async fn list_submissions(app: Data<AppState>, caller: Caller, query: Query<SubmissionFilter>) -> Result<Reply> {
    caller.require(Action::ReadReport)?;
    let SubmissionFilter { sort, plan_id, task_id, obligation_id, unit_id, under, period, state } = query.filter.clone();
    let mut select = submission::Entity::seen_by(&caller.scope);
    let exactly = [
        (submission::Column::PlanId, plan_id),
        (submission::Column::TaskId, task_id),
        (submission::Column::ObligationId, obligation_id),
        (submission::Column::UnitId, unit_id),
    ];
    for (column, id) in exactly {
        if let Some(id) = id {
            select = select.filter(column.eq(id));
        }
    }
    if let Some(under) = under {
        let below = unit::Entity::seen_by(&caller.scope).filter(unit::Column::Path.contains(format!("/{under}/")));
        select = select.filter(submission::Column::UnitId.in_subquery(scope::ids(below, unit::Column::Id)));
    }
    if let Some(period) = period {
        let owed = obligation::Entity::seen_by(&caller.scope).filter(obligation::Column::Period.eq(period));
        select = select.filter(submission::Column::ObligationId.in_subquery(scope::ids(owed, obligation::Column::Id)));
    }
    if let Some(state) = state {
        select = select.filter(submission::Column::State.is_in(state.0));
    }
    let (rows, page) = list::page(&app, &caller, select, sort.unwrap_or_default().0, submission::Column::Id, &query).await?;
    let next = query.next(page.next_cursor.as_ref());
    Reply::page(&SubmissionPage { items: show::submissions(&app.db, &caller, app.clock.now(), rows).await?, page }, next)
}

/// Read one report, with what the caller may do with it now.
#[utoipa::path(tag = "submissions", operation_id = "get_submission", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The submission")), responses((status = 200, description = "The submission", body = Submission)))]
#[get("/submissions/{id}")]
pub(super) async fn get_submission(app: Data<AppState>, caller: Caller, id: Id, _query: Query<NoParameters>) -> Result<Reply> {
    caller.require(Action::ReadReport)?;
    let row = seen(&app, &caller, id).await?;
    Reply::item(&show::one(&app.db, &caller, app.clock.now(), row).await?)
}

/// List all revisions of a report, each exactly as filed; those not filed only for who files for the unit.
#[utoipa::path(tag = "submissions", operation_id = "list_submission_revisions", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The submission"), crate::http::Paging),
    responses((status = 200, description = "A page of revisions, oldest first", body = RevisionPage)))]
#[get("/submissions/{id}/revisions")]
pub(super) async fn list_submission_revisions(app: Data<AppState>, caller: Caller, id: Id, query: Query<Unfiltered>) -> Result<Reply> {
    caller.require(Action::ReadReport)?;
    let row = seen(&app, &caller, id).await?;
    let mut select = revision::Entity::find().filter(revision::Column::SubmissionId.eq(row.id));
    if !show::is_own(&caller, &row) {
        select = select.filter(revision::Column::FiledAt.is_not_null());
    }
    let order = Order { column: revision::Column::N, descending: false };
    let (rows, page) = list::page(&app, &caller, select, order, revision::Column::Id, &query).await?;
    let next = query.next(page.next_cursor.as_ref());
    Reply::page(&RevisionPage { items: show::revisions(&app.db, rows).await?, page }, next)
}

/// List the steps of a report's review: who did what, when and why.
#[utoipa::path(tag = "submissions", operation_id = "list_submission_events", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The submission"), crate::http::Paging),
    responses((status = 200, description = "A page of steps, oldest first", body = ReviewStepPage)))]
#[get("/submissions/{id}/events")]
pub(super) async fn list_submission_events(app: Data<AppState>, caller: Caller, id: Id, query: Query<Unfiltered>) -> Result<Reply> {
    caller.require(Action::ReadReport)?;
    let row = seen(&app, &caller, id).await?;
    let select = submission_event::Entity::find().filter(submission_event::Column::SubmissionId.eq(row.id));
    let order = Order { column: submission_event::Column::At, descending: false };
    let (rows, page) = list::page(&app, &caller, select, order, submission_event::Column::Id, &query).await?;
    let next = query.next(page.next_cursor.as_ref());
    Reply::page(&ReviewStepPage { items: rows.into_iter().map(step).collect(), page }, next)
}

async fn seen(app: &AppState, caller: &Caller, id: Id) -> Result<submission::Model> {
    submission::Entity::seen_by(&caller.scope).filter(submission::Column::Id.eq(id.0)).one(&app.db).await?.or_not_found()
}

fn step(row: submission_event::Model) -> ReviewStep {
    ReviewStep {
        id: row.id,
        at: row.at.into(),
        actor: row.actor_name,
        action: row.action,
        from_state: row.from_state,
        to_state: row.to_state,
        revision: row.revision_n,
        reason: row.reason,
    }
}
