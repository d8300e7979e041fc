//! Who answers for a task, in which role (牵头, 责任, 配合).

use crate::domain::plan::AssignmentRole;
use crate::entity::scope::{self, Scope};
use sea_orm::entity::prelude::*;

/// One duty of one unit or official.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "assignment")]
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
    pub role: AssignmentRole,
    /// Exactly one of the two is set.
    pub unit_id: Option<Uuid>,
    pub official_id: Option<Uuid>,
    /// The id of the unit or official as text: what is unique cannot be null.
    pub assignee_key: String,
    /// The name as printed, where it differs from the short name.
    pub printed_as: Option<String>,
    /// The word for the role as printed.
    pub label: Option<String>,
    pub ord: i32,
    /// The one lead that reports, where the rule asks only one.
    pub is_reporting: bool,
    /// Marked with a star in the document.
    pub is_starred: bool,
    pub effective_from: Date,
    /// Last day.
    pub effective_to: Option<Date>,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// The duties on visible tasks.
    pub fn seen_by(scope: &Scope) -> Select<Self> {
        Self::find().filter(Column::GovernmentId.eq(scope.government)).filter(scope::tasks(scope, Column::TaskId, Column::PlanId))
    }
}
