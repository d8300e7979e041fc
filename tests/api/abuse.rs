//! Abuse of objects and functions: things of others, members nobody may write, doors beside the door. Numbers are those of the catalogue of
//! abuse cases; what other files try already is not tried again.

use actix_web::http::Method;
use duban::domain::role::Role;
use serde_json::{Value, json};

use crate::support::{Person, TestApp};

pub(crate) const NOBODY: &str = "0197a6f0-c0de-7000-a000-0000000000ff";

async fn unit_id(person: &Person, code: &str) -> String {
    person.get(&format!("/units?code={code}")).await.expect(200).items()[0]["id"].as_str().unwrap().to_owned()
}

async fn total(person: &Person, path: &str) -> Value {
    person.get(path).await.expect(200).json["page"]["total"].clone()
}

/// A body without what differs from request to request.
fn without_id(mut body: Value) -> Value {
    body["requestId"] = Value::Null;
    body
}

// abuse 2
#[actix_web::test]
async fn no_filter_reaches_beyond_ones_own_unit() {
    let app = TestApp::demo().await;
    let (wjw, jyj) = (app.login("reporter.wjw").await, app.login("reporter.jyj").await);
    wjw.file(wjw.owed("YC-WJW", "4", "2024-05").await.report(&[839.0])).await;
    let (theirs, top) = (unit_id(&jyj, "YC-WJW").await, unit_id(&jyj, "YC").await);
    for list in ["/obligations", "/submissions", "/figures"] {
        assert_eq!(total(&jyj, &format!("{list}?unitId={theirs}&count=true")).await, 0, "{list}");
        let all = total(&jyj, &format!("{list}?count=true")).await;
        let under = jyj.get(&format!("{list}?unitId.under={top}&limit=200&count=true")).await.expect(200);
        assert!(under.json["page"]["total"].as_u64() <= all.as_u64(), "{list}");
        assert!(!String::from_utf8(under.body).unwrap().contains(&theirs), "{list}");
    }
    assert_eq!(total(&jyj, &format!("/tasks?unitId={theirs}&count=true")).await, 0);
}

// abuse 3, abuse 16
#[actix_web::test]
async fn nothing_hidden_can_be_expanded_filtered_or_sorted_by() {
    let app = TestApp::demo().await;
    let (supervisor, sysadmin) = (app.login("supervisor").await, app.login("sysadmin").await);
    for list in ["/tasks", "/submissions", "/obligations", "/units", "/plans"] {
        for query in
            ["expand=createdBy", "fields=createdBy.email", "createdBy.passwordHash.startsWith=a", "filter=users.secret", "include=x"]
        {
            supervisor.get(&format!("{list}?{query}")).await.expect_problem(400, "unknown_parameter");
        }
    }
    for query in ["sort=passwordHash", "sort=-password_hash", "sort=username,passwordHash", "sort=", "sort=-"] {
        sysadmin.get(&format!("/users?{query}")).await.expect_problem(400, "invalid_parameter");
    }
    for query in ["passwordHash=x", "password=x", "governmentId=x"] {
        sysadmin.get(&format!("/users?{query}")).await.expect_problem(400, "unknown_parameter");
    }
}

