//! A unit's month in one go: read whole, saved, submitted and signed together, all or nothing.

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{Person, Reply, TestApp};

/// The path of the month of May in the plan of Yichang.
async fn may(person: &Person) -> String {
    let plans = person.get("/plans?code=yichang-2024-livelihood").await.expect(200);
    format!("/plans/{}/unit-reports/2024-05", plans.items()[0]["id"].as_str().unwrap())
}

/// A complete report for each item of a month, every figure 1.
fn complete(month: &Reply) -> Vec<Value> {
    let line = |item: &Value| {
        let figures = item["targets"].as_array().unwrap().iter();
        let figures: Vec<Value> = figures.map(|target| json!({"targetId": target["targetId"], "value": 1})).collect();
        json!({"obligationId": item["obligation"]["id"], "progress": "按序时推进。", "figures": figures})
    };
    month.items().iter().map(line).collect()
}

fn write(action: &str, items: Vec<Value>) -> Value {
    json!({"unitCode": "YC-WJW", "action": action, "items": items})
}

#[actix_web::test]
async fn a_month_shows_what_is_owed_written_expected_and_found() {
    let app = TestApp::demo().await;
    let wjw = app.login("reporter.wjw").await;
    let path = may(&wjw).await;
    let month = wjw.get(&path).await.expect(200);
    assert_eq!((month.items().len(), &month.json["period"]), (9, &json!("2024-05")), "市卫健委 leads nine tasks");
    let place = month.items().iter().position(|item| item["task"]["code"] == "4").unwrap();
    let four = &month.items()[place];
    assert_eq!((&four["unit"]["code"], &four["submission"], &four["findings"]), (&json!("YC-WJW"), &Value::Null, &json!([])));
    assert_eq!(four["obligation"]["dueAt"], "2024-06-03T16:00:00.000Z");
    assert_eq!(four["rule"]["parts"], json!(["progress"]));
    // 1680·152/335 by the end of May.
    let target = &four["targets"][0];
    assert_eq!(
        (&target["expected"], &target["basis"], &target["last"], &target["required"]),
        (&json!(762.2687), &json!("line"), &Value::Null, &json!(true))
    );

    let draft = json!({"taskCode": "4", "problems": "用地未落实。", "figures": [{"targetId": target["targetId"], "value": 620}]});
    let saved = wjw.post(&path, write("save", vec![draft])).await.expect(200);
    let four = &saved.items()[place];
    assert_eq!((&four["submission"]["state"], &four["submission"]["version"]), (&json!("draft"), &json!(1)));
    assert_eq!((&four["findings"][0]["code"], four["findings"].as_array().unwrap().len()), (&json!("partMissing"), 1));
    let more = json!({"taskCode": "4", "version": 1, "progress": "新增620个。", "problems": null});
    let filed = wjw.post(&path, write("submit", vec![more])).await.expect(200);
    let submission = filed.items()[place]["submission"].clone();
    assert_eq!(
        (&submission["state"], &submission["version"], &submission["filedBy"]),
        (&json!("submitted"), &json!(2), &json!("卫健委填报员"))
    );
    assert_eq!((&submission["problems"], &submission["figures"][0]["value"]), (&Value::Null, &json!(620)), "absent keeps, null clears");
    let single = wjw.get(&format!("/submissions/{}", submission["id"].as_str().unwrap())).await.expect(200);
    assert_eq!(single.json, submission, "the same report by every door");
    let steps = wjw.get(&format!("/submissions/{}/events", submission["id"].as_str().unwrap())).await.expect(200);
    assert_eq!((steps.items().len(), &steps.items()[0]["action"], &steps.items()[0]["fromState"]), (1, &json!("submit"), &json!("draft")));

    // The next month knows what was reported, accepted or not.
    app.set_time("2024-06-26T01:00:00.000Z");
    let wjw = app.login("reporter.wjw").await;
    let june = wjw.get(&path.replace("2024-05", "2024-06")).await.expect(200);
    assert_eq!(june.items()[place]["targets"][0]["last"], json!({"period": "2024-05", "asAt": "2024-05-31", "value": 620}));
}

