//! Exact figures: every number a document prints or a unit reports is an integer count of ten-thousandths,
//! so that it is the same in JSON, in both databases, and in every sum.

use std::fmt;
use std::str::FromStr;

use sea_orm::DeriveValueType;
use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type};
use utoipa::{PartialSchema, ToSchema};

/// Ten-thousandths in one.
const SCALE: i64 = 10_000;
/// [`SCALE`] as a double, for the JSON side.
const SCALE_F64: f64 = 10_000.0;
/// The limit on the size of a value as a double, for the JSON side and the contract.
const LIMIT_F64: f64 = 1e11;

/// An exact decimal with at most four decimals, |value| < 10¹¹: fifteen significant digits, which an IEEE double
/// keeps unchanged. Held and stored as ten-thousandths in an `i64`. Add up in 128 bits ([`Quantity::sum`]).
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, DeriveValueType)]
pub struct Quantity(i64);

impl Quantity {
    /// Nought.
    pub const ZERO: Self = Self(0);
    /// The exclusive limit on the size of a quantity that comes from outside, in ten-thousandths (10¹¹ in ones).
    pub const LIMIT: i64 = 1_000_000_000_000_000;

    /// From ten-thousandths that are known to be good (a database column, a constant). Does not check
    /// [`Quantity::LIMIT`]; computed values go through `TryFrom<i128>`, which does.
    #[must_use]
    pub const fn from_e4(e4: i64) -> Self {
        Self(e4)
    }

    /// For reading beside other numbers: two decimals, rounded half up in size; below one, where that would say little, as it is.
    #[must_use]
    pub fn brief(self) -> Self {
        let size = self.0.unsigned_abs();
        if size < 10_000 {
            return self;
        }
        let rounded = i64::try_from(size.saturating_add(50) / 100 * 100).unwrap_or(i64::MAX);
        Self(if self.0 < 0 { -rounded } else { rounded })
    }

    /// The value in ten-thousandths.
    #[must_use]
    pub const fn e4(self) -> i64 {
        self.0
    }

    /// From a whole number that is known to be small, such as a count of rows or a constant. Far outside
    /// [`Quantity::LIMIT`] it saturates instead of wrapping.
    #[must_use]
    pub const fn from_whole(whole: i64) -> Self {
        Self(whole.saturating_mul(SCALE))
    }

    /// The exact total in ten-thousandths; it cannot overflow.
    #[must_use]
    pub fn sum<I: IntoIterator<Item = Self>>(values: I) -> i128 {
        values.into_iter().map(|value| i128::from(value.0)).sum()
    }
}

/// Why a number cannot be a [`Quantity`]. The text of each is the error code of the interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuantityError {
    /// Not a plain decimal number (`invalid_decimal`).
    Malformed,
    /// More than four decimals (`precision_exceeded`); never rounded.
    PrecisionExceeded,
    /// |value| ≥ 10¹¹ (`out_of_range`).
    OutOfRange,
}

impl QuantityError {
    /// The error code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Malformed => "invalid_decimal",
            Self::PrecisionExceeded => "precision_exceeded",
            Self::OutOfRange => "out_of_range",
        }
    }
}

impl fmt::Display for QuantityError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for QuantityError {}

/// Ten-thousandths that were computed.
///
/// # Errors
/// [`QuantityError::OutOfRange`] at or beyond [`Quantity::LIMIT`].
impl TryFrom<i128> for Quantity {
    type Error = QuantityError;

    fn try_from(e4: i128) -> Result<Self, QuantityError> {
        match i64::try_from(e4) {
            Ok(e4) if e4.unsigned_abs() < Self::LIMIT.unsigned_abs() => Ok(Self(e4)),
            _ => Err(QuantityError::OutOfRange),
        }
    }
}

/// The shortest plain decimal: `1680`, `1.67`, `-0.5`.
impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let size = self.0.unsigned_abs();
        let scale = SCALE.unsigned_abs();
        let mut text = (size / scale).to_string();
        let decimals = size % scale;
        if decimals != 0 {
            text.push('.');
            text.push_str(format!("{decimals:04}").trim_end_matches('0'));
        }
        f.pad_integral(self.0 >= 0, "", &text)
    }
}

/// Reads `-?(0|[1-9][0-9]*)(\.[0-9]{1,4})?` and nothing else: no plus, exponent, space, grouping, leading zero
/// or negative nought.
///
/// # Errors
/// [`QuantityError`], by the first thing wrong: the form, then the decimals, then the size.
impl FromStr for Quantity {
    type Err = QuantityError;

