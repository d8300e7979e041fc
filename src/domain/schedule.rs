//! The reporting calendar (报送日历): from one reporting rule of a plan to the list of periods a report is owed for,
//! with the window and the deadline of each.

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use sea_orm::sea_query::StringLen;
use sea_orm::{DeriveActiveEnum, EnumIter, FromJsonQueryResult};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::day;
use crate::domain::period::{Granularity, Period};
use crate::domain::zone::BusinessZone;

/// The longest time a window can stay open after the deadline, in days.
const LONGEST_GRACE: u16 = 366;
/// The most dates a rule can list: ten years of months.
const MOST_LISTED: usize = 120;

/// How often a rule asks for reports (报送频率).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(32))", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub enum Frequency {
    /// 每月
    Monthly,
    /// 每季度
    Quarterly,
    /// 每半年
    HalfYearly,
    /// 每年
    Yearly,
    /// On listed dates only (Huzhou: the full year by 10 December)
    Listed,
}

impl Frequency {
    /// The length of its periods; `None` for listed dates, which may mix lengths.
    #[must_use]
    pub const fn granularity(self) -> Option<Granularity> {
        match self {
            Self::Monthly => Some(Granularity::Month),
            Self::Quarterly => Some(Granularity::Quarter),
            Self::HalfYearly => Some(Granularity::Half),
            Self::Yearly => Some(Granularity::Year),
            Self::Listed => None,
        }
    }
}

/// Which of the lead units of a task report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(32))", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub enum Reporters {
    /// Every lead unit, for itself
    EveryLead,
    /// Only the lead unit marked as the reporting one
    ReportingLead,
}

/// Why a report is owed no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(32))", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub enum VoidReason {
    /// The task, or one above it, was cancelled
    TaskCancelled,
    /// The unit no longer leads the task
    LeadChanged,
    /// It was handed to another unit
    Transferred,
}

impl VoidReason {
    /// As people call it.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Self::TaskCancelled => "事项取消",
            Self::LeadChanged => "牵头单位变更",
            Self::Transferred => "移交",
        }
    }
}

/// What happens when a text is longer than the rule's limit (500字以内, 原则上).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(32))", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub enum LimitPolicy {
    /// The report cannot be submitted
    Refuse,
    /// The reporter must acknowledge it
    Warn,
    /// Nothing
    Off,
}

/// A text part of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(32))", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub enum ReportPart {
    /// 工作进展
    Progress,
    /// 存在问题
    Problems,
    /// 下步打算, 意见建议
    Suggestions,
}

/// The parts a rule makes mandatory; a JSON array in tables and answers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema, FromJsonQueryResult)]
#[serde(transparent)]
pub struct ReportParts(pub Vec<ReportPart>);

/// One date on which a report is due, for a rule with listed dates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, FromJsonQueryResult)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListedDate {
    /// The period the report is for.
    pub period: Period,
    /// The day the report speaks of. Default: the period's last day, or the due day where that comes first.
    #[serde(default, deserialize_with = "day::optional")]
    pub as_at: Option<NaiveDate>,
    /// The first day on which it can be filed. Default: the period's first day.
    #[serde(default, deserialize_with = "day::optional")]
    pub opens_on: Option<NaiveDate>,
    /// Due to 24:00 of this day.
    #[serde(deserialize_with = "day::required")]
    pub due_on: NaiveDate,
}

impl ListedDate {
    fn speaks_as_at(&self) -> NaiveDate {
        self.as_at.unwrap_or_else(|| self.period.last_day().min(self.due_on))
    }

    fn opens(&self) -> NaiveDate {
        self.opens_on.unwrap_or_else(|| self.period.first_day())
    }
}

