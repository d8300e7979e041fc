//! What a person means by what they typed into a cell: full-width digits, thousands separators and numbers kept as text are read; what could
//! mean two things is refused.

use chrono::NaiveDate;

use super::workbook::{Value, day_of};
use crate::domain::quantity::{Quantity, QuantityError};

/// Why a cell is not understood. The text is the code of the interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Doubt {
    /// A formula: whoever reads the report must see the figure that was meant.
    #[error("formula_not_allowed")]
    Formula,
    /// Another sort of thing than what belongs there.
    #[error("invalid_type")]
    Type,
    /// The right sort of thing, but not clear, such as `1,23` or `1.2万`.
    #[error("invalid_value")]
    Value,
    /// More than four decimals.
    #[error("precision_exceeded")]
    Precision,
    /// Too large.
    #[error("out_of_range")]
    Range,
    /// No day, or one written in an order that could be two.
    #[error("invalid_date")]
    Day,
}

/// Words; none where nothing but blanks is there. Numbers and days are words too where words are asked for.
///
/// # Errors
/// [`Doubt`]
pub fn words(value: Option<&Value>) -> Result<Option<String>, Doubt> {
    let text = match value {
        None => return Ok(None),
        Some(Value::Text(text)) => text.replace("\r\n", "\n").replace('\r', "\n"),
        Some(Value::Number(number)) => number.clone(),
        Some(Value::Percent(number)) => format!("{number}%"),
        Some(Value::Day(day)) => day.to_string(),
        Some(Value::Formula) => return Err(Doubt::Formula),
        Some(Value::Bool(_) | Value::Other(_)) => return Err(Doubt::Type),
    };
    let text = text.trim_end();
    Ok((!text.trim_start().is_empty()).then(|| text.to_owned()))
}

/// A figure in `unit`, which may stand behind it; a percent sign only where percents are counted.
///
/// # Errors
/// [`Doubt`]
pub fn figure(value: Option<&Value>, unit: Option<&str>) -> Result<Option<Quantity>, Doubt> {
    let percents = unit.is_some_and(|unit| narrow(unit) == "%");
    match value {
        None => Ok(None),
        Some(Value::Number(number)) => quantity(number).map(Some),
        Some(Value::Percent(number)) if percents => quantity(number).map(Some),
        Some(Value::Percent(_)) => Err(Doubt::Value),
        Some(Value::Text(text)) => {
            let text = narrow(text);
            let bare = unit.and_then(|unit| text.strip_suffix(&narrow(unit))).unwrap_or(&text).trim();
            if text.is_empty() { Ok(None) } else { quantity(&ungrouped(bare)?).map(Some) }
        }
        Some(Value::Formula) => Err(Doubt::Formula),
        Some(Value::Day(_) | Value::Bool(_) | Value::Other(_)) => Err(Doubt::Type),
    }
}

/// A day: of a day's own format, a serial number or eight digits, or the year first in words.
///
/// # Errors
/// [`Doubt`]
pub fn day(value: Option<&Value>) -> Result<Option<NaiveDate>, Doubt> {
    match value {
        None => Ok(None),
        Some(Value::Day(day)) => Ok(Some(*day)),
        Some(Value::Number(number)) => day_in_digits(number).ok_or(Doubt::Day).map(Some),
        Some(Value::Text(text)) => {
            let text = narrow(text);
            if text.is_empty() { Ok(None) } else { day_in_words(&text).or_else(|| day_in_digits(&text)).ok_or(Doubt::Day).map(Some) }
        }
        Some(Value::Formula) => Err(Doubt::Formula),
        Some(Value::Percent(_) | Value::Bool(_) | Value::Other(_)) => Err(Doubt::Type),
    }
}

