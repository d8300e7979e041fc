//! What changed between two moments, from two judgements of the model and its books.

use serde_json::{Value, json};

use super::book::{Held, Known, Report};
use super::compare::{Asked, instant};
use super::count::When;
use super::goals::Goal;
use super::story::{Time, last_day};
use super::whole::Whole;
use crate::model::number;

/// How good a state is; nought where it says nothing.
fn grade(state: Option<&str>) -> u8 {
    match state {
        Some("achieved") => 6,
        Some("ahead") => 5,
        Some("onTrack") => 4,
        Some("behind") => 3,
        Some("seriouslyBehind") => 2,
        Some("overdue") => 1,
        _ => 0,
    }
}

fn turn(before: Option<&str>, after: Option<&str>) -> &'static str {
    match (grade(before), grade(after)) {
        (0, _) | (_, 0) => "other",
        (before, after) if after > before => "better",
        (before, after) if after < before => "worse",
        _ => "other",
    }
}

/// The versions of something after the first that are in force, and what the last of them says.
fn in_force<'k, T>(all: &'k [(String, Known<T>)], task: &str, when: When) -> Vec<&'k Known<T>> {
    let of_task = all.iter().filter(|(of, _)| of == task).map(|(_, known)| known);
    of_task.filter(|(on, since, _)| *on <= when.as_of && *since <= when.known).collect()
}

