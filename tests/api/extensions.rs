//! More time for a report: asked for, granted or refused by somebody else, and over by itself.

use duban::domain::role::Role;
use serde_json::{Value, json};

use crate::support::cycle::Owed;
use crate::support::{Person, Reply, TestApp};

/// The small plan; its report for May is due on 3 June and its window closes on 8 June, 24:00 in China.
async fn may(app: &TestApp) -> (String, Owed) {
    let plan = app.small_plan(json!({}), &[]).await;
    let owed = app.small_owed(&plan, "2024-05").await;
    (plan, owed)
}

fn until_on(owed: &Owed, day: &str) -> Value {
    json!({"obligationId": owed.id(), "untilOn": day, "reason": "县市区数据尚在核实"})
}

async fn ask(person: &Person, owed: &Owed, day: &str) -> Reply {
    person.post("/extensions", until_on(owed, day)).await
}

fn report(owed: &Owed) -> Value {
    json!({"obligationId": owed.id(), "progress": "按序时推进。"})
}

#[actix_web::test]
async fn an_extension_opens_a_closed_window_and_ends_by_itself() {
    let app = TestApp::demo().await;
    let (_, owed) = may(&app).await;
    app.set_time("2024-06-09T01:00:00Z");
    let (wjw, fgw) = (app.login("reporter.wjw").await, app.login("coordinator.fgw").await);
    wjw.post("/submissions", report(&owed)).await.expect_problem(409, "window_closed");
    let asked = ask(&wjw, &owed, "2024-06-12").await.expect(201);
    assert_eq!((&asked.json["state"], &asked.json["until"]), (&json!("requested"), &json!("2024-06-12T16:00:00.000Z")));
    wjw.post("/submissions", report(&owed)).await.expect_problem(409, "window_closed");

    let path = format!("/extensions/{}", asked.id());
    assert_eq!(fgw.get(&path).await.expect(200).json["allowedActions"], json!(["approve", "refuse"]));
    assert_eq!(wjw.get(&path).await.expect(200).json["allowedActions"], json!([]));
    let approved = fgw.step(&path, "approve").await;
    assert_eq!((&approved.json["state"], &approved.json["decidedAt"]), (&json!("approved"), &json!("2024-06-09T01:00:00.000Z")));
    assert_eq!(approved.json["allowedActions"], json!([]));
    let shown = wjw.get(&format!("/obligations/{}", owed.id())).await.expect(200);
    let times = ["dueAt", "closesAt", "extendedUntil"].map(|member| shown.json[member].as_str().unwrap().to_owned());
    assert_eq!(times, ["2024-06-03T16:00:00.000Z", "2024-06-08T16:00:00.000Z", "2024-06-12T16:00:00.000Z"]);
    assert_eq!(shown.json["daysLeft"], 3, "from the 9th to the 12th");

    let path = wjw.begin(report(&owed)).await;
    assert_eq!(wjw.get(&path).await.json["obligation"]["extendedUntil"], "2024-06-12T16:00:00.000Z");
    // 24:00 of the 12th itself is still in time; nobody ends the extension but the clock.
    app.set_time("2024-06-12T16:00:00Z");
    let wjw = app.login("reporter.wjw").await;
    let filed = wjw.step(&path, "submit").await;
    assert_eq!((&filed.json["onTime"], &filed.json["allowedActions"]), (&json!(true), &json!(["withdraw"])));
    wjw.step(&path, "withdraw").await;
    app.set_time("2024-06-12T16:00:00.001Z");
    let over = wjw.get(&path).await.expect(200);
    assert_eq!(over.json["allowedActions"], json!([]));
    for action in ["submit", "withdraw"] {
        let problem = if action == "submit" { "window_closed" } else { "invalid_transition" };
        wjw.act(&path, action, json!({})).await.expect_problem(409, problem);
    }
    wjw.edit(&path, json!({"progress": "补充"})).await.expect_problem(409, "window_closed");
    let kept = app.login("coordinator.fgw").await.get(&format!("/extensions/{}", asked.id())).await.expect(200);
    assert_eq!(kept.json["state"], "approved");
}

