//! Headings inside a plan (章节), a tree of any depth.

use crate::entity::scope::{self, Scope};
use sea_orm::entity::prelude::*;

/// A heading.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "section")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub government_id: Uuid,
    pub version: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    pub updated_by: String,
    pub plan_id: Uuid,
    pub parent_id: Option<Uuid>,
    pub ord: i32,
    /// As printed: (一).
    pub number: String,
    pub title: String,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// The headings of visible plans.
    pub fn seen_by(scope: &Scope) -> Select<Self> {
        Self::find().filter(Column::GovernmentId.eq(scope.government)).filter(Column::PlanId.in_subquery(scope::plan_ids(scope)))
    }
}
