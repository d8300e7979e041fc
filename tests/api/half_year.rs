//! Reports on listed dates: the half-year and the whole year, whose periods overlap (Huzhou: 30 June and 10 December).

use serde_json::{Value, json};

use crate::support::drafts::{Draft, plan, quarterly};
use crate::support::{Person, TestApp};

/// A target of increments, 4.18 by June and 7.41 in the year, reported for the half-year and for the whole year.
async fn issued(author: &Person) -> Draft {
    let draft = Draft::new(author, plan("p", json!({"issuedOn": "2024-03-31"}))).await;
    let due = json!({"text": "12月底前", "kind": "month", "latest": "2024-12-31", "control": "2024-12-31"});
    let task = draft.part("/tasks", json!({"number": "9.3", "code": "9.3", "title": "防洪排涝工程", "due": due})).await;
    draft.lead(&task, "YC-JYJ").await;
    let target = json!({"taskId": task, "indicator": "完成投资", "text": "完成投资", "operator": "eq", "value": 7.41,
        "unitOfMeasure": "亿元", "series": "increment", "quantityKind": "amount"});
    let target = author.post("/targets", target).await.expect(201).id();
    for (due_on, value) in [("2024-06-30", 4.18), ("2024-12-31", 7.41)] {
        author.post("/checkpoints", json!({"targetId": target, "dueOn": due_on, "value": value})).await.expect(201);
    }
    let listed = json!([
        {"period": "2024H1", "asAt": "2024-06-30", "opensOn": "2024-06-01", "dueOn": "2024-06-30"},
        {"period": "2024", "asAt": "2024-12-10", "opensOn": "2024-12-01", "dueOn": "2024-12-10"}
    ]);
    draft.rule(quarterly(json!({"title": "落实情况", "calendar": {"frequency": "listed", "listed": listed}}))).await;
    draft.run("issue").await.expect(200);
    draft
}

async fn judged(app: &TestApp, draft: &Draft, as_of: &str) -> Value {
    let report = app.login("leader").await.get(&format!("/plans/{}/progress?asOf={as_of}", draft.id)).await.expect(200);
    report.json["tasks"][0]["targets"][0]["assessment"].clone()
}

#[actix_web::test]
async fn the_amount_of_the_year_contains_that_of_the_half_year() {
    let app = TestApp::demo().await;
    app.set_time("2024-04-01T09:00:00+08:00");
    let draft = issued(&app.login("supervisor").await).await;
    for (day, period, amount) in [("2024-06-28", "2024H1", 4.18), ("2024-12-08", "2024", 7.4)] {
        app.set_time(&format!("{day}T09:00:00+08:00"));
        let owed = app.login("reporter.jyj").await.owed("YC-JYJ", "9.3", period).await;
        let filed = app.login("reporter.jyj").await.file(owed.report(&[amount])).await;
        app.login("coordinator.fgw").await.step(&filed, "accept").await;
    }
    let june = judged(&app, &draft, "2024-06-30").await;
    assert_eq!((&june["actual"], &june["expected"], &june["state"]), (&json!(4.18), &json!(4.18), &json!("onTrack")));
    let early = judged(&app, &draft, "2024-12-31").await;
    assert_eq!(early["actual"], json!(4.18), "on the 8th the report as at the 10th does not speak yet");
    app.set_time("2024-12-11T09:00:00+08:00");
    let december = judged(&app, &draft, "2024-12-10").await;
    assert_eq!((&december["actual"], &december["expected"]), (&json!(7.4), &json!(4.18)), "not 11.58");
    app.set_time("2025-01-05T09:00:00+08:00");
    let last = judged(&app, &draft, "2024-12-31").await;
    assert_eq!((&last["actual"], &last["margin"], &last["state"]), (&json!(7.4), &json!(-0.01), &json!("overdue")));
}
