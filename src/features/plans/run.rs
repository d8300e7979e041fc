//! The life of a plan: issue, close, archive. Issuing makes the calendar of reports and everything that is owed.

use actix_web::post;
use actix_web::web::Data;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter};
use serde_json::json;

use super::guard;
use super::read;
use super::shapes::Plan;
use crate::auth::{Action, Caller};
use crate::db::Tx;
use crate::domain::plan::{PlanAction, next_plan_state};
use crate::domain::zone::BusinessZone;
use crate::entity::scope::Scope;
use crate::entity::{plan, task};
use crate::features::obligations;
use crate::http::body::Nothing;
use crate::http::headers::{IdempotencyKeyHeader, IfMatchHeader};
use crate::http::{Body, Code, Fault, Id, IfMatch, Problem, Reply, Result};
use crate::part::place;
use crate::state::AppState;

/// Issue a plan: it is in force, and the reports it asks for are owed.
///
/// Refused (422 `required`) without a day of issue or without any task. From now on tasks and targets change by versions with a reason.
#[utoipa::path(tag = "plans", operation_id = "issue_plan", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The plan"), IfMatchHeader, IdempotencyKeyHeader),
    request_body(content = Option<Nothing>, content_type = "application/json"),
    responses((status = 200, description = "The plan, issued", body = Plan)))]
#[post("/plans/{id}/issue")]
pub(super) async fn issue_plan(app: Data<AppState>, caller: Caller, id: Id, at: IfMatch, body: Body) -> Result<Reply> {
    run(&app, &caller, id, &at, body, PlanAction::Issue).await
}

/// Close an issued plan: no more reports.
#[utoipa::path(tag = "plans", operation_id = "close_plan", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The plan"), IfMatchHeader, IdempotencyKeyHeader),
    request_body(content = Option<Nothing>, content_type = "application/json"),
    responses((status = 200, description = "The plan, closed", body = Plan)))]
#[post("/plans/{id}/close")]
pub(super) async fn close_plan(app: Data<AppState>, caller: Caller, id: Id, at: IfMatch, body: Body) -> Result<Reply> {
    run(&app, &caller, id, &at, body, PlanAction::Close).await
}

/// Archive a closed plan: it can only be read.
#[utoipa::path(tag = "plans", operation_id = "archive_plan", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The plan"), IfMatchHeader, IdempotencyKeyHeader),
    request_body(content = Option<Nothing>, content_type = "application/json"),
    responses((status = 200, description = "The plan, archived", body = Plan)))]
#[post("/plans/{id}/archive")]
pub(super) async fn archive_plan(app: Data<AppState>, caller: Caller, id: Id, at: IfMatch, body: Body) -> Result<Reply> {
    run(&app, &caller, id, &at, body, PlanAction::Archive).await
}

async fn run(app: &AppState, caller: &Caller, id: Id, at: &IfMatch, body: Body, action: PlanAction) -> Result<Reply> {
    caller.require(Action::RunPlan)?;
    let mut tx = Tx::begin(app, caller).await?;
    let row = guard::locked(&tx, &caller.scope, id.0).await?;
    caller.check(Action::RunPlan, place(&row))?;
    at.check(row.current())?;
    body.read_or_empty::<Nothing>()?;
    let row = advance(&mut tx, app.zone, &caller.scope, row, action).await?;
    let plan = read::one(tx.db(), caller, row).await?;
    tx.commit(Reply::item(&plan)?).await
}

/// Takes a plan to its next stage.
///
/// # Errors
/// 409 `invalid_transition`; 422 for a plan that is not ready to be issued.
pub async fn advance(tx: &mut Tx, zone: BusinessZone, scope: &Scope, mut row: plan::Model, action: PlanAction) -> Result<plan::Model> {
    let next = next_plan_state(row.state, action).ok_or_else(|| guard::refusal(&row, Code::InvalidTransition))?;
    let (event, data) = match action {
        PlanAction::Issue => {
            ready(tx, &row).await?;
            let obligations = obligations::write::generate(tx, zone, scope, &row).await?;
            ("plan.issued", json!({"issuedOn": row.issued_on, "obligations": obligations}))
        }
        PlanAction::Close => ("plan.closed", json!({})),
        PlanAction::Archive => ("plan.archived", json!({})),
    };
    row.state = next;
    row.touch(tx);
    let row = row.into_active_model().reset_all().update(tx.db()).await?;
    tx.record(event, "plan", row.id, data);
    Ok(row)
}

/// A plan is issued on a day, and asks for something.
async fn ready(tx: &Tx, row: &plan::Model) -> Result<()> {
    let tasks = task::Entity::find().filter(task::Column::PlanId.eq(row.id)).count(tx.db()).await?;
    let missing = [(row.issued_on.is_none(), "/issuedOn"), (tasks == 0, "/tasks")];
    Problem::unless_empty(missing.into_iter().filter(|(missing, _)| *missing).map(|(_, at)| Fault::at(at, Code::Required)).collect())
}
