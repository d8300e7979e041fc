//! Instants in answers have one form: UTC, three decimals, `Z`; also where the milliseconds are zero, as they are in the demo data.

use serde_json::Value;

use crate::contract::document;
use crate::support::TestApp;

/// Every schema that is a date-time, by where it stands.
fn date_times(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            if members.get("format").is_some_and(|format| format == "date-time") {
                found.push(at.to_owned());
            }
            members.iter().for_each(|(name, value)| date_times(value, &format!("{at}/{name}"), found));
        }
        Value::Array(items) => items.iter().for_each(|value| date_times(value, &format!("{at}/*"), found)),
        _ => {}
    }
}

#[test]
fn every_instant_of_the_contract_is_of_the_one_type_that_writes_it_so() {
    let mut found = Vec::new();
    date_times(&document()["components"], "", &mut found);
    assert_eq!(found, ["/schemas/Instant"], "use domain::instant::Instant in shapes");
}

/// Every text in an answer that starts like an instant but is not of the one form.
fn misspelt(value: &Value, found: &mut Vec<String>, seen: &mut usize) {
    match value {
        Value::Object(members) => members.values().for_each(|value| misspelt(value, found, seen)),
        Value::Array(items) => items.iter().for_each(|value| misspelt(value, found, seen)),
        Value::String(text) => {
            let form: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
            if form.starts_with("0000-00-00T") {
                *seen += 1;
                if form != "0000-00-00T00:00:00.000Z" {
                    found.push(text.clone());
                }
            }
        }
        _ => {}
    }
}

#[actix_web::test]
async fn every_instant_in_an_answer_has_milliseconds_and_z() {
    let app = TestApp::demo().await;
    let (supervisor, wjw) = (app.login("supervisor").await, app.login("reporter.wjw").await);
    let owed = wjw.get("/me/obligations").await.expect(200);
    let begun = wjw.post("/submissions", serde_json::json!({"obligationId": owed.items()[0]["id"]})).await.expect(201);
    let plan = supervisor.get("/plans").await.items()[0]["id"].as_str().unwrap().to_owned();
    let task = supervisor.get("/tasks?limit=1").await.items()[0]["id"].as_str().unwrap().to_owned();
    let target = supervisor.get("/targets?limit=1").await.items()[0]["id"].as_str().unwrap().to_owned();
    let mut paths: Vec<String> = crate::contract::operations()
        .into_iter()
        .filter(|(path, verb, _)| verb == "get" && path.starts_with("/api/v1/") && !path.contains('{') && !path.ends_with("openapi.json"))
        .filter(|(path, ..)| !path.ends_with("/units/resolve"))
        .map(|(path, ..)| match path.trim_start_matches("/api/v1") {
            path @ "/reports/trajectory" => format!("{path}?targetId={target}"),
            path @ "/reports/changes" => format!("{path}?planId={plan}&from=2024-05-01"),
            path if path.starts_with("/reports/") => format!("{path}?planId={plan}"),
            path => path.to_owned(),
        })
        .collect();
    paths.extend([format!("/plans/{plan}"), format!("/plans/{plan}/tree"), format!("/plans/{plan}/progress")]);
    paths.extend([format!("/tasks/{task}"), format!("/tasks/{task}/progress")]);
    let mut seen = 0;
    let mut answers = vec![("begun".to_owned(), begun.json)];
    let auditor = app.login("auditor").await;
    for path in paths {
        let person = if ["/audit-events", "/users", "/grants"].contains(&path.as_str()) { &auditor } else { &supervisor };
        let reply = person.get(&path).await;
        assert!(matches!(reply.status, 200), "{path}: {}", reply.json);
        answers.push((path, reply.json));
    }
    for (path, answer) in answers {
        let mut found = Vec::new();
        misspelt(&answer, &mut found, &mut seen);
        assert_eq!(found, Vec::<String>::new(), "{path}");
    }
    assert!(seen > 500, "{seen}");
}
