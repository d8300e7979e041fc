//! A whole plan in memory, read in a constant number of statements: its headings, tasks, duties, steps, targets and
//! checkpoints, with everything that is inherited resolved. The tree, the obligations and all reports stand on it.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::domain::due::Due;
use crate::domain::plan::{AssignmentRole, LeadRule, Named, leads_by};
use crate::domain::terms::Terms;
use crate::entity::scope::{self, Scope};
use crate::entity::{assignment, checkpoint, milestone, plan, section, target, target_version, task, task_version};
use crate::http::Result;

/// Which versions of tasks and targets count: those in force on a date, as known at an instant.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// The business date.
    pub as_of: NaiveDate,
    /// The instant whose knowledge is used.
    pub known_at: DateTime<Utc>,
}

/// A plan with everything in it that the caller may see.
#[derive(Clone, Debug)]
pub struct Outline {
    /// The plan.
    pub plan: plan::Model,
    /// Headings, in order.
    pub sections: Vec<section::Model>,
    /// Tasks and measures, in printed order, parents before children.
    pub tasks: Vec<TaskNode>,
    /// Targets by task.
    pub targets: HashMap<Uuid, Vec<TargetNode>>,
    /// Steps by task, in order.
    pub milestones: HashMap<Uuid, Vec<milestone::Model>>,
    index: HashMap<Uuid, usize>,
}

/// A task or measure with its content and its own duties.
#[derive(Clone, Debug)]
pub struct TaskNode {
    /// What stays.
    pub row: task::Model,
    /// The version in force.
    pub version: task_version::Model,
    /// Duties written at this task, in printed order, whenever they hold.
    pub duties: Vec<assignment::Model>,
}

/// A target with its terms and checkpoints.
#[derive(Clone, Debug)]
pub struct TargetNode {
    /// What stays.
    pub row: target::Model,
    /// The version in force.
    pub version: target_version::Model,
    /// The reporting units of all versions known, each with its first day, in the order of the versions; empty where it was never another.
    pub reporters: Vec<(NaiveDate, Option<Uuid>)>,
    /// Checkpoints by date.
    pub checkpoints: Vec<checkpoint::Model>,
}

impl TaskNode {
    /// The duties in force on a day.
    pub fn duties_on(&self, day: NaiveDate) -> impl Iterator<Item = &assignment::Model> {
        self.duties.iter().filter(move |duty| duty.effective_from <= day && duty.effective_to.is_none_or(|to| to >= day))
    }

    /// The officials written at this task (总责任人).
    pub fn own_principals(&self, day: NaiveDate) -> Vec<&assignment::Model> {
        self.duties_on(day).filter(|duty| duty.role == AssignmentRole::Principal).collect()
    }

    /// The leads written at this task, by the plan's lead rule.
    pub fn own_leads(&self, rule: LeadRule, day: NaiveDate) -> Vec<&assignment::Model> {
        let duties: Vec<_> = self.duties_on(day).collect();
        let named: Vec<_> = duties.iter().map(|duty| Named { role: duty.role, order: duty.ord, starred: duty.is_starred }).collect();
        leads_by(rule, &named).into_iter().filter_map(|at| duties.get(at).copied()).collect()
    }
}

impl TargetNode {
    /// The terms as the judgement takes them.
    pub fn terms(&self) -> Terms {
        terms_of(&self.version)
    }

    /// The one unit whose figure counted on a day.
    pub fn reporter_on(&self, day: NaiveDate) -> Option<Uuid> {
        let then = self.reporters.iter().rev().find(|(from, _)| *from <= day).or(self.reporters.first());
        then.map_or(self.version.reporting_unit_id, |(_, reporter)| *reporter)
    }
}

/// The terms of a version as the judgement takes them.
pub fn terms_of(v: &target_version::Model) -> Terms {
    Terms {
        operator: v.operator,
        judged_as: v.judged_as,
        value: v.value_e4,
        upper: v.upper_e4,
        unit_of_measure: v.unit_of_measure.clone(),
        multiplier: v.multiplier,
        series: v.series,
        quantity_kind: v.quantity_kind,
        firmness: v.firmness,
        class: v.class,
        stretch: v.stretch.clone(),
        baseline: v.baseline.clone(),
        tolerance: v.tolerance_e4,
        maintain: v.maintain,
        reference: v.reference.clone(),
        stages: v.stages.clone(),
    }
}

