//! The period a report speaks of (报告期): a year, half-year, quarter or month, with one spelling each.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use sea_orm::DeriveValueType;
use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

/// The years a period may lie in.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2999;

/// The form of a period in the contract.
const PATTERN: &str = "^(19|2[0-9])[0-9]{2}(H[12]|Q[1-4]|-(0[1-9]|1[0-2]))?$";

/// How long a period is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Granularity {
    /// 月
    Month,
    /// 季度
    Quarter,
    /// 半年
    Half,
    /// 年
    Year,
}

impl Granularity {
    const fn months(self) -> u8 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::Half => 6,
            Self::Year => 12,
        }
    }
}

/// A calendar period in its canonical text `2024`, `2024H1`, `2024Q2` or `2024-05`, years 1900 to 2999; JSON and
/// tables hold that text. Ordered by first day; of periods that begin together the shorter comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, DeriveValueType)]
#[sea_orm(value_type = "String", column_type = "String(sea_orm::sea_query::StringLen::N(7))")]
pub struct Period {
    /// The first month, counted from January of the year 0.
    start: i32,
    /// 1, 3, 6 or 12.
    months: u8,
}

impl Period {
    /// The `nth` (from 1) period of its length in a year; `None` outside the calendar (`2024Q5`, year 3000).
    #[must_use]
    pub fn new(granularity: Granularity, year: i32, nth: u8) -> Option<Self> {
        let months = granularity.months();
        if !YEARS.contains(&year) || nth == 0 || nth > 12 / months {
            return None;
        }
        let start = year * 12 + i32::from(nth - 1) * i32::from(months);
        Some(Self { start, months })
    }

    /// A whole year.
    #[must_use]
    pub fn year(year: i32) -> Option<Self> {
        Self::new(Granularity::Year, year, 1)
    }

    /// A month, 1 to 12.
    #[must_use]
    pub fn month(year: i32, month: u8) -> Option<Self> {
        Self::new(Granularity::Month, year, month)
    }

    /// The period of this length in which a date lies; `None` outside the years 1900 to 2999.
    #[must_use]
    pub fn containing(granularity: Granularity, date: NaiveDate) -> Option<Self> {
        let month0 = u8::try_from(date.month0()).ok()?;
        Self::new(granularity, date.year(), month0 / granularity.months() + 1)
    }

    /// How long it is.
    #[must_use]
    pub const fn granularity(self) -> Granularity {
        match self.months {
            1 => Granularity::Month,
            3 => Granularity::Quarter,
            6 => Granularity::Half,
            _ => Granularity::Year,
        }
    }

    /// Its first day.
    #[must_use]
    pub fn first_day(self) -> NaiveDate {
        first_of_month(self.start)
    }

    /// Whether another period lies within this one, or is it.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.first_day() <= other.first_day() && other.last_day() <= self.last_day()
    }

    /// Its last day, which belongs to it.
    #[must_use]
    pub fn last_day(self) -> NaiveDate {
        let after = first_of_month(self.start + i32::from(self.months));
        after.pred_opt().unwrap_or(after)
    }

    /// The next period of the same length; `None` after the year 2999.
    #[must_use]
    pub fn next(self) -> Option<Self> {
        let start = self.start + i32::from(self.months);
        YEARS.contains(&start.div_euclid(12)).then_some(Self { start, ..self })
    }

    /// Counted from 1 within its year.
    fn nth(self) -> i32 {
        self.start.rem_euclid(12) / i32::from(self.months) + 1
    }
}

/// The first day of a month counted from January of the year 0.
fn first_of_month(index: i32) -> NaiveDate {
    let month = u32::try_from(index.rem_euclid(12) + 1).unwrap_or(1);
    NaiveDate::from_ymd_opt(index.div_euclid(12), month, 1).unwrap_or(NaiveDate::MAX)
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let year = self.start.div_euclid(12);
        match self.granularity() {
            Granularity::Year => write!(f, "{year:04}"),
            Granularity::Half => write!(f, "{year:04}H{}", self.nth()),
            Granularity::Quarter => write!(f, "{year:04}Q{}", self.nth()),
            Granularity::Month => write!(f, "{year:04}-{:02}", self.nth()),
        }
    }
}

