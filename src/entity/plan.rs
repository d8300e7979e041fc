//! Plans (方案, 清单): one issued document each.

use crate::domain::due::Due;
use crate::domain::lint::LintPolicy;
use crate::domain::palette::Palette;
use crate::domain::plan::{LeadRule, PlanKind, PlanSource, PlanState};
use crate::domain::thresholds::Thresholds;
use crate::entity::scope::{self, Scope};
use sea_orm::entity::prelude::*;

/// A plan.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "plan")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub government_id: Uuid,
    pub version: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    pub updated_by: String,
    pub code: String,
    pub title: String,
    pub kind: PlanKind,
    pub state: PlanState,
    pub starts_on: Date,
    pub ends_on: Date,
    /// 文号, such as 宜府办发〔2024〕21号.
    pub document_number: Option<String>,
    pub issued_on: Option<Date>,
    pub signed_on: Option<Date>,
    pub printed_on: Option<Date>,
    pub addressees: Option<String>,
    pub is_public: bool,
    pub batch: Option<String>,
    /// 我为群众办实事.
    pub campaign: Option<String>,
    #[sea_orm(column_type = "Json", nullable)]
    pub source: Option<PlanSource>,
    pub parent_id: Option<Uuid>,
    /// The parent plan by name, when it is not held here.
    pub parent_text: Option<String>,
    pub lead_rule: LeadRule,
    #[sea_orm(column_type = "Json", nullable)]
    pub default_due: Option<Due>,
    pub issuing_unit_id: Uuid,
    /// 汇总单位.
    pub coordinating_unit_id: Option<Uuid>,
    /// 督查单位.
    pub supervising_unit_id: Option<Uuid>,
    /// 联席会议, a group.
    pub meeting_unit_id: Option<Uuid>,
    #[sea_orm(column_type = "Json")]
    pub thresholds: Thresholds,
    #[sea_orm(column_type = "Json")]
    pub palette: Palette,
    /// How the findings of the check before filing weigh.
    #[sea_orm(column_type = "Json")]
    pub lint_policy: LintPolicy,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// The day whose leads owe the report on a period: its first, as far as that lies within the plan.
    pub fn day_of_leads(&self, begins: Date) -> Date {
        begins.min(self.ends_on).max(self.starts_on)
    }
}

impl Entity {
    /// Everything for those who read all; otherwise issued plans in which the caller's units take part, and plans they coordinate.
    pub fn seen_by(scope: &Scope) -> Select<Self> {
        Self::find().filter(Column::GovernmentId.eq(scope.government)).filter(scope::plans(scope))
    }
}
