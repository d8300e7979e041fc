//! The script: what people do in the year, instant by instant, read from `story.txt` and from the turns that change the plan itself.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::goals::Goals;

/// The table of the year.
const TABLE: &str = include_str!("story.txt");

/// An instant.
pub(super) type Time = DateTime<Utc>;

/// The report of a unit on a task for a month.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Duty {
    pub(super) task: String,
    pub(super) unit: String,
    pub(super) month: u32,
}

/// What somebody does.
#[derive(Clone, Debug)]
pub(super) enum Deed {
    /// The reporter begins a draft.
    Begin,
    /// The reporter files it, with these figures (key of the target, ten-thousandths).
    File(Vec<(String, i64)>),
    Withdraw,
    Return,
    Accept,
    Correct,
    /// The coordinator gives time until the end of a day.
    Extend(NaiveDate),
    /// The reporter asks for time until the end of a day.
    Ask(NaiveDate),
    Grant,
    Refuse,
    /// The supervisor hands the open report to another unit.
    Transfer(String),
    /// The duty of the unit on the task ends with a day.
    EndDuty(NaiveDate),
    /// The unit leads the task from a day on.
    NewDuty(NaiveDate),
    /// The task is cancelled, or no more, from a day on.
    Cancel(bool, NaiveDate),
    /// The first target of the task has another value from a day on.
    Value(i64, NaiveDate),
}

/// One act of the script.
#[derive(Clone, Debug)]
pub(super) struct Act {
    pub(super) at: Time,
    pub(super) duty: Duty,
    pub(super) deed: Deed,
}

/// The whole script.
pub(super) struct Story {
    pub(super) goals: Goals,
    /// In the order in which they happen.
    pub(super) acts: Vec<Act>,
    /// Who leads what when the plan is issued, as (task, unit).
    pub(super) leads: Vec<(String, String)>,
}

/// Officials and the tasks for which the plan names them. 孟晖 leaves with July and 罗毅, named for one task from the start, takes over.
pub(super) const NAMED: [(&str, &str); 11] = [
    ("4", "YC-MH"),
    ("5", "YC-MH"),
    ("11", "YC-MH"),
    ("12", "YC-ZM"),
    ("13", "YC-ZM"),
    ("21", "YC-ZM"),
    ("31", "YC-MH"),
    ("48", "YC-MH"),
    ("58", "YC-ZM"),
    ("59", "YC-ZM"),
    ("63", "YC-LY"),
];

/// Who answers for a task on a day.
pub(super) fn answers(task: &str, day: NaiveDate) -> Option<&'static str> {
    let named = NAMED.iter().find(|(of, _)| *of == task).map(|(_, official)| *official);
    named.map(|official| if official == "YC-MH" && day > date(7, 31) { "YC-LY" } else { official })
}

/// A time of day in Yichang; months and days may run over: the 13th month is January 2025.
pub(super) fn moment(month: u32, day: u32, hour: u32) -> Time {
    let (year, month) = if month > 12 { (2025, month - 12) } else { (2024, month) };
    let midnight = NaiveDate::from_ymd_opt(year, month, day).unwrap().and_hms_opt(0, 0, 0).unwrap().and_utc();
    midnight + TimeDelta::hours(i64::from(hour) - 8)
}

