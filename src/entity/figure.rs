//! Figures held true (已认定数据), with the time they were known.

use crate::domain::period::Period;
use crate::domain::quantity::Quantity;
use crate::entity::scope::{self, Scope};
use crate::entity::target;
use sea_orm::entity::prelude::*;

/// An accepted value. `_e4` are ten-thousandths.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "figure")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub government_id: Uuid,
    pub plan_id: Uuid,
    pub target_id: Uuid,
    pub unit_id: Uuid,
    pub submission_id: Uuid,
    pub revision_id: Uuid,
    pub cell_key: String,
    pub period: Period,
    pub as_at: Date,
    pub value_e4: Quantity,
    pub numerator_e4: Option<Quantity>,
    pub denominator_e4: Option<Quantity>,
    pub known_from: DateTimeUtc,
    pub known_to: Option<DateTimeUtc>,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// Those of the caller's units, of plans they coordinate, and of tasks for which they answer as an official; all for those who read all.
    pub fn seen_by(scope: &Scope) -> Select<Self> {
        let of = |tasks| {
            let targets = target::Entity::find().filter(target::Column::TaskId.in_subquery(tasks));
            Column::TargetId.in_subquery(scope::ids(targets, target::Column::Id))
        };
        let visible = scope::reports(scope, Column::UnitId, Column::PlanId, of);
        Self::find().filter(Column::GovernmentId.eq(scope.government)).filter(visible)
    }
}
