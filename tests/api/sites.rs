//! Dividing a task and its target: concrete places and projects, and the shares of units, places and periods.

use serde_json::{Value, json};

use crate::support::drafts::{Draft, plan};
use crate::support::{Person, TestApp};

async fn issued(author: &Person) -> (Draft, String, String) {
    let draft = Draft::new(author, plan("p", json!({}))).await;
    let task = draft.task("18", None).await;
    draft.lead(&task, "YC-JYJ").await;
    let target = draft.target(&task, "幼儿园").await;
    draft.run("issue").await.expect(200);
    (draft, task, target)
}

#[actix_web::test]
async fn the_list_of_projects_is_kept_after_issue_too() {
    let app = TestApp::demo().await;
    let author = app.login("supervisor").await;
    let (draft, task, _) = issued(&author).await;
    let first =
        json!({"taskId": task, "name": "伍家岗区第三幼儿园", "unitCode": "YC-JYJ", "place": "伍家岗区", "stage": "新建", "money": 4200.5});
    let first = author.post("/sites", first).await.expect(201);
    let path = format!("/sites/{}", first.id());
    assert_eq!((&first.json["unit"]["code"], &first.json["money"], &first.json["ord"]), (&json!("YC-JYJ"), &json!(4200.5), &json!(1)));
    let second = author.post("/sites", json!({"taskId": task, "name": "西陵区第二幼儿园"})).await.expect(201);
    assert_eq!((&second.json["ord"], &second.json["unit"], &second.json["money"]), (&json!(2), &Value::Null, &Value::Null));
    author.post("/sites", json!({"taskId": task, "name": "西陵区第二幼儿园"})).await.expect_problem(409, "already_exists");
    let wrong = json!({"taskId": task, "name": " ", "money": -1});
    assert_eq!(
        author.post("/sites", wrong).await.expect_problem(422, "validation_failed").faults(),
        ["/name required", "/money out_of_range"]
    );
    let changed = author.patch(&path, &first.tag(), json!({"stage": "建成", "unitId": null})).await.expect(200);
    assert_eq!((&changed.json["stage"], &changed.json["unit"], &changed.json["place"]), (&json!("建成"), &Value::Null, &json!("伍家岗区")));
    let listed = author.get(&format!("/sites?planId={}&taskId={task}&sort=-ord", draft.id)).await.expect(200);
    assert_eq!(listed.items().iter().map(|site| &site["name"]).collect::<Vec<_>>(), ["西陵区第二幼儿园", "伍家岗区第三幼儿园"]);
    let reporter = app.login("reporter.jyj").await;
    assert_eq!(reporter.get(&path).await.expect(200).json["name"], "伍家岗区第三幼儿园");
    reporter.patch(&path, &changed.tag(), json!({"stage": "x"})).await.expect_problem(403, "forbidden");
    app.login("reporter.wjw").await.get(&path).await.expect_problem(404, "not_found");
    author.delete(&path, &first.tag()).await.expect_problem(412, "version_conflict");
    author.delete(&path, &changed.tag()).await.expect(204);
    draft.run("close").await.expect(200);
    author.post("/sites", json!({"taskId": task, "name": "迟"})).await.expect_problem(409, "invalid_transition");
}

#[actix_web::test]
async fn a_target_is_divided_among_units_places_and_years() {
    let app = TestApp::demo().await;
    let author = app.login("supervisor").await;
    let (draft, task, target) = issued(&author).await;
    let site = author.post("/sites", json!({"taskId": task, "name": "伍家岗区第三幼儿园"})).await.expect(201).id();
    let share = json!({"targetId": target, "unitCode": "YC-JYJ", "value": 60});
    let made = author.post("/allocations", share.clone()).await.expect(201);
    assert_eq!((&made.json["unit"]["code"], &made.json["value"], &made.json["planId"]), (&json!("YC-JYJ"), &json!(60), &json!(draft.id)));
    author.post("/allocations", share).await.expect_problem(409, "already_exists");
    for cell in [json!({"unitCode": "YC-JYJ", "period": "2024Q2"}), json!({"siteId": site}), json!({"siteId": site, "period": "2024"})] {
        let body = crate::support::drafts::over(json!({"targetId": target, "value": 70}), cell.clone());
        let made = author.post("/allocations", body).await.expect(201);
        assert_eq!(made.json["period"], cell["period"], "over the target is allowed, and visible");
    }
    for (cell, fault) in [
        (json!({}), "/unitId required"),
        (json!({"unitCode": "YC-JYJ", "value": -1}), "/value out_of_range"),
        (json!({"period": "2025"}), "/period out_of_range"),
        (json!({"siteId": target}), "/siteId not_found"),
        (json!({"unitCode": "NOBODY"}), "/unitCode not_found"),
        (json!({"period": "2024-13"}), "/period invalid_period"),
    ] {
        let body = crate::support::drafts::over(json!({"targetId": target, "value": 1}), cell);
        assert_eq!(author.post("/allocations", body).await.expect_problem(422, "validation_failed").faults(), [fault]);
    }
    let all = author.get(&format!("/allocations?targetId={target}&count=true")).await.expect(200);
    assert_eq!(all.json["page"]["total"], 4);
    assert_eq!(author.get("/allocations?period=2024Q2").await.expect(200).items().len(), 1);
    let unit = made.json["unit"]["id"].as_str().unwrap();
    assert_eq!(author.get(&format!("/allocations?unitId={unit}")).await.expect(200).items().len(), 2);
    author.delete(&format!("/sites/{site}"), "\"1\"").await.expect_problem(409, "has_children");
    let path = format!("/allocations/{}", made.id());
    let changed = author.patch(&path, &made.tag(), json!({"value": 55.5})).await.expect(200);
    assert_eq!((&changed.json["value"], &changed.json["version"]), (&json!(55.5), &json!(2)));
    app.login("reporter.jyj").await.delete(&path, &changed.tag()).await.expect_problem(403, "forbidden");
    author.delete(&path, &changed.tag()).await.expect(204);
    author.get(&path).await.expect_problem(404, "not_found");
}
