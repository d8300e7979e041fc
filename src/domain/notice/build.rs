//! From records to the tasks of the plan document. Every field leaves a trace: pointer, place, confidence, rule.

use std::collections::{BTreeMap, BTreeSet};

use super::document::{Assignment, Milestone, Recurrence, Section, Task};
use super::due::{Due, due};
use super::numeral::han_value;
use super::proposal::{FieldSource, Warning};
use super::record::{Group, Record};
use super::registry::Registry;
use super::roles::Role;
use super::statements::{Passage, read_statements};
use super::steps::{Step, in_prose, schedule};
use super::text::{Span, Text, head};
use super::units::{Printed, split};
use super::vocabulary::Word;
use super::warn;

/// The longest title of a task, in characters.
const TITLE: usize = 500;

/// How the notice makes leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LeadRule {
    Labelled,
    All,
    First,
    Starred,
}

impl LeadRule {
    /// The word of the plan document.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Labelled => "labelled",
            Self::All => "all",
            Self::First => "first",
            Self::Starred => "starred",
        }
    }
}

/// Builds tasks and keeps the traces.
pub(crate) struct Builder<'t> {
    pub(crate) text: &'t Text,
    pub(crate) now: Option<i32>,
    pub(crate) lead_rule: LeadRule,
    pub(crate) registry: Registry,
    pub(crate) sources: Vec<FieldSource>,
    pub(crate) warnings: Vec<Warning>,
    /// Byte ranges of the normalised text that became fields.
    pub(crate) claimed: Vec<(usize, usize)>,
    /// Every code given, with the last suffix tried for it.
    codes: BTreeMap<String, u32>,
    /// Numbers run through the whole notice.
    numbered_through: bool,
}

impl<'t> Builder<'t> {
    /// A builder for one text.
    pub(crate) fn new(text: &'t Text, now: Option<i32>, lead_rule: LeadRule) -> Self {
        Self {
            text,
            now,
            lead_rule,
            registry: Registry::default(),
            sources: Vec::new(),
            warnings: Vec::new(),
            claimed: Vec::new(),
            codes: BTreeMap::new(),
            numbered_through: true,
        }
    }

    /// Remembers where a field was found.
    pub(crate) fn trace(&mut self, pointer: &str, piece: &str, confidence: f64, rule: &str) {
        self.claimed.extend(self.text.range(piece));
        if let Some(span) = self.text.span(piece) {
            self.sources.push(FieldSource { pointer: pointer.to_owned(), span, confidence, rule: rule.to_owned() });
        }
    }

    /// Remembers where a field was found whose words made another field already.
    pub(crate) fn found(&mut self, pointer: &str, span: Span, confidence: f64, rule: &str) {
        self.sources.push(FieldSource { pointer: pointer.to_owned(), span, confidence, rule: rule.to_owned() });
    }

    /// The sections and tasks below the root.
    pub(crate) fn plan(&mut self, root: &Group<'_>) -> (Vec<Section>, Vec<Task>) {
        let mut seen = BTreeSet::new();
        self.numbered_through = numbers(root, &mut seen, 0);
        let tasks = self.tasks(&root.records, "/tasks", "");
        let sections = self.sections(&root.groups, "/sections", "", 0);
        (sections, tasks)
    }

