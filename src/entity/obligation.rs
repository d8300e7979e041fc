//! Obligations (报送任务): a unit owes a report on a task for a period. The centre of the monthly cycle.

use crate::domain::period::Period;
use crate::domain::schedule::VoidReason;
use crate::entity::scope::{self, Scope};
use sea_orm::entity::prelude::*;

/// One obligation. Instants are UTC.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "obligation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub government_id: Uuid,
    pub version: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    pub updated_by: String,
    pub plan_id: Uuid,
    pub rule_period_id: Uuid,
    pub task_id: Uuid,
    pub unit_id: Uuid,
    /// The group through which the unit is obliged.
    pub via_group_id: Option<Uuid>,
    pub period: Period,
    pub as_at: Date,
    pub opens_at: DateTimeUtc,
    pub due_at: DateTimeUtc,
    pub closes_at: Option<DateTimeUtc>,
    pub void_reason: Option<VoidReason>,
    pub voided_at: Option<DateTimeUtc>,
    /// Until when the furthest approved extension runs; always after `due_at`.
    pub extended_until: Option<DateTimeUtc>,
    /// The obligation that took its place when it was handed to another unit.
    pub transferred_to_id: Option<Uuid>,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// The deadline in force: that of the furthest approved extension, else the original.
    pub fn due(&self) -> DateTimeUtc {
        self.extended_until.map_or(self.due_at, |until| until.max(self.due_at))
    }

    /// Whether its unit brings the figure of a target with that reporting unit: none is named, or it is the one, or stands for that group.
    #[must_use]
    pub fn brings_for(&self, reporter: Option<Uuid>) -> bool {
        reporter.is_none_or(|named| named == self.unit_id || self.via_group_id == Some(named))
    }
}

impl Entity {
    /// Those of the caller's units, of plans they coordinate, and on tasks for which they answer as an official; all for those who read all.
    pub fn seen_by(scope: &Scope) -> Select<Self> {
        let visible = scope::reports(scope, Column::UnitId, Column::PlanId, |tasks| Column::TaskId.in_subquery(tasks));
        Self::find().filter(Column::GovernmentId.eq(scope.government)).filter(visible)
    }
}