/// The plan of Yichang has windows without an end: an extension moves the deadline only.
#[actix_web::test]
async fn who_files_after_the_extension_is_late_and_within_it_on_time() {
    let app = TestApp::demo().await;
    let (wjw, fgw) = (app.login("reporter.wjw").await, app.login("coordinator.fgw").await);
    let [first, second] = [wjw.owed("YC-WJW", "4", "2024-05").await, wjw.owed("YC-WJW", "27", "2024-05").await];
    for owed in [&first, &second] {
        assert_eq!(ask(&fgw, owed, "2024-06-05").await.expect(201).json["state"], "approved");
    }
    // 5 June, 24:00 in China.
    app.set_time("2024-06-05T16:00:00Z");
    let wjw = app.login("reporter.wjw").await;
    let within = wjw.file(first.report(&[839.0])).await;
    app.set_time("2024-06-05T16:00:00.001Z");
    let count = second.0["targets"].as_array().unwrap().len();
    let after = wjw.file(second.report(&vec![1.0; count])).await;
    for (path, on_time) in [(within, true), (after, false)] {
        assert_eq!(wjw.get(&path).await.expect(200).json["onTime"], on_time, "{path}");
    }
}

#[actix_web::test]
async fn nobody_grants_what_they_asked_for() {
    let app = TestApp::demo().await;
    let (_, owed) = may(&app).await;
    app.db_account("both", "YC-WJW", &[(Role::Reporter, "YC-WJW"), (Role::Coordinator, "YC-FGW")]).await;
    let both = app.login("both").await;
    let asked = ask(&both, &owed, "2024-06-12").await.expect(201);
    assert_eq!(asked.json["state"], "requested", "who files for the unit asks, even where they might grant");
    assert_eq!(asked.json["allowedActions"], json!([]));
    let path = format!("/extensions/{}", asked.id());
    both.act(&path, "approve", json!({})).await.expect_problem(403, "separation_of_duties");
    both.act(&path, "refuse", json!({"reason": "不需要"})).await.expect_problem(403, "separation_of_duties");
    let wjw = app.login("reporter.wjw").await;
    wjw.act(&path, "approve", json!({})).await.expect_problem(403, "forbidden");
    // The supervision office may grant as well, asked or not.
    let supervisor = app.login("supervisor").await;
    let refused = supervisor.step_because(&path, "refuse", "数据已可取得").await;
    assert_eq!((&refused.json["state"], &refused.json["refusalReason"]), (&json!("refused"), &json!("数据已可取得")));
    assert_eq!(refused.json["decidedBy"], supervisor.get("/me").await.json["name"]);
    let granted = ask(&supervisor, &owed, "2024-06-20").await.expect(201);
    assert_eq!((&granted.json["state"], &granted.json["requestedBy"]), (&json!("approved"), &granted.json["decidedBy"]));
    for action in ["approve", "refuse"] {
        let again = both.act(&path, action, body(action)).await;
        assert_eq!(again.expect_problem(409, "invalid_transition").json["state"], "refused");
    }
}

fn body(action: &str) -> Value {
    if action == "refuse" { json!({"reason": "再议"}) } else { json!({}) }
}

#[actix_web::test]
async fn others_do_not_ask_and_what_is_out_of_reach_does_not_exist() {
    let app = TestApp::demo().await;
    let (_, owed) = may(&app).await;
    let asked = ask(&app.login("reporter.wjw").await, &owed, "2024-06-12").await.expect(201);
    let path = format!("/extensions/{}", asked.id());
    for who in ["reporter.jyj", "supervisor.huzhou"] {
        let person = app.login(who).await;
        let faults = ask(&person, &owed, "2024-06-12").await.expect(422).faults();
        assert_eq!(faults, ["/obligationId not_found"], "{who}");
        person.get(&path).await.expect_problem(404, "not_found");
    }
    ask(&app.login("leader").await, &owed, "2024-06-12").await.expect_problem(403, "forbidden");
    app.login("leader").await.get(&path).await.expect(200);
    app.login("auditor").await.get("/extensions").await.expect_problem(403, "forbidden");
    app.login("supervisor.huzhou").await.act_at(&path, "approve", "\"1\"", json!({})).await.expect_problem(404, "not_found");
}

