//! Targets that take something from others: parts that add up, quotients, and relative ones whose value arrives with another figure.

use serde_json::{Value, json};

use crate::support::drafts::{Draft, plan, quarterly};
use crate::support::{Person, TestApp};

/// A task of 市卫健委 in a plan of 2024, with a quarterly report.
struct Small {
    draft: Draft,
    task: String,
}

impl Small {
    async fn new(author: &Person) -> Self {
        let due = json!({"text": "2024年底前", "kind": "year", "latest": "2024-12-31", "control": "2024-12-31"});
        let draft = Draft::new(author, plan("p", json!({"defaultDue": due}))).await;
        let task = draft.task("1", None).await;
        draft.lead(&task, "YC-WJW").await;
        draft.rule(quarterly(json!({}))).await;
        Self { draft, task }
    }

    async fn target(&self, indicator: &str, unit: &str, more: Value) -> String {
        let mut target = json!({"taskId": self.task, "indicator": indicator, "text": indicator, "operator": "eq", "unitOfMeasure": unit,
            "series": "cumulative", "quantityKind": "count"});
        target.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.draft.author.post("/targets", target).await.expect(201).id()
    }

    /// Files the second quarter with figures of some targets, and has it accepted.
    async fn report(&self, app: &TestApp, figures: &[(&String, f64)]) {
        let reporter = app.login("reporter.wjw").await;
        let owed = reporter.owed("YC-WJW", "1", "2024Q2").await;
        let asked = owed.0["targets"].as_array().unwrap().iter().map(|one| one["targetId"].as_str().unwrap());
        let figure = |id: &str| match figures.iter().find(|(target, _)| target.as_str() == id) {
            Some((_, value)) => json!({"targetId": id, "value": value}),
            None => json!({"targetId": id, "whyMissing": "由分项推算"}),
        };
        let figures: Vec<Value> = asked.map(figure).collect();
        let filed = reporter.file(json!({"obligationId": owed.id(), "progress": "按序时推进。", "figures": figures})).await;
        app.login("coordinator.fgw").await.step(&filed, "accept").await;
    }

    async fn judged(&self, app: &TestApp, target: &str) -> Value {
        let report = app.login("leader").await.get(&format!("/plans/{}/progress?asOf=2024-06-30", self.draft.id)).await.expect(200);
        let targets = report.json["tasks"][0]["targets"].as_array().unwrap().clone();
        targets.into_iter().find(|one| one["targetId"] == target).unwrap()
    }
}

async fn july(app: &TestApp, small: &Small) {
    small.draft.run("issue").await.expect(200);
    app.set_time("2024-07-02T09:00:00+08:00");
}

/// 106 = 76 + 30, as at Huzhou: 40 and 12 reported, so 52 of the 106·182/366 = 52.7104 that the line asks for.
#[actix_web::test]
async fn parts_that_add_up_speak_for_the_whole() {
    let app = TestApp::demo().await;
    app.set_time("2024-04-05T09:00:00+08:00");
    let small = Small::new(&app.login("supervisor").await).await;
    let whole = small.target("下转上", "家", json!({"value": 106, "partsAddUp": true})).await;
    let trade = small.target("其中批零住餐", "家", json!({"value": 76, "partOfId": whole})).await;
    let other = small.target("其中其他", "家", json!({"value": 30, "partOfId": whole})).await;
    july(&app, &small).await;
    let before = small.judged(&app, &whole).await;
    assert_eq!(before["assessment"]["actual"], Value::Null);
    small.report(&app, &[(&trade, 40.0), (&other, 12.0)]).await;
    let judged = small.judged(&app, &whole).await;
    let of = |member: &str| judged["assessment"][member].clone();
    assert_eq!((of("actual"), of("expected"), of("state")), (json!(52), json!(52.7104), json!("onTrack")));
    assert_eq!((of("missingPeriods"), &judged["readings"]), (json!([]), &json!([])), "nothing of it is stored");
}

