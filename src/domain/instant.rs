//! Instants as the contract reads and writes them: RFC 3339 with an offset on input and nothing else (chrono alone would take more
//! spellings), and always three decimals and `Z` on output (chrono alone would drop milliseconds that are zero).

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, SecondsFormat, SubsecRound, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use utoipa::ToSchema;

/// A point in time, UTC, cut to milliseconds; years 1900 to 2999. Answers write it with three decimals and `Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ToSchema)]
#[schema(value_type = String, format = DateTime, example = "2024-06-03T16:00:00.000Z")]
pub struct Instant(pub DateTime<Utc>);

impl From<DateTime<Utc>> for Instant {
    fn from(at: DateTime<Utc>) -> Self {
        Self(at)
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The text is not an instant; the message is the error code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("invalid_datetime")]
pub struct InvalidInstant;

impl FromStr for Instant {
    type Err = InvalidInstant;

    fn from_str(text: &str) -> Result<Self, InvalidInstant> {
        // Second 60 is a leap second: no clock here shows it.
        if !has_form(text) || text.get(17..19) == Some("60") {
            return Err(InvalidInstant);
        }
        let instant = DateTime::parse_from_rfc3339(text).map_err(|_| InvalidInstant)?.to_utc().trunc_subsecs(3);
        if (1900..3000).contains(&instant.year()) { Ok(Self(instant)) } else { Err(InvalidInstant) }
    }
}

/// `2024-06-03T16:00:00`, at most nine decimals, then `Z` or `+08:00`.
fn has_form(text: &str) -> bool {
    let like = |text: &str, form: &str| {
        text.len() == form.len()
            && text.bytes().zip(form.bytes()).all(|(byte, wanted)| if wanted == b'0' { byte.is_ascii_digit() } else { byte == wanted })
    };
    let Some((clock, rest)) = text.split_at_checked("0000-00-00T00:00:00".len()) else { return false };
    let offset = rest.strip_prefix('.').map_or(Some(rest), |decimals| {
        let offset = decimals.trim_start_matches(|c: char| c.is_ascii_digit());
        (1..=9).contains(&(decimals.len() - offset.len())).then_some(offset)
    });
    like(clock, "0000-00-00T00:00:00") && offset.is_some_and(|offset| ["Z", "+00:00", "-00:00"].iter().any(|form| like(offset, form)))
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
    fn only_one_form_is_an_instant() {
        for bad in [
            "2024-06-03T16:00:00",
            "2024-06-03 16:00:00Z",
            "2024-06-03t16:00:00Z",
            "2024-06-03T16:00:00z",
            "2024-06-03T16:00Z",
            "2024-06-30T23:59:60Z",
            "2024-06-03T16:00:00.Z",
            "2024-06-03T16:00:00+0800",
            "2024-06-03T16:00:00 08:00",
            "2024-06-31T16:00:00Z",
            "0024-06-03T16:00:00Z",
            "2024-06-03",
            "",
        ] {
            assert_eq!(bad.parse::<Instant>(), Err(InvalidInstant), "{bad}");
        }
        let midnight: Instant = "2024-06-04T00:00:00+08:00".parse().unwrap();
        assert_eq!(midnight, "2024-06-03T16:00:00Z".parse().unwrap());
        assert_eq!(midnight, "2024-06-03T16:00:00.000999Z".parse().unwrap());
    }

    #[test]
    fn it_is_written_in_one_form() {
        for (read, written) in [
            ("2024-06-04T00:00:00+08:00", "\"2024-06-03T16:00:00.000Z\""),
            ("2024-06-03T16:00:00.1Z", "\"2024-06-03T16:00:00.100Z\""),
            ("2024-06-03T16:00:00.987654Z", "\"2024-06-03T16:00:00.987Z\""),
        ] {
            assert_eq!(serde_json::to_string(&read.parse::<Instant>().unwrap()).unwrap(), written);
        }
    }
}
