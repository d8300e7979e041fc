//! Forecasts and courses worked out by hand, and what must be true of all of them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use chrono::{Days, NaiveDate};
use proptest::prelude::{prop_assert, prop_assert_eq, proptest};

use super::tests_support::{Case, case, day, number};
use super::{Forecast, ProgressState, course};
use crate::domain::target::{Baseline, Operator, QuantityKind, Series};

fn foretold(case: &Case, date: &str, actual: &str) -> Option<Forecast> {
    case.at(date, actual).forecast.map(|forecast| *forecast)
}

/// Yichang 4: 1680 by 30 November, 335 days. 725 after 152 days make 1680 after 352.2, on the 353rd day: 18 December.
#[test]
fn the_pace_so_far_is_carried_on() {
    let places = case(Operator::Eq, "1680", "个", Series::Cumulative).lasting("2024-01-01", "2024-11-30");
    let late = foretold(&places, "2024-05-31", "725").unwrap();
    assert_eq!((late.at_control, late.reaches_on, late.in_time), (Some(number("1597.8618")), Some(day("2024-12-18")), Some(false)));
    assert_eq!(late.sentence.zh, "按目前进度(152天完成725个)期限11月底预计达1597.86个;预计12月18日达到目标,晚18天。");
    // 840 after 152 days: 1680 after exactly 304, on 30 October.
    let early = foretold(&places, "2024-05-31", "840").unwrap();
    assert_eq!((early.reaches_on, early.in_time), (Some(day("2024-10-30")), Some(true)));
    assert!(early.sentence.zh.ends_with("预计10月30日达到目标,提前31天。"), "{}", early.sentence.zh);
    assert_eq!(foretold(&places, "2024-05-31", "1680"), None, "it is reached");
    let none = foretold(&places, "2024-05-31", "0").unwrap();
    assert_eq!((none.at_control, none.reaches_on, none.in_time), (Some(number("0")), None, Some(false)));
    // After the deadline the date alone is foretold: 1600 after 366 days, 1680 after 384.3.
    let over = foretold(&places, "2024-12-31", "1600").unwrap();
    assert_eq!((over.at_control, over.reaches_on, over.in_time), (None, Some(day("2025-01-19")), Some(false)));
    // More than 100 is not reached at 100: 50 in half the days, one day more.
    let strict = case(Operator::Gt, "100", "个", Series::Cumulative).lasting("2024-01-01", "2024-04-09");
    assert_eq!(foretold(&strict, "2024-02-19", "50").unwrap().reaches_on, Some(day("2024-04-10")), "day 101");
}

/// Five years, 1826 days, a drop of 13 percent of which the document gives no figure to start from.
#[test]
fn a_drop_starts_at_nought_whatever_it_is_measured_against() {
    let mut drop = case(Operator::Eq, "13", "%", Series::Level).kind(QuantityKind::Decrease).lasting("2011-01-01", "2015-12-31");
    drop.terms.baseline = Some(Baseline { value: None, period: Some("2010".to_owned()), text: Some("五年下降".to_owned()) });
    // 731 days: 13·731/1826 = 5.2043.
    let answer = drop.at("2012-12-31", "5");
    assert_eq!((answer.expected, answer.state), (Some(number("5.2043")), ProgressState::OnTrack));
    // 5·1826/731 = 12.4897; 13 after 1900.6 days, on day 1901: 15 March 2016.
    let forecast = answer.forecast.unwrap();
    assert_eq!((forecast.at_control, forecast.reaches_on), (Some(number("12.4897")), Some(day("2016-03-15"))));
}

/// 四档→三档 over 335 days: nothing moved, then half way.
#[test]
fn levels_go_from_their_baseline() {
    let grades = case(Operator::Eq, "3", "档", Series::Level).from("4").lasting("2024-01-01", "2024-11-30");
    let still = foretold(&grades, "2024-05-31", "4").unwrap();
    assert_eq!((still.at_control, still.reaches_on), (Some(number("4")), None));
    let half = foretold(&grades, "2024-05-31", "3.5").unwrap();
    assert_eq!((half.reaches_on, half.in_time), (Some(day("2024-10-31").pred_opt().unwrap()), Some(true)), "day 304");
    let bare = case(Operator::Gte, "90", "%", Series::Level).kind(QuantityKind::Rate);
    assert_eq!(foretold(&bare, "2017-06-30", "80"), None, "from where?");
}

