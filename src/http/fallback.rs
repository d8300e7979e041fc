//! Routes that do not exist, and verbs that a route does not have.

use actix_web::http::Method;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, ResponseError};

use super::code::Code;
use super::operations::Operations;
use super::problem::Problem;

/// 405 with `Allow` when the path has other verbs, else 404.
pub async fn fallback(request: HttpRequest, operations: Data<Operations>) -> HttpResponse {
    let allowed = operations.verbs(request.path());
    if allowed.is_empty() || allowed.contains(request.method()) {
        return Problem::not_found().error_response();
    }
    let allow = allowed.iter().map(Method::as_str).collect::<Vec<_>>().join(", ");
    Problem { allow: Some(allow), ..Problem::new(Code::MethodNotAllowed) }.error_response()
}