/// When reports are owed: either every period of one length, or the listed dates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, FromJsonQueryResult)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CalendarRule {
    /// How often.
    pub frequency: Frequency,
    /// Due to 24:00 of this day of the month after the period (每月3日前: 3). A day the month does not have is its
    /// last. Required unless the dates are listed.
    #[schema(minimum = 1, maximum = 31)]
    #[serde(default)]
    pub due_day: Option<u8>,
    /// The window opens at 00:00 of this day of the period's last month. Default: when the period begins.
    #[schema(minimum = 1, maximum = 31)]
    #[serde(default)]
    pub opens_day: Option<u8>,
    /// The window closes this many days after the deadline, 0 to 366. Default: it stays open, and late reports count
    /// as late.
    #[schema(maximum = 366)]
    #[serde(default)]
    pub closes_after_days: Option<u16>,
    /// The first period. Default: the one in which the plan begins or is issued, whichever is later.
    #[serde(default)]
    pub first_period: Option<Period>,
    /// The last period. Default: the one in which the plan ends.
    #[serde(default)]
    pub last_period: Option<Period>,
    /// The dates of a rule with listed dates, by due day, at most 120; empty for the others.
    #[schema(max_items = 120)]
    #[serde(default)]
    pub listed: Vec<ListedDate>,
}

/// One period of a reporting calendar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CalendarEntry {
    /// The period the report is for.
    pub period: Period,
    /// The period's first day.
    pub starts_on: NaiveDate,
    /// The period's last day.
    pub ends_on: NaiveDate,
    /// The day the report speaks of.
    pub as_at: NaiveDate,
    /// From when it can be filed.
    pub opens_at: DateTime<Utc>,
    /// Until when it is on time; this instant included.
    pub due_at: DateTime<Utc>,
    /// Until when it can be filed at all; null: no end.
    pub closes_at: Option<DateTime<Utc>>,
}

/// The calendar of a rule, ascending by period (listed dates as listed). Empty where the plan is issued after its end,
/// and for a rule that [`CalendarRule::check`] refuses because it has no due day. Days begin and end in `zone`.
#[must_use]
pub fn calendar(
    rule: &CalendarRule,
    plan_starts: NaiveDate,
    plan_ends: NaiveDate,
    issued_on: Option<NaiveDate>,
    zone: BusinessZone,
) -> Vec<CalendarEntry> {
    let Some(granularity) = rule.frequency.granularity() else {
        return rule.listed.iter().map(|date| rule.listed_entry(date, zone)).collect();
    };
    let Some(due_day) = rule.due_day else {
        return Vec::new();
    };
    let begins = issued_on.map_or(plan_starts, |issued| issued.max(plan_starts));
    let first = rule.first_period.or_else(|| Period::containing(granularity, begins));
    let Some(last) = rule.last_period.or_else(|| Period::containing(granularity, plan_ends)) else {
        return Vec::new();
    };
    std::iter::successors(first, |period| period.next())
        .take_while(|period| *period <= last)
        .map(|period| rule.periodic_entry(period, due_day, zone))
        .collect()
}

impl CalendarRule {
    fn periodic_entry(&self, period: Period, due_day: u8, zone: BusinessZone) -> CalendarEntry {
        let last_day = period.last_day();
        let opens_on = self.opens_day.map_or_else(|| period.first_day(), |day| day_of_month(last_day, day));
        let due_on = day_of_month(last_day + Days::new(1), due_day);
        self.entry(period, last_day, opens_on, due_on, zone)
    }

    fn listed_entry(&self, date: &ListedDate, zone: BusinessZone) -> CalendarEntry {
        self.entry(date.period, date.speaks_as_at(), date.opens(), date.due_on, zone)
    }

    fn entry(&self, period: Period, as_at: NaiveDate, opens_on: NaiveDate, due_on: NaiveDate, zone: BusinessZone) -> CalendarEntry {
        CalendarEntry {
            period,
            starts_on: period.first_day(),
            ends_on: period.last_day(),
            as_at,
            opens_at: zone.start_of(opens_on),
            due_at: zone.end_of(due_on),
            closes_at: self.closes_after_days.map(|days| zone.end_of(due_on + Days::new(u64::from(days)))),
        }
    }

    /// What is wrong with the rule, all faults at once: (JSON pointer inside the rule without its first slash, such as
    /// `dueDay` or `listed/1/dueOn`; error code). Empty when it is good.
    ///
    /// Codes: `required`, `out_of_range`, `not_allowed` (a member of the other kind of rule), `period_type_mismatch`,
    /// `duplicate` (a period listed twice), `not_ascending` (listed due days), `too_long` (the list).
    #[must_use]
    pub fn check(&self) -> Vec<(String, &'static str)> {
        let mut faults = match self.frequency.granularity() {
            Some(granularity) => self.check_periodic(granularity),
            None => self.check_listed(),
        };
        if self.closes_after_days.is_some_and(|days| days > LONGEST_GRACE) {
            faults.push(("closesAfterDays".to_owned(), "out_of_range"));
        }
        faults
    }