/// A sum of which one part is not known is not known; a figure of its own counts before the sum.
#[actix_web::test]
async fn a_sum_lacks_what_a_part_lacks() {
    let app = TestApp::demo().await;
    app.set_time("2024-04-05T09:00:00+08:00");
    let small = Small::new(&app.login("supervisor").await).await;
    let whole = small.target("挂牌和上市", "家", json!({"value": 35})).await;
    let listed = small.target("挂牌", "家", json!({"value": 30})).await;
    let public = small.target("上市", "家", json!({"value": 5})).await;
    for part in [&listed, &public] {
        small.draft.author.post("/target-links", json!({"fromId": part, "toId": whole, "kind": "sumOf"})).await.expect(201);
    }
    let own = small.target("培训", "人", json!({"value": 10, "partsAddUp": true})).await;
    let part = small.target("其中", "人", json!({"value": 10, "partOfId": own})).await;
    july(&app, &small).await;
    small.report(&app, &[(&listed, 20.0), (&own, 7.0), (&part, 6.0)]).await;
    assert_eq!(small.judged(&app, &whole).await["assessment"]["actual"], Value::Null);
    assert_eq!(small.judged(&app, &own).await["assessment"]["actual"], json!(7));
}

/// 3万人 of 60万人 are 5 percent; and "above the other figure" is judged once the other figure has arrived.
#[actix_web::test]
async fn quotients_and_relative_targets_wait_for_the_other_figure() {
    let app = TestApp::demo().await;
    app.set_time("2024-04-05T09:00:00+08:00");
    let small = Small::new(&app.login("supervisor").await).await;
    let level = |value: f64| json!({"value": value, "series": "level"});
    let above = small.target("城市低保规模", "万人", level(3.0)).await;
    let below = small.target("城镇人口", "人", level(600_000.0)).await;
    let share = json!({"value": 4.7, "series": "level", "quantityKind": "rate", "operator": "gte"});
    let share = small.target("低保占比", "%", share).await;
    for (from, kind) in [(&above, "numeratorOf"), (&below, "denominatorOf")] {
        small.draft.author.post("/target-links", json!({"fromId": from, "toId": share, "kind": kind})).await.expect(201);
    }
    let spending = json!({"value": 6.0, "series": "level", "quantityKind": "growth"});
    let spending = small.target("人均消费支出增速", "%", spending).await;
    let relative = json!({"series": "level", "quantityKind": "growth", "operator": "gte",
        "reference": {"kind": "target", "text": "当地居民人均消费支出增速", "targetId": spending}});
    let relative = small.target("低保标准增速", "%", relative).await;
    let last = json!({"series": "cumulative", "quantityKind": "amount", "operator": "gt", "baseline": {"value": 200, "period": "2023"},
        "reference": {"kind": "lastYear", "text": "上年水平"}});
    let last = small.target("争取资金", "万元", last).await;
    july(&app, &small).await;
    let unresolved = small.judged(&app, &relative).await["assessment"].clone();
    assert_eq!((&unresolved["state"], &unresolved["reason"]), (&json!("notComputable"), &json!("referenceUnresolved")));
    small.report(&app, &[(&above, 3.0), (&below, 600_000.0), (&spending, 5.5), (&relative, 5.2), (&last, 201.0)]).await;
    let judged = small.judged(&app, &share).await["assessment"].clone();
    assert_eq!((&judged["actual"], &judged["state"]), (&json!(5), &json!("achieved")));
    // 5.2 is 5.45 percent below 5.5: a growth has to hold at every date.
    let judged = small.judged(&app, &relative).await;
    assert_eq!((&judged["value"], &judged["assessment"]["expected"]), (&json!(5.5), &json!(5.5)));
    assert_eq!((&judged["assessment"]["state"], &judged["assessment"]["gapPercent"]), (&json!("behind"), &json!(5.4545)));
    assert!(judged["assessment"]["sentence"]["zh"].as_str().unwrap().contains("≥5.5%(当地居民人均消费支出增速)"), "{judged}");
    let judged = small.judged(&app, &last).await;
    assert_eq!((&judged["value"], &judged["assessment"]["state"]), (&json!(200), &json!("achieved")));
    // As known before, nothing had arrived.
    let early = format!("/plans/{}/progress?asOf=2024-06-30&knownAt=2024-07-01T00:00:00Z", small.draft.id);
    let early = app.login("leader").await.get(&early).await.expect(200).json;
    let then = early["tasks"][0]["targets"].as_array().unwrap().iter().find(|one| one["targetId"] == relative.as_str()).unwrap().clone();
    assert_eq!((&then["assessment"]["reason"], &then["value"]), (&json!("referenceUnresolved"), &Value::Null));
}
