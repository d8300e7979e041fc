//! The dashboard: every number on it counted again from the long report, which lists all tasks and targets.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::progress::{LATER, SCRIPT, Stage};
use crate::support::{Person, Reply, TestApp};

fn rows<'r>(report: &'r Value, list: &str) -> &'r Vec<Value> {
    report[list].as_array().unwrap_or_else(|| panic!("no {list}"))
}

/// States counted, as the reports show counts.
fn counted<'s>(states: impl Iterator<Item = &'s str>) -> Value {
    let names = ["notDue", "achieved", "ahead", "onTrack", "behind", "seriouslyBehind", "overdue", "noData", "notComputable"];
    let mut counts: Map<String, Value> = names.iter().map(|name| ((*name).to_owned(), 0.into())).collect();
    let mut total = 0;
    for state in states {
        counts[state] = (counts[state].as_u64().unwrap() + 1).into();
        total += 1;
    }
    counts.insert("total".to_owned(), total.into());
    counts.into()
}

/// How bad a state is, worst first; none for those that are no trouble.
fn badness(task: &Value) -> Option<usize> {
    let order = ["overdue", "seriouslyBehind", "behind", "noData", "notComputable"];
    order.iter().position(|state| task["state"] == *state)
}

fn states<'t>(tasks: &[&'t Value]) -> Vec<&'t str> {
    tasks.iter().filter_map(|task| task["state"].as_str()).collect()
}

/// The same numbers from the list of tasks in the long report. In the plan of Yichang every task is a key work and none is cancelled.
fn compare(dashboard: &Value, progress: &Value) {
    for member in
        ["plan", "asOf", "knownAt", "palette", "thresholds", "state", "counts", "withoutFigures", "targets", "attainment", "completeness"]
    {
        assert_eq!(dashboard[member], progress[member], "{member}");
    }
    let tasks: Vec<&Value> = rows(progress, "tasks").iter().collect();
    assert_eq!(dashboard["counts"], counted(states(&tasks).into_iter()));
    assert_eq!(dashboard["withoutFigures"].as_u64().unwrap() as usize, tasks.len() - states(&tasks).len());
    for (list, long) in [("sections", "sections"), ("units", "units")] {
        assert_eq!(rows(dashboard, list).len(), rows(progress, long).len(), "{list}");
        for (row, other) in rows(dashboard, list).iter().zip(rows(progress, long)) {
            for member in ["id", "unit", "state", "counts", "withoutFigures", "completeness"] {
                assert_eq!(row.get(member), other.get(member), "{list} {member}");
            }
            let of: Vec<&Value> = tasks.iter().copied().filter(|task| belongs(task, row)).collect();
            let firm: Vec<&str> = of.iter().flat_map(|task| targets_of(task, "firm")).collect();
            assert_eq!(row["targets"]["firm"], counted(firm.into_iter()), "{list} {}", row["title"]);
            assert_eq!(row["counts"], counted(states(&of).into_iter()), "{list}");
        }
    }
    worst_first(dashboard, &tasks);
}

fn belongs(task: &Value, row: &Value) -> bool {
    let leads = task["leadUnits"].as_array().unwrap().iter().any(|unit| unit["id"] == row["unit"]["id"]);
    if row.get("unit").is_some() { leads } else { task["sectionId"] == row["id"] }
}

fn targets_of<'t>(task: &'t Value, firmness: &str) -> Vec<&'t str> {
    let targets = task["targets"].as_array().unwrap().iter().filter(|target| target["firmness"] == firmness);
    targets.map(|target| target["assessment"]["state"].as_str().unwrap()).collect()
}

fn worst_first(dashboard: &Value, tasks: &[&Value]) {
    let mut bad: Vec<(usize, usize)> = tasks.iter().enumerate().filter_map(|(place, task)| Some((badness(task)?, place))).collect();
    bad.sort_unstable();
    let worst = &dashboard["worst"];
    assert_eq!(worst["total"], bad.len());
    let told: Vec<Value> =
        rows(worst, "items").iter().map(|row| json!([row["task"]["code"], row["state"], row["sentence"], row["dueOn"]])).collect();
    let expected = bad.iter().take(10).map(|(_, place)| &tasks[*place]);
    let expected: Vec<Value> = expected.map(|task| json!([task["code"], task["state"], task["sentence"], task["dueOn"]])).collect();
    assert_eq!(told, expected, "all are due on 30 November, so they stand in printed order within a state");
}

async fn read(stage: &Stage, at: &str, query: &str) -> (Value, Value) {
    stage.app.set_time(&format!("2024-{at}:00:00Z"));
    let leader = stage.app.login("leader").await;
    let progress = leader.get(&format!("/plans/{}/progress?{query}", stage.plan)).await.expect(200).json;
    (leader.get(&format!("/reports/dashboard?planId={}&{query}", stage.plan)).await.expect(200).json, progress)
}

