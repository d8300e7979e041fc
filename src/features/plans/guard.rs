//! What every write of a plan or of a part of it begins with: lock the plan's row, and see whether its state allows the change.

use serde_json::json;
use uuid::Uuid;

use super::shapes::PlanOperation;
use crate::db::Tx;
use crate::entity::plan;
use crate::entity::scope::Scope;
use crate::http::{Code, OrNotFound, Problem, Result};
use crate::part;

/// The plan of the path, locked. Writers of parts lock it before the part: one order, no deadlocks.
///
/// # Errors
/// 404.
pub async fn locked(tx: &Tx, scope: &Scope, id: Uuid) -> Result<plan::Model> {
    part::plan(tx, scope, id).await?.or_not_found()
}

/// A 409 that says in which state the plan is and what that allows.
pub fn refusal(plan: &plan::Model, code: Code) -> Problem {
    Problem::new(code).with("state", json!(plan.state)).with("allowedActions", json!(PlanOperation::of(plan.state)))
}
