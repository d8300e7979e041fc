//! The register of units: tree, names, groups, and what may not happen to them.

use serde_json::json;

use crate::support::TestApp;

#[actix_web::test]
async fn a_printed_name_finds_its_unit() {
    let app = TestApp::demo().await;
    let person = app.login("reporter.wjw").await;
    for (printed, code, confidence) in
        [("市卫健委", "YC-WJW", 100), ("宜昌市卫生健康委员会", "YC-WJW", 100), ("市市监局", "YC-SCJGJ", 100), (" 市 卫健委", "YC-WJW", 100)]
    {
        let found = person.get(&format!("/units/resolve?name={}", urlencode(printed))).await.expect(200);
        assert_eq!(found.json["candidates"][0]["unit"]["code"], code, "{printed}");
        assert_eq!(found.json["candidates"][0]["confidence"], confidence, "{printed}");
    }
    let nobody = person.get(&format!("/units/resolve?name={}", urlencode("市外星人局"))).await.expect(200);
    assert_eq!(nobody.json["candidates"], json!([]));
    let wildcard = person.get("/units/resolve?name=%25").await.expect(200);
    assert_eq!(wildcard.json["candidates"], json!([]), "a percent sign is only a character");
}

fn urlencode(text: &str) -> String {
    text.bytes().map(|b| format!("%{b:02X}")).collect()
}

#[actix_web::test]
async fn the_joint_meeting_has_the_members_the_document_names() {
    let app = TestApp::demo().await;
    let person = app.login("leader").await;
    let found = person.get("/units?code=YC-LXHY").await.expect(200);
    let meeting = &found.items()[0];
    let mut members: Vec<&str> =
        meeting["members"].as_array().unwrap().iter().map(|member| member["unit"]["name"].as_str().unwrap()).collect();
    members.sort_unstable();
    let mut expected: Vec<&str> = "市发改委、市委网信办、市委老干部局、市教育局、市经信局、市公安局、市民政局、市财政局、市人社局、市住建局、市交通运输局、市农业农村局、\
        市文旅局、市卫健委、市市场监管局、市医保局、市城管委、市林业和园林局、团市委、市妇联、市残联"
        .split('、')
        .map(str::trim)
        .collect();
    expected.sort_unstable();
    assert_eq!(members, expected);
}

#[actix_web::test]
async fn a_unit_is_entered_changed_and_removed() {
    let app = TestApp::demo().await;
    let admin = app.login("sysadmin").await;
    let new = json!({"code": "YC-SJJ", "name": "宜昌市数据局", "shortName": "市数据局", "kind": "department", "parentCode": "YC", "aliases": ["市数据资源局"]});
    let unit = admin.post("/units", new.clone()).await.expect(201);
    assert_eq!(unit.header("location"), format!("/api/v1/units/{}", unit.id()));
    assert_eq!(unit.json["parent"]["code"], "YC");
    let again = admin.post("/units", new).await.expect_problem(409, "already_exists");
    assert_eq!(again.faults(), ["/code already_exists"]);
    let path = format!("/units/{}", unit.id());
    let changed = admin.patch(&path, "\"1\"", json!({"shortName": null, "aliases": ["大数据局"]})).await.expect(200);
    assert_eq!((&changed.json["shortName"], &changed.json["aliases"]), (&json!(null), &json!(["大数据局"])));
    assert_eq!(changed.json["name"], "宜昌市数据局", "absent keeps");
    let stale = admin.patch(&path, "\"1\"", json!({"name": "x"})).await.expect_problem(412, "version_conflict");
    assert_eq!((&stale.json["currentVersion"], &stale.json["changedBy"]), (&json!(2), &json!("系统管理员")));
    admin.send(actix_web::http::Method::PATCH, &path, &[], Some("{}".into())).await.expect_problem(428, "if_match_required");
    admin.delete(&path, "\"2\"").await.expect(204);
    admin.get(&path).await.expect_problem(404, "not_found");
}