impl Outline {
    /// Reads what the caller may see of a plan: the versions of `at`, or the current ones.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn load(db: &impl ConnectionTrait, scope: &Scope, plan: plan::Model, at: Option<Moment>) -> Result<Self> {
        Self::load_only(db, scope, plan, at, None).await
    }

    /// As [`Outline::load`], of some tasks only: whole trees of them, so that all is there from which they inherit.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn load_only(
        db: &impl ConnectionTrait,
        scope: &Scope,
        plan: plan::Model,
        at: Option<Moment>,
        only: Option<&[Uuid]>,
    ) -> Result<Self> {
        let of_plan = section::Entity::find().filter(section::Column::PlanId.eq(plan.id));
        let sections = of_plan.order_by_asc(section::Column::Ord).order_by_asc(section::Column::Id).all(db).await?;
        let visible = task::Entity::seen_by(scope).filter(task::Column::PlanId.eq(plan.id)).filter(among(task::Column::Id, only));
        let rows = visible.order_by_asc(task::Column::Ord).order_by_asc(task::Column::Id).all(db).await?;
        let versions = task_version::Entity::find().filter(task_version::Column::PlanId.eq(plan.id));
        let mut versions = pick(versions.filter(among(task_version::Column::TaskId, only)).all(db).await?, at);
        let duties = assignment::Entity::find().filter(assignment::Column::PlanId.eq(plan.id));
        let duties = duties.filter(among(assignment::Column::TaskId, only));
        let mut duties_of: HashMap<Uuid, Vec<assignment::Model>> = HashMap::new();
        for duty in duties.order_by_asc(assignment::Column::Ord).order_by_asc(assignment::Column::Id).all(db).await? {
            duties_of.entry(duty.task_id).or_default().push(duty);
        }
        let nodes = rows.into_iter().filter_map(|row| {
            let version = versions.remove(&row.id)?;
            Some(TaskNode { duties: duties_of.remove(&row.id).unwrap_or_default(), version, row })
        });
        let tasks = in_tree_order(nodes.collect(), &sections);
        let index = tasks.iter().enumerate().map(|(at, node)| (node.row.id, at)).collect();
        let targets = targets(db, plan.id, at, only).await?;
        let milestones = milestones(db, plan.id, only).await?;
        Ok(Self { plan, sections, tasks, targets, milestones, index })
    }

    /// Some tasks of a plan that were read elsewhere, with all above them: enough to resolve what they inherit.
    pub fn of_tasks(plan: plan::Model, tasks: Vec<TaskNode>) -> Self {
        let index = tasks.iter().enumerate().map(|(at, node)| (node.row.id, at)).collect();
        Self { plan, sections: Vec::new(), tasks, targets: HashMap::new(), milestones: HashMap::new(), index }
    }

    /// A task by its id.
    pub fn task(&self, id: Uuid) -> Option<&TaskNode> {
        self.index.get(&id).and_then(|at| self.tasks.get(*at))
    }

    /// The task and those above it, nearest first.
    pub fn lineage<'o>(&'o self, node: &'o TaskNode) -> impl Iterator<Item = &'o TaskNode> {
        std::iter::successors(Some(node), |node| node.row.parent_id.and_then(|parent| self.task(parent)))
    }

    /// Who leads a task on a day: the leads of the nearest task above that has any, and that task.
    pub fn effective_leads<'o>(&'o self, node: &'o TaskNode, day: NaiveDate) -> Option<(&'o TaskNode, Vec<&'o assignment::Model>)> {
        self.lineage(node).map(|above| (above, above.own_leads(self.plan.lead_rule, day))).find(|(_, leads)| !leads.is_empty())
    }

    /// Who answers for a task on a day: the officials written at the nearest task above that has any, and that task.
    pub fn effective_principals<'o>(&'o self, node: &'o TaskNode, day: NaiveDate) -> Option<(&'o TaskNode, Vec<&'o assignment::Model>)> {
        self.lineage(node).map(|above| (above, above.own_principals(day))).find(|(_, named)| !named.is_empty())
    }

    /// The deadline of a task: its own, an inherited one, or the plan's.
    pub fn effective_due<'o>(&'o self, node: &'o TaskNode) -> Option<&'o Due> {
        self.lineage(node).find_map(|above| above.version.due.as_ref()).or(self.plan.default_due.as_ref())
    }

    /// The first day of a task: its own, an inherited one, or the plan's.
    pub fn effective_start(&self, node: &TaskNode) -> NaiveDate {
        self.lineage(node).find_map(|above| above.version.starts_on).unwrap_or(self.plan.starts_on)
    }

    /// The heading of a task: its own or that of the nearest task above that has one.
    pub fn section_of(&self, node: &TaskNode) -> Option<Uuid> {
        self.lineage(node).find_map(|above| above.row.section_id)
    }

    /// The targets written at a task.
    pub fn targets_of(&self, task: Uuid) -> &[TargetNode] {
        self.targets.get(&task).map_or(&[], Vec::as_slice)
    }

    /// The steps written at a task.
    pub fn milestones_of(&self, task: Uuid) -> &[milestone::Model] {
        self.milestones.get(&task).map_or(&[], Vec::as_slice)
    }

    /// The tasks whose targets are reported inside the report on `holder`: itself and those below without leads of their own.
    pub fn reported_with<'o>(&'o self, holder: &'o TaskNode, day: NaiveDate) -> impl Iterator<Item = &'o TaskNode> {
        let within = self.tasks.iter().filter(move |node| node.row.path.starts_with(&holder.row.path));
        within.filter(move |node| self.effective_leads(node, day).is_some_and(|(at, _)| at.row.id == holder.row.id))
    }
}

