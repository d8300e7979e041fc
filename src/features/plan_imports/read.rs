//! Reading imports: what was handed in, what was understood, and the text itself.

use actix_web::get;
use actix_web::web::Data;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::reading::Reading;
use super::shapes::{PlanImport, PlanImportFilter, PlanImportPage, PlanImportState, PlanImportSummary};
use crate::auth::caller::Place;
use crate::auth::{Action, Caller};
use crate::entity::scope::Scope;
use crate::entity::{plan_import, plan_import_text};
use crate::http::query::NoParameters;
use crate::http::{Id, Media, OrNotFound, Problem, Query, Reply, Result};
use crate::list;
use crate::state::AppState;

/// List the notices that were handed in.
#[utoipa::path(tag = "plan-imports", operation_id = "list_plan_imports", security(("bearer" = [])),
    params(crate::http::Paging, PlanImportFilter),
    responses((status = 200, description = "A page of imports", body = PlanImportPage)))]
#[get("/plan-imports")]
pub(super) async fn list_plan_imports(app: Data<AppState>, caller: Caller, query: Query<PlanImportFilter>) -> Result<Reply> {
    caller.require(Action::ReadPlan)?;
    let PlanImportFilter { sort, state, sha256 } = query.filter.clone();
    let mut select = plan_import::Entity::seen_by(&caller.scope);
    if let Some(state) = state {
        let applied = plan_import::Column::PlanId.is_not_null();
        select = select.filter(if state == PlanImportState::Applied { applied } else { plan_import::Column::PlanId.is_null() });
    }
    if let Some(sha256) = sha256 {
        select = select.filter(plan_import::Column::Sha256.eq(sha256));
    }
    let sort = sort.unwrap_or_default().0;
    let (rows, page) = list::page(&app, &caller, select, sort, plan_import::Column::Id, &query).await?;
    let next = query.next(page.next_cursor.as_ref());
    let may_write = may_write(&caller);
    Reply::page(&PlanImportPage { items: rows.into_iter().map(|row| PlanImportSummary::of(row, may_write)).collect(), page }, next)
}

/// Read one import: the proposed plan document, with the place, confidence and rule of every field.
#[utoipa::path(tag = "plan-imports", operation_id = "get_plan_import", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The import")),
    responses((status = 200, description = "The import", body = PlanImport)))]
#[get("/plan-imports/{id}")]
pub(super) async fn get_plan_import(app: Data<AppState>, caller: Caller, id: Id, _query: Query<NoParameters>) -> Result<Reply> {
    caller.require(Action::ReadPlan)?;
    let row = seen(&app.db, &caller.scope, id.0).await?;
    Reply::item(&one(&app.db, &caller, row).await?)
}

/// Read the text of a notice, to which all places in its import refer.
///
/// Decoded, without the markup of a page or document, rows of tables as lines with tabs. Places count its Unicode scalars.
#[utoipa::path(tag = "plan-imports", operation_id = "get_plan_import_source", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The import")),
    responses((status = 200, description = "The text", body = String, content_type = "text/plain")))]
#[get("/plan-imports/{id}/source")]
pub(super) async fn get_plan_import_source(app: Data<AppState>, caller: Caller, id: Id, _query: Query<NoParameters>) -> Result<Reply> {
    caller.require(Action::ReadPlan)?;
    let row = seen(&app.db, &caller.scope, id.0).await?;
    let text = text_of(&app.db, row.id).await?;
    Ok(Reply::file(Media::Text, "notice", text.source.into_bytes()))
}

/// Whether the caller may change imports.
pub(super) fn may_write(caller: &Caller) -> bool {
    caller.may(Action::WritePlan, Place::default())
}

/// The visible import with this id.
///
/// # Errors
/// 404.
pub(super) async fn seen(db: &impl ConnectionTrait, scope: &Scope, id: Uuid) -> Result<plan_import::Model> {
    plan_import::Entity::seen_by(scope).filter(plan_import::Column::Id.eq(id)).one(db).await?.or_not_found()
}

/// What is large of an import.
///
/// # Errors
/// Those of the database.
pub(super) async fn text_of(db: &impl ConnectionTrait, import: Uuid) -> Result<plan_import_text::Model> {
    plan_import_text::Entity::find().filter(plan_import_text::Column::ImportId.eq(import)).one(db).await?.or_not_found()
}

/// One import as this caller sees it.
///
/// # Errors
/// Those of the database.
pub(super) async fn one(db: &impl ConnectionTrait, caller: &Caller, row: plan_import::Model) -> Result<PlanImport> {
    let text = text_of(db, row.id).await?;
    shown(caller, row, text)
}

/// An import and its text as this caller sees them.
///
/// # Errors
/// When what was kept cannot be read.
pub(super) fn shown(caller: &Caller, row: plan_import::Model, text: plan_import_text::Model) -> Result<PlanImport> {
    let Reading { proposed, sources, units, officials, remainder, warnings, other_texts } =
        serde_json::from_value(text.reading).map_err(Problem::internal)?;
    Ok(PlanImport {
        original: Some(proposed).filter(|proposed| *proposed != text.document),
        document: text.document,
        sources,
        units,
        officials,
        remainder,
        warnings,
        other_texts,
        summary: PlanImportSummary::of(row, may_write(caller)),
    })
}
