//! Routes that do not exist, and verbs that a route does not have.

use actix_web::http::Method;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, ResponseError};

use super::code::Code;
use super::problem::Problem;

/// The verbs of every path of the contract, for 405 and `Allow`: actix's macro routes know only their own verb and would answer 404.
#[derive(Clone, Debug)]
pub struct Verbs(Vec<(Vec<String>, Vec<Method>)>);

impl Verbs {
    /// From path templates (`/api/v1/plans/{id}`) and their verbs.
    pub fn new(paths: impl Iterator<Item = (String, Vec<Method>)>) -> Self {
        Self(paths.map(|(path, verbs)| (path.split('/').map(str::to_owned).collect(), verbs)).collect())
    }

    fn of(&self, path: &str) -> Vec<Method> {
        let parts: Vec<&str> = path.split('/').collect();
        let fits = |template: &[String]| {
            template.len() == parts.len()
                && template.iter().zip(&parts).all(|(wanted, part)| wanted == part || (wanted.starts_with('{') && !part.is_empty()))
        };
        let mut verbs: Vec<Method> = self.0.iter().filter(|(template, _)| fits(template)).flat_map(|(_, verbs)| verbs.clone()).collect();
        if verbs.contains(&Method::GET) {
            verbs.push(Method::HEAD);
        }
        verbs.sort_by(|a, b| a.as_str().cmp(b.as_str()));
        verbs.dedup();
        verbs
    }
}

/// 405 with `Allow` when the path has other verbs, else 404.
pub async fn fallback(request: HttpRequest, verbs: Data<Verbs>) -> HttpResponse {
    let allowed = verbs.of(request.path());
    if allowed.is_empty() || allowed.contains(request.method()) {
        return Problem::not_found().error_response();
    }
    let allow = allowed.iter().map(Method::as_str).collect::<Vec<_>>().join(", ");
    Problem { allow: Some(allow), ..Problem::new(Code::MethodNotAllowed) }.error_response()
}
