//! What can be said only when all tasks are read: the class of targets from their heading, groups each member of which must reach a
//! target, and targets of measures that are those of the key work.

use std::collections::BTreeMap;

use super::build::Builder;
use super::document::{Link, Section, Target, Task};
use super::due::Due;
use super::stages::add_stages;
use super::text::Span;
use super::units::is_group;
use crate::domain::due::DueKind;

/// Most links that are told.
const MOST: usize = 1000;

/// Adds class, group and links to the tasks.
pub(super) fn afterwards(builder: &mut Builder<'_>, sections: &mut [Section], tasks: &mut [Task]) -> Vec<Link> {
    let places = builder.sources.iter().map(|source| (source.pointer.clone(), source.span)).collect();
    let mut pass = Pass { builder, places, links: Vec::new() };
    pass.tasks(tasks, "/tasks", None);
    pass.sections(sections, "/sections", None);
    pass.links
}

/// A class with the place that says it.
type Class = Option<(&'static str, Option<Span>)>;

struct Pass<'p, 't> {
    builder: &'p mut Builder<'t>,
    /// Where each field was found.
    places: BTreeMap<String, Span>,
    links: Vec<Link>,
}

impl Pass<'_, '_> {
    fn sections(&mut self, sections: &mut [Section], at: &str, class: Class) {
        for (n, section) in sections.iter_mut().enumerate() {
            let here = format!("{at}/{n}");
            let own = said(&section.title).map(|class| (class, self.place(&format!("{here}/title")))).or(class);
            self.tasks(&mut section.tasks, &format!("{here}/tasks"), own);
            self.sections(&mut section.sections, &format!("{here}/sections"), own);
        }
    }

    fn tasks(&mut self, tasks: &mut [Task], at: &str, class: Class) {
        for (n, task) in tasks.iter_mut().enumerate() {
            let here = format!("{at}/{n}");
            complete(task);
            if add_stages(task)
                && let Some(span) = self.place(&format!("{here}/title"))
            {
                self.builder.found(&format!("{here}/targets/0"), span, 0.6, "target.stages");
            }
            let own = said(&task.title).map(|class| (class, self.place(&format!("{here}/title")))).or(class);
            for (m, target) in task.targets.iter_mut().enumerate() {
                self.target(target, &format!("{here}/targets/{m}"), own);
            }
            self.same(task);
            self.tasks(&mut task.measures, &format!("{here}/measures"), own);
        }
    }

    fn place(&self, pointer: &str) -> Option<Span> {
        self.places.get(pointer).copied()
    }

    fn target(&mut self, target: &mut Target, here: &str, class: Class) {
        settle(target);
        if target.class.is_none()
            && let Some((class, span)) = said(&target.text).map(|class| (class, None)).or(class)
        {
            target.class = Some(class.to_owned());
            if let Some(span) = span.or_else(|| self.place(here)) {
                self.builder.found(&format!("{here}/class"), span, 0.85, "target.class");
            }
        }
        if let Some(scope) = target.scope.as_deref().filter(|scope| is_group(scope) && target.per_unit_group_code.is_none()) {
            target.per_unit_group_code = Some(self.builder.registry.unit(scope));
            if let Some(span) = self.place(here) {
                self.builder.found(&format!("{here}/perUnitGroupCode"), span, 0.7, "target.perUnit");
            }
        }
    }

    /// The figure of the key work printed again at one of its measures is one promise.
    fn same(&mut self, task: &Task) {
        for measure in &task.measures {
            for target in &measure.targets {
                let whole = task.targets.iter().take(64).find(|whole| is_same(whole, target));
                if let Some(whole) = whole.filter(|_| self.links.len() < MOST) {
                    let name = |task: &Task, target: &Target| format!("{}/{}", task.code, target.key);
                    self.links.push(Link { from: name(measure, target), to: name(task, whole), kind: "same".to_owned() });
                }
            }
        }
    }
}

/// A task must be called something and a step must say when; a notice need not.
fn complete(task: &mut Task) {
    if task.number.is_empty() {
        task.number.clone_from(&task.code);
    }
    for step in task.milestones.iter_mut().filter(|step| step.due.is_none()) {
        step.due = Some(Due { text: "未写明时限".to_owned(), kind: DueKind::None, earliest: None, latest: None, control: None });
    }
}

/// A target stands at one value by one day: the last printed counts, and a step without a day is no checkpoint.
fn settle(target: &mut Target) {
    let mut seen = std::collections::BTreeSet::new();
    let mut kept: Vec<_> = std::mem::take(&mut target.checkpoints)
        .into_iter()
        .rev()
        .filter(|point| point.due_on.is_some_and(|day| seen.insert(day)))
        .collect();
    kept.reverse();
    target.checkpoints = kept;
}

/// 约束性指标, 预期性指标.
fn said(text: &str) -> Option<&'static str> {
    if text.contains("约束性") { Some("binding") } else { text.contains("预期性").then_some("expected") }
}

fn is_same(a: &Target, b: &Target) -> bool {
    let named = |name: &str| name.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let (one, other) = (named(&a.indicator), named(&b.indicator));
    let alike = !one.is_empty() && !other.is_empty() && (one.contains(&other) || other.contains(&one));
    a.value.is_some() && a.value == b.value && a.upper == b.upper && a.unit_of_measure == b.unit_of_measure && alike
}
