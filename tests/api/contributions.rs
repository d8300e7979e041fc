//! Contributions of cooperating units: written by them, given to the lead, shown with their unit beside the report.

use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::drafts::{Draft, plan};

/// A plan of one task led by 市卫健委, with 市教育局 and 市民政局 beside it, due monthly until the 3rd and open until the 8th; a
/// measure within the task, with a target. Their ids: plan, task, measure, target.
async fn issued(app: &TestApp) -> (String, String, String, String) {
    let draft = Draft::new(&app.login("supervisor").await, plan("joint", json!({}))).await;
    let task = draft.task("1", None).await;
    let measure = draft.task("1-1", Some(&task)).await;
    draft.lead(&task, "YC-WJW").await;
    for (unit, role) in [("YC-JYJ", "cooperating"), ("YC-MZJ", "jointly")] {
        let duty = json!({"taskId": task, "unitCode": unit, "role": role, "label": "配合单位"});
        draft.author.post("/assignments", duty).await.expect(201);
    }
    let target = draft.target(&measure, "托位").await;
    let rule = json!({"title": "月报", "receiverUnitCode": "YC-FGW", "reporters": "everyLead", "collectsFigures": true, "parts": ["progress"],
        "calendar": {"frequency": "monthly", "dueDay": 3, "opensDay": 25, "closesAfterDays": 5}});
    draft.rule(rule).await;
    draft.run("issue").await.expect(200);
    (draft.id, task, measure, target)
}

#[actix_web::test]
async fn a_contribution_is_given_to_the_lead_and_shown_beside_the_report() {
    let app = TestApp::demo().await;
    let (plan, task, measure, target) = issued(&app).await;
    let (jyj, mzj, wjw, fgw) = (
        app.login("reporter.jyj").await,
        app.login("reporter.mzj").await,
        app.login("reporter.wjw").await,
        app.login("coordinator.fgw").await,
    );
    let figures = json!([{"targetId": target, "value": 12, "note": "公办园"}]);
    let draft = json!({"taskId": measure, "unitCode": "YC-JYJ", "period": "2024-05", "text": "公办园新增托班12个。", "figures": figures});
    let begun = jyj.post("/contributions", draft.clone()).await.expect(201);
    let path = format!("/contributions/{}", begun.id());
    assert_eq!((&begun.json["state"], &begun.json["taskId"]), (&json!("draft"), &json!(task)), "the report is owed on the task above");
    assert_eq!(begun.json["allowedActions"], json!(["update", "delete", "give"]));
    assert_eq!(jyj.post("/contributions", draft).await.expect_problem(409, "already_exists").faults(), ["/period already_exists"]);
    for other in [&wjw, &fgw, &mzj] {
        other.get(&path).await.expect_problem(404, "not_found");
    }
    jyj.edit(&path, json!({"text": "公办园新增托班13个。"})).await.expect(200);
    let given = jyj.act(&path, "give", json!({})).await.expect(200);
    assert_eq!(
        (&given.json["state"], &given.json["givenBy"], &given.json["allowedActions"]),
        (&json!("given"), &json!("教育局填报员"), &json!(["recall"]))
    );
    jyj.edit(&path, json!({"text": "又改"})).await.expect_problem(409, "invalid_transition");
    assert_eq!(wjw.get(&path).await.expect(200).json["allowedActions"], json!([]), "the lead reads it");
    mzj.get(&path).await.expect_problem(404, "not_found");
    wjw.edit(&path, json!({"text": "代改"})).await.expect_problem(403, "forbidden");

    let owed = app.small_owed(&plan, "2024-05").await;
    let report =
        wjw.begin(json!({"obligationId": owed.id(), "progress": "汇总:新增13个。", "figures": [{"targetId": target, "value": 13}]})).await;
    let shown = wjw.get(&report).await.expect(200).json["contributions"].clone();
    assert_eq!(shown.as_array().unwrap().len(), 1);
    assert_eq!(
        (&shown[0]["unit"]["code"], &shown[0]["text"], &shown[0]["figures"][0]["value"]),
        (&json!("YC-JYJ"), &json!("公办园新增托班13个。"), &json!(12))
    );
    jyj.act(&path, "recall", json!({})).await.expect(200);
    assert_eq!(wjw.get(&report).await.expect(200).json["contributions"], json!([]));
    jyj.act(&path, "give", json!({})).await.expect(200);
    wjw.step(&report, "submit").await;
    jyj.act(&path, "recall", json!({})).await.expect_problem(409, "invalid_transition");
    assert_eq!(fgw.get(&report).await.expect(200).json["contributions"][0]["unit"]["code"], "YC-JYJ", "the receiver sees who said what");
    assert_eq!(fgw.get(&format!("/contributions?planId={plan}&state=given")).await.expect(200).items().len(), 1);

    // One report is owed and one is filed, whatever others contribute.
    let progress = app.login("leader").await.get(&format!("/plans/{plan}/progress?asOf=2024-06-01")).await.expect(200);
    let may = progress.json.to_string();
    assert!(!may.contains("YC-JYJ") || !may.contains("\"expected\":2"), "contributions are counted nowhere");
}

