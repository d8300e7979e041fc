//! 量词不一: one figure printed with two unit words, as 200家 in the title and 200个 in the schedule.

use std::collections::BTreeSet;

use crate::domain::assess::Sentence;
use crate::domain::quantity::Quantity;
use crate::domain::statement::{LinkKind, StatementRole};

use super::book::{Book, Entry, name_statement, tasks_of};
use super::finding::{Finding, FindingCode, Param, Severity, StatementRef};
use super::printed::{figure, noun, plain, size};
use super::view::{Statement, Task};

/// Where in a task a phrase is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Title,
    Schedule,
    Content,
    How,
    Text,
}

impl Place {
    fn of(task: &Task, text: &str, milestone: Option<&str>) -> Self {
        let within = |whole: Option<&str>| whole.is_some_and(|whole| plain(whole).contains(&plain(text)));
        if milestone.is_some() {
            Self::Schedule
        } else if within(Some(&task.title)) {
            Self::Title
        } else if within(task.content.as_deref()) {
            Self::Content
        } else if within(task.how.as_deref()) {
            Self::How
        } else {
            Self::Text
        }
    }

    const fn zh(self) -> &'static str {
        match self {
            Self::Title => "标题",
            Self::Schedule => "进度安排",
            Self::Content => "事项内容",
            Self::How => "工作措施",
            Self::Text => "原文",
        }
    }

    const fn en(self) -> &'static str {
        match self {
            Self::Title => "the title",
            Self::Schedule => "the schedule",
            Self::Content => "the content",
            Self::How => "the measures",
            Self::Text => "the text",
        }
    }
}

/// The figure as printed in one place.
struct Mention<'a> {
    task: &'a Task,
    place: Place,
    value: Quantity,
    upper: Option<Quantity>,
    unit: &'a str,
    statement: Option<StatementRef>,
}

/// Compares each target with the phrases that make, date or repeat it, and with the targets that are the same by a link.
/// Multipliers do not matter (50000万元 is 5亿元), nor do shares printed as percent.
pub(super) fn unit_word_conflict(book: &Book<'_>) -> Vec<Finding> {
    let same = book.linked(LinkKind::Same);
    book.entries().filter_map(|entry| conflict(book, entry, &same)).collect()
}

fn conflict<'a>(book: &Book<'a>, entry: Entry<'a>, same: &[(Entry<'a>, Entry<'a>)]) -> Option<Finding> {
    let unit = entry.unit_of_measure()?;
    let value = entry.target.terms.value?;
    let own_noun = noun(unit);
    let clashes = |other: &str| !own_noun.is_empty() && !noun(other).is_empty() && noun(other) != own_noun;
    let twins = same.iter().filter(|(_, to)| to.order() == entry.order()).map(|(from, _)| *from);
    let mut others: Vec<Mention<'_>> = phrases(book, entry).into_iter().filter(|mention| clashes(mention.unit)).collect();
    let mut targets = vec![entry.name()];
    for twin in twins {
        let Some((twin_value, twin_unit)) = twin.target.terms.value.zip(twin.unit_of_measure()) else { continue };
        if clashes(twin_unit) && size(twin_value, Some(twin_unit)) == size(value, Some(unit)) {
            targets.push(twin.name());
            others.push(own(book, twin, twin_value, twin_unit));
        }
    }
    if others.is_empty() {
        return None;
    }
    let mut mentions = vec![own(book, entry, value, unit)];
    mentions.extend(others);
    let sentence = sentence(book, &mentions);
    let units: Vec<String> = mentions.iter().map(|mention| mention.unit.to_owned()).collect::<BTreeSet<_>>().into_iter().collect();
    let found = Finding::new(FindingCode::UnitWordConflict, Severity::Contradiction, false, sentence)
        .param("indicator", Param::text(&entry.target.indicator))
        .param("value", Param::Number(value))
        .param("unitsOfMeasure", Param::Texts(units));
    let tasks = tasks_of(mentions.iter().map(|mention| mention.task));
    let statements = mentions.into_iter().filter_map(|mention| mention.statement).collect();
    Some(Finding { tasks, targets, statements, ..found })
}

