//! The trail: every write, every refused write and every log-in, for the auditor and nobody else.

use serde_json::json;

use crate::support::TestApp;

#[actix_web::test]
async fn writes_and_refusals_leave_their_trace() {
    let app = TestApp::demo().await;
    let admin = app.login("sysadmin").await;
    let unit = admin.post("/units", json!({"code": "A", "name": "甲", "kind": "department"})).await.expect(201);
    admin.post("/units", json!({"code": "A", "name": "甲", "kind": "department"})).await.expect(409);
    app.login("leader").await.post("/units", json!({})).await.expect(403);
    app.stranger().post("/auth/login", json!({"username": "leader", "password": "wrong-password-1"})).await.expect(401);

    let auditor = app.login("auditor").await;
    let trail = auditor.get("/audit-events?at.gte=2024-06-01T01:00:00Z&sort=at&limit=200").await.expect(200);
    let told: Vec<(String, String)> = trail
        .items()
        .iter()
        .map(|event| (event["action"].as_str().unwrap().to_owned(), event["data"]["code"].as_str().unwrap_or_default().to_owned()))
        .collect();
    let has = |action: &str, code: &str| told.iter().any(|(a, c)| a == action && c == code);
    assert!(has("unit.created", "A") && has("write.refused", "already_exists") && has("write.refused", "forbidden"), "{told:?}");
    assert!(has("login.succeeded", "") && has("login.refused", ""), "{told:?}");
    let of_unit = auditor.get(&format!("/audit-events?subjectId={}", unit.id())).await.expect(200);
    assert_eq!(of_unit.items()[0]["actorName"], "系统管理员");
    let text = String::from_utf8(trail.body).unwrap();
    assert!(!text.contains("wrong-password-1"));
}

#[actix_web::test]
async fn only_the_auditor_reads_it_and_only_of_their_government() {
    let app = TestApp::demo().await;
    for other in ["leader", "supervisor", "sysadmin", "secadmin", "reporter.wjw", "coordinator.fgw"] {
        app.login(other).await.get("/audit-events").await.expect_problem(403, "forbidden");
    }
    let trail = app.login("auditor").await.get("/audit-events?action=plan.issued").await.expect(200);
    assert_eq!(trail.items()[0]["data"]["obligations"], 648, "72 leads in nine months");
    let text = String::from_utf8(trail.body).unwrap();
    assert!(!text.contains("330500"));
}
