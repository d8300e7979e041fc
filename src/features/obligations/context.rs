//! What stands around obligations, read in a constant number of statements: plans, rules, tasks with those below, duties, targets.

use std::collections::HashMap;

use chrono::NaiveDate;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::domain::assess::{Basis, Question, Step, assess};
use crate::domain::plan::{LeadRule, Named, leads_by};
use crate::domain::quantity::Quantity;
use crate::entity::{
    assignment, checkpoint, obligation, plan, reporting_rule, rule_period, scope, target, target_version, task, task_version,
};
use crate::http::Result;
use crate::outline::{Cancellations, terms_of};

/// A task with the version in force.
pub(super) type TaskNow = (task::Model, task_version::Model);

/// A target with the version in force.
pub(super) type TargetNow = (target::Model, target_version::Model);

/// Everything around a page of obligations.
pub(super) struct Context {
    pub(super) plans: HashMap<Uuid, plan::Model>,
    pub(super) periods: HashMap<Uuid, rule_period::Model>,
    pub(super) rules: HashMap<Uuid, reporting_rule::Model>,
    pub(super) tasks: HashMap<Uuid, TaskNow>,
    duties: HashMap<Uuid, Vec<assignment::Model>>,
    checkpoints: HashMap<Uuid, Vec<Step>>,
    cancellations: Cancellations,
    targets: Vec<TargetNow>,
}

impl Context {
    /// Reads it: eight statements.
    pub(super) async fn load(db: &impl ConnectionTrait, rows: &[obligation::Model]) -> Result<Self> {
        let ids = |id: fn(&obligation::Model) -> Uuid| {
            let mut ids: Vec<Uuid> = rows.iter().map(id).collect();
            ids.sort_unstable();
            ids.dedup();
            ids
        };
        let plans = plan::Entity::find().filter(plan::Column::Id.is_in(ids(|row| row.plan_id))).all(db).await?;
        let periods = rule_period::Entity::find().filter(rule_period::Column::Id.is_in(ids(|row| row.rule_period_id))).all(db).await?;
        let rules = reporting_rule::Entity::find().filter(reporting_rule::Column::PlanId.is_in(ids(|row| row.plan_id))).all(db).await?;
        let held = ids(|row| row.task_id);
        let near = task::Entity::find().filter(task::Column::Id.in_subquery(near(&held, ABOVE_OR_BELOW)));
        let tasks = task::Entity::with_current(near).all(db).await?;
        let written = assignment::Entity::find().filter(assignment::Column::TaskId.in_subquery(with_those_below(&held)));
        let mut duties: HashMap<Uuid, Vec<assignment::Model>> = HashMap::new();
        for duty in written.order_by_asc(assignment::Column::Ord).order_by_asc(assignment::Column::Id).all(db).await? {
            duties.entry(duty.task_id).or_default().push(duty);
        }
        let figures = target::Entity::find().filter(target::Column::TaskId.in_subquery(with_those_below(&held)));
        let targets = target::Entity::with_current(figures.order_by_asc(target::Column::Id)).all(db).await?;
        let of_targets = target::Entity::find().filter(target::Column::TaskId.in_subquery(with_those_below(&held)));
        let printed =
            checkpoint::Entity::find().filter(checkpoint::Column::TargetId.in_subquery(scope::ids(of_targets, target::Column::Id)));
        let mut checkpoints: HashMap<Uuid, Vec<Step>> = HashMap::new();
        for row in printed.all(db).await? {
            checkpoints.entry(row.target_id).or_default().push(Step { due_on: row.due_on, value: row.value_e4, share: row.share_e4 });
        }
        let cancellations = Cancellations::load(db, plans.iter().map(|row| row.id)).await?;
        Ok(Self {
            plans: plans.into_iter().map(|row| (row.id, row)).collect(),
            periods: periods.into_iter().map(|row| (row.id, row)).collect(),
            rules: rules.into_iter().map(|row| (row.id, row)).collect(),
            tasks: tasks.into_iter().filter_map(|(row, version)| Some((row.id, (row, version?)))).collect(),
            duties,
            checkpoints,
            cancellations,
            targets: targets.into_iter().filter_map(|(row, version)| Some((row, version?))).collect(),
        })
    }

    /// The rule that asks for a report.
    pub(super) fn rule_of(&self, row: &obligation::Model) -> Option<&reporting_rule::Model> {
        self.rules.get(&self.periods.get(&row.rule_period_id)?.rule_id)
    }

