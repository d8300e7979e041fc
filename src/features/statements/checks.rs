//! What must hold for a statement before it is written: its role and what it speaks of fit together, and that is there.

use std::collections::HashSet;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::db::Tx;
use crate::domain::statement::StatementRole;
use crate::domain::target::Operator;
use crate::entity::scope::Scope;
use crate::entity::{checkpoint, milestone, statement, target};
use crate::http::text::blanks;
use crate::http::{Code, Fault, Problem, Result};

/// The words and the figure of a phrase.
pub(super) fn check_words(row: &statement::Model) -> Vec<Fault> {
    let mut faults = blanks(&[("/text", &row.text)]);
    let bounded = matches!(row.operator, Some(Operator::Range | Operator::Ratio));
    match (row.value_e4, row.upper_e4) {
        (None, Some(_)) => faults.push(Fault::at("/value", Code::Required)),
        (Some(_), Some(_)) if !bounded => faults.push(Fault::at("/upper", Code::MustBeAbsent)),
        (Some(_), None) if bounded => faults.push(Fault::at("/upper", Code::Required)),
        (Some(value), Some(upper)) if row.operator == Some(Operator::Range) && upper <= value => {
            faults.push(Fault::at("/upper", Code::OutOfRange));
        }
        _ => {}
    }
    match (row.source_start, row.source_end) {
        (Some(_), None) => faults.push(Fault::at("/sourceEnd", Code::Required)),
        (None, Some(_)) => faults.push(Fault::at("/sourceStart", Code::Required)),
        (Some(start), Some(end)) if end <= start => faults.push(Fault::at("/sourceEnd", Code::EndBeforeStart)),
        _ => {}
    }
    faults
}

/// What a statement speaks of: targets of its plan where its role asks for some, and the checkpoint of one of them.
///
/// # Errors
/// Those of the database; what is wrong is added to `faults`.
pub(super) async fn check_references(
    tx: &Tx,
    scope: &Scope,
    row: &statement::Model,
    targets: &[Uuid],
    faults: &mut Vec<Fault>,
) -> Result<()> {
    let about = matches!(row.role, StatementRole::Target | StatementRole::Checkpoint | StatementRole::Repeat);
    match (about, targets.is_empty()) {
        (true, true) => faults.push(Fault::at("/targetIds", Code::Required)),
        (false, false) => faults.push(Fault::at("/targetIds", Code::MustBeAbsent)),
        _ => check_targets(tx, scope, row, targets, faults).await?,
    }
    match (row.role == StatementRole::Checkpoint, row.checkpoint_id) {
        (true, None) => faults.push(Fault::at("/checkpointId", Code::Required)),
        (false, Some(_)) => faults.push(Fault::at("/checkpointId", Code::MustBeAbsent)),
        (true, Some(id)) => {
            let found = checkpoint::Entity::find_by_id(id).filter(checkpoint::Column::PlanId.eq(row.plan_id)).one(tx.db()).await?;
            let code = match found {
                None => Some(Code::NotFound),
                Some(step) => (!targets.contains(&step.target_id)).then_some(Code::Contradiction),
            };
            faults.extend(code.map(|code| Fault::at("/checkpointId", code)));
        }
        (false, None) => {}
    }
    Ok(())
}

async fn check_targets(tx: &Tx, scope: &Scope, row: &statement::Model, targets: &[Uuid], faults: &mut Vec<Fault>) -> Result<()> {
    if targets.is_empty() {
        return Ok(());
    }
    let held = target::Entity::seen_by(scope).filter(target::Column::PlanId.eq(row.plan_id));
    let held = held.filter(target::Column::Id.is_in(targets.iter().copied())).select_only().column(target::Column::Id);
    let held: Vec<Uuid> = held.into_tuple().all(tx.db()).await?;
    let mut seen = HashSet::new();
    for (index, id) in targets.iter().enumerate() {
        let code = match (held.contains(id), seen.insert(*id)) {
            (_, false) => Code::DuplicateItem,
            (false, true) => Code::NotFound,
            (true, true) => continue,
        };
        faults.push(Fault::at(format!("/targetIds/{index}"), code));
    }
    Ok(())
}

/// The step a body names, by id or by key: one of the task.
///
/// # Errors
/// 422 `contradiction` when it is named twice, `not_found` when it is none of the task.
pub(super) async fn milestone_of(tx: &Tx, task: Uuid, id: Option<Uuid>, key: Option<&str>) -> Result<Option<Uuid>> {
    let of_task = milestone::Entity::find().filter(milestone::Column::TaskId.eq(task));
    let (found, pointer) = match (id, key) {
        (None, None) => return Ok(None),
        (Some(_), Some(_)) => return Err(Problem::at("/milestoneKey", Code::Contradiction)),
        (Some(id), None) => (of_task.filter(milestone::Column::Id.eq(id)).one(tx.db()).await?, "/milestoneId"),
        (None, Some(key)) => (of_task.filter(milestone::Column::Key.eq(key)).one(tx.db()).await?, "/milestoneKey"),
    };
    found.map(|row| Some(row.id)).ok_or_else(|| Problem::at(pointer, Code::NotFound))
}
