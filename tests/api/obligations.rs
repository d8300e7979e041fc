//! Reading what is owed: the list with its filters, who sees what, and what one's own unit owes now.

use serde_json::{Value, json};

use crate::support::drafts::{Draft, plan, quarterly};
use crate::support::{Person, TestApp};

/// Two tasks, three leads, three quarters: nine obligations.
async fn nine(app: &TestApp) -> (Draft, String) {
    let supervisor = app.login("supervisor").await;
    let draft = Draft::new(&supervisor, plan("p", json!({}))).await;
    let first = draft.task("1", None).await;
    let second = draft.task("2", None).await;
    draft.lead(&first, "YC-WJW").await;
    draft.lead(&first, "YC-JYJ").await;
    draft.lead(&second, "YC-ZWDCS").await;
    draft.target(&first, "甲").await;
    draft.rule(quarterly(json!({}))).await;
    draft.run("issue").await.expect(200);
    (draft, second)
}

async fn unit(person: &Person, code: &str) -> String {
    person.get(&format!("/units?code={code}")).await.items()[0]["id"].as_str().unwrap().to_owned()
}

#[actix_web::test]
async fn every_filter_of_the_list_does_what_it_says() {
    let app = TestApp::demo().await;
    let (draft, second) = nine(&app).await;
    let (supervisor, wjw) = (&draft.author, app.login("reporter.wjw").await);
    let [office, department, city] = [unit(supervisor, "YC-ZFBGS").await, unit(supervisor, "YC-WJW").await, unit(supervisor, "YC").await];
    let mine = wjw.get(&format!("/obligations?planId={}&period=2024Q2", draft.id)).await.expect(200);
    let begun = wjw.post("/submissions", json!({"obligationId": mine.items()[0]["id"]})).await.expect(201);
    for (filter, expected) in [
        (String::new(), 9),
        (format!("taskId={second}"), 3),
        (format!("unitId={department}"), 3),
        (format!("unitId={office}"), 0),
        (format!("unitId.under={office}"), 3),
        (format!("unitId.under={city}"), 9),
        ("period=2024Q3".into(), 3),
        ("period=2024-07".into(), 0),
        // A draft is its unit's own affair: for everybody else nothing has begun.
        ("period=2024Q2&state=none".into(), 3),
        ("state=draft".into(), 0),
        ("state=none,draft".into(), 9),
        ("state=submitted,signed,returned,accepted".into(), 0),
        ("void=false".into(), 9),
        ("void=true".into(), 0),
        // Quarters are due on 10 July, 10 October and 10 January, 24:00 in China.
        ("dueAt.lt=2024-07-10T16:00:00Z".into(), 0),
        ("dueAt.lte=2024-07-11T00:00:00%2B08:00".into(), 3),
        ("dueAt.gt=2024-07-10T16:00:00Z".into(), 6),
        ("dueAt.gte=2024-07-10T16:00:00Z".into(), 9),
        ("dueAt.gt=2024-07-10T16:00:00Z&dueAt.lt=2025-01-01T00:00:00Z".into(), 3),
    ] {
        let page = supervisor.get(&format!("/obligations?planId={}&count=true&{filter}", draft.id)).await.expect(200);
        assert_eq!((page.items().len(), &page.json["page"]["total"]), (expected, &json!(expected)), "{filter}");
    }
    for (state, expected) in [("none", 2), ("draft", 1), ("none,draft", 3), ("submitted,returned", 0)] {
        let page = wjw.get(&format!("/obligations?planId={}&state={state}", draft.id)).await.expect(200);
        assert_eq!(page.items().len(), expected, "{state}");
    }
    let shown = wjw.get(&format!("/obligations?planId={}&state=draft", draft.id)).await.expect(200);
    let one = &shown.items()[0];
    assert_eq!(one["submission"], json!({"id": begun.id(), "state": "draft", "version": 1}));
    assert_eq!(wjw.get(&format!("/obligations/{}", one["id"].as_str().unwrap())).await.expect(200).json, *one);
    for (query, code) in [
        ("period=2024-7", "invalid_parameter"),
        ("state=open", "invalid_parameter"),
        ("void=yes", "invalid_parameter"),
        ("dueAt.lt=2024-07-10", "invalid_parameter"),
        ("dueAt=2024-07-10", "unknown_parameter"),
        ("sort=unit", "invalid_parameter"),
    ] {
        supervisor.get(&format!("/obligations?{query}")).await.expect_problem(400, code);
    }
}