// abuse 4, abuse 5
#[actix_web::test]
async fn references_to_things_of_others_are_not_found_at_their_place() {
    let app = TestApp::demo().await;
    let (yichang, huzhou) = (app.login("supervisor").await, app.login("supervisor.huzhou").await);
    let plan = yichang.get("/plans").await.items()[0]["id"].as_str().unwrap().to_owned();
    let task = yichang.get("/tasks?limit=1").await.items()[0]["id"].as_str().unwrap().to_owned();
    let target = yichang.get("/targets?limit=1").await.items()[0]["id"].as_str().unwrap().to_owned();
    let (unit, own) = (unit_id(&yichang, "YC-WJW").await, huzhou.get("/me").await.text_at("/unit/id"));
    let plan_body = |member: &str, id: &str| {
        let mut body = json!({"code": "p", "title": "方案", "kind": "keyWork", "startsOn": "2024-01-01", "endsOn": "2024-12-31",
            "leadRule": "labelled", "issuingUnitId": own});
        body[member] = id.into();
        body
    };
    let rule = json!({"title": "月报", "reporters": "everyLead", "calendar": {"frequency": "monthly", "dueDay": 3}});
    for (list, member, id, body) in [
        ("/plans", "issuingUnitId", &unit, plan_body("issuingUnitId", "")),
        ("/plans", "coordinatingUnitId", &unit, plan_body("coordinatingUnitId", "")),
        ("/plans", "parentId", &plan, plan_body("parentId", "")),
        ("/sections", "planId", &plan, json!({"number": "一", "title": "一"})),
        ("/tasks", "planId", &plan, json!({"number": "1", "code": "1", "title": "一"})),
        ("/assignments", "taskId", &task, json!({"unitId": own, "role": "lead"})),
        ("/checkpoints", "targetId", &target, json!({"dueOn": "2024-06-30", "value": 1})),
        (
            "/targets",
            "taskId",
            &task,
            json!({"indicator": "一", "text": "一", "operator": "eq", "value": 1, "series": "cumulative",
            "quantityKind": "count", "unitOfMeasure": "个"}),
        ),
        ("/reporting-rules", "planId", &plan, crate::support::drafts::over(rule, json!({"receiverUnitId": own}))),
    ] {
        let send = |id: &str| {
            let mut body = body.clone();
            body[member] = id.into();
            let huzhou = huzhou.clone();
            async move { huzhou.post(list, body).await }
        };
        let (foreign, nobody) = (send(id).await, send(NOBODY).await);
        assert_eq!((foreign.status, without_id(foreign.json.clone())), (nobody.status, without_id(nobody.json)), "{list} {member}");
        let faults = foreign.faults();
        assert!(
            foreign.status == 422 && faults.contains(&format!("/{member} not_found")),
            "{list} {member}: {} {faults:?}",
            foreign.status
        );
    }
    // Accounts and rights across governments.
    let (sys, sec) = (app.login("sysadmin").await, app.login("secadmin").await);
    let body = json!({"username": "x", "name": "甲", "unitId": own, "password": "春风又绿江南岸2024年好"});
    assert_eq!(sys.post("/users", body).await.expect(422).faults(), ["/unitId not_found"]);
    let foreigner = huzhou.get("/me").await.id();
    let body = json!({"userId": foreigner, "role": "leader", "unitId": unit});
    assert_eq!(sec.post("/grants", body).await.expect(422).faults(), ["/userId not_found"]);
    // A unit under its own child.
    let parent = sys.post("/units", json!({"code": "P", "name": "上", "kind": "department"})).await.expect(201);
    sys.post("/units", json!({"code": "C", "name": "下", "kind": "department", "parentCode": "P"})).await.expect(201);
    for below in ["P", "C"] {
        sys.patch(&format!("/units/{}", parent.id()), "\"1\"", json!({"parentCode": below})).await.expect_problem(409, "cycle");
    }
}

