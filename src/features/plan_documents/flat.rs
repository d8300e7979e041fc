//! A document laid out flat: headings and tasks in the order in which they are entered, each with its place in the document.

use std::collections::HashMap;

use super::shapes::{DocumentSection, PlanDocument};
use super::task_shapes::{DocumentTarget, DocumentTask};

/// A heading with its place.
pub(super) struct FlatSection<'d> {
    /// JSON pointer.
    pub at: String,
    /// The heading above, by its place in the list.
    pub parent: Option<usize>,
    /// Place among its neighbours, from 1.
    pub ord: usize,
    /// The heading.
    pub section: &'d DocumentSection,
}

/// A task or measure with its place.
pub(super) struct FlatTask<'d> {
    /// JSON pointer.
    pub at: String,
    /// The heading, by its place in the list of headings.
    pub section: Option<usize>,
    /// The task of which it is a measure, by its place in the list.
    pub parent: Option<usize>,
    /// Place among its siblings, from 1; that of key works runs on across headings.
    pub ord: usize,
    /// The task.
    pub task: &'d DocumentTask,
}

/// A target with the task it stands in, by its place in the list of tasks.
pub(super) struct FlatTarget<'d> {
    /// JSON pointer.
    pub at: String,
    /// The task, by its place in the list.
    pub task: usize,
    /// The target.
    pub target: &'d DocumentTarget,
}

/// The whole document laid out.
#[derive(Default)]
pub(super) struct Flat<'d> {
    /// Headings, each before those below it.
    pub sections: Vec<FlatSection<'d>>,
    /// Tasks, each before its measures.
    pub tasks: Vec<FlatTask<'d>>,
    /// Targets in the order of the document.
    pub targets: Vec<FlatTarget<'d>>,
    /// Targets by `<task code>/<key>`; of two of one name the first.
    pub by_name: HashMap<String, usize>,
}

impl<'d> Flat<'d> {
    /// Lays a document out.
    pub(super) fn of(document: &'d PlanDocument) -> Self {
        let mut flat = Self::default();
        flat.add_sections("", &document.sections, None);
        flat.add_tasks("", "tasks", &document.tasks, None, None);
        for (at, flat_task) in flat.tasks.iter().enumerate() {
            for (n, target) in flat_task.task.targets.iter().enumerate() {
                let name = format!("{}/{}", flat_task.task.code, target.key);
                flat.by_name.entry(name).or_insert(flat.targets.len());
                flat.targets.push(FlatTarget { at: format!("{}/targets/{n}", flat_task.at), task: at, target });
            }
        }
        flat
    }

    fn add_sections(&mut self, at: &str, sections: &'d [DocumentSection], parent: Option<usize>) {
        for (n, section) in sections.iter().enumerate() {
            let at = format!("{at}/sections/{n}");
            let here = self.sections.len();
            self.sections.push(FlatSection { at: at.clone(), parent, ord: n + 1, section });
            self.add_sections(&at, &section.sections, Some(here));
            self.add_tasks(&at, "tasks", &section.tasks, Some(here), None);
        }
    }

    fn add_tasks(&mut self, at: &str, list: &str, tasks: &'d [DocumentTask], section: Option<usize>, parent: Option<usize>) {
        let before = if parent.is_none() { self.tasks.iter().filter(|task| task.parent.is_none()).count() } else { 0 };
        for (n, task) in tasks.iter().enumerate() {
            let at = format!("{at}/{list}/{n}");
            let here = self.tasks.len();
            self.tasks.push(FlatTask { at: at.clone(), section, parent, ord: before + n + 1, task });
            self.add_tasks(&at, "measures", &task.measures, None, Some(here));
        }
    }

    /// The target a task calls by this name: a key of its own, or `<task code>/<key>`.
    pub(super) fn target(&self, from: usize, name: &str) -> Option<usize> {
        let code = self.tasks.get(from).map(|task| task.task.code.as_str())?;
        self.by_name.get(&format!("{code}/{name}")).or_else(|| self.by_name.get(name)).copied()
    }

    /// The site a task calls by this name: one of its own, or `<task code>/<name>`; as task and name.
    pub(super) fn site(&self, from: usize, name: &str) -> Option<(usize, &'d str)> {
        let of = |at: usize, name: &str| {
            let site = self.tasks.get(at)?.task.sites.iter().find(|site| site.name == name)?;
            Some((at, site.name.as_str()))
        };
        let elsewhere = || {
            let split = |(at, task): (usize, &FlatTask<'d>)| of(at, name.strip_prefix(task.task.code.as_str())?.strip_prefix('/')?);
            self.tasks.iter().enumerate().find_map(split)
        };
        of(from, name).or_else(elsewhere)
    }

    /// Whether a task is another one or stands below it.
    pub(super) fn is_within(&self, task: usize, above: usize) -> bool {
        let mut next = Some(task);
        while let Some(at) = next {
            if at == above {
                return true;
            }
            next = self.tasks.get(at).and_then(|task| task.parent);
        }
        false
    }
}
