//! Ids and numbers in paths: the canonical lower-case UUID, the plain number from 1, and nothing else.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use uuid::Uuid;

use super::code::Code;
use super::problem::{Problem, Result};

/// The `{id}` of the path.
#[derive(Clone, Copy, Debug)]
pub struct Id(pub Uuid);

impl FromRequest for Id {
    type Error = Problem;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(request.match_info().get("id").and_then(parse_id).map(Self).ok_or_else(|| Problem::new(Code::InvalidId)))
    }
}

/// The `{n}` of the path: the number of a part, from 1.
#[derive(Clone, Copy, Debug)]
pub struct Number(pub i32);

impl FromRequest for Number {
    type Error = Problem;
    type Future = Ready<Result<Self>>;

    /// What is no number in plain decimal form numbers nothing: 404.
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let text = request.match_info().get("n").filter(|text| text.bytes().all(|b| b.is_ascii_digit()) && !text.starts_with('0'));
        ready(text.and_then(|text| text.parse().ok()).map(Self).ok_or_else(Problem::not_found))
    }
}

/// Whether a member or parameter that names an id (`unitId`, `unitId.under`) holds one in another spelling than the accepted one.
pub fn is_misspelt_id(name: &str, text: &str) -> bool {
    let name = name.split('.').next().unwrap_or_default();
    (name == "id" || name.ends_with("Id")) && parse_id(text).is_none() && Uuid::try_parse(text).is_ok()
}

/// Reads the one accepted spelling; the uuid crate would take four.
pub fn parse_id(text: &str) -> Option<Uuid> {
    let id = Uuid::try_parse(text).ok()?;
    (id.hyphenated().to_string() == text).then_some(id)
}
