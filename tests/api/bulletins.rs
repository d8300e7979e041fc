//! Bulletins: drafted from the reports, numbered and frozen when issued, the same ever after, with the corrections that touched them.
//!
//! The plan runs from 1 January 2023 to 31 December 2024 (731 days) and promises 100 village clinics. At the end of June 2024, after 547 days,
//! 100 × 547 / 731 = 74.829 are expected: 80 are on track, 50 are a third short.

use duban::domain::quantity::Quantity;
use duban::entity::figure;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support::{Person, Reply, TestApp};

/// The small plan with 45 clinics reported for May and 80 for June; it is 8 July. The plan and the path of June's report.
pub(crate) async fn half_a_year(app: &TestApp) -> (String, String) {
    let plan = app.small_plan(json!({}), &[json!({})]).await;
    let mut june = String::new();
    for (period, filed, accepted, figure) in [("2024-05", "06-02", "06-04", 45.0), ("2024-06", "07-02", "07-04", 80.0)] {
        app.set_time(&format!("2024-{filed}T02:00:00Z"));
        june = app.login("reporter.wjw").await.file(app.small_owed(&plan, period).await.report(&[figure])).await;
        app.set_time(&format!("2024-{accepted}T02:00:00Z"));
        app.login("coordinator.fgw").await.step(&june, "accept").await;
    }
    app.set_time("2024-07-08T01:30:00Z");
    (plan, june)
}

/// A draft of the second quarter's bulletin; its path.
pub(crate) async fn draft(author: &Person, plan: &str, more: Value) -> String {
    let mut whole = json!({"kind": "quarterly", "period": "2024Q2", "numberPrefix": "宜督办", "addressees": "市直有关部门"});
    whole.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    format!("/bulletins/{}", author.post(&format!("/plans/{plan}/bulletins"), whole).await.expect(201).id())
}

async fn document(person: &Person, bulletin: &str) -> Reply {
    person.get(&format!("{bulletin}/document")).await.expect(200)
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The paragraphs and headings of a document, in order.
fn texts(document: &Value) -> Vec<&str> {
    document["blocks"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|block| block["table"].is_null())
        .map(|block| block["text"].as_str().unwrap())
        .collect()
}

/// The rows of the table with this caption.
fn rows<'d>(document: &'d Value, caption: &str) -> &'d Value {
    let blocks = document["blocks"].as_array().unwrap();
    &blocks
        .iter()
        .find(|block| block["kind"] == "table" && block["text"] == caption)
        .unwrap_or_else(|| panic!("no {caption} in {document}"))["table"]["rows"]
}

/// Corrects the small plan's report of June and accepts that.
async fn correct(app: &TestApp, june: &str, figure: f64, day: &str) {
    app.set_time(&format!("2024-07-{day}T01:00:00Z"));
    let reporter = app.login("reporter.wjw").await;
    reporter.step_because(june, "correct", &format!("重复统计{day}")).await;
    let held = reporter.get(june).await.json["figures"][0]["targetId"].clone();
    reporter.edit(june, json!({"figures": [{"targetId": held, "value": figure}]})).await.expect(200);
    reporter.step(june, "submit").await;
    app.set_time(&format!("2024-07-{day}T02:00:00Z"));
    app.login("coordinator.fgw").await.step(june, "accept").await;
}

