//! v1 only grows: what a released contract said stays true. `openapi/baseline.json` holds it as plain sentences.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

use crate::contract::{document, operations, rewrite};

fn name_of(schema: &Value) -> Option<&str> {
    schema["$ref"].as_str()?.rsplit('/').next()
}

/// What a client may rely on: operations, their parameters and answers, the members of every schema.
fn promises() -> BTreeSet<String> {
    let mut said = BTreeSet::new();
    for (path, verb, operation) in operations() {
        let here = format!("{} {path}", verb.to_uppercase());
        said.insert(format!("{here} is {}", operation["operationId"].as_str().unwrap()));
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            said.insert(format!("{here} takes {} {}", parameter["in"].as_str().unwrap(), parameter["name"].as_str().unwrap()));
        }
        for (status, response) in operation["responses"].as_object().unwrap().iter().filter(|(status, _)| status.starts_with('2')) {
            let shape = name_of(&response["content"]["application/json"]["schema"]).unwrap_or("nothing");
            said.insert(format!("{here} answers {status} with {shape}"));
        }
    }
    for (name, schema) in document()["components"]["schemas"].as_object().unwrap() {
        said.extend(schema["properties"].as_object().into_iter().flatten().map(|(member, _)| format!("{name} has {member}")));
        said.extend(schema["enum"].as_array().into_iter().flatten().map(|value| format!("{name} may be {value}")));
    }
    said
}

/// What a client must send: required members of request bodies and required parameters.
fn demands() -> BTreeMap<String, BTreeSet<String>> {
    let mut asked: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (path, verb, operation) in operations() {
        let here = format!("{} {path}", verb.to_uppercase());
        let parameters = operation["parameters"].as_array().into_iter().flatten().filter(|parameter| parameter["required"] == true);
        let mut must: BTreeSet<String> = parameters.map(|parameter| parameter["name"].as_str().unwrap().to_owned()).collect();
        if let Some(body) = name_of(&operation["requestBody"]["content"]["application/json"]["schema"]) {
            let required = &document()["components"]["schemas"][body]["required"];
            must.extend(required.as_array().into_iter().flatten().map(|member| format!("/{}", member.as_str().unwrap())));
        }
        asked.insert(here, must);
    }
    asked
}

#[test]
fn what_was_released_stays_true() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi/baseline.json");
    let (promises, demands) = (promises(), demands());
    if rewrite("UPDATE_BASELINE") {
        let now = serde_json::json!({"promises": promises, "demands": demands});
        std::fs::write(&path, serde_json::to_string_pretty(&now).unwrap() + "\n").unwrap();
    }
    let released: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    let broken: Vec<&str> =
        released["promises"].as_array().unwrap().iter().filter_map(Value::as_str).filter(|said| !promises.contains(*said)).collect();
    assert!(broken.is_empty(), "taken back: {broken:#?}");
    for (operation, before) in released["demands"].as_object().unwrap() {
        let before: BTreeSet<String> = before.as_array().unwrap().iter().map(|member| member.as_str().unwrap().to_owned()).collect();
        let more: Vec<&String> = demands[operation].difference(&before).collect();
        assert!(more.is_empty(), "{operation} now also demands {more:?}");
    }
}
