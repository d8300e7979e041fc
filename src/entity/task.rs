//! Tasks (事项) and their measures (工作举措).

use super::task_version;
use crate::entity::scope::{self, Scope};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait, IntoCondition};
use sea_orm::{JoinType, QuerySelect, SelectTwo};

/// What stays the same of a task; its content is in `task_version`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "task")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub government_id: Uuid,
    pub version: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    pub updated_by: String,
    pub plan_id: Uuid,
    pub section_id: Option<Uuid>,
    pub parent_id: Option<Uuid>,
    /// Ids from the key work down, `/a/b/`.
    pub path: String,
    pub ord: i32,
    /// As printed: 17, 十九, (七)3.
    pub number: String,
    pub code: String,
    /// The version in force.
    pub current_n: i32,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// All tasks for those who read all; otherwise those on which the caller's units have a duty, with their ancestors and descendants.
    pub fn seen_by(scope: &Scope) -> Select<Self> {
        Self::find().filter(Column::GovernmentId.eq(scope.government)).filter(scope::tasks(scope, Column::Id, Column::PlanId))
    }

    /// The join to the version in force.
    pub fn current() -> RelationDef {
        let current: RelationDef = Self::belongs_to(task_version::Entity).from(Column::Id).to(task_version::Column::TaskId).into();
        current
            .on_condition(|held, version| Expr::col((version, task_version::Column::N)).equals((held, Column::CurrentN)).into_condition())
    }

    /// Adds the version in force.
    pub fn with_current(select: Select<Self>) -> SelectTwo<Self, task_version::Entity> {
        select.join(JoinType::InnerJoin, Self::current()).select_also(task_version::Entity)
    }
}
