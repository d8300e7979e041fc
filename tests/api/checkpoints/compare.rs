//! Holding the reports of a year of Huzhou against the model: every target whole, measures, key works, headings, the plan.

use std::collections::BTreeMap;

use chrono::{NaiveDate, TimeDelta};
use serde_json::{Value, json};

use super::play::{Owed, Scenario, Time, hour};
use super::sheet::{Sheet, Target, Task};
use crate::model::{self, Edge, Goal, Ratio, Standing, Verdict, number, together};
use crate::support::Person;

/// A day, and the instant whose knowledge is used.
#[derive(Clone, Copy, Debug)]
pub(super) struct When {
    pub(super) as_of: NaiveDate,
    pub(super) known: Time,
}

impl When {
    /// The day judged on.
    fn on(self) -> NaiveDate {
        self.as_of.min((self.known + TimeDelta::hours(8)).date_naive())
    }

    fn at(self) -> Time {
        hour(self.as_of, 24).min(self.known)
    }
}

/// A year, filed.
pub(super) struct Year<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) sheet: &'a Sheet,
    pub(super) owed: &'a [Owed],
}

/// How many are in which state.
type States = BTreeMap<&'static str, u64>;

fn counts(states: &States) -> Value {
    let names = ["notDue", "achieved", "ahead", "onTrack", "behind", "seriouslyBehind", "overdue", "noData", "notComputable"];
    let mut row: serde_json::Map<String, Value> =
        names.into_iter().map(|name| (name.to_owned(), json!(states.get(name).copied().unwrap_or(0)))).collect();
    row.insert("total".to_owned(), json!(states.values().sum::<u64>()));
    row.into()
}

