//! Judging one target at one date (序时研判): a pure function from the terms, the checkpoints, the accepted figures
//! and the dates to a state, its figures and a sentence that explains it. No clock, no database, no rounding before
//! the verdict. Design: model.md section 2.

mod answer;
mod course;
mod expected;
mod forecast;
mod fraction;
mod goal;
mod members;
mod question;
mod sentence;
mod standing;
mod stretch;
mod verdict;

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_forecast;
#[cfg(test)]
mod tests_kinds;
#[cfg(test)]
mod tests_support;

pub use answer::{Assessment, Basis, ProgressState, ReasonCode, Sentence, StretchResult};
pub use course::{Course, CoursePoint, course};
pub use forecast::Forecast;
pub use members::{Member, MemberAssessment, MembersAssessment, assess_members};
pub use question::{Question, Reading, Report, Step};
pub use sentence::state_zh;

use chrono::NaiveDate;

use crate::domain::quantity::Quantity;
use crate::domain::terms::{Direction, Terms};

use sentence::Facts;
use standing::Standing;
use verdict::{Verdict, gap_percent, judge};

/// Judges a target. Never fails: what cannot be judged is `notComputable` with a reason.
#[must_use]
pub fn assess(question: &Question<'_>) -> Assessment {
    let standing = Standing::of(question);
    let verdict = judge(question, &standing, true);
    let figures = Figures::of(&verdict);
    let facts = Facts { question, standing: &standing, verdict: &verdict };
    let (sentence, forecast) = (sentence::explain(&facts), forecast::forecast(&facts));
    Assessment {
        state: verdict.state,
        actual: figures.actual,
        actual_as_at: standing.latest(),
        expected: figures.expected,
        basis: verdict.expectation.as_ref().map(|expected| expected.basis),
        gap_percent: figures.gap_percent,
        margin: figures.margin,
        attainment: figures.attainment,
        as_at: standing.as_at,
        stale: standing.stale,
        pending: !standing.pending.is_empty(),
        late: verdict.late,
        irrecoverable: verdict.irrecoverable,
        exceeds_upper: verdict.exceeds,
        reason: verdict.reason,
        stretch: stretch::assess_stretch(question, &standing),
        forecast,
        missing_periods: standing.missing,
        pending_periods: standing.pending,
        sentence,
    }
}

/// The actual of a target as of a day, with the day of the latest figure in it: the latest figure, the sum or the mean, as the series says.
#[must_use]
pub fn actual_on(question: &Question<'_>, day: NaiveDate) -> Option<(Quantity, NaiveDate)> {
    let standing = Standing::of(&Question { as_of: day.min(question.as_of), ..*question });
    let latest = standing.latest()?;
    Some((standing.actual_at(question.terms.series, latest)?.shown()?, latest))
}

/// One figure over another in counted things, as a target's own figure would say it: in percent where that is its unit of measure, else as
/// it is, half up to four decimals. Each comes with what its unit of measure multiplies by; `None` unless the second is positive.
#[must_use]
pub fn quotient(terms: &Terms, above: (Quantity, i64), below: (Quantity, i64)) -> Option<Quantity> {
    let counted = |(value, multiplier): (Quantity, i64)| fraction::Fraction::of(value).scaled(multiplier, 1);
    let share = counted(above).percent_of(counted(below))?;
    let percent = terms.unit_of_measure.as_deref() == Some("%");
    if percent { share.shown() } else { share.scaled(1, 100).shown() }
}

/// The figures of a verdict, rounded for showing.
struct Figures {
    actual: Option<Quantity>,
    expected: Option<Quantity>,
    gap_percent: Option<Quantity>,
    margin: Option<Quantity>,
    attainment: Option<Quantity>,
}

impl Figures {
    fn of(verdict: &Verdict) -> Self {
        let actual = verdict.actual.and_then(fraction::Fraction::shown);
        let expected = verdict.expectation.as_ref().and_then(|expected| expected.at.shown());
        let gap = || gap_percent(&verdict.goal?, verdict.expectation.as_ref()?, verdict.actual?);
        Self {
            actual,
            expected,
            gap_percent: gap().and_then(fraction::Fraction::shown),
            margin: margin(actual, expected),
            attainment: attainment(verdict),
        }
    }
}

fn margin(actual: Option<Quantity>, expected: Option<Quantity>) -> Option<Quantity> {
    let difference = i128::from(actual?.e4()) - i128::from(expected?.e4());
    Quantity::try_from(difference).ok()
}

fn attainment(verdict: &Verdict) -> Option<Quantity> {
    let goal = verdict.goal?;
    let (direction, _) = goal.nearest(None);
    let percent = verdict.actual?.percent_of(goal.value)?;
    (direction == Direction::Up).then(|| percent.shown_short()).flatten()
}
