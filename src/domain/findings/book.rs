//! The plan, opened: tasks in their order, units and targets found by what they are called.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::plan::{Named, leads_by};
use crate::domain::statement::{LinkKind, StatementRole};

use super::finding::StatementRef;
use super::view::{Assignment, Plan, Statement, Target, TargetRef, Task, Unit};

/// A target with its task.
#[derive(Clone, Copy)]
pub(super) struct Entry<'a> {
    pub(super) task: &'a Task,
    pub(super) target: &'a Target,
}

/// A plan with its indices.
pub(super) struct Book<'a> {
    pub(super) plan: &'a Plan,
    /// In the order of the plan.
    pub(super) tasks: Vec<&'a Task>,
    by_code: BTreeMap<&'a str, &'a Task>,
    times_printed: BTreeMap<&'a str, usize>,
    units: BTreeMap<&'a str, &'a Unit>,
    targets: BTreeMap<(&'a str, &'a str), Entry<'a>>,
    spoken_of: BTreeMap<TargetRef, Vec<(&'a Task, &'a Statement)>>,
}

impl<'a> Book<'a> {
    pub(super) fn of(plan: &'a Plan) -> Self {
        let mut tasks: Vec<_> = plan.tasks.iter().collect();
        tasks.sort_by_key(|task| (task.ord, &task.code));
        let units = plan.units.iter().map(|unit| (unit.code.as_str(), unit)).collect();
        let targets = tasks
            .iter()
            .flat_map(|task| task.targets.iter().map(|target| ((task.code.as_str(), target.key.as_str()), Entry { task, target })))
            .collect();
        let by_code = tasks.iter().map(|task| (task.code.as_str(), *task)).collect();
        let mut times_printed = BTreeMap::new();
        for task in &tasks {
            *times_printed.entry(task.number.as_str()).or_insert(0) += 1;
        }
        let spoken_of = spoken_of(&tasks);
        Self { plan, tasks, by_code, times_printed, units, targets, spoken_of }
    }

    /// What a task is called in a sentence: its number as printed, or its code where several tasks have that number or none.
    pub(super) fn label(&self, task: &'a Task) -> &'a str {
        let once = self.times_printed.get(task.number.as_str()) == Some(&1);
        if once && !task.number.is_empty() { &task.number } else { &task.code }
    }

    /// What several tasks are called, each once: 六、二十一.
    pub(super) fn labels(&self, tasks: impl IntoIterator<Item = &'a Task>, comma: &str) -> String {
        let mut seen = BTreeSet::new();
        let once = tasks.into_iter().filter(|task| seen.insert(&task.code));
        once.map(|task| self.label(task)).collect::<Vec<_>>().join(comma)
    }

    pub(super) fn target(&self, at: &TargetRef) -> Option<Entry<'a>> {
        self.targets.get(&(at.task.as_str(), at.key.as_str())).copied()
    }

    pub(super) fn unit(&self, code: &str) -> Option<&'a Unit> {
        self.units.get(code).copied()
    }

    /// The name usual in the document, or the code of a unit that is not there.
    pub(super) fn unit_name<'b>(&'b self, code: &'b str) -> &'b str {
        self.unit(code).map_or(code, |unit| unit.short_name.as_str())
    }

    /// The places of tasks in the plan.
    pub(super) fn places(&self, codes: &[String]) -> Vec<i32> {
        codes.iter().filter_map(|code| self.by_code.get(code.as_str())).map(|task| task.ord).collect()
    }

    /// Every target, in the order of the tasks and of the keys.
    pub(super) fn entries(&self) -> impl Iterator<Item = Entry<'a>> + '_ {
        self.tasks.iter().flat_map(|task| {
            let mut targets: Vec<_> = task.targets.iter().collect();
            targets.sort_by_key(|target| key_order(&target.key));
            targets.into_iter().map(|target| Entry { task, target })
        })
    }

    /// The phrases that speak of a target.
    pub(super) fn statements_of(&self, entry: Entry<'a>) -> Vec<(&'a Task, &'a Statement)> {
        self.spoken_of.get(&entry.name()).cloned().unwrap_or_default()
    }

    /// The phrases that make some targets, each once, in the order of the tasks.
    pub(super) fn makers(&self, entries: &[Entry<'a>]) -> Vec<StatementRef> {
        let phrases = entries.iter().flat_map(|entry| self.statements_of(*entry));
        let mut makers: Vec<_> = phrases.filter(|(_, one)| one.role == StatementRole::Target).collect();
        makers.sort_by_key(|(task, one)| (task.ord, &task.code, one.ord));
        makers.dedup_by_key(|(task, one)| (task.ord, &task.code, one.ord));
        makers.into_iter().map(|(task, one)| name_statement(task, one)).collect()
    }

    /// Both ends of the links of a kind, in the order of the tasks.
    pub(super) fn linked(&self, kind: LinkKind) -> Vec<(Entry<'a>, Entry<'a>)> {
        let links = self.plan.links.iter().filter(|link| link.kind == kind);
        let mut ends: Vec<_> = links.filter_map(|link| Some((self.target(&link.from)?, self.target(&link.to)?))).collect();
        ends.sort_by(|left, right| (left.1.order(), left.0.order()).cmp(&(right.1.order(), right.0.order())));
        ends.dedup_by(|left, right| left.0.order() == right.0.order() && left.1.order() == right.1.order());
        ends
    }
}

/// The phrases by target, in the order of the tasks and of their numbers.
fn spoken_of<'a>(tasks: &[&'a Task]) -> BTreeMap<TargetRef, Vec<(&'a Task, &'a Statement)>> {
    let mut found: BTreeMap<TargetRef, Vec<_>> = BTreeMap::new();
    for task in tasks {
        let mut statements: Vec<_> = task.statements.iter().collect();
        statements.sort_by_key(|statement| statement.ord);
        for (statement, target) in statements.into_iter().flat_map(|one| one.targets.iter().map(move |target| (one, target))) {
            found.entry(target.clone()).or_default().push((*task, statement));
        }
    }
    found
}

impl<'a> Entry<'a> {
    pub(super) fn name(&self) -> TargetRef {
        TargetRef { task: self.task.code.clone(), key: self.target.key.clone() }
    }

    pub(super) fn unit_of_measure(&self) -> Option<&'a str> {
        self.target.terms.unit_of_measure.as_deref()
    }

    pub(super) fn order(&self) -> (i32, &'a str, (usize, &'a str)) {
        (self.task.ord, self.task.code.as_str(), key_order(&self.target.key))
    }
}

/// Keys are numbers: "10" comes after "9".
fn key_order(key: &str) -> (usize, &str) {
    (key.len(), key)
}

/// The codes of the tasks of some targets, each once, in the order given.
pub(super) fn tasks_of<'a>(tasks: impl IntoIterator<Item = &'a Task>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    tasks.into_iter().filter(|task| seen.insert(&task.code)).map(|task| task.code.clone()).collect()
}

pub(super) fn name_statement(task: &Task, statement: &Statement) -> StatementRef {
    StatementRef { task: task.code.clone(), ord: statement.ord }
}

/// Who leads a task as written there, by the plan's rule, in printed order.
pub(super) fn leads<'a>(plan: &Plan, task: &'a Task) -> Vec<&'a Assignment> {
    let named: Vec<_> = task.assignments.iter().map(|one| Named { role: one.role, order: one.ord, starred: one.is_starred }).collect();
    leads_by(plan.lead_rule, &named).into_iter().filter_map(|at| task.assignments.get(at)).collect()
}
