//! What every step on a submission stands on: its row, plan, obligation, rule and working revision, locked in one order.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::LockType;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::json;
use uuid::Uuid;

use super::show::distinct;
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
    /// anything in it, as everywhere, and the obligation before the report on it.
    pub(super) async fn locked(tx: &Tx, scope: &Scope, obligation: Uuid) -> Result<Option<Self>> {
        let seen = obligation::Entity::seen_by(scope).filter(obligation::Column::Id.eq(obligation));
        let of_plan = scope::ids(seen.clone(), obligation::Column::PlanId);
        let plan = plan::Entity::find().filter(plan::Column::Id.in_subquery(of_plan)).lock_shared().one(tx.db()).await?;
        let Some(plan) = plan else { return Ok(None) };
        let Some(obligation) = seen.lock(LockType::NoKeyUpdate).one(tx.db()).await? else { return Ok(None) };
        let rule = rules(tx.db(), [&obligation]).await?.remove(&obligation.rule_period_id).or_not_found()?;
        Ok(Some(Self { plan, obligation, rule }))
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
        check_live(&self.plan, &self.obligation)
    }

    /// The window of a report on it.
    pub(super) fn times(&self, open_until: Option<DateTime<Utc>>, kind: RevisionKind) -> Times {
        times(&self.obligation, open_until, kind)
    }
}

/// Reports move only while their plan is in force and as long as they are owed.
///
/// # Errors
/// 409 `invalid_transition` with the state of the plan, or `void`.
pub(super) fn check_live(plan: &plan::Model, owed: &obligation::Model) -> Result<()> {
    check_in_force(plan)?;
    if owed.voided_at.is_some() { Err(no_way(json!("void"))) } else { Ok(()) }
}

/// Nothing moves in a plan that is not in force.
///
/// # Errors
/// 409 `invalid_transition` with the state of the plan.
pub(super) fn check_in_force(plan: &plan::Model) -> Result<()> {
    if plan.state == PlanState::Issued { Ok(()) } else { Err(no_way(json!(plan.state))) }
}

/// Where the reports of a unit on a plan lie, for rights.
pub(super) fn place(plan: &plan::Model, unit: Uuid) -> Place {
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
        Self::locked_all(tx, scope, vec![id]).await?.remove(&id).or_not_found()
    }

    /// Those of these submissions that are visible, by id, locked in one order after their plans: six statements.
    pub(super) async fn locked_all(tx: &Tx, scope: &Scope, ids: Vec<Uuid>) -> Result<HashMap<Uuid, Self>> {
        let seen = submission::Entity::seen_by(scope).filter(submission::Column::Id.is_in(ids));
        let plans = plan::Column::Id.in_subquery(scope::ids(seen.clone(), submission::Column::PlanId));
        let plans = plan::Entity::find().filter(plans).order_by_asc(plan::Column::Id).lock_shared().all(tx.db()).await?;
        let plans: HashMap<Uuid, plan::Model> = plans.into_iter().map(|row| (row.id, row)).collect();
        let rows = seen.order_by_asc(submission::Column::Id).lock_exclusive().all(tx.db()).await?;
        let owed = obligation::Entity::find().filter(obligation::Column::Id.is_in(rows.iter().map(|row| row.obligation_id)));
        let owed: HashMap<Uuid, obligation::Model> = owed.all(tx.db()).await?.into_iter().map(|row| (row.id, row)).collect();
        let rules = rules(tx.db(), owed.values()).await?;
        let mut working = working(tx, &rows).await?;
        let ground = |row: submission::Model| {
            let obligation = owed.get(&row.obligation_id)?.clone();
            let (plan, rule) = (plans.get(&row.plan_id)?.clone(), rules.get(&obligation.rule_period_id)?.clone());
            let revision = working.remove(&row.id)?;
            Some((row.id, Self { duty: Duty { plan, obligation, rule }, row, revision }))
        };
        Ok(rows.into_iter().filter_map(ground).collect())
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

/// The working revisions of submissions, by submission: one statement.
pub(super) async fn working(tx: &Tx, rows: &[submission::Model]) -> Result<HashMap<Uuid, revision::Model>> {
    let wanted: HashMap<Uuid, i32> = rows.iter().map(|row| (row.id, row.working_revision)).collect();
    let all = revision::Entity::find().filter(revision::Column::SubmissionId.is_in(wanted.keys().copied())).all(tx.db()).await?;
    Ok(all.into_iter().filter(|row| wanted.get(&row.submission_id) == Some(&row.n)).map(|row| (row.submission_id, row)).collect())
}

/// The rules that ask for reports, by rule period: two statements.
pub(super) async fn rules<'o>(
    db: &impl ConnectionTrait,
    owed: impl IntoIterator<Item = &'o obligation::Model>,
) -> Result<HashMap<Uuid, reporting_rule::Model>> {
    let wanted = distinct(owed.into_iter().map(|row| row.rule_period_id));
    let periods = rule_period::Entity::find().filter(rule_period::Column::Id.is_in(wanted));
    let by_rule = reporting_rule::Column::Id.in_subquery(scope::ids(periods.clone(), rule_period::Column::RuleId));
    let rules = reporting_rule::Entity::find().filter(by_rule).all(db).await?;
    let rule_of = |id: Uuid| rules.iter().find(|rule| rule.id == id).cloned();
    Ok(periods.all(db).await?.into_iter().filter_map(|period| Some((period.id, rule_of(period.rule_id)?))).collect())
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
