//! Tasks and targets of an issued plan: versions with a reason, what is fixed for good, and what cancelling does to reports.

use serde_json::{Value, json};

use crate::support::drafts::{Draft, plan, quarterly};
use crate::support::{Person, Reply, TestApp};

async fn task(person: &Person, code: &str) -> Value {
    person.get(&format!("/tasks?code={code}")).await.expect(200).items()[0].clone()
}

async fn target_of(person: &Person, task: &Value) -> String {
    let targets = person.get(&format!("/targets?taskId={}", task["id"].as_str().unwrap())).await.expect(200);
    targets.items()[0]["id"].as_str().unwrap().to_owned()
}

fn path(task: &Value) -> String {
    format!("/tasks/{}", task["id"].as_str().unwrap())
}

/// Period, unit and void reason of what is owed on a task, by period.
async fn owed(person: &Person, task: &Value) -> Vec<(String, String, Value)> {
    let page = person.get(&format!("/obligations?taskId={}&sort=period", task["id"].as_str().unwrap())).await.expect(200);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    page.items().iter().map(|one| (text(&one["period"]), text(&one["unit"]["code"]), one["voidReason"].clone())).collect()
}

fn void_periods(owed: &[(String, String, Value)]) -> Vec<&str> {
    owed.iter().filter(|(_, _, reason)| reason == "taskCancelled").map(|(period, ..)| period.as_str()).collect()
}

async fn obligation(person: &Person, task: &Value, period: &str) -> Value {
    let list = format!("/obligations?taskId={}&period={period}", task["id"].as_str().unwrap());
    person.get(&list).await.expect(200).items()[0].clone()
}

#[actix_web::test]
async fn a_changed_task_is_a_new_version_with_its_reason() {
    let app = TestApp::demo().await;
    let author = app.login("supervisor").await;
    let before = task(&author, "4").await;
    let path = path(&before);
    for silent in [json!({"title": "甲"}), json!({"title": "甲", "reason": " "}), json!({"title": "甲", "reason": null}), json!({})] {
        let reply = author.patch(&path, "\"1\"", silent).await.expect_problem(422, "validation_failed");
        assert_eq!(reply.faults(), ["/reason reason_required"]);
    }
    let due = json!({"text": "2024年12月20日前", "kind": "day", "latest": "2024-12-20", "control": "2024-12-20"});
    let change = json!({"due": due, "reason": "联席会议第三次会议同意延期", "effectiveOn": "2024-09-01"});
    let changed = author.patch(&path, "\"1\"", change).await.expect(200).json;
    assert_eq!((&changed["versionNumber"], &changed["effectiveOn"]), (&json!(2), &json!("2024-09-01")));
    assert_eq!((&changed["effectiveDue"]["control"], &changed["title"]), (&json!("2024-12-20"), &before["title"]));

    let versions = author.get(&format!("{path}/versions?count=true")).await.expect(200);
    assert_eq!(versions.json["page"]["total"], 2);
    let [first, second] = versions.items().as_slice() else { panic!("two versions") };
    assert_eq!((&first["versionNumber"], &first["due"], &first["reason"]), (&json!(1), &json!(null), &json!(null)));
    assert_eq!((&first["effectiveOn"], &first["parameters"]), (&json!("2024-01-01"), &before["parameters"]));
    assert_eq!((&second["due"]["control"], &second["reason"]), (&json!("2024-12-20"), &json!("联席会议第三次会议同意延期")));
    assert_eq!((&second["recordedAt"], &second["taskId"]), (&json!("2024-06-01T01:00:00.000Z"), &before["id"]));
    let newest = author.get(&format!("{path}/versions?sort=-versionNumber&limit=1")).await.expect(200);
    assert_eq!((&newest.items()[0]["id"], newest.json["page"]["nextCursor"].is_string()), (&second["id"], true));

    let reporter = app.login("reporter.wjw").await;
    assert_eq!(reporter.get(&format!("{path}/versions")).await.expect(200).items().len(), 2, "who leads it sees why");
    app.login("reporter.jyj").await.get(&format!("{path}/versions")).await.expect_problem(404, "not_found");
}

