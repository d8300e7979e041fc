//! What changed between two reports: states, figures and errata, amendments, reports that came in, tasks that went to others.

use serde_json::{Value, json};

use crate::support::{Person, TestApp};

async fn task(person: &Person, code: &str) -> Value {
    person.get(&format!("/tasks?code={code}")).await.expect(200).items()[0].clone()
}

async fn changes(app: &TestApp, query: &str) -> Value {
    let leader = app.login("leader").await;
    let id = leader.plan_id("yichang-2024-livelihood").await;
    leader.get(&format!("/reports/changes?planId={id}&{query}")).await.expect(200).json
}

fn list<'v>(report: &'v Value, member: &str) -> &'v Vec<Value> {
    report[member].as_array().unwrap()
}

/// May is accepted with 725, corrected to 724 (one less than the line tolerates), and June is filed.
#[expect(clippy::cognitive_complexity, reason = "every assertion counts as a branch")]
async fn play(app: &TestApp) {
    app.set_time("2024-06-02T01:00:00Z");
    let reporter = app.login("reporter.wjw").await;
    let may = reporter.file(reporter.owed("YC-WJW", "4", "2024-05").await.report(&[725.0])).await;
    app.login("coordinator.fgw").await.step(&may, "accept").await;
    app.set_time("2024-06-20T01:00:00Z");
    let reporter = app.login("reporter.wjw").await;
    reporter.step_because(&may, "correct", "重复统计").await;
    let held = reporter.get(&may).await.json["figures"][0]["targetId"].clone();
    reporter.edit(&may, json!({"figures": [{"targetId": held, "value": 724}]})).await.expect(200);
    reporter.step(&may, "submit").await;
    app.login("coordinator.fgw").await.step(&may, "accept").await;
    app.set_time("2024-07-02T01:00:00Z");
    let reporter = app.login("reporter.wjw").await;
    reporter.file(reporter.owed("YC-WJW", "4", "2024-06").await.report(&[950.0])).await;
}

#[actix_web::test]
async fn states_figures_and_reports() {
    let app = TestApp::demo().await;
    play(&app).await;
    app.set_time("2024-07-02T02:00:00Z");
    // From the first of June, when nothing was filed, to the tenth: May came in.
    let came = changes(&app, "from=2024-06-01&to=2024-06-10").await;
    let figure = &list(&came, "figures")[0];
    assert_eq!((&figure["kind"], &figure["before"], &figure["after"]), (&json!("new"), &Value::Null, &json!(725)));
    assert_eq!((list(&came, "figures").len(), &figure["unit"]["code"], &figure["period"]), (1, &json!("YC-WJW"), &json!("2024-05")));
    let state = list(&came, "taskStates").iter().find(|one| one["task"]["code"] == "4").unwrap().clone();
    assert_eq!((&state["after"], &state["direction"]), (&json!("onTrack"), &json!("other")), "there was no figure before");
    let report = &list(&came, "reports")[0];
    assert_eq!((list(&came, "reports").len(), &report["period"], &report["events"]), (1, &json!("2024-05"), &json!(["filed", "accepted"])));
    // The same day, known before and after the correction.
    let erratum = changes(&app, "from=2024-06-10&to=2024-06-10&knownAtFrom=2024-06-10T00:00:00Z&knownAt=2024-06-21T00:00:00Z").await;
    let figure = &list(&erratum, "figures")[0];
    assert_eq!((&figure["kind"], &figure["before"], &figure["after"]), (&json!("corrected"), &json!(725), &json!(724)));
    assert_eq!(figure["knownFrom"], "2024-06-20T01:00:00.000Z");
    let [target] = list(&erratum, "targetStates").as_slice() else { panic!("{erratum}") };
    assert_eq!((&target["before"], &target["after"], &target["direction"]), (&json!("onTrack"), &json!("behind"), &json!("worse")));
    assert_eq!((&target["actualBefore"], &target["actualAfter"]), (&json!(725), &json!(724)));
    assert_eq!((list(&erratum, "taskStates").len(), list(&erratum, "reports").len()), (1, 0));
    // June was filed and waits.
    let waits = changes(&app, "from=2024-06-30&to=2024-07-02").await;
    let june = list(&waits, "reports").iter().find(|one| one["period"] == "2024-06").unwrap();
    assert_eq!((&june["task"]["code"], &june["events"], list(&waits, "figures").len()), (&json!("4"), &json!(["filed"]), 0));
    // Nothing happened while nothing happened.
    let still = changes(&app, "from=2024-06-25&to=2024-06-26").await;
    for member in ["taskStates", "targetStates", "figures", "amendments", "reports", "tasks"] {
        assert_eq!(still[member], json!([]), "{member}");
    }
}

