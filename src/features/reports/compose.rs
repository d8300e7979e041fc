//! Composing the answers from a judged plan.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

use super::load::{Known, Owed};
use super::rows::{ObligationProgress, PeriodCompleteness, SectionProgress, TaskProgress, UnitProgress};
use super::shapes::{PlanProgress, PlanProgressFilter, ReportedPlan, TaskReport};
use super::standing::{Board, Counts, Tallies, facts};
use crate::domain::completeness::{Completeness, Tally, judge};
use crate::domain::palette::Palette;
use crate::entity::{plan, section};
use crate::outline::{Outline, TaskNode};

/// The report of a whole plan.
pub(super) fn plan_progress(known: &Known, filter: &PlanProgressFilter) -> PlanProgress {
    let board = Board::new(known);
    let whole: Counts = board.key_works().map(|(_, standing)| standing).collect();
    let targets = board.target_counts();
    let tallies = board.tallies();
    let plan = &known.outline.plan;
    PlanProgress {
        plan: brief(plan),
        as_of: known.when.moment.as_of,
        known_at: known.when.moment.known_at.into(),
        thresholds: plan.thresholds.clone(),
        palette: palette(plan),
        state: whole.state,
        counts: whole.states,
        without_figures: whole.without_figures,
        cancelled: whole.cancelled,
        attainment: targets.attainment(),
        targets,
        completeness: tallies.total.into(),
        periods: tallies
            .by_period
            .iter()
            .map(|(period, tally)| PeriodCompleteness { period: *period, completeness: (*tally).into() })
            .collect(),
        sections: board.sections(&tallies),
        units: board.units(&tallies),
        tasks: board.listed(filter),
    }
}

/// The report of one task and all below it; `None` when the caller does not see it.
pub(super) fn task_report(known: &Known, task: Uuid) -> Option<TaskReport> {
    let board = Board::new(known);
    let node = known.outline.task(task)?;
    let below = known.outline.tasks.iter().filter(|other| other.row.id != task && other.row.path.starts_with(&node.row.path));
    let below: Vec<&TaskNode> = below.collect();
    let owed = board.reports_within(node, &below);
    let plan = &known.outline.plan;
    Some(TaskReport {
        plan: brief(plan),
        as_of: known.when.moment.as_of,
        known_at: known.when.moment.known_at.into(),
        thresholds: plan.thresholds.clone(),
        palette: palette(plan),
        task: board.row(node),
        measures: below.into_iter().map(|measure| board.row(measure)).collect(),
        completeness: board.tally(owed.iter().copied()).into(),
        obligations: owed.into_iter().map(|one| obligation(known, one)).collect(),
    })
}

/// The plan as reports show it.
pub(super) fn brief(plan: &plan::Model) -> ReportedPlan {
    ReportedPlan { id: plan.id, code: plan.code.clone(), title: plan.title.clone(), state: plan.state }
}

pub(super) fn palette(plan: &plan::Model) -> Palette {
    let mut whole = Palette::default();
    whole.0.extend(plan.palette.0.clone());
    whole
}

fn obligation(known: &Known, one: &Owed) -> ObligationProgress {
    ObligationProgress {
        id: one.row.id,
        task_id: one.row.task_id,
        period: one.row.period,
        as_at: one.row.as_at,
        unit: known.units.of(one.row.unit_id),
        due_at: one.row.due_at.into(),
        extended_until: one.extended_until.map(Into::into),
        timeliness: judge(&facts(one), known.when.judged_at),
        state: one.review.map(|review| review.state),
        first_filed_at: one.review.and_then(|review| review.first_filed).map(Into::into),
        accepted: one.review.is_some_and(|review| review.accepted),
    }
}

/// A heading and those above it; for what stands under none, that alone.
pub(super) fn headings(outline: &Outline, section: Option<Uuid>) -> Vec<Option<Uuid>> {
    let find = |id: Uuid| outline.sections.iter().find(|section| section.id == id);
    let above = |id: &Option<Uuid>| id.and_then(find).and_then(|section| section.parent_id).map(Some);
    std::iter::successors(Some(section), above).collect()
}

impl<'k> Board<'k> {
    fn row(&self, node: &TaskNode) -> TaskProgress {
        let (outline, units) = (&self.known.outline, &self.known.units);
        let standing = self.standing(node.row.id).cloned().unwrap_or_default();
        let leads = outline.effective_leads(node, self.known.when.moment.as_of).map(|(_, leads)| leads).unwrap_or_default();
        let due = outline.effective_due(node);
        TaskProgress {
            id: node.row.id,
            parent_id: node.row.parent_id,
            code: node.row.code.clone(),
            number: node.row.number.clone(),
            title: node.version.title.clone(),
            section_id: outline.section_of(node),
            lead_units: leads.into_iter().filter_map(|duty| units.maybe(duty.unit_id)).collect(),
            due_on: due.and_then(|due| due.control),
            due_text: due.map(|due| due.text.clone()),
            cancelled: standing.cancelled,
            state: standing.state,
            sentence: standing.sentence(),
            targets: standing.targets,
            milestones: standing.milestones,
        }
    }

