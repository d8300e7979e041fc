//! Dates as notices print them: 2024年6月底前, 二季度, 上半年, 年内, 6月30日, 3月至6月, 2024.6.30.

use chrono::{Datelike, NaiveDate};
use winnow::combinator::{alt, opt, preceded, terminated};
use winnow::prelude::*;
use winnow::token::{literal, one_of, take_while};

use super::numeral::han_value;

/// How precise a printed date is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Grain {
    /// 6月30日
    Day,
    /// 6月
    Month,
    /// 二季度
    Quarter,
    /// 上半年
    Half,
    /// 2024年, 年内
    Year,
}

/// A printed date as an interval of days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Dated {
    pub(crate) grain: Grain,
    pub(crate) first: NaiveDate,
    pub(crate) last: NaiveDate,
}

/// The last day of a month.
pub(crate) fn month_end(year: i32, month: u32) -> Option<NaiveDate> {
    let (next_year, next) = if month == 12 { (year.checked_add(1)?, 1) } else { (year, month.checked_add(1)?) };
    NaiveDate::from_ymd_opt(next_year, next, 1)?.pred_opt()
}

fn months(grain: Grain, year: i32, from: u32, till: u32) -> Option<Dated> {
    Some(Dated { grain, first: NaiveDate::from_ymd_opt(year, from, 1)?, last: month_end(year, till)? })
}

fn number(most: usize) -> impl Fn(&mut &str) -> winnow::Result<u32> {
    move |input: &mut &str| {
        let digits = take_while(1..=most, '0'..='9').try_map(|text: &str| text.parse::<u32>());
        let han = take_while(1..=4, super::numeral::is_han_digit)
            .verify_map(|text: &str| han_value(text).and_then(|value| u32::try_from(value).ok()));
        terminated(alt((digits, han)), blank).parse_next(input)
    }
}

fn blank(input: &mut &str) -> winnow::Result<()> {
    take_while(0..=2, ' ').void().parse_next(input)
}

/// 2024年, 二〇二四年, 今年, 明年.
fn year(now: Option<i32>) -> impl Fn(&mut &str) -> winnow::Result<i32> {
    move |input: &mut &str| {
        let printed = terminated(number(4), ('年', opt('度'))).verify(|year| (1949..=2100).contains(year)).try_map(i32::try_from);
        let spoken = alt((
            alt((literal("今年"), literal("本年度"), literal("本年"), literal("当年"))).value(0),
            alt((literal("明年"), literal("次年"))).value(1),
        ))
        .verify_map(|more: i32| now?.checked_add(more));
        terminated(alt((printed, spoken)), blank).parse_next(input)
    }
}

fn month(input: &mut &str) -> winnow::Result<u32> {
    terminated(number(2), ('月', opt('份'), blank)).verify(|month| (1..=12).contains(month)).parse_next(input)
}

fn day(input: &mut &str) -> winnow::Result<u32> {
    terminated(number(2), one_of(['日', '号'])).verify(|day| (1..=31).contains(day)).parse_next(input)
}

fn part_of_month(input: &mut &str) -> winnow::Result<u32> {
    alt((
        literal("上旬").value(10),
        literal("中旬").value(20),
        literal("下旬").value(0),
        literal("中").value(15),
        literal("初").value(10),
        alt((literal("底"), literal("末"))).value(0),
    ))
    .parse_next(input)
}

fn quarter(input: &mut &str) -> winnow::Result<u32> {
    let n = alt((one_of(['1', '一']).value(1), one_of(['2', '二']).value(2), one_of(['3', '三']).value(3), one_of(['4', '四']).value(4)));
    terminated(preceded(opt('第'), n), (literal("季度"), opt(one_of(['末', '底'])))).parse_next(input)
}

fn month_and_day(year: i32) -> impl Fn(&mut &str) -> winnow::Result<Option<Dated>> {
    move |input: &mut &str| {
        let month = month.parse_next(input)?;
        if let Some(day) = opt(day).parse_next(input)? {
            return Ok(NaiveDate::from_ymd_opt(year, month, day).map(|day| Dated { grain: Grain::Day, first: day, last: day }));
        }
        let part = opt(part_of_month).parse_next(input)?;
        let mut whole = months(Grain::Month, year, month, month);
        if let (Some(whole), Some(day @ 1..)) = (whole.as_mut(), part) {
            whole.last = NaiveDate::from_ymd_opt(year, month, day).unwrap_or(whole.last);
        }
        Ok(whole)
    }
}

fn part_of_year(year: i32) -> impl Fn(&mut &str) -> winnow::Result<Option<Dated>> {
    move |input: &mut &str| {
        alt((
            quarter.map(|n| months(Grain::Quarter, year, n * 3 - 2, n * 3)),
            literal("上半年").map(|_| months(Grain::Half, year, 1, 6)),
            literal("下半年").map(|_| months(Grain::Half, year, 7, 12)),
            month_and_day(year),
        ))
        .parse_next(input)
    }
}

/// 2024.6.30, 2024-06-30, 2024/6, 6.30.
fn with_points(now: Option<i32>) -> impl Fn(&mut &str) -> winnow::Result<Option<Dated>> {
    move |input: &mut &str| {
        let year = terminated(take_while(4..=4, '0'..='9').try_map(|text: &str| text.parse::<i32>()), one_of(['.', '-', '/']))
            .verify(|year| (1949..=2100).contains(year))
            .parse_next(input)?;
        let month = take_while(1..=2, '0'..='9')
            .try_map(|text: &str| text.parse::<u32>())
            .verify(|month| (1..=12).contains(month))
            .parse_next(input)?;
        let day = opt(preceded(one_of(['.', '-', '/']), take_while(1..=2, '0'..='9').try_map(|text: &str| text.parse::<u32>())))
            .parse_next(input)?;
        let _ = now;
        Ok(match day {
            Some(day) => NaiveDate::from_ymd_opt(year, month, day).map(|day| Dated { grain: Grain::Day, first: day, last: day }),
            None => months(Grain::Month, year, month, month),
        })
    }
}

