//! RFC 9457 problems: the one shape of every answer that is not a success, the framework's own included.

use std::fmt;

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, ResponseError};
use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use super::code::Code;
use crate::domain::instant::Instant;

/// What a handler answers: a value, or a problem.
pub type Result<T> = std::result::Result<T, Problem>;

/// Where in the request a fault lies.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// JSON pointer (RFC 6901) into the body.
    Pointer(String),
    /// Query parameter.
    Parameter(String),
    /// Request header.
    Header(String),
}

/// One fault of a request.
#[derive(Clone, Debug)]
pub struct Fault {
    /// Where it lies.
    pub place: Place,
    /// What it is.
    pub code: Code,
    /// Figures that explain it, such as `max`.
    pub params: Map<String, Value>,
}

impl Fault {
    /// A fault in the body.
    pub fn at(pointer: impl Into<String>, code: Code) -> Self {
        Self { place: Place::Pointer(pointer.into()), code, params: Map::new() }
    }

    /// A fault in the query string.
    pub fn parameter(name: impl Into<String>, code: Code) -> Self {
        Self { place: Place::Parameter(name.into()), code, params: Map::new() }
    }

    /// As answers show it, in the caller's language.
    pub fn body(&self, english: bool) -> Value {
        let (kind, place) = match &self.place {
            Place::Pointer(at) => ("pointer", at),
            Place::Parameter(at) => ("parameter", at),
            Place::Header(at) => ("header", at),
        };
        let message = if english { self.code.en() } else { self.code.zh() };
        json!({ kind: place, "code": self.code.name(), "message": message, "params": self.params })
    }

    /// Adds an explaining figure.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.params.insert(name.to_owned(), value.into());
        self
    }
}

/// A refusal. `source` goes to the log only, never to the caller.
#[derive(Clone, Debug)]
pub struct Problem {
    /// The main reason; it fixes the status.
    pub code: Code,
    /// All faults found, in the order of the request.
    pub faults: Vec<Fault>,
    /// Further members of the body, such as `currentVersion`.
    pub extra: Map<String, Value>,
    /// Seconds for `Retry-After`.
    pub retry_after: Option<u64>,
    /// `Allow` of a 405.
    pub allow: Option<String>,
    /// What really happened, for the log.
    pub source: Option<String>,
}

impl Problem {
    /// A problem with nothing but its code.
    pub fn new(code: Code) -> Self {
        Self { code, faults: Vec::new(), extra: Map::new(), retry_after: None, allow: None, source: None }
    }

    /// 404, the same for absent things and those outside the caller's reach.
    pub fn not_found() -> Self {
        Self::new(Code::NotFound)
    }

    /// 422 with the faults.
    pub fn invalid(faults: Vec<Fault>) -> Self {
        Self { faults, ..Self::new(Code::ValidationFailed) }
    }

    /// 422 with a single fault in the body.
    pub fn at(pointer: impl Into<String>, code: Code) -> Self {
        Self::invalid(vec![Fault::at(pointer, code)])
    }

    /// 409 (or whatever else `code` says) with a single fault in the body.
    pub fn conflict(pointer: impl Into<String>, code: Code) -> Self {
        Self { faults: vec![Fault::at(pointer, code)], ..Self::new(code) }
    }

    /// 500, with what happened for the log.
    pub fn internal(source: impl fmt::Display) -> Self {
        Self { source: Some(source.to_string()), ..Self::new(Code::Internal) }
    }

