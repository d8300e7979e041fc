//! What a caller may read, as SQL: one condition per kind of table, used by `seen_by` and nowhere else.
//!
//! Reach is a disjunction: everything in the government, or the units' own, or the plans they coordinate, or the tasks for which the
//! caller answers as an official.

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
    /// Officials for whom the caller answers: the one whose account it is, and those before. It lets them read, never write.
    pub officials: Vec<Uuid>,
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
    let named = Condition::any()
        .add(assignment::Column::UnitId.is_in(scope.units.iter().copied()))
        .add(assignment::Column::OfficialId.is_in(scope.officials.iter().copied()));
    let duties = assignment::Entity::find().filter(named);
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

/// Ids of the plans that the caller coordinates.
pub fn coordinated_plan_ids(scope: &Scope) -> SelectStatement {
    ids(plan::Entity::find().filter(plan::Column::GovernmentId.eq(scope.government)).filter(coordinated(scope)), plan::Column::Id)
}

/// Which rows that hang on a task are visible.
pub fn tasks<C: ColumnTrait>(scope: &Scope, task: C, plan: C) -> Condition {
    if scope.everything {
        return Condition::all();
    }
    let concerned = Condition::any().add(task.in_subquery(assigned_task_ids(scope))).add(task.in_subquery(owed_task_ids(scope)));
    let assigned = Condition::all().add(plan.in_subquery(plan_ids(scope))).add(concerned);
    Condition::any().add(plan.in_subquery(coordinated_plan_ids(scope))).add(assigned)
}

/// Tasks on which the caller's units or officials have a duty, with everything above and below them in the tree.
fn assigned_task_ids(scope: &Scope) -> SelectStatement {
    let mine = Condition::any().add(of_units(scope)).add(of_officials(scope));
    near_tasks(assignment::Entity, mine, ABOVE_OR_BELOW)
}

/// Tasks on which the caller's units owe a report, with everything above and below them in the tree.
fn owed_task_ids(scope: &Scope) -> SelectStatement {
    near_tasks(obligation::Entity, Condition::all().add(of_units(scope)), ABOVE_OR_BELOW)
}

/// Tasks for which the caller's officials answer, with everything below them.
fn answered_task_ids(scope: &Scope) -> SelectStatement {
    near_tasks(assignment::Entity, Condition::all().add(of_officials(scope)), BELOW)
}

fn of_units(scope: &Scope) -> Expr {
    Expr::col((Alias::new("duty"), Alias::new("unit_id"))).is_in(scope.units.iter().copied())
}

fn of_officials(scope: &Scope) -> Expr {
    Expr::col((Alias::new("duty"), Alias::new("official_id"))).is_in(scope.officials.iter().copied())
}

const ABOVE_OR_BELOW: &str = r#"("near"."path" LIKE "held"."path" || '%' OR "held"."path" LIKE "near"."path" || '%')"#;
const BELOW: &str = r#""near"."path" LIKE "held"."path" || '%'"#;

/// Tasks that lie as `near` says to one on which there is such a duty, or such a report.
fn near_tasks<E: EntityTrait>(duties: E, mine: Condition, lies: &'static str) -> SelectStatement {
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
            column(&near, "plan_id").equals((held.clone(), Alias::new("plan_id"))).and(Expr::cust(lies)),
        )
        .cond_where(mine);
    query
}

/// Which obligations, submissions and figures are visible; `on` says which of them are on one of some tasks.
pub fn reports<C: ColumnTrait>(scope: &Scope, unit: C, plan: C, on: impl FnOnce(SelectStatement) -> Expr) -> Condition {
    if scope.everything {
        return Condition::all();
    }
    let answered = (!scope.officials.is_empty()).then(|| on(answered_task_ids(scope)));
    Condition::any().add(unit.is_in(scope.units.iter().copied())).add(plan.in_subquery(coordinated_plan_ids(scope))).add_option(answered)
}
