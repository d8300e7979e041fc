//! What is owed and what is missing as tables, for people with a spreadsheet.

use chrono::{NaiveDate, TimeDelta};

use super::missing::{Lack, MissingObligation};
use super::shapes::Obligation;
use crate::domain::instant::Instant;
use crate::domain::zone::BusinessZone;
use crate::sheet::Table;

/// A row for each thing owed.
pub(super) fn obligations(items: &[Obligation], zone: BusinessZone, english: bool) -> Table<'_, Obligation> {
    let table = told(Table::new("报送任务", items), zone, |one| one);
    table.number("daysLeft", "剩余天数", |one| one.days_left).text("state", "状态", move |one| state(one, english)).text(
        "voidReason",
        "免报原因",
        move |one| one.void_reason.map(|why| if english { word(&why) } else { why.zh().to_owned() }),
    )
}

/// A row for each report that is missing.
pub(super) fn missing(items: &[MissingObligation], zone: BusinessZone, english: bool) -> Table<'_, MissingObligation> {
    told(Table::new("未报清单", items), zone, |one| &one.obligation)
        .text("lack", "情形", move |one| match one.lack {
            lack if english => word(&lack),
            Lack::NotFiled => "未报".to_owned(),
            Lack::Returned => "退回逾期".to_owned(),
        })
        .instant("overdueSince", "逾期起算", |one| one.overdue_since)
        .number("daysOverdue", "逾期天数", |one| one.days_overdue)
}

/// The columns that tell what is owed. People read the last day on which a report is in time; the instant beside it is its 24:00.
fn told<'r, R>(table: Table<'r, R>, zone: BusinessZone, of: fn(&'r R) -> &'r Obligation) -> Table<'r, R> {
    table
        .text("planCode", "方案代码", move |row| of(row).plan.code.as_str())
        .text("taskCode", "事项代码", move |row| of(row).task.code.as_str())
        .text("taskNumber", "序号", move |row| of(row).task.number.as_str())
        .text("taskTitle", "事项", move |row| of(row).task.title.as_str())
        .text("unitCode", "单位代码", move |row| of(row).unit.code.as_str())
        .text("unitName", "责任单位", move |row| of(row).unit.name.as_str())
        .text("period", "报告期", move |row| of(row).period.to_string())
        .text("ruleTitle", "报表", move |row| of(row).rule.title.as_str())
        .date("asAt", "数据截至", move |row| of(row).as_at)
        .date("dueOn", "截止日", move |row| last_day(zone, of(row).due_at))
        .date("extendedTo", "延期至", move |row| of(row).extended_until.map(|until| last_day(zone, until)))
        .instant("dueAt", "截止时点", move |row| of(row).due_at)
}

/// The last day in time: a deadline is the 24:00 of a day.
fn last_day(zone: BusinessZone, due: Instant) -> NaiveDate {
    zone.date_of(due.0 - TimeDelta::milliseconds(1))
}

fn state(one: &Obligation, english: bool) -> String {
    match &one.submission {
        Some(filed) if english => word(&filed.state),
        Some(filed) => filed.state.zh().to_owned(),
        None if english => "none".to_owned(),
        None => "未填".to_owned(),
    }
}

/// The word of the contract for a value.
fn word(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}
