//! Checking a report before it is filed (自动核查): each rule is a small pure function that finds one kind of oversight and explains
//! it with its figures; the plan says which of them refuse a report, which must be acknowledged, and which are off.

mod figures;
mod finding;
mod policy;
mod texts;

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;

use chrono::NaiveDate;
use uuid::Uuid;

use crate::domain::filing::{Asked, Filed};
use crate::domain::period::Period;
use crate::domain::quantity::Quantity;
use crate::domain::schedule::{LimitPolicy, ReportPart};
use crate::domain::terms::Terms;

pub use finding::{Acknowledged, AcknowledgedList, Finding, LintCode, Severity};
pub use policy::LintPolicy;

use finding::Found;

/// A report to be checked.
#[derive(Clone, Debug)]
pub struct Report<'a> {
    /// Its text parts.
    pub texts: Vec<Text<'a>>,
    /// The figures it must or does carry.
    pub figures: Vec<FigureCase<'a>>,
}

/// A text part of a report.
#[derive(Clone, Copy, Debug)]
pub struct Text<'a> {
    /// Which.
    pub part: ReportPart,
    /// What it says.
    pub text: &'a str,
    /// The rule asks for it.
    pub mandatory: bool,
    /// The longest it may be, in Unicode scalars.
    pub limit: Option<usize>,
    /// The report before and what it said there.
    pub before: Option<(Period, &'a str)>,
}

/// A figure of a report, with what is known around it.
#[derive(Clone, Debug)]
pub struct FigureCase<'a> {
    /// The target.
    pub target: Uuid,
    /// Its key within the task.
    pub key: &'a str,
    /// What is counted.
    pub indicator: &'a str,
    /// The place of the figure in the report; none where it has none.
    pub place: Option<usize>,
    /// The report must give it or say why not.
    pub required: bool,
    /// What the target asks of a figure.
    pub asked: Asked,
    /// Its terms.
    pub terms: &'a Terms,
    /// What was filed.
    pub filed: Filed,
    /// The total to date the unit counts itself.
    pub claimed_total: Option<Quantity>,
    /// The unit's figures for earlier periods, oldest first.
    pub earlier: Vec<Earlier>,
    /// Where it should stand; none where nothing is expected.
    pub trajectory: Option<Trajectory>,
}

/// A figure of an earlier period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Earlier {
    /// The period.
    pub period: Period,
    /// The figure, as filed.
    pub value: Quantity,
}

/// What a target should stand at, and does by this report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trajectory {
    /// The day it speaks of.
    pub as_at: NaiveDate,
    /// What is expected by then.
    pub expected: Quantity,
    /// The actual, by the series: the figure, the sum or the mean.
    pub actual: Quantity,
}

impl FigureCase<'_> {
    /// The figure, as given or by its two parts.
    #[must_use]
    pub fn value(&self) -> Option<Quantity> {
        self.filed.figure(&self.asked)
    }
}

/// Checks a report: the findings of texts first, then those of figures; rules that are off find nothing.
#[must_use]
pub fn lint(report: &Report<'_>, policy: &LintPolicy, limit: LimitPolicy) -> Vec<Finding> {
    let severity = |code: LintCode| policy.severity(code, limit);
    let of_texts = report.texts.iter().flat_map(|text| {
        texts::RULES
            .iter()
            .filter(move |(code, _)| severity(*code) != Severity::Off)
            .filter_map(move |(code, rule)| Some((*code, rule(text)?)))
    });
    let of_figures = report.figures.iter().flat_map(|case| {
        let on = figures::RULES.iter().filter(move |(code, _)| severity(*code) != Severity::Off);
        on.filter_map(move |(code, rule)| Some((*code, rule(case, policy)?)))
    });
    let told = |(code, found): (LintCode, Found)| {
        let Found { pointer, target_id, params, sentence } = found;
        Finding { code, severity: severity(code), pointer, target_id, sentence, params }
    };
    of_texts.chain(of_figures).map(told).collect()
}
