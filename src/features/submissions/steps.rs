//! The steps in a report (进度安排落实情况): which milestones of the reported tasks were done, and when. Filed like figures; accepting needs
//! to write nothing, because the revision in force says it.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::carried::Near;
use super::ground::Duty;
use super::show::distinct;
use crate::db::{IDS, Tx, insert_all};
use crate::domain::day::Day;
use crate::domain::due::Due;
use crate::domain::milestone::NO_DAY;
use crate::entity::scope::{self, Scope};
use crate::entity::{milestone, obligation, revision_milestone};
use crate::http::{Code, Fault, Problem, Result};
use crate::steps;

/// What a report tells of a step: when it was done, or how it stands.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"milestoneId": "0197a6f0-c0de-7000-a000-000000000901", "doneOn": "2017-06-28"}))]
pub struct MilestoneInput {
    /// A step of the obligation's task, or of a measure below without leads of its own.
    pub milestone_id: Uuid,
    /// Which time, of a step that comes again: one of its `occurrences`. Left out for all others.
    pub occurs_on: Option<Day>,
    /// The day on which it was done, not after today nor after the day of which the report speaks; left out while it is open.
    pub done_on: Option<Day>,
    /// How it stands, in words.
    #[validate(length(max = 1000))]
    #[schema(max_length = 1000)]
    pub note: Option<String>,
}

/// A step as filed.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FiledMilestone {
    /// The step, by id.
    pub milestone_id: Uuid,
    /// The step.
    pub milestone: MilestoneBrief,
    /// Which time, of a step that comes again.
    pub occurs_on: Option<NaiveDate>,
    /// The day on which it was done; null: still open.
    pub done_on: Option<NaiveDate>,
    /// How it stands, in words.
    pub note: Option<String>,
}

/// A step as reports show it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MilestoneBrief {
    /// Its id.
    pub id: Uuid,
    /// The task it belongs to.
    pub task_id: Uuid,
    /// Its key within the task.
    pub key: String,
    /// What is to be done, as printed.
    pub text: String,
    /// Its deadline.
    pub due: Due,
}

/// Checks the steps of a draft.
///
/// # Errors
/// 422 with every fault.
pub(super) async fn check(tx: &Tx, scope: &Scope, duty: &Duty, told: &[MilestoneInput], today: NaiveDate) -> Result<()> {
    if told.is_empty() {
        return Ok(());
    }
    let near = Near::load(tx.db(), &duty.plan, &[&duty.obligation]).await?;
    Problem::unless_empty(faults(&near, &duty.obligation, &named(tx, scope, told).await?, told, today))
}

/// The steps told of, by id: those the caller may see. One statement for every ten thousand.
///
/// # Errors
/// Those of the database.
pub(super) async fn named<'t>(
    tx: &Tx,
    scope: &Scope,
    told: impl IntoIterator<Item = &'t MilestoneInput>,
) -> Result<HashMap<Uuid, milestone::Model>> {
    let mut found = HashMap::new();
    for some in distinct(told.into_iter().map(|one| one.milestone_id)).chunks(IDS) {
        let seen = milestone::Entity::seen_by(scope).filter(milestone::Column::Id.is_in(some.iter().copied()));
        found.extend(seen.all(tx.db()).await?.into_iter().map(|row| (row.id, row)));
    }
    Ok(found)
}

/// What is wrong with the steps of a report that is written or filed on a day.
pub(super) fn faults(
    near: &Near,
    owed: &obligation::Model,
    known: &HashMap<Uuid, milestone::Model>,
    told: &[MilestoneInput],
    today: NaiveDate,
) -> Vec<Fault> {
    if told.is_empty() {
        return Vec::new();
    }
    let (within, plan_end) = (near.carried(owed).tasks, near.outline.plan.ends_on);
    let last = today.min(owed.as_at);
    let (mut faults, mut seen) = (Vec::new(), HashSet::new());
    for (index, one) in told.iter().enumerate() {
        let at = |member: &str| format!("/milestones/{index}/{member}");
        match known.get(&one.milestone_id) {
            _ if !seen.insert((one.milestone_id, one.occurs_on.map(|day| day.0))) => {
                faults.push(Fault::at(at("milestoneId"), Code::DuplicateItem))
            }
            None => faults.push(Fault::at(at("milestoneId"), Code::NotFound)),
            Some(row) if !within.contains(&row.task_id) => faults.push(Fault::at(at("milestoneId"), Code::MilestoneOfAnotherTask)),
            Some(row) => faults.extend(misplaced(row, one, plan_end).map(|code| Fault::at(at("occursOn"), code))),
        }
        if one.done_on.is_some_and(|day| day.0 > last) {
            faults.push(Fault::at(at("doneOn"), Code::OutOfRange).with("max", last.to_string()));
        }
    }
    faults
}

/// What is wrong with the time a step is told of.
fn misplaced(row: &milestone::Model, told: &MilestoneInput, plan_end: NaiveDate) -> Option<Code> {
    match (&row.recurrence, told.occurs_on) {
        (None, Some(_)) => Some(Code::MustBeAbsent),
        (Some(_), None) => Some(Code::Required),
        (Some(_), Some(day)) => {
            let is_one = steps::occurrences(row, plan_end).iter().any(|it| it.occurs_on == Some(day.0));
            (!is_one).then_some(Code::NotFound)
        }
        (None, None) => None,
    }
}