    /// Adds a member to the body.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.extra.insert(name.to_owned(), value.into());
        self
    }

    /// The faults as a problem, or nothing when there are none.
    pub fn unless_empty(faults: Vec<Fault>) -> Result<()> {
        if faults.is_empty() { Ok(()) } else { Err(Self::invalid(faults)) }
    }

    /// The body in the caller's language.
    pub fn body(&self, english: bool, request_id: &str) -> Value {
        let text = |code: Code| if english { code.en() } else { code.zh() };
        let mut body = json!({
            "type": format!("/problems/{}", self.code.name()),
            "title": text(self.code),
            "status": self.code.status().as_u16(),
            "detail": self.detail(english),
            "code": self.code.name(),
            "requestId": request_id,
        });
        let Some(members) = body.as_object_mut() else { return body };
        if !self.faults.is_empty() {
            members.insert("errors".to_owned(), self.faults.iter().map(|fault| fault.body(english)).collect());
        }
        members.extend(self.extra.clone());
        body
    }

    fn detail(&self, english: bool) -> String {
        let text = |code: Code| if english { code.en() } else { code.zh() };
        let Some(first) = self.faults.first() else { return text(self.code).to_owned() };
        let (Place::Pointer(place) | Place::Parameter(place) | Place::Header(place)) = &first.place;
        // Of a workbook people know the cell and not the request that it became.
        let place = first.params.get("cell").and_then(Value::as_str).unwrap_or(place);
        match (self.faults.len() - 1, english) {
            (0, true) => format!("{place}: {}", text(first.code)),
            (0, false) => format!("{place}:{}", text(first.code)),
            (more, true) => format!("{place}: {} (and {more} more)", text(first.code)),
            (more, false) => format!("{place}:{}(另有 {more} 处)", text(first.code)),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.code.name())
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.code.status()
    }

    /// A bare answer that carries the problem; `http::answer` writes the body, because only there are language and request id known.
    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.code.status());
        if let Some(seconds) = self.retry_after {
            response.insert_header((header::RETRY_AFTER, seconds));
        }
        if let Some(allow) = &self.allow {
            response.insert_header((header::ALLOW, allow.as_str()));
        }
        if self.code.status() == StatusCode::UNAUTHORIZED {
            response.insert_header((header::WWW_AUTHENTICATE, challenge(self.code)));
        }
        let mut response = response.finish();
        response.extensions_mut().insert(Carried(self.clone()));
        response
    }
}

/// RFC 6750 section 3: what the caller should do about a 401.
fn challenge(code: Code) -> &'static str {
    match code {
        Code::TokenExpired => r#"Bearer realm="duban", error="invalid_token", error_description="expired""#,
        Code::InvalidToken => r#"Bearer realm="duban", error="invalid_token""#,
        _ => r#"Bearer realm="duban""#,
    }
}

/// A problem on its way from a handler to the outermost layer.
#[derive(Debug)]
pub struct Carried(pub Problem);

impl From<sea_orm::DbErr> for Problem {
    /// A database that cannot be reached is 503; everything else is our mistake.
    fn from(error: sea_orm::DbErr) -> Self {
        match &error {
            sea_orm::DbErr::ConnectionAcquire(_) | sea_orm::DbErr::Conn(_) => {
                Self { retry_after: Some(2), source: Some(error.to_string()), ..Self::new(Code::Unavailable) }
            }
            _ => Self::internal(error),
        }
    }
}

/// Turns "no row" into 404.
pub trait OrNotFound<T> {
    /// The value, or 404.
    fn or_not_found(self) -> Result<T>;
}

impl<T> OrNotFound<T> for Option<T> {
    fn or_not_found(self) -> Result<T> {
        self.ok_or_else(Problem::not_found)
    }
}

/// The shape of a problem in the contract (RFC 9457).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "type": "/problems/validation_failed", "title": "内容校验未通过", "status": 422, "detail": "/title:必填",
    "code": "validation_failed", "requestId": "0197a6f0c0de7000a000000000000001",
    "errors": [{"pointer": "/title", "code": "required", "message": "必填", "params": {}}]
}))]
pub struct ProblemBody {
    /// Where the problem is explained.
    pub r#type: String,
    /// What it is, in the language asked for.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What to do about it.
    pub detail: String,
    /// The reason, for programs.
    pub code: Code,
    /// Name this when asking for help.
    pub request_id: String,
    /// All faults found.
    #[schema(required = false)]
    pub errors: Vec<FaultBody>,
    /// 412: the version the thing has now.
    #[schema(required = false)]
    pub current_version: Option<i32>,
    /// 412: who changed it.
    #[schema(required = false)]
    pub changed_by: Option<String>,
    /// 412: when.
    #[schema(required = false)]
    pub changed_at: Option<Instant>,
    /// 409: the state the thing is in.
    #[schema(required = false)]
    pub state: Option<String>,
    /// 409: what its state allows.
    #[schema(required = false)]
    pub allowed_actions: Option<Vec<String>>,
}

/// One fault in the contract; exactly one of `pointer`, `parameter`, `header` is present.
#[derive(Serialize, ToSchema)]
pub struct FaultBody {
    /// JSON pointer into the body.
    #[schema(required = false)]
    pub pointer: String,
    /// Query parameter.
    #[schema(required = false)]
    pub parameter: String,
    /// Request header.
    #[schema(required = false)]
    pub header: String,
    /// The reason, for programs.
    pub code: Code,
    /// The reason, for people.
    pub message: String,
    /// Figures that explain it.
    #[schema(value_type = std::collections::BTreeMap<String, serde_json::Value>)]
    pub params: Map<String, Value>,
}
