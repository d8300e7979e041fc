//! Statements: every phrase of the notice with a figure, word for word, and what it is.

use crate::domain::quantity::Quantity;
use crate::domain::statement::StatementRole;
use crate::domain::target::{Firmness, Operator};
use crate::entity::scope::{self, Scope};
use sea_orm::entity::prelude::*;

/// One phrase. `_e4` are ten-thousandths.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "statement")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub government_id: Uuid,
    pub version: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    pub updated_by: String,
    pub plan_id: Uuid,
    pub task_id: Uuid,
    /// The step in which it is printed.
    pub milestone_id: Option<Uuid>,
    pub ord: i32,
    /// As printed, without white space.
    pub text: String,
    pub role: StatementRole,
    pub operator: Option<Operator>,
    pub value_e4: Option<Quantity>,
    pub upper_e4: Option<Quantity>,
    pub unit_of_measure: Option<String>,
    pub firmness: Option<Firmness>,
    /// The checkpoint it makes.
    pub checkpoint_id: Option<Uuid>,
    /// Our reading in our own words.
    pub note: Option<String>,
    /// Where it begins and ends in the source, in Unicode scalars.
    pub source_start: Option<i32>,
    pub source_end: Option<i32>,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// The statements of visible tasks.
    pub fn seen_by(scope: &Scope) -> Select<Self> {
        Self::find().filter(Column::GovernmentId.eq(scope.government)).filter(scope::tasks(scope, Column::TaskId, Column::PlanId))
    }
}
