//! Filing a year of Huzhou: who owes what, at which pace each target goes, and the requests.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde_json::{Value, json};

use super::sheet::{Sheet, Target, Task, date, part_of};
use crate::model::{Ask, Form, Ratio, Step};
use crate::support::{Person, TestApp};

pub(super) type Time = DateTime<Utc>;

/// An hour of a day in Huzhou; 24 is its end.
pub(super) fn hour(day: NaiveDate, hour: i64) -> Time {
    day.and_hms_opt(0, 0, 0).unwrap().and_utc() + TimeDelta::hours(hour - 8)
}

/// A year: how often is reported, and how well.
pub(super) struct Scenario {
    pub(super) code: &'static str,
    pub(super) monthly: bool,
    /// In ten-thousandths of what is expected, by target; by turns.
    pub(super) paces: &'static [i64],
    /// Units lead these key works themselves.
    pub(super) led: &'static [(&'static str, &'static str)],
}

/// A period: its name, the day it speaks of, its last day in time, when it is filed and accepted.
struct Period {
    label: String,
    as_at: NaiveDate,
    due: NaiveDate,
    filed: Time,
    accepted: Time,
}

/// A report that is owed.
pub(super) struct Owed {
    pub(super) task: String,
    pub(super) unit: String,
    pub(super) label: String,
    pub(super) as_at: NaiveDate,
    pub(super) due: Time,
    pub(super) filed: Option<Time>,
    pub(super) accepted: Option<Time>,
    /// By key of the target, in ten-thousandths.
    pub(super) figures: Vec<(String, i64)>,
    /// Steps told as done.
    pub(super) done: Vec<(String, NaiveDate)>,
}

impl Scenario {
    fn periods(&self) -> Vec<Period> {
        if !self.monthly {
            let half = |label: &str, as_at: NaiveDate| Period {
                label: label.to_owned(),
                as_at,
                due: as_at,
                filed: hour(as_at, 10) - TimeDelta::days(2),
                accepted: hour(as_at, 10) - TimeDelta::days(1),
            };
            return vec![half("2017H1", date(6, 30)), half("2017", date(12, 10))];
        }
        let month = |month: u32| {
            let first = if month == 12 { NaiveDate::from_ymd_opt(2018, 1, 1).unwrap() } else { date(month + 1, 1) };
            Period {
                label: format!("2017-{month:02}"),
                as_at: first.pred_opt().unwrap(),
                due: first + TimeDelta::days(2),
                filed: hour(first + TimeDelta::days(1), 10),
                accepted: hour(first + TimeDelta::days(4), 10),
            }
        };
        (4..=12).map(month).collect()
    }

    /// All reports of the year.
    pub(super) fn owed(&self, sheet: &Sheet) -> Vec<Owed> {
        let mut owed = Vec::new();
        let periods = self.periods();
        for (place, task) in sheet.tasks.iter().enumerate().filter(|(_, task)| task.code != "filing") {
            for unit in task.leads.iter().filter(|unit| *unit != "HZ-GXQ") {
                for (at, period) in periods.iter().enumerate() {
                    let is_filed = !self.monthly || (place + at) % 7 != 3;
                    let is_accepted = !self.monthly || (place + at) % 11 != 5;
                    let figures = task.targets.iter().enumerate();
                    let figures = figures.filter(|(_, target)| target.reporter.as_ref().is_none_or(|reporter| reporter == unit));
                    let earlier = at.checked_sub(1).map(|before| periods[before].as_at);
                    owed.push(Owed {
                        task: task.code.clone(),
                        unit: unit.clone(),
                        label: period.label.clone(),
                        as_at: period.as_at,
                        due: hour(period.due, 24),
                        filed: is_filed.then_some(period.filed),
                        accepted: (is_filed && is_accepted).then_some(period.accepted),
                        figures: figures
                            .map(|(n, target)| (target.key.clone(), self.figure(target, period, place * 3 + n * 5 + at)))
                            .collect(),
                        done: if place % 6 == 1 { Vec::new() } else { done(task, period, earlier, place % 3 == 0) },
                    });
                }
            }
        }
        owed
    }

    fn figure(&self, target: &Target, period: &Period, turn: usize) -> i64 {
        let (goal, pace) = (&target.goal, self.paces[turn % self.paces.len()]);
        let expected = match (goal.own, self.monthly) {
            _ if goal.unknown.is_some() => Ratio::of(500_000),
            (true, true) => goal.value.times(1, 12),
            // The amount of the year contains that of the half-year.
            (true, false) if period.as_at > date(9, 30) => goal.value,
            _ => goal.expected(period.as_at, None).map_or(goal.value.times(2, 5), |expected| expected.at),
        };
        let figure = part_of(expected, pace);
        // A share cannot be more than all.
        if goal.unit == "%" && (goal.form == Form::Level || goal.maintain) { figure.min(1_000_000) } else { figure }
    }
}

/// The steps due since the report before; some tell of those of December early.
fn done(task: &Task, period: &Period, earlier: Option<NaiveDate>, early: bool) -> Vec<(String, NaiveDate)> {
    let until = if early && period.as_at >= date(12, 1) { date(12, 31) } else { period.as_at };
    let filed = (period.filed + TimeDelta::hours(8)).date_naive();
    let due = |(key, day, again): &(String, Option<NaiveDate>, bool)| {
        let day = day.filter(|day| !again && *day <= until && earlier.is_none_or(|earlier| *day > earlier))?;
        Some((key.clone(), day.min(filed).min(period.as_at) - TimeDelta::days(1)))
    };
    task.steps.iter().filter_map(due).collect()
}

