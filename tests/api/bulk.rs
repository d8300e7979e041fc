//! Filing in bulk: rows by the codes other systems know, each judged by itself, written together at a constant cost.

use actix_web::http::Method;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::bulk::{Wide, bulk, row};
use crate::support::drafts::{Draft, plan, quarterly};
use crate::support::{Person, Reply, TestApp};

const BULK: &str = "/submissions/bulk";

/// A complete report on task 4: what was reached by the end of May.
fn complete(value: i64) -> Value {
    row("4", json!({"ref": "四", "progress": format!("新增{value}个。"), "figures": [{"targetKey": "1", "value": value}]}))
}

fn with_key(key: &str) -> [(&'static str, &str); 1] {
    [("idempotency-key", key)]
}

fn count(replies: &[Reply], status: u16) -> usize {
    replies.iter().filter(|reply| reply.status == status).count()
}

/// Who waited too long for a connection, on a machine with much else to do.
fn busy(replies: &[Reply]) -> usize {
    count(replies, 503)
}

#[actix_web::test]
async fn rows_begin_change_and_file_reports_by_their_codes() {
    let app = TestApp::demo().await;
    let wjw = app.login("reporter.wjw").await;
    let draft = row("4", json!({"ref": "四", "problems": "用地未落实。"}));
    let begun = wjw.post(BULK, bulk(true, "save", vec![draft, row("1", json!({}))])).await.expect(200);
    assert_eq!(begun.outcomes(), ["0 created", "1 created"]);
    let first = &begun.items()[0];
    assert_eq!((&first["ref"], &first["version"], &first["state"]), (&json!("四"), &json!(1), &json!("draft")));
    assert_eq!((&begun.json["succeeded"], &begun.json["failed"], &begun.json["dryRun"]), (&json!(2), &json!(0), &json!(false)));

    let changed = wjw.post(BULK, bulk(true, "save", vec![complete(839)])).await.expect(200);
    assert_eq!((changed.outcomes(), &changed.items()[0]["version"]), (vec!["0 updated".to_owned()], &json!(2)));
    let again = wjw.post(BULK, bulk(true, "save", vec![complete(839)])).await.expect(200);
    assert_eq!((again.outcomes(), &again.items()[0]["version"]), (vec!["0 unchanged".to_owned()], &json!(2)));
    let mut last = complete(840);
    last["version"] = json!(2);
    last["problems"] = Value::Null;
    let filing =
        bulk(true, "submit", vec![last, row("27", json!({"progress": "按序时推进。", "figures": [{"targetKey": "1", "value": 1}]}))]);
    let filed = wjw.post(BULK, filing.clone()).await.expect(200);
    assert_eq!(filed.outcomes(), ["0 submitted", "1 submitted"]);
    assert_eq!((&filed.items()[0]["version"], &filed.items()[1]["version"]), (&json!(3), &json!(2)));

    // The same report by every door.
    let path = format!("/submissions/{}", filed.items()[0]["submissionId"].as_str().unwrap());
    let one = wjw.get(&path).await.expect(200);
    assert_eq!(
        (&one.json["state"], &one.json["version"], &one.json["problems"], &one.json["figures"][0]["value"], &one.json["filedBy"]),
        (&json!("submitted"), &json!(3), &Value::Null, &json!(840), &json!("卫健委填报员"))
    );
    let steps = wjw.get(&format!("{path}/events")).await.expect(200);
    assert_eq!((steps.items().len(), &steps.items()[0]["action"]), (1, &json!("submit")));
    // Sent once more, nothing happens, even after others went on with it.
    let again = wjw.post(BULK, filing.clone()).await.expect(200);
    assert_eq!((again.outcomes(), &again.items()[0]["version"]), (vec!["0 unchanged".to_owned(), "1 unchanged".to_owned()], &json!(3)));
    app.login("coordinator.fgw").await.step(&path, "accept").await;
    let again = wjw.post(BULK, filing).await.expect(200);
    assert_eq!((again.outcomes()[0].as_str(), &again.items()[0]["state"]), ("0 unchanged", &json!("accepted")));
    assert_eq!(wjw.get(&path).await.json["version"], 4);
}

#[actix_web::test]
async fn measures_and_steps_are_named_by_key_too() {
    let app = TestApp::demo().await;
    let (author, wjw) = (app.login("supervisor").await, app.login("reporter.wjw").await);
    let draft = Draft::new(&author, plan("keys", json!({}))).await;
    let task = draft.task("7", None).await;
    let measure = draft.task("7.1", Some(&task)).await;
    draft.lead(&task, "YC-WJW").await;
    draft.target(&task, "托位").await;
    draft.target(&measure, "学位").await;
    let keys: Vec<Value> = author.get(&format!("/targets?planId={}", draft.id)).await.expect(200).items().clone();
    let key = |task: &str| keys.iter().find(|one| one["taskId"] == task).unwrap()["key"].clone();
    let step = json!({"taskId": measure, "text": "完成选址", "due": {"text": "5月底前", "kind": "month", "latest": "2024-05-31"}});
    let step = author.post("/milestones", step).await.expect(201);
    draft.rule(quarterly(json!({}))).await;
    draft.run("issue").await.expect(200);
    let item = |figures: Value, milestones: Value| json!({"planCode": "keys", "taskCode": "7", "unitCode": "YC-WJW", "period": "2024Q2", "figures": figures, "milestones": milestones});
    let figures = json!([{"targetKey": key(&task), "value": 5}, {"targetKey": key(&measure), "taskCode": "7.1", "value": 7}]);
    let steps = json!([{"milestoneKey": step.json["key"], "taskCode": "7.1", "doneOn": "2024-05-20"}]);
    let saved = wjw.post(BULK, bulk(true, "save", vec![item(figures.clone(), steps.clone())])).await.expect(200);
    let report = wjw.get(&format!("/submissions/{}", saved.items()[0]["submissionId"].as_str().unwrap())).await.expect(200);
    let told: Vec<(&Value, &Value)> =
        report.json["figures"].as_array().unwrap().iter().map(|one| (&one["target"]["taskId"], &one["value"])).collect();
    assert_eq!(told, [(&json!(task), &json!(5)), (&json!(measure), &json!(7))]);
    assert_eq!(report.json["milestones"][0]["milestoneId"], step.json["id"]);
    assert_eq!(wjw.post(BULK, bulk(true, "save", vec![item(figures, steps)])).await.expect(200).outcomes(), ["0 unchanged"]);

    let figures = json!([
        {"targetKey": "nothing", "value": 5}, {"targetKey": key(&measure), "taskCode": "7.2", "value": 7}, {"value": 1},
        {"targetKey": "a", "targetId": task, "value": 1}, {"targetId": task, "taskCode": "7", "value": 1}
    ]);
    let refused = wjw.post(BULK, bulk(true, "save", vec![item(figures.clone(), json!([{"note": "?"}]))])).await.expect(422);
    assert_eq!(
        refused.faults(),
        [
            "/items/0/figures/2/targetId required",
            "/items/0/figures/3/targetKey contradiction",
            "/items/0/figures/4/taskCode must_be_absent",
            "/items/0/milestones/0/milestoneId required"
        ]
    );
    let unknown = item(json!([figures[0], figures[1]]), json!([{"milestoneKey": "nothing"}]));
    let refused = wjw.post(BULK, bulk(true, "save", vec![unknown])).await.expect(422);
    assert_eq!(
        refused.faults(),
        [
            "/items/0/figures/0/targetKey not_found",
            "/items/0/figures/1/targetKey not_found",
            "/items/0/milestones/0/milestoneKey not_found"
        ]
    );
}

/// Rows that are all wrong but the first and the last, and what is wrong with each.
async fn mixed(wjw: &Person) -> (Vec<Value>, Vec<&'static str>) {
    let filed = row("29", json!({"progress": "一", "figures": [{"targetKey": "1", "value": 60}]}));
    wjw.post(BULK, bulk(true, "submit", vec![filed])).await.expect(200);
    wjw.post(BULK, bulk(true, "save", vec![row("33", json!({"progress": "一"})), row("31", json!({"progress": "一"}))])).await.expect(200);
    let told = |more: Value| row("4", more);
    let text = |task: &str| row(task, json!({"progress": "二"}));
    let items = vec![
        row("1", json!({"progress": "按序时推进。"})),
        told(json!({"planCode": "nowhere"})),
        told(json!({"planCode": "huzhou-2017-key-work"})),
        told(json!({"taskCode": "5"})),
        told(json!({"unitCode": "YC-NOBODY"})),
        told(json!({"unitCode": "YC-JYJ"})),
        told(json!({"period": "2031-05"})),
        told(json!({"period": "2024-13"})),
        told(json!({"progres": "一", "figures": [{"targetKey": "1", "value": 0.00001}]})),
        text("29"),
        row("33", json!({"version": 7, "progress": "一"})),
        row("31", json!({"version": 2, "progress": "二"})),
        row("32", json!({"version": 1, "progress": "二"})),
        row("28", json!({"period": "2024-06", "progress": "二"})),
        row("27", json!({"progress": " ", "figures": [{"targetKey": "1", "value": 1, "numerator": 2}]})),
        row("4", json!({"progress": "一", "figures": [{"targetKey": "1", "value": 16800}]})),
        text("34"),
        text("34"),
        json!("?"),
        text("28"),
    ];
    let faults = vec![
        "0 submitted",
        "1 failed /items/1/planCode not_found",
        "2 failed /items/2/planCode not_found",
        "3 failed /items/3/taskCode not_found",
        "4 failed /items/4/unitCode not_found",
        "5 failed /items/5 not_found",
        "6 failed /items/6 not_found",
        "7 failed /items/7/period invalid_period",
        "8 failed /items/8/figures/0/value precision_exceeded /items/8/progres unknown_field",
        "9 failed /items/9 invalid_transition",
        "10 failed /items/10/version version_conflict",
        "11 failed /items/11/version version_conflict",
        "12 failed /items/12/version must_be_absent",
        "13 failed /items/13 window_not_open",
        "14 failed /items/14/progress required /items/14/figures/0/numerator must_be_absent",
        "15 failed /items/15/acknowledgements not_acknowledged",
        "16 submitted",
        "17 failed /items/17 duplicate_item",
        "18 failed /items/18 invalid_type",
        "19 submitted",
    ];
    (items, faults)
}

#[actix_web::test]
async fn every_row_stands_for_itself() {
    let app = TestApp::demo().await;
    let wjw = app.login("reporter.wjw").await;
    let (items, expected) = mixed(&wjw).await;
    let before = wjw.reports("yichang-2024-livelihood", "2024-05", "draft,submitted").await;
    let tried = wjw.post("/submissions/bulk?dryRun=true", bulk(false, "submit", items.clone())).await.expect(207);
    assert_eq!((tried.outcomes(), &tried.json["dryRun"], &tried.items()[0]["submissionId"]), (told(&expected), &json!(true), &Value::Null));
    assert_eq!(wjw.reports("yichang-2024-livelihood", "2024-05", "draft,submitted").await, before, "a dry run writes nothing");
    let refused = wjw.post("/submissions/bulk", bulk(true, "submit", items.clone())).await.expect_problem(422, "validation_failed");
    let faults: Vec<String> = expected.iter().flat_map(|row| row.split(" /items").skip(1).map(|fault| format!("/items{fault}"))).collect();
    assert_eq!(refused.faults(), faults, "all faults of all rows");
    assert_eq!(wjw.reports("yichang-2024-livelihood", "2024-05", "draft,submitted").await, before, "one wrong row keeps all");

    let done = wjw.post(BULK, bulk(false, "submit", items)).await.expect(207);
    assert_eq!(done.outcomes(), told(&expected));
    assert_eq!((&done.json["succeeded"], &done.json["failed"]), (&json!(3), &json!(17)));
    assert_eq!(wjw.reports("yichang-2024-livelihood", "2024-05", "draft,submitted").await, before + 3);
    let stale = &done.items()[11];
    assert_eq!((&stale["version"], &stale["errors"][0]["params"]["currentVersion"]), (&json!(1), &json!(1)));
    assert_eq!((&done.items()[9]["state"], &done.items()[5]["submissionId"]), (&json!("submitted"), &Value::Null));
    assert!(done.items()[15]["errors"][0]["params"]["finding"] == "farOffTrajectory", "{}", done.items()[15]);
}

fn told(rows: &[&str]) -> Vec<String> {
    rows.iter().map(|row| (*row).to_owned()).collect()
}

#[actix_web::test]
async fn rights_and_windows_hold_for_every_row() {
    let app = TestApp::demo().await;
    app.small_plan(json!({}), &[json!({})]).await;
    let small = || json!({"planCode": "small", "taskCode": "1", "unitCode": "YC-WJW", "period": "2024-05", "progress": "一"});
    let both = || bulk(false, "save", vec![row("4", json!({"progress": "一"})), small()]);
    // Who sees all but files for one unit: the rows of others are not theirs to write.
    use duban::domain::role::Role;
    app.db_account("both", "YC-JYJ", &[(Role::Reporter, "YC-JYJ"), (Role::Leader, "YC")]).await;
    let refused = app.login("both").await.post(BULK, both()).await.expect(207);
    assert_eq!(refused.outcomes(), ["0 failed /items/0 forbidden", "1 failed /items/1 forbidden"]);
    app.login("coordinator.fgw").await.post(BULK, both()).await.expect_problem(403, "forbidden");
    app.login("reporter.huzhou").await.post(BULK, both()).await.expect(207);

    app.set_time("2024-06-08T16:00:01.000Z");
    let wjw = app.login("reporter.wjw").await;
    assert_eq!(wjw.post(BULK, both()).await.expect(207).outcomes(), ["0 created", "1 failed /items/1 window_closed"]);
    app.db_void(&wjw.owed("YC-WJW", "4", "2024-05").await).await;
    let void = row("4", json!({"progress": "二"}));
    let refused = wjw.post(BULK, bulk(false, "save", vec![void])).await.expect(207);
    assert_eq!(refused.outcomes(), ["0 failed /items/0 invalid_transition"]);
    assert_eq!(refused.items()[0]["errors"][0]["params"]["state"], "void");
}

#[actix_web::test]
async fn a_bulk_is_bounded_and_repeatable() {
    let app = TestApp::demo().await;
    let wjw = app.login("reporter.wjw").await;
    assert_eq!(wjw.post(BULK, bulk(true, "save", vec![])).await.expect(422).faults(), ["/items required"]);
    assert_eq!(wjw.post(BULK, bulk(true, "save", vec![json!({}); 1001])).await.expect(422).faults(), ["/items too_long"]);
    let big = bulk(true, "save", vec![row("4", json!({"progress": "长".repeat(1_800_000)}))]);
    wjw.post(BULK, big).await.expect_problem(413, "payload_too_large");
    let large = bulk(false, "save", vec![row("4", json!({"progress": "长".repeat(1_000_000)}))]);
    assert_eq!(wjw.post(BULK, large).await.expect(207).outcomes(), ["0 failed /items/0/progress too_long"]);
    let body = bulk(false, "submit", vec![complete(839), row("5", json!({}))]).to_string();
    let first = wjw.send(Method::POST, BULK, &with_key("one"), Some(body.clone())).await.expect(207);
    assert_eq!(first.outcomes(), ["0 submitted", "1 failed /items/1/taskCode not_found"]);
    let again = wjw.send(Method::POST, BULK, &with_key("one"), Some(body)).await.expect(207);
    assert_eq!((again.header("idempotent-replayed"), &again.body), ("true", &first.body));
    let other = bulk(false, "submit", vec![complete(840)]).to_string();
    wjw.send(Method::POST, BULK, &with_key("one"), Some(other)).await.expect_problem(422, "idempotency_mismatch");
    // A refused one leaves no trace of its key.
    let wrong = bulk(true, "submit", vec![row("5", json!({}))]).to_string();
    wjw.send(Method::POST, BULK, &with_key("two"), Some(wrong)).await.expect(422);
    let good = bulk(true, "save", vec![row("1", json!({"progress": "一"}))]).to_string();
    wjw.send(Method::POST, BULK, &with_key("two"), Some(good)).await.expect(200);
    let english = [("accept-language", "en")];
    let told = wjw.send(Method::POST, BULK, &english, Some(bulk(false, "save", vec![row("5", json!({}))]).to_string())).await.expect(207);
    assert_eq!(told.items()[0]["errors"][0]["message"], "There is no such thing");
}

#[actix_web::test]
async fn a_thousand_rows_cost_what_one_costs() {
    let app = TestApp::demo().await;
    let wide = Wide { tasks: 46, units: 4 }.enter(&app, ["2024-07", "2024-12"]).await;
    app.set_time("2025-01-10T01:00:00.000Z");
    let system = app.login("system").await;
    let mut rows: Vec<Value> = (7..=12).flat_map(|month| wide.rows(&format!("2024-{month:02}"))).collect();
    let one = rows.split_off(1103);
    rows.truncate(1000);
    let (saved, saving) = app.statements_of(system.post(BULK, bulk(true, "save", one.clone()))).await;
    let (filed, filing) = app.statements_of(system.post(BULK, bulk(true, "submit", one.clone()))).await;
    let (_, again) = app.statements_of(system.post(BULK, bulk(true, "submit", one))).await;
    assert_eq!(
        (saved.expect(200).outcomes(), filed.expect(200).outcomes()),
        (vec!["0 created".to_owned()], vec!["0 submitted".to_owned()])
    );
    let begins = std::time::Instant::now();
    let (saved, all_saving) = app.statements_of(system.post(BULK, bulk(true, "save", rows.clone()))).await;
    let (filed, all_filing) = app.statements_of(system.post(BULK, bulk(true, "submit", rows.clone()))).await;
    let (same, all_again) = app.statements_of(system.post(BULK, bulk(true, "submit", rows))).await;
    println!("three thousand rows in {:?}; statements: {saving} {filing} {again}", begins.elapsed());
    assert_eq!(
        (
            saved.expect(200).with_outcome("created"),
            filed.expect(200).with_outcome("submitted"),
            same.expect(200).with_outcome("unchanged")
        ),
        (1000, 1000, 1000)
    );
    assert_eq!((all_saving, all_filing, all_again), (saving, filing, again));
    let months = join_all((7..=12).map(|month| {
        let system = system.clone();
        async move { system.reports("wide", &format!("2024-{month:02}"), "submitted").await }
    }))
    .await;
    assert_eq!(months.iter().sum::<u64>(), 1001);
}

/// Thirty-four thousand of them: SQLite takes 32 766 parameters in a statement.
#[actix_web::test]
async fn ids_without_end_are_not_found_one_by_one() {
    let app = TestApp::demo().await;
    let wide = Wide { tasks: 10, units: 10 }.enter(&app, ["2024-05", "2024-05"]).await;
    let id = |n: usize| format!("0197a6f0-c0de-7000-a000-{n:012}");
    let strange = |(n, mut row): (usize, Value)| {
        row["figures"] = (n * 340..(n + 1) * 340).map(|n| json!({"targetId": id(n), "value": 1})).collect();
        row
    };
    let rows: Vec<Value> = wide.rows("2024-05").into_iter().enumerate().map(strange).collect();
    let refused = app.login("system").await.post(BULK, bulk(false, "save", rows)).await.expect(207);
    assert_eq!(refused.with_outcome("failed"), 100);
    assert!(refused.outcomes()[99].starts_with("99 failed /items/99/figures/0/targetId not_found"));
}

#[actix_web::test]
async fn of_fifty_submits_one_files() {
    let app = TestApp::demo().await;
    let wjw = app.login("reporter.wjw").await;
    let path = wjw.begin(wjw.owed("YC-WJW", "4", "2024-05").await.report(&[839.0])).await;
    let replies = join_all((0..50).map(|_| wjw.act_at(&path, "submit", "\"1\"", json!({})))).await;
    assert_eq!((count(&replies, 200), count(&replies, 412) + busy(&replies)), (1, 49));
    // In bulk, by everybody at once: one files, for all others it is filed already.
    let request = || bulk(false, "submit", vec![row("27", json!({"progress": "一", "figures": [{"targetKey": "1", "value": 1}]}))]);
    let replies = join_all((0..50).map(|_| wjw.post(BULK, request()))).await;
    let outcome = |outcome: &str| replies.iter().filter(|it| it.status == 200).map(|it| it.with_outcome(outcome)).sum::<usize>();
    assert_eq!((outcome("submitted"), outcome("unchanged") + busy(&replies)), (1, 49));
    // With different texts: one wins, the others are told.
    let request = |n: usize| bulk(false, "submit", vec![row("1", json!({"progress": format!("第{n}稿")}))]);
    let replies = join_all((0..50).map(|n| wjw.post(BULK, request(n)))).await;
    assert_eq!((count(&replies, 200), count(&replies, 207) + busy(&replies)), (1, 49));
    let refused = replies.iter().find(|reply| reply.status == 207).unwrap();
    assert_eq!(refused.outcomes(), ["0 failed /items/0 invalid_transition"]);
    for task in ["4", "27", "1"] {
        let owed = wjw.owed("YC-WJW", task, "2024-05").await;
        let found = wjw.get(&format!("/submissions?obligationId={}", owed.id())).await.expect(200);
        let events = wjw.get(&format!("/submissions/{}/events", found.items()[0]["id"].as_str().unwrap())).await.expect(200);
        assert_eq!((found.items().len(), events.items().len()), (1, 1), "one report, filed once");
    }
}

#[actix_web::test]
async fn bulks_that_overlap_wait_for_each_other() {
    let app = TestApp::demo().await;
    let wide = Wide { tasks: 10, units: 10 }.enter(&app, ["2024-05", "2024-05"]).await;
    let system = app.login("system").await;
    let (there, mut back) = (wide.rows("2024-05"), wide.rows("2024-05"));
    back.reverse();
    let (left, right) = (there[..70].to_vec(), back[..70].to_vec());
    let single = system.owed("YC-FGW", "1", "2024-05").await;
    let pick = |n: usize| if n.is_multiple_of(2) { left.clone() } else { right.clone() };
    let bulks = join_all((0..8).map(|n| system.post(BULK, bulk(true, if n < 4 { "save" } else { "submit" }, pick(n)))));
    let (begun, replies) = futures_util::join!(system.post("/submissions", single.report(&[1.0])), bulks);
    assert!(matches!(begun.status, 201 | 409), "{}", begun.json);
    assert!(replies.iter().all(|reply| matches!(reply.status, 200 | 422)), "{:?}", replies.iter().map(|it| it.status).collect::<Vec<_>>());
    let submitted: usize = replies.iter().filter(|reply| reply.status == 200).map(|reply| reply.with_outcome("submitted")).sum();
    assert_eq!(submitted, 100, "every report is filed once");
    assert_eq!(system.reports("wide", "2024-05", "draft,submitted").await, 100);
    let history = system.get("/submissions?limit=200").await.expect(200);
    assert!(history.items().iter().all(|one| one["state"] == "submitted"));
}
