//! The contradictions of the documents themselves (requirements.md section 7): every one is found, and nothing else.

use serde_json::{Value, json};

use crate::support::TestApp;

/// Leader, code of the plan, and what is found: code, tasks, units, and whether it is settled.
const FOUND: &[(&str, &str, &[&str])] = &[
    ("leader.wuhan", "wuhan-2017-livelihood", &["unitWordConflict 20  open"]),
    ("leader.huzhou", "huzhou-2017-key-work", &["fallingSteps 9.3  settled", "fallingSteps 9.4  settled", "fallingSteps 9.4  settled"]),
    (
        "leader",
        "yichang-2024-livelihood",
        &["leadOutsideMeeting 48 YC-ZZB open", "leadOutsideMeeting 57 YC-XCZXJ open", "meetingMemberWithoutTask  YC-CZJ open"],
    ),
    ("leader.tianmen", "tianmen-125-outline", &["twoOperators (一)2,(五)4  open", "ratioDoesNotFollow (三)1,(七)3b  open"]),
    ("leader.tianmen", "tianmen-county-work", &[]),
    ("leader.weifang", "weifang-2021-livelihood-2", &["unitAliases 6,7,16,20,21 WF-SCJGJ settled", "leadAlsoCooperates 3 WF-CZJ open"]),
];

fn words(of: &Value) -> String {
    of.as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect::<Vec<_>>().join(",")
}

#[actix_web::test]
async fn what_the_documents_contradict_is_found_and_nothing_is_invented() {
    let app = TestApp::demo().await;
    for (leader, code, wanted) in FOUND {
        let leader = app.login(leader).await;
        let plans = leader.get(&format!("/plans?code={code}")).await.expect(200);
        let id = plans.items()[0]["id"].as_str().unwrap();
        let found = leader.get(&format!("/plans/{id}/findings")).await.expect(200);
        let told: Vec<String> = found.json["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| {
                let settled = if one["settled"] == json!(true) { "settled" } else { "open" };
                format!("{} {} {} {settled}", one["code"].as_str().unwrap(), words(&one["tasks"]), words(&one["units"]))
            })
            .collect();
        assert_eq!(told, *wanted, "{code}");
    }
}

#[actix_web::test]
async fn a_finding_explains_itself_with_its_figures() {
    let app = TestApp::demo().await;
    for (leader, code, at, sentence) in [
        ("leader.wuhan", "wuhan-2017-livelihood", 0, "同一数字两种量词:事项20标题为“200家”,进度安排、工作措施为“200个”。"),
        (
            "leader.tianmen",
            "tianmen-125-outline",
            1,
            "比率推算不符:事项(七)3b“城市低保规模”3万人÷事项(三)1“城镇人口”90万人约为3.33%,与事项(七)3b“城市低保占城镇总人口比重”4.7%不符;按4.7%反推,分母应约为63.8万人。",
        ),
    ] {
        let leader = app.login(leader).await;
        let plans = leader.get(&format!("/plans?code={code}")).await.expect(200);
        let found = leader.get(&format!("/plans/{}/findings", plans.items()[0]["id"].as_str().unwrap())).await.expect(200);
        assert_eq!(found.json["items"][at]["sentence"]["zh"], sentence);
    }
    let reporter = app.login("reporter.wjw").await;
    let plans = reporter.get("/plans").await.expect(200);
    let path = format!("/plans/{}/findings", plans.items()[0]["id"].as_str().unwrap());
    reporter.get(&path).await.expect_problem(403, "forbidden");
    app.login("leader.wuhan").await.get(&path).await.expect_problem(404, "not_found");
}
