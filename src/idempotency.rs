//! `Idempotency-Key` on every POST: a repeated request gets the first answer again and has no second effect.
//!
//! The key is claimed before the handler runs and the answer is kept in the handler's own transaction (`Tx::commit`),
//! so a crash can neither lose an answer whose effect stands nor keep one whose effect does not.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::web::{BytesMut, Data};
use actix_web::{Error, HttpMessage, HttpRequest, HttpResponse, Responder, ResponseError};
use chrono::Duration;
use futures_util::StreamExt;
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter, SqlErr,
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::auth::Caller;
use crate::entity::idempotency_key;
use crate::http::answer::is_upload;
use crate::http::{Code, Problem, Reply, Result};
use crate::state::AppState;

/// How long an answer is kept.
pub const KEPT: Duration = Duration::hours(24);

/// After this a claim without an answer is taken for one whose process died.
const ABANDONED: Duration = Duration::seconds(60);

/// The same for uploads, which may take longer to arrive.
const UPLOAD_ABANDONED: Duration = Duration::seconds(360);

/// What stands for the digest of an upload until it was read.
const UNREAD: &str = "";

/// Largest body that is read for its digest.
const MAX_BYTES: usize = 20 * 1024 * 1024;

/// A key held by the request that is running.
#[derive(Clone, Copy, Debug)]
pub struct Claim {
    id: Uuid,
}

/// What came of claiming a key.
enum Claimed {
    Fresh(Claim),
    Before(Reply),
    /// An upload was answered before; whether it was this one shows when it has been read.
    Upload(Kept),
}

/// The kept answer to an upload. A file is too large to be read twice, and its form has another boundary each time it is sent: so the
/// handler says what it read, and not the bytes of the body are compared.
#[derive(Clone, Debug)]
pub struct Kept {
    fingerprint: String,
    reply: Reply,
}

impl Kept {
    /// The kept answer that waits for this request to be read.
    pub fn of(request: &HttpRequest) -> Option<Self> {
        request.extensions().get::<Self>().cloned()
    }

    /// The answer, if it is one to the same request.
    ///
    /// # Errors
    /// 422 `idempotency_mismatch`.
    pub fn answer(self, fingerprint: &str) -> Result<Reply> {
        if self.fingerprint == fingerprint { Ok(self.reply) } else { Err(Problem::new(Code::IdempotencyMismatch)) }
    }
}

/// Keeps the answer with its effect; for an upload also what was read.
///
/// # Errors
/// Those of the database.
pub async fn keep(db: &impl ConnectionTrait, claim: &Claim, fingerprint: Option<String>, reply: &Reply) -> Result<()> {
    let kept = idempotency_key::ActiveModel {
        id: Set(claim.id),
        body_hash: fingerprint.map_or(NotSet, Set),
        status: Set(Some(i32::from(reply.status.as_u16()))),
        location: Set(reply.location.clone()),
        etag: Set(reply.etag.clone()),
        answer: Set(Some(String::from_utf8_lossy(&reply.body).into_owned())),
        ..Default::default()
    };
    idempotency_key::Entity::update(kept).exec(db).await?;
    Ok(())
}

/// The layer around all handlers behind the log-in.
///
/// # Errors
/// Those of the layers inside.
pub async fn idempotent<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> std::result::Result<ServiceResponse<BoxBody>, Error> {
    let Some(key) = request.headers().get("idempotency-key").cloned().filter(|_| request.method() == Method::POST) else {
        return next.call(request).await.map(ServiceResponse::map_into_boxed_body);
    };
    let claimed = match claim(&mut request, &key).await {
        Ok(Some(claimed)) => claimed,
        Ok(None) => return next.call(request).await.map(ServiceResponse::map_into_boxed_body),
        Err(problem) => return Ok(request.into_response(problem.error_response())),
    };
    match claimed {
        Claimed::Before(reply) => {
            let mut response = reply.respond_to(request.request());
            mark(&mut response);
            Ok(request.into_response(response))
        }
        Claimed::Upload(kept) => {
            request.extensions_mut().insert(kept);
            let mut response = next.call(request).await?;
            if response.status().is_success() {
                mark(response.response_mut());
            }
            Ok(response.map_into_boxed_body())
        }
        Claimed::Fresh(claim) => {
            let app = request.app_data::<Data<AppState>>().cloned();
            if let Some(caller) = request.extensions_mut().get_mut::<Caller>() {
                caller.claim = Some(claim);
            }
            let response = next.call(request).await;
            let kept = response.as_ref().is_ok_and(|response| response.status().is_success());
            if let (false, Some(app)) = (kept, app) {
                release(&app.db, claim).await;
            }
            response.map(ServiceResponse::map_into_boxed_body)
        }
    }
}

