//! Taking the workbook back: read within limits, turned into the request it means, and written by the same function as JSON.

use actix_web::post;
use actix_web::web::{Bytes, Data, Path, block};
use sea_orm::{ColumnTrait, QueryFilter};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::book::Book;
use super::fields;
use super::filled::Filled;
use super::incoming;
use super::places::Places;
use super::read::{open, reply};
use crate::auth::{Action, Caller};
use crate::db::{self, Tx};
use crate::domain::period::Period;
use crate::entity::{plan, unit};
use crate::features::submissions::unit::period_in;
use crate::features::submissions::unit::shapes::{UnitAction, UnitReport, UnitReportWrite};
use crate::features::submissions::unit::write::{Written, written};
use crate::http::body::Body;
use crate::http::headers::IdempotencyKeyHeader;
use crate::http::query::{Filter, boolean};
use crate::http::raw::Raw;
use crate::http::{Code, Id, Media, OrNotFound, Problem, Query, Reply, Result};
use crate::refs::UnitBrief;
use crate::sheet::Wanted;
use crate::sheet::archive::Refused;
use crate::sheet::meaning;
use crate::sheet::workbook::Workbook;
use crate::state::AppState;

/// What is done with what a workbook says.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) enum WorkbookAction {
    /// Begin or change drafts
    Save,
    /// The same, and file all that can be filed
    Submit,
}

/// How a workbook is taken.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct UploadParameters {
    /// What is done with what it says; left out: it is saved.
    #[param(inline)]
    action: Option<WorkbookAction>,
    /// Check everything, answer the same, write nothing.
    #[param(default = false)]
    #[serde(rename = "dryRun", default, deserialize_with = "boolean")]
    dry_run: Option<bool>,
}

impl Filter for UploadParameters {
    const PAGED: bool = false;
}

/// Upload a unit's month as the workbook that was downloaded: the same write as JSON, all or nothing.
///
/// The body is the file itself. Rows may be sorted or deleted: what a deleted row said stays as it is, an emptied cell is cleared. Reports
/// that say nothing new are left alone; to submit, all that can be written are filed. Where anything is wrong nothing is written: `errors`
/// name sheet and cell in `params`, and a caller who prefers a workbook (`Accept`) gets the same one back with each fault in its row.
/// Formulas, macros and links to elsewhere are refused. A replay of an `Idempotency-Key` is answered in JSON.
#[utoipa::path(tag = "submissions", operation_id = "write_unit_report_workbook", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The plan"), ("period" = Period, Path, description = "The period", example = "2024-05"),
        UploadParameters, IdempotencyKeyHeader),
    request_body(content = Vec<u8>, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    responses((status = 200, description = "The unit's month as it is now, or the workbook of it",
        content((UnitReport = "application/json"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))),
        (status = 422, description = "Readable but wrong; `errors` name sheet and cell. Or the workbook with its faults",
        content((crate::http::ProblemBody = "application/problem+json"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))))]
#[post("/plans/{id}/unit-reports/{period}/workbook")]
pub(crate) async fn write_unit_report_workbook(
    app: Data<AppState>,
    caller: Caller,
    id: Id,
    path: Path<(String, String)>,
    query: Query<UploadParameters>,
    wanted: Wanted,
    body: Raw,
) -> Result<Reply> {
    caller.require(Action::FileReport)?;
    let period = period_in(&path)?;
    let action = match query.filter.action {
        None | Some(WorkbookAction::Save) => UnitAction::Save,
        Some(WorkbookAction::Submit) => UnitAction::Submit,
    };
    let workbook = unpacked(body.of(Media::Xlsx)?).await?;
    let book = book_of(&app, &caller, id.0, period, &workbook).await?;
    let upload = Upload { app: &app, caller: &caller, plan: id.0, period, book: &book, wanted };
    upload.take(&workbook, action, query.filter.dry_run == Some(true)).await
}

/// Reads the file aside: it may take a while.
async fn unpacked(bytes: Bytes) -> Result<Workbook> {
    block(move || Workbook::read(&bytes)).await.map_err(Problem::internal)?.map_err(refused)
}

fn refused(why: Refused) -> Problem {
    Problem::new(if why.is_size() { Code::UnpackedTooLarge } else { Code::UnsupportedWorkbook }).with("reason", why.word())
}

