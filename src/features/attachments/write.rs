//! Adding attachments to a report that is being written, and taking them out again.

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, delete, post};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::json;
use uuid::Uuid;

use super::read;
use super::shapes::{Attachment, AttachmentUpload};
use super::upload::{Upload, Words, receive};
use crate::auth::{Action, Caller};
use crate::db::Tx;
use crate::entity::{attachment, blob, milestone, submission, target, task};
use crate::evidence;
use crate::features::submissions::write::editable;
use crate::http::headers::{IdempotencyKeyHeader, IfMatchHeader};
use crate::http::{Code, Fault, Id, IfMatch, OrNotFound, Problem, Reply, Result};
use crate::idempotency::Kept;
use crate::state::AppState;

/// Most attachments of one revision.
const MOST: usize = 50;

/// Add a file to a draft or returned report. It belongs to the working revision, and to those after it until it is taken out.
///
/// What the file is, is told by its content, and its ending must agree. With an `Idempotency-Key` the same file with the same words
/// about it gets the same answer, whatever boundary the form has.
#[utoipa::path(tag = "attachments", operation_id = "create_attachment", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The submission"), IdempotencyKeyHeader),
    request_body(content = AttachmentUpload, content_type = "multipart/form-data"),
    responses((status = 201, description = "The attachment", body = Attachment)))]
#[post("/submissions/{id}/attachments")]
pub(super) async fn create_attachment(
    app: Data<AppState>,
    caller: Caller,
    id: Id,
    request: HttpRequest,
    payload: Payload,
) -> Result<Reply> {
    caller.require(Action::FileReport)?;
    // Nobody sends a large file in vain: what can be refused is refused before it is read, and asked again when it is there.
    let kept = Kept::of(&request);
    if kept.is_none() {
        editable(&Tx::begin(&app, &caller).await?, &caller, id.0).await?;
    }
    let Upload { file, words, fingerprint } = receive(&app, &request, payload).await?;
    if let Some(kept) = kept {
        file.discard().await;
        return kept.answer(&fingerprint);
    }
    let blob = app.evidence.keep(&app.db, app.clock.now(), file).await?;
    let mut tx = Tx::begin(&app, &caller).await?;
    tx.fingerprint(fingerprint);
    let (report, revision) = editable(&tx, &caller, id.0).await?;
    let held = evidence::linked(tx.db(), revision.id).await?;
    if held.iter().any(|other| other.hash == blob.hash) {
        return Err(Problem::conflict("/file", Code::AlreadyExists));
    }
    if held.len() >= MOST {
        return Err(Problem::conflict("/file", Code::QuotaExceeded).with("max", MOST));
    }
    check_subjects(&tx, &caller, &report, &words).await?;
    let row = insert(&tx, &report, blob, words).await?;
    evidence::link(&tx, revision.id, [row.id]).await?;
    tx.record("attachment.created", "attachment", row.id, json!({"submissionId": report.id, "revision": revision.n, "sha256": row.hash}));
    let answer = read::one(tx.db(), &caller, row).await?;
    tx.commit(Reply::created("attachments", &answer)?).await
}

/// Take a file out of a draft or returned report. Revisions that were filed with it keep it.
#[utoipa::path(tag = "attachments", operation_id = "delete_attachment", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The attachment"), IfMatchHeader),
    responses((status = 204, description = "It is out of the working revision")))]
#[delete("/attachments/{id}")]
pub(super) async fn delete_attachment(app: Data<AppState>, caller: Caller, id: Id, at: IfMatch) -> Result<Reply> {
    caller.require(Action::FileReport)?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let row = attachment::Entity::seen_by(&caller.scope).filter(attachment::Column::Id.eq(id.0)).one(tx.db()).await?.or_not_found()?;
    at.check(row.current())?;
    let (report, revision) = editable(&tx, &caller, row.submission_id).await?;
    if !evidence::unlink(&tx, revision.id, row.id).await? {
        // It is out already; only revisions that were filed still have it.
        return Err(Problem::new(Code::HasChildren));
    }
    tx.record("attachment.deleted", "attachment", row.id, json!({"submissionId": report.id, "revision": revision.n, "sha256": row.hash}));
    tx.commit(Reply::no_content()).await
}

/// What an attachment names must belong to the report's task or to a measure below it.
async fn check_subjects(tx: &Tx, caller: &Caller, report: &submission::Model, words: &Words) -> Result<()> {
    let mut faults = Vec::new();
    if let Some(wanted) = words.target_id {
        let found = target::Entity::seen_by(&caller.scope).filter(target::Column::Id.eq(wanted)).one(tx.db()).await?;
        let fault = fault(tx, report, found.map(|row| row.task_id), Code::TargetOfAnotherTask).await?;
        faults.extend(fault.map(|code| Fault::at("/targetId", code)));
    }
    if let Some(wanted) = words.milestone_id {
        let found = milestone::Entity::seen_by(&caller.scope).filter(milestone::Column::Id.eq(wanted)).one(tx.db()).await?;
        let fault = fault(tx, report, found.map(|row| row.task_id), Code::MilestoneOfAnotherTask).await?;
        faults.extend(fault.map(|code| Fault::at("/milestoneId", code)));
    }
    Problem::unless_empty(faults)
}

/// What is wrong with something at a task: it is not there, or is of `elsewhere`.
async fn fault(tx: &Tx, report: &submission::Model, task: Option<Uuid>, elsewhere: Code) -> Result<Option<Code>> {
    let Some(task) = task else { return Ok(Some(Code::NotFound)) };
    let tasks = task::Entity::find().filter(task::Column::Id.is_in([task, report.task_id])).all(tx.db()).await?;
    let path = |id: Uuid| tasks.iter().find(|task| task.id == id).map(|task| task.path.as_str());
    let within = path(task).zip(path(report.task_id)).is_some_and(|(below, above)| below.starts_with(above));
    Ok((!within).then_some(elsewhere))
}

async fn insert(tx: &Tx, report: &submission::Model, blob: blob::Model, words: Words) -> Result<attachment::Model> {
    let Words { file_name, file_type, description, target_id, milestone_id } = words;
    let row = attachment::Model {
        id: Uuid::now_v7(),
        government_id: report.government_id,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
        updated_by: tx.actor.name.clone(),
        submission_id: report.id,
        unit_id: report.unit_id,
        target_id,
        milestone_id,
        blob_id: blob.id,
        hash: blob.hash,
        size: blob.size,
        file_name,
        file_type,
        description,
    };
    Ok(row.into_active_model().reset_all().insert(tx.db()).await?)
}
