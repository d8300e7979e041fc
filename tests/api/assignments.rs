//! Who answers for a task: naming units in a draft, changing hands after issue, and what is owed then.

use serde_json::{Value, json};

use crate::support::drafts::{Draft, over, plan, quarterly};
use crate::support::{Person, TestApp};

const NOBODY: &str = "0197a6f0-c0de-7000-a000-0000000000ff";

/// Period and void reason of what a unit owes on a task, by period; those owed without a mark.
async fn owed(person: &Person, task: &str, unit: &str) -> Vec<String> {
    let page = person.get(&format!("/obligations?taskId={task}&sort=period&limit=200")).await.expect(200);
    let of_unit = page.items().iter().filter(|one| one["unit"]["code"] == unit);
    let shown = |one: &Value| match one["voidReason"].as_str() {
        Some(reason) => format!("{} {reason}", one["period"].as_str().unwrap()),
        None => one["period"].as_str().unwrap().to_owned(),
    };
    of_unit.map(shown).collect()
}

fn months(from: u32, to: u32, mark: &str) -> Vec<String> {
    (from..=to).map(|month| format!("2024-{month:02}{mark}")).collect()
}

async fn task_4(person: &Person) -> (String, String) {
    let task = person.get("/tasks?code=4").await.items()[0]["id"].as_str().unwrap().to_owned();
    let duty = person.get(&format!("/assignments?taskId={task}")).await.items()[0]["id"].as_str().unwrap().to_owned();
    (task, format!("/assignments/{duty}"))
}

#[actix_web::test]
async fn a_unit_is_named_relabelled_and_taken_off() {
    let app = TestApp::demo().await;
    let draft = Draft::new(&app.login("supervisor").await, plan("P", json!({}))).await;
    let task = draft.task("1", None).await;
    let new = json!({"taskId": task, "unitCode": "YC-WJW", "role": "lead", "label": "牵头单位"});
    let made = draft.author.post("/assignments", new.clone()).await.expect(201);
    let expected = json!({
        "taskId": task, "planId": draft.id, "role": "lead", "label": "牵头单位", "ord": 1, "isReporting": false, "isStarred": false,
        "effectiveFrom": "2024-01-01", "effectiveTo": null, "version": 1
    });
    for (member, value) in expected.as_object().unwrap() {
        assert_eq!(&made.json[member], value, "{member}");
    }
    assert_eq!((&made.json["unit"]["code"], &made.json["unit"]["name"]), (&json!("YC-WJW"), &json!("市卫健委")));
    let path = format!("/assignments/{}", made.id());
    assert_eq!(made.header("location"), format!("/api/v1{path}"));
    assert_eq!(draft.author.get(&path).await.expect(200).json, made.json);
    draft.author.post("/assignments", new).await.expect_problem(409, "already_exists");

    draft.author.send(actix_web::http::Method::PATCH, &path, &[], Some("{}".into())).await.expect_problem(428, "if_match_required");
    let change = json!({
        "unitCode": "YC-JYJ", "role": "responsible", "label": null, "ord": 5, "isReporting": true, "isStarred": true,
        "effectiveFrom": "2024-02-01", "effectiveTo": "2024-06-30"
    });
    let changed = draft.author.patch(&path, "\"1\"", change.clone()).await.expect(200).json;
    for (member, value) in change.as_object().unwrap().iter().filter(|(member, _)| *member != "unitCode") {
        assert_eq!(&changed[member], value, "{member}");
    }
    assert_eq!(changed["unit"]["code"], "YC-JYJ");
    draft.author.patch(&path, "\"1\"", json!({"label": "x"})).await.expect_problem(412, "version_conflict");
    let reopened = draft.author.patch(&path, "\"2\"", json!({"effectiveTo": null})).await.expect(200).json;
    assert_eq!((&reopened["effectiveTo"], &reopened["ord"]), (&json!(null), &json!(5)));
    let next = draft.author.post("/assignments", json!({"taskId": task, "unitCode": "YC-FL", "role": "jointly"})).await.expect(201);
    assert_eq!(next.json["ord"], 6, "after the last one");
    draft.author.delete(&path, "\"3\"").await.expect(204);
    draft.author.get(&path).await.expect_problem(404, "not_found");
}

