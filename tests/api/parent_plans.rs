//! A parent plan against its children: Huzhou's own list, and two district lists that carry it out (进一步拉高标杆).

use actix_web::http::Method;
use serde_json::{Value, json};

use crate::support::drafts::over;
use crate::support::{Person, TestApp};

/// The n-th target of a task of the city's list.
async fn target(person: &Person, plan: &str, task: &str, n: usize) -> String {
    let tree = person.get(&format!("/plans/{plan}/progress")).await.expect(200);
    let row = tree.json["tasks"].as_array().unwrap().iter().find(|row| row["code"] == task).unwrap().clone();
    row["targets"][n]["targetId"].as_str().unwrap().to_owned()
}

/// The list of a district with one task, and targets that carry out those of the parent; its id.
async fn child(author: &Person, parent: &str, code: &str, targets: &[(&str, Value)]) -> String {
    let plan = json!({"code": code, "title": format!("{code}重点工作清单"), "kind": "keyWork", "startsOn": "2017-01-01",
        "endsOn": "2017-12-31", "issuedOn": "2017-04-20", "leadRule": "all", "issuingUnitCode": "HZ-DQ", "parentId": parent});
    let plan = author.post("/plans", plan).await.expect(201).id();
    let task = json!({"planId": plan, "number": "1", "code": "1", "title": "整治和淘汰“低小散”企业"});
    let task = author.post("/tasks", task).await.expect(201).id();
    for (to, more) in targets {
        let least = json!({"taskId": task, "indicator": "整治和淘汰企业", "text": "整治和淘汰企业", "operator": "gte", "unitOfMeasure": "家",
            "series": "cumulative", "quantityKind": "count"});
        let made = author.post("/targets", over(least, more.clone())).await.expect(201).id();
        author.post("/target-links", json!({"fromId": made, "toId": to, "kind": "parentPlan"})).await.expect(201);
    }
    plan
}

fn row<'v>(report: &'v Value, target: &str) -> &'v Value {
    report["targets"].as_array().unwrap().iter().find(|row| row["targetId"] == target).unwrap()
}

#[actix_web::test]
async fn sums_bars_and_what_nobody_takes_up() {
    let app = TestApp::demo().await;
    app.set_time("2017-04-25T01:00:00Z");
    let author = app.login("supervisor.huzhou").await;
    let parent = author.plan_id("huzhou-2017-key-work").await;
    let firms = target(&author, &parent, "3.1", 0).await; // 1000家
    let growth = target(&author, &parent, "1.1", 0).await; // 7.5%以上
    let lonely = target(&author, &parent, "7.1", 1).await;
    let before = author.get(&format!("/reports/parent?planId={parent}")).await.expect(200).json;
    assert_eq!((&before["children"], &before["raised"]), (&json!([]), &json!(0)));
    let works = before["untaken"].as_array().unwrap().len();
    assert_eq!(row(&before, &firms)["check"], "none");

    let rate = |value: f64| json!({"indicator": "地区生产总值增长", "value": value, "unitOfMeasure": "%", "series": "level", "quantityKind": "growth"});
    child(&author, &parent, "deqing-2017", &[(&firms, json!({"value": 650})), (&growth, rate(8.0))]).await;
    child(&author, &parent, "anji-2017", &[(&firms, json!({"value": 0.045, "unitOfMeasure": "万家"})), (&growth, rate(7.5))]).await;
    let (reply, two) = app.statements_of(author.get(&format!("/reports/parent?planId={parent}"))).await;
    let report = reply.expect(200).json;
    let codes: Vec<&Value> = report["children"].as_array().unwrap().iter().map(|plan| &plan["code"]).collect();
    assert_eq!(codes, ["anji-2017", "deqing-2017"]);
    // 650家 and 0.045万家 are 1100 of 1000.
    let sum = row(&report, &firms);
    assert_eq!((&sum["sum"], &sum["check"], &sum["difference"]), (&json!(1100), &json!("above"), &json!(100)));
    assert_eq!(sum["bar"], "raised");
    let bars: Vec<(&Value, &Value)> = sum["children"].as_array().unwrap().iter().map(|one| (&one["value"], &one["bar"])).collect();
    assert_eq!(bars, [(&json!(0.045), &json!("lowered")), (&json!(650), &json!("lowered"))], "each by itself is a part");
    // Growth is not summed: one raises it, one keeps it, so all of them keep it.
    let kept = row(&report, &growth);
    assert_eq!((&kept["sum"], &kept["check"], &kept["bar"]), (&Value::Null, &json!("notSummed"), &json!("same")));
    assert_eq!((&kept["children"][0]["bar"], &kept["children"][1]["bar"]), (&json!("same"), &json!("raised")));
    assert_eq!((&row(&report, &lonely)["bar"], &row(&report, &lonely)["children"]), (&Value::Null, &json!([])));
    assert_eq!((&report["raised"], &report["lowered"]), (&json!(1), &json!(0)));
    let headers = [("accept", "text/csv"), ("accept-language", "en")];
    let table = author.send(Method::GET, &format!("/reports/parent?planId={parent}"), &headers, None).await.expect(200);
    let table = String::from_utf8(table.body).unwrap();
    let of_firms: Vec<&str> = table.lines().filter(|line| line.starts_with("3.1,")).collect();
    assert!(of_firms.iter().any(|line| line.contains(",1000,1100,above,") && line.ends_with(",0.045,万家,lowered")), "{of_firms:?}");
    // Two key works, 一 and 三, are taken up now.
    let left: Vec<&str> = report["untaken"].as_array().unwrap().iter().map(|one| one["task"]["code"].as_str().unwrap()).collect();
    assert_eq!(left.len(), works - 2);
    assert!(!left.contains(&"3") && !left.contains(&"1") && left.contains(&"7"), "{left:?}");

    // A child that asks for less lowers the bar of what is not summed; and costs nothing more.
    child(&author, &parent, "wuxing-2017", &[(&growth, rate(7.0))]).await;
    let (reply, three) = app.statements_of(author.get(&format!("/reports/parent?planId={parent}"))).await;
    let report = reply.expect(200).json;
    assert_eq!((&row(&report, &growth)["bar"], &report["lowered"]), (&json!("lowered"), &json!(1)));
    assert_eq!(two, three);
    // Drafts of others are nobody's business.
    let coordinator = app.login("coordinator.huzhou").await.get(&format!("/reports/parent?planId={parent}")).await.expect(200).json;
    assert_eq!(coordinator["children"], json!([]));
    app.set_time("2024-06-01T01:00:00Z");
    app.login("supervisor").await.get(&format!("/reports/parent?planId={parent}")).await.expect_problem(404, "not_found");
}
