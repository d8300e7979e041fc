//! Reports as tables: cell by cell what the same report says in JSON.

use actix_web::http::Method;
use serde_json::Value;

use crate::allocations_matrix::{Divided, divided, share};
use crate::progress::{SCRIPT, Stage};
use crate::support::Person;
use crate::support::workbook::{Sheets, XLSX};
use crate::trajectory::target;

/// The rows of a report as CSV by the keys of its columns.
async fn rows(person: &Person, path: &str) -> Vec<Vec<(String, String)>> {
    let reply = person.send(Method::GET, path, &[("accept", "text/csv"), ("accept-language", "en")], None).await.expect(200);
    assert!(reply.header("content-disposition").starts_with("attachment;"));
    let mut reader = csv::Reader::from_reader(reply.body.as_slice());
    let keys: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    reader.records().map(|row| keys.iter().cloned().zip(row.unwrap().iter().map(str::to_owned)).collect()).collect()
}

fn cell<'r>(row: &'r [(String, String)], key: &str) -> &'r str {
    &row.iter().find(|(name, _)| name == key).unwrap_or_else(|| panic!("no {key} in {row:?}")).1
}

/// A value as a table says it.
fn plain(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null | Value::Bool(false)) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

/// Each row says what its item says at these places.
fn say(rows: &[Vec<(String, String)>], items: &[Value], columns: &[(&str, &str)]) {
    assert_eq!(rows.len(), items.len());
    assert!(!items.is_empty(), "nothing to compare");
    for (row, item) in rows.iter().zip(items) {
        for (key, place) in columns {
            assert_eq!(cell(row, key), plain(item.pointer(place)), "{key} of {item}");
        }
    }
}

async fn json(person: &Person, path: &str) -> Value {
    person.get(path).await.expect(200).json
}

fn list(report: &Value, name: &str) -> Vec<Value> {
    report[name].as_array().unwrap().clone()
}

async fn stage() -> (Stage, Person) {
    let mut stage = Stage::set().await;
    stage.play(SCRIPT).await;
    stage.app.set_time("2024-06-10T00:00:00Z");
    let leader = stage.app.login("leader").await;
    (stage, leader)
}

#[actix_web::test]
async fn the_dashboard_has_a_row_for_each_group() {
    let (stage, leader) = stage().await;
    let path = format!("/reports/dashboard?planId={}&asOf=2024-06-10", stage.plan);
    let (report, rows) = (json(&leader, &path).await, rows(&leader, &path).await);
    let counts = [
        ("state", "/state"),
        ("total", "/counts/total"),
        ("onTrack", "/counts/onTrack"),
        ("behind", "/counts/behind"),
        ("noData", "/counts/noData"),
        ("withoutFigures", "/withoutFigures"),
        ("attainment", "/attainment"),
        ("expected", "/completeness/expected"),
        ("missing", "/completeness/missing"),
        ("onTimeRate", "/completeness/onTimeRate"),
    ];
    let (sections, units) = (list(&report, "sections"), list(&report, "units"));
    let of = |kind: &str| rows.iter().filter(|row| cell(row, "group") == kind).cloned().collect::<Vec<_>>();
    say(&of("plan"), std::slice::from_ref(&report), &counts);
    say(&of("section"), &sections, &[&[("code", "/number"), ("name", "/title")][..], &counts].concat());
    say(&of("unit"), &units, &[&[("code", "/unit/code"), ("name", "/unit/name")][..], &counts].concat());
    assert_eq!(rows.len(), 1 + sections.len() + units.len() + list(&report, "officials").len());
    let book = leader.send(Method::GET, &path, &[("accept", XLSX)], None).await.expect(200);
    assert_eq!(Sheets::read(&book.body).rows("进展").len(), rows.len() + 1, "a heading above");
}

