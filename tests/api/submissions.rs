//! Writing reports: begin, fill, file; what a report may carry, and when it may be written.

use serde_json::{Value, json};

use crate::support::{Reply, TestApp};

fn actions(reply: &Reply) -> Vec<&str> {
    reply.json["allowedActions"].as_array().unwrap().iter().map(|action| action.as_str().unwrap()).collect()
}

#[actix_web::test]
async fn a_report_is_begun_filled_and_filed() {
    let app = TestApp::demo().await;
    let wjw = app.login("reporter.wjw").await;
    let owed = wjw.owed("YC-WJW", "4", "2024-05").await;
    let begun = wjw.post("/submissions", json!({"obligationId": owed.id()})).await.expect(201);
    let path = format!("/submissions/{}", begun.id());
    assert_eq!((begun.header("location"), &begun.json["version"]), (format!("/api/v1{path}").as_str(), &1.into()));
    assert_eq!((&begun.json["state"], actions(&begun)), (&"draft".into(), vec!["edit", "submit"]));
    assert_eq!((&begun.json["workingRevision"], &begun.json["acceptedRevision"]), (&1.into(), &Value::Null));
    assert_eq!(begun.json["obligation"]["dueAt"], "2024-06-03T16:00:00.000Z");

    let empty = wjw.act(&path, "submit", json!({})).await.expect_problem(422, "validation_failed");
    assert_eq!(empty.faults(), ["/progress required", "/figures required"]);
    assert_eq!(
        (&empty.json["errors"][1]["params"]["targetId"], &wjw.get(&path).await.json["version"]),
        (&owed.target(0).into(), &1.into())
    );

    let one = json!({"targetId": owed.target(0), "value": 839});
    let filled = wjw.edit(&path, json!({"progress": "新增839个。", "problems": "用地未落实。", "figures": [one]})).await.expect(200);
    assert_eq!((&filled.json["version"], &filled.json["figures"][0]["value"]), (&json!(2), &json!(839)));
    let changed = wjw.edit(&path, json!({"problems": null})).await.expect(200);
    assert_eq!((&changed.json["problems"], &changed.json["progress"]), (&Value::Null, &"新增839个。".into()));
    assert_eq!(changed.json["figures"].as_array().unwrap().len(), 1, "absent keeps");
    let cleared = wjw.edit(&path, json!({"figures": []})).await.expect(200);
    assert_eq!(cleared.json["figures"], json!([]));
    wjw.edit(&path, json!({"figures": [one]})).await.expect(200);
    wjw.patch(&path, "\"3\"", json!({"progress": "迟了"})).await.expect_problem(412, "version_conflict");

    app.set_time("2024-06-01T01:05:00.000Z");
    let filed = wjw.step(&path, "submit").await;
    assert_eq!((&filed.json["state"], actions(&filed)), (&"submitted".into(), vec!["withdraw"]));
    assert_eq!((&filed.json["filedAt"], &filed.json["filedBy"]), (&"2024-06-01T01:05:00.000Z".into(), &"卫健委填报员".into()));
    assert_eq!((&filed.json["firstFiledAt"], &filed.json["onTime"]), (&"2024-06-01T01:05:00.000Z".into(), &true.into()));
    let late = wjw.edit(&path, json!({"progress": "又改"})).await.expect_problem(409, "invalid_transition");
    assert_eq!((&late.json["state"], &late.json["allowedActions"]), (&"submitted".into(), &json!(["return", "accept", "withdraw"])));
}

#[actix_web::test]
async fn a_draft_can_be_discarded_until_it_was_filed() {
    let app = TestApp::demo().await;
    let wjw = app.login("reporter.wjw").await;
    let owed = wjw.owed("YC-WJW", "4", "2024-05").await;
    let path = wjw.begin(owed.report(&[839.0])).await;
    let again = wjw.post("/submissions", owed.report(&[840.0])).await.expect_problem(409, "already_exists");
    assert_eq!(again.faults(), ["/obligationId already_exists"]);
    wjw.delete(&path, "\"1\"").await.expect(204);
    wjw.get(&path).await.expect_problem(404, "not_found");
    let path = wjw.file(owed.report(&[840.0])).await;
    wjw.delete(&path, "\"2\"").await.expect_problem(409, "invalid_transition");
    wjw.step(&path, "withdraw").await;
    wjw.delete(&path, "\"3\"").await.expect_problem(409, "invalid_transition");
    wjw.post("/submissions", owed.report(&[840.0])).await.expect_problem(409, "already_exists");
}

