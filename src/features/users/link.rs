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
pub(super) async fn check_free(tx: &Tx, official: Uuid, account: Option<Uuid>, pointer: &str) -> Result<()> {
    official::Entity::find_by_id(official).lock_exclusive().one(tx.db()).await?;
    let mut others =
        app_user::Entity::find().filter(app_user::Column::OfficialId.eq(official)).filter(app_user::Column::DisabledAt.is_null());
    if let Some(account) = account {
        others = others.filter(app_user::Column::Id.ne(account));
    }
    if others.count(tx.db()).await? == 0 { Ok(()) } else { Err(Problem::conflict(pointer, Code::AlreadyExists)) }
}

/// Makes the account that of the official a patch names, or nobody's; absent keeps.
///
/// # Errors
/// As [`named`]; 422 `exclusive_roles` at `/officialId` for the account of an administrator.
pub(super) async fn change(
    tx: &Tx,
    scope: &Scope,
    row: &mut app_user::Model,
    id: Option<Option<Uuid>>,
    code: Option<&String>,
    today: NaiveDate,
) -> Result<()> {
    if id.is_none() && code.is_none() {
        return Ok(());
    }
    row.official_id = named(tx, scope, id.flatten(), code).await?;
    if row.official_id.is_some() { check_no_administrator(tx, row, today).await } else { Ok(()) }
}

/// Of the accounts of an official that can log in this is the only one; `disabled` is what the patch says of that.
///
/// # Errors
/// 409 `already_exists` at the member by which there would be two.
pub(super) async fn check_only_one(tx: &Tx, row: &app_user::Model, disabled: Option<bool>) -> Result<()> {
    let pointer = if disabled == Some(false) { "/disabled" } else { "/officialId" };
    match row.official_id {
        Some(official) if row.disabled_at.is_none() => check_free(tx, official, Some(row.id), pointer).await,
        _ => Ok(()),
    }
}

/// The account is not that of an administrator, today or later.
async fn check_no_administrator(tx: &Tx, row: &app_user::Model, today: NaiveDate) -> Result<()> {
    let held = role_grant::Entity::find().filter(role_grant::Column::UserId.eq(row.id)).all(tx.db()).await?;
    let administers = |grant: &role_grant::Model| grant.role.administers() && grant.valid_to.is_none_or(|to| to >= today);
    let refused = row.installation_admin || held.iter().any(administers);
    if refused { Err(Problem::at("/officialId", Code::ExclusiveRoles)) } else { Ok(()) }
}
