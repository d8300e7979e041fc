//! Handing in a notice, correcting what was understood of it, throwing it away.

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, delete, patch, post};
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, ModelTrait, QueryFilter, QuerySelect};
use serde_json::{Value, json};
use uuid::Uuid;

use super::reading::{Made, register, tasks, title, understand};
use super::shapes::{PlanImport, PlanImportParameters, PlanImportUpdate};
use super::upload::{Upload, receive};
use super::{apply, read};
use crate::auth::caller::Place;
use crate::auth::{Action, Caller};
use crate::db::{OrConflict, Tx};
use crate::entity::{plan_import, plan_import_text};
use crate::features::plan_documents::write::PlanDocument;
use crate::http::body::{DocumentBody, item};
use crate::http::headers::{IdempotencyKeyHeader, IfMatchHeader};
use crate::http::problem;
use crate::http::text::file_name;
use crate::http::{Code, Fault, Id, IfMatch, OrNotFound, Problem, Query, Reply, Result};
use crate::state::AppState;

/// Largest document that is kept, in bytes of JSON; the same as the door of plan documents takes.
const MOST: usize = 5 * 1024 * 1024;

/// Read an issued notice: the answer is a proposal, and nothing of the notice is lost.
///
/// The body is the file itself, up to 20 MiB: plain text, a web page, comma-separated rows, a Word document or an Excel workbook, as its
/// `Content-Type` says. A text may have 500 000 characters. The same file again is the same import, answered with 200. Nothing is
/// written but the import: the plan is made by applying it.
#[utoipa::path(tag = "plan-imports", operation_id = "create_plan_import", security(("bearer" = [])),
    params(PlanImportParameters, IdempotencyKeyHeader),
    request_body(content((String = "text/plain"), (String = "text/html"), (String = "text/csv"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))),
    responses((status = 201, description = "The notice was read", body = PlanImport),
        (status = 200, description = "The same file was handed in before", body = PlanImport)))]
#[post("/plan-imports")]
pub(super) async fn create_plan_import(
    app: Data<AppState>,
    caller: Caller,
    query: Query<PlanImportParameters>,
    request: HttpRequest,
    payload: Payload,
) -> Result<Reply> {
    caller.require(Action::WritePlan)?;
    caller.check(Action::WritePlan, Place::default())?;
    let Upload { kind, charset, bytes, sha256 } = receive(&request, payload).await?;
    if let Some(held) = held(&app.db, &caller, &sha256).await? {
        return again(&app, &caller, held).await;
    }
    let (size, register) = (bytes.len(), register(&app.db, &caller.scope).await?);
    let made = understand(kind, charset, bytes, register, sha256.clone()).await?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let row = plan_import::Model {
        id: Uuid::now_v7(),
        government_id: caller.user.government_id,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
        updated_by: tx.actor.name.clone(),
        sha256: sha256.clone(),
        file_name: query.filter.file_name.as_deref().map(file_name).filter(|name| !name.is_empty()),
        media_type: kind.media_type().to_owned(),
        encoding: made.encoding.map(str::to_owned),
        size: number(size),
        characters: number(made.source.chars().count()),
        layout: made.layout.clone(),
        title: title(&made.reading.proposed),
        task_count: number(tasks(&made.reading.proposed)),
        warning_count: number(made.reading.warnings.len()),
        plan_id: None,
    };
    match insert(&tx, row, made).await {
        Ok((row, text)) => {
            tx.record("planImport.created", "planImport", row.id, json!({"sha256": row.sha256, "mediaType": row.media_type}));
            tx.commit(Reply::created("plan-imports", &read::shown(&caller, row, text)?)?).await
        }
        Err(problem) if problem.code == Code::AlreadyExists => {
            // Somebody handed in the same file at the same time.
            tx.undo().await?;
            let held = held(&app.db, &caller, &sha256).await?.or_not_found()?;
            again(&app, &caller, held).await
        }
        Err(problem) => Err(problem),
    }
}

/// Correct the proposed document before it is applied.
///
/// What was proposed stays readable beside it. A member that plan documents do not know is refused; what is still missing shows when it
/// is applied.
#[utoipa::path(tag = "plan-imports", operation_id = "update_plan_import", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The import"), IfMatchHeader),
    request_body(content = PlanImportUpdate, content_type = "application/json"),
    responses((status = 200, description = "The import as it is now", body = PlanImport)))]
