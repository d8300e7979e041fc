//! Composing the dashboard from a judged plan.

use std::collections::HashMap;

use uuid::Uuid;

use super::shapes::{
    BindingTarget, BindingTargets, Dashboard, DashboardOfficial, DashboardSection, DashboardUnit, ErrataTold, ErratumTold, GroupStanding,
    OverdueStep, OverdueSteps, TaskBrief, WorstTask, WorstTasks,
};
use crate::domain::assess::ProgressState;
use crate::domain::milestone::MilestoneState;
use crate::domain::target::{Firmness, TargetClass};
use crate::features::reports::compose;
use crate::features::reports::errata::Erratum;
use crate::features::reports::judged::{JudgedPlan, OpenStep, Row, Verdict, is_trouble};
use crate::features::reports::load::When;
use crate::features::reports::rolled::{Group, Rolled};
use crate::features::reports::rows::PeriodCompleteness;

/// The dashboard of a judged plan; the lists name at most `top`.
pub(crate) fn dashboard(judged: &JudgedPlan, when: When, top: usize) -> Dashboard {
    let rolled = Rolled::of(judged, when);
    let plan = &judged.plan;
    Dashboard {
        plan: compose::brief(plan),
        as_of: when.moment.as_of,
        known_at: when.moment.known_at.into(),
        thresholds: plan.thresholds.clone(),
        palette: compose::palette(plan),
        whole: standing(&rolled.whole),
        current_period: rolled.current.map(|period| PeriodCompleteness { period, completeness: rolled.whole.current.into() }),
        sections: sections(judged, &rolled),
        units: rolled.by_unit.iter().map(|(id, group)| DashboardUnit { unit: judged.units.of(*id), standing: standing(group) }).collect(),
        officials: rolled
            .by_official
            .iter()
            .map(|(id, group)| DashboardOfficial { official: judged.officials.of(*id), standing: standing(group) })
            .collect(),
        worst: worst(judged, top),
        binding: binding(judged, top),
        overdue_steps: overdue_steps(judged, when, top),
        errata: errata(judged, top),
    }
}

/// A group as it is shown.
pub(crate) fn standing(group: &Group) -> GroupStanding {
    let (tasks, targets) = (group.tasks(), group.target_counts());
    GroupStanding {
        state: tasks.state,
        counts: tasks.states,
        without_figures: tasks.without_figures,
        cancelled: tasks.cancelled,
        attainment: targets.attainment(),
        targets,
        completeness: group.whole.into(),
        current: group.current.into(),
    }
}

fn sections(judged: &JudgedPlan, rolled: &Rolled) -> Vec<DashboardSection> {
    let apart = rolled.by_section.contains_key(&None);
    let headings = judged.sections.iter().map(Some).chain(apart.then_some(None));
    headings
        .map(|section| DashboardSection {
            id: section.map(|section| section.id),
            parent_id: section.and_then(|section| section.parent_id),
            number: section.map(|section| section.number.clone()).unwrap_or_default(),
            title: section.map(|section| section.title.clone()).unwrap_or_default(),
            standing: standing(&rolled.by_section.get(&section.map(|section| section.id)).copied().unwrap_or_default()),
        })
        .collect()
}

/// How bad a state is, worst first.
fn rank(state: ProgressState) -> u8 {
    match state {
        ProgressState::Overdue => 0,
        ProgressState::SeriouslyBehind => 1,
        ProgressState::Behind => 2,
        ProgressState::NoData => 3,
        ProgressState::NotComputable => 4,
        ProgressState::NotDue | ProgressState::Achieved | ProgressState::Ahead | ProgressState::OnTrack => 5,
    }
}

/// The task as lists name it.
pub(crate) fn brief(row: &Row) -> TaskBrief {
    TaskBrief { id: row.id, code: row.code.clone(), number: row.number.clone(), title: row.title.clone() }
}

/// Key works in trouble: the worst state first, of these the one that is due first, then in printed order.
fn worst(judged: &JudgedPlan, top: usize) -> WorstTasks {
    let in_trouble = |row: &&Row| row.is_key_work && !row.cancelled && row.state.is_some_and(is_trouble);
    let mut rows: Vec<&Row> = judged.tasks.iter().filter(in_trouble).collect();
    let total = rows.len();
    rows.sort_by_key(|row| (row.state.map(rank), row.due_on.is_none(), row.due_on));
    let told = |row: &Row| WorstTask {
        task: brief(row),
        section_id: row.section,
        lead_units: row.leads.iter().map(|unit| judged.units.of(*unit)).collect(),
        due_on: row.due_on,
        state: row.state.unwrap_or(ProgressState::NotComputable),
        sentence: row.sentence.clone(),
    };
    WorstTasks { total: number(total), items: rows.into_iter().take(top).map(told).collect() }
}

/// Binding targets in trouble, the worst first.
fn binding(judged: &JudgedPlan, top: usize) -> BindingTargets {
    let all = judged.tasks.iter().flat_map(|row| row.targets.iter().map(move |target| (row, target)));
    let is_told = |(_, target): &(&Row, &Verdict)| {
        target.class == TargetClass::Binding && target.firmness == Firmness::Firm && !target.said_again && is_trouble(target.state)
    };
    let mut told: Vec<_> = all.filter(is_told).collect();
    let total = told.len();
    told.sort_by_key(|(row, target)| (rank(target.state), row.due_on.is_none(), row.due_on));
    let item = |(row, target): (&Row, &Verdict)| BindingTarget {
        target_id: target.id,
        task: brief(row),
        text: target.text.clone(),
        due_on: row.due_on,
        state: target.state,
        sentence: target.sentence.clone(),
    };
    BindingTargets { total: number(total), items: told.into_iter().take(top).map(item).collect() }
}

/// Overdue steps, the oldest first.
fn overdue_steps(judged: &JudgedPlan, when: When, top: usize) -> OverdueSteps {
    let all = judged.tasks.iter().flat_map(|row| row.open_steps.iter().map(move |step| (row, step)));
    let mut overdue: Vec<_> = all.filter(|(_, step)| step.state == MilestoneState::Overdue).collect();
    let total = overdue.len();
    overdue.sort_by_key(|(_, step)| step.control);
    let item = |(row, step): (&Row, &OpenStep)| OverdueStep {
        milestone_id: step.id,
        task: brief(row),
        lead_units: row.leads.iter().map(|unit| judged.units.of(*unit)).collect(),
        text: step.text.clone(),
        occurs_on: step.occurs_on,
        control_on: step.control,
        days_overdue: (when.judged_on - step.control).num_days(),
    };
    OverdueSteps { total: number(total), items: overdue.into_iter().take(top).map(item).collect() }
}

fn errata(judged: &JudgedPlan, top: usize) -> ErrataTold {
    let places: HashMap<Uuid, (&Row, &str)> = match judged.errata.latest.is_empty() {
        true => HashMap::new(),
        false => {
            judged.tasks.iter().flat_map(|row| row.targets.iter().map(move |target| (target.id, (row, target.text.as_str())))).collect()
        }
    };
    let item = |one: &Erratum| ErratumTold {
        target_id: one.target,
        task: places.get(&one.target).map(|(row, _)| brief(row)),
        text: places.get(&one.target).map(|(_, text)| (*text).to_owned()),
        unit: judged.units.of(one.unit),
        period: one.period,
        before: one.before,
        after: one.after,
        corrected_at: one.corrected_at.into(),
    };
    ErrataTold { total: judged.errata.total, items: judged.errata.latest.iter().take(top).map(item).collect() }
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
