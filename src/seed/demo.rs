//! Demo accounts, development only: one for every role, and a second government to see that nothing crosses.

use chrono::NaiveDate;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::Deserialize;
use serde_json::Value;

use super::{begin, done, part, parts};
use crate::auth::password;
use crate::domain::role::Role;
use crate::entity::{app_user, unit};
use crate::features::units::{self, shapes::UnitCreate};
use crate::features::users::account::{self, NewAccount};
use crate::http::{OrNotFound, Problem, Result};
use crate::state::AppState;

const DEMO: &str = include_str!("../../seeds/demo.json");

/// The first day of the demo year: all grants hold from then on.
const FROM: Option<NaiveDate> = NaiveDate::from_ymd_opt(2024, 1, 1);

/// One demo account of the file.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Account {
    username: String,
    name: String,
    unit_code: String,
    grants: Vec<Grant>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Grant {
    role: Role,
    unit_code: String,
    include_descendants: bool,
}

fn file() -> Result<Value> {
    serde_json::from_str(DEMO).map_err(Problem::internal)
}

/// Loads the demo accounts that are not there yet.
///
/// # Errors
/// When the file does not say what it should.
pub async fn load_accounts(app: &AppState) -> Result<()> {
    let file = file()?;
    let from = FROM.or_not_found()?;
    for government in parts(&file, "governments") {
        let first: Account = part(parts(government, "accounts").next().or_not_found()?, &[], &[])?;
        if app_user::Entity::find().filter(app_user::Column::Username.eq(first.username)).one(&app.db).await?.is_some() {
            continue;
        }
        // All demo accounts have one password; hashing it once keeps the first start short.
        let hash = password::hash(super::text(&file, "password")?.to_owned()).await?;
        let mut tx = begin(app, from, super::text(government, "code")?, super::text(government, "name")?).await?;
        let scope = account::whole(tx.actor.government);
        for unit in parts(government, "units") {
            units::write::insert(&mut tx, &scope, part::<UnitCreate>(unit, &[], &[])?).await?;
        }
        let held = unit::Entity::seen_by(&scope).all(tx.db()).await?;
        let id_of = |code: &str| held.iter().find(|unit| unit.code == code).map(|unit| unit.id).or_not_found();
        for account in parts(government, "accounts") {
            let Account { username, name, unit_code, grants } = part(account, &[], &[])?;
            let grants = grants.into_iter().map(|grant| Ok((grant.role, id_of(&grant.unit_code)?, grant.include_descendants)));
            let account = NewAccount {
                username,
                name,
                unit: id_of(&unit_code)?,
                official: None,
                password_hash: hash.clone(),
                must_change_password: false,
                installation_admin: false,
                grants: grants.collect::<Result<_>>()?,
            };
            account::insert(&mut tx, account, from).await?;
        }
        done(tx).await?;
    }
    Ok(())
}

/// Whom one may log in as, for the person at the terminal.
pub fn accounts() -> String {
    let Ok(file) = file() else { return String::new() };
    let names = parts(&file, "governments").flat_map(|government| parts(government, "accounts"));
    let names: Vec<&str> = names.filter_map(|account| account.get("username").and_then(Value::as_str)).collect();
    let password = super::text(&file, "password").unwrap_or_default();
    format!("  log in as one of: {}\n  password of all:  {password}", names.join(", "))
}
