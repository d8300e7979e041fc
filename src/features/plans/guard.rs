//! What every write of a plan or of a part of it begins with: lock the plan's row, and see whether its state allows the change.

use sea_orm::{ColumnTrait, QueryFilter, QuerySelect};
use serde_json::json;
use uuid::Uuid;

use super::shapes::PlanOperation;
use crate::auth::caller::Place;
use crate::db::Tx;
use crate::domain::plan::PlanState;
use crate::entity::plan;
use crate::entity::scope::Scope;
use crate::http::{Code, OrNotFound, Problem, Result};

/// The plan of the path, locked. Writers of parts lock it before the part: one order, no deadlocks.
///
/// # Errors
/// 404.
pub async fn locked(tx: &Tx, scope: &Scope, id: Uuid) -> Result<plan::Model> {
    plan::Entity::seen_by(scope).filter(plan::Column::Id.eq(id)).lock_exclusive().one(tx.db()).await?.or_not_found()
}

/// The plan that a body names as `planId`, locked.
///
/// # Errors
/// 422 `not_found` at `/planId`.
pub async fn named(tx: &Tx, scope: &Scope, id: Uuid) -> Result<plan::Model> {
    let found = plan::Entity::seen_by(scope).filter(plan::Column::Id.eq(id)).lock_exclusive().one(tx.db()).await?;
    found.ok_or_else(|| Problem::at("/planId", Code::NotFound))
}

/// Where a plan lies, for the rights to it.
pub fn place(plan: &plan::Model) -> Place {
    Place { unit: Some(plan.issuing_unit_id), coordinating: plan.coordinating_unit_id }
}

/// Parts of a plan come and go only while it is a draft.
///
/// # Errors
/// 409: `plan_not_draft` for an issued plan, `invalid_transition` for a closed or archived one; both name the state.
pub fn require_draft(plan: &plan::Model) -> Result<()> {
    match plan.state {
        PlanState::Draft => Ok(()),
        PlanState::Issued => Err(refusal(plan, Code::PlanNotDraft)),
        PlanState::Closed | PlanState::Archived => Err(refusal(plan, Code::InvalidTransition)),
    }
}

/// A 409 that says in which state the plan is and what that allows.
pub fn refusal(plan: &plan::Model, code: Code) -> Problem {
    Problem::new(code).with("state", json!(plan.state)).with("allowedActions", json!(PlanOperation::of(plan.state)))
}
