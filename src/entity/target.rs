//! Quantitative targets (量化指标).

use super::target_version;
use crate::entity::scope::{self, Scope};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait, IntoCondition};
use sea_orm::{JoinType, QuerySelect, SelectTwo};

/// What stays the same of a target; its terms are in `target_version`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "target")]
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
    /// Stable within the task.
    pub key: String,
    pub indicator: String,
    /// As printed.
    pub text: String,
    /// 其中.
    pub part_of_id: Option<Uuid>,
    /// Its parts add up to it, as the text says.
    pub parts_add_up: bool,
    /// Of which kind only: 20亿元以上.
    pub qualifier: Option<String>,
    /// For each of what: 每个托管室, 各县区.
    pub scope: Option<String>,
    /// The version in force.
    pub current_n: i32,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// The targets of visible tasks.
    pub fn seen_by(scope: &Scope) -> Select<Self> {
        Self::find().filter(Column::GovernmentId.eq(scope.government)).filter(scope::tasks(scope, Column::TaskId, Column::PlanId))
    }

    /// The join to the version in force.
    pub fn current() -> RelationDef {
        let current: RelationDef = Self::belongs_to(target_version::Entity).from(Column::Id).to(target_version::Column::TargetId).into();
        current
            .on_condition(|held, version| Expr::col((version, target_version::Column::N)).equals((held, Column::CurrentN)).into_condition())
    }

    /// Adds the version in force.
    pub fn with_current(select: Select<Self>) -> SelectTwo<Self, target_version::Entity> {
        select.join(JoinType::InnerJoin, Self::current()).select_also(target_version::Entity)
    }
}
