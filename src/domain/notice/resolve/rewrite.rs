//! The document with the codes of the register in place of the provisional ones.

use std::collections::{BTreeMap, BTreeSet};

use super::super::document::{Assignment, Section, Task};
use super::super::proposal::{FieldSource, Proposal};

/// Rewrites every code. Where two printed names turn out to be one unit, it has the duty once.
pub(super) fn rewrite(proposal: &mut Proposal, codes: &BTreeMap<String, String>) {
    let names: BTreeMap<String, String> = proposal.document.units.iter().map(|unit| (unit.code.clone(), unit.name.clone())).collect();
    let mut rewriter = Rewriter { codes, names: &names, gone: BTreeMap::new() };
    let document = &mut proposal.document;
    for unit in &mut document.units {
        rewriter.code(&mut unit.code);
    }
    for person in &mut document.officials {
        rewriter.code(&mut person.code);
    }
    let plan = &mut document.plan;
    for code in [&mut plan.issuing_unit_code, &mut plan.coordinating_unit_code, &mut plan.supervising_unit_code].into_iter().flatten() {
        rewriter.code(code);
    }
    for rule in &mut document.reporting_rules {
        rule.receiver_unit_code.iter_mut().for_each(|code| rewriter.code(code));
    }
    rewriter.tasks(&mut document.tasks, "/tasks");
    rewriter.sections(&mut document.sections, "/sections");
    let gone = rewriter.gone;
    proposal.sources.retain_mut(|source| moved_up(source, &gone));
}

/// Moves the place of a duty up past those taken out before it; false for one that was taken out itself.
fn moved_up(source: &mut FieldSource, gone: &BTreeMap<String, Vec<usize>>) -> bool {
    let Some((list, number)) = source.pointer.rsplit_once('/') else { return true };
    let (Some(gone), Ok(number)) = (gone.get(list), number.parse::<usize>()) else { return true };
    if gone.contains(&number) {
        return false;
    }
    let before = gone.iter().filter(|other| **other < number).count();
    source.pointer = format!("{list}/{}", number.saturating_sub(before));
    true
}

struct Rewriter<'r> {
    codes: &'r BTreeMap<String, String>,
    names: &'r BTreeMap<String, String>,
    /// Duties taken out, by their list.
    gone: BTreeMap<String, Vec<usize>>,
}

impl Rewriter<'_> {
    fn code(&self, code: &mut String) {
        if let Some(known) = self.codes.get(code) {
            code.clone_from(known);
        }
    }

    fn sections(&mut self, sections: &mut [Section], at: &str) {
        for (n, section) in sections.iter_mut().enumerate() {
            self.tasks(&mut section.tasks, &format!("{at}/{n}/tasks"));
            self.sections(&mut section.sections, &format!("{at}/{n}/sections"));
        }
    }

    fn tasks(&mut self, tasks: &mut [Task], at: &str) {
        for (n, task) in tasks.iter_mut().enumerate() {
            let at = format!("{at}/{n}");
            for duty in &mut task.assignments {
                if let Some(code) = &mut duty.unit_code {
                    duty.printed_as = self.names.get(code.as_str()).cloned();
                    self.code(code);
                }
                duty.official_code.iter_mut().for_each(|code| self.code(code));
            }
            for target in &mut task.targets {
                target.per_unit_group_code.iter_mut().for_each(|code| self.code(code));
            }
            self.once(&mut task.assignments, format!("{at}/assignments"));
            self.tasks(&mut task.measures, &format!("{at}/measures"));
        }
    }

    /// Takes duties out that are there already.
    fn once(&mut self, duties: &mut Vec<Assignment>, at: String) {
        let mut seen = BTreeSet::new();
        let mut gone = Vec::new();
        let mut n = 0;
        duties.retain(|duty| {
            let first = seen.insert((duty.role.clone(), duty.unit_code.clone(), duty.official_code.clone()));
            gone.extend((!first).then_some(n));
            n += 1;
            first
        });
        if !gone.is_empty() {
            self.gone.insert(at, gone);
        }
    }
}
