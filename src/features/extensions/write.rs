//! Asking for more time, granting and refusing it.

use actix_web::post;
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::json;
use uuid::Uuid;

use super::read::{one, place, standing};
use super::shapes::{Extension, ExtensionCreate, Refusal};
use crate::auth::{Action, Caller};
use crate::db::{OrConflict, Tx};
use crate::domain::extension::{ExtensionAction, ExtensionState, Undecidable};
use crate::domain::instant::Instant;
use crate::domain::plan::PlanState;
use crate::domain::review::SubmissionState;
use crate::domain::zone::BusinessZone;
use crate::entity::{extension, obligation, plan, submission};
use crate::http::body::Nothing;
use crate::http::headers::{IdempotencyKeyHeader, IfMatchHeader};
use crate::http::{Body, Code, Fault, Id, IfMatch, OrNotFound, Problem, Reply, Result};
use crate::part;
use crate::state::AppState;

/// Ask for more time for a report, or grant it.
///
/// Who files for the unit asks, even where they might grant; who may grant and does not file for the unit grants at once. Only for
/// reports that are not filed, or were returned; one request at a time.
#[utoipa::path(tag = "extensions", operation_id = "create_extension", security(("bearer" = [])), params(IdempotencyKeyHeader),
    request_body(content = ExtensionCreate, content_type = "application/json"),
    responses((status = 201, description = "The new extension", body = Extension)))]
#[post("/extensions")]
pub(super) async fn create_extension(app: Data<AppState>, caller: Caller, body: Body) -> Result<Reply> {
    caller.require(Action::AskExtension).or_else(|_| caller.require(Action::GrantExtension))?;
    let input: ExtensionCreate = body.read()?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let seen = obligation::Entity::seen_by(&caller.scope).filter(obligation::Column::Id.eq(input.obligation_id));
    let found = part::locked(&tx, &caller.scope, seen, |row| row.plan_id).await;
    let (plan, owed) = found.map_err(|problem| match problem.code {
        Code::NotFound => Problem::at("/obligationId", Code::NotFound),
        _ => problem,
    })?;
    let asks = caller.may(Action::AskExtension, place(&plan, &owed));
    if !asks {
        caller.check(Action::GrantExtension, place(&plan, &owed))?;
    }
    check_open(&tx, &plan, &owed).await?;
    let (until, reason) = wish(&tx, app.zone, &owed, input)?;
    let row = insert(&mut tx, &caller, &owed, until, reason).await?;
    let row = if asks { row } else { grant(&mut tx, &caller, owed, row).await? };
    let answer = one(tx.db(), &caller, tx.now, row).await?;
    tx.commit(Reply::created("extensions", &answer)?).await
}

/// Grant the time that was asked for. Nobody grants what they asked for.
#[utoipa::path(tag = "extensions", operation_id = "approve_extension", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The extension"), IfMatchHeader, IdempotencyKeyHeader),
    request_body(content = Option<Nothing>, content_type = "application/json"),
    responses((status = 200, description = "The extension as it is now", body = Extension)))]
#[post("/extensions/{id}/approve")]
pub(super) async fn approve_extension(app: Data<AppState>, caller: Caller, id: Id, at: IfMatch, body: Body) -> Result<Reply> {
    caller.require(Action::GrantExtension)?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let (plan, owed, row) = locked(&tx, &caller, id.0).await?;
    at.check(row.current())?;
    body.read_or_empty::<Nothing>()?;
    decide(&tx, &caller, (&plan, &owed, &row), ExtensionAction::Approve)?;
    let row = grant(&mut tx, &caller, owed, row).await?;
    let answer = one(tx.db(), &caller, tx.now, row).await?;
    tx.commit(Reply::item(&answer)?).await
}

/// Refuse the time that was asked for, with a reason. Nobody refuses what they asked for.
#[utoipa::path(tag = "extensions", operation_id = "refuse_extension", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The extension"), IfMatchHeader, IdempotencyKeyHeader),
    request_body(content = Refusal, content_type = "application/json"),
    responses((status = 200, description = "The extension as it is now", body = Extension)))]
#[post("/extensions/{id}/refuse")]
pub(super) async fn refuse_extension(app: Data<AppState>, caller: Caller, id: Id, at: IfMatch, body: Body) -> Result<Reply> {
    caller.require(Action::GrantExtension)?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let (plan, owed, row) = locked(&tx, &caller, id.0).await?;
    at.check(row.current())?;
    let Refusal { reason } = body.read_or_empty()?;
    let reason = required(reason)?;
    decide(&tx, &caller, (&plan, &owed, &row), ExtensionAction::Refuse)?;
    let mut row = extension::Model { refusal_reason: Some(reason), ..row };
    note_decision(&tx, &caller, &mut row, ExtensionState::Refused);
    row.touch(&tx);
    let row = row.into_active_model().reset_all().update(tx.db()).await?;
    tx.record("extension.refused", "extension", row.id, json!({"obligationId": row.obligation_id, "reason": row.refusal_reason}));
    let answer = one(tx.db(), &caller, tx.now, row).await?;
    tx.commit(Reply::item(&answer)?).await
}

