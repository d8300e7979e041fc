//! Instants as the contract writes them: RFC 3339 with an offset, kept in UTC and cut to milliseconds.

use std::str::FromStr;

use chrono::{DateTime, Datelike, SubsecRound, Utc};
use serde::{Deserialize, Deserializer, de::Error};
use utoipa::ToSchema;

/// An instant, years 1900 to 2999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ToSchema)]
#[schema(value_type = String, format = DateTime, example = "2024-06-03T16:00:00Z")]
pub struct Instant(pub DateTime<Utc>);

/// The text is no RFC 3339 instant with an offset; the message is the error code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("invalid_datetime")]
pub struct InvalidInstant;

impl FromStr for Instant {
    type Err = InvalidInstant;

    fn from_str(text: &str) -> Result<Self, InvalidInstant> {
        // chrono also takes a space for `T`, lower case, and a leap second.
        let strict =
            text.is_ascii() && text.as_bytes().get(10) == Some(&b'T') && !text.contains([' ', 't', 'z']) && text.get(17..19) != Some("60");
        if !strict {
            return Err(InvalidInstant);
        }
        let instant = DateTime::parse_from_rfc3339(text).map_err(|_| InvalidInstant)?.with_timezone(&Utc).trunc_subsecs(3);
        if (1900..3000).contains(&instant.year()) { Ok(Self(instant)) } else { Err(InvalidInstant) }
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_needs_its_offset_and_one_spelling() {
        for bad in [
            "2024-06-03T16:00:00",
            "2024-06-03 16:00:00Z",
            "2024-06-03T16:00:60Z",
            "2024-06-03T24:00:00Z",
            "2024-06-03t16:00:00z",
            "2024-06-03",
            "10000-01-01T00:00:00Z",
        ] {
            assert_eq!(bad.parse::<Instant>(), Err(InvalidInstant), "{bad}");
        }
        let west: Result<Instant, _> = "2024-06-04T00:00:00+08:00".parse();
        assert_eq!(west, "2024-06-03T16:00:00.0004Z".parse());
    }
}
