//! What issuing a plan makes owed: by whom, for which periods, with which windows.

use duban::entity::plan as plans;
use duban::features::obligations::write::generate;
use duban::features::users::account::{command_line, whole};
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use crate::support::drafts::{Draft, plan, quarterly};
use crate::support::{Person, TestApp};

/// Everything a plan makes owed, in the order of deadlines.
async fn owed(person: &Person, draft: &Draft) -> Vec<Value> {
    let page = person.get(&format!("/obligations?planId={}&limit=200&sort=dueAt", draft.id)).await.expect(200);
    page.items().clone()
}

/// Task, unit, group of every obligation for a period, sorted.
fn of_period(owed: &[Value], period: &str) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let of = owed.iter().filter(|one| one["period"] == period);
    let mut all: Vec<String> =
        of.map(|one| format!("{} {} {}", text(&one["task"]["code"]), text(&one["unit"]["code"]), text(&one["viaGroup"]["code"]))).collect();
    all.sort();
    all
}

/// A plan with one task led by 市卫健委, issued with this calendar: period, as at, opens, due, closes.
async fn calendar(app: &TestApp, code: &str, calendar: Value) -> Vec<[String; 5]> {
    let supervisor = app.login("supervisor").await;
    let draft = Draft::new(&supervisor, plan(code, json!({}))).await;
    let task = draft.task("1", None).await;
    draft.lead(&task, "YC-WJW").await;
    draft.rule(quarterly(json!({"calendar": calendar}))).await;
    draft.run("issue").await.expect(200);
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let window = |one: &Value| ["period", "asAt", "opensAt", "dueAt", "closesAt"].map(|member| text(&one[member]));
    owed(&supervisor, &draft).await.iter().map(window).collect()
}

/// The plan runs through 2024 and is issued on 2 April; China is eight hours ahead of UTC.
#[actix_web::test]
async fn windows_are_days_of_the_business_zone() {
    let app = TestApp::demo().await;
    let quarters = json!({"frequency": "quarterly", "dueDay": 10, "opensDay": 20, "closesAfterDays": 5});
    assert_eq!(
        calendar(&app, "q", quarters).await,
        [
            ["2024Q2", "2024-06-30", "2024-06-19T16:00:00.000Z", "2024-07-10T16:00:00.000Z", "2024-07-15T16:00:00.000Z"],
            ["2024Q3", "2024-09-30", "2024-09-19T16:00:00.000Z", "2024-10-10T16:00:00.000Z", "2024-10-15T16:00:00.000Z"],
            ["2024Q4", "2024-12-31", "2024-12-19T16:00:00.000Z", "2025-01-10T16:00:00.000Z", "2025-01-15T16:00:00.000Z"],
        ]
    );
    let halves = json!({"frequency": "halfYearly", "dueDay": 31});
    assert_eq!(
        calendar(&app, "h", halves).await,
        [
            ["2024H1", "2024-06-30", "2023-12-31T16:00:00.000Z", "2024-07-31T16:00:00.000Z", "-"],
            ["2024H2", "2024-12-31", "2024-06-30T16:00:00.000Z", "2025-01-31T16:00:00.000Z", "-"],
        ]
    );
    // A day the month does not have is its last: June has no 31st, February 2025 neither.
    let months = json!({"frequency": "monthly", "dueDay": 31, "firstPeriod": "2024-05", "lastPeriod": "2024-05"});
    assert_eq!(calendar(&app, "m", months).await, [["2024-05", "2024-05-31", "2024-04-30T16:00:00.000Z", "2024-06-30T16:00:00.000Z", "-"]]);
    let year = json!({"frequency": "yearly", "dueDay": 15, "opensDay": 1, "closesAfterDays": 0});
    assert_eq!(
        calendar(&app, "y", year).await,
        [["2024", "2024-12-31", "2024-11-30T16:00:00.000Z", "2025-01-15T16:00:00.000Z", "2025-01-15T16:00:00.000Z"]]
    );
}

