//! Reading attachments: what they are, and the files themselves.

use actix_web::body::SizedStream;
use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use futures_util::TryStreamExt;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::shapes::{Attachment, AttachmentFilter, AttachmentPage};
use crate::auth::{Action, Caller};
use crate::entity::{attachment, revision, revision_attachment, scope, submission};
use crate::evidence;
use crate::http::headers::disposition;
use crate::http::query::NoParameters;
use crate::http::{Id, OrNotFound, Problem, Query, Reply, Result};
use crate::list::{self, Order};
use crate::state::AppState;

/// List the attachments of a report: those of all its revisions, or of one.
#[utoipa::path(tag = "attachments", operation_id = "list_submission_attachments", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The submission"), crate::http::Paging, AttachmentFilter),
    responses((status = 200, description = "A page of attachments, first uploaded first", body = AttachmentPage)))]
#[get("/submissions/{id}/attachments")]
pub(super) async fn list_submission_attachments(
    app: Data<AppState>,
    caller: Caller,
    id: Id,
    query: Query<AttachmentFilter>,
) -> Result<Reply> {
    caller.require(Action::ReadReport)?;
    let report = submission::Entity::seen_by(&caller.scope).filter(submission::Column::Id.eq(id.0));
    let report = report.one(&app.db).await?.or_not_found()?;
    let mut select = attachment::Entity::seen_by(&caller.scope).filter(attachment::Column::SubmissionId.eq(report.id));
    if let Some(n) = query.filter.revision {
        let mut of = revision::Entity::find().filter(revision::Column::SubmissionId.eq(report.id)).filter(revision::Column::N.eq(n));
        if !is_own(&caller, report.unit_id) {
            of = of.filter(revision::Column::FiledAt.is_not_null());
        }
        let links = revision_attachment::Entity::find()
            .filter(revision_attachment::Column::RevisionId.in_subquery(scope::ids(of, revision::Column::Id)));
        select = select.filter(attachment::Column::Id.in_subquery(scope::ids(links, revision_attachment::Column::AttachmentId)));
    }
    let order = Order { column: attachment::Column::CreatedAt, descending: false };
    let (rows, page) = list::page(&app, &caller, select, order, attachment::Column::Id, &query).await?;
    let next = query.next(page.next_cursor.as_ref());
    Reply::page(&AttachmentPage { items: show(&app.db, &caller, rows).await?, page }, next)
}

/// Read what one attachment is.
#[utoipa::path(tag = "attachments", operation_id = "get_attachment", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The attachment")), responses((status = 200, description = "The attachment", body = Attachment)))]
#[get("/attachments/{id}")]
pub(super) async fn get_attachment(app: Data<AppState>, caller: Caller, id: Id, _query: Query<NoParameters>) -> Result<Reply> {
    caller.require(Action::ReadReport)?;
    Reply::item(&one(&app.db, &caller, seen(&app, &caller, id).await?).await?)
}

/// Download the file of an attachment. It is never shown inside a page: browsers save it.
#[utoipa::path(tag = "attachments", operation_id = "get_attachment_content", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The attachment")),
    responses((status = 200, description = "The file, exactly as uploaded; its real media type is in `Content-Type`",
        content_type = "application/octet-stream")))]
#[get("/attachments/{id}/content")]
pub(super) async fn get_attachment_content(
    app: Data<AppState>,
    caller: Caller,
    id: Id,
    _query: Query<NoParameters>,
) -> Result<HttpResponse> {
    caller.require(Action::ReadReport)?;
    let row = seen(&app, &caller, id).await?;
    let file = app.evidence.read(&row.hash).await?;
    if i64::try_from(file.size) != Ok(row.size) {
        return Err(Problem::internal(format!("the file of blob {} has another size than its row", row.blob_id)));
    }
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, row.file_type.media_type()))
        .insert_header((header::CONTENT_DISPOSITION, disposition(false, &row.file_name)))
        .insert_header((header::ETAG, format!("\"{}\"", row.hash)))
        .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"))
        .insert_header(("cross-origin-resource-policy", "same-origin"))
        .insert_header((header::ACCEPT_RANGES, "none"))
        // These kinds of files are compressed already.
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .body(SizedStream::new(file.size, file.content.map_err(actix_web::error::ErrorInternalServerError))))
}

async fn seen(app: &AppState, caller: &Caller, id: Id) -> Result<attachment::Model> {
    attachment::Entity::seen_by(&caller.scope).filter(attachment::Column::Id.eq(id.0)).one(&app.db).await?.or_not_found()
}

fn is_own(caller: &Caller, unit: Uuid) -> bool {
    caller.scope.units.contains(&unit)
}

/// One attachment as this caller sees it.
///
/// # Errors
/// Those of the database.
pub(super) async fn one(db: &impl ConnectionTrait, caller: &Caller, row: attachment::Model) -> Result<Attachment> {
    show(db, caller, vec![row]).await?.into_iter().next().or_not_found()
}

/// Attachments as this caller sees them; revisions that are being written show only to their own unit.
async fn show(db: &impl ConnectionTrait, caller: &Caller, rows: Vec<attachment::Model>) -> Result<Vec<Attachment>> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let revisions = evidence::revisions_of(db, &ids).await?;
    let shown = |row: attachment::Model| {
        let own = is_own(caller, row.unit_id);
        let held = revisions.get(&row.id).into_iter().flatten().copied();
        let held: Vec<(i32, bool)> = held.filter(|(_, filed)| own || *filed).collect();
        Attachment::new(row, &held)
    };
    Ok(rows.into_iter().map(shown).collect())
}
