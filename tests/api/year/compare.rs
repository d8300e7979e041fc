//! Asking the service at many pairs of day and knowledge, and holding its answers against the model.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::book::{Book, Held};
use super::count::{Counts, Table, When, none, shown, table};
use super::goals::Goals;
use super::play::Stage;
use super::story::{Story, Time, date, due, last_day, moment};
use super::whole::{States, Sum, Whole};

/// When everything is over: 1 February 2025.
pub(super) fn end() -> Time {
    moment(13, 31, 12)
}

/// Pairs of a business day and an instant of knowledge, all over the year: on the spot, looking back with what was learnt later, and
/// ahead of what was known.
fn moments() -> Vec<When> {
    let when = |as_of, known| When { as_of, known };
    vec![
        when(date(4, 30), moment(4, 29, 9)),
        // The deadline itself, and a millisecond later.
        when(date(5, 3), due(4)),
        when(date(5, 4), due(4) + chrono::TimeDelta::milliseconds(1)),
        when(date(5, 31), moment(6, 5, 10)),
        when(date(6, 5), moment(6, 5, 18)),
        when(date(6, 5), end()),
        when(date(12, 31), moment(6, 21, 8)),
        when(date(7, 15), moment(7, 21, 10)),
        // While 13 is cancelled; then what was thought of October, and what became of it.
        when(date(8, 31), moment(9, 1, 12)),
        when(date(10, 31), moment(9, 10, 8)),
        when(date(10, 31), moment(11, 30, 8)),
        when(date(9, 30), moment(10, 6, 9)),
        when(date(11, 30), due(11) + chrono::TimeDelta::milliseconds(1)),
        when(date(13, 4), moment(13, 4, 12)),
        when(date(13, 15), end()),
    ]
}

pub(super) async fn whole_year(stage: &Stage<'_>, story: &Story) {
    let book = Book::until(story, end());
    for when in moments() {
        let asked = Asked { stage, goals: &story.goals, book: &book, when, live: false };
        asked.completeness(None).await;
        asked.completeness(Some(5)).await;
        asked.progress().await;
        asked.figures().await;
        asked.reports().await;
    }
    for pair in moments().windows(2) {
        let [first, second] = pair else { unreachable!() };
        if first.as_of <= second.as_of && first.known <= second.known {
            Asked { stage, goals: &story.goals, book: &book, when: *second, live: false }.changes(*first).await;
        }
    }
    for month in 4..=12 {
        let when = When { as_of: last_day(month), known: end() };
        Asked { stage, goals: &story.goals, book: &book, when, live: false }.completeness(Some(month)).await;
    }
}

/// One pair of day and knowledge.
pub(super) struct Asked<'a> {
    pub(super) stage: &'a Stage<'a>,
    pub(super) goals: &'a Goals,
    pub(super) book: &'a Book,
    pub(super) when: When,
    /// It is the moment itself: the service is asked for now.
    pub(super) live: bool,
}

pub(super) fn instant(at: Time) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
}

pub(super) fn e4(value: &Value) -> Option<i64> {
    value.as_f64().map(|value| (value * 10_000.0).round() as i64)
}

/// A row of counts, with exactly the numbers of the model.
#[track_caller]
fn same(found: &Value, counts: &Counts, of: &str) {
    assert_eq!(*found, shown(counts), "{of}");
}

/// Rows by a text of each.
fn by<'r>(rows: &'r Value, key: impl Fn(&'r Value) -> &'r Value) -> BTreeMap<&'r str, &'r Value> {
    rows.as_array().unwrap().iter().map(|row| (key(row).as_str().unwrap(), row)).collect()
}