impl Year<'_> {
    /// The reports that carry a target.
    fn carrying(&self, target: &Target) -> Vec<&Owed> {
        let is_reporter = |one: &&Owed| target.reporter.as_ref().is_none_or(|reporter| *reporter == one.unit);
        self.owed.iter().filter(|one| one.task == target.task).filter(is_reporter).collect()
    }

    /// What a target asks and the reports that tell of it: its own, else those of the same promise at a measure, with its steps.
    fn asked(&self, target: &Target) -> (Goal, &str, Vec<&Owed>) {
        let own = self.carrying(target);
        let same = self.sheet.same.get(&(target.task.clone(), target.key.clone()));
        let elsewhere = same.into_iter().flatten().map(|place| self.sheet.target(place)).find(|other| !self.carrying(other).is_empty());
        match elsewhere.filter(|_| own.is_empty()) {
            Some(other) => (Goal { steps: other.goal.steps.clone(), ..target.goal.clone() }, &other.key, self.carrying(other)),
            None => (target.goal.clone(), "", own),
        }
    }

    /// What is known of a target of a day.
    fn standing(&self, target: &Target, when: When, on: NaiveDate) -> (Goal, Standing) {
        let (goal, other, owed) = self.asked(target);
        let key = if other.is_empty() { &target.key } else { other };
        let accepted = |one: &Owed| one.accepted.is_some_and(|at| at <= when.known);
        let waits = |one: &Owed| one.filed.is_some_and(|at| at <= when.known) && !accepted(one);
        let over = |one: &Owed| when.at() > one.due;
        // The amount of the year contains that of the half-year.
        let whole = |one: &&&Owed| goal.own && one.label == "2017" && accepted(one) && one.as_at <= on;
        let has_whole = owed.iter().any(|one| whole(&one));
        let owed: Vec<&Owed> = owed.into_iter().filter(|one| !has_whole || one.label == "2017").collect();
        let so_far: Vec<&Owed> = owed.iter().copied().filter(|one| one.as_at <= on).collect();
        let figure = |one: &&Owed| {
            let figure = one.figures.iter().find(|(of, _)| of == key).filter(|_| accepted(one));
            figure.map(|(_, e4)| (one.as_at, *e4))
        };
        let figures: Vec<(NaiveDate, i64)> = so_far.iter().filter_map(figure).collect();
        let latest = figures.last().map(|(day, _)| *day);
        let due: Vec<&Owed> = so_far.iter().copied().filter(|one| !waits(one) && (accepted(one) || over(one))).collect();
        let after = |one: &Owed| latest.is_none_or(|latest| one.as_at > latest);
        let missing: Vec<&Owed> = due.iter().copied().filter(|one| !accepted(one) && (goal.own || after(one))).collect();
        let is_last_open = so_far.last().is_some_and(|one| waits(one));
        let as_at = if owed.iter().all(|one| over(one)) && !is_last_open { Some(on) } else { due.last().map(|one| one.as_at).max(latest) };
        let labels = |some: Vec<&Owed>| some.into_iter().map(|one| one.label.clone()).collect::<Vec<String>>();
        let standing = Standing {
            today: on,
            as_at,
            stale: latest.is_some() && missing.iter().any(|one| after(one)),
            figures,
            missing: labels(missing),
            pending: labels(so_far.into_iter().filter(|one| waits(one)).collect()),
            has_reporter: !owed.is_empty(),
        };
        (goal, standing)
    }

    fn verdict(&self, target: &Target, when: When) -> (Verdict, Value) {
        let (goal, known) = self.standing(target, when, when.on());
        let verdict = model::judge(&goal, &known);
        let mut told = model::told(&goal, &known, &verdict);
        if let Some((operator, value, unit)) = &target.stretch {
            told["stretch"] = match unit {
                // 400亿元 beside a growth in percent: not compared with the figures.
                Some(_) => json!("in another unit of measure"),
                None => stretch((operator, *value), &goal, &known),
            };
        }
        (verdict, told)
    }

    /// The state of a target; where each district must reach it and none reports, there is none to tell.
    fn state(&self, target: &Target, when: When) -> &'static str {
        if target.each { "notComputable" } else { self.verdict(target, when).0.state }
    }

    /// Some step is over, and no report told that it is done, though all that could have told are in or too late.
    fn is_overdue(&self, task: &Task, when: When) -> bool {
        let owed: Vec<&Owed> = self.owed.iter().filter(|one| one.task == task.code).collect();
        let accepted = |one: &Owed| one.accepted.is_some_and(|at| at <= when.known);
        let waits = |one: &Owed| one.filed.is_some_and(|at| at <= when.known) && !accepted(one);
        let settled =
            |day: NaiveDate| owed.iter().filter(|one| one.as_at == day).all(|one| accepted(one) || (when.at() > one.due && !waits(one)));
        let days = || owed.iter().map(|one| one.as_at).filter(|day| *day <= when.on());
        let all_over = owed.iter().all(|one| when.at() > one.due) && days().max().is_none_or(settled);
        let until = if all_over { Some(when.on()) } else { days().filter(|day| settled(*day)).max() };
        let over = if when.at() >= hour(when.on(), 24) { when.on() } else { when.on() - TimeDelta::days(1) };
        let told = |key: &str| owed.iter().any(|one| accepted(one) && one.as_at <= when.as_of && one.done.iter().any(|(of, _)| of == key));
        let late = |(key, day, _): &(String, Option<NaiveDate>, bool)| {
            day.is_some_and(|day| day <= over && until.is_some_and(|until| day <= until)) && !told(key)
        };
        task.steps.iter().any(late)
    }

    /// The state of a task with its measures.
    fn of_task(&self, task: &Task, when: When) -> Option<&'static str> {
        let mut states: Vec<&'static str> = task.targets.iter().filter(|one| one.firm).map(|one| self.state(one, when)).collect();
        states.extend(self.is_overdue(task, when).then_some("overdue"));
        let below = self.sheet.tasks.iter().filter(|measure| measure.above.as_ref() == Some(&task.code));
        states.extend(below.filter_map(|measure| self.of_task(measure, when)));
        together(&states)
    }

    /// The whole report of progress.
    pub(super) async fn compare(&self, reader: &Person, plan: &str, when: When) {
        let known = when.known.to_rfc3339_opts(chrono::SecondsFormat::Millis, true);
        let path = format!("/plans/{plan}/progress?asOf={}&knownAt={known}", when.as_of);
        let report = reader.get(&path).await.expect(200).json;
        let rows = report["tasks"].as_array().unwrap();
        assert_eq!(rows.len(), self.sheet.tasks.len());
        for (row, task) in rows.iter().zip(&self.sheet.tasks) {
            let at = format!("{} {} of {path}", self.scenario.code, task.code);
            for (found, target) in row["targets"].as_array().unwrap().iter().zip(&task.targets) {
                self.target(found, target, when, &at);
            }
            assert_eq!(row["targets"].as_array().unwrap().len(), task.targets.len(), "{at}");
            assert_eq!(row["state"], json!(self.of_task(task, when)), "{at}");
        }
        self.whole(&report, when, &path);
    }

    /// The course of a target, from the first report to the end.
    pub(super) async fn follow(&self, reader: &Person, plan: &str, when: When) {
        let tree = reader.get(&format!("/plans/{plan}/tree")).await.expect(200).json;
        let known = when.known.to_rfc3339_opts(chrono::SecondsFormat::Millis, true);
        for (task, key) in [("3.1", "1"), ("4", "7"), ("4.1", "4"), ("4.3", "1"), ("6.2", "1"), ("9.3", "1"), ("11.3", "1")] {
            let target = self.sheet.target(&(task.to_owned(), key.to_owned()));
            let (goal, _) = self.standing(target, when, when.on());
            let id = id_of(&tree["sections"], task, key).unwrap();
            let path = format!("/reports/trajectory?targetId={id}&asOf={}&knownAt={known}", when.as_of);
            let course = reader.get(&path).await.expect(200).json["course"].clone();
            let periods: Vec<_> = self.asked(target).2.iter().map(|one| (one.as_at, one.label.clone())).collect();
            let points = model::points(&goal, when.on(), &periods, |day| self.standing(target, when, day).1);
            for (found, expected) in course["points"].as_array().unwrap().iter().zip(&points) {
                assert_eq!(found, expected, "{} {task}/{key} {path}", self.scenario.code);
            }
            assert_eq!(course["points"].as_array().unwrap().len(), points.len(), "{path}");
            let edges = (&course["startsAt"], &course["controlOn"]);
            assert_eq!(edges, (&goal.starts_at().unwrap_or_default(), &json!(goal.control)), "{path}");
        }
    }

    fn target(&self, found: &Value, target: &Target, when: When, at: &str) {
        assert_eq!(found["key"], target.key.as_str(), "{at}");
        if target.each {
            assert_eq!(found["assessment"]["state"], "notComputable", "{at}");
            return;
        }
        let (_, told) = self.verdict(target, when);
        let mut assessed = found["assessment"].clone();
        if told["stretch"] == "in another unit of measure" {
            assert_eq!(
                (&assessed["stretch"]["state"], &assessed["stretch"]["reason"]),
                (&json!("notComputable"), &json!("otherUnit")),
                "{at}"
            );
            assessed["stretch"] = told["stretch"].clone();
        }
        for (member, value) in told.as_object().unwrap() {
            assert_eq!(assessed[member], *value, "{member} of {}/{} {at}", target.task, target.key);
        }
        assert_eq!(assessed.as_object().unwrap().len(), told.as_object().unwrap().len(), "{at}");
    }

    /// Headings and the plan: key works by state, targets by state; a promise printed twice with the same firmness counts once.
    fn whole(&self, report: &Value, when: When, path: &str) {
        let works = self.sheet.tasks.iter().filter(|task| task.above.is_none() && task.code != "filing");
        let states: Vec<&'static str> = works.filter_map(|task| self.of_task(task, when)).collect();
        let mut by_state = States::new();
        states.iter().for_each(|state| *by_state.entry(state).or_default() += 1);
        let section = report["sections"].as_array().unwrap().iter().find(|row| row["title"] == "重点工作").unwrap();
        for row in [section, report] {
            assert_eq!((&row["counts"], &row["state"]), (&counts(&by_state), &json!(together(&states))), "{} {path}", self.scenario.code);
        }
        assert_eq!((&report["withoutFigures"], &section["withoutFigures"]), (&json!(1), &json!(0)), "the lists to be filed");
        let again = |target: &&Target| {
            let place = (target.task.clone(), target.key.clone());
            self.sheet.same.iter().any(|(above, same)| same.contains(&place) && self.sheet.target(above).firm == target.firm)
        };
        let (mut firm, mut others) = (States::new(), States::new());
        for target in self.sheet.tasks.iter().flat_map(|task| &task.targets).filter(|target| !again(target)) {
            *if target.firm { &mut firm } else { &mut others }.entry(self.state(target, when)).or_default() += 1;
        }
        assert_eq!(report["targets"]["firm"], counts(&firm), "{} {path}", self.scenario.code);
        assert_eq!(report["targets"]["aspirational"], counts(&others), "{} {path}", self.scenario.code);
        let of = |state: &str| i64::try_from(firm.get(state).copied().unwrap_or(0)).unwrap();
        let judged = i64::try_from(firm.values().sum::<u64>()).unwrap() - of("notComputable");
        assert_eq!(report["attainment"], number(Ratio::of(of("achieved") * 10_000).times(100, judged).short()), "{path}");
    }
}

/// The id of a target, somewhere below.
fn id_of(rows: &Value, task: &str, key: &str) -> Option<String> {
    let below = |row: &Value| ["tasks", "measures", "sections"].iter().find_map(|member| id_of(&row[member], task, key));
    let own = |row: &Value| {
        let targets = row["targets"].as_array().filter(|_| row["code"] == task)?;
        targets.iter().find(|target| target["key"] == key)?["id"].as_str().map(str::to_owned)
    };
    rows.as_array()?.iter().find_map(|row| own(row).or_else(|| below(row)))
}

/// The further goal, judged apart.
fn stretch((operator, value): (&str, i64), goal: &Goal, known: &Standing) -> Value {
    let at = Ratio::of(value);
    let further = Goal { value: at, lower: Some(Edge { at, strict: false }), upper: None, because: None, ..goal.clone() };
    let verdict = model::judge(&further, known);
    let told = model::told(&further, known, &verdict);
    let mut shown = json!({"operator": operator, "value": number(value), "upper": null, "unitOfMeasure": goal.unit});
    for member in ["state", "expected", "margin", "attainment", "reason", "sentence"] {
        shown[member] = told[member].clone();
    }
    shown
}
