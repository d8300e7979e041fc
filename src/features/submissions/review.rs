//! The steps of a report's review: submit, sign, return, accept, withdraw, correct.

use actix_web::post;
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect};
use serde_json::json;
use uuid::Uuid;

use super::accept;
use super::content::{self, Next};
use super::ground::Ground;
use super::inputs::{Correction, Return, Submit, Withdrawal};
use super::shapes::Submission;
use super::show;
use crate::auth::{Action, Caller};
use crate::db::Tx;
use crate::domain::lint::AcknowledgedList;
use crate::domain::review::{ReviewAction, RevisionKind, SubmissionState};
use crate::entity::{revision, submission, submission_event};
use crate::http::body::Nothing;
use crate::http::headers::{IdempotencyKeyHeader, IfMatchHeader};
use crate::http::{Body, Code, Id, IfMatch, Problem, Reply, Result};
use crate::state::AppState;

/// File the working revision. It must be complete.
///
/// What the check (`GET /submissions/{id}/lint`) refuses is a fault; each of its warnings must be acknowledged with a reason, which
/// the receiver sees.
#[utoipa::path(tag = "submissions", operation_id = "submit_submission", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The submission"), IfMatchHeader, IdempotencyKeyHeader),
    request_body(content = Option<Submit>, content_type = "application/json"),
    responses((status = 200, description = "The submission as it is now", body = Submission)))]
#[post("/submissions/{id}/submit")]
pub(super) async fn submit_submission(app: Data<AppState>, caller: Caller, id: Id, at: IfMatch, body: Body) -> Result<Reply> {
    caller.require(Action::FileReport)?;
    let (tx, mut ground) = begin(&app, &caller, id, &at, Action::FileReport).await?;
    let Submit { acknowledgements } = body.read_or_empty()?;
    let to = ground.step(&caller, tx.now, ReviewAction::Submit)?;
    let acknowledged = content::check_complete(&tx, &caller.scope, &ground, &acknowledgements).await?;
    content::file(&tx, &caller, &mut ground.row, &mut ground.revision, AcknowledgedList(acknowledged));
    ground.revision.clone().into_active_model().reset_all().update(tx.db()).await?;
    finish(tx, &caller, ground, Step::plain(ReviewAction::Submit, to)).await
}

/// Sign a filed report for the unit. Only where the rule asks for it, and never what one filed oneself.
#[utoipa::path(tag = "submissions", operation_id = "sign_submission", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The submission"), IfMatchHeader, IdempotencyKeyHeader),
    request_body(content = Option<Nothing>, content_type = "application/json"),
    responses((status = 200, description = "The submission as it is now", body = Submission)))]
#[post("/submissions/{id}/sign")]
pub(super) async fn sign_submission(app: Data<AppState>, caller: Caller, id: Id, at: IfMatch, body: Body) -> Result<Reply> {
    caller.require(Action::SignReport)?;
    let (tx, ground) = begin(&app, &caller, id, &at, Action::SignReport).await?;
    body.read_or_empty::<Nothing>()?;
    let to = ground.step(&caller, tx.now, ReviewAction::Sign)?;
    finish(tx, &caller, ground, Step::plain(ReviewAction::Sign, to)).await
}

/// Send a filed report back with a reason. The next revision is opened, with some days to file it whatever the window says.
#[utoipa::path(tag = "submissions", operation_id = "return_submission", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The submission"), IfMatchHeader, IdempotencyKeyHeader),
    request_body(content = Return, content_type = "application/json"),
    responses((status = 200, description = "The submission as it is now", body = Submission)))]
#[post("/submissions/{id}/return")]
pub(super) async fn return_submission(app: Data<AppState>, caller: Caller, id: Id, at: IfMatch, body: Body) -> Result<Reply> {
    caller.require(Action::ReviewReport)?;
    let (tx, mut ground) = begin(&app, &caller, id, &at, Action::ReviewReport).await?;
    let Return { reason } = body.read_or_empty()?;
    let reason = required(reason)?;
    let to = ground.step(&caller, tx.now, ReviewAction::Return)?;
    open_next(&tx, &mut [&mut ground]).await?;
    ground.row.open_until = Some(app.zone.end_of_days_after(tx.now, ground.duty.rule.days_to_return()));
    finish(tx, &caller, ground, Step::because(ReviewAction::Return, to, reason)).await
}

