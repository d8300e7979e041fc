//! Steps of tasks: entered, found, changed in a draft; after issue only a control date is fixed where the notice gives none.

use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::drafts::{Draft, over, plan};

const NOBODY: &str = "0197a6f0-c0de-7000-a000-0000000000ff";

fn month(latest: &str) -> Value {
    json!({"text": "月底前", "kind": "month", "latest": latest, "control": latest})
}

fn fuzzy() -> Value {
    json!({"text": "待规划获批后", "kind": "condition", "earliest": null, "latest": null, "control": null})
}

fn step(task: &str, more: Value) -> Value {
    over(json!({"taskId": task, "due": month("2024-06-30"), "text": "完成半年度督查"}), more)
}

#[actix_web::test]
async fn a_step_is_entered_changed_and_removed() {
    let app = TestApp::demo().await;
    let author = app.login("supervisor").await;
    let draft = Draft::new(&author, plan("p", json!({}))).await;
    let task = draft.task("1", None).await;
    let first = author.post("/milestones", step(&task, json!({"how": "成立专班"}))).await.expect(201);
    let path = format!("/milestones/{}", first.id());
    assert_eq!(first.header("location"), format!("/api/v1{path}"));
    let expected = json!({
        "id": first.json["id"], "version": 1, "createdAt": "2024-06-01T01:00:00.000Z", "updatedAt": "2024-06-01T01:00:00.000Z", "planId": draft.id,
        "taskId": task, "ord": 1, "key": "1",
        "due": {"text": "月底前", "kind": "month", "earliest": null, "latest": "2024-06-30", "control": "2024-06-30"}, "dueOn": "2024-06-30",
        "text": "完成半年度督查", "how": "成立专班", "condition": null, "recurrence": null, "doneOn": null, "occurrences": []
    });
    assert_eq!(author.get(&path).await.expect(200).json, expected);
    let second = author.post("/milestones", step(&task, json!({"key": "7", "doneOn": "2024-05-20"}))).await.expect(201);
    assert_eq!((&second.json["ord"], &second.json["doneOn"]), (&json!(2), &json!("2024-05-20")), "known with the plan");
    let third = author.post("/milestones", step(&task, json!({}))).await.expect(201);
    assert_eq!((&third.json["ord"], &third.json["key"]), (&json!(3), &json!("8")), "the next number");
    author.post("/milestones", step(&task, json!({"key": "7"}))).await.expect_problem(409, "already_exists");

    let moved = json!({"due": {"latest": "2024-07-31", "control": "2024-07-15"}, "how": null, "ord": 9});
    let changed = author.patch(&path, &first.tag(), moved).await.expect(200).json;
    assert_eq!((&changed["due"]["text"], &changed["dueOn"]), (&json!("月底前"), &json!("2024-07-15")));
    assert_eq!((&changed["how"], &changed["ord"], &changed["version"]), (&json!(null), &json!(9), &json!(2)));
    author.patch(&path, &first.tag(), json!({"text": "x"})).await.expect_problem(412, "version_conflict");
    assert_eq!(author.patch(&path, "\"2\"", json!({"text": "x", "reason": "y"})).await.expect(422).faults(), ["/reason must_be_absent"]);

    let target = draft.target(&task, "整治").await;
    let stands = json!({"targetId": target, "milestoneId": first.id(), "dueOn": "2024-06-30", "value": 60});
    let stands = author.post("/checkpoints", stands).await.expect(201);
    assert_eq!(stands.json["milestoneId"], first.json["id"]);
    assert_eq!(author.get(&format!("/checkpoints?milestoneId={}", first.id())).await.items().len(), 1);
    author.delete(&path, "\"2\"").await.expect_problem(409, "has_children");
    let at = format!("/checkpoints/{}", stands.id());
    assert_eq!(author.patch(&at, "\"1\"", json!({"milestoneId": null})).await.expect(200).json["milestoneId"], json!(null));
    assert_eq!(author.patch(&at, "\"2\"", json!({"milestoneId": NOBODY})).await.expect(422).faults(), ["/milestoneId not_found"]);
    let elsewhere = author.post("/milestones", step(&draft.task("2", None).await, json!({}))).await.expect(201).id();
    let astray = json!({"targetId": target, "milestoneId": elsewhere, "dueOn": "2024-09-30"});
    assert_eq!(author.post("/checkpoints", astray).await.expect(422).faults(), ["/value required", "/milestoneId not_found"]);
    author.delete(&path, "\"2\"").await.expect(204);
    author.get(&path).await.expect_problem(404, "not_found");
    author.delete(&format!("/tasks/{task}"), "\"1\"").await.expect_problem(409, "has_children");
}

