//! One document: a thin call of the door through which every plan document comes in.

use chrono::NaiveDate;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{begin, done};
use crate::entity::plan;
use crate::features::plan_documents::shapes::PlanDocument;
use crate::features::plan_documents::write::{self, On};
use crate::features::users::account;
use crate::http::problem::Place;
use crate::http::{Fault, Problem, Result};
use crate::state::AppState;

/// Loads a document unless its plan is there.
///
/// # Errors
/// When it does not say what it should; nothing of it is loaded then.
pub(super) async fn load(app: &AppState, file: &str) -> Result<()> {
    let document: PlanDocument = serde_json::from_str(file).map_err(Problem::internal)?;
    let (code, name) = (document.government.code.as_str(), document.government.name.as_str());
    if is_loaded(app, code, &document.plan.code).await? {
        return Ok(());
    }
    let day: NaiveDate = document.plan.issued_on.unwrap_or(document.plan.starts_on).0;
    let mut tx = begin(app, day, code, name).await?;
    let scope = account::whole(tx.actor.government);
    let entered = write::insert(&mut tx, app.zone, &scope, On::Installation, &document).await;
    entered.map_err(|problem| told(&document.plan.code, problem))?;
    done(tx).await
}

/// What is wrong with a file, for whoever edits it.
fn told(code: &str, problem: Problem) -> Problem {
    if problem.code.status().is_server_error() {
        return problem;
    }
    let fault = |fault: &Fault| match &fault.place {
        Place::Pointer(at) => format!("{at} {}", fault.code.name()),
        place => format!("{place:?} {}", fault.code.name()),
    };
    let faults: Vec<String> = problem.faults.iter().map(fault).collect();
    Problem::internal(format!("seeds, {code}: {problem}: {}", faults.join(", ")))
}

async fn is_loaded(app: &AppState, government: &str, code: &str) -> Result<bool> {
    use crate::entity::government::{Column, Entity};
    let Some(held) = Entity::find().filter(Column::Code.eq(government)).one(&app.db).await? else { return Ok(false) };
    let plans = plan::Entity::seen_by(&account::whole(held.id)).filter(plan::Column::Code.eq(code));
    Ok(plans.one(&app.db).await?.is_some())
}
