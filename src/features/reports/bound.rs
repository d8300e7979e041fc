//! Which tasks are judged together: to tell of one of them no more of a plan is read than its own tree and the trees its targets are tied to.

use std::collections::{HashMap, HashSet};

use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::load::{self, Known, Part, When};
use crate::entity::scope::Scope;
use crate::entity::{plan, target, target_link, target_version, task};
use crate::http::Result;

/// With more trees, or more tied targets, the whole plan is read.
const MOST: usize = 500;

/// Trees whose targets are tied to those of the first: linked in whatever way, part and whole, measured against each other.
pub(super) fn trees(bonds: &[(Uuid, Uuid)], mut roots: HashSet<Uuid>) -> HashSet<Uuid> {
    loop {
        let before = roots.len();
        for (one, other) in bonds {
            if roots.contains(one) || roots.contains(other) {
                roots.extend([*one, *other]);
            }
        }
        if roots.len() == before {
            return roots;
        }
    }
}

impl Known {
    /// Reads what a task is judged by: the same as of the whole plan, without the tasks that have nothing to do with it.
    ///
    /// # Errors
    /// Those of the database.
    pub(super) async fn around(db: &impl ConnectionTrait, scope: &Scope, plan: plan::Model, task: Uuid, when: When) -> Result<Self> {
        let Some(tasks) = tasks(db, plan.id, task).await? else { return Self::load(db, scope, plan, when).await };
        let plan_id = plan.id;
        let part = Part { only: Some(&tasks), ..Part::default() };
        let mut known = Self::load_part(db, scope, plan, when, part).await?;
        // These two are of the plan, whatever is read of it.
        known.open_units = load::open_units(db, scope, plan_id).await?;
        known.asked = known.asked || load::asked(db, plan_id, when.moment.known_at).await?;
        Ok(known)
    }
}

/// The tasks of all trees judged with this one's; `None` where they are many.
async fn tasks(db: &impl ConnectionTrait, plan: Uuid, first: Uuid) -> Result<Option<Vec<Uuid>>> {
    let ties = ties(db, plan).await?;
    let tied: HashSet<Uuid> = ties.iter().flat_map(|(one, other)| [*one, *other]).collect();
    if tied.len() > MOST {
        return Ok(None);
    }
    let places = target::Entity::find().select_only().columns([target::Column::Id, target::Column::TaskId]);
    let places: HashMap<Uuid, Uuid> = places.filter(target::Column::Id.is_in(tied)).into_tuple().all(db).await?.into_iter().collect();
    let named: HashSet<Uuid> = places.values().copied().chain([first]).collect();
    let roots: HashMap<Uuid, Uuid> = roots(db, &named).await?;
    let root = |target: &Uuid| roots.get(places.get(target)?).copied();
    let bonds: Vec<(Uuid, Uuid)> = ties.iter().filter_map(|(one, other)| Some((root(one)?, root(other)?))).collect();
    let trees = trees(&bonds, roots.get(&first).copied().into_iter().collect());
    let below = trees.iter().fold(Condition::any(), |any, root| any.add(task::Column::Path.starts_with(format!("/{root}/"))));
    let all = task::Entity::find().select_only().column(task::Column::Id).filter(task::Column::PlanId.eq(plan)).filter(below);
    Ok(Some(all.into_tuple().all(db).await?))
}

/// Targets one of which may be judged by what is known of the other.
async fn ties(db: &impl ConnectionTrait, plan: Uuid) -> Result<Vec<(Uuid, Uuid)>> {
    use target_link::Column::{FromId, PlanId, ToId};
    let links = target_link::Entity::find().select_only().columns([FromId, ToId]).filter(PlanId.eq(plan));
    let mut ties: Vec<(Uuid, Uuid)> = links.into_tuple().all(db).await?;
    let parts = target::Entity::find().select_only().columns([target::Column::Id, target::Column::PartOfId]);
    let parts = parts.filter(target::Column::PlanId.eq(plan)).filter(target::Column::PartOfId.is_not_null());
    ties.extend(parts.into_tuple::<(Uuid, Uuid)>().all(db).await?);
    let measured = target_version::Entity::find().filter(target_version::Column::PlanId.eq(plan));
    for version in measured.filter(target_version::Column::Reference.is_not_null()).all(db).await? {
        let other = version.reference.and_then(|reference| reference.target_id);
        ties.extend(other.map(|other| (version.target_id, other)));
    }
    Ok(ties)
}

/// The key works at the top of these tasks' trees: the first of their path.
async fn roots(db: &impl ConnectionTrait, tasks: &HashSet<Uuid>) -> Result<HashMap<Uuid, Uuid>> {
    let rows = task::Entity::find().select_only().columns([task::Column::Id, task::Column::Path]);
    let rows: Vec<(Uuid, String)> = rows.filter(task::Column::Id.is_in(tasks.iter().copied())).into_tuple().all(db).await?;
    let top = |path: &str| path.split('/').find_map(|id| id.parse::<Uuid>().ok());
    Ok(rows.into_iter().map(|(id, path)| (id, top(&path).unwrap_or(id))).collect())
}