/// The water pipes of 9.4 (own steps of 728 and 676 km) with a step in between, which the printed list has not: 300 of the 676 by September.
const SPLIT: [(u32, u32, i64); 3] = [(6, 30, 728), (9, 30, 300), (12, 31, 376)];

fn split_document(document: &mut Value) {
    let works = document["sections"][0]["tasks"].as_array_mut().unwrap().iter_mut();
    let pipes = works.flat_map(|work| work["measures"].as_array_mut().into_iter().flatten()).find(|task| task["code"] == "9.4").unwrap();
    let step = |(month, day, value): (u32, u32, i64)| json!({"dueOn": date(month, day), "value": value});
    pipes["targets"][0]["checkpoints"] = SPLIT.into_iter().map(step).collect();
}

/// The same in the sheet.
pub(super) fn split_sheet(sheet: &mut Sheet) {
    let pipes = sheet.tasks.iter_mut().find(|task| task.code == "9.4").unwrap();
    let step = |(month, day, value): (u32, u32, i64)| Step { due: date(month, day), ask: Ask::Value(value * 10_000) };
    pipes.targets[0].goal.steps = SPLIT.into_iter().map(step).collect();
}

/// Enters the plan where it is not the one of the document itself, and silences the check of reports.
pub(super) async fn enter(app: &TestApp, scenario: &Scenario, document: &Value) {
    app.state.clock.set(hour(date(4, 6), 9));
    let supervisor = app.login_for_years("supervisor.huzhou").await;
    if document["plan"]["code"] != scenario.code {
        let mut copy = document.clone();
        copy["plan"]["code"] = json!(scenario.code);
        if scenario.monthly {
            copy["plan"]["issuedOn"] = json!("2017-04-05");
            copy["reportingRules"][0]["calendar"] = json!({"frequency": "monthly", "dueDay": 3, "opensDay": 25});
        }
        if scenario.monthly {
            split_document(&mut copy);
        }
        for (code, unit) in scenario.led {
            let task = copy["sections"][0]["tasks"].as_array_mut().unwrap().iter_mut().find(|task| task["code"] == *code).unwrap();
            task["assignments"] = json!([{"role": "responsible", "unitCode": unit, "label": "责任单位"}]);
        }
        let entered = supervisor.post("/plan-documents", copy).await;
        assert_eq!(entered.status, 201, "{}", entered.json);
    }
    let rules = [
        "textCopied",
        "figureMissing",
        "percentDoesNotFollow",
        "cumulativeFalls",
        "totalDoesNotFollow",
        "valueAtTarget",
        "farOffTrajectory",
    ];
    let off: serde_json::Map<String, Value> = rules.into_iter().map(|rule| (rule.to_owned(), json!("off"))).collect();
    let path = format!("/plans/{}", supervisor.plan_id(scenario.code).await);
    let tag = supervisor.get(&path).await.expect(200).tag();
    supervisor.patch(&path, &tag, json!({"lintPolicy": off})).await.expect(200);
}

/// Files and accepts all that is told, in the order of time.
pub(super) async fn play(app: &TestApp, scenario: &Scenario, owed: &[Owed], (filer, receiver): (&Person, &Person)) {
    let mut times: Vec<Time> = owed.iter().filter_map(|one| one.filed).collect();
    times.sort();
    times.dedup();
    for at in times {
        app.state.clock.set(at);
        let told: Vec<&Owed> = owed.iter().filter(|one| one.filed == Some(at)).collect();
        let rows: Vec<Value> = told.iter().map(|one| row(scenario, one)).collect();
        let filed = filer.post("/submissions/bulk", json!({"atomic": true, "action": "submit", "items": rows})).await;
        assert_eq!(filed.status, 200, "{}", filed.json);
        let seen = |(row, one): (&Value, &&Owed)| one.accepted.map(|_| json!({"id": row["submissionId"], "version": row["version"]}));
        let seen: Vec<Value> = filed.items().iter().zip(&told).filter_map(seen).collect();
        app.state.clock.set(told.iter().find_map(|one| one.accepted).unwrap());
        let accepted = receiver.post("/submissions/bulk-accept", json!({"atomic": true, "items": seen})).await;
        assert_eq!(accepted.status, 200, "{}", accepted.json);
    }
}

fn row(scenario: &Scenario, one: &Owed) -> Value {
    let figure = |(key, e4): &(String, i64)| json!({"targetKey": key, "value": *e4 as f64 / 10_000.0});
    let step = |(key, day): &(String, NaiveDate)| json!({"milestoneKey": key, "doneOn": day});
    json!({"planCode": scenario.code, "taskCode": one.task, "unitCode": one.unit, "period": one.label, "progress": "按序时推进。",
        "problems": "个别乡镇进度偏慢。", "suggestions": "加强督促指导。", "figures": one.figures.iter().map(figure).collect::<Vec<_>>(),
        "milestones": one.done.iter().map(step).collect::<Vec<_>>()})
}
