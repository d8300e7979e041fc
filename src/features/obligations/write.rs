//! Making what is owed: the calendar of every reporting rule, an obligation for every task, lead and period; and keeping both
//! in step with the duties and tasks of an issued plan.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::Serialize;
use uuid::Uuid;

use super::owed::{Ground, Owed};
use super::voids;
use crate::db::{Tx, insert_all};
use crate::domain::plan::PlanState;
use crate::domain::schedule::{VoidReason, calendar};
use crate::domain::zone::BusinessZone;
use crate::entity::scope::{self, Scope};
use crate::entity::{assignment, group_member, obligation, plan, reporting_rule, rule_period, submission, task};
use crate::http::{Code, Fault, Problem, Result};

/// Most obligations of one plan; far beyond any document, and still one transaction.
const MOST: usize = 100_000;

/// What is owed for a period of a rule, as (period, task, unit).
type Key = (Uuid, Uuid, Uuid);

/// Makes the reporting calendar of a plan and everything that is owed by it, and says how many obligations are new.
/// What is there already stays as it is, so that it may be called again.
///
/// An obligation sits on every task that has leads of its own on the first day of the period (not before the plan's),
/// for every lead, or the reporting one, as the rule says.
///
/// # Errors
/// 422 `out_of_range` for a plan that would ask for too many reports.
pub async fn generate(tx: &mut Tx, zone: BusinessZone, scope: &Scope, plan: &plan::Model) -> Result<usize> {
    let ground = Ground::load(tx, scope, plan).await?;
    let periods = periods(tx, zone, plan, &ground.rules).await?;
    let known: HashSet<Key> = known(tx, plan.id).await?.into_iter().collect();
    let mut rows = Vec::new();
    for period in &periods {
        let asked = ground.owed(period).into_iter().filter(|owed| !ground.is_cancelled(owed.task, period));
        let new = asked.filter(|owed| !known.contains(&(period.id, owed.task, owed.unit)));
        rows.extend(new.map(|owed| row(tx, period, owed)));
        if rows.len() > MOST {
            return Err(Problem::invalid(vec![Fault::at("/reportingRules", Code::OutOfRange).with("max", MOST)]));
        }
    }
    insert(tx, rows).await
}

/// What a change of an issued plan did to what is owed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Followed {
    /// Obligations that are new.
    pub made: usize,
    /// Obligations that are owed no more.
    pub voided: usize,
    /// Void obligations that are owed again.
    pub revived: usize,
}

/// Brings what is owed on a task and on those below it in step with their duties and cancellations (design: model.md section 3).
///
/// A change of duties counts from the first period that begins `today` or later; those before stay with the units that led then.
/// A report on a cancelled task is void when its period ends on or after the day from which the task is cancelled. Whatever was
/// filed stays. A report that was handed to another unit stays with that one as long as the first would owe it.
///
/// # Errors
/// Those of the database.
pub async fn follow(tx: &Tx, scope: &Scope, plan: &plan::Model, task: &task::Model, today: NaiveDate) -> Result<Followed> {
    follow_within(tx, scope, plan, Some(task), today).await
}

/// Brings what is owed by the plans that name a group, outright or through another group, in step with its members: as with duties,
/// from the first period that begins `today` or later. Of all plans in force of the government, whoever asks.
///
/// # Errors
/// Those of the database.
pub async fn follow_group(tx: &Tx, group: Uuid, today: NaiveDate) -> Result<Followed> {
    let scope = Scope { government: tx.actor.government, everything: true, ..Scope::default() };
    let groups = groups_with(tx, group).await?;
    let named = assignment::Entity::find().filter(assignment::Column::UnitId.is_in(groups));
    let plans = plan::Entity::seen_by(&scope)
        .filter(plan::Column::State.eq(PlanState::Issued))
        .filter(plan::Column::Id.in_subquery(scope::ids(named, assignment::Column::PlanId)));
    let mut followed = Followed::default();
    // Locked in one order, so that two who write do not wait for each other.
    for plan in plans.order_by_asc(plan::Column::Id).lock_exclusive().all(tx.db()).await? {
        let Followed { made, voided, revived } = follow_within(tx, &scope, &plan, None, today).await?;
        followed.made += made;
        followed.voided += voided;
        followed.revived += revived;
    }
    Ok(followed)
}

