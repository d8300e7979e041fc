//! Reporting rules: who reports to whom, how often; entered and changed while the plan is a draft, fixed when it is issued.

use actix_web::http::Method;
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::drafts::{Draft, over, plan, quarterly};

const NOBODY: &str = "0197a6f0-c0de-7000-a000-0000000000ff";

#[actix_web::test]
async fn a_rule_is_entered_changed_and_removed() {
    let app = TestApp::demo().await;
    let supervisor = app.login("supervisor").await;
    let draft = Draft::new(&supervisor, plan("p", json!({}))).await;
    let new = over(quarterly(json!({})), json!({"planId": draft.id}));
    let rule = supervisor.post("/reporting-rules", new).await.expect(201);
    let path = format!("/reporting-rules/{}", rule.id());
    assert_eq!(rule.header("location"), format!("/api/v1{path}"));
    let calendar = json!({"frequency": "quarterly", "dueDay": 10, "opensDay": null, "closesAfterDays": null, "firstPeriod": null,
        "every": null, "lastPeriod": null, "listed": []});
    for (member, value) in [
        ("n", json!(1)),
        ("calendar", calendar),
        ("parts", json!([])),
        ("textLimit", json!(null)),
        ("limitPolicy", json!("warn")),
        ("signsFirst", json!(false)),
        ("collectsFigures", json!(true)),
        ("returnDays", json!(3)),
    ] {
        assert_eq!(rule.json[member], value, "{member}");
    }
    assert_eq!(rule.json["receiverUnit"]["name"], "市发改委");
    let second = over(quarterly(json!({"collectsFigures": false})), json!({"planId": draft.id}));
    let second = supervisor.post("/reporting-rules", second).await.expect(201);
    assert_eq!(second.json["n"], 2, "the next one");

    let patch = json!({"calendar": {"closesAfterDays": 5}, "textLimit": 500, "receiverUnitCode": "YC-ZFBGS", "parts": ["progress"]});
    let changed = supervisor.patch(&path, &rule.tag(), patch).await.expect(200);
    assert_eq!(
        (&changed.json["calendar"]["dueDay"], &changed.json["calendar"]["closesAfterDays"]),
        (&json!(10), &json!(5)),
        "the calendar is merged"
    );
    assert_eq!((&changed.json["textLimit"], &changed.json["receiverUnit"]["code"]), (&json!(500), &json!("YC-ZFBGS")));
    let cleared = supervisor.patch(&path, "\"2\"", json!({"textLimit": null, "calendar": {"closesAfterDays": null}})).await.expect(200);
    assert_eq!((&cleared.json["textLimit"], &cleared.json["calendar"]["closesAfterDays"]), (&json!(null), &json!(null)));
    assert_eq!((&cleared.json["parts"], &cleared.json["title"]), (&json!(["progress"]), &json!("季报")));
    assert_eq!(supervisor.get(&path).await.expect(200).json, cleared.json);

    supervisor.patch(&path, "\"2\"", json!({"title": "x"})).await.expect_problem(412, "version_conflict");
    supervisor.send(Method::PATCH, &path, &[], Some("{}".into())).await.expect_problem(428, "if_match_required");
    supervisor.send(Method::DELETE, &path, &[], None).await.expect_problem(428, "if_match_required");
    supervisor.delete(&path, "\"2\"").await.expect_problem(412, "version_conflict");
    supervisor.delete(&path, "\"3\"").await.expect(204);
    supervisor.get(&path).await.expect_problem(404, "not_found");
}

