//! The request body: read late, after rights are known, and answered with all its faults at once.

use std::collections::BTreeMap;

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};
use futures_util::StreamExt;
use futures_util::future::LocalBoxFuture;
use serde::de::DeserializeOwned;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa::openapi::{RefOr, Schema};
use validator::{Validate, ValidationErrors, ValidationErrorsKind};

use super::code::Code;
use super::json;
use super::problem::{Fault, Place, Problem, Result};

/// Largest ordinary body.
const MAX_BYTES: usize = 1024 * 1024;

/// Largest body of a request that brings a whole document.
const MAX_DOCUMENT: usize = 5 * MAX_BYTES;

/// Members that answers carry and requests must not.
const READ_ONLY: &[&str] = &[
    "id",
    "version",
    "createdAt",
    "updatedAt",
    "updatedBy",
    "governmentId",
    "state",
    "allowedActions",
    "path",
    "normalized",
    "multiplier",
    "effectiveLeads",
    "effectiveDue",
    "effectiveStartsOn",
    "versionNumber",
    "recordedAt",
    "firstFiledAt",
    "acceptedRevision",
    "workingRevision",
];

/// Most faults one answer tells. It also bounds the work a hostile body can cause.
pub const MAX_FAULTS: usize = 50;

/// The raw body. Extracting it never fails, so that a missing right is answered before a bad body.
///
/// It is refused beyond `MOST` bytes.
pub struct Body<const MOST: usize = MAX_BYTES> {
    read: Result<web::Bytes>,
    /// Nothing at all was sent, whatever the headers say.
    absent: bool,
}

/// The raw body where it brings a whole document.
pub type DocumentBody = Body<MAX_DOCUMENT>;

impl<const MOST: usize> FromRequest for Body<MOST> {
    type Error = actix_web::Error;
    type Future = LocalBoxFuture<'static, std::result::Result<Self, actix_web::Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let known = request.content_type().eq_ignore_ascii_case("application/json")
            || request.content_type().eq_ignore_ascii_case("application/merge-patch+json");
        let plain = request.headers().get(header::CONTENT_ENCODING).is_none();
        let utf8 = request.encoding().is_ok_and(|encoding| encoding.name() == "UTF-8");
        let mut payload = payload.take();
        Box::pin(async move {
            let mut bytes = web::BytesMut::new();
            while let Some(chunk) = payload.next().await {
                let refused = match chunk {
                    Err(_) => Some(Problem::new(Code::BadRequest)),
                    Ok(_) if !(known && plain && utf8) => Some(unsupported()),
                    Ok(chunk) if bytes.len() + chunk.len() > MOST => Some(Problem::new(Code::PayloadTooLarge).with("max", MOST)),
                    Ok(chunk) => {
                        bytes.extend_from_slice(&chunk);
                        None
                    }
                };
                if let Some(refused) = refused {
                    return Ok(Self { read: Err(refused), absent: false });
                }
            }
            let absent = bytes.is_empty();
            let read = if known && plain && utf8 { Ok(bytes.freeze()) } else { Err(unsupported()) };
            Ok(Self { read, absent })
        })
    }
}

fn unsupported() -> Problem {
    Problem::new(Code::UnsupportedMediaType).with("accept", "application/json")
}

impl<const MOST: usize> Body<MOST> {
    /// The body as `T`: shape by serde, fields by `validator`.
    ///
    /// # Errors
    /// 400 when it is no JSON, 413, 415, and 422 with every fault and its pointer.
    pub fn read<T: DeserializeOwned + Validate + ToSchema>(self) -> Result<T> {
        self.read_onto(&Value::Null)
    }

    /// A merge patch with members that are objects themselves: those are merged into the same members of `present`, as
    /// RFC 7396 section 2 asks, so that `T` gets them whole.
    ///
    /// # Errors
    /// As [`Body::read`].
    pub fn read_onto<T: DeserializeOwned + Validate + ToSchema>(self, present: &Value) -> Result<T> {
        let mut value = json::parse(&self.read?)?;
        let Value::Object(members) = &mut value else {
            return Err(Problem::at("", Code::InvalidType).with("expected", "object"));
        };
        for (name, held) in present.as_object().into_iter().flatten() {
            if let Some(patch) = members.get_mut(name).filter(|patch| patch.is_object()) {
                *patch = merged(held.clone(), patch.take());
            }
        }
        let mut faults = Vec::new();
        let Some((input, taken)) = shape::<T>(value, &mut faults) else { return Err(Problem::invalid(faults)) };
        faults.extend(violations(&input).into_iter().map(|fault| taken.as_sent(fault)));
        faults.truncate(MAX_FAULTS);
        if faults.is_empty() { Ok(input) } else { Err(Problem::invalid(faults)) }
    }
}

