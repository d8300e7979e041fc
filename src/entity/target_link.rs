//! Links between targets: the same promise elsewhere, summands, both parts of a ratio, the parent plan.

use super::target;
use crate::domain::statement::LinkKind;
use crate::entity::scope::{self, Scope};
use sea_orm::entity::prelude::*;

/// What one target is to another.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "target_link")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub government_id: Uuid,
    pub version: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    pub updated_by: String,
    /// The plan of the target from which it leads.
    pub plan_id: Uuid,
    pub from_id: Uuid,
    pub to_id: Uuid,
    pub kind: LinkKind,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// Those with both ends visible.
    pub fn seen_by(scope: &Scope) -> Select<Self> {
        let targets = || scope::ids(target::Entity::seen_by(scope), target::Column::Id);
        Self::find()
            .filter(Column::GovernmentId.eq(scope.government))
            .filter(Column::FromId.in_subquery(targets()))
            .filter(Column::ToId.in_subquery(targets()))
    }
}