#[actix_web::test]
async fn a_draft_is_computed_from_the_reports() {
    let app = TestApp::demo().await;
    let (plan, _) = half_a_year(&app).await;
    let author = app.login("supervisor").await;
    let more = json!({"numberPrefix": " 宜督办 ", "foreword": "第一段,原样。\n\n第二段。", "closing": "特此通报。"});
    let path = draft(&author, &plan, more).await;
    let held = author.get(&path).await.expect(200).json;
    assert_eq!((held["state"].as_str(), held["number"].as_str()), (Some("draft"), Some("宜督办〔2024〕　号")));
    assert_eq!((held["asOf"].as_str(), held["knownAt"].as_str()), (Some("2024-06-30"), None));
    assert_eq!(held["issuingUnit"]["code"], "YC-ZFBGS", "the plan has no supervising unit");
    assert_eq!((&held["allowedActions"], &held["errata"]), (&json!(["edit", "delete", "issue"]), &json!([])));
    let text = document(&author, &path).await.json;
    assert_eq!(text["title"], "关于小方案2024年第二季度推进情况的通报");
    assert_eq!((&text["datedOn"], &text["note"]), (&Value::Null, &Value::Null), "it is not yet known until when");
    let expected = [
        "现将《小方案》2024年第二季度推进情况通报如下。除另有说明外，数据截至2024年6月30日。",
        "第一段,原样。",
        "第二段。",
        "一、总体情况",
        "方案共有重点任务1项，其中按量化指标和时限判定的1项，以文字反映进展的0项。按状态分：正常1项。",
        "方案共有量化指标1个，已完成0个，占可判定指标1个的0%。",
        "二、主要指标进展",
        "各项量化指标的目标、序时进度与实际完成情况如下，应达与实际的计量单位同目标。",
        "三、存在的问题",
        "按现有数据判定，没有逾期、滞后和应报数据而未报的重点任务。",
        "四、报送情况",
        "方案印发以来，各单位应报1份，按时报送1份，迟报0份，未报0份，及时率100%，完整率100%。",
        "各单位按及时率排名，及时率相同的按完整率，都相同的并列。",
        "五、单位综合排名",
        "按指标达成60分、报送及时20分、报送完整20分计算，没有应计内容的部分不计、其余按比例折算，得分相同的并列。",
        "特此通报。",
    ];
    assert_eq!(texts(&text), expected);
    assert_eq!(rows(&text, "表1 量化指标进展情况"), &json!([["1", "建成村卫生室", "100个", "74.83", "80", "正常"]]));
    assert_eq!(rows(&text, "表2 本期各报告期报送情况（份）"), &json!([["2024年5月", "1", "1", "0", "0", "100%", "100%"]]));
    assert_eq!(rows(&text, "表3 各单位报送情况及排名（份）"), &json!([["1", "市卫健委", "1", "1", "0", "0", "100%", "100%"]]));
    assert_eq!(rows(&text, "表4 各单位综合得分及排名"), &json!([["1", "市卫健委", "100", "100%", "100%", "100%"]]));
    // With what was known in the evening of 30 June the figure of May is the last one: 45 of 70.725, over a third short.
    let tag = author.get(&path).await.tag();
    author.patch(&path, &tag, json!({"knownAt": "2024-06-30T15:00:00Z", "foreword": null})).await.expect(200);
    let earlier = document(&author, &path).await.json;
    assert_eq!(earlier["note"], "数据截至2024年6月30日，以2024年6月30日23时00分前审核认定的为准");
    assert_eq!(rows(&earlier, "表1 量化指标进展情况")[0][4], "45");
    assert!(texts(&earlier).contains(&"（一）严重滞后的任务"), "{earlier}");
    let behind = &rows(&earlier, "表2 严重滞后的任务")[0];
    assert_eq!([&behind[0], &behind[1], &behind[2]], ["1", "建成村卫生室", "市卫健委"]);
}

