//! What every step on a submission stands on: its row, plan, obligation, rule and working revision, locked in one order.

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use serde_json::json;
use uuid::Uuid;

use crate::auth::{Action, Caller, Place};
use crate::db::Tx;
use crate::domain::filing::{Refusal, Standing, Times, Window};
use crate::domain::plan::PlanState;
use crate::domain::review::{self, Course, ReviewAction, RevisionKind, SubmissionState};
use crate::entity::scope::{self, Scope};
use crate::entity::{obligation, plan, reporting_rule, revision, rule_period, submission};
use crate::http::{Code, OrNotFound, Problem, Result};

/// What an obligation asks, and of whom.
pub(super) struct Duty {
    pub(super) plan: plan::Model,
    pub(super) obligation: obligation::Model,
    pub(super) rule: reporting_rule::Model,
}

/// A submission with all that decides about it.
pub(super) struct Ground {
    pub(super) duty: Duty,
    pub(super) row: submission::Model,
    /// The working revision.
    pub(super) revision: revision::Model,
}

impl Duty {
    /// Reads a visible obligation. The plan is held against closing and cancelling until the write ends; it is locked before
    /// anything in it, as everywhere.
    pub(super) async fn locked(tx: &Tx, scope: &Scope, obligation: Uuid) -> Result<Option<Self>> {
        let seen = obligation::Entity::seen_by(scope).filter(obligation::Column::Id.eq(obligation));
        let of_plan = scope::ids(seen.clone(), obligation::Column::PlanId);
        let plan = plan::Entity::find().filter(plan::Column::Id.in_subquery(of_plan)).lock_shared().one(tx.db()).await?;
        let Some(plan) = plan else { return Ok(None) };
        let Some(obligation) = seen.one(tx.db()).await? else { return Ok(None) };
        Self::of(tx, plan, obligation).await.map(Some)
    }

    async fn of(tx: &Tx, plan: plan::Model, obligation: obligation::Model) -> Result<Self> {
        let period = rule_period::Entity::find().filter(rule_period::Column::Id.eq(obligation.rule_period_id));
        let of_rule = scope::ids(period, rule_period::Column::RuleId);
        let rule = reporting_rule::Entity::find().filter(reporting_rule::Column::Id.in_subquery(of_rule)).one(tx.db()).await?;
        Ok(Self { plan, obligation, rule: rule.or_not_found()? })
    }

    /// Where it lies, for rights.
    pub(super) fn place(&self) -> Place {
        place(&self.plan, self.obligation.unit_id)
    }

    /// Nothing moves in a plan that is not in force.
    ///
    /// # Errors
    /// 409 `invalid_transition` with the state of the plan.
    pub(super) fn check_in_force(&self) -> Result<()> {
        check_in_force(&self.plan)
    }

    /// Reports move only while their plan is in force and as long as they are owed.
    ///
    /// # Errors
    /// 409 `invalid_transition` with the state of the plan, or `void`.
    pub(super) fn check_live(&self) -> Result<()> {
        self.check_in_force()?;
        if self.obligation.voided_at.is_some() { Err(no_way(json!("void"))) } else { Ok(()) }
    }

    /// The window of a report on it.
    pub(super) fn times(&self, open_until: Option<DateTime<Utc>>, kind: RevisionKind) -> Times {
        times(&self.obligation, open_until, kind)
    }
}

/// Nothing moves in a plan that is not in force.
///
/// # Errors
/// 409 `invalid_transition` with the state of the plan.
pub(super) fn check_in_force(plan: &plan::Model) -> Result<()> {
    if plan.state == PlanState::Issued { Ok(()) } else { Err(no_way(json!(plan.state))) }
}

fn place(plan: &plan::Model, unit: Uuid) -> Place {
    Place { unit: Some(unit), coordinating: plan.coordinating_unit_id }
}

fn times(obligation: &obligation::Model, open_until: Option<DateTime<Utc>>, kind: RevisionKind) -> Times {
    let correction = kind == RevisionKind::Correction;
    let obligation::Model { opens_at, closes_at, extended_until, .. } = *obligation;
    Times { opens_at, closes_at, extended_until, open_until, correction }
}

