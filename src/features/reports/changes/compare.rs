//! Comparing two reports of one plan.

use std::collections::HashMap;

use chrono::NaiveDate;
use uuid::Uuid;

use super::shapes::{
    Amendment, ChangedTarget, ChangedTask, Changes, FigureChange, FigureChangeKind, ReportChange, ReportEvent, ReportMoment,
    TargetStateChange, TaskChange, TaskChangeKind, TaskStateChange, Turn,
};
use super::terms;
use crate::domain::assess::ProgressState;
use crate::domain::period::Period;
use crate::entity::figure;
use crate::features::reports::compose;
use crate::features::reports::load::{Known, Owed};
use crate::features::reports::rows::TargetProgress;
use crate::features::reports::standing::Board;
use crate::outline::{TargetNode, TaskNode};
use crate::refs::UnitBrief;

/// What the second report tells otherwise than the first.
pub(super) fn changes(first: &Known, second: &Known) -> Changes {
    let moment = |known: &Known| ReportMoment { as_of: known.when.moment.as_of, known_at: known.when.moment.known_at.into() };
    let (before, after) = (Board::new(first), Board::new(second));
    Changes {
        plan: compose::brief(&second.outline.plan),
        before: moment(first),
        after: moment(second),
        task_states: task_states(&before, &after),
        target_states: target_states(&before, &after),
        figures: figures(first, second),
        amendments: amendments(first, second),
        reports: reports(first, second),
        tasks: tasks(first, second),
    }
}

fn task_of(node: &TaskNode) -> ChangedTask {
    ChangedTask { id: node.row.id, code: node.row.code.clone(), number: node.row.number.clone(), title: node.version.title.clone() }
}

fn target_of(node: &TaskNode, target: &TargetNode) -> ChangedTarget {
    ChangedTarget {
        id: target.row.id,
        task_id: target.row.task_id,
        task_code: node.row.code.clone(),
        key: target.row.key.clone(),
        indicator: target.row.indicator.clone(),
        unit_of_measure: target.version.unit_of_measure.clone(),
    }
}

/// How good a state is; none for those that say nothing.
const fn grade(state: ProgressState) -> Option<u8> {
    match state {
        ProgressState::Achieved => Some(6),
        ProgressState::Ahead => Some(5),
        ProgressState::OnTrack => Some(4),
        ProgressState::Behind => Some(3),
        ProgressState::SeriouslyBehind => Some(2),
        ProgressState::Overdue => Some(1),
        ProgressState::NotDue | ProgressState::NoData | ProgressState::NotComputable => None,
    }
}

fn turn(before: Option<ProgressState>, after: Option<ProgressState>) -> Turn {
    match (before.and_then(grade), after.and_then(grade)) {
        (Some(before), Some(after)) if after > before => Turn::Better,
        (Some(before), Some(after)) if after < before => Turn::Worse,
        _ => Turn::Other,
    }
}

fn task_states(before: &Board<'_>, after: &Board<'_>) -> Vec<TaskStateChange> {
    let moved = |node: &TaskNode| {
        let standing = after.standing(node.row.id)?;
        let (was, is) = (before.standing(node.row.id).and_then(|standing| standing.state), standing.state);
        let change =
            TaskStateChange { task: task_of(node), before: was, after: is, direction: turn(was, is), sentence: standing.sentence() };
        (was != is).then_some(change)
    };
    after.known.outline.tasks.iter().filter_map(moved).collect()
}

fn target_states(before: &Board<'_>, after: &Board<'_>) -> Vec<TargetStateChange> {
    let judged = |board: &Board<'_>, task: Uuid| board.standing(task).map(|standing| standing.targets.clone()).unwrap_or_default();
    let mut found = Vec::new();
    for node in &after.known.outline.tasks {
        let (old, new) = (judged(before, node.row.id), judged(after, node.row.id));
        let of = |list: &[TargetProgress], id: Uuid| list.iter().find(|one| one.target_id == id).cloned();
        for target in after.known.outline.targets_of(node.row.id) {
            let (old, new) = (of(&old, target.row.id), of(&new, target.row.id));
            let state = |one: &Option<TargetProgress>| one.as_ref().map(|one| one.assessment.state);
            let (was, is) = (state(&old), state(&new));
            if was != is {
                found.push(TargetStateChange {
                    target: target_of(node, target),
                    before: was,
                    after: is,
                    direction: turn(was, is),
                    actual_before: old.and_then(|one| one.assessment.actual),
                    actual_after: new.as_ref().and_then(|one| one.assessment.actual),
                    sentence: new.map(|one| one.assessment.sentence),
                });
            }
        }
    }
    found
}

/// A figure is the same one in both reports when target, unit, cell and period are.
type Place<'k> = (Uuid, Uuid, &'k str, Period);

fn figures(first: &Known, second: &Known) -> Vec<FigureChange> {
    fn by_place(known: &Known) -> HashMap<Place<'_>, &figure::Model> {
        known.figures.iter().map(|one| ((one.target_id, one.unit_id, one.cell_key.as_str(), one.period), one)).collect()
    }
    let (old, new) = (by_place(first), by_place(second));
    let mut of_target: HashMap<Uuid, Vec<&Place<'_>>> = HashMap::new();
    for place in old.keys().chain(new.keys().filter(|place| !old.contains_key(*place))) {
        of_target.entry(place.0).or_default().push(place);
    }
    let mut found = Vec::new();
    for node in &second.outline.tasks {
        for target in second.outline.targets_of(node.row.id) {
            let mut places = of_target.remove(&target.row.id).unwrap_or_default();
            places.retain(|place| second.is_open(place.1, node.row.id));
            places.sort_unstable_by_key(|place| (place.3, place.1, place.2));
            found.extend(
                places.into_iter().filter_map(|place| figure(second, (node, target), old.get(place).copied(), new.get(place).copied())),
            );
        }
    }
    found
}

