//! Whole plans as documents: out and in again without loss, all or nothing, with every fault named.

use std::path::Path;

use actix_web::http::Method;
use duban::features::plan_documents::canonical::readable;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde_json::{Value, json};

use crate::contract::rewrite;
use crate::support::documents::{SEEDS, Seed};
use crate::support::{Person, TestApp};

/// The tables that a plan document can write.
const TABLES: &[&str] = &[
    "unit",
    "unit_alias",
    "group_member",
    "official",
    "plan",
    "section",
    "task",
    "task_version",
    "assignment",
    "milestone",
    "target",
    "target_version",
    "checkpoint",
    "allocation",
    "statement",
    "statement_target",
    "site",
    "reporting_rule",
    "rule_period",
    "obligation",
    "target_link",
    "event",
    "idempotency_key",
];

impl TestApp {
    /// How many rows there are in each table.
    async fn db_rows(&self) -> Vec<(String, i64)> {
        let mut counts = Vec::new();
        for table in TABLES {
            let sql = format!("SELECT COUNT(*) AS rows_there FROM {table}");
            let backend: DbBackend = self.state.db.get_database_backend();
            let row = self.state.db.query_one_raw(Statement::from_string(backend, sql)).await.unwrap().unwrap();
            counts.push(((*table).to_owned(), row.try_get::<i64>("", "rows_there").unwrap()));
        }
        counts
    }
}

/// A small plan of Yichang with one of everything: the example of the contract.
fn small() -> Value {
    serde_json::from_str(include_str!("../../src/features/plan_documents/example.json")).unwrap()
}

async fn post(person: &Person, document: &Value) -> crate::support::Reply {
    person.post("/plan-documents", document.clone()).await
}

/// A document with another value at a pointer; null takes the member out.
fn with(mut document: Value, pointer: &str, value: Value) -> Value {
    let (parent, member) = pointer.rsplit_once('/').unwrap();
    let parent = document.pointer_mut(parent).unwrap();
    match parent {
        Value::Object(members) if value.is_null() => _ = members.remove(member),
        Value::Object(members) => _ = members.insert(member.to_owned(), value),
        other => other[member.parse::<usize>().unwrap()] = value,
    }
    document
}

/// The files are what the service gives, so that they are canonical and nothing was lost on the way in and out.
#[actix_web::test]
async fn the_six_documents_come_out_as_they_went_in() {
    let app = TestApp::demo().await;
    for seed in SEEDS {
        let supervisor = app.login(seed.supervisor).await;
        let id = supervisor.plan_id(seed.code).await;
        let reply = supervisor.get(&format!("/plans/{id}/document")).await.expect(200);
        let served = readable(&reply.body).unwrap();
        if rewrite("UPDATE_SEEDS") {
            let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds").join(seed.folder).join("plan.json");
            std::fs::write(file, &served).unwrap();
        } else {
            assert_eq!(reply.json, seed.json(), "{}", seed.folder);
            assert!(
                served == seed.text,
                "seeds/{} is not in canonical form; look at the difference after UPDATE_SEEDS=1 cargo test",
                seed.folder
            );
        }
    }
}

#[actix_web::test]
async fn entered_again_under_another_code_each_is_the_same_plan() {
    let app = TestApp::demo().await;
    app.set_time("2025-01-10T01:00:00Z");
    for seed in SEEDS {
        let supervisor = app.login(seed.supervisor).await;
        let copy = with(seed.served(&app).await, "/plan/code", json!(format!("{}-copy", seed.folder)));
        let entered = post(&supervisor, &copy).await.expect(201);
        assert_eq!(entered.json["createdUnits"], json!([]), "the register had all of them");
        assert_eq!(entered.header("location"), format!("/api/v1/plans/{}", entered.json["planId"].as_str().unwrap()));
        let again = supervisor.get(&format!("/plans/{}/document", entered.json["planId"].as_str().unwrap())).await.expect(200);
        assert_eq!(again.json, copy, "{}", seed.folder);
    }
}

