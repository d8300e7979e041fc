//! Allocations (任务分解): the share of a target that falls to a unit, a site or a period.

use super::target;
use crate::domain::period::Period;
use crate::domain::quantity::Quantity;
use crate::entity::scope::{self, Scope};
use sea_orm::entity::prelude::*;

/// One share. `_e4` are ten-thousandths.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "allocation")]
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
    /// Unit, site and period in one text: unique within the target.
    pub cell_key: String,
    pub unit_id: Option<Uuid>,
    pub site_id: Option<Uuid>,
    pub period: Option<Period>,
    pub value_e4: Quantity,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// The allocations of visible targets.
    pub fn seen_by(scope: &Scope) -> Select<Self> {
        let targets = scope::ids(target::Entity::seen_by(scope), target::Column::Id);
        Self::find().filter(Column::GovernmentId.eq(scope.government)).filter(Column::TargetId.in_subquery(targets))
    }
}
