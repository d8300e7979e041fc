//! What targets refer to: a whole of which they are parts, another target they are measured against, and their checkpoints.

use serde_json::{Value, json};

use crate::support::drafts::{Draft, over, plan};
use crate::support::{Person, Reply, TestApp};

const NOBODY: &str = "0197a6f0-c0de-7000-a000-0000000000ff";

fn target(task: &str, indicator: &str, more: Value) -> Value {
    let plain = json!({
        "taskId": task, "indicator": indicator, "text": indicator, "operator": "eq", "value": 100, "unitOfMeasure": "个",
        "series": "cumulative", "quantityKind": "count"
    });
    over(plain, more)
}

async fn draft(app: &TestApp, code: &str) -> Draft {
    Draft::new(&app.login("supervisor").await, plan(code, json!({}))).await
}

fn refused(reply: Reply) -> Vec<String> {
    reply.expect_problem(422, "validation_failed").faults()
}

async fn patch(person: &Person, target: &str, tag: &str, body: Value) -> Reply {
    person.patch(&format!("/targets/{target}"), tag, body).await
}

#[actix_web::test]
async fn a_part_lies_with_its_whole_or_below_it() {
    let app = TestApp::demo().await;
    let draft = draft(&app, "P").await;
    let key = draft.task("1", None).await;
    let measure = draft.task("1.1", Some(&key)).await;
    let beside = draft.task("2", None).await;
    let whole = draft.target(&key, "总数").await;
    let part =
        async |task: &str, more: Value| draft.author.post("/targets", target(task, "其中", over(json!({"partOfId": whole}), more))).await;
    let same = part(&key, json!({})).await.expect(201).id();
    let below = part(&measure, json!({})).await.expect(201).id();
    assert_eq!(refused(part(&beside, json!({})).await), ["/partOfId not_found"], "another task");
    let of_other_plan = Draft::new(&draft.author, plan("Q", json!({}))).await;
    let foreign = of_other_plan.target(&of_other_plan.task("1", None).await, "别处").await;
    assert_eq!(refused(part(&key, json!({"partOfId": foreign})).await), ["/partOfId not_found"], "another plan");
    let above = draft.author.post("/targets", target(&key, "其中", json!({"partOfId": below}))).await;
    assert_eq!(refused(above), ["/partOfId not_found"], "a whole is not below its part");

    for (of, itself) in [(&whole, &whole), (&whole, &same)] {
        let cycle = patch(&draft.author, of, "\"1\"", json!({"partOfId": itself})).await.expect_problem(409, "cycle");
        assert_eq!(cycle.faults(), ["/partOfId cycle"]);
    }
    let inner = draft.author.post("/targets", target(&key, "其中之一", json!({"partOfId": same}))).await.expect(201).id();
    patch(&draft.author, &whole, "\"1\"", json!({"partOfId": inner})).await.expect_problem(409, "cycle");
    let listed = draft.author.get(&format!("/targets?partOfId={whole}&count=true")).await.expect(200);
    assert_eq!(listed.json["page"]["total"], 2);

    // The measure does not leave the key work as long as its target is a part of the key work's.
    let away = draft.author.patch(&format!("/tasks/{measure}"), "\"1\"", json!({"parentId": beside})).await;
    assert_eq!(refused(away), ["/parentId contradiction"]);
    draft.author.delete(&format!("/targets/{whole}"), "\"1\"").await.expect_problem(409, "has_children");
    let free = patch(&draft.author, &below, "\"1\"", json!({"partOfId": null})).await.expect(200);
    assert_eq!(free.json["partOfId"], json!(null));
    draft.author.patch(&format!("/tasks/{measure}"), "\"1\"", json!({"parentId": beside})).await.expect(200);
}

#[actix_web::test]
async fn a_relative_target_names_one_that_can_be_seen() {
    let app = TestApp::demo().await;
    let draft = draft(&app, "P").await;
    let task = draft.task("1", None).await;
    let of_yichang = draft.author.get("/targets?limit=1").await.items()[0]["id"].clone();
    let to = |id: &Value| json!({"value": null, "reference": {"kind": "target", "text": "不低于该目标", "targetId": id}});
    let made = draft.author.post("/targets", target(&task, "相对", to(&of_yichang))).await.expect(201);
    assert_eq!(made.json["reference"]["targetId"], of_yichang, "one of another plan of the government");
    let other = draft.target(&task, "另一个").await;
    let path = made.id();
    assert_eq!(refused(patch(&draft.author, &path, "\"1\"", to(&json!(path))).await), ["/reference/targetId contradiction"], "itself");
    assert_eq!(refused(patch(&draft.author, &path, "\"1\"", to(&json!(NOBODY))).await), ["/reference/targetId not_found"]);
    let now = patch(&draft.author, &path, "\"1\"", json!({"reference": {"targetId": other}})).await.expect(200).json;
    assert_eq!(now["reference"], json!({"kind": "target", "text": "不低于该目标", "targetId": other}), "merged");
    draft.author.delete(&format!("/targets/{other}"), "\"1\"").await.expect_problem(409, "has_children");
    patch(&draft.author, &path, "\"2\"", json!({"value": 5, "reference": null})).await.expect(200);
    draft.author.delete(&format!("/targets/{other}"), "\"1\"").await.expect(204);

    let huzhou = app.login("supervisor.huzhou").await;
    let there = Draft::new(&huzhou, plan("P", json!({"issuingUnitCode": "HZ-DCS", "coordinatingUnitCode": "HZ-FGW"}))).await;
    let away = huzhou.post("/targets", target(&there.task("1", None).await, "相对", to(&of_yichang))).await;
    assert_eq!(refused(away), ["/reference/targetId not_found"], "another government");
    huzhou.patch(&format!("/targets/{path}"), "\"3\"", json!({"value": 1})).await.expect_problem(404, "not_found");
    huzhou.get(&format!("/targets/{path}/versions")).await.expect_problem(404, "not_found");
}

