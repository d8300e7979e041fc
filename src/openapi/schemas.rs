//! The last form of the schemas, by rules that hold for all of them: what is always there, what a merge patch may leave out, one description per member.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::schema::{Object, Schema, SchemaType, Type};
use utoipa::openapi::{OpenApi, RefOr};

/// Answers some of whose members may really be absent.
const MAY_LACK_MEMBERS: &[&str] = &["ProblemBody", "FaultBody"];

type Schemas = BTreeMap<String, RefOr<Schema>>;

/// Completes all schemas of the contract.
pub(super) fn finish(document: &mut OpenApi) {
    let patches: BTreeSet<String> = document.paths.paths.values().filter_map(|item| item.patch.as_ref()).flat_map(asked).collect();
    let all = || document.paths.paths.values().flat_map(operations);
    let (asked, answered): (BTreeSet<String>, BTreeSet<String>) = (all().flat_map(asked).collect(), all().flat_map(answers).collect());
    let Some(components) = &mut document.components else { return };
    let schemas = &mut components.schemas;
    split_patches(schemas, &patches);
    let (asked, answered) = (reachable(schemas, asked), reachable(schemas, answered));
    for (name, schema) in schemas.iter_mut() {
        let always_whole = answered.contains(name) && !asked.contains(name) && !MAY_LACK_MEMBERS.contains(&name.as_str());
        walk(schema, &mut |schema| {
            describe(schema);
            match schema {
                RefOr::T(Schema::Object(object)) if always_whole => object.required = object.properties.keys().cloned().collect(),
                RefOr::T(Schema::Object(object)) if asked.contains(name) => object.properties.values_mut().for_each(default_in_words),
                _ => {}
            }
        });
    }
}

fn operations(item: &PathItem) -> impl Iterator<Item = &Operation> {
    [&item.get, &item.post, &item.put, &item.patch, &item.delete].into_iter().flatten()
}

/// The schemas that the body of a request names.
fn asked(operation: &Operation) -> Vec<String> {
    let body = operation.request_body.iter().flat_map(|body| match body {
        RefOr::T(body) => body.content.values().collect(),
        RefOr::Ref(_) => Vec::new(),
    });
    body.filter_map(|content| if let RefOr::T(content) = content { content.schema.clone() } else { None }).flat_map(names_in).collect()
}

/// The schemas that the answers name.
fn answers(operation: &Operation) -> Vec<String> {
    let answers = operation.responses.responses.values();
    let content = answers.flat_map(|answer| if let RefOr::T(answer) = answer { answer.content.values().collect() } else { Vec::new() });
    content.filter_map(|content| if let RefOr::T(content) = content { content.schema.clone() } else { None }).flat_map(names_in).collect()
}

/// Visits a schema and all schemas written inside it; references are visited, not followed.
fn walk(schema: &mut RefOr<Schema>, visit: &mut dyn FnMut(&mut RefOr<Schema>)) {
    visit(schema);
    let RefOr::T(schema) = schema else { return };
    match schema {
        Schema::Object(object) => {
            object.properties.values_mut().for_each(|member| walk(member, visit));
            if let Some(utoipa::openapi::schema::AdditionalProperties::RefOr(values)) = object.additional_properties.as_deref_mut() {
                walk(values, visit);
            }
        }
        Schema::Array(array) => {
            if let utoipa::openapi::schema::ArrayItems::RefOrSchema(items) = &mut array.items {
                walk(items, visit);
            }
        }
        Schema::OneOf(one) => one.items.iter_mut().for_each(|item| walk(item, visit)),
        Schema::AllOf(all) => all.items.iter_mut().for_each(|item| walk(item, visit)),
        Schema::AnyOf(any) => any.items.iter_mut().for_each(|item| walk(item, visit)),
        _ => {}
    }
}

/// The names of all schemas referred to.
fn names_in(mut schema: RefOr<Schema>) -> Vec<String> {
    let mut names = Vec::new();
    walk(&mut schema, &mut |schema| names.extend(name_of(schema)));
    names
}

fn name_of(schema: &RefOr<Schema>) -> Option<String> {
    let RefOr::Ref(reference) = schema else { return None };
    reference.ref_location.strip_prefix("#/components/schemas/").map(str::to_owned)
}

/// These schemas and all that they lead to.
fn reachable(schemas: &Schemas, from: BTreeSet<String>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open: Vec<String> = from.into_iter().collect();
    while let Some(name) = open.pop() {
        if let Some(schema) = schemas.get(&name).filter(|_| !found.contains(&name)) {
            open.extend(names_in(schema.clone()));
            found.insert(name);
        }
    }
    found
}