#[actix_web::test]
async fn nobody_begins_a_report_for_others() {
    let app = TestApp::demo().await;
    app.db_account(
        "both",
        "YC-FGW",
        &[(duban::domain::role::Role::Reporter, "YC-JYJ"), (duban::domain::role::Role::Coordinator, "YC-FGW")],
    )
    .await;
    let owed = app.login("reporter.wjw").await.owed("YC-WJW", "4", "2024-05").await;
    let begin = |id: &str| json!({"obligationId": id, "progress": "一"});
    for stranger in ["reporter.jyj", "reporter.huzhou"] {
        let person = app.login(stranger).await;
        for id in [owed.id(), "0197a6f0-c0de-7000-a000-0000000000ff"] {
            let reply = person.post("/submissions", begin(id)).await.expect_problem(422, "validation_failed");
            assert_eq!(reply.faults(), ["/obligationId not_found"], "{stranger} {id}");
        }
    }
    // Who sees it and files for another unit is told that it is not theirs.
    app.login("both").await.post("/submissions", begin(owed.id())).await.expect_problem(403, "forbidden");
    for other in ["coordinator.fgw", "supervisor", "leader", "sysadmin", "auditor"] {
        app.login(other).await.post("/submissions", begin(owed.id())).await.expect_problem(403, "forbidden");
    }
    app.login("approver.wjw").await.post("/submissions", begin(owed.id())).await.expect(201);
}

#[actix_web::test]
async fn what_is_owed_no_more_cannot_be_reported() {
    let app = TestApp::demo().await;
    let wjw = app.login("reporter.wjw").await;
    let (begun, untouched) = (wjw.owed("YC-WJW", "4", "2024-05").await, wjw.owed("YC-WJW", "27", "2024-05").await);
    let path = wjw.begin(begun.report(&[839.0])).await;
    app.db_void(&begun).await;
    app.db_void(&untouched).await;
    let refused = wjw.post("/submissions", untouched.report(&[1.0])).await.expect_problem(409, "invalid_transition");
    assert_eq!((&refused.json["state"], &refused.json["allowedActions"]), (&"void".into(), &json!([])));
    assert_eq!(actions(&wjw.get(&path).await.expect(200)), [""; 0]);
    wjw.edit(&path, json!({"progress": "二"})).await.expect_problem(409, "invalid_transition");
    wjw.act(&path, "submit", json!({})).await.expect_problem(409, "invalid_transition");
    wjw.delete(&path, "\"1\"").await.expect(204);
}

#[actix_web::test]
async fn nothing_moves_in_a_closed_plan() {
    let app = TestApp::demo().await;
    let wjw = app.login("reporter.wjw").await;
    let (one, other) = (wjw.owed("YC-WJW", "4", "2024-05").await, wjw.owed("YC-WJW", "27", "2024-05").await);
    let path = wjw.file(one.report(&[839.0])).await;
    let plan = one.0["plan"]["id"].as_str().unwrap().to_owned();
    app.login("supervisor").await.step(&format!("/plans/{plan}"), "close").await;
    let refused = wjw.post("/submissions", other.report(&[1.0])).await.expect_problem(409, "invalid_transition");
    assert_eq!(refused.json["state"], "closed");
    let fgw = app.login("coordinator.fgw").await;
    fgw.act(&path, "accept", json!({})).await.expect_problem(409, "invalid_transition");
    for person in [fgw, wjw] {
        assert_eq!(actions(&person.get(&path).await.expect(200)), [""; 0]);
    }
}

