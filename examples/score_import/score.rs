//! How well a proposal answers to what people read in the same notice. Used by the example and by `tests/api/notice.rs`.
//!
//! The truth is a list of entries: `no`, `title`, `lead`, `cooperating`, `due`, `milestones`, `targets`, optionally `doc` and `year`.
//!
//! Matching
//! - Items: every task and measure of the proposal, those of other texts of the page too. An entry and an item match by the pairs of characters their
//!   titles share (Dice, only letters, digits and Chinese characters), at least 0.6, best pairs first; equal numbers break ties.
//! - Leads and cooperating: unit names inside matched items, compared without white space. Everything that is not `lead` counts as cooperating, except persons.
//!   Units of unmatched items and entries are wrong and missing.
//! - Due: the last day of the item's own deadline; else of its last step; else of its parent; else the plan's default; else the plan's last day.
//!   The truth's words (06, 12月, 四季度, 全年, 2021年12月底) are read to a last day; fuzzy ones must be equal as text. Entries without a due are not counted.
//! - Milestones: same last day (or both undated), and one text holds the first twelve characters of the other, or shares half its pairs.
//! - Targets: value, unit and operator of the truth's targets of an entry and its milestones, 分别 taken apart, against the item's statements with
//!   role target or checkpoint. `=` and `>=` are equal. The unit of a ratio is not compared. Full coverage (`all`) is left out: the truth lists it as qualitative.
//!   A statement with role `repeat` may stand for a target that is otherwise missing; it is never counted as wrong.
//!   `wrongTargets` are the statements with role target or checkpoint that no truth target answers to.
#![allow(clippy::as_conversions, reason = "counts become ratios")]

use std::collections::BTreeMap;

use duban::domain::notice::Proposal;
use serde_json::{Value, json};

/// How many were right, of those found and of those wanted.
#[derive(Default)]
pub(crate) struct Tally {
    right: usize,
    found: usize,
    wanted: usize,
}

impl Tally {
    /// Right of those found; 1 where nothing was found.
    fn precision(&self) -> f64 {
        ratio(self.right, self.found)
    }

    /// Right of those wanted; 1 where nothing was wanted.
    fn recall(&self) -> f64 {
        ratio(self.right, self.wanted)
    }

    /// The harmonic mean of precision and recall, from 0 to 1.
    pub(crate) fn f1(&self) -> f64 {
        let (precision, recall) = (self.precision(), self.recall());
        if precision + recall == 0.0 { 0.0 } else { 2.0 * precision * recall / (precision + recall) }
    }

    fn json(&self) -> Value {
        let round = |x: f64| (x * 10_000.0).round() / 10_000.0;
        json!({
            "precision": round(self.precision()), "recall": round(self.recall()), "f1": round(self.f1()),
            "right": self.right, "found": self.found, "wanted": self.wanted,
        })
    }
}

fn ratio(right: usize, of: usize) -> f64 {
    if of == 0 { 1.0 } else { right as f64 / of as f64 }
}

/// A task of the proposal with what it inherits.
struct Item {
    title: String,
    number: String,
    task: Value,
    due: Option<(Option<String>, String)>,
    units: BTreeMap<String, String>,
}

fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn text(value: &Value, key: &str) -> String {
    value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn pairs(text: &str) -> Vec<(char, char)> {
    let chars: Vec<char> = plain(text).chars().collect();
    chars.iter().zip(chars.iter().skip(1)).map(|(a, b)| (*a, *b)).collect()
}

fn dice(a: &str, b: &str) -> f64 {
    if plain(a) == plain(b) {
        return 1.0;
    }
    let (a, mut b) = (pairs(a), pairs(b));
    let total = a.len() + b.len();
    let mut shared = 0;
    for pair in a {
        if let Some(at) = b.iter().position(|other| *other == pair) {
            b.swap_remove(at);
            shared += 1;
        }
    }
    if total == 0 { 0.0 } else { 2.0 * f64::from(shared) / total as f64 }
}

fn last_step(task: &Value) -> Option<(Option<String>, String)> {
    list(task, "milestones")
        .iter()
        .filter_map(|step| step.get("due"))
        .filter(|due| due.get("latest").is_some())
        .map(|due| (Some(text(due, "latest")), text(due, "text")))
        .max()
}

fn own_due(task: &Value) -> Option<(Option<String>, String)> {
    let due = task.get("due").filter(|due| !due.is_null());
    due.map(|due| (due.get("latest").and_then(Value::as_str).map(str::to_owned), text(due, "text"))).or_else(|| last_step(task))
}

fn collect(tasks: &[Value], inherited: Option<&(Option<String>, String)>, units: &BTreeMap<String, String>, out: &mut Vec<Item>) {
    for task in tasks {
        let due = own_due(task).or_else(|| inherited.cloned());
        let below = task.get("due").and_then(|_| due.clone()).or_else(|| inherited.cloned());
        out.push(Item { title: text(task, "title"), number: text(task, "number"), task: task.clone(), due, units: units.clone() });
        collect(list(task, "measures"), below.as_ref(), units, out);
    }
}

fn sections(value: &Value, inherited: Option<&(Option<String>, String)>, units: &BTreeMap<String, String>, out: &mut Vec<Item>) {
    collect(list(value, "tasks"), inherited, units, out);
    for section in list(value, "sections") {
        sections(section, inherited, units, out);
    }
}

fn document(document: &Value, out: &mut Vec<Item>) {
    let units = list(document, "units").iter().map(|unit| (text(unit, "code"), text(unit, "name"))).collect();
    let plan = document.get("plan").cloned().unwrap_or_default();
    let default = plan.get("defaultDue").map(|due| (due.get("latest").and_then(Value::as_str).map(str::to_owned), text(due, "text")));
    let ends = plan.get("endsOn").and_then(Value::as_str).map(|day| (Some(day.to_owned()), String::new()));
    sections(document, default.or(ends).as_ref(), &units, out);
}

/// The last day of a truth's due, where its words give one.
fn last_day(due: &str, year: i64) -> Option<String> {
    let due = due.split('(').next().unwrap_or(due);
    let due = if due == "全年" { "12" } else { due };
    let (year, rest) = match due.split_once('年') {
        Some((digits, rest)) => (digits.parse().ok()?, rest),
        None => (year, due),
    };
    let end = |month: i64| {
        let day = match month {
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        format!("{year:04}-{month:02}-{day:02}")
    };
    if let Some((month, day)) = rest.split_once('-') {
        return Some(format!("{year:04}-{:02}-{:02}", month.parse::<i64>().ok()?, day.parse::<i64>().ok()?));
    }
    let stem = rest.trim_end_matches(['前', '底', '末', '月']);
    let stem = stem.split('+').next().unwrap_or(stem);
    match stem {
        "" | "全年" | "年" => Some(end(12)),
        "Q1" | "一季度" => Some(end(3)),
        "Q2" | "二季度" => Some(end(6)),
        "Q3" | "三季度" => Some(end(9)),
        "Q4" | "四季度" => Some(end(12)),
        _ => stem.parse().ok().filter(|month| (1..=12).contains(month)).map(end),
    }
}

fn matches(truth: &[Value], items: &[Item]) -> Vec<(usize, usize)> {
    let mut scored: Vec<(f64, usize, usize)> = Vec::new();
    for (t, entry) in truth.iter().enumerate() {
        for (i, item) in items.iter().enumerate() {
            let same = dice(&text(entry, "title"), &item.title);
            if same >= 0.6 {
                let number = text(entry, "no");
                let tie = if number == item.number || number.ends_with(&format!(".{}", item.number)) || number.ends_with(&item.number) {
                    0.01
                } else {
                    0.0
                };
                let near = 0.001 / (1.0 + (t as f64 - i as f64).abs());
                scored.push((same + tie + near, t, i));
            }
        }
    }
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (mut taken_t, mut taken_i) = (vec![false; truth.len()], vec![false; items.len()]);
    let mut found = Vec::new();
    for (_, t, i) in scored {
        if let (Some(a), Some(b)) = (taken_t.get_mut(t), taken_i.get_mut(i))
            && !*a
            && !*b
        {
            (*a, *b) = (true, true);
            found.push((t, i));
        }
    }
    found
}

fn units(item: &Item, lead: bool) -> Vec<String> {
    let wanted = |assignment: &&Value| (text(assignment, "role") == "lead") == lead && assignment.get("unitCode").is_some();
    list(&item.task, "assignments")
        .iter()
        .filter(wanted)
        .map(|assignment| plain(item.units.get(&text(assignment, "unitCode")).map_or("", String::as_str)))
        .collect()
}

fn strings(entry: &Value, key: &str) -> Vec<String> {
    list(entry, key).iter().filter_map(Value::as_str).map(plain).collect()
}

fn count(tally: &mut Tally, mut found: Vec<String>, wanted: &[String]) -> Vec<String> {
    tally.found += found.len();
    tally.wanted += wanted.len();
    let mut missing = Vec::new();
    for want in wanted {
        match found.iter().position(|have| have == want) {
            Some(at) => {
                found.swap_remove(at);
                tally.right += 1;
            }
            None => missing.push(want.clone()),
        }
    }
    missing.into_iter().map(|name| format!("-{name}")).chain(found.into_iter().map(|name| format!("+{name}"))).collect()
}

/// value, unit, operator of a figure; `=` and `>=` fall together.
fn figure(value: Option<&Value>, unit: &str, operator: &str) -> String {
    let operator = match operator {
        "=" | ">=" | "eq" | "gte" => ">=",
        ">" | "gt" => ">",
        "<=" | "lte" => "<=",
        "<" | "lt" => "<",
        "~" | "approx" => "~",
        other => other,
    };
    let value = value.and_then(Value::as_f64).map(|value| value.to_string()).unwrap_or_default();
    let unit = if operator == "ratio" || operator == "rank" || value.is_empty() { "" } else { unit };
    format!("{value}{unit}{operator}")
}

fn wanted_targets(entry: &Value) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for target in list(entry, "targets").iter().chain(list(entry, "milestones").iter().flat_map(|step| list(step, "targets"))) {
        let (unit, op, phrase) = (text(target, "unit"), text(target, "op"), text(target, "text"));
        let values = list(target, "values");
        if values.is_empty() {
            found.push((figure(target.get("value"), &unit, &op), phrase));
            continue;
        }
        for value in values {
            let inner = value.get("value").unwrap_or(value);
            let op = value.get("op").and_then(Value::as_str).unwrap_or(&op);
            found.push((figure(Some(inner), &unit, op), phrase.clone()));
        }
    }
    found
}

fn found_targets(item: &Item, roles: &[&str]) -> Vec<(String, String)> {
    let fits = |statement: &&Value| roles.contains(&text(statement, "role").as_str()) && text(statement, "operator") != "all";
    let one = |statement: &Value| {
        (figure(statement.get("value"), &text(statement, "unitOfMeasure"), &text(statement, "operator")), text(statement, "text"))
    };
    list(&item.task, "statements").iter().filter(fits).map(one).collect()
}

/// The score of one notice.
#[derive(Default)]
pub(crate) struct Score {
    pub(crate) items: Tally,
    pub(crate) leads: Tally,
    pub(crate) cooperating: Tally,
    pub(crate) due: Tally,
    pub(crate) milestones: Tally,
    pub(crate) targets: Tally,
    /// What is missing (`-`) and what is too much (`+`), one line each.
    pub(crate) notes: Vec<String>,
    /// The statements taken for targets that are none.
    pub(crate) wrong: Vec<String>,
}

impl Score {
    /// The score of a proposal against the entries of the truth.
    pub(crate) fn of(proposal: &Proposal, truth: &[Value]) -> Self {
        let value = json!(proposal);
        let mut items = Vec::new();
        document(value.get("document").unwrap_or(&Value::Null), &mut items);
        for other in list(&value, "otherTexts") {
            document(other.get("document").unwrap_or(&Value::Null), &mut items);
        }
        let matched = matches(truth, &items);
        let mut score = Self { items: Tally { right: matched.len(), found: items.len(), wanted: truth.len() }, ..Self::default() };
        for (t, entry) in truth.iter().enumerate() {
            let item = matched.iter().find(|(entry, _)| *entry == t).and_then(|(_, item)| items.get(*item));
            if item.is_none() {
                score.notes.push(format!("{} item -{}", text(entry, "no"), text(entry, "title")));
            }
            score.entry(entry, item);
        }
        for (_, item) in items.iter().enumerate().filter(|(i, _)| !matched.iter().any(|(_, item)| item == i)) {
            score.notes.push(format!("item +{} {}", item.number, item.title));
            score.entry(&json!({"no": format!("extra {}", item.number)}), Some(item));
        }
        score
    }

    /// Precision, recall and F1 of everything counted, and the number of wrongly made targets.
    pub(crate) fn json(&self) -> Value {
        json!({
            "items": self.items.json(), "leads": self.leads.json(), "cooperating": self.cooperating.json(), "due": self.due.json(),
            "milestones": self.milestones.json(), "targets": self.targets.json(), "wrongTargets": self.wrong.len(),
        })
    }

    fn note(&mut self, entry: &str, what: &str, differences: Vec<String>) {
        self.notes.extend(differences.into_iter().map(|difference| format!("{entry} {what} {difference}")));
    }

    fn entry(&mut self, entry: &Value, item: Option<&Item>) {
        let name = text(entry, "no");
        let empty = Vec::new;
        let leads = count(&mut self.leads, item.map_or_else(empty, |item| units(item, true)), &strings(entry, "lead"));
        self.note(&name, "lead", leads);
        let others = count(&mut self.cooperating, item.map_or_else(empty, |item| units(item, false)), &strings(entry, "cooperating"));
        self.note(&name, "cooperating", others);
        self.due(entry, item, &name);
        self.steps(entry, item, &name);
        self.figures(entry, item, &name);
    }

    fn due(&mut self, entry: &Value, item: Option<&Item>, name: &str) {
        let Some(due) = entry.get("due").and_then(Value::as_str) else { return };
        self.due.wanted += 1;
        let have = item.and_then(|item| item.due.clone());
        self.due.found += usize::from(have.is_some());
        let year = entry.get("year").and_then(Value::as_i64).unwrap_or(2000);
        let right = have.as_ref().is_some_and(|(latest, printed)| match last_day(due, year) {
            Some(day) => latest.as_deref() == Some(day.as_str()),
            None => plain(printed) == plain(due),
        });
        self.due.right += usize::from(right);
        if !right {
            self.notes.push(format!("{name} due {due} {have:?}"));
        }
    }

    fn steps(&mut self, entry: &Value, item: Option<&Item>, name: &str) {
        let year = entry.get("year").and_then(Value::as_i64);
        let mut have: Vec<(Option<String>, String)> = item
            .map_or(&[][..], |item| list(&item.task, "milestones"))
            .iter()
            .map(|step| (step.get("due").and_then(|due| due.get("latest")).and_then(Value::as_str).map(str::to_owned), text(step, "text")))
            .collect();
        self.milestones.found += have.len();
        for step in list(entry, "milestones") {
            self.milestones.wanted += 1;
            let due = step.get("due").and_then(Value::as_str);
            let words = text(step, "text");
            let same = |(latest, text): &(Option<String>, String)| {
                // Without a year in the truth only month and day are compared.
                let day = due.and_then(|due| last_day(due, year.unwrap_or(2000)));
                let dated = match (&day, latest) {
                    (Some(day), Some(latest)) if year.is_none() => day.get(5..) == latest.get(5..),
                    (day, latest) => day == latest || (year.is_none() && latest.is_none()),
                };
                let (a, b) = (plain(&words), plain(text));
                let start = |of: &str| of.chars().take(12).collect::<String>();
                dated && (a.contains(&start(&b)) || b.contains(&start(&a)) || dice(&a, &b) >= 0.5)
            };
            match have.iter().position(same) {
                Some(at) => {
                    have.remove(at);
                    self.milestones.right += 1;
                }
                None => self.notes.push(format!("{name} milestone -{due:?} {words}")),
            }
        }
        self.notes.extend(have.into_iter().map(|(due, text)| format!("{name} milestone +{due:?} {text}")));
    }

    fn figures(&mut self, entry: &Value, item: Option<&Item>, name: &str) {
        let mut have = item.map_or_else(Vec::new, |item| found_targets(item, &["target", "checkpoint"]));
        let mut repeats = item.map_or_else(Vec::new, |item| found_targets(item, &["repeat"]));
        self.targets.found += have.len();
        for (want, phrase) in wanted_targets(entry) {
            self.targets.wanted += 1;
            if let Some(at) = have.iter().position(|(found, _)| *found == want) {
                have.remove(at);
                self.targets.right += 1;
            } else if let Some(at) = repeats.iter().position(|(found, _)| *found == want) {
                repeats.remove(at);
                self.targets.right += 1;
                self.targets.found += 1;
            } else {
                self.notes.push(format!("{name} target -{want} {phrase}"));
            }
        }
        self.wrong.extend(have.into_iter().map(|(found, phrase)| format!("{name} {found} {phrase}")));
    }
}