#[actix_web::test]
async fn what_is_wrong_with_a_rule_is_named_in_place() {
    let app = TestApp::demo().await;
    let supervisor = app.login("supervisor").await;
    let draft = Draft::new(&supervisor, plan("p", json!({}))).await;
    let unit = supervisor.get("/units?code=YC-WJW").await.items()[0]["id"].clone();
    let listed = |dates: Value| json!({"calendar": {"frequency": "listed", "listed": dates}});
    for (wrong, faults) in [
        (json!({"planId": NOBODY}), vec!["/planId not_found"]),
        (json!({"receiverUnitCode": null}), vec!["/receiverUnitId required"]),
        (json!({"receiverUnitCode": "HZ-FGW"}), vec!["/receiverUnitCode not_found"]),
        (json!({"receiverUnitId": unit}), vec!["/receiverUnitId contradiction"]),
        (json!({"title": " ", "parts": ["progress", "progress"]}), vec!["/title required", "/parts/1 duplicate_item"]),
        (json!({"parts": ["figures"]}), vec!["/parts/0 invalid_value"]),
        (json!({"returnDays": 0}), vec!["/returnDays out_of_range"]),
        (json!({"calendar": {"frequency": "quarterly"}}), vec!["/calendar/dueDay required"]),
        (
            json!({"calendar": {"frequency": "monthly", "dueDay": 32, "opensDay": 0}}),
            vec!["/calendar/dueDay out_of_range", "/calendar/opensDay out_of_range"],
        ),
        (
            json!({"calendar": {"frequency": "monthly", "dueDay": 3, "firstPeriod": "2024Q2"}}),
            vec!["/calendar/firstPeriod period_type_mismatch"],
        ),
        (
            json!({"calendar": {"frequency": "monthly", "dueDay": 3, "firstPeriod": "2023-12", "lastPeriod": "2025-01"}}),
            vec!["/calendar/firstPeriod out_of_range", "/calendar/lastPeriod out_of_range"],
        ),
        (
            json!({"calendar": {"frequency": "monthly", "dueDay": 3, "firstPeriod": "2024-13"}}),
            vec!["/calendar/firstPeriod invalid_period"],
        ),
        (json!({"calendar": {"frequency": "listed", "dueDay": 3}}), vec!["/calendar/dueDay must_be_absent", "/calendar/listed required"]),
        (
            listed(json!([{"period": "2024", "dueOn": "2024-12-10"}, {"period": "2024", "dueOn": "2024-12-09"}])),
            vec!["/calendar/listed/1/period duplicate_item", "/calendar/listed/1/dueOn contradiction"],
        ),
        (listed(json!([{"period": "2025", "dueOn": "2025-12-10"}])), vec!["/calendar/listed/0/period out_of_range"]),
        (listed(json!([{"period": "2024H1", "dueOn": "2024-06-30", "asAt": "2024-07-01"}])), vec!["/calendar/listed/0/asAt out_of_range"]),
        (listed(json!([{"period": "2024H1", "dueOn": "2024-6-30"}])), vec!["/calendar/listed/0/dueOn invalid_date"]),
    ] {
        let body = over(over(quarterly(json!({})), json!({"planId": draft.id})), wrong);
        let refused = supervisor.post("/reporting-rules", body.clone()).await.expect_problem(422, "validation_failed");
        assert_eq!(refused.faults(), faults, "{body}");
    }
    let path = format!("/reporting-rules/{}", draft.rule(quarterly(json!({}))).await);
    for member in ["n", "title", "reporters", "calendar", "parts", "limitPolicy", "signsFirst", "collectsFigures", "returnDays"] {
        let refused = supervisor.patch(&path, "\"1\"", json!({member: null})).await.expect(422);
        assert_eq!(refused.faults(), [format!("/{member} invalid_type")]);
    }
    let halves = supervisor.patch(&path, "\"1\"", json!({"calendar": {"frequency": "listed"}})).await.expect(422);
    assert_eq!(halves.faults(), ["/calendar/dueDay must_be_absent", "/calendar/listed required"], "the rest of the calendar stays");
}

#[actix_web::test]
async fn numbers_are_unique_and_one_rule_of_a_plan_collects_figures() {
    let app = TestApp::demo().await;
    let supervisor = app.login("supervisor").await;
    let draft = Draft::new(&supervisor, plan("p", json!({}))).await;
    let first = draft.rule(quarterly(json!({}))).await;
    let rule = |more: Value| over(over(quarterly(json!({})), json!({"planId": draft.id})), more);
    let second = supervisor.post("/reporting-rules", rule(json!({}))).await.expect_problem(422, "validation_failed");
    assert_eq!(second.faults(), ["/collectsFigures contradiction"]);
    let taken = supervisor.post("/reporting-rules", rule(json!({"n": 1, "collectsFigures": false}))).await;
    assert_eq!(taken.expect_problem(409, "already_exists").faults(), ["/n already_exists"]);
    let texts = draft.rule(quarterly(json!({"collectsFigures": false}))).await;
    let path = format!("/reporting-rules/{texts}");
    assert_eq!(
        supervisor.patch(&path, "\"1\"", json!({"collectsFigures": true})).await.expect(422).faults(),
        ["/collectsFigures contradiction"]
    );
    assert_eq!(
        supervisor.patch(&path, "\"1\"", json!({"n": 1})).await.expect_problem(409, "already_exists").faults(),
        ["/n already_exists"]
    );
    supervisor.patch(&format!("/reporting-rules/{first}"), "\"1\"", json!({"collectsFigures": false})).await.expect(200);
    supervisor.patch(&path, "\"1\"", json!({"collectsFigures": true})).await.expect(200);
}

#[actix_web::test]
async fn the_period_of_a_plan_keeps_those_its_rules_name() {
    let app = TestApp::demo().await;
    let supervisor = app.login("supervisor").await;
    let draft = Draft::new(&supervisor, plan("p", json!({}))).await;
    draft.rule(quarterly(json!({"calendar": {"frequency": "quarterly", "dueDay": 10, "lastPeriod": "2024Q4"}}))).await;
    let cut = supervisor.patch(&draft.path(), "\"1\"", json!({"endsOn": "2024-09-30"})).await.expect(422);
    assert_eq!(cut.faults(), ["/endsOn contradiction"]);
    supervisor.patch(&draft.path(), "\"1\"", json!({"endsOn": "2024-10-01"})).await.expect(200);
}

