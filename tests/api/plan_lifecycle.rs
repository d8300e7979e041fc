//! The life of a plan from draft to archive, what may still change in each stage, and the whole of it as a tree.

use actix_web::http::Method;
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::drafts::{Draft, plan, quarterly};

#[actix_web::test]
async fn a_plan_without_day_of_issue_or_tasks_is_not_issued() {
    let app = TestApp::demo().await;
    let supervisor = app.login("supervisor").await;
    let draft = Draft::new(&supervisor, plan("p", json!({"issuedOn": null}))).await;
    let refused = draft.run("issue").await.expect_problem(422, "validation_failed");
    assert_eq!(refused.faults(), ["/issuedOn required", "/tasks required"]);
    draft.task("1", None).await;
    assert_eq!(draft.run("issue").await.expect(422).faults(), ["/issuedOn required"]);
    supervisor.patch(&draft.path(), "\"1\"", json!({"issuedOn": "2024-04-02"})).await.expect(200);
    assert_eq!(draft.run("issue").await.expect(200).json["state"], "issued");
}

#[actix_web::test]
async fn a_plan_goes_from_draft_to_archive_and_never_back() {
    let app = TestApp::demo().await;
    let supervisor = app.login("supervisor").await;
    let draft = Draft::new(&supervisor, plan("p", json!({}))).await;
    draft.task("1", None).await;
    let path = draft.path();
    for (state, step, allowed, next) in [
        ("draft", "issue", json!(["update", "delete", "issue"]), json!(["update", "close"])),
        ("issued", "close", json!(["update", "close"]), json!(["archive"])),
        ("closed", "archive", json!(["archive"]), json!([])),
        ("archived", "", json!([]), json!([])),
    ] {
        for action in ["issue", "close", "archive"].into_iter().filter(|action| *action != step) {
            let refused = draft.run(action).await.expect_problem(409, "invalid_transition");
            assert_eq!((&refused.json["state"], &refused.json["allowedActions"]), (&json!(state), &allowed), "{action}");
        }
        if !step.is_empty() {
            supervisor.send(Method::POST, &format!("{path}/{step}"), &[], None).await.expect_problem(428, "if_match_required");
            supervisor.act_at(&path, step, "\"77\"", json!({})).await.expect_problem(412, "version_conflict");
            let more = supervisor.act(&path, step, json!({"reason": "x"})).await.expect_problem(422, "validation_failed");
            assert_eq!(more.faults(), ["/reason unknown_field"]);
            let done = draft.run(step).await.expect(200);
            assert_eq!(done.json["allowedActions"], next);
        }
    }
    let now = supervisor.get(&path).await.expect(200);
    assert_eq!((&now.json["state"], &now.json["version"]), (&json!("archived"), &json!(4)));
    let trail = app.login("auditor").await.get(&format!("/audit-events?subjectId={}", draft.id)).await.expect(200);
    let done: Vec<&Value> = trail.items().iter().map(|event| &event["action"]).filter(|action| *action != "request.refused").collect();
    for action in ["plan.created", "plan.issued", "plan.closed", "plan.archived"] {
        assert_eq!(done.iter().filter(|seen| **seen == action).count(), 1, "{action}: {done:?}");
    }
}

