//! A request body that is a file by itself, read late like all bodies and within a limit.

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::web::{Bytes, BytesMut};
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use futures_util::StreamExt;
use futures_util::future::LocalBoxFuture;

use super::code::Code;
use super::media::Media;
use super::problem::{Problem, Result};

/// Largest file.
const MAX_BYTES: usize = 5 * 1024 * 1024;

/// The file and what it is said to be. Extracting it never fails, so that a missing right is answered before a bad body.
pub struct Raw {
    read: Result<Bytes>,
    media: Option<Media>,
}

impl FromRequest for Raw {
    type Error = actix_web::Error;
    type Future = LocalBoxFuture<'static, std::result::Result<Self, actix_web::Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let plain = !request.headers().contains_key(header::CONTENT_ENCODING);
        let media = Media::named(request.content_type()).filter(|_| plain);
        let mut payload = payload.take();
        Box::pin(async move {
            let mut bytes = BytesMut::new();
            while let Some(chunk) = payload.next().await {
                match chunk {
                    Err(_) => return Ok(Self { read: Err(Problem::new(Code::BadRequest)), media }),
                    Ok(chunk) if bytes.len() + chunk.len() > MAX_BYTES => {
                        return Ok(Self { read: Err(Problem::new(Code::PayloadTooLarge).with("max", MAX_BYTES)), media });
                    }
                    Ok(chunk) => bytes.extend_from_slice(&chunk),
                }
            }
            Ok(Self { read: Ok(bytes.freeze()), media })
        })
    }
}

impl Raw {
    /// The file, if it is said to be of this kind.
    ///
    /// # Errors
    /// 400 when it broke off, 413, 415.
    pub fn of(self, media: Media) -> Result<Bytes> {
        if self.media == Some(media) { self.read } else { Err(Problem::new(Code::UnsupportedMediaType).with("accept", media.name())) }
    }
}
