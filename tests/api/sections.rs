//! Headings of a plan: a tree in printed order that comes, moves and goes while the plan is a draft.

use actix_web::http::Method;
use serde_json::json;

use crate::support::TestApp;
use crate::support::drafts::{Draft, plan};

const NOBODY: &str = "0197a6f0-c0de-7000-a000-0000000000ff";

fn heading(draft: &Draft, title: &str) -> serde_json::Value {
    json!({"planId": draft.id, "number": "一", "title": title})
}

#[actix_web::test]
async fn a_heading_is_entered_changed_moved_and_removed() {
    let app = TestApp::demo().await;
    let supervisor = app.login("supervisor").await;
    let draft = Draft::new(&supervisor, plan("p", json!({}))).await;
    let first = supervisor.post("/sections", heading(&draft, "总体要求")).await.expect(201);
    let path = format!("/sections/{}", first.id());
    assert_eq!(first.header("location"), format!("/api/v1{path}"));
    assert_eq!((&first.json["ord"], &first.json["parentId"], &first.json["planId"]), (&json!(1), &json!(null), &json!(draft.id)));
    let second = supervisor.post("/sections", json!({"planId": draft.id, "number": "", "title": "重点任务", "ord": 7})).await.expect(201);
    let third = supervisor.post("/sections", heading(&draft, "保障措施")).await.expect(201);
    assert_eq!(third.json["ord"], 8, "after the last one");
    let below = json!({"planId": draft.id, "parentId": first.id(), "number": "(一)", "title": "下"});
    let below = supervisor.post("/sections", below).await.expect(201);
    assert_eq!((&below.json["ord"], &below.json["parentId"]), (&json!(1), &json!(first.id())));

    let changed = supervisor.patch(&path, &first.tag(), json!({"title": "指导思想"})).await.expect(200);
    assert_eq!((&changed.json["title"], &changed.json["number"], &changed.json["version"]), (&json!("指导思想"), &json!("一"), &json!(2)));
    assert_eq!(supervisor.get(&path).await.expect(200).json, changed.json);
    supervisor.patch(&path, &first.tag(), json!({"title": "x"})).await.expect_problem(412, "version_conflict");
    supervisor.send(Method::PATCH, &path, &[], Some("{}".into())).await.expect_problem(428, "if_match_required");
    supervisor.send(Method::DELETE, &path, &[], None).await.expect_problem(428, "if_match_required");

    let under = format!("/sections/{}", below.id());
    let moved = supervisor.patch(&under, "\"1\"", json!({"parentId": second.id(), "ord": 3})).await.expect(200);
    assert_eq!((&moved.json["parentId"], &moved.json["ord"]), (&json!(second.id()), &json!(3)));
    supervisor.delete(&format!("/sections/{}", second.id()), "\"1\"").await.expect_problem(409, "has_children");
    let up = supervisor.patch(&under, "\"2\"", json!({"parentId": null})).await.expect(200);
    assert_eq!(up.json["parentId"], json!(null));
    let task = json!({"number": "1", "code": "1", "title": "事项", "sectionId": below.id()});
    draft.part("/tasks", task).await;
    supervisor.delete(&under, "\"3\"").await.expect_problem(409, "has_children");
    supervisor.delete(&path, "\"1\"").await.expect_problem(412, "version_conflict");
    supervisor.delete(&path, "\"2\"").await.expect(204);
    supervisor.get(&path).await.expect_problem(404, "not_found");
}

#[actix_web::test]
async fn what_is_wrong_with_a_heading_is_named_in_place() {
    let app = TestApp::demo().await;
    let supervisor = app.login("supervisor").await;
    let (draft, other) = (Draft::new(&supervisor, plan("p", json!({}))).await, Draft::new(&supervisor, plan("q", json!({}))).await);
    let foreign = other.part("/sections", json!({"number": "一", "title": "别处"})).await;
    for (body, faults) in [
        (json!({"number": "一", "title": "上"}), vec!["/planId required"]),
        (json!({"planId": NOBODY, "number": "一", "title": "上"}), vec!["/planId not_found"]),
        (json!({"planId": draft.id, "number": "一", "title": " "}), vec!["/title required"]),
        (json!({"planId": draft.id, "number": "一", "title": "上", "parentId": foreign}), vec!["/parentId not_found"]),
        (json!({"planId": draft.id, "number": "一", "title": "上", "parentId": NOBODY}), vec!["/parentId not_found"]),
        (
            json!({"planId": draft.id, "number": "一".repeat(33), "title": "长".repeat(301), "ord": -1}),
            vec!["/number too_long", "/ord out_of_range", "/title too_long"],
        ),
    ] {
        let refused = supervisor.post("/sections", body.clone()).await.expect_problem(422, "validation_failed");
        let mut found = refused.faults();
        found.sort();
        assert_eq!(found, faults, "{body}");
    }
    let id = draft.part("/sections", json!({"number": "一", "title": "上"})).await;
    let path = format!("/sections/{id}");
    for (patch, fault) in [
        (json!({"title": null}), "/title invalid_type"),
        (json!({"number": null}), "/number invalid_type"),
        (json!({"ord": null}), "/ord invalid_type"),
        (json!({"title": "\n"}), "/title required"),
        (json!({"parentId": foreign}), "/parentId not_found"),
        (json!({"planId": other.id}), "/planId unknown_field"),
    ] {
        assert_eq!(supervisor.patch(&path, "\"1\"", patch).await.expect(422).faults(), [fault]);
    }
}

