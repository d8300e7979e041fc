//! What the judgement is told: everything comes from outside, nothing is looked up.

use chrono::NaiveDate;

use crate::domain::quantity::Quantity;
use crate::domain::terms::Terms;
use crate::domain::thresholds::Thresholds;

/// Where does this target stand as of a date?
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// The target version in force.
    pub terms: &'a Terms,
    /// Its checkpoints, in any order.
    pub steps: &'a [Step],
    /// The accepted figures, at most one per period, in any order. Those after `as_of` are left out.
    pub readings: &'a [Reading],
    /// The reports owed that carry figures of this target, in any order; empty where no rule collects figures.
    pub reports: &'a [Report],
    /// The first day of the work, usually the plan's.
    pub start: NaiveDate,
    /// The control date: the last day to reach it. Without one nothing is overdue and no line is inferred.
    pub control: Option<NaiveDate>,
    /// The business date the answer speaks of.
    pub as_of: NaiveDate,
    /// The lines of the plan.
    pub thresholds: &'a Thresholds,
    /// Whether any unit is obliged to report it.
    pub has_reporter: bool,
}

/// A checkpoint (序时节点): what should be reached by a date, as a figure or as a share of the whole. A figure of an
/// increment series is that period's own; a share always speaks of the whole to date. With neither it is ignored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The last day for it.
    pub due_on: NaiveDate,
    /// The figure, in the target's unit of measure.
    pub value: Option<Quantity>,
    /// The share of the target, in percent (进度达到35%).
    pub share: Option<Quantity>,
}

/// An accepted figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The period it was reported for, such as `2024-05`.
    pub period_label: String,
    /// The day it speaks of.
    pub as_at: NaiveDate,
    /// The figure; for coverages a percentage.
    pub value: Quantity,
    /// What was reached, for coverages and ratios.
    pub numerator: Option<Quantity>,
    /// Out of how much.
    pub denominator: Option<Quantity>,
}

/// A report owed, as it stands at the instant whose knowledge is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The period, such as `2024-05`.
    pub period_label: String,
    /// The day its figures speak of.
    pub as_at: NaiveDate,
    /// Its deadline, extensions included, has passed.
    pub past_due: bool,
    /// A revision of it is accepted.
    pub accepted: bool,
    /// A revision of it is filed and waits for review.
    pub filed: bool,
}

impl Report {
    /// Filed, not yet reviewed, and nothing accepted before.
    pub(super) const fn is_pending(&self) -> bool {
        self.filed && !self.accepted
    }
}