fn mark<B>(response: &mut HttpResponse<B>) {
    response.headers_mut().insert(HeaderName::from_static("idempotent-replayed"), HeaderValue::from_static("true"));
}

async fn claim(request: &mut ServiceRequest, key: &HeaderValue) -> Result<Option<Claimed>> {
    let user = request.extensions().get::<Caller>().map(|caller| caller.user.id);
    let (Some(user), Some(app)) = (user, request.app_data::<Data<AppState>>().cloned()) else { return Ok(None) };
    let key = key.to_str().ok().filter(|key| (1..=255).contains(&key.len())).ok_or_else(|| Problem::new(Code::InvalidHeader))?;
    let key = key.to_owned();
    let body_hash = if is_upload(request.headers()) { UNREAD.to_owned() } else { body_hash(request).await? };
    let wanted = idempotency_key::Model {
        id: Uuid::now_v7(),
        user_id: user,
        method: request.method().to_string(),
        path: request.path().to_owned(),
        key,
        body_hash,
        claimed_at: app.clock.now(),
        status: None,
        location: None,
        etag: None,
        answer: None,
    };
    insert_or_read(&app.db, wanted).await.map(Some)
}

/// Reads the body for its digest and puts it back for the handler.
async fn body_hash(request: &mut ServiceRequest) -> Result<String> {
    let mut payload = request.take_payload();
    let mut bytes = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| Problem::new(Code::BadRequest))?;
        if bytes.len() + chunk.len() > MAX_BYTES {
            return Err(Problem::new(Code::PayloadTooLarge));
        }
        bytes.extend_from_slice(&chunk);
    }
    let bytes = bytes.freeze();
    let hash = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    request.set_payload(Payload::from(bytes));
    Ok(hash)
}

async fn insert_or_read(db: &DatabaseConnection, wanted: idempotency_key::Model) -> Result<Claimed> {
    use idempotency_key::Column;
    for _ in 0..3 {
        let row = idempotency_key::ActiveModel::from(wanted.clone()).reset_all();
        match idempotency_key::Entity::insert(row).exec_without_returning(db).await {
            Ok(_) => return Ok(Claimed::Fresh(Claim { id: wanted.id })),
            Err(error) if is_unique(&error) => {}
            Err(error) => return Err(error.into()),
        }
        let held = idempotency_key::Entity::find()
            .filter(Column::UserId.eq(wanted.user_id))
            .filter(Column::Method.eq(&wanted.method))
            .filter(Column::Path.eq(&wanted.path))
            .filter(Column::Key.eq(&wanted.key))
            .one(db)
            .await?;
        let Some(held) = held else { continue };
        let age = wanted.claimed_at.signed_duration_since(held.claimed_at);
        let abandoned = if wanted.body_hash == UNREAD { UPLOAD_ABANDONED } else { ABANDONED };
        if age > KEPT || (held.status.is_none() && age > abandoned) {
            let old = idempotency_key::Entity::delete_many().filter(Column::Id.eq(held.id)).filter(Column::ClaimedAt.eq(held.claimed_at));
            old.exec(db).await?;
            continue;
        }
        return answer_of(held, &wanted.body_hash);
    }
    Err(Problem::new(Code::RequestInProgress))
}

fn answer_of(held: idempotency_key::Model, body_hash: &str) -> Result<Claimed> {
    let upload = body_hash == UNREAD;
    if held.body_hash != body_hash && !upload {
        return Err(Problem::new(Code::IdempotencyMismatch));
    }
    let status = held.status.and_then(|status| u16::try_from(status).ok()).and_then(|status| StatusCode::from_u16(status).ok());
    let status = status.ok_or_else(|| Problem { retry_after: Some(1), ..Problem::new(Code::RequestInProgress) })?;
    let body = held.answer.unwrap_or_default().into_bytes();
    let reply = Reply { status, location: held.location, etag: held.etag, ..Reply::written(body) };
    Ok(if upload { Claimed::Upload(Kept { fingerprint: held.body_hash, reply }) } else { Claimed::Before(reply) })
}

fn is_unique(error: &DbErr) -> bool {
    matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_)))
}

/// A refused request leaves no trace of its key: it may be sent again.
async fn release(db: &DatabaseConnection, claim: Claim) {
    let open = idempotency_key::Entity::delete_many()
        .filter(idempotency_key::Column::Id.eq(claim.id))
        .filter(idempotency_key::Column::Status.is_null());
    if let Err(error) = open.exec(db).await {
        tracing::warn!(%error, "an idempotency key stays claimed for a minute");
    }
}
