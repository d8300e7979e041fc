//! What cooperating units contribute to the reports on a task for a period.

use crate::domain::contribution::{ContributedFigures, ContributionState};
use crate::domain::period::Period;
use crate::entity::obligation;
use crate::entity::scope::{self, Scope};
use sea_orm::Condition;
use sea_orm::entity::prelude::*;

/// One contribution.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "contribution")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub government_id: Uuid,
    pub version: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    pub updated_by: String,
    pub plan_id: Uuid,
    /// The task on which reports are owed.
    pub task_id: Uuid,
    pub unit_id: Uuid,
    pub period: Period,
    pub state: ContributionState,
    pub text: String,
    #[sea_orm(column_type = "Json")]
    pub figures: ContributedFigures,
    pub given_at: Option<DateTimeUtc>,
    pub given_by_name: Option<String>,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// Those of the caller's units; and, once given, those on tasks the caller's units report on, of plans they coordinate, and all
    /// for those who read all.
    pub fn seen_by(scope: &Scope) -> Select<Self> {
        let own = Condition::any().add(Column::UnitId.is_in(scope.units.iter().copied()));
        let owed = obligation::Entity::find().filter(obligation::Column::UnitId.is_in(scope.units.iter().copied()));
        let leads = Column::TaskId.in_subquery(scope::ids(owed, obligation::Column::TaskId));
        let reach = Condition::any()
            .add(scope::reports(scope, Column::UnitId, Column::PlanId, |tasks| Column::TaskId.in_subquery(tasks)))
            .add(leads);
        let given = Condition::all().add(Column::State.eq(ContributionState::Given)).add(reach);
        Self::find().filter(Column::GovernmentId.eq(scope.government)).filter(own.add(given))
    }
}