/// A visible extension with its plan and obligation, locked in the order of everywhere: plan, obligation, extension.
async fn locked(tx: &Tx, caller: &Caller, id: Uuid) -> Result<(plan::Model, obligation::Model, extension::Model)> {
    let seen = extension::Entity::seen_by(&caller.scope).filter(extension::Column::Id.eq(id));
    let (plan, row) = part::locked(tx, &caller.scope, seen, |row| row.plan_id).await?;
    let owed = obligation::Entity::find_by_id(row.obligation_id).one(tx.db()).await?.or_not_found()?;
    caller.check(Action::GrantExtension, place(&plan, &owed))?;
    Ok((plan, owed, row))
}

fn decide(
    tx: &Tx,
    caller: &Caller,
    (plan, owed, row): (&plan::Model, &obligation::Model, &extension::Model),
    action: ExtensionAction,
) -> Result<ExtensionState> {
    let pending = standing(caller, plan, owed, row);
    pending.decide(action, tx.now).map_err(|why| match why {
        Undecidable::OwnRequest => Problem::new(Code::SeparationOfDuties),
        Undecidable::Stage => {
            Problem::new(Code::InvalidTransition).with("state", json!(row.state)).with("allowedActions", json!(pending.allowed(tx.now)))
        }
    })
}

/// More time is for reports that are owed and wait for the unit: in a plan in force, not filed or sent back.
async fn check_open(tx: &Tx, plan: &plan::Model, owed: &obligation::Model) -> Result<()> {
    let no_way =
        |state: serde_json::Value| Err(Problem::new(Code::InvalidTransition).with("state", state).with("allowedActions", json!([])));
    if plan.state != PlanState::Issued {
        return no_way(json!(plan.state));
    }
    if owed.voided_at.is_some() {
        return no_way(json!("void"));
    }
    let begun = submission::Entity::find().filter(submission::Column::ObligationId.eq(owed.id)).one(tx.db()).await?;
    let waits = |row: &submission::Model| {
        row.accepted_revision.is_none() && matches!(row.state, SubmissionState::Draft | SubmissionState::Returned)
    };
    match begun {
        Some(row) if !waits(&row) => no_way(json!(row.state)),
        _ => Ok(()),
    }
}

/// Until when, and why.
fn wish(tx: &Tx, zone: BusinessZone, owed: &obligation::Model, input: ExtensionCreate) -> Result<(DateTime<Utc>, String)> {
    let ExtensionCreate { obligation_id: _, until, until_on, reason } = input;
    let mut faults = Vec::new();
    let until = match (until, until_on) {
        (Some(instant), None) => Some((instant.0, "/until")),
        (None, Some(day)) => Some((zone.end_of(day.0), "/untilOn")),
        (None, None) => {
            faults.push(Fault::at("/until", Code::Required));
            None
        }
        (Some(_), Some(_)) => {
            faults.push(Fault::at("/untilOn", Code::Contradiction));
            None
        }
    };
    let least = owed.due().max(tx.now);
    if let Some((_, pointer)) = until.filter(|(until, _)| *until <= least) {
        faults.push(Fault::at(pointer, Code::OutOfRange).with("min", Instant(least).to_string()));
    }
    if reason.trim().is_empty() {
        faults.push(Fault::at("/reason", Code::ReasonRequired));
    }
    Problem::unless_empty(faults)?;
    Ok((until.map_or(least, |(until, _)| until), reason))
}

async fn insert(tx: &mut Tx, caller: &Caller, owed: &obligation::Model, until: DateTime<Utc>, reason: String) -> Result<extension::Model> {
    let row = extension::Model {
        id: Uuid::now_v7(),
        government_id: owed.government_id,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
        updated_by: tx.actor.name.clone(),
        plan_id: owed.plan_id,
        obligation_id: owed.id,
        unit_id: owed.unit_id,
        state: ExtensionState::Requested,
        until,
        reason,
        requested_by: caller.user.id,
        requested_by_name: caller.user.name.clone(),
        decided_by: None,
        decided_by_name: None,
        decided_at: None,
        refusal_reason: None,
    };
    let row = row.into_active_model().reset_all().insert(tx.db()).await.or_exists("/obligationId")?;
    let data = json!({"obligationId": row.obligation_id, "until": Instant(row.until), "reason": row.reason});
    tx.record("extension.requested", "extension", row.id, data);
    Ok(row)
}

/// Approves an extension and moves the deadline in force of its report.
async fn grant(tx: &mut Tx, caller: &Caller, mut owed: obligation::Model, mut row: extension::Model) -> Result<extension::Model> {
    owed.extended_until = owed.extended_until.max(Some(row.until));
    owed.touch(tx);
    owed.into_active_model().reset_all().update(tx.db()).await?;
    note_decision(tx, caller, &mut row, ExtensionState::Approved);
    row.touch(tx);
    let row = row.into_active_model().reset_all().update(tx.db()).await?;
    tx.record("extension.approved", "extension", row.id, json!({"obligationId": row.obligation_id, "until": Instant(row.until)}));
    Ok(row)
}

fn note_decision(tx: &Tx, caller: &Caller, row: &mut extension::Model, state: ExtensionState) {
    row.state = state;
    row.decided_by = Some(caller.user.id);
    row.decided_by_name = Some(caller.user.name.clone());
    row.decided_at = Some(tx.now);
}

fn required(reason: String) -> Result<String> {
    if reason.trim().is_empty() { Err(Problem::at("/reason", Code::ReasonRequired)) } else { Ok(reason) }
}
