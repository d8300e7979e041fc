//! What must hold for a target before it is written: its terms fit together, and what it refers to is there.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::db::Tx;
use crate::domain::period::Period;
use crate::domain::plan::UnitKind;
use crate::domain::target::Stage;
use crate::domain::terms::check;
use crate::entity::scope::Scope;
use crate::entity::{target, target_version, task, unit};
use crate::http::text::{blanks, is_code};
use crate::http::{Code, Fault, Problem, Result};
use crate::outline::terms_of;
use crate::refs::UnitRef;

/// Longest text of a part of the terms.
const TEXT: usize = 500;

/// Most stages of a qualitative target.
const STAGES: usize = 50;

/// What is wrong with the terms, each fault at its member.
pub(super) fn check_terms(version: &target_version::Model) -> Vec<Fault> {
    let fault = |(member, code): (&str, &str)| {
        Fault::at(format!("/{}", member.replace('.', "/")), Code::of_name(code).unwrap_or(Code::InvalidValue))
    };
    let mut faults: Vec<Fault> = check(&terms_of(version)).into_iter().map(fault).collect();
    if let Some(stretch) = &version.stretch {
        too_long("/stretch/unitOfMeasure", stretch.unit_of_measure.as_deref(), 50, &mut faults);
    }
    if let Some(baseline) = &version.baseline {
        too_long("/baseline/text", baseline.text.as_deref(), TEXT, &mut faults);
        let known = baseline.period.as_ref().is_none_or(|period| period.parse::<Period>().is_ok());
        faults.extend((!known).then(|| Fault::at("/baseline/period", Code::InvalidPeriod)));
    }
    if let Some(reference) = &version.reference {
        too_long("/reference/text", Some(&reference.text), TEXT, &mut faults);
    }
    if let Some(stages) = &version.stages {
        check_stages(&stages.0, &mut faults);
    }
    faults
}

fn check_stages(stages: &[Stage], faults: &mut Vec<Fault>) {
    if stages.len() > STAGES {
        faults.push(Fault::at("/stages", Code::TooLong).with("max", STAGES));
        return;
    }
    for (index, stage) in stages.iter().enumerate() {
        for (member, text, max) in [("key", &stage.key, 64), ("title", &stage.title, 200)] {
            let pointer = format!("/stages/{index}/{member}");
            faults.extend(text.trim().is_empty().then(|| Fault::at(pointer.clone(), Code::Required)));
            too_long(&pointer, Some(text), max, faults);
        }
        too_long(&format!("/stages/{index}/evidence"), stage.evidence.as_deref(), TEXT, faults);
    }
}

fn too_long(pointer: &str, text: Option<&str>, max: usize, faults: &mut Vec<Fault>) {
    if text.is_some_and(|text| text.chars().count() > max) {
        faults.push(Fault::at(pointer, Code::TooLong).with("max", max));
    }
}

/// The unit each member of which must reach the target has to be a group.
pub(super) fn check_group(group: Option<&unit::Model>, wish: &UnitRef<'_>, faults: &mut Vec<Fault>) {
    if group.is_some_and(|unit| unit.kind != UnitKind::Group) {
        let member = if wish.id.is_some() { "Id" } else { "Code" };
        faults.push(Fault::at(format!("{}{member}", wish.pointer), Code::InvalidValue));
    }
}

/// A relative target is measured against another one that the caller can see.
///
/// # Errors
/// Those of the database; what is wrong is added to `faults`.
pub(super) async fn check_reference(tx: &Tx, scope: &Scope, version: &target_version::Model, faults: &mut Vec<Fault>) -> Result<()> {
    let Some(other) = version.reference.as_ref().and_then(|reference| reference.target_id) else { return Ok(()) };
    if other == version.target_id {
        faults.push(Fault::at("/reference/targetId", Code::Contradiction));
        return Ok(());
    }
    let found = target::Entity::seen_by(scope).filter(target::Column::Id.eq(other)).one(tx.db()).await?;
    faults.extend(found.is_none().then(|| Fault::at("/reference/targetId", Code::NotFound)));
    Ok(())
}

/// The whole of which a target is a part belongs to the same task or one above, and is no part of the target itself.
///
/// # Errors
/// 409 `cycle`; what else is wrong is added to `faults`.
pub(super) async fn check_whole(tx: &Tx, row: &target::Model, faults: &mut Vec<Fault>) -> Result<()> {
    let Some(whole) = row.part_of_id else { return Ok(()) };
    let held = target::Entity::find().filter(target::Column::PlanId.eq(row.plan_id)).select_only();
    let columns = [target::Column::Id, target::Column::TaskId, target::Column::PartOfId];
    let held: Vec<(Uuid, Uuid, Option<Uuid>)> = held.columns(columns).into_tuple().all(tx.db()).await?;
    let held: HashMap<Uuid, (Uuid, Option<Uuid>)> = held.into_iter().map(|(id, task, part_of)| (id, (task, part_of))).collect();
    let task = task::Entity::find_by_id(row.task_id).one(tx.db()).await?;
    let path = task.map(|task| task.path).unwrap_or_default();
    match held.get(&whole) {
        Some((task, _)) if path.contains(&format!("/{task}/")) => {}
        _ => {
            faults.push(Fault::at("/partOfId", Code::NotFound));
            return Ok(());
        }
    }
    let above = std::iter::successors(Some(whole), |id| held.get(id).and_then(|(_, part_of)| *part_of));
    if above.take(held.len() + 1).any(|id| id == row.id) {
        return Err(Problem { faults: vec![Fault::at("/partOfId", Code::Cycle)], ..Problem::new(Code::Cycle) });
    }
    Ok(())
}

/// A key is one word; indicator and phrase say something.
pub(super) fn check_words(row: &target::Model, faults: &mut Vec<Fault>) {
    if !is_code(&row.key) {
        faults.push(Fault::at("/key", Code::InvalidCharacter));
    }
    faults.extend(blanks(&[("/indicator", &row.indicator), ("/text", &row.text)]));
}