/// The faults of two checks together, so that one answer names them all.
///
/// # Errors
/// Those of either; one that is no fault of the body comes alone.
pub(super) fn together(one: Result<()>, other: Result<()>) -> Result<()> {
    match (one, other) {
        (Err(one), Err(other)) if one.code == other.code => {
            Err(Problem { faults: one.faults.iter().chain(&other.faults).cloned().collect(), ..one })
        }
        (one, other) => one.and(other),
    }
}

/// The steps of revisions as they were sent: two statements.
///
/// # Errors
/// Those of the database.
pub(super) async fn told_in(db: &impl ConnectionTrait, revisions: &[Uuid]) -> Result<HashMap<Uuid, Vec<MilestoneInput>>> {
    let input = |one: FiledMilestone| MilestoneInput {
        milestone_id: one.milestone_id,
        occurs_on: one.occurs_on.map(Day),
        done_on: one.done_on.map(Day),
        note: one.note,
    };
    let told = filed(db, revisions).await?.into_iter();
    Ok(told.map(|(revision, steps)| (revision, steps.into_iter().map(input).collect())).collect())
}

/// Gives revisions these steps instead of those they had.
///
/// # Errors
/// Those of the database.
pub(super) async fn replace(tx: &Tx, told: Vec<(Uuid, Vec<MilestoneInput>)>) -> Result<()> {
    clear(tx, told.iter().map(|(revision, _)| *revision).collect()).await?;
    insert(tx, told).await
}

/// Takes all steps out of revisions.
///
/// # Errors
/// Those of the database.
pub(super) async fn clear(tx: &Tx, revisions: Vec<Uuid>) -> Result<()> {
    if !revisions.is_empty() {
        let of_revisions = revision_milestone::Column::RevisionId.is_in(revisions);
        revision_milestone::Entity::delete_many().filter(of_revisions).exec(tx.db()).await?;
    }
    Ok(())
}

/// Writes the steps of revisions, in the order in which they were sent: one statement for every thousand.
///
/// # Errors
/// Those of the database.
pub(super) async fn insert(tx: &Tx, told: Vec<(Uuid, Vec<MilestoneInput>)>) -> Result<()> {
    let mut days: HashMap<Uuid, Option<NaiveDate>> = HashMap::new();
    for some in distinct(told.iter().flat_map(|(_, steps)| steps).map(|one| one.milestone_id)).chunks(IDS) {
        let of_reports = milestone::Entity::find().filter(milestone::Column::Id.is_in(some.iter().copied()));
        days.extend(of_reports.all(tx.db()).await?.into_iter().map(|row| (row.id, row.due_on)));
    }
    let row = |revision_id: Uuid, one: MilestoneInput| {
        let MilestoneInput { milestone_id, occurs_on, done_on, note } = one;
        let own_day = days.get(&milestone_id).copied().flatten();
        revision_milestone::Model {
            id: Uuid::now_v7(),
            government_id: tx.actor.government,
            version: 1,
            created_at: tx.now,
            updated_at: tx.now,
            updated_by: tx.actor.name.clone(),
            revision_id,
            milestone_id,
            occurs_on: occurs_on.map(|day| day.0).or(own_day).unwrap_or(NO_DAY),
            done_on: done_on.map(|day| day.0),
            note: note.filter(|note| !note.trim().is_empty()),
        }
    };
    let rows = told.into_iter().flat_map(|(revision, steps)| steps.into_iter().map(move |one| (revision, one)));
    Ok(insert_all::<revision_milestone::Entity>(tx.db(), rows.map(|(revision, one)| row(revision, one))).await?)
}

/// The steps of revisions, as listed by who filed them: two statements.
///
/// # Errors
/// Those of the database.
pub(super) async fn filed(db: &impl ConnectionTrait, revisions: &[Uuid]) -> Result<HashMap<Uuid, Vec<FiledMilestone>>> {
    let of_revisions = revision_milestone::Column::RevisionId.is_in(revisions.iter().copied());
    let select = revision_milestone::Entity::find().filter(of_revisions);
    // By the same revisions: they can name more steps than a statement takes parameters.
    let named = milestone::Column::Id.in_subquery(scope::ids(select.clone(), revision_milestone::Column::MilestoneId));
    let rows = select.order_by_asc(revision_milestone::Column::Id).all(db).await?;
    let named = milestone::Entity::find().filter(named);
    let steps: HashMap<Uuid, milestone::Model> = named.all(db).await?.into_iter().map(|row| (row.id, row)).collect();
    let mut by_revision: HashMap<Uuid, Vec<FiledMilestone>> = HashMap::new();
    for row in rows {
        let Some(step) = steps.get(&row.milestone_id) else { continue };
        by_revision.entry(row.revision_id).or_default().push(FiledMilestone {
            milestone_id: row.milestone_id,
            milestone: brief(step),
            occurs_on: step.recurrence.as_ref().map(|_| row.occurs_on),
            done_on: row.done_on,
            note: row.note,
        });
    }
    Ok(by_revision)
}

fn brief(row: &milestone::Model) -> MilestoneBrief {
    MilestoneBrief { id: row.id, task_id: row.task_id, key: row.key.clone(), text: row.text.clone(), due: row.due.clone() }
}
