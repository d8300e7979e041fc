//! Figures of a revision as filed.

use crate::domain::quantity::Quantity;
use sea_orm::entity::prelude::*;

/// One filed figure. `_e4` are ten-thousandths.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "revision_figure")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub government_id: Uuid,
    pub revision_id: Uuid,
    pub target_id: Uuid,
    pub cell_key: String,
    pub value_e4: Option<Quantity>,
    pub numerator_e4: Option<Quantity>,
    pub denominator_e4: Option<Quantity>,
    pub claimed_total_e4: Option<Quantity>,
    pub why_missing: Option<String>,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
