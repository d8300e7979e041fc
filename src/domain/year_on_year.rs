//! The same figure a year earlier (同比): which day that is, which target it is, and how much has changed.

use chrono::{Datelike, NaiveDate};

use crate::domain::quantity::Quantity;
use crate::domain::terms::Terms;

/// The day a year earlier: of the last day of a month the last day of that month.
#[must_use]
pub fn year_before(day: NaiveDate) -> Option<NaiveDate> {
    let last_of_month = |year: i32, month: u32| {
        let next = if month == 12 { NaiveDate::from_ymd_opt(year + 1, 1, 1) } else { NaiveDate::from_ymd_opt(year, month + 1, 1) };
        next?.pred_opt()
    };
    let is_last = day.succ_opt().is_none_or(|next| next.month() != day.month());
    if is_last { last_of_month(day.year() - 1, day.month()) } else { NaiveDate::from_ymd_opt(day.year() - 1, day.month(), day.day()) }
}

/// A name in the form in which two plans are compared: letters and digits alone, years left out (2024年新增托位 is 新增托位).
#[must_use]
pub fn comparable(name: &str) -> String {
    let plain: Vec<char> = name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let mut text = String::new();
    let mut rest = plain.as_slice();
    while let Some((first, others)) = rest.split_first() {
        match rest {
            [a, b, c, d, '年', after @ ..] if [a, b, c, d].iter().all(|digit| digit.is_ascii_digit()) => rest = after,
            _ => {
                text.push(*first);
                rest = others;
            }
        }
    }
    text
}

/// What has changed in a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct YearChange {
    /// Now minus then; of rates in points.
    pub change: Quantity,
    /// In percent of then, two decimals, half up; none of rates and growth, and unless then is positive.
    pub percent: Option<Quantity>,
}

/// Compares a figure with that of a year earlier. `None` only beyond the size of quantities.
#[must_use]
pub fn compare(terms: &Terms, now: Quantity, then: Quantity) -> Option<YearChange> {
    let change = i128::from(now.e4()) - i128::from(then.e4());
    let is_amount = terms.can_be_summed() && terms.stages.is_none() && !matches!(terms.unit_of_measure.as_deref(), Some("%" | "‰"));
    let percent = if is_amount && then > Quantity::ZERO { percent(change, i128::from(then.e4())) } else { None };
    Some(YearChange { change: Quantity::try_from(change).ok()?, percent })
}

/// How many percent of `base` a figure is, two decimals, half up; none unless `base` is positive.
#[must_use]
pub fn percent_of(value: Quantity, base: Quantity) -> Option<Quantity> {
    if base > Quantity::ZERO { percent(i128::from(value.e4()), i128::from(base.e4())) } else { None }
}

/// Two decimals, half up in size (四舍五入).
fn percent(change: i128, then: i128) -> Option<Quantity> {
    let hundredths = (change.abs() * 20_000 + then).checked_div(then * 2)?;
    Quantity::try_from(hundredths * 100 * change.signum()).ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may panic")]
    use super::*;
    use crate::domain::target::QuantityKind;

    #[test]
    fn the_day_a_year_earlier() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        for (now, then) in [
            ("2024-05-31", "2023-05-31"),
            ("2024-02-29", "2023-02-28"),
            ("2025-02-28", "2024-02-29"),
            ("2024-12-10", "2023-12-10"),
            ("2024-12-31", "2023-12-31"),
        ] {
            assert_eq!(year_before(day(now)), Some(day(then)), "{now}");
        }
    }

    #[test]
    fn names_are_compared_without_years_and_signs() {
        assert_eq!(comparable("2024年新增“托位”(个)"), comparable("2023年 新增托位个"));
        assert_eq!(comparable("5G基站"), "5g基站");
        assert_ne!(comparable("新增托位"), comparable("新增学位"));
    }

    #[test]
    fn amounts_in_percent_and_rates_in_points() {
        let number = |text: &str| text.parse::<Quantity>().unwrap();
        let plain = Terms::plain(number("1680"), "个");
        let told = |terms: &Terms, now: &str, then: &str| compare(terms, number(now), number(then)).unwrap();
        assert_eq!(told(&plain, "725", "600"), YearChange { change: number("125"), percent: Some(number("20.83")) });
        assert_eq!(told(&plain, "600", "725"), YearChange { change: number("-125"), percent: Some(number("-17.24")) });
        assert_eq!(told(&plain, "5", "0"), YearChange { change: number("5"), percent: None });
        let rate = Terms { quantity_kind: QuantityKind::Rate, unit_of_measure: Some("%".to_owned()), ..plain };
        assert_eq!(told(&rate, "96", "94.5"), YearChange { change: number("1.5"), percent: None });
    }
}
