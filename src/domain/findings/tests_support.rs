//! A small builder for plans, so that each test says only what matters to it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use super::{Assignment, Finding, FindingCode, Link, Meeting, Milestone, Plan, Statement, Target, TargetRef, Task, Unit, findings};
use crate::domain::assess::Step;
use crate::domain::plan::{AssignmentRole, LeadRule};
use crate::domain::quantity::Quantity;
use crate::domain::statement::{LinkKind, StatementRole};
use crate::domain::target::Operator;
use crate::domain::terms::Terms;

pub(super) fn number(text: &str) -> Quantity {
    text.parse().unwrap()
}

/// `20/1`.
pub(super) fn at(name: &str) -> TargetRef {
    let (task, key) = name.rsplit_once('/').unwrap();
    TargetRef { task: task.to_owned(), key: key.to_owned() }
}

/// Tasks in the order given, with the units they name.
pub(super) fn plan(tasks: Vec<Task>) -> Plan {
    let mut codes: Vec<String> = tasks.iter().flat_map(|task| &task.assignments).map(|one| one.unit.clone()).collect();
    codes.sort();
    codes.dedup();
    let tasks = tasks.into_iter().zip(1..).map(|(task, ord)| Task { ord, ..task }).collect();
    let units = codes.iter().map(|code| unit(code)).collect();
    Plan { lead_rule: LeadRule::Labelled, units, tasks, links: Vec::new(), meeting: None }
}

pub(super) fn unit(name: &str) -> Unit {
    let name = name.to_owned();
    Unit { code: name.clone(), name: name.clone(), short_name: name, aliases: Vec::new(), open: false, members: Vec::new() }
}

pub(super) fn group(name: &str, members: &[&str]) -> Unit {
    Unit { members: members.iter().map(|one| (*one).to_owned()).collect(), ..unit(name) }
}

/// A task whose code is its number.
pub(super) fn task(number: &str) -> Task {
    Task {
        code: number.to_owned(),
        number: number.to_owned(),
        ord: 0,
        title: String::new(),
        content: None,
        how: None,
        assignments: Vec::new(),
        milestones: Vec::new(),
        targets: Vec::new(),
        statements: Vec::new(),
    }
}

/// A firm total without a word before it.
pub(super) fn target(key: &str, indicator: &str, value: &str, unit: &str) -> Target {
    Target {
        key: key.to_owned(),
        indicator: indicator.to_owned(),
        text: format!("{indicator}{value}{unit}"),
        terms: Terms::plain(number(value), unit),
        qualifier: None,
        scope: None,
        per_unit_group: None,
        part_of: None,
        parts_add_up: false,
        checkpoints: Vec::new(),
    }
}

impl Target {
    pub(super) fn compared(mut self, operator: Operator) -> Self {
        self.terms.operator = operator;
        self.terms.judged_as = operator.default_judged_as();
        self
    }

    pub(super) fn terms(mut self, change: impl FnOnce(&mut Terms)) -> Self {
        change(&mut self.terms);
        self
    }

    pub(super) fn part_of(mut self, whole: &str) -> Self {
        self.part_of = Some(at(whole));
        self
    }

    pub(super) fn step(mut self, due_on: &str, value: &str) -> Self {
        self.checkpoints.push(Step { due_on: due_on.parse().unwrap(), value: Some(number(value)), share: None });
        self
    }

    pub(super) fn share(mut self, due_on: &str, percent: &str) -> Self {
        self.checkpoints.push(Step { due_on: due_on.parse().unwrap(), value: None, share: Some(number(percent)) });
        self
    }
}

impl Task {
    pub(super) fn target(mut self, target: Target) -> Self {
        self.targets.push(target);
        self
    }

    pub(super) fn names(self, role: AssignmentRole, unit: &str) -> Self {
        self.names_as(role, unit, None)
    }

    pub(super) fn names_as(mut self, role: AssignmentRole, unit: &str, printed_as: Option<&str>) -> Self {
        let ord = self.assignments.iter().map(|one| one.ord).max().unwrap_or(0) + 1;
        let (unit, printed_as) = (unit.to_owned(), printed_as.map(str::to_owned));
        self.assignments.push(Assignment { role, unit, label: None, printed_as, ord, is_starred: false });
        self
    }

    pub(super) fn milestone(mut self, key: &str, due_on: &str, text: &str) -> Self {
        let due_on = Some(due_on.parse().unwrap());
        self.milestones.push(Milestone { key: key.to_owned(), due_on, text: text.to_owned(), how: None });
        self
    }

    /// A phrase with the figure `value` `unit` about one target, in a step or not.
    pub(super) fn says(mut self, role: StatementRole, text: &str, figure: (&str, &str), target: &str, step: Option<&str>) -> Self {
        let ord = self.statements.iter().map(|one| one.ord).max().unwrap_or(0) + 1;
        self.statements.push(Statement {
            ord,
            text: text.to_owned(),
            role,
            milestone: step.map(str::to_owned),
            value: Some(number(figure.0)),
            upper: None,
            unit_of_measure: Some(figure.1.to_owned()),
            targets: vec![at(target)],
        });
        self
    }
}

impl Plan {
    pub(super) fn link(mut self, from: &str, kind: LinkKind, to: &str) -> Self {
        self.links.push(Link { from: at(from), to: at(to), kind });
        self
    }

    pub(super) fn unit(mut self, unit: Unit) -> Self {
        self.units.retain(|known| known.code != unit.code);
        self.units.push(unit);
        self
    }

    pub(super) fn meeting(mut self, convener: Option<&str>, members: &[&str]) -> Self {
        let members = members.iter().map(|one| (*one).to_owned()).collect();
        self.meeting = Some(Meeting { name: "联席会议".to_owned(), convener: convener.map(str::to_owned), members });
        self
    }

    /// The findings, all of one code.
    pub(super) fn found(&self, code: FindingCode) -> Vec<Finding> {
        let found = findings(self);
        assert!(found.iter().all(|finding| finding.code == code), "{found:#?}");
        found
    }

    /// The Chinese sentences of the findings, all of one code.
    pub(super) fn sentences(&self, code: FindingCode) -> Vec<String> {
        self.found(code).into_iter().map(|finding| finding.sentence.zh).collect()
    }
}

/// The names of the targets of a finding.
pub(super) fn targets(finding: &Finding) -> Vec<String> {
    finding.targets.iter().map(ToString::to_string).collect()
}
