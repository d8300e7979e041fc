//! What a revision says of milestones, as filed.

use sea_orm::entity::prelude::*;

/// One occurrence of a milestone in one revision.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "revision_milestone")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub government_id: Uuid,
    pub version: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    pub updated_by: String,
    pub revision_id: Uuid,
    pub milestone_id: Uuid,
    /// The due day of the occurrence; of a step that happens once its own, or 0001-01-01 when it has none.
    pub occurs_on: Date,
    pub done_on: Option<Date>,
    pub note: Option<String>,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
