//! Abuse of values: SQL and wildcards where texts are searched, cursors, numbers, dates, periods and codes in every wrong spelling.

use serde_json::{Value, json};

use crate::contract::operations;
use crate::support::{Person, Reply, TestApp, drafts};

// abuse 36
#[actix_web::test]
async fn sql_is_only_text_in_every_parameter_of_every_list() {
    let app = TestApp::demo().await;
    let (supervisor, auditor) = (app.login("supervisor").await, app.login("auditor").await);
    let evil = ["%27%20OR%201%3D1--", "1%3BDROP%20TABLE%20unit", "%5C", "%241", "pg_sleep(5)", "%22%27%60", "null", "-1", "9e99"];
    let begun = std::time::Instant::now();
    let mut tried = 0;
    for (path, verb, operation) in operations() {
        if verb != "get" || path.contains('{') || !path.starts_with("/api/v1/") || path.ends_with("openapi.json") {
            continue;
        }
        let path = path.trim_start_matches("/api/v1");
        let person = if ["/audit-events", "/users", "/grants"].contains(&path) { &auditor } else { &supervisor };
        for parameter in operation["parameters"].as_array().into_iter().flatten().filter(|it| it["in"] == "query") {
            let name = parameter["name"].as_str().unwrap();
            for text in evil {
                let reply = person.get(&format!("{path}?{name}={text}")).await;
                assert!(matches!(reply.status, 200 | 400), "{path}?{name}={text}: {} {}", reply.status, reply.json);
                let body = String::from_utf8_lossy(&reply.body).to_lowercase();
                assert!(reply.status == 200 || !["sqlite", "select ", "syntax", "/src/"].iter().any(|word| body.contains(word)), "{body}");
                tried += 1;
            }
        }
    }
    assert!(tried > 500, "{tried}");
    assert!(begun.elapsed().as_secs() < 60);
    let name = "'); DROP TABLE unit;-- $1 \\";
    let made = app.login("sysadmin").await.post("/units", json!({"code": "';--", "name": name, "kind": "department"})).await.expect(201);
    assert_eq!(made.json["name"], name);
    for header in [("if-match", "' OR 1=1--"), ("if-match", "\"1' OR 1=1\"")] {
        let path = format!("/units/{}", made.id());
        app.login("sysadmin").await.delete(&path, header.1).await.expect_problem(412, "version_conflict");
    }
}

// abuse 37
#[actix_web::test]
async fn wildcards_are_only_characters() {
    let app = TestApp::demo().await;
    let person = app.login("supervisor").await;
    for list in ["/units", "/plans", "/tasks", "/obligations"] {
        for text in ["%25", "_", "%5C", "%25%25", "%5C%25", "(a%2B)%2B%24", ".*", "%5B%5E%5D"] {
            let reply = person.get(&format!("{list}?q={text}&count=true")).await;
            if reply.status == 400 && reply.json["code"] == "unknown_parameter" {
                continue;
            }
            assert_eq!(reply.expect(200).json["page"]["total"].as_u64().unwrap_or(99) > 10, false, "{list}?q={text}");
        }
    }
    assert_eq!(person.get("/units?q=%25&count=true").await.json["page"]["total"], 0);
    person.get(&format!("/units?q={}", "%25".repeat(2000))).await.expect(200);
    person.get(&format!("/units?q={}", "%25".repeat(4000))).await.expect_problem(414, "uri_too_long");
    let resolved = person.get("/units/resolve?name=%25").await.expect(200);
    assert_eq!(resolved.json["candidates"], json!([]));
}

// abuse 38
#[actix_web::test]
async fn a_cursor_serves_its_own_list_filter_sort_and_caller_only() {
    let app = TestApp::demo().await;
    let person = app.login("supervisor").await;
    let cursor = person.get("/tasks?limit=2&sort=code").await.expect(200).json["page"]["nextCursor"].as_str().unwrap().to_owned();
    person.get(&format!("/tasks?limit=3&sort=code&cursor={cursor}")).await.expect(200);
    for other in ["/tasks?sort=-code", "/tasks?sort=ord", "/tasks?sort=code&q=a", "/units?sort=code", "/tasks"] {
        let glue = if other.contains('?') { '&' } else { '?' };
        person.get(&format!("{other}{glue}cursor={cursor}")).await.expect_problem(400, "cursor_mismatch");
    }
    app.login("leader").await.get(&format!("/tasks?sort=code&cursor={cursor}")).await.expect_problem(400, "cursor_mismatch");
    for at in [0, 5, cursor.len() / 2] {
        let mut bytes = cursor.clone().into_bytes();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(bytes).unwrap();
        let reply = person.get(&format!("/tasks?sort=code&cursor={changed}")).await.expect(400);
        assert!(["cursor_invalid", "cursor_mismatch"].contains(&reply.json["code"].as_str().unwrap()), "{}", reply.json);
    }
    let long = "a".repeat(7000);
    for bad in ["", "x", "a.b.c", "a.b.c.d", "' OR 1=1--", long.as_str()] {
        person.get(&format!("/tasks?sort=code&cursor={}", bad.replace(' ', "%20"))).await.expect_problem(400, "cursor_invalid");
    }
    person.get(&format!("/tasks?cursor={}", "a".repeat(100_000))).await.expect_problem(414, "uri_too_long");
}