#[actix_web::test]
async fn issuing_numbers_and_freezes() {
    let app = TestApp::demo().await;
    let (plan, _) = half_a_year(&app).await;
    let author = app.login("supervisor").await;
    let path = draft(&author, &plan, json!({})).await;
    author.act_at(&path, "issue", "", json!({})).await.expect_problem(412, "version_conflict");
    app.login("leader").await.act(&path, "issue", json!({})).await.expect_problem(403, "forbidden");
    let issued = author.act(&path, "issue", json!({})).await.expect(200).json;
    assert_eq!((issued["state"].as_str(), issued["number"].as_str()), (Some("issued"), Some("宜督办〔2024〕1号")));
    assert_eq!((issued["datedOn"].as_str(), issued["knownAt"].as_str()), (Some("2024-07-08"), Some("2024-07-08T01:30:00.000Z")));
    let text = document(&author, &path).await;
    assert_eq!(issued["digest"], sha256(&text.body), "anybody can check the digest of what is served");
    assert_eq!(text.json["number"], "宜督办〔2024〕1号");
    assert_eq!(text.json["note"], "数据截至2024年6月30日，以2024年7月8日9时30分前审核认定的为准");
    let verified = author.get(&format!("{path}/verification")).await.expect(200).json;
    assert_eq!((&verified["matches"], &verified["computedDigest"]), (&json!(true), &issued["digest"]));
    // It stays as it is.
    let tag = author.get(&path).await.tag();
    author.patch(&path, &tag, json!({"title": "另"})).await.expect_problem(409, "invalid_transition");
    author.delete(&path, &tag).await.expect_problem(409, "invalid_transition");
    author.act(&path, "issue", json!({})).await.expect_problem(409, "invalid_transition");
    // Numbers go on, year by year, and none is given twice.
    let taken = json!({"kind": "special", "period": "2024-05", "numberPrefix": "宜督办", "serial": 1});
    let taken = author.post(&format!("/plans/{plan}/bulletins"), taken).await.expect_problem(409, "already_exists");
    assert_eq!(taken.faults(), ["/serial already_exists"]);
    for (more, number) in [
        (json!({}), "宜督办〔2024〕2号"),
        (json!({"serial": 7}), "宜督办〔2024〕7号"),
        (json!({}), "宜督办〔2024〕8号"),
        (json!({"datedOn": "2025-01-06"}), "宜督办〔2025〕1号"),
        (json!({"numberPrefix": "宜督专"}), "宜督专〔2024〕1号"),
    ] {
        let next = draft(&author, &plan, more).await;
        assert_eq!(author.step(&next, "issue").await.text("number"), number);
    }
    let page = author.get(&format!("/bulletins?planId={plan}&state=issued&sort=-createdAt&count=true")).await.expect(200);
    assert_eq!((page.items().len(), &page.json["page"]["total"]), (6, &json!(6)));
}

#[actix_web::test]
async fn drafts_are_for_those_who_lead_and_issued_ones_for_all_who_take_part() {
    let app = TestApp::demo().await;
    let (plan, _) = half_a_year(&app).await;
    let author = app.login("supervisor").await;
    let path = draft(&author, &plan, json!({})).await;
    let all = ["leader", "coordinator.fgw", "reporter.wjw", "reporter.jyj", "supervisor.huzhou"];
    let statuses = async |path: &str| {
        let mut statuses = Vec::new();
        for name in all {
            statuses.push(app.login(name).await.get(path).await.status);
        }
        statuses
    };
    for path in [path.clone(), format!("{path}/document")] {
        assert_eq!(statuses(&path).await, [200, 200, 404, 404, 404], "{path}");
    }
    assert_eq!(statuses(&format!("{path}/verification")).await, [409, 409, 404, 404, 404]);
    author.step(&path, "issue").await;
    for path in [path.clone(), format!("{path}/document"), format!("{path}/verification")] {
        assert_eq!(statuses(&path).await, [200, 200, 200, 404, 404], "{path}");
    }
    // Whoever reads, it is the same text.
    let (whole, part) = (document(&author, &path).await.body, document(&app.login("reporter.wjw").await, &path).await.body);
    assert_eq!(whole, part);
    assert_eq!(app.login("reporter.wjw").await.get(&path).await.json["allowedActions"], json!([]));
    for name in ["coordinator.fgw", "reporter.wjw", "leader"] {
        app.login(name).await.act(&path, "withdraw", json!({"reason": "错"})).await.expect_problem(403, "forbidden");
    }
}

