//! The steps of a task (进度安排): when each is due, when it was done by what accepted reports tell, and whether it is overdue.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::assess::Sentence;
use crate::domain::due::Due;
use crate::domain::recurrence::Recurrence;

/// In tables, the day of the one occurrence of a step that has none.
pub const NO_DAY: NaiveDate = match NaiveDate::from_ymd_opt(1, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

/// How many steps a sentence names before the rest is only counted.
const NAMED: usize = 3;

/// How many characters of a step a sentence quotes.
const QUOTED: usize = 40;

/// One time at which a step is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// Its day, of a step that comes again; none of a step that happens once.
    pub occurs_on: Option<NaiveDate>,
    /// The day it is judged by: that day, or the control date; none where nobody fixed one.
    pub control: Option<NaiveDate>,
    /// The day by which it is asked for: the one it is judged by, else the latest that the deadline allows.
    pub due_on: Option<NaiveDate>,
}

/// Every time at which a step is due in a plan that ends on `plan_end`, in order: once, or as often as it comes again.
#[must_use]
pub fn occurrences(due: &Due, recurrence: Option<&Recurrence>, plan_end: NaiveDate) -> Vec<Occurrence> {
    let again = |day: NaiveDate| Occurrence { occurs_on: Some(day), control: Some(day), due_on: Some(day) };
    match recurrence {
        Some(rule) => rule.occurrences(plan_end).into_iter().map(again).collect(),
        None => vec![Occurrence { occurs_on: None, control: due.control, due_on: due.control.or(due.latest) }],
    }
}

/// What an accepted report tells of one occurrence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    /// The day of which the report speaks.
    pub as_at: NaiveDate,
    /// The day on which it was done; none: still open.
    pub done_on: Option<NaiveDate>,
}

/// When it was done: what the reports of the latest day that tell of it say, else `entered`. Where several units tell of it
/// for that day it is done once all of them say so, on the last of their days.
#[must_use]
pub fn done_on(entered: Option<NaiveDate>, told: &[Told]) -> Option<NaiveDate> {
    let Some(latest) = told.iter().map(|one| one.as_at).max() else { return entered };
    let days: Option<Vec<NaiveDate>> = told.iter().filter(|one| one.as_at == latest).map(|one| one.done_on).collect();
    days?.into_iter().max()
}

/// A report in which the steps of a task are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Report {
    /// The day it speaks of.
    pub as_at: NaiveDate,
    /// It is past due.
    pub past_due: bool,
    /// It is accepted, or a revision of it is and stays in force.
    pub accepted: bool,
    /// It is filed and waits for review.
    pub waiting: bool,
}

/// The last day up to which it is known which steps are done, on the day `on`: the latest one of which all reports are accepted or past due
/// and none waits for review; `on` itself once every report is past due and none of the last day waits. Nobody is blamed for what no report
/// has asked about yet.
#[must_use]
pub fn known_until(reports: &[Report], on: NaiveDate) -> Option<NaiveDate> {
    let so_far = || reports.iter().filter(|report| report.as_at <= on);
    let settled = |day: NaiveDate| {
        let mut of_day = so_far().filter(|report| report.as_at == day);
        of_day.all(|report| report.accepted || (report.past_due && !report.waiting))
    };
    let last = so_far().map(|report| report.as_at).max();
    if reports.iter().all(|report| report.past_due) && last.is_none_or(settled) {
        return Some(on);
    }
    so_far().map(|report| report.as_at).filter(|day| settled(*day)).max()
}

/// How one occurrence of a step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum MilestoneState {
    /// 未到期: its control date is not over, or nobody fixed one
    NotDue,
    /// 已完成
    Done,
    /// 待报送: its control date is over, and the report that would tell whether it is done is still to come or to be reviewed
    AwaitingReport,
    /// 逾期
    Overdue,
}

/// How a step stands that is judged by `control`, when the day `over` is the last one that is over and the reports tell of it until
/// `known`. Without a control date it is never overdue.
#[must_use]
pub fn state(control: Option<NaiveDate>, done_on: Option<NaiveDate>, over: NaiveDate, known: Option<NaiveDate>) -> MilestoneState {
    match (done_on, control) {
        (Some(_), _) => MilestoneState::Done,
        (None, Some(control)) if control <= over => {
            if known.is_some_and(|known| control <= known) {
                MilestoneState::Overdue
            } else {
                MilestoneState::AwaitingReport
            }
        }
        (None, _) => MilestoneState::NotDue,
    }
}

/// Tells which steps are overdue, each with its text and control date; `None` where there are none.
#[must_use]
pub fn sentence(overdue: &[(&str, NaiveDate)]) -> Option<Sentence> {
    if overdue.is_empty() {
        return None;
    }
    let count = overdue.len();
    let zh: Vec<String> =
        overdue.iter().take(NAMED).map(|(text, day)| format!("「{}」应于{}前完成", quoted(text), day.format("%Y年%-m月%-d日"))).collect();
    let en: Vec<String> =
        overdue.iter().take(NAMED).map(|(text, day)| format!("\"{}\" was due by {}", quoted(text), day.format("%-d %B %Y"))).collect();
    let rest = count.saturating_sub(NAMED);
    let (rest_zh, rest_en) = if rest == 0 { Default::default() } else { (format!(";另有{rest}项"), format!("; and {rest} more")) };
    let steps = if count == 1 { "step" } else { "steps" };
    Some(Sentence {
        zh: format!("{count}项进度逾期未完成:{}{rest_zh}。", zh.join(";")),
        en: format!("{count} {steps} overdue: {}{rest_en}.", en.join("; ")),
    })
}

