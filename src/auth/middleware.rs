//! The layer that finds out who is calling, before anything else of the request is read.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header;
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage, ResponseError};

use super::caller::Caller;
use crate::entity::session;
use crate::http::answer::RequestId;
use crate::http::{Code, Problem, Result};
use crate::state::AppState;

/// Operations that need no token.
const PUBLIC: &[&str] = &["/api/v1/auth/login", "/api/v1/auth/refresh", "/api/v1/openapi.json", "/api/v1/plan-documents/schema"];

/// What somebody who must change their password may still do.
const BEFORE_CHANGE: &[&str] = &["/api/v1/me", "/api/v1/me/password", "/api/v1/auth/logout"];

/// Puts the [`Caller`] into the request, or answers 401.
///
/// # Errors
/// Those of the layers inside.
pub async fn authenticate<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> std::result::Result<ServiceResponse<actix_web::body::EitherBody<B>>, Error> {
    if PUBLIC.contains(&request.path()) {
        return next.call(request).await.map(ServiceResponse::map_into_left_body);
    }
    match identify(&request).await {
        Ok(caller) => {
            request.extensions_mut().insert(caller);
            next.call(request).await.map(ServiceResponse::map_into_left_body)
        }
        Err(problem) => Ok(request.into_response(problem.error_response()).map_into_right_body()),
    }
}

async fn identify(request: &ServiceRequest) -> Result<Caller> {
    let app = request.app_data::<Data<AppState>>().ok_or_else(|| Problem::internal("no state"))?;
    let now = app.clock.now();
    let claims = app.keys.verify(bearer(request)?, now)?;
    let found = session::Entity::open_with_user(claims.sid).one(&app.db).await?;
    let (session, user) = found.ok_or_else(|| Problem::new(Code::InvalidToken))?;
    let user = user.filter(|user| user.id == claims.sub && user.disabled_at.is_none()).ok_or_else(|| Problem::new(Code::InvalidToken))?;
    if user.must_change_password && !BEFORE_CHANGE.contains(&request.path()) {
        return Err(Problem::new(Code::PasswordChangeRequired));
    }
    let request_id = RequestId::of(request.request());
    Ok(Caller::load(&app.db, user, session.id, app.zone.date_of(now), request_id).await?)
}

/// The token of exactly one `Authorization: Bearer` header (RFC 6750).
fn bearer(request: &ServiceRequest) -> Result<&str> {
    let mut all = request.headers().get_all(header::AUTHORIZATION);
    let first = all.next().ok_or_else(|| Problem::new(Code::AuthenticationRequired))?;
    if all.next().is_some() {
        return Err(Problem::new(Code::InvalidHeader));
    }
    let (scheme, token) = first.to_str().ok().and_then(|value| value.split_once(' ')).ok_or_else(|| Problem::new(Code::InvalidToken))?;
    if scheme.eq_ignore_ascii_case("bearer") { Ok(token) } else { Err(Problem::new(Code::AuthenticationRequired)) }
}
