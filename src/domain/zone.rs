//! The business time zone: turns the days that documents speak of into instants, and back. A day runs from 00:00 to
//! 24:00; instants are UTC everywhere else.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Days, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use serde::Deserialize;

/// Long enough for any gap in a local clock: a whole day was skipped in Samoa in 2011.
const LONGEST_GAP_MINUTES: i64 = 25 * 60;

/// The time zone in which days begin and end, `Asia/Shanghai` unless configured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct BusinessZone(Tz);

impl Default for BusinessZone {
    fn default() -> Self {
        Self(Tz::Asia__Shanghai)
    }
}

impl BusinessZone {
    /// 00:00 of a date, where its day begins. Where the clock skips midnight, the first instant after the gap; where
    /// it strikes midnight twice, the first of the two.
    #[must_use]
    pub fn start_of(self, date: NaiveDate) -> DateTime<Utc> {
        let midnight = date.and_time(NaiveTime::MIN);
        self.instants(midnight).map_or_else(|| self.after_gap(midnight), |(first, _)| first)
    }

    /// 24:00 of a date, which is 00:00 of the next; this very instant is still in time. Where the clock strikes
    /// midnight twice, the second: a deadline never comes early.
    #[must_use]
    pub fn end_of(self, date: NaiveDate) -> DateTime<Utc> {
        let midnight = date.succ_opt().unwrap_or(date).and_time(NaiveTime::MIN);
        self.instants(midnight).map_or_else(|| self.after_gap(midnight), |(_, last)| last)
    }

    /// 24:00 of the day so many days after the one of an instant.
    #[must_use]
    pub fn end_of_days_after(self, instant: DateTime<Utc>, days: u32) -> DateTime<Utc> {
        let last = self.date_of(instant).checked_add_days(Days::new(days.into()));
        self.end_of(last.unwrap_or(NaiveDate::MAX))
    }

    /// The date on the wall at an instant.
    #[must_use]
    pub fn date_of(self, instant: DateTime<Utc>) -> NaiveDate {
        instant.with_timezone(&self.0).date_naive()
    }

    /// A deadline as people write it: `2024-06-03 24:00`, or another time of the day on which it lies.
    #[must_use]
    pub fn told(self, instant: DateTime<Utc>) -> String {
        let local = instant.with_timezone(&self.0).naive_local();
        match local.date().pred_opt().filter(|_| local.time() == NaiveTime::MIN) {
            Some(day) => format!("{day} 24:00"),
            None => local.format("%Y-%m-%d %H:%M").to_string(),
        }
    }

    /// The first and the last instant at which the clock shows a local time; `None` in a gap.
    fn instants(self, local: NaiveDateTime) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
        match self.0.from_local_datetime(&local) {
            LocalResult::Single(only) => Some((only.to_utc(), only.to_utc())),
            LocalResult::Ambiguous(first, last) => Some((first.to_utc(), last.to_utc())),
            LocalResult::None => None,
        }
    }

    /// The first full minute after a gap that begins at or before a local time.
    fn after_gap(self, local: NaiveDateTime) -> DateTime<Utc> {
        (1..=LONGEST_GAP_MINUTES)
            .filter_map(|minutes| local.checked_add_signed(TimeDelta::minutes(minutes)))
            .find_map(|later| self.instants(later))
            .map_or_else(|| local.and_utc(), |(first, _)| first)
    }
}

/// The IANA name.
impl fmt::Display for BusinessZone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name())
    }
}

/// A name that is not in the IANA time zone database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownZone(String);

impl fmt::Display for UnknownZone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown time zone {:?}", self.0)
    }
}

impl std::error::Error for UnknownZone {}

/// From the exact IANA name.
///
/// # Errors
/// [`UnknownZone`].
impl FromStr for BusinessZone {
    type Err = UnknownZone;

    fn from_str(name: &str) -> Result<Self, UnknownZone> {
        name.parse().map(Self).map_err(|_| UnknownZone(name.to_owned()))
    }
}

impl TryFrom<String> for BusinessZone {
    type Error = UnknownZone;