/// The figure as the target prints it: in the phrase that makes it, where that has its unit.
fn own<'a>(book: &Book<'a>, entry: Entry<'a>, value: Quantity, unit: &'a str) -> Mention<'a> {
    let upper = entry.target.terms.upper;
    let makes = |one: &Statement| {
        one.role == StatementRole::Target && one.unit_of_measure.as_deref().is_some_and(|printed| noun(printed) == noun(unit))
    };
    match book.statements_of(entry).into_iter().find(|(_, one)| makes(one)) {
        Some((task, statement)) => {
            let place = Place::of(task, &statement.text, statement.milestone.as_deref());
            Mention { task, place, value, upper, unit, statement: Some(name_statement(task, statement)) }
        }
        None => Mention { task: entry.task, place: Place::of(entry.task, &entry.target.text, None), value, upper, unit, statement: None },
    }
}

/// The same figure in the phrases that speak of a target. A phrase in the unit of the stretch goal speaks of that.
fn phrases<'a>(book: &Book<'a>, entry: Entry<'a>) -> Vec<Mention<'a>> {
    let stretch = entry.target.terms.stretch.as_ref().and_then(|stretch| stretch.unit_of_measure.as_deref());
    book.statements_of(entry)
        .into_iter()
        .filter_map(|(task, statement)| {
            let unit = statement.unit_of_measure.as_deref().filter(|unit| stretch != Some(*unit))?;
            let value = statement.value.filter(|value| is_of(entry, statement.role, size(*value, Some(unit))))?;
            let place = Place::of(task, &statement.text, statement.milestone.as_deref());
            let named = Some(name_statement(task, statement));
            Some(Mention { task, place, value, upper: statement.upper, unit, statement: named })
        })
        .collect()
}

/// Whether so many counted things are the target's own figure, or that of one of its steps.
fn is_of(entry: Entry<'_>, role: StatementRole, counted: i128) -> bool {
    let unit = entry.unit_of_measure();
    match role {
        StatementRole::Target | StatementRole::Repeat => entry.target.terms.value.is_some_and(|value| size(value, unit) == counted),
        StatementRole::Checkpoint => {
            entry.target.checkpoints.iter().filter_map(|step| step.value).any(|value| size(value, unit) == counted)
        }
        StatementRole::Parameter | StatementRole::Fact => false,
    }
}

/// Mentions with the same task and figure stand together: 进度安排、工作措施为“200个”.
fn sentence<'a>(book: &Book<'a>, mentions: &[Mention<'a>]) -> Sentence {
    let mut groups: Vec<(&Task, String, Vec<Place>)> = Vec::new();
    for mention in mentions {
        let shown = figure(mention.value, mention.upper, Some(mention.unit));
        let known = groups.iter_mut().find(|(task, figure, _)| task.code == mention.task.code && *figure == shown);
        match known {
            Some((_, _, places)) if places.contains(&mention.place) => {}
            Some((_, _, places)) => places.push(mention.place),
            None => groups.push((mention.task, shown, vec![mention.place])),
        }
    }
    let words = mentions.iter().map(|mention| noun(mention.unit)).collect::<BTreeSet<_>>().len();
    let how_many = if words == 2 { "两种" } else { "几种" };
    let (mut zh, mut en, mut last) = (Vec::new(), Vec::new(), None);
    for (task, figure, mut places) in groups {
        places.sort_unstable();
        let label = book.label(task);
        let is_new = last.replace(label) != Some(label);
        let where_zh = places.iter().map(|place| place.zh()).collect::<Vec<_>>().join("、");
        let where_en = places.iter().map(|place| place.en()).collect::<Vec<_>>().join(", ");
        zh.push(if is_new { format!("事项{label}{where_zh}为“{figure}”") } else { format!("{where_zh}为“{figure}”") });
        en.push(if is_new { format!("task {label}, {where_en}: “{figure}”") } else { format!("{where_en}: “{figure}”") });
    }
    Sentence {
        zh: format!("同一数字{how_many}量词:{}。", zh.join(",")),
        en: format!("One figure is printed with different unit words: {}.", en.join("; ")),
    }
}
