//! Which figures reports may and must carry: those of their task and of the measures reported inside it.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use sea_orm::sea_query::ExprTrait;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use uuid::Uuid;

use super::show::distinct;
use crate::domain::filing::{Asked, Node, reported_with};
use crate::entity::{assignment, checkpoint, obligation, path, plan, scope, target, target_version, task};
use crate::http::{Problem, Result};
use crate::outline::{Cancellations, Outline, TargetNode, TaskNode};

/// The tasks around some obligations of a plan, above and below, with their duties and targets.
pub(super) struct Near {
    pub(super) outline: Outline,
    cancellations: Arc<Cancellations>,
    /// By task.
    targets: HashMap<Uuid, Vec<TargetNode>>,
    /// Places of tasks in the outline, by the beginning of their path, parents before children.
    trees: HashMap<String, Vec<usize>>,
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
    /// Reads what lies around the tasks of these obligations, all of one plan: six statements, however many.
    ///
    /// # Errors
    /// Those of the database.
    pub(super) async fn load(db: &impl ConnectionTrait, plan: &plan::Model, owed: &[&obligation::Model]) -> Result<Self> {
        let near = Self::load_all(db, &[plan], owed).await?.remove(&plan.id);
        near.ok_or_else(|| Problem::internal("a plan without its surroundings"))
    }

    /// The same of several plans, by plan, in as many statements.
    ///
    /// # Errors
    /// Those of the database.
    pub(super) async fn load_all(
        db: &impl ConnectionTrait,
        plans: &[&plan::Model],
        owed: &[&obligation::Model],
    ) -> Result<HashMap<Uuid, Self>> {
        let roots = roots(db, distinct(owed.iter().map(|row| row.task_id))).await?;
        let of_plans = task::Column::PlanId.is_in(plans.iter().map(|plan| plan.id));
        let near = task::Entity::find().filter(of_plans).filter(path::root(task::Column::Path).is_in(roots));
        let mut nodes = nodes(db, &near).await?;
        let mut targets = targets(db, &near).await?;
        let cancellations = Arc::new(Cancellations::load(db, plans.iter().map(|plan| plan.id)).await?);
        let of_plan = |plan: &&plan::Model| {
            let nodes = nodes.remove(&plan.id).unwrap_or_default();
            let targets = nodes.iter().filter_map(|node| Some((node.row.id, targets.remove(&node.row.id)?))).collect();
            let mut trees: HashMap<String, Vec<usize>> = HashMap::new();
            for (place, node) in nodes.iter().enumerate() {
                trees.entry(path::root_of(&node.row.path)).or_default().push(place);
            }
            let outline = Outline::of_tasks(plan::Model::clone(plan), nodes);
            (plan.id, Self { outline, cancellations: cancellations.clone(), targets, trees })
        };
        Ok(plans.iter().map(of_plan).collect())
    }

    /// The tasks above and below one, and beside it, parents before children.
    fn tree_of(&self, task: Uuid) -> Vec<&TaskNode> {
        let tree = self.outline.task(task).and_then(|node| self.trees.get(&path::root_of(&node.row.path)));
        tree.into_iter().flatten().filter_map(|place| self.outline.tasks.get(*place)).collect()
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
        let (holder, nodes) = (owed.task_id, self.tree_of(owed.task_id));
        let within = reported_with(holder, &nodes.iter().map(|one| node(one, false)).collect::<Vec<_>>());
        let going_on = reported_with(holder, &nodes.iter().map(|one| node(one, is_cancelled(one))).collect::<Vec<_>>());
        let over = nodes.iter().any(|one| one.row.id == holder && is_cancelled(one));
        let mut carried = Carried { tasks: HashSet::new(), targets: HashMap::new(), order: Vec::new(), required: HashSet::new() };
        let own = |one: &&TargetNode| owed.brings_for(one.version.reporting_unit_id);
        let mut told: Vec<&TargetNode> = within.iter().filter_map(|task| self.targets.get(task)).flatten().filter(own).collect();
        // In the order in which they were entered.
        told.sort_by_key(|one| one.row.id);
        for one in told {
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

/// The beginnings of the paths of these tasks.
async fn roots(db: &impl ConnectionTrait, tasks: Vec<Uuid>) -> Result<HashSet<String>> {
    let paths = task::Entity::find().filter(task::Column::Id.is_in(tasks)).select_only().column(task::Column::Path);
    let paths: Vec<String> = paths.into_tuple().all(db).await?;
    Ok(paths.iter().map(|path| path::root_of(path)).collect())
}

/// Tasks by plan, parents before children: a path is longer than that of the task above.
async fn nodes(db: &impl ConnectionTrait, tasks: &Select<task::Entity>) -> Result<HashMap<Uuid, Vec<TaskNode>>> {
    let mut duties: HashMap<Uuid, Vec<assignment::Model>> = HashMap::new();
    let of_tasks = assignment::Column::TaskId.in_subquery(scope::ids(tasks.clone(), task::Column::Id));
    let select = assignment::Entity::find().filter(of_tasks).order_by_asc(assignment::Column::Ord);
    for row in select.order_by_asc(assignment::Column::Id).all(db).await? {
        duties.entry(row.task_id).or_default().push(row);
    }
    let mut nodes: HashMap<Uuid, Vec<TaskNode>> = HashMap::new();
    for (row, version) in task::Entity::with_current(tasks.clone()).all(db).await? {
        let Some(version) = version else { continue };
        nodes.entry(row.plan_id).or_default().push(TaskNode { duties: duties.remove(&row.id).unwrap_or_default(), version, row });
    }
    for of_plan in nodes.values_mut() {
        of_plan.sort_by_key(|node| node.row.path.len());
    }
    Ok(nodes)
}

/// Targets by task.
async fn targets(db: &impl ConnectionTrait, tasks: &Select<task::Entity>) -> Result<HashMap<Uuid, Vec<TargetNode>>> {
    let of_tasks = target::Column::TaskId.in_subquery(scope::ids(tasks.clone(), task::Column::Id));
    let select = target::Entity::find().filter(of_tasks);
    let mut steps: HashMap<Uuid, Vec<checkpoint::Model>> = HashMap::new();
    let of_targets = checkpoint::Column::TargetId.in_subquery(scope::ids(select.clone(), target::Column::Id));
    for step in checkpoint::Entity::find().filter(of_targets).order_by_asc(checkpoint::Column::DueOn).all(db).await? {
        steps.entry(step.target_id).or_default().push(step);
    }
    let mut nodes: HashMap<Uuid, Vec<TargetNode>> = HashMap::new();
    for (row, version) in target::Entity::with_current(select).all(db).await? {
        let Some(version) = version else { continue };
        nodes.entry(row.task_id).or_default().push(TargetNode {
            version,
            reporters: Vec::new(),
            checkpoints: steps.remove(&row.id).unwrap_or_default(),
            row,
        });
    }
    Ok(nodes)
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
