//! Entering a whole plan from a document.

use actix_web::http::StatusCode;
use actix_web::post;
use actix_web::web::Data;
use serde::Deserialize;
use serde_json::json;
use utoipa::IntoParams;

use super::shapes::{PlanDocument, PlanDocumentResult};
use super::write::{On, insert};
use crate::auth::{Action, Caller};
use crate::db::Tx;
use crate::http::body::DocumentBody;
use crate::http::headers::IdempotencyKeyHeader;
use crate::http::query::{Filter, boolean};
use crate::http::{Query, Reply, Result};
use crate::state::AppState;

/// How a document is entered.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct DocumentParameters {
    /// Check everything, answer the same, write nothing.
    #[param(default = false)]
    #[serde(rename = "dryRun", default, deserialize_with = "boolean")]
    dry_run: Option<bool>,
}

impl Filter for DocumentParameters {
    const PAGED: bool = false;
}

/// Enter a whole plan from a document: all of it or nothing.
///
/// Units and officials that are not in the register are entered, by those who may; those that are there stay as they are. A document whose
/// plan is beyond `draft` is issued (closed, archived) in the same write, by those who may. Faults are named with pointers into the
/// document, as many at once as can be found. The document may have up to 5 MiB; its JSON Schema is at `/api/v1/plan-documents/schema`.
#[utoipa::path(tag = "plan-documents", operation_id = "create_plan_document", security(("bearer" = [])),
    params(DocumentParameters, IdempotencyKeyHeader), request_body(content = PlanDocument, content_type = "application/json"),
    responses((status = 201, description = "The plan is entered", body = PlanDocumentResult),
        (status = 200, description = "It could be entered: the answer to a dry run", body = PlanDocumentResult)))]
#[post("/plan-documents")]
pub(super) async fn create_plan_document(
    app: Data<AppState>,
    caller: Caller,
    query: Query<DocumentParameters>,
    body: DocumentBody,
) -> Result<Reply> {
    caller.require(Action::WritePlan)?;
    let document: PlanDocument = body.read()?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let (plan, result) = insert(&mut tx, app.zone, &caller.scope, On::Caller(&caller), &document).await?;
    if query.filter.dry_run == Some(true) {
        tx.undo().await?;
        let reply = Reply::report(&PlanDocumentResult { plan_id: None, dry_run: true, ..result })?;
        // The kept answer of an idempotency key is all that a dry run leaves.
        return Tx::begin(&app, &caller).await?.commit(reply).await;
    }
    tx.record("plan.imported", "plan", plan.id, json!({"code": plan.code, "state": plan.state, "createdUnits": result.created_units}));
    let location = Some(format!("/api/v1/plans/{}", plan.id));
    tx.commit(Reply { status: StatusCode::CREATED, location, ..Reply::report(&result)? }).await
}
