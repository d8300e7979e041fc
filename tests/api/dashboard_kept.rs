//! What is kept of a judged plan never tells anything but what judging it anew would: through a cycle of reports, corrections, changed
//! tasks and passing deadlines, asked after every step.

use chrono::NaiveDate;
use duban::domain::zone::BusinessZone;
use duban::entity::plan;
use duban::entity::scope::Scope;
use duban::features::reports::run::{self, When};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use crate::progress::{LATER, SCRIPT, Stage};
use crate::support::Person;

async fn plan_row(stage: &Stage) -> plan::Model {
    let id: uuid::Uuid = stage.plan.parse().unwrap();
    plan::Entity::find().filter(plan::Column::Id.eq(id)).one(&stage.app.state.db).await.unwrap().unwrap()
}

/// Judged anew, with nothing kept.
async fn anew(stage: &Stage, as_of: NaiveDate) -> Value {
    let row = plan_row(stage).await;
    let scope = Scope { government: row.government_id, everything: true, ..Scope::default() };
    let when = When::new(as_of, stage.app.state.clock.now(), BusinessZone::default());
    serde_json::to_value(run::dashboard(&stage.app.state.db, &scope, row, when, 50).await.unwrap()).unwrap()
}

async fn same(stage: &Stage, leader: &Person, note: &str) {
    let as_of = stage.app.state.today();
    let kept = leader.get(&format!("/reports/dashboard?planId={}&top=50", stage.plan)).await.expect(200).json;
    assert_eq!(kept, anew(stage, as_of).await, "{note}");
}

#[actix_web::test]
async fn what_is_kept_is_what_judging_anew_tells() {
    let mut stage = Stage::set().await;
    let lines: Vec<&str> = SCRIPT.lines().chain(LATER.lines()).filter(|line| !line.is_empty()).collect();
    // Two steps at a time: what was touched by both is judged again together.
    for steps in lines.chunks(2) {
        for line in steps {
            stage.play(line).await;
        }
        // A token lives ten minutes.
        let leader = stage.app.login("leader").await;
        same(&stage, &leader, &steps.join("; ")).await;
    }
    for time in
        ["2024-07-04T15:59:59.999Z", "2024-07-04T16:00:00Z", "2024-08-03T16:00:00Z", "2024-08-03T16:00:00.001Z", "2024-12-01T00:00:00Z"]
    {
        stage.app.set_time(time);
        let leader = stage.app.login("leader").await;
        same(&stage, &leader, time).await;
        same(&stage, &leader, time).await;
    }
    // A clock that was set back.
    stage.app.set_time("2024-06-05T00:00:00Z");
    let leader = stage.app.login("leader").await;
    same(&stage, &leader, "back").await;
    stage.app.set_time("2024-06-05T12:00:00Z");
    let leader = stage.app.login("leader").await;
    same(&stage, &leader, "forth").await;
}

#[actix_web::test]
async fn a_change_of_the_plan_shows_at_once() {
    let mut stage = Stage::set().await;
    stage.play(SCRIPT).await;
    stage.app.set_time("2024-06-10T00:00:00Z");
    let (leader, author) = (stage.app.login("leader").await, stage.app.login("supervisor").await);
    same(&stage, &leader, "before").await;
    let task = author.get("/tasks?code=4").await.expect(200).items()[0].clone();
    let path = format!("/tasks/{}", task["id"].as_str().unwrap());
    author.edit(&path, json!({"title": "新增托位一千六百八十个", "reason": "表述调整", "effectiveOn": "2024-06-01"})).await.expect(200);
    same(&stage, &leader, "a title").await;
    let unit = author.get("/units?code=YC-WJW").await.expect(200).items()[0].clone();
    author.edit(&format!("/units/{}", unit["id"].as_str().unwrap()), json!({"shortName": "卫健委"})).await.expect(200);
    same(&stage, &leader, "the name of a unit").await;
    let told = leader.get(&format!("/reports/ranking?planId={}", stage.plan)).await.expect(200).json;
    assert!(told["items"].as_array().unwrap().iter().any(|row| row["unit"]["name"] == "卫健委"));
}

#[actix_web::test]
async fn asking_again_reads_next_to_nothing() {
    let mut stage = Stage::set().await;
    stage.play(SCRIPT).await;
    stage.app.set_time("2024-06-10T00:00:00Z");
    let leader = stage.app.login("leader").await;
    let path = format!("/reports/dashboard?planId={}", stage.plan);
    let (first, cold) = stage.app.statements_of(leader.get(&path)).await;
    let (again, warm) = stage.app.statements_of(leader.get(&path)).await;
    assert_eq!(first.expect(200).json, again.expect(200).json);
    assert!(warm < 10 && cold > 25, "who asks, the plan, its changes: {warm}; {cold}");
    for report in ["ranking", "tasks", "due", "officials"] {
        let (_, asked) = stage.app.statements_of(leader.get(&format!("/reports/{report}?planId={}", stage.plan))).await;
        assert_eq!(asked, warm, "{report} is made of the same");
    }
    // Whoever sees less is told less, though others have asked.
    let reporter = stage.app.login("reporter.wjw").await;
    let own = reporter.get(&path).await.expect(200).json;
    assert_ne!(own["counts"], leader.get(&path).await.json["counts"]);
}
