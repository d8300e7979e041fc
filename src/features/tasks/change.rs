//! What a change of a task does: to its place in the draft of a plan, and to its content, in place or as the next version.

use std::collections::HashMap;

use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect};
use serde_json::json;
use uuid::Uuid;

use super::lineage::{self, ids_in};
use super::shapes::TaskUpdate;
use crate::db::{OrConflict, Tx};
use crate::domain::due::Due;
use crate::domain::plan::{Parameters, PlanState};
use crate::entity::path::replace_prefix;
use crate::entity::scope::Scope;
use crate::entity::{plan, section, target, task, task_version};
use crate::features::obligations;
use crate::http::text::{blanks, is_code, normalised};
use crate::http::{Code, Fault, Problem, Result};
use crate::outline::TaskNode;
use crate::part::{self, Edition, When};

/// Deepest nesting of measures. No document comes near; paths stay short enough for an index.
const MAX_DEPTH: usize = 16;

/// Changes a locked task of a locked plan.
///
/// # Errors
/// 409 `plan_not_draft`, `invalid_transition`, `already_exists`, `cycle`; 422 `reason_required` and what is wrong in itself.
pub(super) async fn change(
    tx: &mut Tx,
    scope: &Scope,
    plan: &plan::Model,
    mut row: task::Model,
    mut version: task_version::Model,
    input: TaskUpdate,
    when: When,
) -> Result<task::Model> {
    let today = when.today;
    let fixed = [
        ("sectionId", input.section_id.is_some()),
        ("parentId", input.parent_id.is_some()),
        ("number", input.number.is_some()),
        ("code", input.code.is_some()),
        ("ord", input.ord.is_some()),
    ];
    part::fixed_after_issue(plan, &fixed)?;
    let TaskUpdate {
        section_id,
        parent_id,
        number,
        code,
        ord,
        title,
        content,
        how,
        starts_on,
        due,
        parameters,
        cancelled,
        effective_on,
        reason,
    } = input;
    let edition = Edition::of(plan, version.effective_on, today, effective_on, reason)?;
    let redated = due.is_some();
    version.title = title.unwrap_or(version.title);
    version.content = content.unwrap_or(version.content);
    version.how = how.unwrap_or(version.how);
    version.starts_on = starts_on.map_or(version.starts_on, |day| day.map(|day| day.0));
    version.due = due.unwrap_or(version.due);
    version.parameters = parameters.map_or(version.parameters, Parameters);
    version.cancelled = cancelled.unwrap_or(version.cancelled);
    row.number = number.unwrap_or(row.number);
    row.code = code.unwrap_or(row.code);
    row.ord = ord.unwrap_or(row.ord);
    row.section_id = section_id.unwrap_or(row.section_id);
    let mut faults = check_content(&row, &version);
    let parent = check_place(tx, plan.id, row.section_id, parent_id.unwrap_or(row.parent_id), &row.code, &mut faults).await?;
    Problem::unless_empty(faults)?;
    if parent_id.is_some() {
        move_below(tx, &mut row, parent).await?;
        keeps_wholes(tx, plan.id).await?;
    }
    keep(tx, plan, &mut row, task_version::Model { recorded_at: when.recorded_at, ..version }, edition).await?;
    row.touch(tx);
    let row = row.into_active_model().reset_all().update(tx.db()).await.or_exists("/code")?;
    if starts_on.is_some() || redated || parent_id.is_some() {
        check_dates(tx, &row).await?;
    }
    let owed = match cancelled {
        Some(_) if plan.state == PlanState::Issued => Some(obligations::write::follow(tx, scope, plan, &row, today).await?),
        _ => None,
    };
    let data = json!({"planId": plan.id, "version": row.version, "versionNumber": row.current_n, "obligations": owed});
    tx.record("task.updated", "task", row.id, data);
    Ok(row)
}

/// Writes the content: over the first version in a draft, as the next one after issue.
async fn keep(tx: &Tx, plan: &plan::Model, row: &mut task::Model, mut version: task_version::Model, edition: Edition) -> Result<()> {
    version.search = search_text(&row.number, &version.title);
    version.due_on = version.due.as_ref().and_then(|due| due.control);
    match edition {
        Edition::InPlace => {
            version.effective_on = plan.starts_on;
            version.into_active_model().reset_all().update(tx.db()).await?;
        }
        Edition::Next { effective_on, reason } => {
            row.current_n += 1;
            let next = task_version::Model { id: Uuid::now_v7(), n: row.current_n, effective_on, reason: Some(reason), ..version };
            next.into_active_model().reset_all().insert(tx.db()).await?;
        }
    }
    Ok(())
}

/// Hangs the task and all below it under another parent: one statement for the whole subtree.
async fn move_below(tx: &Tx, row: &mut task::Model, parent: Option<task::Model>) -> Result<()> {
    if parent.as_ref().is_some_and(|parent| parent.path.starts_with(&row.path)) {
        return Err(Problem { faults: vec![Fault::at("/parentId", Code::Cycle)], ..Problem::new(Code::Cycle) });
    }
    let new = format!("{}{}/", parent.as_ref().map_or("/", |parent| parent.path.as_str()), row.id);
    let below = task::Entity::find().filter(task::Column::PlanId.eq(row.plan_id)).filter(task::Column::Path.starts_with(&row.path));
    let below: Vec<String> = below.select_only().column(task::Column::Path).into_tuple().all(tx.db()).await?;
    let deepest = below.iter().map(|path| ids_in(path).count()).max().unwrap_or(1);
    if deepest - ids_in(&row.path).count().min(deepest) + ids_in(&new).count() > MAX_DEPTH {
        return Err(Problem::invalid(vec![Fault::at("/parentId", Code::OutOfRange).with("max", MAX_DEPTH)]));
    }
    task::Entity::update_many()
        .col_expr(task::Column::Path, replace_prefix(task::Column::Path, &row.path, &new))
        .filter(task::Column::PlanId.eq(row.plan_id))
        .filter(task::Column::Path.starts_with(&row.path))
        .exec(tx.db())
        .await?;
    row.path = new;
    row.parent_id = parent.map(|parent| parent.id);
    Ok(())
}

