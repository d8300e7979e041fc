//! Checkpoints (序时节点): what a target should stand at by a date.

use super::target;
use crate::domain::quantity::Quantity;
use crate::entity::scope::{self, Scope};
use sea_orm::entity::prelude::*;

/// One checkpoint: a value, or a share of the target in percent.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "checkpoint")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub government_id: Uuid,
    pub version: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    pub updated_by: String,
    pub plan_id: Uuid,
    pub target_id: Uuid,
    /// The step of the task at which it stands.
    pub milestone_id: Option<Uuid>,
    pub due_on: Date,
    pub value_e4: Option<Quantity>,
    /// Percent.
    pub share_e4: Option<Quantity>,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// The checkpoints of visible targets.
    pub fn seen_by(scope: &Scope) -> Select<Self> {
        let targets = scope::ids(target::Entity::seen_by(scope), target::Column::Id);
        Self::find().filter(Column::GovernmentId.eq(scope.government)).filter(Column::TargetId.in_subquery(targets))
    }
}
