//! The catalogue of problems, so that the `type` of an answer resolves on a closed network.

use actix_web::{get, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::code::Code;
use super::problem::{OrNotFound, Result};
use super::query::{NoParameters, Query};
use super::reply::Reply;

/// One kind of problem.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"code": "version_conflict", "status": 412, "zh": "对象已被他人修改", "en": "Somebody else changed it in the meantime"}))]
pub struct ProblemKind {
    /// The reason, for programs.
    code: Code,
    /// The HTTP status when it is the main reason.
    status: u16,
    /// In Chinese.
    zh: &'static str,
    /// In English.
    en: &'static str,
}

/// All kinds of problems.
#[derive(Serialize, ToSchema)]
pub struct ProblemCatalogue {
    /// In the order of their status.
    items: Vec<ProblemKind>,
}

impl From<Code> for ProblemKind {
    fn from(code: Code) -> Self {
        Self { code, status: code.status().as_u16(), zh: code.zh(), en: code.en() }
    }
}

/// List every kind of problem this service can answer with.
#[utoipa::path(tag = "problems", operation_id = "list_problems", security(()),
    responses((status = 200, description = "The catalogue", body = ProblemCatalogue)))]
#[get("/problems")]
async fn list_problems(_query: Query<NoParameters>) -> Result<Reply> {
    Reply::report(&ProblemCatalogue { items: Code::ALL.iter().copied().map(ProblemKind::from).collect() })
}

/// Explain one kind of problem: this is what `type` of a problem points to.
#[utoipa::path(tag = "problems", operation_id = "get_problem", security(()),
    params(("code" = String, Path, description = "The code", example = "version_conflict")),
    responses((status = 200, description = "The kind of problem", body = ProblemKind)))]
#[get("/problems/{code}")]
async fn get_problem(code: web::Path<String>, _query: Query<NoParameters>) -> Result<Reply> {
    Reply::report(&ProblemKind::from(Code::of_name(&code).or_not_found()?))
}

crate::routes!(list_problems, get_problem);
