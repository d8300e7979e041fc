//! The canonical writing of a document: members in the order of the form, nothing that is null, false or empty.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::http::{Problem, Result};

/// Longest object that stands on one line of the readable form, in characters.
const LINE: usize = 320;

/// A JSON value whose members keep their order.
#[derive(Clone, Debug, PartialEq)]
enum Json {
    Plain(Value),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    /// Null, false, an empty text, list or object: what is the same as absent.
    fn is_empty(&self) -> bool {
        match self {
            Self::Plain(value) => value.is_null() || *value == Value::Bool(false) || value.as_str() == Some(""),
            Self::List(items) => items.is_empty(),
            Self::Object(members) => members.is_empty(),
        }
    }

    /// Without the members that are empty.
    fn sparse(self) -> Self {
        match self {
            Self::Plain(value) => Self::Plain(value),
            Self::List(items) => Self::List(items.into_iter().map(Self::sparse).collect()),
            Self::Object(members) => {
                let members = members.into_iter().map(|(name, value)| (name, value.sparse()));
                Self::Object(members.filter(|(_, value)| !value.is_empty()).collect())
            }
        }
    }

    /// On one line, with a space after commas and colons.
    fn line(&self, out: &mut String) {
        match self {
            Self::Plain(value) => out.push_str(&value.to_string()),
            Self::List(items) => {
                out.push('[');
                for (at, item) in items.iter().enumerate() {
                    out.push_str(if at > 0 { ", " } else { "" });
                    item.line(out);
                }
                out.push(']');
            }
            Self::Object(members) => {
                out.push('{');
                for (at, (name, value)) in members.iter().enumerate() {
                    out.push_str(if at > 0 { ", " } else { "" });
                    out.push_str(&Value::from(name.as_str()).to_string());
                    out.push_str(": ");
                    value.line(out);
                }
                out.push('}');
            }
        }
    }

    /// Over several lines: small objects and plain lists on one line each.
    fn lines(&self, depth: usize, out: &mut String) {
        let mut short = String::new();
        self.line(&mut short);
        let of_objects = matches!(self, Self::List(items) if items.iter().any(|item| !matches!(item, Self::Plain(_))));
        if depth > 0 && !of_objects && short.chars().count() <= LINE {
            return out.push_str(&short);
        }
        let (open, close, items): (_, _, Vec<(Option<&str>, &Self)>) = match self {
            Self::Plain(_) => return out.push_str(&short),
            Self::List(items) => ('[', ']', items.iter().map(|item| (None, item)).collect()),
            Self::Object(members) => ('{', '}', members.iter().map(|(name, value)| (Some(name.as_str()), value)).collect()),
        };
        out.push(open);
        for (at, (name, value)) in items.into_iter().enumerate() {
            out.push_str(if at > 0 { ",\n" } else { "\n" });
            out.push_str(&"  ".repeat(depth + 1));
            if let Some(name) = name {
                out.push_str(&Value::from(name).to_string());
                out.push_str(": ");
            }
            value.lines(depth + 1, out);
        }
        out.push('\n');
        out.push_str(&"  ".repeat(depth));
        out.push(close);
    }
}

/// The canonical bytes of a document.
///
/// # Errors
/// When it cannot be written as JSON.
pub(super) fn bytes<T: Serialize>(document: &T) -> Result<Vec<u8>> {
    let whole = serde_json::to_string(document).map_err(Problem::internal)?;
    let ordered: Json = serde_json::from_str(&whole).map_err(Problem::internal)?;
    serde_json::to_vec(&ordered.sparse()).map_err(Problem::internal)
}

/// A document as people read it in a file: small objects on one line each, a newline at the end.
///
/// # Errors
/// When it is no JSON.
pub fn readable(document: &[u8]) -> Result<String> {
    let ordered: Json = serde_json::from_slice(document).map_err(Problem::internal)?;
    let mut text = String::new();
    ordered.lines(0, &mut text);
    text.push('\n');
    Ok(text)
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        match self {
            Self::Plain(value) => value.serialize(serializer),
            Self::List(items) => items.serialize(serializer),
            Self::Object(members) => serializer.collect_map(members.iter().map(|(name, value)| (name, value))),
        }
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        deserializer.deserialize_any(Ordered)
    }
}

struct Ordered;

impl<'de> Visitor<'de> for Ordered {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> std::result::Result<Json, E> {
        Ok(Json::Plain(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> std::result::Result<Json, E> {
        Ok(Json::Plain(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> std::result::Result<Json, E> {
        Ok(Json::Plain(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> std::result::Result<Json, E> {
        Ok(Json::Plain(value.into()))
    }

    fn visit_str<E>(self, value: &str) -> std::result::Result<Json, E> {
        Ok(Json::Plain(value.into()))
    }

    fn visit_unit<E>(self) -> std::result::Result<Json, E> {
        Ok(Json::Plain(Value::Null))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> std::result::Result<Json, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Json::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> std::result::Result<Json, A::Error> {
        let mut object = Vec::new();
        while let Some(member) = members.next_entry()? {
            object.push(member);
        }
        Ok(Json::Object(object))
    }
}