/// Reads a value that is no body itself as `T`.
///
/// # Errors
/// Every fault, with its pointer into the value.
pub fn shaped<T: DeserializeOwned + Validate + ToSchema>(value: Value) -> std::result::Result<T, Vec<Fault>> {
    let mut faults = Vec::new();
    let Some((input, taken)) = shape::<T>(value, &mut faults) else { return Err(faults) };
    faults.extend(violations(&input).into_iter().map(|fault| taken.as_sent(fault)));
    if faults.is_empty() { Ok(input) } else { Err(faults) }
}

/// What the rules of its members say against an input that has the right shape.
pub fn violations(input: &impl Validate) -> Vec<Fault> {
    let mut faults = Vec::new();
    if let Err(errors) = input.validate() {
        collect(&errors, "", &mut faults);
    }
    faults
}

/// RFC 7396 section 2. The depth is bounded by that of the body.
fn merged(held: Value, patch: Value) -> Value {
    let Value::Object(patch) = patch else { return patch };
    let mut whole = match held {
        Value::Object(held) => held,
        _ => serde_json::Map::new(),
    };
    for (name, value) in patch {
        match value {
            Value::Null => _ = whole.remove(&name),
            value => {
                let held = whole.remove(&name).unwrap_or_default();
                whole.insert(name, merged(held, value));
            }
        }
    }
    Value::Object(whole)
}

/// Reads the shape. After a fault the part is taken out and reading goes on, so that one answer names every fault.
fn shape<T: DeserializeOwned + ToSchema>(mut value: Value, faults: &mut Vec<Fault>) -> Option<(T, Taken)> {
    let mut taken = Taken::default();
    let mut told: Vec<String> = Vec::new();
    while faults.len() < MAX_FAULTS {
        let error = match serde_path_to_error::deserialize::<_, T>(&value) {
            Ok(input) => return Some((input, taken)),
            Err(error) => error,
        };
        let message = error.inner().to_string();
        let at = pointer_of(error.path());
        let missing = quoted_after(&message, "missing field ");
        let place = taken.place(&missing.map_or_else(|| at.clone(), |name| json::join(&at, name)));
        if !told.contains(&place) {
            faults.push(Fault::at(place.clone(), code_of(&message, &place)));
        }
        told.push(place);
        // What lacks a member is taken out whole; that it is gone now is no fault of the caller.
        told.push(taken.place(&at));
        if !taken.take_out(&mut value, &at) {
            break;
        }
    }
    faults.extend(absent::<T>(&value, &told));
    None
}

/// Which items of which arrays were taken out, so that the others are called by the numbers the caller knows.
#[derive(Default)]
struct Taken(BTreeMap<String, Vec<usize>>);

impl Taken {
    /// The number an item had when it was sent.
    fn number(&self, array: &str, at: usize) -> usize {
        self.0.get(array).into_iter().flatten().fold(at, |at, gone| if *gone <= at { at + 1 } else { at })
    }

    /// A pointer into what is left, as a pointer into what was sent.
    fn place(&self, pointer: &str) -> String {
        let (mut here, mut sent) = (String::new(), String::new());
        for part in pointer.split('/').skip(1) {
            let number = part.parse().ok().filter(|_| self.0.contains_key(&here)).map(|at| self.number(&here, at));
            sent = format!("{sent}/{}", number.map_or_else(|| part.to_owned(), |number| number.to_string()));
            here = format!("{here}/{part}");
        }
        sent
    }

    fn as_sent(&self, fault: Fault) -> Fault {
        match &fault.place {
            Place::Pointer(pointer) => Fault { place: Place::Pointer(self.place(pointer)), ..fault },
            _ => fault,
        }
    }

    fn take_out(&mut self, value: &mut Value, pointer: &str) -> bool {
        let Some((parent, last)) = pointer.rsplit_once('/') else { return false };
        let name = last.replace("~1", "/").replace("~0", "~");
        match value.pointer_mut(parent) {
            Some(Value::Object(members)) => members.remove(&name).is_some(),
            Some(Value::Array(items)) => {
                let Some(at) = name.parse().ok().filter(|at: &usize| *at < items.len()) else { return false };
                items.remove(at);
                let number = self.number(parent, at);
                let inside = format!("{pointer}/");
                self.0.retain(|array, _| array != pointer && !array.starts_with(&inside));
                let gone = self.0.entry(parent.to_owned()).or_default();
                gone.insert(gone.partition_point(|other| *other < number), number);
                true
            }
            _ => false,
        }
    }
}

