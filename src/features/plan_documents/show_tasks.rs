//! From the rows of tasks to their part of the document.

use std::collections::HashSet;

use uuid::Uuid;

use super::show::Names;
use super::task_shapes::{
    DocumentAllocation, DocumentAssignment, DocumentCheckpoint, DocumentMilestone, DocumentReference, DocumentSite, DocumentStatement,
    DocumentTarget, DocumentTargetVersion, DocumentTask, DocumentTaskVersion,
};
use crate::domain::day::Day;
use crate::domain::instant::Instant;
use crate::domain::quantity::Quantity;
use crate::domain::target::{Firmness, Reference, TargetClass};
use crate::entity::{assignment, checkpoint, milestone, site, statement, target, target_version, task, task_version};

/// What 左右 allows where a target does not say, in percent.
const TOLERANCE: Quantity = Quantity::from_whole(5);

/// The place in a list where it is not the usual one: from 1, without gaps.
fn unusual(ord: i32, at: usize) -> Option<i32> {
    Some(ord).filter(|ord| usize::try_from(*ord) != Ok(at + 1))
}

impl Names<'_> {
    /// The tasks directly under a heading (or under none), or the measures of a task, in printed order.
    pub(super) fn tasks(&self, section: Option<Uuid>, parent: Option<Uuid>) -> Vec<DocumentTask> {
        let here = |task: &&task::Model| task.parent_id == parent && (parent.is_some() || task.section_id == section);
        self.rows.tasks.iter().filter(here).filter_map(|task| self.task(task)).collect()
    }

    fn task(&self, row: &task::Model) -> Option<DocumentTask> {
        let (first, later) = self.rows.task_versions.get(&row.id)?.split_first()?;
        let steps = of(&self.rows.milestones, row.id);
        Some(DocumentTask {
            number: row.number.clone(),
            code: row.code.clone(),
            title: first.title.clone(),
            content: first.content.clone(),
            how: first.how.clone(),
            starts_on: first.starts_on.map(Day),
            due: first.due.clone(),
            parameters: first.parameters.0.clone(),
            assignments: of(&self.rows.assignments, row.id).iter().enumerate().map(|(at, duty)| self.assignment(at, duty)).collect(),
            milestones: steps.iter().map(milestone).collect(),
            targets: whole_first(of(&self.rows.targets, row.id)).into_iter().filter_map(|target| self.target_of(target, steps)).collect(),
            statements: of(&self.rows.statements, row.id).iter().enumerate().map(|(at, one)| self.statement(at, one, steps)).collect(),
            sites: of(&self.rows.sites, row.id).iter().enumerate().map(|(at, site)| self.site(at, site)).collect(),
            measures: self.tasks(None, Some(row.id)),
            versions: later.iter().map(task_version).collect(),
        })
    }

    fn assignment(&self, at: usize, row: &assignment::Model) -> DocumentAssignment {
        DocumentAssignment {
            role: row.role,
            unit_code: self.maybe_unit(row.unit_id),
            official_code: self.maybe_official(row.official_id),
            label: row.label.clone(),
            printed_as: row.printed_as.clone(),
            ord: unusual(row.ord, at),
            is_reporting: row.is_reporting,
            is_starred: row.is_starred,
            effective_from: Some(row.effective_from).filter(|from| *from != self.rows.plan.starts_on).map(Day),
            effective_to: row.effective_to.map(Day),
        }
    }

    fn target_of(&self, row: &target::Model, steps: &[milestone::Model]) -> Option<DocumentTarget> {
        let (first, later) = self.rows.target_versions.get(&row.id)?.split_first()?;
        Some(DocumentTarget {
            key: row.key.clone(),
            indicator: row.indicator.clone(),
            text: row.text.clone(),
            part_of: row.part_of_id.map(|whole| self.nearest(whole, row.task_id)),
            parts_add_up: row.parts_add_up,
            qualifier: row.qualifier.clone(),
            scope: row.scope.clone(),
            reporting_unit_code: self.maybe_unit(first.reporting_unit_id),
            operator: first.operator,
            judged_as: Some(first.judged_as).filter(|way| *way != first.operator.default_judged_as()),
            value: first.value_e4,
            upper: first.upper_e4,
            unit_of_measure: first.unit_of_measure.clone(),
            series: first.series,
            quantity_kind: first.quantity_kind,
            firmness: Some(first.firmness).filter(|firmness| *firmness != Firmness::Firm),
            class: Some(first.class).filter(|class| *class != TargetClass::Expected),
            stretch: first.stretch.clone(),
            baseline: first.baseline.clone(),
            tolerance: first.tolerance_e4.filter(|percent| *percent != TOLERANCE),
            maintain: first.maintain,
            per_unit_group_code: self.maybe_unit(first.per_unit_group_id),
            reference: first.reference.as_ref().map(|reference| self.reference(reference)),
            stages: first.stages.clone().map(|stages| stages.0).unwrap_or_default(),
            checkpoints: of(&self.rows.checkpoints, row.id).iter().map(|point| checkpoint(point, steps)).collect(),
            allocations: self.allocations(row),
            versions: later.iter().map(|version| self.target_version(version)).collect(),
        })
    }

    fn target_version(&self, row: &target_version::Model) -> DocumentTargetVersion {
        DocumentTargetVersion {
            n: row.n,
            effective_on: Day(row.effective_on),
            recorded_at: Some(Instant(row.recorded_at)),
            reason: row.reason.clone().unwrap_or_default(),
            reporting_unit_code: self.maybe_unit(row.reporting_unit_id),
            operator: row.operator,
            judged_as: Some(row.judged_as).filter(|way| *way != row.operator.default_judged_as()),
            value: row.value_e4,
            upper: row.upper_e4,
            unit_of_measure: row.unit_of_measure.clone(),
            series: row.series,
            quantity_kind: row.quantity_kind,
            firmness: Some(row.firmness).filter(|firmness| *firmness != Firmness::Firm),
            class: Some(row.class).filter(|class| *class != TargetClass::Expected),
            stretch: row.stretch.clone(),
            baseline: row.baseline.clone(),
            tolerance: row.tolerance_e4.filter(|percent| *percent != TOLERANCE),
            maintain: row.maintain,
            per_unit_group_code: self.maybe_unit(row.per_unit_group_id),
            reference: row.reference.as_ref().map(|reference| self.reference(reference)),
            stages: row.stages.clone().map(|stages| stages.0).unwrap_or_default(),
        }
    }

    fn reference(&self, reference: &Reference) -> DocumentReference {
        DocumentReference { kind: reference.kind, text: reference.text.clone(), target: reference.target_id.map(|id| self.target(id)) }
    }

    fn allocations(&self, row: &target::Model) -> Vec<DocumentAllocation> {
        let own = |id: Uuid| of(&self.rows.sites, row.task_id).iter().find(|site| site.id == id).map(|site| site.name.clone());
        let site = |id: Uuid| own(id).or_else(|| self.sites.get(&id).cloned());
        let shares = of(&self.rows.allocations, row.id).iter().map(|share| DocumentAllocation {
            unit_code: self.maybe_unit(share.unit_id),
            site: share.site_id.and_then(site),
            period: share.period,
            value: share.value_e4,
        });
        shares.collect()
    }

    fn statement(&self, at: usize, row: &statement::Model, steps: &[milestone::Model]) -> DocumentStatement {
        let targets = of(&self.rows.statement_targets, row.id);
        let mut points = targets.iter().flat_map(|target| of(&self.rows.checkpoints, *target));
        DocumentStatement {
            ord: unusual(row.ord, at),
            text: row.text.clone(),
            role: row.role,
            milestone: key_of(steps, row.milestone_id),
            operator: row.operator,
            value: row.value_e4,
            upper: row.upper_e4,
            unit_of_measure: row.unit_of_measure.clone(),
            firmness: row.firmness,
            targets: targets.iter().map(|target| self.nearest(*target, row.task_id)).collect(),
            checkpoint: row.checkpoint_id.and_then(|id| points.find(|point| point.id == id)).map(|point| Day(point.due_on)),
            note: row.note.clone(),
            source_start: row.source_start,
            source_end: row.source_end,
        }
    }

    fn site(&self, at: usize, row: &site::Model) -> DocumentSite {
        DocumentSite {
            name: row.name.clone(),
            unit_code: self.maybe_unit(row.unit_id),
            place: row.place.clone(),
            stage: row.stage.clone(),
            money: row.money_e4,
            ord: unusual(row.ord, at),
        }
    }

    /// How a target is called from a task: by its key alone where it is the task's own.
    fn nearest(&self, target: Uuid, task: Uuid) -> String {
        let own = of(&self.rows.targets, task).iter().find(|row| row.id == target);
        own.map_or_else(|| self.target(target), |row| row.key.clone())
    }
}

