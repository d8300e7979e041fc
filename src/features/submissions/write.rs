//! Writing reports: begin, change, discard.

use actix_web::web::Data;
use actix_web::{delete, patch, post};
use chrono::NaiveDate;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, ModelTrait, QueryFilter};
use serde_json::json;
use uuid::Uuid;

use super::content::{self, Opened, Texts};
use super::ground::{Duty, Ground, check_window};
use super::inputs::{SubmissionCreate, SubmissionUpdate};
use super::shapes::Submission;
use super::show;
use super::steps;
use crate::auth::{Action, Caller};
use crate::db::{OrConflict, Tx};
use crate::domain::review::{ReviewAction, RevisionKind, SubmissionState};
use crate::entity::{revision, revision_figure, submission};
use crate::http::headers::{IdempotencyKeyHeader, IfMatchHeader};
use crate::http::{Body, Code, Id, IfMatch, Problem, Reply, Result};
use crate::state::AppState;

/// Begin a report, as a draft.
#[utoipa::path(tag = "submissions", operation_id = "create_submission", security(("bearer" = [])), params(IdempotencyKeyHeader),
    request_body(content = SubmissionCreate, content_type = "application/json"),
    responses((status = 201, description = "The draft", body = Submission)))]
#[post("/submissions")]
pub(super) async fn create_submission(app: Data<AppState>, caller: Caller, body: Body) -> Result<Reply> {
    caller.require(Action::FileReport)?;
    let input: SubmissionCreate = body.read()?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let duty = Duty::locked(&tx, &caller.scope, input.obligation_id).await?;
    let duty = duty.ok_or_else(|| Problem::at("/obligationId", Code::NotFound))?;
    caller.check(Action::FileReport, duty.place())?;
    duty.check_live()?;
    check_window(duty.times(None, RevisionKind::Filing).window(tx.now))?;
    let figures = content::check_figures(&tx, &caller.scope, &duty, &input.figures).await;
    steps::together(figures, steps::check(&tx, &caller.scope, &duty, &input.milestones, app.today()).await)?;
    let row = insert(&mut tx, &duty, input).await?;
    let answer = show::one(tx.db(), &caller, tx.now, row).await?;
    tx.commit(Reply::created("submissions", &answer)?).await
}

/// Change a draft or returned report.
#[utoipa::path(tag = "submissions", operation_id = "update_submission", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The submission"), IfMatchHeader),
    request_body(content = SubmissionUpdate, content_type = "application/json"),
    responses((status = 200, description = "The submission as it is now", body = Submission)))]
#[patch("/submissions/{id}")]
pub(super) async fn update_submission(app: Data<AppState>, caller: Caller, id: Id, at: IfMatch, body: Body) -> Result<Reply> {
    caller.require(Action::FileReport)?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let ground = Ground::locked(&tx, &caller.scope, id.0).await?;
    caller.check(Action::FileReport, ground.duty.place())?;
    at.check(ground.row.current())?;
    let input: SubmissionUpdate = body.read()?;
    ground.step(&caller, tx.now, ReviewAction::Edit)?;
    let row = change(&mut tx, &caller, ground, input, app.today()).await?;
    let answer = show::one(tx.db(), &caller, tx.now, row).await?;
    tx.commit(Reply::item(&answer)?).await
}

/// Discard a draft that was never filed.
#[utoipa::path(tag = "submissions", operation_id = "delete_submission", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The submission"), IfMatchHeader), responses((status = 204, description = "It is gone")))]
#[delete("/submissions/{id}")]
pub(super) async fn delete_submission(app: Data<AppState>, caller: Caller, id: Id, at: IfMatch) -> Result<Reply> {
    caller.require(Action::FileReport)?;
    let mut tx = Tx::begin(&app, &caller).await?;
    let ground = Ground::locked(&tx, &caller.scope, id.0).await?;
    caller.check(Action::FileReport, ground.duty.place())?;
    at.check(ground.row.current())?;
    // A later revision exists only after the first was filed.
    if ground.row.state != SubmissionState::Draft || ground.revision.n != 1 {
        return Err(ground.not_possible());
    }
    ground.duty.check_in_force()?;
    let Ground { row, revision, .. } = ground;
    steps::clear(&tx, revision.id).await?;
    revision_figure::Entity::delete_many().filter(revision_figure::Column::RevisionId.eq(revision.id)).exec(tx.db()).await?;
    revision::Entity::delete_many().filter(revision::Column::SubmissionId.eq(row.id)).exec(tx.db()).await?;
    tx.record("submission.deleted", "submission", row.id, json!({"obligationId": row.obligation_id}));
    row.delete(tx.db()).await.or_has_children()?;
    tx.commit(Reply::no_content()).await
}

async fn insert(tx: &mut Tx, duty: &Duty, input: SubmissionCreate) -> Result<submission::Model> {
    let SubmissionCreate { obligation_id, progress, problems, suggestions, figures, milestones } = input;
    let row = submission::Model {
        id: Uuid::now_v7(),
        government_id: tx.actor.government,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
        updated_by: tx.actor.name.clone(),
        plan_id: duty.obligation.plan_id,
        obligation_id,
        task_id: duty.obligation.task_id,
        unit_id: duty.obligation.unit_id,
        state: SubmissionState::Draft,
        working_revision: 1,
        accepted_revision: None,
        first_filed_at: None,
        open_until: None,
    };
    let row = row.into_active_model().reset_all().insert(tx.db()).await.or_exists("/obligationId")?;
    let texts = Texts { progress, problems, suggestions };
    content::open(tx, Opened { submission: row.id, n: 1, kind: RevisionKind::Filing, reason: None, texts, figures, milestones }).await?;
    tx.record("submission.created", "submission", row.id, json!({"obligationId": obligation_id}));
    Ok(row)
}

async fn change(tx: &mut Tx, caller: &Caller, ground: Ground, input: SubmissionUpdate, today: NaiveDate) -> Result<submission::Model> {
    let SubmissionUpdate { progress, problems, suggestions, figures, milestones } = input;
    let Ground { duty, mut row, mut revision } = ground;
    revision.progress = progress.unwrap_or(revision.progress);
    revision.problems = problems.unwrap_or(revision.problems);
    revision.suggestions = suggestions.unwrap_or(revision.suggestions);
    let wrong = content::check_figures(tx, &caller.scope, &duty, figures.as_deref().unwrap_or_default()).await;
    let told = milestones.as_deref().unwrap_or_default();
    steps::together(wrong, steps::check(tx, &caller.scope, &duty, told, today).await)?;
    if let Some(figures) = figures {
        content::replace_figures(tx, revision.id, figures).await?;
    }
    if let Some(milestones) = milestones {
        steps::replace(tx, revision.id, milestones).await?;
    }
    let revision = revision.into_active_model().reset_all().update(tx.db()).await?;
    row.touch(tx);
    let row = row.into_active_model().reset_all().update(tx.db()).await?;
    tx.record("submission.updated", "submission", row.id, json!({"version": row.version, "revision": revision.n}));
    Ok(row)
}
