//! Reminding units of their reports (催报): how, and not more often than once in a day.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::sea_query::StringLen;
use sea_orm::{DeriveActiveEnum, EnumIter};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::assess::Sentence;
use crate::domain::period::Period;
use crate::domain::zone::BusinessZone;

/// How a unit is reminded.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(32))", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub enum ReminderChannel {
    /// 消息: the service delivers it
    #[default]
    Message,
    /// 电话: somebody called; only noted here
    Phone,
    /// 函: somebody wrote; only noted here
    Letter,
}

/// From when a report may be reminded of again: 24 hours after the last time.
#[must_use]
pub fn next_from(last: DateTime<Utc>) -> DateTime<Utc> {
    last + TimeDelta::hours(24)
}

/// A report that waits for its unit, as a reminder tells of it.
#[derive(Clone, Copy, Debug)]
pub struct Awaited<'a> {
    /// The unit by its name.
    pub unit: &'a str,
    /// The title of the plan.
    pub plan: &'a str,
    /// The number of the task as printed.
    pub number: &'a str,
    /// The title of the task.
    pub title: &'a str,
    /// The period the report is for.
    pub period: Period,
    /// The deadline in force, extensions included.
    pub due: DateTime<Utc>,
}

impl Awaited<'_> {
    /// Who is to report what by when, and how many days are left or gone, in words.
    #[must_use]
    pub fn sentence(&self, now: DateTime<Utc>, zone: BusinessZone) -> Sentence {
        let Self { unit, plan, number, title, period, due } = *self;
        let left = (zone.date_of(due - TimeDelta::milliseconds(1)) - zone.date_of(now)).num_days();
        let (over_zh, over_en) = match left {
            _ if now > due => {
                let days = left.abs();
                (format!("已逾期{days}天"), format!("it is {days} {} overdue", days_in_words(days)))
            }
            0 => ("今天到期".to_owned(), "it is due today".to_owned()),
            days => (format!("还有{days}天"), format!("{days} {} left", if days == 1 { "day is" } else { "days are" })),
        };
        let by = zone.told(due);
        Sentence {
            zh: format!("{unit}:《{plan}》第{number}项「{title}」{period}的报告应于{by}前报送,{over_zh},请及时报送。"),
            en: format!("{unit}: the report for {period} on item {number}, \"{title}\", of \"{plan}\" is to be filed by {by}; {over_en}."),
        }
    }
}

const fn days_in_words(days: i64) -> &'static str {
    if days == 1 { "day" } else { "days" }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may panic")]
    use super::Awaited;
    use crate::domain::zone::BusinessZone;

    #[test]
    fn a_reminder_says_who_what_and_when() {
        let due = "2024-06-03T16:00:00Z".parse().unwrap();
        let awaited =
            Awaited {
                unit: "市卫健委", plan: "十大民生项目", number: "4", title: "新增托位", period: "2024-05".parse().unwrap(), due
            };
        let told = |now: &str| awaited.sentence(now.parse().unwrap(), BusinessZone::default());
        let early = told("2024-05-31T01:00:00Z");
        assert_eq!(early.zh, "市卫健委:《十大民生项目》第4项「新增托位」2024-05的报告应于2024-06-03 24:00前报送,还有3天,请及时报送。");
        let en = "市卫健委: the report for 2024-05 on item 4, \"新增托位\", of \"十大民生项目\" is to be filed by 2024-06-03 24:00";
        assert_eq!(early.en, format!("{en}; 3 days are left."));
        assert!(told("2024-06-03T15:59:59Z").zh.contains("今天到期"));
        assert_eq!(told("2024-06-02T01:00:00Z").en, format!("{en}; 1 day is left."));
        assert_eq!(told("2024-06-05T01:00:00Z").en, format!("{en}; it is 2 days overdue."));
        let noon = Awaited { due: "2024-06-07T04:30:00Z".parse().unwrap(), ..awaited };
        assert!(noon.sentence(due, BusinessZone::default()).zh.contains("2024-06-07 12:30前"));
    }
}