#[actix_web::test]
async fn a_plan_moves_to_another_government_with_its_units_and_people() {
    let app = TestApp::demo().await;
    let (wuhan, weifang) = (Seed::of("wuhan-2017"), app.login("supervisor.weifang").await);
    let moved = with(wuhan.served(&app).await, "/government", json!({"code": "370700", "name": "潍坊市人民政府"}));
    let entered = post(&weifang, &moved).await.expect(201);
    assert_eq!(
        (entered.json["createdUnits"].as_array().unwrap().len(), entered.json["createdOfficials"].as_array().unwrap().len()),
        (22, 3)
    );
    let counts = &entered.json["counts"];
    assert_eq!(
        (&counts["tasks"], &counts["targets"], &counts["milestones"], &counts["statements"]),
        (&5.into(), &7.into(), &15.into(), &15.into())
    );
    assert_eq!(weifang.document(wuhan.code).await, moved);
    assert_eq!(weifang.document("weifang-2021-livelihood-2").await, Seed::of("weifang-2021").json(), "what was there is untouched");
    let owed =
        weifang.get(&format!("/obligations?planId={}&count=true&limit=1", entered.json["planId"].as_str().unwrap())).await.expect(200);
    assert!(owed.json["page"]["total"].as_i64().unwrap() > 0, "it is issued, so reports are owed");
}

