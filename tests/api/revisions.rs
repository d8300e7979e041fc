//! Revisions of a report: each exactly as filed, and what differs between two.

use serde_json::{Value, json};

use crate::support::TestApp;

#[actix_web::test]
async fn a_revision_stays_as_filed_and_the_next_shows_what_changed() {
    let app = TestApp::demo().await;
    let plan = app.small_plan(json!({}), &[json!({}), json!({"indicator": "诊室"}), json!({"indicator": "药房"})]).await;
    let owed = app.small_owed(&plan, "2024-05").await;
    let (wjw, fgw) = (app.login("reporter.wjw").await, app.login("coordinator.fgw").await);
    let figure = |place: usize, rest: Value| {
        let mut figure = json!({"targetId": owed.target(place)});
        figure.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        figure
    };
    let first = json!([figure(0, json!({"value": 75.5})), figure(1, json!({"value": 30})), figure(2, json!({"whyMissing": "未统计"}))]);
    let path = wjw.file(json!({"obligationId": owed.id(), "progress": "建成75个。", "problems": "用地未落实。", "figures": first})).await;
    fgw.step_because(&path, "return", "请核实").await;
    let second = json!([figure(0, json!({"value": 72})), figure(1, json!({"value": 30})), figure(2, json!({"value": 51}))]);
    wjw.edit(&path, json!({"progress": "建成72个。", "problems": null, "suggestions": "加快用地审批。", "figures": second}))
        .await
        .expect(200);

    // Being written: for the unit alone.
    fgw.get(&format!("{path}/revisions/2")).await.expect_problem(404, "not_found");
    fgw.get(&format!("{path}/revisions/2/difference")).await.expect_problem(404, "not_found");
    wjw.get(&format!("{path}/revisions/2")).await.expect(200);
    wjw.step(&path, "submit").await;

    let one = fgw.get(&format!("{path}/revisions/1")).await.expect(200);
    assert_eq!((&one.json["n"], &one.json["progress"], &one.json["figures"][0]["value"]), (&json!(1), &json!("建成75个。"), &json!(75.5)));
    assert_eq!(one.json, fgw.get(&format!("{path}/revisions")).await.items()[0], "as in the list");

    let difference = fgw.get(&format!("{path}/revisions/2/difference")).await.expect(200).json;
    assert_eq!((&difference["from"], &difference["to"]), (&json!(1), &json!(2)));
    assert_eq!(
        difference["texts"],
        json!([
            {"part": "progress", "change": "changed", "before": "建成75个。", "after": "建成72个。"},
            {"part": "problems", "change": "removed", "before": "用地未落实。", "after": null},
            {"part": "suggestions", "change": "added", "before": null, "after": "加快用地审批。"}
        ])
    );
    let figures = difference["figures"].as_array().unwrap();
    assert_eq!(figures.len(), 2, "30 stays 30");
    assert_eq!((&figures[0]["change"], &figures[0]["delta"]), (&json!("changed"), &json!(-3.5)));
    assert_eq!((&figures[0]["before"]["value"], &figures[0]["after"]["value"]), (&json!(75.5), &json!(72)));
    assert_eq!(
        (&figures[1]["before"]["whyMissing"], &figures[1]["after"]["value"], &figures[1]["delta"]),
        (&json!("未统计"), &json!(51), &Value::Null)
    );

    let back = fgw.get(&format!("{path}/revisions/1/difference?from=2")).await.expect(200).json;
    assert_eq!((&back["from"], &back["figures"][0]["delta"], &back["texts"][1]["change"]), (&json!(2), &json!(3.5), &json!("added")));
    let beginning = fgw.get(&format!("{path}/revisions/1/difference")).await.expect(200).json;
    assert_eq!((&beginning["from"], beginning["figures"].as_array().unwrap().len()), (&Value::Null, 3), "all of it is new");
    assert_eq!(beginning["figures"][0]["change"], "added");
    let same = fgw.get(&format!("{path}/revisions/2/difference?from=2")).await.expect(200).json;
    assert_eq!((&same["texts"], &same["figures"]), (&json!([]), &json!([])));
}

#[actix_web::test]
async fn there_is_no_revision_beyond_those_one_may_read() {
    let app = TestApp::demo().await;
    let wjw = app.login("reporter.wjw").await;
    let owed = wjw.owed("YC-WJW", "4", "2024-05").await;
    let path = wjw.file(owed.report(&[839.0])).await;
    for absent in ["2", "0", "-1", "x", "99999999999"] {
        wjw.get(&format!("{path}/revisions/{absent}")).await.expect_problem(404, "not_found");
    }
    let refused = wjw.get(&format!("{path}/revisions/1/difference?from=2")).await.expect(400);
    assert_eq!(refused.faults(), ["from not_found"]);
    wjw.get(&format!("{path}/revisions/1/difference?from=x")).await.expect(400);
    wjw.get(&format!("{path}/revisions/1?from=1")).await.expect_problem(400, "unknown_parameter");
    app.login("reporter.jyj").await.get(&format!("{path}/revisions/1")).await.expect_problem(404, "not_found");
}
