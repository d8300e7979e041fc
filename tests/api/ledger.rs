//! The ledger: every task of a plan on one line, as JSON, CSV and workbook.

use actix_web::http::Method;
use serde_json::{Value, json};

use crate::support::{Person, TestApp};

async fn file(app: &TestApp, unit: &str, task: &str, period: &str, figures: &[f64], progress: &str) {
    let reporter = app.login(&format!("reporter.{unit}")).await;
    let mut report = reporter.owed(&format!("YC-{}", unit.to_uppercase()), task, period).await.report(figures);
    report["progress"] = json!(progress);
    let filed = reporter.file(report).await;
    app.login("coordinator.fgw").await.step(&filed, "accept").await;
}

fn row<'v>(ledger: &'v Value, code: &str) -> &'v Value {
    ledger["rows"].as_array().unwrap().iter().find(|row| row["code"] == code).unwrap()
}

async fn ledger(person: &Person, query: &str) -> Value {
    let id = person.plan_id("yichang-2024-livelihood").await;
    person.get(&format!("/reports/ledger?planId={id}{query}")).await.expect(200).json
}

#[actix_web::test]
async fn a_line_for_every_task() {
    let app = TestApp::demo().await;
    app.set_time("2024-05-02T01:00:00Z");
    file(&app, "wjw", "4", "2024-04", &[620.0], "已新增620个。").await;
    app.set_time("2024-06-02T01:00:00Z");
    file(&app, "wjw", "4", "2024-05", &[725.0], "=已新增725个。").await;
    file(&app, "nyncj", "48", "2024-05", &[1400.0], "已培训1400人。").await;
    app.set_time("2024-06-10T01:00:00Z");
    let leader = app.login("leader").await;
    let whole = ledger(&leader, "&asOf=2024-06-10").await;
    assert_eq!(whole["rows"].as_array().unwrap().len(), 70);
    // The same states, sentences and figures as the progress of the plan.
    let id = leader.plan_id("yichang-2024-livelihood").await;
    let progress = leader.get(&format!("/plans/{id}/progress?asOf=2024-06-10")).await.expect(200).json;
    for (line, task) in whole["rows"].as_array().unwrap().iter().zip(progress["tasks"].as_array().unwrap()) {
        for member in ["code", "number", "title", "state", "sentence", "leadUnits", "dueOn", "dueText", "cancelled"] {
            assert_eq!(line[member], task[member], "{} {member}", task["code"]);
        }
        let targets = line["targets"].as_array().unwrap().iter().zip(task["targets"].as_array().unwrap());
        for (target, other) in targets {
            assert_eq!((&target["value"], &target["actual"]), (&other["value"], &other["assessment"]["actual"]));
            assert_eq!((&target["state"], &target["sentence"]), (&other["assessment"]["state"], &other["assessment"]["sentence"]));
        }
    }
    let four = row(&whole, "4");
    assert_eq!(four["headings"][0]["title"], progress["sections"][0]["title"]);
    let told: Vec<(&Value, &Value)> = four["reports"].as_array().unwrap().iter().map(|one| (&one["period"], &one["progress"])).collect();
    assert_eq!(told, [(&json!("2024-05"), &json!("=已新增725个。"))], "the latest alone");
    assert_eq!(row(&whole, "48")["reports"].as_array().unwrap().len(), 1, "of two leads one has reported");
    let april = ledger(&leader, "&asOf=2024-04-30").await;
    assert_eq!(row(&april, "4")["reports"][0]["progress"], json!("已新增620个。"));
    let early = ledger(&leader, "&asOf=2024-06-10&knownAt=2024-06-01T00:00:00Z").await;
    assert_eq!(row(&early, "4")["targets"][0]["actual"], json!(620));
    let section = progress["sections"][0]["id"].as_str().unwrap();
    let first = ledger(&leader, &format!("&sectionId={section}")).await;
    assert_eq!(first["rows"].as_array().unwrap().len(), 5);
}

#[actix_web::test]
async fn the_ledger_as_a_table() {
    let app = TestApp::demo().await;
    app.set_time("2024-06-02T01:00:00Z");
    file(&app, "wjw", "4", "2024-05", &[725.0], "=已新增725个。").await;
    let leader = app.login("leader").await;
    let id = leader.plan_id("yichang-2024-livelihood").await;
    let path = format!("/reports/ledger?planId={id}&asOf=2024-05-31");
    let csv = leader.send(Method::GET, &path, &[("accept", "text/csv")], None).await.expect(200);
    assert!(csv.header("content-type").starts_with("text/csv"));
    let mut reader = csv::Reader::from_reader(csv.body.as_slice());
    let titles: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    assert_eq!(&titles[..4], ["章节", "序号", "编码", "事项"]);
    let place = |title: &str| titles.iter().position(|it| it == title).unwrap_or_else(|| panic!("no {title} in {titles:?}"));
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 70);
    let four = rows.iter().find(|row| &row[place("编码")] == "4").unwrap();
    let told = ["牵头(责任)单位", "目标值", "完成值", "序时应达", "完成率(%)", "状态", "进展情况", "报告期"]
        .map(|title| four[place(title)].to_owned());
    assert_eq!(told, ["市卫健委", "1680个", "725个", "762.2687个", "43.15", "正常", "'=已新增725个。", "2024-05"]);
    let xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    let fixed = format!("{path}&knownAt=2024-06-02T01:00:00Z");
    let book = leader.send(Method::GET, &fixed, &[("accept", xlsx)], None).await.expect(200);
    assert!(book.body.starts_with(b"PK"));
    app.set_time("2024-06-03T01:00:00Z");
    let again = app.login("leader").await.send(Method::GET, &fixed, &[("accept", xlsx)], None).await.expect(200);
    assert_eq!(again.body, book.body, "the same bytes");
}

#[actix_web::test]
async fn everybody_has_the_ledger_of_their_part_at_a_constant_cost() {
    let app = TestApp::demo().await;
    app.set_time("2024-06-02T01:00:00Z");
    let leader = app.login("leader").await;
    let id = leader.plan_id("yichang-2024-livelihood").await;
    let path = format!("/reports/ledger?planId={id}");
    file(&app, "wjw", "4", "2024-05", &[725.0], "已新增725个。").await;
    let (_, little) = app.statements_of(leader.get(&path)).await;
    file(&app, "nyncj", "48", "2024-05", &[1400.0], "已培训1400人。").await;
    file(&app, "jyj", "22", "2024-05", &[96.0], "已达96%。").await;
    let (_, much) = app.statements_of(leader.get(&path)).await;
    assert_eq!(much, little);
    let zzb = ledger(&app.login("reporter.zzb").await, "").await;
    let codes: Vec<&Value> = zzb["rows"].as_array().unwrap().iter().map(|row| &row["code"]).collect();
    assert_eq!((codes, &zzb["rows"][0]["reports"]), (vec![&json!("48")], &json!([])), "not the words of the other lead");
    app.login("leader.huzhou").await.get(&path).await.expect_problem(404, "not_found");
    app.login("auditor").await.get(&path).await.expect_problem(403, "forbidden");
}