/// The month as it is now, of the unit that the workbook names.
async fn book_of(app: &AppState, caller: &Caller, plan: Uuid, period: Period, workbook: &Workbook) -> Result<Book> {
    let db = db::snapshot(&app.db).await?;
    let plan = plan::Entity::seen_by(&caller.scope).filter(plan::Column::Id.eq(plan)).one(&db).await?.or_not_found()?;
    let named = workbook.sheet(fields::MARKS).and_then(|marks| {
        let pairs = marks.rows.values().map(|cells| cells.values().filter_map(|value| meaning::words(Some(value)).ok().flatten()));
        pairs.map(Iterator::collect::<Vec<_>>).find_map(|pair| match pair.as_slice() {
            [mark, id] if mark == "unitId" => id.parse::<Uuid>().ok(),
            _ => None,
        })
    });
    let named = named.ok_or_else(|| Problem::new(Code::UnsupportedWorkbook).with("reason", "marks"))?;
    let unit = unit::Entity::seen_by(&caller.scope).filter(unit::Column::Id.eq(named)).one(&db).await?;
    let unit: UnitBrief = unit.ok_or_else(|| Problem::at("/unitId", Code::NotFound))?.into();
    let book = open(&db, app, caller, plan, period, unit).await?;
    db.rollback().await?;
    Ok(book)
}

/// A workbook on its way in.
struct Upload<'u> {
    app: &'u AppState,
    caller: &'u Caller,
    plan: Uuid,
    period: Period,
    book: &'u Book,
    wanted: Wanted,
}

impl Upload<'_> {
    async fn take(&self, workbook: &Workbook, action: UnitAction, dry_run: bool) -> Result<Reply> {
        let mut filled = Filled::default();
        let incoming = match incoming::read(self.book, workbook, action, &mut filled) {
            Ok(incoming) => incoming,
            Err(problem) => return self.refuse(problem, &Places::default(), filled),
        };
        if incoming.places.owed.is_empty() {
            return self.unchanged().await;
        }
        let input: Result<UnitReportWrite> = Body::of_value(&incoming.body).read();
        let done = match input {
            Ok(input) => written(self.app, self.caller, self.plan, self.period, input).await,
            Err(problem) => Err(problem),
        };
        match done {
            Ok(written) => self.finish(written, dry_run).await,
            Err(problem) => self.refuse(problem, &incoming.places, filled),
        }
    }

    /// A workbook that says nothing new writes nothing.
    async fn unchanged(&self) -> Result<Reply> {
        let kept = Tx::begin(self.app, self.caller).await?.commit(Reply::report(&self.book.report())?).await?;
        if self.wanted.media == Media::Xlsx { reply(self.book, &Filled::default()) } else { Ok(kept) }
    }

    /// Commits, or undoes a dry run; the kept answer of an idempotency key is in JSON.
    async fn finish(&self, written: Written, dry_run: bool) -> Result<Reply> {
        let Written { tx, month, answer } = written;
        let in_json = Reply::report(&answer)?;
        let now = (tx.now, self.app.zone);
        let shown = match self.wanted.media {
            Media::Xlsx => {
                let book = Book::of(tx.db(), self.caller, (&month, answer), self.book.unit.clone(), now).await?;
                Some(reply(&book, &Filled::default())?)
            }
            _ => None,
        };
        let kept = if dry_run {
            tx.undo().await?;
            Tx::begin(self.app, self.caller).await?.commit(in_json).await?
        } else {
            tx.commit(in_json).await?
        };
        Ok(shown.unwrap_or(kept))
    }

    /// The problem with its cells, or the workbook with its faults where one is preferred; of a problem that is about no row, always itself.
    fn refuse(&self, problem: Problem, places: &Places, mut filled: Filled) -> Result<Reply> {
        let problem = places.told(problem, self.wanted.english, &mut filled);
        let about_rows = problem
            .faults
            .iter()
            .any(|fault| fault.params.get("cell").and_then(|cell| cell.as_str()).is_some_and(|cell| cell.contains('!')));
        if self.wanted.media != Media::Xlsx || !about_rows {
            return Err(problem);
        }
        Ok(Reply { status: problem.code.status(), etag: None, ..reply(self.book, &filled)? })
    }
}