#[actix_web::test]
async fn only_cooperating_units_contribute_and_only_to_what_is_owed_and_open() {
    let app = TestApp::demo().await;
    let (plan, task, _, _) = issued(&app).await;
    let jyj = app.login("reporter.jyj").await;
    let wish = |rest: Value| {
        let mut body = json!({"taskId": task, "unitCode": "YC-JYJ", "period": "2024-05", "text": "已办。"});
        body.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        body
    };
    for (rest, fault) in [
        (json!({"text": "  "}), "/text required"),
        (json!({"period": "2025-05"}), "/period not_found"),
        (json!({"figures": [{"targetId": task, "value": 1}]}), "/figures/0/targetId not_found"),
        (json!({"taskId": "0197a6f0-c0de-7000-a000-0000000000ff"}), "/taskId not_found"),
    ] {
        assert_eq!(jyj.post("/contributions", wish(rest)).await.expect(422).faults(), [fault]);
    }
    jyj.post("/contributions", wish(json!({"period": "2024-06"}))).await.expect_problem(409, "window_not_open");
    jyj.post("/contributions", wish(json!({"unitCode": "YC-MZJ"}))).await.expect_problem(403, "forbidden");
    let lead = wish(json!({"unitCode": "YC-WJW"}));
    assert_eq!(app.login("reporter.wjw").await.post("/contributions", lead).await.expect(422).faults(), ["/taskId not_cooperating"]);
    assert_eq!(app.login("reporter.rsj").await.post("/contributions", wish(json!({}))).await.expect(422).faults(), ["/taskId not_found"]);
    app.login("coordinator.fgw").await.post("/contributions", wish(json!({}))).await.expect_problem(403, "forbidden");
    let path = format!("/contributions/{}", jyj.post("/contributions", wish(json!({}))).await.expect(201).id());
    app.set_time("2024-06-08T16:00:00.001Z");
    let jyj = app.login("reporter.jyj").await;
    jyj.act(&path, "give", json!({})).await.expect_problem(409, "window_closed");
    jyj.delete(&path, "\"1\"").await.expect(204);
    app.login("supervisor").await.step(&format!("/plans/{plan}"), "close").await;
    jyj.post("/contributions", wish(json!({}))).await.expect_problem(409, "invalid_transition");
}

/// The window of the report is that of what is contributed to it, an extension included.
#[actix_web::test]
async fn an_extension_of_the_report_opens_its_contributions_too() {
    let app = TestApp::demo().await;
    let (plan, task, _, _) = issued(&app).await;
    let owed = app.small_owed(&plan, "2024-05").await;
    app.set_time("2024-06-09T01:00:00Z");
    let (jyj, fgw) = (app.login("reporter.jyj").await, app.login("coordinator.fgw").await);
    let wish = json!({"taskId": task, "unitCode": "YC-JYJ", "period": "2024-05", "text": "已办。"});
    jyj.post("/contributions", wish.clone()).await.expect_problem(409, "window_closed");
    let more = json!({"obligationId": owed.id(), "untilOn": "2024-06-12", "reason": "数据尚在核实"});
    fgw.post("/extensions", more).await.expect(201);
    let path = format!("/contributions/{}", jyj.post("/contributions", wish).await.expect(201).id());
    app.set_time("2024-06-12T16:00:00Z");
    let jyj = app.login("reporter.jyj").await;
    jyj.edit(&path, json!({"text": "已办结。"})).await.expect(200);
    jyj.step(&path, "give").await;
    app.set_time("2024-06-12T16:00:00.001Z");
    app.login("reporter.jyj").await.act(&path, "recall", json!({})).await.expect_problem(409, "window_closed");
}
