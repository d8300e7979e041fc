//! Notices of every layout, read whole. The cities are invented.

mod kinds;
mod layouts;
mod lists;
mod tables;

use super::{Proposal, Task, read};

/// A task for comparing: code, title, leads, others.
fn task(proposal: &Proposal, task: &Task) -> (String, String, Vec<String>, Vec<String>) {
    let name = |code: &Option<String>| {
        let known = proposal.document.units.iter().chain([]).find(|unit| Some(&unit.code) == code.as_ref());
        known.map(|unit| unit.name.clone())
    };
    let of = |lead: bool| {
        task.assignments
            .iter()
            .filter(|assignment| (assignment.role == "lead") == lead)
            .filter_map(|assignment| name(&assignment.unit_code))
            .collect()
    };
    (task.code.clone(), task.title.clone(), of(true), of(false))
}

/// All tasks and measures in printed order.
fn all(proposal: &Proposal) -> Vec<Task> {
    fn below(tasks: &[Task], out: &mut Vec<Task>) {
        for task in tasks {
            out.push(task.clone());
            below(&task.measures, out);
        }
    }
    fn sections(found: &[super::Section], out: &mut Vec<Task>) {
        for section in found {
            below(&section.tasks, out);
            sections(&section.sections, out);
        }
    }
    let mut out = Vec::new();
    below(&proposal.document.tasks, &mut out);
    sections(&proposal.document.sections, &mut out);
    out
}

/// Every task in one line: code title | leads | others | due.
fn lines(proposal: &Proposal) -> Vec<String> {
    all(proposal)
        .iter()
        .map(|found| {
            let (code, title, leads, others) = task(proposal, found);
            let due = found.due.as_ref().map(|due| due.text.clone()).unwrap_or_default();
            format!("{code} {title} | {} | {} | {due}", leads.join(" "), others.join(" ")).trim_end_matches([' ', '|']).to_owned()
        })
        .collect()
}

/// The figures of the targets of all tasks.
fn figures(proposal: &Proposal) -> Vec<String> {
    all(proposal)
        .iter()
        .flat_map(|task| task.targets.clone())
        .map(|target| {
            format!("{}{}", target.value.map(|value| value.to_string()).unwrap_or_default(), target.unit_of_measure.unwrap_or_default())
        })
        .collect()
}

fn codes(proposal: &Proposal) -> Vec<&str> {
    proposal.warnings.iter().map(|warning| warning.code.as_str()).collect()
}

/// What the source prints at a field of the document.
fn printed(source: &str, proposal: &Proposal, pointer: &str) -> String {
    let found = proposal.sources.iter().find(|field| field.pointer == pointer).unwrap();
    let chars: Vec<char> = source.chars().collect();
    chars[usize::try_from(found.span.start).unwrap()..usize::try_from(found.span.end).unwrap()].iter().collect()
}

#[test]
fn every_field_points_into_the_source() {
    let source = "云川市2024年民生实事清单\n\n　　１、新建公办幼儿园 12 所。（牽頭單位：市 教育局；配合單位：各縣區政府）\n";
    let proposal = read(source);
    assert_eq!(lines(&proposal), ["1 新建公办幼儿园12所。 | 市教育局 | 各县区政府"]);
    assert_eq!(printed(source, &proposal, "/tasks/0/title"), "新建公办幼儿园 12 所。");
    assert_eq!(printed(source, &proposal, "/tasks/0/assignments/0"), "市 教育局");
    assert_eq!(printed(source, &proposal, "/tasks/0/targets/0"), "12 所");
    assert!(proposal.sources.iter().all(|field| field.confidence > 0.0 && field.confidence <= 1.0 && !field.rule.is_empty()));
}

#[test]
fn a_publisher_without_a_day_is_no_source() {
    let proposal = read("1.新建公园3个。(责任单位:市城管局)\n来源:云川日报\n");
    assert_eq!(proposal.document.plan.source, None);
    assert!(proposal.sources.iter().all(|field| !field.pointer.starts_with("/plan/source")));
}

#[test]
fn hostile_texts_end() {
    for source in [
        String::new(),
        "\n\n\t\t \u{200b}".to_owned(),
        "(".repeat(20_000),
        "一、".repeat(10_000),
        "牵头单位:".repeat(5_000),
        "1.".repeat(10_000),
        "9".repeat(3_000),
        "新增1个、".repeat(4_000),
        "|".repeat(20_000),
        "——由".repeat(6_000),
        "一".repeat(3_000),
        "“《(".repeat(6_000),
        "6月底前".repeat(5_000),
        "报".repeat(20_000),
        "e\u{301}".repeat(10_000),
        "(一)\n".repeat(3_000),
        format!("序号\n民生实事\n责任单位\n{}", "1\n新建。\n市教育局\n".repeat(5_000)),
        format!("├─┤\n{}", "├──┤ │甲│\n".repeat(3_000)),
    ] {
        let proposal = read(&source);
        assert_eq!(proposal.document.format, "duban-plan/1");
    }
}
