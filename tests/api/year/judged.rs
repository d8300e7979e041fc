//! The judging of the model: every target of the plan at a date, by the rules of model.md section 2, in whole numbers only.

use chrono::NaiveDate;

use super::book::{Book, Report, day_of};
use super::count::When;
use super::goals::{Goal, Kind};
use super::story::{Time, date, last_day};

/// A judgement. Figures are ten-thousandths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Judged {
    pub(super) state: &'static str,
    pub(super) actual: Option<i64>,
    pub(super) expected: Option<i64>,
    /// How much worse than expected, in percent.
    pub(super) gap: Option<i64>,
    pub(super) as_at: Option<NaiveDate>,
    pub(super) stale: bool,
    pub(super) pending: bool,
    pub(super) late: bool,
}

/// All tasks of this plan run until then.
fn control() -> NaiveDate {
    date(11, 30)
}

/// Days of the year, both ends counted.
fn days(until: NaiveDate) -> i128 {
    i128::from((until - date(1, 1)).num_days() + 1)
}

/// What is wanted: reached from a lower edge up (strictly above it or not), down to an upper edge, or between two.
struct Edges {
    lower: Option<i128>,
    strict: bool,
    upper: Option<i128>,
}

/// Edges in millionths of what figures count in: 5 % of ten-thousandths stays whole.
const FINE: i128 = 100;

fn edges(kind: Kind, value: i64) -> Edges {
    let fine = i128::from(value) * FINE;
    match kind {
        Kind::Total => Edges { lower: Some(fine), strict: false, upper: None },
        Kind::Rate(strict) => Edges { lower: Some(fine), strict, upper: None },
        Kind::About | Kind::Growth => Edges { lower: Some(fine - fine / 20), strict: false, upper: Some(fine + fine / 20) },
        Kind::Down(_) => Edges { lower: None, strict: false, upper: Some(fine) },
    }
}

impl Edges {
    /// A total above its band still counts.
    fn is_met(&self, kind: Kind, actual: i64) -> bool {
        let actual = i128::from(actual) * FINE;
        let above = self.lower.is_none_or(|edge| if self.strict { actual > edge } else { actual >= edge });
        above && (kind == Kind::About || self.upper.is_none_or(|edge| actual <= edge))
    }
}

/// A whole number over another: what is expected, and which way is better (1 up, −1 down).
struct Expected {
    over: i128,
    under: i128,
    direction: i128,
    /// Inferred from the dates: 5 % are allowed.
    inferred: bool,
}

fn expected(kind: Kind, edges: &Edges, on: NaiveDate, actual: Option<i64>) -> Option<Expected> {
    let flat = |edge: i128, direction: i128| Expected { over: edge, under: 1, direction, inferred: false };
    let ratio = (days(on).min(days(control())), days(control()));
    match (kind, edges.lower, edges.upper) {
        // In a band the nearer edge, or the one that is passed, speaks.
        (Kind::Growth, Some(lower), Some(upper)) => {
            let high = actual.map(|actual| i128::from(actual) * FINE).is_some_and(|actual| upper - actual < actual - lower);
            Some(if high { flat(upper, -1) } else { flat(lower, 1) })
        }
        (_, Some(lower), _) if on >= control() => Some(flat(lower, 1)),
        (Kind::Down(_), _, Some(upper)) if on >= control() => Some(flat(upper, -1)),
        (Kind::Total | Kind::About, Some(lower), _) => {
            Some(Expected { over: lower * ratio.0, under: ratio.1, direction: 1, inferred: true })
        }
        (Kind::Down(from), _, Some(upper)) => {
            let from = i128::from(from) * FINE;
            Some(Expected { over: from * ratio.1 + (upper - from) * ratio.0, under: ratio.1, direction: -1, inferred: true })
        }
        _ => None,
    }
}

/// Rounded half away from nought.
fn rounded(over: i128, under: i128) -> i64 {
    let size = (over.abs() * 2 + under) / (under * 2);
    i64::try_from(if over < 0 { -size } else { size }).unwrap()
}

impl Expected {
    fn shown(&self) -> i64 {
        rounded(self.over, self.under * FINE)
    }

    /// In percent of the expected, in ten-thousandths.
    fn gap(&self, actual: i64) -> i64 {
        let short = self.direction * (self.over - i128::from(actual) * FINE * self.under);
        rounded(short * 1_000_000, self.over.abs())
    }

    /// Whether the actual is no more than so many percent worse.
    fn within(&self, actual: i64, percent: i128) -> bool {
        let short = self.direction * (self.over - i128::from(actual) * FINE * self.under);
        short * 100 <= self.over.abs() * percent
    }

    fn state(&self, actual: i64) -> &'static str {
        if self.within(actual, -10) {
            "ahead"
        } else if self.within(actual, if self.inferred { 5 } else { 0 }) {
            "onTrack"
        } else if self.within(actual, 20) {
            "behind"
        } else {
            "seriouslyBehind"
        }
    }
}

