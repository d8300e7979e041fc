//! People and systems that log in.

use crate::entity::scope::Scope;
use sea_orm::entity::prelude::*;

/// An account.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "app_user")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub government_id: Uuid,
    pub version: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    pub updated_by: String,
    pub username: String,
    pub name: String,
    pub unit_id: Uuid,
    /// The official whose account it is.
    pub official_id: Option<Uuid>,
    /// Argon2id, PHC string.
    pub password_hash: String,
    pub must_change_password: bool,
    /// Looks after the installation: may add and remove governments. Set by the command line only.
    pub installation_admin: bool,
    pub disabled_at: Option<DateTimeUtc>,
    pub failed_logins: i32,
    pub locked_until: Option<DateTimeUtc>,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// Accounts of the caller's government.
    pub fn seen_by(scope: &Scope) -> Select<Self> {
        Self::find().filter(Column::GovernmentId.eq(scope.government))
    }
}
