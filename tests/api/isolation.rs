//! Governments do not see each other: not in lists, items, counts, filters or reports.

use std::collections::BTreeMap;

use actix_web::http::Method;
use serde_json::Value;

use crate::contract::operations;
use crate::support::TestApp;

/// Lists anybody with the right roles can read, by path.
const LISTS: &[&str] = &[
    "/governments",
    "/units",
    "/plans",
    "/sections",
    "/tasks",
    "/assignments",
    "/targets",
    "/checkpoints",
    "/milestones",
    "/statements",
    "/reporting-rules",
    "/obligations",
    "/extensions",
    "/reminders",
    "/submissions",
    "/figures",
];

const NOBODY: &str = "0197a6f0-c0de-7000-a000-0000000000ff";

/// One id of every collection, as somebody of the first government sees it.
async fn ids_of_yichang(app: &TestApp) -> BTreeMap<String, String> {
    let supervisor = app.login("supervisor").await;
    let reporter = app.login("reporter.wjw").await;
    let obligation = supervisor.get("/obligations?period=2024-05&limit=200").await.expect(200);
    let wjw = reporter.get("/me").await.text_at("/unit/id");
    let of_wjw = obligation.items().iter().find(|one| one["unit"]["id"] == wjw.as_str()).unwrap()["id"].clone();
    let draft = reporter.post("/submissions", serde_json::json!({"obligationId": of_wjw})).await.expect(201);
    let wish = serde_json::json!({"obligationId": of_wjw, "untilOn": "2024-06-12", "reason": "县市区数据尚在核实"});
    reporter.post("/extensions", wish).await.expect(201);
    let plan = obligation.items()[0]["plan"]["id"].clone();
    supervisor.post("/obligations/remind", serde_json::json!({"planId": plan, "period": "2024-05"})).await.expect(200);
    let mut ids = BTreeMap::from([("/submissions".to_owned(), draft.id())]);
    for list in LISTS {
        let page = supervisor.get(&format!("{list}?limit=1")).await.expect(200);
        if let Some(first) = page.items().first() {
            ids.insert((*list).to_owned(), first["id"].as_str().unwrap().to_owned());
        }
    }
    assert!(ids.len() >= 9, "{ids:?}");
    ids
}

#[actix_web::test]
async fn lists_and_counts_hold_only_ones_own_government() {
    let app = TestApp::demo().await;
    let ids = ids_of_yichang(&app).await;
    let stranger = app.login("supervisor.huzhou").await;
    for list in LISTS {
        let page = stranger.get(&format!("{list}?limit=200&count=true")).await.expect(200);
        let total = page.json["page"]["total"].as_u64().unwrap();
        // What the document of Huzhou holds; nothing was reported yet.
        let expected = match *list {
            "/governments" | "/plans" => Some(1),
            "/units" => Some(42),
            "/tasks" => Some(11 + 47 + 1),
            "/milestones" => Some(127),
            "/submissions" | "/figures" => Some(0),
            _ => None,
        };
        assert_eq!(total.min(200), page.items().len() as u64, "{list}");
        assert_eq!(expected.unwrap_or(total), total, "{list}");
        let yichang = ids.get(*list);
        assert!(page.items().iter().all(|item| item["id"].as_str() != yichang.map(String::as_str)), "{list}");
        let text = String::from_utf8(page.body).unwrap();
        assert!(!text.contains("宜昌"), "{list}");
    }
    // Filters by foreign ids find nothing, and say no more than for ids of nobody.
    for (list, filter, of) in [
        ("/tasks", "planId", "/plans"),
        ("/sections", "planId", "/plans"),
        ("/targets", "taskId", "/tasks"),
        ("/assignments", "taskId", "/tasks"),
        ("/obligations", "planId", "/plans"),
        ("/submissions", "planId", "/plans"),
        ("/figures", "planId", "/plans"),
        ("/extensions", "planId", "/plans"),
        ("/reminders", "planId", "/plans"),
        ("/extensions", "obligationId", "/obligations"),
        ("/units", "parentId", "/units"),
        ("/units", "unitId.under", "/units"),
        ("/tasks", "unitId", "/units"),
    ] {
        let foreign = stranger.get(&format!("{list}?{filter}={}&count=true", ids[of])).await.expect(200);
        let nobody = stranger.get(&format!("{list}?{filter}={NOBODY}&count=true")).await.expect(200);
        assert_eq!(foreign.json, nobody.json, "{list}?{filter}");
    }
}

#[actix_web::test]
async fn items_of_another_government_do_not_exist() {
    let app = TestApp::demo().await;
    let ids = ids_of_yichang(&app).await;
    let stranger = app.login("supervisor.huzhou").await;
    let without_id = |mut body: Value| {
        body["requestId"] = Value::Null;
        body
    };
    let mut tried = 0;
    for (path, verb, _) in operations() {
        let Some((collection, _)) = path.split_once("/{id}") else { continue };
        let Some(id) = ids.get(collection.trim_start_matches("/api/v1")) else { continue };
        let method: Method = verb.to_uppercase().parse().unwrap();
        let tag = [("if-match", "\"1\"")];
        let body = (verb != "get" && verb != "delete").then(|| "{}".to_owned());
        let send = |id: &str| {
            let (path, method, body, stranger) = (path.replace("{id}", id), method.clone(), body.clone(), stranger.clone());
            async move { stranger.send(method, &format!("/{path}"), &tag, body).await }
        };
        let (foreign, nobody) = (send(id).await, send(NOBODY).await);
        assert_eq!((foreign.status, without_id(foreign.json)), (nobody.status, without_id(nobody.json)), "{verb} {path}");
        assert!(matches!(foreign.status, 403 | 404), "{verb} {path}: {}", foreign.status);
        tried += 1;
    }
    assert!(tried > 30, "{tried}");
}

/// Inside one government: a unit sees its own tasks and reports and no others.
#[actix_web::test]
async fn a_unit_sees_its_own_tasks_and_reports_only() {
    let app = TestApp::demo().await;
    let wjw = app.login("reporter.wjw").await;
    let codes = |page: &crate::support::Reply| {
        let mut codes: Vec<u32> = page.items().iter().map(|task| task["code"].as_str().unwrap().parse().unwrap()).collect();
        codes.sort_unstable();
        codes
    };
    let tasks = wjw.get("/tasks?limit=200&count=true").await.expect(200);
    assert_eq!(codes(&tasks), [1, 4, 27, 28, 29, 31, 32, 33, 34], "市卫健委 leads nine tasks");
    let obligations = wjw.get("/obligations?limit=200&count=true").await.expect(200);
    assert_eq!(obligations.json["page"]["total"], 81, "nine tasks in nine months");
    let joint = app.login("reporter.nyncj").await.get("/tasks?limit=200").await.expect(200);
    assert!(codes(&joint).contains(&48), "a joint lead sees the joint task");
    let everything = app.login("coordinator.fgw").await.get("/tasks?limit=1&count=true").await.expect(200);
    assert_eq!(everything.json["page"]["total"], 70, "the coordinating unit reads all");
    for admin in ["sysadmin", "secadmin", "auditor"] {
        let nothing = app.login(admin).await.get("/tasks?count=true").await;
        assert!(nothing.status == 403 || nothing.json["page"]["total"] == 0, "{admin} has no business data");
    }
}