#[actix_web::test]
async fn the_screen_tells_what_the_long_report_tells() {
    let mut stage = Stage::set().await;
    stage.play(SCRIPT).await;
    for query in [
        "",
        "asOf=2024-05-31",
        "asOf=2024-06-10&knownAt=2024-06-05T01:00:00Z",
        "asOf=2024-12-31",
        "asOf=2024-04-30&knownAt=2024-05-01T00:00:00Z",
    ] {
        let (dashboard, progress) = read(&stage, "06-10T00", query).await;
        compare(&dashboard, &progress);
    }
    let (dashboard, progress) = read(&stage, "06-10T00", "").await;
    assert_eq!(dashboard["currentPeriod"], rows(&progress, "periods")[1], "May is over, June is not");
    let sum = |member: &str| rows(&dashboard, "sections").iter().map(|row| row["current"][member].as_u64().unwrap()).sum::<u64>();
    assert_eq!((sum("expected"), sum("late")), (72, 2));
    assert_eq!(dashboard["errata"], json!({"total": 0, "items": []}));
    let (before, _) = read(&stage, "06-10T00", "asOf=2024-04-15&knownAt=2024-04-15T00:00:00Z").await;
    assert_eq!(before["currentPeriod"], Value::Null, "nothing is over yet");
}

#[actix_web::test]
async fn corrections_are_told_from_the_instant_they_were_accepted() {
    let mut stage = Stage::set().await;
    stage.play(SCRIPT).await;
    stage.play(LATER).await;
    let (dashboard, progress) = read(&stage, "07-10T00", "").await;
    compare(&dashboard, &progress);
    assert_eq!(dashboard["errata"]["total"], 1);
    let told = &dashboard["errata"]["items"][0];
    assert_eq!(
        json!([told["task"]["code"], told["unit"]["name"], told["period"], told["before"], told["after"], told["correctedAt"]]),
        json!(["4", "市卫健委", "2024-05", 725, 724, "2024-06-21T02:00:00.000Z"])
    );
    let (before, _) = read(&stage, "07-10T00", "knownAt=2024-06-21T01:59:59Z").await;
    assert_eq!(before["errata"]["total"], 0);
    let (earlier, _) = read(&stage, "07-10T00", "asOf=2024-04-30").await;
    assert_eq!(earlier["errata"]["total"], 0, "a correction of May tells nothing of April");
}

async fn plan_of(person: &Person) -> String {
    person.get("/plans?code=yichang-2024-livelihood").await.items()[0]["id"].as_str().unwrap().to_owned()
}

async fn dashboard(person: &Person, plan: &str, query: &str) -> Reply {
    person.get(&format!("/reports/dashboard?planId={plan}{query}")).await
}

#[actix_web::test]
async fn everybody_sees_their_own_part_and_strangers_nothing() {
    let mut stage = Stage::set().await;
    stage.play(SCRIPT).await;
    stage.app.set_time("2024-06-10T00:00:00Z");
    let reporter = stage.app.login("reporter.wjw").await;
    let seen = dashboard(&reporter, &stage.plan, "").await.expect(200).json;
    let long = reporter.get(&format!("/plans/{}/progress", stage.plan)).await.expect(200).json;
    for member in ["state", "counts", "targets", "completeness"] {
        assert_eq!(seen[member], long[member], "{member}");
    }
    let whole = dashboard(&stage.app.login("leader").await, &stage.plan, "").await.expect(200).json;
    assert_ne!(seen["counts"], whole["counts"]);
    dashboard(&stage.app.login("leader.huzhou").await, &stage.plan, "").await.expect_problem(404, "not_found");
    dashboard(&reporter, &stage.plan, "&top=51").await.expect_problem(400, "invalid_parameter");
    dashboard(&reporter, &stage.plan, "&knownAt=2024-06-10T00:00:01Z").await.expect_problem(400, "invalid_parameter");
    let short = dashboard(&reporter, &stage.plan, "&top=0").await.expect(200).json;
    assert_eq!((&short["worst"]["items"], &short["worst"]["total"]), (&json!([]), &seen["worst"]["total"]));
}

#[actix_web::test]
async fn as_many_statements_and_rows_however_many_tasks() {
    let app = TestApp::demo().await;
    let small = app.small_plan(json!({}), &[json!({})]).await;
    let leader = app.login("leader").await;
    let yichang = plan_of(&leader).await;
    let (few, of_few) = app.statements_of(dashboard(&leader, &small, "&top=3")).await;
    let (many, of_many) = app.statements_of(dashboard(&leader, &yichang, "&top=3")).await;
    assert_eq!(of_few, of_many, "one task and seventy");
    let lists = |reply: &Reply| -> BTreeMap<String, usize> {
        let reply = reply.clone().expect(200).json;
        ["worst", "binding", "overdueSteps", "errata"].map(|list| (list.to_owned(), rows(&reply[list], "items").len())).into()
    };
    assert!(lists(&few).values().chain(lists(&many).values()).all(|length| *length <= 3));
}
