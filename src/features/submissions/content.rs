//! The content of a revision: whether it is right and complete, and how it is written and copied.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::carried::{Carried, Near};
use super::ground::{Duty, Ground};
use super::inputs::{Acknowledgement, FigureInput};
use super::lint::{self, Content, Desk};
use super::show::distinct;
use super::steps::{self, MilestoneInput};
use crate::auth::Caller;
use crate::db::{IDS, Tx, insert_all};
use crate::domain::filing::Filed;
use crate::domain::lint::{Acknowledged, AcknowledgedList, Finding};
use crate::domain::review::RevisionKind;
use crate::entity::scope::Scope;
use crate::entity::{milestone, obligation, reporting_rule, revision, revision_figure, submission, target};
use crate::evidence;
use crate::http::{Code, Fault, Problem, Result};

/// A figure of the whole target; parts of one would name their cell.
const WHOLE: &str = "";

impl FigureInput {
    /// The figure as numbers.
    pub(super) fn filed(&self) -> Filed {
        let explained = self.why_missing.as_deref().is_some_and(|why| !why.trim().is_empty());
        Filed { value: self.value, numerator: self.numerator, denominator: self.denominator, explained }
    }
}

/// Checks figures as far as a draft must be right; whether all are there is asked on submission.
pub(super) async fn check_figures(tx: &Tx, scope: &Scope, duty: &Duty, figures: &[FigureInput]) -> Result<()> {
    if figures.is_empty() {
        return Ok(());
    }
    if !duty.rule.collects_figures {
        return Err(Problem::at("/figures", Code::MustBeAbsent));
    }
    let near = Near::load(tx.db(), &duty.plan, &[&duty.obligation]).await?;
    let carried = near.carried(&duty.obligation);
    let elsewhere = elsewhere(tx, scope, strangers(&carried, figures)).await?;
    Problem::unless_empty(figure_faults(&carried, &elsewhere, figures))
}

/// The targets of figures that a report cannot carry.
pub(super) fn strangers(carried: &Carried<'_>, figures: &[FigureInput]) -> Vec<Uuid> {
    figures.iter().map(|figure| figure.target_id).filter(|id| !carried.targets.contains_key(id)).collect()
}

/// Those of the targets that the caller may see. One statement for every ten thousand.
pub(super) async fn elsewhere(tx: &Tx, scope: &Scope, strangers: Vec<Uuid>) -> Result<HashSet<Uuid>> {
    let mut found = HashSet::new();
    for some in distinct(strangers.into_iter()).chunks(IDS) {
        let select = target::Entity::seen_by(scope).select_only().column(target::Column::Id);
        let seen: Vec<Uuid> = select.filter(target::Column::Id.is_in(some.iter().copied())).into_tuple().all(tx.db()).await?;
        found.extend(seen);
    }
    Ok(found)
}

/// What is wrong with figures in themselves.
pub(super) fn figure_faults(carried: &Carried<'_>, elsewhere: &HashSet<Uuid>, figures: &[FigureInput]) -> Vec<Fault> {
    let (mut faults, mut seen) = (Vec::new(), HashSet::new());
    for (index, figure) in figures.iter().enumerate() {
        let at = |member: &str| format!("/figures/{index}/{member}");
        match carried.targets.get(&figure.target_id) {
            _ if !seen.insert(figure.target_id) => faults.push(Fault::at(at("targetId"), Code::DuplicateItem)),
            None if elsewhere.contains(&figure.target_id) => faults.push(Fault::at(at("targetId"), Code::TargetOfAnotherTask)),
            None => faults.push(Fault::at(at("targetId"), Code::NotFound)),
            Some((_, asked)) => {
                let wrong = asked.check(&figure.filed()).into_iter();
                faults.extend(wrong.map(|(member, code)| Fault::at(at(member), Code::of_name(code).unwrap_or(Code::InvalidValue))));
            }
        }
    }
    faults
}

/// Checks that a revision can be filed: mandatory parts, text limit, every figure it must carry, and whatever else the plan refuses;
/// every warning needs an acknowledgement.
///
/// # Errors
/// 422 with every fault; `not_acknowledged` where nothing else is wrong.
pub(super) async fn check_complete(tx: &Tx, scope: &Scope, ground: &Ground, given: &[Acknowledgement]) -> Result<Vec<Acknowledged>> {
    let Duty { plan, obligation, rule } = &ground.duty;
    let figures = figures_of(tx.db(), &[ground.revision.id]).await?.remove(&ground.revision.id).unwrap_or_default();
    let milestones = steps::told_in(tx.db(), &[ground.revision.id]).await?.remove(&ground.revision.id).unwrap_or_default();
    let desk = Desk::load(tx.db(), plan, &[obligation]).await?;
    let named = Named {
        elsewhere: elsewhere(tx, scope, strangers(&desk.near.carried(obligation), &figures)).await?,
        steps: steps::named(tx, scope, &milestones).await?,
    };
    let content = Content { texts: &Texts::of(&ground.revision), figures: &figures, milestones: &milestones };
    check_filing(&desk, obligation, rule, &content, &named, obligation.as_at, given).map_err(refused)
}

