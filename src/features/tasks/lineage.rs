//! What tasks inherit, for tasks of any plans: the part of each plan above them is read at once and resolved by the outline.

use std::collections::{BTreeSet, HashMap};

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::entity::{assignment, plan, task};
use crate::http::Result;
use crate::http::path::parse_id;
use crate::outline::{Outline, TaskNode};

/// The tasks with all above them, by plan: three statements however many.
///
/// # Errors
/// Those of the database.
pub(super) async fn load(db: &impl ConnectionTrait, rows: &[task::Model]) -> Result<HashMap<Uuid, Outline>> {
    let ids: BTreeSet<Uuid> = rows.iter().flat_map(|row| ids_in(&row.path)).collect();
    let plans: BTreeSet<Uuid> = rows.iter().map(|row| row.plan_id).collect();
    let mut duties: HashMap<Uuid, Vec<assignment::Model>> = HashMap::new();
    let written = assignment::Entity::find().filter(assignment::Column::TaskId.is_in(ids.iter().copied()));
    for duty in written.order_by_asc(assignment::Column::Ord).order_by_asc(assignment::Column::Id).all(db).await? {
        duties.entry(duty.task_id).or_default().push(duty);
    }
    let mut nodes: HashMap<Uuid, Vec<TaskNode>> = HashMap::new();
    let line = task::Entity::find().filter(task::Column::Id.is_in(ids));
    for (row, version) in task::Entity::with_current(line).all(db).await? {
        if let Some(version) = version {
            let duties = duties.remove(&row.id).unwrap_or_default();
            nodes.entry(row.plan_id).or_default().push(TaskNode { row, version, duties });
        }
    }
    let plans = plan::Entity::find().filter(plan::Column::Id.is_in(plans)).all(db).await?;
    let outline = |plan: plan::Model| {
        let nodes = nodes.remove(&plan.id).unwrap_or_default();
        (plan.id, Outline::of_tasks(plan, nodes))
    };
    Ok(plans.into_iter().map(outline).collect())
}

/// The ids in a path `/a/b/`, the key work first.
pub(super) fn ids_in(path: &str) -> impl Iterator<Item = Uuid> + '_ {
    path.split('/').filter_map(parse_id)
}
