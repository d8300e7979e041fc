//! The counting of the model: every report at an instant, one by one, and their sums. Rules: model.md section 3.

use std::collections::BTreeMap;

use chrono::{NaiveDate, TimeDelta};
use serde_json::{Value, json};

use super::book::{Book, Report, day_of, end_of};
use super::goals::Goals;
use super::story::{Time, due};

/// When a report speaks: of which day, with whose knowledge.
#[derive(Clone, Copy, Debug)]
pub(super) struct When {
    pub(super) as_of: NaiveDate,
    pub(super) known: Time,
}

impl When {
    /// Deadlines have passed or not at this instant.
    pub(super) fn at(self) -> Time {
        end_of(self.as_of).min(self.known)
    }
}

/// Counts by their names in answers.
pub(super) type Counts = BTreeMap<&'static str, u64>;

const NAMES: [&str; 12] = [
    "expected",
    "onTime",
    "late",
    "missing",
    "notYetDue",
    "filedEarly",
    "onTimeOriginal",
    "returned",
    "returnedOverdue",
    "accepted",
    "void",
    "outstanding",
];

/// Nothing counted yet.
pub(super) fn none() -> Counts {
    NAMES.into_iter().map(|name| (name, 0)).collect()
}

pub(super) fn plus(sum: &mut Counts, more: &Counts) {
    more.iter().for_each(|(name, count)| *sum.entry(name).or_default() += count);
}

/// One report.
pub(super) fn of(report: &Report, when: When) -> Counts {
    let mut counts = none();
    if !report.is_known(when.known) {
        return counts;
    }
    let mut one = |name: &'static str| {
        counts.insert(name, 1);
    };
    if report.is_void(when.known) {
        one("void");
        return counts;
    }
    let (at, due_at, stands) = (when.at(), report.due(when.known), report.stands(when.known));
    let filed = stands.first.filter(|first| *first <= at);
    match filed {
        _ if at <= due_at => {
            one("notYetDue");
            filed.iter().for_each(|_| one("filedEarly"));
        }
        Some(first) if first <= due_at => {
            one("expected");
            one("onTime");
            (first <= due(report.duty.month)).then(|| one("onTimeOriginal"));
        }
        Some(_) => {
            one("expected");
            one("late");
        }
        None => {
            one("expected");
            one("missing");
            one("outstanding");
        }
    }
    if filed.is_some() && stands.accepted {
        one("accepted");
    }
    // A correction that was sent back leaves the accepted report in force: nothing is outstanding.
    if filed.is_some() && stands.state == "returned" && !stands.accepted {
        one("returned");
        one("outstanding");
        if at > due_at.max(end_of_return(stands.returned_at.unwrap())) {
            one("returnedOverdue");
        }
    }
    counts
}

/// The unit has three days after the day of the return.
pub(super) fn end_of_return(at: Time) -> Time {
    end_of(day_of(at) + TimeDelta::days(3))
}

/// Reports in groups: by unit, by heading, by month; and all.
pub(super) struct Table {
    pub(super) all: Counts,
    pub(super) by_unit: BTreeMap<String, Counts>,
    /// With the units below each.
    pub(super) by_subtree: BTreeMap<String, Counts>,
    pub(super) by_section: BTreeMap<String, Counts>,
    pub(super) by_month: BTreeMap<u32, Counts>,
    pub(super) by_task: BTreeMap<String, Counts>,
}

/// Counts the reports of the year, or of a month.
pub(super) fn table(book: &Book, goals: &Goals, month: Option<u32>, when: When) -> Table {
    let sections = goals.sections.values().map(|number| (number.clone(), none())).collect();
    let mut table = Table {
        all: none(),
        by_unit: BTreeMap::new(),
        by_subtree: BTreeMap::new(),
        by_section: sections,
        by_month: BTreeMap::new(),
        by_task: BTreeMap::new(),
    };
    let reports = book.reports.iter().filter(|report| report.is_known(when.known));
    for report in reports.filter(|report| month.is_none_or(|month| report.duty.month == month)) {
        let counts = of(report, when);
        plus(&mut table.all, &counts);
        plus(table.by_unit.entry(report.duty.unit.clone()).or_insert_with(none), &counts);
        let mut above = Some(report.duty.unit.clone());
        while let Some(unit) = above {
            plus(table.by_subtree.entry(unit.clone()).or_insert_with(none), &counts);
            above = goals.above[&unit].clone();
        }
        let section = &goals.sections[&report.duty.task.parse::<u32>().unwrap()];
        plus(table.by_section.get_mut(section).unwrap(), &counts);
        plus(table.by_task.entry(report.duty.task.clone()).or_insert_with(none), &counts);
        plus(table.by_month.entry(report.duty.month).or_insert_with(none), &counts);
    }
    table
}

/// A share in percent, two decimals, half up; null of nothing.
fn rate(part: u64, whole: u64) -> Value {
    if whole == 0 {
        return Value::Null;
    }
    let hundredths = (part * 20_000 + whole) / (whole * 2);
    if hundredths.is_multiple_of(100) { json!(hundredths / 100) } else { json!(hundredths as f64 / 100.0) }
}

/// As answers show it.
pub(super) fn shown(counts: &Counts) -> Value {
    let mut row = json!(counts);
    row["onTimeRate"] = rate(counts["onTime"], counts["expected"]);
    row["filedRate"] = rate(counts["onTime"] + counts["late"], counts["expected"]);
    row
}
