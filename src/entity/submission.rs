//! Submissions (月报): what a unit files for an obligation.

use crate::domain::review::SubmissionState;
use crate::entity::scope::{self, Scope};
use sea_orm::Condition;
use sea_orm::entity::prelude::*;

/// One submission; its content is in `revision`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "submission")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub government_id: Uuid,
    pub version: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    pub updated_by: String,
    pub plan_id: Uuid,
    pub obligation_id: Uuid,
    pub task_id: Uuid,
    pub unit_id: Uuid,
    pub state: SubmissionState,
    pub working_revision: i32,
    pub accepted_revision: Option<i32>,
    /// First submit that was not withdrawn: lateness is judged by it.
    pub first_filed_at: Option<DateTimeUtc>,
    /// The private window given by a return.
    pub open_until: Option<DateTimeUtc>,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// Those of the caller's units; and what was filed in plans they coordinate, on tasks for which they answer as an official, or
    /// anywhere for those who read all. A draft belongs to its unit until it is submitted.
    pub fn seen_by(scope: &Scope) -> Select<Self> {
        let own = Condition::any().add(Column::UnitId.is_in(scope.units.iter().copied()));
        Self::find()
            .filter(Column::GovernmentId.eq(scope.government))
            .filter(scope::reports(scope, Column::UnitId, Column::PlanId, |tasks| Column::TaskId.in_subquery(tasks)))
            .filter(own.add(Column::FirstFiledAt.is_not_null()))
    }
}