impl Asked<'_> {
    /// From an earlier moment to this one.
    pub(super) async fn changes(&self, first: When) {
        let (from, to) = (first, self.when);
        let path = format!(
            "/reports/changes?planId={}&from={}&to={}&knownAtFrom={}&knownAt={}",
            self.stage.plan,
            from.as_of,
            to.as_of,
            instant(from.known),
            instant(to.known)
        );
        let found = self.plain(&self.get(&path).await);
        let (before, after) = (Whole::of(self.book, self.goals, from), Whole::of(self.book, self.goals, to));
        let expected = [
            ("taskStates", self.task_states(&before, &after)),
            ("targetStates", self.target_states(&before, &after)),
            ("figures", self.changed_figures(from)),
            ("amendments", self.amendments(from)),
            ("reports", self.events(from)),
            ("tasks", self.turned(from)),
        ];
        for (member, mut rows) in expected {
            let mut told = found[member].as_array().unwrap().clone();
            // Reports and figures of one target are listed by ids of units.
            if matches!(member, "figures" | "reports") {
                told.sort_by_key(Value::to_string);
                rows.sort_by_key(Value::to_string);
            }
            assert_eq!(told, rows, "{member} of {path}");
        }
        let moment = |when: When| json!({"asOf": when.as_of, "knownAt": instant(when.known)});
        assert_eq!((&found["before"], &found["after"]), (&moment(from), &moment(to)));
    }

    fn task_states(&self, before: &Whole, after: &Whole) -> Vec<Value> {
        let moved = |(number, task): (&u32, &super::whole::Task)| {
            let (was, is) = (before.tasks[number].state, task.state);
            (was != is).then(|| {
                let sentence = after.sentence(&number.to_string());
                json!({"task": number.to_string(), "before": was, "after": is, "direction": turn(was, is), "sentence": sentence})
            })
        };
        after.tasks.iter().filter_map(moved).collect()
    }

    fn shown(goal: &Goal) -> Value {
        json!({"taskCode": goal.task, "key": goal.key, "indicator": goal.indicator, "unitOfMeasure": goal.unit})
    }

    fn target_states(&self, before: &Whole, after: &Whole) -> Vec<Value> {
        let moved = |goal: &Goal| {
            let place = (goal.task.clone(), goal.key.clone());
            let (old, new) = (before.targets.get(&place), after.targets.get(&place));
            let (was, is) = (old.map(|one| one.state), new.map(|one| one.state));
            let of = |one: Option<&super::judged::Judged>, member: &str| one.map_or(Value::Null, |one| one.told[member].clone());
            (was != is).then(|| {
                json!({"target": Self::shown(goal), "before": was, "after": is, "direction": turn(was, is),
                    "actualBefore": of(old, "actual"), "actualAfter": of(new, "actual"), "sentence": of(new, "sentence")})
            })
        };
        self.goals.all.iter().filter_map(moved).collect()
    }

    fn changed_figures(&self, from: When) -> Vec<Value> {
        let held_at = |when: When| {
            let held = move |held: &&Held| {
                last_day(held.duty.month) <= when.as_of && held.from <= when.known && held.to.is_none_or(|to| when.known < to)
            };
            self.book.figures.iter().filter(held).collect::<Vec<&Held>>()
        };
        let (old, new) = (held_at(from), held_at(self.when));
        let same = |one: &Held, other: &Held| one.duty == other.duty && one.key == other.key;
        let row = |kind: &str, held: &Held, before: Option<i64>, after: Option<&Held>| {
            let goal = self.goals.all.iter().find(|goal| goal.task == held.duty.task && goal.key == held.key).unwrap();
            json!({"target": Self::shown(goal), "unit": held.duty.unit, "period": format!("2024-{:02}", held.duty.month),
                "asAt": last_day(held.duty.month), "kind": kind, "before": before.map(number), "after": after.map(|held| number(held.value)),
                "knownFrom": after.map(|held| instant(held.from))})
        };
        let mut found = Vec::new();
        for held in &new {
            match old.iter().find(|other| same(other, held)) {
                None => found.push(row("new", held, None, Some(held))),
                Some(other) if other.value != held.value => found.push(row("corrected", held, Some(other.value), Some(held))),
                Some(_) => {}
            }
        }
        let gone = old.iter().filter(|held| !new.iter().any(|other| same(other, held)));
        found.extend(gone.map(|held| row("withdrawn", held, Some(held.value), None)));
        found
    }

    /// Another version in force: the first is that of issue.
    fn amendments(&self, from: When) -> Vec<Value> {
        let mut found = Vec::new();
        for code in self.goals.tasks.keys() {
            let task = code.to_string();
            let (old, new) = (in_force(&self.book.cancelled, &task, from), in_force(&self.book.cancelled, &task, self.when));
            if let Some((on, at, is)) = new.last().filter(|_| old.len() != new.len()) {
                let was = old.last().is_some_and(|(_, _, was)| *was);
                let changed = json!([{"field": "cancelled", "before": was, "after": is}]);
                let fields = if was == *is { json!([]) } else { changed };
                found.push(json!({"task": task, "targetId": null, "fields": fields, "version": new.len() + 1, "effectiveOn": on,
                    "recordedAt": instant(*at), "reason": "联席会议议定"}));
            }
            let (old, new) = (in_force(&self.book.values, &task, from), in_force(&self.book.values, &task, self.when));
            if let Some((on, at, is)) = new.last().filter(|_| old.len() != new.len()) {
                let printed = self.goals.all.iter().find(|goal| goal.task == task && goal.key == "1").unwrap().value;
                let was = old.last().map(|(_, _, was)| *was).or(printed);
                let fields = json!([{"field": "value", "before": was.map(number), "after": number(*is)}]);
                found.push(json!({"task": task, "targetId": format!("{task}/1"), "fields": fields, "version": new.len() + 1,
                    "effectiveOn": on, "recordedAt": instant(*at), "reason": "联席会议议定"}));
            }
        }
        found
    }

    fn events(&self, from: When) -> Vec<Value> {
        let mut found = Vec::new();
        for report in self.book.reports.iter().filter(|report| report.is_known(self.when.known)) {
            let events = happened(report, from.known, self.when.known);
            if !events.is_empty() {
                found.push(json!({"task": report.duty.task, "unit": report.duty.unit, "period": format!("2024-{:02}", report.duty.month),
                    "events": events}));
            }
        }
        found
    }

    /// Tasks cancelled, taken up again, or in other hands.
    fn turned(&self, from: When) -> Vec<Value> {
        let mut found = Vec::new();
        for code in self.goals.tasks.keys() {
            let task = code.to_string();
            let leads = |when: When| self.book.leads(&task, when.as_of);
            let cancelled = |when: When| self.book.is_cancelled(&task, when.as_of, when.known);
            let (before, after) = (leads(from), leads(self.when));
            let kinds = match (cancelled(from), cancelled(self.when)) {
                (false, true) => Some("cancelled"),
                (true, false) => Some("resumed"),
                _ => None,
            };
            for kind in kinds.into_iter().chain((before != after).then_some("reassigned")) {
                found.push(json!({"task": task, "kind": kind, "leadsBefore": before, "leadsAfter": after}));
            }
        }
        found
    }
}

/// What happened on a report between two instants.
fn happened(report: &Report, first: Time, second: Time) -> Vec<&'static str> {
    let is_new = !report.is_known(first);
    let (old, new) = (report.stands(first), report.stands(second));
    let told = [
        ("owed", is_new && !report.is_void(second)),
        ("filed", new.first.is_some() && old.first.is_none()),
        ("takenBack", new.first.is_none() && old.first.is_some()),
        ("returned", new.state == "returned" && old.state != "returned"),
        ("accepted", new.accepted && !old.accepted),
        ("void", !is_new && report.is_void(second) && !report.is_void(first)),
    ];
    told.into_iter().filter(|(_, holds)| *holds).map(|(event, _)| event).collect()
}