#[actix_web::test]
async fn what_is_wrong_is_refused() {
    let app = TestApp::demo().await;
    let (plan, _) = half_a_year(&app).await;
    let author = app.login("supervisor").await;
    let target = format!("/plans/{plan}/bulletins");
    for (body, faults) in [
        (json!({"kind": "quarterly", "period": "2024-05"}), vec!["/period period_type_mismatch"]),
        (json!({"kind": "halfYear", "period": "2024Q2"}), vec!["/period period_type_mismatch"]),
        (json!({"kind": "special", "period": "2025"}), vec!["/period out_of_range"]),
        (json!({"kind": "special", "period": "2024", "asOf": "2022-12-31"}), vec!["/asOf out_of_range"]),
        (json!({"kind": "special", "period": "2024", "knownAt": "2024-07-08T01:30:01Z"}), vec!["/knownAt out_of_range"]),
        (json!({"kind": "special", "period": "2024", "numberPrefix": "宜〔督"}), vec!["/numberPrefix invalid_document_number"]),
        (json!({"kind": "special", "period": "2024", "serial": 3}), vec!["/numberPrefix required"]),
        (json!({"kind": "special", "period": "2024", "issuingUnitCode": "NO"}), vec!["/issuingUnitCode not_found"]),
    ] {
        assert_eq!(author.post(&target, body.clone()).await.expect_problem(422, "validation_failed").faults(), faults, "{body}");
    }
    let bare = author.post(&target, json!({"kind": "special", "period": "2024"})).await.expect(201).id();
    let refused = author.act(&format!("/bulletins/{bare}"), "issue", json!({})).await.expect_problem(422, "validation_failed");
    assert_eq!(refused.faults(), ["/asOf out_of_range", "/numberPrefix required"], "the year is not over, and there is no prefix");
    let tag = author.get(&format!("/bulletins/{bare}")).await.tag();
    author.delete(&format!("/bulletins/{bare}"), &tag).await.expect(204);
    let path = draft(&author, &plan, json!({})).await;
    author.act(&path, "withdraw", json!({"reason": "错"})).await.expect_problem(409, "invalid_transition");
    author.step(&path, "issue").await;
    author.act(&path, "withdraw", json!({"reason": " "})).await.expect_problem(422, "validation_failed");
    let withdrawn = author.act(&path, "withdraw", json!({"reason": "口径有误"})).await.expect(200).json;
    assert_eq!((&withdrawn["state"], &withdrawn["withdrawnBecause"]), (&json!("withdrawn"), &json!("口径有误")));
    assert_eq!(withdrawn["digest"], sha256(&document(&author, &path).await.body), "the frozen text stays");
    assert_eq!(
        author.step(&draft(&author, &plan, json!({})).await, "issue").await.text("number"),
        "宜督办〔2024〕2号",
        "and so does its number"
    );
}

