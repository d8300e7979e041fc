//! Receiving a notice: the body is the file itself, and its media type says what it is.

use actix_web::http::header;
use actix_web::{HttpRequest, web};
use futures_util::StreamExt;
use sha2::{Digest, Sha256};

use crate::http::{Code, Problem, Result};
use crate::intake::{Kind, MOST_BYTES};

/// A file as it came.
pub(super) struct Upload {
    pub(super) kind: Kind,
    /// What the sender says of the encoding.
    pub(super) charset: Option<String>,
    pub(super) bytes: web::Bytes,
    /// Lower-case hex.
    pub(super) sha256: String,
}

/// Reads the body.
///
/// # Errors
/// 415 for other media types, 413 beyond 20 MiB, 400 when it breaks off.
pub(super) async fn receive(request: &HttpRequest, mut payload: web::Payload) -> Result<Upload> {
    let sent = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = Kind::of_media_type(sent).filter(|_| !request.headers().contains_key(header::CONTENT_ENCODING));
    let kind = kind.ok_or_else(unsupported)?;
    let charset = sent.split(';').filter_map(|part| part.trim().split_once('=')).find(|(name, _)| name.eq_ignore_ascii_case("charset"));
    let charset = charset.map(|(_, label)| label.trim_matches('"').to_owned());
    let mut bytes = web::BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| Problem::new(Code::BadRequest))?;
        if bytes.len() + chunk.len() > MOST_BYTES {
            return Err(Problem::new(Code::PayloadTooLarge).with("max", MOST_BYTES));
        }
        bytes.extend_from_slice(&chunk);
    }
    let sha256 = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(Upload { kind, charset, bytes: bytes.freeze(), sha256 })
}

fn unsupported() -> Problem {
    let accepted: Vec<&str> = Kind::ALL.iter().map(|kind| kind.media_type()).collect();
    Problem::new(Code::UnsupportedMediaType).with("accept", accepted)
}