/// Since when tasks are cancelled, and since when no more.
#[derive(Clone, Debug, Default)]
pub struct Cancellations(HashMap<Uuid, Vec<(NaiveDate, bool)>>);

impl Cancellations {
    /// Reads those of some plans in one statement: of tasks that were ever cancelled, what each version says of it.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn load(db: &impl ConnectionTrait, plans: impl IntoIterator<Item = Uuid>) -> Result<Self> {
        use task_version::Column::{Cancelled, EffectiveOn, N, PlanId, TaskId};
        let ever = task_version::Entity::find().filter(PlanId.is_in(plans)).filter(Cancelled.eq(true));
        let versions = task_version::Entity::find().select_only().columns([TaskId, EffectiveOn, Cancelled]);
        let versions = versions.filter(TaskId.in_subquery(scope::ids(ever, TaskId))).order_by_asc(N);
        let mut all = Self::default();
        for (task, from, cancelled) in versions.into_tuple().all(db).await? {
            all.0.entry(task).or_default().push((from, cancelled));
        }
        Ok(all)
    }

    /// Whether a task is cancelled on a day, tasks above it left aside.
    pub fn holds(&self, task: Uuid, day: NaiveDate) -> bool {
        let versions = self.0.get(&task).map_or(&[][..], Vec::as_slice);
        versions.iter().rfind(|(from, _)| *from <= day).or(versions.first()).is_some_and(|(_, cancelled)| *cancelled)
    }
}

/// Headings in the order of the document, each before those below it, with the tasks in between.
fn in_tree_order(mut nodes: Vec<TaskNode>, sections: &[section::Model]) -> Vec<TaskNode> {
    let mut rank: HashMap<Option<Uuid>, usize> = HashMap::from([(None, 0)]);
    let mut open: Vec<&section::Model> = sections.iter().filter(|section| section.parent_id.is_none()).rev().collect();
    while let Some(section) = open.pop() {
        rank.insert(Some(section.id), rank.len());
        open.extend(sections.iter().filter(|below| below.parent_id == Some(section.id)).rev());
    }
    nodes.sort_by_key(|node| (rank.get(&node.row.section_id).copied(), node.row.ord));
    let mut children: BTreeMap<Option<Uuid>, Vec<TaskNode>> = BTreeMap::new();
    let known: std::collections::HashSet<Uuid> = nodes.iter().map(|node| node.row.id).collect();
    for node in nodes {
        children.entry(node.row.parent_id.filter(|parent| known.contains(parent))).or_default().push(node);
    }
    let mut ordered = Vec::new();
    let mut open: Vec<TaskNode> = children.remove(&None).unwrap_or_default().into_iter().rev().collect();
    while let Some(node) = open.pop() {
        open.extend(children.remove(&Some(node.row.id)).unwrap_or_default().into_iter().rev());
        ordered.push(node);
    }
    ordered
}

/// Rows of all tasks, or of some.
pub fn among<C: ColumnTrait>(task: C, only: Option<&[Uuid]>) -> Condition {
    Condition::all().add_option(only.map(|tasks| task.is_in(tasks.iter().copied())))
}

/// As [`among`], for rows that name a target.
pub fn among_targets<C: ColumnTrait>(target: C, only: Option<&[Uuid]>) -> Condition {
    let of = |tasks: &[Uuid]| target::Entity::find().filter(target::Column::TaskId.is_in(tasks.iter().copied()));
    Condition::all().add_option(only.map(|tasks| target.in_subquery(scope::ids(of(tasks), target::Column::Id))))
}

