//! One document: its units, its plan with everything in it, and the issue.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::Value;
use uuid::Uuid;

use super::{begin, done, part, parts, text};
use crate::db::Tx;
use crate::domain::day::Day;
use crate::domain::plan::PlanAction;
use crate::entity::scope::Scope;
use crate::entity::{plan, unit};
use crate::features::units::shapes::UnitCreate;
use crate::features::users::account;
use crate::features::{assignments, checkpoints, plans, reporting_rules, sections, targets, tasks, units};
use crate::http::{Problem, Result};
use crate::state::AppState;

/// Loads a document unless its plan is there.
///
/// # Errors
/// When it does not say what it should; nothing of it is loaded then.
pub(super) async fn load(app: &AppState, file: &str) -> Result<()> {
    let document: Value = serde_json::from_str(file).map_err(Problem::internal)?;
    let (government, own) = (section_of(&document, "government"), section_of(&document, "plan"));
    let issued: Day = text(own, "issuedOn")?.parse().map_err(Problem::internal)?;
    if is_loaded(app, text(government, "code")?, text(own, "code")?).await? {
        return Ok(());
    }
    let mut tx = begin(app, issued.0, text(government, "code")?, text(government, "name")?).await?;
    let scope = account::whole(tx.actor.government);
    load_units(&mut tx, &scope, &document).await?;
    let plan = plans::write::insert(&mut tx, &scope, part(own, &[], &[])?).await?;
    let of_plan = [("planId", plan.id.to_string())];
    for rule in parts(&document, "reportingRules") {
        reporting_rules::write::insert(&mut tx, &scope, &plan, part(rule, &[], &of_plan)?).await?;
    }
    for heading in parts(&document, "sections") {
        let section = sections::insert(&mut tx, &plan, part(heading, &["tasks"], &of_plan)?).await?;
        for task in parts(heading, "tasks") {
            load_task(&mut tx, &scope, &plan, section.id, task).await?;
        }
    }
    plans::run::advance(&mut tx, app.zone, &scope, plan, PlanAction::Issue).await?;
    done(tx).await
}

fn section_of<'v>(document: &'v Value, name: &str) -> &'v Value {
    document.get(name).unwrap_or(&Value::Null)
}

async fn is_loaded(app: &AppState, government: &str, code: &str) -> Result<bool> {
    use crate::entity::government::{Column, Entity};
    let Some(held) = Entity::find().filter(Column::Code.eq(government)).one(&app.db).await? else { return Ok(false) };
    let plans = plan::Entity::seen_by(&account::whole(held.id)).filter(plan::Column::Code.eq(code));
    Ok(plans.one(&app.db).await?.is_some())
}

async fn load_units(tx: &mut Tx, scope: &Scope, document: &Value) -> Result<()> {
    let codes: Vec<String> = parts(document, "units").map(|unit| Ok(text(unit, "code")?.to_owned())).collect::<Result<_>>()?;
    let known = unit::Entity::seen_by(scope).filter(unit::Column::Code.is_in(codes)).all(tx.db()).await?;
    for unit in parts(document, "units") {
        let code = text(unit, "code")?;
        if !known.iter().any(|known| known.code == code) {
            units::write::insert(tx, scope, part::<UnitCreate>(unit, &[], &[])?).await?;
        }
    }
    Ok(())
}

async fn load_task(tx: &mut Tx, scope: &Scope, plan: &plan::Model, section: Uuid, task: &Value) -> Result<()> {
    let place = [("planId", plan.id.to_string()), ("sectionId", section.to_string())];
    let row = tasks::write::insert(tx, scope, part(task, &["assignments", "targets"], &place)?).await?;
    let of_task = [("taskId", row.id.to_string())];
    for duty in parts(task, "assignments") {
        assignments::write::insert(tx, scope, part(duty, &[], &of_task)?, plan.starts_on).await?;
    }
    for target in parts(task, "targets") {
        let row = targets::write::insert(tx, scope, part(target, &["checkpoints"], &of_task)?).await?;
        let of_target = [("targetId", row.id.to_string())];
        for step in parts(target, "checkpoints") {
            checkpoints::write::insert(tx, scope, part(step, &[], &of_target)?).await?;
        }
    }
    Ok(())
}