#[actix_web::test]
async fn the_list_is_sorted_and_paged() {
    let app = TestApp::demo().await;
    let (draft, _) = nine(&app).await;
    for (sort, first, last) in
        [("dueAt", "2024Q2", "2024Q4"), ("-dueAt", "2024Q4", "2024Q2"), ("period", "2024Q2", "2024Q4"), ("-period", "2024Q4", "2024Q2")]
    {
        let mut seen: Vec<Value> = Vec::new();
        let base = format!("/obligations?planId={}&limit=4&sort={sort}", draft.id);
        let mut path = base.clone();
        loop {
            let page = draft.author.get(&path).await.expect(200);
            seen.extend(page.items().iter().cloned());
            let Some(next) = page.json["page"]["nextCursor"].as_str() else { break };
            path = format!("{base}&cursor={next}");
        }
        let mut ids: Vec<&str> = seen.iter().map(|one| one["id"].as_str().unwrap()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), 9, "{sort}");
        let periods: Vec<&str> = seen.iter().map(|one| one["period"].as_str().unwrap()).collect();
        assert_eq!([&periods[..3], &periods[3..6], &periods[6..]], [[first; 3], ["2024Q3"; 3], [last; 3]], "{sort}");
    }
}

#[actix_web::test]
async fn what_is_owed_is_read_by_those_who_owe_it_collect_it_or_read_everything() {
    let app = TestApp::demo().await;
    let (draft, _) = nine(&app).await;
    let list = format!("/obligations?planId={}&count=true", draft.id);
    for (who, total) in [("reporter.wjw", 3), ("reporter.cgw", 0), ("coordinator.fgw", 9), ("leader", 9), ("supervisor.huzhou", 0)] {
        assert_eq!(app.login(who).await.get(&list).await.expect(200).json["page"]["total"], total, "{who}");
    }
    let id = draft.author.get(&format!("{list}&period=2024Q2")).await.items()[0].clone();
    let theirs = id["unit"]["code"].as_str().unwrap().to_lowercase().replace("yc-", "reporter.");
    let path = format!("/obligations/{}", id["id"].as_str().unwrap());
    for who in ["reporter.cgw", "supervisor.huzhou"] {
        app.login(who).await.get(&path).await.expect_problem(404, "not_found");
    }
    for who in ["leader", "coordinator.fgw", if theirs == "reporter.zwdcs" { "leader" } else { &theirs }] {
        app.login(who).await.get(&path).await.expect(200);
    }
    for who in ["sysadmin", "auditor"] {
        app.login(who).await.get("/obligations").await.expect_problem(403, "forbidden");
    }
}

#[actix_web::test]
async fn lists_of_what_is_owed_cost_the_same_however_long() {
    let app = TestApp::demo().await;
    let (leader, wjw) = (app.login("leader").await, app.login("reporter.wjw").await);
    for (person, path) in [(&leader, "/obligations"), (&wjw, "/me/obligations")] {
        let (few, cheap) = app.statements_of(person.get(&format!("{path}?limit=9&sort=-period"))).await;
        let (many, dear) = app.statements_of(person.get(&format!("{path}?limit=200"))).await;
        assert!(few.items().len() == 9 && many.items().len() >= 18, "{path}");
        assert_eq!(cheap, dear, "{path}");
    }
}

async fn total(app: &TestApp, at: &str, query: &str) -> Value {
    app.set_time(at);
    app.login("reporter.wjw").await.get(&format!("/me/obligations?count=true&limit=1{query}")).await.expect(200).json["page"]["total"]
        .clone()
}

/// 市卫健委 leads nine tasks. The windows of April, May and June open on the 25th.
#[actix_web::test]
async fn a_reporter_sees_what_their_unit_owes_now() {
    let app = TestApp::demo().await;
    assert_eq!(total(&app, "2024-06-01T01:00:00Z", "").await, 18, "April, overdue, and May");
    assert_eq!(total(&app, "2024-06-01T01:00:00Z", "&period=2024-05").await, 9);
    assert_eq!(total(&app, "2024-06-01T01:00:00Z", "&period=2024-06").await, 0, "not open yet");
    assert_eq!(total(&app, "2024-06-24T15:59:59.999Z", "").await, 18);
    assert_eq!(total(&app, "2024-06-24T16:00:00Z", "").await, 27);
    let wjw = app.login("reporter.wjw").await;
    let unit = wjw.get("/me").await.text_at("/unit/id");
    let plan = wjw.get("/plans").await.items()[0]["id"].as_str().unwrap().to_owned();
    let nobody = "0197a6f0-c0de-7000-a000-0000000000ff";
    for (query, expected) in [
        (format!("unitId={unit}"), 27),
        (format!("unitId={nobody}"), 0),
        (format!("planId={plan}"), 27),
        (format!("planId={nobody}"), 0),
        ("state=draft".into(), 0),
        ("state=none".into(), 27),
    ] {
        let page = wjw.get(&format!("/me/obligations?count=true&{query}")).await.expect(200);
        assert_eq!(page.json["page"]["total"], expected, "{query}");
    }
    let mut periods = Vec::new();
    let mut path = "/me/obligations?limit=10&sort=-dueAt".to_owned();
    loop {
        let page = wjw.get(&path).await.expect(200);
        periods.extend(page.items().iter().map(|one| one["period"].as_str().unwrap().to_owned()));
        let Some(next) = page.json["page"]["nextCursor"].as_str() else { break };
        path = format!("/me/obligations?limit=10&sort=-dueAt&cursor={next}");
    }
    assert_eq!([&periods[..9], &periods[9..18], &periods[18..]], [["2024-06"; 9], ["2024-05"; 9], ["2024-04"; 9]]);
    wjw.get("/me/obligations?void=true").await.expect_problem(400, "unknown_parameter");
    for who in ["leader", "supervisor"] {
        assert_eq!(app.login(who).await.get("/me/obligations").await.expect(200).items().len(), 0, "{who} files for no unit");
    }
    app.login("auditor").await.get("/me/obligations").await.expect_problem(403, "forbidden");
}

