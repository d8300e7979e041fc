//! Other names of a unit (别名): 市市监局 for 市市场监督管理局.

use sea_orm::entity::prelude::*;

/// One other name.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "unit_alias")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub government_id: Uuid,
    pub unit_id: Uuid,
    pub alias: String,
    /// Comparable form.
    pub alias_norm: String,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
