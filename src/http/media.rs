//! The media types the service answers with, and which of them a caller prefers.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};

use super::problem::Problem;

/// A media type of an answer. As an argument of a handler: the one chosen for this request, of those that its operation offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    /// For programs; what everything is offered in.
    Json,
    /// A table, RFC 4180.
    Csv,
    /// A workbook (Office Open XML).
    Xlsx,
    /// A text document (Office Open XML).
    Docx,
    /// A picture.
    Svg,
    /// A page.
    Html,
    /// Plain text, UTF-8.
    Text,
}

impl Media {
    const ALL: [Self; 7] = [Self::Json, Self::Csv, Self::Xlsx, Self::Docx, Self::Svg, Self::Html, Self::Text];

    /// Its registered name, without parameters.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Csv => "text/csv",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Svg => "image/svg+xml",
            Self::Html => "text/html",
            Self::Text => "text/plain",
        }
    }

    /// What `Content-Type` says.
    #[must_use]
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Html => "text/html; charset=utf-8",
            Self::Text => "text/plain; charset=utf-8",
            other => other.name(),
        }
    }

    /// The ending of a file of this kind.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Docx => "docx",
            Self::Svg => "svg",
            Self::Html => "html",
            Self::Text => "txt",
        }
    }

    /// By its name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let name = name.split(';').next().unwrap_or_default().trim();
        Self::ALL.into_iter().find(|media| media.name().eq_ignore_ascii_case(name))
    }

    /// Whether a browser shows it in place of keeping it as a file.
    #[must_use]
    pub const fn is_shown(self) -> bool {
        matches!(self, Self::Json | Self::Svg | Self::Html | Self::Text)
    }

    /// How much `accept` (RFC 9110 section 12.5.1) wants it, in thousandths; 0 where not at all. The most specific range decides.
    fn weight(self, accept: &str) -> u16 {
        let family = |range: &str| range.strip_suffix("/*").is_some_and(|family| self.name().split('/').next() == Some(family));
        let specific = |range: &str| match range {
            "*/*" => Some(0),
            range if family(range) => Some(1),
            range => (range == self.name()).then_some(2),
        };
        let ranges = accept.split(',').filter_map(|part| {
            let mut pieces = part.split(';').map(str::trim);
            let range = pieces.next()?.to_ascii_lowercase();
            let q = pieces.find_map(|piece| piece.strip_prefix("q=").or_else(|| piece.strip_prefix("Q=")));
            Some((specific(&range)?, thousandths(q.unwrap_or("1"))))
        });
        ranges.max().map_or(0, |(_, weight)| weight)
    }

    /// Which of `offered` a caller prefers; the first of equals. `None` where it takes none of them.
    #[must_use]
    pub fn preferred(accept: &str, offered: &[Self]) -> Option<Self> {
        let accept = if accept.trim().is_empty() { "*/*" } else { accept };
        let weighed = offered.iter().rev().map(|media| (media.weight(accept), *media));
        weighed.max_by_key(|(weight, _)| *weight).filter(|(weight, _)| *weight > 0).map(|(_, media)| media)
    }
}

/// A weight such as `0.8`, at most three decimals; what is no weight counts as 1.
fn thousandths(q: &str) -> u16 {
    let (whole, decimals) = q.split_once('.').unwrap_or((q, ""));
    let digits = format!("{decimals:0<3}");
    match (whole, digits.get(..3).and_then(|digits| digits.parse::<u16>().ok())) {
        ("0", Some(weight)) => weight,
        _ => 1000,
    }
}

impl FromRequest for Media {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(request.extensions().get::<Self>().copied().unwrap_or(Self::Json)))
    }
}

#[cfg(test)]
mod tests {
    use super::Media::{self, Csv, Html, Json, Svg, Xlsx};

    #[test]
    fn the_most_wanted_is_chosen_and_the_most_specific_range_decides() {
        let offered = [Json, Csv, Xlsx];
        for (accept, chosen) in [
            ("", Some(Json)),
            ("*/*", Some(Json)),
            ("text/csv", Some(Csv)),
            ("TEXT/CSV; charset=utf-8", Some(Csv)),
            ("text/*", Some(Csv)),
            ("application/json;q=0.5, text/csv;q=0.8", Some(Csv)),
            ("application/*, text/csv", Some(Json)),
            ("application/json;q=0, */*", Some(Csv)),
            ("text/csv;q=0", None),
            ("image/png", None),
            ("image/png, */*;q=0.001", Some(Json)),
            ("application/problem+json", None),
        ] {
            assert_eq!(Media::preferred(accept, &offered), chosen, "{accept}");
        }
        let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8";
        assert_eq!(Media::preferred(browser, &[Json, Html]), Some(Html));
        assert_eq!(Media::preferred(browser, &[Json, Svg]), Some(Json));
    }
}