/// Accept a filed report: its figures count from now. Nobody accepts what they submitted.
#[utoipa::path(tag = "submissions", operation_id = "accept_submission", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The submission"), IfMatchHeader, IdempotencyKeyHeader),
    request_body(content = Option<Nothing>, content_type = "application/json"),
    responses((status = 200, description = "The submission as it is now", body = Submission)))]
#[post("/submissions/{id}/accept")]
pub(super) async fn accept_submission(app: Data<AppState>, caller: Caller, id: Id, at: IfMatch, body: Body) -> Result<Reply> {
    caller.require(Action::ReviewReport)?;
    let (tx, mut ground) = begin(&app, &caller, id, &at, Action::ReviewReport).await?;
    body.read_or_empty::<Nothing>()?;
    let to = ground.step(&caller, tx.now, ReviewAction::Accept)?;
    accept::hold_true(&tx, &[&ground]).await?;
    ground.row.accepted_revision = Some(ground.revision.n);
    finish(tx, &caller, ground, Step::plain(ReviewAction::Accept, to)).await
}

/// Take a filed report back, until it is accepted. The next revision is opened as a draft with the same content.
///
/// Only while it could be filed again: after the window closed it is refused (409 `window_closed`), and the receiving unit can
/// return the report instead. A correction that is being written is given up: the accepted revision is the working one again.
#[utoipa::path(tag = "submissions", operation_id = "withdraw_submission", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The submission"), IfMatchHeader, IdempotencyKeyHeader),
    request_body(content = Option<Withdrawal>, content_type = "application/json"),
    responses((status = 200, description = "The submission as it is now", body = Submission)))]
#[post("/submissions/{id}/withdraw")]
pub(super) async fn withdraw_submission(app: Data<AppState>, caller: Caller, id: Id, at: IfMatch, body: Body) -> Result<Reply> {
    caller.require(Action::FileReport)?;
    let (tx, mut ground) = begin(&app, &caller, id, &at, Action::FileReport).await?;
    let Withdrawal { reason } = body.read_or_empty()?;
    let to = ground.step(&caller, tx.now, ReviewAction::Withdraw)?;
    let taken_back = revision::Model { withdrawn_at: Some(tx.now), ..ground.revision.clone() };
    taken_back.into_active_model().reset_all().update(tx.db()).await?;
    match ground.row.accepted_revision.filter(|_| to == SubmissionState::Accepted) {
        Some(accepted) => ground.row.working_revision = accepted,
        None => {
            open_next(&tx, &mut [&mut ground]).await?;
            ground.row.first_filed_at = first_filed(&tx, ground.row.id).await?;
        }
    }
    finish(tx, &caller, ground, Step { reason, ..Step::plain(ReviewAction::Withdraw, to) }).await
}

/// Correct an accepted report: opens the next revision with its content. The accepted one stays in force until that is accepted.
#[utoipa::path(tag = "submissions", operation_id = "correct_submission", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The submission"), IfMatchHeader, IdempotencyKeyHeader),
    request_body(content = Correction, content_type = "application/json"),
    responses((status = 200, description = "The submission as it is now", body = Submission)))]
#[post("/submissions/{id}/correct")]
pub(super) async fn correct_submission(app: Data<AppState>, caller: Caller, id: Id, at: IfMatch, body: Body) -> Result<Reply> {
    caller.require(Action::FileReport)?;
    let (tx, mut ground) = begin(&app, &caller, id, &at, Action::FileReport).await?;
    let Correction { reason } = body.read_or_empty()?;
    let reason = required(reason)?;
    let to = ground.step(&caller, tx.now, ReviewAction::Correct)?;
    let next = Next { from: &ground.revision, kind: RevisionKind::Correction, reason: Some(reason.clone()) };
    let next = content::open_next(&tx, vec![next]).await?;
    ground.row.working_revision = next.first().map_or(ground.row.working_revision, |next| next.n);
    finish(tx, &caller, ground, Step::because(ReviewAction::Correct, to, reason)).await
}

