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
    ("leader.weifang", "weifang-2021-livelihood-2", &["unitAliases WF-SCJGJ settled", "leadAlsoCooperates 3 WF-CZJ open"]),
];

fn words(of: &Value) -> String {
    of.as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect::<Vec<_>>().join(",")
}

#[actix_web::test]
async fn what_the_documents_contradict_is_found_and_nothing_is_invented() {
    let app = TestApp::demo().await;
    let mut wrong = Vec::new();
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
                format!("{} {} {} {settled} | {}", one["code"].as_str().unwrap(), words(&one["tasks"]), words(&one["units"]), one["sentence"]["zh"])
            })
            .collect();
        wrong.push(format!("{code}: {wanted:#?} {told:#?}"));
    }
    panic!("{}", wrong.join("\n"));
}