#[patch("/plan-imports/{id}")]
pub(super) async fn update_plan_import(app: Data<AppState>, caller: Caller, id: Id, at: IfMatch, body: DocumentBody) -> Result<Reply> {
    caller.require(Action::WritePlan)?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let mut row = locked(&tx, &caller, id.0).await?;
    at.check(row.current())?;
    apply::open(&row)?;
    let mut text = read::text_of(tx.db(), row.id).await?;
    let input: PlanImportUpdate = body.read_onto(&json!({"document": text.document}))?;
    let document = Value::Object(input.document);
    check(&document)?;
    row.title = title(&document);
    row.task_count = number(tasks(&document));
    row.touch(&tx);
    text.document = document;
    let row = row.into_active_model().reset_all().update(tx.db()).await?;
    let text = text.into_active_model().reset_all().update(tx.db()).await?;
    tx.record("planImport.updated", "planImport", row.id, json!({}));
    tx.commit(Reply::item(&read::shown(&caller, row, text)?)?).await
}

/// Throw an import away; a plan that was made of it stays.
#[utoipa::path(tag = "plan-imports", operation_id = "delete_plan_import", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The import"), IfMatchHeader), responses((status = 204, description = "It is gone")))]
#[delete("/plan-imports/{id}")]
pub(super) async fn delete_plan_import(app: Data<AppState>, caller: Caller, id: Id, at: IfMatch) -> Result<Reply> {
    caller.require(Action::WritePlan)?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let row = locked(&tx, &caller, id.0).await?;
    at.check(row.current())?;
    tx.record("planImport.deleted", "planImport", row.id, json!({"sha256": row.sha256}));
    plan_import_text::Entity::delete_many().filter(plan_import_text::Column::ImportId.eq(row.id)).exec(tx.db()).await?;
    row.delete(tx.db()).await?;
    tx.commit(Reply::no_content()).await
}

/// The import of the path, locked, for a caller who may change it.
///
/// # Errors
/// 404, 403.
pub(super) async fn locked(tx: &Tx, caller: &Caller, id: Uuid) -> Result<plan_import::Model> {
    let seen = plan_import::Entity::seen_by(&caller.scope).filter(plan_import::Column::Id.eq(id));
    let row = seen.lock_exclusive().one(tx.db()).await?.or_not_found()?;
    caller.check(Action::WritePlan, Place::default())?;
    Ok(row)
}

async fn held(db: &impl ConnectionTrait, caller: &Caller, sha256: &str) -> Result<Option<plan_import::Model>> {
    Ok(plan_import::Entity::seen_by(&caller.scope).filter(plan_import::Column::Sha256.eq(sha256)).one(db).await?)
}

/// The answer to a file that was handed in before.
async fn again(app: &AppState, caller: &Caller, row: plan_import::Model) -> Result<Reply> {
    let tx = Tx::begin(app, caller).await?;
    let shown = read::one(tx.db(), caller, row).await?;
    tx.commit(Reply::item(&shown)?).await
}

async fn insert(tx: &Tx, row: plan_import::Model, made: Made) -> Result<(plan_import::Model, plan_import_text::Model)> {
    let row = row.into_active_model().reset_all().insert(tx.db()).await.or_exists("")?;
    let text = plan_import_text::Model {
        id: Uuid::now_v7(),
        government_id: row.government_id,
        import_id: row.id,
        source: made.source,
        document: made.reading.proposed.clone(),
        reading: serde_json::to_value(&made.reading).map_err(Problem::internal)?,
    };
    let text = text.into_active_model().reset_all().insert(tx.db()).await?;
    Ok((row, text))
}

/// A document may lack what the notice does not say, but nothing else may be wrong with its shape.
fn check(document: &Value) -> Result<()> {
    let size = serde_json::to_string(document).map_err(Problem::internal)?.len();
    if size > MOST {
        return Err(Problem::new(Code::PayloadTooLarge).with("max", MOST));
    }
    let faults = item::<PlanDocument>(document.clone()).err().unwrap_or_default();
    Problem::unless_empty(below(faults.into_iter().filter(|fault| fault.code != Code::Required)))
}

/// Faults of the document as faults of what holds it.
pub(super) fn below(faults: impl Iterator<Item = Fault>) -> Vec<Fault> {
    let moved = |fault: Fault| match &fault.place {
        problem::Place::Pointer(pointer) => Fault { place: problem::Place::Pointer(format!("/document{pointer}")), ..fault },
        _ => fault,
    };
    faults.map(moved).collect()
}

fn number<T: TryFrom<usize> + Default>(size: usize) -> T {
    T::try_from(size).unwrap_or_default()
}