/// A version that is still to come would otherwise be brought forward by the next change.
#[actix_web::test]
async fn versions_follow_each_other_in_time() {
    let app = TestApp::demo().await;
    let author = app.login("supervisor").await;
    let path = path(&task(&author, "4").await);
    let change = |tag: &'static str, title: &str, on: Option<&str>| {
        let mut body = json!({"title": title, "reason": "调整"});
        if let Some(day) = on {
            body["effectiveOn"] = json!(day);
        }
        author.patch(&path, tag, body)
    };
    let past = change("\"1\"", "甲", Some("2023-12-31")).await.expect_problem(422, "validation_failed");
    assert_eq!(
        (past.faults(), &past.json["errors"][0]["params"]["min"]),
        (vec!["/effectiveOn out_of_range".to_owned()], &json!("2024-01-01"))
    );
    assert_eq!(change("\"1\"", "甲", Some("2024-05-01")).await.expect(200).json["effectiveOn"], "2024-05-01", "looking back is possible");
    assert_eq!(change("\"2\"", "乙", None).await.expect(200).json["effectiveOn"], "2024-06-01", "today");
    assert_eq!(change("\"3\"", "丙", Some("2024-09-01")).await.expect(200).json["effectiveOn"], "2024-09-01");
    let between = change("\"4\"", "丁", Some("2024-08-31")).await.expect_problem(422, "validation_failed");
    assert_eq!(between.faults(), ["/effectiveOn out_of_range"]);
    assert_eq!(change("\"4\"", "丁", None).await.expect(200).json["effectiveOn"], "2024-09-01", "not before the one before");
    let refused = author.patch(&path, "\"5\"", json!({"effectiveOn": "2024-01-01"})).await.expect_problem(422, "validation_failed");
    assert_eq!(refused.faults(), ["/effectiveOn out_of_range", "/reason reason_required"], "all at once");
}

#[actix_web::test]
async fn a_changed_target_is_judged_by_the_version_of_the_day() {
    let app = TestApp::demo().await;
    let author = app.login("supervisor").await;
    let of_task = task(&author, "4").await;
    let target = format!("/targets/{}", target_of(&author, &of_task).await);
    author.patch(&target, "\"1\"", json!({"value": 1500})).await.expect_problem(422, "validation_failed");
    let change = json!({"value": 1500, "reason": "联席会议第三次会议同意调整", "effectiveOn": "2024-07-01"});
    let now = author.patch(&target, "\"1\"", change).await.expect(200).json;
    assert_eq!((&now["value"], &now["versionNumber"], &now["unitOfMeasure"]), (&json!(1500), &json!(2), &json!("个")));
    let read = author.get(&target).await.expect(200).json;
    assert_eq!((&read["value"], &read["reason"]), (&json!(1500), &json!("联席会议第三次会议同意调整")));
    let versions = author.get(&format!("{target}/versions")).await.expect(200);
    let values: Vec<_> = versions.items().iter().map(|one| (&one["versionNumber"], &one["value"], &one["effectiveOn"])).collect();
    assert_eq!(values, [(&json!(1), &json!(1680), &json!("2024-01-01")), (&json!(2), &json!(1500), &json!("2024-07-01"))]);
    for (day, value) in [("2024-06-30", 1680), ("2024-07-01", 1500)] {
        let report = author.get(&format!("{}/progress?asOf={day}", path(&of_task))).await.expect(200);
        let text = String::from_utf8(report.body.clone()).unwrap();
        assert!(text.contains(&format!("\"value\":{value},")), "{day}: {text}");
    }
}

#[actix_web::test]
async fn what_the_document_fixed_cannot_be_changed_after_issue() {
    let app = TestApp::demo().await;
    let author = app.login("supervisor").await;
    let task = task(&author, "4").await;
    let target = target_of(&author, &task).await;
    let place = json!({"sectionId": null, "parentId": null, "number": "4", "code": "4", "ord": 4, "reason": "因为"});
    let refused = author.patch(&path(&task), "\"1\"", place).await.expect_problem(409, "plan_not_draft");
    let fixed = ["sectionId", "parentId", "number", "code", "ord"].map(|name| format!("/{name} plan_not_draft"));
    assert_eq!((refused.faults(), &refused.json["state"]), (fixed.to_vec(), &json!("issued")));
    let words = json!({"key": "1", "indicator": "甲", "text": "乙", "partOfId": null, "reason": "因为"});
    let refused = author.patch(&format!("/targets/{target}"), "\"1\"", words).await.expect_problem(409, "plan_not_draft");
    let fixed = ["key", "indicator", "text", "partOfId"].map(|name| format!("/{name} plan_not_draft"));
    assert_eq!(refused.faults(), fixed);

    let new_task = json!({"planId": task["planId"], "number": "71", "code": "71", "title": "甲"});
    let new_target = json!({"taskId": task["id"], "indicator": "甲", "text": "甲1个", "operator": "eq", "value": 1, "series": "cumulative", "quantityKind": "count"});
    let step = json!({"targetId": target, "dueOn": "2024-06-30", "value": 840});
    for (list, body) in [("/tasks", new_task), ("/targets", new_target), ("/checkpoints", step)] {
        author.post(list, body).await.expect_problem(409, "plan_not_draft");
    }
    author.delete(&path(&task), "\"1\"").await.expect_problem(409, "plan_not_draft");
    author.delete(&format!("/targets/{target}"), "\"1\"").await.expect_problem(409, "plan_not_draft");
    assert_eq!(task["allowedActions"], json!(["update", "addAssignment"]));
}