fn year_only(now: Option<i32>) -> impl Fn(&mut &str) -> winnow::Result<Option<Dated>> {
    move |input: &mut &str| {
        let bare = alt((literal("年底"), literal("年末"), literal("年内"), literal("全年"), literal("年度内"), literal("岁末")));
        if let Some(word) = opt(bare).parse_next(input)? {
            let _: &str = word;
            return Ok(now.and_then(|year| months(Grain::Year, year, 1, 12)));
        }
        let year = year(now).parse_next(input)?;
        if let Some(part) = opt(part_of_year(year)).parse_next(input)? {
            return Ok(part);
        }
        let half = opt(alt((
            literal("中").value(6_u32),
            literal("年中").value(6),
            alt((literal("全年"), literal("内"), literal("底"), literal("末"))).value(12),
        )))
        .parse_next(input)?;
        Ok(match half {
            Some(6) => months(Grain::Half, year, 1, 6),
            _ => months(Grain::Year, year, 1, 12),
        })
    }
}

/// One printed date at the beginning of the text, without 前; `now` is the year of the plan for dates that print none.
pub(crate) fn date(input: &mut &str, now: Option<i32>) -> winnow::Result<Dated> {
    let mut start = *input;
    let found = match now {
        Some(year) => alt((year_only(now), part_of_year(year), with_points(now))).parse_next(&mut start)?,
        None => alt((year_only(now), with_points(now))).parse_next(&mut start)?,
    };
    *input = start;
    found.ok_or_else(winnow::error::ContextError::new)
}

/// A date or a range of dates (3月至6月, 2024年1—12月) at the beginning of the text.
pub(crate) fn dates(input: &mut &str, now: Option<i32>) -> winnow::Result<Dated> {
    let mut rest = *input;
    // 1—12月: the first month is printed without its word.
    let first = short_month_range(&mut rest, now).or_else(|_: winnow::error::ContextError| {
        rest = *input;
        date(&mut rest, now)
    })?;
    let mut after = rest;
    let joined: winnow::Result<()> = alt((one_of(['—', '-', '~', '至', '到']).void(), literal("——").void())).parse_next(&mut after);
    if joined.is_ok() {
        let year = Some(first.first.year());
        if let Ok(second) = date(&mut after.trim_start_matches('—'), year) {
            let mut taken = after.trim_start_matches('—');
            if date(&mut taken, year).is_ok() && second.last >= first.first {
                *input = taken;
                return Ok(Dated { grain: second.grain, first: first.first, last: second.last });
            }
        }
    }
    *input = rest;
    Ok(first)
}

fn short_month_range(input: &mut &str, now: Option<i32>) -> winnow::Result<Dated> {
    let year = opt(year(now)).parse_next(input)?.or(now).ok_or_else(winnow::error::ContextError::new)?;
    let from = terminated(number(2), one_of(['—', '-', '~', '至', '到', '、'])).parse_next(input)?;
    let till = month.parse_next(input)?;
    let _ = opt(part_of_month).parse_next(input)?;
    months(Grain::Month, year, from, till).filter(|_| from < till).ok_or_else(winnow::error::ContextError::new)
}

#[cfg(test)]
mod tests {
    use super::{Grain, dates};

    #[test]
    fn printed_dates_are_intervals() {
        for (text, grain, first, last, rest) in [
            ("6月底前", Grain::Month, "2024-06-01", "2024-06-30", "前"),
            ("2023年12月", Grain::Month, "2023-12-01", "2023-12-31", ""),
            ("6月30日前", Grain::Day, "2024-06-30", "2024-06-30", "前"),
            ("二季度", Grain::Quarter, "2024-04-01", "2024-06-30", ""),
            ("第3季度末", Grain::Quarter, "2024-07-01", "2024-09-30", ""),
            ("上半年", Grain::Half, "2024-01-01", "2024-06-30", ""),
            ("年底前", Grain::Year, "2024-01-01", "2024-12-31", "前"),
            ("2025年底前", Grain::Year, "2025-01-01", "2025-12-31", "前"),
            ("3月至6月", Grain::Month, "2024-03-01", "2024-06-30", ""),
            ("2024年1—12月", Grain::Month, "2024-01-01", "2024-12-31", ""),
            ("十二月底", Grain::Month, "2024-12-01", "2024-12-31", ""),
            ("2024.6.30", Grain::Day, "2024-06-30", "2024-06-30", ""),
            ("9月中旬", Grain::Month, "2024-09-01", "2024-09-20", ""),
        ] {
            let mut input = text;
            let found = dates(&mut input, Some(2024)).unwrap();
            assert_eq!(
                (found.grain, found.first.to_string().as_str(), found.last.to_string().as_str(), input),
                (grain, first, last, rest),
                "{text}"
            );
        }
    }

    #[test]
    fn figures_are_no_dates() {
        for text in ["3所学校", "12.5%", "13月", "2月30日", "五年规划", "1680个"] {
            assert!(dates(&mut { text }, Some(2024)).is_err(), "{text}");
        }
    }
}