    fn check_periodic(&self, granularity: Granularity) -> Vec<(String, &'static str)> {
        let mismatched = |period: Option<Period>| period.is_some_and(|it| it.granularity() != granularity);
        let beyond = |day: Option<u8>| day.is_some_and(|it| !(1..=31).contains(&it));
        let (first, last) = (self.first_period, self.last_period);
        let reversed = matches!((first, last), (Some(first), Some(last)) if last < first);
        faults([
            (self.due_day.is_none(), "dueDay", "required"),
            (beyond(self.due_day), "dueDay", "out_of_range"),
            (beyond(self.opens_day), "opensDay", "out_of_range"),
            (mismatched(first), "firstPeriod", "period_type_mismatch"),
            (mismatched(last), "lastPeriod", "period_type_mismatch"),
            (reversed && !mismatched(first) && !mismatched(last), "lastPeriod", "out_of_range"),
            (!self.listed.is_empty(), "listed", "not_allowed"),
        ])
    }

    fn check_listed(&self) -> Vec<(String, &'static str)> {
        let mut all = faults([
            (self.due_day.is_some(), "dueDay", "not_allowed"),
            (self.opens_day.is_some(), "opensDay", "not_allowed"),
            (self.first_period.is_some(), "firstPeriod", "not_allowed"),
            (self.last_period.is_some(), "lastPeriod", "not_allowed"),
            (self.listed.is_empty(), "listed", "required"),
            (self.listed.len() > MOST_LISTED, "listed", "too_long"),
        ]);
        for (i, date) in self.listed.iter().enumerate().take(MOST_LISTED) {
            let mut earlier = self.listed.iter().take(i);
            let repeated = earlier.clone().any(|other| other.period == date.period);
            let descending = earlier.next_back().is_some_and(|before| before.due_on > date.due_on);
            let (first_day, as_at) = (date.period.first_day(), date.speaks_as_at());
            let apart = as_at < first_day || as_at > date.period.last_day().min(date.due_on);
            let found = faults([
                (repeated, "period", "duplicate"),
                (descending, "dueOn", "not_ascending"),
                (date.due_on < first_day, "dueOn", "out_of_range"),
                (date.due_on >= first_day && apart, "asAt", "out_of_range"),
                (date.opens_on.is_some_and(|opens| opens > date.due_on), "opensOn", "out_of_range"),
            ]);
            all.extend(found.into_iter().map(|(member, code)| (format!("listed/{i}/{member}"), code)));
        }
        all
    }
}

/// The (member, code) pairs whose condition holds.
fn faults<const N: usize>(found: [(bool, &str, &'static str); N]) -> Vec<(String, &'static str)> {
    let present = found.into_iter().filter(|(wrong, ..)| *wrong);
    present.map(|(_, member, code)| (member.to_owned(), code)).collect()
}

impl CalendarRule {
    /// Which of its periods do not touch the plan's: pointers as in [`CalendarRule::check`], all `out_of_range`.
    #[must_use]
    pub fn check_within(&self, plan_starts: NaiveDate, plan_ends: NaiveDate) -> Vec<(String, &'static str)> {
        let apart = |period: Period| period.last_day() < plan_starts || period.first_day() > plan_ends;
        let outer = [(self.first_period, "firstPeriod"), (self.last_period, "lastPeriod")];
        let outer = outer.into_iter().filter(|(period, _)| period.is_some_and(apart)).map(|(_, member)| member.to_owned());
        let listed = self.listed.iter().enumerate().filter(|(_, date)| apart(date.period));
        outer.chain(listed.map(|(i, _)| format!("listed/{i}/period"))).map(|pointer| (pointer, "out_of_range")).collect()
    }
}

/// This day of the month in which a date lies, or the month's last day.
fn day_of_month(within: NaiveDate, day: u8) -> NaiveDate {
    let month_end = Period::containing(Granularity::Month, within).map_or(within, Period::last_day);
    within.with_day(u32::from(day)).unwrap_or(month_end)
}

#[cfg(test)]
#[path = "schedule_tests.rs"]
mod tests;