/// What is known of a target at a moment.
struct Material<'b> {
    /// (month, figure), oldest first.
    figures: Vec<(u32, i64)>,
    reports: Vec<&'b Report>,
    known: Time,
    at: Time,
    on: NaiveDate,
}

impl Material<'_> {
    fn is_past_due(&self, report: &Report) -> bool {
        self.at > report.due(self.known)
    }

    fn is_pending(&self, report: &Report) -> bool {
        let stands = report.stands(self.known);
        stands.state == "submitted" && !stands.accepted
    }

    /// The date judged at, and whether a due report lacks its figure; of the reports that speak of a day up to then.
    fn standing(&self) -> (Option<NaiveDate>, Vec<u32>) {
        let so_far: Vec<&&Report> = self.reports.iter().filter(|report| last_day(report.duty.month) <= self.on).collect();
        let counts = |report: &&&&Report| !self.is_pending(report) && (report.stands(self.known).accepted || self.is_past_due(report));
        let due: Vec<u32> = so_far.iter().filter(counts).map(|report| report.duty.month).collect();
        let latest = self.figures.last().map(|(month, _)| *month);
        let missing = due.iter().copied().filter(|month| latest.is_none_or(|latest| *month > latest)).collect();
        let all_over = self.reports.iter().all(|report| self.is_past_due(report));
        let waits = so_far.last().is_some_and(|report| self.is_pending(report));
        let last = due.iter().copied().chain(latest).max().map(last_day);
        (if all_over && !waits { Some(self.on) } else { last }, missing)
    }
}

/// What a target should stand at on a day, as its version of then says.
pub(super) fn expected_on(book: &Book, goal: &Goal, day: NaiveDate, known: Time) -> Option<i64> {
    let changed = if goal.key == "1" { book.changed_value(&goal.task, day, known) } else { None };
    let value = changed.or(goal.value)?;
    expected(goal.kind, &edges(goal.kind, value), day, None).map(|expected| expected.shown())
}

/// Where a target stands.
pub(super) fn judge(book: &Book, goal: &Goal, when: When) -> Judged {
    let on = when.as_of.min(day_of(when.known));
    let is_reporter = |unit: &String| goal.reporter.as_ref().is_none_or(|reporter| reporter == unit);
    let figures = book.figures.iter().filter(|held| held.duty.task == goal.task && held.key == goal.key);
    let figures = figures.filter(|held| held.from <= when.known && held.to.is_none_or(|to| when.known < to));
    let mut figures: Vec<(u32, i64)> =
        figures.filter(|held| last_day(held.duty.month) <= on).map(|held| (held.duty.month, held.value)).collect();
    figures.sort_unstable();
    let owed = |report: &&Report| report.duty.task == goal.task && is_reporter(&report.duty.unit);
    let held = book.reports.iter().filter(owed).filter(|report| report.is_known(when.known) && !report.is_void(when.known));
    let mut reports: Vec<&Report> = held.collect();
    reports.sort_by_key(|report| report.duty.month);
    let material = Material { figures, reports, known: when.known, at: when.at(), on };
    let (as_at, missing) = material.standing();
    let pending = material.reports.iter().any(|report| last_day(report.duty.month) <= on && material.is_pending(report));
    let actual = material.figures.last().map(|(_, value)| *value);
    let stale = actual.is_some() && !missing.is_empty();
    let blank = Judged { state: "notComputable", actual, expected: None, gap: None, as_at, stale, pending, late: false };
    let changed = if goal.key == "1" { book.changed_value(&goal.task, when.as_of, when.known) } else { None };
    let Some(value) = changed.or(goal.value) else { return blank };
    let edges = edges(goal.kind, value);
    let expected = as_at.and_then(|on| expected(goal.kind, &edges, on, actual));
    let closed = as_at.is_some_and(|on| on >= control());
    let shown = expected.as_ref().map(Expected::shown);
    let Some(actual) = actual else {
        let state = if closed {
            "overdue"
        } else if missing.is_empty() {
            "notDue"
        } else {
            "noData"
        };
        return Judged { state, expected: shown, ..blank };
    };
    let met = edges.is_met(goal.kind, actual);
    let in_time = material.figures.iter().rfind(|(month, _)| last_day(*month) <= control());
    let late = closed && met && !in_time.is_some_and(|(_, figure)| edges.is_met(goal.kind, *figure));
    let state = match goal.kind {
        Kind::Growth if met && !closed => "onTrack",
        _ if met => "achieved",
        _ if closed => "overdue",
        _ => expected.as_ref().map_or("notDue", |expected| expected.state(actual)),
    };
    Judged { state, expected: shown, gap: expected.map(|expected| expected.gap(actual)), late, ..blank }
}