/// The beginning of a text, without the full stop at its end.
fn quoted(text: &str) -> String {
    let text = text.trim_end_matches(['。', ';', '\u{FF1B}']);
    if text.chars().count() <= QUOTED { text.to_owned() } else { text.chars().take(QUOTED).chain(['…']).collect() }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may panic")]
    use super::{MilestoneState, Occurrence, Report, Told, done_on, known_until, occurrences, sentence, state};
    use crate::domain::due::{Due, DueKind};
    use crate::domain::recurrence::Recurrence;
    use chrono::NaiveDate;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn report(as_at: &str, past_due: bool, accepted: bool, waiting: bool) -> Report {
        Report { as_at: day(as_at), past_due, accepted, waiting }
    }

    fn told(as_at: &str, done: Option<&str>) -> Told {
        Told { as_at: day(as_at), done_on: done.map(day) }
    }

    #[test]
    fn a_step_is_due_once_or_as_often_as_it_comes_again() {
        let (latest, control) = (Some(day("2017-06-30")), None);
        let due = Due { text: "汛期前".to_owned(), kind: DueKind::Season, earliest: None, latest, control };
        let end = day("2017-12-31");
        assert_eq!(occurrences(&due, None, end), [Occurrence { occurs_on: None, control: None, due_on: latest }]);
        let rule = Recurrence { every_months: 2, from: day("2017-07-01"), until: None };
        let days: Vec<_> = occurrences(&due, Some(&rule), end).into_iter().map(|it| (it.occurs_on, it.control, it.due_on)).collect();
        assert_eq!(days, ["2017-08-31", "2017-10-31", "2017-12-31"].map(|it| (Some(day(it)), Some(day(it)), Some(day(it)))));
    }

    #[test]
    fn the_latest_reports_say_when_it_was_done() {
        let entered = Some(day("2017-03-01"));
        assert_eq!(done_on(entered, &[]), entered);
        assert_eq!(done_on(entered, &[told("2017-06-30", None)]), None, "a report says otherwise");
        let early = told("2017-06-30", Some("2017-06-20"));
        assert_eq!(done_on(None, &[early]), Some(day("2017-06-20")));
        assert_eq!(done_on(None, &[told("2017-12-10", None), early]), None, "open again");
        assert_eq!(done_on(None, &[early, told("2017-06-30", Some("2017-06-25"))]), Some(day("2017-06-25")), "the last of several units");
        assert_eq!(done_on(None, &[early, told("2017-06-30", None)]), None, "one of several units is not ready");
    }

    #[test]
    fn it_is_known_as_far_as_reports_are_settled() {
        let (june, december) = ("2017-06-30", "2017-12-10");
        let to_come = report(december, false, false, false);
        let table = [
            (vec![], Some("2017-08-01")),
            (vec![report(june, false, false, false), to_come], None),
            (vec![report(june, true, false, false), to_come], Some(june)),
            (vec![report(june, true, false, true), to_come], None),
            (vec![report(june, false, true, false), to_come], Some(june)),
            (vec![report(june, true, true, false), report(june, true, false, true), to_come], None),
            (vec![report(june, true, false, false)], Some("2017-08-01")),
            (vec![report(june, true, false, true)], None),
            (vec![report("2017-03-31", true, true, false), report(june, true, false, true)], Some("2017-03-31")),
        ];
        for (reports, expected) in table {
            assert_eq!(known_until(&reports, day("2017-08-01")), expected.map(day), "{reports:?}");
        }
    }

    #[test]
    fn only_a_control_date_that_is_over_makes_it_overdue() {
        use MilestoneState::{AwaitingReport, Done, NotDue, Overdue};
        let june = Some(day("2017-06-30"));
        for (control, done, over, known, expected) in [
            (june, None, "2017-06-29", june, NotDue),
            (june, None, "2017-06-30", None, AwaitingReport),
            (june, None, "2017-06-30", Some(day("2017-06-29")), AwaitingReport),
            (june, None, "2017-06-30", june, Overdue),
            (june, Some(day("2017-07-02")), "2017-07-31", june, Done),
            (None, None, "2018-12-31", june, NotDue),
        ] {
            assert_eq!(state(control, done, day(over), known), expected, "{control:?} {done:?} {over} {known:?}");
        }
    }

    #[test]
    fn the_sentence_names_three() {
        assert_eq!(sentence(&[]), None);
        let one = sentence(&[("完成半年度督查。", day("2017-06-30"))]).unwrap();
        assert_eq!(one.zh, "1项进度逾期未完成:「完成半年度督查」应于2017年6月30日前完成。");
        assert_eq!(one.en, "1 step overdue: \"完成半年度督查\" was due by 30 June 2017.");
        let long = "项".repeat(41);
        let all: Vec<(&str, NaiveDate)> = vec![(&long, day("2017-09-30")); 5];
        let five = sentence(&all).unwrap();
        assert!(five.zh.starts_with(&format!("5项进度逾期未完成:「{}…」", "项".repeat(40))), "{}", five.zh);
        assert!(five.zh.ends_with("前完成;另有2项。") && five.en.ends_with("; and 2 more."), "{five:?}");
    }
}
