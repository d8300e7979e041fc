//! A corrected notice held against a plan: what is new, what is gone, what reads differently. Both are plan documents as JSON, with the
//! same codes for the same units.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

/// Two tasks with titles as alike as this are one task.
const ALIKE: f64 = 0.6;

/// With the same number so much is enough.
const ALIKE_WITH_NUMBER: f64 = 0.3;

/// A task by what people call it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = NoticeTask)]
pub struct NamedTask {
    /// Its code in its document.
    pub code: String,
    /// Its number as printed.
    pub number: String,
    /// Its title.
    pub title: String,
}

/// One member that reads differently.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = NoticeChange)]
pub struct Change {
    /// Which member: `title`, `due`, `assignments`, `targets/<indicator>/value`.
    pub field: String,
    /// What the plan says; null where it says nothing.
    #[schema(value_type = Value)]
    pub before: Value,
    /// What the notice says; null where it says nothing.
    #[schema(value_type = Value)]
    pub after: Value,
}

/// A task that both have, with what is different.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TaskDifference {
    /// The task of the plan.
    pub before: NamedTask,
    /// The task of the notice.
    pub after: NamedTask,
    /// What is different.
    pub changes: Vec<Change>,
}

/// How a notice differs from a plan.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = NoticeDifference)]
pub struct Difference {
    /// Members of the plan itself.
    pub plan: Vec<Change>,
    /// Tasks of the notice that the plan does not have.
    pub added: Vec<NamedTask>,
    /// Tasks of the plan that the notice does not have.
    pub removed: Vec<NamedTask>,
    /// Tasks of both that read differently.
    pub changed: Vec<TaskDifference>,
    /// How many tasks of both read the same.
    pub unchanged: usize,
}

/// Holds the document of a notice against that of a plan.
pub fn difference(plan: &Value, notice: &Value) -> Difference {
    let (before, after) = (tasks(plan), tasks(notice));
    let pairs = pair(&before, &after);
    let mut found = Difference { plan: changes(&plan["plan"], &notice["plan"], PLAN), ..Difference::default() };
    for (at, task) in after.iter().enumerate() {
        let Some(known) = pairs.get(&at).and_then(|at| before.get(*at)) else {
            found.added.push(named(task));
            continue;
        };
        let changes = of_task(known, task);
        if changes.is_empty() {
            found.unchanged = found.unchanged.saturating_add(1);
        } else {
            found.changed.push(TaskDifference { before: named(known), after: named(task), changes });
        }
    }
    let kept: Vec<usize> = pairs.values().copied().collect();
    found.removed = before.iter().enumerate().filter(|(at, _)| !kept.contains(at)).map(|(_, task)| named(task)).collect();
    found
}

const PLAN: &[&str] = &[
    "title",
    "startsOn",
    "endsOn",
    "documentNumber",
    "issuedOn",
    "signedOn",
    "defaultDue",
    "leadRule",
    "issuingUnitCode",
    "coordinatingUnitCode",
    "supervisingUnitCode",
];

const TARGET: &[&str] = &["operator", "value", "upper", "unitOfMeasure", "firmness", "class", "stretch", "scope", "stages", "checkpoints"];

/// All tasks and measures, in printed order.
fn tasks(document: &Value) -> Vec<&Value> {
    let mut found = Vec::new();
    let mut open: Vec<&Value> = vec![document];
    while let Some(here) = open.pop() {
        if here.get("title").is_some() && here.get("code").is_some() {
            found.push(here);
        }
        // Taken from the end, so that the first stands first.
        for list in ["sections", "measures", "tasks"] {
            open.extend(here[list].as_array().into_iter().flatten().rev());
        }
    }
    found
}

fn text<'v>(value: &'v Value, member: &str) -> &'v str {
    value[member].as_str().unwrap_or_default()
}

fn named(task: &Value) -> NamedTask {
    let own = |member| text(task, member).to_owned();
    NamedTask { code: own("code"), number: own("number"), title: own("title") }
}

