//! Phrases with figures: what each is, which targets it speaks of, and the whole of it in the tree of a plan.

use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::drafts::{Draft, over, plan};

const NOBODY: &str = "0197a6f0-c0de-7000-a000-0000000000ff";

fn phrase(task: &str, more: Value) -> Value {
    over(json!({"taskId": task, "text": "累计整治和淘汰600家以上", "role": "fact"}), more)
}

#[actix_web::test]
async fn a_phrase_is_entered_changed_and_removed() {
    let app = TestApp::demo().await;
    let author = app.login("supervisor").await;
    let draft = Draft::new(&author, plan("p", json!({}))).await;
    let task = draft.task("1", None).await;
    let june = json!({"taskId": task, "text": "整治600家", "due": {"text": "6月底前", "kind": "month", "latest": "2024-06-30"}});
    let june = author.post("/milestones", june).await.expect(201).id();
    let (one, two) = (draft.target(&task, "整治").await, draft.target(&task, "淘汰").await);
    let stands = json!({"targetId": one, "milestoneId": june, "dueOn": "2024-06-30", "value": 60});
    let stands = author.post("/checkpoints", stands).await.expect(201).id();
    let first = phrase(
        &task,
        json!({"role": "checkpoint", "milestoneKey": "1", "operator": "gte", "value": 600, "unitOfMeasure": "家",
        "targetIds": [one], "checkpointId": stands, "sourceStart": 120, "sourceEnd": 133}),
    );
    let first = author.post("/statements", first).await.expect(201);
    let path = format!("/statements/{}", first.id());
    assert_eq!(first.header("location"), format!("/api/v1{path}"));
    let expected = json!({
        "id": first.json["id"], "version": 1, "createdAt": "2024-06-01T01:00:00.000Z", "updatedAt": "2024-06-01T01:00:00.000Z", "planId": draft.id,
        "taskId": task, "milestoneId": june, "ord": 1, "text": "累计整治和淘汰600家以上", "role": "checkpoint", "operator": "gte",
        "value": 600, "upper": null, "unitOfMeasure": "家", "firmness": null, "targetIds": [one], "checkpointId": stands, "note": null,
        "sourceStart": 120, "sourceEnd": 133
    });
    assert_eq!(author.get(&path).await.expect(200).json, expected);
    let both = json!({"role": "target", "targetIds": [two, one], "milestoneId": june, "firmness": "aspirational"});
    let both = author.post("/statements", phrase(&task, both)).await.expect(201);
    assert_eq!((&both.json["ord"], &both.json["targetIds"]), (&json!(2), &json!([two, one])), "as listed");
    author.post("/statements", phrase(&task, json!({"ord": 2}))).await.expect_problem(409, "already_exists");
    author.delete(&format!("/milestones/{june}"), "\"1\"").await.expect_problem(409, "has_children");
    author.delete(&format!("/targets/{two}"), "\"1\"").await.expect_problem(409, "has_children");

    let repeat = json!({"role": "repeat", "checkpointId": null, "targetIds": [two], "note": "与年度指标相同", "milestoneId": null});
    let changed = author.patch(&path, "\"1\"", repeat).await.expect(200).json;
    let mut now = over(expected, json!({"role": "repeat", "targetIds": [two], "note": "与年度指标相同", "version": 2}));
    (now["milestoneId"], now["checkpointId"]) = (Value::Null, Value::Null);
    assert_eq!(changed, now);
    let fact = author.patch(&path, "\"2\"", json!({"role": "fact", "targetIds": []})).await.expect(200).json;
    assert_eq!((&fact["targetIds"], &fact["role"]), (&json!([]), &json!("fact")));

    for (filter, expected) in [
        (format!("taskId={task}"), vec![1, 2]),
        ("role=fact,parameter".to_owned(), vec![1]),
        (format!("milestoneId={june}"), vec![2]),
        (format!("targetId={one}&sort=-ord"), vec![2]),
        (format!("targetId={NOBODY}"), vec![]),
        ("sort=-ord".to_owned(), vec![2, 1]),
    ] {
        let page = author.get(&format!("/statements?planId={}&{filter}", draft.id)).await.expect(200);
        let found: Vec<i64> = page.items().iter().map(|item| item["ord"].as_i64().unwrap()).collect();
        assert_eq!(found, expected, "{filter}");
    }
    author.delete(&path, "\"3\"").await.expect(204);
    author.delete(&format!("/statements/{}", both.id()), "\"1\"").await.expect(204);
    author.delete(&format!("/targets/{two}"), "\"1\"").await.expect(204);
}

