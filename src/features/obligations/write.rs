//! Making what is owed: the calendar of every reporting rule, and an obligation for every task, lead and period.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::db::Tx;
use crate::domain::plan::UnitKind;
use crate::domain::schedule::{Reporters, calendar};
use crate::domain::zone::BusinessZone;
use crate::entity::scope::Scope;
use crate::entity::{assignment, group_member, obligation, plan, reporting_rule, rule_period, unit};
use crate::http::{Code, Fault, Problem, Result};
use crate::outline::{Outline, TaskNode};

/// Rows per INSERT: SQLite takes 32 766 parameters in one statement.
const CHUNK: usize = 1000;

/// Most obligations of one plan; far beyond any document, and still one transaction.
const MOST: usize = 100_000;

/// Makes the reporting calendar of a plan and everything that is owed by it, and says how many obligations are new.
/// What is there already stays as it is, so that it may be called again.
///
/// An obligation sits on every task that has leads of its own on the first day of the period (not before the plan's),
/// for every lead, or the reporting one, as the rule says. A group stands for its members on that day; one without
/// members owes nothing.
///
/// # Errors
/// 422 `out_of_range` for a plan that would ask for too many reports.
pub async fn generate(tx: &mut Tx, zone: BusinessZone, scope: &Scope, plan: &plan::Model) -> Result<usize> {
    let of_plan = reporting_rule::Entity::find().filter(reporting_rule::Column::PlanId.eq(plan.id));
    let rules = of_plan.order_by_asc(reporting_rule::Column::N).all(tx.db()).await?;
    let periods = periods(tx, zone, plan, &rules).await?;
    let outline = Outline::load(tx.db(), scope, plan.clone(), None).await?;
    let groups = Groups::load(tx.db(), plan.government_id).await?;
    let known: HashSet<(Uuid, Uuid, Uuid)> = known(tx, plan.id).await?.into_iter().collect();
    let mut rows = Vec::new();
    for period in &periods {
        let Some(rule) = rules.iter().find(|rule| rule.id == period.rule_id) else { continue };
        let new = owed(&outline, &groups, rule.reporters, period);
        let new = new.into_iter().filter(|owed| !known.contains(&(period.id, owed.task, owed.unit)));
        rows.extend(new.map(|owed| row(tx, period, owed)));
        if rows.len() > MOST {
            return Err(Problem::invalid(vec![Fault::at("/reportingRules", Code::OutOfRange).with("max", MOST)]));
        }
    }
    let made = rows.len();
    let mut rows = rows.into_iter().map(|row| row.into_active_model().reset_all()).peekable();
    while rows.peek().is_some() {
        obligation::Entity::insert_many(rows.by_ref().take(CHUNK)).exec_without_returning(tx.db()).await?;
    }
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
    for chunk in new.chunks(CHUNK) {
        let rows = chunk.iter().map(|row| row.clone().into_active_model().reset_all());
        rule_period::Entity::insert_many(rows).exec_without_returning(tx.db()).await?;
    }
    all.extend(new);
    Ok(all)
}

/// What is owed already, as (period of a rule, task, unit).
async fn known(tx: &Tx, plan: Uuid) -> Result<Vec<(Uuid, Uuid, Uuid)>> {
    Ok(obligation::Entity::find()
        .select_only()
        .columns([obligation::Column::RulePeriodId, obligation::Column::TaskId, obligation::Column::UnitId])
        .filter(obligation::Column::PlanId.eq(plan))
        .into_tuple()
        .all(tx.db())
        .await?)
}

/// One report that is owed.
#[derive(Clone, Copy)]
struct Owed {
    task: Uuid,
    unit: Uuid,
    via_group: Option<Uuid>,
}

fn owed(outline: &Outline, groups: &Groups, reporters: Reporters, period: &rule_period::Model) -> Vec<Owed> {
    let day = period.starts_on.min(outline.plan.ends_on).max(outline.plan.starts_on);
    let mut all = Vec::new();
    for node in outline.tasks.iter().filter(|node| !is_cancelled(outline, node, period.ends_on)) {
        let mut leads = node.own_leads(outline.plan.lead_rule, day);
        if reporters == Reporters::ReportingLead {
            let reporting = leads.iter().position(|lead| lead.is_reporting).unwrap_or(0);
            leads = leads.into_iter().skip(reporting).take(1).collect();
        }
        let units = groups.expand(&leads, day);
        all.extend(units.into_iter().map(|(unit, via_group)| Owed { task: node.row.id, unit, via_group }));
    }
    all
}

/// Whether the task, or one above it, is given up by the end of the period.
fn is_cancelled(outline: &Outline, node: &TaskNode, ends_on: NaiveDate) -> bool {
    outline.lineage(node).any(|above| above.version.cancelled && above.version.effective_on <= ends_on)
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
    }
}

/// The groups of a government with their members.
struct Groups {
    ids: HashSet<Uuid>,
    members: HashMap<Uuid, Vec<group_member::Model>>,
}

impl Groups {
    async fn load(db: &impl ConnectionTrait, government: Uuid) -> Result<Self> {
        let of_kind = unit::Entity::find().select_only().column(unit::Column::Id).filter(unit::Column::GovernmentId.eq(government));
        let ids: Vec<Uuid> = of_kind.filter(unit::Column::Kind.eq(UnitKind::Group)).into_tuple().all(db).await?;
        let rows = group_member::Entity::find().filter(group_member::Column::GovernmentId.eq(government));
        let mut members: HashMap<Uuid, Vec<group_member::Model>> = HashMap::new();
        for row in rows.order_by_asc(group_member::Column::Id).all(db).await? {
            members.entry(row.group_id).or_default().push(row);
        }
        Ok(Self { ids: ids.into_iter().collect(), members })
    }

    /// The units behind leads, each once, with the group through which it is named; named outright counts before a group.
    fn expand(&self, leads: &[&assignment::Model], day: NaiveDate) -> Vec<(Uuid, Option<Uuid>)> {
        let (groups, outright): (Vec<Uuid>, Vec<Uuid>) = leads.iter().map(|lead| lead.unit_id).partition(|unit| self.ids.contains(unit));
        let members = groups.into_iter().flat_map(|group| self.members_on(group, day).into_iter().map(move |unit| (unit, Some(group))));
        let mut seen = HashSet::new();
        outright.into_iter().map(|unit| (unit, None)).chain(members).filter(|(unit, _)| seen.insert(*unit)).collect()
    }

    /// The members of a group on a day, those of groups within it included.
    fn members_on(&self, group: Uuid, day: NaiveDate) -> Vec<Uuid> {
        let (mut units, mut open, mut passed) = (Vec::new(), vec![group], HashSet::from([group]));
        while let Some(group) = open.pop() {
            let rows = self.members.get(&group).into_iter().flatten();
            let valid = rows.filter(|row| row.valid_from.is_none_or(|from| from <= day) && row.valid_to.is_none_or(|to| to >= day));
            for unit in valid.map(|row| row.unit_id).filter(|unit| passed.insert(*unit)) {
                if self.ids.contains(&unit) { open.push(unit) } else { units.push(unit) }
            }
        }
        units
    }
}