    fn sections(&mut self, groups: &[Group<'_>], pointer: &str, path: &str, depth: usize) -> Vec<Section> {
        let mut sections = Vec::new();
        for group in groups.iter().filter(|group| depth < 12 && group.count() > 0) {
            let here = format!("{pointer}/{}", sections.len());
            let at = ordinal(group.number).map_or_else(|| sections.len().saturating_add(1).to_string(), |value| value.to_string());
            let path = if path.is_empty() { at } else { format!("{path}.{at}") };
            self.trace(&format!("{here}/number"), group.number, 0.95, group.rule);
            self.trace(&format!("{here}/title"), group.title, 0.95, group.rule);
            let tasks = self.tasks(&group.records, &format!("{here}/tasks"), &path);
            let inner = self.sections(&group.groups, &format!("{here}/sections"), &path, depth.saturating_add(1));
            let title = self.text.printed(group.title).trim_end_matches(['。', ':', ';']).to_owned();
            sections.push(Section { number: self.text.printed(group.number), title, sections: inner, tasks });
        }
        sections
    }

    fn tasks(&mut self, records: &[Record<'_>], pointer: &str, path: &str) -> Vec<Task> {
        let mut tasks = Vec::new();
        for (at, record) in records.iter().enumerate() {
            let code = self.code(record, path, at);
            let here = format!("{pointer}/{}", tasks.len());
            tasks.push(self.task(record, &here, &code, 0));
        }
        tasks
    }

    /// A code that is unique: the number, with the sections before it where numbers begin anew.
    fn code(&mut self, record: &Record<'_>, path: &str, at: usize) -> String {
        let value = ordinal(record.number).map_or_else(|| at.saturating_add(1).to_string(), |value| value.to_string());
        let letter = record.letter.map(String::from).unwrap_or_default();
        let own = format!("{value}{letter}");
        let code = if self.numbered_through && !record.number.is_empty() || path.is_empty() { own } else { format!("{path}.{own}") };
        self.unique(&code)
    }

    fn unique(&mut self, code: &str) -> String {
        let base = head(code, 52).to_owned();
        let mut n = self.codes.get(&base).copied().unwrap_or(0);
        let mut unique = base.clone();
        while n > 0 && self.codes.contains_key(&unique) {
            n = n.saturating_add(1);
            unique = format!("{base}-{n}");
        }
        self.codes.insert(base, n.max(1));
        self.codes.entry(unique.clone()).or_insert(1);
        unique
    }

    fn task(&mut self, record: &Record<'_>, here: &str, code: &str, depth: usize) -> Task {
        let mut task = Task { number: self.text.printed(record.number), code: code.to_owned(), ..Task::default() };
        if let Some(letter) = record.letter {
            task.number.push(letter);
        }
        self.trace(&format!("{here}/number"), record.number, 0.98, record.rule);
        let content = self.title(record, &mut task, here);
        self.texts(record, &mut task, content, here);
        task.due = record.due.and_then(|printed| self.due(printed, &format!("{here}/due"), "due.label"));
        task.assignments = self.assignments(record, here, code);
        let steps = self.steps(record, &mut task);
        task.milestones = self.milestones(&steps, here);
        let passages = passages(record, &steps);
        read_statements(self, &passages, &mut task, here);
        for repeat in &record.repeats {
            self.claimed.extend(self.text.range(repeat));
            self.warnings.push(warn::row_repeated(&task.number, self.text.span(repeat)));
        }
        if record.without_roles {
            self.warnings.push(warn::lead_missing(code, self.text.span(record.title)));
        }
        for (at, measure) in record.measures.iter().enumerate().filter(|_| depth < 3) {
            let value = ordinal(measure.number).map_or_else(|| at.saturating_add(1).to_string(), |value| value.to_string());
            let inner = self.unique(&format!("{code}.{value}"));
            let below = self.task(measure, &format!("{here}/measures/{at}"), &inner, depth.saturating_add(1));
            task.measures.push(below);
        }
        task
    }

    /// The title; what is too long for one goes to the content.
    fn title(&mut self, record: &Record<'_>, task: &mut Task, here: &str) -> Option<String> {
        let bare = record.title.trim_start_matches(['△', '▲', '●', '■', '◆', '•', '·', ' ']);
        let title = if bare.is_empty() { record.title } else { bare };
        let printed = self.text.printed(title);
        self.trace(&format!("{here}/title"), title, if record.without_roles { 0.7 } else { 0.95 }, record.rule);
        let short = head(&printed, TITLE);
        if short.len() == printed.len() {
            task.title = printed;
            return None;
        }
        let end = short.rfind(['。', ';', ',']).unwrap_or(short.len());
        task.title = short.get(..end).unwrap_or(short).to_owned();
        printed.get(task.title.len()..).map(str::to_owned)
    }

    fn texts(&mut self, record: &Record<'_>, task: &mut Task, overflow: Option<String>, here: &str) {
        let mut content: Vec<String> = overflow.into_iter().collect();
        for piece in record.content.iter().chain(&record.goals) {
            self.trace(&format!("{here}/content"), piece, 0.9, record.rule);
            content.push(self.text.printed(piece));
        }
        let undated: Vec<&&str> = record.schedule.iter().filter(|text| schedule(text, self.now.or(Some(2000))).is_empty()).collect();
        for piece in undated {
            self.trace(&format!("{here}/content"), piece, 0.6, record.rule);
            content.push(self.text.printed(piece));
        }
        for piece in &record.how {
            self.trace(&format!("{here}/how"), piece, 0.9, record.rule);
        }
        for piece in &record.notes {
            self.trace(&format!("{here}/content"), piece, 0.5, "layout.note");
        }
        let how: Vec<String> = record.how.iter().map(|piece| self.text.printed(piece)).collect();
        task.content = limited(&content.join("\n"));
        task.how = limited(&how.join("\n"));
    }

    /// A deadline with its trace.
    pub(crate) fn due(&mut self, printed: &str, pointer: &str, rule: &str) -> Option<Due> {
        let found = due(printed, self.now)?;
        self.trace(pointer, printed, if found.latest.is_some() { 0.95 } else { 0.6 }, rule);
        Some(Due { text: self.text.printed(printed).trim_end_matches(['。', ';', ',']).chars().take(200).collect(), ..found })
    }

    fn assignments(&mut self, record: &Record<'_>, here: &str, code: &str) -> Vec<Assignment> {
        let mut made: Vec<Assignment> = Vec::new();
        let units: Vec<(&Role<'_>, Printed<'_>)> = record
            .roles
            .iter()
            .filter(|role| role.word != Word::Official)
            .flat_map(|role| split(role.value).into_iter().map(move |unit| (role, unit)))
            .collect();
        let labelled = units.iter().any(|(role, unit)| role.word == Word::Lead || unit.marked == Some(Word::Lead));
        let starred = units.iter().any(|(_, unit)| unit.starred);
        let mut seen = BTreeSet::new();
        for (n, (role, unit)) in units.iter().enumerate() {
            let word = unit.marked.unwrap_or(role.word);
            let role_word = self.role(word, role, unit.starred, (labelled, starred), n);
            let unit_code = self.registry.unit(unit.name);
            if !seen.insert((unit_code.clone(), role_word)) {
                continue;
            }
            self.registry.mention(&unit_code, self.text, unit.name, code, role_word, role.label);
            self.trace(
                &format!("{here}/assignments/{}", made.len()),
                unit.name,
                if role.label.is_empty() { 0.75 } else { 0.95 },
                role.rule,
            );
            self.claimed.extend(self.text.range(role.label));
            let label = Some(self.text.printed(role.label)).filter(|label| !label.is_empty());
            made.push(Assignment {
                role: role_word.to_owned(),
                unit_code: Some(unit_code),
                label,
                ord: ord(made.len()),
                is_starred: unit.starred,
                ..Assignment::default()
            });
        }
        self.persons(record, here, code, &mut made);
        made
    }

    fn role(&self, word: Word, role: &Role<'_>, starred: bool, (labelled, any_starred): (bool, bool), n: usize) -> &'static str {
        match word {
            Word::Cooperating if matches!(role.label, "会同" | "同" | "联合") => "jointly",
            Word::Cooperating => "cooperating",
            _ if any_starred => {
                if starred {
                    "lead"
                } else {
                    "responsible"
                }
            }
            Word::Lead => "lead",
            _ if labelled => "responsible",
            _ if self.lead_rule == LeadRule::First && n > 0 => "responsible",
            _ => "lead",
        }
    }

    fn persons(&mut self, record: &Record<'_>, here: &str, code: &str, made: &mut Vec<Assignment>) {
        for role in record.roles.iter().filter(|role| role.word == Word::Official) {
            for person in
                role.value.split(['、', ',', ';', ' ', '\n']).map(str::trim).filter(|name| !name.is_empty() && name.chars().count() <= 30)
            {
                let official = self.registry.person(person);
                self.registry.mention(&official, self.text, person, code, "principal", role.label);
                self.trace(&format!("{here}/assignments/{}", made.len()), person, 0.9, role.rule);
                let label = Some(self.text.printed(role.label)).filter(|label| !label.is_empty());
                made.push(Assignment {
                    role: "principal".to_owned(),
                    official_code: Some(official),
                    label,
                    ord: ord(made.len()),
                    ..Assignment::default()
                });
            }
        }
    }

    /// The steps of a record: those of the layout, of its schedule, or the dated sentences of its text.
    fn steps<'a>(&mut self, record: &Record<'a>, task: &mut Task) -> Vec<Step<'a>> {
        let mut steps = record.steps.clone();
        for text in &record.schedule {
            steps.extend(schedule(text, self.now.or(Some(2000))));
        }
        if steps.is_empty() && record.measures.is_empty() {
            for text in [record.title].iter().chain(&record.content).chain(&record.goals) {
                steps.extend(in_prose(text, self.now.or(Some(2000))));
            }
            if let (None, [only]) = (&task.due, steps.as_slice()) {
                task.due = only.due.and_then(|printed| due(printed, self.now));
            }
        }
        steps
    }

    fn milestones(&mut self, steps: &[Step<'_>], here: &str) -> Vec<Milestone> {
        let mut milestones = Vec::new();
        for step in steps {
            let at = format!("{here}/milestones/{}", milestones.len());
            self.trace(&format!("{at}/text"), step.text, 0.9, "step.text");
            let due = step.due.and_then(|printed| self.due(printed, &format!("{at}/due"), "step.due"));
            if let Some(how) = step.how {
                self.trace(&format!("{at}/how"), how, 0.9, "step.how");
            }
            let recurrence = step.every.map(|every| Recurrence {
                every_months: u32::try_from(every).unwrap_or(1),
                from: due.as_ref().and_then(|due| due.earliest.or(due.latest)),
                until: None,
            });
            let printed = self.text.printed(step.text);
            let condition = printed
                .find('待')
                .and_then(|from| printed.get(from..))
                .and_then(|rest| rest.find("后,").and_then(|till| rest.get(..till.saturating_add(3))))
                .map(str::to_owned);
            let how = step.how.map(|how| self.text.printed(how));
            milestones.push(Milestone {
                key: milestones.len().saturating_add(1).to_string(),
                due,
                text: printed,
                how,
                condition,
                recurrence,
            });
        }
        milestones
    }
}

/// The texts in which figures are looked for, each with the step it belongs to.
fn passages<'a>(record: &Record<'a>, steps: &[Step<'a>]) -> Vec<Passage<'a>> {
    let mut passages: Vec<Passage<'a>> =
        [record.title].iter().chain(&record.content).chain(&record.goals).map(|text| Passage { text, step: None }).collect();
    passages.extend(record.schedule.iter().map(|text| Passage { text, step: None }));
    passages.extend(steps.iter().enumerate().map(|(at, step)| Passage { text: step.text, step: Some(at) }));
    passages.retain(|passage| !passage.text.is_empty());
    passages
}

fn ord(before: usize) -> u32 {
    u32::try_from(before).unwrap_or(u32::MAX).saturating_add(1)
}

/// The value of a printed number.
fn ordinal(number: &str) -> Option<i64> {
    number
        .parse::<i64>()
        .ok()
        .or_else(|| han_value(number))
        .or_else(|| super::marker::marker(number).map(|found| found.value))
        .filter(|_| !number.is_empty())
}

fn limited(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| head(text, 20_000).to_owned())
}

/// Whether no number stands at two tasks.
fn numbers(group: &Group<'_>, seen: &mut BTreeSet<String>, depth: usize) -> bool {
    let own = group
        .records
        .iter()
        .all(|record| record.number.is_empty() || seen.insert(format!("{}{}", record.number, record.letter.unwrap_or(' '))));
    own && (depth > 12 || group.groups.iter().all(|group| numbers(group, seen, depth.saturating_add(1))))
}