/// Everything that can change after the issue changes; the bulletin does not, though a new one of the same day would.
#[actix_web::test]
async fn a_frozen_bulletin_is_reproduced_whatever_changes() {
    let app = TestApp::demo().await;
    let (plan, june) = half_a_year(&app).await;
    let author = app.login("supervisor").await;
    let path = draft(&author, &plan, json!({})).await;
    let digest = author.step(&path, "issue").await.text("digest");
    let frozen = document(&author, &path).await.body;

    correct(&app, &june, 50.0, "20").await;
    let author = app.login("supervisor").await;
    let edit = async |item: String, patch: Value| {
        let tag = author.get(&item).await.expect(200).tag();
        author.patch(&item, &tag, patch).await.expect(200)
    };
    let task = author.get(&format!("/tasks?planId={plan}")).await.items()[0]["id"].as_str().unwrap().to_owned();
    let target = author.get(&format!("/targets?taskId={task}")).await.items()[0]["id"].as_str().unwrap().to_owned();
    edit(format!("/targets/{target}"), json!({"value": 300, "effectiveOn": "2024-01-01", "reason": "拉高标杆"})).await.json.to_string();
    edit(format!("/plans/{plan}"), json!({"thresholds": {"ahead": 1, "onTrack": 0, "behind": 1}})).await;
    edit(format!("/tasks/{task}"), json!({"title": "建成规范化村卫生室", "reason": "更名"})).await;
    for code in ["YC-WJW", "YC-ZFBGS"] {
        let unit = author.get(&format!("/units?code={code}")).await.items()[0].clone();
        let other = author.get("/units?code=YC-FGW").await.items()[0]["id"].clone();
        let unit = format!("/units/{}", unit["id"].as_str().unwrap());
        edit(unit.clone(), json!({"name": format!("新{code}"), "shortName": format!("新{code}")})).await;
        if code == "YC-WJW" {
            edit(unit, json!({"parentId": other})).await;
        }
    }
    author.post("/assignments", json!({"taskId": task, "unitCode": "YC-JYJ", "role": "lead"})).await.expect(201);

    let verified = author.get(&format!("{path}/verification")).await.expect(200).json;
    assert_eq!(verified["differences"], json!([]));
    assert_eq!((&verified["matches"], &verified["computedDigest"]), (&json!(true), &json!(digest)));
    assert_eq!(document(&author, &path).await.body, frozen);
    let anew = document(&author, &draft(&author, &plan, json!({})).await).await.json.to_string();
    for word in ["实报50个", "新YC-WJW", "新YC-ZFBGS", "严重滞后"] {
        assert!(anew.contains(word) && !String::from_utf8_lossy(&frozen).contains(word), "{word}: {anew}");
    }

    // Only a changed history is found out.
    let forged = figure::Entity::update_many().col_expr(figure::Column::ValueE4, Expr::value(Quantity::from_whole(81)));
    let plan: uuid::Uuid = plan.parse().unwrap();
    let of_june = forged.filter(figure::Column::PlanId.eq(plan)).filter(figure::Column::ValueE4.eq(Quantity::from_whole(80)));
    assert_eq!(of_june.exec(&app.state.db).await.unwrap().rows_affected, 1);
    let found = author.get(&format!("{path}/verification")).await.expect(200).json;
    assert_eq!((&found["matches"], &found["keptDigest"], &found["digest"]), (&json!(false), &json!(digest), &json!(digest)));
    let first = &found["differences"][0];
    assert_eq!((&first["kept"], &first["computed"]), (&json!("\"80\""), &json!("\"81\"")), "{found}");
    assert!(first["pointer"].as_str().unwrap().ends_with("/table/rows/0/4"), "{first}");
}

#[actix_web::test]
async fn later_corrections_are_listed_with_what_they_change() {
    let app = TestApp::demo().await;
    let (plan, june) = half_a_year(&app).await;
    let author = app.login("supervisor").await;
    let path = draft(&author, &plan, json!({})).await;
    author.step(&path, "issue").await;
    assert_eq!(author.get(&path).await.json["errata"], json!([]));
    correct(&app, &june, 50.0, "20").await;
    let author = app.login("supervisor").await;
    let (one, few) = app.statements_of(author.get(&path)).await;
    let errata = one.expect(200).json["errata"].clone();
    assert_eq!(errata.as_array().unwrap().len(), 1, "{errata}");
    let first = &errata[0];
    assert_eq!((&first["before"], &first["after"], &first["period"]), (&json!(80), &json!(50), &json!("2024-06")));
    assert_eq!((&first["correctedAt"], &first["reason"]), (&json!("2024-07-20T02:00:00.000Z"), &json!("重复统计20")));
    assert_eq!((&first["unit"]["code"], &first["taskNumber"]), (&json!("YC-WJW"), &json!("1")));
    assert_eq!((&first["stateBefore"], &first["stateAfter"]), (&json!("onTrack"), &json!("seriouslyBehind")));
    assert!(first["sentenceAfter"]["zh"].as_str().unwrap().contains("50个"), "{first}");
    correct(&app, &june, 74.0, "25").await;
    let author = app.login("supervisor").await;
    let (two, same) = app.statements_of(author.get(&path)).await;
    let errata = two.expect(200).json["errata"].clone();
    let told: Vec<_> =
        errata.as_array().unwrap().iter().map(|it| (it["before"].clone(), it["after"].clone(), it["stateAfter"].clone())).collect();
    assert_eq!(told, [(json!(80), json!(50), json!("onTrack")), (json!(50), json!(74), json!("onTrack"))]);
    assert_eq!(few, same, "as many statements for one correction as for two");
    assert!(same <= 40, "{same} statements");
}
