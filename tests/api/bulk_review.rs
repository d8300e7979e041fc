//! Reviewing in bulk: accepted and sent back together, each report by the version that was seen, by the rules of a single review.

use actix_web::http::Method;
use duban::domain::role::Role;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::bulk::{Wide, bulk, row};
use crate::support::{Person, Reply, TestApp};

const ACCEPT: &str = "/submissions/bulk-accept";
const RETURN: &str = "/submissions/bulk-return";

fn items(atomic: bool, items: Vec<Value>) -> Value {
    json!({"atomic": atomic, "items": items})
}

/// The reports of May on these tasks, filed: id and version as rows of a review.
async fn file(wjw: &Person, tasks: &[&str]) -> Vec<Value> {
    let report = |task: &&str| {
        let figures = if ["4", "27", "29", "33"].contains(task) { json!([{"targetKey": "1", "value": 2}]) } else { json!([]) };
        row(task, json!({"progress": "按序时推进。", "figures": figures}))
    };
    let filed = wjw.post("/submissions/bulk", bulk(true, "submit", tasks.iter().map(report).collect())).await.expect(200);
    seen(&filed)
}

/// The rows of an answer as rows of a review.
fn seen(answer: &Reply) -> Vec<Value> {
    answer.items().iter().map(|row| json!({"id": row["submissionId"], "version": row["version"]})).collect()
}

fn path(row: &Value) -> String {
    format!("/submissions/{}", row["id"].as_str().unwrap())
}

fn because(mut row: Value, reason: &str) -> Value {
    row["reason"] = json!(reason);
    row
}

#[actix_web::test]
async fn reports_are_accepted_and_sent_back_together() {
    let app = TestApp::demo().await;
    let (wjw, fgw) = (app.login("reporter.wjw").await, app.login("coordinator.fgw").await);
    let filed = file(&wjw, &["4", "27", "1", "28"]).await;
    let accepted = fgw.post(ACCEPT, items(true, filed[..2].to_vec())).await.expect(200);
    assert_eq!(accepted.outcomes(), ["0 accepted", "1 accepted"]);
    assert_eq!((&accepted.items()[0]["version"], &accepted.items()[0]["state"]), (&json!(3), &json!("accepted")));
    let figures = fgw.get("/figures").await.expect(200);
    let held: Vec<&Value> = figures.items().iter().map(|figure| &figure["value"]).collect();
    assert_eq!(held, [&json!(2), &json!(2)]);

    let back = vec![because(filed[2].clone(), "请补充进展"), because(filed[3].clone(), "缺少数据")];
    let returned = fgw.post(RETURN, items(true, back)).await.expect(200);
    assert_eq!(returned.outcomes(), ["0 returned", "1 returned"]);
    // As a single return leaves a report: the next revision is open with the content of the one before, for three days.
    let one = wjw.get(&path(&filed[2])).await.expect(200);
    assert_eq!(
        (&one.json["state"], &one.json["workingRevision"], &one.json["progress"], &one.json["openUntil"]),
        (&json!("returned"), &json!(2), &json!("按序时推进。"), &json!("2024-06-04T16:00:00.000Z"))
    );
    let events = fgw.get(&format!("{}/events", path(&filed[3]))).await.expect(200);
    assert_eq!((&events.items()[1]["action"], &events.items()[1]["reason"]), (&json!("return"), &json!("缺少数据")));
    assert_eq!(events.items()[1]["actor"], "发改委汇总员");
    // Filed again in bulk, and accepted.
    let again = wjw.post("/submissions/bulk", bulk(true, "submit", vec![row("1", json!({"progress": "补充。"}))])).await.expect(200);
    assert_eq!(again.outcomes(), ["0 submitted"]);
    fgw.post(ACCEPT, items(true, seen(&again))).await.expect(200);
    let revisions = fgw.get(&format!("{}/revisions", path(&filed[2]))).await.expect(200);
    let told: Vec<&Value> = revisions.items().iter().map(|revision| &revision["progress"]).collect();
    assert_eq!(told, [&json!("按序时推进。"), &json!("补充。")], "each exactly as filed");
}

