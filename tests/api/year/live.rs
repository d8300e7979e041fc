//! What people see on the day itself: the list of missing reports, and what a reporter owes.

use serde_json::{Value, json};

use super::book::{Book, day_of};
use super::compare::Asked;
use super::count::{When, end_of_return};
use super::judged::expected_on;
use super::play::Stage;
use super::story::{Story, Time, date, due, last_day, moment};

/// The instants at which the play halts and people look.
pub(super) fn halts() -> Vec<Time> {
    vec![
        moment(5, 4, 8),
        moment(6, 3, 8),
        due(6) + chrono::TimeDelta::milliseconds(1),
        moment(8, 5, 12),
        moment(9, 6, 8),
        moment(10, 7, 16),
        moment(11, 11, 12),
        moment(12, 16, 8),
        moment(13, 17, 8),
    ]
}

pub(super) async fn compare(stage: &Stage<'_>, story: &Story, now: Time) {
    let book = Book::until(story, now);
    missing(stage, &book, now).await;
    let when = When { as_of: day_of(now), known: now };
    Asked { stage, goals: &story.goals, book: &book, when, live: true }.reports().await;
    for unit in ["YC-WJW", "YC-YBJ", "YC-RSJ"] {
        owed(stage, story, &book, unit, now).await;
    }
}

fn instant(at: Time) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
}

fn e4(value: &Value) -> Option<i64> {
    value.as_f64().map(|value| (value * 10_000.0).round() as i64)
}

/// Days from the last day in time to today.
fn days_over(since: Time, now: Time) -> i64 {
    (day_of(now) - day_of(since - chrono::TimeDelta::milliseconds(1))).num_days()
}

async fn missing(stage: &Stage<'_>, book: &Book, now: Time) {
    let mut expected = Vec::new();
    for report in book.reports.iter().filter(|report| report.is_known(now) && !report.is_void(now)) {
        let (stands, due_at) = (report.stands(now), report.due(now));
        let returned = stands.state == "returned" && !stands.accepted;
        let (lack, since) = match stands.first {
            None => ("notFiled", due_at),
            Some(_) if returned => ("returned", due_at.max(end_of_return(stands.returned_at.unwrap()))),
            Some(_) => continue,
        };
        if now > since {
            let duty = &report.duty;
            let days = days_over(since, now);
            expected.push(format!("{} {} 2024-{:02} {lack} {} {days}", duty.task, duty.unit, duty.month, instant(since)));
        }
    }
    let mut found = Vec::new();
    let mut next = format!("/obligations/missing?planId={}&limit=200", stage.plan);
    loop {
        let page = stage.person("leader").get(&next).await.expect(200).json;
        let text = |one: &Value, pointer: &str| one.pointer(pointer).unwrap().as_str().unwrap().to_owned();
        found.extend(page["items"].as_array().unwrap().iter().map(|one| {
            let [task, unit, period] = ["/task/code", "/unit/code", "/period"].map(|pointer| text(one, pointer));
            format!("{task} {unit} {period} {} {} {}", text(one, "/lack"), text(one, "/overdueSince"), one["daysOverdue"])
        }));
        let Some(cursor) = page["page"]["nextCursor"].as_str() else { break };
        next = format!("/obligations/missing?planId={}&limit=200&cursor={cursor}", stage.plan);
    }
    expected.sort();
    found.sort();
    assert_eq!(found, expected, "missing at {now}");
}

/// What the reporter of a unit owes: what is open and not accepted, with the unit's own last figures.
async fn owed(stage: &Stage<'_>, story: &Story, book: &Book, unit: &str, now: Time) {
    let mut expected = Vec::new();
    let opens = |month: u32| moment(month, 25, 0);
    let own = book.reports.iter().filter(|report| report.duty.unit == unit && report.is_known(now) && !report.is_void(now));
    for report in own.filter(|report| opens(report.duty.month) <= now && report.stands(now).state != "accepted") {
        let (duty, due_at) = (&report.duty, report.due(now));
        let last = |task: &str, key: &str| {
            let held =
                book.figures.iter().filter(|held| held.duty.unit == unit && held.duty.task == task && held.key == key && held.to.is_none());
            held.max_by_key(|held| held.duty.month).map(|held| format!("{} {}", last_day(held.duty.month), held.value))
        };
        let goals = || story.goals.of(&duty.task, unit);
        let figures: Vec<Option<String>> = goals().map(|goal| last(&duty.task, &goal.key)).collect();
        let should: Vec<Option<i64>> = goals().map(|goal| expected_on(book, goal, day_of(now), now)).collect();
        let state = report.stands(now).state;
        expected.push(json!([
            duty.task,
            date(duty.month, 1),
            instant(due(duty.month)),
            report.extended(now).map(instant),
            -days_over(due_at, now),
            state,
            figures,
            should
        ]));
    }
    let name = format!("reporter.{}", unit.trim_start_matches("YC-").to_lowercase());
    let page = stage.person(&name).get(&format!("/me/obligations?planId={}&limit=200", stage.plan)).await.expect(200);
    let row = |one: &Value| {
        let last = |target: &Value| {
            let figure = &target["lastFigure"];
            figure["asAt"].as_str().map(|day| format!("{day} {}", (figure["value"].as_f64().unwrap() * 10_000.0).round() as i64))
        };
        let figures: Vec<Option<String>> = one["targets"].as_array().unwrap().iter().map(last).collect();
        let should: Vec<Option<i64>> = one["targets"].as_array().unwrap().iter().map(|target| e4(&target["expected"])).collect();
        let state = one["submission"]["state"].as_str().unwrap_or("none");
        json!([
            one["task"]["code"],
            format!("{}-01", one["period"].as_str().unwrap()),
            one["dueAt"],
            one["extendedUntil"],
            one["daysLeft"],
            state,
            figures,
            should,
        ])
    };
    let mut found: Vec<String> = page.items().iter().map(|one| row(one).to_string()).collect();
    let mut expected: Vec<String> = expected.iter().map(Value::to_string).collect();
    expected.sort();
    found.sort();
    assert_eq!(found, expected, "{unit} at {now}");
}
