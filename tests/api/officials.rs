//! Officials: the register, their duties on tasks, and whose account it is.

use serde_json::{Value, json};

use crate::support::drafts::{Draft, over, plan};
use crate::support::{Person, TestApp};

const NOBODY: &str = "0197a6f0-c0de-7000-a000-0000000000ff";

async fn official(author: &Person, code: &str, more: Value) -> String {
    author.post("/officials", over(json!({"code": code, "name": format!("负责人{code}")}), more)).await.expect(201).id()
}

fn codes(items: &[Value]) -> Vec<&str> {
    items.iter().map(|item| item["code"].as_str().unwrap()).collect()
}

#[actix_web::test]
async fn an_official_is_entered_changed_and_removed() {
    let app = TestApp::demo().await;
    let author = app.login("supervisor").await;
    let new = json!({"code": "YC-MH", "name": "孟晖", "post": "副市长", "unitCode": "YC-ZFBGS", "validFrom": "2022-01-01"});
    let made = author.post("/officials", new.clone()).await.expect(201);
    for (member, value) in new.as_object().unwrap().iter().filter(|(member, _)| *member != "unitCode") {
        assert_eq!(&made.json[member], value, "{member}");
    }
    assert_eq!(
        (&made.json["unit"]["code"], &made.json["validTo"], &made.json["successor"]),
        (&json!("YC-ZFBGS"), &Value::Null, &Value::Null)
    );
    let path = format!("/officials/{}", made.id());
    assert_eq!(made.header("location"), format!("/api/v1{path}"));
    assert_eq!(author.get(&path).await.expect(200).json, made.json);
    let taken = author.post("/officials", new).await.expect_problem(409, "already_exists");
    assert_eq!(taken.faults(), ["/code already_exists"]);

    let next = official(&author, "YC-LY", json!({"validFrom": "2024-07-01"})).await;
    let change = json!({"post": null, "unitId": null, "validTo": "2024-06-30", "successorId": next});
    let changed = author.patch(&path, "\"1\"", change).await.expect(200).json;
    assert_eq!((&changed["post"], &changed["unit"], &changed["validTo"]), (&Value::Null, &Value::Null, &json!("2024-06-30")));
    assert_eq!(changed["successor"], json!({"id": next, "code": "YC-LY", "name": "负责人YC-LY", "post": null}));
    author.patch(&path, "\"1\"", json!({"name": "甲"})).await.expect_problem(412, "version_conflict");
    author.delete(&format!("/officials/{next}"), "\"1\"").await.expect_problem(409, "has_children");
    author.patch(&path, "\"2\"", json!({"successorId": null})).await.expect(200);
    author.delete(&format!("/officials/{next}"), "\"1\"").await.expect(204);
    author.delete(&path, "\"3\"").await.expect(204);
    author.get(&path).await.expect_problem(404, "not_found");
}

#[actix_web::test]
async fn faults_of_an_official_are_named_and_nobody_follows_themselves() {
    let app = TestApp::demo().await;
    let author = app.login("supervisor").await;
    let refused = async |more: Value| {
        let body = over(json!({"code": "X", "name": "甲"}), more);
        author.post("/officials", body).await.expect_problem(422, "validation_failed").faults()
    };
    assert_eq!(refused(json!({"code": "X Y", "name": " "})).await, ["/name required", "/code invalid_character"]);
    assert_eq!(refused(json!({"validFrom": "2024-02-01", "validTo": "2024-01-31"})).await, ["/validTo end_before_start"]);
    assert_eq!(refused(json!({"unitCode": "HZ-FGW"})).await, ["/unitCode not_found"]);
    assert_eq!(refused(json!({"successorId": NOBODY})).await, ["/successorId not_found"]);
    assert_eq!(refused(json!({"successorCode": "YC-NIX"})).await, ["/successorCode not_found"]);

    let third = official(&author, "C", json!({})).await;
    let second = official(&author, "B", json!({"successorCode": "C"})).await;
    let first = official(&author, "A", json!({"successorId": second})).await;
    let circle = author.patch(&format!("/officials/{third}"), "\"1\"", json!({"successorCode": "A"})).await.expect_problem(409, "cycle");
    assert_eq!(circle.faults(), ["/successorCode cycle"]);
    let own = author.patch(&format!("/officials/{first}"), "\"1\"", json!({"successorId": first})).await.expect_problem(409, "cycle");
    assert_eq!(own.faults(), ["/successorId cycle"]);
}