/// What belongs to something.
fn of<T>(grouped: &std::collections::HashMap<Uuid, Vec<T>>, id: Uuid) -> &[T] {
    grouped.get(&id).map_or(&[][..], Vec::as_slice)
}

fn key_of(steps: &[milestone::Model], id: Option<Uuid>) -> Option<String> {
    steps.iter().find(|step| Some(step.id) == id).map(|step| step.key.clone())
}

/// Targets of one task, each after the whole of which it is a part.
fn whole_first(rows: &[target::Model]) -> Vec<&target::Model> {
    let (mut waiting, mut ordered): (Vec<&target::Model>, Vec<&target::Model>) = (rows.iter().collect(), Vec::new());
    let own: HashSet<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut placed: HashSet<Uuid> = HashSet::new();
    while let Some(at) = waiting.iter().position(|row| row.part_of_id.is_none_or(|whole| !own.contains(&whole) || placed.contains(&whole)))
    {
        let row = waiting.remove(at);
        placed.insert(row.id);
        ordered.push(row);
    }
    ordered
}

fn milestone(row: &milestone::Model) -> DocumentMilestone {
    DocumentMilestone {
        key: row.key.clone(),
        due: row.due.clone(),
        text: row.text.clone(),
        how: row.how.clone(),
        condition: row.condition.clone(),
        done_on: row.done_on.map(Day),
        recurrence: row.recurrence.clone(),
    }
}

fn checkpoint(row: &checkpoint::Model, steps: &[milestone::Model]) -> DocumentCheckpoint {
    DocumentCheckpoint { due_on: Day(row.due_on), value: row.value_e4, share: row.share_e4, milestone: key_of(steps, row.milestone_id) }
}

fn task_version(row: &task_version::Model) -> DocumentTaskVersion {
    DocumentTaskVersion {
        n: row.n,
        effective_on: Day(row.effective_on),
        recorded_at: Some(Instant(row.recorded_at)),
        reason: row.reason.clone().unwrap_or_default(),
        title: row.title.clone(),
        content: row.content.clone(),
        how: row.how.clone(),
        starts_on: row.starts_on.map(Day),
        due: row.due.clone(),
        parameters: row.parameters.0.clone(),
        cancelled: row.cancelled,
    }
}