#[actix_web::test]
async fn faults_are_named_all_at_once_with_their_place() {
    let app = TestApp::demo().await;
    let admin = app.login("sysadmin").await;
    let bad = json!({"code": "", "kind": "ministry", "parentId": "not-a-uuid", "isAdmin": true, "version": 3, "validFrom": "2024-2-1", "aliases": "x"});
    let reply = admin.post("/units", bad).await.expect_problem(422, "validation_failed");
    let mut faults = reply.faults();
    faults.sort();
    assert_eq!(
        faults,
        [
            "/aliases invalid_type",
            "/isAdmin unknown_field",
            "/kind invalid_value",
            "/name required",
            "/parentId invalid_type",
            "/validFrom invalid_date",
            "/version read_only_field"
        ]
    );
    let long = json!({"code": "X", "name": "长".repeat(201), "kind": "department", "creditCode": "91110000100017643L", "validFrom": "2024-02-01", "validTo": "2024-01-31"});
    let reply = admin.post("/units", long).await.expect(422);
    assert_eq!(reply.faults(), ["/name too_long"]);
    let wrong = json!({"code": "X", "name": "长", "kind": "department", "creditCode": "91110000100017643L", "validFrom": "2024-02-01", "validTo": "2024-01-31", "members": [{"unitCode": "YC-WJW"}]});
    let reply = admin.post("/units", wrong).await.expect(422);
    assert_eq!(reply.faults(), ["/creditCode invalid_credit_code", "/validTo end_before_start", "/members must_be_absent"]);
}

#[actix_web::test]
async fn a_unit_cannot_be_placed_under_itself_and_its_subtree_moves_with_it() {
    let app = TestApp::demo().await;
    let admin = app.login("sysadmin").await;
    let mut ids = Vec::new();
    for (code, parent) in [("A", "YC"), ("A1", "A"), ("A11", "A1")] {
        let unit = admin.post("/units", json!({"code": code, "name": code, "kind": "department", "parentCode": parent})).await.expect(201);
        ids.push(unit.id());
    }
    admin.patch(&format!("/units/{}", ids[0]), "\"1\"", json!({"parentCode": "A11"})).await.expect_problem(409, "cycle");
    admin.patch(&format!("/units/{}", ids[1]), "\"1\"", json!({"parentCode": "YC-WJW"})).await.expect(200);
    let below = admin.get("/units?code=YC-WJW").await.items()[0]["id"].as_str().unwrap().to_owned();
    let under = admin.get(&format!("/units?unitId.under={below}&sort=code&count=true")).await.expect(200);
    let codes: Vec<&str> = under.items().iter().map(|unit| unit["code"].as_str().unwrap()).collect();
    assert_eq!((codes, &under.json["page"]["total"]), (vec!["A1", "A11", "YC-WJW"], &json!(3)));
    admin.delete(&format!("/units/{}", ids[1]), "\"2\"").await.expect_problem(409, "has_children");
}

#[actix_web::test]
async fn pages_neither_skip_nor_repeat_and_cursors_cannot_be_bent() {
    let app = TestApp::demo().await;
    let person = app.login("leader").await;
    let mut seen = Vec::new();
    let mut path = "/units?limit=4&sort=-name".to_owned();
    loop {
        let page = person.get(&path).await.expect(200);
        seen.extend(page.items().iter().map(|unit| unit["name"].as_str().unwrap().to_owned()));
        let Some(next) = page.json["page"]["nextCursor"].as_str() else { break };
        assert!(page.header("link").contains(&format!("cursor={next}>; rel=\"next\"")));
        path = format!("/units?limit=4&sort=-name&cursor={next}");
    }
    let mut sorted = seen.clone();
    sorted.sort_by(|a, b| b.cmp(a));
    sorted.dedup();
    assert_eq!((seen.len(), seen), (27, sorted));

    let cursor = person.get("/units?limit=4").await.text_at("/page/nextCursor");
    person.get(&format!("/units?limit=4&sort=name&cursor={cursor}")).await.expect_problem(400, "cursor_mismatch");
    person.get(&format!("/plans?cursor={cursor}")).await.expect_problem(400, "cursor_mismatch");
    app.login("supervisor").await.get(&format!("/units?cursor={cursor}")).await.expect_problem(400, "cursor_mismatch");
    person.get(&format!("/units?cursor=x{cursor}")).await.expect_problem(400, "cursor_invalid");
    person.get("/units?cursor=%20").await.expect_problem(400, "cursor_invalid");
}

#[actix_web::test]
async fn a_list_costs_the_same_however_long_it_is() {
    let app = TestApp::demo().await;
    let person = app.login("leader").await;
    let (_, few) = app.statements_of(person.get("/units?limit=3")).await;
    let (_, many) = app.statements_of(person.get("/units?limit=200")).await;
    assert_eq!(few, many);
}