#[actix_web::test]
async fn all_of_a_government_read_its_officials_and_who_writes_units_writes_them() {
    let app = TestApp::demo().await;
    let (author, sys) = (app.login("supervisor").await, app.login("sysadmin").await);
    let unit = author.get("/units?code=YC-ZFBGS").await.items()[0]["id"].as_str().unwrap().to_owned();
    let held = official(&author, "YC-A", json!({"name": "孟晖", "unitCode": "YC-ZFBGS", "validTo": "2024-05-31"})).await;
    official(&sys, "YC-B", json!({"post": "副市长", "validFrom": "2024-06-01"})).await;
    for (filter, found) in [
        ("", vec!["YC-A", "YC-B"]),
        ("?sort=-code", vec!["YC-B", "YC-A"]),
        ("?code=YC-B", vec!["YC-B"]),
        ("?validOn=2024-05-31", vec!["YC-A"]),
        ("?validOn=2024-06-01", vec!["YC-B"]),
        ("?q=%E5%AD%9F", vec!["YC-A"]),
        ("?q=yc-b", vec!["YC-B"]),
        ("?q=%E5%89%AF%E5%B8%82", vec!["YC-B"]),
        ("?q=%25", vec![]),
    ] {
        let page = app.login("reporter.wjw").await.get(&format!("/officials{filter}")).await.expect(200);
        assert_eq!(codes(page.items()), found, "{filter}");
    }
    assert_eq!(codes(sys.get(&format!("/officials?unitId={unit}")).await.expect(200).items()), ["YC-A"]);
    for other in ["reporter.wjw", "coordinator.fgw", "leader", "secadmin", "auditor"] {
        let other = app.login(other).await;
        other.get(&format!("/officials/{held}")).await.expect(200);
        other.post("/officials", json!({"code": "X", "name": "x"})).await.expect_problem(403, "forbidden");
        other.delete(&format!("/officials/{held}"), "\"1\"").await.expect_problem(403, "forbidden");
    }
    let foreign = app.login("supervisor.huzhou").await;
    foreign.get(&format!("/officials/{held}")).await.expect_problem(404, "not_found");
    assert_eq!(codes(foreign.get("/officials").await.expect(200).items()), Vec::<&str>::new());
    let (_, one) = app.statements_of(author.get("/officials?limit=1")).await;
    official(&author, "YC-C", json!({"unitCode": "YC-WJW", "successorCode": "YC-B"})).await;
    let (_, all) = app.statements_of(author.get("/officials?limit=200")).await;
    assert!(all <= one + 1, "the names of successors, and nothing per row");
}

#[actix_web::test]
async fn an_official_is_named_as_principal_and_only_an_official_is() {
    let app = TestApp::demo().await;
    let draft = Draft::new(&app.login("supervisor").await, plan("P", json!({}))).await;
    let task = draft.task("1", None).await;
    let (mh, ly) = (official(&draft.author, "YC-MH", json!({})).await, official(&draft.author, "YC-LY", json!({})).await);
    let duty = |more: Value| over(json!({"taskId": task, "officialCode": "YC-MH", "role": "principal"}), more);
    for (more, fault) in [
        (json!({"role": "lead"}), "/role invalid_value"),
        (json!({"officialCode": null, "unitCode": "YC-WJW"}), "/role invalid_value"),
        (json!({"unitCode": "YC-WJW"}), "/officialCode contradiction"),
        (json!({"officialId": mh}), "/officialId contradiction"),
        (json!({"officialCode": "YC-NIX"}), "/officialCode not_found"),
        (json!({"officialCode": null, "officialId": NOBODY}), "/officialId not_found"),
        (json!({"isReporting": true}), "/isReporting contradiction"),
        (json!({"printedAs": ""}), "/printedAs required"),
    ] {
        let reply = draft.author.post("/assignments", duty(more.clone())).await.expect_problem(422, "validation_failed");
        assert_eq!(reply.faults(), [fault], "{more}");
    }
    let made = draft.author.post("/assignments", duty(json!({"label": "总责任人"}))).await.expect(201);
    assert_eq!(
        (&made.json["official"]["code"], &made.json["unit"], &made.json["role"]),
        (&json!("YC-MH"), &Value::Null, &json!("principal"))
    );
    draft.author.post("/assignments", duty(json!({}))).await.expect_problem(409, "already_exists");
    let path = format!("/assignments/{}", made.id());
    assert_eq!(draft.author.get(&path).await.expect(200).json, made.json);
    let other = draft.author.patch(&path, "\"1\"", json!({"officialId": ly})).await.expect(200).json;
    assert_eq!(other["official"]["code"], "YC-LY");
    let refused = draft.author.patch(&path, "\"2\"", json!({"unitCode": "YC-WJW"})).await.expect_problem(422, "validation_failed");
    assert_eq!(refused.faults(), ["/role invalid_value"]);
    let unit = json!({"unitCode": "YC-WJW", "role": "lead", "printedAs": "卫生健康部门"});
    let unit = draft.author.patch(&path, "\"2\"", unit).await.expect(200).json;
    assert_eq!((&unit["unit"]["code"], &unit["official"], &unit["printedAs"]), (&json!("YC-WJW"), &Value::Null, &json!("卫生健康部门")));
    draft.author.post("/assignments", duty(json!({}))).await.expect(201);
    let found = async |filter: &str| draft.author.get(&format!("/assignments?taskId={task}&{filter}")).await.expect(200).items().len();
    assert_eq!((found(&format!("officialId={mh}")).await, found(&format!("officialId={ly}")).await), (1, 0));
    assert_eq!((found("role=principal").await, found("count=true").await), (1, 2));
    draft.author.delete(&format!("/officials/{mh}"), "\"1\"").await.expect_problem(409, "has_children");

    draft.run("issue").await.expect(200);
    let fixed = draft.author.patch(&path, "\"3\"", json!({"officialCode": "YC-LY", "unitCode": null})).await;
    assert_eq!(fixed.status, 422, "a unit cannot be cleared");
    let fixed = draft.author.patch(&path, "\"3\"", json!({"officialCode": "YC-LY"})).await.expect_problem(409, "plan_not_draft");
    assert_eq!(fixed.faults(), ["/officialCode plan_not_draft"]);
    let printed = draft.author.patch(&path, "\"3\"", json!({"printedAs": null})).await.expect(200).json;
    assert_eq!(printed["printedAs"], Value::Null);
}