/// Yes or no.
///
/// # Errors
/// [`Doubt`]
pub fn yes(value: Option<&Value>) -> Result<Option<bool>, Doubt> {
    match value {
        None => Ok(None),
        Some(Value::Bool(yes)) => Ok(Some(*yes)),
        Some(Value::Text(text)) => match narrow(text).as_str() {
            "" => Ok(None),
            "是" | "√" | "✓" | "已完成" => Ok(Some(true)),
            "否" | "×" | "未完成" => Ok(Some(false)),
            _ => Err(Doubt::Value),
        },
        Some(Value::Formula) => Err(Doubt::Formula),
        Some(Value::Number(_) | Value::Percent(_) | Value::Day(_) | Value::Other(_)) => Err(Doubt::Type),
    }
}

/// Full-width signs as those of ASCII, blanks around it gone.
pub fn narrow(text: &str) -> String {
    let one = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => u32::from(c).checked_sub(0xfee0).and_then(char::from_u32).unwrap_or(c),
        '\u{3000}' | '\u{a0}' | '\u{2002}'..='\u{200a}' | '\u{202f}' => ' ',
        '\u{2212}' => '-',
        _ => c,
    };
    let text: String = text.chars().filter(|c| !matches!(c, '\u{200b}' | '\u{feff}')).map(one).collect();
    text.trim().to_owned()
}

/// Digits without their thousands separators, which must stand where they belong.
fn ungrouped(text: &str) -> Result<String, Doubt> {
    let (sign, rest) = text.strip_prefix('-').map_or(("", text.strip_prefix('+').unwrap_or(text)), |rest| ("-", rest));
    let (whole, decimals) = rest.split_once('.').map_or((rest, None), |(whole, decimals)| (whole, Some(decimals)));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let rest_right = groups.clone().all(|group| group.len() == 3 && digits(group));
    let first_right = digits(first) && (groups.clone().next().is_none() || (1..=3).contains(&first.len()));
    if !rest_right || !first_right || !decimals.is_none_or(digits) || (first.is_empty() && decimals.is_none_or(str::is_empty)) {
        return Err(Doubt::Value);
    }
    Ok(format!("{sign}{}.{}", whole.replace(',', ""), decimals.unwrap_or_default()))
}

/// A plain decimal; noughts that say nothing are left out first.
fn quantity(text: &str) -> Result<Quantity, Doubt> {
    let (sign, rest) = text.strip_prefix('-').map_or(("", text), |rest| ("-", rest));
    let (whole, decimals) = rest.split_once('.').unwrap_or((rest, ""));
    let (whole, decimals) = (whole.trim_start_matches('0'), decimals.trim_end_matches('0'));
    let whole = if whole.is_empty() { "0" } else { whole };
    let plain = match (whole, decimals) {
        ("0", "") => "0".to_owned(),
        (whole, "") => format!("{sign}{whole}"),
        (whole, decimals) => format!("{sign}{whole}.{decimals}"),
    };
    plain.parse().map_err(|error| match error {
        QuantityError::Malformed => Doubt::Value,
        QuantityError::PrecisionExceeded => Doubt::Precision,
        QuantityError::OutOfRange => Doubt::Range,
    })
}

/// `2024-5-31`, `2024/5/31`, `2024.5.31`, `2024年5月31日`: the year first, so that day and month cannot be mistaken.
fn day_in_words(text: &str) -> Option<NaiveDate> {
    let text = text.strip_suffix('日').unwrap_or(text);
    let parts: Vec<&str> = text.split(['-', '/', '.', '年', '月']).map(str::trim).collect();
    let [year, month, day] = parts.as_slice() else { return None };
    let sized = year.len() == 4 && (1..=2).contains(&month.len()) && (1..=2).contains(&day.len());
    sized.then(|| NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)).flatten()
}

