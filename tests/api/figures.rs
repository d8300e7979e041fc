//! Accepted figures: what is held true, since when, and who may see it.

use serde_json::{Value, json};

use crate::support::{Person, Reply, TestApp};

fn values(reply: &Reply) -> Vec<i64> {
    reply.items().iter().map(|figure| figure["value"].as_i64().unwrap()).collect()
}

/// Files and accepts a report.
async fn accepted(wjw: &Person, fgw: &Person, task: &str, period: &str, value: f64) -> String {
    let path = wjw.file(wjw.owed("YC-WJW", task, period).await.report(&[value])).await;
    fgw.step(&path, "accept").await;
    path
}

#[actix_web::test]
async fn figures_are_found_by_what_they_are_of() {
    let app = TestApp::demo().await;
    let (wjw, fgw) = (app.login("reporter.wjw").await, app.login("coordinator.fgw").await);
    let first = accepted(&wjw, &fgw, "4", "2024-04", 620.0).await;
    accepted(&wjw, &fgw, "4", "2024-05", 839.0).await;
    accepted(&wjw, &fgw, "29", "2024-05", 61.0).await;
    let filed = wjw.file(wjw.owed("YC-WJW", "27", "2024-05").await.report(&[2.0])).await;
    let all = fgw.get("/figures?count=true&sort=asAt").await.expect(200);
    assert_eq!(all.json["page"]["total"], 3, "what is only filed is no figure");
    let of = all.items()[0].clone();
    assert_eq!((&of["value"], &of["period"], &of["asAt"]), (&620.into(), &"2024-04".into(), &"2024-04-30".into()));
    assert_eq!((&of["unit"]["name"], &of["target"]["unitOfMeasure"]), (&"市卫健委".into(), &"个".into()));
    assert_eq!((&of["revision"], of["submissionId"].as_str().unwrap()), (&1.into(), first.trim_start_matches("/submissions/")));
    let text = |member: &str| of[member].as_str().unwrap().to_owned();
    let (target, plan, unit) = (text("targetId"), text("planId"), of["unit"]["id"].as_str().unwrap().to_owned());
    let task = of["target"]["taskId"].as_str().unwrap().to_owned();
    for (filter, expected) in [
        (format!("targetId={target}"), vec![620, 839]),
        (format!("taskId={task}"), vec![620, 839]),
        (format!("submissionId={}", text("submissionId")), vec![620]),
        (format!("planId={plan}&period=2024-05"), vec![61, 839]),
        (format!("unitId={unit}&asAt.lte=2024-04-30"), vec![620]),
        (format!("unitId.under={unit}&asAt.gte=2024-05-01"), vec![61, 839]),
        (format!("unitId={plan}"), vec![]),
        ("asAt.gte=2024-06-01".to_owned(), vec![]),
        ("knownAt=2024-05-31T00:00:00Z".to_owned(), vec![]),
    ] {
        let mut found = values(&fgw.get(&format!("/figures?{filter}")).await.expect(200));
        found.sort_unstable();
        assert_eq!(found, expected, "{filter}");
    }
    for (wrong, fault) in [("knownAt=2024-06-01", "knownAt"), ("period=2024-13", "period"), ("asAt=2024-05-31", "asAt")] {
        let refused = fgw.get(&format!("/figures?{wrong}")).await.expect(400);
        assert!(refused.faults()[0].starts_with(fault), "{:?}", refused.faults());
    }
    assert_eq!(wjw.get(&filed).await.json["state"], "submitted");
}

#[actix_web::test]
async fn a_unit_sees_its_own_figures_only() {
    let app = TestApp::demo().await;
    let (wjw, fgw) = (app.login("reporter.wjw").await, app.login("coordinator.fgw").await);
    accepted(&wjw, &fgw, "4", "2024-05", 839.0).await;
    let id = wjw.get("/figures").await.items()[0]["id"].as_str().unwrap().to_owned();
    for (name, sees) in
        [("leader", true), ("supervisor", true), ("approver.wjw", true), ("reporter.jyj", false), ("reporter.huzhou", false)]
    {
        let person = app.login(name).await;
        assert_eq!(values(&person.get("/figures").await.expect(200)).len(), usize::from(sees), "{name}");
        person.get(&format!("/figures/{id}")).await.expect(if sees { 200 } else { 404 });
    }
    app.login("sysadmin").await.get(&format!("/figures/{id}")).await.expect_problem(403, "forbidden");
    let one = fgw.get(&format!("/figures/{id}")).await.expect(200);
    let again = fgw.send(actix_web::http::Method::GET, &format!("/figures/{id}"), &[("if-none-match", &one.tag())], None).await;
    assert_eq!((again.status, again.body.len()), (304, 0));
}

/// What changed is closed and opened; what did not stays as it was known first.
#[actix_web::test]
async fn a_correction_touches_only_what_it_changes() {
    let app = TestApp::demo().await;
    let (tsw, fgw) = (app.login("reporter.tsw").await, app.login("coordinator.fgw").await);
    let owed = tsw.owed("YC-TSW", "26", "2024-05").await;
    let path = tsw.file(owed.report(&[200.0, 0.75])).await;
    fgw.step(&path, "accept").await;
    app.set_time("2024-06-05T01:00:00.000Z");
    let (tsw, fgw) = (app.login("reporter.tsw").await, app.login("coordinator.fgw").await);
    tsw.step_because(&path, "correct", "第二项暂缺").await;
    let figures = json!([{"targetId": owed.target(0), "value": 200}, {"targetId": owed.target(1), "whyMissing": "重新核实"}]);
    tsw.edit(&path, json!({"figures": figures})).await.expect(200);
    tsw.step(&path, "submit").await;
    fgw.step(&path, "accept").await;
    let now = fgw.get("/figures").await.expect(200);
    let told: Vec<(&Value, &Value)> = now.items().iter().map(|it| (&it["value"], &it["knownFrom"])).collect();
    assert_eq!(told, [(&json!(200), &json!("2024-06-01T01:00:00.000Z"))], "the figure taken back is held true no more");
    let before = fgw.get("/figures?knownAt=2024-06-05T00:00:00Z&sort=knownFrom").await.expect(200);
    assert_eq!(before.items().len(), 2);
    let old = before.items().iter().find(|it| it["value"] == 0.75).unwrap();
    assert_eq!(old["knownTo"], "2024-06-05T01:00:00.000Z");
    assert_eq!(fgw.get(&format!("/figures/{}", old["id"].as_str().unwrap())).await.expect(200).json["value"], 0.75);
}