    fn try_from(name: String) -> Result<Self, UnknownZone> {
        name.parse()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions, reason = "a test may panic")]
    use super::BusinessZone;
    use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
    use proptest::prelude::{prop_assert, prop_assert_eq, proptest};

    fn zone(name: &str) -> BusinessZone {
        name.parse().unwrap()
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn instant(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    /// (zone, date, its start, its end)
    const TABLE: [(&str, &str, &str, &str); 9] = [
        ("Asia/Shanghai", "2024-06-03", "2024-06-02T16:00:00Z", "2024-06-03T16:00:00Z"),
        ("Asia/Shanghai", "2024-12-31", "2024-12-30T16:00:00Z", "2024-12-31T16:00:00Z"),
        // Summer time in China, 1986 to 1991, put the clock forward at 02:00.
        ("Asia/Shanghai", "1988-07-01", "1988-06-30T15:00:00Z", "1988-07-01T15:00:00Z"),
        ("UTC", "2024-02-29", "2024-02-29T00:00:00Z", "2024-03-01T00:00:00Z"),
        ("Asia/Urumqi", "2024-06-03", "2024-06-02T18:00:00Z", "2024-06-03T18:00:00Z"),
        // The clock sprang from 00:00 to 01:00: the day had 23 hours.
        ("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z", "2018-11-05T02:00:00Z"),
        ("America/Sao_Paulo", "2018-11-03", "2018-11-03T03:00:00Z", "2018-11-04T03:00:00Z"),
        // The clock fell from 01:00 to 00:00: midnight came twice.
        ("America/Havana", "2023-11-05", "2023-11-05T04:00:00Z", "2023-11-06T05:00:00Z"),
        ("America/Havana", "2023-11-04", "2023-11-04T04:00:00Z", "2023-11-05T05:00:00Z"),
    ];

    #[test]
    fn days_begin_and_end() {
        for (name, date, start, end) in TABLE {
            assert_eq!(zone(name).start_of(day(date)), instant(start), "{name} {date}");
            assert_eq!(zone(name).end_of(day(date)), instant(end), "{name} {date}");
        }
    }

    #[test]
    fn the_clock_falls_from_midnight_to_eleven() {
        let brazil = zone("America/Sao_Paulo");
        // 17 February 2018 had 25 hours: 24:00 summer time became 23:00.
        assert_eq!(brazil.end_of(day("2018-02-17")), instant("2018-02-18T03:00:00Z"));
        assert_eq!(brazil.start_of(day("2018-02-17")), instant("2018-02-17T02:00:00Z"));
    }

    #[test]
    fn a_day_that_never_was() {
        let samoa = zone("Pacific/Apia");
        let jump = instant("2011-12-30T10:00:00Z");
        assert_eq!(samoa.end_of(day("2011-12-29")), jump);
        assert_eq!(samoa.start_of(day("2011-12-30")), jump);
        assert_eq!(samoa.end_of(day("2011-12-30")), jump);
        assert_eq!(samoa.start_of(day("2011-12-31")), jump);
        assert_eq!(samoa.date_of(jump), day("2011-12-31"));
    }

    #[test]
    fn the_date_on_the_wall() {
        let china = BusinessZone::default();
        assert_eq!(china.date_of(instant("2024-06-03T15:59:59.999Z")), day("2024-06-03"));
        assert_eq!(china.date_of(instant("2024-06-03T16:00:00Z")), day("2024-06-04"));
    }

    #[test]
    fn names() {
        assert_eq!(BusinessZone::default().to_string(), "Asia/Shanghai");
        assert_eq!(zone("Asia/Shanghai"), BusinessZone::default());
        for wrong in ["", "Asia/Beijing", "asia/shanghai", "+08:00", "CST-8"] {
            assert!(wrong.parse::<BusinessZone>().is_err(), "{wrong}");
        }
        assert_eq!(serde_json::from_str::<BusinessZone>("\"UTC\"").unwrap(), zone("UTC"));
        assert!(serde_json::from_str::<BusinessZone>("\"Mars\"").is_err());
    }

    #[test]
    fn the_ends_of_the_calendar_do_not_panic() {
        for name in ["Asia/Shanghai", "America/Sao_Paulo", "Pacific/Apia"] {
            for date in [NaiveDate::MIN, NaiveDate::MAX] {
                let _ = (zone(name).start_of(date), zone(name).end_of(date));
            }
        }
    }

    proptest! {
        #[test]
        fn days_follow_one_another(days in 0..150_000_u64, which in 0..5_usize) {
            let names = ["Asia/Shanghai", "Europe/Berlin", "America/Sao_Paulo", "America/Havana", "Australia/Lord_Howe"];
            let zone = zone(names[which]);
            let date = day("1950-01-01") + Days::new(days);
            let (start, end) = (zone.start_of(date), zone.end_of(date));
            prop_assert!(TimeDelta::hours(22) < end - start && end - start < TimeDelta::hours(26));
            prop_assert!(zone.start_of(date + Days::new(1)) <= end);
            prop_assert_eq!(zone.date_of(start), date);
            prop_assert_eq!(zone.date_of(end), date + Days::new(1));
        }

        #[test]
        fn in_china_a_day_is_24_hours(days in 0..200_000_u64) {
            let date = day("1992-01-01") + Days::new(days);
            let china = BusinessZone::default();
            prop_assert_eq!(china.end_of(date) - china.start_of(date), TimeDelta::hours(24));
            prop_assert_eq!(china.start_of(date + Days::new(1)), china.end_of(date));
        }
    }
}
