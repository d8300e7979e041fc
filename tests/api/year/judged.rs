//! The judging of the year: what the books know of every target of the plan at a moment, given to the judge of the model.

use chrono::NaiveDate;
use serde_json::Value;

use super::book::{Book, Report, day_of};
use super::count::When;
use super::goals::{Goal, Kind};
use super::story::{Time, date, last_day};
use crate::model::{self, Edge, Form, Ratio, Standing};

/// A judgement.
#[derive(Clone, Debug)]
pub(super) struct Judged {
    pub(super) state: &'static str,
    pub(super) firm: bool,
    /// As answers show it, whole.
    pub(super) told: Value,
}

/// All tasks of this plan begin with the year and run until then.
pub(super) fn control() -> NaiveDate {
    date(11, 30)
}

/// What the model is asked.
pub(super) fn asked(goal: &Goal, value: Option<i64>) -> model::Goal {
    let of = |form: Form| model::Goal::at_least(form, value.unwrap_or(0), goal.unit.as_deref().unwrap_or(""), (date(1, 1), control()));
    let plain = match goal.kind {
        Kind::Total => of(Form::Total),
        Kind::About => of(Form::Total).about(5),
        Kind::Growth => of(Form::Hold).about(5),
        Kind::Down(from) => model::Goal { from: Some(Ratio::of(from)), ..of(Form::Level).at_most() },
        Kind::Rate(strict) => {
            let level = of(Form::Level);
            model::Goal { lower: Some(Edge { at: level.value, strict }), ..level }
        }
    };
    match (&goal.reference, value) {
        (None, _) => plain,
        (Some(_), Some(_)) => model::Goal { because: goal.reference.clone(), ..plain },
        (Some(_), None) => model::Goal { unknown: goal.reference.clone(), ..plain },
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

fn label(month: u32) -> String {
    format!("2024-{month:02}")
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
    fn standing(&self) -> Standing {
        let so_far: Vec<&&Report> = self.reports.iter().filter(|report| last_day(report.duty.month) <= self.on).collect();
        let counts = |report: &&&&Report| !self.is_pending(report) && (report.stands(self.known).accepted || self.is_past_due(report));
        let due: Vec<u32> = so_far.iter().filter(counts).map(|report| report.duty.month).collect();
        let latest = self.figures.last().map(|(month, _)| *month);
        let missing = due.iter().copied().filter(|month| latest.is_none_or(|latest| *month > latest)).map(label).collect::<Vec<_>>();
        let all_over = self.reports.iter().all(|report| self.is_past_due(report));
        let waits = so_far.last().is_some_and(|report| self.is_pending(report));
        let last = due.iter().copied().chain(latest).max().map(last_day);
        let pending = so_far.iter().filter(|report| self.is_pending(report)).map(|report| label(report.duty.month));
        Standing {
            today: self.on,
            as_at: if all_over && !waits { Some(self.on) } else { last },
            figures: self.figures.iter().map(|(month, e4)| (last_day(*month), *e4)).collect(),
            stale: latest.is_some() && !missing.is_empty(),
            missing,
            pending: pending.collect(),
            has_reporter: true,
        }
    }
}

/// The value of a target in the version in force.
pub(super) fn value_of(book: &Book, goal: &Goal, day: NaiveDate, known: Time) -> Option<i64> {
    let changed = if goal.key == "1" { book.changed_value(&goal.task, day, known) } else { None };
    changed.or(goal.value)
}

/// What a target should stand at on a day, as its version of then says.
pub(super) fn expected_on(book: &Book, goal: &Goal, day: NaiveDate, known: Time) -> Option<i64> {
    let expected = asked(goal, value_of(book, goal, day, known)).expected(day, None);
    expected.map(|expected| expected.at.shown())
}

/// The reports that carry a target, as known at an instant, by month.
pub(super) fn reports_of<'b>(book: &'b Book, goal: &Goal, known: Time) -> Vec<&'b Report> {
    let is_reporter = |unit: &String| goal.reporter.as_ref().is_none_or(|reporter| reporter == unit);
    let owed = |report: &&Report| report.duty.task == goal.task && is_reporter(&report.duty.unit);
    let held = book.reports.iter().filter(owed).filter(|report| report.is_known(known) && !report.is_void(known));
    let mut reports: Vec<&Report> = held.collect();
    reports.sort_by_key(|report| report.duty.month);
    reports
}

/// What is known of a target at a moment, of a day up to it.
pub(super) fn known_of(book: &Book, goal: &Goal, when: When, on: NaiveDate) -> Standing {
    let figures = book.figures.iter().filter(|held| held.duty.task == goal.task && held.key == goal.key);
    let figures = figures.filter(|held| held.from <= when.known && held.to.is_none_or(|to| when.known < to));
    let mut figures: Vec<(u32, i64)> =
        figures.filter(|held| last_day(held.duty.month) <= on).map(|held| (held.duty.month, held.value)).collect();
    figures.sort_unstable();
    Material { figures, reports: reports_of(book, goal, when.known), known: when.known, at: when.at(), on }.standing()
}

/// Where a target stands.
pub(super) fn judge(book: &Book, goal: &Goal, when: When) -> Judged {
    let asked = asked(goal, value_of(book, goal, when.as_of, when.known));
    let known = known_of(book, goal, when, when.as_of.min(day_of(when.known)));
    let verdict = model::judge(&asked, &known);
    Judged { state: verdict.state, firm: goal.firm, told: model::told(&asked, &known, &verdict) }
}
