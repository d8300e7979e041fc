//! Plans as documents: entering, changing and removing them, what they refer to, and who reads them.

use actix_web::http::Method;
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::drafts::{Draft, plan};

const NOBODY: &str = "0197a6f0-c0de-7000-a000-0000000000ff";

#[actix_web::test]
async fn a_plan_is_entered_read_changed_and_removed() {
    let app = TestApp::demo().await;
    let supervisor = app.login("supervisor").await;
    let new = plan(
        "p",
        json!({"documentNumber": "宜府办发[2024] 第22号", "batch": "第一批", "printedOn": "2024-04-03", "meetingUnitCode": "YC-LXHY"}),
    );
    let made = supervisor.post("/plans", new).await.expect(201);
    let path = format!("/plans/{}", made.id());
    assert_eq!(made.header("location"), format!("/api/v1{path}"));
    assert_eq!((&made.json["state"], &made.json["version"]), (&json!("draft"), &json!(1)));
    assert_eq!(made.json["documentNumber"], "宜府办发〔2024〕22号");
    assert_eq!(made.json["thresholds"], json!({"ahead": 10, "onTrack": 5, "behind": 20}));
    assert_eq!((&made.json["isPublic"], &made.json["parent"], &made.json["defaultDue"]), (&json!(false), &json!(null), &json!(null)));
    assert_eq!((&made.json["issuingUnit"]["name"], &made.json["meetingUnit"]["code"]), (&json!("市政府办公室"), &json!("YC-LXHY")));
    assert_eq!(made.json["allowedActions"], json!(["update", "delete", "issue"]));
    let read = supervisor.get(&path).await.expect(200);
    assert_eq!((&read.json, read.tag()), (&made.json, made.tag()));

    let patch = json!({"title": "改名", "batch": null, "printedOn": null, "meetingUnitId": null, "isPublic": true});
    let changed = supervisor.patch(&path, &made.tag(), patch).await.expect(200);
    for (member, now) in
        [("title", json!("改名")), ("batch", json!(null)), ("printedOn", json!(null)), ("isPublic", json!(true)), ("version", json!(2))]
    {
        assert_eq!(changed.json[member], now, "{member}");
    }
    assert_eq!(changed.json["meetingUnit"], json!(null));
    for kept in ["code", "kind", "startsOn", "endsOn", "documentNumber", "issuedOn", "leadRule", "issuingUnit", "coordinatingUnit"] {
        assert_eq!(changed.json[kept], made.json[kept], "absent keeps {kept}");
    }
    let stale = supervisor.patch(&path, &made.tag(), json!({"title": "x"})).await.expect_problem(412, "version_conflict");
    assert_eq!((&stale.json["currentVersion"], &stale.json["changedBy"]), (&json!(2), &json!("政务督查室督查员")));
    assert_eq!(stale.json["changedAt"], "2024-06-01T01:00:00.000Z");
    for (method, body) in [(Method::PATCH, Some("{}".to_owned())), (Method::DELETE, None)] {
        supervisor.send(method, &path, &[], body).await.expect_problem(428, "if_match_required");
    }
    supervisor.delete(&path, "\"1\"").await.expect_problem(412, "version_conflict");
    supervisor.delete(&path, "\"2\"").await.expect(204);
    supervisor.get(&path).await.expect_problem(404, "not_found");
}

#[actix_web::test]
async fn null_is_refused_where_a_plan_must_have_something() {
    let app = TestApp::demo().await;
    let supervisor = app.login("supervisor").await;
    let draft = Draft::new(&supervisor, plan("p", json!({}))).await;
    let members = [
        "code",
        "title",
        "kind",
        "startsOn",
        "endsOn",
        "isPublic",
        "leadRule",
        "issuingUnitId",
        "issuingUnitCode",
        "thresholds",
        "palette",
    ];
    for member in members {
        let refused = supervisor.patch(&draft.path(), "\"1\"", json!({member: null})).await.expect_problem(422, "validation_failed");
        assert_eq!(refused.faults(), [format!("/{member} invalid_type")]);
    }
    let read_only = supervisor.patch(&draft.path(), "\"1\"", json!({"state": "issued", "colour": 1})).await.expect(422);
    let mut faults = read_only.faults();
    faults.sort();
    assert_eq!(faults, ["/colour unknown_field", "/state read_only_field"]);
}