fn figure(
    known: &Known,
    (node, target): (&TaskNode, &TargetNode),
    old: Option<&figure::Model>,
    new: Option<&figure::Model>,
) -> Option<FigureChange> {
    let told = |one: &figure::Model| (one.value_e4, one.numerator_e4, one.denominator_e4);
    let kind = match (old, new) {
        (None, Some(_)) => FigureChangeKind::New,
        (Some(_), None) => FigureChangeKind::Withdrawn,
        (Some(old), Some(new)) if told(old) != told(new) => FigureChangeKind::Corrected,
        _ => return None,
    };
    let shown = new.or(old)?;
    Some(FigureChange {
        target: target_of(node, target),
        unit: known.units.of(shown.unit_id),
        period: shown.period,
        as_at: shown.as_at,
        kind,
        before: old.map(|one| one.value_e4),
        after: new.map(|one| one.value_e4),
        known_from: new.map(|one| one.known_from.into()),
    })
}

fn amendments(first: &Known, second: &Known) -> Vec<Amendment> {
    let mut found = Vec::new();
    for node in &second.outline.tasks {
        if let Some(old) = first.outline.task(node.row.id).filter(|old| old.version.n != node.version.n) {
            let new = &node.version;
            found.push(Amendment {
                task: task_of(node),
                target_id: None,
                fields: terms::of_task(&old.version, new),
                version: new.n,
                effective_on: new.effective_on,
                recorded_at: new.recorded_at.into(),
                reason: new.reason.clone(),
            });
        }
        for target in second.outline.targets_of(node.row.id) {
            let old = first.outline.targets_of(node.row.id).iter().find(|old| old.row.id == target.row.id);
            let new = &target.version;
            if let Some(old) = old.filter(|old| old.version.n != new.n) {
                found.push(Amendment {
                    task: task_of(node),
                    target_id: Some(target.row.id),
                    fields: terms::of_target(&old.version, new),
                    version: new.n,
                    effective_on: new.effective_on,
                    recorded_at: new.recorded_at.into(),
                    reason: new.reason.clone(),
                });
            }
        }
    }
    found
}

fn reports(first: &Known, second: &Known) -> Vec<ReportChange> {
    let old: HashMap<Uuid, &Owed> = first.owed.iter().map(|one| (one.row.id, one)).collect();
    let change = |one: &Owed| {
        let node = second.outline.task(one.row.task_id).filter(|_| second.is_open(one.row.unit_id, one.row.task_id))?;
        let events = events(old.get(&one.row.id).copied(), one);
        let (unit, period) = (second.units.of(one.row.unit_id), one.row.period);
        (!events.is_empty()).then(|| ReportChange { obligation_id: one.row.id, task: task_of(node), unit, period, events })
    };
    second.owed.iter().filter_map(change).collect()
}

fn events(old: Option<&Owed>, new: &Owed) -> Vec<ReportEvent> {
    let filed = |one: &Owed| one.review.is_some_and(|review| review.first_filed.is_some());
    let accepted = |one: &Owed| one.review.is_some_and(|review| review.accepted);
    let returned = |one: &Owed| one.review.is_some_and(|review| review.is_returned());
    let was = |of: fn(&Owed) -> bool| old.is_some_and(of);
    let came = |of: fn(&Owed) -> bool| of(new) && !was(of);
    let mut events = Vec::new();
    let mut tell = |holds: bool, event: ReportEvent| events.extend(holds.then_some(event));
    tell(old.is_none() && !new.void, ReportEvent::Owed);
    tell(came(filed), ReportEvent::Filed);
    tell(!filed(new) && was(filed), ReportEvent::TakenBack);
    tell(came(returned), ReportEvent::Returned);
    tell(came(accepted), ReportEvent::Accepted);
    tell(new.void && old.is_some_and(|old| !old.void), ReportEvent::Void);
    events
}

fn tasks(first: &Known, second: &Known) -> Vec<TaskChange> {
    let day = |known: &Known| known.when.moment.as_of;
    let mut found = Vec::new();
    for node in &second.outline.tasks {
        // A task that is entered later is still in the outline of the first report, with its first version.
        let old = first.outline.task(node.row.id).filter(|old| old.row.created_at <= first.when.moment.known_at);
        let leads_before = old.map(|old| leads(first, old, day(first))).unwrap_or_default();
        let leads_after = leads(second, node, day(second));
        let is_cancelled = node.version.cancelled;
        let mut kinds = Vec::new();
        match old.map(|old| old.version.cancelled) {
            None => kinds.push(TaskChangeKind::Added),
            Some(false) if is_cancelled => kinds.push(TaskChangeKind::Cancelled),
            Some(true) if !is_cancelled => kinds.push(TaskChangeKind::Resumed),
            Some(_) => {}
        }
        if old.is_some() && leads_before != leads_after {
            kinds.push(TaskChangeKind::Reassigned);
        }
        let (before, after) = (&leads_before, &leads_after);
        found.extend(kinds.into_iter().map(|kind| TaskChange {
            task: task_of(node),
            kind,
            leads_before: before.clone(),
            leads_after: after.clone(),
        }));
    }
    found
}

/// Who is written as lead at the task itself on a day; a measure that inherits its leads changes with the task above.
fn leads(known: &Known, node: &TaskNode, day: NaiveDate) -> Vec<UnitBrief> {
    let duties = node.own_leads(known.outline.plan.lead_rule, day);
    duties.into_iter().filter_map(|duty| known.units.maybe(duty.unit_id)).collect()
}
