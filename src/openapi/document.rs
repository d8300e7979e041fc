//! The JSON Schema of plan documents: the same types as in the contract, with references that lead nowhere outside.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde_json::{Map, Value, json};

use super::DOCUMENT;

/// Where schemas stand in the contract.
const COMPONENTS: &str = "#/components/schemas/";

/// Where they stand in a schema of its own.
const DEFS: &str = "#/$defs/";

/// The schema as text, built once per process.
pub static SCHEMA: LazyLock<String> = LazyLock::new(text);

/// The schema (JSON Schema 2020-12) as it is committed: pretty JSON with a newline at the end.
fn text() -> String {
    let contract = serde_json::to_value(&*DOCUMENT).unwrap_or_default();
    let schemas = contract.pointer("/components/schemas").and_then(Value::as_object).cloned().unwrap_or_default();
    let mut defs = Map::new();
    let mut open = vec!["PlanDocument".to_owned()];
    while let Some(name) = open.pop() {
        if let Some(mut schema) = schemas.get(&name).filter(|_| !defs.contains_key(&name)).cloned() {
            let mut named = BTreeSet::new();
            localise(&mut schema, &mut named);
            open.extend(named);
            defs.insert(name, schema);
        }
    }
    let whole = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "duban-plan/1",
        "description": "方案文件: a whole plan in one piece. An absent member means null, false, empty or the default.",
        "$ref": format!("{DEFS}PlanDocument"),
        "$defs": defs
    });
    format!("{whole:#}\n")
}

/// Makes references local and notes whither they lead; examples stay in the contract.
fn localise(schema: &mut Value, named: &mut BTreeSet<String>) {
    match schema {
        Value::Object(members) => {
            members.remove("example");
            if let Some(Value::String(reference)) = members.get_mut("$ref")
                && let Some(name) = reference.strip_prefix(COMPONENTS).map(str::to_owned)
            {
                *reference = format!("{DEFS}{name}");
                named.insert(name);
            }
            members.values_mut().for_each(|member| localise(member, named));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| localise(item, named)),
        _ => {}
    }
}
