//! More time for a report (延期报送): who asked, why, until when, and who decided.

use crate::domain::extension::ExtensionState;
use crate::entity::obligation;
use crate::entity::scope::{self, Scope};
use sea_orm::entity::prelude::*;

/// One extension.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "extension")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub government_id: Uuid,
    pub version: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    pub updated_by: String,
    pub plan_id: Uuid,
    pub obligation_id: Uuid,
    pub unit_id: Uuid,
    pub state: ExtensionState,
    /// The last instant that is on time.
    pub until: DateTimeUtc,
    pub reason: String,
    pub requested_by: Uuid,
    pub requested_by_name: String,
    pub decided_by: Option<Uuid>,
    pub decided_by_name: Option<String>,
    pub decided_at: Option<DateTimeUtc>,
    pub refusal_reason: Option<String>,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// Those of visible obligations.
    pub fn seen_by(scope: &Scope) -> Select<Self> {
        let of = |tasks| {
            let owed = obligation::Entity::find().filter(obligation::Column::TaskId.in_subquery(tasks));
            Column::ObligationId.in_subquery(scope::ids(owed, obligation::Column::Id))
        };
        Self::find().filter(Column::GovernmentId.eq(scope.government)).filter(scope::reports(scope, Column::UnitId, Column::PlanId, of))
    }
}
