//! Governments: only the administrator of the installation makes and removes them, and everybody sees their own.

use actix_web::http::Method;
use duban::auth::password;
use duban::features::users::account;
use serde_json::json;

use crate::support::db::PASSWORD;
use crate::support::{Person, TestApp};

/// The administrator of the installation, as made from the command line.
async fn root(app: &TestApp) -> Person {
    let hash = password::hash(PASSWORD.to_owned()).await.unwrap();
    account::create_admin(&app.state, "420500".into(), None, "root".into(), "平台管理员".into(), hash).await.unwrap();
    app.login("root").await
}

#[actix_web::test]
async fn a_government_is_entered_renamed_and_removed() {
    let app = TestApp::demo().await;
    let root = root(&app).await;
    let made = root.post("/governments", json!({"code": "320100", "name": "南京市政府"})).await.expect(201);
    let path = format!("/governments/{}", made.id());
    assert_eq!(made.header("location"), format!("/api/v1{path}"));
    assert_eq!((&made.json["createdAt"], &made.json["version"]), (&json!("2024-06-01T01:00:00.000Z"), &json!(1)));
    let named = root.patch(&path, &made.tag(), json!({"name": "南京市人民政府"})).await.expect(200);
    assert_eq!((&named.json["name"], &named.json["code"]), (&json!("南京市人民政府"), &json!("320100")));
    assert_eq!(root.get(&path).await.expect(200).json, named.json);
    root.patch(&path, &made.tag(), json!({"name": "x"})).await.expect_problem(412, "version_conflict");
    root.send(Method::PATCH, &path, &[], Some("{}".into())).await.expect_problem(428, "if_match_required");
    root.send(Method::DELETE, &path, &[], None).await.expect_problem(428, "if_match_required");
    root.delete(&path, &made.tag()).await.expect_problem(412, "version_conflict");
    root.delete(&path, &named.tag()).await.expect(204);
    root.get(&path).await.expect_problem(404, "not_found");
    let yichang = root.get("/governments?code=420500").await.items()[0]["id"].as_str().unwrap().to_owned();
    root.delete(&format!("/governments/{yichang}"), "\"1\"").await.expect_problem(409, "has_children");
}

#[actix_web::test]
async fn what_is_wrong_with_a_government_is_named_in_place() {
    let app = TestApp::demo().await;
    let root = root(&app).await;
    for (body, faults) in [
        (json!({}), vec!["/code required", "/name required"]),
        (json!({"code": "420001", "name": "宜"}), vec!["/code invalid_region_code"]),
        (json!({"code": "990000", "name": "宜"}), vec!["/code invalid_region_code"]),
        (json!({"code": "37070", "name": "宜"}), vec!["/code invalid_region_code"]),
        (json!({"code": "370800", "name": " "}), vec!["/name required"]),
        (json!({"code": "370800", "name": ""}), vec!["/name required"]),
        (json!({"code": "370800", "name": "宜".repeat(101)}), vec!["/name too_long"]),
    ] {
        let mut found = root.post("/governments", body.clone()).await.expect_problem(422, "validation_failed").faults();
        found.sort();
        assert_eq!(found, faults, "{body}");
    }
    let again = root.post("/governments", json!({"code": "330500", "name": "湖州"})).await.expect_problem(409, "already_exists");
    assert_eq!(again.faults(), ["/code already_exists"]);
    let huzhou = root.get("/governments?code=330500").await.items()[0]["id"].as_str().unwrap().to_owned();
    for (patch, fault) in [
        (json!({"name": null}), "/name invalid_type"),
        (json!({"name": " "}), "/name required"),
        (json!({"code": "370800"}), "/code unknown_field"),
    ] {
        assert_eq!(root.patch(&format!("/governments/{huzhou}"), "\"1\"", patch).await.expect(422).faults(), [fault]);
    }
}

#[actix_web::test]
async fn the_list_is_filtered_sorted_and_paged() {
    let app = TestApp::demo().await;
    let root = root(&app).await;
    root.post("/governments", json!({"code": "320100", "name": "乙"})).await.expect(201);
    let codes = |query: &'static str| {
        let root = root.clone();
        async move {
            let page = root.get(&format!("/governments?{query}")).await.expect(200);
            page.items().iter().map(|one| one["code"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        }
    };
    assert_eq!(codes("").await, ["320100", "330500", "370700", "420100", "420500", "429006"]);
    assert_eq!(codes("sort=-code").await, ["429006", "420500", "420100", "370700", "330500", "320100"]);
    // 乙 U+4E59, 天 U+5929, 宜 U+5B9C, 武 U+6B66, 湖 U+6E56, 潍 U+6F4D
    assert_eq!(codes("sort=name").await, ["320100", "429006", "420500", "420100", "330500", "370700"]);
    assert_eq!(codes("sort=-updatedAt&limit=1").await, ["320100"]);
    assert_eq!(codes("code=420500").await, ["420500"]);
    assert_eq!(codes("code=42").await, Vec::<String>::new());
    let first = root.get("/governments?limit=2&count=true").await.expect(200);
    assert_eq!(first.json["page"]["total"], 6);
    let next = first.text_at("/page/nextCursor");
    let last = root.get(&format!("/governments?limit=2&count=true&cursor={next}")).await.expect(200);
    assert_eq!((last.items().len(), &last.items()[0]["code"]), (2, &json!("370700")));
    let (_, few) = app.statements_of(root.get("/governments?limit=1")).await;
    let (_, many) = app.statements_of(root.get("/governments?limit=200")).await;
    assert_eq!(few, many);
}

#[actix_web::test]
async fn everybody_sees_their_own_and_only_system_administrators_rename_it() {
    let app = TestApp::demo().await;
    let root = root(&app).await;
    let id = |code: &'static str| {
        let root = root.clone();
        async move { root.get(&format!("/governments?code={code}")).await.items()[0]["id"].as_str().unwrap().to_owned() }
    };
    let (yichang, huzhou) = (format!("/governments/{}", id("420500").await), format!("/governments/{}", id("330500").await));
    for who in ["reporter.wjw", "leader", "supervisor", "auditor", "sysadmin"] {
        let person = app.login(who).await;
        let seen = person.get("/governments?count=true").await.expect(200);
        assert_eq!((&seen.json["page"]["total"], &seen.items()[0]["code"]), (&json!(1), &json!("420500")), "{who}");
        person.get(&yichang).await.expect(200);
        person.get(&huzhou).await.expect_problem(404, "not_found");
        person.post("/governments", json!({"code": "370800", "name": "潍坊"})).await.expect_problem(403, "forbidden");
        person.delete(&yichang, "\"1\"").await.expect_problem(403, "forbidden");
        if who != "sysadmin" {
            person.patch(&yichang, "\"1\"", json!({"name": "x"})).await.expect_problem(403, "forbidden");
        }
    }
    let sysadmin = app.login("sysadmin").await;
    sysadmin.patch(&huzhou, "\"1\"", json!({"name": "x"})).await.expect_problem(404, "not_found");
    sysadmin.patch(&yichang, "\"1\"", json!({"name": "宜昌市政府"})).await.expect(200);
    app.stranger().get("/governments").await.expect_problem(401, "authentication_required");
}