#[actix_web::test]
async fn corrections_replace_figures_as_one_by_one() {
    let app = TestApp::demo().await;
    let (wjw, fgw) = (app.login("reporter.wjw").await, app.login("coordinator.fgw").await);
    let filed = file(&wjw, &["4", "27"]).await;
    fgw.post(ACCEPT, items(true, filed.clone())).await.expect(200);
    for report in &filed {
        wjw.step_because(&path(report), "correct", "重复统计").await;
    }
    app.set_time("2024-06-01T01:05:00.000Z");
    let fewer = row("4", json!({"figures": [{"targetKey": "1", "value": 1}]}));
    let again = wjw.post("/submissions/bulk", bulk(true, "submit", vec![fewer, row("27", json!({}))])).await.expect(200);
    assert_eq!(again.outcomes(), ["0 submitted", "1 submitted"]);
    fgw.post(ACCEPT, items(true, seen(&again))).await.expect(200);
    let now = fgw.get("/figures").await.expect(200);
    let mut values: Vec<(&Value, &Value)> = now.items().iter().map(|it| (&it["value"], &it["knownFrom"])).collect();
    values.sort_by_key(|(value, _)| value.to_string());
    let (first, second) = (json!("2024-06-01T01:00:00.000Z"), json!("2024-06-01T01:05:00.000Z"));
    assert_eq!(values, [(&json!(1), &second), (&json!(2), &first)], "what did not change is known since the first acceptance");
}

#[actix_web::test]
async fn every_row_is_judged_as_a_single_review_is() {
    let app = TestApp::demo().await;
    app.db_account("both", "YC-FGW", &[(Role::Coordinator, "YC-FGW"), (Role::Reporter, "YC-WJW")]).await;
    app.db_account("other", "YC-JYJ", &[(Role::Coordinator, "YC-JYJ"), (Role::Reporter, "YC-WJW")]).await;
    let (wjw, both) = (app.login("reporter.wjw").await, app.login("both").await);
    let filed = file(&wjw, &["4", "27", "1", "28"]).await;
    let own = file(&both, &["29"]).await;
    let draft = wjw.post("/submissions/bulk", bulk(true, "save", vec![row("31", json!({"progress": "一"}))])).await.expect(200);
    let draft = seen(&draft).remove(0);
    let mut stale = filed[1].clone();
    stale["version"] = json!(1);
    let nobody = json!({"id": "0197a6f0-c0de-7000-a000-0000000000ff", "version": 1});
    let unseen = json!({"ref": "无版本", "id": filed[2]["id"]});
    let rows = vec![filed[0].clone(), stale, own[0].clone(), draft.clone(), nobody, filed[0].clone(), unseen, filed[3].clone()];
    let expected = [
        "0 accepted",
        "1 failed /items/1/version version_conflict",
        "2 failed /items/2 separation_of_duties",
        "3 failed /items/3 invalid_transition",
        "4 failed /items/4/id not_found",
        "5 failed /items/5/id duplicate_item",
        "6 failed /items/6/version required",
        "7 accepted",
    ];
    let tried = both.post("/submissions/bulk-accept?dryRun=true", items(false, rows.clone())).await.expect(207);
    assert_eq!(tried.outcomes(), expected);
    let refused = both.post(ACCEPT, items(true, rows.clone())).await.expect_problem(422, "validation_failed");
    assert_eq!((refused.faults().len(), &refused.json["errors"][5]["params"]["ref"]), (6, &json!("无版本")));
    for row in [&filed[0], &filed[3]] {
        assert_eq!(wjw.get(&path(row)).await.json["state"], "submitted", "a dry run and a refused bulk change nothing");
    }
    assert_eq!(both.get("/figures").await.expect(200).items().len(), 0);
    let done = both.post(ACCEPT, items(false, rows)).await.expect(207);
    assert_eq!(done.outcomes(), expected);
    let conflict = &done.items()[1]["errors"][0]["params"];
    assert_eq!((&conflict["currentVersion"], &conflict["changedBy"]), (&json!(2), &json!("卫健委填报员")));

    let silent = vec![because(filed[1].clone(), " "), filed[2].clone()];
    let refused = both.post(RETURN, items(false, silent)).await.expect(207);
    assert_eq!(refused.outcomes(), ["0 failed /items/0/reason reason_required", "1 failed /items/1/reason reason_required"]);
    // Who coordinates another plan sees the report as its unit does, and does not judge it.
    let foreign = app.login("other").await.post(ACCEPT, items(false, vec![filed[1].clone()])).await.expect(207);
    assert_eq!(foreign.outcomes(), ["0 failed /items/0 forbidden"]);
    wjw.post(ACCEPT, items(false, vec![filed[1].clone()])).await.expect_problem(403, "forbidden");
    // What others write is not there for the coordinator.
    let hidden = app.login("coordinator.fgw").await.post(ACCEPT, items(false, vec![draft])).await.expect(207);
    assert_eq!(hidden.outcomes(), ["0 failed /items/0/id not_found"]);
}

