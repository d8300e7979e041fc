//! Asking for progress: what the caller may see, at the date and with the knowledge asked for.

use actix_web::get;
use actix_web::web::Data;
use chrono::DateTime;
use sea_orm::{ColumnTrait, QueryFilter};
use serde::Serialize;

use super::compose;
use super::load::{Known, When};
use super::shapes::{PlanProgress, PlanProgressFilter, TaskProgressFilter, TaskReport};
use crate::auth::{Action, Caller};
use crate::db;
use crate::domain::day::Day;
use crate::domain::instant::Instant;
use crate::entity::{plan, task};
use crate::http::query::refuse;
use crate::http::{Code, Id, OrNotFound, Query, Reply, Result};
use crate::state::AppState;

/// Tell where a plan stands, at any date, with the sentence that explains every target.
///
/// Two times can be given: `asOf`, the business date the report speaks of, and `knownAt`, the instant whose knowledge it uses.
/// With both the answer is reproducible: later figures, corrections and changed targets do not change it.
#[utoipa::path(tag = "reports", operation_id = "get_plan_progress", security(("bearer" = [])),
    params(("id" = uuid::Uuid, Path, description = "The plan"), PlanProgressFilter),
    responses((status = 200, description = "Where the plan stands", body = PlanProgress)))]
#[get("/plans/{id}/progress")]
pub(super) async fn get_plan_progress(app: Data<AppState>, caller: Caller, id: Id, query: Query<PlanProgressFilter>) -> Result<Reply> {
    caller.require(Action::ReadPlan)?;
    let when = when(&app, query.filter.as_of, query.filter.known_at)?;
    let db = db::snapshot(&app.db).await?;
    let row = plan::Entity::seen_by(&caller.scope).filter(plan::Column::Id.eq(id.0)).one(&db).await?.or_not_found()?;
    let known = Known::load(&db, &caller.scope, row, when).await?;
    db.rollback().await?;
    let report = compose::plan_progress(&known, &query.filter);
    tagged(report, query.filter.known_at, |report, known_at| report.known_at = known_at)
}

/// Tell where a task stands, at any date: its targets, its measures, and the reports owed for it.
#[utoipa::path(tag = "reports", operation_id = "get_task_progress", security(("bearer" = [])),
    params(("id" = uuid::Uuid, Path, description = "The task or measure"), TaskProgressFilter),
    responses((status = 200, description = "Where the task stands", body = TaskReport)))]
#[get("/tasks/{id}/progress")]
pub(super) async fn get_task_progress(app: Data<AppState>, caller: Caller, id: Id, query: Query<TaskProgressFilter>) -> Result<Reply> {
    caller.require(Action::ReadPlan)?;
    let when = when(&app, query.filter.as_of, query.filter.known_at)?;
    let db = db::snapshot(&app.db).await?;
    let held = task::Entity::seen_by(&caller.scope).filter(task::Column::Id.eq(id.0)).one(&db).await?.or_not_found()?;
    let row = plan::Entity::seen_by(&caller.scope).filter(plan::Column::Id.eq(held.plan_id)).one(&db).await?.or_not_found()?;
    let known = Known::around(&db, &caller.scope, row, held.id, when).await?;
    db.rollback().await?;
    let report = compose::task_report(&known, held.id).or_not_found()?;
    tagged(report, query.filter.known_at, |report, known_at| report.known_at = known_at)
}

/// The times asked for, or now. A date ahead can be asked for; what will be known cannot.
pub(super) fn when(app: &AppState, as_of: Option<Day>, known_at: Option<Instant>) -> Result<When> {
    let now = app.clock.now();
    let pinned = known_at.is_some();
    let known_at = known_at.map_or(now, |instant| instant.0);
    if known_at > now {
        return Err(refuse("knownAt", Code::OutOfRange));
    }
    let as_of = as_of.map_or_else(|| app.zone.date_of(now), |day| day.0);
    Ok(When::new(as_of, known_at, app.zone).pinned(pinned))
}

/// The answer with its tag. Where the knowledge of now was asked for, the tag leaves that instant out: it changes when something else does.
pub(super) fn tagged<R: Serialize>(mut report: R, asked: Option<Instant>, set: impl Fn(&mut R, Instant)) -> Result<Reply> {
    let reply = Reply::report(&report)?;
    if asked.is_some() {
        return Ok(reply);
    }
    set(&mut report, DateTime::UNIX_EPOCH.into());
    Ok(Reply { etag: Reply::report(&report)?.etag, ..reply })
}
