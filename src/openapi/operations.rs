//! What operations have in common and no handler needs to say: the problems that follow from their form, and the headers of their answers.

use actix_web::http::Method;
use utoipa::openapi::path::Operation;
use utoipa::openapi::response::Response;
use utoipa::openapi::{Content, Ref, RefOr, Required, Schema, SecurityRequirement};

use super::responses::{NOT_MODIFIED, PROBLEMS, header};
use super::schemas::one_line;

/// Writes that cannot meet a conflict: nothing else refers to what they change, and no two of it exclude each other.
const NO_CONFLICT: &[&str] = &["update_government", "update_user", "update_grant", "delete_grant"];

/// Paths that are answered without the database.
const WITHOUT_DATABASE: &[&str] = &["/problems", "/problems/{code}", "/health/live"];

/// Writes of several things, whose versions are named in the body.
const NAME_VERSIONS: &[&str] = &["/api/v1/plans/{id}/unit-reports/{period}", "/api/v1/plans/{id}/unit-reports/{period}/workbook"];

/// What can be told of an operation from its form.
struct Form {
    open: bool,
    has_id: bool,
    has_body: bool,
    conditional: bool,
    repeatable: bool,
    paged: bool,
}

impl Form {
    fn of(path: &str, operation: &Operation) -> Self {
        let parameter = |wanted: &str| operation.parameters.iter().flatten().any(|p| matches!(p, RefOr::T(p) if p.name == wanted));
        Self {
            open: operation.security.as_ref().is_some_and(|all| all.iter().all(|one| *one == SecurityRequirement::default())),
            has_id: path.contains('{'),
            has_body: operation.request_body.is_some(),
            conditional: parameter("If-Match"),
            repeatable: parameter("Idempotency-Key"),
            paged: parameter("cursor"),
        }
    }
}

/// Adds to an operation what follows from its form.
pub(super) fn complete(path: &str, verb: &Method, operation: &mut Operation) {
    let form = Form::of(path, operation);
    let may_conflict =
        (form.conditional || form.repeatable) && !operation.operation_id.as_deref().is_some_and(|id| NO_CONFLICT.contains(&id));
    let wanted = |status: &str| match status {
        "400" => true,
        "401" | "403" => !form.open,
        "404" => form.has_id,
        "409" => may_conflict,
        "412" => form.conditional || NAME_VERSIONS.contains(&path),
        "428" => form.conditional,
        "413" | "415" | "422" => form.has_body,
        "429" => path.ends_with("/auth/login"),
        "503" => !WITHOUT_DATABASE.contains(&path),
        _ => false,
    };
    for (name, status, _) in PROBLEMS.iter().filter(|(_, status, _)| wanted(status)) {
        operation.responses.responses.entry((*status).to_owned()).or_insert_with(|| shared(name));
    }
    let tagged = !(path.starts_with("/health") || form.open && path.contains("/auth/"));
    if *verb == Method::GET && tagged {
        operation.responses.responses.insert("304".to_owned(), shared(NOT_MODIFIED));
    }
    for (status, response) in &mut operation.responses.responses {
        if let RefOr::T(response) = response {
            match status.as_str() {
                "200" | "201" | "207" => describe_success(response, &form, tagged, status == "201"),
                "204" => {}
                _ => describe_problem(response),
            }
        }
    }
    body_may_be_left_out(operation);
    describe(operation);
}

/// An optional body is one that may be left out, not one that may be `null`.
fn body_may_be_left_out(operation: &mut Operation) {
    let Some(RefOr::T(body)) = &mut operation.request_body else { return };
    for content in body.content.values_mut() {
        if let RefOr::T(content) = content
            && let Some(RefOr::T(Schema::OneOf(one))) = &content.schema
        {
            content.schema = one.items.iter().find(|item| matches!(item, RefOr::Ref(_))).cloned();
            body.required = Some(Required::False);
        }
    }
}

/// The first sentence is the summary; what follows it begins the description.
fn describe(operation: &mut Operation) {
    let summary = operation.summary.take().map(|text| one_line(&text)).unwrap_or_default();
    let (first, rest) =
        summary.split_once(". ").map_or((summary.as_str(), None), |(first, rest)| (first.trim_end_matches('.'), Some(rest)));
    let more = operation.description.take().map(|text| one_line(&text));
    let description: Vec<String> = rest.map(str::to_owned).into_iter().chain(more).filter(|text| !text.is_empty()).collect();
    operation.summary = Some(first.trim_end_matches('.').to_owned());
    operation.description = (!description.is_empty()).then(|| description.join("\n\n"));
    for parameter in operation.parameters.iter_mut().flatten() {
        if let RefOr::T(parameter) = parameter {
            parameter.description = parameter.description.take().map(|text| one_line(&text));
        }
    }
}

fn shared(name: &str) -> RefOr<Response> {
    RefOr::Ref(Ref::new(format!("#/components/responses/{name}")))
}

fn describe_success(response: &mut Response, form: &Form, tagged: bool, created: bool) {
    let headers = [
        (tagged, "ETag", "The tag to send as `If-Match` when changing it, or as `If-None-Match` when reading it again"),
        (created, "Location", "Where the new thing is"),
        (form.paged, "Link", "`<…>; rel=\"next\"`: the address of the next page; absent on the last one"),
        (
            form.repeatable,
            "Idempotent-Replayed",
            "`true` when this is the kept answer to an earlier request with the same `Idempotency-Key`",
        ),
    ];
    for (_, name, description) in headers.into_iter().filter(|(applies, _, _)| *applies) {
        response.headers.insert(name.to_owned(), header(description).into());
    }
}

/// A refusal that an operation words itself has the same shape as all others.
fn describe_problem(response: &mut Response) {
    let content = || Content::new(Some(Ref::from_schema_name("ProblemBody")));
    response.content.entry("application/problem+json".to_owned()).or_insert_with(|| content().into());
}
