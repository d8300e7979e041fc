//! The outermost layers: request id, log line, problems in the caller's language, conditional reads, time limit, HEAD.

use std::panic::AssertUnwindSafe;
use std::time::{Duration, Instant};

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest, HttpResponse, ResponseError};
use futures_util::FutureExt;
use uuid::Uuid;

use super::code::Code;
use super::problem::{Carried, Problem};

/// Longest a request may take.
const TIME_LIMIT: Duration = Duration::from_secs(30);

/// Longest path and query.
const MAX_URI: usize = 8 * 1024;

/// The id under which a request is found in the log.
#[derive(Clone, Debug)]
pub struct RequestId(pub String);

impl RequestId {
    /// The id of this request.
    pub fn of(request: &HttpRequest) -> String {
        request.extensions().get::<Self>().map(|id| id.0.clone()).unwrap_or_default()
    }

    /// The caller's own id when it is harmless, else a new one.
    fn choose(headers: &HeaderMap) -> String {
        let sent = headers.get("x-request-id").and_then(|value| value.to_str().ok());
        let harmless = |id: &&str| (8..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        sent.filter(harmless).map_or_else(|| Uuid::now_v7().simple().to_string(), str::to_owned)
    }
}

/// Wraps every request; nothing a caller sees leaves any other way.
///
/// # Errors
/// None: every failure has become an answer.
pub async fn answer<B: MessageBody + 'static>(mut request: ServiceRequest, next: Next<B>) -> Result<ServiceResponse<BoxBody>, Error> {
    let started = Instant::now();
    let id = RequestId::choose(request.headers());
    request.extensions_mut().insert(RequestId(id.clone()));
    let method = request.method().clone();
    if method == Method::HEAD {
        // Same headers as GET; actix leaves the body out on the wire.
        request.head_mut().method = Method::GET;
    }
    let http = request.request().clone();
    let mut response = if http.uri().path_and_query().is_some_and(|uri| uri.as_str().len() > MAX_URI) {
        request.into_response(Problem::new(Code::UriTooLong).error_response())
    } else {
        run(request, next, &http).await
    };
    let source = shape(&mut response, &http, &id);
    log(&response, &http, &method, &id, started.elapsed(), source.as_deref());
    Ok(response)
}

/// Runs what is inside; a panic, an error or too long a wait becomes an answer.
async fn run<B: MessageBody + 'static>(request: ServiceRequest, next: Next<B>, http: &HttpRequest) -> ServiceResponse<BoxBody> {
    let inside = AssertUnwindSafe(next.call(request)).catch_unwind();
    let failed = |response: HttpResponse| ServiceResponse::new(http.clone(), response);
    match tokio::time::timeout(TIME_LIMIT, inside).await {
        Ok(Ok(Ok(response))) => response.map_into_boxed_body(),
        Ok(Ok(Err(error))) => failed(error.error_response()),
        Ok(Err(_panic)) => failed(Problem::internal("panic").error_response()),
        Err(_elapsed) => {
            let problem = Problem { retry_after: Some(5), source: Some("time limit".to_owned()), ..Problem::new(Code::Unavailable) };
            failed(problem.error_response())
        }
    }
}

/// Gives the answer its last form and returns what only the log may see.
fn shape(response: &mut ServiceResponse<BoxBody>, http: &HttpRequest, id: &str) -> Option<String> {
    let carried = response.response_mut().extensions_mut().remove::<Carried>().map(|carried| carried.0);
    let bare = |status: StatusCode| status.is_client_error() || status.is_server_error();
    let problem = match carried {
        Some(problem) => Some(problem),
        None if bare(response.status()) => Some(Problem::new(Code::of_status(response.status()))),
        None => None,
    };
    let source = problem.as_ref().and_then(|problem| problem.source.clone());
    if let Some(problem) = problem {
        write_problem(response, &problem, http, id);
    } else if not_modified(response, http) {
        *response.response_mut().status_mut() = StatusCode::NOT_MODIFIED;
        response.headers_mut().remove(header::CONTENT_TYPE);
        empty(response);
    }
    let headers = response.headers_mut();
    let mut put = |name: HeaderName, value: &str| {
        if !headers.contains_key(&name)
            && let Ok(value) = HeaderValue::from_str(value)
        {
            headers.insert(name, value);
        }
    };
    put(HeaderName::from_static("x-request-id"), id);
    put(header::CACHE_CONTROL, "private, no-cache");
    put(header::VARY, "Accept-Encoding, Accept-Language, Authorization");
    put(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    source
}

fn write_problem(response: &mut ServiceResponse<BoxBody>, problem: &Problem, http: &HttpRequest, id: &str) {
    let english = prefers_english(http.headers());
    let body = problem.body(english, id).to_string();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(if english { "en" } else { "zh-CN" }));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.remove(header::ETAG);
    let old = std::mem::replace(response.response_mut(), HttpResponse::new(StatusCode::OK));
    *response.response_mut() = old.set_body(BoxBody::new(body));
}

fn empty(response: &mut ServiceResponse<BoxBody>) {
    let old = std::mem::replace(response.response_mut(), HttpResponse::new(StatusCode::OK));
    *response.response_mut() = old.set_body(BoxBody::new(()));
}

/// Whether the caller has this answer already (RFC 9110 section 13.1.2).
fn not_modified(response: &ServiceResponse<BoxBody>, http: &HttpRequest) -> bool {
    let tag = response.headers().get(header::ETAG).and_then(|tag| tag.to_str().ok());
    let known = http.headers().get(header::IF_NONE_MATCH).and_then(|tags| tags.to_str().ok());
    let (Some(tag), Some(known)) = (tag, known) else { return false };
    response.status() == StatusCode::OK
        && http.method() == Method::GET
        && known.split(',').any(|one| one.trim().trim_start_matches("W/") == tag || one.trim() == "*")
}

/// Chinese unless English is asked for first.
pub fn prefers_english(headers: &HeaderMap) -> bool {
    let asked = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let weight = |language: &str| {
        let all = asked.split(',').filter_map(|part| {
            let mut pieces = part.split(';');
            let tag = pieces.next().unwrap_or_default().trim().to_ascii_lowercase();
            let q = pieces.find_map(|piece| piece.trim().strip_prefix("q=")).and_then(|q| q.parse::<f32>().ok()).unwrap_or(1.0);
            (tag == language || tag.starts_with(&format!("{language}-"))).then_some(q)
        });
        all.fold(0.0_f32, f32::max)
    };
    weight("en") > weight("zh")
}

fn log(response: &ServiceResponse<BoxBody>, http: &HttpRequest, method: &Method, id: &str, took: Duration, source: Option<&str>) {
    let route = http.match_pattern().unwrap_or_else(|| "-".to_owned());
    let (status, millis) = (response.status().as_u16(), u64::try_from(took.as_millis()).unwrap_or(u64::MAX));
    match source {
        Some(source) if status >= 500 => {
            tracing::error!(request_id = id, %method, route, status, millis, source, "request");
        }
        _ => tracing::info!(request_id = id, %method, route, status, millis, "request"),
    }
}