#[actix_web::test]
async fn contradictions_between_duties_are_refused() {
    let app = TestApp::demo().await;
    let draft = Draft::new(&app.login("supervisor").await, plan("P", json!({}))).await;
    let task = draft.task("1", None).await;
    let units = draft.author.get("/units?code=YC-WJW").await.items()[0]["id"].clone();
    let duty = |more: Value| over(json!({"taskId": task, "unitCode": "YC-WJW", "role": "lead"}), more);
    for (more, fault) in [
        (json!({"taskId": NOBODY}), "/taskId not_found"),
        (json!({"unitCode": "YC-NIX"}), "/unitCode not_found"),
        (json!({"unitCode": "HZ-FGW"}), "/unitCode not_found"),
        (json!({"unitCode": null, "unitId": NOBODY}), "/unitId not_found"),
        (json!({"unitCode": null}), "/unitId required"),
        (json!({"unitId": units}), "/unitId contradiction"),
        (json!({"role": "principal"}), "/role invalid_value"),
        (json!({"effectiveFrom": "2024-06-02", "effectiveTo": "2024-06-01"}), "/effectiveTo end_before_start"),
        (json!({"role": "cooperating", "isReporting": true}), "/isReporting contradiction"),
        (json!({"label": ""}), "/label required"),
        (json!({"ord": 1_000_001}), "/ord out_of_range"),
    ] {
        let reply = draft.author.post("/assignments", duty(more.clone())).await.expect_problem(422, "validation_failed");
        assert_eq!(reply.faults(), [fault], "{more}");
    }
    let post = async |more: Value| draft.author.post("/assignments", duty(more)).await;
    post(json!({"isReporting": true, "effectiveTo": "2024-06-30"})).await.expect(201);
    let overlap = post(json!({"effectiveFrom": "2024-06-30"})).await.expect_problem(409, "already_exists");
    assert_eq!(overlap.faults(), ["/effectiveFrom already_exists"], "one duty of a kind at a time");
    post(json!({"role": "responsible"})).await.expect(201);
    let second = post(json!({"unitCode": "YC-JYJ", "isReporting": true, "effectiveFrom": "2024-06-30"})).await;
    assert_eq!(second.expect_problem(422, "validation_failed").faults(), ["/isReporting contradiction"], "one reports at a time");
    post(json!({"unitCode": "YC-JYJ", "isReporting": true, "effectiveFrom": "2024-07-01"})).await.expect(201);
    post(json!({"effectiveFrom": "2024-07-01"})).await.expect(201);
    let foreign = app.login("supervisor.huzhou").await;
    let reply = foreign.post("/assignments", duty(json!({"unitCode": "HZ-FGW"}))).await.expect_problem(422, "validation_failed");
    assert_eq!(reply.faults(), ["/taskId not_found"]);
}