/// A text that is not a period. Its message is the error code of the interface, `invalid_period`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidPeriod;

impl fmt::Display for InvalidPeriod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("invalid_period")
    }
}

impl std::error::Error for InvalidPeriod {}

/// Reads the canonical text and no other spelling.
///
/// # Errors
/// [`InvalidPeriod`].
impl FromStr for Period {
    type Err = InvalidPeriod;

    fn from_str(text: &str) -> Result<Self, InvalidPeriod> {
        parse(text.as_bytes()).ok_or(InvalidPeriod)
    }
}

fn parse(text: &[u8]) -> Option<Period> {
    let (year, rest) = text.split_at_checked(4)?;
    let year = number(year)?;
    match rest {
        [] => Period::year(year),
        [b'H', nth] => Period::new(Granularity::Half, year, digit(*nth)?),
        [b'Q', nth] => Period::new(Granularity::Quarter, year, digit(*nth)?),
        [b'-', tens, ones] => Period::month(year, digit(*tens)? * 10 + digit(*ones)?),
        _ => None,
    }
}

fn number(digits: &[u8]) -> Option<i32> {
    digits.iter().try_fold(0, |sum, byte| Some(sum * 10 + i32::from(digit(*byte)?)))
}

fn digit(byte: u8) -> Option<u8> {
    byte.is_ascii_digit().then(|| byte - b'0')
}

impl Serialize for Period {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// From the canonical text; the message for any other text is exactly `invalid_period`.
impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(TextVisitor)
    }
}

struct TextVisitor;

impl Visitor<'_> for TextVisitor {
    type Value = Period;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a period such as 2024, 2024H1, 2024Q2 or 2024-05")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Period, E> {
        text.parse().map_err(E::custom)
    }
}

impl PartialSchema for Period {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("A reporting period: a year `2024`, half-year `2024H1`, quarter `2024Q2` or month `2024-05`."))
            .pattern(Some(PATTERN))
            .max_length(Some(7))
            .examples([serde_json::json!("2024-05")])
            .into()
    }
}

