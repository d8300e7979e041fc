//! The steps of a contribution: give it to the lead, take it back.

use actix_web::post;
use actix_web::web::Data;
use sea_orm::{ActiveModelTrait, IntoActiveModel};
use serde_json::json;

use super::read::one;
use super::shapes::Contribution;
use super::write::begin;
use crate::auth::{Action, Caller};
use crate::db::Tx;
use crate::domain::contribution::{ContributionAction, ContributionState};
use crate::entity::contribution;
use crate::http::body::Nothing;
use crate::http::headers::{IdempotencyKeyHeader, IfMatchHeader};
use crate::http::{Body, Id, IfMatch, Reply, Result};
use crate::state::AppState;

/// Give a contribution: the leads of the task and the receiver see it from now on.
#[utoipa::path(tag = "contributions", operation_id = "give_contribution", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The contribution"), IfMatchHeader, IdempotencyKeyHeader),
    request_body(content = Option<Nothing>, content_type = "application/json"),
    responses((status = 200, description = "The contribution as it is now", body = Contribution)))]
#[post("/contributions/{id}/give")]
pub(super) async fn give_contribution(app: Data<AppState>, caller: Caller, id: Id, at: IfMatch, body: Body) -> Result<Reply> {
    caller.require(Action::FileReport)?;
    let tx = Tx::begin(&app, &caller).await?;
    let (ground, mut row) = begin(&tx, &caller, id, &at).await?;
    body.read_or_empty::<Nothing>()?;
    ground.check_step(&row, ContributionAction::Give)?;
    ground.check_open(tx.now)?;
    row.state = ContributionState::Given;
    row.given_at = Some(tx.now);
    row.given_by_name = Some(caller.user.name.clone());
    finish(tx, &caller, row, "contribution.given").await
}

/// Take a contribution back, as long as no report it was given for is filed.
#[utoipa::path(tag = "contributions", operation_id = "recall_contribution", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The contribution"), IfMatchHeader, IdempotencyKeyHeader),
    request_body(content = Option<Nothing>, content_type = "application/json"),
    responses((status = 200, description = "The contribution as it is now", body = Contribution)))]
#[post("/contributions/{id}/recall")]
pub(super) async fn recall_contribution(app: Data<AppState>, caller: Caller, id: Id, at: IfMatch, body: Body) -> Result<Reply> {
    caller.require(Action::FileReport)?;
    let tx = Tx::begin(&app, &caller).await?;
    let (ground, mut row) = begin(&tx, &caller, id, &at).await?;
    body.read_or_empty::<Nothing>()?;
    ground.check_step(&row, ContributionAction::Recall)?;
    ground.check_open(tx.now)?;
    row.state = ContributionState::Draft;
    row.given_at = None;
    row.given_by_name = None;
    finish(tx, &caller, row, "contribution.recalled").await
}

async fn finish(mut tx: Tx, caller: &Caller, mut row: contribution::Model, event: &str) -> Result<Reply> {
    row.touch(&tx);
    let row = row.into_active_model().reset_all().update(tx.db()).await?;
    tx.record(event, "contribution", row.id, json!({"version": row.version, "state": row.state}));
    let answer = one(tx.db(), caller, row).await?;
    tx.commit(Reply::item(&answer)?).await
}
