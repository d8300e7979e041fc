//! From the issued notice to the plan: handed in, looked at, corrected, applied, and held against a plan that is there.

use actix_web::http::Method;
use serde_json::{Value, json};

use crate::notice::{find, reference};
use crate::support::{Person, Reply, TestApp};

/// A notice of the demo city: units of the register under several names, one that it does not have, a group.
const NOTICE: &str = "宜昌市2024年城市更新实事清单\n\n宜府办发〔2024〕99号\n\n各县市区人民政府,市政府各部门:\n\n宜昌市人民政府办公室\n\n2024年4月9日\n\n\
    一、城市更新\n\n1.改造老旧小区 12 个。(牵头单位:市住建局;配合单位:市财政局、市云梯公司)\n\n\
    2.新建口袋公园30处,力争35处。(牵头单位:市城管委)\n\n二、保障措施\n\n各牵头单位每月5日前将工作进展报市发改委汇总。\n";

async fn hand_in(person: &Person, text: &str) -> Reply {
    person.hand_in("text/plain; charset=utf-8", text.as_bytes()).await
}

fn path(import: &Reply) -> String {
    format!("/plan-imports/{}", import.id())
}

/// What the text prints at a place.
fn printed(text: &str, span: &Value) -> String {
    let at = |member: &str| usize::try_from(span[member].as_u64().unwrap()).unwrap();
    text.chars().skip(at("start")).take(at("end") - at("start")).collect()
}

#[actix_web::test]
async fn a_notice_is_read_and_every_field_says_where_it_stands() {
    let app = TestApp::demo().await;
    let supervisor = app.login("supervisor").await;
    let import = hand_in(&supervisor, NOTICE).await.expect(201);
    assert_eq!(import.header("location"), format!("/api/v1{}", path(&import)));
    assert_eq!(
        (import.text("state"), import.text("layout"), import.text("encoding")),
        ("proposed".into(), "numberedList".into(), "UTF-8".into())
    );
    assert_eq!((import.text("title"), import.json["taskCount"].clone()), ("宜昌市2024年城市更新实事清单".into(), 2.into()));
    assert_eq!(import.json["size"], NOTICE.len());
    assert_eq!(import.json["original"], Value::Null);
    let document = &import.json["document"];
    assert_eq!(document["government"]["code"], "420500");
    assert_eq!(document["plan"]["documentNumber"], "宜府办发〔2024〕99号");
    assert_eq!((&document["plan"]["coordinatingUnitCode"], &document["plan"]["issuingUnitCode"]), (&"YC-FGW".into(), &"YC-ZFBGS".into()));
    let task = &document["sections"][0]["tasks"][0];
    assert_eq!((&task["title"], &task["targets"][0]["value"]), (&"改造老旧小区12个。".into(), &12.into()));

    let source = supervisor.get(&format!("{}/source", path(&import))).await.expect(200);
    assert_eq!(source.header("content-type"), "text/plain; charset=utf-8");
    let text = String::from_utf8(source.body).unwrap();
    assert_eq!(text, NOTICE);
    let sources = import.json["sources"].as_array().unwrap();
    let place = |pointer: &str| &sources.iter().find(|one| one["pointer"] == pointer).unwrap()["span"];
    for (pointer, said) in [
        ("/sections/0/tasks/0/title", "改造老旧小区 12 个。"),
        ("/sections/0/tasks/0/assignments/2", "市云梯公司"),
        ("/plan/coordinatingUnitCode", "市发改委"),
        ("/plan/documentNumber", "宜府办发〔2024〕99号"),
    ] {
        assert_eq!(printed(&text, place(pointer)), said, "{pointer}");
    }
    assert!(sources.iter().all(|one| one["confidence"].as_f64().is_some_and(|c| c > 0.0 && c <= 1.0) && one["rule"] != ""));
    let units = import.json["units"].as_array().unwrap();
    let unit = |name: &str| units.iter().find(|unit| unit["name"] == name).unwrap();
    assert_eq!((&unit("市财政局")["isNew"], &unit("市云梯公司")["isNew"]), (&false.into(), &true.into()));
    assert_eq!(unit("市云梯公司")["mentions"][0]["role"], "cooperating");
    assert_eq!(document["units"].as_array().unwrap().iter().map(|unit| &unit["name"]).collect::<Vec<_>>(), ["市云梯公司"]);
    for piece in import.json["remainder"].as_array().unwrap() {
        let squeezed = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        assert_eq!(squeezed(&printed(&text, &piece["span"])), squeezed(piece["text"].as_str().unwrap()));
    }
}