#[actix_web::test]
async fn units_go_by_id_or_by_code_and_faulty_references_are_named_in_place() {
    let app = TestApp::demo().await;
    let supervisor = app.login("supervisor").await;
    let units = supervisor.get("/units?code=YC-WJW").await.expect(200);
    let wjw = units.items()[0]["id"].as_str().unwrap();
    let by_id = plan("p1", json!({"issuingUnitCode": null, "issuingUnitId": wjw}));
    assert_eq!(supervisor.post("/plans", by_id).await.expect(201).json["issuingUnit"]["code"], "YC-WJW");
    let foreign = "HZ-FGW";
    for (wrong, faults) in [
        (json!({"issuingUnitCode": null}), vec!["/issuingUnitId required"]),
        (json!({"issuingUnitId": wjw}), vec!["/issuingUnitId contradiction"]),
        (
            json!({"issuingUnitCode": "XX", "coordinatingUnitCode": foreign, "supervisingUnitId": NOBODY}),
            vec!["/issuingUnitCode not_found", "/coordinatingUnitCode not_found", "/supervisingUnitId not_found"],
        ),
        (json!({"meetingUnitCode": "YC-WJW"}), vec!["/meetingUnitCode invalid_value"]),
        (json!({"meetingUnitId": wjw}), vec!["/meetingUnitId invalid_value"]),
        (json!({"parentId": NOBODY}), vec!["/parentId not_found"]),
    ] {
        let refused = supervisor.post("/plans", plan("p2", wrong)).await.expect_problem(422, "validation_failed");
        assert_eq!(refused.faults(), faults);
    }
    let draft = Draft::new(&supervisor, plan("p3", json!({}))).await;
    let both = json!({"coordinatingUnitId": wjw, "coordinatingUnitCode": "YC-WJW"});
    let refused = supervisor.patch(&draft.path(), "\"1\"", both).await.expect(422);
    assert_eq!(refused.faults(), ["/coordinatingUnitId contradiction"]);
    let moved =
        supervisor.patch(&draft.path(), "\"1\"", json!({"coordinatingUnitId": null, "issuingUnitCode": "YC-WJW"})).await.expect(200);
    assert_eq!((&moved.json["coordinatingUnit"], &moved.json["issuingUnit"]["code"]), (&json!(null), &json!("YC-WJW")));
}

#[actix_web::test]
async fn what_is_wrong_in_itself_is_named_all_at_once() {
    let app = TestApp::demo().await;
    let supervisor = app.login("supervisor").await;
    let due = |latest: Value, control: Value| json!({"text": "11月底前", "kind": "month", "latest": latest, "control": control});
    for (wrong, faults) in [
        (
            json!({"title": " ", "endsOn": "2023-12-31", "documentNumber": "文件21"}),
            vec!["/title required", "/documentNumber invalid_document_number", "/endsOn end_before_start"],
        ),
        (json!({"endsOn": "2034-01-01"}), vec!["/endsOn out_of_range"]),
        (json!({"code": "a b"}), vec!["/code invalid_character"]),
        (json!({"documentNumber": "国办发〔2024〕012号"}), vec!["/documentNumber invalid_document_number"]),
        (json!({"defaultDue": due(json!(null), json!(null))}), vec!["/defaultDue/latest required"]),
        (json!({"defaultDue": due(json!("2024-11-30"), json!("2024-12-01"))}), vec!["/defaultDue/control out_of_range"]),
        (json!({"thresholds": {"ahead": 10, "onTrack": 21, "behind": 20}}), vec!["/thresholds/behind contradiction"]),
        (json!({"palette": {"behind": "yellow", "overdue": "#c62828"}}), vec!["/palette/behind invalid_value"]),
    ] {
        let refused = supervisor.post("/plans", plan("p", wrong.clone())).await.expect_problem(422, "validation_failed");
        assert_eq!(refused.faults(), faults, "{wrong}");
    }
    let longest = plan("p", json!({"endsOn": "2033-12-31"}));
    let ten_years = Draft::new(&supervisor, longest).await;
    let refused = supervisor.patch(&ten_years.path(), "\"1\"", json!({"startsOn": "2034-01-01"})).await.expect(422);
    assert_eq!(refused.faults(), ["/endsOn end_before_start"]);
    for spelling in ["宜府办发〔2024〕23号", "宜府办发[2024]23号", "宜府办发（2024）第23号", "宜府办发【2024】 23 号"]
    {
        let tag = supervisor.get(&ten_years.path()).await.tag();
        let held = supervisor.patch(&ten_years.path(), &tag, json!({"documentNumber": spelling})).await.expect(200);
        assert_eq!(held.json["documentNumber"], "宜府办发〔2024〕23号", "{spelling}");
    }
}

