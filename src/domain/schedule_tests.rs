//! Tests of the reporting calendar, against the calendars of the source documents worked out by hand.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions, reason = "a test may panic")]
use super::{CalendarEntry, CalendarRule, Frequency, ListedDate, ReportPart, ReportParts, calendar};
use crate::domain::period::Period;
use crate::domain::zone::BusinessZone;
use chrono::{DateTime, Days, NaiveDate, Utc};
use proptest::option;
use proptest::prelude::{Just, Strategy, prop_assert, prop_assert_eq, prop_oneof, proptest};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn period(text: &str) -> Period {
    text.parse().unwrap()
}

fn rule(frequency: Frequency, due_day: Option<u8>) -> CalendarRule {
    CalendarRule {
        frequency,
        due_day,
        opens_day: None,
        closes_after_days: None,
        first_period: None,
        every: None,
        last_period: None,
        listed: Vec::new(),
    }
}

fn listed(dates: &[(&str, &str)]) -> CalendarRule {
    let date = |(of, due_on): &(&str, &str)| ListedDate { period: period(of), as_at: None, opens_on: None, due_on: day(due_on) };
    CalendarRule { listed: dates.iter().map(date).collect(), ..rule(Frequency::Listed, None) }
}

/// In Asia/Shanghai.
fn of_plan(rule: &CalendarRule, starts: &str, ends: &str, issued: Option<&str>) -> Vec<CalendarEntry> {
    calendar(rule, day(starts), day(ends), issued.map(day), BusinessZone::default())
}

fn periods(entries: &[CalendarEntry]) -> String {
    let texts: Vec<String> = entries.iter().map(|entry| entry.period.to_string()).collect();
    texts.join(" ")
}

#[test]
fn yichang_2024() {
    let monthly = CalendarRule { opens_day: Some(25), ..rule(Frequency::Monthly, Some(3)) };
    assert_eq!(monthly.check(), []);
    let entries = of_plan(&monthly, "2024-01-01", "2024-12-31", Some("2024-04-02"));
    let expected = [
        ("2024-04", "2024-04-30", "2024-04-24T16:00:00Z", "2024-05-03T16:00:00Z"),
        ("2024-05", "2024-05-31", "2024-05-24T16:00:00Z", "2024-06-03T16:00:00Z"),
        ("2024-06", "2024-06-30", "2024-06-24T16:00:00Z", "2024-07-03T16:00:00Z"),
        ("2024-07", "2024-07-31", "2024-07-24T16:00:00Z", "2024-08-03T16:00:00Z"),
        ("2024-08", "2024-08-31", "2024-08-24T16:00:00Z", "2024-09-03T16:00:00Z"),
        ("2024-09", "2024-09-30", "2024-09-24T16:00:00Z", "2024-10-03T16:00:00Z"),
        ("2024-10", "2024-10-31", "2024-10-24T16:00:00Z", "2024-11-03T16:00:00Z"),
        ("2024-11", "2024-11-30", "2024-11-24T16:00:00Z", "2024-12-03T16:00:00Z"),
        ("2024-12", "2024-12-31", "2024-12-24T16:00:00Z", "2025-01-03T16:00:00Z"),
    ];
    assert_eq!(entries.len(), 9);
    for (entry, (of, last_day, opens_at, due_at)) in entries.iter().zip(expected) {
        assert_eq!(entry.period, period(of));
        assert_eq!((entry.ends_on, entry.as_at), (day(last_day), day(last_day)), "{of}");
        assert_eq!((entry.opens_at, entry.due_at), (instant(opens_at), instant(due_at)), "{of}");
        assert_eq!(entry.closes_at, None);
    }
    assert_eq!(entries[0].starts_on, day("2024-04-01"));
}

#[test]
fn huzhou_2017_speaks_as_at_the_day_it_is_due() {
    let half_and_year = listed(&[("2017H1", "2017-06-30"), ("2017", "2017-12-10")]);
    assert_eq!(half_and_year.check(), []);
    let entries = of_plan(&half_and_year, "2017-01-01", "2017-12-31", Some("2017-03-01"));
    assert_eq!(periods(&entries), "2017H1 2017");
    let year = &entries[1];
    assert_eq!((year.starts_on, year.ends_on), (day("2017-01-01"), day("2017-12-31")));
    assert_eq!(year.as_at, day("2017-12-10"));
    assert_eq!(year.opens_at, instant("2016-12-31T16:00:00Z"));
    assert_eq!(year.due_at, instant("2017-12-10T16:00:00Z"));
    assert_eq!(entries[0].as_at, day("2017-06-30"));
}

