//! The reports that list: what is due, how each unit reported, the ledger, the comparison with the year before.

use std::collections::BTreeMap;

use chrono::{NaiveDate, TimeDelta};
use serde_json::{Value, json};

use super::book::{Report, Step, day_of};
use super::compare::{Asked, instant};
use super::count::{Counts, end_of_return, none, of, plus, shown};
use super::judged::{control, value_of};
use super::play::{progress, progress_again};
use super::story::last_day;
use super::whole::Whole;
use crate::model::number;

impl Asked<'_> {
    /// An answer without the ids of its things: those with a code are their codes, targets are task and key.
    pub(super) fn plain(&self, value: &Value) -> Value {
        match value {
            Value::Array(all) => all.iter().map(|one| self.plain(one)).collect(),
            Value::Object(members) if members.len() <= 4 && members.contains_key("id") && members.contains_key("code") => {
                members["code"].clone()
            }
            Value::Object(members) => {
                let mut shown = serde_json::Map::new();
                for (name, one) in
                    members.iter().filter(|(name, _)| !["id", "parentId", "sectionId", "taskId", "obligationId"].contains(&name.as_str()))
                {
                    let of_target = name == "targetId" && one.is_string();
                    shown.insert(name.clone(), if of_target { json!(self.target_of(one)) } else { self.plain(one) });
                }
                shown.into()
            }
            other => other.clone(),
        }
    }

    fn target_of(&self, id: &Value) -> String {
        let found = self.stage.targets.iter().find(|(_, one)| id == one.as_str());
        found.map(|((task, key), _)| format!("{task}/{key}")).unwrap()
    }

    /// All pages of a list.
    async fn all(&self, path: &str) -> Vec<Value> {
        let (mut found, mut next) = (Vec::new(), path.to_owned());
        loop {
            let page = self.get(&next).await;
            found.extend(page["items"].as_array().unwrap().iter().cloned());
            let Some(cursor) = page["page"]["nextCursor"].as_str() else { return found };
            next = format!("{path}&cursor={cursor}");
        }
    }

    /// What is due within a week and within a year, and what is overdue.
    pub(super) async fn due(&self, whole: &Whole) {
        for days in [7, 366] {
            let path = format!("/reports/due?planId={}&days={days}&limit=200&{}", self.stage.plan, self.query());
            let found: Vec<Value> = self.all(&path).await;
            let place = |one: &Value| ["dueOn", "kind"].map(|member| one[member].as_str().unwrap().to_owned());
            // Obligations before targets, as their names are ordered.
            assert!(found.is_sorted_by_key(place), "{path}");
            let mut found: Vec<String> = found.iter().map(|one| self.named_due(one).to_string()).collect();
            let until = self.when.as_of + TimeDelta::days(days);
            let owed = self.book.reports.iter().filter_map(|report| self.due_report(report, until));
            let mut expected: Vec<String> = owed.chain(self.due_targets(whole, until)).map(|one| one.to_string()).collect();
            found.sort();
            expected.sort();
            assert_eq!(found, expected, "{path} {:?}", self.when);
        }
    }

    /// A row of what is due, with its target by name.
    fn named_due(&self, row: &Value) -> Value {
        let mut shown = self.plain(row);
        if row["kind"] == "target" {
            shown["target"] = json!(self.target_of(&row["id"]));
        }
        shown
    }

    fn due_row(&self, of: (&str, &str), due_on: NaiveDate, more: Value) -> Value {
        let days = (due_on - self.when.as_of).num_days();
        let mut row = json!({"kind": of.0, "plan": "yichang-2024-livelihood", "task": of.1, "units": [], "text": null, "dueOn": due_on, "dueAt": null,
            "daysLeft": days, "overdue": false, "period": null, "submissionState": null, "milestoneState": null, "targetState": null,
            "firmness": null});
        row.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        row
    }

    fn due_report(&self, report: &Report, until: NaiveDate) -> Option<Value> {
        let (known, at) = (self.when.known, self.when.at());
        if !report.is_known(known) || report.is_void(known) {
            return None;
        }
        let stands = report.stands(known);
        let filed = stands.first.is_some_and(|first| first <= at);
        let returned = stands.state == "returned" && !stands.accepted;
        let due_at = match stands.returned_at.filter(|_| filed && returned) {
            Some(returned) => end_of_return(returned).max(report.due(known)),
            None if filed => return None,
            None => report.due(known),
        };
        let due_on = day_of(due_at - TimeDelta::milliseconds(1));
        let state = if stands.state == "none" { Value::Null } else { json!(stands.state) };
        let row = json!({"units": [report.duty.unit], "dueAt": instant(due_at), "overdue": at > due_at,
            "period": format!("2024-{:02}", report.duty.month), "submissionState": state});
        (due_on <= until).then(|| self.due_row(("obligation", &report.duty.task), due_on, row))
    }

    fn due_targets(&self, whole: &Whole, until: NaiveDate) -> Vec<Value> {
        let mut found = Vec::new();
        for goal in self.goals.all.iter().filter(|_| control() <= until) {
            let Some(judged) = whole.targets.get(&(goal.task.clone(), goal.key.clone())).filter(|one| one.state != "achieved") else {
                continue;
            };
            let leads = &whole.tasks[&goal.task.parse::<u32>().unwrap()].leads;
            let row = json!({"units": leads, "text": goal.text, "overdue": judged.state == "overdue", "targetState": judged.state,
                "firmness": if goal.firm { "firm" } else { "aspirational" }, "target": format!("{}/{}", goal.task, goal.key)});
            found.push(self.due_row(("target", &goal.task), control(), row));
        }
        found
    }

    /// Every unit and month.
    pub(super) async fn discipline(&self) {
        let path = format!("/reports/discipline?planId={}&{}", self.stage.plan, self.query());
        let found = self.plain(&self.get(&path).await);
        let mut fields: BTreeMap<&str, BTreeMap<u32, Counts>> = BTreeMap::new();
        for report in self.book.reports.iter().filter(|report| report.is_known(self.when.known)) {
            let months = fields.entry(&report.duty.unit).or_default();
            plus(months.entry(report.duty.month).or_insert_with(none), &of(report, self.when));
        }
        let row = |(unit, months): (&str, BTreeMap<u32, Counts>)| {
            let mut whole = none();
            months.values().for_each(|counts| plus(&mut whole, counts));
            let field = |(month, counts): (&u32, &Counts)| json!({"period": format!("2024-{month:02}"), "completeness": shown(counts)});
            let months: Vec<Value> = months.iter().map(field).collect();
            (unit.to_owned(), json!({"unit": unit, "completeness": shown(&whole), "periods": months}))
        };
        let expected: BTreeMap<String, Value> = fields.into_iter().map(row).collect();
        let rows = found["units"].as_array().unwrap();
        let told: BTreeMap<String, Value> = rows.iter().map(|row| (row["unit"].as_str().unwrap().to_owned(), row.clone())).collect();
        assert_eq!(rows.len(), told.len(), "{path}");
        assert_eq!(told, expected, "{path} {:?}", self.when);
        let months: Vec<String> = (4..=12).map(|month| format!("2024-{month:02}")).collect();
        assert_eq!(found["periods"], json!(months), "{path}");
    }

    /// The ledger: every task with its figures and what was last reported about it.
    pub(super) async fn ledger(&self, whole: &Whole) {
        let path = format!("/reports/ledger?planId={}&{}", self.stage.plan, self.query());
        let found = self.plain(&self.get(&path).await);
        for (row, (number, task)) in found["rows"].as_array().unwrap().iter().zip(&whole.tasks) {
            let (code, printed) = (number.to_string(), &self.goals.tasks[number]);
            let heading = self.goals.headings.iter().find(|heading| heading.number == self.goals.sections[number]).unwrap();
            let expected = json!({
                "code": code, "number": printed.number, "headings": [{"number": heading.number, "title": heading.title}],
                "title": printed.title, "content": printed.content, "leadUnits": task.leads, "cooperatingUnits": [], "officials": task.official.as_slice(),
                "dueOn": control(), "dueText": "2024年11月底前", "cancelled": task.cancelled, "state": task.state,
                "sentence": whole.sentence(&code), "targets": self.ledger_targets(whole, &code),
                "steps": {"total": 0, "done": 0, "overdue": 0, "awaitingReport": 0}, "reports": self.last_words(&code),
            });
            assert_eq!(*row, expected, "{path} {:?}", self.when);
        }
        assert_eq!(found["rows"].as_array().unwrap().len(), whole.tasks.len(), "{path}");
    }

    fn ledger_targets(&self, whole: &Whole, task: &str) -> Vec<Value> {
        let row = |(key, judged): (&str, &super::judged::Judged)| {
            let goal = self.goals.all.iter().find(|goal| goal.task == task && goal.key == key).unwrap();
            let value = value_of(self.book, goal, self.when.as_of, self.when.known);
            let mut row = json!({"targetId": format!("{task}/{key}"), "indicator": goal.indicator, "text": goal.text, "value": value.map(number),
                "upper": null, "unitOfMeasure": goal.unit, "firmness": if goal.firm { "firm" } else { "aspirational" }, "class": "expected"});
            for member in ["actual", "actualAsAt", "expected", "margin", "attainment", "state", "forecast", "sentence"] {
                row[member] = judged.told[member].clone();
            }
            row
        };
        whole.of_task(task).into_iter().map(row).collect()
    }

    /// The latest accepted report of each unit on a task, by unit.
    fn last_words(&self, task: &str) -> Vec<Value> {
        let mut latest: BTreeMap<&str, (u32, String)> = BTreeMap::new();
        for report in self.book.reports.iter().filter(|report| report.duty.task == task && last_day(report.duty.month) <= self.when.as_of) {
            let steps: Vec<Step> = report.steps.iter().filter(|(at, _)| *at <= self.when.known).map(|(_, step)| *step).collect();
            let Some(accepted) = steps.iter().rposition(|step| *step == Step::Accept) else { continue };
            let filed = steps[..accepted].iter().filter(|step| **step == Step::Submit).count();
            let words = if filed > 1 { progress_again(&report.duty) } else { progress(&report.duty) };
            let held = latest.entry(&report.duty.unit).or_insert((0, String::new()));
            if held.0 < report.duty.month {
                *held = (report.duty.month, words);
            }
        }
        let row = |(unit, (month, words)): (&str, (u32, String))| {
            json!({"unit": unit, "period": format!("2024-{month:02}"), "asAt": last_day(month), "progress": words, "problems": null,
                "suggestions": null})
        };
        latest.into_iter().map(row).collect()
    }

    /// There is no plan of 2023, and no baseline with its year.
    pub(super) async fn year_on_year(&self, whole: &Whole) {
        let path = format!("/reports/year-on-year?planId={}&{}", self.stage.plan, self.query());
        let found = self.plain(&self.get(&path).await);
        assert_eq!((&found["previous"], &found["candidates"]), (&Value::Null, &json!([])), "{path}");
        let live = self.goals.all.iter().filter_map(|goal| Some((goal, whole.targets.get(&(goal.task.clone(), goal.key.clone()))?)));
        let row = |(goal, judged): (&super::goals::Goal, &super::judged::Judged)| {
            let printed = &self.goals.tasks[&goal.task.parse::<u32>().unwrap()];
            json!({"taskCode": goal.task, "taskNumber": printed.number, "taskTitle": printed.title, "targetId": format!("{}/{}", goal.task, goal.key),
                "key": goal.key, "indicator": goal.indicator, "unitOfMeasure": goal.unit, "basis": null, "previousTargetId": null,
                "now": judged.told["actual"], "nowAsAt": judged.told["actualAsAt"], "then": null, "thenAsAt": null, "change": null,
                "changePercent": null, "reason": if judged.told["actual"].is_null() { "noFigureNow" } else { "noCounterpart" }})
        };
        assert_eq!(found["rows"], live.map(row).collect::<Value>(), "{path}");
    }
}
