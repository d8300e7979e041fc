//! The contract is a file: it equals what the code says, and every operation in it is complete.

use std::path::{Path, PathBuf};

use serde_json::Value;

fn file(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

pub(crate) fn document() -> Value {
    serde_json::from_str(&duban::openapi::text()).unwrap()
}

/// Every operation: path, verb, description.
pub(crate) fn operations() -> Vec<(String, String, Value)> {
    let document = document();
    let paths = document["paths"].as_object().unwrap();
    let verbs = paths.iter().flat_map(|(path, item)| item.as_object().unwrap().iter().map(move |(verb, it)| (path, verb, it)));
    verbs.map(|(path, verb, operation)| (path.clone(), verb.clone(), operation.clone())).collect()
}

/// Whether an operation can be called without a token.
pub(crate) fn is_open(operation: &Value) -> bool {
    operation["security"].as_array().is_some_and(|all| all.iter().all(|one| one.as_object().is_some_and(serde_json::Map::is_empty)))
}

#[expect(clippy::disallowed_methods, reason = "the switch that rewrites committed files")]
pub(crate) fn rewrite(switch: &str) -> bool {
    std::env::var(switch).is_ok()
}

#[test]
fn the_committed_contract_is_the_one_the_code_serves() {
    let (path, now) = (file("openapi/openapi.json"), duban::openapi::text());
    if rewrite("UPDATE_OPENAPI") {
        std::fs::write(&path, &now).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == now, "openapi/openapi.json differs from the code; look at the diff after: UPDATE_OPENAPI=1 cargo test contract");
}

#[test]
fn every_operation_is_complete() {
    let (mut wrong, document) = (Vec::new(), document());
    let mut ids = std::collections::BTreeSet::new();
    for (path, verb, operation) in operations() {
        let mut must = |holds: bool, what: &str| {
            if !holds {
                wrong.push(format!("{verb} {path}: {what}"));
            }
        };
        must(operation["operationId"].as_str().is_some_and(|id| ids.insert(id.to_owned())), "needs an operationId of its own");
        must(operation["tags"].as_array().is_some_and(|tags| tags.len() == 1), "needs one tag");
        must(operation["summary"].as_str().is_some_and(|summary| summary.len() > 10), "needs a summary");
        must(operation["security"].is_array(), "must say its security");
        let responses = operation["responses"].as_object().unwrap();
        must(responses.keys().any(|status| status.starts_with('2')), "needs a success");
        must(responses.keys().any(|status| status.starts_with('4')), "needs its problems");
        if !is_open(&operation) {
            must(responses.contains_key("401"), "needs 401");
        }
        if matches!(verb.as_str(), "patch" | "delete") && !path.contains("/auth/") {
            must(responses.contains_key("412") && responses.contains_key("428"), "a change needs If-Match");
        }
        for (status, response) in responses.iter().filter(|(status, _)| status.starts_with('2')) {
            let Some(schema) = response["content"]["application/json"]["schema"]["$ref"].as_str() else {
                let file = response["content"].as_object().is_some_and(|content| !content.contains_key("application/json"));
                must(status == "204" || file, "a success without a schema");
                continue;
            };
            let name = schema.rsplit('/').next().unwrap();
            let component = &document["components"]["schemas"][name];
            let from_items =
                component["properties"]["items"]["items"]["$ref"].as_str().map(|item| item.rsplit('/').next().unwrap().to_owned());
            let shown = |name: &str| document["components"]["schemas"][name]["example"].is_object();
            must(shown(name) || from_items.is_some_and(|item| shown(&item)), "its answer needs an example");
        }
        let body = &operation["requestBody"]["content"]["application/json"]["schema"];
        if !body.is_null() {
            let named = body["$ref"].as_str().or_else(|| body["oneOf"].as_array()?.iter().find_map(|one| one["$ref"].as_str()));
            let name = named.unwrap_or_default().rsplit('/').next().unwrap().to_owned();
            must(document["components"]["schemas"][&name]["example"].is_object(), "its request needs an example");
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_schema_for_input_is_closed() {
    let document = document();
    for (path, verb, operation) in operations() {
        let body = &operation["requestBody"]["content"]["application/json"]["schema"];
        if let Some(reference) = body["$ref"].as_str() {
            let schema = &document["components"]["schemas"][reference.rsplit('/').next().unwrap()];
            assert_eq!(schema["additionalProperties"], false, "{verb} {path}: {reference}");
        }
    }
}

#[test]
fn every_reference_leads_somewhere() {
    let document = document();
    let mut open = vec![&document];
    while let Some(value) = open.pop() {
        if let Some(reference) = value["$ref"].as_str() {
            assert!(document.pointer(reference.trim_start_matches('#')).is_some(), "{reference}");
        }
        match value {
            Value::Object(members) => open.extend(members.values()),
            Value::Array(items) => open.extend(items),
            _ => {}
        }
    }
}
