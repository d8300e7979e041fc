//! Filing a report (填报): when it may be written, which figures it carries, and which steps are possible now.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::domain::quantity::Quantity;
use crate::domain::review::{self, Course, NotAllowed, ReviewAction, SubmissionState};
use crate::domain::target::{JudgedAs, Operator, QuantityKind};

/// Ten-thousandths in one.
const ONE: i128 = 10_000;

/// When a report may be written and filed. Instants are UTC and belong to the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Times {
    /// From when.
    pub opens_at: DateTime<Utc>,
    /// Until when; `None`: no end.
    pub closes_at: Option<DateTime<Utc>>,
    /// Until when an approved extension keeps it open, or opens it again; it ends by itself.
    pub extended_until: Option<DateTime<Utc>>,
    /// Until when a return lets the unit file again, even after the window closed.
    pub open_until: Option<DateTime<Utc>>,
    /// The working revision corrects an accepted one: no window binds it.
    pub correction: bool,
}

/// How the reporting window stands at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Window {
    /// Not open yet.
    NotOpen,
    /// Open, by itself, by an extension, by a return, or because a correction needs none.
    Open,
    /// Closed.
    Closed,
}

impl Times {
    /// The window at an instant.
    #[must_use]
    pub fn window(&self, now: DateTime<Utc>) -> Window {
        let private = self.open_until.is_some_and(|until| now <= until);
        if self.correction || private {
            Window::Open
        } else if now < self.opens_at {
            Window::NotOpen
        } else if self.closes_at.is_some_and(|closes| now > self.extended_until.map_or(closes, |until| until.max(closes))) {
            Window::Closed
        } else {
            Window::Open
        }
    }
}

/// How a submission stands to one caller at one instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Its stage.
    pub state: SubmissionState,
    /// Signing and correcting.
    pub course: Course,
    /// The plan is issued and not closed, and the report is still owed.
    pub live: bool,
    /// The reporting window.
    pub window: Window,
    /// The caller filed the working revision.
    pub filed_it: bool,
    /// The caller may write and file for the unit.
    pub may_file: bool,
    /// The caller may sign for the unit.
    pub may_sign: bool,
    /// The caller may review for the coordinating unit.
    pub may_review: bool,
}

/// Why a step is not possible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The stage does not allow it.
    Stage(NotAllowed),
    /// Nobody accepts or signs what they submitted.
    OwnWork,
    /// The reporting window is not open yet.
    NotOpen,
    /// The reporting window is closed.
    Closed,
}

impl Standing {
    /// The stage after a step, whoever may take it.
    ///
    /// # Errors
    /// [`Refusal`]: first by the stage, then by separation of duties, then by the window.
    pub fn step(&self, action: ReviewAction) -> Result<SubmissionState, Refusal> {
        let to = review::next(self.state, action, self.course).map_err(Refusal::Stage)?;
        let judges = matches!(action, ReviewAction::Accept | ReviewAction::Sign);
        // What is taken back after the window closed could not be filed again: only a return helps then.
        let writes = matches!(action, ReviewAction::Edit | ReviewAction::Submit | ReviewAction::Withdraw);
        match self.window {
            _ if judges && self.filed_it => Err(Refusal::OwnWork),
            Window::NotOpen if writes => Err(Refusal::NotOpen),
            Window::Closed if writes => Err(Refusal::Closed),
            _ => Ok(to),
        }
    }

    const fn may(&self, action: ReviewAction) -> bool {
        match action {
            ReviewAction::Edit | ReviewAction::Submit | ReviewAction::Withdraw | ReviewAction::Correct => self.may_file,
            ReviewAction::Sign => self.may_sign,
            ReviewAction::Return | ReviewAction::Accept => self.may_review,
        }
    }

    /// What the caller may do now: by stage, rights, window and separation of duties.
    #[must_use]
    pub fn allowed(&self) -> Vec<ReviewAction> {
        let possible = |action: &ReviewAction| self.live && self.may(*action) && self.step(*action).is_ok();
        review::allowed(self.state, self.course).into_iter().filter(possible).collect()
    }
}

/// A task in the tree below an obligation's task.
#[derive(Clone, Copy, Debug)]
pub struct Node {
    /// The task.
    pub id: Uuid,
    /// The task above.
    pub parent: Option<Uuid>,
    /// It stands apart: it has leads of its own and is reported by them.
    pub apart: bool,
}

/// The tasks reported inside the report on `holder`: itself, and those below it until one stands apart.
/// `nodes` lists parents before children.
#[must_use]
pub fn reported_with(holder: Uuid, nodes: &[Node]) -> HashSet<Uuid> {
    let mut within = HashSet::from([holder]);
    for node in nodes {
        if !node.apart && node.parent.is_some_and(|parent| within.contains(&parent)) {
            within.insert(node.id);
        }
    }
    within
}

