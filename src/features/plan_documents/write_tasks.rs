//! Tasks with their duties, steps and sites, and the phrases with figures, from a document.

use super::flat::FlatTask;
use super::task_shapes::DocumentStatement;
use super::write::Writer;
use crate::entity::plan;
use crate::features::assignments::shapes::AssignmentCreate;
use crate::features::milestones::shapes::MilestoneCreate;
use crate::features::statements::shapes::StatementCreate;
use crate::features::tasks::shapes::TaskCreate;
use crate::features::{assignments, milestones, statements, tasks};
use crate::http::Result;

/// Members of a task that hold parts of their own.
const PARTS: &[&str] = &["assignments", "milestones", "targets", "statements", "sites", "measures", "versions"];

/// A place in a list as the tables keep it: from 1.
pub(super) fn ord(wanted: Option<i32>, at: usize) -> Option<i32> {
    wanted.or_else(|| i32::try_from(at + 1).ok())
}

impl Writer<'_> {
    /// Enters the tasks, each with its duties, steps and sites.
    pub(super) async fn write_tasks(&mut self, plan: &plan::Model) -> Result<()> {
        let flat = self.flat;
        for (index, one) in flat.tasks.iter().enumerate() {
            let section = one.section.map(|section| self.sections.get(section).copied().flatten());
            let parent = one.parent.map(|parent| self.tasks.get(parent).copied().flatten());
            if section == Some(None) || parent == Some(None) || self.is_broken(&one.at, PARTS) {
                continue;
            }
            let task = one.task;
            let input = TaskCreate {
                plan_id: plan.id,
                section_id: section.flatten(),
                parent_id: parent.flatten(),
                number: task.number.clone(),
                code: task.code.clone(),
                ord: i32::try_from(one.ord).ok(),
                title: task.title.clone(),
                content: task.content.clone(),
                how: task.how.clone(),
                starts_on: task.starts_on,
                due: task.due.clone(),
                parameters: task.parameters.clone(),
            };
            if !self.is_valid(&one.at, &input) {
                continue;
            }
            let outcome = tasks::write::insert(self.tx, self.scope, input).await;
            let Some(row) = self.keep(&one.at, outcome)? else { continue };
            if let Some(place) = self.tasks.get_mut(index) {
                *place = Some(row.id);
            }
            self.write_assignments(plan, one, row.id).await?;
            self.write_milestones(index, one, row.id).await?;
            self.write_sites(index, one, row.id).await?;
        }
        Ok(())
    }

    async fn write_assignments(&mut self, plan: &plan::Model, one: &FlatTask<'_>, task: uuid::Uuid) -> Result<()> {
        for (n, duty) in one.task.assignments.iter().enumerate() {
            let at = format!("{}/assignments/{n}", one.at);
            let unit = duty.unit_code.as_ref().is_none_or(|code| self.units.contains_key(code));
            let official = duty.official_code.as_ref().is_none_or(|code| self.officials.contains_key(code));
            if !unit || !official || self.is_broken(&at, &[]) {
                continue;
            }
            let input = AssignmentCreate {
                task_id: task,
                unit_id: None,
                unit_code: duty.unit_code.clone(),
                official_id: None,
                official_code: duty.official_code.clone(),
                role: duty.role,
                printed_as: duty.printed_as.clone(),
                label: duty.label.clone(),
                ord: ord(duty.ord, n),
                is_reporting: duty.is_reporting,
                is_starred: duty.is_starred,
                effective_from: duty.effective_from,
                effective_to: duty.effective_to,
            };
            if self.is_valid(&at, &input) {
                let outcome = assignments::write::insert(self.tx, self.scope, input, plan.starts_on).await;
                self.keep(&at, outcome)?;
            }
        }
        Ok(())
    }

    async fn write_milestones(&mut self, index: usize, one: &FlatTask<'_>, task: uuid::Uuid) -> Result<()> {
        let Some(own) = self.flat.tasks.get(index).map(|flat| flat.task) else { return Ok(()) };
        for (n, step) in own.milestones.iter().enumerate() {
            let at = format!("{}/milestones/{n}", one.at);
            if self.is_broken(&at, &[]) {
                continue;
            }
            let input = MilestoneCreate {
                task_id: task,
                key: Some(step.key.clone()),
                ord: ord(None, n),
                due: step.due.clone(),
                text: step.text.clone(),
                how: step.how.clone(),
                condition: step.condition.clone(),
                recurrence: step.recurrence.clone(),
                done_on: step.done_on,
            };
            if self.is_valid(&at, &input) {
                let outcome = milestones::write::insert(self.tx, self.scope, input).await;
                if let Some(row) = self.keep(&at, outcome)? {
                    self.milestones.insert((index, step.key.as_str()), row.id);
                }
            }
        }
        Ok(())
    }

    /// Enters the phrases with figures; targets, steps and checkpoints are there.
    pub(super) async fn write_statements(&mut self) -> Result<()> {
        let flat = self.flat;
        for (index, one) in flat.tasks.iter().enumerate() {
            for (n, statement) in one.task.statements.iter().enumerate() {
                let at = format!("{}/statements/{n}", one.at);
                if !self.is_broken(&at, &[])
                    && let Some(input) = self.statement(index, n, statement)
                    && self.is_valid(&at, &input)
                {
                    let outcome = statements::write::insert(self.tx, self.scope, input).await;
                    self.keep(&at, outcome)?;
                }
            }
        }
        Ok(())
    }

    /// The input of a phrase; nothing where something it names was refused.
    fn statement(&self, index: usize, n: usize, one: &DocumentStatement) -> Option<StatementCreate> {
        let step = match &one.milestone {
            None => None,
            Some(key) => Some(*self.milestones.get(&(index, key.as_str()))?),
        };
        let places: Vec<usize> = one.targets.iter().map(|name| self.flat.target(index, name)).collect::<Option<_>>()?;
        let targets = places.iter().map(|place| self.targets.get(*place).copied().flatten()).collect::<Option<Vec<_>>>()?;
        let checkpoint = match one.checkpoint {
            None => None,
            Some(day) => Some(places.iter().find_map(|place| self.checkpoints.get(&(*place, day)).copied())?),
        };
        Some(StatementCreate {
            task_id: self.tasks.get(index).copied().flatten()?,
            milestone_id: step,
            milestone_key: None,
            ord: ord(one.ord, n),
            text: one.text.clone(),
            role: one.role,
            operator: one.operator,
            value: one.value,
            upper: one.upper,
            unit_of_measure: one.unit_of_measure.clone(),
            firmness: one.firmness,
            target_ids: targets,
            checkpoint_id: checkpoint,
            note: one.note.clone(),
            source_start: one.source_start,
            source_end: one.source_end,
        })
    }
}
