//! 同一指标两种要求: one indicator promised twice in a plan with different operators, figures or judgement
//! (耕地保有量保持15.58万公顷, and again 控制在15.58万公顷以上).

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::assess::Sentence;
use crate::domain::measure_word::normalized_e4;
use crate::domain::statement::LinkKind;
use crate::domain::target::{JudgedAs, Operator, QuantityKind};

use super::book::{Book, Entry, tasks_of};
use super::finding::{Finding, FindingCode, Param, Severity};
use super::printed::{noun, plain, quoted};
use super::view::TargetRef;

/// What makes two targets speak of one indicator: its name, which things and whom it covers, what kind of number, of what.
type Indicator<'a> = (String, String, String, Option<&'a str>, QuantityKind, String);

/// Whether two demands agree in one respect.
type Same = fn(&Demand, &Demand) -> bool;

/// What is asked of it; firmness, stretch and tolerance aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Demand {
    operator: Operator,
    judged_as: JudgedAs,
    value: i128,
    upper: Option<i128>,
}

/// Compares the targets of one indicator, and those that are the same by a link. A target and its part are two things.
/// Settled where a link says they are the same, and they are judged alike by the same figure.
pub(super) fn two_operators(book: &Book<'_>) -> Vec<Finding> {
    let mut groups: BTreeMap<Indicator<'_>, Vec<Entry<'_>>> = BTreeMap::new();
    for entry in book.entries().filter(|entry| demand(*entry).is_some()) {
        groups.entry(indicator(entry)).or_default().push(entry);
    }
    let related = related(book);
    let same = book.linked(LinkKind::Same);
    let twins: BTreeSet<_> = same.iter().flat_map(|(from, to)| [(from.name(), to.name()), (to.name(), from.name())]).collect();
    let mut found: Vec<Finding> = groups.values().filter_map(|group| finding(book, &clashing(group, &related), &twins)).collect();
    let elsewhere = same.iter().filter(|(from, to)| indicator(*from) != indicator(*to) && is_comparable(*from, *to));
    found.extend(elsewhere.filter_map(|(from, to)| finding(book, &clashing(&[*to, *from], &related), &twins)));
    found
}

fn indicator<'a>(entry: Entry<'a>) -> Indicator<'a> {
    let target = entry.target;
    let text = |text: Option<&str>| text.map(plain).unwrap_or_default();
    (
        plain(&target.indicator),
        text(target.qualifier.as_deref()),
        text(target.scope.as_deref()),
        target.per_unit_group.as_deref(),
        target.terms.quantity_kind,
        noun(entry.unit_of_measure().unwrap_or_default()),
    )
}

/// A link between targets with different names still promises one figure, if both count the same things in the same way.
fn is_comparable(one: Entry<'_>, other: Entry<'_>) -> bool {
    let kind = |entry: Entry<'_>| (entry.target.terms.quantity_kind, noun(entry.unit_of_measure().unwrap_or_default()));
    demand(one).is_some() && demand(other).is_some() && kind(one) == kind(other)
}

/// Nothing for a target without a figure: ranks, coverages of everything, relative targets and stages are not compared.
fn demand(entry: Entry<'_>) -> Option<Demand> {
    let terms = &entry.target.terms;
    let value = terms.value.filter(|_| terms.stages.is_none())?;
    let size = |value| normalized_e4(value, terms.multiplier);
    Some(Demand { operator: terms.operator, judged_as: terms.judged_as, value: size(value), upper: terms.upper.map(size) })
}

/// Pairs that are a whole and its part, or parts of one whole.
fn related(book: &Book<'_>) -> BTreeMap<TargetRef, BTreeSet<TargetRef>> {
    let parts = book.entries().filter_map(|part| Some((part.name(), part.target.part_of.clone()?)));
    let summands = book.linked(LinkKind::SumOf);
    let mut families: BTreeMap<TargetRef, BTreeSet<TargetRef>> = BTreeMap::new();
    for (part, whole) in parts.chain(summands.iter().map(|(from, to)| (from.name(), to.name()))) {
        families.entry(whole).or_default().insert(part);
    }
    let mut related: BTreeMap<TargetRef, BTreeSet<TargetRef>> = BTreeMap::new();
    for (whole, parts) in families {
        let family: BTreeSet<_> = parts.into_iter().chain([whole]).collect();
        for one in &family {
            related.entry(one.clone()).or_default().extend(family.iter().filter(|other| *other != one).cloned());
        }
    }
    related
}

/// Those of a group that some other, unrelated one contradicts.
fn clashing<'a>(group: &[Entry<'a>], related: &BTreeMap<TargetRef, BTreeSet<TargetRef>>) -> Vec<Entry<'a>> {
    let demands: BTreeSet<_> = group.iter().map(|entry| demand(*entry)).collect();
    if demands.len() < 2 {
        return Vec::new();
    }
    let clashes = |entry: &&Entry<'a>| {
        let kin = related.get(&entry.name());
        group.iter().any(|other| demand(*other) != demand(**entry) && !kin.is_some_and(|kin| kin.contains(&other.name())))
    };
    group.iter().filter(clashes).copied().collect()
}

fn finding(book: &Book<'_>, entries: &[Entry<'_>], twins: &BTreeSet<(TargetRef, TargetRef)>) -> Option<Finding> {
    let first = entries.first()?;
    let differs = differences(entries);
    let linked = entries.iter().skip(1).all(|entry| twins.contains(&(first.name(), entry.name())));
    let settled = linked && differs == ["operator"];
    let says_zh: Vec<_> = entries.iter().map(|entry| format!("事项{}为{}", book.label(entry.task), quoted(&entry.target.text))).collect();
    let says_en: Vec<_> =
        entries.iter().map(|entry| format!("task {} says {}", book.label(entry.task), quoted(&entry.target.text))).collect();
    let (but_zh, but_en) = match (settled, differs.as_slice()) {
        (true, _) => (";已关联为同一指标,按同一数值判定", "; they are linked as one and judged alike"),
        (false, ["judgedAs"]) => (";判定方式不同", "; they are judged differently"),
        _ => ("", ""),
    };
    let indicator = quoted(&first.target.indicator);
    let sentence = Sentence {
        zh: format!("同一指标两种要求:{indicator}在{}{but_zh}。", says_zh.join(",在")),
        en: format!("One indicator, two requirements: {indicator}: {}{but_en}.", says_en.join("; ")),
    };
    let found = Finding::new(FindingCode::TwoOperators, Severity::Contradiction, settled, sentence)
        .param("indicator", Param::text(&first.target.indicator))
        .param("differs", Param::Texts(differs.into_iter().map(str::to_owned).collect()));
    let targets = entries.iter().map(Entry::name).collect();
    Some(Finding { tasks: tasks_of(entries.iter().map(|entry| entry.task)), targets, statements: book.makers(entries), ..found })
}

/// In which of their terms they differ.
fn differences(entries: &[Entry<'_>]) -> Vec<&'static str> {
    let demands: Vec<_> = entries.iter().filter_map(|entry| demand(*entry)).collect();
    let differ = |same: &Same| demands.iter().zip(demands.iter().skip(1)).any(|(one, other)| !same(one, other));
    let terms: [(&'static str, Same); 3] = [
        ("operator", |one, other| one.operator == other.operator),
        ("value", |one, other| (one.value, one.upper) == (other.value, other.upper)),
        ("judgedAs", |one, other| one.judged_as == other.judged_as),
    ];
    terms.into_iter().filter(|(_, same)| differ(same)).map(|(name, _)| name).collect()
}