#[actix_web::test]
async fn after_issue_a_duty_is_ended_but_neither_rewritten_nor_removed() {
    let app = TestApp::demo().await;
    let author = app.login("supervisor").await;
    let (task, duty) = task_4(&author).await;
    let change = json!({"unitCode": "YC-JYJ", "role": "responsible", "ord": 2, "isStarred": true, "effectiveFrom": "2024-02-01"});
    let refused = author.patch(&duty, "\"1\"", change).await.expect_problem(409, "plan_not_draft");
    let fixed = ["unitCode", "role", "ord", "isStarred", "effectiveFrom"].map(|name| format!("/{name} plan_not_draft"));
    assert_eq!(refused.faults(), fixed);
    author.delete(&duty, "\"1\"").await.expect_problem(409, "plan_not_draft");
    let past = author.patch(&duty, "\"1\"", json!({"effectiveTo": "2024-05-30"})).await.expect_problem(422, "validation_failed");
    assert_eq!(
        (past.faults(), &past.json["errors"][0]["params"]["min"]),
        (vec!["/effectiveTo out_of_range".to_owned()], &json!("2024-05-31"))
    );
    let new = |from: &str| json!({"taskId": task, "unitCode": "YC-JYJ", "role": "lead", "effectiveFrom": from});
    let past = author.post("/assignments", new("2024-05-31")).await.expect_problem(422, "validation_failed");
    assert_eq!(past.faults(), ["/effectiveFrom out_of_range"]);
    author.patch(&duty, "\"1\"", json!({"label": "牵头", "effectiveTo": "2024-05-31"})).await.expect(200);
    let made = author.post("/assignments", json!({"taskId": task, "unitCode": "YC-JYJ", "role": "lead"})).await.expect(201);
    assert_eq!(made.json["effectiveFrom"], "2024-06-01", "today in Yichang");
    let now = author.get(&format!("/tasks/{task}")).await.expect(200).json;
    let leads: Vec<&Value> = now["effectiveLeads"].as_array().unwrap().iter().map(|lead| &lead["unit"]["code"]).collect();
    assert_eq!(leads, ["YC-JYJ"], "of today");
}

#[actix_web::test]
async fn whoever_leads_when_a_period_begins_owes_its_report() {
    let app = TestApp::demo().await;
    let author = app.login("supervisor").await;
    let (task, duty) = task_4(&author).await;
    assert_eq!(owed(&author, &task, "YC-WJW").await, months(4, 12, ""));
    author.patch(&duty, "\"1\"", json!({"effectiveTo": "2024-07-15"})).await.expect(200);
    let new = json!({"taskId": task, "unitCode": "YC-JYJ", "role": "lead", "effectiveFrom": "2024-07-16"});
    author.post("/assignments", new).await.expect(201);
    let kept = [months(4, 7, ""), months(8, 12, " leadChanged")].concat();
    assert_eq!(owed(&author, &task, "YC-WJW").await, kept, "July began before the change");
    assert_eq!(owed(&author, &task, "YC-JYJ").await, months(8, 12, ""));
    let reporter = app.login("reporter.jyj").await;
    assert_eq!(reporter.get(&format!("/obligations?taskId={task}&count=true")).await.json["page"]["total"], 5);
    reporter.get(&format!("/tasks/{task}")).await.expect(200);
    let untouched = author.get("/obligations?void=true&count=true").await.expect(200);
    assert_eq!(untouched.json["page"]["total"], 5, "nothing of any other task");

    // The duty goes on after all: both lead, both owe.
    let again = author.patch(&duty, "\"2\"", json!({"effectiveTo": null})).await.expect(200);
    assert_eq!(again.json["effectiveTo"], json!(null));
    assert_eq!(owed(&author, &task, "YC-WJW").await, months(4, 12, ""));
    assert_eq!(owed(&author, &task, "YC-JYJ").await, months(8, 12, ""));

    // In November it ends on the last of October: the months that are over stay as they are.
    app.set_time("2024-11-01T01:00:00Z");
    let author = app.login("supervisor").await;
    let ended = author.patch(&duty, "\"3\"", json!({"effectiveTo": "2024-10-31"})).await.expect(200);
    assert_eq!(ended.json["effectiveTo"], "2024-10-31");
    assert_eq!(owed(&author, &task, "YC-WJW").await, [months(4, 10, ""), months(11, 12, " leadChanged")].concat());
}