/// Serde stops at the first member that is missing; the schema knows the others of the body.
fn absent<T: ToSchema>(value: &Value, named: &[String]) -> Vec<Fault> {
    let RefOr::T(Schema::Object(schema)) = T::schema() else { return Vec::new() };
    let places = schema.required.iter().filter(|name| value.get(name.as_str()).is_none()).map(|name| json::join("", name));
    places.filter(|place| !named.contains(place)).map(|place| Fault::at(place, Code::Required)).collect()
}

fn pointer_of(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    path.iter().fold(String::new(), |pointer, segment| match segment {
        Segment::Seq { index } => json::join(&pointer, &index.to_string()),
        Segment::Map { key } => json::join(&pointer, key),
        Segment::Enum { variant } => json::join(&pointer, variant),
        Segment::Unknown => pointer,
    })
}

fn quoted_after<'m>(message: &'m str, prefix: &str) -> Option<&'m str> {
    message.strip_prefix(prefix)?.strip_prefix('`')?.split('`').next()
}

/// The code behind a serde message. Our own types say their code outright; the rest is serde's fixed wording.
fn code_of(message: &str, pointer: &str) -> Code {
    let word = message.split(|c: char| !c.is_ascii_lowercase() && c != '_').next().unwrap_or_default();
    if let Some(code) = Code::of_name(word) {
        return code;
    }
    if message.starts_with("missing field") {
        Code::Required
    } else if message.starts_with("unknown field") {
        let name = pointer.rsplit('/').next().unwrap_or_default();
        if READ_ONLY.contains(&name) { Code::ReadOnlyField } else { Code::UnknownField }
    } else if message.starts_with("unknown variant") {
        Code::InvalidValue
    } else if message.starts_with("invalid value") && message.contains("integer") {
        Code::OutOfRange
    } else if message.contains("premature end of input")
        || message.contains("input contains invalid characters")
        || message.contains("input is out of range")
    {
        Code::InvalidDate
    } else {
        Code::InvalidType
    }
}

/// Turns the field errors of `validator` into faults; Rust names become member names.
fn collect(errors: &ValidationErrors, pointer: &str, faults: &mut Vec<Fault>) {
    for (field, kind) in errors.errors() {
        let here = json::join(pointer, &camel(field));
        match kind {
            ValidationErrorsKind::Struct(inner) => collect(inner, &here, faults),
            ValidationErrorsKind::List(items) => {
                for (index, inner) in items {
                    collect(inner, &json::join(&here, &index.to_string()), faults);
                }
            }
            ValidationErrorsKind::Field(all) => {
                for error in all {
                    let code = Code::of_name(&error.code).unwrap_or(match error.code.as_ref() {
                        "length" => length_code(error),
                        "range" => Code::OutOfRange,
                        _ => Code::InvalidValue,
                    });
                    let mut fault = Fault::at(here.clone(), code);
                    fault.params.extend(
                        error
                            .params
                            .iter()
                            .filter(|(name, _)| matches!(name.as_ref(), "min" | "max"))
                            .map(|(n, v)| (n.to_string(), v.clone())),
                    );
                    faults.push(fault);
                }
            }
        }
    }
}

fn length_code(error: &validator::ValidationError) -> Code {
    let size = |value: &Value| value.as_str().map(|text| text.chars().count()).or_else(|| value.as_array().map(Vec::len)).unwrap_or(0);
    let actual = error.params.get("value").map(size).unwrap_or(0);
    let min = error.params.get("min").and_then(Value::as_u64).and_then(|min| usize::try_from(min).ok()).unwrap_or(0);
    if actual >= min {
        Code::TooLong
    } else if actual == 0 {
        Code::Required
    } else {
        Code::TooShort
    }
}

/// `document_number` becomes `documentNumber`.
fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |mut out, word| {
        let mut letters = word.chars();
        out.extend(letters.next().map(|c| c.to_ascii_uppercase()));
        out.push_str(letters.as_str());
        out
    })
}

/// A request that must not carry anything but an empty object or nothing at all.
#[derive(serde::Deserialize, Validate, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({}))]
pub struct Nothing {}

impl<const MOST: usize> Body<MOST> {
    /// The body where it may be left out: an absent body reads as `{}`.
    ///
    /// # Errors
    /// As [`Body::read`].
    pub fn read_or_empty<T: DeserializeOwned + Validate + ToSchema>(self) -> Result<T> {
        if self.absent { Self { read: Ok(web::Bytes::from_static(b"{}")), absent: false }.read() } else { self.read() }
    }
}
