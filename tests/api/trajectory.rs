//! Trajectories: what was planned, reached and is foretold of targets of Yichang and Huzhou, worked out by hand.

use serde_json::{Value, json};

use crate::support::{Person, TestApp};

/// The n-th target of a task of a plan, by the code of the task.
pub(crate) async fn target(person: &Person, plan: &str, task: &str, n: usize) -> String {
    let id = person.plan_id(plan).await;
    let progress = person.get(&format!("/plans/{id}/progress")).await.expect(200);
    let row = progress.json["tasks"].as_array().unwrap().iter().find(|row| row["code"] == task).unwrap().clone();
    row["targets"][n]["targetId"].as_str().unwrap().to_owned()
}

/// Files and has accepted a figure of 市卫健委 on task 4.
async fn month(app: &TestApp, at: &str, period: &str, value: f64) {
    app.set_time(at);
    let reporter = app.login("reporter.wjw").await;
    let filed = reporter.file(reporter.owed("YC-WJW", "4", period).await.report(&[value])).await;
    app.login("coordinator.fgw").await.step(&filed, "accept").await;
}

fn point<'v>(report: &'v Value, on: &str) -> &'v Value {
    let points = report["course"]["points"].as_array().unwrap();
    points.iter().find(|point| point["on"] == on).unwrap_or_else(|| panic!("no {on} in {points:?}"))
}

/// Yichang 4: 1680 by 30 November, 335 days; 121 have passed at the end of April, 152 at the end of May, 182 at the end of June.
#[actix_web::test]
async fn a_line_with_its_forecast() {
    let app = TestApp::demo().await;
    month(&app, "2024-05-02T01:00:00Z", "2024-04", 620.0).await;
    month(&app, "2024-06-02T01:00:00Z", "2024-05", 725.0).await;
    app.set_time("2024-06-10T01:00:00Z");
    let leader = app.login("leader").await;
    let id = target(&leader, "yichang-2024-livelihood", "4", 0).await;
    let report = leader.get(&format!("/reports/trajectory?targetId={id}&asOf=2024-06-10")).await.expect(200).json;
    let course = &report["course"];
    assert_eq!((&course["startsOn"], &course["startsAt"], &course["controlOn"]), (&json!("2024-01-01"), &json!(0), &json!("2024-11-30")));
    let told = |on: &str, members: &[&str]| members.iter().map(|member| point(&report, on)[*member].clone()).collect::<Vec<_>>();
    let members = ["period", "planned", "expected", "actual", "state", "forecast"];
    // 1680·121/335, 1680·152/335, 1680·182/335; 620 is 2.2 % better than the line, 725 4.9 % worse.
    assert_eq!(told("2024-04-30", &members), [json!("2024-04"), json!(606.806), json!(606.806), json!(620), json!("onTrack"), Value::Null]);
    assert_eq!(
        told("2024-05-31", &members),
        [json!("2024-05"), json!(762.2687), json!(762.2687), json!(725), json!("onTrack"), Value::Null]
    );
    // 725·182/152 and 725·335/152.
    let june = [json!("2024-06"), json!(912.7164), Value::Null, Value::Null, Value::Null, json!(868.0921)];
    assert_eq!(told("2024-06-30", &members), june);
    let november = [json!("2024-11"), json!(1680), Value::Null, Value::Null, Value::Null, json!(1597.8618)];
    assert_eq!(told("2024-11-30", &members), november);
    // 1680·152/725 = 352.2: on the 353rd day of the year, 18 days after the deadline.
    let forecast = &course["assessment"]["forecast"];
    assert_eq!(forecast["reachesOn"], "2024-12-18");
    assert_eq!((&forecast["atControl"], &forecast["inTime"], &forecast["exceedsOn"]), (&json!(1597.8618), &json!(false), &Value::Null));
    assert_eq!(forecast["sentence"]["zh"], "按目前进度(152天完成725个)期限11月底预计达1597.86个;预计12月18日达到目标,晚18天。");
    // The same for a past instant, whatever is filed later.
    let path = format!("/reports/trajectory?targetId={id}&asOf=2024-06-10&knownAt=2024-06-10T00:00:00Z");
    let before = leader.get(&path).await.expect(200);
    month(&app, "2024-07-02T01:00:00Z", "2024-06", 1700.0).await;
    let leader = app.login("leader").await;
    let again = leader.get(&path).await.expect(200);
    assert_eq!((again.tag(), again.body), (before.tag(), before.body));
    let july = leader.get(&format!("/reports/trajectory?targetId={id}&asOf=2024-07-02")).await.expect(200).json;
    assert_eq!((&july["course"]["assessment"]["state"], &july["course"]["assessment"]["forecast"]), (&json!("achieved"), &Value::Null));
    assert_eq!(point(&july, "2024-11-30")["forecast"], Value::Null);
}