#[actix_web::test]
async fn one_of_everything_survives() {
    let app = TestApp::demo().await;
    let supervisor = app.login("supervisor").await;
    let entered = post(&supervisor, &small()).await.expect(201);
    assert_eq!(entered.json["createdUnits"], json!(["YC-NEW", "YC-XQ"]));
    let mut served = supervisor.document("small").await;
    // The document names all the plan needs: the issuing and the collecting unit, not the group that nothing names.
    let codes: Vec<&str> = served["units"].as_array().unwrap().iter().map(|unit| unit["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["YC", "YC-FGW", "YC-NEW", "YC-ZFBGS"]);
    let mut sent = small();
    (served["units"], sent["units"]) = (Value::Null, Value::Null);
    assert_eq!(served, sent);
}

#[actix_web::test]
async fn changes_after_issue_travel_with_their_reasons() {
    let app = TestApp::demo().await;
    let supervisor = app.login("supervisor").await;
    let id = post(&supervisor, &small()).await.expect(201).text("planId");
    let task = supervisor.get(&format!("/tasks?planId={id}&code=1")).await.items()[0]["id"].as_str().unwrap().to_owned();
    let targets = supervisor.get(&format!("/targets?taskId={task}")).await.expect(200);
    let target = targets.items().iter().find(|target| target["key"] == "1").unwrap()["id"].as_str().unwrap().to_owned();
    let change = json!({"title": "建设站点90个", "reason": "联席会议同意", "effectiveOn": "2024-07-01"});
    supervisor.patch(&format!("/tasks/{task}"), "\"1\"", change).await.expect(200);
    let change = json!({"value": 90, "reportingUnitCode": "YC-NEW", "reason": "联席会议同意", "effectiveOn": "2024-07-01"});
    supervisor.patch(&format!("/targets/{target}"), "\"1\"", change).await.expect(200);
    let cancelled = json!({"cancelled": true, "reason": "不再实施", "effectiveOn": "2024-10-01"});
    supervisor.patch(&format!("/tasks/{task}"), "\"2\"", cancelled).await.expect(200);

    let document = supervisor.document("small").await;
    let of_task = &document["sections"][0]["sections"][0]["tasks"][0];
    assert_eq!((&of_task["title"], &of_task["versions"][0]["title"]), (&"建设站点100个".into(), &"建设站点90个".into()));
    assert_eq!((&of_task["versions"][1]["n"], &of_task["versions"][1]["cancelled"]), (&3.into(), &true.into()));
    let of_target = &of_task["targets"][0]["versions"][0];
    assert_eq!(
        (&of_target["value"], &of_target["reportingUnitCode"], &of_target["recordedAt"]),
        (&90.into(), &"YC-NEW".into(), &"2024-06-01T01:00:00.000Z".into())
    );

    app.set_time("2024-12-01T01:00:00Z");
    let supervisor = app.login("supervisor").await;
    let copy = with(document, "/plan/code", json!("copy"));
    let copied = post(&supervisor, &copy).await.expect(201);
    assert_eq!(copied.json["counts"]["versions"], 3);
    assert_eq!(supervisor.document("copy").await, copy);
    let voided = |plan: String| {
        let supervisor = supervisor.clone();
        async move {
            supervisor.get(&format!("/obligations?planId={plan}&void=true&count=true")).await.expect(200).json["page"]["total"].clone()
        }
    };
    assert_eq!(voided(copied.text("planId")).await, voided(id).await, "the reports that a cancelled task does not owe");

    let draft = with(copy, "/plan/state", json!("draft"));
    let refused = post(&supervisor, &with(draft, "/plan/code", json!("draft"))).await.expect_problem(422, "validation_failed");
    let at = "/sections/0/sections/0/tasks/0";
    assert_eq!(refused.faults(), [format!("{at}/versions must_be_absent"), format!("{at}/targets/0/versions must_be_absent")]);
}

#[actix_web::test]
async fn a_dry_run_answers_the_same_and_writes_nothing() {
    let app = TestApp::demo().await;
    let supervisor = app.login("supervisor").await;
    let before = app.db_rows().await;
    let dry = supervisor.post("/plan-documents?dryRun=true", small()).await.expect(200);
    assert_eq!(app.db_rows().await, before);
    assert_eq!((&dry.json["planId"], &dry.json["dryRun"], dry.header("location")), (&Value::Null, &true.into(), ""));
    let refused = supervisor.post("/plan-documents?dryRun=true", with(small(), "/plan/title", json!(" "))).await;
    assert_eq!(refused.expect_problem(422, "validation_failed").faults(), ["/plan/title required"]);
    let mut real = supervisor.post("/plan-documents?dryRun=false", small()).await.expect(201).json;
    assert_ne!(app.db_rows().await, before);
    (real["planId"], real["dryRun"]) = (Value::Null, true.into());
    assert_eq!(real, dry.json);
    supervisor.post("/plan-documents?dryrun=true", small()).await.expect_problem(400, "unknown_parameter");
}

#[actix_web::test]
async fn faults_are_named_all_at_once_with_their_places() {
    let app = TestApp::demo().await;
    let supervisor = app.login("supervisor").await;
    let at = "/sections/0/sections/0/tasks/0";
    let mut document = small();
    for (pointer, value) in [
        ("/units/1/parentCode".to_owned(), json!("YC-NOBODY")),
        ("/officials/1/successorCode".to_owned(), json!("YC-A")),
        (format!("{at}/assignments/0/unitCode"), json!("YC-NOWHERE")),
        (format!("{at}/targets/0/value"), Value::Null),
        (format!("{at}/targets/0/checkpoints/0/milestone"), json!("9")),
        (format!("{at}/targets/1/partOf"), json!("2")),
        (format!("{at}/statements/0/targets/0"), json!("7")),
        (format!("{at}/measures/0/targets/0/reference/target"), json!("1/9")),
        ("/tasks/0/code".to_owned(), json!("1.1")),
        ("/reportingRules/1/taskCode".to_owned(), json!("99")),
        ("/reportingRules/0/calendar/dueDay".to_owned(), json!(40)),
        ("/links/0/to".to_owned(), json!("nowhere:4/1")),
    ] {
        document = with(document, &pointer, value);
    }
    let refused = post(&supervisor, &document).await.expect_problem(422, "validation_failed");
    let mut faults = refused.faults();
    faults.sort();
    let mut expected = vec![
        "/units/1/parentCode not_found".to_owned(),
        "/officials/0/successorCode cycle".to_owned(),
        "/officials/1/successorCode cycle".to_owned(),
        format!("{at}/assignments/0/unitCode not_found"),
        format!("{at}/targets/0/value required"),
        format!("{at}/targets/0/checkpoints/0/milestone not_found"),
        format!("{at}/targets/1/partOf cycle"),
        format!("{at}/statements/0/targets/0 not_found"),
        format!("{at}/measures/0/targets/0/reference/target not_found"),
        "/tasks/0/code duplicate_item".to_owned(),
        "/reportingRules/1/taskCode not_found".to_owned(),
        "/reportingRules/0/calendar/dueDay out_of_range".to_owned(),
        "/links/0/to not_found".to_owned(),
    ];
    expected.sort();
    assert_eq!(faults, expected);

    let unknown = with(small(), &format!("{at}/targets/0/goal"), json!(1));
    let unknown = with(unknown, &format!("{at}/targets/1/value"), json!("40"));
    let refused = post(&supervisor, &unknown).await.expect_problem(422, "validation_failed");
    let mut faults = refused.faults();
    faults.sort();
    assert_eq!(faults, [format!("{at}/targets/0/goal unknown_field"), format!("{at}/targets/1/value invalid_type")]);
    let wrong = with(with(small(), "/units/2/open", json!(true)), "/plan/startsOn", json!("2025-01-01"));
    assert_eq!(post(&supervisor, &wrong).await.expect(422).faults(), ["/units/2/open contradiction", "/plan/endsOn end_before_start"]);
}

#[actix_web::test]
async fn a_fault_in_the_last_part_leaves_nothing_of_the_others() {
    let app = TestApp::demo().await;
    let supervisor = app.login("supervisor").await;
    let before = app.db_rows().await;
    let broken = with(small(), "/tasks/0/due", json!({"text": "6月底前", "kind": "month"}));
    assert_eq!(post(&supervisor, &broken).await.expect(422).faults(), ["/tasks/0/due/latest required"]);
    let unready = with(small(), "/plan/issuedOn", Value::Null);
    assert_eq!(post(&supervisor, &unready).await.expect(422).faults(), ["/plan/issuedOn required"]);
    let rows = |all: Vec<(String, i64)>| all.into_iter().filter(|(table, _)| table != "event").collect::<Vec<_>>();
    assert_eq!(rows(app.db_rows().await), rows(before), "events tell of the refusals");
    post(&supervisor, &small()).await.expect(201);
    let again = post(&supervisor, &small()).await.expect_problem(409, "already_exists");
    assert_eq!(again.faults(), ["/plan/code already_exists"]);
}

#[actix_web::test]
async fn only_who_writes_plans_enters_them_and_only_who_reads_all_takes_them() {
    let app = TestApp::demo().await;
    let supervisor = app.login("supervisor").await;
    for who in ["reporter.wjw", "approver.wjw", "coordinator.fgw", "leader", "sysadmin", "auditor"] {
        let person = app.login(who).await;
        post(&person, &small()).await.expect_problem(403, "forbidden");
    }
    let path = format!("/plans/{}/document", supervisor.plan_id("yichang-2024-livelihood").await);
    for (who, status) in [
        ("supervisor", 200),
        ("leader", 200),
        ("coordinator.fgw", 200),
        ("reporter.wjw", 403),
        ("approver.wjw", 403),
        ("sysadmin", 403),
        ("supervisor.huzhou", 404),
        ("reporter.huzhou", 404),
    ] {
        assert_eq!(app.login(who).await.get(&path).await.status, status, "{who}");
    }
    let huzhou = app.login("supervisor.huzhou").await;
    let foreign = post(&huzhou, &small()).await.expect_problem(422, "validation_failed");
    assert_eq!(foreign.faults(), ["/government/code invalid_value"]);
    let seen = app.login("coordinator.fgw").await.document("yichang-2024-livelihood").await;
    assert_eq!(seen, Seed::of("yichang-2024").json(), "who collects reads the whole plan");
}

#[actix_web::test]
async fn a_repeated_key_enters_a_plan_once() {
    let app = TestApp::demo().await;
    let supervisor = app.login("supervisor").await;
    let send = |path: &'static str, key: &'static str| {
        let supervisor = supervisor.clone();
        async move { supervisor.send(Method::POST, path, &[("idempotency-key", key)], Some(small().to_string())).await }
    };
    let dry = send("/plan-documents?dryRun=true", "dry").await.expect(200);
    assert_eq!(send("/plan-documents?dryRun=true", "dry").await.expect(200).json, dry.json);
    let first = send("/plan-documents", "once").await.expect(201);
    let second = send("/plan-documents", "once").await.expect(201);
    assert_eq!((second.header("idempotent-replayed"), second.header("location")), ("true", first.header("location")));
    assert_eq!(second.json, first.json);
    assert_eq!(supervisor.get("/plans?code=small&count=true").await.json["page"]["total"], 1);
}

#[actix_web::test]
async fn a_document_takes_as_many_statements_however_long_it_is() {
    let app = TestApp::demo().await;
    let mut counts = Vec::new();
    for folder in ["yichang-2024", "huzhou-2017", "tianmen-125"] {
        let seed = Seed::of(folder);
        let supervisor = app.login(seed.supervisor).await;
        let path = format!("/plans/{}/document", supervisor.plan_id(seed.code).await);
        let (_, statements) = app.statements_of(async { supervisor.get(&path).await.expect(200) }).await;
        counts.push(statements);
    }
    assert!(counts.iter().all(|count| *count == counts[0] && *count <= 40), "{counts:?}");
}

#[actix_web::test]
async fn a_long_document_is_taken_and_a_huge_one_refused() {
    let app = TestApp::demo().await;
    let supervisor = app.login("supervisor").await;
    let task = |n: usize| json!({"number": n.to_string(), "code": format!("long-{n}"), "title": "长", "content": "字".repeat(20_000)});
    let of = |tasks: usize| with(small(), "/tasks", (0..tasks).map(task).collect());
    let long = with(of(20), "/reportingRules", json!([]));
    assert!(long.to_string().len() > 1024 * 1024);
    supervisor.post("/plan-documents?dryRun=true", long).await.expect(200);
    let huge = of(90);
    assert!(huge.to_string().len() > 5 * 1024 * 1024);
    post(&supervisor, &huge).await.expect_problem(413, "payload_too_large");
}
