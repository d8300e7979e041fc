//! The lines of a unit's month: which report each means, what that says then, and everything that is wrong with it.

use std::collections::{HashMap, HashSet};

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::read::Month;
use super::shapes::{UnitAction, UnitReportLine};
use crate::auth::Caller;
use crate::db::Tx;
use crate::domain::review::{ReviewAction, RevisionKind, SubmissionState};
use crate::entity::{obligation, reporting_rule, revision, revision_figure, submission};
use crate::features::submissions::content::{self, Texts};
use crate::features::submissions::ground::{self, Facts};
use crate::features::submissions::inputs::{Acknowledgement, FigureInput};
use crate::features::submissions::steps::{self, MilestoneInput};
use crate::features::submissions::write;
use crate::http::problem::Place;
use crate::http::{Code, Fault, Problem, Result};

/// A report as it was before the request.
pub(super) struct Held {
    row: submission::Model,
    revision: revision::Model,
    figures: Vec<FigureInput>,
    milestones: Vec<MilestoneInput>,
}

/// A report as the request leaves it.
pub(super) struct Draft<'m> {
    pub(super) index: usize,
    pub(super) owed: &'m obligation::Model,
    pub(super) rule: &'m reporting_rule::Model,
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
}

/// The reports begun on what is owed, locked, by obligation: five statements.
///
/// # Errors
/// Those of the database.
pub(super) async fn held(tx: &Tx, month: &Month) -> Result<HashMap<Uuid, Held>> {
    let rows = submission::Entity::find().filter(submission::Column::ObligationId.is_in(month.owed.iter().map(|row| row.id)));
    let rows = rows.order_by_asc(submission::Column::Id).lock_exclusive().all(tx.db()).await?;
    let revisions = revision::Entity::find().filter(revision::Column::SubmissionId.is_in(rows.iter().map(|row| row.id)));
    let working: HashMap<(Uuid, i32), revision::Model> =
        revisions.all(tx.db()).await?.into_iter().map(|row| ((row.submission_id, row.n), row)).collect();
    let wanted: Vec<Uuid> = rows.iter().filter_map(|row| working.get(&(row.id, row.working_revision))).map(|row| row.id).collect();
    let mut milestones = steps::told_in(tx.db(), &wanted).await?;
    let select = revision_figure::Entity::find().filter(revision_figure::Column::RevisionId.is_in(wanted));
    let mut figures: HashMap<Uuid, Vec<FigureInput>> = HashMap::new();
    for row in select.order_by_asc(revision_figure::Column::Id).all(tx.db()).await? {
        figures.entry(row.revision_id).or_default().push(FigureInput::from(row));
    }
    let mut working = working;
    let held = rows.into_iter().filter_map(|row| {
        let revision = working.remove(&(row.id, row.working_revision))?;
        let figures = figures.remove(&revision.id).unwrap_or_default();
        let milestones = milestones.remove(&revision.id).unwrap_or_default();
        Some((row.obligation_id, Held { row, revision, figures, milestones }))
    });
    Ok(held.collect())
}

/// What each line means.
///
/// # Errors
/// As faults: `required`, `contradiction`, `not_found`, `duplicate_item`.
pub(super) fn resolve<'m>(month: &'m Month, lines: &[UnitReportLine]) -> (Vec<Option<&'m obligation::Model>>, Vec<Fault>) {
    let (mut found, mut faults, mut seen) = (Vec::new(), Vec::new(), HashSet::new());
    for (index, line) in lines.iter().enumerate() {
        let one = named(month, line).and_then(|owed| if seen.insert(owed.id) { Ok(owed) } else { Err(("", Code::DuplicateItem)) });
        found.push(one.as_ref().ok().copied());
        faults.extend(one.err().map(|(member, code)| Fault::at(format!("/items/{index}{member}"), code)));
    }
    (found, faults)
}

fn named<'m>(month: &'m Month, line: &UnitReportLine) -> std::result::Result<&'m obligation::Model, (&'static str, Code)> {
    let task = |owed: &obligation::Model| month.desk.near.outline.task(owed.task_id).map(|node| node.row.code.as_str());
    match (line.obligation_id, line.task_code.as_deref()) {
        (None, None) => Err(("/obligationId", Code::Required)),
        (Some(_), Some(_)) => Err(("/taskCode", Code::Contradiction)),
        (Some(id), None) => month.owed.iter().find(|owed| owed.id == id).ok_or(("/obligationId", Code::NotFound)),
        (None, Some(code)) => {
            let mut meant = month.owed.iter().filter(|owed| task(owed) == Some(code));
            let one = meant.next().ok_or(("/taskCode", Code::NotFound))?;
            // Two rules can ask for reports on one task: then only the id says which.
            if meant.next().is_some() { Err(("/taskCode", Code::Contradiction)) } else { Ok(one) }
        }
    }
}

/// The request as it meets the month.
pub(super) struct Meeting<'m, 't> {
    pub(super) month: &'m Month,
    pub(super) caller: &'t Caller,
    pub(super) tx: &'t Tx,
    pub(super) action: UnitAction,
}

