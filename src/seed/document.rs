//! One document: its units, its plan with everything in it, and the issue.

use sea_orm::{ColumnTrait, QueryFilter};
use serde_json::Value;

use super::{begin, done, part, parts, text};
use crate::domain::day::Day;
use crate::entity::unit;
use crate::features::accounts;
use crate::features::units::{self, shapes::UnitCreate};
use crate::http::{Problem, Result};
use crate::state::AppState;

pub(super) async fn load(app: &AppState, file: &str) -> Result<()> {
    let document: Value = serde_json::from_str(file).map_err(Problem::internal)?;
    let government = document.get("government").unwrap_or(&Value::Null);
    let plan = document.get("plan").unwrap_or(&Value::Null);
    let issued: Day = text(plan, "issuedOn")?.parse().map_err(Problem::internal)?;
    let mut tx = begin(app, issued.0, text(government, "code")?, text(government, "name")?).await?;
    let scope = accounts::whole(tx.actor.government);
    let known = unit::Entity::seen_by(&scope).filter(unit::Column::Code.is_in(codes(&document)?)).all(tx.db()).await?;
    for unit in parts(&document, "units") {
        let code = text(unit, "code")?;
        if !known.iter().any(|known| known.code == code) {
            units::write::insert(&mut tx, &scope, part::<UnitCreate>(unit, &[], &[])?).await?;
        }
    }
    done(tx).await
}

fn codes(document: &Value) -> Result<Vec<String>> {
    parts(document, "units").map(|unit| Ok(text(unit, "code")?.to_owned())).collect()
}
