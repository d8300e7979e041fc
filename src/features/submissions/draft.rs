//! A report as one line of a larger request leaves it (a unit's month, a bulk): what is held, what is changed, and whether its stage,
//! version and window allow it. Places of faults are pointers into the line.

use std::collections::HashMap;

use sea_orm::sea_query::LockType;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::content::{self, Texts};
use super::ground::{self, Facts};
use super::inputs::{Acknowledgement, FigureInput};
use super::lint::Desk;
use super::steps::{self, MilestoneInput};
use super::write;
use crate::auth::Caller;
use crate::db::Tx;
use crate::domain::instant::Instant;
use crate::domain::review::{ReviewAction, RevisionKind, SubmissionState};
use crate::entity::{obligation, plan, reporting_rule, revision, submission};
use crate::http::{Code, Fault, Problem, Result};

/// A report as it was before the request.
pub(super) struct Held {
    pub(super) row: submission::Model,
    pub(super) revision: revision::Model,
    figures: Vec<FigureInput>,
    milestones: Vec<MilestoneInput>,
}

/// What a line changes: absent keeps, null clears, lists are replaced whole.
#[derive(Default)]
pub(super) struct Change {
    /// The version of the report that was seen.
    pub(super) version: Option<i32>,
    pub(super) progress: Option<Option<String>>,
    pub(super) problems: Option<Option<String>>,
    pub(super) suggestions: Option<Option<String>>,
    pub(super) figures: Option<Vec<FigureInput>>,
    pub(super) milestones: Option<Vec<MilestoneInput>>,
    pub(super) acknowledgements: Vec<Acknowledgement>,
}

/// What a report is about.
#[derive(Clone, Copy)]
pub(super) struct About<'m> {
    pub(super) plan: &'m plan::Model,
    pub(super) owed: &'m obligation::Model,
    pub(super) rule: &'m reporting_rule::Model,
    /// What it is checked against.
    pub(super) desk: &'m Desk,
}

/// A report as the request leaves it.
pub(super) struct Draft<'m> {
    pub(super) about: About<'m>,
    pub(super) row: submission::Model,
    pub(super) revision: revision::Model,
    pub(super) figures: Vec<FigureInput>,
    /// The request replaces them.
    pub(super) figures_given: bool,
    pub(super) milestones: Vec<MilestoneInput>,
    /// The request replaces them.
    pub(super) milestones_given: bool,
    pub(super) is_new: bool,
    pub(super) acknowledgements: Vec<Acknowledgement>,
    /// The stage it will be in.
    pub(super) to: SubmissionState,
    /// The version that was seen.
    seen: Option<i32>,
    /// Members of the content that were sent.
    sent: Vec<&'static str>,
    /// What was sent is not what is there.
    pub(super) differs: bool,
}

/// The obligations with these ids, each held against others who begin a report on it: one statement, in one order.
///
/// # Errors
/// Those of the database.
pub(super) async fn lock_owed(tx: &Tx, ids: Vec<Uuid>) -> Result<Vec<obligation::Model>> {
    let owed = obligation::Entity::find().filter(obligation::Column::Id.is_in(ids)).order_by_asc(obligation::Column::Id);
    Ok(owed.lock(LockType::NoKeyUpdate).all(tx.db()).await?)
}

/// The reports begun on what is owed, locked in one order, by obligation: five statements.
///
/// # Errors
/// Those of the database.
pub(super) async fn held(tx: &Tx, owed: impl IntoIterator<Item = Uuid>) -> Result<HashMap<Uuid, Held>> {
    let rows = submission::Entity::find().filter(submission::Column::ObligationId.is_in(owed));
    let rows = rows.order_by_asc(submission::Column::Id).lock_exclusive().all(tx.db()).await?;
    let mut working = ground::working(tx, &rows).await?;
    let wanted: Vec<Uuid> = working.values().map(|row| row.id).collect();
    let mut milestones = steps::told_in(tx.db(), &wanted).await?;
    let mut figures = content::figures_of(tx.db(), &wanted).await?;
    let held = rows.into_iter().filter_map(|row| {
        let revision = working.remove(&row.id)?;
        let figures = figures.remove(&revision.id).unwrap_or_default();
        let milestones = milestones.remove(&revision.id).unwrap_or_default();
        Some((row.obligation_id, Held { row, revision, figures, milestones }))
    });
    Ok(held.collect())
}

impl Held {
    fn fresh(tx: &Tx, owed: &obligation::Model) -> Self {
        let row = write::begun(tx, owed);
        let revision = content::fresh(tx, row.id, 1, RevisionKind::Filing, None, Texts::default());
        Self { row, revision, figures: Vec::new(), milestones: Vec::new() }
    }
}

