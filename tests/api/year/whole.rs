//! The adding up of the model: targets to tasks, tasks to headings, units and the plan. Rules: model.md section 2, roll-up.

use std::collections::BTreeMap;

use super::book::Book;
use super::count::When;
use super::goals::Goals;
use super::judged::{Judged, judge};

/// Everything judged at a moment.
pub(super) struct Whole {
    /// By (task, key).
    pub(super) targets: BTreeMap<(String, String), Judged>,
    /// The state of each task; none where it promises no firm figure.
    pub(super) tasks: BTreeMap<u32, Task>,
    /// By state, of the targets that are firm, and of the others.
    pub(super) firm: States,
    pub(super) aspirational: States,
}

/// A task judged.
pub(super) struct Task {
    pub(super) state: Option<&'static str>,
    pub(super) cancelled: bool,
    pub(super) leads: Vec<String>,
}

/// How many are in which state.
pub(super) type States = BTreeMap<&'static str, u64>;

/// Tasks together.
#[derive(Default)]
pub(super) struct Sum {
    pub(super) state: Option<&'static str>,
    pub(super) counts: States,
    pub(super) without_figures: u64,
    pub(super) cancelled: u64,
}

/// The worst first; else all achieved, all not due, or on track.
pub(super) fn together<'s>(states: impl IntoIterator<Item = &'s &'static str>) -> Option<&'static str> {
    let states: Vec<&'static str> = states.into_iter().copied().collect();
    let worst = ["overdue", "seriouslyBehind", "behind", "noData", "notComputable"].into_iter().find(|bad| states.contains(bad));
    let all = ["achieved", "notDue"].into_iter().find(|one| states.iter().all(|state| state == one));
    if states.is_empty() { None } else { worst.or(all).or(Some("onTrack")) }
}

impl Whole {
    pub(super) fn of(book: &Book, goals: &Goals, when: When) -> Self {
        let mut whole = Self { targets: BTreeMap::new(), tasks: BTreeMap::new(), firm: States::new(), aspirational: States::new() };
        for number in goals.sections.keys() {
            let task = number.to_string();
            let cancelled = book.is_cancelled(&task, when.as_of, when.known);
            let mut firm = Vec::new();
            for goal in goals.all.iter().filter(|goal| goal.task == task && !cancelled) {
                let judged = judge(book, goal, when);
                let counts = if goal.firm { &mut whole.firm } else { &mut whole.aspirational };
                *counts.entry(judged.state).or_default() += 1;
                firm.extend(goal.firm.then_some(judged.state));
                whole.targets.insert((task.clone(), goal.key.clone()), judged);
            }
            let leads = book.leads(&task, when.as_of).into_iter().map(str::to_owned).collect();
            whole.tasks.insert(*number, Task { state: together(&firm), cancelled, leads });
        }
        whole
    }

    /// The tasks that match, together.
    pub(super) fn sum(&self, wanted: impl Fn(u32, &Task) -> bool) -> Sum {
        let mut sum = Sum::default();
        let mut states = Vec::new();
        for (_, task) in self.tasks.iter().filter(|(number, task)| wanted(**number, task)) {
            match task.state {
                _ if task.cancelled => sum.cancelled += 1,
                None => sum.without_figures += 1,
                Some(state) => {
                    *sum.counts.entry(state).or_default() += 1;
                    states.push(state);
                }
            }
        }
        sum.state = together(&states);
        sum
    }
}