#[actix_web::test]
async fn a_month_is_filed_whole_at_the_same_cost() {
    let mut costs = Vec::new();
    for several in [2, 9] {
        let app = TestApp::demo().await;
        let wjw = app.login("reporter.wjw").await;
        let path = may(&wjw).await;
        let items: Vec<Value> = complete(&wjw.get(&path).await.expect(200)).into_iter().take(several).collect();
        let (saved, saving) = app.statements_of(wjw.post(&path, write("save", items.clone()))).await;
        let saved = saved.expect(200);
        let version = |(line, item): (Value, &Value)| {
            let mut line = line;
            line["version"] = item["submission"]["version"].clone();
            line
        };
        let seen: Vec<Value> = items.into_iter().zip(saved.items()).map(version).collect();
        let (filed, filing) = app.statements_of(wjw.post(&path, write("submit", seen))).await;
        let filed = filed.expect(200);
        let submitted = filed.items().iter().filter(|item| item["submission"]["state"] == "submitted").count();
        assert_eq!(submitted, several);
        let (_, reading) = app.statements_of(wjw.get(&path)).await;
        costs.push((saving, filing, reading));
    }
    assert_eq!(costs[0], costs[1], "saving, filing and reading nine costs what two cost");
}

#[actix_web::test]
async fn one_fault_keeps_all_from_being_written() {
    let app = TestApp::demo().await;
    let wjw = app.login("reporter.wjw").await;
    let path = may(&wjw).await;
    let month = wjw.get(&path).await.expect(200);
    let good = complete(&month);
    wjw.post(&path, write("save", vec![good[0].clone()])).await.expect(200);
    let mut items = good.clone();
    items[1]["progress"] = json!(" ");
    items[2]["figures"] = json!([]);
    items[3]["version"] = json!(1);
    items[4] = json!({"taskCode": "999"});
    items[5] = json!({"progress": "谁的?"});
    items[6] = items[7].clone();
    let foreign = good.iter().take(8).find_map(|line| line["figures"][0]["targetId"].as_str()).unwrap();
    items[8]["figures"] = json!([{"targetId": foreign, "value": 1}]);
    let refused = wjw.post(&path, write("submit", items)).await.expect_problem(422, "validation_failed");
    let missing = month.items()[2]["targets"].as_array().unwrap().iter().filter(|target| target["required"] == true).count();
    let mut expected = vec!["/items/0/version required".to_owned(), "/items/1/progress required".to_owned()];
    expected.extend(vec!["/items/2/figures required".to_owned(); missing]);
    expected.extend(
        ["/items/3/version must_be_absent", "/items/4/taskCode not_found", "/items/5/obligationId required", "/items/7 duplicate_item"]
            .map(str::to_owned),
    );
    let faults = refused.faults();
    assert_eq!(faults[..expected.len()], expected);
    assert_eq!(faults[expected.len()], "/items/8/figures/0/targetId target_of_another_task");
    let after = wjw.get(&path).await.expect(200);
    let written: Vec<&Value> = after.items().iter().map(|item| &item["submission"]["state"]).collect();
    assert_eq!(written.iter().filter(|state| !state.is_null()).count(), 1, "only the draft saved before");

    let mut stale = good[0].clone();
    stale["version"] = json!(2);
    let refused = wjw.post(&path, write("save", vec![stale.clone()])).await.expect_problem(412, "version_conflict");
    assert_eq!(
        (refused.faults(), &refused.json["errors"][0]["params"]["currentVersion"]),
        (vec!["/items/0/version version_conflict".to_owned()], &json!(1))
    );
    stale["version"] = json!(1);
    stale["acknowledgements"] = json!([{"code": "textCopied", "reason": "草稿"}]);
    let refused = wjw.post(&path, write("save", vec![stale])).await.expect(422);
    assert_eq!(refused.faults(), ["/items/0/acknowledgements must_be_absent"]);
    app.set_time("2024-05-24T15:59:59.000Z");
    let wjw = app.login("reporter.wjw").await;
    let refused = wjw.post(&path, write("save", vec![good[1].clone()])).await.expect_problem(409, "window_not_open");
    assert_eq!(refused.faults(), ["/items/0 window_not_open"]);
}

#[actix_web::test]
async fn warnings_of_each_report_are_acknowledged_beside_it() {
    let app = TestApp::demo().await;
    let plan = app.small_plan(json!({"textLimit": 5, "limitPolicy": "warn"}), &[json!({})]).await;
    let path = format!("/plans/{plan}/unit-reports/2024-05");
    let wjw = app.login("reporter.wjw").await;
    let target = wjw.get(&path).await.expect(200).items()[0]["targets"][0]["targetId"].clone();
    let mut line = json!({"taskCode": "1", "progress": "一二三四五六", "figures": [{"targetId": target, "value": 70}]});
    let refused = wjw.post(&path, write("submit", vec![line.clone()])).await.expect_problem(422, "not_acknowledged");
    assert_eq!(
        (refused.faults(), &refused.json["errors"][0]["params"]["finding"]),
        (vec!["/items/0/acknowledgements not_acknowledged".to_owned()], &json!("textTooLong"))
    );
    line["acknowledgements"] = json!([{"code": "textTooLong", "reason": "情况复杂"}]);
    let filed = wjw.post(&path, write("submit", vec![line])).await.expect(200);
    assert_eq!(filed.items()[0]["submission"]["acknowledged"][0]["reason"], "情况复杂");
}

