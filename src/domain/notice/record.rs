//! What the readers of the layouts make: groups of records, each record a task as printed, not yet understood.

use super::roles::Role;
use super::steps::Step;

/// A task as printed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Record<'a> {
    /// The number as printed; empty where none is.
    pub(crate) number: &'a str,
    /// a, b for the blocks under one number.
    pub(crate) letter: Option<char>,
    pub(crate) title: &'a str,
    /// What is to be done.
    pub(crate) content: Vec<&'a str>,
    /// How.
    pub(crate) how: Vec<&'a str>,
    /// Figures in a column or under a label of their own.
    pub(crate) goals: Vec<&'a str>,
    /// Texts of dated steps.
    pub(crate) schedule: Vec<&'a str>,
    /// Steps found by the layout itself.
    pub(crate) steps: Vec<Step<'a>>,
    pub(crate) roles: Vec<Role<'a>>,
    pub(crate) due: Option<&'a str>,
    pub(crate) notes: Vec<&'a str>,
    pub(crate) measures: Vec<Self>,
    /// The same row printed again after a page break.
    pub(crate) repeats: Vec<&'a str>,
    /// The rule that found the record.
    pub(crate) rule: &'static str,
    /// Nothing says who does it although its neighbours say it.
    pub(crate) without_roles: bool,
}

/// A heading with what stands under it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Group<'a> {
    pub(crate) number: &'a str,
    pub(crate) title: &'a str,
    pub(crate) groups: Vec<Self>,
    pub(crate) records: Vec<Record<'a>>,
    pub(crate) rule: &'static str,
}

impl<'a> Group<'a> {
    /// All records under the group, in printed order of their groups; measures are not counted.
    pub(crate) fn count(&self) -> usize {
        self.groups.iter().map(Group::count).sum::<usize>().saturating_add(self.records.len())
    }

    /// Adds the record to the group of that title under this one; to this one where the title is empty.
    pub(crate) fn add(&mut self, title: &'a str, number: &'a str, record: Record<'a>) {
        if title.is_empty() {
            self.records.push(record);
            return;
        }
        match self.groups.iter_mut().rev().take(32).find(|group| group.title == title) {
            Some(group) => group.records.push(record),
            None => self.groups.push(Self { number, title, rule: "section.column", records: vec![record], groups: Vec::new() }),
        }
    }

    /// The record added last.
    pub(crate) fn last_of(&mut self, title: &str) -> Option<&mut Record<'a>> {
        if title.is_empty() {
            return self.records.last_mut();
        }
        self.groups.iter_mut().rev().take(32).find(|group| group.title == title)?.records.last_mut()
    }
}

/// What a reader of a layout gives back.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reading<'a> {
    /// Groups and records below a root without a title.
    pub(crate) root: Group<'a>,
    /// Lines no rule of the layout understood.
    pub(crate) left: Vec<&'a str>,
}
