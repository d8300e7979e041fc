//! Whose account it is: an official has at most one account that can log in, and none of the three administrators' is one.

use chrono::NaiveDate;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::db::Tx;
use crate::entity::scope::Scope;
use crate::entity::{app_user, official, role_grant};
use crate::http::{Code, Problem, Result};
use crate::refs::{self, UnitRef};

/// The official a body names for an account.
///
/// # Errors
/// 422 `contradiction` or `not_found` at the member.
pub(super) async fn named(tx: &Tx, scope: &Scope, id: Option<Uuid>, code: Option<&String>) -> Result<Option<Uuid>> {
    let found = refs::official(tx.db(), scope, UnitRef::new("/official", id, code)).await?;
    Ok(found.map(|official| official.id))
}

/// The official has no other account that can log in. Locking the official lets two accounts wait for each other.
///
/// # Errors
/// 409 `already_exists` at `pointer`.
pub(super) async fn check_only(tx: &Tx, official: Uuid, account: Option<Uuid>, pointer: &str) -> Result<()> {
    official::Entity::find_by_id(official).lock_exclusive().one(tx.db()).await?;
    let mut others =
        app_user::Entity::find().filter(app_user::Column::OfficialId.eq(official)).filter(app_user::Column::DisabledAt.is_null());
    if let Some(account) = account {
        others = others.filter(app_user::Column::Id.ne(account));
    }
    if others.count(tx.db()).await? == 0 { Ok(()) } else { Err(Problem::conflict(pointer, Code::AlreadyExists)) }
}

/// The account is not that of an administrator, today or later.
///
/// # Errors
/// 422 `exclusive_roles` at `/officialId`.
pub(super) async fn check_no_administrator(tx: &Tx, row: &app_user::Model, today: NaiveDate) -> Result<()> {
    let held = role_grant::Entity::find().filter(role_grant::Column::UserId.eq(row.id)).all(tx.db()).await?;
    let administers = |grant: &role_grant::Model| grant.role.administers() && grant.valid_to.is_none_or(|to| to >= today);
    let refused = row.installation_admin || held.iter().any(administers);
    if refused { Err(Problem::at("/officialId", Code::ExclusiveRoles)) } else { Ok(()) }
}