#[actix_web::test]
async fn headings_form_a_tree_of_bounded_depth() {
    let app = TestApp::demo().await;
    let supervisor = app.login("supervisor").await;
    let draft = Draft::new(&supervisor, plan("p", json!({}))).await;
    let mut chain: Vec<String> = Vec::new();
    for level in 1..=16 {
        let new = json!({"number": level.to_string(), "title": "级", "parentId": chain.last()});
        chain.push(draft.part("/sections", new).await);
    }
    let deeper = json!({"planId": draft.id, "number": "17", "title": "级", "parentId": chain[15]});
    assert_eq!(supervisor.post("/sections", deeper).await.expect(422).faults(), ["/parentId out_of_range"]);
    for below in [0, 1, 15] {
        let refused = supervisor.patch(&format!("/sections/{}", chain[0]), "\"1\"", json!({"parentId": chain[below]})).await;
        assert_eq!(refused.expect_problem(409, "cycle").faults(), ["/parentId cycle"]);
    }
    // Two levels do not fit below the fifteenth; one does.
    let pair = draft.part("/sections", json!({"number": "a", "title": "双"})).await;
    let lone = draft.part("/sections", json!({"number": "b", "title": "单", "parentId": pair})).await;
    let refused = supervisor.patch(&format!("/sections/{pair}"), "\"1\"", json!({"parentId": chain[14]})).await.expect(422);
    assert_eq!(refused.faults(), ["/parentId out_of_range"]);
    supervisor.patch(&format!("/sections/{lone}"), "\"1\"", json!({"parentId": chain[14]})).await.expect(200);
}

#[actix_web::test]
async fn headings_are_fixed_once_the_plan_is_issued() {
    let app = TestApp::demo().await;
    let supervisor = app.login("supervisor").await;
    let draft = Draft::new(&supervisor, plan("p", json!({}))).await;
    let path = format!("/sections/{}", draft.part("/sections", json!({"number": "一", "title": "上"})).await);
    draft.task("1", None).await;
    draft.run("issue").await.expect(200);
    for (action, code) in [("", "plan_not_draft"), ("close", "invalid_transition")] {
        if !action.is_empty() {
            draft.run(action).await.expect(200);
        }
        supervisor.post("/sections", heading(&draft, "下")).await.expect_problem(409, code);
        supervisor.patch(&path, "\"1\"", json!({"title": "x"})).await.expect_problem(409, code);
        supervisor.delete(&path, "\"1\"").await.expect_problem(409, code);
    }
}

#[actix_web::test]
async fn the_list_of_headings_is_filtered_sorted_and_paged() {
    let app = TestApp::demo().await;
    let supervisor = app.login("supervisor").await;
    let draft = Draft::new(&supervisor, plan("p", json!({}))).await;
    let top = draft.part("/sections", json!({"number": "一", "title": "甲", "ord": 5})).await;
    app.set_time("2024-06-01T01:01:00Z");
    draft.part("/sections", json!({"number": "二", "title": "乙", "ord": 4})).await;
    app.set_time("2024-06-01T01:02:00Z");
    draft.part("/sections", json!({"number": "(一)", "title": "丙", "parentId": top, "ord": 6})).await;
    for (query, expected) in [
        ("", vec!["乙", "甲", "丙"]),
        ("&sort=-ord", vec!["丙", "甲", "乙"]),
        ("&sort=updatedAt", vec!["甲", "乙", "丙"]),
        ("&sort=-updatedAt", vec!["丙", "乙", "甲"]),
        (&format!("&parentId={top}"), vec!["丙"]),
    ] {
        let page = supervisor.get(&format!("/sections?planId={}{query}", draft.id)).await.expect(200);
        let titles: Vec<&str> = page.items().iter().map(|section| section["title"].as_str().unwrap()).collect();
        assert_eq!(titles, expected, "{query}");
    }
    assert_eq!(supervisor.get("/sections?count=true&limit=1").await.json["page"]["total"], 13, "ten headings of Yichang's plan and three");
    let mut seen = Vec::new();
    let mut path = "/sections?limit=4".to_owned();
    loop {
        let page = supervisor.get(&path).await.expect(200);
        seen.extend(page.items().iter().map(|section| section["id"].as_str().unwrap().to_owned()));
        let Some(next) = page.json["page"]["nextCursor"].as_str() else { break };
        path = format!("/sections?limit=4&cursor={next}");
    }
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 13);
    let (_, few) = app.statements_of(supervisor.get("/sections?limit=1")).await;
    let (_, many) = app.statements_of(supervisor.get("/sections?limit=200")).await;
    assert_eq!(few, many);
}

#[actix_web::test]
async fn headings_are_read_with_their_plan_and_written_by_supervisors() {
    let app = TestApp::demo().await;
    let supervisor = app.login("supervisor").await;
    let draft = Draft::new(&supervisor, plan("p", json!({}))).await;
    let path = format!("/sections/{}", draft.part("/sections", json!({"number": "一", "title": "上"})).await);
    let (wjw, leader) = (app.login("reporter.wjw").await, app.login("leader").await);
    wjw.get(&path).await.expect_problem(404, "not_found");
    assert_eq!(wjw.get("/sections?count=true").await.json["page"]["total"], 10);
    leader.get(&path).await.expect(200);
    let task = draft.task("1", None).await;
    draft.lead(&task, "YC-WJW").await;
    draft.run("issue").await.expect(200);
    wjw.get(&path).await.expect(200);
    app.login("reporter.jyj").await.get(&path).await.expect_problem(404, "not_found");
    app.login("supervisor.huzhou").await.get(&path).await.expect_problem(404, "not_found");
    for person in [&wjw, &leader] {
        person.post("/sections", heading(&draft, "下")).await.expect_problem(403, "forbidden");
        person.patch(&path, "\"1\"", json!({"title": "x"})).await.expect_problem(403, "forbidden");
        person.delete(&path, "\"1\"").await.expect_problem(403, "forbidden");
    }
}