/// A day of 2024, or of January 2025 as the 13th month.
pub(super) fn date(month: u32, day: u32) -> NaiveDate {
    let (year, month) = if month > 12 { (2025, month - 12) } else { (2024, month) };
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

/// The last day of a month.
pub(super) fn last_day(month: u32) -> NaiveDate {
    date(month + 1, 1).pred_opt().unwrap()
}

/// Reports are due on the 3rd of the next month, 24:00.
pub(super) fn due(month: u32) -> Time {
    moment(month + 1, 4, 0)
}

/// The steps of a letter, before figures are put in: (when, what, which edition of the figures).
fn steps(letter: char, m: u32) -> Vec<(Time, Deed, i64)> {
    let file = |edition: i64| (Deed::File(Vec::new()), edition);
    let n = |day: u32, hour: u32, (deed, edition): (Deed, i64)| (moment(m + 1, day, hour), deed, edition);
    let plain = |deed: Deed| (deed, 0);
    let until = |day: u32| date(m + 1, day);
    let taken = |day: u32| n(day, 10, plain(Deed::Accept));
    let sent_back = |day: u32| n(day, 10, plain(Deed::Return));
    let withdrawn = |day: u32| n(day, 9, plain(Deed::Withdraw));
    let (correct, corrected) = (n(20, 9, plain(Deed::Correct)), n(20, 10, file(2)));
    let at = |instant: Time| (instant, Deed::File(Vec::new()), 0);
    match letter {
        // 无: nothing is owed here
        '-' => vec![],
        // 按时 on time
        '.' => vec![n(2, 9, file(0)), taken(6)],
        // 提前 early, in the last days of the month itself
        'e' => vec![(moment(m, 27, 9), Deed::File(Vec::new()), 0), (moment(m, 28, 10), Deed::Accept, 0)],
        // 迟报 late
        'l' => vec![n(5, 9, file(0)), taken(8)],
        // 未报 missing
        'm' => vec![],
        // only begun
        'b' => vec![n(1, 9, plain(Deed::Begin))],
        // at the very instant of the deadline, and a millisecond after it
        'd' => vec![at(due(m)), taken(6)],
        'D' => vec![at(due(m) + TimeDelta::milliseconds(1)), taken(8)],
        // 退回 returned before the deadline, filed again before it, after it
        'r' => vec![n(1, 9, file(0)), sent_back(2), n(3, 15, file(1)), taken(6)],
        'R' => vec![n(1, 9, file(0)), sent_back(2), n(5, 9, file(1)), taken(8)],
        // returned after the deadline and filed again
        'q' => vec![n(2, 9, file(0)), sent_back(5), n(7, 9, file(1)), taken(8)],
        // returned after the deadline, before it, and never filed again
        'x' => vec![n(2, 9, file(0)), sent_back(5)],
        'X' => vec![n(1, 9, file(0)), sent_back(2)],
        // 撤回 withdrawn before the deadline and filed late, or never
        'w' => vec![n(1, 9, file(0)), withdrawn(2), n(7, 9, file(1)), taken(8)],
        'W' => vec![n(1, 9, file(0)), withdrawn(2)],
        // withdrawn after the deadline and filed again
        'v' => vec![n(2, 9, file(0)), withdrawn(5), n(7, 9, file(1)), taken(8)],
        // returned, filed again, and that withdrawn: the first submit stands
        'y' => vec![n(1, 9, file(0)), sent_back(2), n(3, 15, file(1)), withdrawn(5)],
        // 更正 corrected after acceptance; the correction returned in between; returned for good; given up
        'c' => vec![n(2, 9, file(0)), taken(6), correct, corrected, taken(22)],
        'C' => vec![n(2, 9, file(0)), taken(6), correct, corrected, sent_back(21), n(25, 9, file(3)), taken(28)],
        'z' => vec![n(2, 9, file(0)), taken(6), correct, corrected, sent_back(21)],
        'k' => vec![n(2, 9, file(0)), taken(6), correct, withdrawn(21)],
        // 延期 extended until the 10th: filed within, filed after, never
        't' => vec![n(2, 11, plain(Deed::Extend(until(10)))), n(9, 9, file(0)), taken(12)],
        'T' => vec![n(2, 11, plain(Deed::Extend(until(10)))), n(11, 9, file(0)), taken(12)],
        'a' => vec![n(2, 11, plain(Deed::Ask(until(10)))), n(3, 11, plain(Deed::Grant))],
        // asked for and refused: late
        'n' => vec![n(2, 11, plain(Deed::Ask(until(10)))), n(3, 11, plain(Deed::Refuse)), n(5, 9, file(0)), taken(8)],
        // extended when the deadline had passed
        'A' => vec![n(6, 11, plain(Deed::Extend(until(15)))), n(14, 9, file(0)), taken(16)],
        // not reviewed for long
        'p' => vec![n(2, 9, file(0)), taken(20)],
        other => panic!("no letter {other}"),
    }
}

/// What changes the plan itself: (when, task, unit, month, deed).
fn turns() -> Vec<(Time, &'static str, &'static str, u32, Deed)> {
    vec![
        // 31 goes from 市卫健委 to 市医保局 from August on, and the open report for July with it.
        (moment(7, 10, 14), "31", "YC-WJW", 0, Deed::EndDuty(date(7, 31))),
        (moment(7, 10, 15), "31", "YC-YBJ", 0, Deed::NewDuty(date(8, 1))),
        (moment(8, 1, 8), "31", "YC-WJW", 7, Deed::Transfer("YC-YBJ".into())),
        // 33 goes over from October on.
        (moment(9, 16, 14), "33", "YC-WJW", 0, Deed::EndDuty(date(9, 30))),
        (moment(9, 16, 15), "33", "YC-YBJ", 0, Deed::NewDuty(date(10, 1))),
        // 11 and 12 are cancelled in autumn; the report on 12 for October is filed already. 13 is given up in summer and taken up again.
        (moment(9, 20, 14), "11", "", 0, Deed::Cancel(true, date(9, 20))),
        (moment(10, 29, 14), "12", "", 0, Deed::Cancel(true, date(10, 29))),
        (moment(8, 12, 14), "13", "", 0, Deed::Cancel(true, date(8, 12))),
        (moment(10, 8, 14), "13", "", 0, Deed::Cancel(false, date(10, 8))),
        // 4 is adjusted, looking back; the superior assigns the value of 63.
        (moment(9, 5, 14), "4", "", 0, Deed::Value(1_500 * 10_000, date(9, 1))),
        (moment(7, 10, 16), "63", "", 0, Deed::Value(1_200 * 10_000, date(7, 10))),
    ]
}

impl Story {
    pub(super) fn read() -> Self {
        let goals = Goals::read();
        let mut acts = Vec::new();
        let mut leads = BTreeMap::new();
        for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
            let [task, unit, letters, paces] = line.split_whitespace().collect::<Vec<_>>()[..] else { panic!("{line}") };
            if !letters.starts_with('-') {
                leads.insert((task.parse::<u32>().unwrap(), unit), ());
            }
            for (month, letter) in (4..).zip(letters.chars()) {
                let duty = Duty { task: task.into(), unit: unit.into(), month };
                for (at, deed, edition) in steps(letter, month) {
                    let deed = match deed {
                        Deed::File(_) => Deed::File(goals.filed(&duty, paces, edition)),
                        other => other,
                    };
                    acts.push(Act { at, duty: duty.clone(), deed });
                }
            }
        }
        let named = |(at, task, unit, month, deed): (Time, &str, &str, u32, Deed)| {
            let duty = Duty { task: task.into(), unit: unit.into(), month };
            Act { at, duty, deed }
        };
        acts.extend(turns().into_iter().map(named));
        acts.sort_by_key(|act| act.at);
        let leads = leads.into_keys().map(|(task, unit)| (task.to_string(), unit.to_owned())).collect();
        Self { goals, acts, leads }
    }
}
