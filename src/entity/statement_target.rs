//! Which targets a statement makes, sets a checkpoint of, or repeats.

use super::statement;
use crate::entity::scope::{self, Scope};
use sea_orm::entity::prelude::*;

/// One target of one statement.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "statement_target")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub statement_id: Uuid,
    pub target_id: Uuid,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// Those of visible statements.
    pub fn seen_by(scope: &Scope) -> Select<Self> {
        let statements = scope::ids(statement::Entity::seen_by(scope), statement::Column::Id);
        Self::find().filter(Column::StatementId.in_subquery(statements))
    }
}