#[actix_web::test]
async fn a_code_is_one_plans_only() {
    let app = TestApp::demo().await;
    let supervisor = app.login("supervisor").await;
    let (one, two) = (Draft::new(&supervisor, plan("one", json!({}))).await, Draft::new(&supervisor, plan("two", json!({}))).await);
    let again = supervisor.post("/plans", plan("one", json!({}))).await.expect_problem(409, "already_exists");
    assert_eq!(again.faults(), ["/code already_exists"]);
    let taken = supervisor.patch(&two.path(), "\"1\"", json!({"code": "one"})).await.expect_problem(409, "already_exists");
    assert_eq!(taken.faults(), ["/code already_exists"]);
    supervisor.patch(&one.path(), "\"1\"", json!({"code": "one"})).await.expect(200);
    // Another government has codes of its own.
    let huzhou = app.login("supervisor.huzhou").await;
    let theirs = plan("one", json!({"issuingUnitCode": "HZ-DCS", "coordinatingUnitCode": null}));
    huzhou.post("/plans", theirs).await.expect(201);
}

#[actix_web::test]
async fn objects_within_a_patch_are_merged() {
    let app = TestApp::demo().await;
    let supervisor = app.login("supervisor").await;
    let due = json!({"text": "11月底前", "kind": "month", "latest": "2024-11-30", "control": "2024-11-30"});
    let draft = Draft::new(&supervisor, plan("p", json!({"defaultDue": due}))).await;
    let patch = |body: Value| {
        let (supervisor, path) = (supervisor.clone(), draft.path());
        async move {
            let tag = supervisor.get(&path).await.tag();
            supervisor.patch(&path, &tag, body).await
        }
    };
    let later = patch(json!({"defaultDue": {"latest": "2024-12-31", "control": "2024-12-20"}})).await.expect(200);
    let whole = json!({"text": "11月底前", "kind": "month", "earliest": null, "latest": "2024-12-31", "control": "2024-12-20"});
    assert_eq!(later.json["defaultDue"], whole);
    let open = patch(json!({"defaultDue": {"control": null}})).await.expect(200);
    let mut undecided = whole;
    undecided["control"] = json!(null);
    assert_eq!(open.json["defaultDue"], undecided);
    assert_eq!(patch(json!({"defaultDue": {"text": null}})).await.expect(422).faults(), ["/defaultDue/text required"]);
    assert_eq!(patch(json!({"defaultDue": null})).await.expect(200).json["defaultDue"], json!(null));
    assert_eq!(patch(json!({"defaultDue": {"text": "年内"}})).await.expect(422).faults(), ["/defaultDue/kind required"]);

    let stricter = patch(json!({"thresholds": {"behind": 15}, "palette": {"behind": "#ffcc00", "notDue": null}})).await.expect(200);
    assert_eq!(stricter.json["thresholds"], json!({"ahead": 10, "onTrack": 5, "behind": 15}));
    let palette = &stricter.json["palette"];
    assert_eq!((&palette["behind"], &palette["overdue"], palette.get("notDue")), (&json!("#ffcc00"), &json!("#c62828"), None));
}

#[actix_web::test]
async fn a_plan_does_not_carry_out_itself() {
    let app = TestApp::demo().await;
    let supervisor = app.login("supervisor").await;
    let mut ids: Vec<String> = Vec::new();
    for code in ["a", "b", "c"] {
        let parent = ids.last().cloned();
        let made = supervisor.post("/plans", plan(code, json!({"parentId": parent}))).await.expect(201);
        assert_eq!(made.json["parent"]["id"].as_str().map(str::to_owned), parent);
        ids.push(made.id());
    }
    for below in [&ids[0], &ids[2]] {
        let refused = supervisor.patch(&format!("/plans/{}", ids[0]), "\"1\"", json!({"parentId": below})).await;
        assert_eq!(refused.expect_problem(409, "cycle").faults(), ["/parentId cycle"]);
    }
    let named = supervisor.patch(&format!("/plans/{}", ids[2]), "\"1\"", json!({"parentText": "省级方案"})).await.expect(422);
    assert_eq!(named.faults(), ["/parentText contradiction"]);
    let both = json!({"parentId": null, "parentText": "省级方案"});
    let outside = supervisor.patch(&format!("/plans/{}", ids[2]), "\"1\"", both).await.expect(200);
    assert_eq!((&outside.json["parent"], &outside.json["parentText"]), (&json!(null), &json!("省级方案")));
    supervisor.delete(&format!("/plans/{}", ids[0]), "\"1\"").await.expect_problem(409, "has_children");
    supervisor.delete(&format!("/plans/{}", ids[1]), "\"1\"").await.expect(204);
}

