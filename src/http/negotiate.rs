//! In which of the formats of an operation a caller wants the answer. The contract says what is offered; everything is offered in JSON.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header;
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage, ResponseError};

use super::code::Code;
use super::media::Media;
use super::operations::Operations;
use super::problem::Problem;

/// Chooses the format of the answer, for the handler to take as [`Media`]; 406 where the caller takes none of those on offer.
///
/// A caller that names only `application/problem+json` wants to hear of problems and takes what comes.
///
/// # Errors
/// Those of the layers inside.
pub async fn negotiate<B: MessageBody + 'static>(request: ServiceRequest, next: Next<B>) -> Result<ServiceResponse<BoxBody>, Error> {
    let offered = request.app_data::<Data<Operations>>().and_then(|operations| {
        let media = operations.media(request.method(), request.path())?;
        (!media.is_empty()).then(|| media.to_vec())
    });
    if let Some(offered) = offered {
        let sent = request.headers().get_all(header::ACCEPT).filter_map(|value| value.to_str().ok()).collect::<Vec<_>>().join(",");
        let only_problems = sent.trim().eq_ignore_ascii_case("application/problem+json");
        let accept = if only_problems { "*/*" } else { &sent };
        let Some(chosen) = Media::preferred(accept, &offered) else {
            let available = offered.iter().map(|media| media.name()).collect::<Vec<_>>().join(", ");
            return Ok(request.into_response(Problem::new(Code::NotAcceptable).with("available", available).error_response()));
        };
        request.extensions_mut().insert(chosen);
    }
    next.call(request).await.map(ServiceResponse::map_into_boxed_body)
}
