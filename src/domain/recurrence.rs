//! Steps that come again (每季度, 自7月份起每两个月): from the rule to the day on which each instance is due.

use chrono::{Datelike, Months, NaiveDate};
use sea_orm::FromJsonQueryResult;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::day;

/// The longest step, in months.
const LONGEST_STEP: u8 = 60;

/// A step of a task that comes again every so many months.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, FromJsonQueryResult)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"everyMonths": 2, "from": "2017-07-01", "until": "2017-12-31"}))]
pub struct Recurrence {
    /// How many months one step is long, 1 to 60 (每季度: 3).
    #[schema(minimum = 1, maximum = 60)]
    pub every_months: u8,
    /// A day in the first month of the first step (自7月份起: 1 July).
    #[serde(deserialize_with = "day::required")]
    pub from: NaiveDate,
    /// The last day on which it still counts. Default: the plan's last day.
    #[serde(default, deserialize_with = "day::optional")]
    pub until: Option<NaiveDate>,
}

impl Recurrence {
    /// What is wrong with it, all faults at once: (JSON member, error code). Empty when it is good.
    ///
    /// Codes: `out_of_range` (`everyMonths`), `end_before_start` (`until`).
    #[must_use]
    pub fn check(&self) -> Vec<(&'static str, &'static str)> {
        let long = !(1..=LONGEST_STEP).contains(&self.every_months);
        let backwards = self.until.is_some_and(|until| until < self.from);
        let found = [(long, "everyMonths", "out_of_range"), (backwards, "until", "end_before_start")];
        found.into_iter().filter(|(wrong, ..)| *wrong).map(|(_, member, code)| (member, code)).collect()
    }

    /// The day on which each instance is due, ascending: the last day of each step, counted in whole months from that of `from`.
    /// Nothing is due after `until` or the plan's end, whichever comes first: a step that lasts into the month of that day is due
    /// on it, one that would end in a later month is none. Empty for a rule that [`Recurrence::check`] refuses.
    #[must_use]
    pub fn occurrences(&self, plan_end: NaiveDate) -> Vec<NaiveDate> {
        let end = self.until.map_or(plan_end, |until| until.min(plan_end));
        if !self.check().is_empty() || end < self.from {
            return Vec::new();
        }
        let step = Months::new(u32::from(self.every_months));
        let begins = self.from.with_day(1).and_then(|first| first.checked_add_months(step));
        let following = std::iter::successors(begins, |begins| begins.checked_add_months(step));
        let last_days = following.map_while(|begins| begins.pred_opt());
        let within = last_days.take_while(|last| last.with_day(1).is_some_and(|first| first <= end));
        within.map(|last| last.min(end)).collect()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may panic")]
    use super::*;

    fn rule(every_months: u8, from: &str, until: Option<&str>) -> Recurrence {
        Recurrence { every_months, from: from.parse().unwrap(), until: until.map(|day| day.parse().unwrap()) }
    }

    #[test]
    fn each_step_is_due_on_its_last_day() {
        let table: [(u8, &str, Option<&str>, &[&str]); 12] = [
            (3, "2017-01-01", None, &["2017-03-31", "2017-06-30", "2017-09-30", "2017-12-31"]),
            (2, "2017-07-01", None, &["2017-08-31", "2017-10-31", "2017-12-31"]),
            (2, "2017-07-01", Some("2017-12-31"), &["2017-08-31", "2017-10-31", "2017-12-31"]),
            (2, "2017-07-01", Some("2017-11-30"), &["2017-08-31", "2017-10-31"]),
            (1, "2017-10-15", None, &["2017-10-31", "2017-11-30", "2017-12-31"]),
            (6, "2017-01-31", None, &["2017-06-30", "2017-12-31"]),
            (3, "2016-12-01", Some("2017-06-01"), &["2017-02-28", "2017-05-31"]),
            (3, "2017-07-01", Some("2017-12-10"), &["2017-09-30", "2017-12-10"]),
            (6, "2017-07-01", Some("2018-12-31"), &["2017-12-31"]),
            (12, "2017-02-01", None, &[]),
            (1, "2018-01-01", None, &[]),
            (0, "2017-01-01", None, &[]),
        ];
        for (every, from, until, expected) in table {
            let found: Vec<String> =
                rule(every, from, until).occurrences("2017-12-31".parse().unwrap()).iter().map(ToString::to_string).collect();
            assert_eq!(found, expected, "every {every} months from {from} until {until:?}");
        }
    }

    #[test]
    fn a_plan_of_years_counts_on_over_leap_years() {
        let found = rule(12, "2015-03-01", None).occurrences("2018-06-30".parse().unwrap());
        let days: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert_eq!(days, ["2016-02-29", "2017-02-28", "2018-02-28"]);
    }

    #[test]
    fn what_is_wrong_is_said_at_once() {
        assert_eq!(rule(2, "2017-07-01", Some("2017-07-01")).check(), []);
        assert_eq!(rule(60, "2017-07-01", None).check(), []);
        assert_eq!(rule(61, "2017-07-01", None).check(), [("everyMonths", "out_of_range")]);
        let both = [("everyMonths", "out_of_range"), ("until", "end_before_start")];
        assert_eq!(rule(0, "2017-07-01", Some("2017-06-30")).check(), both);
    }

    #[test]
    fn absent_members_may_be_left_out() {
        let read: Recurrence = serde_json::from_str(r#"{"everyMonths":3,"from":"2017-01-01"}"#).unwrap();
        assert_eq!(read, rule(3, "2017-01-01", None));
        assert_eq!(serde_json::to_string(&read).unwrap(), r#"{"everyMonths":3,"from":"2017-01-01","until":null}"#);
        for bad in [r#"{"everyMonths":3}"#, r#"{"everyMonths":3,"from":"2017-1-1"}"#, r#"{"everyMonths":3,"from":"2017-01-01","x":1}"#] {
            assert!(serde_json::from_str::<Recurrence>(bad).is_err(), "{bad}");
        }
    }
}
