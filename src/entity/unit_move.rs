//! Where units stood before they were hung elsewhere in the tree (隶属变更).

use sea_orm::entity::prelude::*;

/// One move; never changed.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "unit_move")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub government_id: Uuid,
    pub unit_id: Uuid,
    /// The unit above until then.
    pub from_parent_id: Option<Uuid>,
    pub moved_at: DateTimeUtc,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