#[actix_web::test]
async fn keys_are_unique_in_a_task() {
    let app = TestApp::demo().await;
    let draft = draft(&app, "P").await;
    let (a, b) = (draft.task("1", None).await, draft.task("2", None).await);
    let post = async |task: &str, key: Value| draft.author.post("/targets", target(task, "指标", json!({"key": key}))).await;
    post(&a, json!("7")).await.expect(201);
    assert_eq!(post(&a, json!("7")).await.expect_problem(409, "already_exists").faults(), ["/key already_exists"]);
    post(&b, json!("7")).await.expect(201);
    let next = post(&a, json!(null)).await.expect(201);
    assert_eq!(next.json["key"], "8", "after the largest number");
    let taken = patch(&draft.author, &next.id(), "\"1\"", json!({"key": "7"})).await.expect_problem(409, "already_exists");
    assert_eq!(taken.faults(), ["/key already_exists"]);
}

#[actix_web::test]
async fn a_checkpoint_is_a_value_or_a_share_by_a_day_of_the_plan() {
    let app = TestApp::demo().await;
    let draft = draft(&app, "P").await;
    let target = draft.target(&draft.task("1", None).await, "家数").await;
    let post = async |more: Value| draft.author.post("/checkpoints", over(json!({"targetId": target, "dueOn": "2024-06-30"}), more)).await;
    let made = post(json!({"value": 600.5})).await.expect(201);
    let expected = json!({"targetId": target, "planId": draft.id, "dueOn": "2024-06-30", "value": 600.5, "share": null, "version": 1});
    for (member, value) in expected.as_object().unwrap() {
        assert_eq!(&made.json[member], value, "{member}");
    }
    let path = format!("/checkpoints/{}", made.id());
    assert_eq!(made.header("location"), format!("/api/v1{path}"));
    assert_eq!(draft.author.get(&path).await.expect(200).json, made.json);
    let again = post(json!({"share": 50})).await.expect_problem(409, "already_exists");
    assert_eq!(again.faults(), ["/dueOn already_exists"]);
    for (more, faults) in [
        (json!({}), vec!["/value required"]),
        (json!({"value": 1, "share": 1}), vec!["/share contradiction"]),
        (json!({"share": 100.0001}), vec!["/share out_of_range"]),
        (json!({"share": -1}), vec!["/share out_of_range"]),
        (json!({"dueOn": "2025-01-01", "share": 101}), vec!["/dueOn out_of_range", "/share out_of_range"]),
        (json!({"dueOn": "2023-12-31", "value": 1}), vec!["/dueOn out_of_range"]),
        (json!({"dueOn": "2024-06-31", "value": 1.00001}), vec!["/dueOn invalid_date", "/value precision_exceeded"]),
        (json!({"value": 1, "targetId": NOBODY}), vec!["/targetId not_found"]),
        (json!({"value": 1, "milestone": "x"}), vec!["/milestone unknown_field"]),
    ] {
        assert_eq!(refused(post(more.clone()).await), faults, "{more}");
    }
    post(json!({"dueOn": "2024-01-01", "share": 0})).await.expect(201);
    post(json!({"dueOn": "2024-12-31", "share": 100})).await.expect(201);

    draft.author.send(actix_web::http::Method::PATCH, &path, &[], Some("{}".into())).await.expect_problem(428, "if_match_required");
    assert_eq!(refused(draft.author.patch(&path, "\"1\"", json!({"share": 50})).await), ["/share contradiction"]);
    let now = draft.author.patch(&path, "\"1\"", json!({"share": 50, "value": null, "dueOn": "2024-07-31"})).await.expect(200).json;
    assert_eq!((&now["share"], &now["value"], &now["dueOn"]), (&json!(50), &json!(null), &json!("2024-07-31")));
    let taken = draft.author.patch(&path, "\"2\"", json!({"dueOn": "2024-12-31"})).await.expect_problem(409, "already_exists");
    assert_eq!(taken.faults(), ["/dueOn already_exists"]);
    draft.author.patch(&path, "\"1\"", json!({"share": 1})).await.expect_problem(412, "version_conflict");
    draft.author.delete(&format!("/targets/{target}"), "\"1\"").await.expect_problem(409, "has_children");
    draft.author.delete(&path, "\"2\"").await.expect(204);
    draft.author.get(&path).await.expect_problem(404, "not_found");
}