async fn draft(person: &Person) -> (String, String) {
    let plan = person.post("/plans", drafts::plan("p", json!({}))).await.expect(201).id();
    let task = person.post("/tasks", json!({"planId": plan, "number": "1", "code": "1", "title": "一"})).await.expect(201).id();
    (plan, task)
}

async fn rule(person: &Person, plan: &str, member: &str, value: &str) -> Reply {
    let calendar = json!({"frequency": "monthly", "dueDay": 3});
    let mut body = json!({"planId": plan, "title": "月报", "receiverUnitCode": "YC-FGW", "reporters": "everyLead", "calendar": calendar});
    match member.split_once('/') {
        Some((outer, inner)) => body[outer][inner] = json!("@"),
        None => body[member] = json!("@"),
    }
    person.send(actix_web::http::Method::POST, "/reporting-rules", &[], Some(body.to_string().replace("\"@\"", value))).await
}

// abuse 45
#[actix_web::test]
async fn whole_numbers_are_whole_and_in_range() {
    let app = TestApp::demo().await;
    let person = app.login("supervisor").await;
    let (plan, _) = draft(&person).await;
    for (value, codes) in [
        ("2147483648", "out_of_range"),
        ("9223372036854775808", "out_of_range|invalid_type"),
        ("18446744073709551616", "out_of_range|invalid_type"),
        ("-1", "out_of_range"),
        ("0", "out_of_range"),
        ("1.0", "invalid_type"),
        ("1e1", "invalid_type"),
        ("\"5\"", "invalid_type"),
        ("true", "invalid_type"),
        ("[1]", "invalid_type"),
    ] {
        for member in ["n", "returnDays", "calendar/dueDay", "calendar/opensDay", "textLimit"] {
            let reply = rule(&person, &plan, member, value).await.expect_problem(422, "validation_failed");
            let faults = reply.faults();
            assert!(codes.split('|').any(|code| faults == [format!("/{member} {code}")]), "{member} {value}: {faults:?}");
        }
    }
    rule(&person, &plan, "n", "1e999").await.expect_problem(400, "malformed_json");
    rule(&person, &plan, "n", "01").await.expect_problem(400, "malformed_json");
    for limit in ["2147483648", "9223372036854775808", "-1", "1.0", "1e1", "%225%22", "%2B5", "", "%EF%BC%95"] {
        person.get(&format!("/units?limit={limit}")).await.expect_problem(400, "invalid_parameter");
    }
}

// abuse 46, abuse 49
#[actix_web::test]
async fn quantities_are_numbers_kept_exactly_or_refused() {
    let app = TestApp::demo().await;
    let person = app.login("supervisor").await;
    let (_, task) = draft(&person).await;
    let send = |value: &str, more: &str| {
        let body = format!(
            r#"{{"taskId":"{task}","indicator":"一","text":"一","operator":"eq","series":"cumulative","quantityKind":"count","unitOfMeasure":"个"{more},"value":{value}}}"#
        );
        let person = person.clone();
        async move { person.send(actix_web::http::Method::POST, "/targets", &[], Some(body)).await }
    };
    for text in ["NaN", "Infinity", "1e999", "1e5", "1_000", "+1", ".5", "5.", "0001", "-0", "１２", "1,000", "", " 1", "1"] {
        assert_eq!(send(&format!("\"{text}\""), "").await.expect(422).faults(), ["/value invalid_type"], "{text}");
    }
    for bare in ["NaN", "Infinity", "-Infinity", "1_000", "+1", ".5", "5.", "0001", "0x10", "1e999", "１２"] {
        send(bare, "").await.expect_problem(400, "malformed_json");
    }
    for (number, code) in [
        ("0.00001", "precision_exceeded"),
        ("1.23456", "precision_exceeded"),
        ("12345678901.12345", "precision_exceeded"),
        ("1e-5", "precision_exceeded"),
        ("100000000000", "out_of_range"),
        ("-100000000000", "out_of_range"),
        ("1e11", "out_of_range"),
        ("9999999999999999999999999999999999999999", "out_of_range"),
        ("1e300", "out_of_range"),
    ] {
        assert_eq!(send(number, "").await.expect(422).faults(), [format!("/value {code}")], "{number}");
    }
    for exact in ["99999999999.9999", "0.0001", "0.1", "1.67", "33.3333", "1680"] {
        let made = send(exact, "").await.expect(201);
        assert_eq!(made.json["value"].to_string(), exact);
        let again = person.get(&format!("/targets/{}", made.id())).await.expect(200);
        assert!(String::from_utf8(again.body).unwrap().contains(&format!("\"value\":{exact},")));
    }
}

