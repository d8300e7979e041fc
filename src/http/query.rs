//! Query strings: every parameter is declared, typed, and given once; a typo must not widen a report.

use std::future::{Ready, ready};
use std::str::FromStr;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};
use utoipa::IntoParams;

use super::code::Code;
use super::json::forbidden;
use super::path::is_misspelt_id;
use super::problem::{Fault, Problem, Result};

/// The parameters of a list that every list has.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Paging {
    /// Rows per page.
    #[param(minimum = 1, maximum = 200, default = 50)]
    #[serde(default, deserialize_with = "number")]
    pub limit: Option<u64>,
    /// Where to go on: `nextCursor` of the page before.
    pub cursor: Option<String>,
    /// Also count all rows that match.
    #[param(default = false)]
    #[serde(default, deserialize_with = "boolean")]
    pub count: Option<bool>,
}

/// Most rows of a table that is asked for whole.
const WHOLE: u64 = 10_000;

/// A parsed query string: the noun's own filter, the paging where it is a list, and what a cursor must be bound to.
#[derive(Clone, Debug)]
pub struct Query<F> {
    /// The declared parameters.
    pub filter: F,
    /// limit, cursor, count.
    pub paging: Paging,
    /// All filters and the sort in canonical order; a cursor is only good for the same text.
    pub fingerprint: String,
    /// Path and query without the cursor, for the address of the next page.
    address: String,
}

/// The declared parameters of one operation.
pub trait Filter: DeserializeOwned {
    /// Whether limit, cursor and count are parameters too.
    const PAGED: bool = true;
}

impl<F: Filter> FromRequest for Query<F> {
    type Error = Problem;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::parse(request))
    }
}

impl<F: Filter> Query<F> {
    fn parse(request: &HttpRequest) -> Result<Self> {
        let (mut own, mut paging) = (Map::new(), Map::new());
        let all = pairs(request.query_string())?;
        let kept: Vec<_> = all.iter().filter(|(name, _)| name != "cursor").collect();
        let address = format!("{}?{}", request.path(), serde_urlencoded::to_string(kept).map_err(Problem::internal)?);
        for (name, value) in all {
            if is_misspelt_id(&name, &value) {
                return Err(refuse(name, Code::InvalidId));
            }
            let known_to_pages = F::PAGED && matches!(name.as_str(), "limit" | "cursor" | "count");
            let into = if known_to_pages { &mut paging } else { &mut own };
            if into.insert(name.clone(), Value::String(value)).is_some() {
                return Err(refuse(name, Code::UnknownParameter));
            }
        }
        let fingerprint = format!("{}?{}", request.path(), Value::Object(own.clone()));
        let paging: Paging = typed(paging)?;
        if paging.limit.is_some_and(|limit| !(1..=200).contains(&limit)) {
            return Err(refuse("limit", Code::OutOfRange));
        }
        Ok(Self { filter: typed(own)?, paging, fingerprint, address })
    }

    /// A table has all rows, up to 10 000 of them, unless a page is asked for: nobody would see that rows of a file are missing.
    #[must_use]
    pub fn whole(mut self, is_table: bool) -> Self {
        if is_table && self.paging.cursor.is_none() && self.paging.limit.is_none() {
            self.paging.limit = Some(WHOLE);
        }
        self
    }

    /// Refuses a table that lacks rows although no page was asked for.
    ///
    /// # Errors
    /// 400 with the parameter `limit` and the most there can be.
    pub fn check_whole(&self, next: Option<&String>) -> Result<()> {
        if next.is_none() || self.paging.limit != Some(WHOLE) {
            return Ok(());
        }
        let fault = Fault::parameter("limit", Code::Required).with("max", WHOLE);
        Err(Problem { faults: vec![fault], ..Problem::new(Code::InvalidParameter) })
    }

    /// The address of the page that starts at `cursor`.
    pub fn next(&self, cursor: Option<&String>) -> Option<String> {
        cursor.map(|cursor| format!("{}{}cursor={cursor}", self.address, if self.address.ends_with('?') { "" } else { "&" }))
    }
}

fn pairs(query: &str) -> Result<Vec<(String, String)>> {
    let lossless = |text: &str| !text.contains('\u{FFFD}') && !text.chars().any(forbidden);
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).map_err(|_| Problem::new(Code::BadRequest))?;
    match pairs.iter().find(|(name, value)| !(lossless(name) && lossless(value))) {
        Some((name, _)) => Err(refuse(name.clone(), Code::InvalidCharacter)),
        None => Ok(pairs),
    }
}

fn typed<T: DeserializeOwned>(members: Map<String, Value>) -> Result<T> {
    serde_path_to_error::deserialize(Value::Object(members)).map_err(|error| {
        let name = error.path().to_string();
        let message = error.inner().to_string();
        if message.starts_with("unknown field") {
            refuse(name, Code::UnknownParameter)
        } else if message.starts_with("missing field") {
            refuse(message.split('`').nth(1).unwrap_or_default(), Code::Required)
        } else {
            refuse(name, Code::InvalidParameter)
        }
    })
}

/// 400 for one parameter: unknown ones say so in the main code, all others are `invalid_parameter`.
pub fn refuse(name: impl Into<String>, code: Code) -> Problem {
    let main = if code == Code::UnknownParameter { code } else { Code::InvalidParameter };
    Problem { faults: vec![Fault::parameter(name, code)], ..Problem::new(main) }
}

/// An operation without any query parameter.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoParameters {}

impl Filter for NoParameters {
    const PAGED: bool = false;
}

/// `state=submitted,returned`: any of several values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnyOf<T>(pub Vec<T>);

impl<'de, T: DeserializeOwned> Deserialize<'de> for AnyOf<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let parse = |part: &str| serde_json::from_value(Value::String(part.to_owned())).map_err(D::Error::custom);
        text.split(',').map(parse).collect::<std::result::Result<_, _>>().map(Self)
    }
}

/// A number written as text; for `#[serde(default, deserialize_with)]`.
///
/// # Errors
/// When the text is not the plain decimal form.
pub fn number<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Option<u64>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let plain = text.len() <= 18 && text.bytes().all(|b| b.is_ascii_digit());
    if plain { text.parse().map(Some).map_err(D::Error::custom) } else { Err(D::Error::custom("not a number")) }
}

/// `true` or `false`; for `#[serde(default, deserialize_with)]`.
///
/// # Errors
/// For every other text.
pub fn boolean<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Option<bool>, D::Error> {
    let text = String::deserialize(deserializer)?;
    bool::from_str(&text).map(Some).map_err(D::Error::custom)
}