#[actix_web::test]
async fn amendments_cancellations_and_new_leads() {
    let app = TestApp::demo().await;
    app.set_time("2024-06-15T01:00:00Z");
    let author = app.login("supervisor").await;
    let (four, five, seven) = (task(&author, "4").await, task(&author, "5").await, task(&author, "7").await);
    let path = |task: &Value| format!("/tasks/{}", task["id"].as_str().unwrap());
    let due = json!({"text": "2024年12月20日前", "kind": "day", "latest": "2024-12-20", "control": "2024-12-20"});
    author.patch(&path(&four), "\"1\"", json!({"due": due, "reason": "同意延期"})).await.expect(200);
    let target = author.get(&format!("/targets?taskId={}", four["id"].as_str().unwrap())).await.items()[0]["id"].clone();
    let lower = json!({"value": 1500, "reason": "同意调整"});
    author.patch(&format!("/targets/{}", target.as_str().unwrap()), "\"1\"", lower).await.expect(200);
    author.patch(&path(&five), "\"1\"", json!({"cancelled": true, "reason": "并入其他项目"})).await.expect(200);
    let duties = author.get(&format!("/assignments?taskId={}", seven["id"].as_str().unwrap())).await.expect(200);
    let lead = duties.items().iter().find(|duty| duty["role"] == "lead").unwrap().clone();
    let ends = json!({"effectiveTo": "2024-06-30"});
    author.patch(&format!("/assignments/{}", lead["id"].as_str().unwrap()), &format!("\"{}\"", lead["version"]), ends).await.expect(200);
    let next = json!({"taskId": seven["id"], "unitCode": "YC-MZJ", "role": "lead", "effectiveFrom": "2024-07-01"});
    author.post("/assignments", next).await.expect(201);
    app.set_time("2024-07-02T01:00:00Z");
    let report = changes(&app, "from=2024-06-10&to=2024-07-02").await;
    let amended: Vec<(&Value, bool, &Value)> = list(&report, "amendments")
        .iter()
        .filter(|one| one["task"]["code"] == "4")
        .map(|one| (&one["version"], one["targetId"].is_null(), &one["reason"]))
        .collect();
    assert_eq!(amended, [(&json!(2), true, &json!("同意延期")), (&json!(2), false, &json!("同意调整"))]);
    let fields: Vec<(&str, &Value, &Value)> = list(&report, "amendments")
        .iter()
        .filter(|one| one["task"]["code"] == "4")
        .flat_map(|one| one["fields"].as_array().unwrap())
        .map(|one| (one["field"].as_str().unwrap(), &one["before"], &one["after"]))
        .collect();
    let (day, value) = (json!("2024-12-20"), json!(1500));
    assert!(fields.contains(&("dueOn", &Value::Null, &day)), "{fields:?}");
    assert_eq!(fields.last().unwrap(), &("value", &json!(1680), &value));
    let tasks: Vec<(&str, &str)> =
        list(&report, "tasks").iter().map(|one| (one["task"]["code"].as_str().unwrap(), one["kind"].as_str().unwrap())).collect();
    assert_eq!(tasks, [("5", "cancelled"), ("7", "reassigned")]);
    let moved = &list(&report, "tasks")[1];
    assert_eq!((&moved["leadsBefore"][0]["code"], &moved["leadsAfter"][0]["code"]), (&lead["unit"]["code"], &json!("YC-MZJ")));
    let gone = list(&report, "taskStates").iter().find(|one| one["task"]["code"] == "5").unwrap();
    assert_eq!(gone["after"], Value::Null);
}

#[actix_web::test]
async fn what_is_asked_must_make_sense_and_costs_the_same() {
    let app = TestApp::demo().await;
    app.set_time("2024-06-02T00:00:00Z");
    let leader = app.login("leader").await;
    let id = leader.plan_id("yichang-2024-livelihood").await;
    let path = |query: &str| format!("/reports/changes?planId={id}&{query}");
    for (query, fault) in [
        ("from=2024-06-02&to=2024-06-01", "to out_of_range"),
        ("from=2024-05-01&knownAt=2024-06-03T00:00:00Z", "knownAt out_of_range"),
        ("from=2024-05-01&knownAtFrom=2024-06-01T00:00:00Z&knownAt=2024-05-01T00:00:00Z", "knownAt out_of_range"),
        ("to=2024-05-01", "from required"),
    ] {
        assert_eq!(leader.get(&path(query)).await.expect(400).faults(), [fault], "{query}");
    }
    let (_, little) = app.statements_of(leader.get(&path("from=2024-05-01"))).await;
    play(&app).await;
    let leader = app.login("leader").await;
    let (_, much) = app.statements_of(leader.get(&path("from=2024-05-01"))).await;
    assert_eq!(little, much);
    app.login("leader.huzhou").await.get(&path("from=2024-05-01")).await.expect_problem(404, "not_found");
    let jyj = app.login("reporter.jyj").await.get(&path("from=2024-05-01")).await.expect(200).json;
    assert_eq!((&jyj["figures"], list(&jyj, "reports").iter().any(|one| one["unit"]["code"] == "YC-WJW")), (&json!([]), false));
}
