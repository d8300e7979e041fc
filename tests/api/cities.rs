//! Somebody of each city walks their own reporting cycle, in the year of their own document.

use serde_json::{Value, json};

use crate::support::{Person, TestApp};

/// The plan of this code, as somebody sees it.
async fn plan(person: &Person, code: &str) -> String {
    let found = person.get(&format!("/plans?code={code}")).await.expect(200);
    found.items()[0]["id"].as_str().unwrap().to_owned()
}

/// The judgement of the n-th target of a task on a day.
async fn judged(person: &Person, plan: &str, task: &str, n: usize, as_of: &str) -> Value {
    let report = person.get(&format!("/plans/{plan}/progress?asOf={as_of}")).await.expect(200);
    let rows = report.json["tasks"].as_array().unwrap();
    rows.iter().find(|row| row["code"] == task).unwrap()["targets"][n]["assessment"].clone()
}

fn report(owed: &crate::support::cycle::Owed, figure: f64) -> Value {
    let mut report = owed.report(&[figure]);
    report["problems"] = json!("个别乡镇进度偏慢。");
    report["suggestions"] = json!("加强督促指导。");
    report
}

/// 湖州: the half-year due 30 June and the whole year due 10 December, with progress, problems and suggestions. 480 of the 600 that are due by
/// June is behind by 20 percent, exactly the edge; 1010 in December is reached.
#[actix_web::test]
async fn huzhou_reports_twice_a_year() {
    let app = TestApp::demo().await;
    app.set_time("2017-06-20T09:00:00+08:00");
    let reporter = app.login("reporter.hz.jxw").await;
    let owed = reporter.owed("HZ-JXW", "3.1", "2017H1").await;
    assert_eq!((&owed.0["dueAt"], &owed.0["asAt"]), (&json!("2017-06-30T16:00:00.000Z"), &json!("2017-06-30")));
    let short = reporter.begin(owed.report(&[480.0])).await;
    let missing = reporter.act(&short, "submit", json!({})).await.expect_problem(422, "validation_failed").faults();
    assert_eq!(missing, ["/problems required", "/suggestions required"]);
    let filled = json!({"problems": "个别乡镇进度偏慢。", "suggestions": "加强督促指导。"});
    reporter.edit(&short, filled).await.expect(200);
    reporter.step(&short, "submit").await;
    app.login("coordinator.huzhou").await.step(&short, "accept").await;

    let leader = app.login("leader.huzhou").await;
    let id = plan(&leader, "huzhou-2017-key-work").await;
    app.set_time("2017-07-03T09:00:00+08:00");
    let june = judged(&app.login("leader.huzhou").await, &id, "3.1", 0, "2017-06-30").await;
    assert_eq!((&june["expected"], &june["actual"], &june["state"]), (&json!(600), &json!(480), &json!("behind")));

    app.set_time("2017-12-08T09:00:00+08:00");
    let reporter = app.login("reporter.hz.jxw").await;
    let owed = reporter.owed("HZ-JXW", "3.1", "2017").await;
    assert_eq!(owed.0["dueAt"], "2017-12-10T16:00:00.000Z");
    let filed = reporter.file(report(&owed, 1010.0)).await;
    app.login("coordinator.huzhou").await.step(&filed, "accept").await;
    app.set_time("2017-12-11T09:00:00+08:00");
    let year = judged(&app.login("leader.huzhou").await, &id, "3.1", 0, "2017-12-10").await;
    assert_eq!((&year["actual"], &year["state"]), (&json!(1010), &json!("achieved")));
}

/// 湖州: 「新增社会融资规模800亿元以上」 stands at key work 3 and at its measure 3.3; what the measure reports is true of both.
#[actix_web::test]
async fn a_key_work_of_huzhou_takes_the_figure_of_its_measure() {
    let app = TestApp::demo().await;
    app.set_time("2017-12-08T09:00:00+08:00");
    let leader = app.login("leader.huzhou").await;
    let id = plan(&leader, "huzhou-2017-key-work").await;
    let links = leader.get(&format!("/target-links?planId={id}&kind=same&limit=200")).await.expect(200);
    let tree = leader.get(&format!("/plans/{id}/tree")).await.expect(200);
    let works = tree.json["sections"][0]["tasks"].as_array().unwrap();
    let of = |task: &Value, text: &str| {
        task["targets"].as_array().unwrap().iter().find(|target| target["text"].as_str().unwrap().contains(text)).unwrap()["id"].clone()
    };
    let work = works.iter().find(|work| work["code"] == "3").unwrap();
    let measure = work["measures"].as_array().unwrap().iter().find(|measure| measure["code"] == "3.3").unwrap();
    let (whole, same) = (of(work, "新增社会融资规模"), of(measure, "新增社会融资规模"));
    assert!(links.items().iter().any(|link| link["from"]["id"] == same && link["to"]["id"] == whole));
}