#[actix_web::test]
async fn a_wish_is_refused_with_all_its_faults() {
    let app = TestApp::demo().await;
    let (_, owed) = may(&app).await;
    let wjw = app.login("reporter.wjw").await;
    for (wish, faults) in [
        (json!({}), vec!["/until required", "/reason reason_required"]),
        (json!({"reason": " ", "untilOn": "2024-06-12"}), vec!["/reason reason_required"]),
        (json!({"untilOn": "2024-06-12", "until": "2024-06-12T16:00:00Z", "reason": "核实"}), vec!["/untilOn contradiction"]),
        // The deadline itself is no more time; neither is a day before it.
        (json!({"untilOn": "2024-06-03", "reason": "核实"}), vec!["/untilOn out_of_range"]),
        (json!({"until": "2024-06-03T16:00:00Z"}), vec!["/until out_of_range", "/reason reason_required"]),
        (json!({"until": "2024-06-03T16:00:00.001Z", "reason": "核实", "state": "approved"}), vec!["/state read_only_field"]),
    ] {
        let mut whole = wish.clone();
        whole["obligationId"] = json!(owed.id());
        assert_eq!(wjw.post("/extensions", whole).await.expect(422).faults(), faults, "{wish}");
    }
    ask(&wjw, &owed, "2024-06-12").await.expect(201);
    let twice = ask(&wjw, &owed, "2024-06-13").await;
    assert_eq!(twice.expect_problem(409, "already_exists").faults(), ["/obligationId already_exists"]);
}

#[actix_web::test]
async fn more_time_is_for_reports_that_wait_for_the_unit() {
    let app = TestApp::demo().await;
    let (plan, owed) = may(&app).await;
    let (wjw, fgw) = (app.login("reporter.wjw").await, app.login("coordinator.fgw").await);
    let path = wjw.file(report(&owed)).await;
    let filed = ask(&wjw, &owed, "2024-06-12").await.expect_problem(409, "invalid_transition");
    assert_eq!(filed.json["state"], "submitted");
    fgw.step_because(&path, "return", "请补充进展").await;
    let asked = ask(&wjw, &owed, "2024-06-12").await.expect(201);
    let extension = format!("/extensions/{}", asked.id());
    fgw.act_at(&extension, "approve", "\"7\"", json!({})).await.expect_problem(412, "version_conflict");
    // When the time asked for has passed there is nothing left to grant.
    app.set_time("2024-06-12T16:00:00Z");
    let fgw = app.login("coordinator.fgw").await;
    let late = fgw.act(&extension, "approve", json!({})).await.expect_problem(409, "invalid_transition");
    assert_eq!(late.json["allowedActions"], json!(["refuse"]));
    fgw.step_because(&extension, "refuse", "已过期").await;
    let june = app.small_owed(&plan, "2024-06").await;
    app.db_void(&june).await;
    let void = ask(&app.login("reporter.wjw").await, &june, "2024-07-12").await.expect_problem(409, "invalid_transition");
    assert_eq!(void.json["state"], "void");
    app.login("supervisor").await.act(&format!("/plans/{plan}"), "close", json!({})).await.expect(200);
    let july = app.small_owed(&plan, "2024-07").await;
    let closed = ask(&fgw, &july, "2024-08-12").await.expect_problem(409, "invalid_transition");
    assert_eq!(closed.json["state"], "closed");
}

#[actix_web::test]
async fn extensions_are_listed_by_plan_report_unit_and_state() {
    let app = TestApp::demo().await;
    let (plan, owed) = may(&app).await;
    let (wjw, fgw) = (app.login("reporter.wjw").await, app.login("coordinator.fgw").await);
    let june = app.small_owed(&plan, "2024-06").await;
    ask(&wjw, &owed, "2024-06-12").await.expect(201);
    ask(&fgw, &june, "2024-07-12").await.expect(201);
    let unit = wjw.get("/me").await.text_at("/unit/id");
    let nobody = "0197a6f0-c0de-7000-a000-0000000000ff";
    for (filter, expected) in [
        (String::new(), 2),
        (format!("planId={plan}"), 2),
        (format!("planId={nobody}"), 0),
        (format!("obligationId={}", june.id()), 1),
        (format!("unitId={unit}"), 2),
        (format!("unitId={nobody}"), 0),
        ("state=requested".into(), 1),
        ("state=approved,refused".into(), 1),
        ("state=refused".into(), 0),
        ("sort=-until".into(), 2),
    ] {
        let page = fgw.get(&format!("/extensions?count=true&{filter}")).await.expect(200);
        assert_eq!(page.json["page"]["total"], expected, "{filter}");
    }
    let (_, one) = app.statements_of(fgw.get("/extensions?limit=1")).await;
    let (_, two) = app.statements_of(fgw.get("/extensions?limit=2")).await;
    assert_eq!(one, two);
    fgw.get("/extensions?state=open").await.expect_problem(400, "invalid_parameter");
}
