//! The whole plan in one answer.

use std::collections::HashMap;

use actix_web::get;
use actix_web::web::Data;
use chrono::NaiveDate;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::read;
use super::tree_shapes::{PlanTree, TreeAssignment, TreeCheckpoint, TreeLead, TreePrincipal, TreeRule, TreeSection, TreeTarget, TreeTask};
use super::tree_steps::Steps;
use crate::auth::{Action, Caller};
use crate::db;
use crate::entity::{assignment, checkpoint, plan, reporting_rule, section};
use crate::http::query::NoParameters;
use crate::http::{Id, OrNotFound, Query, Reply, Result};
use crate::outline::{Outline, TargetNode, TaskNode};
use crate::refs::{self, Briefs, Officials};
use crate::state::AppState;
use crate::target_terms;

/// Read a whole plan: headings, tasks, duties, steps, targets, checkpoints, statements and reporting rules in printed order.
///
/// Somebody who does not read all plans sees the tasks in which their units take part, with those above and below.
#[utoipa::path(tag = "plans", operation_id = "get_plan_tree", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The plan")), responses((status = 200, description = "The plan with everything in it", body = PlanTree)))]
#[get("/plans/{id}/tree")]
pub(super) async fn get_plan_tree(app: Data<AppState>, caller: Caller, id: Id, _query: Query<NoParameters>) -> Result<Reply> {
    caller.require(Action::ReadPlan)?;
    let db = db::snapshot(&app.db).await?;
    let row = plan::Entity::seen_by(&caller.scope).filter(plan::Column::Id.eq(id.0)).one(&db).await?.or_not_found()?;
    let leads_on = app.today().min(row.ends_on).max(row.starts_on);
    let plan = read::one(&db, &caller, row.clone()).await?;
    let outline = Outline::load(&db, &caller.scope, row, None).await?;
    let rules = reporting_rule::Entity::find().filter(reporting_rule::Column::PlanId.eq(id.0)).order_by_asc(reporting_rule::Column::N);
    let rules = rules.all(&db).await?;
    let units = refs::briefs(&db, &caller.scope, mentioned(&outline, &rules)).await?;
    let steps = Steps::load(&db, &outline).await?;
    let named = outline.tasks.iter().flat_map(|node| node.duties.iter().filter_map(|duty| duty.official_id));
    let officials = Officials::load(&db, &caller.scope, named.collect::<Vec<_>>()).await?;
    db.commit().await?;
    let builder = Builder { outline: &outline, units: &units, officials: &officials, steps: &steps, day: leads_on };
    let (sections, tasks) = builder.build();
    let reporting_rules = rules.into_iter().map(|rule| builder.rule(rule)).collect();
    Reply::report(&PlanTree { plan, sections, tasks, reporting_rules, leads_on })
}

/// Every unit that the tree shows.
fn mentioned(outline: &Outline, rules: &[reporting_rule::Model]) -> Vec<Uuid> {
    let duties = outline.tasks.iter().flat_map(|node| node.duties.iter().filter_map(|duty| duty.unit_id));
    let targets = outline.targets.values().flatten().map(|target| &target.version);
    let named = targets.flat_map(|version| [version.reporting_unit_id, version.per_unit_group_id]).flatten();
    duties.chain(named).chain(rules.iter().map(|rule| rule.receiver_unit_id)).collect()
}

struct Builder<'o> {
    outline: &'o Outline,
    units: &'o Briefs,
    officials: &'o Officials,
    steps: &'o Steps,
    day: NaiveDate,
}