impl<'m> Draft<'m> {
    /// Lays a change over what is held.
    pub(super) fn new(tx: &Tx, about: About<'m>, held: Option<Held>, change: Change) -> Self {
        let Change { version, progress, problems, suggestions, figures, milestones, acknowledgements } = change;
        let given = [
            ("/progress", progress.is_some()),
            ("/problems", problems.is_some()),
            ("/suggestions", suggestions.is_some()),
            ("/figures", figures.is_some()),
            ("/milestones", milestones.is_some()),
        ];
        let sent = given.into_iter().filter_map(|(member, given)| given.then_some(member)).collect();
        let is_new = held.is_none();
        let Held { row, mut revision, figures: before, milestones: told } = held.unwrap_or_else(|| Held::fresh(tx, about.owed));
        let mut differs = is_new;
        let texts = [(&mut revision.progress, progress), (&mut revision.problems, problems), (&mut revision.suggestions, suggestions)];
        for (held, text) in texts {
            let text = text.unwrap_or_else(|| held.clone());
            differs |= *held != text;
            *held = text;
        }
        differs |= figures.as_ref().is_some_and(|figures| !same_figures(figures, &before));
        differs |= milestones.as_ref().is_some_and(|milestones| !same_steps(milestones, &told));
        Self {
            about,
            to: row.state,
            row,
            revision,
            figures_given: figures.is_some(),
            figures: figures.unwrap_or(before),
            milestones_given: milestones.is_some(),
            milestones: milestones.unwrap_or(told),
            is_new,
            acknowledgements,
            seen: version,
            sent,
            differs,
        }
    }

    /// Checks what is asked by stage, version and window, and notes the stage that follows.
    ///
    /// # Errors
    /// As faults: `must_be_absent` for members that do not belong to the action, `version_conflict`, and why the step is not possible.
    pub(super) fn admit(&mut self, tx: &Tx, caller: &Caller, action: ReviewAction) -> std::result::Result<(), Vec<Fault>> {
        let mut faults = self.out_of_place(action);
        faults.extend(self.version_fault());
        match self.stage(tx, caller, action) {
            Ok(to) => self.to = to,
            Err(problem) => faults.push(fault_of(problem)),
        }
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }

    /// The stage after what is asked: saving keeps it.
    fn stage(&self, tx: &Tx, caller: &Caller, action: ReviewAction) -> Result<SubmissionState> {
        let About { plan, owed, rule, .. } = self.about;
        ground::check_live(plan, owed)?;
        let facts = Facts { row: &self.row, plan, obligation: owed, signs_first: rule.signs_first, revision: &self.revision };
        let standing = facts.standing(caller, tx.now);
        if action == ReviewAction::Submit && !self.sent.is_empty() {
            standing.step(ReviewAction::Edit).map_err(ground::refused)?;
        }
        standing.step(action).map_err(ground::refused)
    }

    /// Members that do not belong to the action.
    fn out_of_place(&self, action: ReviewAction) -> Vec<Fault> {
        let explains = (!self.acknowledgements.is_empty()).then_some("/acknowledgements");
        let wrong: Vec<&str> = match action {
            ReviewAction::Submit => Vec::new(),
            ReviewAction::Edit => explains.into_iter().collect(),
            _ => self.sent.iter().copied().chain(explains).collect(),
        };
        wrong.into_iter().map(|member| Fault::at(member, Code::MustBeAbsent)).collect()
    }

    fn version_fault(&self) -> Option<Fault> {
        match self.seen {
            Some(_) if self.is_new => Some(Fault::at("/version", Code::MustBeAbsent)),
            Some(seen) if seen != self.row.version => Some(stale("/version", &self.row)),
            _ => None,
        }
    }

    /// A report that is begun already is changed by those who name its version.
    pub(super) fn unnamed_version(&self) -> Option<Fault> {
        let missing = !self.is_new && self.seen.is_none();
        missing.then(|| Fault::at("/version", Code::Required).with("currentVersion", self.row.version))
    }

    /// The request asks for nothing that is not so already, as when it is sent once more: to be saved what is saved, or to be filed what
    /// is filed. A version that never was is not overlooked.
    pub(super) fn is_settled(&self, action: ReviewAction) -> bool {
        use SubmissionState::{Draft, Returned};
        let is_open = matches!(self.row.state, Draft | Returned);
        let stands = match action {
            ReviewAction::Edit => is_open && self.acknowledgements.is_empty(),
            ReviewAction::Submit => !is_open,
            _ => false,
        };
        stands && !self.differs && self.seen.is_none_or(|seen| seen <= self.row.version)
    }
}

/// A version that is not the present one.
pub(super) fn stale(pointer: &str, row: &submission::Model) -> Fault {
    Fault::at(pointer, Code::VersionConflict)
        .with("currentVersion", row.version)
        .with("changedBy", row.updated_by.as_str())
        .with("changedAt", Instant(row.updated_at).to_string())
}

/// A refusal of one line as a fault of that line.
pub(super) fn fault_of(problem: Problem) -> Fault {
    let mut fault = Fault::at("", problem.code);
    fault.params.extend(problem.extra);
    fault
}

/// The same figures, in whatever order.
fn same_figures(sent: &[FigureInput], held: &[FigureInput]) -> bool {
    let plain = |figure: &FigureInput| FigureInput {
        why_missing: figure.why_missing.clone().filter(|why| !why.trim().is_empty()),
        ..figure.clone()
    };
    sent.len() == held.len() && sent.iter().map(plain).all(|one| held.contains(&one))
}

/// The same steps, in whatever order.
fn same_steps(sent: &[MilestoneInput], held: &[MilestoneInput]) -> bool {
    let plain = |step: &MilestoneInput| MilestoneInput { note: step.note.clone().filter(|note| !note.trim().is_empty()), ..step.clone() };
    sent.len() == held.len() && sent.iter().map(plain).all(|one| held.contains(&one))
}