/// Huzhou 3.1: 600 by June, 800 by September, 1000 by December, reported for the half-year and for the year.
#[actix_web::test]
async fn printed_checkpoints_are_the_plan() {
    let app = TestApp::demo().await;
    app.set_time("2017-06-20T01:00:00Z");
    let reporter = app.login("reporter.hz.jxw").await;
    let mut body = reporter.owed("HZ-JXW", "3.1", "2017H1").await.report(&[480.0]);
    (body["problems"], body["suggestions"]) = (json!("个别乡镇进度偏慢。"), json!("加强督促指导。"));
    let filed = reporter.file(body).await;
    app.login("coordinator.huzhou").await.step(&filed, "accept").await;
    app.set_time("2017-07-03T01:00:00Z");
    let leader = app.login("leader.huzhou").await;
    let id = target(&leader, "huzhou-2017-key-work", "3.1", 0).await;
    let report = leader.get(&format!("/reports/trajectory?targetId={id}")).await.expect(200).json;
    let planned: Vec<(&str, &Value, &Value)> = report["course"]["points"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|point| point["checkpoint"] == true)
        .map(|point| (point["on"].as_str().unwrap(), &point["planned"], &point["basis"]))
        .collect();
    assert_eq!(planned.iter().map(|row| (row.0, row.1)).collect::<Vec<_>>(), [("2017-06-30", &json!(600)), ("2017-09-30", &json!(800))]);
    assert_eq!(planned[0].2, "checkpoint");
    let end = point(&report, "2017-12-31");
    assert_eq!((&end["planned"], &end["basis"]), (&json!(1000), &json!("goal")));
    let june = point(&report, "2017-06-30");
    assert_eq!((&june["actual"], &june["expected"], &june["state"]), (&json!(480), &json!(600), &json!("behind")));
    // 480 in 181 days of 365: 967.9558 at the end; 1000 after 377.08 days, on the 378th: 13 January.
    let forecast = &report["course"]["assessment"]["forecast"];
    assert_eq!((&forecast["atControl"], &forecast["reachesOn"]), (&json!(967.9558), &json!("2018-01-13")));
}

/// Huzhou 6.3: each of the districts at least two projects; each has its own course.
#[actix_web::test]
async fn each_member_has_its_own_course() {
    let app = TestApp::demo().await;
    app.set_time("2017-07-03T01:00:00Z");
    let leader = app.login("leader.huzhou").await;
    let id = target(&leader, "huzhou-2017-key-work", "6.3", 0).await;
    let path = format!("/reports/trajectory?targetId={id}");
    let report = leader.get(&path).await.expect(200).json;
    let members = report["members"].as_array().unwrap();
    let names: Vec<&str> = members.iter().map(|member| member["unit"]["code"].as_str().unwrap()).collect();
    assert_eq!(names, ["HZ-WX", "HZ-NX", "HZ-DQ", "HZ-CX", "HZ-AJ"]);
    let member = &members[0]["unit"]["id"].as_str().unwrap();
    let one = leader.get(&format!("{path}&unitId={member}")).await.expect(200).json;
    assert_eq!((&one["course"], &one["members"], &one["unit"]), (&members[0]["course"], &json!([]), &members[0]["unit"]));
    let office = leader.get("/units?code=HZ-ZFBGS").await.expect(200).items()[0]["id"].as_str().unwrap().to_owned();
    leader.get(&format!("{path}&unitId={office}")).await.expect_problem(404, "not_found");
}

#[actix_web::test]
async fn only_who_sees_the_target_and_at_a_constant_cost() {
    let app = TestApp::demo().await;
    app.set_time("2024-06-10T01:00:00Z");
    let leader = app.login("leader").await;
    let (four, fifty_six) =
        (target(&leader, "yichang-2024-livelihood", "4", 0).await, target(&leader, "yichang-2024-livelihood", "56", 1).await);
    let path = |id: &str| format!("/reports/trajectory?targetId={id}");
    let (_, one) = app.statements_of(leader.get(&path(&four))).await;
    month(&app, "2024-06-10T01:00:00Z", "2024-05", 725.0).await;
    let leader = app.login("leader").await;
    let (_, other) = app.statements_of(leader.get(&path(&fifty_six))).await;
    assert_eq!(one, other);
    app.login("reporter.wjw").await.get(&path(&four)).await.expect(200);
    for (who, status) in [("reporter.jyj", 404), ("leader.huzhou", 404), ("auditor", 403)] {
        app.login(who).await.get(&path(&fifty_six)).await.expect(status);
    }
    leader.get("/reports/trajectory").await.expect_problem(400, "invalid_parameter");
    leader.get(&format!("{}&knownAt=2024-06-11T00:00:00Z", path(&four))).await.expect_problem(400, "invalid_parameter");
}
