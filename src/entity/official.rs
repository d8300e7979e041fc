//! Officials (总责任人, 分管副市长): people who answer for tasks by name.

use crate::domain::succession::Term;
use crate::entity::scope::Scope;
use sea_orm::entity::prelude::*;

/// An official.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "official")]
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
    /// 副市长, as far as the document says so.
    pub post: Option<String>,
    pub unit_id: Option<Uuid>,
    pub valid_from: Option<Date>,
    /// Last day in office.
    pub valid_to: Option<Date>,
    pub successor_id: Option<Uuid>,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// How long they hold the post, and who comes next.
    pub fn term(&self) -> Term<Uuid> {
        Term { from: self.valid_from, to: self.valid_to, successor: self.successor_id }
    }
}

impl Entity {
    /// The registry is open to everybody who may log in to the government.
    pub fn seen_by(scope: &Scope) -> Select<Self> {
        Self::find().filter(Column::GovernmentId.eq(scope.government))
    }
}