#[actix_web::test]
async fn the_head_signs_what_others_filed() {
    let app = TestApp::demo().await;
    let plan = app.small_plan(json!({"signsFirst": true}), &[json!({})]).await;
    let path = format!("/plans/{plan}/unit-reports/2024-05");
    let (wjw, head) = (app.login("reporter.wjw").await, app.login("approver.wjw").await);
    let items = complete(&wjw.get(&path).await.expect(200)).into_iter().map(|mut line| {
        line["figures"][0]["value"] = json!(70);
        line
    });
    let items: Vec<Value> = items.collect();
    wjw.post(&path, write("submit", items.clone())).await.expect(200);
    let line = |version: i32| vec![json!({"taskCode": "1", "version": version})];
    wjw.post(&path, write("sign", line(2))).await.expect_problem(403, "forbidden");
    let mut rewritten = line(2);
    rewritten[0]["progress"] = json!("改写");
    assert_eq!(head.post(&path, write("sign", rewritten)).await.expect(422).faults(), ["/items/0/progress must_be_absent"]);
    let signed = head.post(&path, write("sign", line(2))).await.expect(200);
    assert_eq!(signed.items()[0]["submission"]["state"], "signed");
    head.post(&path, write("sign", line(3))).await.expect_problem(409, "invalid_transition");

    // What the head files, another signs.
    wjw.step(&format!("/submissions/{}", signed.items()[0]["submission"]["id"].as_str().unwrap()), "withdraw").await;
    head.post(&path, write("submit", line(4))).await.expect(200);
    let refused = head.post(&path, write("sign", line(5))).await.expect_problem(403, "separation_of_duties");
    assert_eq!(refused.faults(), ["/items/0 separation_of_duties"]);
}

#[actix_web::test]
async fn nobody_writes_the_month_of_another_unit() {
    let app = TestApp::demo().await;
    let wjw = app.login("reporter.wjw").await;
    let path = may(&wjw).await;
    let line = || vec![json!({"taskCode": "4", "progress": "一"})];
    let jyj = app.login("reporter.jyj").await;
    jyj.post(&path, write("save", line())).await.expect_problem(403, "forbidden");
    app.login("reporter.huzhou").await.post(&path, write("save", line())).await.expect_problem(404, "not_found");
    app.login("coordinator.fgw").await.post(&path, write("save", line())).await.expect_problem(403, "forbidden");
    let unit = wjw.get(&path).await.expect(200).items()[0]["unit"]["id"].as_str().unwrap().to_owned();
    let asked = format!("{path}?unitId={unit}");
    assert_eq!(jyj.get(&asked).await.expect(200).items().len(), 0);
    wjw.post(&path, write("save", line())).await.expect(200);
    let fgw = app.login("coordinator.fgw").await.get(&asked).await.expect(200);
    assert_eq!(fgw.items().len(), 9);
    assert!(fgw.items().iter().all(|item| item["submission"].is_null()), "a draft belongs to its unit");
    wjw.get(&path.replace("2024-05", "May")).await.expect_problem(404, "not_found");
    assert_eq!(wjw.get(&path.replace("2024-05", "2031-05")).await.expect(200).items().len(), 0);
    let neither = json!({"action": "save", "items": line()});
    assert_eq!(wjw.post(&path, neither).await.expect(422).faults(), ["/unitId required"]);
}

#[actix_web::test]
async fn of_many_at_once_one_writes() {
    let app = TestApp::demo().await;
    let wjw = app.login("reporter.wjw").await;
    let path = may(&wjw).await;
    let begin = || write("save", vec![json!({"taskCode": "4", "progress": "一"}), json!({"taskCode": "27", "progress": "二"})]);
    let begun = join_all((0..8).map(|_| wjw.post(&path, begin()))).await;
    let count = |replies: &[Reply], status: u16| replies.iter().filter(|reply| reply.status == status).count();
    assert_eq!(count(&begun, 200), 1, "{:?}", begun.iter().map(|reply| reply.status).collect::<Vec<_>>());
    let change = || {
        write(
            "save",
            vec![json!({"taskCode": "4", "version": 1, "progress": "三"}), json!({"taskCode": "27", "version": 1, "progress": "四"})],
        )
    };
    let changed = join_all((0..8).map(|_| wjw.post(&path, change()))).await;
    assert_eq!((count(&changed, 200), count(&changed, 412)), (1, 7));
    let month = wjw.get(&path).await.expect(200);
    let versions: Vec<i64> = month.items().iter().filter_map(|item| item["submission"]["version"].as_i64()).collect();
    assert_eq!(versions, [2, 2]);
}