#[test]
fn listed_dates_can_say_everything() {
    let mut one = listed(&[("2017", "2018-01-10")]);
    one.closes_after_days = Some(5);
    assert_eq!(of_plan(&one, "2017-01-01", "2017-12-31", None)[0].as_at, day("2017-12-31"));
    one.listed[0].as_at = Some(day("2017-11-30"));
    one.listed[0].opens_on = Some(day("2018-01-01"));
    assert_eq!(one.check(), []);
    let entry = &of_plan(&one, "2017-01-01", "2017-12-31", None)[0];
    assert_eq!(entry.as_at, day("2017-11-30"));
    assert_eq!(entry.opens_at, instant("2017-12-31T16:00:00Z"));
    assert_eq!(entry.closes_at, Some(instant("2018-01-15T16:00:00Z")));
}

#[test]
fn every_frequency() {
    let table = [
        (Frequency::Quarterly, "2024Q2 2024Q3 2024Q4", "2024-07-05T16:00:00Z"),
        (Frequency::HalfYearly, "2024H1 2024H2", "2024-07-05T16:00:00Z"),
        (Frequency::Yearly, "2024", "2025-01-05T16:00:00Z"),
    ];
    for (frequency, of, first_due) in table {
        let entries = of_plan(&rule(frequency, Some(5)), "2024-01-01", "2024-12-31", Some("2024-04-02"));
        assert_eq!(periods(&entries), of);
        assert_eq!(entries[0].due_at, instant(first_due), "{of}");
    }
    let quarterly = CalendarRule { opens_day: Some(20), ..rule(Frequency::Quarterly, Some(5)) };
    let second = &of_plan(&quarterly, "2024-04-01", "2024-06-30", None)[0];
    assert_eq!(second.opens_at, instant("2024-06-19T16:00:00Z"));
    let yearly = &of_plan(&rule(Frequency::Yearly, Some(5)), "2021-01-01", "2025-12-31", None);
    assert_eq!(periods(yearly), "2021 2022 2023 2024 2025");
    assert_eq!(yearly[0].opens_at, instant("2020-12-31T16:00:00Z"));
}

#[test]
fn a_day_the_month_does_not_have_is_its_last() {
    let end = CalendarRule { opens_day: Some(31), ..rule(Frequency::Monthly, Some(31)) };
    let entries = of_plan(&end, "2024-01-01", "2024-03-31", None);
    assert_eq!(entries[0].due_at, instant("2024-02-29T16:00:00Z"));
    assert_eq!(entries[1].opens_at, instant("2024-02-28T16:00:00Z"));
    assert_eq!(entries[1].due_at, instant("2024-03-31T16:00:00Z"));
    assert_eq!(entries[2].due_at, instant("2024-04-30T16:00:00Z"));
}

#[test]
fn first_and_last_period_and_closing() {
    let mut monthly = rule(Frequency::Monthly, Some(3));
    monthly.first_period = Some(period("2024-02"));
    monthly.last_period = Some(period("2024-03"));
    monthly.closes_after_days = Some(0);
    let entries = of_plan(&monthly, "2024-01-01", "2024-12-31", Some("2024-04-02"));
    assert_eq!(periods(&entries), "2024-02 2024-03");
    assert_eq!(entries[0].closes_at, Some(entries[0].due_at));
    monthly.closes_after_days = Some(30);
    let entries = of_plan(&monthly, "2024-01-01", "2024-12-31", None);
    assert_eq!(entries[0].closes_at, Some(instant("2024-04-02T16:00:00Z")));
}

#[test]
fn nothing_is_owed() {
    let monthly = rule(Frequency::Monthly, Some(3));
    assert_eq!(of_plan(&monthly, "2024-01-01", "2024-12-31", Some("2025-01-01")), []);
    assert_eq!(of_plan(&monthly, "2024-01-01", "2023-12-31", None), []);
    assert_eq!(of_plan(&rule(Frequency::Monthly, None), "2024-01-01", "2024-12-31", None), []);
}

