//! How complete and how timely the reports are: a scripted May of the Yichang plan, counted by hand.

use serde_json::{Value, json};

use crate::support::cycle::Owed;
use crate::support::{Person, Reply, TestApp};

/// A report with 1 for every figure it asks for.
fn report(owed: &Owed) -> Value {
    let count = owed.0["targets"].as_array().unwrap().len();
    owed.report(&vec![1.0; count])
}

async fn file(person: &Person, unit: &str, task: &str) -> String {
    let owed = person.owed(unit, task, "2024-05").await;
    person.file(report(&owed)).await
}

async fn extend(person: &Person, unit: &str, task: &str, day: &str) {
    let owed = person.owed(unit, task, "2024-05").await;
    let wish = json!({"obligationId": owed.id(), "untilOn": day, "reason": "县市区数据尚在核实"});
    person.post("/extensions", wish).await.expect(201);
}

/// Reports for May are due on 3 June, 24:00 in China. Of the nine of 市卫健委: 1 is accepted; 4 returned before the deadline, with
/// time until the 6th, and never filed again; 27 returned after it and filed again; 28 late; 29 withdrawn after the deadline and filed again; 31 and 32 extended to the 6th and filed on the 5th
/// and the 7th; 33 handed to 市医保局; 34 missing. 市教育局 files 21 in time and gets time for 5 when the deadline has passed.
async fn may(app: &TestApp) {
    before_anything_is_filed(app).await;
    let filed = filed_in_time(app).await;
    sent_back_and_filed_late(app, &filed).await;
    filed_again(app, &filed).await;
    app.set_time("2024-06-10T01:00:00Z");
}

async fn before_anything_is_filed(app: &TestApp) {
    let [wjw, fgw, supervisor] = [app.login("reporter.wjw").await, app.login("coordinator.fgw").await, app.login("supervisor").await];
    for task in ["31", "32"] {
        extend(&fgw, "YC-WJW", task, "2024-06-06").await;
    }
    let handed = format!("/obligations/{}", wjw.owed("YC-WJW", "33", "2024-05").await.id());
    supervisor.act(&handed, "transfer", json!({"unitCode": "YC-YBJ", "reason": "职责划转"})).await.expect(201);
}

/// The paths of the reports on 4, 27 and 29.
async fn filed_in_time(app: &TestApp) -> [String; 3] {
    app.set_time("2024-06-02T01:00:00Z");
    let [wjw, fgw, jyj] = [app.login("reporter.wjw").await, app.login("coordinator.fgw").await, app.login("reporter.jyj").await];
    let accepted = file(&wjw, "YC-WJW", "1").await;
    fgw.step(&accepted, "accept").await;
    file(&jyj, "YC-JYJ", "21").await;
    [file(&wjw, "YC-WJW", "4").await, file(&wjw, "YC-WJW", "27").await, file(&wjw, "YC-WJW", "29").await]
}

async fn sent_back_and_filed_late(app: &TestApp, [early, after, withdrawn]: &[String; 3]) {
    app.set_time("2024-06-03T01:00:00Z");
    app.login("coordinator.fgw").await.step_because(early, "return", "请核实").await;
    app.set_time("2024-06-04T01:00:00Z");
    extend(&app.login("supervisor").await, "YC-JYJ", "5", "2024-06-12").await;
    app.set_time("2024-06-05T01:00:00Z");
    let [wjw, fgw] = [app.login("reporter.wjw").await, app.login("coordinator.fgw").await];
    file(&wjw, "YC-WJW", "28").await;
    file(&wjw, "YC-WJW", "31").await;
    wjw.step(withdrawn, "withdraw").await;
    fgw.step_because(after, "return", "请核实").await;
}

async fn filed_again(app: &TestApp, [_, after, withdrawn]: &[String; 3]) {
    app.set_time("2024-06-06T01:00:00Z");
    app.login("reporter.wjw").await.step(after, "submit").await;
    app.set_time("2024-06-07T01:00:00Z");
    let wjw = app.login("reporter.wjw").await;
    wjw.step(withdrawn, "submit").await;
    file(&wjw, "YC-WJW", "32").await;
}

async fn plan_of(person: &Person) -> String {
    person.get("/plans?code=yichang-2024-livelihood").await.items()[0]["id"].as_str().unwrap().to_owned()
}

async fn ask(person: &Person, query: &str) -> Reply {
    let plan = plan_of(person).await;
    person.get(&format!("/reports/completeness?planId={plan}{query}")).await.expect(200)
}