#[actix_web::test]
async fn what_a_phrase_is_and_what_it_speaks_of_fit_together() {
    let app = TestApp::demo().await;
    let author = app.login("supervisor").await;
    let (draft, other) = (Draft::new(&author, plan("p", json!({}))).await, Draft::new(&author, plan("q", json!({}))).await);
    let (task, beside) = (draft.task("1", None).await, draft.task("2", None).await);
    let (one, two) = (draft.target(&task, "整治").await, draft.target(&beside, "淘汰").await);
    let foreign = other.target(&other.task("1", None).await, "别处").await;
    let stands = author.post("/checkpoints", json!({"targetId": one, "dueOn": "2024-06-30", "value": 60})).await.expect(201).id();
    let step = json!({"taskId": beside, "text": "别处的节点", "due": {"text": "长期", "kind": "none"}});
    let step = author.post("/milestones", step).await.expect(201).id();
    author.post("/statements", phrase(&task, json!({"role": "repeat", "targetIds": [two]}))).await.expect(201);
    for (more, faults) in [
        (json!({"role": "target"}), vec!["/targetIds required"]),
        (json!({"role": "repeat", "targetIds": [one], "checkpointId": stands}), vec!["/checkpointId must_be_absent"]),
        (json!({"role": "checkpoint"}), vec!["/targetIds required", "/checkpointId required"]),
        (json!({"role": "checkpoint", "targetIds": [two], "checkpointId": stands}), vec!["/checkpointId contradiction"]),
        (json!({"role": "checkpoint", "targetIds": [one], "checkpointId": NOBODY}), vec!["/checkpointId not_found"]),
        (
            json!({"role": "parameter", "targetIds": [one], "checkpointId": stands}),
            vec!["/targetIds must_be_absent", "/checkpointId must_be_absent"],
        ),
        (json!({"role": "target", "targetIds": [one, foreign, one]}), vec!["/targetIds/1 not_found", "/targetIds/2 duplicate_item"]),
        (json!({"milestoneId": step}), vec!["/milestoneId not_found"]),
        (json!({"milestoneKey": "1"}), vec!["/milestoneKey not_found"]),
        (json!({"milestoneId": step, "milestoneKey": "1"}), vec!["/milestoneKey contradiction"]),
        (json!({"upper": 3}), vec!["/value required"]),
        (json!({"operator": "gte", "value": 2, "upper": 3}), vec!["/upper must_be_absent"]),
        (json!({"operator": "range", "value": 3}), vec!["/upper required"]),
        (json!({"operator": "range", "value": 3, "upper": 3, "text": " "}), vec!["/text required", "/upper out_of_range"]),
        (json!({"sourceStart": 3}), vec!["/sourceEnd required"]),
        (json!({"sourceStart": 3, "sourceEnd": 3}), vec!["/sourceEnd end_before_start"]),
        (json!({"value": 1.23456}), vec!["/value precision_exceeded"]),
    ] {
        let refused = author.post("/statements", phrase(&task, more.clone())).await.expect_problem(422, "validation_failed");
        assert_eq!(refused.faults(), faults, "{more}");
    }
    draft.lead(&task, "YC-WJW").await;
    draft.run("issue").await.expect(200);
    let held = author.get(&format!("/statements?planId={}", draft.id)).await.items()[0]["id"].as_str().unwrap().to_owned();
    author.post("/statements", phrase(&task, json!({}))).await.expect_problem(409, "plan_not_draft");
    author.patch(&format!("/statements/{held}"), "\"1\"", json!({"note": "x"})).await.expect_problem(409, "plan_not_draft");
    author.delete(&format!("/statements/{held}"), "\"1\"").await.expect_problem(409, "plan_not_draft");
    app.login("reporter.wjw").await.get(&format!("/statements/{held}")).await.expect(200);
    app.login("reporter.jyj").await.get(&format!("/statements/{held}")).await.expect_problem(404, "not_found");
}

#[actix_web::test]
async fn the_tree_shows_steps_and_phrases_of_every_task_at_one_price() {
    let app = TestApp::demo().await;
    let author = app.login("supervisor").await;
    let draft = Draft::new(&author, plan("p", json!({}))).await;
    let key = draft.task("1", None).await;
    let measure = draft.task("1.1", Some(&key)).await;
    let tree = format!("/plans/{}/tree", draft.id);
    let (_, bare) = app.statements_of(author.get(&tree)).await;
    let target = draft.target(&measure, "整治").await;
    for (ord, month, text) in [(2, "2024-12-31", "整治1000家"), (1, "2024-06-30", "整治600家")] {
        let due = json!({"text": "月底前", "kind": "month", "latest": month, "control": month});
        author.post("/milestones", json!({"taskId": measure, "ord": ord, "text": text, "due": due})).await.expect(201);
    }
    let again = json!({"everyMonths": 6, "from": "2024-01-01"});
    author
        .post("/milestones", json!({"taskId": key, "text": "督查", "due": {"text": "每半年", "kind": "none"}, "recurrence": again}))
        .await
        .expect(201);
    for ord in [2, 1] {
        let says = json!({"ord": ord, "role": "target", "milestoneKey": "2", "targetIds": [target], "operator": "gte", "value": ord});
        author.post("/statements", phrase(&measure, says)).await.expect(201);
    }
    let (shown, full) = app.statements_of(author.get(&tree)).await;
    assert!(full <= bare + 1, "units are looked up where some are named: {bare} {full}");
    let top = &shown.expect(200).json["tasks"][0];
    let days = ["2024-06-30", "2024-12-31"].map(|day| json!({"occursOn": day, "doneOn": null}));
    assert_eq!((&top["milestones"][0]["occurrences"], &top["statements"]), (&json!(days), &json!([])));
    let below = &top["measures"][0];
    let texts: Vec<&str> = below["milestones"].as_array().unwrap().iter().map(|step| step["text"].as_str().unwrap()).collect();
    assert_eq!(texts, ["整治600家", "整治1000家"]);
    let says = &below["statements"];
    assert_eq!((says.as_array().unwrap().len(), &says[0]["ord"], &says[0]["targetIds"]), (2, &json!(1), &json!([target])));
    assert_eq!(says[1]["milestoneId"], below["milestones"][0]["id"], "key 2 stands first");
}
