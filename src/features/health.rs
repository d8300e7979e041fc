//! For the machinery around the service: is the process alive, can it serve.

use actix_web::get;
use actix_web::web::Data;
use sea_orm::ConnectionTrait;
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::query::NoParameters;
use crate::http::{Problem, Query, Reply, Result};
use crate::state::AppState;

/// How the service is.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"state": "ok"}))]
pub struct Health {
    /// `ok`.
    state: &'static str,
}

/// Tell whether the process lives; it does not look at the database.
#[utoipa::path(tag = "health", security(()), responses((status = 200, description = "It lives", body = Health)))]
#[get("/health/live")]
async fn get_liveness(_query: Query<NoParameters>) -> Result<Reply> {
    Reply::secret(&Health { state: "ok" })
}

/// Tell whether requests can be served: the database answers.
#[utoipa::path(tag = "health", security(()), responses((status = 200, description = "It can serve", body = Health)))]
#[get("/health/ready")]
async fn get_readiness(app: Data<AppState>, _query: Query<NoParameters>) -> Result<Reply> {
    app.db.execute_unprepared("SELECT 1").await.map_err(|error| Problem {
        retry_after: Some(2),
        source: Some(error.to_string()),
        ..Problem::new(crate::http::Code::Unavailable)
    })?;
    Reply::secret(&Health { state: "ok" })
}

crate::routes!(get_liveness, get_readiness);
