//! Handing what is owed to another unit.

use serde_json::{Value, json};

use crate::support::cycle::Owed;
use crate::support::drafts::{Draft, plan, quarterly};
use crate::support::{Person, Reply, TestApp};

async fn hand(person: &Person, owed: &Owed, to: &str) -> Reply {
    person.act(&format!("/obligations/{}", owed.id()), "transfer", json!({"unitCode": to, "reason": "职责划转"})).await
}

fn report(owed: &Owed) -> Value {
    let count = owed.0["targets"].as_array().unwrap().len();
    owed.report(&vec![1.0; count])
}

#[actix_web::test]
async fn the_old_one_is_void_and_the_new_one_owed_by_the_other_unit() {
    let app = TestApp::demo().await;
    let (supervisor, wjw, ybj) = (app.login("supervisor").await, app.login("reporter.wjw").await, app.login("reporter.ybj").await);
    let old = wjw.owed("YC-WJW", "33", "2024-05").await;
    let draft = wjw.begin(report(&old)).await;
    let (task, plan) = (old.0["task"]["id"].as_str().unwrap().to_owned(), old.0["plan"]["id"].as_str().unwrap().to_owned());
    ybj.get(&format!("/tasks/{task}")).await.expect_problem(404, "not_found");
    let new = hand(&supervisor, &old, "YC-YBJ").await.expect(201);
    assert_eq!(new.header("location"), format!("/api/v1/obligations/{}", new.id()));
    assert_eq!((&new.json["unit"]["code"], &new.json["dueAt"], &new.json["version"]), (&json!("YC-YBJ"), &old.0["dueAt"], &json!(1)));
    let void = wjw.get(&format!("/obligations/{}", old.id())).await.expect(200).json;
    let told = ["voidReason", "voidedAt", "transferredToId", "version"].map(|member| void[member].clone());
    assert_eq!(told, [json!("transferred"), json!("2024-06-01T01:00:00.000Z"), json!(new.id()), json!(2)]);
    wjw.act(&draft, "submit", json!({})).await.expect_problem(409, "invalid_transition");
    assert!(wjw.get("/me/obligations?period=2024-05").await.items().iter().all(|one| one["id"] != old.id()));

    // Who takes over sees the task and files on it like a lead.
    ybj.get(&format!("/tasks/{task}")).await.expect(200);
    let owed = ybj.owed("YC-YBJ", "33", "2024-05").await;
    assert_eq!((owed.id(), owed.0["targets"].as_array().unwrap().len()), (new.id().as_str(), old.0["targets"].as_array().unwrap().len()));
    let path = ybj.file(report(&owed)).await;
    app.login("coordinator.fgw").await.step(&path, "accept").await;
    let counted = supervisor.get(&format!("/reports/completeness?planId={plan}&period=2024-05&asOf=2024-06-04")).await.expect(200);
    let of = |code: &str| {
        let group = counted.json["groups"].as_array().unwrap().iter().find(|one| one["unit"]["code"] == code).unwrap().clone();
        ["notYetDue", "accepted", "void"].map(|name| group["completeness"][name].as_u64().unwrap())
    };
    assert_eq!((of("YC-WJW"), of("YC-YBJ")), ([8, 0, 1], [2, 1, 0]), "市医保局 owes the report on task 2 besides");
    let whole = &counted.json["completeness"];
    assert_eq!((&whole["notYetDue"], &whole["void"]), (&json!(72), &json!(1)));
}

#[actix_web::test]
async fn only_what_is_open_is_handed_over_and_only_to_a_unit_that_can_take_it() {
    let app = TestApp::demo().await;
    let (supervisor, wjw, fgw) = (app.login("supervisor").await, app.login("reporter.wjw").await, app.login("coordinator.fgw").await);
    let open = wjw.owed("YC-WJW", "33", "2024-05").await;
    for who in [&wjw, &fgw] {
        hand(who, &open, "YC-YBJ").await.expect_problem(403, "forbidden");
    }
    let path = format!("/obligations/{}", open.id());
    for (body, faults) in [
        (json!({}), vec!["/unitId required"]),
        (json!({"unitCode": "YC-LXHY", "reason": "转办"}), vec!["/unitCode invalid_value"]),
        (json!({"unitCode": "YC-WJW"}), vec!["/unitCode contradiction", "/reason reason_required"]),
        (json!({"unitCode": "NONE", "reason": "转办"}), vec!["/unitCode not_found"]),
    ] {
        assert_eq!(supervisor.act(&path, "transfer", body.clone()).await.expect(422).faults(), faults, "{body}");
    }
    supervisor.act_at(&path, "transfer", "\"9\"", json!({})).await.expect_problem(412, "version_conflict");
    let filed = wjw.owed("YC-WJW", "1", "2024-05").await;
    let submission = wjw.file(report(&filed)).await;
    assert_eq!(hand(&supervisor, &filed, "YC-YBJ").await.expect_problem(409, "invalid_transition").json["state"], "submitted");
    fgw.step_because(&submission, "return", "请核实").await;
    // A returned report keeps the day on which it was filed, and so its unit.
    assert_eq!(hand(&supervisor, &filed, "YC-YBJ").await.expect_problem(409, "invalid_transition").json["state"], "returned");
    let taken_back = wjw.owed("YC-WJW", "4", "2024-05").await;
    let submission = wjw.file(report(&taken_back)).await;
    wjw.step(&submission, "withdraw").await;
    hand(&supervisor, &taken_back, "YC-YBJ").await.expect(201);
    assert_eq!(hand(&supervisor, &taken_back, "YC-FL").await.expect_problem(409, "invalid_transition").json["state"], "void");
    let joint = supervisor.owed("YC-NYNCJ", "48", "2024-05").await;
    let exists = hand(&supervisor, &joint, "YC-ZZB").await.expect_problem(409, "already_exists");
    assert_eq!(exists.faults(), ["/unitCode already_exists"]);
    app.login("supervisor.huzhou").await.act_at(&path, "transfer", "\"1\"", json!({})).await.expect_problem(404, "not_found");
}

