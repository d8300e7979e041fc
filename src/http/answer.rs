//! The outermost layers: request id, log line, problems in the caller's language, conditional reads, time limit, HEAD.

use std::fmt;
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

/// Longest an upload may take: files come over slow lines too.
const UPLOAD_LIMIT: Duration = Duration::from_secs(300);

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

/// What of a request must be known after it was handed on. (The request itself cannot be kept: actix routes only while nobody else holds it.)
struct Facts {
    id: String,
    trace: Option<String>,
    method: Method,
    english: bool,
    known_tags: Option<String>,
    started: Instant,
}

impl Facts {
    fn of(request: &ServiceRequest) -> Self {
        let known_tags = request.headers().get(header::IF_NONE_MATCH).and_then(|tags| tags.to_str().ok()).map(str::to_owned);
        Self {
            id: RequestId::choose(request.headers()),
            trace: trace_id(request.headers()),
            method: request.method().clone(),
            english: prefers_english(request.headers()),
            known_tags,
            started: Instant::now(),
        }
    }
}

/// The trace a caller's own tracing belongs to (W3C Trace Context), when the header is well formed.
fn trace_id(headers: &HeaderMap) -> Option<String> {
    let sent = headers.get("traceparent")?.to_str().ok()?;
    let parts: Vec<&str> = sent.split('-').collect();
    let hex = |part: &str, length: usize| part.len() == length && part.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    match parts.as_slice() {
        [version, trace, parent, flags] => {
            let formed = hex(version, 2) && hex(trace, 32) && hex(parent, 16) && hex(flags, 2) && trace.bytes().any(|b| b != b'0');
            formed.then(|| (*trace).to_owned())
        }
        _ => None,
    }
}

/// An answer where no request is left to answer to: after a panic, or when the time was up.
#[derive(Debug)]
struct Broken {
    problem: Problem,
    english: bool,
    id: String,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.problem.fmt(f)
    }
}

impl ResponseError for Broken {
    fn error_response(&self) -> HttpResponse {
        let mut response = self.problem.error_response();
        let facts = Facts {
            id: self.id.clone(),
            trace: None,
            method: Method::GET,
            english: self.english,
            known_tags: None,
            started: Instant::now(),
        };
        shape(&mut response, &facts);
        response
    }
}

/// Wraps every request; nothing a caller sees leaves any other way.
///
/// # Errors
/// Only with a finished answer inside, after a panic or when the time was up.
pub async fn answer<B: MessageBody + 'static>(mut request: ServiceRequest, next: Next<B>) -> Result<ServiceResponse<BoxBody>, Error> {
    let facts = Facts::of(&request);
    request.extensions_mut().insert(RequestId(facts.id.clone()));
    if facts.method == Method::HEAD {
        // Same headers as GET; actix leaves the body out on the wire.
        request.head_mut().method = Method::GET;
    }
    let outcome = if request.uri().path_and_query().is_some_and(|uri| uri.as_str().len() > MAX_URI) {
        Ok(request.into_response(Problem::new(Code::UriTooLong).error_response()))
    } else {
        run(request, next).await
    };
    match outcome {
        Ok(mut response) => {
            let source = shape(response.response_mut(), &facts);
            let route = response.request().match_pattern();
            log(&facts, response.status(), route.as_deref(), source.as_deref());
            Ok(response)
        }
        Err(problem) => {
            log(&facts, problem.code.status(), None, problem.source.as_deref());
            Err(Broken { problem, english: facts.english, id: facts.id }.into())
        }
    }
}

/// Runs what is inside; a panic, an error or too long a wait becomes a problem.
async fn run<B: MessageBody + 'static>(request: ServiceRequest, next: Next<B>) -> Result<ServiceResponse<BoxBody>, Problem> {
    let limit = if is_upload(request.headers()) { UPLOAD_LIMIT } else { TIME_LIMIT };
    let inside = AssertUnwindSafe(next.call(request)).catch_unwind();
    match tokio::time::timeout(limit, inside).await {
        Ok(Ok(Ok(response))) => Ok(response.map_into_boxed_body()),
        Ok(Ok(Err(error))) => {
            Err(Problem { source: Some(error.to_string()), ..Problem::new(Code::of_status(error.error_response().status())) })
        }
        Ok(Err(_panic)) => Err(Problem::internal("panic")),
        Err(_elapsed) => Err(Problem { retry_after: Some(5), source: Some("time limit".to_owned()), ..Problem::new(Code::Unavailable) }),
    }
}