    fn from_str(text: &str) -> Result<Self, QuantityError> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, decimals) = match digits.split_once('.') {
            Some((whole, decimals)) if is_digits(decimals) => (whole, decimals),
            Some(_) => return Err(QuantityError::Malformed),
            None => (digits, ""),
        };
        if !is_digits(whole) || (whole.len() > 1 && whole.starts_with('0')) {
            return Err(QuantityError::Malformed);
        }
        if decimals.len() > 4 {
            return Err(QuantityError::PrecisionExceeded);
        }
        let size: i128 = format!("{whole}{decimals:0<4}").parse().map_err(|_| QuantityError::OutOfRange)?;
        if negative && size == 0 {
            return Err(QuantityError::Malformed);
        }
        Self::try_from(if negative { -size } else { size })
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A JSON number that prints exactly: an integer when whole, else the nearest double, whose shortest form is the value.
impl Serialize for Quantity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 % SCALE == 0 {
            return serializer.serialize_i64(self.0 / SCALE);
        }
        #[expect(clippy::as_conversions, reason = "exact below 2^53, and LIMIT is 10^15")]
        let e4 = self.0 as f64;
        serializer.serialize_f64(e4 / SCALE_F64)
    }
}

/// A JSON number only; a string is refused. The message of a number that cannot be held is exactly
/// `precision_exceeded` or `out_of_range`.
impl<'de> Deserialize<'de> for Quantity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_f64(NumberVisitor)
    }
}

struct NumberVisitor;

impl Visitor<'_> for NumberVisitor {
    type Value = Quantity;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number")
    }

    fn visit_i64<E: serde::de::Error>(self, whole: i64) -> Result<Quantity, E> {
        Quantity::try_from(i128::from(whole) * i128::from(SCALE)).map_err(E::custom)
    }

    fn visit_u64<E: serde::de::Error>(self, whole: u64) -> Result<Quantity, E> {
        Quantity::try_from(i128::from(whole) * i128::from(SCALE)).map_err(E::custom)
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Quantity, E> {
        from_double(value).map_err(E::custom)
    }
}

/// The quantity whose nearest double is `value`.
fn from_double(value: f64) -> Result<Quantity, QuantityError> {
    if !value.is_finite() || value.abs() >= LIMIT_F64 {
        return Err(QuantityError::OutOfRange);
    }
    let e4 = (value * SCALE_F64).round();
    #[expect(clippy::float_cmp, reason = "the question is whether it is the very same double")]
    let same = e4 / SCALE_F64 == value;
    if !same {
        return Err(QuantityError::PrecisionExceeded);
    }
    #[expect(clippy::as_conversions, reason = "a whole number below 10^15 in size")]
    let e4 = e4 as i64;
    Quantity::try_from(i128::from(e4))
}

impl PartialSchema for Quantity {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::Number)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Double)))
            .description(Some(
                "An exact decimal with at most 4 decimals, below 10^11 in size. More decimals are refused \
                 (`precision_exceeded`), never rounded.",
            ))
            .exclusive_minimum(Some(-LIMIT_F64))
            .exclusive_maximum(Some(LIMIT_F64))
            .examples([serde_json::json!(1.67)])
            .into()
    }
}