/// At most 100 in 365 days: 60 after 181 are 121 in the end, and pass 100 on day 302.
#[test]
fn limits_are_passed_or_kept() {
    let limit = case(Operator::Lte, "100", "起", Series::Cumulative);
    let passed = foretold(&limit, "2017-06-30", "60").unwrap();
    assert_eq!((passed.at_control, passed.exceeds_on, passed.reaches_on), (Some(number("120.9945")), Some(day("2017-10-29")), None));
    assert_eq!(passed.in_time, Some(false));
    let kept = foretold(&limit, "2017-06-30", "40").unwrap();
    assert_eq!((kept.exceeds_on, kept.in_time), (None, Some(true)));
    assert!(kept.sentence.zh.ends_with("预计不会突破上限。"), "{}", kept.sentence.zh);
    assert_eq!(foretold(&limit, "2017-06-30", "101"), None, "it is passed already");
}

#[test]
fn where_a_pace_means_nothing_there_is_no_forecast() {
    let growth = case(Operator::Gte, "7.5", "%", Series::Level).kind(QuantityKind::Growth);
    let mean = case(Operator::Gte, "10", "名", Series::Average);
    let all = case(Operator::All, "100", "%", Series::Cumulative).kind(QuantityKind::Coverage);
    for case in [growth, mean, all] {
        assert_eq!(foretold(&case, "2017-06-30", "5"), None);
    }
    assert_eq!(case(Operator::Eq, "10", "个", Series::Cumulative).assess("2017-06-30").forecast, None, "no figure");
    let before = case(Operator::Eq, "10", "个", Series::Cumulative);
    assert_eq!(foretold(&before, "2016-12-31", "1"), None, "a figure of before the first day");
}

/// Huzhou 3.1: a point for every checkpoint and report, the goal at the end, and the line of the pace after the last figure.
#[test]
fn a_course_has_a_point_for_every_day_that_matters() {
    let firms = case(Operator::Gte, "1000", "家", Series::Cumulative)
        .step("2017-06-30", "600")
        .step("2017-09-30", "800")
        .accepted("2017H1", "2017-06-30", "480")
        .ahead("2017", "2017-12-10");
    let course = course(&firms.question(day("2017-07-03")));
    let points: Vec<_> = course.points.iter().map(|point| (point.on.to_string(), point.planned, point.actual, point.state)).collect();
    let (n, behind) = (|text: &str| Some(number(text)), Some(ProgressState::Behind));
    assert_eq!(
        points,
        [
            ("2017-06-30".to_owned(), n("600"), n("480"), behind),
            ("2017-07-03".to_owned(), n("600"), n("480"), behind),
            ("2017-09-30".to_owned(), n("800"), None, None),
            ("2017-12-10".to_owned(), n("800"), None, None),
            ("2017-12-31".to_owned(), n("1000"), None, None),
        ]
    );
    assert_eq!(course.points[3].period.as_deref(), Some("2017"));
    // 480·344/181 on 10 December.
    assert_eq!((course.points[1].forecast, course.points[3].forecast), (n("487.9558"), n("912.2652")));
}

fn after(days: u64) -> NaiveDate {
    day("2024-01-01").checked_add_days(Days::new(days)).unwrap()
}

proptest! {
    /// The day that is foretold is the first on which the pace is enough, and more makes it no later.
    #[test]
    fn the_foretold_day_is_the_first(actual in 1_i64..1_000, more in 0_i64..100, elapsed in 0_u64..300) {
        let goal = case(Operator::Eq, "1000", "个", Series::Cumulative).lasting("2024-01-01", "2024-12-31");
        let on = after(elapsed).to_string();
        let forecast = foretold(&goal, &on, &actual.to_string()).unwrap();
        let days = i64::try_from(elapsed).unwrap() + 1;
        let enough = |n: i64| actual * n >= 1_000 * days;
        if let Some(reached) = forecast.reaches_on {
            let n = reached.signed_duration_since(day("2024-01-01")).num_days() + 1;
            prop_assert!(enough(n) && !enough(n - 1));
            prop_assert_eq!(forecast.in_time, Some(reached <= day("2024-12-31")));
            let better = foretold(&goal, &on, &(actual + more).to_string());
            prop_assert!(better.is_none_or(|better| better.reaches_on.unwrap() <= reached));
        } else {
            prop_assert!(!enough(36_525));
        }
    }

    /// A drop to a lower level is a rise in the mirror.
    #[test]
    fn forecasts_are_symmetric(actual in 11_i64..99, elapsed in 1_u64..300) {
        let up = case(Operator::Eq, "100", "档", Series::Level).from("10").lasting("2024-01-01", "2024-12-31");
        let down = case(Operator::Eq, "-100", "档", Series::Level).from("-10").lasting("2024-01-01", "2024-12-31");
        let on = after(elapsed).to_string();
        let (rise, fall) = (foretold(&up, &on, &actual.to_string()).unwrap(), foretold(&down, &on, &format!("-{actual}")).unwrap());
        prop_assert_eq!((rise.reaches_on, rise.in_time), (fall.reaches_on, fall.in_time));
        prop_assert_eq!(rise.at_control.map(|it| it.e4()), fall.at_control.map(|it| -it.e4()));
    }
}