/// Begins the write, locks the submission, and checks right and version.
async fn begin(app: &AppState, caller: &Caller, id: Id, at: &IfMatch, action: Action) -> Result<(Tx, Ground)> {
    let tx = Tx::begin(app, caller).await?;
    let ground = Ground::locked(&tx, &caller.scope, id.0).await?;
    caller.check(action, ground.duty.place())?;
    at.check(ground.row.current())?;
    Ok((tx, ground))
}

/// A step that is being taken.
pub(super) struct Step {
    action: ReviewAction,
    to: SubmissionState,
    reason: Option<String>,
}

impl Step {
    pub(super) const fn plain(action: ReviewAction, to: SubmissionState) -> Self {
        Self { action, to, reason: None }
    }

    pub(super) const fn because(action: ReviewAction, to: SubmissionState, reason: String) -> Self {
        Self { action, to, reason: Some(reason) }
    }

    /// Takes the step: the history and the trail note it, and the submission is in its next stage.
    pub(super) fn take(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        row: &mut submission::Model,
        revision: &revision::Model,
    ) -> submission_event::Model {
        let noted = self.noted(tx, caller, row, revision);
        row.state = self.to;
        row.touch(tx);
        tx.record(self.event(), "submission", row.id, json!({"revision": revision.n, "state": row.state, "reason": self.reason}));
        noted
    }

    /// The step as the history keeps it, taken by the caller now.
    fn noted(&self, tx: &Tx, caller: &Caller, row: &submission::Model, revision: &revision::Model) -> submission_event::Model {
        submission_event::Model {
            id: Uuid::now_v7(),
            government_id: row.government_id,
            plan_id: row.plan_id,
            submission_id: row.id,
            revision_n: revision.n,
            action: self.action,
            from_state: row.state,
            to_state: self.to,
            actor_id: caller.user.id,
            actor_name: caller.user.name.clone(),
            at: tx.now,
            reason: self.reason.clone(),
        }
    }

    /// The name of the audit event.
    const fn event(&self) -> &'static str {
        match self.action {
            ReviewAction::Edit => "submission.updated",
            ReviewAction::Submit => "submission.submitted",
            ReviewAction::Sign => "submission.signed",
            ReviewAction::Return => "submission.returned",
            ReviewAction::Accept => "submission.accepted",
            ReviewAction::Withdraw => "submission.withdrawn",
            ReviewAction::Correct => "submission.corrected",
        }
    }
}

/// Notes the step, moves the submission, and answers.
async fn finish(mut tx: Tx, caller: &Caller, ground: Ground, step: Step) -> Result<Reply> {
    let Ground { mut row, revision, .. } = ground;
    let noted = step.take(&mut tx, caller, &mut row, &revision);
    noted.into_active_model().reset_all().insert(tx.db()).await?;
    let row = row.into_active_model().reset_all().update(tx.db()).await?;
    let answer = show::one(tx.db(), caller, tx.now, row).await?;
    tx.commit(Reply::item(&answer)?).await
}

/// Opens the next revision of each, for the same end as the one before.
pub(super) async fn open_next(tx: &Tx, grounds: &mut [&mut Ground]) -> Result<()> {
    fn next(from: &revision::Model) -> Next<'_> {
        Next { from, kind: from.kind, reason: from.reason.clone() }
    }
    let opened = content::open_next(tx, grounds.iter().map(|ground| next(&ground.revision)).collect()).await?;
    for (ground, next) in grounds.iter_mut().zip(opened) {
        ground.row.working_revision = next.n;
    }
    Ok(())
}

/// When the first revision was filed that was not withdrawn.
async fn first_filed(tx: &Tx, submission: Uuid) -> Result<Option<DateTime<Utc>>> {
    let kept = revision::Entity::find().filter(revision::Column::SubmissionId.eq(submission));
    let filed: Vec<Option<DateTime<Utc>>> = kept
        .filter(revision::Column::WithdrawnAt.is_null())
        .filter(revision::Column::FiledAt.is_not_null())
        .select_only()
        .column(revision::Column::FiledAt)
        .into_tuple()
        .all(tx.db())
        .await?;
    Ok(filed.into_iter().flatten().min())
}

/// A reason that says something.
pub(super) fn required(reason: String) -> Result<String> {
    if reason.trim().is_empty() { Err(Problem::at("/reason", Code::ReasonRequired)) } else { Ok(reason) }
}