#[actix_web::test]
async fn the_same_file_again_is_the_same_import() {
    let app = TestApp::demo().await;
    let (supervisor, huzhou) = (app.login("supervisor").await, app.login("supervisor.huzhou").await);
    let first = hand_in(&supervisor, NOTICE).await.expect(201);
    let again = hand_in(&supervisor, NOTICE).await.expect(200);
    assert_eq!((again.id(), &again.json), (first.id(), &first.json));
    let elsewhere = hand_in(&huzhou, NOTICE).await.expect(201);
    assert_ne!(elsewhere.id(), first.id(), "another government has its own");
    let one = supervisor.get("/plan-imports?count=true").await.expect(200);
    assert_eq!((one.items().len(), &one.json["page"]["total"]), (1, &1.into()));
    assert_eq!(supervisor.get(&format!("/plan-imports?sha256={}", first.text("sha256"))).await.items().len(), 1);
    assert_eq!(supervisor.get("/plan-imports?state=applied").await.items().len(), 0);
    huzhou.get(&path(&first)).await.expect_problem(404, "not_found");
}

#[actix_web::test]
async fn a_proposal_is_corrected_and_applied_once() {
    let app = TestApp::demo().await;
    let supervisor = app.login("supervisor").await;
    let import = hand_in(&supervisor, NOTICE).await.expect(201);
    let item = path(&import);
    let tag = import.tag();
    let change = json!({"document": {"plan": {"code": "yc-2024-renewal", "issuedOn": null}}});
    supervisor.send(Method::PATCH, &item, &[], Some(change.to_string())).await.expect_problem(428, "if_match_required");
    let corrected = supervisor.patch(&item, &tag, change.clone()).await.expect(200);
    assert_eq!(corrected.json["document"]["plan"]["code"], "yc-2024-renewal");
    assert_eq!(corrected.json["document"]["plan"].get("issuedOn"), None);
    assert_eq!(corrected.json["original"], import.json["document"], "what was proposed stays");
    supervisor.patch(&item, &tag, change).await.expect_problem(412, "version_conflict");
    for (wrong, fault) in [
        (json!({"document": {"plan": {"colour": "red"}}}), "/document/plan/colour unknown_field"),
        (json!({"document": {"tasks": [{"number": 7}]}}), "/document/tasks/0/number invalid_type"),
        (json!({"title": "x"}), "/title unknown_field"),
    ] {
        let refused = supervisor.patch(&item, &corrected.tag(), wrong).await.expect(422);
        assert!(refused.faults().contains(&fault.to_owned()), "{:?}", refused.faults());
    }

    let dry = supervisor.act(&item, "apply?dryRun=true", json!({})).await.expect(200);
    assert_eq!((&dry.json["result"]["planId"], &dry.json["result"]["dryRun"]), (&Value::Null, &true.into()));
    assert_eq!(supervisor.get("/plans?code=yc-2024-renewal").await.items().len(), 0);
    assert_eq!(supervisor.get(&item).await.json["version"], 2, "a dry run changes nothing");

    let applied = supervisor.act(&item, "apply", json!({})).await.expect(200);
    let plan = applied.text_at("/result/planId");
    assert_eq!((applied.header("location"), &applied.json["result"]["state"]), (format!("/api/v1/plans/{plan}").as_str(), &"draft".into()));
    assert_eq!(applied.json["result"]["createdUnits"].as_array().unwrap().len(), 1);
    let made = supervisor.get(&format!("/plans/{plan}/document")).await.expect(200);
    let task = &made.json["sections"][0]["tasks"][0];
    assert_eq!((&task["title"], &task["assignments"][0]["unitCode"]), (&"改造老旧小区12个。".into(), &"YC-ZJJ".into()));
    assert_eq!(made.json["sections"][0]["tasks"][1]["targets"][0]["stretch"]["value"], 35);
    assert_eq!(made.json["reportingRules"][0]["receiverUnitCode"], "YC-FGW");

    let done = supervisor.get(&item).await.expect(200);
    assert_eq!((done.text("state"), done.json["planId"].clone()), ("applied".into(), plan.clone().into()));
    supervisor.act(&item, "apply", json!({})).await.expect_problem(409, "invalid_transition");
    supervisor.patch(&item, &done.tag(), json!({"document": {}})).await.expect_problem(409, "invalid_transition");
    let other = hand_in(&supervisor, &NOTICE.replace("99号", "98号")).await.expect(201);
    let again = supervisor.act(&path(&other), "apply", json!({})).await.expect(200);
    assert_eq!(again.json["result"]["createdUnits"], json!([]), "the new unit is there already, and known by its name");
    supervisor.delete(&item, &done.tag()).await.expect(204);
    supervisor.get(&item).await.expect_problem(404, "not_found");
    supervisor.get(&format!("/plans/{plan}")).await.expect(200);
}

