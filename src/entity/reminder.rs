//! Reminders of reports (催报).

use crate::domain::period::Period;
use crate::domain::reminder::ReminderChannel;
use crate::entity::obligation;
use crate::entity::scope::{self, Scope};
use sea_orm::entity::prelude::*;

/// One reminder; never changed.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "reminder")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub government_id: Uuid,
    pub plan_id: Uuid,
    pub obligation_id: Uuid,
    pub unit_id: Uuid,
    pub period: Period,
    pub channel: ReminderChannel,
    pub sent_at: DateTimeUtc,
    pub sent_by: Uuid,
    pub sent_by_name: String,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// Those of visible obligations.
    pub fn seen_by(scope: &Scope) -> Select<Self> {
        let of = |tasks| {
            let owed = obligation::Entity::find().filter(obligation::Column::TaskId.in_subquery(tasks));
            Column::ObligationId.in_subquery(scope::ids(owed, obligation::Column::Id))
        };
        Self::find().filter(Column::GovernmentId.eq(scope.government)).filter(scope::reports(scope, Column::UnitId, Column::PlanId, of))
    }
}
