//! Numerals as notices print them: 1680, 1,680, 1.67, 一百二十, 三千, 两.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use winnow::ascii::digit1;
use winnow::combinator::{alt, opt, preceded, repeat};
use winnow::prelude::*;
use winnow::token::{one_of, take_while};

/// An exact decimal with at most four decimals, below 10¹¹: a count of ten-thousandths. In JSON a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Decimal(i64);

impl Decimal {
    /// Ten-thousandths in one.
    const SCALE: i64 = 10_000;
    /// The exclusive limit, in ten-thousandths.
    const LIMIT: i64 = 1_000_000_000_000_000;

    /// The value in ten-thousandths.
    #[must_use]
    pub const fn e4(self) -> i64 {
        self.0
    }

    /// From ten-thousandths; none at 10¹¹ or beyond.
    #[must_use]
    pub fn from_e4(e4: i64) -> Option<Self> {
        (e4.abs() < Self::LIMIT).then_some(Self(e4))
    }

    /// From a whole number.
    #[must_use]
    pub fn whole(whole: i64) -> Option<Self> {
        whole.checked_mul(Self::SCALE).and_then(Self::from_e4)
    }

    /// From digits with an optional fraction (12, 0.75); commas between groups are passed over. None with more than four decimals.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let whole: String = whole.chars().filter(|c| *c != ',').collect();
        let fraction = fraction.trim_end_matches('0');
        if whole.is_empty() || whole.len() > 11 || fraction.len() > 4 {
            return None;
        }
        let whole = whole.parse::<i64>().ok()?.checked_mul(Self::SCALE)?;
        let fraction = if fraction.is_empty() { 0 } else { format!("{fraction:0<4}").parse::<i64>().ok()? };
        Self::from_e4(whole.checked_add(fraction)?)
    }

    /// The value without needless noughts: 1.67, 1680.
    #[must_use]
    pub fn plain(self) -> String {
        let (whole, fraction) = (self.0 / Self::SCALE, (self.0 % Self::SCALE).abs());
        if fraction == 0 {
            return whole.to_string();
        }
        format!("{whole}.{fraction:04}").trim_end_matches('0').to_owned()
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 % Self::SCALE == 0 {
            return serializer.serialize_i64(self.0 / Self::SCALE);
        }
        serializer.serialize_f64(self.plain().parse::<f64>().unwrap_or_default())
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = f64::deserialize(deserializer)?;
        Self::parse(&number.to_string()).ok_or_else(|| D::Error::custom("not a decimal with at most four decimals"))
    }
}

fn digit(c: char) -> Option<i64> {
    Some(match c {
        '零' | '〇' => 0,
        '一' | '壹' => 1,
        '二' | '两' | '贰' => 2,
        '三' | '叁' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

const fn power(c: char) -> Option<i64> {
    Some(match c {
        '十' => 10,
        '百' => 100,
        '千' => 1_000,
        _ => return None,
    })
}

/// Whether the character belongs to a Chinese numeral below 万.
pub(crate) fn is_han_digit(c: char) -> bool {
    digit(c).is_some() || power(c).is_some()
}

/// The value of a Chinese numeral: 十二 → 12, 三百零五 → 305, 二〇二四 → 2024. None for anything else.
pub(crate) fn han_value(text: &str) -> Option<i64> {
    if text.is_empty() || text.len() > 60 {
        return None;
    }
    if text.chars().all(|c| digit(c).is_some()) {
        return text.chars().try_fold(0_i64, |sum, c| sum.checked_mul(10)?.checked_add(digit(c)?));
    }
    let (mut total, mut section, mut last) = (0_i64, 0_i64, None);
    for c in text.chars() {
        if let Some(value) = digit(c) {
            last = Some(value);
        } else if let Some(power) = power(c) {
            section = section.checked_add(last.take().unwrap_or(1).checked_mul(power)?)?;
        } else {
            let big = if c == '万' { 10_000 } else { return None };
            total = total.checked_add(section.checked_add(last.take().unwrap_or(0))?.checked_mul(big)?)?;
            section = 0;
        }
    }
    total.checked_add(section)?.checked_add(last.unwrap_or(0))
}

/// Digits with groups and a fraction: 1680, 1,680, 12.5.
pub(crate) fn arabic<'a>(input: &mut &'a str) -> winnow::Result<&'a str> {
    let group = (',', take_while(3..=3, '0'..='9'), winnow::combinator::not(one_of('0'..='9'))).void();
    let groups = repeat::<_, _, (), _, _>(0..4, group);
    let mut grouped = (take_while(1..=3, '0'..='9'), groups, opt(preceded('.', digit1))).take();
    let plain = (digit1, opt(preceded('.', digit1))).take();
    let mut probe = *input;
    let long: &str = grouped.parse_next(&mut probe)?;
    if long.contains(',') {
        *input = probe;
        return Ok(long);
    }
    alt((plain, digit1)).parse_next(input)
}

/// A Chinese numeral below 万.
pub(crate) fn han<'a>(input: &mut &'a str) -> winnow::Result<&'a str> {
    take_while(1..=12, is_han_digit).parse_next(input)
}

/// A whole number in either script: 12, 十二.
pub(crate) fn ordinal(input: &mut &str) -> winnow::Result<i64> {
    alt((take_while(1..=4, '0'..='9').try_map(|text: &str| text.parse::<i64>()), han.verify_map(han_value))).parse_next(input)
}

#[cfg(test)]
mod tests {
    use super::{Decimal, arabic, han_value, ordinal};

    #[test]
    fn decimals_stay_as_printed() {
        for (text, plain) in [("1680", "1680"), ("1,680", "1680"), ("1.67", "1.67"), ("0.50", "0.5"), ("15.58", "15.58")] {
            let value = Decimal::parse(text).unwrap();
            assert_eq!(value.plain(), plain);
            assert_eq!(serde_json::from_str::<Decimal>(&serde_json::to_string(&value).unwrap()).unwrap(), value);
        }
        assert_eq!(serde_json::to_string(&Decimal::parse("1.67").unwrap()).unwrap(), "1.67");
        assert_eq!((Decimal::parse("1.23456"), Decimal::parse("999999999999"), Decimal::parse("")), (None, None, None));
    }

    #[test]
    fn chinese_numerals_have_values() {
        for (text, value) in
            [("十二", 12), ("三百零五", 305), ("二〇二四", 2024), ("两", 2), ("一千二百", 1200), ("二十一", 21), ("百", 100)]
        {
            assert_eq!(han_value(text), Some(value), "{text}");
        }
        assert_eq!((han_value("市"), han_value("")), (None, None));
    }

    #[test]
    fn numbers_are_taken_from_the_front() {
        for (text, taken) in
            [("1680个", "1680"), ("1,680户", "1,680"), ("12.5%", "12.5"), ("3,新建", "3"), ("2024年", "2024"), ("10.", "10")]
        {
            let mut input = text;
            assert_eq!(arabic(&mut input).unwrap(), taken);
        }
        let mut input = "十二章";
        assert_eq!((ordinal(&mut input).unwrap(), input), (12, "章"));
    }
}
