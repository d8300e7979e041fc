//! Who owes a report on what for a period: the leads of every task as they stood when the period began.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::db::Tx;
use crate::domain::plan::UnitKind;
use crate::domain::schedule::Reporters;
use crate::entity::scope::Scope;
use crate::entity::{assignment, group_member, plan, reporting_rule, rule_period, unit};
use crate::http::Result;
use crate::outline::{Cancellations, Outline, TaskNode};

/// One report that is owed.
#[derive(Clone, Copy)]
pub(super) struct Owed {
    pub(super) task: Uuid,
    pub(super) unit: Uuid,
    pub(super) via_group: Option<Uuid>,
}

/// All of a plan that decides what is owed by it.
pub(super) struct Ground {
    pub(super) rules: Vec<reporting_rule::Model>,
    pub(super) outline: Outline,
    groups: Groups,
    cancellations: Cancellations,
}

impl Ground {
    /// Reads it, in a constant number of statements.
    pub(super) async fn load(tx: &Tx, scope: &Scope, plan: &plan::Model) -> Result<Self> {
        let rules = reporting_rule::Entity::find().filter(reporting_rule::Column::PlanId.eq(plan.id));
        Ok(Self {
            rules: rules.order_by_asc(reporting_rule::Column::N).all(tx.db()).await?,
            outline: Outline::load(tx.db(), scope, plan.clone(), None).await?,
            groups: Groups::load(tx.db(), plan.government_id).await?,
            cancellations: Cancellations::load(tx.db(), [plan.id]).await?,
        })
    }

    /// What is owed for a period by the leads alone, cancelled tasks included. A group stands for its members on the day whose leads count; one without members owes nothing.
    pub(super) fn owed(&self, period: &rule_period::Model) -> Vec<Owed> {
        let Some(rule) = self.rules.iter().find(|rule| rule.id == period.rule_id) else { return Vec::new() };
        let day = self.outline.plan.day_of_leads(period.starts_on);
        let mut all = Vec::new();
        for node in self.outline.tasks.iter().filter(|node| self.covers(rule, node)) {
            let mut leads = node.own_leads(self.outline.plan.lead_rule, day);
            if rule.reporters == Reporters::ReportingLead {
                let reporting = leads.iter().position(|lead| lead.is_reporting).unwrap_or(0);
                leads = leads.into_iter().skip(reporting).take(1).collect();
            }
            let units = self.groups.expand(&leads, day);
            all.extend(units.into_iter().map(|(unit, via_group)| Owed { task: node.row.id, unit, via_group }));
        }
        all
    }

    /// Whether a rule asks for reports on a task: one that names a task does on that task and those below it, any other on the
    /// tasks of which no rule speaks by name.
    fn covers(&self, rule: &reporting_rule::Model, node: &TaskNode) -> bool {
        let named =
            |rule: &reporting_rule::Model| rule.task_id.is_some_and(|task| self.outline.lineage(node).any(|above| above.row.id == task));
        named(rule) || (rule.task_id.is_none() && !self.rules.iter().any(named))
    }

    /// Whether the task, or one above it, is given up by the end of the period.
    pub(super) fn is_cancelled(&self, task: Uuid, period: &rule_period::Model) -> bool {
        let mut line = self.outline.task(task).into_iter().flat_map(|node| self.outline.lineage(node));
        line.any(|above| self.cancellations.holds(above.row.id, period.ends_on))
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
        let (groups, outright): (Vec<Uuid>, Vec<Uuid>) =
            leads.iter().filter_map(|lead| lead.unit_id).partition(|unit| self.ids.contains(unit));
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
