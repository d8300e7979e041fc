//! Repeated requests: an integrator with a flaky network sends twice and has one effect.

use actix_web::http::Method;
use duban::entity::idempotency_key;
use futures_util::future::join_all;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::json;

use crate::support::db::PASSWORD;
use crate::support::{Person, Reply, TestApp};

async fn create(person: &Person, key: &str, code: &str) -> Reply {
    let body = json!({"code": code, "name": code, "kind": "department"}).to_string();
    person.send(Method::POST, "/units", &[("idempotency-key", key)], Some(body)).await
}

#[actix_web::test]
async fn the_same_key_and_body_has_one_effect_and_one_answer() {
    let app = TestApp::demo().await;
    let admin = app.login("sysadmin").await;
    let first = create(&admin, "k-1", "A").await.expect(201);
    let again = create(&admin, "k-1", "A").await.expect(201);
    assert_eq!((again.header("idempotent-replayed"), first.header("idempotent-replayed")), ("true", ""));
    assert_eq!(
        (first.body, first.headers.iter().find(|h| h.0 == "location")),
        (again.body.clone(), again.headers.iter().find(|h| h.0 == "location"))
    );
    create(&admin, "k-1", "B").await.expect_problem(422, "idempotency_mismatch");
    // Another person's key is another key.
    create(&app.login("supervisor").await, "k-1", "B").await.expect(201);
    // After a day the key is free again: the code is taken now.
    app.set_time("2024-06-02T01:00:01Z");
    create(&app.login("sysadmin").await, "k-1", "A").await.expect_problem(409, "already_exists");
}

#[actix_web::test]
async fn a_refused_request_may_be_sent_again_with_its_key() {
    let app = TestApp::demo().await;
    let admin = app.login("sysadmin").await;
    create(&admin, "k-2", "YC-WJW").await.expect_problem(409, "already_exists");
    create(&admin, "k-2", "C").await.expect(201);
    admin.send(Method::POST, "/units", &[("idempotency-key", "")], Some("{}".into())).await.expect_problem(400, "invalid_header");
}

#[actix_web::test]
async fn of_twenty_at_once_one_runs() {
    let app = TestApp::demo().await;
    let admin = app.login("sysadmin").await;
    let replies = join_all((0..20).map(|_| create(&admin, "k-3", "D"))).await;
    let fresh = replies.iter().filter(|reply| reply.status == 201 && reply.header("idempotent-replayed").is_empty()).count();
    assert_eq!(fresh, 1);
    assert!(replies.iter().all(|reply| reply.status == 201 || reply.json["code"] == "request_in_progress"));
}

/// Everything that is created or done by POST can be sent again with a key: no operation of the contract forgets to say so or to look.
/// Passwords are the exception, there and at the log-in: nothing of them is kept, no digest of a body either.
#[actix_web::test]
async fn every_post_takes_a_key() {
    let app = TestApp::demo().await;
    let admin = app.login("sysadmin").await;
    let contract = admin.get("/openapi.json").await.expect(200).json;
    let mut seen = 0;
    for (path, item) in contract["paths"].as_object().unwrap() {
        let Some(post) = item.get("post").filter(|_| !path.starts_with("/api/v1/auth/") && path != "/api/v1/me/password") else { continue };
        let told = post["parameters"].as_array().into_iter().flatten().any(|one| one["name"] == "Idempotency-Key" && one["in"] == "header");
        assert!(told, "POST {path} does not tell of the key");
        let concrete = path.strip_prefix("/api/v1").unwrap().replace("{period}", "2024-05");
        let concrete = concrete.split('/').map(|part| if part.starts_with('{') { "0197a6f0-c0de-7000-a000-0000000000ff" } else { part });
        let concrete = concrete.collect::<Vec<_>>().join("/");
        let tags = [("idempotency-key", ""), ("if-match", "\"1\"")];
        let refused = admin.send(Method::POST, &concrete, &tags, Some("{}".into())).await;
        assert_eq!((refused.status, &refused.json["code"]), (400, &json!("invalid_header")), "POST {path} does not look at the key");
        seen += 1;
    }
    assert!(seen > 35, "{seen}");
    let reporter = app.login("reporter.wjw").await;
    let change = json!({"currentPassword": PASSWORD, "newPassword": "Yichang-2024-Weijian!"}).to_string();
    reporter.send(Method::POST, "/me/password", &[("idempotency-key", "p-1")], Some(change)).await.expect(204);
    assert_eq!(idempotency_key::Entity::find().count(&app.state.db).await.unwrap(), 0);
}