/// 湖州: 「请于4月30日前报市政府督查室备案」: every district files its own list once, and who has not is known.
#[actix_web::test]
async fn the_districts_of_huzhou_file_their_own_lists() {
    let app = TestApp::demo().await;
    app.set_time("2017-04-20T09:00:00+08:00");
    let district = app.login("reporter.hz.dq").await;
    let owed = district.owed("HZ-DQ", "filing", "2017").await;
    assert_eq!((&owed.0["dueAt"], &owed.0["targets"]), (&json!("2017-04-30T16:00:00.000Z"), &json!([])));
    let filed = district.file(json!({"obligationId": owed.id(), "progress": "已制定本县2017年度重点工作清单,现报备案。"})).await;
    app.login("coordinator.huzhou").await.step(&filed, "accept").await;
    app.set_time("2017-05-02T09:00:00+08:00");
    let leader = app.login("leader.huzhou").await;
    let id = plan(&leader, "huzhou-2017-key-work").await;
    let all = leader.get(&format!("/obligations?planId={id}&period=2017&limit=200")).await.expect(200);
    let filings: Vec<&Value> = all.items().iter().filter(|one| one["task"]["code"] == "filing").collect();
    let districts =
        filings.iter().filter(|one| ["HZ-WX", "HZ-NX", "HZ-DQ", "HZ-CX", "HZ-AJ"].contains(&one["unit"]["code"].as_str().unwrap()));
    assert_eq!((districts.count(), filings.len()), (5, 29), "five districts and 24 departments");
}

/// 天门: 「由市教育局和各乡镇办场区园组织落实」: a township reports every January for the year, for itself, on the one task it shares in leading.
#[actix_web::test]
async fn a_township_of_tianmen_reports_every_year() {
    let app = TestApp::demo().await;
    app.set_time("2012-01-10T09:00:00+08:00");
    let town = app.login("reporter.tm.yuekou").await;
    let owes = town.get("/me/obligations?period=2011").await.expect(200);
    let tasks: Vec<&Value> = owes.items().iter().map(|one| &one["task"]["code"]).collect();
    assert_eq!(tasks, ["(一)1"]);
    let owed = town.owed("TM-YUEKOU", "(一)1", "2011").await;
    assert_eq!(owed.0["dueAt"], "2012-01-31T16:00:00.000Z");
    let filed = town.file(owed.report(&[97.5])).await;
    app.login("reporter.tm.jianghu").await.get(&filed).await.expect_problem(404, "not_found");
    app.login("coordinator.tianmen").await.step(&filed, "accept").await;
    let figures = app.login("leader.tianmen").await.get("/figures?period=2011").await.expect(200);
    let seen: Vec<String> =
        figures.items().iter().map(|one| format!("{} {}", one["unit"]["code"].as_str().unwrap(), one["value"])).collect();
    assert_eq!(seen, ["TM-YUEKOU 97.5"]);
}

/// 武汉: without a 牵头单位 the sole 责任单位 leads: 团市委 reports on task 20, quarter by quarter; 200个 of the 200家 are all.
#[actix_web::test]
async fn a_sole_responsible_unit_of_wuhan_leads_and_reports() {
    let app = TestApp::demo().await;
    app.set_time("2017-10-02T09:00:00+08:00");
    let reporter = app.login("reporter.wh.tsw").await;
    let owed = reporter.owed("WH-TSW", "20", "2017Q3").await;
    assert_eq!(owed.0["dueAt"], "2017-10-15T16:00:00.000Z");
    let targets = owed.0["targets"].as_array().unwrap();
    let figures: Vec<Value> =
        targets.iter().zip([200.0, 60.0, 21.5]).map(|(one, value)| json!({"targetId": one["targetId"], "value": value})).collect();
    assert_eq!(figures.len(), 3);
    let filed = reporter.file(json!({"obligationId": owed.id(), "progress": "暑期托管室已全部建成。", "figures": figures})).await;
    app.login("coordinator.wuhan").await.step(&filed, "accept").await;
    let leader = app.login("leader.wuhan").await;
    let id = plan(&leader, "wuhan-2017-livelihood").await;
    let autumn = judged(&leader, &id, "20", 0, "2017-09-30").await;
    assert_eq!((&autumn["actual"], &autumn["state"]), (&json!(200), &json!("achieved")));
}

/// 潍坊: 各县市区 cooperate on 「提高便民数字基础设施覆盖」 as a group: a member gives its part every month, the lead reports, the receiver sees both.
#[actix_web::test]
async fn a_district_of_weifang_gives_its_part_to_the_lead() {
    let app = TestApp::demo().await;
    app.set_time("2021-09-02T09:00:00+08:00");
    let district = app.login("reporter.wf.shouguang").await;
    let id = plan(&district, "weifang-2021-livelihood-2").await;
    assert_eq!(district.get("/me/obligations").await.expect(200).items().len(), 0, "who cooperates owes no report");
    let task = district.get(&format!("/tasks?planId={id}&code=18")).await.expect(200).items()[0]["id"].clone();
    let part = json!({"taskId": task, "unitCode": "WF-SHOUGUANG", "period": "2021-08", "text": "寿光市已接入停车场12家。"});
    let part = format!("/contributions/{}", district.post("/contributions", part).await.expect(201).id());
    district.act(&part, "give", json!({})).await.expect(200);

    let lead = app.login("reporter.wf.dsjj").await;
    let owed = lead.owed("WF-DSJJ", "18", "2021-08").await;
    assert_eq!(owed.0["dueAt"], "2021-09-05T16:00:00.000Z");
    let filed = lead.file(json!({"obligationId": owed.id(), "progress": "全市已接入停车场96家,其中寿光市12家。", "figures": []})).await;
    let received = app.login("coordinator.weifang").await.get(&filed).await.expect(200);
    let told = &received.json["contributions"][0];
    assert_eq!((&told["unit"]["code"], &told["text"]), (&json!("WF-SHOUGUANG"), &json!("寿光市已接入停车场12家。")));
    app.login("coordinator.weifang").await.step(&filed, "accept").await;
}
