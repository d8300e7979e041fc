//! The check before filing: what it finds, what it refuses, and how a warning is acknowledged.

use serde_json::{Value, json};

use crate::support::{Reply, TestApp};

/// Long enough to be more than a phrase.
const TEXT: &str = "全市已建成村卫生室八十个,其余项目正在办理前期手续。";

/// Findings as (code, severity, pointer).
fn found(lint: &Reply) -> Vec<[String; 3]> {
    let word = |found: &Value, member: &str| found[member].as_str().unwrap().to_owned();
    let all = lint.json["findings"].as_array().unwrap();
    all.iter().map(|found| [word(found, "code"), word(found, "severity"), word(found, "pointer")]).collect()
}

fn is(code: &str, severity: &str, pointer: &str) -> [String; 3] {
    [code, severity, pointer].map(str::to_owned)
}

/// The plan of one task with 80 reported for May, and the report of June begun with `value` and the same text; its path, the target.
async fn second_report(app: &TestApp, value: f64) -> (String, String, String) {
    let plan = app.small_plan(json!({}), &[json!({})]).await;
    let wjw = app.login("reporter.wjw").await;
    let may = app.small_owed(&plan, "2024-05").await;
    let target = may.target(0);
    let report = |id: &str, value: f64| json!({"obligationId": id, "progress": TEXT, "figures": [{"targetId": target, "value": value}]});
    wjw.file(report(may.id(), 80.0)).await;
    app.set_time("2024-06-30T01:00:00.000Z");
    let wjw = app.login("reporter.wjw").await;
    let june = app.small_owed(&plan, "2024-06").await;
    (wjw.begin(report(june.id(), value)).await, target, plan)
}

#[actix_web::test]
async fn a_warning_is_acknowledged_with_a_reason_the_receiver_sees() {
    let app = TestApp::demo().await;
    let (path, target, _) = second_report(&app, 75.0).await;
    let (wjw, fgw) = (app.login("reporter.wjw").await, app.login("coordinator.fgw").await);
    let lint = wjw.get(&format!("{path}/lint")).await.expect(200);
    assert_eq!(found(&lint), [is("textCopied", "warn", "/progress"), is("cumulativeFalls", "warn", "/figures/0/value")]);
    assert_eq!((&lint.json["refusals"], &lint.json["warnings"], &lint.json["revision"]), (&json!(0), &json!(2), &json!(1)));
    assert_eq!(lint.json["findings"][0]["sentence"]["zh"], "「工作进展」与2024-05的报告完全相同(共26字)。");
    assert_eq!(lint.json["findings"][1]["sentence"]["zh"], "「村卫生室」累计数由2024-05的80个降为75个,减少5个。");
    assert_eq!(lint.json["findings"][1]["targetId"], json!(target));
    fgw.get(&format!("{path}/lint")).await.expect_problem(404, "not_found");
    app.login("reporter.jyj").await.get(&format!("{path}/lint")).await.expect_problem(404, "not_found");

    let refused = wjw.act(&path, "submit", json!({})).await.expect_problem(422, "not_acknowledged");
    assert_eq!(refused.faults(), ["/acknowledgements not_acknowledged", "/acknowledgements not_acknowledged"]);
    let named: Vec<&Value> = refused.json["errors"].as_array().unwrap().iter().map(|fault| &fault["params"]["finding"]).collect();
    assert_eq!(named, ["textCopied", "cumulativeFalls"]);
    assert_eq!(refused.json["errors"][1]["params"]["targetId"], json!(target));
    let half = json!({"acknowledgements": [
        {"code": "textCopied", "reason": " "}, {"code": "cumulativeFalls", "reason": "不指明指标"}, {"code": "textCopied", "reason": "再说一次"}
    ]});
    let refused = wjw.act(&path, "submit", half).await.expect_problem(422, "validation_failed");
    let expected = [
        "/acknowledgements/0/reason reason_required",
        "/acknowledgements/1 not_found",
        "/acknowledgements/2 duplicate_item",
        "/acknowledgements not_acknowledged",
    ];
    assert_eq!(refused.faults(), expected);
    let unknown = json!({"acknowledgements": [{"code": "tooGood", "reason": "好"}]});
    assert_eq!(wjw.act(&path, "submit", unknown).await.expect(422).faults(), ["/acknowledgements/0/code invalid_value"]);

    let reasons = json!({"acknowledgements": [
        {"code": "textCopied", "reason": "本月处于公示期"}, {"code": "cumulativeFalls", "targetId": target, "reason": "核减重复统计5个"}
    ]});
    let filed = wjw.act(&path, "submit", reasons).await.expect(200);
    for shown in [&filed, &fgw.get(&path).await.expect(200)] {
        let acknowledged = shown.json["acknowledged"].as_array().unwrap();
        assert_eq!((acknowledged.len(), &acknowledged[1]["reason"]), (2, &json!("核减重复统计5个")));
        assert_eq!(acknowledged[1]["params"], json!({"value": 75, "previous": 80, "previousPeriod": "2024-05", "fallsBy": 5}));
    }
    assert_eq!(found(&fgw.get(&format!("{path}/lint")).await.expect(200)).len(), 2, "the receiver checks it too");
    fgw.step_because(&path, "return", "请核实").await;
    assert_eq!(wjw.get(&path).await.json["acknowledged"], json!([]), "the next revision is acknowledged anew");
    let revisions = fgw.get(&format!("{path}/revisions")).await.expect(200);
    assert_eq!(revisions.items()[0]["acknowledged"][0]["reason"], "本月处于公示期");
}

