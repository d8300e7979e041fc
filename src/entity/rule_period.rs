//! The calendar of a reporting rule (报送日历).

use crate::domain::period::Period;
use sea_orm::entity::prelude::*;

/// One period of a rule with its window. Instants are UTC.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "rule_period")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub government_id: Uuid,
    pub plan_id: Uuid,
    pub rule_id: Uuid,
    pub period: Period,
    pub starts_on: Date,
    pub ends_on: Date,
    /// The day its figures speak of.
    pub as_at: Date,
    pub opens_at: DateTimeUtc,
    /// 24:00 of the due day; still on time.
    pub due_at: DateTimeUtc,
    pub closes_at: Option<DateTimeUtc>,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