impl Builder<'_> {
    /// Headings with their tasks, and the tasks under none.
    fn build(&self) -> (Vec<TreeSection>, Vec<TreeTask>) {
        let mut tasks = self.by_heading();
        let mut below: HashMap<Option<Uuid>, Vec<&section::Model>> = HashMap::new();
        for section in &self.outline.sections {
            below.entry(section.parent_id).or_default().push(section);
        }
        let sections = nest(None, &below, &mut tasks);
        (sections, tasks.remove(&None).unwrap_or_default())
    }

    /// The key works by heading, each with its measures. From the last task to the first, so that measures are there before their task.
    fn by_heading(&self) -> HashMap<Option<Uuid>, Vec<TreeTask>> {
        let mut measures: HashMap<Uuid, Vec<TreeTask>> = HashMap::new();
        let mut roots: HashMap<Option<Uuid>, Vec<TreeTask>> = HashMap::new();
        for node in self.outline.tasks.iter().rev() {
            let mut own = measures.remove(&node.row.id).unwrap_or_default();
            own.reverse();
            let task = self.task(node, own);
            match node.row.parent_id.filter(|parent| self.outline.task(*parent).is_some()) {
                Some(parent) => measures.entry(parent).or_default().push(task),
                None => roots.entry(node.row.section_id).or_default().push(task),
            }
        }
        roots.values_mut().for_each(|tasks| tasks.reverse());
        roots
    }

    fn task(&self, node: &TaskNode, measures: Vec<TreeTask>) -> TreeTask {
        let (row, version) = (&node.row, &node.version);
        TreeTask {
            id: row.id,
            version: row.version,
            version_number: version.n,
            section_id: row.section_id,
            parent_id: row.parent_id,
            ord: row.ord,
            number: row.number.clone(),
            code: row.code.clone(),
            title: version.title.clone(),
            content: version.content.clone(),
            how: version.how.clone(),
            starts_on: version.starts_on,
            due: version.due.clone(),
            cancelled: version.cancelled,
            effective_starts_on: self.outline.effective_start(node),
            effective_due: self.outline.effective_due(node).cloned(),
            effective_leads: self.leads(node),
            effective_principals: self.principals(node),
            parameters: version.parameters.0.clone(),
            assignments: node.duties.iter().map(|duty| self.assignment(duty)).collect(),
            targets: self.outline.targets_of(row.id).iter().map(|target| self.target(target)).collect(),
            milestones: self.steps.milestones(self.outline, row.id),
            statements: self.steps.statements(row.id),
            measures,
        }
    }

    fn leads(&self, node: &TaskNode) -> Vec<TreeLead> {
        let leads = self.outline.effective_leads(node, self.day).map(|(_, leads)| leads).unwrap_or_default();
        let lead = |duty: &assignment::Model| {
            Some(TreeLead {
                task_id: duty.task_id,
                assignment_id: duty.id,
                unit: self.units.of(duty.unit_id?),
                is_reporting: duty.is_reporting,
            })
        };
        leads.into_iter().filter_map(lead).collect()
    }

    fn principals(&self, node: &TaskNode) -> Vec<TreePrincipal> {
        let named = self.outline.effective_principals(node, self.day).map(|(_, named)| named).unwrap_or_default();
        let principal = |duty: &assignment::Model| {
            let official = duty.official_id?;
            Some(TreePrincipal {
                task_id: duty.task_id,
                assignment_id: duty.id,
                official: self.officials.of(official),
                holder: self.officials.holder(official, self.day),
            })
        };
        named.into_iter().filter_map(principal).collect()
    }

    fn assignment(&self, duty: &assignment::Model) -> TreeAssignment {
        TreeAssignment {
            id: duty.id,
            version: duty.version,
            role: duty.role,
            unit: self.units.maybe(duty.unit_id),
            official: self.officials.maybe(duty.official_id),
            printed_as: duty.printed_as.clone(),
            label: duty.label.clone(),
            ord: duty.ord,
            is_reporting: duty.is_reporting,
            is_starred: duty.is_starred,
            effective_from: duty.effective_from,
            effective_to: duty.effective_to,
        }
    }

    fn target(&self, node: &TargetNode) -> TreeTarget {
        let TargetNode { row, version, reporters: _, checkpoints } = node;
        TreeTarget {
            id: row.id,
            version: row.version,
            version_number: version.n,
            key: row.key.clone(),
            indicator: row.indicator.clone(),
            text: row.text.clone(),
            part_of_id: row.part_of_id,
            terms: target_terms::shown(version.clone(), self.units),
            effective_on: version.effective_on,
            recorded_at: version.recorded_at.into(),
            reason: version.reason.clone(),
            checkpoints: checkpoints.iter().map(step).collect(),
        }
    }

    fn rule(&self, rule: reporting_rule::Model) -> TreeRule {
        TreeRule {
            id: rule.id,
            version: rule.version,
            n: rule.n,
            title: rule.title,
            receiver_unit: self.units.of(rule.receiver_unit_id),
            reporters: rule.reporters,
            calendar: rule.calendar,
            parts: rule.parts.0,
            text_limit: rule.text_limit,
            limit_policy: rule.limit_policy,
            signs_first: rule.signs_first,
            collects_figures: rule.collects_figures,
            return_days: rule.return_days,
        }
    }
}

fn step(row: &checkpoint::Model) -> TreeCheckpoint {
    TreeCheckpoint {
        id: row.id,
        version: row.version,
        milestone_id: row.milestone_id,
        due_on: row.due_on,
        value: row.value_e4,
        share: row.share_e4,
    }
}

/// The headings below one, each with what is below it. Headings are at most a few levels deep: writing them sees to that.
fn nest(
    parent: Option<Uuid>,
    below: &HashMap<Option<Uuid>, Vec<&section::Model>>,
    tasks: &mut HashMap<Option<Uuid>, Vec<TreeTask>>,
) -> Vec<TreeSection> {
    let here = below.get(&parent).map_or(&[][..], Vec::as_slice);
    let mut sections = Vec::with_capacity(here.len());
    for row in here {
        sections.push(TreeSection {
            id: row.id,
            version: row.version,
            ord: row.ord,
            number: row.number.clone(),
            title: row.title.clone(),
            sections: nest(Some(row.id), below, tasks),
            tasks: tasks.remove(&Some(row.id)).unwrap_or_default(),
        });
    }
    sections
}
