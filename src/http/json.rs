//! Strict reading of JSON: UTF-8 only, no duplicate members, bounded depth, clean text in NFC.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::code::Code;
use super::path::is_misspelt_id;
use super::problem::{Fault, Problem, Result};

/// Deepest nesting accepted.
const MAX_DEPTH: usize = 32;

/// Most faults of characters one answer tells.
const MAX_FAULTS: usize = 50;

/// Reads one JSON document.
///
/// # Errors
/// 400 `invalid_encoding`, `malformed_json`, `duplicate_key`, `too_deep`; 422 `invalid_character` with a pointer.
pub fn parse(bytes: &[u8]) -> Result<Value> {
    let text = std::str::from_utf8(bytes).map_err(|_| Problem::new(Code::InvalidEncoding))?;
    let mut faults = Vec::new();
    let mut reader = serde_json::Deserializer::from_str(text);
    let seed = Strict { depth: 0, pointer: String::new(), faults: &mut faults };
    let value = seed.deserialize(&mut reader).and_then(|value| reader.end().map(|()| value)).map_err(|error| unreadable(&error))?;
    Problem::unless_empty(faults)?;
    Ok(value)
}

fn unreadable(error: &serde_json::Error) -> Problem {
    let message = error.to_string();
    let code = [Code::DuplicateKey, Code::TooDeep].into_iter().find(|code| message.starts_with(code.name()));
    Problem::new(code.unwrap_or(Code::MalformedJson)).with("line", error.line()).with("column", error.column())
}

/// Appends a member name to a JSON pointer (RFC 6901 escapes).
pub fn join(pointer: &str, member: &str) -> String {
    format!("{pointer}/{}", member.replace('~', "~0").replace('/', "~1"))
}

struct Strict<'f> {
    depth: usize,
    pointer: String,
    faults: &'f mut Vec<Fault>,
}

impl Strict<'_> {
    fn below(&mut self, member: &str) -> Strict<'_> {
        Strict { depth: self.depth + 1, pointer: join(&self.pointer, member), faults: self.faults }
    }

    fn check_depth<E: serde::de::Error>(&self) -> std::result::Result<(), E> {
        if self.depth >= MAX_DEPTH { Err(E::custom(Code::TooDeep.name())) } else { Ok(()) }
    }

    fn text(self, text: String) -> Value {
        let fault = if text.chars().any(forbidden) {
            Some(Code::InvalidCharacter)
        } else {
            let name = self.pointer.rsplit('/').next().unwrap_or_default();
            is_misspelt_id(name, &text).then_some(Code::InvalidId)
        };
        if let Some(code) = fault.filter(|_| self.faults.len() < MAX_FAULTS) {
            self.faults.push(Fault::at(self.pointer, code));
        }
        Value::String(if is_nfc(&text) { text } else { text.nfc().collect() })
    }
}

/// Control characters but newline and tab, the bidirectional marks that make a text read differently from what it says, and what
/// nobody can see: zero-width spaces, byte order marks, separators of lines, tags. (Joiners stay: scripts and emoji need them.)
pub fn forbidden(c: char) -> bool {
    let invisible = matches!(c, '\u{61C}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{2069}'
        | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}');
    invisible || (c.is_control() && c != '\n' && c != '\t')
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> std::result::Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> std::result::Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> std::result::Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> std::result::Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> std::result::Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> std::result::Result<Value, E> {
        Ok(self.text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> std::result::Result<Value, E> {
        Ok(self.text(value))
    }

    fn visit_unit<E>(self) -> std::result::Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> std::result::Result<Value, A::Error> {
        self.check_depth()?;
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self.below(&list.len().to_string()))? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut members: A) -> std::result::Result<Value, A::Error> {
        self.check_depth()?;
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            let value = members.next_value_seed(self.below(&name))?;
            if object.insert(name, value).is_some() {
                return Err(A::Error::custom(Code::DuplicateKey.name()));
            }
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may panic")]
    use super::*;

    fn code_of(text: &str) -> &'static str {
        match parse(text.as_bytes()) {
            Ok(_) => "ok",
            Err(problem) => problem.faults.first().map_or(problem.code.name(), |fault| fault.code.name()),
        }
    }

    #[test]
    fn what_is_not_strict_json_is_refused_by_its_own_code() {
        let deep = |n: usize| format!("{}{}", "[".repeat(n), "]".repeat(n));
        for (text, expected) in [
            (r#"{"a":1,"a":2}"#, "duplicate_key"),
            (r#"{"a":[{"b":1,"b":1}]}"#, "duplicate_key"),
            (r#"{"a":"x\u0000"}"#, "invalid_character"),
            (r#"{"a":"x\u202e"}"#, "invalid_character"),
            (r#"{"a":"line\nbreak\t"}"#, "ok"),
            (r#"{"a":"\ud800"}"#, "malformed_json"),
            ("{} {}", "malformed_json"),
            ("", "malformed_json"),
            ("NaN", "malformed_json"),
            ("\u{feff}{}", "malformed_json"),
        ] {
            assert_eq!(code_of(text), expected, "{text}");
        }
        assert_eq!(code_of(&deep(32)), "ok");
        assert_eq!(code_of(&deep(33)), "too_deep");
        assert_eq!(code_of(&deep(100_000)), "too_deep");
        assert_eq!(parse(b"\"\xff\"").unwrap_err().code, Code::InvalidEncoding);
    }

    #[test]
    fn text_is_composed() {
        assert_eq!(parse("\"e\u{301}\"".as_bytes()).unwrap(), Value::from("é"));
    }
}
