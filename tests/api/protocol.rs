//! What the framework itself answers: every refusal is a problem with a code, in the caller's language, and nothing is redirected.

use actix_web::http::Method;
use serde_json::json;

use crate::support::{Person, Reply, TestApp};

async fn raw(person: &Person, method: Method, path: &str, headers: &[(&str, &str)], body: Option<&str>) -> Reply {
    person.send(method, path, headers, body.map(str::to_owned)).await
}

#[actix_web::test]
async fn unknown_places_are_404_and_wrong_verbs_are_405_with_allow() {
    let app = TestApp::demo().await;
    let person = app.login("leader").await;
    for path in ["/nothing", "/units/", "//api/v1//units", "/Units", "//nowhere", "//api/v1"] {
        person.get(path).await.expect_problem(404, "not_found");
    }
    let reply = raw(&person, Method::PUT, "/units", &[], None).await.expect_problem(405, "method_not_allowed");
    assert_eq!(reply.header("allow"), "GET, HEAD, POST");
    let reply = raw(&person, Method::POST, "//health/live", &[], None).await.expect_problem(405, "method_not_allowed");
    assert_eq!(reply.header("allow"), "GET, HEAD");
    raw(&person, Method::TRACE, "/units", &[], None).await.expect_problem(405, "method_not_allowed");
    let head = raw(&person, Method::HEAD, "/units", &[], None).await.expect(200);
    assert!(head.header("etag").starts_with('"'));
}

#[actix_web::test]
async fn ids_have_one_spelling() {
    let app = TestApp::demo().await;
    let person = app.login("leader").await;
    let id = person.get("/units?code=YC-WJW").await.items()[0]["id"].as_str().unwrap().to_owned();
    person.get(&format!("/units/{id}")).await.expect(200);
    for other in [id.to_uppercase(), id.replace('-', ""), format!("%7B{id}%7D"), format!("urn:uuid:{id}"), "1".to_owned()] {
        person.get(&format!("/units/{other}")).await.expect_problem(400, "invalid_id");
    }
    let nobody = "0197a6f0-c0de-7000-a000-0000000000ff";
    person.get(&format!("/units/{nobody}")).await.expect_problem(404, "not_found");
}