/// `20240531`, or the serial number of a day from 2000 to 2099 in a cell that lost its format.
fn day_in_digits(text: &str) -> Option<NaiveDate> {
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    match text.len() {
        8 if digits => NaiveDate::from_ymd_opt(text.get(..4)?.parse().ok()?, text.get(4..6)?.parse().ok()?, text.get(6..)?.parse().ok()?),
        5 if digits && ("36526"..="73050").contains(&text) => day_of(text, false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may panic")]
    use super::*;

    #[test]
    fn figures_as_people_type_them() {
        let read = |text: &str, unit| figure(Some(&Value::Text(text.to_owned())), unit).map(|value| value.map(|it| it.to_string()));
        for (text, unit, means) in [
            ("839", None, "839"),
            ("８３９", None, "839"),
            (" 1,234,567.50 ", None, "1234567.5"),
            ("１，２３４", None, "1234"),
            ("839个", Some("个"), "839"),
            ("35％", Some("%"), "35"),
            ("+5", None, "5"),
            ("\u{2212}0.5", None, "-0.5"),
            ("007", None, "7"),
            (".5", None, "0.5"),
            ("5.", None, "5"),
            ("0.0000", None, "0"),
            ("-0", None, "0"),
            ("1.2万人次", Some("万人次"), "1.2"),
        ] {
            assert_eq!(read(text, unit).unwrap().as_deref(), Some(means), "{text}");
        }
        for (text, unit, doubt) in [
            ("1,23", None, Doubt::Value),
            ("1234,567", None, Doubt::Value),
            ("12.3.4", None, Doubt::Value),
            ("1.2万", Some("人次"), Doubt::Value),
            ("35%", Some("个"), Doubt::Value),
            ("1e3", None, Doubt::Value),
            ("-", None, Doubt::Value),
            ("约839", None, Doubt::Value),
            ("0.12345", None, Doubt::Precision),
            ("100000000000", None, Doubt::Range),
        ] {
            assert_eq!(read(text, unit), Err(doubt), "{text}");
        }
        assert_eq!(read("  \u{3000}", None), Ok(None));
        assert_eq!(figure(Some(&Value::Percent("35".to_owned())), Some("%")).unwrap(), Some(Quantity::from_whole(35)));
        assert_eq!(figure(Some(&Value::Percent("35".to_owned())), Some("个")), Err(Doubt::Value));
        assert_eq!(figure(Some(&Value::Formula), None), Err(Doubt::Formula));
        assert_eq!(figure(Some(&Value::Day(NaiveDate::MIN)), None), Err(Doubt::Type));
    }

    #[test]
    fn days_as_people_type_them() {
        let expected = NaiveDate::from_ymd_opt(2024, 5, 3).unwrap();
        for text in ["2024-05-03", "2024/5/3", "2024.5.3", "2024年5月3日", "20240503", "２０２４－０５－０３", "45415"] {
            assert_eq!(day(Some(&Value::Text(text.to_owned()))), Ok(Some(expected)), "{text}");
        }
        assert_eq!(day(Some(&Value::Number("45415".to_owned()))), Ok(Some(expected)));
        for text in ["5/3/2024", "2024-13-01", "五月三日", "2024-02-30", "24-5-3", "5月3日", "839"] {
            assert_eq!(day(Some(&Value::Text(text.to_owned()))), Err(Doubt::Day), "{text}");
        }
    }

    #[test]
    fn yes_no_and_words() {
        let text = |text: &str| Some(Value::Text(text.to_owned()));
        assert_eq!(yes(text("是 ").as_ref()), Ok(Some(true)));
        assert_eq!(yes(text("×").as_ref()), Ok(Some(false)));
        assert_eq!(yes(text("可能").as_ref()), Err(Doubt::Value));
        assert_eq!(words(text(" 甲\r\n乙 \n").as_ref()).unwrap().as_deref(), Some(" 甲\n乙"));
        assert_eq!(words(text(" \u{3000}").as_ref()), Ok(None));
        assert_eq!(words(Some(&Value::Number("5".to_owned()))).unwrap().as_deref(), Some("5"));
    }
}
