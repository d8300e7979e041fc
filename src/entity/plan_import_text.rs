//! The text of an import, what was understood of it, and the document made of it.

use sea_orm::entity::prelude::*;

/// What is large of one import.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "plan_import_text")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub government_id: Uuid,
    pub import_id: Uuid,
    /// The text that places refer to.
    #[sea_orm(column_type = "Text")]
    pub source: String,
    /// What was understood: never changes.
    pub reading: Json,
    /// The plan document, as corrected so far.
    pub document: Json,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