#[actix_web::test]
async fn what_is_missing_or_taken_is_named_in_the_document() {
    let app = TestApp::demo().await;
    let supervisor = app.login("supervisor").await;
    let import = hand_in(&supervisor, "1.新建公园3个。(牵头单位:市城管委)\n2.改造公厕2座。(牵头单位:市城管委)\n").await.expect(201);
    let warnings: Vec<&str> = import.json["warnings"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()).collect();
    assert!(warnings.contains(&"issuerMissing") && warnings.contains(&"periodMissing"), "{warnings:?}");
    let item = path(&import);
    let refused = supervisor.act(&item, "apply", json!({})).await.expect_problem(422, "validation_failed");
    assert!(
        refused.faults().iter().all(|fault| fault.starts_with("/document/plan/") && fault.ends_with(" required")),
        "{:?}",
        refused.faults()
    );
    let plan =
        json!({"title": "清单", "code": "yichang-2024-livelihood", "startsOn": "2024-01-01", "endsOn": "2024-12-31", "state": "issued"});
    let tag = supervisor.get(&item).await.tag();
    supervisor.patch(&item, &tag, json!({"document": {"plan": plan}})).await.expect(200);
    assert_eq!(supervisor.act(&item, "apply", json!({})).await.expect(422).faults(), ["/document/plan/state invalid_value"]);
    let tag = supervisor.get(&item).await.tag();
    supervisor.patch(&item, &tag, json!({"document": {"plan": {"state": "draft"}}})).await.expect(200);
    let taken = supervisor.act(&item, "apply", json!({})).await.expect_problem(409, "already_exists");
    assert_eq!(taken.faults(), ["/document/plan/code already_exists"]);
}

#[actix_web::test]
async fn who_reads_all_plans_reads_imports_and_supervisors_write_them() {
    let app = TestApp::demo().await;
    let (supervisor, leader, reporter) = (app.login("supervisor").await, app.login("leader").await, app.login("reporter.wjw").await);
    let import = hand_in(&supervisor, NOTICE).await.expect(201);
    let item = path(&import);
    for person in [&leader, &reporter] {
        hand_in(person, "1.新建公园3个。").await.expect_problem(403, "forbidden");
        person.patch(&item, &import.tag(), json!({"document": {}})).await.expect_problem(403, "forbidden");
        person.act_at(&item, "apply", &import.tag(), json!({})).await.expect_problem(403, "forbidden");
        person.delete(&item, &import.tag()).await.expect_problem(403, "forbidden");
    }
    assert_eq!(leader.get(&item).await.expect(200).json["allowedActions"], json!([]));
    reporter.get(&item).await.expect_problem(404, "not_found");
    reporter.get(&format!("{item}/source")).await.expect_problem(404, "not_found");
    assert_eq!(reporter.get("/plan-imports").await.expect(200).items().len(), 0);
}