#[actix_web::test]
async fn in_a_closed_plan_nothing_moves() {
    let app = TestApp::demo().await;
    let author = app.login("supervisor").await;
    let task = task(&author, "4").await;
    let target = target_of(&author, &task).await;
    let plan = format!("/plans/{}", task["planId"].as_str().unwrap());
    let duty = author.get(&format!("/assignments?taskId={}", task["id"].as_str().unwrap())).await.items()[0]["id"].clone();
    author.act(&plan, "close", json!({})).await.expect(200);
    let closed = |reply: Reply| assert_eq!(reply.expect_problem(409, "invalid_transition").json["state"], "closed");
    closed(author.patch(&path(&task), "\"1\"", json!({"title": "甲", "reason": "因为"})).await);
    closed(author.patch(&format!("/targets/{target}"), "\"1\"", json!({"value": 1, "reason": "因为"})).await);
    closed(author.patch(&format!("/assignments/{}", duty.as_str().unwrap()), "\"1\"", json!({"effectiveTo": "2024-06-30"})).await);
    closed(author.post("/assignments", json!({"taskId": task["id"], "unitCode": "YC-JYJ", "role": "lead"})).await);
    closed(author.post("/checkpoints", json!({"targetId": target, "dueOn": "2024-06-30", "value": 840})).await);
    closed(author.delete(&path(&task), "\"1\"").await);
    let now = author.get(&path(&task)).await.expect(200).json;
    assert_eq!((&now["version"], &now["allowedActions"]), (&json!(1), &json!([])));
}

const FROM_JUNE: [&str; 7] = ["2024-06", "2024-07", "2024-08", "2024-09", "2024-10", "2024-11", "2024-12"];

#[actix_web::test]
async fn cancelling_a_task_voids_the_reports_that_were_not_filed() {
    let app = TestApp::demo().await;
    let (author, reporter) = (app.login("supervisor").await, app.login("reporter.wjw").await);
    let of_task = task(&author, "4").await;
    // May is filed; a report on April was begun only.
    let (april, may) = (obligation(&author, &of_task, "2024-04").await, obligation(&author, &of_task, "2024-05").await);
    let target = target_of(&author, &of_task).await;
    let report = |of: &Value| json!({"obligationId": of["id"], "progress": "已建成。", "figures": [{"targetId": target, "value": 700}]});
    let begun = reporter.post("/submissions", report(&april)).await.expect(201);
    let filed = reporter.post("/submissions", report(&may)).await.expect(201);
    reporter.act_at(&format!("/submissions/{}", filed.id()), "submit", &filed.tag(), json!({})).await.expect(200);

    let change = json!({"cancelled": true, "reason": "省里取消该项任务", "effectiveOn": "2024-04-30"});
    author.patch(&path(&of_task), "\"1\"", change).await.expect(200);
    let mut void = FROM_JUNE.to_vec();
    void.insert(0, "2024-04");
    assert_eq!(void_periods(&owed(&author, &of_task).await), void, "April ends on the day itself; May was filed");
    let april = obligation(&author, &of_task, "2024-04").await;
    assert_eq!((&april["voidedAt"], &april["version"]), (&json!("2024-06-01T01:00:00.000Z"), &json!(2)));
    let refused = reporter.act_at(&format!("/submissions/{}", begun.id()), "submit", &begun.tag(), json!({})).await;
    assert_eq!(refused.expect_problem(409, "invalid_transition").json["state"], "void");
    let mine = reporter.get("/me/obligations?period=2024-04&count=true").await.expect(200);
    assert_eq!(mine.json["page"]["total"], 8, "nine tasks less the cancelled one");

    // Taken back from July on: April stays void, June too; later months are owed again.
    app.set_time("2024-06-10T01:00:00.000Z");
    let author = app.login("supervisor").await;
    let change = json!({"cancelled": false, "reason": "恢复", "effectiveOn": "2024-07-01"});
    author.patch(&path(&of_task), "\"2\"", change).await.expect(200);
    assert_eq!(void_periods(&owed(&author, &of_task).await), ["2024-04", "2024-06"]);
    // A change of other things touches nothing of that.
    author.patch(&path(&of_task), "\"3\"", json!({"title": "甲", "reason": "改名"})).await.expect(200);
    let all = owed(&author, &of_task).await;
    assert_eq!((void_periods(&all), all.len()), (vec!["2024-04", "2024-06"], 9));
}