#[actix_web::test]
async fn a_thousand_reviews_cost_what_one_costs() {
    let app = TestApp::demo().await;
    let wide = Wide { tasks: 21, units: 8 }.enter(&app, ["2024-07", "2024-12"]).await;
    app.set_time("2025-01-10T01:00:00.000Z");
    let (system, fgw) = (app.login("system").await, app.login("coordinator.fgw").await);
    let mut rows: Vec<Value> = (7..=12).flat_map(|month| wide.rows(&format!("2024-{month:02}"))).collect();
    let rest = rows.split_off(1000);
    let mut filed = seen(&system.post("/submissions/bulk", bulk(true, "submit", rows)).await.expect(200));
    let back = filed.split_off(500);
    let few = seen(&system.post("/submissions/bulk", bulk(true, "submit", rest)).await.expect(200));
    let reasons = |rows: &[Value]| rows.iter().map(|row| because(row.clone(), "请核实")).collect::<Vec<Value>>();
    let (one, accepting) = app.statements_of(fgw.post(ACCEPT, items(true, few[..1].to_vec()))).await;
    let (other, returning) = app.statements_of(fgw.post(RETURN, items(true, reasons(&few[1..2])))).await;
    let (all, accepting_all) = app.statements_of(fgw.post(ACCEPT, items(true, filed))).await;
    let (others, returning_all) = app.statements_of(fgw.post(RETURN, items(true, reasons(&back)))).await;
    println!("statements to accept: {accepting}, to return: {returning}");
    let succeeded = |reply: Reply| reply.expect(200).json["succeeded"].as_u64().unwrap();
    assert_eq!([one, other, all, others].map(succeeded), [1, 1, 500, 500]);
    assert_eq!((accepting_all, returning_all), (accepting, returning));
    let july = fgw.reports("wide", "2024-07", "accepted").await;
    let left = fgw.reports("wide", "2024-12", "submitted").await;
    assert_eq!((july, left), (168, 6), "July is among the first five hundred; of the last eight, six are left");
}

#[actix_web::test]
async fn of_fifty_acceptances_one_counts() {
    let app = TestApp::demo().await;
    let (wjw, fgw) = (app.login("reporter.wjw").await, app.login("coordinator.fgw").await);
    let filed = file(&wjw, &["4", "27"]).await;
    let count = |replies: &[Reply], status: u16| replies.iter().filter(|reply| reply.status == status).count();
    let one = path(&filed[0]);
    let single = join_all((0..50).map(|_| fgw.act_at(&one, "accept", "\"2\"", json!({})))).await;
    // Some may have waited too long for a connection, on a machine with much else to do.
    assert_eq!((count(&single, 200), count(&single, 412) + count(&single, 503)), (1, 49));
    // Rows in either order, atomic or not: each report is accepted once.
    let rest = file(&wjw, &["29", "33", "1"]).await;
    let rows = |n: usize| {
        let mut rows = vec![filed[1].clone(), rest[0].clone(), rest[1].clone(), rest[2].clone()];
        if n % 2 == 1 {
            rows.reverse();
        }
        items(n % 4 < 2, rows)
    };
    let many = join_all((0..50).map(|n| fgw.post(ACCEPT, rows(n)))).await;
    assert_eq!((count(&many, 200), count(&many, 207) + count(&many, 422) + count(&many, 503)), (1, 49));
    let accepted = many.iter().filter(|reply| reply.status < 300).map(|reply| reply.with_outcome("accepted")).sum::<usize>();
    assert_eq!(accepted, 4);
    for row in filed.iter().chain(&rest) {
        let events = fgw.get(&format!("{}/events", path(row))).await.expect(200);
        assert_eq!(events.items().len(), 2, "filed once, accepted once");
    }
    assert_eq!(fgw.get("/figures").await.expect(200).items().len(), 4);
    let key = [("idempotency-key", "k")];
    let more = items(true, file(&wjw, &["28"]).await).to_string();
    let first = fgw.send(Method::POST, ACCEPT, &key, Some(more.clone())).await.expect(200);
    let again = fgw.send(Method::POST, ACCEPT, &key, Some(more)).await.expect(200);
    assert_eq!((again.header("idempotent-replayed"), &again.body), ("true", &first.body));
}
