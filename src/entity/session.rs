//! Log-ins: one family of refresh tokens each.

use sea_orm::entity::prelude::*;
use sea_orm::{JoinType, QuerySelect, SelectTwo};

use super::app_user;

/// A session; its id is the `sid` of access tokens.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub government_id: Uuid,
    pub user_id: Uuid,
    pub created_at: DateTimeUtc,
    pub last_used_at: DateTimeUtc,
    pub ended_at: Option<DateTimeUtc>,
    pub user_agent: Option<String>,
}

/// Relations are written as joins where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// A session that has not ended, with its account.
    pub fn open_with_user(id: Uuid) -> SelectTwo<Self, app_user::Entity> {
        let user = Self::belongs_to(app_user::Entity).from(Column::UserId).to(app_user::Column::Id).into();
        Self::find_by_id(id).filter(Column::EndedAt.is_null()).join(JoinType::InnerJoin, user).select_also(app_user::Entity)
    }
}