#[actix_web::test]
async fn a_course_and_the_year_before_have_a_row_for_each_day_and_target() {
    let (stage, leader) = stage().await;
    let id = target(&leader, "yichang-2024-livelihood", "4", 0).await;
    let path = format!("/reports/trajectory?targetId={id}&asOf=2024-06-10");
    let points = list(&json(&leader, &path).await["course"], "points");
    let columns = [
        ("on", "/on"),
        ("period", "/period"),
        ("planned", "/planned"),
        ("basis", "/basis"),
        ("expected", "/expected"),
        ("actual", "/actual"),
        ("state", "/state"),
        ("forecast", "/forecast"),
        ("sentence", "/sentence/en"),
    ];
    say(&rows(&leader, &path).await, &points, &columns);
    let path = format!("/reports/year-on-year?planId={}&asOf=2024-06-10", stage.plan);
    let told = list(&json(&leader, &path).await, "rows");
    let columns = [("taskCode", "/taskCode"), ("indicator", "/indicator"), ("now", "/now"), ("then", "/then"), ("reason", "/reason")];
    say(&rows(&leader, &path).await, &told, &columns);
}

#[actix_web::test]
async fn changes_have_a_row_each() {
    let (stage, leader) = stage().await;
    let path = format!("/reports/changes?planId={}&from=2024-05-10&to=2024-06-09", stage.plan);
    let (report, rows) = (json(&leader, &path).await, rows(&leader, &path).await);
    let of = |kind: &str| rows.iter().filter(|row| cell(row, "kind") == kind).cloned().collect::<Vec<_>>();
    let states =
        [("taskCode", "/task/code"), ("taskTitle", "/task/title"), ("before", "/before"), ("after", "/after"), ("note", "/sentence/en")];
    say(&of("taskState"), &list(&report, "taskStates"), &states);
    let figures = [
        ("taskCode", "/target/taskCode"),
        ("indicator", "/target/indicator"),
        ("unitName", "/unit/name"),
        ("period", "/period"),
        ("what", "/kind"),
        ("before", "/before"),
        ("after", "/after"),
    ];
    say(&of("figure"), &list(&report, "figures"), &figures);
    say(&of("report"), &list(&report, "reports"), &[("taskCode", "/task/code"), ("unitName", "/unit/name"), ("what", "/events/0")][..2]);
    let amended: usize = list(&report, "amendments").iter().map(|one| one["fields"].as_array().unwrap().len()).sum();
    let plain: usize = ["taskStates", "targetStates", "figures", "reports", "tasks"].map(|name| list(&report, name).len()).iter().sum();
    assert_eq!(rows.len(), plain + amended);
}

/// Wuhan names the officials who answer for its tasks.
#[actix_web::test]
async fn officials_have_a_row_for_each_task() {
    let (stage, _) = stage().await;
    stage.app.set_time("2017-07-20T00:00:00Z");
    let leader = stage.app.login("leader.wuhan").await;
    let plan = leader.plan_id("wuhan-2017-livelihood").await;
    let path = format!("/reports/officials?planId={plan}&limit=200");
    let officials = leader.get(&path).await.expect(200).items().clone();
    let tasks: Vec<Value> = officials.iter().flat_map(|official| list(official, "tasks")).collect();
    let columns =
        [("taskCode", "/task/code"), ("taskTitle", "/task/title"), ("dueOn", "/dueOn"), ("state", "/state"), ("sentence", "/sentence/en")];
    let told = rows(&leader, &path).await;
    say(&told, &tasks, &columns);
    let names: Vec<&str> = told.iter().map(|row| cell(row, "officialName")).collect();
    assert_eq!(names.first().copied(), officials[0]["official"]["name"].as_str());
}

#[actix_web::test]
async fn shares_have_a_row_each() {
    let (stage, _) = stage().await;
    let author = stage.app.login("supervisor").await;
    let Divided { draft, whole, .. } = divided(&author).await;
    share(&author, &whole, Some("YC-WJW"), None, 60.0).await;
    share(&author, &whole, None, Some("2024Q2"), 50.0).await;
    let path = format!("/reports/allocations?planId={}", draft.id);
    let report = json(&author, &path).await;
    let cells = |row: &Value| ["units", "periods", "sites"].map(|by| list(&row[by], "cells")).concat();
    let shares: Vec<Value> = list(&report, "rows").iter().flat_map(cells).collect();
    let told = rows(&author, &path).await;
    say(&told, &shares, &[("share", "/share"), ("origin", "/origin"), ("actual", "/actual")]);
    assert_eq!((cell(&told[0], "total"), cell(&told[0], "by"), cell(&told[0], "name")), ("106", "unit", "市卫健委"));
}