#[actix_web::test]
async fn a_new_lead_owes_the_period_that_begins_on_its_first_day() {
    let app = TestApp::demo().await;
    let author = app.login("supervisor").await;
    let (task, _) = task_4(&author).await;
    let name = |unit: &str, role: &str, from: &str| {
        author.post("/assignments", json!({"taskId": task, "unitCode": unit, "role": role, "effectiveFrom": from}))
    };
    name("YC-JYJ", "lead", "2024-06-01").await.expect(201);
    name("YC-MZJ", "lead", "2024-06-02").await.expect(201);
    name("YC-FL", "cooperating", "2024-06-01").await.expect(201);
    assert_eq!(owed(&author, &task, "YC-JYJ").await, months(6, 12, ""));
    assert_eq!(owed(&author, &task, "YC-MZJ").await, months(7, 12, ""));
    assert_eq!(owed(&author, &task, "YC-FL").await, Vec::<String>::new(), "who helps owes nothing");
    name("YC-LXHY", "lead", "2024-12-01").await.expect(201);
    let december = author.get(&format!("/obligations?taskId={task}&period=2024-12&count=true")).await.expect(200);
    assert_eq!(december.json["page"]["total"], 21, "the 21 units of the meeting, three of which are named already");
    assert_eq!(december.items().iter().filter(|one| one["viaGroup"]["code"] == "YC-LXHY").count(), 18);
}

#[actix_web::test]
async fn where_one_lead_reports_the_mark_moves_with_the_next_period() {
    let app = TestApp::demo().await;
    let draft = Draft::new(&app.login("supervisor").await, plan("P", json!({}))).await;
    draft.rule(quarterly(json!({"reporters": "reportingLead"}))).await;
    let task = draft.task("1", None).await;
    let (wjw, jyj) = (draft.lead(&task, "YC-WJW").await, draft.lead(&task, "YC-JYJ").await);
    draft.run("issue").await.expect(200);
    assert_eq!(owed(&draft.author, &task, "YC-WJW").await, ["2024Q2", "2024Q3", "2024Q4"], "the first one, where none is marked");
    let both = draft.author.patch(&format!("/assignments/{jyj}"), "\"1\"", json!({"isReporting": true})).await.expect(200);
    assert_eq!(both.json["isReporting"], true);
    assert_eq!(owed(&draft.author, &task, "YC-WJW").await, ["2024Q2", "2024Q3 leadChanged", "2024Q4 leadChanged"]);
    assert_eq!(owed(&draft.author, &task, "YC-JYJ").await, ["2024Q3", "2024Q4"]);
    let second = draft.author.patch(&format!("/assignments/{wjw}"), "\"1\"", json!({"isReporting": true})).await;
    assert_eq!(second.expect_problem(422, "validation_failed").faults(), ["/isReporting contradiction"]);
}

/// A duty added while a task is cancelled owes nothing until that is taken back.
#[actix_web::test]
async fn a_cancelled_task_is_owed_by_nobody() {
    let app = TestApp::demo().await;
    let author = app.login("supervisor").await;
    let (task, duty) = task_4(&author).await;
    let path = format!("/tasks/{task}");
    author.patch(&path, "\"1\"", json!({"cancelled": true, "reason": "取消", "effectiveOn": "2024-06-01"})).await.expect(200);
    author.patch(&duty, "\"1\"", json!({"effectiveTo": "2024-06-30"})).await.expect(200);
    let new = json!({"taskId": task, "unitCode": "YC-JYJ", "role": "lead", "effectiveFrom": "2024-07-01"});
    author.post("/assignments", new).await.expect(201);
    assert_eq!(owed(&author, &task, "YC-JYJ").await, Vec::<String>::new());
    author.patch(&path, "\"2\"", json!({"cancelled": false, "reason": "恢复", "effectiveOn": "2024-06-01"})).await.expect(200);
    assert_eq!(owed(&author, &task, "YC-WJW").await, [months(4, 6, ""), months(7, 12, " leadChanged")].concat());
    assert_eq!(owed(&author, &task, "YC-JYJ").await, months(7, 12, ""));
}
