//! Accounts and rights: three administrators who exclude one another, and rights that change with the next request.

use serde_json::json;

use crate::support::{Person, TestApp, db::PASSWORD};

const FIRST: &str = "初始口令-请尽快修改-2024";
const OWN: &str = "春风又绿江南岸2024年好";

async fn new_user(admin: &Person, username: &str) -> String {
    let body = json!({"username": username, "name": "新填报员", "unitCode": "YC-WJW", "password": FIRST});
    admin.post("/users", body).await.expect(201).id()
}

async fn grant(admin: &Person, user: &str, role: &str, unit: &str) -> crate::support::Reply {
    admin.post("/grants", json!({"userId": user, "role": role, "unitCode": unit, "includeDescendants": true})).await
}

#[actix_web::test]
async fn a_new_reporter_changes_the_password_and_gets_rights_from_somebody_else() {
    let app = TestApp::demo().await;
    let (sys, sec) = (app.login("sysadmin").await, app.login("secadmin").await);
    let user = new_user(&sys, "new.reporter").await;
    let stranger = app.stranger();
    let login = |password: &'static str| stranger.post("/auth/login", json!({"username": "new.reporter", "password": password}));
    let first = login(FIRST).await.expect(200);
    assert_eq!(first.json["mustChangePassword"], true);
    let person = app.bearer(&first.text("accessToken"));
    person.get("/me").await.expect(200);
    person.get("/plans").await.expect_problem(403, "password_change_required");
    person.post("/me/password", json!({"currentPassword": FIRST, "newPassword": OWN})).await.expect(204);
    let person = app.bearer(&login(OWN).await.expect(200).text("accessToken"));
    person.get("/plans").await.expect_problem(403, "forbidden");
    // Rights count from the next request on, with the same token; and so does their end.
    let given = grant(&sec, &user, "reporter", "YC-WJW").await.expect(201);
    assert_eq!(person.get("/tasks?count=true").await.expect(200).json["page"]["total"], 9);
    let shown = sys.get(&format!("/users/{user}")).await.expect(200);
    assert_eq!(shown.json["roles"][0]["role"], "reporter");
    sec.delete(&format!("/grants/{}", given.id()), "\"1\"").await.expect(204);
    person.get("/tasks").await.expect_problem(403, "forbidden");
}

#[actix_web::test]
async fn the_three_administrators_exclude_one_another() {
    let app = TestApp::demo().await;
    let (sys, sec, aud) = (app.login("sysadmin").await, app.login("secadmin").await, app.login("auditor").await);
    let user = new_user(&sys, "second.admin").await;
    // Who makes accounts gives no rights; who gives rights makes no accounts; the auditor does neither.
    grant(&sys, &user, "leader", "YC").await.expect_problem(403, "forbidden");
    sec.post("/users", json!({})).await.expect_problem(403, "forbidden");
    for admin in [&sys, &sec, &aud] {
        admin.get("/users").await.expect(200);
    }
    aud.post("/users", json!({})).await.expect_problem(403, "forbidden");
    grant(&sec, &user, "systemAdmin", "YC").await.expect(201);
    for other in ["securityAdmin", "auditor"] {
        let refused = grant(&sec, &user, other, "YC").await.expect(422);
        assert_eq!(refused.faults(), ["/role exclusive_roles"]);
    }
    let own = sec.get("/me").await.id();
    grant(&sec, &own, "leader", "YC").await.expect_problem(403, "separation_of_duties");
    let mine = sec.get(&format!("/grants?userId={own}")).await.items()[0]["id"].as_str().unwrap().to_owned();
    sec.patch(&format!("/grants/{mine}"), "\"1\"", json!({"validTo": null})).await.expect_problem(403, "separation_of_duties");
}