// abuse 7
#[actix_web::test]
async fn members_nobody_may_write_change_nothing() {
    let app = TestApp::demo().await;
    let (sys, wjw) = (app.login("sysadmin").await, app.login("reporter.wjw").await);
    let unit = json!({"code": "X", "name": "甲", "kind": "department", "id": NOBODY, "version": 9, "createdAt": "2024-01-01T00:00:00Z",
        "governmentId": NOBODY, "isAdmin": true, "roles": ["systemAdmin"], "path": "/"});
    let mut faults = sys.post("/units", unit).await.expect(422).faults();
    faults.sort();
    assert_eq!(
        faults,
        [
            "/createdAt read_only_field",
            "/governmentId read_only_field",
            "/id read_only_field",
            "/isAdmin unknown_field",
            "/path read_only_field",
            "/roles unknown_field",
            "/version read_only_field"
        ]
    );
    let path = wjw.begin(wjw.owed("YC-WJW", "4", "2024-05").await.report(&[839.0])).await;
    let before = wjw.get(&path).await;
    for (member, value, code) in [
        ("state", json!("accepted"), "read_only_field"),
        ("version", json!(7), "read_only_field"),
        ("firstFiledAt", json!("2024-01-01T00:00:00Z"), "read_only_field"),
        ("acceptedRevision", json!(1), "read_only_field"),
        ("approvedBy", json!("甲"), "unknown_field"),
        ("obligationId", json!(NOBODY), "unknown_field"),
        ("unitId", json!(NOBODY), "unknown_field"),
        ("__proto__", json!({"isAdmin": true}), "unknown_field"),
    ] {
        let refused = wjw.edit(&path, json!({member: value})).await.expect(422);
        assert_eq!(refused.faults(), [format!("/{member} {code}")]);
    }
    assert_eq!(wjw.get(&path).await.body, before.body);
    let own = sys.get("/users?username=sysadmin").await.items()[0]["id"].as_str().unwrap().to_owned();
    for member in ["installationAdmin", "roles", "passwordHash", "username", "mustChangePassword", "grants"] {
        let refused = sys.patch(&format!("/users/{own}"), "\"1\"", json!({member: true})).await.expect(422);
        assert_eq!(refused.faults(), [format!("/{member} unknown_field")]);
    }
}

// abuse 8
#[actix_web::test]
async fn who_may_not_administrate_gets_one_answer_for_real_and_invented_things() {
    let app = TestApp::demo().await;
    let aud = app.login("auditor").await;
    let (unit, user) = (unit_id(&aud, "YC-WJW").await, aud.get("/users?limit=1").await.items()[0]["id"].as_str().unwrap().to_owned());
    let grant = aud.get("/grants?limit=1").await.items()[0]["id"].as_str().unwrap().to_owned();
    let government = aud.get("/governments").await.items()[0]["id"].as_str().unwrap().to_owned();
    for name in ["reporter.wjw", "leader", "coordinator.fgw", "supervisor", "auditor"] {
        let person = app.login(name).await;
        for (path, id, verb) in [
            ("/users/{id}", &user, Method::PATCH),
            ("/users/{id}/reset-password", &user, Method::POST),
            ("/grants/{id}", &grant, Method::DELETE),
            ("/grants/{id}", &grant, Method::PATCH),
            ("/units/{id}", &unit, Method::DELETE),
            ("/governments/{id}", &government, Method::PATCH),
        ] {
            if name == "supervisor" && path.starts_with("/units") {
                continue;
            }
            let send = |id: &str| {
                let (person, verb, path) = (person.clone(), verb.clone(), path.replace("{id}", id));
                async move { person.send(verb, &path, &[("if-match", "\"1\"")], Some("{}".to_owned())).await }
            };
            let (real, invented) = (send(id).await.expect_problem(403, "forbidden"), send(NOBODY).await);
            assert_eq!(without_id(real.json), without_id(invented.json), "{name} {verb} {path}");
        }
    }
}

