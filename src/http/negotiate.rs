//! What formats a caller takes: the service speaks JSON, but files are what they are.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header;
use actix_web::middleware::Next;
use actix_web::{Error, ResponseError};

use super::code::Code;
use super::problem::Problem;

/// Answers 406 to callers that take no JSON.
///
/// # Errors
/// Those of the layers inside.
pub async fn accepts_json<B: MessageBody + 'static>(request: ServiceRequest, next: Next<B>) -> Result<ServiceResponse<BoxBody>, Error> {
    let accept = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or("*/*");
    let json = |range: &str| {
        let range = range.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        matches!(range.as_str(), "" | "*/*" | "application/*" | "application/json" | "application/problem+json")
    };
    let file = request.path().ends_with("/content");
    if file || accept.split(',').any(json) {
        next.call(request).await.map(ServiceResponse::map_into_boxed_body)
    } else {
        Ok(request.into_response(Problem::new(Code::NotAcceptable).with("available", "application/json").error_response()))
    }
}