#[actix_web::test]
async fn a_report_carries_the_figures_of_its_own_task() {
    let app = TestApp::demo().await;
    let wjw = app.login("reporter.wjw").await;
    let owed = wjw.owed("YC-WJW", "4", "2024-05").await;
    let visible = wjw.owed("YC-WJW", "27", "2024-05").await.target(0);
    let hidden = app.login("reporter.jyj").await.owed("YC-JYJ", "5", "2024-05").await.target(0);
    let own = owed.target(0);
    let figures = json!([
        {"targetId": own, "value": 1},
        {"targetId": own, "value": 2},
        {"targetId": visible, "value": 1},
        {"targetId": hidden, "value": 1},
        {"targetId": "0197a6f0-c0de-7000-a000-0000000000ff", "value": 1},
    ]);
    let expected = [
        "/figures/1/targetId duplicate_item",
        "/figures/2/targetId target_of_another_task",
        "/figures/3/targetId not_found",
        "/figures/4/targetId not_found",
    ];
    let refused = wjw.post("/submissions", json!({"obligationId": owed.id(), "figures": figures})).await.expect(422);
    assert_eq!(refused.faults(), expected);
    let path = wjw.begin(owed.report(&[1.0])).await;
    let refused = wjw.edit(&path, json!({"figures": figures})).await.expect(422);
    assert_eq!(refused.faults(), expected);
    assert_eq!(wjw.get(&path).await.json["figures"].as_array().unwrap().len(), 1, "nothing is half written");
}

#[actix_web::test]
async fn figures_are_exact_or_refused() {
    let app = TestApp::demo().await;
    let wjw = app.login("reporter.wjw").await;
    let owed = wjw.owed("YC-WJW", "4", "2024-05").await;
    let path = wjw.begin(owed.report(&[1.0])).await;
    let with = |rest: Value| {
        let mut figure = json!({"targetId": owed.target(0)});
        figure.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        json!({"figures": [figure]})
    };
    for (rest, fault) in [
        (json!({"value": 1.00001}), "/figures/0/value precision_exceeded"),
        (json!({"value": 100_000_000_000_u64}), "/figures/0/value out_of_range"),
        (json!({"value": -100_000_000_000_i64}), "/figures/0/value out_of_range"),
        (json!({"value": "839"}), "/figures/0/value invalid_type"),
        (json!({"value": true}), "/figures/0/value invalid_type"),
        (json!({"numerator": 1, "denominator": 2}), "/figures/0/numerator must_be_absent"),
        (json!({"value": 1, "whyMissing": "无"}), "/figures/0/whyMissing contradiction"),
        (json!({"whyMissing": "无".repeat(501)}), "/figures/0/whyMissing too_long"),
        (json!({"amount": 1}), "/figures/0/amount unknown_field"),
    ] {
        let refused = wjw.edit(&path, with(rest.clone())).await.expect(422);
        assert_eq!(refused.faults()[0], fault, "{rest}");
    }
    let most = wjw.edit(&path, with(json!({"value": 99_999_999_999.999_9}))).await.expect(200);
    assert!(String::from_utf8(most.body).unwrap().contains("\"value\":99999999999.9999"));
    // A draft may say nothing of a figure yet; a report must, or say why not.
    wjw.edit(&path, with(json!({"whyMissing": "  "}))).await.expect(200);
    let refused = wjw.act(&path, "submit", json!({})).await.expect(422);
    assert_eq!(refused.faults(), ["/figures required"]);
    wjw.edit(&path, with(json!({"whyMissing": "统计口径待省里明确"}))).await.expect(200);
    let filed = wjw.step(&path, "submit").await;
    assert_eq!(filed.json["figures"][0]["whyMissing"], "统计口径待省里明确");
    app.login("coordinator.fgw").await.step(&path, "accept").await;
    let figures = wjw.get("/figures").await.expect(200);
    assert_eq!(figures.json["items"], json!([]), "a reason is no figure");
}

