//! One target and another: the same promise at a key work and its measure, sums, ratios, the parent plan.

use serde_json::{Value, json};

use crate::support::drafts::{Draft, over, plan, quarterly};
use crate::support::{Person, TestApp};

fn link(from: &str, to: &str, kind: &str) -> Value {
    json!({"fromId": from, "toId": to, "kind": kind})
}

/// A key work without leads and its measure under 市卫健委, the same target at both.
struct Twice {
    draft: Draft,
    work: String,
    whole: String,
    same: String,
}

async fn twice(author: &Person) -> Twice {
    let due = json!({"text": "2024年底前", "kind": "year", "latest": "2024-12-31", "control": "2024-12-31"});
    let draft = Draft::new(author, plan("p", json!({"defaultDue": due}))).await;
    let work = draft.task("4", None).await;
    let measure = draft.task("4.2", Some(&work)).await;
    draft.lead(&measure, "YC-WJW").await;
    let whole = draft.target(&work, "环境综合整治").await;
    let same = draft.target(&measure, "环境综合整治").await;
    draft.rule(quarterly(json!({}))).await;
    Twice { draft, work, whole, same }
}

#[actix_web::test]
async fn a_link_is_entered_found_and_removed() {
    let app = TestApp::demo().await;
    let author = app.login("supervisor").await;
    let Twice { draft, whole, same, .. } = twice(&author).await;
    let made = author.post("/target-links", link(&same, &whole, "same")).await.expect(201);
    let path = format!("/target-links/{}", made.id());
    assert_eq!(made.header("location"), format!("/api/v1{path}"));
    assert_eq!((&made.json["from"]["id"], &made.json["to"]["id"], &made.json["kind"]), (&json!(same), &json!(whole), &json!("same")));
    assert_eq!((&made.json["to"]["indicator"], &made.json["planId"]), (&json!("环境综合整治"), &json!(draft.id)));
    for query in [format!("planId={}", draft.id), format!("targetId={same}"), format!("targetId={whole}&kind=same,sumOf")] {
        assert_eq!(author.get(&format!("/target-links?{query}")).await.expect(200).items(), &vec![made.json.clone()], "{query}");
    }
    assert_eq!(author.get("/target-links?kind=sumOf").await.expect(200).items().len(), 0);
    author.post("/target-links", link(&same, &whole, "same")).await.expect_problem(409, "already_exists");
    author.post("/target-links", link(&whole, &same, "same")).await.expect_problem(409, "cycle");
    author.delete(&format!("/targets/{whole}"), "\"1\"").await.expect_problem(409, "has_children");
    app.login("reporter.wjw").await.post("/target-links", link(&same, &whole, "sumOf")).await.expect_problem(403, "forbidden");
    app.login("supervisor.huzhou").await.get(&path).await.expect_problem(404, "not_found");
    author.delete(&path, &made.tag()).await.expect(204);
    author.get(&path).await.expect_problem(404, "not_found");
    draft.run("issue").await.expect(200);
    author.post("/target-links", link(&same, &whole, "same")).await.expect_problem(409, "plan_not_draft");
}

#[actix_web::test]
async fn what_a_link_may_not_join_is_named_in_place() {
    let app = TestApp::demo().await;
    let author = app.login("supervisor").await;
    let Twice { work, whole, same, .. } = twice(&author).await;
    let other = Draft::new(&author, plan("q", json!({}))).await;
    let task = other.task("1", None).await;
    let foreign = other.target(&task, "别处").await;
    let area = json!({"taskId": work, "indicator": "面积", "text": "面积12亩", "operator": "eq", "value": 12, "unitOfMeasure": "亩",
        "series": "cumulative", "quantityKind": "amount"});
    let area = author.post("/targets", area).await.expect(201).id();
    for (body, fault) in [
        (link(&same, &same, "same"), "/toId contradiction"),
        (link(&same, &foreign, "same"), "/toId not_found"),
        (link(&same, &whole, "parentPlan"), "/toId not_found"),
        (link("0197a6f0-c0de-7000-a000-0000000000ff", &whole, "same"), "/fromId not_found"),
        (link(&same, &area, "same"), "/kind contradiction"),
        (link(&same, &whole, "twin"), "/kind invalid_value"),
    ] {
        assert_eq!(author.post("/target-links", body).await.expect_problem(422, "validation_failed").faults(), [fault]);
    }
    author.post("/target-links", link(&same, &area, "numeratorOf")).await.expect(201);
}

#[actix_web::test]
async fn a_target_carries_out_one_of_the_parent_plan() {
    let app = TestApp::demo().await;
    let author = app.login("supervisor").await;
    let Twice { draft, whole, .. } = twice(&author).await;
    let child = Draft::new(&author, plan("child", json!({"parentId": draft.id}))).await;
    let task = child.task("1", None).await;
    let target = child.target(&task, "环境综合整治").await;
    let made = author.post("/target-links", link(&target, &whole, "parentPlan")).await.expect(201);
    assert_eq!((&made.json["planId"], &made.json["to"]["id"]), (&json!(child.id), &json!(whole)));
}