/// expected, onTime, late, missing, notYetDue, filedEarly, onTimeOriginal, returned, returnedOverdue, accepted, void, outstanding
fn counts(row: &Value) -> [u64; 12] {
    let names = [
        "expected",
        "onTime",
        "late",
        "missing",
        "notYetDue",
        "filedEarly",
        "onTimeOriginal",
        "returned",
        "returnedOverdue",
        "accepted",
        "void",
        "outstanding",
    ];
    names.map(|name| row[name].as_u64().unwrap_or_else(|| panic!("no {name} in {row}")))
}

fn rates(row: &Value) -> [&Value; 2] {
    [&row["onTimeRate"], &row["filedRate"]]
}

/// The group of a unit, heading or period, by code, number or name.
fn group<'r>(reply: &'r Reply, key: &str) -> &'r Value {
    let is = |one: &&Value| one["unit"]["code"] == key || one["section"]["number"] == key || one["period"] == key;
    reply.json["groups"].as_array().unwrap().iter().find(is).unwrap_or_else(|| panic!("no group {key} in {}", reply.json))
}

#[actix_web::test]
async fn the_counts_of_a_month_are_those_of_its_story() {
    let app = TestApp::demo().await;
    may(&app).await;
    let leader = app.login("leader").await;
    let by_unit = ask(&leader, "&period=2024-05&groupBy=unit").await;
    let wjw = &group(&by_unit, "YC-WJW")["completeness"];
    assert_eq!(counts(wjw), [8, 4, 3, 1, 0, 0, 3, 1, 1, 1, 1, 2]);
    assert_eq!(rates(wjw), [&json!(50), &json!(87.5)]);
    let jyj = &group(&by_unit, "YC-JYJ")["completeness"];
    assert_eq!(counts(jyj), [5, 1, 0, 4, 1, 0, 1, 0, 0, 0, 0, 4]);
    // 72 pairs of task and lead; the 57 of all others filed nothing, nor did 市医保局 on 33.
    let whole = &by_unit.json["completeness"];
    assert_eq!(counts(whole), [71, 5, 3, 63, 1, 0, 4, 1, 1, 1, 1, 64]);
    assert_eq!(rates(whole), [&json!(7.04), &json!(11.27)]);
    let city = group(&by_unit, "YC");
    assert_eq!((counts(&city["completeness"]), &city["subtree"]), ([0; 12], whole), "the city stands above all");
    assert_eq!(rates(&city["completeness"]), [&Value::Null; 2]);

    let by_section = ask(&leader, "&period=2024-05&groupBy=section").await;
    let sections = by_section.json["groups"].as_array().unwrap();
    assert_eq!(sections.len(), 10);
    assert_eq!(counts(&sections[0]["completeness"]), [4, 2, 0, 2, 1, 0, 2, 1, 1, 1, 0, 3], "1 to 5");
    assert_eq!(counts(&sections[3]["completeness"]), [6, 1, 0, 5, 0, 0, 1, 0, 0, 0, 0, 5], "21 to 26");
    assert_eq!(counts(&sections[4]["completeness"]), [8, 2, 3, 3, 0, 0, 1, 0, 0, 0, 1, 3], "27 to 34");
    assert_eq!(counts(&sections[7]["completeness"]), [8, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 8], "51 to 57, 56 with two leads");
}

#[actix_web::test]
async fn a_report_of_another_day_or_of_what_was_known_then_can_be_had_again() {
    let app = TestApp::demo().await;
    may(&app).await;
    let leader = app.login("leader").await;
    // The 5th, 24:00: 31 and 32 have time until the 6th, 5 until the 12th; 29 is taken back and not filed again.
    let fifth = ask(&leader, "&period=2024-05&asOf=2024-06-05").await;
    assert_eq!(counts(&group(&fifth, "YC-WJW")["completeness"]), [6, 3, 1, 2, 2, 1, 3, 1, 0, 1, 1, 3]);
    assert_eq!(rates(&group(&fifth, "YC-WJW")["completeness"]), [&json!(50), &json!(66.67)]);
    assert_eq!(counts(&group(&fifth, "YC-JYJ")["completeness"])[..5], [5, 1, 0, 4, 1]);
    // What was known on the 4th at eight in the morning: 29 still filed, nobody had given 5 more time.
    let known = "&period=2024-05&asOf=2024-06-10&knownAt=2024-06-04T00:00:00Z";
    let fourth = ask(&leader, known).await;
    assert_eq!(counts(&group(&fourth, "YC-WJW")["completeness"]), [6, 4, 0, 2, 2, 0, 4, 1, 0, 1, 1, 3]);
    assert_eq!(counts(&group(&fourth, "YC-JYJ")["completeness"])[..5], [6, 1, 0, 5, 0]);
    app.set_time("2024-06-20T01:00:00Z");
    let leader = app.login("leader").await;
    assert_eq!(ask(&leader, known).await.json, fourth.json);
    // The extension of 5 ended by itself on the 12th.
    let now = ask(&leader, "&period=2024-05").await;
    assert_eq!(counts(&group(&now, "YC-JYJ")["completeness"])[..5], [6, 1, 0, 5, 0]);
    assert_eq!(
        counts(&ask(&leader, "&period=2024-05&asOf=2024-06-03").await.json["completeness"])[..6],
        [0, 0, 0, 0, 72, 4],
        "29 was taken back"
    );
}