impl Asked<'_> {
    pub(super) fn query(&self) -> String {
        if self.live {
            return String::new();
        }
        format!("asOf={}&knownAt={}", self.when.as_of, instant(self.when.known))
    }

    pub(super) async fn get(&self, path: &str) -> Value {
        self.stage.person("leader").get(path).await.expect(200).json
    }

    async fn completeness(&self, month: Option<u32>) {
        let table = table(self.book, self.goals, month, self.when);
        let period = month.map(|month| format!("&period=2024-{month:02}")).unwrap_or_default();
        for group in ["unit", "section", "period"] {
            let path = format!("/reports/completeness?planId={}&{}{period}&groupBy={group}", self.stage.plan, self.query());
            let report = self.get(&path).await;
            same(&report["completeness"], &table.all, &path);
            match group {
                "unit" => self.units(&report["groups"], &table, &path),
                "section" => self.sections(&report["groups"], &table, &path),
                _ => self.months(&report["groups"], &table, &path),
            }
        }
    }

    fn units(&self, groups: &Value, table: &Table, path: &str) {
        let found = by(groups, |group| &group["unit"]["code"]);
        assert_eq!(found.keys().copied().collect::<Vec<_>>(), table.by_subtree.keys().map(String::as_str).collect::<Vec<_>>(), "{path}");
        for (unit, row) in found {
            same(&row["completeness"], table.by_unit.get(unit).unwrap_or(&none()), &format!("{path} {unit}"));
            same(&row["subtree"], &table.by_subtree[unit], &format!("{path} {unit} and below"));
        }
    }

    fn sections(&self, groups: &Value, table: &Table, path: &str) {
        let found = by(groups, |group| &group["section"]["number"]);
        assert_eq!(found.len(), table.by_section.len(), "{path}");
        found.into_iter().for_each(|(number, row)| same(&row["completeness"], &table.by_section[number], &format!("{path} {number}")));
    }

    fn months(&self, groups: &Value, table: &Table, path: &str) {
        let found = by(groups, |group| &group["period"]);
        assert_eq!(found.len(), table.by_month.len(), "{path}");
        for (month, counts) in &table.by_month {
            same(&found[format!("2024-{month:02}").as_str()]["completeness"], counts, &format!("{path} {month}"));
        }
    }

    /// The whole report of progress: targets, tasks, headings, units, months, the plan.
    async fn progress(&self) {
        let path = format!("/plans/{}/progress?{}", self.stage.plan, self.query());
        let report = self.get(&path).await;
        let (whole, table) = (Whole::of(self.book, self.goals, self.when), table(self.book, self.goals, None, self.when));
        for row in report["tasks"].as_array().unwrap() {
            self.task(row, &whole, &path);
        }
        assert_eq!(report["tasks"].as_array().unwrap().len(), whole.tasks.len(), "{path}");
        tasks_are(&report, &whole.sum(|_, _| true), &path);
        same(&report["completeness"], &table.all, &path);
        let total: u64 = whole.firm.values().sum();
        states_are(&report["targets"]["firm"], &whole.firm, &path);
        states_are(&report["targets"]["aspirational"], &whole.aspirational, &path);
        let judged = total - whole.firm.get("notComputable").unwrap_or(&0);
        let attained = (whole.firm.get("achieved").unwrap_or(&0) * 20_000 + judged) / (judged * 2);
        assert_eq!(e4(&report["attainment"]), Some(i64::try_from(attained * 100).unwrap()), "{path}");
        self.headings(&report["sections"], &whole, &table, &path);
        self.leads(&report["units"], &whole, &table, &path);
        let months = by(&report["periods"], |row| &row["period"]);
        for (month, counts) in &table.by_month {
            same(&months[format!("2024-{month:02}").as_str()]["completeness"], counts, &format!("{path} {month}"));
        }
    }

    fn task(&self, row: &Value, whole: &Whole, path: &str) {
        let code = row["code"].as_str().unwrap();
        let task = &whole.tasks[&code.parse::<u32>().unwrap()];
        let at = format!("{path} task {code}");
        assert_eq!((&row["state"], &row["cancelled"]), (&json!(task.state.filter(|_| !task.cancelled)), &json!(task.cancelled)), "{at}");
        let named: Vec<&str> = row["leadUnits"].as_array().unwrap().iter().map(|unit| unit["code"].as_str().unwrap()).collect();
        let (mut named, mut leads) = (named, task.leads.clone());
        named.sort_unstable();
        leads.sort_unstable();
        assert_eq!(named, leads, "{at}");
        let found: Vec<Value> = row["targets"].as_array().unwrap().iter().map(|one| json!([one["key"], one["assessment"]])).collect();
        let expected: Vec<Value> = whole.of_task(code).into_iter().map(|(key, judged)| json!([key, judged.told])).collect();
        assert_eq!(found, expected, "{at}");
        assert_eq!(row["sentence"], json!(whole.sentence(code)), "{at}");
    }

    fn headings(&self, rows: &Value, whole: &Whole, table: &Table, path: &str) {
        let found = by(rows, |row| &row["number"]);
        assert_eq!(found.len(), table.by_section.len(), "{path}");
        for (number, row) in found {
            let at = format!("{path} {number}");
            tasks_are(row, &whole.sum(|task, _| self.goals.sections[&task] == number), &at);
            same(&row["completeness"], &table.by_section[number], &at);
        }
    }

    fn leads(&self, rows: &Value, whole: &Whole, table: &Table, path: &str) {
        for (unit, row) in by(rows, |row| &row["unit"]["code"]) {
            let at = format!("{path} {unit}");
            let sum = whole.sum(|_, task| !task.cancelled && task.leads.iter().any(|lead| lead == unit));
            states_are(&row["counts"], &sum.counts, &at);
            assert_eq!((&row["state"], row["withoutFigures"].as_u64()), (&json!(sum.state), Some(sum.without_figures)), "{at}");
            match table.by_unit.get(unit) {
                Some(counts) => same(&row["completeness"], counts, &at),
                None => assert!(row["completeness"].is_null(), "{at}"),
            }
        }
    }

    /// The figures held true at the instant, with those that replaced others later.
    async fn figures(&self) {
        let mut found: Vec<Value> = Vec::new();
        let mut next = format!("/figures?planId={}&knownAt={}&limit=200", self.stage.plan, instant(self.when.known));
        loop {
            let page = self.get(&next).await;
            found.extend(page["items"].as_array().unwrap().iter().cloned());
            let Some(cursor) = page["page"]["nextCursor"].as_str() else { break };
            next = format!("/figures?planId={}&knownAt={}&limit=200&cursor={cursor}", self.stage.plan, instant(self.when.known));
        }
        let code_of: BTreeMap<&str, &(String, String)> = self.stage.targets.iter().map(|(key, id)| (id.as_str(), key)).collect();
        let mut told: Vec<String> = found.iter().map(|row| line(row, &code_of)).collect();
        let held = |held: &&Held| held.from <= self.when.known && held.to.is_none_or(|to| self.when.known < to);
        let mut expected: Vec<String> = self.book.figures.iter().filter(held).map(line_of).collect();
        told.sort();
        expected.sort();
        assert_eq!(told, expected, "{:?}", self.when);
    }
}