#[actix_web::test]
async fn coverages_are_reported_by_their_two_parts() {
    let app = TestApp::demo().await;
    let coverage = json!({"operator": "all", "value": null, "unitOfMeasure": "%", "series": "level", "quantityKind": "coverage"});
    let plan = app.small_plan(json!({}), &[coverage]).await;
    let owed = app.small_owed(&plan, "2024-05").await;
    let wjw = app.login("reporter.wjw").await;
    let path = wjw.begin(owed.report(&[])).await;
    let with = |numerator: Value, denominator: Value| json!({"figures": [{"targetId": owed.target(0), "numerator": numerator, "denominator": denominator}]});
    for (numerator, denominator, faults) in [
        (json!(2), Value::Null, ["/figures/0/denominator required"]),
        (Value::Null, json!(3), ["/figures/0/numerator required"]),
        (json!(2), json!(0), ["/figures/0/denominator out_of_range"]),
        (json!(2), json!(-3), ["/figures/0/denominator out_of_range"]),
        (json!(99_999_999_999_u64), json!(0.0001), ["/figures/0/numerator out_of_range"]),
    ] {
        let refused = wjw.edit(&path, with(numerator, denominator)).await.expect(422);
        assert_eq!(refused.faults(), faults);
    }
    wjw.edit(&path, with(json!(2), json!(3))).await.expect(200);
    wjw.step(&path, "submit").await;
    app.login("coordinator.fgw").await.step(&path, "accept").await;
    let figure = wjw.get("/figures").await.expect(200).items()[0].clone();
    // 2/3 in percent, half up to four decimals.
    assert_eq!((&figure["value"], &figure["numerator"], &figure["denominator"]), (&json!(66.6667), &json!(2), &json!(3)));
}

#[actix_web::test]
async fn the_rule_says_which_parts_and_how_long() {
    let app = TestApp::demo().await;
    let rule =
        json!({"parts": ["progress", "problems", "suggestions"], "textLimit": 10, "limitPolicy": "refuse", "collectsFigures": false});
    let plan = app.small_plan(rule, &[json!({})]).await;
    let owed = app.small_owed(&plan, "2024-05").await;
    assert_eq!(owed.0["targets"], json!([]), "this rule asks for no figures");
    let wjw = app.login("reporter.wjw").await;
    let target = wjw.get(&format!("/targets?taskId={}", owed.0["task"]["id"].as_str().unwrap())).await.items()[0]["id"].clone();
    let figures = json!({"obligationId": owed.id(), "figures": [{"targetId": target, "value": 1}]});
    assert_eq!(wjw.post("/submissions", figures).await.expect(422).faults(), ["/figures must_be_absent"]);
    let path = wjw.begin(json!({"obligationId": owed.id(), "progress": "字".repeat(11), "problems": " \n"})).await;
    let refused = wjw.act(&path, "submit", json!({})).await.expect(422);
    assert_eq!(refused.faults(), ["/progress too_long", "/problems required", "/suggestions required"]);
    wjw.edit(&path, json!({"progress": "字".repeat(10), "problems": "无", "suggestions": "无"})).await.expect(200);
    wjw.step(&path, "submit").await;
    let long = wjw.edit(&path, json!({"progress": "字".repeat(10_001)})).await.expect(422);
    assert_eq!(long.faults(), ["/progress too_long"]);
}

#[actix_web::test]
async fn no_report_before_the_window_opens() {
    let app = TestApp::demo().await;
    app.set_time("2024-06-24T15:59:59.999Z");
    let wjw = app.login("reporter.wjw").await;
    let june = wjw.owed("YC-WJW", "4", "2024-06").await;
    wjw.post("/submissions", june.report(&[900.0])).await.expect_problem(409, "window_not_open");
    app.set_time("2024-06-24T16:00:00.000Z");
    wjw.file(june.report(&[900.0])).await;
}