#[actix_web::test]
async fn an_account_is_that_of_an_official() {
    let app = TestApp::demo().await;
    let (author, sys, sec) = (app.login("supervisor").await, app.login("sysadmin").await, app.login("secadmin").await);
    let mh = official(&author, "YC-MH", json!({"name": "孟晖"})).await;
    let account = |name: &str, code: &str| json!({"username": name, "name": "某", "unitCode": "YC-ZFBGS", "officialCode": code, "password": "初始口令-请尽快修改-2024"});
    let absent = sys.post("/users", account("official.x", "YC-NIX")).await.expect_problem(422, "validation_failed");
    assert_eq!(absent.faults(), ["/officialCode not_found"]);
    let made = sys.post("/users", account("official.mh", "YC-MH")).await.expect(201);
    assert_eq!(made.json["official"], json!({"id": mh, "code": "YC-MH", "name": "孟晖", "post": null}));
    let second = sys.post("/users", account("official.mh2", "YC-MH")).await.expect_problem(409, "already_exists");
    assert_eq!(second.faults(), ["/officialId already_exists"]);
    author.delete(&format!("/officials/{mh}"), "\"1\"").await.expect_problem(409, "has_children");

    // One account at a time: another may have it once the first can no longer log in.
    app.db_account("other", "YC-ZFBGS", &[]).await;
    let other = format!("/users/{}", sys.get("/users?username=other").await.items()[0]["id"].as_str().unwrap());
    let first = format!("/users/{}", made.id());
    sys.patch(&other, "\"1\"", json!({"officialId": mh})).await.expect_problem(409, "already_exists");
    sys.patch(&first, "\"1\"", json!({"disabled": true})).await.expect(200);
    let taken = sys.patch(&other, "\"1\"", json!({"officialCode": "YC-MH"})).await.expect(200);
    assert_eq!(taken.json["official"]["code"], "YC-MH");
    let back = sys.patch(&first, "\"2\"", json!({"disabled": false})).await.expect_problem(409, "already_exists");
    assert_eq!(back.faults(), ["/disabled already_exists"]);
    let listed = sys.get(&format!("/users?officialId={mh}")).await.expect(200);
    assert_eq!(listed.items().len(), 2);
    assert_eq!(app.login("other").await.get("/me").await.expect(200).json["official"]["name"], "孟晖");
    assert_eq!(sys.get("/me").await.expect(200).json["official"], Value::Null);

    // The three administrators are no officials, whichever comes first.
    for role in ["systemAdmin", "securityAdmin", "auditor"] {
        let grant = json!({"userId": other.rsplit('/').next().unwrap(), "role": role, "unitCode": "YC"});
        assert_eq!(sec.post("/grants", grant).await.expect_problem(422, "validation_failed").faults(), ["/role exclusive_roles"]);
    }
    sys.patch(&other, "\"2\"", json!({"officialId": null})).await.expect(200);
    for admin in ["sysadmin", "secadmin", "auditor"] {
        let row = sys.get(&format!("/users?username={admin}")).await.expect(200).items()[0].clone();
        let path = format!("/users/{}", row["id"].as_str().unwrap());
        let refused = sys.patch(&path, &format!("\"{}\"", row["version"]), json!({"officialId": mh})).await;
        assert_eq!(refused.expect_problem(422, "validation_failed").faults(), ["/officialId exclusive_roles"], "{admin}");
    }
    let foreign = official(&app.login("supervisor.huzhou").await, "HZ-ZS", json!({})).await;
    let refused = sys.patch(&other, "\"3\"", json!({"officialId": foreign})).await.expect_problem(422, "validation_failed");
    assert_eq!(refused.faults(), ["/officialId not_found"]);
}