/// Huzhou 2017: the half-year by 30 June, the full year by 10 December and speaking as at that day.
#[actix_web::test]
async fn listed_dates_speak_as_at_the_day_they_are_due() {
    let app = TestApp::demo().await;
    let supervisor = app.login("supervisor.huzhou").await;
    let document = json!({
        "code": "huzhou-2017", "title": "湖州市2017年为民办实事", "kind": "livelihood", "startsOn": "2017-01-01", "endsOn": "2017-12-31",
        "issuedOn": "2017-02-20", "leadRule": "all", "issuingUnitCode": "HZ-DCS"
    });
    let draft = Draft::new(&supervisor, document).await;
    let task = draft.task("1", None).await;
    let duty = json!({"taskId": task, "unitCode": "HZ-FGW", "role": "responsible", "label": "责任单位"});
    supervisor.post("/assignments", duty).await.expect(201);
    let listed = json!([{"period": "2017H1", "dueOn": "2017-06-30"}, {"period": "2017", "dueOn": "2017-12-10", "opensOn": "2017-11-25"}]);
    let rule = quarterly(json!({"receiverUnitCode": "HZ-DCS", "calendar": {"frequency": "listed", "listed": listed}}));
    draft.rule(rule).await;
    draft.run("issue").await.expect(200);
    let text = |one: &Value, member: &str| one[member].as_str().unwrap().to_owned();
    let made: Vec<_> =
        owed(&supervisor, &draft).await.iter().map(|one| ["period", "asAt", "opensAt", "dueAt"].map(|member| text(one, member))).collect();
    assert_eq!(
        made,
        [
            ["2017H1", "2017-06-30", "2016-12-31T16:00:00.000Z", "2017-06-30T16:00:00.000Z"],
            ["2017", "2017-12-10", "2017-11-24T16:00:00.000Z", "2017-12-10T16:00:00.000Z"],
        ]
    );
    let mine = app.login("reporter.huzhou").await.get(&format!("/me/obligations?planId={}&count=true", draft.id)).await.expect(200);
    assert_eq!(mine.json["page"]["total"], 2, "every 责任单位 leads, and both windows opened long ago");
}

#[actix_web::test]
async fn every_lead_reports_or_only_the_reporting_one() {
    let app = TestApp::demo().await;
    let supervisor = app.login("supervisor").await;
    for (code, reporters, expected) in [
        ("every", "everyLead", vec!["1 YC-JYJ -", "1 YC-WJW -", "2 YC-CGW -", "2 YC-JYJ -"]),
        ("one", "reportingLead", vec!["1 YC-JYJ -", "2 YC-CGW -"]),
    ] {
        let draft = Draft::new(&supervisor, plan(code, json!({}))).await;
        let marked = draft.task("1", None).await;
        draft.lead(&marked, "YC-WJW").await;
        let reporting = json!({"taskId": marked, "unitCode": "YC-JYJ", "role": "lead", "isReporting": true});
        supervisor.post("/assignments", reporting).await.expect(201);
        let cooperating = json!({"taskId": marked, "unitCode": "YC-FL", "role": "cooperating"});
        supervisor.post("/assignments", cooperating).await.expect(201);
        let unmarked = draft.task("2", None).await;
        draft.lead(&unmarked, "YC-CGW").await;
        draft.lead(&unmarked, "YC-JYJ").await;
        draft.task("3", None).await;
        draft.rule(quarterly(json!({"reporters": reporters}))).await;
        draft.run("issue").await.expect(200);
        let all = owed(&supervisor, &draft).await;
        assert_eq!(all.len(), 3 * expected.len());
        assert_eq!(of_period(&all, "2024Q3"), expected, "{reporters}");
    }
}