#[actix_web::test]
async fn the_totals_agree_whichever_way_they_are_taken() {
    let app = TestApp::demo().await;
    may(&app).await;
    let (leader, wjw) = (app.login("leader").await, app.login("reporter.wjw").await);
    let plan = plan_of(&leader).await;
    for person in [&leader, &wjw] {
        let progress = person.get(&format!("/plans/{plan}/progress")).await.expect(200);
        for period in ["", "&period=2024-05", "&period=2024-04", "&period=2024-06", "&period=2024-01"] {
            let mut totals = Vec::new();
            for by in ["unit", "section", "period"] {
                let reply = ask(person, &format!("{period}&groupBy={by}")).await;
                let groups = reply.json["groups"].as_array().unwrap();
                let mut sum = [0; 12];
                groups.iter().for_each(|one| sum.iter_mut().zip(counts(&one["completeness"])).for_each(|(sum, one)| *sum += one));
                assert_eq!(sum, counts(&reply.json["completeness"]), "{period} {by}");
                totals.push(reply.json["completeness"].clone());
            }
            assert!(totals.iter().all(|total| *total == totals[0]), "{period}");
            if period.is_empty() {
                assert_eq!(totals[0], progress.json["completeness"]);
            }
        }
    }
    let by_period = ask(&leader, "&groupBy=period").await;
    assert_eq!(by_period.json["groups"].as_array().unwrap().len(), 9);
    assert_eq!(counts(&group(&by_period, "2024-04")["completeness"])[..5], [72, 0, 0, 72, 0]);
    assert_eq!(counts(&group(&by_period, "2024-12")["completeness"])[..5], [0, 0, 0, 0, 72]);
    let mine = ask(&wjw, "&period=2024-05").await;
    let codes: Vec<&Value> = mine.json["groups"].as_array().unwrap().iter().map(|one| &one["unit"]["code"]).collect();
    assert_eq!(codes, ["YC", "YC-WJW"], "a unit is told of its own reports");
    assert_eq!(counts(&mine.json["completeness"]), [8, 4, 3, 1, 0, 0, 3, 1, 1, 1, 1, 2]);
}

#[actix_web::test]
async fn units_stand_in_the_tree_of_the_end_of_the_period() {
    let app = TestApp::demo().await;
    app.set_time("2024-06-08T01:00:00Z");
    let admin = app.login("sysadmin").await;
    let unit = admin.get("/units?code=YC-WJW").await.items()[0].clone();
    let path = format!("/units/{}", unit["id"].as_str().unwrap());
    admin.patch(&path, "\"1\"", json!({"parentCode": "YC-ZFBGS"})).await.expect(200);
    app.set_time("2024-06-10T01:00:00Z");
    let leader = app.login("leader").await;
    let [may, june, all] = [ask(&leader, "&period=2024-05").await, ask(&leader, "&period=2024-06").await, ask(&leader, "").await];
    let office = group(&june, "YC-ZFBGS");
    assert_eq!(counts(&office["subtree"])[..5], [0, 0, 0, 0, 9]);
    assert_eq!(group(&june, "YC-WJW")["parentId"], office["unit"]["id"]);
    assert_eq!(group(&may, "YC-WJW")["parentId"], group(&may, "YC")["unit"]["id"]);
    assert!(may.json["groups"].as_array().unwrap().iter().all(|one| one["unit"]["code"] != "YC-ZFBGS"), "nothing was below it in May");
    // Over all months: June to December below the office, April and May not.
    assert_eq!(counts(&group(&all, "YC-ZFBGS")["subtree"])[..5], [0, 0, 0, 0, 63]);
    assert_eq!(counts(&group(&all, "YC-WJW")["subtree"])[..5], [18, 0, 0, 18, 63]);
    assert_eq!(counts(&group(&all, "YC")["subtree"]), counts(&all.json["completeness"]));
}