#[actix_web::test]
async fn an_administrators_role_may_follow_another_but_not_overlap_it() {
    let app = TestApp::demo().await;
    let (sys, sec) = (app.login("sysadmin").await, app.login("secadmin").await);
    let user = new_user(&sys, "rotating").await;
    let body = |role: &str, from: &str, to: Option<&str>| json!({"userId": user, "role": role, "unitCode": "YC", "validFrom": from, "validTo": to});
    let first = sec.post("/grants", body("auditor", "2024-06-01", Some("2024-08-31"))).await.expect(201);
    sec.post("/grants", body("systemAdmin", "2024-08-31", None)).await.expect(422);
    sec.post("/grants", body("systemAdmin", "2024-09-01", None)).await.expect(201);
    let path = format!("/grants/{}", first.id());
    let longer = sec.patch(&path, "\"1\"", json!({"validTo": null})).await.expect(422);
    assert_eq!(longer.faults(), ["/role exclusive_roles"]);
    let backwards = sec.patch(&path, "\"1\"", json!({"validTo": "2024-05-31"})).await.expect(422);
    assert_eq!(backwards.faults(), ["/validTo end_before_start"]);
    assert_eq!(sec.patch(&path, "\"1\"", json!({"validTo": "2024-07-31"})).await.expect(200).json["validTo"], "2024-07-31");
    let now = sec.get(&format!("/grants?userId={user}&validOn=2024-08-15&count=true")).await.expect(200);
    assert_eq!(now.json["page"]["total"], 0);
}

#[actix_web::test]
async fn a_disabled_account_is_out_at_once_and_may_come_back() {
    let app = TestApp::demo().await;
    let sys = app.login("sysadmin").await;
    let reporter = app.login("reporter.wjw").await;
    let found = sys.get("/users?username=reporter.wjw").await.expect(200);
    let path = format!("/users/{}", found.items()[0]["id"].as_str().unwrap());
    sys.patch(&path, "\"1\"", json!({"disabled": true})).await.expect(200);
    reporter.get("/me").await.expect_problem(401, "invalid_token");
    let credentials = json!({"username": "reporter.wjw", "password": PASSWORD});
    app.stranger().post("/auth/login", credentials.clone()).await.expect_problem(401, "invalid_credentials");
    assert_eq!(sys.get("/users?disabled=true&count=true").await.json["page"]["total"], 1);
    sys.patch(&path, "\"2\"", json!({"disabled": false, "name": "卫健委填报员甲"})).await.expect(200);
    app.stranger().post("/auth/login", credentials).await.expect(200);
}

#[actix_web::test]
async fn a_forgotten_password_is_reset_unlocks_and_must_be_changed() {
    let app = TestApp::demo().await;
    let sys = app.login("sysadmin").await;
    for _ in 0..5 {
        app.stranger().post("/auth/login", json!({"username": "leader", "password": "wrong-password-1"})).await.expect(401);
    }
    let found = sys.get("/users?username=leader").await.expect(200);
    assert!(found.items()[0]["lockedUntil"].is_string());
    let path = format!("/users/{}", found.items()[0]["id"].as_str().unwrap());
    let weak = sys.act(&path, "reset-password", json!({"password": "short"})).await.expect(422);
    assert_eq!(weak.faults(), ["/password weak_password"]);
    sys.act(&path, "reset-password", json!({"password": FIRST})).await.expect(200);
    let back = app.stranger().post("/auth/login", json!({"username": "leader", "password": FIRST})).await.expect(200);
    assert_eq!(back.json["mustChangePassword"], true);
}

#[actix_web::test]
async fn accounts_are_found_by_role_and_unit_and_those_of_others_do_not_exist() {
    let app = TestApp::demo().await;
    let sys = app.login("sysadmin").await;
    let total = |reply: crate::support::Reply| reply.expect(200).json["page"]["total"].clone();
    assert_eq!(total(sys.get("/users?role=reporter&count=true").await), 22, "one for each lead unit");
    assert_eq!(total(sys.get("/users?role=systemAdmin,securityAdmin,auditor&count=true").await), 3);
    assert_eq!(total(sys.get("/users?username=supervisor.huzhou&count=true").await), 0);
    let text = String::from_utf8(sys.get("/users?limit=200").await.body).unwrap();
    assert!(!text.contains("argon2") && !text.contains("huzhou"));
    let foreign = json!({"userId": "0197a6f0-c0de-7000-a000-0000000000ff", "role": "leader", "unitCode": "HZ"});
    let refused = app.login("secadmin").await.post("/grants", foreign).await.expect(422);
    assert_eq!(refused.faults(), ["/userId not_found"]);
    let taken = json!({"username": "supervisor.huzhou", "name": "x", "unitCode": "YC-WJW", "password": FIRST});
    assert_eq!(sys.post("/users", taken).await.expect_problem(409, "already_exists").faults(), ["/username already_exists"]);
    let (_, few) = app.statements_of(sys.get("/users?limit=2")).await;
    let (_, many) = app.statements_of(sys.get("/users?limit=200")).await;
    assert_eq!(few, many);
}
