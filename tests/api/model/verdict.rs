//! The state of a target, from what is asked and what is known.

use chrono::NaiveDate;

use super::exact::Ratio;
use super::goal::{Expected, Form, Goal, How};

/// What is known of a target.
#[derive(Clone, Debug)]
pub(crate) struct Standing {
    /// The day of the question.
    pub(crate) today: NaiveDate,
    /// The day judged at.
    pub(crate) as_at: Option<NaiveDate>,
    /// Figures up to that day, oldest first, in ten-thousandths.
    pub(crate) figures: Vec<(NaiveDate, i64)>,
    /// Due periods without a figure.
    pub(crate) missing: Vec<String>,
    /// A due period after the latest figure has none.
    pub(crate) stale: bool,
    /// Periods that wait for review.
    pub(crate) pending: Vec<String>,
    pub(crate) has_reporter: bool,
}

/// A judgement.
#[derive(Clone, Debug)]
pub(crate) struct Verdict {
    pub(crate) state: &'static str,
    pub(crate) reason: Option<&'static str>,
    pub(crate) actual: Option<Ratio>,
    pub(crate) expected: Option<Expected>,
    pub(crate) late: bool,
    pub(crate) fell_back: bool,
    pub(crate) exceeds: bool,
}

impl Standing {
    /// The day of the latest figure.
    pub(super) fn latest(&self) -> Option<NaiveDate> {
        self.figures.last().map(|(day, _)| *day)
    }

    /// The actual as of a day.
    pub(super) fn actual(&self, goal: &Goal, on: NaiveDate) -> Option<Ratio> {
        let mut so_far = self.figures.iter().filter(|(day, _)| *day <= on).map(|(_, e4)| *e4);
        if goal.own { so_far.reduce(|sum, one| sum + one).map(Ratio::of) } else { so_far.next_back().map(Ratio::of) }
    }
}

impl Expected {
    /// How much worse, in percent of what was expected.
    pub(super) fn gap(&self, actual: Ratio) -> Ratio {
        let short = if self.up { self.at.minus(actual) } else { actual.minus(self.at) };
        short.percent_of(self.at.size())
    }

    /// Up to how many percent worse are on track: some only where the expectation is inferred from dates.
    pub(super) fn allowed(&self) -> i64 {
        if matches!(self.how, How::Line { .. }) { 5 } else { 0 }
    }

    fn state(&self, actual: Ratio) -> &'static str {
        let gap = self.gap(actual);
        let percent = |percent: i64| Ratio::of(percent * 10_000);
        match gap {
            gap if gap <= percent(-10) => "ahead",
            gap if gap <= percent(self.allowed()) => "onTrack",
            gap if gap <= percent(20) => "behind",
            _ => "seriouslyBehind",
        }
    }
}

/// Judges a target.
pub(crate) fn judge(goal: &Goal, known: &Standing) -> Verdict {
    let actual = known.actual(goal, known.today);
    let blank = Verdict { state: "notComputable", reason: None, actual, expected: None, late: false, fell_back: false, exceeds: false };
    if goal.unknown.is_some() {
        return Verdict { reason: Some("referenceUnresolved"), ..blank };
    }
    let closed = known.as_at.is_some_and(|day| day >= goal.control);
    let Some(actual) = actual else {
        if !known.has_reporter {
            return Verdict { reason: Some("noReporter"), ..blank };
        }
        let open = if known.missing.is_empty() { "notDue" } else { "noData" };
        let expected = known.as_at.and_then(|day| goal.expected(day, None));
        return Verdict { state: if closed { "overdue" } else { open }, expected, ..blank };
    };
    let expected = known.as_at.and_then(|day| goal.expected(day, Some(actual)));
    let met = goal.is_met(actual);
    let in_time = known.actual(goal, goal.control).is_some_and(|actual| goal.is_met(actual));
    let once = || known.figures.iter().any(|(day, _)| known.actual(goal, *day).is_some_and(|actual| goal.is_met(actual)));
    let fell_back = !met && goal.maintain && once();
    let exceeds = goal.form == Form::Total && goal.upper.is_some_and(|edge| actual > edge.at);
    let graded = expected.as_ref().map(|expected| expected.state(actual));
    let by_step = expected.as_ref().is_some_and(|expected| !matches!(expected.how, How::Goal));
    let state = match graded {
        Some("ahead") if met && goal.form == Form::Hold && !closed && by_step => "ahead",
        _ if met && goal.form == Form::Hold && !closed => "onTrack",
        _ if met => "achieved",
        _ if closed => "overdue",
        _ if fell_back => "seriouslyBehind",
        graded => graded.unwrap_or("notDue"),
    };
    Verdict { state, expected, late: closed && met && !in_time, fell_back, exceeds, ..blank }
}

/// The worst first; else all achieved, all not due, or on track.
pub(crate) fn together<'s>(states: impl IntoIterator<Item = &'s &'static str>) -> Option<&'static str> {
    let states: Vec<&'static str> = states.into_iter().copied().collect();
    let worst = ["overdue", "seriouslyBehind", "behind", "noData", "notComputable"].into_iter().find(|bad| states.contains(bad));
    let all = ["achieved", "notDue"].into_iter().find(|one| states.iter().all(|state| state == one));
    if states.is_empty() { None } else { worst.or(all).or(Some("onTrack")) }
}