/// What a target says about the figures reported for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The comparison as printed.
    pub operator: Operator,
    /// How it is judged.
    pub judged_as: JudgedAs,
    /// What kind of number it is.
    pub quantity_kind: QuantityKind,
    /// It is relative, and what it is measured against is not known yet.
    pub unresolved: bool,
    /// The number of its stages, if it is qualitative: the figure is the number of the stage reached.
    pub stages: Option<usize>,
}

/// How a figure follows from numerator and denominator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quotient {
    /// In percent: coverages.
    Percent,
    /// As it is: ratios.
    Plain,
}

impl Asked {
    /// Whether a report must give a figure or say why not. Ranks and unresolved references may be reported but need not.
    #[must_use]
    pub fn must_be_reported(&self) -> bool {
        self.operator != Operator::Rank && !self.unresolved
    }

    /// How its figure follows from numerator and denominator; `None` where it has none.
    #[must_use]
    pub fn quotient(&self) -> Option<Quotient> {
        if self.operator == Operator::Ratio || self.quantity_kind == QuantityKind::Ratio {
            Some(Quotient::Plain)
        } else if self.operator == Operator::All || self.judged_as == JudgedAs::Coverage || self.quantity_kind == QuantityKind::Coverage {
            Some(Quotient::Percent)
        } else {
            None
        }
    }

    /// What is wrong with a figure in itself: (member, error code), all faults at once.
    #[must_use]
    pub fn check(&self, figure: &Filed) -> Vec<(&'static str, &'static str)> {
        let mut faults = self.check_parts(figure);
        if figure.explained && (figure.value.is_some() || figure.numerator.is_some()) {
            faults.push(("whyMissing", "contradiction"));
        }
        if self.stages.is_some_and(|stages| figure.value.is_some_and(|value| !is_stage(value, stages))) {
            faults.push(("value", "out_of_range"));
        }
        faults
    }

    fn check_parts(&self, figure: &Filed) -> Vec<(&'static str, &'static str)> {
        let given = [("numerator", figure.numerator.is_some()), ("denominator", figure.denominator.is_some())];
        let Some(quotient) = self.quotient() else {
            return given.into_iter().filter(|(_, given)| *given).map(|(member, _)| (member, "must_be_absent")).collect();
        };
        match (figure.numerator, figure.denominator) {
            (None, None) => Vec::new(),
            (Some(_), None) => vec![("denominator", "required")],
            (None, Some(_)) => vec![("numerator", "required")],
            (Some(_), Some(denominator)) if denominator <= Quantity::ZERO => vec![("denominator", "out_of_range")],
            (Some(numerator), Some(denominator)) => match quotient.of(numerator, denominator) {
                Some(_) => Vec::new(),
                None => vec![("numerator", "out_of_range")],
            },
        }
    }
}

fn is_stage(value: Quantity, stages: usize) -> bool {
    let e4 = i128::from(value.e4());
    let last = i128::try_from(stages).unwrap_or(i128::MAX).saturating_mul(ONE);
    e4 % ONE == 0 && (0..=last).contains(&e4)
}

impl Quotient {
    /// The figure, rounded half up to four decimals; `None` where the denominator is not positive or the figure too large.
    #[must_use]
    pub fn of(self, numerator: Quantity, denominator: Quantity) -> Option<Quantity> {
        let (num, den) = (i128::from(numerator.e4()), i128::from(denominator.e4()));
        if den <= 0 {
            return None;
        }
        let scale = match self {
            Self::Percent => ONE * 100,
            Self::Plain => ONE,
        };
        let size = (num.abs() * scale * 2 + den) / (den * 2);
        Quantity::try_from(size * num.signum()).ok()
    }
}

/// A figure as filed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Filed {
    /// The figure, in the target's unit of measure.
    pub value: Option<Quantity>,
    /// What was reached, for coverages and ratios.
    pub numerator: Option<Quantity>,
    /// Out of how much.
    pub denominator: Option<Quantity>,
    /// It says why there is no figure.
    pub explained: bool,
}

impl Filed {
    /// Whether it answers the question: a figure, its two parts, or a reason.
    #[must_use]
    pub const fn answers(&self) -> bool {
        self.value.is_some() || (self.numerator.is_some() && self.denominator.is_some()) || self.explained
    }

    /// The figure: as given, or else by its two parts.
    #[must_use]
    pub fn figure(&self, asked: &Asked) -> Option<Quantity> {
        self.value.or_else(|| asked.quotient()?.of(self.numerator?, self.denominator?))
    }
}

#[cfg(test)]
#[path = "filing_tests.rs"]
mod tests;
