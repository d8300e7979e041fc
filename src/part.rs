//! Writing a part of a plan (a task, a duty, a target): the plan's row is locked first, then the part's; and the plan's
//! stage says what may be changed and whether a change appends a version.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{ActiveEnum, ColumnTrait, EntityTrait, QueryFilter, QuerySelect, Select};
use uuid::Uuid;

use crate::auth::caller::Place;
use crate::db::Tx;
use crate::domain::day::Day;
use crate::domain::plan::PlanState;
use crate::entity::scope::Scope;
use crate::entity::{plan, target, task};
use crate::http::{Code, Fault, OrNotFound, Problem, Result};

/// The visible plan with this id, locked for the rest of the transaction.
///
/// # Errors
/// Those of the database.
pub async fn plan(tx: &Tx, scope: &Scope, id: Uuid) -> Result<Option<plan::Model>> {
    Ok(plan::Entity::seen_by(scope).filter(plan::Column::Id.eq(id)).lock_exclusive().one(tx.db()).await?)
}

/// The plan a body names at `/planId`, locked.
///
/// # Errors
/// 422 `not_found` at `/planId`.
pub async fn of_plan(tx: &Tx, scope: &Scope, id: Uuid) -> Result<plan::Model> {
    plan(tx, scope, id).await?.ok_or_else(|| Problem::at("/planId", Code::NotFound))
}

/// Where a plan lies, for the rights to it.
pub fn place(plan: &plan::Model) -> Place {
    Place { unit: Some(plan.issuing_unit_id), coordinating: plan.coordinating_unit_id }
}

/// The task a body names at `/taskId`, and its plan, locked.
///
/// # Errors
/// 422 `not_found` at `/taskId`.
pub async fn of_task(tx: &Tx, scope: &Scope, id: Uuid) -> Result<(plan::Model, task::Model)> {
    let seen = task::Entity::seen_by(scope).filter(task::Column::Id.eq(id));
    locked(tx, scope, seen, |row| row.plan_id).await.map_err(|problem| absent(problem, "/taskId"))
}

/// The target a body names at `/targetId`, and its plan, locked.
///
/// # Errors
/// 422 `not_found` at `/targetId`.
pub async fn of_target(tx: &Tx, scope: &Scope, id: Uuid) -> Result<(plan::Model, target::Model)> {
    let seen = target::Entity::seen_by(scope).filter(target::Column::Id.eq(id));
    locked(tx, scope, seen, |row| row.plan_id).await.map_err(|problem| absent(problem, "/targetId"))
}

/// What a body refers to is no address: its absence is a fault of the body.
pub fn absent(problem: Problem, pointer: &str) -> Problem {
    if problem.code == Code::NotFound { Problem::at(pointer, Code::NotFound) } else { problem }
}

/// The part that `seen` finds and its plan, both locked, the plan first: with one order nobody waits in a circle.
///
/// # Errors
/// 404 when there is none.
pub async fn locked<E: EntityTrait>(
    tx: &Tx,
    scope: &Scope,
    seen: Select<E>,
    plan_of: impl Fn(&E::Model) -> Uuid,
) -> Result<(plan::Model, E::Model)> {
    let id = plan_of(&seen.clone().one(tx.db()).await?.or_not_found()?);
    let plan = plan(tx, scope, id).await?.or_not_found()?;
    let part = seen.lock_exclusive().one(tx.db()).await?.or_not_found()?;
    Ok((plan, part))
}

/// The plan still takes changes: it is neither closed nor archived.
///
/// # Errors
/// 409 `invalid_transition` with `state`.
pub fn changeable(plan: &plan::Model) -> Result<()> {
    match plan.state {
        PlanState::Draft | PlanState::Issued => Ok(()),
        PlanState::Closed | PlanState::Archived => Err(refused(plan, Code::InvalidTransition, Vec::new())),
    }
}

/// The plan is a draft.
///
/// # Errors
/// 409 `plan_not_draft`, or `invalid_transition` once the plan is closed; both with `state`.
pub fn draft(plan: &plan::Model) -> Result<()> {
    changeable(plan)?;
    if plan.state == PlanState::Draft { Ok(()) } else { Err(refused(plan, Code::PlanNotDraft, Vec::new())) }
}

/// Members that are fixed once the plan is issued, each with whether the body names it.
///
/// # Errors
/// 409 `plan_not_draft` with a fault at each such member, or `invalid_transition` once the plan is closed.
pub fn fixed_after_issue(plan: &plan::Model, members: &[(&str, bool)]) -> Result<()> {
    changeable(plan)?;
    let given = members.iter().filter(|(_, given)| *given && plan.state != PlanState::Draft);
    let faults: Vec<Fault> = given.map(|(name, _)| Fault::at(format!("/{name}"), Code::PlanNotDraft)).collect();
    if faults.is_empty() { Ok(()) } else { Err(refused(plan, Code::PlanNotDraft, faults)) }
}

fn refused(plan: &plan::Model, code: Code, faults: Vec<Fault>) -> Problem {
    Problem { faults, ..Problem::new(code) }.with("state", plan.state.to_value())
}

/// When a change of a task or target is made.
#[derive(Clone, Copy, Debug)]
pub struct When {
    /// The day, in the business zone, from which it counts where it names none.
    pub today: NaiveDate,
    /// The instant at which it is recorded.
    pub recorded_at: DateTime<Utc>,
}

/// What a change does to the content of a task or target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edition {
    /// The plan is a draft: the first version is edited in place.
    InPlace,
    /// The plan is issued: the next version is appended.
    Next {
        /// The first day on which it counts.
        effective_on: NaiveDate,
        /// Why it was changed.
        reason: String,
    },
}

impl Edition {
    /// What a change with this `reason` and `effectiveOn` does to a version that counts from `held` on. Without a day it counts
    /// from `today` on, or from that of the version before where it is later: versions follow each other in time as they do by number.
    ///
    /// # Errors
    /// 422 `reason_required`, `out_of_range` for a day before `held`; in a draft `must_be_absent`.
    pub fn of(plan: &plan::Model, held: NaiveDate, today: NaiveDate, effective_on: Option<Day>, reason: Option<String>) -> Result<Self> {
        if plan.state == PlanState::Draft {
            let given = [("/effectiveOn", effective_on.is_some()), ("/reason", reason.is_some())].into_iter().filter(|(_, given)| *given);
            Problem::unless_empty(given.map(|(pointer, _)| Fault::at(pointer, Code::MustBeAbsent)).collect())?;
            return Ok(Self::InPlace);
        }
        let reason = reason.filter(|reason| !reason.trim().is_empty());
        let effective_on = effective_on.map_or(today.max(held), |day| day.0);
        let early = (effective_on < held).then(|| Fault::at("/effectiveOn", Code::OutOfRange).with("min", held.to_string()));
        let silent = reason.is_none().then(|| Fault::at("/reason", Code::ReasonRequired));
        Problem::unless_empty(early.into_iter().chain(silent).collect())?;
        Ok(Self::Next { effective_on, reason: reason.unwrap_or_default() })
    }
}