async fn plan_with(person: &Person, more: Value) -> Reply {
    person.post("/plans", drafts::plan("dated", more)).await
}

// abuse 47, abuse 49
#[actix_web::test]
async fn dates_and_instants_have_one_spelling() {
    let app = TestApp::demo().await;
    let (person, auditor) = (app.login("supervisor").await, app.login("auditor").await);
    for bad in [
        "2024-02-30",
        "2023-02-29",
        "2024-2-1",
        "-0001-01-01",
        "+12024-01-01",
        "20240201",
        "2024-02-01T00:00:00Z",
        "2024-13-01",
        "",
        "２０２４-01-01",
    ] {
        assert_eq!(plan_with(&person, json!({"startsOn": bad})).await.expect(422).faults(), ["/startsOn invalid_date"], "{bad}");
        assert_eq!(plan_with(&person, json!({"issuedOn": bad})).await.expect(422).faults(), ["/issuedOn invalid_date"], "{bad}");
        let asked = bad.replace('+', "%2B");
        person.get(&format!("/units?validOn={asked}")).await.expect_problem(400, "invalid_parameter");
    }
    for bad in [
        "2024-06-01",
        "2024-06-01 00:00:00Z",
        "2024-06-01T00:00:60Z",
        "2024-06-01T00:00:00",
        "2024-06-01T24:00:00Z",
        "0000-01-01T00:00:00Z",
        "10000-01-01T00:00:00Z",
        "2024-06-01T00:00:00%2B25:00",
        "1717200000",
    ] {
        auditor.get(&format!("/audit-events?at.gte={bad}")).await.expect_problem(400, "invalid_parameter");
        person.get(&format!("/figures?knownAt={bad}")).await.expect_problem(400, "invalid_parameter");
    }
    let backwards = plan_with(&person, json!({"startsOn": "2024-12-31", "endsOn": "2024-01-01"})).await.expect(422);
    assert_eq!(backwards.faults(), ["/endsOn end_before_start"]);
    plan_with(&person, json!({"startsOn": "2024-02-29"})).await.expect(201);
}

// abuse 48
#[actix_web::test]
async fn periods_have_one_spelling_and_fit_the_calendar() {
    let app = TestApp::demo().await;
    let person = app.login("supervisor").await;
    let (plan, _) = draft(&person).await;
    for bad in [
        "2024-13",
        "2024-00",
        "2024Q5",
        "2024Q0",
        "2024H3",
        "24-05",
        "2024-5",
        "2024/05",
        "２０２４-05",
        "0000",
        "2024q1",
        "2024-05-01",
        "",
    ] {
        let faults = rule(&person, &plan, "calendar/firstPeriod", &format!("\"{bad}\"")).await.expect(422).faults();
        assert_eq!(faults, ["/calendar/firstPeriod invalid_period"], "{bad}");
        person.get(&format!("/obligations?period={bad}")).await.expect_problem(400, "invalid_parameter");
    }
    let faults = rule(&person, &plan, "calendar/firstPeriod", "\"2024Q2\"").await.expect(422).faults();
    assert_eq!(faults, ["/calendar/firstPeriod period_type_mismatch"]);
    for outside in ["\"9999-12\"", "\"2999-12\"", "\"1900-01\"", "\"2026-01\""] {
        let reply = rule(&person, &plan, "calendar/firstPeriod", outside).await;
        assert_eq!(reply.status, 422, "{outside}: {}", reply.json);
    }
}

// abuse 53
#[actix_web::test]
async fn identity_codes_are_checked() {
    let app = TestApp::demo().await;
    let (sys, person) = (app.login("sysadmin").await, app.login("supervisor").await);
    let unit = |code: &str| json!({"code": "A", "name": "甲", "kind": "department", "creditCode": code});
    for bad in [
        "91110000100017643L",
        "91110000100017643k",
        "9111000010001764",
        "91110000I00017643K",
        "91110000O00017643K",
        "９1110000100017643K",
        " 91110000100017643K",
        "",
    ] {
        assert_eq!(sys.post("/units", unit(bad)).await.expect(422).faults(), ["/creditCode invalid_credit_code"], "{bad}");
    }
    sys.post("/units", unit("91110000100017643K")).await.expect(201);
    for bad in ["国办发[2024]012号", "国办发[2024]0号", "国办发[24]12号", "[2024]12号", "国办发2024 12", "国办发[２０２４]12号"]
    {
        let faults = plan_with(&person, json!({"documentNumber": bad})).await.expect(422).faults();
        assert_eq!(faults, ["/documentNumber invalid_document_number"], "{bad}");
    }
    let made = plan_with(&person, json!({"documentNumber": "国办发 [2024] 12 号"})).await.expect(201);
    assert_eq!(made.json["documentNumber"], "国办发〔2024〕12号");
}