/// What decides how a submission stands to a caller.
pub(super) struct Facts<'a> {
    pub(super) row: &'a submission::Model,
    pub(super) plan: &'a plan::Model,
    pub(super) obligation: &'a obligation::Model,
    pub(super) signs_first: bool,
    pub(super) revision: &'a revision::Model,
}

impl Facts<'_> {
    fn course(&self) -> Course {
        Course { signs_first: self.signs_first, correction: self.revision.kind == RevisionKind::Correction }
    }

    pub(super) fn standing(&self, caller: &Caller, now: DateTime<Utc>) -> Standing {
        let place = place(self.plan, self.row.unit_id);
        Standing {
            state: self.row.state,
            course: self.course(),
            live: self.plan.state == PlanState::Issued && self.obligation.voided_at.is_none(),
            window: times(self.obligation, self.row.open_until, self.revision.kind).window(now),
            filed_it: self.revision.filed_by == Some(caller.user.id),
            may_file: caller.may(Action::FileReport, place),
            may_sign: caller.may(Action::SignReport, place),
            may_review: caller.may(Action::ReviewReport, place),
        }
    }
}

impl Ground {
    /// Reads a visible submission and locks it, after its plan.
    pub(super) async fn locked(tx: &Tx, scope: &Scope, id: Uuid) -> Result<Self> {
        let seen = submission::Entity::seen_by(scope).filter(submission::Column::Id.eq(id));
        let of_plan = scope::ids(seen.clone(), submission::Column::PlanId);
        let plan = plan::Entity::find().filter(plan::Column::Id.in_subquery(of_plan)).lock_shared().one(tx.db()).await?.or_not_found()?;
        let row = seen.lock_exclusive().one(tx.db()).await?.or_not_found()?;
        let obligation = obligation::Entity::find_by_id(row.obligation_id).one(tx.db()).await?.or_not_found()?;
        let working =
            revision::Entity::find().filter(revision::Column::SubmissionId.eq(row.id)).filter(revision::Column::N.eq(row.working_revision));
        let revision = working.one(tx.db()).await?.or_not_found()?;
        Ok(Self { duty: Duty::of(tx, plan, obligation).await?, row, revision })
    }

    fn facts(&self) -> Facts<'_> {
        let Duty { plan, obligation, rule } = &self.duty;
        Facts { row: &self.row, plan, obligation, signs_first: rule.signs_first, revision: &self.revision }
    }

    /// 409 `invalid_transition` with what is possible instead.
    pub(super) fn not_possible(&self) -> Problem {
        invalid_transition(self.row.state, &review::allowed(self.row.state, self.facts().course()))
    }

    /// The stage after a step.
    ///
    /// # Errors
    /// 409 `invalid_transition`, `window_not_open`, `window_closed`; 403 `separation_of_duties`.
    pub(super) fn step(&self, caller: &Caller, now: DateTime<Utc>, action: ReviewAction) -> Result<SubmissionState> {
        self.duty.check_live()?;
        self.facts().standing(caller, now).step(action).map_err(refused)
    }
}

fn invalid_transition(state: SubmissionState, allowed: &[ReviewAction]) -> Problem {
    Problem::new(Code::InvalidTransition).with("state", json!(state)).with("allowedActions", json!(allowed))
}

fn no_way(state: serde_json::Value) -> Problem {
    Problem::new(Code::InvalidTransition).with("state", state).with("allowedActions", json!([]))
}

/// Why a step is not possible, as a problem.
pub(super) fn refused(refusal: Refusal) -> Problem {
    match refusal {
        Refusal::Stage(not_allowed) => invalid_transition(not_allowed.state, &not_allowed.allowed),
        Refusal::OwnWork => Problem::new(Code::SeparationOfDuties),
        Refusal::NotOpen => Problem::new(Code::WindowNotOpen),
        Refusal::Closed => Problem::new(Code::WindowClosed),
    }
}

/// Whether a new report can be begun in this window.
///
/// # Errors
/// 409 `window_not_open` or `window_closed`.
pub(super) fn check_window(window: Window) -> Result<()> {
    match window {
        Window::Open => Ok(()),
        Window::NotOpen => Err(refused(Refusal::NotOpen)),
        Window::Closed => Err(refused(Refusal::Closed)),
    }
}
