//! What a contribution stands on: its plan, and the reports it is for.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect};
use serde_json::json;
use uuid::Uuid;

use crate::auth::{Action, Caller, Place};
use crate::db::Tx;
use crate::domain::contribution::ContributionAction;
use crate::domain::filing::{Times, Window};
use crate::domain::period::Period;
use crate::domain::plan::{AssignmentRole, PlanState};
use crate::domain::review::SubmissionState;
use crate::entity::{assignment, contribution, group_member, obligation, plan, submission, task};
use crate::http::{Code, OrNotFound, Problem, Result};

/// The plan of a contribution, held against closing, and the reports owed on its task for its period.
pub(super) struct Ground {
    pub(super) plan: plan::Model,
    owed: Vec<(obligation::Model, Option<submission::Model>)>,
}

impl Ground {
    /// Reads and locks it for a contribution that is there.
    pub(super) async fn of(tx: &Tx, row: &contribution::Model) -> Result<Self> {
        let plan = locked(tx, row.plan_id).await?;
        let owed = owed(tx, plan.id, row.period, vec![row.task_id]).await?;
        Ok(Self { plan, owed })
    }

    /// Reads and locks it for a new one on a task or a measure, and says on which task the reports are owed: the nearest one, itself
    /// included. None where nothing is owed.
    pub(super) async fn around(tx: &Tx, task: &task::Model, period: Period) -> Result<(Self, Option<Uuid>)> {
        let plan = locked(tx, task.plan_id).await?;
        let line = lineage(task);
        let mut owed = owed(tx, plan.id, period, line.clone()).await?;
        let holder = line.into_iter().rev().find(|id| owed.iter().any(|(row, _)| row.task_id == *id));
        owed.retain(|(row, _)| Some(row.task_id) == holder);
        Ok((Self { plan, owed }, holder))
    }

    pub(super) fn place(plan: &plan::Model, unit: Uuid) -> Place {
        Place { unit: Some(unit), coordinating: plan.coordinating_unit_id }
    }

    /// What a caller may do with a contribution in its stage.
    pub(super) fn allowed(caller: &Caller, plan: &plan::Model, row: &contribution::Model) -> Vec<ContributionAction> {
        let may = plan.state == PlanState::Issued && caller.may(Action::FileReport, Self::place(plan, row.unit_id));
        if may { row.state.allows().to_vec() } else { Vec::new() }
    }

    /// Contributions move while the plan is in force and some report they are for can be written.
    ///
    /// # Errors
    /// 409 `invalid_transition` with the state of the plan, `window_not_open`, `window_closed`.
    pub(super) fn check_open(&self, now: DateTime<Utc>) -> Result<()> {
        if self.plan.state != PlanState::Issued {
            return Err(Problem::new(Code::InvalidTransition).with("state", json!(self.plan.state)).with("allowedActions", json!([])));
        }
        let window = |(owed, filed): &(obligation::Model, Option<submission::Model>)| {
            let open_until = filed.as_ref().and_then(|filed| filed.open_until);
            Times { opens_at: owed.opens_at, closes_at: owed.closes_at, extended_until: owed.extended_until, open_until, correction: false }
                .window(now)
        };
        let windows: Vec<Window> = self.owed.iter().map(window).collect();
        if windows.contains(&Window::Open) {
            Ok(())
        } else {
            Err(Problem::new(if windows.contains(&Window::NotOpen) { Code::WindowNotOpen } else { Code::WindowClosed }))
        }
    }

    /// The stage must allow the step; and what a filed report was made of is not taken back.
    ///
    /// # Errors
    /// 409 `invalid_transition`.
    pub(super) fn check_step(&self, row: &contribution::Model, action: ContributionAction) -> Result<()> {
        use SubmissionState::{Accepted, Signed, Submitted};
        let filed = |state: SubmissionState| matches!(state, Submitted | Signed | Accepted);
        let used = self.owed.iter().any(|(_, report)| report.as_ref().is_some_and(|report| filed(report.state)));
        if row.state.allows().contains(&action) && !(used && action == ContributionAction::Recall) {
            return Ok(());
        }
        let possible = row.state.allows().iter().filter(|step| !(used && **step == ContributionAction::Recall));
        let possible: Vec<&ContributionAction> = possible.collect();
        Err(Problem::new(Code::InvalidTransition).with("state", json!(row.state)).with("allowedActions", json!(possible)))
    }
}

async fn locked(tx: &Tx, plan: Uuid) -> Result<plan::Model> {
    plan::Entity::find_by_id(plan).lock_shared().one(tx.db()).await?.or_not_found()
}

/// The task and those above it, from the top.
pub(super) fn lineage(task: &task::Model) -> Vec<Uuid> {
    task.path.split('/').filter_map(|id| Uuid::try_parse(id).ok()).collect()
}

async fn owed(tx: &Tx, plan: Uuid, period: Period, tasks: Vec<Uuid>) -> Result<Vec<(obligation::Model, Option<submission::Model>)>> {
    let rows = obligation::Entity::find()
        .filter(obligation::Column::PlanId.eq(plan))
        .filter(obligation::Column::Period.eq(period))
        .filter(obligation::Column::TaskId.is_in(tasks))
        .filter(obligation::Column::VoidedAt.is_null())
        .all(tx.db())
        .await?;
    let filed = submission::Entity::find().filter(submission::Column::ObligationId.is_in(rows.iter().map(|row| row.id)));
    let mut filed: HashMap<Uuid, submission::Model> = filed.all(tx.db()).await?.into_iter().map(|row| (row.obligation_id, row)).collect();
    Ok(rows.into_iter().map(|row| (filed.remove(&row.id), row)).map(|(filed, row)| (row, filed)).collect())
}

/// Whether a unit, or a group it belongs to, cooperates (配合, 会同) on one of these tasks in a period.
pub(super) async fn cooperates(tx: &Tx, unit: Uuid, tasks: Vec<Uuid>, period: Period) -> Result<bool> {
    use assignment::Column::{EffectiveFrom, EffectiveTo, Role, TaskId, UnitId};
    use group_member::Column::{ValidFrom, ValidTo};
    let (first, last) = (period.first_day(), period.last_day());
    let groups = group_member::Entity::find()
        .filter(group_member::Column::UnitId.eq(unit))
        .filter(Condition::any().add(ValidFrom.is_null()).add(ValidFrom.lte(last)))
        .filter(Condition::any().add(ValidTo.is_null()).add(ValidTo.gte(first)));
    let groups = crate::entity::scope::ids(groups, group_member::Column::GroupId);
    let duty = assignment::Entity::find()
        .filter(TaskId.is_in(tasks))
        .filter(Role.is_in([AssignmentRole::Cooperating, AssignmentRole::Jointly]))
        .filter(EffectiveFrom.lte(last))
        .filter(Condition::any().add(EffectiveTo.is_null()).add(EffectiveTo.gte(first)))
        .filter(Condition::any().add(UnitId.eq(unit)).add(UnitId.in_subquery(groups)));
    Ok(duty.one(tx.db()).await?.is_some())
}
