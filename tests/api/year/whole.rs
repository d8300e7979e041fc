//! The adding up of the model: targets to tasks, tasks to headings, units and the plan. Rules: model.md section 2, roll-up.

use std::collections::BTreeMap;

use serde_json::Value;

use super::book::Book;
use super::count::When;
use super::goals::Goals;
use super::judged::{Judged, judge};
use super::story::answers;
use crate::model::together;

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
    /// Who answers for it.
    pub(super) official: Option<&'static str>,
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
            whole.tasks.insert(*number, Task { state: together(&firm), cancelled, leads, official: answers(&task, when.as_of) });
        }
        whole
    }

    /// The targets of a task, by key.
    pub(super) fn of_task<'w>(&'w self, task: &str) -> Vec<(&'w str, &'w Judged)> {
        let of_task = self.targets.iter().filter(|((of, _), _)| of == task);
        of_task.map(|((_, key), judged)| (key.as_str(), judged)).collect()
    }

    /// The sentence of a task: that of its worst firm target, of the worst of the others where it has none; of equals the first.
    pub(super) fn sentence(&self, task: &str) -> Option<&Value> {
        let order = ["overdue", "seriouslyBehind", "behind", "noData", "notComputable", "notDue", "onTrack", "ahead", "achieved"];
        let place = |judged: &Judged| (!judged.firm, order.iter().position(|state| *state == judged.state));
        self.of_task(task).into_iter().map(|(_, judged)| judged).min_by_key(|judged| place(judged)).map(|judged| &judged.told["sentence"])
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
