//! Year on year: the plan of this year beside that of the year before, and a level beside its baseline.

use serde_json::{Value, json};

use crate::support::drafts::{Draft, over, plan, quarterly};
use crate::support::{Person, TestApp};

/// A plan of a year with a count and a rate, led by 市卫健委.
async fn year(author: &Person, code: &str, year: &str, more: &[Value]) -> Draft {
    let dates = json!({"startsOn": format!("{year}-01-01"), "endsOn": format!("{year}-12-31"), "issuedOn": format!("{year}-01-05"), "kind": "keyWork"});
    let draft = Draft::new(author, plan(code, dates)).await;
    let task = draft.task("1", None).await;
    draft.lead(&task, "YC-WJW").await;
    let least =
        json!({"taskId": task, "operator": "gte", "value": 100, "unitOfMeasure": "个", "series": "cumulative", "quantityKind": "count"});
    let mut targets = vec![
        json!({"indicator": format!("{year}年新增“托位”"), "text": "新增托位"}),
        json!({"indicator": "使用率", "text": "使用率", "value": 90, "unitOfMeasure": "%", "series": "level", "quantityKind": "rate"}),
    ];
    targets.extend(more.iter().cloned());
    for target in targets {
        author.post("/targets", over(least.clone(), target)).await.expect(201);
    }
    draft.rule(quarterly(json!({}))).await;
    draft.run("issue").await.expect(200);
    draft
}

/// Files a quarter in a plan.
async fn file(app: &TestApp, draft: &Draft, period: &str, figures: &[f64]) {
    let reporter = app.login("reporter.wjw").await;
    let owed = reporter.get(&format!("/obligations?planId={}&period={period}", draft.id)).await.expect(200).items()[0].clone();
    let filed = reporter.file(crate::support::cycle::Owed(owed).report(figures)).await;
    app.login("coordinator.fgw").await.step(&filed, "accept").await;
}

fn told(report: &Value, n: usize, members: &[&str]) -> Vec<Value> {
    members.iter().map(|member| report["rows"][n][*member].clone()).collect()
}

#[actix_web::test]
async fn this_year_beside_the_last() {
    let app = TestApp::demo().await;
    app.set_time("2024-01-06T01:00:00Z");
    let author = app.login("supervisor").await;
    let before = year(&author, "y24", "2024", &[]).await;
    for (at, period, figures) in [("2024-04-02", "2024Q1", [40.0, 80.0]), ("2024-07-02", "2024Q2", [60.0, 85.5])] {
        app.set_time(&format!("{at}T01:00:00Z"));
        file(&app, &before, period, &figures).await;
    }
    app.set_time("2025-01-06T01:00:00Z");
    let level = json!({"indicator": "达标率", "text": "达标率", "value": 95, "unitOfMeasure": "%", "series": "level", "quantityKind": "rate",
        "baseline": {"value": 91.2, "period": "2024"}});
    let fresh = json!({"indicator": "新指标", "text": "新指标"});
    let author = app.login("supervisor").await;
    let now = year(&author, "y25", "2025", &[level, fresh]).await;
    app.set_time("2025-07-02T01:00:00Z");
    file(&app, &now, "2025Q2", &[75.0, 88.0, 92.0, 5.0]).await;
    let leader = app.login("leader").await;
    let path = format!("/reports/year-on-year?planId={}&asOf=2025-06-30", now.id);
    let (reply, statements) = app.statements_of(leader.get(&path)).await;
    let report = reply.expect(200).json;
    assert_eq!((&report["previous"]["code"], &report["candidates"]), (&json!("y24"), &json!([])));
    let members = ["basis", "now", "nowAsAt", "then", "thenAsAt", "change", "changePercent", "reason"];
    // 60 a year earlier: 15 more, 25 percent; the rate 2.5 points more.
    let june = (json!("2025-06-30"), json!("2024-06-30"));
    let expected = [json!("previousPlan"), json!(75), june.0.clone(), json!(60), june.1.clone(), json!(15), json!(25), Value::Null];
    assert_eq!(told(&report, 0, &members), expected);
    let expected = [json!("previousPlan"), json!(88), june.0.clone(), json!(85.5), june.1, json!(2.5), Value::Null, Value::Null];
    assert_eq!(told(&report, 1, &members), expected);
    let expected = [json!("baseline"), json!(92), june.0.clone(), json!(91.2), Value::Null, json!(0.8), Value::Null, Value::Null];
    assert_eq!(told(&report, 2, &members), expected);
    assert_eq!(told(&report, 3, &["basis", "then", "reason"]), [Value::Null, Value::Null, json!("noCounterpart")]);
    // The third quarter of last year has no figure.
    app.set_time("2025-10-02T01:00:00Z");
    file(&app, &now, "2025Q3", &[80.0, 88.0, 92.0, 6.0]).await;
    let leader = app.login("leader").await;
    let autumn = leader.get(&format!("/reports/year-on-year?planId={}", now.id)).await.expect(200).json;
    assert_eq!(
        told(&autumn, 0, &["basis", "now", "then", "reason"]),
        [json!("previousPlan"), json!(80), Value::Null, json!("noFigureThen")]
    );
    // As known in July, nothing has changed since; with another plan of that year there is a choice to make.
    app.set_time("2025-10-03T01:00:00Z");
    let author = app.login("supervisor").await;
    year(&author, "y24b", "2024", &[]).await;
    let unsure = author.get(&path).await.expect(200).json;
    let codes: Vec<&Value> = unsure["candidates"].as_array().unwrap().iter().map(|plan| &plan["code"]).collect();
    assert_eq!((codes, &unsure["previous"]), (vec![&json!("y24"), &json!("y24b")], &Value::Null));
    let (chosen, again) = app.statements_of(author.get(&format!("{path}&previousPlanId={}", before.id))).await;
    assert_eq!((&chosen.expect(200).json["rows"], again), (&report["rows"], statements));
    author.get(&format!("{path}&previousPlanId={}", now.id)).await.expect_problem(400, "invalid_parameter");
}