/// How like two tasks are, from 0 to 1; none where they are not the same.
type Likeness = fn(&Value, &Value) -> Option<f64>;

/// What of a member of a task decides whether it is another.
type Seen = fn(&Value) -> Value;

/// Which task of the notice is which of the plan: equal titles first, then equal numbers with like titles, then the likest titles.
fn pair(before: &[&Value], after: &[&Value]) -> BTreeMap<usize, usize> {
    let mut pairs = BTreeMap::new();
    let mut free: Vec<usize> = (0..before.len()).collect();
    let rounds: [Likeness; 4] = [
        |a, b| (plain(text(a, "title")) == plain(text(b, "title")) && text(a, "number") == text(b, "number")).then_some(1.0),
        |a, b| (plain(text(a, "title")) == plain(text(b, "title"))).then_some(1.0),
        |a, b| {
            let alike = alike(text(a, "title"), text(b, "title"));
            (text(a, "number") == text(b, "number") && alike >= ALIKE_WITH_NUMBER).then_some(alike)
        },
        |a, b| Some(alike(text(a, "title"), text(b, "title"))).filter(|alike| *alike >= ALIKE),
    ];
    for judged in rounds {
        for (at, task) in after.iter().enumerate() {
            if pairs.contains_key(&at) {
                continue;
            }
            let likely = free.iter().enumerate().filter_map(|(place, known)| Some((judged(before.get(*known)?, task)?, place)));
            // The first of equals: of two tasks with one title the one that stands first.
            let best = likely
                .fold(None, |best: Option<(f64, usize)>, one| if best.is_some_and(|best| best.0 >= one.0) { best } else { Some(one) });
            if let Some((_, place)) = best {
                pairs.insert(at, free.remove(place));
            }
        }
    }
    pairs
}

fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The pairs of characters two texts share (Dice), 0 to 1.
fn alike(a: &str, b: &str) -> f64 {
    let pairs = |text: &str| {
        let chars: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).take(120).collect();
        let mut counts: BTreeMap<(char, char), u32> = BTreeMap::new();
        for pair in chars.iter().zip(chars.iter().skip(1)) {
            *counts.entry((*pair.0, *pair.1)).or_default() += 1;
        }
        counts
    };
    let (a, b) = (pairs(a), pairs(b));
    let all = a.values().sum::<u32>().saturating_add(b.values().sum());
    let shared: u32 = a.iter().filter_map(|(pair, n)| Some((*n).min(*b.get(pair)?))).sum();
    if all == 0 { 0.0 } else { 2.0 * f64::from(shared) / f64::from(all) }
}

/// The members of this list that differ.
fn changes(before: &Value, after: &Value, members: &[&str]) -> Vec<Change> {
    let differs = |member: &&&str| {
        let (a, b) = (&before[**member], &after[**member]);
        let same_text = a.as_str().zip(b.as_str()).is_some_and(|(a, b)| plain(a) == plain(b));
        a != b && !same_text
    };
    let change = |member: &&str| Change { field: (*member).to_owned(), before: before[*member].clone(), after: after[*member].clone() };
    members.iter().filter(differs).map(change).collect()
}

fn of_task(before: &Value, after: &Value) -> Vec<Change> {
    let mut found = changes(before, after, &["number", "title", "content", "how"]);
    let due = |task: &Value| ["/due/control", "/due/latest", "/due/text"].map(|place| task.pointer(place).cloned());
    if due(before) != due(after) {
        found.push(Change { field: "due".to_owned(), before: before["due"].clone(), after: after["due"].clone() });
    }
    let lists: [(&str, Seen); 2] = [
        ("assignments", |duty| json!({"role": duty["role"], "unitCode": duty["unitCode"], "officialCode": duty["officialCode"]})),
        ("milestones", |step| json!({"due": step.pointer("/due/latest"), "text": step["text"].as_str().map(plain)})),
    ];
    for (field, seen) in lists {
        let of = |task: &Value| {
            let mut all: Vec<String> = task[field].as_array().into_iter().flatten().map(|one| seen(one).to_string()).collect();
            all.sort_unstable();
            all
        };
        if of(before) != of(after) {
            found.push(Change { field: field.to_owned(), before: before[field].clone(), after: after[field].clone() });
        }
    }
    targets(before, after, &mut found);
    found
}

