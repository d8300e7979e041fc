//! Compares a JSON value with a schema of the contract: no unknown member, none missing, types, lists of values and simple formats right.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// The contract, to look references up in.
pub(crate) struct Shapes {
    pub(crate) document: Value,
    /// Answers are whole: members that a request may leave out are there as well. (A palette names only the colours that were chosen.)
    pub(crate) whole: bool,
}

/// An object schema with all its parts (`allOf`) laid together.
#[derive(Default)]
struct Members<'s> {
    known: BTreeMap<&'s str, &'s Value>,
    required: BTreeSet<&'s str>,
    others: Option<&'s Value>,
}

impl Shapes {
    /// The schema a reference leads to; any other schema itself.
    fn resolve<'s>(&'s self, schema: &'s Value) -> &'s Value {
        match schema["$ref"].as_str() {
            Some(reference) => {
                self.resolve(self.document.pointer(reference.trim_start_matches('#')).unwrap_or_else(|| panic!("{reference}")))
            }
            None => schema,
        }
    }

    /// What is wrong with `value`, each fault with its place.
    pub(crate) fn faults(&self, schema: &Value, value: &Value) -> Vec<String> {
        let mut faults = Vec::new();
        self.compare(schema, value, "", &mut faults);
        faults
    }

    fn compare(&self, schema: &Value, value: &Value, at: &str, faults: &mut Vec<String>) {
        let schema = self.resolve(schema);
        if schema.as_object().is_some_and(|members| members.keys().all(|name| name == "description")) {
            // Any value at all.
            return;
        }
        if let Some(choices) = schema["oneOf"].as_array() {
            let allows_null = choices.iter().any(|choice| choice["type"] == "null");
            if !(value.is_null() && allows_null) {
                faults.extend(self.best_of(choices, value, at));
            }
            return;
        }
        if !of_type(schema, value) {
            faults.push(format!("{at}: {value} is not {}", schema["type"]));
            return;
        }
        if schema["enum"].as_array().is_some_and(|values| !values.contains(value)) {
            faults.push(format!("{at}: {value} is not in the list"));
        }
        if !of_format(schema["format"].as_str().unwrap_or_default(), value) {
            faults.push(format!("{at}: {value} is not a {}", schema["format"]));
        }
        match value {
            Value::Object(members) => self.compare_members(schema, members, at, faults),
            Value::Array(items) => {
                for (n, item) in items.iter().enumerate() {
                    self.compare(&schema["items"], item, &format!("{at}/{n}"), faults);
                }
            }
            _ => {}
        }
    }

    /// Faults against the choices other than `null`: those of the one that fits best.
    fn best_of(&self, choices: &[Value], value: &Value, at: &str) -> Vec<String> {
        let tried = choices.iter().filter(|choice| choice["type"] != "null").map(|choice| {
            let mut own = Vec::new();
            self.compare(choice, value, at, &mut own);
            own
        });
        tried.min_by_key(Vec::len).unwrap_or_default()
    }

    fn compare_members(&self, schema: &Value, members: &serde_json::Map<String, Value>, at: &str, faults: &mut Vec<String>) {
        let mut wanted = Members::default();
        self.gather(schema, &mut wanted);
        if self.whole && !at.ends_with("/palette") {
            wanted.required.extend(wanted.known.keys());
        }
        for name in wanted.required.iter().filter(|name| !members.contains_key(**name)) {
            faults.push(format!("{at}/{name}: missing"));
        }
        for (name, value) in members {
            match (wanted.known.get(name.as_str()), wanted.others) {
                (Some(schema), _) => self.compare(schema, value, &format!("{at}/{name}"), faults),
                (None, Some(_)) => {}
                (None, None) => faults.push(format!("{at}/{name}: not in the contract")),
            }
        }
    }

    fn gather<'s>(&'s self, schema: &'s Value, into: &mut Members<'s>) {
        let schema = self.resolve(schema);
        schema["allOf"].as_array().into_iter().flatten().for_each(|part| self.gather(part, into));
        into.known.extend(schema["properties"].as_object().into_iter().flatten().map(|(name, schema)| (name.as_str(), schema)));
        into.required.extend(schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str));
        if let Some(others) = schema.get("additionalProperties").filter(|others| **others != Value::Bool(false)) {
            into.others = Some(others);
        }
    }
}

fn of_type(schema: &Value, value: &Value) -> bool {
    let is = |name: &Value| match name.as_str() {
        Some("null") => value.is_null(),
        Some("boolean") => value.is_boolean(),
        Some("integer") => value.is_i64() || value.is_u64(),
        Some("number") => value.is_number(),
        Some("string") => value.is_string(),
        Some("array") => value.is_array(),
        Some("object") => value.is_object(),
        _ => panic!("unknown type {name}"),
    };
    match &schema["type"] {
        Value::Null => true,
        Value::Array(any) => any.iter().any(is),
        one => is(one),
    }
}

fn of_format(format: &str, value: &Value) -> bool {
    let Some(text) = value.as_str() else { return true };
    match format {
        "date" => text.parse::<duban::domain::day::Day>().is_ok(),
        "date-time" => text.parse::<duban::domain::instant::Instant>().is_ok(),
        "uuid" => duban::http::path::parse_id(text).is_some(),
        _ => true,
    }
}