#[actix_web::test]
async fn every_filter_and_sort_of_the_list_does_what_it_says() {
    let app = TestApp::demo().await;
    let supervisor = app.login("supervisor").await;
    let yichang = supervisor.get("/plans").await.items()[0]["id"].as_str().unwrap().to_owned();
    let parent = Draft::new(&supervisor, plan("m", json!({"title": "乙 Outline", "kind": "outline", "endsOn": "2026-06-30"}))).await;
    app.set_time("2024-06-01T01:01:00Z");
    let child = plan(
        "a",
        json!({"title": "丙", "parentId": parent.id, "startsOn": "2025-01-01", "endsOn": "2025-12-31",
            "documentNumber": "宜府发〔2025〕3号", "issuingUnitCode": "YC-WJW", "coordinatingUnitCode": "YC-JYJ"}),
    );
    Draft::new(&supervisor, child).await;
    let unit = |code: &'static str| {
        let supervisor = supervisor.clone();
        async move { supervisor.get(&format!("/units?code={code}")).await.items()[0]["id"].as_str().unwrap().to_owned() }
    };
    let (office, wjw, fgw, jyj) = (unit("YC-ZFBGS").await, unit("YC-WJW").await, unit("YC-FGW").await, unit("YC-JYJ").await);
    let y = "yichang-2024-livelihood";
    for (query, expected) in [
        (String::new(), vec!["a", "m", y]),
        ("sort=-code".into(), vec![y, "m", "a"]),
        ("sort=startsOn&kind=outline,keyWork".into(), vec!["m", "a"]),
        ("sort=-startsOn&kind=outline,keyWork".into(), vec!["a", "m"]),
        // 丙 U+4E19, 乙 U+4E59, 宜 U+5B9C
        ("sort=title".into(), vec!["a", "m", y]),
        ("sort=-title".into(), vec![y, "m", "a"]),
        ("sort=updatedAt".into(), vec![y, "m", "a"]),
        ("sort=-updatedAt".into(), vec!["a", "m", y]),
        ("state=draft".into(), vec!["a", "m"]),
        ("state=issued,closed".into(), vec![y]),
        ("kind=livelihood".into(), vec![y]),
        ("code=m".into(), vec!["m"]),
        (format!("parentId={}", parent.id), vec!["a"]),
        (format!("parentId={yichang}"), vec![]),
        (format!("issuingUnitId={wjw}"), vec!["a"]),
        (format!("issuingUnitId={office}"), vec!["m", y]),
        (format!("coordinatingUnitId={fgw}"), vec!["m", y]),
        (format!("coordinatingUnitId={jyj}"), vec!["a"]),
        ("startsOn.lt=2025-01-01".into(), vec!["m", y]),
        ("startsOn.lte=2025-01-01".into(), vec!["a", "m", y]),
        ("startsOn.gt=2024-01-01".into(), vec!["a"]),
        ("startsOn.gte=2024-01-01".into(), vec!["a", "m", y]),
        ("endsOn.lt=2025-12-31".into(), vec![y]),
        ("endsOn.lte=2025-12-31".into(), vec!["a", y]),
        ("endsOn.gt=2025-12-31".into(), vec!["m"]),
        ("endsOn.gte=2025-12-31&startsOn.lt=2025-01-01".into(), vec!["m"]),
        ("q=OUTLINE".into(), vec!["m"]),
        ("q=%E5%AE%9C%E5%BA%9C%E5%8F%91[2025]3%E5%8F%B7".into(), vec!["a"]),
        ("q=%25".into(), vec![]),
    ] {
        let page = supervisor.get(&format!("/plans?{query}")).await.expect(200);
        let codes: Vec<&str> = page.items().iter().map(|plan| plan["code"].as_str().unwrap()).collect();
        assert_eq!(codes, expected, "{query}");
    }
    for (query, code) in [("sort=id", "invalid_parameter"), ("state=open", "invalid_parameter"), ("kinds=batch", "unknown_parameter")] {
        supervisor.get(&format!("/plans?{query}")).await.expect_problem(400, code);
    }
    let mut seen = Vec::new();
    let mut path = "/plans?limit=1&count=true&sort=-startsOn".to_owned();
    loop {
        let page = supervisor.get(&path).await.expect(200);
        assert_eq!(page.json["page"]["total"], 3);
        seen.extend(page.items().iter().map(|plan| plan["code"].as_str().unwrap().to_owned()));
        let Some(next) = page.json["page"]["nextCursor"].as_str() else { break };
        path = format!("/plans?limit=1&count=true&sort=-startsOn&cursor={next}");
    }
    seen[1..].sort();
    assert_eq!(seen, ["a", "m", y], "two begin on one day: their order is that of their ids");
}