#[actix_web::test]
async fn what_is_handed_back_is_owed_again() {
    let app = TestApp::demo().await;
    let (supervisor, wjw) = (app.login("supervisor").await, app.login("reporter.wjw").await);
    let first = wjw.owed("YC-WJW", "33", "2024-05").await;
    let second = Owed(hand(&supervisor, &first, "YC-YBJ").await.expect(201).json);
    let back = hand(&supervisor, &second, "YC-WJW").await.expect(201);
    assert_eq!((back.id().as_str(), &back.json["version"]), (first.id(), &json!(3)));
    let told = ["voidReason", "voidedAt", "transferredToId"].map(|member| back.json[member].clone());
    assert_eq!(told, [Value::Null, Value::Null, Value::Null]);
    let second = supervisor.get(&format!("/obligations/{}", second.id())).await.expect(200).json;
    assert_eq!((&second["voidReason"], &second["transferredToId"]), (&json!("transferred"), &json!(first.id())));
}

/// Changes of the task's duties leave a transfer alone, until the unit from which it came would owe the report no more.
#[actix_web::test]
async fn a_transfer_outlives_other_changes_of_the_duties() {
    let app = TestApp::demo().await;
    let (supervisor, wjw) = (app.login("supervisor").await, app.login("reporter.wjw").await);
    let july = wjw.owed("YC-WJW", "33", "2024-07").await;
    hand(&supervisor, &july, "YC-YBJ").await.expect(201);
    let task = july.0["task"]["id"].as_str().unwrap().to_owned();
    let duty = json!({"taskId": task, "unitCode": "YC-FL", "role": "lead", "label": "牵头单位"});
    supervisor.post("/assignments", duty).await.expect(201);
    let owed = async || {
        let page = supervisor.get(&format!("/obligations?taskId={task}&period=2024-07")).await.expect(200);
        let told = |one: &Value| format!("{} {}", one["unit"]["code"].as_str().unwrap(), one["voidReason"].as_str().unwrap_or("-"));
        let mut all: Vec<String> = page.items().iter().map(told).collect();
        all.sort();
        all
    };
    assert_eq!(owed().await, ["YC-FL -", "YC-WJW transferred", "YC-YBJ -"]);
    let page = supervisor.get(&format!("/assignments?taskId={task}&limit=50")).await.expect(200);
    let led = page.items().iter().find(|one| one["unit"]["code"] == "YC-WJW").unwrap();
    let path = format!("/assignments/{}", led["id"].as_str().unwrap());
    supervisor.patch(&path, "\"1\"", json!({"effectiveTo": "2024-06-30"})).await.expect(200);
    assert_eq!(owed().await, ["YC-FL -", "YC-WJW transferred", "YC-YBJ leadChanged"]);
}

/// A target that one unit reports for all would be asked of nobody.
#[actix_web::test]
async fn a_report_with_a_figure_of_its_own_unit_is_not_handed_over() {
    let app = TestApp::demo().await;
    let supervisor = app.login("supervisor").await;
    let owed = supervisor.owed("YC-NYNCJ", "48", "2024-05").await;
    let refused = hand(&supervisor, &owed, "YC-YBJ").await.expect(422);
    assert_eq!(refused.faults(), ["/unitCode reporting_unit"]);
    assert_eq!(refused.json["errors"][0]["params"]["indicators"].as_array().unwrap().len(), 1);
    let target = format!("/targets/{}", owed.target(0));
    let tag = supervisor.get(&target).await.tag();
    let change = json!({"reportingUnitCode": "YC-YBJ", "reason": "职责划转", "effectiveOn": "2024-05-01"});
    supervisor.patch(&target, &tag, change).await.expect(200);
    let new = Owed(hand(&supervisor, &owed, "YC-YBJ").await.expect(201).json);
    assert_eq!((new.0["unit"]["code"].as_str(), new.target(0)), (Some("YC-YBJ"), owed.target(0)), "now it is asked of who takes over");
}

