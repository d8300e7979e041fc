//! The contract: collected from the features once, completed with what every operation has in common.

pub mod document;
mod operations;
mod responses;
mod schemas;

use std::sync::LazyLock;

use actix_web::http::Method;
use utoipa::OpenApi;
use utoipa::openapi::RefOr;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};

use crate::app;
use crate::domain::day::Day;
use crate::domain::instant::Instant;
use crate::features::obligations::shapes::ObligationState;
use crate::http::Media;
use crate::http::operations::Offer;
use crate::http::problem::{FaultBody, ProblemBody};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "duban 督办",
        description = "Government commitments, from the notice to the verdict: plans, tasks, quantitative targets, monthly reports, \
                       explained progress at any date.\n\nLog in with `POST /api/v1/auth/login`, send the access token as `Authorization: Bearer`. \
                       Every change names the version it saw (`If-Match`). Every refusal is an RFC 9457 problem whose `code` is stable; \
                       the catalogue is at `/problems`.\n\nEvery member of an answer is always there: empty lists as `[]`, what is not known as `null` \
                       (plan documents alone leave them out). \
                       Filters with several values take them in one parameter, separated by commas (`state=submitted,returned`: style `form`, \
                       `explode: false`).",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    servers((url = "/", description = "This installation")),
    components(schemas(ProblemBody, FaultBody, Day, Instant, ObligationState)),
    tags(
        (name = "sessions", description = "Log in, refresh, log out, who am I (登录)"),
        (name = "governments", description = "The tenants (政府)"),
        (name = "units", description = "Organisations, their tree, names and groups (单位)"),
        (name = "officials", description = "Who answers for tasks by name, and who takes over from whom (总责任人)"),
        (name = "users", description = "Accounts (账号)"),
        (name = "grants", description = "Who holds which role where (授权)"),
        (name = "plans", description = "Issued documents and their life (方案)"),
        (name = "plan-documents", description = "A whole plan in one piece, out and in (方案文件)"),
        (name = "plan-imports", description = "From the issued notice to a plan: read, corrected, applied (导入)"),
        (name = "sections", description = "Headings of a plan (章节)"),
        (name = "tasks", description = "Numbered items and their measures (事项, 工作举措)"),
        (name = "assignments", description = "Who answers for a task (责任分工)"),
        (name = "targets", description = "Figures to reach (量化指标)"),
        (name = "checkpoints", description = "What a target should stand at by a date (序时节点)"),
        (name = "milestones", description = "Dated, fuzzy and recurring steps of a task (进度安排)"),
        (name = "statements", description = "The phrases of a notice with figures, and what became of each (原文表述)"),
        (name = "target-links", description = "What one target is to another (指标关联)"),
        (name = "sites", description = "The named places and projects of a task (点位, 项目清单)"),
        (name = "allocations", description = "The share of a target that falls to a unit, a site or a period (任务分解)"),
        (name = "reporting-rules", description = "Who reports to whom, how often (报送要求)"),
        (name = "obligations", description = "What is owed (报送任务)"),
        (name = "extensions", description = "More time for a report (延期报送)"),
        (name = "reminders", description = "Reminding units of their reports (催报)"),
        (name = "submissions", description = "What is filed, and its review (月报)"),
        (name = "attachments", description = "Evidence filed with a report (佐证材料)"),
        (name = "contributions", description = "What cooperating units give the lead (配合单位报送)"),
        (name = "figures", description = "Accepted values (已认定数据)"),
        (name = "reports", description = "Progress, explained, at any date (进度)"),
        (name = "bulletins", description = "What is told of a plan, numbered and frozen (通报, 专报)"),
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
    components.responses.extend(responses::all().map(|(name, response)| (name.to_owned(), response.into())));
    for (path, item) in &mut document.paths.paths {
        for (verb, operation) in operations_mut(item) {
            operations::complete(path, &verb, operation);
        }
    }
    schemas::finish(&mut document);
    document
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

/// The paths of the contract with their verbs and what these answer with.
pub fn offers() -> impl Iterator<Item = (String, Vec<Offer>)> {
    DOCUMENT.paths.paths.iter().map(|(path, item)| {
        let mut item = item.clone();
        let offers = operations_mut(&mut item).map(|(verb, operation)| Offer { verb, media: media(operation) });
        (path.clone(), offers.collect())
    })
}

/// What an operation answers with when all goes well; nothing in particular where it hands out files.
fn media(operation: &Operation) -> Vec<Media> {
    let answers = operation.responses.responses.iter().filter(|(status, _)| status.starts_with('2'));
    let names: Vec<&String> = answers
        .filter_map(|(_, answer)| if let RefOr::T(answer) = answer { Some(answer.content.keys()) } else { None })
        .flatten()
        .collect();
    let known = names.iter().filter_map(|name| Media::named(name));
    if names.iter().any(|name| Media::named(name).is_none()) {
        Vec::new()
    } else if names.is_empty() {
        vec![Media::Json]
    } else {
        known.collect()
    }
}