fn line(row: &Value, code_of: &BTreeMap<&str, &(String, String)>) -> String {
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let (task, key) = code_of[row["targetId"].as_str().unwrap()];
    let value = e4(&row["value"]).unwrap();
    format!(
        "{task} {key} {} {} {value} {} {}",
        text(&row["unit"]["code"]),
        text(&row["period"]),
        text(&row["knownFrom"]),
        text(&row["knownTo"])
    )
}

fn line_of(held: &Held) -> String {
    let Held { duty, key, value, from, to } = held;
    let to = to.map_or_else(|| "-".to_owned(), instant);
    format!("{} {key} {} 2024-{:02} {value} {} {to}", duty.task, duty.unit, duty.month, instant(*from))
}

/// Counts of states, as answers show them.
pub(super) fn states(states: &States) -> Value {
    let mut row: serde_json::Map<String, Value> =
        super::STATES.into_iter().map(|state| (state.to_owned(), json!(states.get(state).copied().unwrap_or(0)))).collect();
    row.insert("total".to_owned(), json!(states.values().sum::<u64>()));
    row.into()
}

#[track_caller]
fn states_are(found: &Value, states: &States, of: &str) {
    assert_eq!(*found, self::states(states), "{of}");
}

#[track_caller]
fn tasks_are(row: &Value, sum: &Sum, of: &str) {
    states_are(&row["counts"], &sum.counts, of);
    let told = (&row["state"], row["withoutFigures"].as_u64(), row["cancelled"].as_u64());
    assert_eq!(told, (&json!(sum.state), Some(sum.without_figures), Some(sum.cancelled)), "{of}");
}