#[actix_web::test]
async fn a_cancellation_to_come_leaves_the_reports_before_it_as_they_are() {
    let app = TestApp::demo().await;
    let (author, reporter) = (app.login("supervisor").await, app.login("reporter.wjw").await);
    let of_task = task(&author, "4").await;
    let target = target_of(&author, &of_task).await;
    let change = json!({"cancelled": true, "reason": "明年再办", "effectiveOn": "2024-10-01"});
    author.patch(&path(&of_task), "\"1\"", change).await.expect(200);
    assert_eq!(void_periods(&owed(&author, &of_task).await), ["2024-10", "2024-11", "2024-12"]);
    let may = obligation(&reporter, &of_task, "2024-05").await;
    assert_eq!(may["targets"][0]["targetId"], json!(target), "May still asks for the figure");
    let report = json!({"obligationId": may["id"], "progress": "已建成。"});
    let begun = reporter.post("/submissions", report).await.expect(201);
    let without = reporter.act_at(&format!("/submissions/{}", begun.id()), "submit", &begun.tag(), json!({})).await;
    assert_eq!(without.expect_problem(422, "validation_failed").faults(), ["/figures required"]);
    for (day, cancelled) in [("2024-09-30", 0), ("2024-10-01", 1)] {
        let report = author.get(&format!("/plans/{}/progress?asOf={day}", of_task["planId"].as_str().unwrap())).await.expect(200);
        assert_eq!(report.json["cancelled"], cancelled, "{day}");
    }
}

#[actix_web::test]
async fn cancelling_a_key_work_cancels_its_measures() {
    let app = TestApp::demo().await;
    let draft = Draft::new(&app.login("supervisor").await, plan("P", json!({}))).await;
    draft.rule(quarterly(json!({}))).await;
    let key = draft.task("1", None).await;
    let (led, silent) = (draft.task("1.1", Some(&key)).await, draft.task("1.2", Some(&key)).await);
    let beside = draft.task("2", None).await;
    for (task, unit) in [(&key, "YC-WJW"), (&led, "YC-JYJ"), (&beside, "YC-WJW")] {
        draft.lead(task, unit).await;
    }
    draft.target(&silent, "托位").await;
    draft.run("issue").await.expect(200);
    let change = json!({"cancelled": true, "reason": "取消", "effectiveOn": "2024-07-01"});
    draft.author.patch(&format!("/tasks/{key}"), "\"1\"", change).await.expect(200);
    for (task, expected) in [(&key, vec!["2024Q3", "2024Q4"]), (&led, vec!["2024Q3", "2024Q4"]), (&silent, vec![]), (&beside, vec![])] {
        assert_eq!(void_periods(&owed(&draft.author, &json!({"id": task})).await), expected);
    }
    // Only a measure: the key work goes on without its figure from the third quarter on.
    let (a, b) = (draft.author.get(&format!("/tasks/{key}")).await.json, draft.author.get(&format!("/tasks/{led}")).await.json);
    draft.author.patch(&path(&a), "\"2\"", json!({"cancelled": false, "reason": "恢复"})).await.expect(200);
    assert_eq!(void_periods(&owed(&draft.author, &b).await), Vec::<&str>::new());
    let change = json!({"cancelled": true, "reason": "取消", "effectiveOn": "2024-07-01"});
    draft.author.patch(&format!("/tasks/{silent}"), "\"1\"", change).await.expect(200);
    for (period, figures) in [("2024Q2", 1), ("2024Q3", 0)] {
        assert_eq!(obligation(&draft.author, &a, period).await["targets"].as_array().unwrap().len(), figures, "{period}");
    }
}
