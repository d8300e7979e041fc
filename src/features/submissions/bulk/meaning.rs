//! What the rows of a bulk mean: plan, task, unit and period by the codes other systems know, looked up together.

use std::collections::{BTreeSet, HashMap, HashSet};

use sea_orm::{ColumnTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::shapes::SubmissionBulkItem;
use crate::db::Tx;
use crate::domain::period::Period;
use crate::entity::scope::Scope;
use crate::entity::{obligation, plan, task, unit};
use crate::http::{Code, Fault, Result};

/// What the codes of a bulk stand for, as far as the caller may see it.
pub(super) struct Register {
    /// By code; held against closing and cancelling until the write ends.
    pub(super) plans: HashMap<String, plan::Model>,
    units: HashMap<String, Uuid>,
    /// By plan and code.
    tasks: HashMap<(Uuid, String), Uuid>,
    /// By task, unit and period, with whether they are owed no more.
    owed: HashMap<(Uuid, Uuid, Period), Vec<(Uuid, bool)>>,
}

impl Register {
    /// Looks up everything the rows name: four statements. Plans are locked in one order, before anything in them.
    ///
    /// # Errors
    /// Those of the database.
    pub(super) async fn load(tx: &Tx, scope: &Scope, items: &[&SubmissionBulkItem]) -> Result<Self> {
        let codes = |of: fn(&SubmissionBulkItem) -> &String| items.iter().map(|item| of(item).as_str()).collect::<BTreeSet<&str>>();
        let plans = plan::Entity::seen_by(scope).filter(plan::Column::Code.is_in(codes(|item| &item.plan_code)));
        let plans = plans.order_by_asc(plan::Column::Id).lock_shared().all(tx.db()).await?;
        let units = unit::Entity::seen_by(scope).filter(unit::Column::Code.is_in(codes(|item| &item.unit_code)));
        let units: Vec<(String, Uuid)> =
            units.select_only().columns([unit::Column::Code, unit::Column::Id]).into_tuple().all(tx.db()).await?;
        let tasks = task::Entity::seen_by(scope)
            .filter(task::Column::PlanId.is_in(plans.iter().map(|plan| plan.id)))
            .filter(task::Column::Code.is_in(codes(|item| &item.task_code)));
        let tasks = tasks.select_only().columns([task::Column::PlanId, task::Column::Code, task::Column::Id]);
        let tasks: Vec<(Uuid, String, Uuid)> = tasks.into_tuple().all(tx.db()).await?;
        let owed = obligation::Entity::seen_by(scope)
            .filter(obligation::Column::TaskId.is_in(tasks.iter().map(|(_, _, id)| *id)))
            .filter(obligation::Column::UnitId.is_in(units.iter().map(|(_, id)| *id)))
            .filter(obligation::Column::Period.is_in(items.iter().map(|item| item.period).collect::<HashSet<_>>()));
        let mut register = Self {
            plans: plans.into_iter().map(|row| (row.code.clone(), row)).collect(),
            units: units.into_iter().collect(),
            tasks: tasks.into_iter().map(|(plan, code, id)| ((plan, code), id)).collect(),
            owed: HashMap::new(),
        };
        for row in owed.all(tx.db()).await? {
            register.owed.entry((row.task_id, row.unit_id, row.period)).or_default().push((row.id, row.voided_at.is_some()));
        }
        Ok(register)
    }

    /// The obligation a row means.
    ///
    /// # Errors
    /// `not_found` at the code that names nothing, or at the row where nothing is owed so; `contradiction` where two rules ask for such
    /// a report.
    pub(super) fn meant(&self, item: &SubmissionBulkItem) -> std::result::Result<Uuid, Fault> {
        let absent = |pointer: &str| Fault::at(pointer, Code::NotFound);
        let plan = self.plans.get(&item.plan_code).ok_or_else(|| absent("/planCode"))?;
        let task = self.tasks.get(&(plan.id, item.task_code.clone())).ok_or_else(|| absent("/taskCode"));
        let unit = self.units.get(&item.unit_code).ok_or_else(|| absent("/unitCode"));
        let all = self.owed.get(&(*task?, *unit?, item.period)).ok_or_else(|| absent(""))?;
        let live: Vec<Uuid> = all.iter().filter(|(_, void)| !void).map(|(id, _)| *id).collect();
        match (live.as_slice(), all.first()) {
            ([one], _) => Ok(*one),
            ([], Some((void, _))) => Ok(*void),
            _ => Err(Fault::at("/taskCode", Code::Contradiction)),
        }
    }
}
