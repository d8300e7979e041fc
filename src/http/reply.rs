//! Answers and their tags: what a handler returns, and the version a writer must name.

use std::future::{Ready, ready};

use actix_web::body::BoxBody;
use actix_web::dev::Payload;
use actix_web::http::{StatusCode, header};
use actix_web::{FromRequest, HttpRequest, HttpResponse, Responder};
use chrono::{DateTime, Utc};
use serde::Serialize;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::code::Code;
use super::headers::disposition;
use super::media::Media;
use super::problem::{Problem, Result};
use crate::domain::instant::Instant;

/// A finished answer. Writes build it before they commit, so that effect and answer are kept together.
#[derive(Clone, Debug)]
pub struct Reply {
    /// HTTP status.
    pub status: StatusCode,
    /// `Location` of a created thing.
    pub location: Option<String>,
    /// `ETag`, quoted.
    pub etag: Option<String>,
    /// `Link` to the next page of a list.
    pub link: Option<String>,
    /// What the body is.
    pub media: Media,
    /// Under what name a browser keeps it.
    pub file_name: Option<String>,
    /// The body; empty for 204.
    pub body: Vec<u8>,
}

/// A thing with a version: its tag is `"<version>-<digest of the body>"`.
///
/// The version is what `If-Match` compares; the digest makes `If-None-Match` right for derived members too.
pub trait Versioned: Serialize {
    /// Identity, for `Location`.
    fn id(&self) -> Uuid;
    /// The row's version.
    fn version(&self) -> i32;
}

/// Implements [`Versioned`] for shapes with `id` and `version`.
#[macro_export]
macro_rules! versioned {
    ($($shape:ty),* $(,)?) => { $(
        impl $crate::http::Versioned for $shape {
            fn id(&self) -> uuid::Uuid { self.id }
            fn version(&self) -> i32 { self.version }
        }
    )* };
}

impl Reply {
    /// 200 with an item.
    ///
    /// # Errors
    /// When it cannot be written as JSON.
    pub fn item<T: Versioned>(item: &T) -> Result<Self> {
        let body = serde_json::to_vec(item).map_err(Problem::internal)?;
        let etag = Some(format!("\"{}-{}\"", item.version(), digest(&body)));
        Ok(Self { etag, ..Self::of(Media::Json, body) })
    }

    /// 201 with an item and where it lives (`collection` is its path below `/api/v1`).
    ///
    /// # Errors
    /// When it cannot be written as JSON.
    pub fn created<T: Versioned>(collection: &str, item: &T) -> Result<Self> {
        let location = Some(format!("/api/v1/{collection}/{}", item.id()));
        Ok(Self { status: StatusCode::CREATED, location, ..Self::item(item)? })
    }

    /// 200 with a list or a report; the tag is the digest of the body.
    ///
    /// # Errors
    /// When it cannot be written as JSON.
    pub fn report<T: Serialize>(report: &T) -> Result<Self> {
        Ok(Self::written(serde_json::to_vec(report).map_err(Problem::internal)?))
    }

    /// 200 with a report that is written as JSON already.
    pub fn written(body: Vec<u8>) -> Self {
        Self::of(Media::Json, body)
    }

    /// 200 with a table, workbook, document, picture or page; `name` is that of the file, without its ending.
    pub fn file(media: Media, name: &str, body: Vec<u8>) -> Self {
        Self { file_name: Some(format!("{name}.{}", media.extension())), ..Self::of(media, body) }
    }

    fn of(media: Media, body: Vec<u8>) -> Self {
        let etag = Some(format!("\"{}\"", digest(&body)));
        Self { status: StatusCode::OK, location: None, etag, link: None, media, file_name: None, body }
    }

    /// Names the address of the next page, where there is one.
    #[must_use]
    pub fn linked(self, next: Option<String>) -> Self {
        Self { link: next.map(|next| format!("<{next}>; rel=\"next\"")), ..self }
    }

    /// 200 with a page of a list; `next` is the address of the next page.
    ///
    /// # Errors
    /// When it cannot be written as JSON.
    pub fn page<T: Serialize>(page: &T, next: Option<String>) -> Result<Self> {
        Ok(Self::report(page)?.linked(next))
    }

