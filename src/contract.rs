//! The contract and the public key, for programs that want to know before they log in.

use std::sync::LazyLock;

use actix_web::web::Data;
use actix_web::{HttpResponse, get};

use crate::http::{Reply, Result};
use crate::openapi;
use crate::state::AppState;

static TEXT: LazyLock<String> = LazyLock::new(openapi::text);

/// `GET /api/v1/openapi.json`: the contract; not part of itself.
#[get("/openapi.json")]
pub(crate) async fn get_openapi() -> HttpResponse {
    HttpResponse::Ok().content_type("application/json").body(TEXT.as_str())
}

/// `GET /api/v1/plan-documents/schema`: the JSON Schema of plan documents; public like the contract, of which it is a part.
#[get("/plan-documents/schema")]
pub(crate) async fn get_plan_document_schema() -> HttpResponse {
    HttpResponse::Ok().content_type("application/schema+json").body(openapi::document::SCHEMA.as_str())
}

/// `GET /.well-known/jwks.json`: the key that access tokens are signed with (RFC 7517).
#[get("/.well-known/jwks.json")]
pub(crate) async fn get_jwks(app: Data<AppState>) -> Result<Reply> {
    Reply::report(&app.keys.public_set())
}