#[actix_web::test]
async fn a_corrected_notice_is_held_against_the_plan() {
    let app = TestApp::demo().await;
    let supervisor = app.login("supervisor").await;
    let import = hand_in(&supervisor, NOTICE).await.expect(201);
    let applied = supervisor.act(&path(&import), "apply", json!({})).await.expect(200);
    let plan = applied.text_at("/result/planId");
    let same = supervisor.get(&format!("{}/difference?planId={plan}", path(&import))).await.expect(200);
    assert_eq!((&same.json["unchanged"], &same.json["changed"], &same.json["added"]), (&2.into(), &json!([]), &json!([])), "{}", same.json);
    let corrected = NOTICE
        .replace("12 个", "15 个")
        .replace("2.新建口袋公园30处,力争35处。(牵头单位:市城管委)", "2.新开公交线路4条。(牵头单位:市交通局)");
    let corrected = hand_in(&supervisor, &corrected).await.expect(201);
    let found = supervisor.get(&format!("{}/difference?planId={plan}", path(&corrected))).await.expect(200);
    let titles =
        |list: &str| found.json[list].as_array().unwrap().iter().map(|task| task["title"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
    assert_eq!(titles("added"), ["新开公交线路4条。"]);
    assert_eq!(titles("removed"), ["新建口袋公园30处,力争35处。"]);
    let changes = found.json["changed"][0]["changes"].as_array().unwrap();
    let value = changes.iter().find(|change| change["field"].as_str().unwrap().ends_with("/value")).unwrap();
    assert_eq!((&value["before"], &value["after"]), (&12.into(), &15.into()));
    supervisor.get(&format!("{}/difference?planId={}", path(&corrected), import.id())).await.expect_problem(400, "invalid_parameter");
    supervisor.get(&format!("{}/difference", path(&corrected))).await.expect(400);
}

/// The reference documents become plans once a person has said what the notice does not: the door refuses nothing else of them.
#[actix_web::test]
async fn the_five_reference_documents_can_be_applied() {
    let folder = reference();
    if !folder.is_dir() {
        eprintln!("NOT APPLIED: {} is absent, so the five reference documents were not taken through the door of plans", folder.display());
        return;
    }
    let app = TestApp::demo().await;
    for (number, name, starts_on, ends_on) in [
        ("000", "supervisor.wuhan", "2017-01-01", "2018-12-31"),
        ("001", "supervisor.huzhou", "2017-01-01", "2018-12-31"),
        ("002", "supervisor", "2024-01-01", "2024-12-31"),
        ("003", "supervisor.tianmen", "2011-01-01", "2015-12-31"),
        ("004", "supervisor.weifang", "2021-01-01", "2022-12-31"),
    ] {
        let supervisor = app.login(name).await;
        let text = std::fs::read(find(&folder.join("seeds"), &format!("{number}_"), ".txt")).unwrap();
        let import = supervisor.hand_in("text/plain", &text).await.expect(201);
        let item = path(&import);
        let mut plan = json!({"code": format!("again-{number}"), "startsOn": starts_on, "endsOn": ends_on});
        // The page of the fourth prints no title of its plan.
        if import.text("title").is_empty() {
            plan["title"] = json!("又一次读入的方案");
        }
        supervisor.patch(&item, &import.tag(), json!({"document": {"plan": plan}})).await.expect(200);
        let dry = supervisor.act(&item, "apply?dryRun=true", json!({})).await;
        assert_eq!(dry.status, 200, "{number}: {:?}", dry.faults());
        let new = import.json["units"].as_array().unwrap().iter().filter(|unit| unit["isNew"] == true).count();
        let all = import.json["units"].as_array().unwrap().len();
        assert!(new * 5 <= all, "{number}: {new} of {all} units are not found in the register");
    }
}

#[actix_web::test]
async fn a_draft_made_of_an_import_goes_with_its_parts_and_the_import_is_applied_again() {
    let app = TestApp::demo().await;
    let supervisor = app.login("supervisor").await;
    let notice = NOTICE.replace("新建口袋公园30处,力争35处。", "新建口袋公园30处,上半年完成年度任务的60%。");
    let import = hand_in(&supervisor, &notice).await.expect(201);
    let apply = async || supervisor.act(&path(&import), "apply", json!({})).await.expect(200).text_at("/result/planId");
    let first = apply().await;
    let points = supervisor.get(&format!("/checkpoints?planId={first}")).await.expect(200);
    let told: Vec<_> =
        points.items().iter().map(|point| (point["dueOn"].clone(), point["share"].clone(), point["value"].clone())).collect();
    assert_eq!(told, [(json!("2024-06-30"), json!(60), Value::Null)]);
    let plan = format!("/plans/{first}");
    let tag = supervisor.get(&plan).await.tag();
    supervisor.delete(&plan, &tag).await.expect(204);
    supervisor.get(&plan).await.expect_problem(404, "not_found");
    assert_eq!(supervisor.get(&path(&import)).await.expect(200).text("state"), "proposed");
    assert_ne!(apply().await, first);
}