/// A group and all groups it belongs to, whenever.
async fn groups_with(tx: &Tx, group: Uuid) -> Result<HashSet<Uuid>> {
    let rows = group_member::Entity::find().filter(group_member::Column::GovernmentId.eq(tx.actor.government)).all(tx.db()).await?;
    let (mut all, mut open) = (HashSet::from([group]), vec![group]);
    while let Some(inner) = open.pop() {
        open.extend(rows.iter().filter(|row| row.unit_id == inner).map(|row| row.group_id).filter(|outer| all.insert(*outer)));
    }
    Ok(all)
}

async fn follow_within(tx: &Tx, scope: &Scope, plan: &plan::Model, within: Option<&task::Model>, today: NaiveDate) -> Result<Followed> {
    let ground = Ground::load(tx, scope, plan).await?;
    let periods = rule_period::Entity::find().filter(rule_period::Column::PlanId.eq(plan.id)).all(tx.db()).await?;
    let periods: HashMap<Uuid, rule_period::Model> = periods.into_iter().map(|row| (row.id, row)).collect();
    let is_open = |period: &&rule_period::Model| plan.day_of_leads(period.starts_on) >= today;
    let mut led: HashMap<Key, Owed> = HashMap::new();
    for period in periods.values().filter(is_open) {
        led.extend(ground.owed(period).into_iter().map(|owed| ((period.id, owed.task, owed.unit), owed)));
    }
    let path = within.map_or("", |task| task.path.as_str());
    led.retain(|(_, id, _), _| ground.outline.task(*id).is_some_and(|node| node.row.path.starts_with(path)));
    let rows = below(tx, plan.id, within).await?;
    let handed = Handed::of(&rows);
    let filed = filed(tx, plan.id).await?;
    let mut changes: HashMap<Option<VoidReason>, Vec<&obligation::Model>> = HashMap::new();
    for row in rows.iter().filter(|row| row.void_reason != Some(VoidReason::Transferred)) {
        let Some(period) = periods.get(&row.rule_period_id) else { continue };
        let has_changed = if is_open(&period) { !handed.is_led(row, &led) } else { row.void_reason == Some(VoidReason::LeadChanged) };
        let reason = match has_changed {
            true => Some(VoidReason::LeadChanged),
            false => ground.is_cancelled(row.task_id, period).then_some(VoidReason::TaskCancelled),
        };
        if reason != row.void_reason && !filed.contains(&row.id) {
            changes.entry(reason).or_default().push(row);
        }
    }
    let mut followed = Followed::default();
    for (reason, rows) in changes {
        *(if reason.is_some() { &mut followed.voided } else { &mut followed.revived }) += rows.len();
        voids::set(tx, reason, &rows).await?;
    }
    let known: HashSet<Key> = rows.iter().map(key).collect();
    led.retain(|key, _| !known.contains(key) && periods.get(&key.0).is_some_and(|period| !ground.is_cancelled(key.1, period)));
    let new = led.into_iter().filter_map(|((period, ..), owed)| Some(row(tx, periods.get(&period)?, owed)));
    followed.made = insert(tx, new.collect()).await?;
    Ok(followed)
}

fn key(row: &obligation::Model) -> Key {
    (row.rule_period_id, row.task_id, row.unit_id)
}

/// Which obligation took the place of which, when they were handed to other units.
struct Handed<'r>(HashMap<Uuid, &'r obligation::Model>);

impl<'r> Handed<'r> {
    fn of(rows: &'r [obligation::Model]) -> Self {
        Self(rows.iter().filter_map(|row| Some((row.transferred_to_id?, row))).collect())
    }

    /// Whether the unit leads, or one from which the report came leads.
    fn is_led(&self, row: &'r obligation::Model, led: &HashMap<Key, Owed>) -> bool {
        let line = std::iter::successors(Some(row), |row| self.0.get(&row.id).copied());
        line.take(self.0.len() + 1).any(|row| led.contains_key(&key(row)))
    }
}

