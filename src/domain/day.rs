//! Calendar dates as the contract writes them: `YYYY-MM-DD` and nothing else (chrono alone would take five spellings).

use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize, de::Error};
use utoipa::ToSchema;

/// A date of the business calendar, years 1900 to 2999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = String, format = Date, example = "2024-05-31")]
pub struct Day(pub NaiveDate);

/// The text is not a date of the form `YYYY-MM-DD`; the message is the error code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("invalid_date")]
pub struct InvalidDate;

impl FromStr for Day {
    type Err = InvalidDate;

    fn from_str(text: &str) -> Result<Self, InvalidDate> {
        let shaped = text.len() == 10
            && text.bytes().enumerate().all(|(at, byte)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() });
        if !shaped {
            return Err(InvalidDate);
        }
        let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| InvalidDate)?;
        if (1900..3000).contains(&date.year()) { Ok(Self(date)) } else { Err(InvalidDate) }
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

/// For an optional date member of a shape that is both stored and sent.
///
/// # Errors
/// `invalid_date`.
pub fn optional<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NaiveDate>, D::Error> {
    Ok(Option::<Day>::deserialize(deserializer)?.map(|day| day.0))
}

/// For a date member that must be there, of a shape that is both stored and sent.
///
/// # Errors
/// `invalid_date`.
pub fn required<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveDate, D::Error> {
    Day::deserialize(deserializer).map(|day| day.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_spelling_is_a_date() {
        for bad in [
            "2024-02-30",
            "2023-02-29",
            "2024-2-1",
            "-0001-01-01",
            "+12024-01-01",
            "20240201",
            "2024-02-01 ",
            "2024/02/01",
            "1899-12-31",
            "２０２４-01-01",
        ] {
            assert_eq!(bad.parse::<Day>(), Err(InvalidDate), "{bad}");
        }
        assert_eq!("2024-02-29".parse::<Day>().ok().map(|day| day.0), NaiveDate::from_ymd_opt(2024, 2, 29));
    }
}
