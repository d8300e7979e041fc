//! Where the reports stand: the date the judgement speaks of, and the actual the accepted figures add up to.

use chrono::NaiveDate;

use crate::domain::period::Period;
use crate::domain::quantity::Quantity;
use crate::domain::target::{Operator, Series};
use crate::domain::terms::Terms;

use super::fraction::Fraction;
use super::goal::quotient_in_percent;
use super::question::{Question, Reading, Report};

/// The reports and figures up to the date of the question.
#[derive(Clone, Debug)]
pub(super) struct Standing {
    /// The date judged at; `None` while no report is due.
    pub(super) as_at: Option<NaiveDate>,
    /// A due report without a figure is later than the latest figure.
    pub(super) stale: bool,
    /// Due periods without a figure that the actual lacks, oldest first.
    pub(super) missing: Vec<String>,
    /// Periods filed and not yet reviewed, oldest first.
    pub(super) pending: Vec<String>,
    /// A total of the figures would be too low: some due period is not counted in it.
    pub(super) incomplete: bool,
    /// Numerator and denominator of the latest figure, where it is judged by them.
    pub(super) latest_quotient: Option<(Quantity, Quantity)>,
    /// Usable figures, oldest first.
    figures: Vec<(NaiveDate, Fraction)>,
}

impl Standing {
    pub(super) fn of(question: &Question<'_>) -> Self {
        let mut readings = usable_readings(question);
        let mut reports = reports_so_far(question);
        if question.terms.series == Series::Increment {
            let told: Vec<Period> = readings.iter().filter_map(|reading| reading.period_label.parse().ok()).collect();
            readings.retain(|reading| !is_within(&reading.period_label, &told));
            reports.retain(|report| !is_within(&report.period_label, &told));
        }
        let latest = readings.last().map(|reading| reading.as_at);
        let (pending, settled): (Vec<&Report>, Vec<&Report>) = reports.iter().partition(|report| report.is_pending());
        let due: Vec<&Report> = settled.into_iter().filter(|report| report.accepted || report.past_due).collect();
        let as_at = judged_at(question, &reports, &due, latest);
        let after_latest = |report: &Report| latest.is_none_or(|latest| report.as_at > latest);
        let each_counts = matches!(question.terms.series, Series::Increment | Series::Average);
        let missing: Vec<&Report> = due
            .into_iter()
            .filter(|report| !readings.iter().any(|reading| is_of(reading, report)))
            .filter(|report| each_counts || after_latest(report))
            .collect();
        let skipped = question.terms.series == Series::Increment && pending.iter().any(|report| Some(report.as_at) <= as_at);
        Self {
            as_at,
            stale: latest.is_some() && missing.iter().any(|report| after_latest(report)),
            incomplete: skipped || !missing.is_empty(),
            missing: labels(&missing),
            pending: labels(&pending),
            latest_quotient: readings
                .last()
                .filter(|_| quotient_in_percent(question.terms).is_some())
                .and_then(|reading| reading.numerator.zip(reading.denominator)),
            figures: readings.iter().filter_map(|reading| Some((reading.as_at, figure_of(question.terms, reading)?))).collect(),
        }
    }

    /// The day of the latest figure.
    pub(super) fn latest(&self) -> Option<NaiveDate> {
        self.figures.last().map(|(as_at, _)| *as_at)
    }

    /// The actual as of a date, from the figures up to it: their sum, their mean or the latest.
    pub(super) fn actual_at(&self, series: Series, date: NaiveDate) -> Option<Fraction> {
        let known = self.figures.iter().filter(|(as_at, _)| *as_at <= date);
        let figures: Vec<Fraction> = known.map(|(_, figure)| *figure).collect();
        let last = figures.last().copied()?;
        let sum = || figures.iter().fold(Fraction::ZERO, |sum, figure| sum.plus(*figure));
        Some(match series {
            Series::Cumulative | Series::Level => last,
            Series::Increment => sum(),
            Series::Average => sum().scaled(1, i64::try_from(figures.len()).unwrap_or(i64::MAX)),
        })
    }

    /// The actual after each figure, oldest first.
    pub(super) fn actuals(&self, series: Series) -> impl Iterator<Item = Fraction> {
        self.figures.iter().filter_map(move |(as_at, _)| self.actual_at(series, *as_at))
    }
}

fn usable_readings<'a>(question: &Question<'a>) -> Vec<&'a Reading> {
    let mut readings: Vec<&Reading> = question
        .readings
        .iter()
        .filter(|reading| reading.as_at <= question.as_of)
        .filter(|reading| figure_of(question.terms, reading).is_some())
        .collect();
    readings.sort_by_key(|reading| reading.as_at);
    readings
}

fn reports_so_far<'a>(question: &Question<'a>) -> Vec<&'a Report> {
    let mut reports: Vec<&Report> = question.reports.iter().filter(|report| report.as_at <= question.as_of).collect();
    reports.sort_by_key(|report| report.as_at);
    reports
}

/// Of amounts that are each period's own, that of a longer period contains those within it: where the half-year and the year are reported
/// (Huzhou), the year's amount counts alone once it is told.
fn is_within(label: &str, told: &[Period]) -> bool {
    let longer = |period: Period| told.iter().any(|other| *other != period && other.contains(period));
    label.parse().is_ok_and(longer)
}

fn labels(reports: &[&Report]) -> Vec<String> {
    let label = |report: &&Report| report.period_label.clone();
    reports.iter().map(label).collect()
}

fn is_of(reading: &Reading, report: &Report) -> bool {
    reading.period_label == report.period_label
}

/// The latest date that is accepted or past due; once every report is past due and the last is not waiting for
/// review, the date of the question. A figure without a report owed (a verified one) is accepted too.
fn judged_at(question: &Question<'_>, reports: &[&Report], due: &[&Report], latest: Option<NaiveDate>) -> Option<NaiveDate> {
    let last_waits = reports.last().is_some_and(|report| report.is_pending());
    if question.reports.iter().all(|report| report.past_due) && !last_waits {
        return Some(question.as_of);
    }
    due.last().map(|report| report.as_at).max(latest)
}

/// The figure as it is judged. Coverages and ratios are taken from numerator and denominator where both are given;
/// a coverage of nobody is complete.
fn figure_of(terms: &Terms, reading: &Reading) -> Option<Fraction> {
    let (Some(numerator), Some(denominator)) = (reading.numerator, reading.denominator) else {
        return Some(Fraction::of(reading.value));
    };
    match quotient_in_percent(terms) {
        None => Some(Fraction::of(reading.value)),
        Some(_) if denominator == Quantity::ZERO => (terms.operator == Operator::All).then_some(Fraction::HUNDRED),
        Some(in_percent) => {
            let quotient = Fraction::quotient(numerator, denominator)?;
            Some(if in_percent { quotient.scaled(100, 1) } else { quotient })
        }
    }
}
