//! 既牵头又配合: a lead of a task that the task also names as cooperating, in its role lines or in its text (会同市财政局).

use std::collections::BTreeSet;

use crate::domain::assess::Sentence;
use crate::domain::plan::AssignmentRole;

use super::book::{Book, leads, tasks_of};
use super::finding::{Finding, FindingCode, Param, Severity};
use super::printed::plain;
use super::view::{Assignment, Task, Unit};

/// The word before those whom the lead takes along.
const TOGETHER_WITH: &str = "会同";
/// How the names of units end, for finding the end of a list of them.
const ENDINGS: &str = "局委办厅会室院部队行社处司府站区县市";

/// What ends a clause, wide and narrow.
const CLAUSE_ENDS: [char; 9] = ['\u{ff0c}', ',', '。', '\u{ff1b}', ';', '\u{ff1a}', ':', '(', '\u{ff01}'];

/// One finding for each task and lead, those in role lines told first.
pub(super) fn lead_also_cooperates(book: &Book<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for task in &book.tasks {
        let mut seen = BTreeSet::new();
        let leads = leads(book.plan, task).into_iter().filter(|lead| seen.insert(&lead.unit));
        found.extend(leads.filter_map(|lead| both(book, task, lead)));
    }
    found
}

fn both<'a>(book: &Book<'a>, task: &'a Task, lead: &'a Assignment) -> Option<Finding> {
    let takes_part = |one: &&Assignment| one.unit == lead.unit && matches!(one.role, AssignmentRole::Cooperating | AssignmentRole::Jointly);
    let unit = book.unit(&lead.unit)?;
    let also = task.assignments.iter().find(takes_part);
    let shown = lead.printed_as.as_deref().unwrap_or(&unit.short_name);
    let (how_zh, how_en) = match also {
        Some(also) => {
            let label = also.label.as_deref().unwrap_or(match also.role {
                AssignmentRole::Jointly => "会同单位",
                _ => "配合单位",
            });
            (format!("又列为{label}"), "also listed as cooperating".to_owned())
        }
        None => {
            let name = names(unit, lead).into_iter().find(|name| texts(task).any(|text| is_taken_along(&text, name)))?;
            (format!("文中又写“{TOGETHER_WITH}{name}”"), format!("also named in the text as “{TOGETHER_WITH}{name}”"))
        }
    };
    let number = book.label(task);
    let sentence = Sentence {
        zh: format!("既牵头又配合:事项{number}将{shown}列为牵头单位,{how_zh}。"),
        en: format!("A lead also cooperates: task {number} names {shown} as a lead; it is {how_en}."),
    };
    let found = Finding::new(FindingCode::LeadAlsoCooperates, Severity::Contradiction, false, sentence).param("unit", Param::text(shown));
    Some(Finding { tasks: tasks_of([task]), units: vec![unit.code.clone()], ..found })
}

/// Every name of a unit, long ones first.
fn names(unit: &Unit, lead: &Assignment) -> Vec<String> {
    let known = [&unit.name, &unit.short_name].into_iter().chain(&unit.aliases).chain(&lead.printed_as);
    let mut names: Vec<_> = known.map(|name| plain(name)).filter(|name| !name.is_empty()).collect();
    names.sort_by_key(|name| (std::cmp::Reverse(name.chars().count()), name.clone()));
    names
}

fn texts(task: &Task) -> impl Iterator<Item = String> + '_ {
    let own = [Some(&task.title), task.content.as_ref(), task.how.as_ref()].into_iter().flatten();
    let steps = task.milestones.iter().flat_map(|step| [Some(&step.text), step.how.as_ref()].into_iter().flatten());
    own.chain(steps).map(|text| plain(text))
}

/// Whether the list of units after some 会同 holds the name: 会同市发改委、市财政局下发….
fn is_taken_along(text: &str, name: &str) -> bool {
    text.split(TOGETHER_WITH).skip(1).any(|after| {
        let clause = after.split(CLAUSE_ENDS).next().unwrap_or(after);
        for piece in clause.split(['、', '和', '与', '及']) {
            if piece.starts_with(name) {
                return true;
            }
            if !piece.chars().next_back().is_some_and(|last| ENDINGS.contains(last)) {
                return false;
            }
        }
        false
    })
}

#[cfg(test)]
mod tests {
    use super::is_taken_along;

    #[test]
    fn the_list_after_the_word() {
        let table = [
            ("会同市财政局下发办法", true),
            ("由市民政局会同市发改委、市财政局落实", true),
            ("会同省财政厅和市财政局落实", true),
            ("会同有关部门抓好落实,报市财政局", false),
            ("会同市发改委落实,资金由市财政局和市审计局管理", false),
            ("会同市发改委研究,提请市财政局", false),
            ("会同市发改委落实;市教育局、市财政局配合", false),
            ("报市财政局备案", false),
            ("", false),
        ];
        for (text, expected) in table {
            assert_eq!(is_taken_along(text, "市财政局"), expected, "{text}");
        }
    }
}