/// Obligations of the plan whose report was filed: they are never void.
async fn filed(tx: &Tx, plan: Uuid) -> Result<HashSet<Uuid>> {
    let filed = submission::Entity::find().select_only().column(submission::Column::ObligationId);
    let filed = filed.filter(submission::Column::PlanId.eq(plan)).filter(submission::Column::FirstFiledAt.is_not_null());
    Ok(filed.into_tuple().all(tx.db()).await?.into_iter().collect())
}

/// What is owed by a plan: on a task and those below it, or all.
async fn below(tx: &Tx, plan: Uuid, within: Option<&task::Model>) -> Result<Vec<obligation::Model>> {
    let rows = obligation::Entity::find().filter(obligation::Column::PlanId.eq(plan));
    let of_task = within.map(|task| {
        let tasks = task::Entity::find().filter(task::Column::PlanId.eq(plan)).filter(task::Column::Path.starts_with(&task.path));
        obligation::Column::TaskId.in_subquery(scope::ids(tasks, task::Column::Id))
    });
    Ok(rows.filter(Condition::all().add_option(of_task)).all(tx.db()).await?)
}

/// Writes new obligations and says how many.
async fn insert(tx: &Tx, rows: Vec<obligation::Model>) -> Result<usize> {
    let made = rows.len();
    insert_all::<obligation::Entity>(tx.db(), rows).await?;
    Ok(made)
}

/// The calendar of all rules: kept where it is there, else made.
async fn periods(tx: &Tx, zone: BusinessZone, plan: &plan::Model, rules: &[reporting_rule::Model]) -> Result<Vec<rule_period::Model>> {
    let mut all = rule_period::Entity::find().filter(rule_period::Column::PlanId.eq(plan.id)).all(tx.db()).await?;
    let known: HashSet<_> = all.iter().map(|row| (row.rule_id, row.period)).collect();
    let entries = rules.iter().flat_map(|rule| {
        let entries = calendar(&rule.calendar, plan.starts_on, plan.ends_on, plan.issued_on, zone);
        entries.into_iter().map(move |entry| (rule.id, entry))
    });
    let new: Vec<_> = entries
        .filter(|(rule, entry)| !known.contains(&(*rule, entry.period)))
        .map(|(rule_id, entry)| rule_period::Model {
            id: Uuid::now_v7(),
            government_id: plan.government_id,
            plan_id: plan.id,
            rule_id,
            period: entry.period,
            starts_on: entry.starts_on,
            ends_on: entry.ends_on,
            as_at: entry.as_at,
            opens_at: entry.opens_at,
            due_at: entry.due_at,
            closes_at: entry.closes_at,
        })
        .collect();
    insert_all::<rule_period::Entity>(tx.db(), new.iter().cloned()).await?;
    all.extend(new);
    Ok(all)
}

/// What is owed already, as (period of a rule, task, unit).
async fn known(tx: &Tx, plan: Uuid) -> Result<Vec<Key>> {
    Ok(obligation::Entity::find()
        .select_only()
        .columns([obligation::Column::RulePeriodId, obligation::Column::TaskId, obligation::Column::UnitId])
        .filter(obligation::Column::PlanId.eq(plan))
        .into_tuple()
        .all(tx.db())
        .await?)
}

fn row(tx: &Tx, period: &rule_period::Model, owed: Owed) -> obligation::Model {
    let Owed { task, unit, via_group } = owed;
    obligation::Model {
        id: Uuid::now_v7(),
        government_id: period.government_id,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
        updated_by: tx.actor.name.clone(),
        plan_id: period.plan_id,
        rule_period_id: period.id,
        task_id: task,
        unit_id: unit,
        via_group_id: via_group,
        period: period.period,
        as_at: period.as_at,
        opens_at: period.opens_at,
        due_at: period.due_at,
        closes_at: period.closes_at,
        void_reason: None,
        voided_at: None,
        extended_until: None,
        transferred_to_id: None,
    }
}