impl ToSchema for Quantity {}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions, reason = "a test may panic")]
    use super::{Quantity, QuantityError};
    use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};
    use utoipa::PartialSchema;

    #[test]
    fn text_and_json_agree() {
        let table = [
            (0, "0"),
            (1, "0.0001"),
            (-5_000, "-0.5"),
            (16_700, "1.67"),
            (16_800_000, "1680"),
            (999_999_999_999_999, "99999999999.9999"),
            (-999_999_999_999_999, "-99999999999.9999"),
        ];
        for (e4, text) in table {
            let quantity = Quantity::from_e4(e4);
            assert_eq!(quantity.to_string(), text);
            assert_eq!(text.parse::<Quantity>(), Ok(quantity), "{text}");
            assert_eq!(serde_json::to_string(&quantity).unwrap(), text);
            assert_eq!(serde_json::from_str::<Quantity>(text).unwrap(), quantity, "{text}");
        }
    }

    #[test]
    fn the_strict_reader() {
        use QuantityError::{Malformed, OutOfRange, PrecisionExceeded};
        let malformed = "- +1 1. .5 -.5 0001 00 01.5 1e3 1E3 1,000 1_000 １ --1 1.2.3 NaN inf 0x10 \
                         1.+5 1.-5 一 -0 -0.00";
        for text in malformed.split(' ').chain(["", " 1", "1 ", "1\n", "1\0"]) {
            assert_eq!(text.parse::<Quantity>(), Err(Malformed), "{text:?}");
        }
        for text in ["0.00001", "1.00000", "-1.23456"] {
            assert_eq!(text.parse::<Quantity>(), Err(PrecisionExceeded), "{text:?}");
        }
        let long = "9".repeat(60);
        for text in ["100000000000", "-100000000000", "100000000000.0001", &long] {
            assert_eq!(text.parse::<Quantity>(), Err(OutOfRange), "{text:?}");
        }
        assert_eq!("1.50".parse(), Ok(Quantity::from_e4(15_000)));
        assert_eq!(Malformed.to_string(), "invalid_decimal");
    }

    #[test]
    fn json_takes_numbers_only_and_never_rounds() {
        let read = serde_json::from_str::<Quantity>;
        assert_eq!(read("1e3").unwrap().e4(), 10_000_000);
        assert_eq!(read("1.5e-1").unwrap().e4(), 1_500);
        assert_eq!(read("-0.0").unwrap().e4(), 0);
        assert_eq!(read("1.6700").unwrap().e4(), 16_700);
        let refused = |text: &str| {
            let value: serde_json::Value = serde_json::from_str(text).unwrap();
            serde_json::from_value::<Quantity>(value).unwrap_err().to_string()
        };
        for text in "0.00001 1.23456 0.30000000000000004 99999999999.99995".split(' ') {
            assert_eq!(refused(text), "precision_exceeded", "{text}");
        }
        let large = "100000000000 -100000000000 100000000000.5 1e300 18446744073709551615 \
                     -9223372036854775808";
        for text in large.split(' ') {
            assert_eq!(refused(text), "out_of_range", "{text}");
        }
        for text in ["\"1.67\"", "true", "null", "[1]", "{}"] {
            assert!(read(text).is_err(), "{text}");
        }
        let none: Option<Quantity> = serde_json::from_str("null").unwrap();
        assert_eq!(none, None);
    }

    #[test]
    fn sums_are_exact() {
        let tenth = Quantity::from_e4(1_000);
        assert_eq!(Quantity::sum(std::iter::repeat_n(tenth, 3)), 3_000);
        assert_eq!(Quantity::sum([Quantity::from_e4(i64::MAX); 2]), 2 * i128::from(i64::MAX));
        for beyond in [i128::from(Quantity::LIMIT), -i128::from(Quantity::LIMIT), i128::MAX, i128::MIN] {
            assert_eq!(Quantity::try_from(beyond), Err(QuantityError::OutOfRange));
        }
        assert_eq!(Quantity::from_whole(1_680).e4(), 16_800_000);
        assert_eq!(Quantity::from_whole(i64::MIN).e4(), i64::MIN);
        assert_eq!(Quantity::from_e4(i64::MIN).to_string(), "-922337203685477.5808");
    }

    #[test]
    fn the_contract_says_the_same() {
        let schema = serde_json::to_value(Quantity::schema()).unwrap();
        assert_eq!(schema["type"], "number");
        assert_eq!(schema["exclusiveMaximum"].as_f64(), Some(1e11));
        assert_eq!(schema["exclusiveMinimum"].as_f64(), Some(-1e11));
    }

    #[test]
    fn a_database_value_is_the_integer() {
        use sea_orm::Value;
        use sea_orm::sea_query::{ColumnType, ValueType};
        assert_eq!(Value::from(Quantity::from_e4(16_700)), Value::BigInt(Some(16_700)));
        assert_eq!(Value::from(Option::<Quantity>::None), Value::BigInt(None));
        assert_eq!(<Quantity as ValueType>::column_type(), ColumnType::BigInteger);
        assert_eq!(<Quantity as ValueType>::try_from(Value::BigInt(Some(-1))).ok(), Some(Quantity::from_e4(-1)));
    }

    proptest! {
        #[test]
        fn every_quantity_survives_text_and_json(e4 in -999_999_999_999_999_i64..=999_999_999_999_999) {
            let quantity = Quantity::from_e4(e4);
            prop_assert_eq!(quantity.to_string().parse::<Quantity>(), Ok(quantity));
            let json = serde_json::to_string(&quantity).unwrap();
            prop_assert_eq!(&json, &quantity.to_string());
            prop_assert_eq!(serde_json::from_str::<Quantity>(&json).unwrap(), quantity);
        }

        #[test]
        fn the_digits_are_the_ten_thousandths(whole in 0..100_000_000_000_i64, rest in 0..10_000_i64) {
            let text = format!("{whole}.{rest:04}");
            prop_assert_eq!(text.parse::<Quantity>().unwrap().e4(), whole * 10_000 + rest);
        }

        #[test]
        fn any_double_is_taken_exactly_or_refused(value in any::<f64>()) {
            let json = serde_json::json!(value);
            if let Ok(quantity) = serde_json::from_value::<Quantity>(json) {
                prop_assert_eq!(quantity.to_string().parse::<f64>().unwrap(), value);
                prop_assert!(quantity.e4().abs() < Quantity::LIMIT);
            }
        }
    }

    #[test]
    fn brief_figures_have_two_decimals_from_one_on() {
        for (exact, brief) in [
            ("1374.0896", "1374.09"),
            ("-1374.0896", "-1374.09"),
            ("1.005", "1.01"),
            ("1.0049", "1"),
            ("0.6358", "0.6358"),
            ("-0.0001", "-0.0001"),
            ("0.9999", "0.9999"),
            ("12", "12"),
        ] {
            assert_eq!(exact.parse::<Quantity>().unwrap().brief().to_string(), brief, "{exact}");
        }
    }
}