    /// The tasks asked for, in printed order.
    fn listed(&self, filter: &PlanProgressFilter) -> Vec<TaskProgress> {
        let PlanProgressFilter { as_of: _, known_at: _, section_id, unit_id, state } = filter;
        let sections = section_id.map(|top| self.within(top));
        let wanted = |row: &TaskProgress| {
            sections.as_ref().is_none_or(|within| row.section_id.is_some_and(|section| within.contains(&section)))
                && unit_id.is_none_or(|unit| row.lead_units.iter().any(|lead| lead.id == unit))
                && state.as_ref().is_none_or(|states| row.state.is_some_and(|state| states.0.contains(&state)))
        };
        self.known.outline.tasks.iter().map(|node| self.row(node)).filter(wanted).collect()
    }

    /// A heading with all below it.
    fn within(&self, top: Uuid) -> HashSet<Uuid> {
        let all = self.known.outline.sections.iter();
        all.filter(|section| headings(&self.known.outline, Some(section.id)).contains(&Some(top))).map(|section| section.id).collect()
    }

    fn sections(&self, tallies: &Tallies) -> Vec<SectionProgress> {
        let mut counts: HashMap<Option<Uuid>, Counts> = HashMap::new();
        for (node, standing) in self.key_works() {
            for heading in headings(&self.known.outline, self.known.outline.section_of(node)) {
                counts.entry(heading).or_default().add(standing.state, standing.cancelled);
            }
        }
        let mut complete: HashMap<Option<Uuid>, Tally> = HashMap::new();
        for (section, tally) in &tallies.by_section {
            for heading in headings(&self.known.outline, *section) {
                complete.entry(heading).or_default().merge(tally);
            }
        }
        let row = |section: Option<&section::Model>| {
            let id = section.map(|section| section.id);
            let counts = counts.get(&id).copied().unwrap_or_default();
            SectionProgress {
                id,
                parent_id: section.and_then(|section| section.parent_id),
                number: section.map(|section| section.number.clone()).unwrap_or_default(),
                title: section.map(|section| section.title.clone()).unwrap_or_default(),
                state: counts.state,
                counts: counts.states,
                without_figures: counts.without_figures,
                cancelled: counts.cancelled,
                completeness: complete.get(&id).copied().unwrap_or_default().into(),
            }
        };
        let apart = counts.contains_key(&None) || complete.contains_key(&None);
        let headings = self.known.outline.sections.iter().map(Some).chain(apart.then_some(None));
        headings.map(row).collect()
    }

    fn units(&self, tallies: &Tallies) -> Vec<UnitProgress> {
        let (outline, as_of) = (&self.known.outline, self.known.when.moment.as_of);
        let mut order: Vec<Uuid> = Vec::new();
        let mut counts: HashMap<Uuid, Counts> = HashMap::new();
        for node in &outline.tasks {
            let Some(standing) = self.standing(node.row.id).filter(|standing| !standing.cancelled) else { continue };
            for unit in node.own_leads(outline.plan.lead_rule, as_of).into_iter().filter_map(|duty| duty.unit_id) {
                if !counts.contains_key(&unit) {
                    order.push(unit);
                }
                counts.entry(unit).or_default().add(standing.state, standing.cancelled);
            }
        }
        let mut others: Vec<Uuid> = tallies.by_unit.keys().copied().filter(|unit| !counts.contains_key(unit)).collect();
        others.sort_by_key(|unit| self.known.units.of(*unit).code);
        let row = |unit: Uuid| {
            let counts = counts.get(&unit).copied().unwrap_or_default();
            UnitProgress {
                unit: self.known.units.of(unit),
                state: counts.state,
                counts: counts.states,
                without_figures: counts.without_figures,
                completeness: tallies.by_unit.get(&unit).copied().map(Completeness::from),
            }
        };
        order.into_iter().chain(others).map(row).collect()
    }

    /// The reports on a task and what is below it, and those inside which they are reported, as far as the caller may see them.
    fn reports_within(&self, node: &TaskNode, below: &[&TaskNode]) -> Vec<&'k Owed> {
        let inside: HashSet<Uuid> = below.iter().map(|node| node.row.id).chain([node.row.id]).collect();
        let above: HashSet<Uuid> = self.judge.reports_on(node).into_iter().map(|one| one.row.id).collect();
        let wanted = |one: &&Owed| inside.contains(&one.row.task_id) || above.contains(&one.row.id);
        self.known.owed.iter().filter(wanted).filter(|one| self.known.is_open(one.row.unit_id, one.row.task_id)).collect()
    }
}