// abuse 11
#[actix_web::test]
async fn what_was_accepted_changes_through_no_door() {
    let app = TestApp::demo().await;
    let (wjw, fgw) = (app.login("reporter.wjw").await, app.login("coordinator.fgw").await);
    let owed = wjw.owed("YC-WJW", "4", "2024-05").await;
    let path = wjw.file(owed.report(&[839.0])).await;
    fgw.step(&path, "accept").await;
    let before = fgw.get(&path).await;
    let figure = json!([{"targetId": owed.target(0), "value": 1}]);
    wjw.edit(&path, json!({"figures": figure})).await.expect_problem(409, "invalid_transition");
    wjw.delete(&path, &wjw.get(&path).await.tag()).await.expect_problem(409, "invalid_transition");
    wjw.post("/submissions", owed.report(&[1.0])).await.expect_problem(409, "already_exists");
    for action in ["submit", "withdraw"] {
        wjw.act(&path, action, json!({})).await.expect_problem(409, "invalid_transition");
    }
    wjw.send(Method::PUT, &path, &[], Some("{}".to_owned())).await.expect_problem(405, "method_not_allowed");
    let override_verb = [("x-http-method-override", "DELETE"), ("x-method-override", "PATCH"), ("if-match", "\"3\"")];
    wjw.send(Method::POST, &path, &override_verb, Some("{}".to_owned())).await.expect_problem(405, "method_not_allowed");
    assert_eq!(fgw.get(&path).await.body, before.body);
}

// abuse 13
#[actix_web::test]
async fn a_unit_that_moves_away_takes_its_data_along_at_once() {
    let app = TestApp::demo().await;
    let (sys, sec) = (app.login("sysadmin").await, app.login("secadmin").await);
    sys.post("/units", json!({"code": "P", "name": "上级", "kind": "department", "parentCode": "YC"})).await.expect(201);
    let wjw = format!("/units/{}", unit_id(&sys, "YC-WJW").await);
    let moved = sys.patch(&wjw, &sys.get(&wjw).await.tag(), json!({"parentCode": "P"})).await.expect(200);
    app.db_account("wide", "P", &[(Role::Reporter, "YC-JYJ")]).await;
    let user = sys.get("/users?username=wide").await.items()[0]["id"].as_str().unwrap().to_owned();
    let person = app.login("wide").await;
    let before = total(&person, "/tasks?count=true").await.as_u64().unwrap();
    sec.post("/grants", json!({"userId": user, "role": "reporter", "unitCode": "P", "includeDescendants": true})).await.expect(201);
    assert!(total(&person, "/tasks?count=true").await.as_u64().unwrap() > before);
    sys.patch(&wjw, &moved.tag(), json!({"parentCode": "YC"})).await.expect(200);
    assert_eq!(total(&person, "/tasks?count=true").await, before);
}

// abuse 15
#[actix_web::test]
async fn an_id_has_one_spelling_in_paths_queries_and_bodies() {
    let app = TestApp::demo().await;
    let (sys, supervisor) = (app.login("sysadmin").await, app.login("supervisor").await);
    let id = unit_id(&sys, "YC-WJW").await;
    for path in [
        format!("/units/{id}/"),
        format!("/units//{id}"),
        format!("/units/{id};v=1"),
        format!("/units%2F{id}"),
        format!("/units/%2e%2e/units/{id}"),
        format!("/units/../units/{id}"),
        format!("/units/{id}%00"),
        format!("/units/{id}%20"),
        format!("/units/%20{id}"),
    ] {
        let reply = sys.get(&path).await;
        assert!(matches!(reply.status, 400 | 404), "{path}: {}", reply.status);
        assert_eq!(reply.header("content-type"), "application/problem+json", "{path}");
    }
    for other in [id.to_uppercase(), id.replace('-', ""), format!("{{{id}}}"), format!("urn:uuid:{id}")] {
        let asked = other.replace('{', "%7B").replace('}', "%7D");
        for query in [format!("/units?parentId={asked}"), format!("/units?unitId.under={asked}"), format!("/tasks?unitId={asked}")] {
            let refused = supervisor.get(&query).await.expect_problem(400, "invalid_parameter");
            assert!(refused.faults()[0].ends_with(" invalid_id"), "{query}: {:?}", refused.faults());
        }
        let body = json!({"code": "X", "name": "甲", "kind": "department", "parentId": other});
        assert_eq!(sys.post("/units", body).await.expect(422).faults(), ["/parentId invalid_id"]);
    }
}
