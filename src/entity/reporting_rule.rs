//! Reporting rules (报送要求): who reports to whom, how often, with which parts.

use crate::domain::schedule::{CalendarRule, LimitPolicy, ReportParts, Reporters};
use crate::entity::scope::{self, Scope};
use sea_orm::entity::prelude::*;

/// A rule of a plan.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "reporting_rule")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub government_id: Uuid,
    pub version: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    pub updated_by: String,
    pub plan_id: Uuid,
    /// The only task for which it holds; none: all tasks without a rule of their own.
    pub task_id: Option<Uuid>,
    pub n: i32,
    pub title: String,
    pub receiver_unit_id: Uuid,
    pub reporters: Reporters,
    /// Frequency, days and periods.
    #[sea_orm(column_type = "Json")]
    pub calendar: CalendarRule,
    #[sea_orm(column_type = "Json")]
    pub parts: ReportParts,
    /// Unicode scalars per part.
    pub text_limit: Option<i32>,
    pub limit_policy: LimitPolicy,
    pub signs_first: bool,
    pub collects_figures: bool,
    /// Days given after a return.
    pub return_days: i32,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// Days given after a return; never less than none.
    pub fn days_to_return(&self) -> u32 {
        u32::try_from(self.return_days).unwrap_or(0)
    }
}

impl Entity {
    /// The rules of visible plans.
    pub fn seen_by(scope: &Scope) -> Select<Self> {
        Self::find().filter(Column::GovernmentId.eq(scope.government)).filter(Column::PlanId.in_subquery(scope::plan_ids(scope)))
    }
}