#[actix_web::test]
async fn counting_costs_the_same_however_much_is_owed() {
    let app = TestApp::demo().await;
    let small = app.small_plan(json!({}), &[]).await;
    let leader = app.login("leader").await;
    let plan = plan_of(&leader).await;
    let mut costs = Vec::new();
    for path in [
        format!("planId={small}&period=2024-05"),
        format!("planId={plan}"),
        format!("planId={plan}&groupBy=section"),
        format!("planId={plan}&groupBy=period&asOf=2024-12-31"),
    ] {
        let (reply, cost) = app.statements_of(leader.get(&format!("/reports/completeness?{path}"))).await;
        reply.expect(200);
        costs.push(cost);
    }
    assert!(costs.iter().all(|cost| *cost == costs[0]), "{costs:?}");
}

#[actix_web::test]
async fn a_plan_out_of_reach_does_not_exist() {
    let app = TestApp::demo().await;
    let plan = plan_of(&app.login("leader").await).await;
    let path = format!("/reports/completeness?planId={plan}");
    app.login("supervisor.huzhou").await.get(&path).await.expect_problem(404, "not_found");
    app.login("auditor").await.get(&path).await.expect_problem(403, "forbidden");
    let leader = app.login("leader").await;
    let missing = leader.get("/reports/completeness").await.expect_problem(400, "invalid_parameter");
    assert_eq!(missing.faults(), ["planId required"]);
    for (query, code) in [
        ("&groupBy=task", "invalid_parameter"),
        ("&knownAt=2024-06-01T01:00:00.001Z", "invalid_parameter"),
        ("&limit=5", "unknown_parameter"),
    ] {
        leader.get(&format!("{path}{query}")).await.expect_problem(400, code);
    }
}

/// The report of a returned task is missing again when the time given has passed: 4 was returned on the 3rd with three days.
#[actix_web::test]
async fn what_is_missing_can_be_listed_by_plan_unit_period_and_days() {
    let app = TestApp::demo().await;
    may(&app).await;
    let leader = app.login("leader").await;
    let (plan, nobody) = (plan_of(&leader).await, "0197a6f0-c0de-7000-a000-0000000000ff");
    let id_of = async |code: &str| leader.get(&format!("/units?code={code}")).await.items()[0]["id"].as_str().unwrap().to_owned();
    let (wjw, city, office) = (id_of("YC-WJW").await, id_of("YC").await, id_of("YC-ZFBGS").await);
    // April: all 72, due 3 May, 38 days ago. May: 63 not filed, 7 days ago, and task 4 sent back, 4 days ago.
    for (filter, expected) in [
        (String::new(), 136),
        (format!("planId={plan}"), 136),
        (format!("planId={nobody}"), 0),
        ("period=2024-04".into(), 72),
        ("period=2024-05".into(), 64),
        ("period=2024-06".into(), 0),
        (format!("unitId={wjw}"), 11),
        (format!("unitId={wjw}&period=2024-05"), 2),
        (format!("unitId.under={city}&period=2024-05"), 64),
        (format!("unitId.under={office}"), 0),
        ("daysOverdue.gte=38".into(), 72),
        ("daysOverdue.gte=39".into(), 0),
        ("daysOverdue.gte=8".into(), 72),
        ("daysOverdue.gte=7".into(), 135),
        ("daysOverdue.lte=7".into(), 64),
        ("daysOverdue.lte=6".into(), 1),
        ("daysOverdue.gte=4&daysOverdue.lte=4".into(), 1),
        ("daysOverdue.lte=3".into(), 0),
    ] {
        let page = leader.get(&format!("/obligations/missing?count=true&limit=1&{filter}")).await.expect(200);
        assert_eq!(page.json["page"]["total"], expected, "{filter}");
    }
    let page = leader.get(&format!("/obligations/missing?unitId={wjw}&period=2024-05")).await.expect(200);
    let told = |one: &Value| format!("{} {} {} {}", one["task"]["code"], one["lack"], one["overdueSince"], one["daysOverdue"]);
    let mut items: Vec<String> = page.items().iter().map(told).collect();
    items.sort();
    let expected =
        [r#""34" "notFiled" "2024-06-03T16:00:00.000Z" 7"#.to_owned(), r#""4" "returned" "2024-06-06T16:00:00.000Z" 4"#.to_owned()];
    assert_eq!(items, expected);
    assert_eq!(app.login("reporter.wjw").await.get("/obligations/missing?count=true").await.json["page"]["total"], 11);
    let (_, few) = app.statements_of(leader.get("/obligations/missing?limit=9")).await;
    let (_, many) = app.statements_of(leader.get("/obligations/missing?limit=200")).await;
    assert_eq!(few, many);
    for query in ["daysOverdue.gte=-1", "daysOverdue.lte=x", "state=none"] {
        assert_eq!(leader.get(&format!("/obligations/missing?{query}")).await.status, 400, "{query}");
    }
    app.login("auditor").await.get("/obligations/missing").await.expect_problem(403, "forbidden");
}
