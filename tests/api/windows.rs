//! Reporting windows: not yet open and closed, every door by which a report is written is shut; a correction alone needs none.

use serde_json::{Value, json};

use crate::support::cycle::Owed;
use crate::support::files::png;
use crate::support::{Person, Reply, TestApp};

fn month(plan: &str, period: &str) -> String {
    format!("/plans/{plan}/unit-reports/{period}")
}

fn lines(action: &str, line: Value) -> Value {
    json!({"unitCode": "YC-WJW", "action": action, "items": [line]})
}

/// A report begun by 市卫健委 for June of the small plan, its version, and the plan.
async fn begun(app: &TestApp) -> (String, Owed, String) {
    let plan = app.small_plan(json!({}), &[json!({})]).await;
    app.set_time("2024-07-02T00:00:00Z");
    let owed = app.small_owed(&plan, "2024-06").await;
    let path = app.login("reporter.wjw").await.begin(owed.report(&[20.0])).await;
    (plan, owed, path)
}

/// Every way to write the report, as (door, answer).
async fn doors(person: &Person, plan: &str, owed: &Owed, path: &str) -> Vec<(&'static str, Reply)> {
    let version = person.get(path).await.expect(200).json["version"].clone();
    let line = json!({"obligationId": owed.id(), "version": version, "progress": "又写。"});
    vec![
        ("patch", person.edit(path, json!({"progress": "迟"})).await),
        ("submit", person.act(path, "submit", json!({})).await),
        ("attachment", person.attach(path, "1.png", &png(1), &[]).await),
        ("save the month", person.post(&month(plan, "2024-06"), lines("save", line.clone())).await),
        ("submit the month", person.post(&month(plan, "2024-06"), lines("submit", line)).await),
    ]
}

/// Due on 3 July and open five days more: until 24:00 of the 8th.
#[actix_web::test]
async fn a_closed_window_shuts_every_door() {
    let app = TestApp::demo().await;
    let (plan, owed, path) = begun(&app).await;
    app.set_time("2024-07-08T16:00:00Z");
    let wjw = app.login("reporter.wjw").await;
    wjw.attach(&path, "0.png", &png(0), &[]).await.expect(201);
    let attached = wjw.get(&format!("{path}/attachments")).await.expect(200).items()[0]["id"].as_str().unwrap().to_owned();
    app.set_time("2024-07-08T16:00:00.001Z");
    let wjw = app.login("reporter.wjw").await;
    for (door, answer) in doors(&wjw, &plan, &owed, &path).await {
        assert_eq!((answer.status, &answer.json["code"]), (409, &json!("window_closed")), "{door}: {}", answer.json);
    }
    wjw.delete(&format!("/attachments/{attached}"), "\"1\"").await.expect_problem(409, "window_closed");
    // What was never begun cannot be begun: neither alone nor with the month.
    let may = app.small_owed(&plan, "2024-05").await;
    wjw.post("/submissions", may.report(&[10.0])).await.expect_problem(409, "window_closed");
    let line = json!({"obligationId": may.id(), "progress": "补报。"});
    wjw.post(&month(&plan, "2024-05"), lines("save", line)).await.expect_problem(409, "window_closed");
    // An extension opens every door again.
    let more = json!({"obligationId": owed.id(), "untilOn": "2024-07-12", "reason": "数据尚在核实"});
    app.login("coordinator.fgw").await.post("/extensions", more).await.expect(201);
    let line = json!({"obligationId": owed.id(), "version": 1, "progress": "补报。"});
    wjw.attach(&path, "1.png", &png(1), &[]).await.expect(201);
    wjw.post(&month(&plan, "2024-06"), lines("submit", line)).await.expect(200);
}

#[actix_web::test]
async fn a_window_that_is_not_open_yet_shuts_every_door() {
    let app = TestApp::demo().await;
    let plan = app.small_plan(json!({}), &[json!({})]).await;
    app.set_time("2024-06-24T15:59:59.999Z");
    let wjw = app.login("reporter.wjw").await;
    let june = app.small_owed(&plan, "2024-06").await;
    let line = json!({"obligationId": june.id(), "progress": "早报。"});
    wjw.post("/submissions", june.report(&[10.0])).await.expect_problem(409, "window_not_open");
    for action in ["save", "submit"] {
        wjw.post(&month(&plan, "2024-06"), lines(action, line.clone())).await.expect_problem(409, "window_not_open");
    }
}

/// What is wrong in accepted figures can be put right at any time, with a reason and a review.
#[actix_web::test]
async fn a_correction_needs_no_window() {
    let app = TestApp::demo().await;
    let (_, owed, path) = begun(&app).await;
    let (wjw, fgw) = (app.login("reporter.wjw").await, app.login("coordinator.fgw").await);
    wjw.step(&path, "submit").await;
    fgw.step(&path, "accept").await;
    app.set_time("2024-09-01T00:00:00Z");
    let (wjw, fgw) = (app.login("reporter.wjw").await, app.login("coordinator.fgw").await);
    wjw.step_because(&path, "correct", "重复统计").await;
    wjw.edit(&path, json!({"figures": [{"targetId": owed.target(0), "value": 18}]})).await.expect(200);
    wjw.attach(&path, "1.png", &png(1), &[]).await.expect(201);
    wjw.step(&path, "submit").await;
    wjw.step(&path, "withdraw").await;
    wjw.step(&path, "submit").await;
    fgw.step(&path, "accept").await;
}
