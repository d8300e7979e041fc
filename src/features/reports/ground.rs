//! Judging a part of a plan again: after the daily work of some units only the trees of tasks they touched are read and judged, and put in
//! place of what was judged before. The answer is the same as if all had been judged; a test compares.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::bound;
use super::judged::{JudgedPlan, Row};
use super::load::{Known, Part, When};
use crate::entity::scope::Scope;
use crate::entity::target_link;
use crate::http::Result;

/// More tasks than this are not read one by one: then the whole plan is.
const MOST: usize = 1_000;

/// What is needed to judge a part of a plan again.
#[derive(Clone, Debug)]
pub(super) struct Ground {
    /// The instant whose knowledge was used.
    made_at: DateTime<Utc>,
    /// Deadlines that were not over then, with the tree of tasks they belong to.
    dues: BTreeSet<(DateTime<Utc>, Uuid)>,
    /// The end of the day on which it was judged.
    end_of_day: DateTime<Utc>,
    /// Trees whose targets are tied to each other: they are judged together.
    bonds: Vec<(Uuid, Uuid)>,
    open_units: HashSet<Uuid>,
    asked: bool,
}

/// Targets one of which may be judged by what is known of the other: linked in whatever way, part and whole, measured against each other.
///
/// # Errors
/// Those of the database.
pub(super) async fn ties(db: &impl ConnectionTrait, known: &Known) -> Result<Vec<(Uuid, Uuid)>> {
    use target_link::Column::{FromId, PlanId, ToId};
    let links = target_link::Entity::find().select_only().columns([FromId, ToId]).filter(PlanId.eq(known.outline.plan.id));
    let mut ties: Vec<(Uuid, Uuid)> = links.into_tuple().all(db).await?;
    for target in known.outline.targets.values().flatten() {
        let measured = target.version.reference.as_ref().and_then(|reference| reference.target_id);
        ties.extend([target.row.part_of_id, measured].into_iter().flatten().map(|other| (target.row.id, other)));
    }
    Ok(ties)
}

impl Ground {
    pub(super) fn of(known: &Known, tasks: &[Row], ties: &[(Uuid, Uuid)]) -> Self {
        let roots: HashMap<Uuid, Uuid> = tasks.iter().map(|row| (row.id, row.root)).collect();
        let made_at = known.when.moment.known_at;
        // Reports on tasks that the caller does not see stand for themselves.
        let root = |task: Uuid| roots.get(&task).copied().unwrap_or(task);
        let dues = known.owed.iter().flat_map(|one| [Some(one.due()), one.return_until].map(|due| Some((due?, root(one.row.task_id)))));
        let places: HashMap<Uuid, Uuid> =
            tasks.iter().flat_map(|row| row.targets.iter().map(move |target| (target.id, row.root))).collect();
        let bonds =
            ties.iter().filter_map(|(one, other)| Some((*places.get(one)?, *places.get(other)?))).filter(|(one, other)| one != other);
        Self {
            made_at,
            dues: dues.flatten().filter(|(due, _)| *due >= made_at).collect(),
            end_of_day: known.when.instant_of_end(known.when.judged_on),
            bonds: bonds.collect(),
            open_units: known.open_units.clone(),
            asked: known.asked,
        }
    }

    /// Whether the same facts would be judged the same at another time of asking: no deadline has passed since, and it is the same day.
    pub(super) fn holds_at(&self, when: When) -> bool {
        let now = when.moment.known_at;
        let until = self.dues.first().map_or(self.end_of_day, |(due, _)| self.end_of_day.min(*due));
        when.pinned || now == self.made_at || (self.made_at < now && now < until)
    }
}

impl JudgedPlan {
    /// The plan with the trees of these tasks judged again; `None` where they are too many, or touch what is not theirs alone.
    ///
    /// # Errors
    /// Those of the database.
    pub(super) async fn patched(
        &self,
        db: &impl ConnectionTrait,
        scope: &Scope,
        touched: &HashSet<Uuid>,
        when: When,
    ) -> Result<Option<Self>> {
        let index = self.index();
        let roots: HashSet<Uuid> = touched.iter().map(|task| index.get(task).map_or(*task, |row| row.root)).collect();
        let roots = bound::trees(&self.ground.bonds, roots);
        let tasks: HashSet<Uuid> =
            self.tasks.iter().filter(|row| roots.contains(&row.root)).map(|row| row.id).chain(roots.clone()).collect();
        if tasks.len() > MOST {
            return Ok(None);
        }
        let only: Vec<Uuid> = tasks.iter().copied().collect();
        let part = Part { only: Some(&only), for_judging: true };
        let mut known = Known::load_part(db, scope, self.plan.clone(), when, part).await?;
        if !known.open_units.is_subset(&self.ground.open_units) || (known.asked && !self.ground.asked) {
            return Ok(None);
        }
        known.asked = self.ground.asked;
        known.open_units.clone_from(&self.ground.open_units);
        let part = Self::judged(db, scope, known).await?;
        Ok(self.with(part, &roots, &tasks))
    }

    /// With a part in place of what was there; `None` where it does not fit in.
    fn with(&self, part: Self, roots: &HashSet<Uuid>, tasks: &HashSet<Uuid>) -> Option<Self> {
        let mut fresh: HashMap<Uuid, Row> = part.tasks.into_iter().map(|row| (row.id, row)).collect();
        let mut rows = Vec::with_capacity(self.tasks.len());
        for row in &self.tasks {
            rows.push(if roots.contains(&row.root) { fresh.remove(&row.id)? } else { row.clone() });
        }
        if !fresh.is_empty() {
            return None;
        }
        let mut slips: Vec<_> = self.slips.iter().filter(|slip| !tasks.contains(&slip.task)).cloned().collect();
        slips.extend(part.slips);
        slips.sort_by_key(|slip| (slip.as_at, slip.facts.due_at, slip.id));
        let mut units = self.units.clone();
        units.extend(part.units);
        let mut ground = self.ground.clone();
        ground.made_at = part.ground.made_at;
        ground.dues.retain(|(due, root)| !roots.contains(root) && *due >= part.ground.made_at);
        ground.dues.extend(part.ground.dues);
        let (plan, sections, officials) = (self.plan.clone(), self.sections.clone(), self.officials.clone());
        Some(Self { plan, sections, tasks: rows, slips, units, officials, errata: part.errata, ground })
    }

    /// What it weighs in memory, about.
    pub(super) fn weight(&self) -> usize {
        let targets: usize = self.tasks.iter().map(|row| row.targets.len()).sum();
        4_096 + self.tasks.len() * 1_500 + targets * 250 + self.slips.len() * 160
    }
}