#[actix_web::test]
async fn an_issued_plan_changes_only_where_the_document_does_not_say_so() {
    let app = TestApp::demo().await;
    let supervisor = app.login("supervisor").await;
    let draft = Draft::new(&supervisor, plan("p", json!({}))).await;
    draft.task("1", None).await;
    draft.run("issue").await.expect(200);
    for (member, value) in [
        ("code", json!("q")),
        ("title", json!("别的")),
        ("kind", json!("batch")),
        ("startsOn", json!("2024-01-02")),
        ("endsOn", json!("2024-12-30")),
        ("documentNumber", json!("宜府办发〔2024〕22号")),
        ("issuedOn", json!("2024-04-03")),
        ("signedOn", json!(null)),
        ("printedOn", json!("2024-04-03")),
        ("batch", json!("第二批")),
        ("parentId", json!(null)),
        ("parentText", json!("省级方案")),
        ("leadRule", json!("all")),
        ("defaultDue", json!({"text": "年内", "kind": "year", "latest": "2024-12-31"})),
        ("issuingUnitCode", json!("YC-FGW")),
        ("coordinatingUnitId", json!(null)),
        ("coordinatingUnitCode", json!("YC-WJW")),
        ("meetingUnitCode", json!("YC-LXHY")),
    ] {
        let refused = supervisor.patch(&draft.path(), "\"2\"", json!({member: value, "isPublic": true})).await;
        let refused = refused.expect_problem(409, "plan_not_draft");
        assert_eq!(refused.faults(), [format!("/{member} plan_not_draft")]);
        assert_eq!((&refused.json["state"], &refused.json["allowedActions"]), (&json!("issued"), &json!(["update", "close"])));
    }
    let free = json!({"addressees": "各县市区人民政府", "isPublic": true, "thresholds": {"behind": 15}, "palette": {"behind": "#ffcc00"},
        "supervisingUnitCode": "YC-ZWDCS"});
    let changed = supervisor.patch(&draft.path(), "\"2\"", free).await.expect(200);
    assert_eq!((&changed.json["isPublic"], &changed.json["supervisingUnit"]["code"]), (&json!(true), &json!("YC-ZWDCS")));
    let kept = supervisor.delete(&draft.path(), "\"3\"").await.expect_problem(409, "plan_not_draft");
    assert_eq!((&kept.json["state"], &kept.json["allowedActions"]), (&json!("issued"), &json!(["update", "close"])));
    draft.run("close").await.expect(200);
    let late = supervisor.patch(&draft.path(), "\"4\"", json!({"isPublic": false})).await.expect_problem(409, "invalid_transition");
    assert_eq!((&late.json["state"], &late.json["allowedActions"]), (&json!("closed"), &json!(["archive"])));
    supervisor.delete(&draft.path(), "\"4\"").await.expect_problem(409, "invalid_transition");
}

#[actix_web::test]
async fn a_draft_with_parts_is_not_removed() {
    let app = TestApp::demo().await;
    let supervisor = app.login("supervisor").await;
    for (code, collection, part) in [
        ("a", "/sections", json!({"number": "一", "title": "总体要求"})),
        ("b", "/tasks", json!({"number": "1", "code": "1", "title": "事项"})),
        ("c", "/reporting-rules", quarterly(json!({}))),
    ] {
        let draft = Draft::new(&supervisor, plan(code, json!({}))).await;
        let id = draft.part(collection, part).await;
        supervisor.delete(&draft.path(), "\"1\"").await.expect_problem(409, "has_children");
        supervisor.delete(&format!("{collection}/{id}"), "\"1\"").await.expect(204);
        supervisor.delete(&draft.path(), "\"1\"").await.expect(204);
    }
}

/// Two headings one below the other, a key work with a measure under the lower one, a task under none.
async fn whole(draft: &Draft) -> [String; 3] {
    let upper = draft.part("/sections", json!({"number": "一", "title": "上"})).await;
    let lower = draft.part("/sections", json!({"number": "(一)", "title": "下", "parentId": upper})).await;
    let due = json!({"text": "6月底前", "kind": "month", "latest": "2024-06-30", "control": "2024-06-30"});
    let parameters = json!([{"text": "3岁以下", "kind": "eligibility", "operator": "lt", "value": 3, "unitOfMeasure": "岁"}]);
    let work = json!({"number": "1", "code": "1", "title": "重点工作", "sectionId": lower, "due": due, "parameters": parameters});
    let work = draft.part("/tasks", work).await;
    let measure = draft.part("/tasks", json!({"number": "①", "code": "1.1", "title": "举措", "parentId": work, "how": "新建"})).await;
    let loose = draft.task("2", None).await;
    draft.lead(&work, "YC-WJW").await;
    draft.lead(&loose, "YC-JYJ").await;
    let target = draft.target(&measure, "新增托位").await;
    draft.author.post("/checkpoints", json!({"targetId": target, "dueOn": "2024-06-30", "value": 60})).await.expect(201);
    draft.rule(quarterly(json!({"parts": ["progress", "problems"]}))).await;
    [work, measure, loose]
}