#[actix_web::test]
async fn measures_are_reported_inside_the_key_work_unless_they_have_leads_of_their_own() {
    let app = TestApp::demo().await;
    let supervisor = app.login("supervisor").await;
    let draft = Draft::new(&supervisor, plan("p", json!({}))).await;
    let work = draft.task("1", None).await;
    let inside = draft.task("1.1", Some(&work)).await;
    let apart = draft.task("1.2", Some(&work)).await;
    let below = draft.task("1.2.1", Some(&apart)).await;
    draft.lead(&work, "YC-WJW").await;
    draft.lead(&apart, "YC-JYJ").await;
    for (task, indicator) in [(&work, "甲"), (&inside, "乙"), (&apart, "丙"), (&below, "丁")] {
        draft.target(task, indicator).await;
    }
    // The figure of 戊 is 市教育局's alone, so the key work's lead does not bring it.
    let theirs = json!({"taskId": inside, "indicator": "戊", "text": "戊3个", "operator": "eq", "value": 3, "unitOfMeasure": "个",
        "series": "cumulative", "quantityKind": "count", "reportingUnitCode": "YC-JYJ"});
    supervisor.post("/targets", theirs).await.expect(201);
    draft.rule(quarterly(json!({}))).await;
    draft.rule(quarterly(json!({"title": "年报", "collectsFigures": false, "calendar": {"frequency": "yearly", "dueDay": 10}}))).await;
    draft.run("issue").await.expect(200);
    let all = owed(&supervisor, &draft).await;
    assert_eq!(of_period(&all, "2024Q2"), ["1 YC-WJW -", "1.2 YC-JYJ -"]);
    let asked = |period: &str, task: &str| -> Vec<String> {
        let one = all.iter().find(|one| one["period"] == period && one["task"]["code"] == task).unwrap();
        one["targets"].as_array().unwrap().iter().map(|target| target["indicator"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!((asked("2024Q2", "1"), asked("2024Q2", "1.2")), (vec!["甲".into(), "乙".into()], vec!["丙".into(), "丁".into()]));
    assert_eq!(asked("2024", "1"), Vec::<String>::new(), "the yearly report collects no figures");
}

#[actix_web::test]
async fn a_group_stands_for_those_who_are_members_when_the_period_begins() {
    let app = TestApp::demo().await;
    let (supervisor, admin) = (app.login("supervisor").await, app.login("sysadmin").await);
    let group = |code: &str, members: Value| json!({"code": code, "name": code, "kind": "group", "parentCode": "YC", "members": members});
    let members = json!([
        {"unitCode": "YC-FL"},
        {"unitCode": "YC-RSJ", "validTo": "2024-06-30"},
        {"unitCode": "YC-MZJ", "validFrom": "2024-07-01"},
        {"unitCode": "YC-CL", "validFrom": "2024-04-02"},
        {"unitCode": "YC-JYJ"}
    ]);
    admin.post("/units", group("G", members)).await.expect(201);
    admin.post("/units", group("OPEN", json!([]))).await.expect(201);
    let draft = Draft::new(&supervisor, plan("p", json!({}))).await;
    let (shared, open, mixed) = (draft.task("1", None).await, draft.task("2", None).await, draft.task("3", None).await);
    draft.lead(&shared, "G").await;
    draft.lead(&shared, "YC-JYJ").await;
    draft.lead(&open, "OPEN").await;
    draft.lead(&mixed, "OPEN").await;
    draft.lead(&mixed, "YC-WJW").await;
    draft.rule(quarterly(json!({}))).await;
    draft.run("issue").await.expect(200);
    let all = owed(&supervisor, &draft).await;
    // 2024Q2 begins on 1 April: 残联 joins a day later. 市教育局 is named outright and through the group, and owes once.
    assert_eq!(of_period(&all, "2024Q2"), ["1 YC-FL G", "1 YC-JYJ -", "1 YC-RSJ G", "3 YC-WJW -"]);
    assert_eq!(of_period(&all, "2024Q3"), ["1 YC-CL G", "1 YC-FL G", "1 YC-JYJ -", "1 YC-MZJ G", "3 YC-WJW -"]);
    let mine = app.login("reporter.fl").await.get(&format!("/me/obligations?planId={}", draft.id)).await.expect(200);
    assert_eq!((&mine.items()[0]["viaGroup"]["code"], &mine.items()[0]["unit"]["name"]), (&json!("G"), &json!("市妇联")));
}

#[actix_web::test]
async fn a_plan_that_begins_after_its_issue_reports_from_its_own_first_day() {
    let app = TestApp::demo().await;
    let supervisor = app.login("supervisor").await;
    let draft = Draft::new(&supervisor, plan("p", json!({"startsOn": "2024-08-15", "endsOn": "2025-01-31"}))).await;
    let task = draft.task("1", None).await;
    draft.lead(&task, "YC-WJW").await;
    draft.rule(quarterly(json!({}))).await;
    draft.run("issue").await.expect(200);
    let periods: Vec<Value> = owed(&supervisor, &draft).await.iter().map(|one| one["period"].clone()).collect();
    assert_eq!(periods, ["2024Q3", "2024Q4", "2025Q1"]);
}

#[actix_web::test]
async fn making_what_is_owed_again_makes_nothing_new() {
    let app = TestApp::demo().await;
    let supervisor = app.login("supervisor").await;
    let draft = Draft::new(&supervisor, plan("p", json!({}))).await;
    let task = draft.task("1", None).await;
    draft.lead(&task, "YC-WJW").await;
    draft.rule(quarterly(json!({}))).await;
    draft.run("issue").await.expect(200);
    let before = owed(&supervisor, &draft).await;
    assert_eq!(before.len(), 3);
    let again = async || {
        let row = plans::Entity::find_by_id(draft.id.parse::<uuid::Uuid>().unwrap()).one(&app.state.db).await.unwrap().unwrap();
        let mut tx = duban::db::Tx::begin_as(&app.state, command_line(row.government_id)).await.unwrap();
        let made = generate(&mut tx, app.state.zone, &whole(row.government_id), &row).await.unwrap();
        tx.commit(duban::http::Reply::no_content()).await.unwrap();
        made
    };
    assert_eq!(again().await, 0);
    assert_eq!(owed(&supervisor, &draft).await, before);
    // A lead who comes later owes from the period in which they already lead when it begins, and at once.
    draft.lead(&task, "YC-JYJ").await;
    assert_eq!(again().await, 0);
    let now = owed(&supervisor, &draft).await;
    assert_eq!(of_period(&now, "2024Q2"), ["1 YC-WJW -"]);
    assert_eq!(of_period(&now, "2024Q3"), ["1 YC-JYJ -", "1 YC-WJW -"]);
}

/// Members come and go: the periods that have begun stay with those who were members then.
#[actix_web::test]
async fn a_change_of_members_counts_from_the_next_period_on() {
    let app = TestApp::demo().await;
    let (supervisor, admin) = (app.login("supervisor").await, app.login("sysadmin").await);
    let group = |code: &str, members: Value| json!({"code": code, "name": code, "kind": "group", "parentCode": "YC", "members": members});
    admin.post("/units", group("G", json!([{"unitCode": "YC-FL"}, {"unitCode": "YC-RSJ"}]))).await.expect(201);
    admin.post("/units", group("OUTER", json!([{"unitCode": "G"}, {"unitCode": "YC-CL"}]))).await.expect(201);
    let draft = Draft::new(&supervisor, plan("p", json!({}))).await;
    let (shared, outer, apart) = (draft.task("1", None).await, draft.task("2", None).await, draft.task("3", None).await);
    draft.lead(&shared, "G").await;
    draft.lead(&outer, "OUTER").await;
    draft.lead(&apart, "YC-WJW").await;
    draft.rule(quarterly(json!({}))).await;
    draft.run("issue").await.expect(200);
    let path = {
        let found = admin.get("/units?code=G").await.expect(200);
        format!("/units/{}", found.items()[0]["id"].as_str().unwrap())
    };
    let now = async |period: &str| {
        let all: Vec<Value> = owed(&supervisor, &draft).await.into_iter().filter(|one| one["voidedAt"].is_null()).collect();
        of_period(&all, period)
    };
    let before = ["1 YC-FL G", "1 YC-RSJ G", "2 YC-CL OUTER", "2 YC-FL OUTER", "2 YC-RSJ OUTER", "3 YC-WJW -"];
    assert_eq!(now("2024Q2").await, before);
    // On 1 June 市妇联 leaves, 市人社局 stays until the end of September, 市民政局 joins.
    let members = json!([{"unitCode": "YC-RSJ", "validTo": "2024-09-30"}, {"unitCode": "YC-MZJ"}]);
    admin.patch(&path, "\"1\"", json!({"members": members})).await.expect(200);
    assert_eq!(now("2024Q2").await, before, "the second quarter has begun");
    assert_eq!(now("2024Q3").await, ["1 YC-MZJ G", "1 YC-RSJ G", "2 YC-CL OUTER", "2 YC-MZJ OUTER", "2 YC-RSJ OUTER", "3 YC-WJW -"]);
    assert_eq!(now("2024Q4").await, ["1 YC-MZJ G", "2 YC-CL OUTER", "2 YC-MZJ OUTER", "3 YC-WJW -"]);
    let left = owed(&supervisor, &draft).await;
    let of_fl = left.iter().find(|one| one["unit"]["code"] == "YC-FL" && one["period"] == "2024Q3" && one["task"]["code"] == "1").unwrap();
    assert_eq!(of_fl["voidReason"], "leadChanged");
    // 市妇联 comes back: the same obligations are owed again, and none is made twice.
    let members = json!([{"unitCode": "YC-FL"}, {"unitCode": "YC-RSJ"}]);
    admin.patch(&path, "\"2\"", json!({"members": members})).await.expect(200);
    for period in ["2024Q2", "2024Q3", "2024Q4"] {
        assert_eq!(now(period).await, before, "{period}");
    }
    let total = owed(&supervisor, &draft).await.len();
    assert_eq!(total, 3 * 6 + 2 * 2, "and those of 市民政局, void");
    admin.patch(&path, "\"3\"", json!({"name": "G组"})).await.expect(200);
    assert_eq!(owed(&supervisor, &draft).await.len(), total);
}
