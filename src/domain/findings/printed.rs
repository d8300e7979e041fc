//! How figures, units of measure, dates and names are printed and compared.

use chrono::{Datelike, NaiveDate};

use crate::domain::measure_word::{counted_noun, multiplier_of, normalized_e4};
use crate::domain::quantity::Quantity;

/// Without white space and quotation marks, with narrow brackets: the form in which names and phrases are compared.
pub(super) fn plain(text: &str) -> String {
    let kept = text.chars().filter(|one| !one.is_whitespace() && !"“”\"‘’「」".contains(*one));
    kept.map(narrow).collect()
}

const fn narrow(one: char) -> char {
    match one {
        '\u{ff08}' => '(',
        '\u{ff09}' => ')',
        '\u{ff05}' => '%',
        other => other,
    }
}

/// What is counted: 200 万个 counts 个. Empty where only a multiplier is printed.
pub(super) fn noun(unit_of_measure: &str) -> String {
    plain(counted_noun(unit_of_measure))
}

/// The value in counted things, in ten-thousandths.
pub(super) fn size(value: Quantity, unit_of_measure: Option<&str>) -> i128 {
    normalized_e4(value, unit_of_measure.map_or(1, multiplier_of))
}

/// Counted things, in ten-thousandths, in a unit of measure again: rounded half up to four decimals, `None` beyond what a
/// [`Quantity`] holds.
pub(super) fn in_unit(size: i128, unit_of_measure: Option<&str>) -> Option<Quantity> {
    let multiplier = i128::from(unit_of_measure.map_or(1, multiplier_of));
    Quantity::try_from(divide(size, multiplier)?).ok()
}

/// Half up; `None` for a divisor of nought.
pub(super) fn divide(one: i128, by: i128) -> Option<i128> {
    let half = by.checked_abs()?.checked_div(2)?;
    let shifted = if by > 0 { one.checked_add(half)? } else { one.checked_sub(half)? };
    let remainder = shifted.checked_rem_euclid(by)?;
    shifted.checked_sub(remainder)?.checked_div(by)
}

/// 200家, 40—150人次.
pub(super) fn figure(value: Quantity, upper: Option<Quantity>, unit_of_measure: Option<&str>) -> String {
    let unit = unit_of_measure.unwrap_or_default();
    match upper {
        Some(upper) => format!("{value}—{upper}{unit}"),
        None => format!("{value}{unit}"),
    }
}

/// In quotation marks, those inside turned into single ones: “‘三改’面积”.
pub(super) fn quoted(text: &str) -> String {
    format!("“{}”", text.replace('“', "‘").replace('”', "’"))
}

/// Three digits that count are enough for an implied figure: 63.8, 1.06, 0.0341; never more than four decimals.
pub(super) fn about(value: Quantity) -> Quantity {
    let step = match value.e4().unsigned_abs() {
        10_000_000.. => 10_000,
        100_000.. => 1_000,
        10_000.. => 100,
        1_000.. => 10,
        _ => 1,
    };
    let rounded = divide(i128::from(value.e4()), step).and_then(|steps| steps.checked_mul(step));
    rounded.and_then(|e4| Quantity::try_from(e4).ok()).unwrap_or(value)
}

/// 6月底, 9月15日; with the year where several years are told of.
pub(super) fn date_zh(date: NaiveDate, with_year: bool) -> String {
    let year = if with_year { format!("{}年", date.year()) } else { String::new() };
    let is_last = date.succ_opt().is_none_or(|next| next.day() == 1);
    if is_last { format!("{year}{}月底", date.month()) } else { format!("{year}{}月{}日", date.month(), date.day()) }
}

#[cfg(test)]
mod tests {
    use super::{about, date_zh, divide, figure, in_unit, noun, plain, quoted, size};
    use crate::domain::quantity::Quantity;

    fn number(text: &str) -> Quantity {
        text.parse().unwrap()
    }

    #[test]
    fn names_are_compared_without_their_dress() {
        assert_eq!(plain(" “三改”面积\u{ff08}新\u{ff09} "), "三改面积(新)");
        assert_eq!(quoted("净增“个转企”"), "“净增‘个转企’”");
        assert_eq!(noun("万人次"), "人次");
        assert_eq!(noun("套\u{ff08}间\u{ff09}"), "套(间)");
        assert_eq!(noun("亿"), "");
    }

    #[test]
    fn figures_in_counted_things_and_back() {
        assert_eq!(size(number("4.18"), Some("亿元")), 4_180_000_000_000);
        assert_eq!(size(number("41800"), Some("万元")), 4_180_000_000_000);
        assert_eq!(in_unit(4_180_000_000_000, Some("万元")), Some(number("41800")));
        assert_eq!(in_unit(1, Some("万元")), Some(Quantity::ZERO));
        assert_eq!(figure(number("40"), Some(number("150")), Some("人次")), "40—150人次");
        assert_eq!(figure(number("8"), None, None), "8");
    }

    #[test]
    fn division_rounds_half_up() {
        let table = [(7, 2, 4), (-7, 2, -3), (7, -2, -3), (6, 3, 2), (-6, 4, -1), (1, 3, 0), (2, 3, 1)];
        for (one, by, quotient) in table {
            assert_eq!(divide(one, by), Some(quotient), "{one}/{by}");
        }
        assert_eq!(divide(1, 0), None);
        assert_eq!(divide(i128::MAX, 2), None);
    }

    #[test]
    fn implied_figures_are_short() {
        for (value, shown) in [("63.8298", "63.8"), ("1036.2694", "1036"), ("103.6269", "103.6"), ("1.0638", "1.06"), ("0.0341", "0.0341")]
        {
            assert_eq!(about(number(value)).to_string(), shown);
        }
    }

    #[test]
    fn dates_as_a_notice_prints_them() {
        let day = |text: &str| text.parse().unwrap();
        assert_eq!(date_zh(day("2017-06-30"), false), "6月底");
        assert_eq!(date_zh(day("2012-02-29"), true), "2012年2月底");
        assert_eq!(date_zh(day("2017-06-15"), false), "6月15日");
    }
}
