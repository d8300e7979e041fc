//! Numerals as notices print them: 1680, 1,680, 1.67, 一百二十, 三千, 两.

use winnow::ascii::digit1;
use winnow::combinator::{alt, opt, preceded, repeat};
use winnow::prelude::*;
use winnow::token::{one_of, take_while};

use crate::domain::quantity::Quantity;

/// Digits with an optional fraction (12, 0.75) as printed; commas between groups and noughts at the end are passed over. None with more
/// than four decimals, or at 10¹¹ or beyond.
pub(crate) fn decimal(text: &str) -> Option<Quantity> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let whole: String = whole.chars().filter(|c| *c != ',').collect();
    let fraction = fraction.trim_end_matches('0');
    if whole.is_empty() || whole.len() > 11 || fraction.len() > 4 {
        return None;
    }
    Quantity::try_from(format!("{whole}{fraction:0<4}").parse::<i128>().ok()?).ok()
}

/// A whole number as a quantity; none at 10¹¹ or beyond.
pub(crate) fn whole(whole: i64) -> Option<Quantity> {
    Quantity::try_from(i128::from(whole).checked_mul(10_000)?).ok()
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
    use super::{arabic, decimal, han_value, ordinal};
    use crate::domain::quantity::Quantity;

    #[test]
    fn decimals_stay_as_printed() {
        for (text, plain) in [("1680", "1680"), ("1,680", "1680"), ("1.67", "1.67"), ("0.50", "0.5"), ("15.58", "15.58")] {
            let value = decimal(text).unwrap();
            assert_eq!(value.to_string(), plain);
            assert_eq!(serde_json::from_str::<Quantity>(&serde_json::to_string(&value).unwrap()).unwrap(), value);
        }
        assert_eq!(serde_json::to_string(&decimal("1.67").unwrap()).unwrap(), "1.67");
        assert_eq!((decimal("1.23456"), decimal("999999999999"), decimal("")), (None, None, None));
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
