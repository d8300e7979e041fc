//! The terms of a target as they stood from a date on; after issue every change adds one, with its reason.

use crate::domain::quantity::Quantity;
use crate::domain::target::{Baseline, Firmness, JudgedAs, Operator, QuantityKind, Reference, Series, Stages, Stretch, TargetClass};
use sea_orm::entity::prelude::*;

/// One version of a target. `_e4` are ten-thousandths.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "target_version")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub government_id: Uuid,
    pub plan_id: Uuid,
    pub target_id: Uuid,
    pub n: i32,
    pub reporting_unit_id: Option<Uuid>,
    pub operator: Operator,
    pub judged_as: JudgedAs,
    pub value_e4: Option<Quantity>,
    pub upper_e4: Option<Quantity>,
    pub unit_of_measure: Option<String>,
    /// 16 700 个 for 1.67 万个: 10 000.
    pub multiplier: i64,
    pub series: Series,
    pub quantity_kind: QuantityKind,
    pub firmness: Firmness,
    pub class: TargetClass,
    #[sea_orm(column_type = "Json", nullable)]
    pub stretch: Option<Stretch>,
    #[sea_orm(column_type = "Json", nullable)]
    pub baseline: Option<Baseline>,
    /// Percent.
    pub tolerance_e4: Option<Quantity>,
    pub maintain: bool,
    pub per_unit_group_id: Option<Uuid>,
    #[sea_orm(column_type = "Json", nullable)]
    pub reference: Option<Reference>,
    #[sea_orm(column_type = "Json", nullable)]
    pub stages: Option<Stages>,
    pub effective_on: Date,
    pub recorded_at: DateTimeUtc,
    pub reason: Option<String>,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
