//! Building the ledger from a judged plan and the words of its reports.

use std::collections::HashMap;

use uuid::Uuid;

use super::shapes::{Ledger, LedgerHeading, LedgerReport, LedgerRow, LedgerSteps, LedgerTarget};
use super::texts::Text;
use crate::domain::milestone::MilestoneState;
use crate::domain::plan::AssignmentRole;
use crate::entity::assignment;
use crate::features::reports::compose;
use crate::features::reports::load::Known;
use crate::features::reports::rows::TargetProgress;
use crate::features::reports::standing::{Board, Standing};
use crate::features::reports::steps::MilestoneProgress;
use crate::outline::{Outline, TaskNode};
use crate::refs::{Officials, UnitBrief};

/// The ledger of all tasks.
pub(super) fn ledger(known: &Known, texts: &HashMap<Uuid, Vec<Text>>, officials: &Officials) -> Ledger {
    let board = Board::new(known);
    let row = |node| row(known, node, board.standing(node.row.id).cloned().unwrap_or_default(), officials, texts);
    Ledger {
        plan: compose::brief(&known.outline.plan),
        as_of: known.when.moment.as_of,
        known_at: known.when.moment.known_at.into(),
        rows: known.outline.tasks.iter().map(row).collect(),
    }
}

fn row(known: &Known, node: &TaskNode, standing: Standing, officials: &Officials, texts: &HashMap<Uuid, Vec<Text>>) -> LedgerRow {
    let (outline, day) = (&known.outline, known.when.moment.as_of);
    let due = outline.effective_due(node);
    let leads = outline.effective_leads(node, day).map(|(_, leads)| leads).unwrap_or_default();
    let cooperating = cooperating(outline, node, day, &leads);
    let principals = outline.effective_principals(node, day).map(|(_, named)| named).unwrap_or_default();
    let sentence = standing.sentence();
    LedgerRow {
        task_id: node.row.id,
        parent_id: node.row.parent_id,
        code: node.row.code.clone(),
        number: node.row.number.clone(),
        headings: headings(outline, node),
        title: node.version.title.clone(),
        content: node.version.content.clone(),
        lead_units: units(known, &leads),
        cooperating_units: units(known, &cooperating),
        officials: principals.into_iter().filter_map(|duty| Some(officials.holder(duty.official_id?, day))).collect(),
        due_on: due.and_then(|due| due.control),
        due_text: due.map(|due| due.text.clone()),
        cancelled: standing.cancelled,
        state: standing.state,
        sentence,
        steps: steps(&standing.milestones),
        targets: standing.targets.into_iter().map(target).collect(),
        reports: texts.get(&node.row.id).map(|texts| reports(known, texts)).unwrap_or_default(),
    }
}

fn units(known: &Known, duties: &[&assignment::Model]) -> Vec<UnitBrief> {
    duties.iter().filter_map(|duty| known.units.maybe(duty.unit_id)).collect()
}

/// The other units of the nearest task, itself included, that names any.
fn cooperating<'o>(
    outline: &'o Outline,
    node: &'o TaskNode,
    day: chrono::NaiveDate,
    leads: &[&assignment::Model],
) -> Vec<&'o assignment::Model> {
    let is_lead = |duty: &assignment::Model| leads.iter().any(|lead| lead.unit_id == duty.unit_id);
    let others = |node: &'o TaskNode| -> Vec<&'o assignment::Model> {
        let duties = node.duties_on(day).filter(|duty| duty.role != AssignmentRole::Principal && duty.unit_id.is_some());
        duties.filter(|duty| !is_lead(duty)).collect()
    };
    outline.lineage(node).map(others).find(|found| !found.is_empty()).unwrap_or_default()
}

/// The headings above a task, the outermost first.
fn headings(outline: &Outline, node: &TaskNode) -> Vec<LedgerHeading> {
    let mut above: Vec<Uuid> = compose::headings(outline, outline.section_of(node)).into_iter().flatten().collect();
    above.reverse();
    let shown = |id: &Uuid| {
        let row = outline.sections.iter().find(|section| section.id == *id)?;
        Some(LedgerHeading { id: row.id, number: row.number.clone(), title: row.title.clone() })
    };
    above.iter().filter_map(shown).collect()
}

fn target(progress: TargetProgress) -> LedgerTarget {
    let judged = progress.assessment;
    LedgerTarget {
        target_id: progress.target_id,
        indicator: progress.indicator,
        text: progress.text,
        value: progress.value,
        upper: progress.upper,
        unit_of_measure: progress.unit_of_measure,
        firmness: progress.firmness,
        class: progress.class,
        actual: judged.actual,
        actual_as_at: judged.actual_as_at,
        expected: judged.expected,
        margin: judged.margin,
        attainment: judged.attainment,
        state: judged.state,
        forecast: judged.forecast,
        sentence: judged.sentence,
    }
}

fn steps(milestones: &[MilestoneProgress]) -> LedgerSteps {
    let count = |wanted: fn(&MilestoneState) -> bool| {
        u32::try_from(milestones.iter().filter(|step| wanted(&step.state)).count()).unwrap_or(u32::MAX)
    };
    LedgerSteps {
        total: count(|_| true),
        done: count(|state| *state == MilestoneState::Done),
        overdue: count(|state| *state == MilestoneState::Overdue),
        awaiting_report: count(|state| *state == MilestoneState::AwaitingReport),
    }
}

/// By unit code, so that the order does not depend on who filed first.
fn reports(known: &Known, texts: &[Text]) -> Vec<LedgerReport> {
    let report = |text: &Text| LedgerReport {
        unit: known.units.of(text.unit),
        period: text.period,
        as_at: text.as_at,
        progress: text.progress.clone(),
        problems: text.problems.clone(),
        suggestions: text.suggestions.clone(),
    };
    let mut reports: Vec<LedgerReport> = texts.iter().map(report).collect();
    reports.sort_by(|one, other| one.unit.code.cmp(&other.unit.code));
    reports
}
