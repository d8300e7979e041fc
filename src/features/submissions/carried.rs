//! Which figures a report may and must carry: those of its task and of the measures reported inside it.

use std::collections::{HashMap, HashSet};

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::ground::Duty;
use crate::db::Tx;
use crate::domain::filing::{Asked, Node, reported_with};
use crate::entity::{assignment, target, target_version, task};
use crate::http::Result;
use crate::outline::{Cancellations, TaskNode};

/// The targets a report may carry, by id, with what each asks.
pub(super) struct Carried {
    /// The tasks told of in the report: the obligation's own, and those below it without own leads.
    pub(super) tasks: HashSet<Uuid>,
    pub(super) targets: HashMap<Uuid, Asked>,
    /// Those it must carry, in the order in which they were entered, with their keys.
    pub(super) required: Vec<(Uuid, String)>,
}

impl Carried {
    /// The targets of the obligation's task and of those below it without own leads, except those that only another unit reports.
    pub(super) async fn load(tx: &Tx, duty: &Duty) -> Result<Self> {
        let nodes = tree(tx, duty).await?;
        let (begins, ends) = (duty.obligation.period.first_day(), duty.obligation.period.last_day());
        let day = duty.plan.day_of_leads(begins);
        let cancellations = Cancellations::load(tx.db(), [duty.plan.id]).await?;
        let is_cancelled = |one: &TaskNode| cancellations.holds(one.row.id, ends);
        let node = |node: &TaskNode, cancelled: bool| {
            let leads = !node.own_leads(duty.plan.lead_rule, day).is_empty();
            Node { id: node.row.id, parent: node.row.parent_id, apart: leads || cancelled }
        };
        let holder = duty.obligation.task_id;
        let within = reported_with(holder, &nodes.iter().map(|one| node(one, false)).collect::<Vec<_>>());
        let going_on = reported_with(holder, &nodes.iter().map(|one| node(one, is_cancelled(one))).collect::<Vec<_>>());
        let over = nodes.iter().any(|one| one.row.id == holder && is_cancelled(one));
        let select = target::Entity::find().filter(target::Column::TaskId.is_in(within.iter().copied())).order_by_asc(target::Column::Id);
        let mut carried = Self { tasks: within, targets: HashMap::new(), required: Vec::new() };
        for (row, version) in target::Entity::with_current(select).all(tx.db()).await? {
            let Some(version) = version.filter(|v| v.reporting_unit_id.is_none_or(|unit| unit == duty.obligation.unit_id)) else {
                continue;
            };
            let asked = asked(&version);
            if asked.must_be_reported() && !over && going_on.contains(&row.task_id) {
                carried.required.push((row.id, row.key));
            }
            carried.targets.insert(row.id, asked);
        }
        Ok(carried)
    }
}

/// The obligation's task and all below it, parents before children: a path is longer than that of the task above.
async fn tree(tx: &Tx, duty: &Duty) -> Result<Vec<TaskNode>> {
    let holder = task::Entity::find_by_id(duty.obligation.task_id).one(tx.db()).await?;
    let Some(holder) = holder else { return Ok(Vec::new()) };
    let below = task::Entity::find().filter(task::Column::PlanId.eq(holder.plan_id)).filter(task::Column::Path.starts_with(&holder.path));
    let rows = task::Entity::with_current(below).all(tx.db()).await?;
    let ids = rows.iter().map(|(row, _)| row.id);
    let mut duties: HashMap<Uuid, Vec<assignment::Model>> = HashMap::new();
    let select = assignment::Entity::find().filter(assignment::Column::TaskId.is_in(ids)).order_by_asc(assignment::Column::Ord);
    for row in select.order_by_asc(assignment::Column::Id).all(tx.db()).await? {
        duties.entry(row.task_id).or_default().push(row);
    }
    let node = |(row, version): (task::Model, Option<_>)| {
        Some(TaskNode { duties: duties.remove(&row.id).unwrap_or_default(), version: version?, row })
    };
    let mut nodes: Vec<TaskNode> = rows.into_iter().filter_map(node).collect();
    nodes.sort_by_key(|node| node.row.path.len());
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