#[actix_web::test]
async fn after_the_window_closed_every_door_is_shut() {
    let app = TestApp::demo().await;
    let plan = app.small_plan(json!({}), &[json!({})]).await;
    app.set_time("2024-07-02T00:00:00.000Z");
    let (may, june) = (app.small_owed(&plan, "2024-05").await, app.small_owed(&plan, "2024-06").await);
    let wjw = app.login("reporter.wjw").await;
    wjw.post("/submissions", may.report(&[10.0])).await.expect_problem(409, "window_closed");
    let draft = wjw.begin(june.report(&[20.0])).await;
    // Due on 3 July, five days more: 24:00 of 8 July in Yichang, that instant included.
    app.set_time("2024-07-08T16:00:00.000Z");
    let wjw = app.login("reporter.wjw").await;
    wjw.edit(&draft, json!({"progress": "最后一刻"})).await.expect(200);
    app.set_time("2024-07-08T16:00:00.001Z");
    wjw.edit(&draft, json!({"progress": "迟"})).await.expect_problem(409, "window_closed");
    wjw.act(&draft, "submit", json!({})).await.expect_problem(409, "window_closed");
    assert_eq!(actions(&wjw.get(&draft).await), [""; 0]);
    wjw.delete(&draft, "\"2\"").await.expect(204);
    wjw.post("/submissions", june.report(&[20.0])).await.expect_problem(409, "window_closed");
}

/// Otherwise the unit could neither keep its report nor file it again.
#[actix_web::test]
async fn a_report_is_not_taken_back_after_the_window_closed() {
    let app = TestApp::demo().await;
    let plan = app.small_plan(json!({"returnDays": 2}), &[json!({})]).await;
    let may = app.small_owed(&plan, "2024-05").await;
    let path = app.login("reporter.wjw").await.file(may.report(&[10.0])).await;
    app.set_time("2024-06-08T16:00:00.001Z");
    let (wjw, fgw) = (app.login("reporter.wjw").await, app.login("coordinator.fgw").await);
    assert_eq!(actions(&wjw.get(&path).await), [""; 0]);
    wjw.act(&path, "withdraw", json!({})).await.expect_problem(409, "window_closed");
    // The receiving unit helps: a return gives days of its own, within which it may also be taken back.
    fgw.step_because(&path, "return", "请核实").await;
    wjw.step(&path, "submit").await;
    assert_eq!(actions(&wjw.get(&path).await), ["withdraw"]);
    wjw.step(&path, "withdraw").await;
    wjw.step(&path, "submit").await;
    fgw.step(&path, "accept").await;
}

/// 24:00 of the due day is still that day, in Yichang: 16:00 UTC.
#[actix_web::test]
async fn the_last_instant_of_the_due_day_is_in_time() {
    let app = TestApp::demo().await;
    let mut told = Vec::new();
    for (task, at) in [("4", "2024-06-03T15:59:59.999Z"), ("27", "2024-06-03T16:00:00.000Z"), ("29", "2024-06-03T16:00:00.001Z")] {
        app.set_time(at);
        let wjw = app.login("reporter.wjw").await;
        let path = wjw.file(wjw.owed("YC-WJW", task, "2024-05").await.report(&[1.0])).await;
        let filed = wjw.get(&path).await.expect(200);
        told.push((filed.text("firstFiledAt"), filed.json["onTime"].as_bool().unwrap()));
    }
    let expected = [("2024-06-03T15:59:59.999Z", true), ("2024-06-03T16:00:00.000Z", true), ("2024-06-03T16:00:00.001Z", false)]
        .map(|(at, on)| (at.to_owned(), on));
    assert_eq!(told, expected);
    let wjw = app.login("reporter.wjw").await;
    let plan = wjw.get("/plans").await.items()[0]["id"].as_str().unwrap().to_owned();
    let report = wjw.get(&format!("/plans/{plan}/progress")).await.expect(200);
    let may = report.json["periods"].as_array().unwrap().iter().find(|it| it["period"] == "2024-05").unwrap()["completeness"].clone();
    assert_eq!((&may["expected"], &may["onTime"], &may["late"], &may["missing"]), (&9.into(), &2.into(), &1.into(), &6.into()));
    // While the day lasts, and at its very end, nothing is due.
    let earlier = wjw.get(&format!("/plans/{plan}/progress?knownAt=2024-06-03T16:00:00Z")).await.expect(200);
    let may = earlier.json["periods"].as_array().unwrap().iter().find(|it| it["period"] == "2024-05").unwrap()["completeness"].clone();
    assert_eq!((&may["expected"], &may["notYetDue"], &may["filedEarly"]), (&0.into(), &9.into(), &2.into()));
}
