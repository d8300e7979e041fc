//! A task is told alone by reading no more than is judged with it: it must say what the whole plan says of it.

use serde_json::Value;

use crate::progress::{SCRIPT, Stage};
use crate::support::Person;

/// Compares every task of a plan with its own report, and every target with its trajectory.
async fn agree(person: &Person, plan: &str, when: &str) {
    let whole = person.get(&format!("/plans/{plan}/progress?{when}")).await.expect(200).json;
    for row in whole["tasks"].as_array().unwrap() {
        let alone = person.get(&format!("/tasks/{}/progress?{when}", row["id"].as_str().unwrap())).await.expect(200).json;
        assert_eq!(&alone["task"], row, "{}", row["code"]);
        for target in row["targets"].as_array().unwrap() {
            let id = target["targetId"].as_str().unwrap();
            let course = person.get(&format!("/reports/trajectory?targetId={id}&{when}")).await.expect(200).json;
            let assessed = &course["course"]["assessment"];
            let members = |value: &Value| value.as_object().unwrap().iter().filter(|(name, _)| *name != "forecast").count();
            assert!(members(assessed) > 10, "{assessed}");
            for (name, value) in target["assessment"].as_object().unwrap() {
                assert_eq!(&assessed[name], value, "{} {}: {name}", row["code"], target["text"]);
            }
        }
    }
}

#[actix_web::test]
async fn a_task_alone_says_what_the_plan_says_of_it() {
    let mut stage = Stage::set().await;
    stage.play(SCRIPT).await;
    stage.app.set_time("2024-06-10T00:00:00Z");
    let leader = stage.app.login("leader").await;
    agree(&leader, &stage.plan, "asOf=2024-05-31&knownAt=2024-06-10T00:00:00Z").await;
    // A unit that sees only what it leads.
    let reporter = stage.app.login("reporter.wjw").await;
    agree(&reporter, &stage.plan, "asOf=2024-06-10").await;
}

/// Huzhou links key works to their measures, has per-unit targets and targets measured by others.
#[actix_web::test]
async fn tied_targets_are_read_along() {
    let stage = Stage::set().await;
    stage.app.set_time("2017-07-20T00:00:00Z");
    let leader = stage.app.login("leader.huzhou").await;
    let plan = leader.plan_id("huzhou-2017-key-work").await;
    agree(&leader, &plan, "asOf=2017-07-20").await;
}
