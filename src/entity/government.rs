//! The tenant (政府): one city or county government.

use crate::entity::scope::Scope;
use sea_orm::entity::prelude::*;

/// A government; everything else belongs to one and nothing crosses.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "government")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub version: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    pub updated_by: String,
    /// GB/T 2260 region code, six digits.
    pub code: String,
    pub name: String,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// The caller's own government; the administrator of the installation sees them all.
    pub fn seen_by(scope: &Scope) -> Select<Self> {
        let all = Self::find();
        if scope.installation { all } else { all.filter(Column::Id.eq(scope.government)) }
    }
}