#[actix_web::test]
async fn a_step_that_comes_again_shows_every_time() {
    let app = TestApp::demo().await;
    let author = app.login("supervisor").await;
    let draft = Draft::new(&author, plan("p", json!({}))).await;
    let task = draft.task("1", None).await;
    let due = json!({"text": "自7月份起,每两个月", "kind": "none"});
    let again = json!({"due": due, "recurrence": {"everyMonths": 2, "from": "2024-07-01"}});
    let made = author.post("/milestones", step(&task, again)).await.expect(201);
    let days = ["2024-08-31", "2024-10-31", "2024-12-31"].map(|day| json!({"occursOn": day, "doneOn": null}));
    assert_eq!((&made.json["occurrences"], &made.json["dueOn"], &made.json["doneOn"]), (&json!(days), &json!(null), &json!(null)));
    let path = format!("/milestones/{}", made.id());
    let shorter = author.patch(&path, "\"1\"", json!({"recurrence": {"until": "2024-11-30"}})).await.expect(200).json;
    assert_eq!(shorter["recurrence"], json!({"everyMonths": 2, "from": "2024-07-01", "until": "2024-11-30"}), "merged");
    assert_eq!(shorter["occurrences"].as_array().unwrap().len(), 2);
    for (wrong, faults) in [
        (json!({"recurrence": {"everyMonths": 0}}), vec!["/recurrence/everyMonths out_of_range"]),
        (json!({"recurrence": {"from": "2025-01-01", "until": null}}), vec!["/recurrence out_of_range"]),
        (json!({"doneOn": "2024-08-30"}), vec!["/doneOn must_be_absent"]),
    ] {
        assert_eq!(author.patch(&path, "\"2\"", wrong.clone()).await.expect(422).faults(), faults, "{wrong}");
    }
    let once = author.patch(&path, "\"2\"", json!({"recurrence": null})).await.expect(200).json;
    assert_eq!((&once["recurrence"], &once["occurrences"]), (&json!(null), &json!([])));
}

#[actix_web::test]
async fn what_is_wrong_with_a_step_is_named_in_place() {
    let app = TestApp::demo().await;
    let author = app.login("supervisor").await;
    let draft = Draft::new(&author, plan("p", json!({}))).await;
    let task = draft.task("1", None).await;
    let reversed = json!({"text": " ", "kind": "month", "earliest": "2024-07-01", "latest": "2024-06-30"});
    for (body, faults) in [
        (step(NOBODY, json!({})), vec!["/taskId not_found"]),
        (step(&task, json!({"due": null})), vec!["/due required"]),
        (
            step(&task, json!({"due": reversed, "text": " ", "key": "1 2"})),
            vec!["/text required", "/key invalid_character", "/due/text required", "/due/latest out_of_range"],
        ),
        (step(&task, json!({"due": {"text": "6月", "kind": "month"}})), vec!["/due/latest required"]),
        (step(&task, json!({"ord": -1, "status": "x"})), vec!["/status unknown_field", "/ord out_of_range"]),
    ] {
        let refused = author.post("/milestones", body.clone()).await.expect_problem(422, "validation_failed");
        assert_eq!(refused.faults(), faults, "{body}");
    }
}

