//! The forms of a bulletin: chosen by `Accept`, the same bytes for the same bulletin, whatever the database.

use actix_web::http::Method;
use serde_json::json;

use crate::bulletins::{draft, half_a_year};
use crate::contract::rewrite;
use crate::support::{Person, Reply, TestApp};

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

async fn form(person: &Person, bulletin: &str, accept: &str) -> Reply {
    person.send(Method::GET, &format!("{bulletin}/document"), &[("accept", accept)], None).await
}

/// An issued bulletin of the small plan in all its forms.
#[expect(clippy::cognitive_complexity, reason = "every assertion counts as a branch")]
async fn forms() -> Vec<Vec<u8>> {
    let app = TestApp::demo().await;
    let (plan, _) = half_a_year(&app).await;
    let author = app.login("supervisor").await;
    let path = draft(&author, &plan, json!({"closing": "特此通报。"})).await;
    author.step(&path, "issue").await;
    let mut forms = Vec::new();
    for accept in ["application/json", "text/html", DOCX] {
        let first = form(&author, &path, accept).await.expect(200);
        assert!(first.header("content-type").starts_with(accept), "{accept}");
        app.set_time("2024-07-08T01:35:00Z");
        assert_eq!(form(&author, &path, accept).await.expect(200).body, first.body, "{accept} does not change with time");
        forms.push(first.body);
    }
    let page = form(&author, &path, "text/html").await;
    assert!(page.header("content-disposition").starts_with("inline"));
    assert!(page.header("content-security-policy").contains("default-src 'none'"));
    assert!(!page.body.windows(6).any(|bytes| bytes == "草稿".as_bytes()));
    form(&author, &path, "image/png").await.expect_problem(406, "not_acceptable");
    author.act(&path, "withdraw", json!({"reason": "口径有误"})).await.expect(200);
    let withdrawn = String::from_utf8(form(&author, &path, "text/html").await.body).unwrap();
    assert!(withdrawn.contains("已撤回"), "whoever prints it sees that it is no longer valid");
    forms
}

#[actix_web::test]
async fn two_databases_with_the_same_content_give_the_same_bytes() {
    assert!(forms().await == forms().await);
}

/// The plan of Yichang with some reports, as a bulletin. With KEEP_FORMS its forms are left in the target folder, to be looked at.
#[actix_web::test]
async fn a_whole_plan_becomes_a_bulletin() {
    let app = TestApp::demo().await;
    app.set_time("2024-06-02T02:00:00Z");
    for (unit, task, figures) in [
        ("wjw", "4", vec![620.0]),
        ("jyj", "21", vec![4.0]),
        ("jyj", "22", vec![96.0]),
        ("mzj", "14", vec![700.0]),
        ("mzj", "19", vec![40.0]),
        ("rsj", "58", vec![4.0]),
        ("zjj", "37", vec![31.0]),
        ("gaj", "70", vec![98.0]),
    ] {
        let reporter = app.login(&format!("reporter.{unit}")).await;
        let owed = reporter.owed(&format!("YC-{}", unit.to_uppercase()), task, "2024-05").await;
        let path = reporter.file(owed.report(&figures)).await;
        app.login("coordinator.fgw").await.step(&path, "accept").await;
    }
    app.set_time("2024-07-08T01:30:00Z");
    let author = app.login("supervisor").await;
    let plan = author.plan_id("yichang-2024-livelihood").await;
    let more = json!({"kind": "halfYear", "period": "2024H1", "addressees": "各县市区人民政府，市直有关部门",
        "closing": "请各牵头单位对照存在的问题，逐项分析原因，倒排工期，于7月底前整改到位，并按时报送进展情况。"});
    let path = draft(&author, &plan, more).await;
    author.step(&path, "issue").await;
    let progress = author.get(&format!("/plans/{plan}/progress?asOf=2024-06-30&knownAt=2024-07-08T01:30:00Z")).await.expect(200).json;
    let text = form(&author, &path, "application/json").await.expect(200).json;
    let whole = text.to_string();
    for task in progress["tasks"].as_array().unwrap() {
        let bad = ["overdue", "seriouslyBehind", "behind", "noData"].contains(&task["state"].as_str().unwrap_or_default());
        if bad && task["parentId"].is_null() {
            let leads = task["leadUnits"].as_array().unwrap().iter().map(|unit| unit["name"].as_str().unwrap());
            let row = json!([
                task["number"],
                task["title"].as_str().unwrap().replace(',', "，").replace(';', "；").replace('(', "（").replace(')', "）"),
                leads.collect::<Vec<_>>().join("、")
            ]);
            let row = row.to_string();
            assert!(whole.contains(&row[..row.len() - 1]), "{row} is told");
        }
    }
    if rewrite("KEEP_FORMS") {
        for (accept, ending) in [("application/json", "json"), ("text/html", "html"), (DOCX, "docx")] {
            let body = form(&author, &path, accept).await.expect(200).body;
            std::fs::write(std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("bulletin.{ending}")), body).unwrap();
        }
    }
    let page = String::from_utf8(form(&author, &path, "text/html").await.expect(200).body).unwrap();
    for outside in ["<script", "http://", "https://", "url("] {
        assert!(!page.contains(outside), "{outside}");
    }
}