/// The report for May is due on 3 June, 24:00 in China, which is 16:00 UTC.
#[actix_web::test]
async fn days_left_turn_at_midnight_in_the_business_zone() {
    let app = TestApp::demo().await;
    for (at, days) in [
        ("2024-06-01T15:59:59.999Z", 2),
        ("2024-06-01T16:00:00Z", 1),
        ("2024-06-02T16:00:00Z", 0),
        ("2024-06-03T15:59:59.999Z", 0),
        ("2024-06-03T16:00:00Z", -1),
        ("2024-06-04T15:59:59Z", -1),
    ] {
        app.set_time(at);
        let page = app.login("reporter.wjw").await.get("/me/obligations?period=2024-05&limit=1").await.expect(200);
        assert_eq!((&page.items()[0]["daysLeft"], &page.items()[0]["dueAt"]), (&json!(days), &json!("2024-06-03T16:00:00.000Z")), "{at}");
    }
}

#[actix_web::test]
async fn an_accepted_report_is_owed_no_more_and_its_figure_is_shown_with_the_next() {
    let app = TestApp::demo().await;
    let (draft, _) = nine(&app).await;
    let (wjw, coordinator) = (app.login("reporter.wjw").await, app.login("coordinator.fgw").await);
    let list = format!("/me/obligations?planId={}", draft.id);
    let owed = wjw.get(&list).await.expect(200);
    assert_eq!(owed.items().len(), 1, "the second quarter has begun, the third has not");
    let (one, target) = (&owed.items()[0], &owed.items()[0]["targets"][0]);
    assert_eq!((&target["indicator"], &target["lastFigure"]), (&json!("甲"), &json!(null)));
    let figures = json!([{"targetId": target["targetId"], "value": 41.5}]);
    let report = wjw.post("/submissions", json!({"obligationId": one["id"], "progress": "已开工", "figures": figures})).await.expect(201);
    let path = format!("/submissions/{}", report.id());
    let mut states = vec![];
    for (person, action) in [(&wjw, "submit"), (&coordinator, "accept")] {
        states.push(wjw.get(&list).await.items().first().map(|one| one["submission"]["state"].clone()));
        person.act(&path, action, json!({})).await.expect(200);
    }
    assert_eq!(states, [Some(json!("draft")), Some(json!("submitted"))], "owed until it is accepted");
    assert_eq!(wjw.get(&list).await.expect(200).items().len(), 0);
    let done = wjw.get(&format!("{list}&state=accepted")).await.expect(200);
    assert_eq!(done.items()[0]["id"], one["id"]);

    app.set_time("2024-06-30T16:00:00Z");
    let wjw = app.login("reporter.wjw").await;
    let next = wjw.get(&list).await.expect(200);
    let last = json!({"period": "2024Q2", "asAt": "2024-06-30", "value": 41.5});
    assert_eq!((&next.items()[0]["period"], &next.items()[0]["targets"][0]["lastFigure"]), (&json!("2024Q3"), &last));
    // The other lead of the same task has reported nothing yet.
    let other = app.login("reporter.jyj").await.get(&format!("{list}&period=2024Q3")).await.expect(200);
    assert_eq!(other.items()[0]["targets"][0]["lastFigure"], json!(null));
    let supervisor = app.login("supervisor").await;
    supervisor.act(&draft.path(), "close", json!({})).await.expect(200);
    assert_eq!(wjw.get(&list).await.expect(200).items().len(), 0, "a closed plan asks for no more reports");
}
