//! Times during which something was not owed that is owed again, or is void for another reason since.

use crate::domain::schedule::VoidReason;
use sea_orm::entity::prelude::*;

/// One such time; never changed.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "past_void")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub government_id: Uuid,
    pub plan_id: Uuid,
    pub obligation_id: Uuid,
    pub reason: VoidReason,
    /// From this instant on.
    pub from_at: DateTimeUtc,
    /// Until this instant, which belongs to it no more.
    pub to_at: DateTimeUtc,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
