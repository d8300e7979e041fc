//! What a user may do, and from which unit (授权).

use crate::domain::role::Role;
use crate::entity::scope::Scope;
use sea_orm::Condition;
use sea_orm::entity::prelude::*;

/// A role at a unit, for a time.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "role_grant")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub government_id: Uuid,
    pub version: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    pub updated_by: String,
    pub user_id: Uuid,
    pub role: Role,
    pub unit_id: Uuid,
    pub include_descendants: bool,
    pub valid_from: Date,
    /// Last day.
    pub valid_to: Option<Date>,
    pub granted_by: Option<Uuid>,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// The grants of the caller's government.
    pub fn seen_by(scope: &Scope) -> Select<Self> {
        Self::find().filter(Column::GovernmentId.eq(scope.government))
    }

    /// Those that hold on a day.
    pub fn in_force(scope: &Scope, day: Date) -> Select<Self> {
        let not_ended = Condition::any().add(Column::ValidTo.is_null()).add(Column::ValidTo.gte(day));
        Self::seen_by(scope).filter(Column::ValidFrom.lte(day)).filter(not_ended)
    }
}