#[actix_web::test]
async fn the_plan_says_how_findings_weigh_also_after_issue() {
    let app = TestApp::demo().await;
    let (path, target, plan) = second_report(&app, 75.0).await;
    let (wjw, supervisor) = (app.login("reporter.wjw").await, app.login("supervisor").await);
    let plan = format!("/plans/{plan}");
    let usual = supervisor.get(&plan).await.expect(200).json["lintPolicy"].clone();
    assert_eq!(
        (&usual["partMissing"], &usual["cumulativeFalls"], &usual["periodsAtTarget"]),
        (&json!("refuse"), &json!("warn"), &json!(3))
    );
    for (policy, fault) in [
        (json!({"cumulativeRises": "warn"}), "/lintPolicy/cumulativeRises unknown_field"),
        (json!({"textTooLong": "off"}), "/lintPolicy/textTooLong unknown_field"),
        (json!({"textCopied": "never"}), "/lintPolicy/textCopied invalid_value"),
        (json!({"periodsAtTarget": 1}), "/lintPolicy/periodsAtTarget out_of_range"),
        (json!({"farOffPercent": 0}), "/lintPolicy/farOffPercent out_of_range"),
    ] {
        assert_eq!(supervisor.edit(&plan, json!({"lintPolicy": policy})).await.expect(422).faults(), [fault]);
    }
    let policy = json!({"lintPolicy": {"cumulativeFalls": "refuse", "textCopied": "off"}});
    let changed = supervisor.edit(&plan, policy).await.expect(200);
    assert_eq!(
        (&changed.json["lintPolicy"]["textCopied"], &changed.json["lintPolicy"]["figureMissing"]),
        (&json!("off"), &json!("refuse"))
    );
    let lint = wjw.get(&format!("{path}/lint")).await.expect(200);
    assert_eq!(found(&lint), [is("cumulativeFalls", "refuse", "/figures/0/value")]);
    let refused = wjw.act(&path, "submit", json!({})).await.expect_problem(422, "validation_failed");
    assert_eq!(refused.faults(), ["/figures/0/value cumulative_falls"]);
    assert_eq!(refused.json["errors"][0]["params"]["previous"], 80);
    let pressed = json!({"acknowledgements": [{"code": "cumulativeFalls", "targetId": target, "reason": "核减"}]});
    let refused = wjw.act(&path, "submit", pressed).await.expect(422);
    assert_eq!(
        refused.faults(),
        ["/figures/0/value cumulative_falls", "/acknowledgements/0 not_found"],
        "a refusal is not acknowledged away"
    );
    wjw.edit(&path, json!({"figures": [{"targetId": target, "value": 80}]})).await.expect(200);
    wjw.step(&path, "submit").await;
}

#[actix_web::test]
async fn what_is_missing_is_found_before_it_is_refused() {
    let app = TestApp::demo().await;
    let rule = json!({"parts": ["progress", "problems"], "textLimit": 10, "limitPolicy": "warn"});
    let plan = app.small_plan(rule, &[json!({}), json!({"indicator": "诊室"})]).await;
    let owed = app.small_owed(&plan, "2024-05").await;
    let wjw = app.login("reporter.wjw").await;
    let why = json!({"targetId": owed.target(1), "whyMissing": "尚未统计"});
    let path = wjw.begin(json!({"obligationId": owed.id(), "progress": "字".repeat(11), "figures": [why]})).await;
    let lint = wjw.get(&format!("{path}/lint")).await.expect(200);
    let expected =
        [is("textTooLong", "warn", "/progress"), is("partMissing", "refuse", "/problems"), is("figureMissing", "refuse", "/figures")];
    assert_eq!(found(&lint), expected);
    assert_eq!((&lint.json["findings"][2]["targetId"], &lint.json["refusals"]), (&json!(owed.target(0)), &json!(2)));
    let refused = wjw.act(&path, "submit", json!({})).await.expect_problem(422, "validation_failed");
    assert_eq!(refused.faults(), ["/problems required", "/figures required", "/acknowledgements not_acknowledged"]);
}

#[actix_web::test]
async fn figures_are_held_against_what_is_expected_and_claimed() {
    let app = TestApp::demo().await;
    // 731 days from 2023-01-01 to 2024-12-31; the last of May is the 517th: 100·517/731 = 70.725.
    let own = json!({"indicator": "诊室", "series": "increment"});
    let plan = app.small_plan(json!({}), &[json!({}), own]).await;
    let owed = app.small_owed(&plan, "2024-05").await;
    let (wjw, supervisor) = (app.login("reporter.wjw").await, app.login("supervisor").await);
    let plan = format!("/plans/{plan}");
    let percent = |percent: i32| json!({"lintPolicy": {"farOffPercent": percent}});
    supervisor.edit(&plan, percent(50)).await.expect(200);
    let own = json!({"targetId": owed.target(1), "value": 40, "claimedTotal": 41});
    let figures = json!([{"targetId": owed.target(0), "value": 130}, own]);
    let path = wjw.begin(json!({"obligationId": owed.id(), "progress": TEXT, "figures": figures})).await;
    let lint = wjw.get(&format!("{path}/lint")).await.expect(200);
    let expected = [is("farOffTrajectory", "warn", "/figures/0/value"), is("totalDoesNotFollow", "warn", "/figures/1/claimedTotal")];
    assert_eq!(found(&lint), expected);
    let far = "「村卫生室」截至2024-05-31应达70.725个,报送130个,相差59.275个,超过目标值的50%。";
    assert_eq!(lint.json["findings"][0]["sentence"]["zh"], far);
    assert_eq!(lint.json["findings"][1]["params"], json!({"claimedTotal": 41, "sum": 40, "difference": 1}));
    supervisor.edit(&plan, percent(60)).await.expect(200);
    assert_eq!(found(&wjw.get(&format!("{path}/lint")).await.expect(200)).len(), 1, "59.275 is less than 60 % of 100");
}
