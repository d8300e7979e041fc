//! Applying an import: its document goes through the door of plan documents, all of it or nothing.

use actix_web::post;
use actix_web::web::Data;
use sea_orm::{ActiveModelTrait, IntoActiveModel};
use serde_json::json;

use super::read;
use super::shapes::{AppliedPlanImport, ApplyParameters};
use super::write::{below, locked};
use crate::auth::{Action, Caller};
use crate::db::Tx;
use crate::domain::plan::PlanState;
use crate::entity::plan_import;
use crate::features::plan_documents::write::{On, PlanDocument, PlanDocumentResult, insert};
use crate::http::body::{Nothing, item};
use crate::http::headers::{IdempotencyKeyHeader, IfMatchHeader};
use crate::http::{Body, Code, Id, IfMatch, Problem, Query, Reply, Result};
use crate::state::AppState;

/// Make a draft plan of an import, with its new units and officials: all of it or nothing.
///
/// Faults are named with pointers into the import, below `/document`. New units and officials are entered for those who may write the
/// register. When the draft is thrown away later, the import can be applied again.
#[utoipa::path(tag = "plan-imports", operation_id = "apply_plan_import", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The import"), ApplyParameters, IfMatchHeader, IdempotencyKeyHeader),
    request_body(content = Option<Nothing>, content_type = "application/json"),
    responses((status = 200, description = "What was made, or would be", body = AppliedPlanImport)))]
#[post("/plan-imports/{id}/apply")]
pub(super) async fn apply_plan_import(
    app: Data<AppState>,
    caller: Caller,
    id: Id,
    at: IfMatch,
    query: Query<ApplyParameters>,
    body: Body,
) -> Result<Reply> {
    caller.require(Action::WritePlan)?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let mut row = locked(&tx, &caller, id.0).await?;
    at.check(row.current())?;
    body.read_or_empty::<Nothing>()?;
    open(&row)?;
    let text = read::text_of(tx.db(), row.id).await?;
    let document: PlanDocument = item(text.document).map_err(|faults| Problem::invalid(below(faults.into_iter())))?;
    if document.plan.state != PlanState::Draft {
        return Err(Problem::at("/document/plan/state", Code::InvalidValue));
    }
    let entered = insert(&mut tx, app.zone, &caller.scope, On::Caller(&caller), &document).await;
    let (plan, result) = entered.map_err(|problem| Problem { faults: below(problem.faults.clone().into_iter()), ..problem })?;
    if query.filter.dry_run == Some(true) {
        tx.undo().await?;
        let result = PlanDocumentResult { plan_id: None, dry_run: true, ..result };
        let reply = Reply::report(&AppliedPlanImport { import_id: row.id, import_version: row.version, result })?;
        // The kept answer of an idempotency key is all that a dry run leaves.
        return Tx::begin(&app, &caller).await?.commit(reply).await;
    }
    row.plan_id = Some(plan.id);
    row.touch(&tx);
    let row = row.into_active_model().reset_all().update(tx.db()).await?;
    tx.record("plan.imported", "plan", plan.id, json!({"code": plan.code, "state": plan.state, "createdUnits": result.created_units}));
    tx.record("planImport.applied", "planImport", row.id, json!({"planId": plan.id}));
    let answer = AppliedPlanImport { import_id: row.id, import_version: row.version, result };
    tx.commit(Reply { location: Some(format!("/api/v1/plans/{}", plan.id)), ..Reply::report(&answer)? }).await
}

/// The import was not applied yet, or its plan is gone.
///
/// # Errors
/// 409 `invalid_transition`.
pub(super) fn open(row: &plan_import::Model) -> Result<()> {
    match row.plan_id {
        None => Ok(()),
        Some(plan) => Err(Problem::new(Code::InvalidTransition)
            .with("state", "applied")
            .with("planId", plan.to_string())
            .with("allowedActions", json!(["delete"]))),
    }
}