#[actix_web::test]
async fn a_list_of_plans_costs_the_same_however_long_it_is() {
    let app = TestApp::demo().await;
    let supervisor = app.login("supervisor").await;
    let parent = Draft::new(&supervisor, plan("parent", json!({}))).await;
    for n in 0..12 {
        Draft::new(&supervisor, plan(&format!("p{n:02}"), json!({"parentId": parent.id}))).await;
    }
    let filter = format!("parentId={}", parent.id);
    let (few, cheap) = app.statements_of(supervisor.get(&format!("/plans?{filter}&limit=1"))).await;
    let (many, dear) = app.statements_of(supervisor.get(&format!("/plans?{filter}&limit=200"))).await;
    assert_eq!((few.items().len(), many.items().len()), (1, 12));
    assert_eq!(cheap, dear);
}

#[actix_web::test]
async fn a_draft_is_read_by_those_who_read_everything_and_an_issued_plan_by_those_who_take_part() {
    let app = TestApp::demo().await;
    let supervisor = app.login("supervisor").await;
    let draft = Draft::new(&supervisor, plan("p", json!({"coordinatingUnitCode": "YC-JYJ"}))).await;
    let task = draft.task("1", None).await;
    draft.lead(&task, "YC-WJW").await;
    let (wjw, jyj, leader) = (app.login("reporter.wjw").await, app.login("reporter.jyj").await, app.login("leader").await);
    let coordinator = app.login("coordinator.fgw").await;
    for person in [&wjw, &jyj, &coordinator] {
        person.get(&draft.path()).await.expect_problem(404, "not_found");
        person.get(&format!("{}/tree", draft.path())).await.expect_problem(404, "not_found");
        assert_eq!(person.get("/plans?count=true").await.json["page"]["total"], 1, "only that of Yichang");
    }
    assert_eq!(leader.get(&draft.path()).await.expect(200).json["allowedActions"], json!([]));
    draft.run("issue").await.expect(200);
    for person in [&wjw, &leader] {
        assert_eq!(person.get(&draft.path()).await.expect(200).json["allowedActions"], json!([]));
        assert_eq!(person.get("/plans?count=true").await.json["page"]["total"], 2);
    }
    for person in [&jyj, &coordinator] {
        person.get(&draft.path()).await.expect_problem(404, "not_found");
    }
    for person in [&wjw, &leader, &coordinator] {
        person.patch(&draft.path(), "\"2\"", json!({"isPublic": true})).await.expect_problem(403, "forbidden");
        person.post("/plans", plan("q", json!({}))).await.expect_problem(403, "forbidden");
        person.delete(&draft.path(), "\"2\"").await.expect_problem(403, "forbidden");
        person.act_at(&draft.path(), "close", "\"2\"", json!({})).await.expect_problem(403, "forbidden");
    }
    let huzhou = app.login("supervisor.huzhou").await;
    huzhou.get(&draft.path()).await.expect_problem(404, "not_found");
    huzhou.patch(&draft.path(), "\"2\"", json!({"isPublic": true})).await.expect_problem(404, "not_found");
    huzhou.act_at(&draft.path(), "close", "\"2\"", json!({})).await.expect_problem(404, "not_found");
    for admin in ["sysadmin", "secadmin", "auditor"] {
        app.login(admin).await.get("/plans").await.expect_problem(403, "forbidden");
    }
}

#[actix_web::test]
async fn a_parent_plan_out_of_reach_is_not_shown() {
    let app = TestApp::demo().await;
    let supervisor = app.login("supervisor").await;
    let parent = Draft::new(&supervisor, plan("parent", json!({}))).await;
    let child = Draft::new(&supervisor, plan("child", json!({"parentId": parent.id}))).await;
    let task = child.task("1", None).await;
    child.lead(&task, "YC-WJW").await;
    child.run("issue").await.expect(200);
    assert_eq!(supervisor.get(&child.path()).await.json["parent"]["code"], "parent");
    assert_eq!(app.login("reporter.wjw").await.get(&child.path()).await.expect(200).json["parent"], json!(null));
}
