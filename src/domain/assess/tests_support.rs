//! A small builder for questions, so that each test says only what matters to it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use chrono::NaiveDate;

use super::{Assessment, Question, Reading, Report, Step, assess};
use crate::domain::quantity::Quantity;
use crate::domain::target::{Baseline, Operator, QuantityKind, Series};
use crate::domain::terms::Terms;
use crate::domain::thresholds::Thresholds;

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(super) fn number(text: &str) -> Quantity {
    text.parse().unwrap()
}

pub(super) fn reading(label: &str, as_at: &str, value: &str) -> Reading {
    Reading { period_label: label.to_owned(), as_at: day(as_at), value: number(value), numerator: None, denominator: None }
}

/// An owned question.
#[derive(Clone, Debug)]
pub(super) struct Case {
    pub(super) terms: Terms,
    pub(super) steps: Vec<Step>,
    pub(super) readings: Vec<Reading>,
    pub(super) reports: Vec<Report>,
    pub(super) start: NaiveDate,
    pub(super) control: Option<NaiveDate>,
    pub(super) thresholds: Thresholds,
    pub(super) has_reporter: bool,
}

/// A target of a year: `operator` and `value` in `unit`, from the first to the last day of 2017.
pub(super) fn case(operator: Operator, value: &str, unit: &str, series: Series) -> Case {
    Case {
        terms: Terms { operator, judged_as: operator.default_judged_as(), series, ..Terms::plain(number(value), unit) },
        steps: Vec::new(),
        readings: Vec::new(),
        reports: Vec::new(),
        start: day("2017-01-01"),
        control: Some(day("2017-12-31")),
        thresholds: Thresholds::default(),
        has_reporter: true,
    }
}

impl Case {
    pub(super) fn lasting(mut self, start: &str, control: &str) -> Self {
        self.start = day(start);
        self.control = Some(day(control));
        self
    }

    pub(super) fn step(mut self, due_on: &str, value: &str) -> Self {
        self.steps.push(Step { due_on: day(due_on), value: Some(number(value)), share: None });
        self
    }

    pub(super) fn share(mut self, due_on: &str, share: &str) -> Self {
        self.steps.push(Step { due_on: day(due_on), value: None, share: Some(number(share)) });
        self
    }

    pub(super) fn kind(mut self, kind: QuantityKind) -> Self {
        self.terms.quantity_kind = kind;
        self
    }

    pub(super) fn from(mut self, baseline: &str) -> Self {
        self.terms.baseline = Some(Baseline { value: Some(number(baseline)), period: None, text: None });
        self
    }

    pub(super) fn maintained(mut self) -> Self {
        self.terms.maintain = true;
        self
    }

    /// An accepted report with its figure.
    pub(super) fn accepted(mut self, label: &str, as_at: &str, value: &str) -> Self {
        self.readings.push(reading(label, as_at, value));
        self.report(label, as_at, true, true, true)
    }

    /// An accepted report of a quotient.
    pub(super) fn quotient(mut self, label: &str, as_at: &str, parts: (&str, &str)) -> Self {
        self.readings.push(Reading { numerator: Some(number(parts.0)), denominator: Some(number(parts.1)), ..reading(label, as_at, "0") });
        self.report(label, as_at, true, true, true)
    }

    /// A report past its deadline that nobody filed.
    pub(super) fn missing(self, label: &str, as_at: &str) -> Self {
        self.report(label, as_at, true, false, false)
    }

    /// A report that waits for review.
    pub(super) fn waiting(self, label: &str, as_at: &str) -> Self {
        self.report(label, as_at, true, false, true)
    }

    /// A report whose deadline lies ahead.
    pub(super) fn ahead(self, label: &str, as_at: &str) -> Self {
        self.report(label, as_at, false, false, false)
    }

    fn report(mut self, label: &str, as_at: &str, past_due: bool, accepted: bool, filed: bool) -> Self {
        self.reports.push(Report { period_label: label.to_owned(), as_at: day(as_at), past_due, accepted, filed });
        self
    }

    pub(super) fn question(&self, as_of: NaiveDate) -> Question<'_> {
        Question {
            terms: &self.terms,
            steps: &self.steps,
            readings: &self.readings,
            reports: &self.reports,
            start: self.start,
            control: self.control,
            as_of,
            thresholds: &self.thresholds,
            has_reporter: self.has_reporter,
        }
    }

    pub(super) fn assess(&self, as_of: &str) -> Assessment {
        assess(&self.question(day(as_of)))
    }

    /// With one more figure, of the day judged at and without reports: the shortest way to "actual at date".
    pub(super) fn at(&self, date: &str, actual: &str) -> Assessment {
        let mut case = self.clone();
        case.readings.push(reading(date, date, actual));
        case.assess(date)
    }
}