/// A merge patch merges the objects inside it too (RFC 7396), so there they may lack members: each gets a schema of its own, `…Patch`.
fn split_patches(schemas: &mut Schemas, patches: &BTreeSet<String>) {
    let is_object = |schema: &RefOr<Schema>| matches!(schema, RefOr::T(Schema::Object(object)) if !object.properties.is_empty());
    let objects: BTreeSet<String> = schemas.iter().filter(|(_, schema)| is_object(schema)).map(|(name, _)| name.clone()).collect();
    let mut split = BTreeSet::new();
    for patch in patches {
        let Some(RefOr::T(Schema::Object(patch))) = schemas.get_mut(patch) else { continue };
        for member in patch.properties.values_mut() {
            redirect(member, &objects, &mut split);
        }
    }
    for name in split {
        if let Some(RefOr::T(Schema::Object(whole))) = schemas.get(&name) {
            schemas.insert(format!("{name}Patch"), RefOr::T(Schema::Object(partial(whole.clone()))));
        }
    }
}

/// Turns a reference to an object into one to its patch; the items of a list are replaced whole and stay.
fn redirect(member: &mut RefOr<Schema>, objects: &BTreeSet<String>, split: &mut BTreeSet<String>) {
    match member {
        RefOr::Ref(reference) => {
            let name = reference.ref_location.rsplit('/').next().unwrap_or_default().to_owned();
            if objects.contains(&name) {
                reference.ref_location.push_str("Patch");
                split.insert(name);
            }
        }
        RefOr::T(Schema::OneOf(one)) => one.items.iter_mut().for_each(|item| redirect(item, objects, split)),
        RefOr::T(_) => {}
    }
}

fn partial(mut whole: Object) -> Object {
    let kept = std::mem::take(&mut whole.required);
    for (_, member) in whole.properties.iter_mut().filter(|(name, _)| !kept.contains(name)) {
        if let RefOr::T(Schema::Object(member)) = member
            && let SchemaType::Type(kind) = &member.schema_type
        {
            member.schema_type = SchemaType::Array(vec![kind.clone(), Type::Null]);
        }
    }
    whole.description = whole.description.map(|text| format!("{text}\n\nAs part of a change: what is left out stays."));
    whole
}

/// A member that may be null is described at the member, where generators look; and texts are not broken where the code breaks them.
fn describe(schema: &mut RefOr<Schema>) {
    match schema {
        RefOr::Ref(reference) => reference.description = one_line(&reference.description),
        RefOr::T(Schema::OneOf(one)) if one.description.is_none() => {
            let inside = one.items.iter_mut().find_map(|item| match item {
                RefOr::Ref(reference) if !reference.description.is_empty() => Some(std::mem::take(&mut reference.description)),
                _ => None,
            });
            one.description = inside.map(|text| one_line(&text));
        }
        RefOr::T(Schema::Object(object)) => object.description = object.description.take().map(|text| one_line(&text)),
        RefOr::T(Schema::Array(array)) => array.description = array.description.take().map(|text| one_line(&text)),
        RefOr::T(_) => {}
    }
}

/// The text with its paragraphs on one line each.
pub(super) fn one_line(text: &str) -> String {
    text.split("\n\n").map(|paragraph| paragraph.replace('\n', " ")).collect::<Vec<_>>().join("\n\n")
}

/// Says the default of a member of a request in its description: several generators make members with a `default` required,
/// and the `null` that serde fills in for "absent" would read as "clears" in a merge patch.
fn default_in_words(member: &mut RefOr<Schema>) {
    let (default, description) = match member {
        RefOr::T(Schema::Object(object)) => (object.default.take(), &mut object.description),
        RefOr::T(Schema::Array(array)) => (array.default.take(), &mut array.description),
        RefOr::T(Schema::OneOf(one)) => (one.default.take(), &mut one.description),
        RefOr::Ref(reference) => {
            reference.description = with_default(&reference.description, reference.default.take().as_ref());
            return;
        }
        RefOr::T(_) => return,
    };
    if default.is_some() {
        *description = Some(with_default(description.as_deref().unwrap_or_default(), default.as_ref()));
    }
}

fn with_default(description: &str, default: Option<&Value>) -> String {
    match default {
        None | Some(Value::Null) => description.to_owned(),
        Some(default) => format!("{description} Default: `{default}`.").trim_start().to_owned(),
    }
}
