//! A table as an answer: in the format the caller chose, under a name it can be kept by.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use chrono::{DateTime, Utc};

use super::table::Table;
use crate::http::answer::prefers_english;
use crate::http::{Media, Problem, Reply, Result};

/// How a caller wants tables: as an argument of a handler, by `Accept` and `Accept-Language`.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// The format; JSON is not this module's business.
    pub media: Media,
    /// Columns are headed as JSON calls them, and words of workflows are those of the contract, instead of Chinese ones.
    pub english: bool,
}

impl FromRequest for Wanted {
    type Error = Problem;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let media = Media::from_request(request, payload).into_inner();
        ready(media.map(|media| Self { media, english: prefers_english(request.headers()) }))
    }
}

impl Wanted {
    /// Whether a table is wanted and not JSON.
    #[must_use]
    pub fn is_table(self) -> bool {
        matches!(self.media, Media::Csv | Media::Xlsx)
    }
}

impl<R> Table<'_, R> {
    /// The table in the format that is wanted; `made` is the instant whose knowledge it shows, `bom` marks a CSV for Excel.
    ///
    /// # Errors
    /// When it cannot be written, which would be our mistake.
    pub fn reply(self, wanted: Wanted, name: &str, made: DateTime<Utc>, bom: Option<bool>) -> Result<Reply> {
        let table = self.headed_by_keys(wanted.english);
        let body = match wanted.media {
            Media::Xlsx => table.xlsx(made).map_err(Problem::internal)?,
            _ => table.csv(bom.unwrap_or(false)).map_err(Problem::internal)?,
        };
        Ok(Reply::file(wanted.media, name, body))
    }
}