/// The parent, when heading and parent are of the plan and the code is one word.
///
/// # Errors
/// Those of the database; what is wrong is added to `faults`.
pub(super) async fn check_place(
    tx: &Tx,
    plan: Uuid,
    section: Option<Uuid>,
    parent: Option<Uuid>,
    code: &str,
    faults: &mut Vec<Fault>,
) -> Result<Option<task::Model>> {
    if !is_code(code) {
        faults.push(Fault::at("/code", Code::InvalidCharacter));
    }
    if let Some(section) = section {
        let found = section::Entity::find_by_id(section).filter(section::Column::PlanId.eq(plan)).one(tx.db()).await?;
        faults.extend(found.is_none().then(|| Fault::at("/sectionId", Code::NotFound)));
    }
    let Some(parent) = parent else { return Ok(None) };
    let found = task::Entity::find_by_id(parent).filter(task::Column::PlanId.eq(plan)).one(tx.db()).await?;
    match &found {
        None => faults.push(Fault::at("/parentId", Code::NotFound)),
        Some(parent) if ids_in(&parent.path).count() >= MAX_DEPTH => {
            faults.push(Fault::at("/parentId", Code::OutOfRange).with("max", MAX_DEPTH));
        }
        Some(_) => {}
    }
    Ok(found)
}

/// What is wrong with the words, the deadline and the standards.
pub(super) fn check_content(row: &task::Model, version: &task_version::Model) -> Vec<Fault> {
    let mut faults = blanks(&[("/number", &row.number), ("/title", &version.title)]);
    let fault = |(member, code): (&str, &str)| Fault::at(format!("/due/{member}"), Code::of_name(code).unwrap_or(Code::InvalidValue));
    faults.extend(version.due.as_ref().map(Due::check).unwrap_or_default().into_iter().map(fault));
    for (index, parameter) in version.parameters.0.iter().enumerate() {
        let at = |member: &str, code: Code| Fault::at(format!("/parameters/{index}/{member}"), code);
        match parameter.text.chars().count() {
            _ if parameter.text.trim().is_empty() => faults.push(at("text", Code::Required)),
            0..=500 => {}
            _ => faults.push(at("text", Code::TooLong).with("max", 500)),
        }
        if parameter.unit_of_measure.as_ref().is_some_and(|unit| unit.chars().count() > 50) {
            faults.push(at("unitOfMeasure", Code::TooLong).with("max", 50));
        }
    }
    faults
}

/// No deadline, own or inherited, lies before the first day: neither of the task nor of one below, which may inherit either from it.
///
/// # Errors
/// 422 `end_before_start`, with the code of the task below where it is another one.
pub(super) async fn check_dates(tx: &Tx, row: &task::Model) -> Result<()> {
    let below = task::Entity::find().filter(task::Column::PlanId.eq(row.plan_id)).filter(task::Column::Path.starts_with(&row.path));
    let below = below.order_by_asc(task::Column::Path).all(tx.db()).await?;
    let plans = lineage::load(tx.db(), &below).await?;
    let Some(outline) = plans.get(&row.plan_id) else { return Ok(()) };
    let is_wrong = |node: &&TaskNode| {
        let last = outline.effective_due(node).and_then(|due| due.control.or(due.latest));
        last.is_some_and(|last| last < outline.effective_start(node))
    };
    let has_due = outline.task(row.id).is_some_and(|node| node.version.due.is_some());
    let fault = |node: &TaskNode| {
        let fault = Fault::at(if has_due { "/due" } else { "/startsOn" }, Code::EndBeforeStart);
        if node.row.id == row.id { fault } else { fault.with("task", node.row.code.as_str()) }
    };
    Problem::unless_empty(below.iter().filter_map(|row| outline.task(row.id)).filter(is_wrong).map(fault).collect())
}

/// Parts of targets stay with the task of the whole or below it, also when tasks move.
async fn keeps_wholes(tx: &Tx, plan: Uuid) -> Result<()> {
    let targets = target::Entity::find().select_only().columns([target::Column::Id, target::Column::TaskId, target::Column::PartOfId]);
    let targets: Vec<(Uuid, Uuid, Option<Uuid>)> = targets.filter(target::Column::PlanId.eq(plan)).into_tuple().all(tx.db()).await?;
    let paths = task::Entity::find().select_only().columns([task::Column::Id, task::Column::Path]);
    let paths: Vec<(Uuid, String)> = paths.filter(task::Column::PlanId.eq(plan)).into_tuple().all(tx.db()).await?;
    let paths: HashMap<Uuid, String> = paths.into_iter().collect();
    let task_of: HashMap<Uuid, Uuid> = targets.iter().map(|(id, task, _)| (*id, *task)).collect();
    let is_apart = |(_, part, whole): &(Uuid, Uuid, Option<Uuid>)| {
        let whole = whole.and_then(|id| task_of.get(&id));
        whole.is_some_and(|whole| paths.get(part).is_some_and(|path| !path.contains(&format!("/{whole}/"))))
    };
    if targets.iter().any(is_apart) { Err(Problem::at("/parentId", Code::Contradiction)) } else { Ok(()) }
}

/// Number and title in comparable form.
pub(super) fn search_text(number: &str, title: &str) -> String {
    normalised(&format!("{number}|{title}"))
}
