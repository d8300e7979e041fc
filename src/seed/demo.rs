//! Demo accounts, development only: one for every role, in every government of the documents, to see that nothing crosses.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::Deserialize;

use super::{begin, done};
use crate::auth::password;
use crate::domain::day::Day;
use crate::domain::role::Role;
use crate::entity::{app_user, unit};
use crate::features::users::account::{self, NewAccount};
use crate::http::{OrNotFound, Problem, Result};
use crate::state::AppState;

const DEMO: &str = include_str!("../../seeds/demo.json");

/// The file.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Demo {
    password: String,
    governments: Vec<Government>,
}

/// The accounts of one government.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Government {
    code: String,
    name: String,
    /// From when on all grants hold: before the first day of its plans, so that a demo clock can go back there.
    valid_from: Day,
    accounts: Vec<Account>,
}

/// One demo account.
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

fn file() -> Result<Demo> {
    serde_json::from_str(DEMO).map_err(Problem::internal)
}

/// Loads the demo accounts that are not there yet.
///
/// # Errors
/// When the file does not say what it should.
pub async fn load_accounts(app: &AppState) -> Result<()> {
    let Demo { password, governments } = file()?;
    // All demo accounts have one password; hashing it once keeps the first start short.
    let mut hash = None;
    for Government { code, name, valid_from, accounts } in governments {
        let first = accounts.first().or_not_found()?.username.clone();
        if app_user::Entity::find().filter(app_user::Column::Username.eq(first)).one(&app.db).await?.is_some() {
            continue;
        }
        let hash = match &hash {
            Some(hash) => hash,
            None => hash.insert(password::hash(password.clone()).await?),
        };
        let mut tx = begin(app, valid_from.0, &code, &name).await?;
        let held = unit::Entity::seen_by(&account::whole(tx.actor.government)).all(tx.db()).await?;
        let id_of = |code: &str| {
            let unit = held.iter().find(|unit| unit.code == code).map(|unit| unit.id);
            unit.ok_or_else(|| Problem::internal(format!("seeds: no unit {code}")))
        };
        for Account { username, name, unit_code, grants } in accounts {
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
            account::insert(&mut tx, account, valid_from.0).await?;
        }
        done(tx).await?;
    }
    Ok(())
}

/// Whom one may log in as, for the person at the terminal.
pub fn accounts() -> String {
    let Ok(Demo { password, governments }) = file() else { return String::new() };
    let of = |government: Government| {
        let names: Vec<String> = government.accounts.into_iter().map(|account| account.username).collect();
        format!("  {}: {}\n", government.name, names.join(", "))
    };
    format!("  log in as one of\n{}  password of all:  {password}", governments.into_iter().map(of).collect::<String>())
}
