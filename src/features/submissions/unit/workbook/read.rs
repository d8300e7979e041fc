//! Handing out the workbook of a unit's month.

use actix_web::get;
use actix_web::web::{Data, Path};
use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::book::Book;
use super::filled::Filled;
use super::template;
use crate::auth::{Action, Caller};
use crate::db;
use crate::domain::period::Period;
use crate::entity::{plan, unit};
use crate::features::submissions::unit::period_in;
use crate::features::submissions::unit::read::Month;
use crate::http::query::{Filter, refuse};
use crate::http::{Code, Id, Media, OrNotFound, Problem, Query, Reply, Result};
use crate::refs::UnitBrief;
use crate::state::AppState;

/// Whose month.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct WorkbookFilter {
    /// The unit, by id; this or the code may be left out by who files for a single unit.
    #[serde(rename = "unitId")]
    unit_id: Option<Uuid>,
    /// The unit, by code.
    #[serde(rename = "unitCode")]
    unit_code: Option<String>,
}

impl Filter for WorkbookFilter {
    const PAGED: bool = false;
}

/// Download a unit's month as a workbook to be filled in: figures, texts, steps and warnings, with the drafts as they are.
///
/// Cells for input are open, all others protected without a password. The versions that were seen travel in it: a stale workbook, or one
/// of another plan, period or unit, is refused when it is uploaded.
#[utoipa::path(tag = "submissions", operation_id = "get_unit_report_workbook", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The plan"), ("period" = Period, Path, description = "The period", example = "2024-05"),
        WorkbookFilter),
    responses((status = 200, description = "The workbook", body = Vec<u8>,
        content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))]
#[get("/plans/{id}/unit-reports/{period}/workbook")]
pub(crate) async fn get_unit_report_workbook(
    app: Data<AppState>,
    caller: Caller,
    id: Id,
    path: Path<(String, String)>,
    query: Query<WorkbookFilter>,
) -> Result<Reply> {
    caller.require(Action::ReadReport)?;
    let period = period_in(&path)?;
    let db = db::snapshot(&app.db).await?;
    let plan = plan::Entity::seen_by(&caller.scope).filter(plan::Column::Id.eq(id.0)).one(&db).await?.or_not_found()?;
    let unit = whose(&db, &caller, &query.filter).await?;
    let book = open(&db, &app, &caller, plan, period, unit).await?;
    db.rollback().await?;
    reply(&book, &Filled::default())
}

/// The unit that is named, or the only one the caller files for.
async fn whose(db: &impl ConnectionTrait, caller: &Caller, filter: &WorkbookFilter) -> Result<UnitBrief> {
    let seen = unit::Entity::seen_by(&caller.scope);
    let named = match (filter.unit_id, &filter.unit_code, caller.filing_units().as_slice()) {
        (Some(_), Some(_), _) => return Err(refuse("unitCode", Code::Contradiction)),
        (Some(id), None, _) => seen.filter(unit::Column::Id.eq(id)),
        (None, Some(code), _) => seen.filter(unit::Column::Code.eq(code)),
        (None, None, [only]) => seen.filter(unit::Column::Id.eq(*only)),
        (None, None, _) => return Err(refuse("unitId", Code::Required)),
    };
    Ok(named.one(db).await?.or_not_found()?.into())
}

/// The month of a unit, laid open for its workbook.
///
/// # Errors
/// Those of the database.
pub(super) async fn open(
    db: &impl ConnectionTrait,
    app: &AppState,
    caller: &Caller,
    plan: plan::Model,
    period: Period,
    unit: UnitBrief,
) -> Result<Book> {
    let now = app.clock.now();
    let month = Month::load(db, caller, plan, period, vec![unit.id]).await?;
    let report = month.show(db, caller, now).await?;
    Book::of(db, caller, (&month, report), unit, (now, app.zone)).await
}

/// The workbook as an answer.
///
/// # Errors
/// When it cannot be written, which would be our mistake.
pub(super) fn reply(book: &Book, filled: &Filled) -> Result<Reply> {
    let bytes = template::laid_out(book, filled).map_err(Problem::internal)?;
    Ok(Reply::file(Media::Xlsx, &format!("填报-{}-{}-{}", book.plan.code, book.period, book.unit.name), bytes))
}
