//! Which figures reports may and must carry: those of their task and of the measures reported inside it.

use std::collections::{HashMap, HashSet};

use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::show::distinct;
use crate::domain::filing::{Asked, Node, reported_with};
use crate::entity::{assignment, checkpoint, obligation, plan, target, target_version, task};
use crate::http::Result;
use crate::outline::{Cancellations, Outline, TargetNode, TaskNode};

/// The tasks around some obligations of a plan, above and below, with their duties and targets: six statements, however many.
pub(super) struct Near {
    pub(super) outline: Outline,
    cancellations: Cancellations,
    /// In the order in which they were entered.
    targets: Vec<TargetNode>,
}

/// The targets a report may carry, by id, with what each asks.
pub(super) struct Carried<'n> {
    /// The tasks told of in the report: the obligation's own, and those below it without own leads.
    pub(super) tasks: HashSet<Uuid>,
    pub(super) targets: HashMap<Uuid, (&'n TargetNode, Asked)>,
    /// All of them, in the order in which they were entered.
    pub(super) order: Vec<&'n TargetNode>,
    /// Those it must carry.
    pub(super) required: HashSet<Uuid>,
}

impl Near {
    /// Reads what lies around the tasks of these obligations, all of one plan.
    ///
    /// # Errors
    /// Those of the database.
    pub(super) async fn load(db: &impl ConnectionTrait, plan: &plan::Model, owed: &[&obligation::Model]) -> Result<Self> {
        let holders = distinct(owed.iter().map(|row| row.task_id));
        let nodes = nodes(db, plan, holders).await?;
        let ids: Vec<Uuid> = nodes.iter().map(|node| node.row.id).collect();
        let targets = targets(db, ids).await?;
        let cancellations = Cancellations::load(db, [plan.id]).await?;
        Ok(Self { outline: Outline::of_tasks(plan.clone(), nodes), cancellations, targets })
    }

    /// The targets of the obligation's task and of those below it without own leads, except those that only another unit reports.
    pub(super) fn carried(&self, owed: &obligation::Model) -> Carried<'_> {
        let plan = &self.outline.plan;
        let day = plan.day_of_leads(owed.period.first_day());
        let is_cancelled = |one: &TaskNode| self.cancellations.holds(one.row.id, owed.period.last_day());
        let node = |node: &TaskNode, cancelled: bool| {
            let leads = !node.own_leads(plan.lead_rule, day).is_empty();
            Node { id: node.row.id, parent: node.row.parent_id, apart: leads || cancelled }
        };
        let (holder, nodes) = (owed.task_id, &self.outline.tasks);
        let within = reported_with(holder, &nodes.iter().map(|one| node(one, false)).collect::<Vec<_>>());
        let going_on = reported_with(holder, &nodes.iter().map(|one| node(one, is_cancelled(one))).collect::<Vec<_>>());
        let over = nodes.iter().any(|one| one.row.id == holder && is_cancelled(one));
        let mut carried = Carried { tasks: HashSet::new(), targets: HashMap::new(), order: Vec::new(), required: HashSet::new() };
        let own = |one: &&TargetNode| one.version.reporting_unit_id.is_none_or(|unit| unit == owed.unit_id);
        for one in self.targets.iter().filter(|one| within.contains(&one.row.task_id)).filter(own) {
            let asked = asked(&one.version);
            if asked.must_be_reported() && !over && going_on.contains(&one.row.task_id) {
                carried.required.insert(one.row.id);
            }
            carried.order.push(one);
            carried.targets.insert(one.row.id, (one, asked));
        }
        carried.tasks = within;
        carried
    }
}

/// These tasks, all below and all above them, parents before children: a path is longer than that of the task above.
async fn nodes(db: &impl ConnectionTrait, plan: &plan::Model, holders: Vec<Uuid>) -> Result<Vec<TaskNode>> {
    let held = task::Entity::find().filter(task::Column::PlanId.eq(plan.id)).filter(task::Column::Id.is_in(holders)).all(db).await?;
    let above = held.iter().flat_map(|row| row.path.split('/').filter_map(|id| Uuid::try_parse(id).ok()));
    let near = held.iter().fold(Condition::any(), |near, row| near.add(task::Column::Path.starts_with(&row.path)));
    let near = near.add(task::Column::Id.is_in(distinct(above)));
    let rows = task::Entity::with_current(task::Entity::find().filter(task::Column::PlanId.eq(plan.id)).filter(near)).all(db).await?;
    let ids = rows.iter().map(|(row, _)| row.id);
    let mut duties: HashMap<Uuid, Vec<assignment::Model>> = HashMap::new();
    let select = assignment::Entity::find().filter(assignment::Column::TaskId.is_in(ids)).order_by_asc(assignment::Column::Ord);
    for row in select.order_by_asc(assignment::Column::Id).all(db).await? {
        duties.entry(row.task_id).or_default().push(row);
    }
    let node = |(row, version): (task::Model, Option<_>)| {
        Some(TaskNode { duties: duties.remove(&row.id).unwrap_or_default(), version: version?, row })
    };
    let mut nodes: Vec<TaskNode> = rows.into_iter().filter_map(node).collect();
    nodes.sort_by_key(|node| node.row.path.len());
    Ok(nodes)
}

async fn targets(db: &impl ConnectionTrait, tasks: Vec<Uuid>) -> Result<Vec<TargetNode>> {
    let select = target::Entity::find().filter(target::Column::TaskId.is_in(tasks)).order_by_asc(target::Column::Id);
    let rows = target::Entity::with_current(select).all(db).await?;
    let mut steps: HashMap<Uuid, Vec<checkpoint::Model>> = HashMap::new();
    let select = checkpoint::Entity::find().filter(checkpoint::Column::TargetId.is_in(rows.iter().map(|(row, _)| row.id)));
    for step in select.order_by_asc(checkpoint::Column::DueOn).all(db).await? {
        steps.entry(step.target_id).or_default().push(step);
    }
    let node = |(row, version): (target::Model, Option<target_version::Model>)| {
        Some(TargetNode { version: version?, checkpoints: steps.remove(&row.id).unwrap_or_default(), row })
    };
    Ok(rows.into_iter().filter_map(node).collect())
}

/// What a version of a target asks.
pub(super) fn asked(version: &target_version::Model) -> Asked {
    Asked {
        operator: version.operator,
        judged_as: version.judged_as,
        quantity_kind: version.quantity_kind,
        unresolved: version.reference.is_some() && version.value_e4.is_none(),
        stages: version.stages.as_ref().map(|stages| stages.0.len()),
    }
}