fn expect(rule: &CalendarRule, faults: &[(&str, &'static str)]) {
    let faults: Vec<(String, &str)> = faults.iter().map(|(at, code)| ((*at).to_owned(), *code)).collect();
    assert_eq!(rule.check(), faults, "{rule:?}");
}

#[test]
fn faults_of_a_periodic_rule() {
    expect(&rule(Frequency::Monthly, None), &[("dueDay", "required")]);
    for beyond in [0, 32, 255] {
        expect(&rule(Frequency::Yearly, Some(beyond)), &[("dueDay", "out_of_range")]);
    }
    for (frequency, wrong) in [(Frequency::Monthly, "2024Q2"), (Frequency::Quarterly, "2024-05"), (Frequency::Yearly, "2024H1")] {
        let mut it = rule(frequency, Some(3));
        it.first_period = Some(period(wrong));
        it.last_period = it.first_period;
        expect(&it, &[("firstPeriod", "period_type_mismatch"), ("lastPeriod", "period_type_mismatch")]);
    }
    let mut it = CalendarRule { opens_day: Some(0), closes_after_days: Some(367), ..rule(Frequency::Monthly, Some(3)) };
    it.first_period = Some(period("2024-05"));
    it.last_period = Some(period("2024-04"));
    it.listed = listed(&[("2024", "2024-12-10")]).listed;
    expect(
        &it,
        &[("opensDay", "out_of_range"), ("lastPeriod", "out_of_range"), ("listed", "not_allowed"), ("closesAfterDays", "out_of_range")],
    );
}

#[test]
fn faults_of_listed_dates() {
    expect(&listed(&[]), &[("listed", "required")]);
    let months = std::iter::successors(Some(period("2017-01")), |month| month.next());
    let dates: Vec<ListedDate> =
        months.take(121).map(|it| ListedDate { period: it, as_at: None, opens_on: None, due_on: it.last_day() }).collect();
    expect(&CalendarRule { listed: dates[..120].to_vec(), ..listed(&[]) }, &[]);
    expect(&CalendarRule { listed: dates, ..listed(&[]) }, &[("listed", "too_long")]);
    let mut it = listed(&[("2017", "2017-12-10"), ("2017-06", "2017-07-03"), ("2017", "2018-01-10")]);
    expect(&it, &[("listed/1/dueOn", "not_ascending"), ("listed/2/period", "duplicate")]);
    it = listed(&[("2017H2", "2017-06-30"), ("2017", "2017-12-10")]);
    it.listed[1].as_at = Some(day("2017-12-11"));
    it.listed[1].opens_on = Some(day("2017-12-11"));
    expect(&it, &[("listed/0/dueOn", "out_of_range"), ("listed/1/asAt", "out_of_range"), ("listed/1/opensOn", "out_of_range")]);
    it = listed(&[("2017-06", "2017-07-03")]);
    it.listed[0].as_at = Some(day("2017-05-31"));
    expect(&it, &[("listed/0/asAt", "out_of_range")]);
    it.listed[0].as_at = Some(day("2017-07-01"));
    expect(&it, &[("listed/0/asAt", "out_of_range")]);
    it = CalendarRule { opens_day: Some(1), ..listed(&[("2017", "2017-12-10")]) };
    it.due_day = Some(3);
    it.first_period = Some(period("2017"));
    it.last_period = Some(period("2017"));
    expect(&it, &[("dueDay", "not_allowed"), ("opensDay", "not_allowed"), ("firstPeriod", "not_allowed"), ("lastPeriod", "not_allowed")]);
}

#[test]
fn json() {
    let json = r#"{"frequency":"listed","closesAfterDays":10,"listed":[{"period":"2017","dueOn":"2017-12-10"}]}"#;
    let it: CalendarRule = serde_json::from_str(json).unwrap();
    assert_eq!(it, CalendarRule { closes_after_days: Some(10), ..listed(&[("2017", "2017-12-10")]) });
    let back = serde_json::to_value(&it).unwrap();
    assert_eq!(serde_json::from_value::<CalendarRule>(back).unwrap(), it);
    for wrong in [
        r#"{"frequency":"weekly"}"#,
        r#"{"frequency":"monthly","dueDay":3,"day":3}"#,
        r#"{"frequency":"listed","listed":[{"period":"2017","dueOn":"2017-12-1"}]}"#,
        r#"{"frequency":"listed","listed":[{"period":"2017"}]}"#,
    ] {
        assert!(serde_json::from_str::<CalendarRule>(wrong).is_err(), "{wrong}");
    }
    let parts = ReportParts(vec![ReportPart::Progress, ReportPart::Problems]);
    assert_eq!(serde_json::to_string(&parts).unwrap(), r#"["progress","problems"]"#);
    let entry = &of_plan(&it, "2017-01-01", "2017-12-31", None)[0];
    assert_eq!(serde_json::to_value(entry).unwrap()["dueAt"], "2017-12-10T16:00:00Z");
}

fn frequency() -> impl Strategy<Value = Frequency> {
    prop_oneof![Just(Frequency::Monthly), Just(Frequency::Quarterly), Just(Frequency::HalfYearly), Just(Frequency::Yearly)]
}

proptest! {
    #[test]
    fn a_calendar_tiles_the_plan(
        frequency in frequency(), due in 1..=31_u8, opens in option::of(1..=31_u8), closes in option::of(0..=366_u16),
        starts in 0..4_000_u64, length in 0..2_000_u64, issued in option::of(0..6_000_u64),
    ) {
        let date = |days| day("2015-01-01") + Days::new(days);
        let it = CalendarRule { opens_day: opens, closes_after_days: closes, ..rule(frequency, Some(due)) };
        prop_assert!(it.check().is_empty());
        let (first, last) = (date(starts), date(starts + length));
        let begins = issued.map_or(first, |days| date(days).max(first));
        let entries = calendar(&it, first, last, issued.map(date), BusinessZone::default());
        if begins <= last {
            prop_assert!(entries[0].starts_on <= begins && begins <= entries[0].ends_on);
            let end = entries.last().unwrap();
            prop_assert!(end.starts_on <= last && last <= end.ends_on);
        }
        for pair in entries.windows(2) {
            prop_assert_eq!(pair[1].starts_on, pair[0].ends_on + Days::new(1));
            prop_assert!(pair[0].due_at < pair[1].due_at);
        }
        for entry in &entries {
            prop_assert_eq!(entry.as_at, entry.ends_on);
            prop_assert!(entry.opens_at < entry.due_at);
            prop_assert!(BusinessZone::default().end_of(entry.ends_on) < entry.due_at);
            prop_assert!(entry.closes_at.is_none_or(|closes_at| closes_at >= entry.due_at));
        }
    }
}

#[test]
fn named_periods_touch_the_plan() {
    let within = |rule: &CalendarRule| rule.check_within(day("2024-01-15"), day("2024-11-30"));
    let bounded = |first: &str, last: &str| CalendarRule {
        first_period: Some(period(first)),
        last_period: Some(period(last)),
        ..rule(Frequency::Monthly, Some(3))
    };
    assert_eq!(within(&rule(Frequency::Monthly, Some(3))), []);
    assert_eq!(within(&bounded("2024-01", "2024-11")), []);
    assert_eq!(within(&bounded("2023-12", "2024-12")), [("firstPeriod".into(), "out_of_range"), ("lastPeriod".into(), "out_of_range")]);
    let dates = listed(&[("2023", "2024-01-10"), ("2024", "2024-12-10")]);
    assert_eq!(within(&dates), [("listed/0/period".into(), "out_of_range")]);
}

/// 自7月份起,每两个月.
#[test]
fn every_second_month_from_july() {
    let two = CalendarRule { every: Some(2), first_period: Some(period("2024-07")), ..rule(Frequency::Monthly, Some(3)) };
    let of = |rule: &CalendarRule, ends: &str| -> Vec<String> {
        let entries = calendar(rule, day("2024-01-01"), day(ends), Some(day("2024-04-02")), BusinessZone::default());
        entries.into_iter().map(|entry| entry.period.to_string()).collect()
    };
    assert_eq!(of(&two, "2024-12-31"), ["2024-07", "2024-09", "2024-11"]);
    assert_eq!(of(&two, "2024-11-30"), ["2024-07", "2024-09", "2024-11"]);
    assert_eq!(of(&CalendarRule { first_period: None, ..two.clone() }, "2024-08-31"), ["2024-04", "2024-06", "2024-08"]);
    for (every, faults) in [(1, vec![]), (12, vec![]), (0, vec!["every"]), (13, vec!["every"])] {
        let found: Vec<String> = CalendarRule { every: Some(every), ..two.clone() }.check().into_iter().map(|(member, _)| member).collect();
        assert_eq!(found, faults, "{every}");
    }
    let both = CalendarRule { every: Some(2), ..listed(&[("2024", "2024-12-10")]) };
    assert_eq!(both.check(), [("every".to_owned(), "not_allowed")]);
}
