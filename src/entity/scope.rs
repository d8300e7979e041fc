//! What a caller may read, as SQL: one condition per kind of table, used by `seen_by` and nowhere else.
//!
//! Reach is a disjunction: everything in the government, or the units' own, or the plans they coordinate.

use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ColumnTrait, Condition, EntityTrait, JoinType, QueryFilter, QuerySelect, QueryTrait, Select};
use uuid::Uuid;

use super::{assignment, obligation, plan, task};
use crate::domain::plan::PlanState;

/// The reach of one caller, resolved once per request.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// The only government whose rows exist for the caller.
    pub government: Uuid,
    /// May see every government's own row.
    pub installation: bool,
    /// Reads all plans and reports of the government.
    pub everything: bool,
    /// Units whose duties and reports the caller sees, with the groups they belong to.
    pub units: Vec<Uuid>,
    /// Units through which the caller coordinates plans.
    pub coordinating: Vec<Uuid>,
}

/// A query for nothing but ids.
pub fn ids<E: EntityTrait>(select: Select<E>, column: E::Column) -> SelectStatement {
    select.select_only().column(column).into_query()
}

/// Which plans are visible.
pub fn plans(scope: &Scope) -> Condition {
    if scope.everything {
        return Condition::all();
    }
    let duties = assignment::Entity::find().filter(assignment::Column::UnitId.is_in(scope.units.iter().copied()));
    let owed = obligation::Entity::find().filter(obligation::Column::UnitId.is_in(scope.units.iter().copied()));
    // A report that was handed to a unit is a part in the plan like a duty in it.
    let taking_part = Condition::any()
        .add(plan::Column::Id.in_subquery(ids(duties, assignment::Column::PlanId)))
        .add(plan::Column::Id.in_subquery(ids(owed, obligation::Column::PlanId)));
    let issued = Condition::all().add(plan::Column::State.ne(PlanState::Draft)).add(taking_part);
    Condition::any().add(issued).add(coordinated(scope))
}

fn coordinated(scope: &Scope) -> Condition {
    Condition::all()
        .add(plan::Column::State.ne(PlanState::Draft))
        .add(plan::Column::CoordinatingUnitId.is_in(scope.coordinating.iter().copied()))
}

/// Ids of the visible plans.
pub fn plan_ids(scope: &Scope) -> SelectStatement {
    ids(plan::Entity::seen_by(scope), plan::Column::Id)
}

fn coordinated_plan_ids(scope: &Scope) -> SelectStatement {
    ids(plan::Entity::find().filter(plan::Column::GovernmentId.eq(scope.government)).filter(coordinated(scope)), plan::Column::Id)
}

/// Which rows that hang on a task are visible.
pub fn tasks<C: ColumnTrait>(scope: &Scope, task: C, plan: C) -> Condition {
    if scope.everything {
        return Condition::all();
    }
    let concerned = Condition::any()
        .add(task.in_subquery(near_task_ids(scope, assignment::Entity)))
        .add(task.in_subquery(near_task_ids(scope, obligation::Entity)));
    let assigned = Condition::all().add(plan.in_subquery(plan_ids(scope))).add(concerned);
    Condition::any().add(plan.in_subquery(coordinated_plan_ids(scope))).add(assigned)
}

/// Tasks on which the caller's units have a duty, or owe a report, with everything above and below them in the tree.
fn near_task_ids<E: EntityTrait>(scope: &Scope, duties: E) -> SelectStatement {
    let (duty, held, near) = (Alias::new("duty"), Alias::new("held"), Alias::new("near"));
    let column = |table: &Alias, name: &'static str| Expr::col((table.clone(), Alias::new(name)));
    let mut query = Query::select();
    query
        .column((near.clone(), Alias::new("id")))
        .from_as(duties, duty.clone())
        .join_as(JoinType::InnerJoin, task::Entity, held.clone(), column(&held, "id").equals((duty.clone(), Alias::new("task_id"))))
        .join_as(
            JoinType::InnerJoin,
            task::Entity,
            near.clone(),
            column(&near, "plan_id")
                .equals((held.clone(), Alias::new("plan_id")))
                .and(Expr::cust(r#"("near"."path" LIKE "held"."path" || '%' OR "held"."path" LIKE "near"."path" || '%')"#)),
        )
        .and_where(column(&duty, "unit_id").is_in(scope.units.iter().copied()));
    query
}

/// Which obligations, submissions and figures are visible.
pub fn reports<C: ColumnTrait>(scope: &Scope, unit: C, plan: C) -> Condition {
    if scope.everything {
        return Condition::all();
    }
    Condition::any().add(unit.is_in(scope.units.iter().copied())).add(plan.in_subquery(coordinated_plan_ids(scope)))
}
