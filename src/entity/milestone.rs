//! Milestones (工作步骤): what is to be done on the way, each with its own deadline.

use crate::domain::due::Due;
use crate::domain::recurrence::Recurrence;
use crate::entity::scope::{self, Scope};
use sea_orm::entity::prelude::*;

/// One step of a task.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "milestone")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub government_id: Uuid,
    pub version: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    pub updated_by: String,
    pub plan_id: Uuid,
    pub task_id: Uuid,
    pub ord: i32,
    /// Stable within the task.
    pub key: String,
    #[sea_orm(column_type = "Json")]
    pub due: Due,
    /// The control date of `due`, else its latest day.
    pub due_on: Option<Date>,
    /// As printed.
    pub text: String,
    /// 工作措施.
    pub how: Option<String>,
    /// 待…获批后.
    pub condition: Option<String>,
    #[sea_orm(column_type = "Json", nullable)]
    pub recurrence: Option<Recurrence>,
    pub done_on: Option<Date>,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// The milestones of visible tasks.
    pub fn seen_by(scope: &Scope) -> Select<Self> {
        Self::find().filter(Column::GovernmentId.eq(scope.government)).filter(scope::tasks(scope, Column::TaskId, Column::PlanId))
    }
}