#[actix_web::test]
async fn the_tree_holds_the_whole_plan() {
    let app = TestApp::demo().await;
    let supervisor = app.login("supervisor").await;
    let draft = Draft::new(&supervisor, plan("p", json!({"defaultDue": {"text": "年内", "kind": "year", "latest": "2024-12-31"}}))).await;
    let [work, measure, loose] = whole(&draft).await;
    let tree = supervisor.get(&format!("{}/tree", draft.path())).await.expect(200).json;
    assert_eq!((&tree["plan"]["id"], &tree["leadsOn"]), (&json!(draft.id), &json!("2024-06-01")));
    assert_eq!(tree["sections"].as_array().unwrap().len(), 1);
    let upper = &tree["sections"][0];
    assert_eq!((&upper["title"], &upper["tasks"], &upper["sections"][0]["number"]), (&json!("上"), &json!([]), &json!("(一)")));
    let first = &upper["sections"][0]["tasks"][0];
    assert_eq!((&first["id"], &first["title"], &first["effectiveStartsOn"]), (&json!(work), &json!("重点工作"), &json!("2024-01-01")));
    assert_eq!((&first["due"]["control"], &first["parameters"][0]["text"]), (&json!("2024-06-30"), &json!("3岁以下")));
    assert_eq!((&first["assignments"][0]["label"], &first["assignments"][0]["effectiveFrom"]), (&json!("牵头单位"), &json!("2024-01-01")));
    let below = &first["measures"][0];
    assert_eq!((&below["id"], &below["how"], &below["parentId"]), (&json!(measure), &json!("新建"), &json!(work)));
    assert_eq!((&below["due"], &below["effectiveDue"]["text"]), (&json!(null), &json!("6月底前")), "inherited from the key work");
    assert_eq!((&below["effectiveLeads"][0]["unit"]["name"], &below["effectiveLeads"][0]["taskId"]), (&json!("市卫健委"), &json!(work)));
    let target = &below["targets"][0];
    assert_eq!((&target["value"], &target["unitOfMeasure"], &target["series"]), (&json!(100), &json!("个"), &json!("cumulative")));
    assert_eq!((&target["checkpoints"][0]["dueOn"], &target["checkpoints"][0]["value"]), (&json!("2024-06-30"), &json!(60)));
    assert_eq!(target["recordedAt"], "2024-06-01T01:00:00.000Z");
    let last = &tree["tasks"][0];
    assert_eq!((&last["id"], &last["effectiveDue"]["text"]), (&json!(loose), &json!("年内")), "inherited from the plan");
    let rule = &tree["reportingRules"][0];
    assert_eq!((&rule["title"], &rule["receiverUnit"]["name"], &rule["n"]), (&json!("季报"), &json!("市发改委"), &json!(1)));
    assert_eq!((&rule["calendar"]["frequency"], &rule["parts"]), (&json!("quarterly"), &json!(["progress", "problems"])));
}

fn titles(tasks: &Value) -> Vec<&str> {
    tasks.as_array().unwrap().iter().map(|task| task["code"].as_str().unwrap()).collect()
}

#[actix_web::test]
async fn the_tree_shows_a_unit_its_own_branches() {
    let app = TestApp::demo().await;
    let supervisor = app.login("supervisor").await;
    let draft = Draft::new(&supervisor, plan("p", json!({}))).await;
    let [work, ..] = whole(&draft).await;
    let other = draft.task("1.2", Some(&work)).await;
    draft.lead(&other, "YC-CGW").await;
    draft.run("issue").await.expect(200);
    let tree = format!("{}/tree", draft.path());
    for (who, under_heading, measures, loose) in [
        ("reporter.wjw", vec!["1"], vec!["1.1", "1.2"], vec![]),
        ("reporter.cgw", vec!["1"], vec!["1.2"], vec![]),
        ("coordinator.fgw", vec!["1"], vec!["1.1", "1.2"], vec!["2"]),
    ] {
        let seen = app.login(who).await.get(&tree).await.expect(200).json;
        let under = &seen["sections"][0]["sections"][0]["tasks"];
        assert_eq!((titles(under), titles(&under[0]["measures"]), titles(&seen["tasks"])), (under_heading, measures, loose), "{who}");
    }
    let jyj = app.login("reporter.jyj").await.get(&tree).await.expect(200).json;
    assert_eq!((titles(&jyj["sections"][0]["sections"][0]["tasks"]), titles(&jyj["tasks"])), (vec![], vec!["2"]));
}

#[actix_web::test]
async fn the_tree_costs_the_same_however_large_the_plan() {
    let app = TestApp::demo().await;
    let supervisor = app.login("supervisor").await;
    let yichang = supervisor.get("/plans").await.items()[0]["id"].as_str().unwrap().to_owned();
    let draft = Draft::new(&supervisor, plan("p", json!({}))).await;
    whole(&draft).await;
    for who in ["leader", "reporter.wjw"] {
        if who == "reporter.wjw" {
            draft.run("issue").await.expect(200);
        }
        let person = app.login(who).await;
        let (small, few) = app.statements_of(person.get(&format!("{}/tree", draft.path()))).await;
        let (large, many) = app.statements_of(person.get(&format!("/plans/{yichang}/tree"))).await;
        assert!(large.expect(200).body.len() > 2 * small.expect(200).body.len(), "{who}");
        assert_eq!(few, many, "{who}");
    }
}