#[actix_web::test]
async fn rules_are_fixed_once_the_plan_is_issued() {
    let app = TestApp::demo().await;
    let supervisor = app.login("supervisor").await;
    let draft = Draft::new(&supervisor, plan("p", json!({}))).await;
    let path = format!("/reporting-rules/{}", draft.rule(quarterly(json!({}))).await);
    draft.task("1", None).await;
    draft.run("issue").await.expect(200);
    let more = over(quarterly(json!({"collectsFigures": false})), json!({"planId": draft.id}));
    supervisor.post("/reporting-rules", more).await.expect_problem(409, "plan_not_draft");
    supervisor.patch(&path, "\"1\"", json!({"title": "x"})).await.expect_problem(409, "plan_not_draft");
    supervisor.delete(&path, "\"1\"").await.expect_problem(409, "plan_not_draft");
}

#[actix_web::test]
async fn the_list_of_rules_is_filtered_sorted_and_paged() {
    let app = TestApp::demo().await;
    let supervisor = app.login("supervisor").await;
    let draft = Draft::new(&supervisor, plan("p", json!({}))).await;
    for n in [9, 3, 6] {
        draft.rule(quarterly(json!({"n": n, "collectsFigures": false}))).await;
        app.set_time(&format!("2024-06-01T01:0{n}:00Z"));
    }
    for (sort, expected) in [("", [3, 6, 9]), ("&sort=n", [3, 6, 9]), ("&sort=-n", [9, 6, 3])] {
        let page = supervisor.get(&format!("/reporting-rules?planId={}{sort}", draft.id)).await.expect(200);
        let numbers: Vec<i64> = page.items().iter().map(|rule| rule["n"].as_i64().unwrap()).collect();
        assert_eq!(numbers, expected, "{sort}");
    }
    let mut seen = Vec::new();
    let mut path = "/reporting-rules?limit=1&count=true&sort=updatedAt".to_owned();
    loop {
        let page = supervisor.get(&path).await.expect(200);
        assert_eq!(page.json["page"]["total"], 4);
        seen.push(page.items()[0]["n"].as_i64().unwrap());
        let Some(next) = page.json["page"]["nextCursor"].as_str() else { break };
        path = format!("/reporting-rules?limit=1&count=true&sort=updatedAt&cursor={next}");
    }
    // Yichang's own was entered in April; the clock went 01:00, 01:09, 01:03.
    assert_eq!(seen, [1, 9, 6, 3]);
    let (_, few) = app.statements_of(supervisor.get("/reporting-rules?limit=1")).await;
    let (_, many) = app.statements_of(supervisor.get("/reporting-rules?limit=200")).await;
    assert_eq!(few, many);
}

#[actix_web::test]
async fn rules_are_read_with_their_plan_and_written_by_supervisors() {
    let app = TestApp::demo().await;
    let supervisor = app.login("supervisor").await;
    let draft = Draft::new(&supervisor, plan("p", json!({}))).await;
    let path = format!("/reporting-rules/{}", draft.rule(quarterly(json!({}))).await);
    let (wjw, leader) = (app.login("reporter.wjw").await, app.login("leader").await);
    wjw.get(&path).await.expect_problem(404, "not_found");
    leader.get(&path).await.expect(200);
    let task = draft.task("1", None).await;
    draft.lead(&task, "YC-WJW").await;
    draft.run("issue").await.expect(200);
    wjw.get(&path).await.expect(200);
    app.login("reporter.jyj").await.get(&path).await.expect_problem(404, "not_found");
    app.login("supervisor.huzhou").await.get(&path).await.expect_problem(404, "not_found");
    for person in [&wjw, &leader] {
        person.post("/reporting-rules", quarterly(json!({"planId": draft.id}))).await.expect_problem(403, "forbidden");
        person.patch(&path, "\"1\"", json!({"title": "x"})).await.expect_problem(403, "forbidden");
        person.delete(&path, "\"1\"").await.expect_problem(403, "forbidden");
    }
}

/// 自7月份起,每两个月.
#[actix_web::test]
async fn a_report_can_be_owed_every_two_months_from_july() {
    let app = TestApp::demo().await;
    let draft = Draft::new(&app.login("supervisor").await, plan("p", json!({}))).await;
    let task = draft.task("1", None).await;
    draft.lead(&task, "YC-WJW").await;
    let calendar = json!({"frequency": "monthly", "dueDay": 3, "firstPeriod": "2024-07", "every": 2});
    let wrong = over(quarterly(json!({"planId": draft.id, "calendar": over(calendar.clone(), json!({"every": 0}))})), json!({}));
    assert_eq!(draft.author.post("/reporting-rules", wrong).await.expect(422).faults(), ["/calendar/every out_of_range"]);
    draft.rule(quarterly(json!({"calendar": calendar}))).await;
    draft.run("issue").await.expect(200);
    let page = draft.author.get(&format!("/obligations?planId={}&sort=period", draft.id)).await.expect(200);
    let owed: Vec<_> = page.items().iter().map(|one| (one["period"].as_str().unwrap(), one["dueAt"].as_str().unwrap())).collect();
    let expected =
        [("2024-07", "2024-08-03T16:00:00.000Z"), ("2024-09", "2024-10-03T16:00:00.000Z"), ("2024-11", "2024-12-03T16:00:00.000Z")];
    assert_eq!(owed, expected);
}