    /// The targets that a report brings: those of its task and of the tasks below without leads of their own, as they led when the
    /// period began; of these the ones that no other unit reports.
    pub(super) fn targets_of(&self, row: &obligation::Model) -> Vec<&TargetNow> {
        let (Some(plan), Some(period)) = (self.plans.get(&row.plan_id), self.periods.get(&row.rule_period_id)) else { return Vec::new() };
        if !self.rule_of(row).is_some_and(|rule| rule.collects_figures) {
            return Vec::new();
        }
        let reported =
            |(held, terms): &&TargetNow| row.brings_for(terms.reporting_unit_id) && self.is_within(held.task_id, row.task_id, plan, period);
        let mut found: Vec<&TargetNow> = self.targets.iter().filter(reported).collect();
        found.sort_by_key(|(held, _)| self.place_of(held.task_id));
        found
    }

    /// What a target of a plan should stand at on a day, and where that comes from.
    pub(super) fn expected(&self, plan: Uuid, (held, terms): &TargetNow, day: NaiveDate) -> Option<(Quantity, Basis)> {
        let plan = self.plans.get(&plan)?;
        let due = self.lineage(held.task_id).find_map(|(_, version)| version.due.as_ref()).or(plan.default_due.as_ref());
        let assessment = assess(&Question {
            terms: &terms_of(terms),
            steps: self.checkpoints.get(&held.id).map_or(&[], Vec::as_slice),
            readings: &[],
            reports: &[],
            start: self.lineage(held.task_id).find_map(|(_, version)| version.starts_on).unwrap_or(plan.starts_on),
            control: due.and_then(|due| due.control),
            as_of: day,
            thresholds: &plan.thresholds,
            has_reporter: true,
        });
        assessment.expected.zip(assessment.basis)
    }

    /// A task and those above it, nearest first.
    fn lineage(&self, task: Uuid) -> impl Iterator<Item = &TaskNow> {
        std::iter::successors(self.tasks.get(&task), |(row, _)| self.tasks.get(&row.parent_id?))
    }

    /// Where a task stands: those above before those below, in printed order.
    pub(super) fn place_of(&self, task: Uuid) -> Option<(usize, i32)> {
        self.tasks.get(&task).map(|(row, _)| (row.path.matches('/').count(), row.ord))
    }

    /// Whether a task is reported inside the report on `holder`: it is that task, or nothing from it up to there has leads of its own;
    /// and nothing was cancelled by the end of the period.
    pub(super) fn is_within(&self, task: Uuid, holder: Uuid, plan: &plan::Model, period: &rule_period::Model) -> bool {
        let day = plan.day_of_leads(period.starts_on);
        let mut next = Some(task);
        while let Some((id, (row, _))) = next.and_then(|id| self.tasks.get_key_value(&id)) {
            if self.cancellations.holds(*id, period.ends_on) {
                return false;
            }
            if *id == holder {
                return true;
            }
            if self.has_leads(*id, plan.lead_rule, day) {
                return false;
            }
            next = row.parent_id;
        }
        false
    }

    fn has_leads(&self, task: Uuid, rule: LeadRule, day: NaiveDate) -> bool {
        let duties = self.duties.get(&task).into_iter().flatten();
        let held = duties.filter(|duty| duty.effective_from <= day && duty.effective_to.is_none_or(|to| to >= day));
        let named: Vec<_> = held.map(|duty| Named { role: duty.role, order: duty.ord, starred: duty.is_starred }).collect();
        !leads_by(rule, &named).is_empty()
    }
}

const BELOW: &str = r#""near"."path" LIKE "held"."path" || '%'"#;
const ABOVE_OR_BELOW: &str = r#"("near"."path" LIKE "held"."path" || '%' OR "held"."path" LIKE "near"."path" || '%')"#;

/// Ids of these tasks and of all below them.
pub(super) fn with_those_below(tasks: &[Uuid]) -> SelectStatement {
    near(tasks, BELOW)
}

/// Ids of the tasks that lie as `lies` says to one of these.
fn near(tasks: &[Uuid], lies: &'static str) -> SelectStatement {
    let (held, near) = (Alias::new("held"), Alias::new("near"));
    let column = |table: &Alias, name: &'static str| Expr::col((table.clone(), Alias::new(name)));
    let below = column(&near, "plan_id").equals((held.clone(), Alias::new("plan_id"))).and(Expr::cust(lies));
    let mut query = Query::select();
    query
        .column((near.clone(), Alias::new("id")))
        .from_as(task::Entity, held.clone())
        .join_as(JoinType::InnerJoin, task::Entity, near, below)
        .and_where(column(&held, "id").is_in(tasks.iter().copied()));
    query
}