impl<'m> Meeting<'m, '_> {
    /// A line as a report, unless its stage, version or window forbids it.
    ///
    /// # Errors
    /// As faults.
    pub(super) fn draft(
        &self,
        index: usize,
        owed: &'m obligation::Model,
        held: Option<Held>,
        line: UnitReportLine,
    ) -> std::result::Result<Draft<'m>, Vec<Fault>> {
        let internal = |problem: Problem| vec![fault_of(problem, index)];
        let rule = self.month.rule_of(owed).map_err(internal)?;
        let UnitReportLine {
            obligation_id: _,
            task_code: _,
            version,
            progress,
            problems,
            suggestions,
            figures,
            milestones,
            acknowledgements,
        } = line;
        let mut faults = self.out_of_place(
            index,
            &[
                ("/progress", progress.is_some()),
                ("/problems", problems.is_some()),
                ("/suggestions", suggestions.is_some()),
                ("/figures", figures.is_some()),
                ("/milestones", milestones.is_some()),
                ("/acknowledgements", !acknowledgements.is_empty()),
            ],
        );
        faults.extend(version_fault(index, version, held.as_ref().map(|held| held.row.version)));
        let writes = progress.is_some() || problems.is_some() || suggestions.is_some() || figures.is_some() || milestones.is_some();
        let is_new = held.is_none();
        let Held { row, mut revision, figures: before, milestones: told } = held.unwrap_or_else(|| self.fresh(owed));
        revision.progress = progress.unwrap_or(revision.progress);
        revision.problems = problems.unwrap_or(revision.problems);
        revision.suggestions = suggestions.unwrap_or(revision.suggestions);
        let (figures_given, figures) = (figures.is_some(), figures.unwrap_or(before));
        let (milestones_given, milestones) = (milestones.is_some(), milestones.unwrap_or(told));
        let to = row.state;
        let mut draft =
            Draft { index, owed, rule, row, revision, figures, figures_given, milestones, milestones_given, is_new, acknowledgements, to };
        match self.stage(&draft, writes) {
            Ok(to) => draft.to = to,
            Err(problem) => faults.push(fault_of(problem, index)),
        }
        if faults.is_empty() { Ok(draft) } else { Err(faults) }
    }

    fn fresh(&self, owed: &obligation::Model) -> Held {
        let row = write::begun(self.tx, owed);
        let revision = content::fresh(self.tx, row.id, 1, RevisionKind::Filing, None, Texts::default());
        Held { row, revision, figures: Vec::new(), milestones: Vec::new() }
    }

    /// The stage after what is asked: saving keeps it.
    fn stage(&self, draft: &Draft<'_>, writes: bool) -> Result<SubmissionState> {
        let Draft { owed, rule, row, revision, .. } = draft;
        let facts = Facts { row, plan: &self.month.plan, obligation: owed, signs_first: rule.signs_first, revision };
        let standing = facts.standing(self.caller, self.tx.now);
        let step = |action: ReviewAction| standing.step(action).map_err(ground::refused);
        match self.action {
            UnitAction::Sign => step(ReviewAction::Sign),
            UnitAction::Save => step(ReviewAction::Edit),
            UnitAction::Submit if writes => step(ReviewAction::Edit).and_then(|_| step(ReviewAction::Submit)),
            UnitAction::Submit => step(ReviewAction::Submit),
        }
    }

    /// Members that do not belong to the action.
    fn out_of_place(&self, index: usize, given: &[(&str, bool)]) -> Vec<Fault> {
        let wrong = |member: &str| match self.action {
            UnitAction::Submit => false,
            UnitAction::Save => member == "/acknowledgements",
            UnitAction::Sign => true,
        };
        let found = given.iter().filter(|(member, given)| *given && wrong(member));
        found.map(|(member, _)| Fault::at(format!("/items/{index}{member}"), Code::MustBeAbsent)).collect()
    }
}

fn version_fault(index: usize, given: Option<i32>, held: Option<i32>) -> Option<Fault> {
    let fault = |code: Code| Fault::at(format!("/items/{index}/version"), code);
    match (given, held) {
        (None, Some(current)) => Some(fault(Code::Required).with("currentVersion", current)),
        (Some(_), None) => Some(fault(Code::MustBeAbsent)),
        (Some(seen), Some(current)) if seen != current => Some(fault(Code::VersionConflict).with("currentVersion", current)),
        _ => None,
    }
}

/// A refusal of one line as a fault of the whole.
fn fault_of(problem: Problem, index: usize) -> Fault {
    let mut fault = Fault::at(format!("/items/{index}"), problem.code);
    fault.params.extend(problem.extra);
    fault
}

/// A fault of a report as one of the line that holds it.
pub(super) fn below(index: usize, fault: Fault) -> Fault {
    match fault.place {
        Place::Pointer(pointer) => Fault { place: Place::Pointer(format!("/items/{index}{pointer}")), ..fault },
        _ => fault,
    }
}

/// Faults of several lines as a problem, called by what all have in common, or else 422 `validation_failed`.
pub(super) fn refused(faults: Vec<Fault>) -> Problem {
    let common = faults.first().map(|fault| fault.code).filter(|code| faults.iter().all(|fault| fault.code == *code));
    let main = common.filter(|code| code.status() != Code::ValidationFailed.status() || *code == Code::NotAcknowledged);
    Problem { faults, ..Problem::new(main.unwrap_or(Code::ValidationFailed)) }
}