    /// 200 with something that must not be cached or tagged, such as tokens.
    ///
    /// # Errors
    /// When it cannot be written as JSON.
    pub fn secret<T: Serialize>(value: &T) -> Result<Self> {
        Ok(Self { etag: None, ..Self::report(value)? })
    }

    /// 204.
    pub fn no_content() -> Self {
        Self { status: StatusCode::NO_CONTENT, etag: None, ..Self::of(Media::Json, Vec::new()) }
    }
}

/// Pictures and pages bring their own style and nothing else: no script, nothing from outside.
const STILL: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'";

fn digest(body: &[u8]) -> String {
    Sha256::digest(body).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

impl Responder for Reply {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        let mut response = HttpResponse::build(self.status);
        if let Some(location) = self.location {
            response.insert_header((header::LOCATION, location));
        }
        if let Some(etag) = self.etag {
            response.insert_header((header::ETAG, etag));
        } else {
            response.insert_header((header::CACHE_CONTROL, "no-store"));
        }
        if let Some(link) = self.link {
            response.insert_header((header::LINK, link));
        }
        if let Some(name) = self.file_name {
            response.insert_header((header::CONTENT_DISPOSITION, disposition(self.media.is_shown(), &name)));
        }
        if matches!(self.media, Media::Svg | Media::Html) {
            response.insert_header((header::CONTENT_SECURITY_POLICY, STILL));
        }
        if self.status == StatusCode::NO_CONTENT {
            response.finish()
        } else {
            response.content_type(self.media.content_type()).body(self.body)
        }
    }
}

/// What the thing was when the caller saw it: the `If-Match` header (RFC 9110 section 13.1.1).
#[derive(Clone, Debug)]
pub struct IfMatch(Option<String>);

impl FromRequest for IfMatch {
    type Error = Problem;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let all: Vec<_> = request.headers().get_all(header::IF_MATCH).filter_map(|value| value.to_str().ok()).collect();
        ready(Ok(Self((!all.is_empty()).then(|| all.join(",")))))
    }
}

/// The present version of a thing, and who made it so.
#[derive(Clone, Copy, Debug)]
pub struct Current<'r> {
    /// Version of the row.
    pub version: i32,
    /// Who changed it last.
    pub changed_by: &'r str,
    /// When.
    pub changed_at: DateTime<Utc>,
}

impl IfMatch {
    /// Compares versions only, so that the `version` of a list row makes a good tag. `*` names no version and counts as missing.
    ///
    /// # Errors
    /// 428 when there is no tag, 412 when none of them names the present version.
    pub fn check(&self, current: Current<'_>) -> Result<()> {
        let tags = self.0.as_deref().filter(|tags| tags.trim() != "*").ok_or_else(|| Problem::new(Code::IfMatchRequired))?;
        if tags.split(',').any(|tag| version_of(tag) == Some(current.version)) {
            return Ok(());
        }
        Err(Problem::new(Code::VersionConflict)
            .with("currentVersion", current.version)
            .with("changedBy", current.changed_by)
            .with("changedAt", Instant(current.changed_at).to_string()))
    }
}

/// The version in a strong tag, `"7"` or `"7-3f2a91bc"`; weak tags never match.
fn version_of(tag: &str) -> Option<i32> {
    let inner = tag.trim().strip_prefix('"')?.strip_suffix('"')?;
    inner.split('-').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_matches_by_its_version() {
        let current = Current { version: 7, changed_by: "甲", changed_at: DateTime::UNIX_EPOCH };
        let code = |tags: &str| IfMatch(Some(tags.to_owned())).check(current).err().map(|problem| problem.code);
        for good in ["\"7\"", "\"7-00ff\"", "\"6\", \"7-aa\""] {
            assert_eq!(code(good), None, "{good}");
        }
        for stale in ["W/\"7\"", "\"6\"", "\"77\"", "7", "\"\"", "\"6\", \"8\""] {
            assert_eq!(code(stale), Some(Code::VersionConflict), "{stale}");
        }
        assert_eq!(code("*"), Some(Code::IfMatchRequired));
        assert_eq!(IfMatch(None).check(current).err().map(|problem| problem.code), Some(Code::IfMatchRequired));
    }
}