#[actix_web::test]
async fn bodies_that_cannot_be_read_say_why() {
    let app = TestApp::demo().await;
    let admin = app.login("sysadmin").await;
    let json = ("content-type", "application/json");
    for (body, status, code) in [
        ("{", 400, "malformed_json"),
        ("", 400, "malformed_json"),
        ("{} {}", 400, "malformed_json"),
        (r#"{"code":"A","code":"B"}"#, 400, "duplicate_key"),
        (&"[".repeat(100), 400, "too_deep"),
        ("null", 422, "validation_failed"),
        ("[]", 422, "validation_failed"),
        (r#"{"code":"A\u0000"}"#, 422, "validation_failed"),
    ] {
        raw(&admin, Method::POST, "/units", &[json], Some(body)).await.expect_problem(status, code);
    }
    for kind in ["text/plain", "application/json; charset=utf-16", "multipart/form-data"] {
        raw(&admin, Method::POST, "/units", &[("content-type", kind)], Some("{}")).await.expect_problem(415, "unsupported_media_type");
    }
    raw(&admin, Method::POST, "/units", &[json, ("content-encoding", "gzip")], Some("{}"))
        .await
        .expect_problem(415, "unsupported_media_type");
    let big = format!("{{\"name\":\"{}\"}}", "x".repeat(1024 * 1024));
    raw(&admin, Method::POST, "/units", &[json], Some(&big)).await.expect_problem(413, "payload_too_large");
}

#[actix_web::test]
async fn a_typo_in_a_query_never_widens_a_list() {
    let app = TestApp::demo().await;
    let person = app.login("leader").await;
    for query in [
        "kinds=department",
        "kind=department&kind=group",
        "Kind=department",
        "sort=password",
        "limit=0",
        "limit=201",
        "limit=1e1",
        "limit=-1",
        "kind=ministry",
        "count=yes",
        "parentId=x",
    ] {
        let reply = person.get(&format!("/units?{query}")).await.expect(400);
        let name = query.split('=').next().unwrap();
        let code = reply.json["code"].as_str().unwrap();
        assert!(matches!(code, "unknown_parameter" | "invalid_parameter"), "{query}: {code}");
        assert!(reply.faults()[0].starts_with(name), "{query}: {:?}", reply.faults());
    }
    person.get("/units?q=%00").await.expect(400);
    person.get("/units?q=%ff").await.expect(400);
    person.get("/me?x=1").await.expect_problem(400, "unknown_parameter");
    let quoted = person.get("/units?q=%27%20OR%201%3D1--").await.expect(200);
    assert_eq!(quoted.items().len(), 0);
}

#[actix_web::test]
async fn problems_speak_chinese_or_english_and_explain_themselves() {
    let app = TestApp::demo().await;
    let stranger = app.stranger();
    let zh = stranger.get("/me").await.expect(401);
    assert_eq!((zh.json["title"].as_str(), zh.header("content-language")), (Some("需要登录"), "zh-CN"));
    for (asked, title) in [("en", "Log in first"), ("en-GB,zh;q=0.5", "Log in first"), ("zh-CN,en;q=0.8", "需要登录"), ("fr", "需要登录")]
    {
        let reply = raw(&stranger, Method::GET, "/me", &[("accept-language", asked)], None).await;
        assert_eq!(reply.json["title"], title, "{asked}");
    }
    let kind = stranger.get(&format!("/{}", zh.text("type"))).await.expect(200);
    assert_eq!((&kind.json["code"], &kind.json["status"]), (&json!("authentication_required"), &json!(401)));
    stranger.get("//problems/nonsense").await.expect_problem(404, "not_found");
    let all = stranger.get("//problems").await.expect(200);
    assert_eq!(all.items().len(), duban::http::Code::ALL.len());
}

#[actix_web::test]
async fn a_request_id_is_kept_when_harmless_and_replaced_when_not() {
    let app = TestApp::demo().await;
    let stranger = app.stranger();
    let kept = raw(&stranger, Method::GET, "/me", &[("x-request-id", "my-request-0001")], None).await;
    assert_eq!((kept.header("x-request-id"), kept.json["requestId"].as_str()), ("my-request-0001", Some("my-request-0001")));
    let replaced = raw(&stranger, Method::GET, "/me", &[("x-request-id", "{\"level\":\"x\"}")], None).await;
    assert_eq!(replaced.header("x-request-id").len(), 32);
}

#[actix_web::test]
async fn what_has_not_changed_is_not_sent_again() {
    let app = TestApp::demo().await;
    let person = app.login("leader").await;
    for path in ["/units?limit=3", "/me"] {
        let first = person.get(path).await.expect(200);
        let again = raw(&person, Method::GET, path, &[("if-none-match", &first.tag())], None).await.expect(304);
        assert!(again.body.is_empty());
        assert_eq!(again.tag(), first.tag());
        raw(&person, Method::GET, path, &[("if-none-match", "\"other\"")], None).await.expect(200);
    }
    let reply = person.get("/me").await;
    assert_eq!(reply.header("cache-control"), "private, no-cache");
    assert!(reply.header("vary").contains("Authorization"));
}

#[actix_web::test]
async fn other_formats_are_not_acceptable() {
    let app = TestApp::demo().await;
    let person = app.login("leader").await;
    raw(&person, Method::GET, "/units", &[("accept", "image/png")], None).await.expect_problem(406, "not_acceptable");
    raw(&person, Method::POST, "/units", &[("accept", "text/csv")], None).await.expect_problem(406, "not_acceptable");
    raw(&person, Method::GET, "/nowhere", &[("accept", "image/png")], None).await.expect_problem(404, "not_found");
    raw(&person, Method::GET, "/units", &[("accept", "application/problem+json")], None).await.expect(200);
    raw(&person, Method::GET, "/units", &[("accept", "text/html, */*;q=0.1")], None).await.expect(200);
}

#[actix_web::test]
async fn two_authorization_headers_are_one_too_many() {
    let app = TestApp::demo().await;
    let person = app.login("leader").await;
    raw(&person, Method::GET, "/me", &[("authorization", "Basic bGVhZGVyOng=")], None).await.expect(401);
    person.get("/me?access_token=x").await.expect_problem(400, "unknown_parameter");
}

#[actix_web::test]
async fn the_docs_page_comes_from_the_binary_alone() {
    let app = TestApp::demo().await;
    let stranger = app.stranger();
    let page = stranger.get("//docs/").await.expect(200);
    let html = String::from_utf8_lossy(&page.body).into_owned();
    assert!(html.contains("swagger-ui"));
    assert!(!html.contains("https://") && !html.contains("//unpkg") && !html.contains("cdn"), "{html}");
    let contract = stranger.get("/openapi.json").await.expect(200);
    assert_eq!(contract.json["openapi"], "3.1.0");
    let keys = stranger.get("//.well-known/jwks.json").await.expect(200);
    assert_eq!((&keys.json["keys"][0]["crv"], &keys.json["keys"][0]["d"]), (&json!("P-256"), &json!(null)));
}