#[actix_web::test]
async fn steps_are_found_by_every_filter() {
    let app = TestApp::demo().await;
    let author = app.login("supervisor").await;
    let draft = Draft::new(&author, plan("p", json!({}))).await;
    let (a, b) = (draft.task("1", None).await, draft.task("2", None).await);
    let season = json!({"text": "汛期前", "kind": "season", "latest": "2024-05-31"});
    let quarterly = json!({"everyMonths": 3, "from": "2024-01-01"});
    for (task, key, more) in [
        (&a, "a1", json!({"ord": 3})),
        (&a, "a2", json!({"ord": 2, "due": month("2024-09-30")})),
        (&b, "b1", json!({"ord": 4, "due": fuzzy()})),
        (&b, "b2", json!({"ord": 5, "due": {"text": "每季度", "kind": "none"}, "recurrence": quarterly})),
        (&b, "b3", json!({"ord": 1, "due": season})),
    ] {
        author.post("/milestones", over(step(task, more), json!({"key": key}))).await.expect(201);
    }
    for (filter, expected) in [
        (String::new(), vec!["b3", "a2", "a1", "b1", "b2"]),
        ("sort=-key".to_owned(), vec!["b3", "b2", "b1", "a2", "a1"]),
        (format!("taskId={a}"), vec!["a2", "a1"]),
        ("dueOn.lte=2024-06-30".to_owned(), vec!["b3", "a1"]),
        ("dueOn.gte=2024-06-30".to_owned(), vec!["a2", "a1"]),
        ("dueOn.gte=2024-06-01&dueOn.lte=2024-06-30".to_owned(), vec!["a1"]),
        ("dated=false".to_owned(), vec!["b1", "b2"]),
        ("recurring=true".to_owned(), vec!["b2"]),
        ("recurring=false&dated=false".to_owned(), vec!["b1"]),
    ] {
        let page = author.get(format!("/milestones?planId={}&{filter}", draft.id).trim_end_matches('&')).await.expect(200);
        let found: Vec<&str> = page.items().iter().map(|item| item["key"].as_str().unwrap()).collect();
        assert_eq!(found, expected, "{filter}");
    }
    for wrong in ["sort=dueOn", "dueOn.lt=2024-06-30", "dated=yes"] {
        author.get(&format!("/milestones?{wrong}")).await.expect(400);
    }
    let costs = [1, 200].map(|limit| format!("/milestones?planId={}&limit={limit}", draft.id));
    let (_, one) = app.statements_of(author.get(&costs[0])).await;
    let (_, all) = app.statements_of(author.get(&costs[1])).await;
    assert_eq!(one, all);
}

#[actix_web::test]
async fn after_issue_only_the_day_of_a_deadline_without_one_is_fixed() {
    let app = TestApp::demo().await;
    let author = app.login("supervisor").await;
    let draft = Draft::new(&author, plan("p", json!({}))).await;
    let task = draft.task("1", None).await;
    draft.lead(&task, "YC-WJW").await;
    let dated = author.post("/milestones", step(&task, json!({}))).await.expect(201).id();
    let open = author.post("/milestones", step(&task, json!({"due": fuzzy(), "condition": "规划获批"}))).await.expect(201).id();
    let (dated, open) = (format!("/milestones/{dated}"), format!("/milestones/{open}"));
    draft.run("issue").await.expect(200);
    author.post("/milestones", step(&task, json!({}))).await.expect_problem(409, "plan_not_draft");
    author.delete(&open, "\"1\"").await.expect_problem(409, "plan_not_draft");
    let reader = app.login("reporter.wjw").await;
    assert_eq!(reader.get(&format!("/milestones?planId={}&count=true", draft.id)).await.json["page"]["total"], 2);
    app.login("reporter.jyj").await.get(&open).await.expect_problem(404, "not_found");
    reader.patch(&open, "\"1\"", json!({})).await.expect_problem(403, "forbidden");

    for (path, patch, faults) in [
        (&dated, json!({"due": {"control": "2024-07-31", "latest": "2024-07-31"}, "reason": "延期"}), vec!["/due plan_not_draft"]),
        (&dated, json!({"due": {"control": "2024-06-15"}, "reason": "提前"}), vec!["/due plan_not_draft"]),
        (&open, json!({"due": {"text": "10月底前", "control": "2024-10-31"}, "reason": "获批"}), vec!["/due plan_not_draft"]),
        (&open, json!({"text": "x", "ord": 2, "reason": "y"}), vec!["/ord plan_not_draft", "/text plan_not_draft"]),
        (&open, json!({"doneOn": "2024-06-01", "reason": "y"}), vec!["/doneOn plan_not_draft"]),
    ] {
        let refused = author.patch(path, "\"1\"", patch.clone()).await.expect_problem(409, "plan_not_draft");
        assert_eq!(refused.faults(), faults, "{patch}");
    }
    let fixed = json!({"due": {"control": "2024-10-31"}});
    assert_eq!(author.patch(&open, "\"1\"", fixed.clone()).await.expect(422).faults(), ["/reason reason_required"]);
    let done = author.patch(&open, "\"1\"", over(fixed, json!({"reason": "规划已于7月获批"}))).await.expect(200).json;
    assert_eq!((&done["due"]["text"], &done["dueOn"], &done["version"]), (&json!("待规划获批后"), &json!("2024-10-31"), &json!(2)));
    draft.run("close").await.expect(200);
    author.patch(&open, "\"2\"", json!({"due": {"control": null}, "reason": "y"})).await.expect_problem(409, "invalid_transition");
}