/// What was void for a time is void in every report about that time, whatever came after.
#[actix_web::test]
async fn a_time_out_is_remembered_when_something_is_owed_again() {
    let app = TestApp::demo().await;
    let supervisor = app.login("supervisor").await;
    let first = supervisor.owed("YC-WJW", "33", "2024-05").await;
    let plan = first.0["plan"]["id"].as_str().unwrap().to_owned();
    app.set_time("2024-06-01T02:00:00Z");
    let supervisor = app.login("supervisor").await;
    let second = Owed(hand(&supervisor, &first, "YC-YBJ").await.expect(201).json);
    app.set_time("2024-06-02T02:00:00Z");
    let supervisor = app.login("supervisor").await;
    hand(&supervisor, &second, "YC-WJW").await.expect(201);
    app.set_time("2024-06-03T02:00:00Z");
    let supervisor = app.login("supervisor").await;
    for (known, wjw, ybj) in [
        ("2024-06-01T01:59:59.999Z", (9, 0), (1, 0)),
        ("2024-06-01T02:00:00Z", (8, 1), (2, 0)),
        ("2024-06-02T01:59:59.999Z", (8, 1), (2, 0)),
        ("2024-06-02T02:00:00Z", (9, 0), (1, 1)),
    ] {
        let path = format!("/reports/completeness?planId={plan}&period=2024-05&knownAt={known}");
        let report = supervisor.get(&path).await.expect(200);
        let of = |code: &str| {
            let group = report.json["groups"].as_array().unwrap().iter().find(|one| one["unit"]["code"] == code).unwrap();
            ["notYetDue", "void"].map(|name| group["completeness"][name].as_u64().unwrap()).into()
        };
        assert_eq!((of("YC-WJW"), of("YC-YBJ")), (wjw, ybj), "{known}");
    }
}

/// The actual figures of the plan's targets, in the order of their entry.
async fn actuals(app: &TestApp, draft: &Draft, query: &str) -> Vec<Value> {
    let report = app.login("leader").await.get(&format!("/plans/{}/progress?{query}", draft.id)).await.expect(200).json;
    let targets = report["tasks"][0]["targets"].as_array().unwrap().clone();
    targets.iter().map(|target| target["assessment"]["actual"].clone()).collect()
}

/// From July on another unit brings the figures: what the first one reported for the quarter before still counts.
#[actix_web::test]
async fn figures_of_the_unit_that_reported_before_are_not_lost() {
    let app = TestApp::demo().await;
    let author = app.login("supervisor").await;
    let draft = Draft::new(&author, plan("p", json!({}))).await;
    let task = draft.task("1", None).await;
    for unit in ["YC-WJW", "YC-JYJ"] {
        draft.lead(&task, unit).await;
    }
    let mut targets = Vec::new();
    for (indicator, series) in [("新增", "increment"), ("累计", "cumulative")] {
        let target = json!({"taskId": task, "indicator": indicator, "text": format!("{indicator}100个"), "operator": "eq", "value": 100,
            "unitOfMeasure": "个", "series": series, "quantityKind": "count", "reportingUnitCode": "YC-WJW"});
        targets.push(author.post("/targets", target).await.expect(201).id());
    }
    draft.rule(quarterly(json!({}))).await;
    draft.run("issue").await.expect(200);
    let file = async |who: &str, unit: &str, period: &str, figures: [f64; 2], day: &str| {
        app.set_time(&format!("2024-{day}T01:00:00Z"));
        let person = app.login(who).await;
        let filed = person.file(person.owed(unit, "1", period).await.report(&figures)).await;
        app.login("coordinator.fgw").await.step(&filed, "accept").await;
    };
    file("reporter.wjw", "YC-WJW", "2024Q2", [10.0, 30.0], "07-05").await;
    app.set_time("2024-07-20T01:00:00Z");
    let author = app.login("supervisor").await;
    for target in &targets {
        let change = json!({"reportingUnitCode": "YC-JYJ", "reason": "职责划转", "effectiveOn": "2024-07-01"});
        author.edit(&format!("/targets/{target}"), change).await.expect(200);
    }
    assert_eq!(actuals(&app, &draft, "asOf=2024-07-31").await, [json!(10), json!(30)], "told for the quarter before the change");
    file("reporter.jyj", "YC-JYJ", "2024Q3", [15.0, 42.0], "10-05").await;
    app.set_time("2024-10-20T01:00:00Z");
    assert_eq!(actuals(&app, &draft, "asOf=2024-10-20").await, [json!(25), json!(42)], "10 + 15, and the total to date");
    assert_eq!(actuals(&app, &draft, "asOf=2024-07-10&knownAt=2024-07-10T00:00:00Z").await, [json!(10), json!(30)]);
}