/// What reports name that is not read with their tasks, of what the caller may see.
pub(super) struct Named {
    /// Targets that the reports cannot carry.
    pub(super) elsewhere: HashSet<Uuid>,
    /// Steps, by id.
    pub(super) steps: HashMap<Uuid, milestone::Model>,
}

/// As [`check_complete`], with everything read before; no step is done after `last`.
pub(super) fn check_filing(
    desk: &Desk,
    owed: &obligation::Model,
    rule: &reporting_rule::Model,
    content: &Content<'_>,
    named: &Named,
    last: NaiveDate,
    given: &[Acknowledgement],
) -> std::result::Result<Vec<Acknowledged>, Vec<Fault>> {
    let (of_figures, of_texts): (Vec<Finding>, Vec<Finding>) =
        desk.findings(owed, rule, content).into_iter().partition(|found| found.target_id.is_some());
    let mut faults: Vec<Fault> = lint::refusals(&of_texts).collect();
    if rule.collects_figures {
        faults.extend(figure_faults(&desk.near.carried(owed), &named.elsewhere, content.figures));
    } else if !content.figures.is_empty() {
        faults.push(Fault::at("/figures", Code::MustBeAbsent));
    }
    faults.extend(lint::refusals(&of_figures));
    faults.extend(steps::faults(&desk.near, owed, &named.steps, content.milestones, last));
    match lint::acknowledge(of_texts.into_iter().chain(of_figures).collect(), given) {
        Ok(acknowledged) if faults.is_empty() => Ok(acknowledged),
        Ok(_) => Err(faults),
        Err(missing) => Err(faults.into_iter().chain(missing).collect()),
    }
}

/// Faults as a problem, called by what they have in common: that a warning is not acknowledged, or else that the content is not valid.
pub(super) fn refused(faults: Vec<Fault>) -> Problem {
    let only = faults.iter().all(|fault| fault.code == Code::NotAcknowledged);
    if only { Problem { faults, ..Problem::new(Code::NotAcknowledged) } } else { Problem::invalid(faults) }
}

impl From<revision_figure::Model> for FigureInput {
    fn from(row: revision_figure::Model) -> Self {
        Self {
            target_id: row.target_id,
            value: row.value_e4,
            numerator: row.numerator_e4,
            denominator: row.denominator_e4,
            claimed_total: row.claimed_total_e4,
            why_missing: row.why_missing,
        }
    }
}

/// The figures of revisions, each as listed: one statement.
pub(super) async fn figures_of(db: &impl ConnectionTrait, revisions: &[Uuid]) -> Result<HashMap<Uuid, Vec<FigureInput>>> {
    let mut found: HashMap<Uuid, Vec<FigureInput>> = HashMap::new();
    for row in filed(db, revisions).await? {
        found.entry(row.revision_id).or_default().push(FigureInput::from(row));
    }
    Ok(found)
}

/// The same as rows.
pub(super) async fn filed(db: &impl ConnectionTrait, revisions: &[Uuid]) -> Result<Vec<revision_figure::Model>> {
    let select = revision_figure::Entity::find().filter(revision_figure::Column::RevisionId.is_in(revisions.iter().copied()));
    Ok(select.order_by_asc(revision_figure::Column::Id).all(db).await?)
}

/// Gives a revision these figures instead of those it had.
pub(super) async fn replace_figures(tx: &Tx, revision: Uuid, figures: Vec<FigureInput>) -> Result<()> {
    revision_figure::Entity::delete_many().filter(revision_figure::Column::RevisionId.eq(revision)).exec(tx.db()).await?;
    insert_figures(tx, vec![(revision, figures)]).await
}

/// Writes the figures of revisions, each in the order in which they were sent: one statement for every thousand.
pub(super) async fn insert_figures(tx: &Tx, given: Vec<(Uuid, Vec<FigureInput>)>) -> Result<()> {
    let rows = given.into_iter().flat_map(|(revision, figures)| figures.into_iter().map(move |one| figure_row(tx, revision, one)));
    Ok(insert_all::<revision_figure::Entity>(tx.db(), rows).await?)
}

fn figure_row(tx: &Tx, revision: Uuid, figure: FigureInput) -> revision_figure::Model {
    let FigureInput { target_id, value, numerator, denominator, claimed_total, why_missing } = figure;
    revision_figure::Model {
        id: Uuid::now_v7(),
        government_id: tx.actor.government,
        revision_id: revision,
        target_id,
        cell_key: WHOLE.to_owned(),
        value_e4: value,
        numerator_e4: numerator,
        denominator_e4: denominator,
        claimed_total_e4: claimed_total,
        why_missing: why_missing.filter(|why| !why.trim().is_empty()),
    }
}

