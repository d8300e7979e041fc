//! Stored files, each content once. A row is there before its object, so that no object lies where no row tells of it.

use sea_orm::entity::prelude::*;

/// One content.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "blob")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// SHA-256, lower-case hex.
    pub hash: String,
    /// In bytes.
    pub size: i64,
    /// When it was last about to be stored; one that nothing refers to goes some time after.
    pub touched_at: DateTimeUtc,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