impl ToSchema for Period {}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions, reason = "a test may panic")]
    use super::{Granularity, InvalidPeriod, Period};
    use chrono::NaiveDate;
    use proptest::prelude::{prop_assert, prop_assert_eq, proptest};

    fn period(text: &str) -> Period {
        text.parse().unwrap()
    }

    #[test]
    fn days_of_each_kind() {
        let table = [
            ("2024", "2024-01-01", "2024-12-31", "2025"),
            ("2024H1", "2024-01-01", "2024-06-30", "2024H2"),
            ("2024H2", "2024-07-01", "2024-12-31", "2025H1"),
            ("2024Q1", "2024-01-01", "2024-03-31", "2024Q2"),
            ("2024Q4", "2024-10-01", "2024-12-31", "2025Q1"),
            ("2024-02", "2024-02-01", "2024-02-29", "2024-03"),
            ("2023-02", "2023-02-01", "2023-02-28", "2023-03"),
            ("1900-02", "1900-02-01", "1900-02-28", "1900-03"),
            ("2024-12", "2024-12-01", "2024-12-31", "2025-01"),
        ];
        for (text, first, last, next) in table {
            let it = period(text);
            assert_eq!(it.to_string(), text);
            assert_eq!(it.first_day().to_string(), first, "{text}");
            assert_eq!(it.last_day().to_string(), last, "{text}");
            assert_eq!(it.next(), Some(period(next)), "{text}");
        }
        assert_eq!(period("2999-12").last_day().to_string(), "2999-12-31");
        for text in ["2999", "2999H2", "2999Q4", "2999-12"] {
            assert_eq!(period(text).next(), None);
        }
    }

    #[test]
    fn other_spellings_are_refused() {
        let wrong = "2024-13 2024-00 2024Q5 2024Q0 2024H3 2024H0 24-05 2024-5 2024/05 202405 ２０２４-05 0000 \
                     1899 3000 9999-12 2024q1 2024h1 2024-Q1 2024M05 2024-05-01 +2024 -2024 2024年 二〇二四 202 2024-1a";
        for text in wrong.split(' ').chain(["", " 2024", "2024 ", "2024\n", "2024\0"]) {
            assert_eq!(text.parse::<Period>(), Err(InvalidPeriod), "{text:?}");
        }
    }

    #[test]
    fn the_period_of_a_date() {
        let day = NaiveDate::from_ymd_opt(2024, 6, 30).unwrap();
        for (granularity, text) in
            [(Granularity::Month, "2024-06"), (Granularity::Quarter, "2024Q2"), (Granularity::Half, "2024H1"), (Granularity::Year, "2024")]
        {
            assert_eq!(Period::containing(granularity, day), Some(period(text)));
            assert_eq!(period(text).granularity(), granularity);
        }
        assert_eq!(Period::containing(Granularity::Year, NaiveDate::MAX), None);
        assert_eq!(Period::containing(Granularity::Month, NaiveDate::MIN), None);
    }

    #[test]
    fn json_and_table_hold_the_text() {
        use sea_orm::Value;
        use sea_orm::sea_query::ValueType;
        let may = period("2024-05");
        assert_eq!(serde_json::to_string(&may).unwrap(), "\"2024-05\"");
        assert_eq!(serde_json::from_str::<Period>("\"2024-05\"").unwrap(), may);
        let wrong = serde_json::from_value::<Period>("2024-5".into()).unwrap_err();
        assert_eq!(wrong.to_string(), "invalid_period");
        assert!(serde_json::from_str::<Period>("2024").is_err());
        assert_eq!(Value::from(may), Value::from("2024-05"));
        assert_eq!(<Period as ValueType>::try_from(Value::from("2024-05")).ok(), Some(may));
        assert!(<Period as ValueType>::try_from(Value::from("2024-5")).is_err());
    }

    #[test]
    fn a_longer_period_contains_the_shorter_ones_in_it() {
        for (long, short, within) in [
            ("2024", "2024H1", true),
            ("2024", "2024-12", true),
            ("2024H1", "2024Q2", true),
            ("2024Q2", "2024Q2", true),
            ("2024H1", "2024Q3", false),
            ("2024Q2", "2024H1", false),
            ("2024", "2023-12", false),
        ] {
            assert_eq!(period(long).contains(period(short)), within, "{long} {short}");
        }
    }

    #[test]
    fn ordered_by_time() {
        let ascending = "2023-12 2024-01 2024Q1 2024H1 2024 2024-02 2024Q2 2024H2";
        let periods: Vec<Period> = ascending.split(' ').map(period).collect();
        assert!(periods.is_sorted());
    }

    proptest! {
        #[test]
        fn periods_tile_the_calendar(days in 0..401_000_u64, which in 0..4_usize) {
            let lengths = [Granularity::Month, Granularity::Quarter, Granularity::Half, Granularity::Year];
            let date = NaiveDate::from_ymd_opt(1900, 1, 1).unwrap() + chrono::Days::new(days);
            let it = Period::containing(lengths[which], date).unwrap();
            prop_assert!(it.first_day() <= date && date <= it.last_day());
            prop_assert_eq!(it.to_string().parse(), Ok(it));
            if let Some(next) = it.next() {
                prop_assert_eq!(next.first_day(), it.last_day().succ_opt().unwrap());
                prop_assert!(next > it);
            }
        }

        #[test]
        fn what_is_read_prints_the_same(text in "[12][0-9]{3}(H[0-3]|Q[0-5]|-[01][0-9])?") {
            if let Ok(it) = text.parse::<Period>() {
                prop_assert_eq!(it.to_string(), text);
            }
        }
    }
}
