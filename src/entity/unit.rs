//! Organisations (单位): the tree of one government.

use crate::domain::plan::UnitKind;
use crate::entity::scope::Scope;
use sea_orm::entity::prelude::*;

/// A department, party body, district, group …
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "unit")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub government_id: Uuid,
    pub version: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    pub updated_by: String,
    pub code: String,
    pub name: String,
    pub short_name: Option<String>,
    /// Name, short name and code in comparable form, for `q`.
    pub search: String,
    pub kind: UnitKind,
    pub parent_id: Option<Uuid>,
    /// Ids from the root down, `/a/b/`: a subtree is a prefix.
    pub path: String,
    /// Unified social credit code (GB 32100).
    pub credit_code: Option<String>,
    pub valid_from: Option<Date>,
    pub valid_to: Option<Date>,
    pub successor_id: Option<Uuid>,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// The registry is open to everybody who may log in to the government.
    pub fn seen_by(scope: &Scope) -> Select<Self> {
        Self::find().filter(Column::GovernmentId.eq(scope.government))
    }
}
