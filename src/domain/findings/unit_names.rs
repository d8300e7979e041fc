//! 一个单位几种名称: one unit printed under different names in one document (市市场监督管理局, 市市场监管局).

use std::collections::BTreeMap;

use crate::domain::assess::Sentence;

use super::book::{Book, tasks_of};
use super::finding::{Finding, FindingCode, Param, Severity};
use super::printed::plain;
use super::view::{Task, Unit};

/// Looks at the names in the role lines. A name with an addition in brackets, as 市教育局(市委教育工委), is the name without
/// it: a double name, which nobody takes for two units. Settled where each name is entered for the unit.
pub(super) fn unit_aliases(book: &Book<'_>) -> Vec<Finding> {
    let mut printed: BTreeMap<&str, Vec<(&str, &Task)>> = BTreeMap::new();
    for task in &book.tasks {
        let mut named: Vec<_> = task.assignments.iter().collect();
        named.sort_by_key(|one| one.ord);
        for one in named {
            let Some(unit) = book.unit(&one.unit) else { continue };
            let name = one.printed_as.as_deref().unwrap_or(&unit.short_name);
            printed.entry(unit.code.as_str()).or_default().push((name, task));
        }
    }
    printed.into_iter().filter_map(|(code, names)| aliases(book, book.unit(code)?, &names)).collect()
}

/// The name without white space and without an addition in brackets at its end.
fn core(name: &str) -> String {
    let name = plain(name);
    let without = name.strip_suffix(')').and_then(|open| open.split_once('(')).map(|(core, _)| core.to_owned());
    without.filter(|core| !core.is_empty()).unwrap_or(name)
}

fn aliases<'a>(book: &Book<'a>, unit: &'a Unit, printed: &[(&'a str, &'a Task)]) -> Option<Finding> {
    let mut names: Vec<(String, Vec<&Task>)> = Vec::new();
    for (name, task) in printed {
        let name = core(name);
        match names.iter_mut().find(|(known, _)| *known == name) {
            Some((_, tasks)) => tasks.push(task),
            None => names.push((name, vec![*task])),
        }
    }
    if names.len() < 2 {
        return None;
    }
    names.sort_by(|left, right| left.0.cmp(&right.0));
    let entered: Vec<_> = [&unit.name, &unit.short_name].into_iter().chain(&unit.aliases).map(|name| core(name)).collect();
    let settled = names.iter().all(|(name, _)| entered.contains(name));
    let list = |comma: &str, task: &str| {
        let shown = names.iter().map(|(name, tasks)| format!("“{name}”({task}{})", book.labels(tasks.iter().copied(), comma)));
        shown.collect::<Vec<_>>().join(comma)
    };
    let (read_zh, read_en) = match settled {
        true => ("已登记为同一单位的名称", "all are entered as names of this unit"),
        false => ("尚未登记为别名", "not all are entered as its names"),
    };
    let sentence = Sentence {
        zh: format!("同一单位有不同名称:{},同为{},{read_zh}。", list("、", "事项"), unit.name),
        en: format!("One unit has different names: {}: {}; {read_en}.", list(", ", "task "), unit.name),
    };
    let texts = names.iter().map(|(name, _)| name.clone()).collect();
    let found = Finding::new(FindingCode::UnitAliases, Severity::Note, settled, sentence)
        .param("unit", Param::text(&unit.name))
        .param("names", Param::Texts(texts));
    let mut tasks: Vec<&Task> = names.iter().flat_map(|(_, tasks)| tasks.iter().copied()).collect();
    tasks.sort_by_key(|task| task.ord);
    Some(Finding { tasks: tasks_of(tasks), units: vec![unit.code.clone()], ..found })
}