/// A new revision, not filed.
pub(super) struct Opened {
    pub(super) submission: Uuid,
    pub(super) n: i32,
    pub(super) kind: RevisionKind,
    /// Why it corrects an accepted one.
    pub(super) reason: Option<String>,
    pub(super) texts: Texts,
    pub(super) figures: Vec<FigureInput>,
    pub(super) milestones: Vec<MilestoneInput>,
}

/// The text parts of a report.
#[derive(Clone, Debug, Default)]
pub(super) struct Texts {
    pub(super) progress: Option<String>,
    pub(super) problems: Option<String>,
    pub(super) suggestions: Option<String>,
}

impl Texts {
    /// Those of a revision.
    pub(super) fn of(row: &revision::Model) -> Self {
        Self { progress: row.progress.clone(), problems: row.problems.clone(), suggestions: row.suggestions.clone() }
    }
}

/// Writes a new revision with its figures and steps.
pub(super) async fn open(tx: &Tx, opened: Opened) -> Result<revision::Model> {
    let Opened { submission, n, kind, reason, texts, figures, milestones } = opened;
    let row = fresh(tx, submission, n, kind, reason, texts).into_active_model().reset_all().insert(tx.db()).await?;
    insert_figures(tx, vec![(row.id, figures)]).await?;
    steps::insert(tx, vec![(row.id, milestones)]).await?;
    Ok(row)
}

/// A new revision that is not written yet.
pub(super) fn fresh(tx: &Tx, submission: Uuid, n: i32, kind: RevisionKind, reason: Option<String>, texts: Texts) -> revision::Model {
    revision::Model {
        id: Uuid::now_v7(),
        government_id: tx.actor.government,
        submission_id: submission,
        n,
        kind,
        progress: texts.progress,
        problems: texts.problems,
        suggestions: texts.suggestions,
        filed_at: None,
        filed_by: None,
        filed_by_name: None,
        withdrawn_at: None,
        reason,
        acknowledged: AcknowledgedList::default(),
    }
}

/// Files a revision: by whom, now, with what was acknowledged; the first submit that is not withdrawn says whether it is on time.
pub(super) fn file(tx: &Tx, caller: &Caller, row: &mut submission::Model, revision: &mut revision::Model, acknowledged: AcknowledgedList) {
    revision.filed_at = Some(tx.now);
    revision.filed_by = Some(caller.user.id);
    revision.filed_by_name = Some(caller.user.name.clone());
    revision.acknowledged = acknowledged;
    row.first_filed_at = row.first_filed_at.or(Some(tx.now));
}

/// The next revision of a report, to be opened with the content of the one before.
pub(super) struct Next<'f> {
    pub(super) from: &'f revision::Model,
    pub(super) kind: RevisionKind,
    pub(super) reason: Option<String>,
}

/// Opens next revisions, in the order of the wishes, with figures, steps and attachments: nine statements, and one more for every
/// thousand rows of a table.
pub(super) async fn open_next(tx: &Tx, wanted: Vec<Next<'_>>) -> Result<Vec<revision::Model>> {
    let before: Vec<Uuid> = wanted.iter().map(|next| next.from.id).collect();
    let mut figures = figures_of(tx.db(), &before).await?;
    let mut milestones = steps::told_in(tx.db(), &before).await?;
    let last = last_numbers(tx, wanted.iter().map(|next| next.from.submission_id)).await?;
    let (mut opened, mut given, mut told, mut follows) = (Vec::new(), Vec::new(), Vec::new(), HashMap::new());
    for Next { from, kind, reason } in wanted {
        let n = last.get(&from.submission_id).copied().unwrap_or_default() + 1;
        let next = fresh(tx, from.submission_id, n, kind, reason, Texts::of(from));
        given.push((next.id, figures.remove(&from.id).unwrap_or_default()));
        told.push((next.id, milestones.remove(&from.id).unwrap_or_default()));
        follows.insert(from.id, next.id);
        opened.push(next);
    }
    insert_all::<revision::Entity>(tx.db(), opened.iter().cloned()).await?;
    insert_figures(tx, given).await?;
    steps::insert(tx, told).await?;
    evidence::carry_over(tx, &follows).await?;
    Ok(opened)
}

/// The numbers of the latest revisions by submission: later than the working one after a correction was given up.
async fn last_numbers(tx: &Tx, submissions: impl Iterator<Item = Uuid>) -> Result<HashMap<Uuid, i32>> {
    use revision::Column::{N, SubmissionId};
    let of = revision::Entity::find().filter(SubmissionId.is_in(submissions)).select_only().column(SubmissionId);
    let last: Vec<(Uuid, i32)> = of.column_as(N.max(), "last").group_by(SubmissionId).into_tuple().all(tx.db()).await?;
    Ok(last.into_iter().collect())
}
