//! Logging in: what a right password opens, what a wrong one tells (nothing), and how a stolen token dies.

use serde_json::json;

use crate::support::{TestApp, db::PASSWORD};

fn credentials(username: &str, password: &str) -> serde_json::Value {
    json!({"username": username, "password": password})
}

#[actix_web::test]
async fn a_reporter_logs_in_and_sees_who_they_are() {
    let app = TestApp::demo().await;
    let me = app.login("reporter.wjw").await.get("/me").await.expect(200);
    assert_eq!(me.json["unit"]["name"], "市卫健委");
    assert_eq!(me.json["today"], "2024-06-01");
    assert_eq!(me.json["grants"][0]["role"], "reporter");
}

#[actix_web::test]
async fn unknown_name_wrong_password_and_locked_account_get_the_same_answer() {
    let app = TestApp::demo().await;
    let stranger = app.stranger();
    let body = |reply: &crate::support::Reply| {
        let mut json = reply.json.clone();
        json["requestId"] = json!("");
        json
    };
    let unknown = stranger.post("/auth/login", credentials("nobody", "whatever-1234")).await.expect_problem(401, "invalid_credentials");
    let mut last = body(&unknown);
    for _ in 0..5 {
        let wrong = stranger.post("/auth/login", credentials("leader", "whatever-1234")).await.expect(401);
        assert_eq!(body(&wrong), last);
        last = body(&wrong);
    }
    // Locked now: the right password gets the same answer.
    let locked = stranger.post("/auth/login", credentials("leader", PASSWORD)).await.expect(401);
    assert_eq!(body(&locked), last);
    app.set_time("2024-06-01T01:14:59Z");
    stranger.post("/auth/login", credentials("leader", PASSWORD)).await.expect(401);
    app.set_time("2024-06-01T01:15:01Z");
    stranger.post("/auth/login", credentials("leader", PASSWORD)).await.expect(200);
}

#[actix_web::test]
async fn an_access_token_lives_ten_minutes_and_no_longer() {
    let app = TestApp::demo().await;
    let person = app.login("leader").await;
    app.set_time("2024-06-01T01:10:00Z");
    person.get("/me").await.expect(200);
    app.set_time("2024-06-01T01:10:06Z");
    person.get("/me").await.expect_problem(401, "token_expired");
}

#[actix_web::test]
async fn refresh_tokens_are_good_once_and_reuse_kills_the_session() {
    let app = TestApp::demo().await;
    let stranger = app.stranger();
    let first = stranger.post("/auth/login", credentials("leader", PASSWORD)).await.expect(200);
    let refresh = |token: String| {
        let stranger = stranger.clone();
        async move { stranger.post("/auth/refresh", json!({"refreshToken": token})).await }
    };
    let second = refresh(first.text("refreshToken")).await.expect(200);
    assert_ne!(second.text("refreshToken"), first.text("refreshToken"));
    // Tabs race: the last used one is tolerated for ten seconds.
    app.set_time("2024-06-01T01:00:10Z");
    refresh(first.text("refreshToken")).await.expect(200);
    app.set_time("2024-06-01T01:00:11Z");
    let holder = app.bearer(&second.text("accessToken"));
    holder.get("/me").await.expect(200);
    refresh(first.text("refreshToken")).await.expect_problem(400, "invalid_grant");
    // The whole family is dead, the newest tokens too, at once.
    refresh(second.text("refreshToken")).await.expect_problem(400, "invalid_grant");
    holder.get("/me").await.expect_problem(401, "invalid_token");
    let trail = app.login("auditor").await.get("/audit-events?action=refresh.reused").await.expect(200);
    assert_eq!(trail.items().len(), 1);
}

#[actix_web::test]
async fn logging_out_ends_the_session_at_once() {
    let app = TestApp::demo().await;
    let (here, there) = (app.login("leader").await, app.login("leader").await);
    here.post("/auth/logout", json!({})).await.expect(204);
    here.get("/me").await.expect_problem(401, "invalid_token");
    there.get("/me").await.expect(200);
    let third = app.login("leader").await;
    third.post("/auth/logout", json!({"everywhere": true})).await.expect(204);
    there.get("/me").await.expect(401);
}

#[actix_web::test]
async fn a_lost_laptop_can_be_logged_out_from_elsewhere() {
    let app = TestApp::demo().await;
    let (laptop, desk) = (app.login("leader").await, app.login("leader").await);
    let sessions = desk.get("/auth/sessions").await.expect(200);
    let other = sessions.items().iter().find(|session| session["isCurrent"] == false).unwrap()["id"].as_str().unwrap().to_owned();
    desk.delete(&format!("/auth/sessions/{other}"), "").await.expect(204);
    laptop.get("/me").await.expect(401);
    // Somebody else's session does not exist for others.
    let theirs = app.login("supervisor").await;
    let id = theirs.get("/auth/sessions").await.items()[0]["id"].as_str().unwrap().to_owned();
    desk.delete(&format!("/auth/sessions/{id}"), "").await.expect_problem(404, "not_found");
}

#[actix_web::test]
async fn changing_the_password_needs_the_old_one_and_ends_all_sessions() {
    let app = TestApp::demo().await;
    let person = app.login("leader").await;
    let change = |current: &str, new: &str| json!({"currentPassword": current, "newPassword": new});
    let wrong = person.post("/me/password", change("wrong-password-1", "春风又绿江南岸2024年好")).await.expect(422);
    assert_eq!(wrong.faults(), ["/currentPassword invalid_value"]);
    let weak = person.post("/me/password", change(PASSWORD, "leader-2024-06")).await.expect(422);
    assert_eq!(weak.faults(), ["/newPassword weak_password"]);
    person.post("/me/password", change(PASSWORD, "春风又绿江南岸2024年好")).await.expect(204);
    person.get("/me").await.expect(401);
    app.stranger().post("/auth/login", credentials("leader", PASSWORD)).await.expect(401);
    app.stranger().post("/auth/login", credentials("leader", "春风又绿江南岸2024年好")).await.expect(200);
}

#[actix_web::test]
async fn forged_tokens_are_refused() {
    let app = TestApp::demo().await;
    let genuine = app.stranger().post("/auth/login", credentials("leader", PASSWORD)).await.text("accessToken");
    let parts: Vec<&str> = genuine.split('.').collect();
    // {"alg":"none","typ":"at+jwt"} and {"typ":"at+jwt","alg":"HS256"}
    let none = format!("eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0.{}.", parts[1]);
    let hs256 = format!("eyJ0eXAiOiJhdCtqd3QiLCJhbGciOiJIUzI1NiJ9.{}.{}", parts[1], parts[2]);
    let zero = format!("{}.{}.{}", parts[0], parts[1], "A".repeat(86));
    let cut = format!("{}.{}", parts[0], parts[1]);
    let long = "a".repeat(100_000);
    for forged in [none, hs256, zero, cut, long, String::from("x"), String::from("..")] {
        app.bearer(&forged).get("/me").await.expect_problem(401, "invalid_token");
    }
    let other = TestApp::demo().await;
    other.bearer(&genuine).get("/me").await.expect_problem(401, "invalid_token");
}
