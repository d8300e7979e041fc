//! Answers that many operations share: the problems with their examples, and 304.

use serde_json::json;
use utoipa::openapi::example::{Example, ExampleBuilder};
use utoipa::openapi::header::Header;
use utoipa::openapi::response::Response;
use utoipa::openapi::{Content, HeaderBuilder, ObjectBuilder, Ref, schema::Type};

use crate::http::{Code, Fault, Problem};

/// Reusable problem responses: component name, status, meaning.
pub(super) const PROBLEMS: &[(&str, &str, &str)] = &[
    ("BadRequest", "400", "The request cannot be read: malformed JSON, an unknown or repeated parameter, a bad id or cursor"),
    ("Unauthorized", "401", "No token, or one that is not valid any more"),
    ("Forbidden", "403", "Visible, but not yours to do"),
    ("NotFound", "404", "There is no such thing, or it is outside the caller's reach: the same answer"),
    ("Conflict", "409", "The state of things does not allow it; `code` says why"),
    ("VersionConflict", "412", "Somebody else changed it: `currentVersion`, `changedBy`, `changedAt`"),
    ("PayloadTooLarge", "413", "The body is too large"),
    ("UnsupportedMediaType", "415", "The body has another content type than the operation takes"),
    ("ValidationFailed", "422", "Readable but wrong; `errors` names every fault with its JSON pointer"),
    ("IfMatchRequired", "428", "Name the version you saw in `If-Match`"),
    ("TooManyRequests", "429", "Wait as `Retry-After` says"),
    ("Unavailable", "503", "Not just now; try again as `Retry-After` says"),
];

/// The name of the 304 response.
pub(super) const NOT_MODIFIED: &str = "NotModified";

/// All reusable responses by name.
pub(super) fn all() -> impl Iterator<Item = (&'static str, Response)> {
    let not_modified = Response::new("You have this already: your `If-None-Match` names the present `ETag`. No body");
    let problems = PROBLEMS.iter().map(|(name, status, description)| (*name, problem(status, description)));
    problems.chain([(NOT_MODIFIED, not_modified)])
}

/// A header of an answer.
pub(super) fn header(description: &str) -> Header {
    HeaderBuilder::new().schema(Some(ObjectBuilder::new().schema_type(Type::String))).description(Some(description)).build()
}

fn problem(status: &str, description: &str) -> Response {
    let mut response = Response::new(description);
    let mut content = Content::new(Some(Ref::from_schema_name("ProblemBody")));
    content.examples = examples(status).into_iter().map(|problem| (problem.code.name().to_owned(), example(&problem).into())).collect();
    response.content.insert("application/problem+json".to_owned(), content.into());
    let seconds = || ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0));
    let wait = || HeaderBuilder::new().schema(Some(seconds())).description(Some("Seconds to wait before trying again")).build();
    match status {
        "401" => _ = response.headers.insert("WWW-Authenticate".to_owned(), header("`Bearer`, with what is wrong (RFC 6750)").into()),
        "429" | "503" => _ = response.headers.insert("Retry-After".to_owned(), wait().into()),
        _ => {}
    }
    response
}

fn example(problem: &Problem) -> Example {
    let body = problem.body(false, "0197a6f0c0de7000a000000000000001");
    ExampleBuilder::new().summary(problem.code.en()).value(Some(body)).build()
}

/// The refusals a client meets most often, made as the service makes them.
fn examples(status: &str) -> Vec<Problem> {
    let one = |code| vec![Problem::new(code)];
    match status {
        "400" => {
            vec![Problem { faults: vec![Fault::parameter("dueAt.lte", Code::InvalidParameter)], ..Problem::new(Code::InvalidParameter) }]
        }
        "401" => vec![Problem::new(Code::AuthenticationRequired), Problem::new(Code::TokenExpired)],
        "403" => vec![Problem::new(Code::Forbidden), Problem::new(Code::SeparationOfDuties), Problem::new(Code::PasswordChangeRequired)],
        "404" => one(Code::NotFound),
        "409" => vec![
            Problem::new(Code::InvalidTransition).with("state", "accepted").with("allowedActions", json!(["correct"])),
            Problem::conflict("/code", Code::AlreadyExists),
            Problem::new(Code::HasChildren),
        ],
        "412" => vec![
            Problem::new(Code::VersionConflict)
                .with("currentVersion", 4)
                .with("changedBy", "督查室督查员")
                .with("changedAt", "2024-06-01T01:00:00.000Z"),
        ],
        "413" => one(Code::PayloadTooLarge),
        "415" => one(Code::UnsupportedMediaType),
        "422" => vec![Problem::invalid(vec![Fault::at("/title", Code::Required), Fault::at("/endsOn", Code::EndBeforeStart)])],
        "428" => one(Code::IfMatchRequired),
        "429" => one(Code::TooManyRequests),
        "503" => one(Code::Unavailable),
        _ => Vec::new(),
    }
}