async fn targets(
    db: &impl ConnectionTrait,
    plan: Uuid,
    at: Option<Moment>,
    only: Option<&[Uuid]>,
) -> Result<HashMap<Uuid, Vec<TargetNode>>> {
    let rows = target::Entity::find().filter(target::Column::PlanId.eq(plan)).filter(among(target::Column::TaskId, only));
    let rows = rows.order_by_asc(target::Column::Id).all(db).await?;
    let versions = target_version::Entity::find().filter(target_version::Column::PlanId.eq(plan));
    let versions = versions.filter(among_targets(target_version::Column::TargetId, only)).all(db).await?;
    let mut reporters = reporters(&versions, at);
    let mut versions = pick(versions, at);
    let steps = checkpoint::Entity::find().filter(checkpoint::Column::PlanId.eq(plan)).order_by_asc(checkpoint::Column::DueOn);
    let steps = steps.filter(among_targets(checkpoint::Column::TargetId, only));
    let mut steps_of: HashMap<Uuid, Vec<checkpoint::Model>> = HashMap::new();
    for step in steps.all(db).await? {
        steps_of.entry(step.target_id).or_default().push(step);
    }
    let mut by_task: HashMap<Uuid, Vec<TargetNode>> = HashMap::new();
    for row in rows {
        if let Some(version) = versions.remove(&row.id) {
            let checkpoints = steps_of.remove(&row.id).unwrap_or_default();
            let reporters = reporters.remove(&row.id).unwrap_or_default();
            by_task.entry(row.task_id).or_default().push(TargetNode { row, version, reporters, checkpoints });
        }
    }
    Ok(by_task)
}

/// The reporting units of targets where they were not always the same.
fn reporters(versions: &[target_version::Model], at: Option<Moment>) -> HashMap<Uuid, Vec<(NaiveDate, Option<Uuid>)>> {
    let mut known: Vec<&target_version::Model> = versions.iter().filter(|version| at.is_none_or(|at| version.in_force(at))).collect();
    known.sort_unstable_by_key(|version| (version.target_id, version.n));
    let one_by_one = known.chunk_by(|one, other| one.target_id == other.target_id);
    let changed = one_by_one.filter_map(|of| {
        let first = of.first()?;
        let same = of.iter().all(|it| it.reporting_unit_id == first.reporting_unit_id);
        (!same).then(|| (first.target_id, of.iter().map(|it| (it.effective_on, it.reporting_unit_id)).collect()))
    });
    changed.collect()
}

async fn milestones(db: &impl ConnectionTrait, plan: Uuid, only: Option<&[Uuid]>) -> Result<HashMap<Uuid, Vec<milestone::Model>>> {
    let rows = milestone::Entity::find().filter(milestone::Column::PlanId.eq(plan)).filter(among(milestone::Column::TaskId, only));
    let mut by_task: HashMap<Uuid, Vec<milestone::Model>> = HashMap::new();
    for row in rows.order_by_asc(milestone::Column::Ord).order_by_asc(milestone::Column::Id).all(db).await? {
        by_task.entry(row.task_id).or_default().push(row);
    }
    Ok(by_task)
}

/// A row of a version table.
trait Version {
    fn of(&self) -> Uuid;
    fn n(&self) -> i32;
    fn in_force(&self, at: Moment) -> bool;
}

impl Version for task_version::Model {
    fn of(&self) -> Uuid {
        self.task_id
    }
    fn n(&self) -> i32 {
        self.n
    }
    fn in_force(&self, at: Moment) -> bool {
        self.effective_on <= at.as_of && self.recorded_at <= at.known_at
    }
}

impl Version for target_version::Model {
    fn of(&self) -> Uuid {
        self.target_id
    }
    fn n(&self) -> i32 {
        self.n
    }
    fn in_force(&self, at: Moment) -> bool {
        self.effective_on <= at.as_of && self.recorded_at <= at.known_at
    }
}

/// The version of each of some targets that counts at a moment.
pub fn current_at(versions: Vec<target_version::Model>, at: Moment) -> HashMap<Uuid, target_version::Model> {
    pick(versions, Some(at))
}

/// The version that counts for each thing: the last one in force at the moment; the first one when none was yet.
fn pick<V: Version>(mut versions: Vec<V>, at: Option<Moment>) -> HashMap<Uuid, V> {
    versions.sort_by_key(V::n);
    let mut chosen: HashMap<Uuid, V> = HashMap::new();
    for version in versions {
        let counts = at.is_none_or(|at| version.in_force(at));
        if counts || !chosen.contains_key(&version.of()) {
            chosen.insert(version.of(), version);
        }
    }
    chosen
}
