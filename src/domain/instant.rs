//! Instants as the contract reads them: RFC 3339 with an offset and nothing else (chrono alone would take more spellings).

use std::str::FromStr;

use chrono::{DateTime, Datelike, Utc};
use serde::{Deserialize, Deserializer, Serialize, de::Error};
use utoipa::ToSchema;

/// Where the fixed part `YYYY-MM-DDTHH:MM:SS` ends.
const SECONDS_END: usize = 19;

/// An instant, UTC inside, years 1900 to 2999. Input carries an offset: `2024-06-03T16:00:00Z`, `2024-06-04T00:00:00+08:00`
/// (in a query string the `+` is written `%2B`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = String, format = DateTime, example = "2024-06-03T16:00:00Z")]
pub struct Instant(pub DateTime<Utc>);

/// The text is not an instant in RFC 3339 with an offset; the message is the error code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("invalid_datetime")]
pub struct InvalidDatetime;

impl FromStr for Instant {
    type Err = InvalidDatetime;

    fn from_str(text: &str) -> Result<Self, InvalidDatetime> {
        if !is_shaped(text) {
            return Err(InvalidDatetime);
        }
        let instant = DateTime::parse_from_rfc3339(text).map_err(|_| InvalidDatetime)?.to_utc();
        if (1900..3000).contains(&instant.year()) { Ok(Self(instant)) } else { Err(InvalidDatetime) }
    }
}

/// `2024-06-03T16:00:00`, then perhaps `.` and one to nine digits, then `Z` or `+08:00`. No second 60: no clock here shows it.
fn is_shaped(text: &str) -> bool {
    let bytes = text.as_bytes();
    let Some((fixed, rest)) = bytes.split_at_checked(SECONDS_END) else { return false };
    let rest = match rest.strip_prefix(b".") {
        Some(fraction) => {
            let digits = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
            if !(1..=9).contains(&digits) {
                return false;
            }
            fraction.get(digits..).unwrap_or_default()
        }
        None => rest,
    };
    let leap = fixed.ends_with(b":60");
    matches(fixed, b"0000-00-00T00:00:00") && !leap && (rest == b"Z" || matches(rest, b"+00:00") || matches(rest, b"-00:00"))
}

/// Whether the text has a digit where the form has `0`, and the same character everywhere else.
fn matches(text: &[u8], form: &[u8]) -> bool {
    let same = |(byte, wanted): (&u8, &u8)| if *wanted == b'0' { byte.is_ascii_digit() } else { byte == wanted };
    text.len() == form.len() && text.iter().zip(form).all(same)
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may panic")]
    use super::{Instant, InvalidDatetime};

    #[test]
    fn only_rfc_3339_with_an_offset_is_an_instant() {
        for bad in [
            "2024-06-03T16:00:00",
            "2024-06-03",
            "2024-06-03 16:00:00Z",
            "2024-06-03t16:00:00z",
            "2024-06-03T16:00Z",
            "2024-06-03T24:00:00Z",
            "2024-06-03T16:00:60Z",
            "2024-02-30T16:00:00Z",
            "2024-06-03T16:00:00.Z",
            "2024-06-03T16:00:00.0000000001Z",
            "2024-06-03T16:00:00+0800",
            "2024-06-03T16:00:00 08:00",
            "2024-06-03T16:00:00+25:00",
            "1899-12-31T23:59:59Z",
            "",
            "二〇二四-06-03T16:00:00Z",
        ] {
            assert_eq!(bad.parse::<Instant>(), Err(InvalidDatetime), "{bad}");
        }
    }

    #[test]
    fn spellings_of_one_instant() {
        let instant: Instant = "2024-06-03T16:00:00Z".parse().unwrap();
        assert_eq!(instant.0.timestamp(), 1_717_430_400);
        for same in ["2024-06-03T16:00:00.000Z", "2024-06-04T00:00:00+08:00", "2024-06-03T11:00:00-05:00"] {
            assert_eq!(same.parse(), Ok(instant), "{same}");
        }
    }
}
