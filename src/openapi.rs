//! The contract: collected from the features once, completed with what every operation has in common.

use std::sync::LazyLock;

use actix_web::http::Method;
use utoipa::OpenApi;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::response::Response;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{Content, HeaderBuilder, ObjectBuilder, Ref, RefOr, schema::Type};

use crate::app;
use crate::domain::day::Day;
use crate::domain::instant::Instant;
use crate::features::obligations::shapes::ObligationState;
use crate::http::problem::{FaultBody, ProblemBody};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "duban 督办",
        description = "Government commitments, from the notice to the verdict: plans, tasks, quantitative targets, monthly reports, \
                       explained progress at any date.\n\nLog in with `POST /api/v1/auth/login`, send the access token as `Authorization: Bearer`. \
                       Every change names the version it saw (`If-Match`). Every refusal is an RFC 9457 problem whose `code` is stable; \
                       the catalogue is at `/problems`.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    servers((url = "/", description = "This installation")),
    components(schemas(ProblemBody, FaultBody, Day, Instant, ObligationState)),
    tags(
        (name = "sessions", description = "Log in, refresh, log out, who am I (登录)"),
        (name = "governments", description = "The tenants (政府)"),
        (name = "units", description = "Organisations, their tree, names and groups (单位)"),
        (name = "users", description = "Accounts (账号)"),
        (name = "grants", description = "Who holds which role where (授权)"),
        (name = "plans", description = "Issued documents and their life (方案)"),
        (name = "sections", description = "Headings of a plan (章节)"),
        (name = "tasks", description = "Numbered items and their measures (事项, 工作举措)"),
        (name = "assignments", description = "Who answers for a task (责任分工)"),
        (name = "targets", description = "Figures to reach (量化指标)"),
        (name = "checkpoints", description = "What a target should stand at by a date (序时节点)"),
        (name = "reporting-rules", description = "Who reports to whom, how often (报送要求)"),
        (name = "obligations", description = "What is owed (报送任务)"),
        (name = "submissions", description = "What is filed, and its review (月报)"),
        (name = "figures", description = "Accepted values (已认定数据)"),
        (name = "reports", description = "Progress, explained, at any date (进度)"),
        (name = "audit", description = "Who did what (审计)"),
        (name = "problems", description = "What refusals mean"),
        (name = "health", description = "For the machinery around the service")
    )
)]
struct Head;

/// The whole contract, built once per process.
pub static DOCUMENT: LazyLock<utoipa::openapi::OpenApi> = LazyLock::new(build);

/// The contract as it is committed: pretty JSON with a newline at the end.
pub fn text() -> String {
    #[expect(clippy::expect_used, reason = "a document made of strings can always be written")]
    let mut text = DOCUMENT.to_pretty_json().expect("serialisable");
    text.push('\n');
    text
}

fn build() -> utoipa::openapi::OpenApi {
    let mut document = app::document(Head::openapi());
    let components = document.components.get_or_insert_default();
    let bearer = SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build());
    components.add_security_scheme("bearer", bearer);
    for (name, _, description) in PROBLEMS {
        components.responses.insert((*name).to_owned(), problem_response(description).into());
    }
    for (path, item) in &mut document.paths.paths {
        for (verb, operation) in operations_mut(item) {
            complete(path, &verb, operation);
        }
    }
    document
}

/// Reusable problem responses: component name, status, meaning.
const PROBLEMS: &[(&str, &str, &str)] = &[
    ("BadRequest", "400", "The request cannot be read: malformed JSON, an unknown or repeated parameter, a bad id or cursor"),
    ("Unauthorized", "401", "No token, or one that is not valid any more"),
    ("Forbidden", "403", "Visible, but not yours to do"),
    ("NotFound", "404", "There is no such thing, or it is outside the caller's reach: the same answer"),
    ("Conflict", "409", "The state of things does not allow it; `code` says why"),
    ("VersionConflict", "412", "Somebody else changed it: `currentVersion`, `changedBy`, `changedAt`"),
    ("PayloadTooLarge", "413", "The body is too large"),
    ("UnsupportedMediaType", "415", "The body is not `application/json`"),
    ("ValidationFailed", "422", "Readable but wrong; `errors` names every fault with its JSON pointer"),
    ("IfMatchRequired", "428", "Name the version you saw in `If-Match`"),
    ("TooManyRequests", "429", "Wait as `Retry-After` says"),
    ("Unavailable", "503", "Not just now; try again as `Retry-After` says"),
];

fn problem_response(description: &str) -> Response {
    let mut response = Response::new(description);
    let schema = Ref::from_schema_name("ProblemBody");
    response.content.insert("application/problem+json".to_owned(), Content::new(Some(schema)).into());
    response
}

/// Adds to an operation the problems that follow from its form, and `ETag` to its answers.
fn complete(path: &str, verb: &Method, operation: &mut Operation) {
    let open = operation.security.as_ref().is_some_and(|all| all.iter().all(|one| *one == utoipa::openapi::SecurityRequirement::default()));
    let parameter = |wanted: &str| operation.parameters.iter().flatten().any(|p| matches!(p, RefOr::T(p) if p.name == wanted));
    let (has_id, conditional, writes) = (path.contains('{'), parameter("If-Match"), *verb != Method::GET);
    let body = operation.request_body.is_some();
    let wanted = |status: &str| match status {
        "400" | "503" => true,
        "401" | "403" => !open,
        "404" => has_id,
        "409" => writes && !open,
        "412" | "428" => conditional,
        "413" | "415" | "422" => body,
        "429" => open && body,
        _ => false,
    };
    for (name, status, _) in PROBLEMS.iter().filter(|(_, status, _)| wanted(status)) {
        let reference = RefOr::Ref(Ref::new(format!("#/components/responses/{name}")));
        operation.responses.responses.entry((*status).to_owned()).or_insert(reference);
    }
    for (status, response) in &mut operation.responses.responses {
        if let RefOr::T(response) = response
            && matches!(status.as_str(), "200" | "201")
            && !open
        {
            let text = ObjectBuilder::new().schema_type(Type::String);
            let tag = HeaderBuilder::new().schema(Some(text)).description(Some("The tag to send as `If-Match` or `If-None-Match`")).build();
            response.headers.insert("ETag".to_owned(), tag.into());
        }
    }
}

fn operations_mut(item: &mut PathItem) -> impl Iterator<Item = (Method, &mut Operation)> {
    [
        (Method::GET, item.get.as_mut()),
        (Method::POST, item.post.as_mut()),
        (Method::PUT, item.put.as_mut()),
        (Method::PATCH, item.patch.as_mut()),
        (Method::DELETE, item.delete.as_mut()),
    ]
    .into_iter()
    .filter_map(|(verb, operation)| operation.map(|operation| (verb, operation)))
}

/// The paths of the contract with their verbs.
pub fn verbs() -> impl Iterator<Item = (String, Vec<Method>)> {
    DOCUMENT.paths.paths.iter().map(|(path, item)| {
        let mut item = item.clone();
        (path.clone(), operations_mut(&mut item).map(|(verb, _)| verb).collect())
    })
}