/// Targets by their indicator; where it reads differently, by key.
fn targets(before: &Value, after: &Value, found: &mut Vec<Change>) {
    let of = |task: &Value| task["targets"].as_array().cloned().unwrap_or_default();
    let mut rest = of(before);
    let mut unmatched = Vec::new();
    for target in of(after) {
        let indicator = plain(text(&target, "indicator"));
        match rest.iter().position(|other| plain(text(other, "indicator")) == indicator) {
            Some(at) => of_target(&rest.remove(at), &target, found),
            None => unmatched.push(target),
        }
    }
    for target in unmatched {
        match rest.iter().position(|other| text(other, "key") == text(&target, "key")) {
            Some(at) => of_target(&rest.remove(at), &target, found),
            None => {
                found.push(Change { field: format!("targets/{}", text(&target, "indicator")), before: Value::Null, after: target.clone() })
            }
        }
    }
    for target in rest {
        found.push(Change { field: format!("targets/{}", text(&target, "indicator")), before: target.clone(), after: Value::Null });
    }
}

fn of_target(before: &Value, after: &Value, found: &mut Vec<Change>) {
    let indicator = text(after, "indicator");
    let of = changes(before, after, TARGET)
        .into_iter()
        .map(|change| Change { field: format!("targets/{indicator}/{}", change.field), ..change });
    found.extend(of);
}

#[cfg(test)]
mod tests {
    use super::difference;
    use serde_json::json;

    #[test]
    fn what_is_new_gone_and_different() {
        let task = |code: &str, number: &str, title: &str, value: i64, due: &str, unit: &str| {
            json!({"code": code, "number": number, "title": title, "due": {"text": due, "latest": due},
                "assignments": [{"role": "lead", "unitCode": unit}],
                "targets": [{"key": "1", "indicator": "新建学校", "operator": "eq", "value": value, "unitOfMeasure": "所"}]})
        };
        let plan = json!({"plan": {"title": "清单", "endsOn": "2024-12-31"}, "sections": [{"title": "教育", "tasks": [
            task("1", "1", "新建中小学校", 3, "2024-06-30", "JYJ"), task("2", "2", "改造老旧小区", 5, "2024-12-31", "ZJJ")]}],
            "tasks": [task("3", "3", "整治河道", 2, "2024-12-31", "SLJ")]});
        let notice = json!({"plan": {"title": "清单", "endsOn": "2025-12-31"}, "tasks": [
            task("1", "1", "新建中小学校。", 4, "2024-09-30", "JYJ"), task("3", "2", "整治河道", 2, "2024-12-31", "SLJ"),
            task("4", "3", "建设体育公园", 1, "2024-12-31", "TYJ")]});
        let found = difference(&plan, &notice);
        assert_eq!(found.plan.iter().map(|change| change.field.as_str()).collect::<Vec<_>>(), ["endsOn"]);
        assert_eq!(found.added.iter().map(|task| task.title.as_str()).collect::<Vec<_>>(), ["建设体育公园"]);
        assert_eq!(found.removed.iter().map(|task| task.title.as_str()).collect::<Vec<_>>(), ["改造老旧小区"]);
        let told: Vec<(&str, Vec<&str>)> = found
            .changed
            .iter()
            .map(|task| (task.after.title.as_str(), task.changes.iter().map(|change| change.field.as_str()).collect()))
            .collect();
        assert_eq!(told, [("新建中小学校。", vec!["due", "targets/新建学校/value"]), ("整治河道", vec!["number"])]);
        assert_eq!((found.changed[0].changes[1].before.clone(), found.changed[0].changes[1].after.clone()), (json!(3), json!(4)));
        assert_eq!(difference(&plan, &plan).unchanged, 3);
    }
}