/// 80 of 100 by the end of June: the line asks for 100·182/366 = 49.7268, so both are ahead, and the promise counts once.
#[actix_web::test]
async fn a_key_work_takes_the_figures_of_the_same_target_at_its_measure() {
    let app = TestApp::demo().await;
    app.set_time("2024-04-05T09:00:00+08:00");
    let author = app.login("supervisor").await;
    let Twice { draft, work, whole, same } = twice(&author).await;
    author.post("/target-links", link(&same, &whole, "same")).await.expect(201);
    draft.run("issue").await.expect(200);
    app.set_time("2024-07-02T09:00:00+08:00");
    let (reporter, receiver) = (app.login("reporter.wjw").await, app.login("coordinator.fgw").await);
    let owed = reporter.owed("YC-WJW", "4.2", "2024Q2").await;
    let filed = reporter.file(owed.report(&[80.0])).await;
    let report = format!("/plans/{}/progress?asOf=2024-06-30", draft.id);
    let before = app.login("leader").await.get(&report).await.expect(200);
    assert_eq!(before.json["tasks"][0]["targets"][0]["assessment"]["actual"], Value::Null);
    receiver.step(&filed, "accept").await;
    let after = app.login("leader").await.get(&report).await.expect(200);
    let (work_row, measure_row) = (&after.json["tasks"][0], &after.json["tasks"][1]);
    assert_eq!(work_row["id"], json!(work));
    for row in [work_row, measure_row] {
        let judged = &row["targets"][0]["assessment"];
        assert_eq!((&judged["actual"], &judged["state"]), (&json!(80), &json!("ahead")), "{judged}");
        assert_eq!(judged["expected"], json!(49.7268));
    }
    assert_eq!((&after.json["targets"]["firm"]["ahead"], &after.json["counts"]["onTrack"]), (&json!(1), &json!(1)));
}

/// A rule that names a task holds for that one alone; the other rule for all the rest.
#[actix_web::test]
async fn a_rule_for_one_task_asks_for_nothing_else() {
    let app = TestApp::demo().await;
    app.set_time("2024-04-05T09:00:00+08:00");
    let author = app.login("supervisor").await;
    let draft = Draft::new(&author, plan("p", json!({}))).await;
    let (filing, work) = (draft.task("备案", None).await, draft.task("1", None).await);
    let measure = draft.task("1.1", Some(&work)).await;
    for task in [&filing, &measure] {
        draft.lead(task, "YC-WJW").await;
    }
    draft.rule(quarterly(json!({}))).await;
    let once = json!({"title": "备案", "receiverUnitCode": "YC-ZFBGS", "reporters": "everyLead", "taskId": filing,
        "calendar": {"frequency": "listed", "listed": [{"period": "2024", "asAt": "2024-04-30", "dueOn": "2024-04-30"}]}});
    let rule = draft.rule(once).await;
    assert_eq!(author.get(&format!("/reporting-rules/{rule}")).await.expect(200).json["taskId"], json!(filing));
    let foreign = json!({"planId": draft.id, "title": "x", "receiverUnitCode": "YC-FGW", "reporters": "everyLead",
        "taskId": draft.id, "calendar": {"frequency": "yearly", "dueDay": 10}});
    assert_eq!(author.post("/reporting-rules", foreign).await.expect_problem(422, "validation_failed").faults(), ["/taskId not_found"]);
    draft.run("issue").await.expect(200);
    let owed = author.get(&format!("/obligations?planId={}&limit=200", draft.id)).await.expect(200);
    let mut owed: Vec<String> =
        owed.items().iter().map(|one| format!("{} {}", one["task"]["code"].as_str().unwrap(), one["period"].as_str().unwrap())).collect();
    owed.sort();
    assert_eq!(owed, ["1.1 2024Q2", "1.1 2024Q3", "1.1 2024Q4", "备案 2024"]);
}

/// What a target says beside its figure, and where a plan was found.
#[actix_web::test]
async fn qualifiers_sum_rules_and_sources_are_kept_as_printed() {
    let app = TestApp::demo().await;
    let author = app.login("supervisor").await;
    let source = json!({"name": "半岛网", "publishedOn": "2021-07-30", "reprint": true, "url": null, "note": null});
    let more = json!({"campaign": "我为群众办实事", "batch": "第二批", "source": source});
    let draft = Draft::new(&author, plan("p", more)).await;
    let path = draft.path();
    let held = author.get(&path).await.expect(200);
    assert_eq!((&held.json["campaign"], &held.json["batch"], &held.json["source"]), (&json!("我为群众办实事"), &json!("第二批"), &source));
    let changed = author.patch(&path, &held.tag(), json!({"source": {"note": "转载"}, "campaign": null})).await.expect(200);
    assert_eq!((&changed.json["source"]["note"], &changed.json["source"]["name"]), (&json!("转载"), &json!("半岛网")));
    assert_eq!(changed.json["campaign"], Value::Null);
    let task = draft.task("6.3", None).await;
    let target = json!({"taskId": task, "indicator": "重大产业项目", "text": "签约20亿元以上重大产业项目2个以上", "operator": "gte", "value": 2,
        "unitOfMeasure": "个", "series": "cumulative", "quantityKind": "count", "qualifier": "20亿元以上", "scope": "各县区", "partsAddUp": true});
    let made = author.post("/targets", target).await.expect(201);
    assert_eq!(
        (&made.json["qualifier"], &made.json["scope"], &made.json["partsAddUp"]),
        (&json!("20亿元以上"), &json!("各县区"), &json!(true))
    );
    let patch = over(json!({"scope": Value::Null, "partsAddUp": false}), json!({}));
    let changed = author.patch(&format!("/targets/{}", made.id()), &made.tag(), patch).await.expect(200);
    assert_eq!(
        (&changed.json["scope"], &changed.json["partsAddUp"], &changed.json["qualifier"]),
        (&Value::Null, &json!(false), &json!("20亿元以上"))
    );
    draft.run("issue").await.expect(200);
    let late = json!({"qualifier": null, "reason": "改"});
    let path = format!("/targets/{}", made.id());
    assert_eq!(
        author.patch(&path, &changed.tag(), late).await.expect_problem(409, "plan_not_draft").faults(),
        ["/qualifier plan_not_draft"]
    );
}