/// Gives the answer its last form and returns what only the log may see.
fn shape(response: &mut HttpResponse, facts: &Facts) -> Option<String> {
    let carried = response.extensions_mut().remove::<Carried>().map(|carried| carried.0);
    // A refusal may be a file too: the workbook that came in, with its faults written beside the rows.
    let is_file = response.headers().contains_key(header::CONTENT_DISPOSITION);
    let bare = !is_file && (response.status().is_client_error() || response.status().is_server_error());
    let problem = carried.or_else(|| bare.then(|| Problem::new(Code::of_status(response.status()))));
    let source = problem.as_ref().and_then(|problem| problem.source.clone());
    if let Some(problem) = problem {
        write_problem(response, &problem, facts);
    } else if not_modified(response, facts) {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        response.headers_mut().remove(header::CONTENT_TYPE);
        replace_body(response, BoxBody::new(()));
    }
    let headers = response.headers_mut();
    let mut put = |name: HeaderName, value: &str| {
        if !headers.contains_key(&name)
            && let Ok(value) = HeaderValue::from_str(value)
        {
            headers.insert(name, value);
        }
    };
    put(HeaderName::from_static("x-request-id"), &facts.id);
    put(header::CACHE_CONTROL, "private, no-cache");
    put(header::VARY, "Accept, Accept-Encoding, Accept-Language, Authorization");
    put(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    source
}

fn write_problem(response: &mut HttpResponse, problem: &Problem, facts: &Facts) {
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(if facts.english { "en" } else { "zh-CN" }));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.remove(header::ETAG);
    replace_body(response, BoxBody::new(problem.body(facts.english, &facts.id).to_string()));
}

fn replace_body(response: &mut HttpResponse, body: BoxBody) {
    let old = std::mem::replace(response, HttpResponse::new(StatusCode::OK));
    *response = old.set_body(body);
}

/// Whether the caller has this answer already (RFC 9110 section 13.1.2).
fn not_modified(response: &HttpResponse, facts: &Facts) -> bool {
    let tag = response.headers().get(header::ETAG).and_then(|tag| tag.to_str().ok());
    let (Some(tag), Some(known)) = (tag, &facts.known_tags) else { return false };
    response.status() == StatusCode::OK
        && matches!(facts.method, Method::GET | Method::HEAD)
        && known.split(',').any(|one| one.trim().trim_start_matches("W/") == tag || one.trim() == "*")
}

/// Whether the body is a form with files.
pub fn is_upload(headers: &HeaderMap) -> bool {
    let sent = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    sent.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("multipart/form-data"))
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

#[expect(clippy::cognitive_complexity, reason = "the log macros unfold into many branches")]
fn log(facts: &Facts, status: StatusCode, route: Option<&str>, source: Option<&str>) {
    let (id, method, route, status) = (&facts.id, &facts.method, route.unwrap_or("-"), status.as_u16());
    let trace = facts.trace.as_deref();
    let millis = u64::try_from(facts.started.elapsed().as_millis()).unwrap_or(u64::MAX);
    match source {
        Some(source) if status >= 500 => {
            tracing::error!(request_id = id, trace_id = trace, %method, route, status, millis, source, "request");
        }
        _ => tracing::info!(request_id = id, trace_id = trace, %method, route, status, millis, "request"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_well_formed_trace_is_taken_over() {
        let trace = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(HeaderName::from_static("traceparent"), HeaderValue::from_static(value));
            trace_id(&headers)
        };
        assert_eq!(trace("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01").as_deref(), Some("4bf92f3577b34da6a3ce929d0e0e4736"));
        for bad in [
            "",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "x-y-z-w",
        ] {
            assert_eq!(trace(bad), None, "{bad}");
        }
    }
}
