//! Many at once: one winner, and everybody else is told why.

use futures_util::future::join_all;
use serde_json::json;

use crate::support::TestApp;

#[actix_web::test]
async fn of_a_hundred_changes_with_one_tag_exactly_one_wins() {
    let app = TestApp::demo().await;
    let admin = app.login("sysadmin").await;
    let unit = admin.post("/units", json!({"code": "A", "name": "甲", "kind": "department"})).await.expect(201);
    let path = format!("/units/{}", unit.id());
    let replies = join_all((0..100).map(|n| {
        let (admin, path, tag) = (admin.clone(), path.clone(), unit.tag());
        async move { admin.patch(&path, &tag, json!({"name": format!("甲{n}")})).await }
    }))
    .await;
    let with = |status: u16| replies.iter().filter(|reply| reply.status == status).count();
    assert_eq!((with(200), with(412)), (1, 99));
    let now = admin.get(&path).await.expect(200);
    let winner = replies.iter().find(|reply| reply.status == 200).unwrap();
    assert_eq!((now.json["version"].as_i64(), &now.json["name"]), (Some(2), &winner.json["name"]));
}

#[actix_web::test]
async fn of_twenty_creations_of_one_code_exactly_one_wins() {
    let app = TestApp::demo().await;
    let admin = app.login("sysadmin").await;
    let replies = join_all((0..20).map(|_| admin.post("/units", json!({"code": "A", "name": "甲", "kind": "department"})))).await;
    let with = |status: u16| replies.iter().filter(|reply| reply.status == status).count();
    assert_eq!((with(201), with(409)), (1, 19));
}
