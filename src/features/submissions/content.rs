//! The content of a revision: whether it is right and complete, and how it is written and copied.

use std::collections::HashSet;

use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::carried::Carried;
use super::ground::Duty;
use super::inputs::FigureInput;
use super::steps::{self, MilestoneInput};
use crate::db::Tx;
use crate::domain::filing::Filed;
use crate::domain::review::RevisionKind;
use crate::domain::schedule::{LimitPolicy, ReportPart};
use crate::entity::scope::Scope;
use crate::entity::{reporting_rule, revision, revision_figure, target};
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
    let carried = Carried::load(tx, duty).await?;
    Problem::unless_empty(figure_faults(tx, scope, &carried, figures).await?)
}

async fn figure_faults(tx: &Tx, scope: &Scope, carried: &Carried, figures: &[FigureInput]) -> Result<Vec<Fault>> {
    let strangers: Vec<Uuid> = figures.iter().map(|figure| figure.target_id).filter(|id| !carried.targets.contains_key(id)).collect();
    let elsewhere: HashSet<Uuid> = if strangers.is_empty() {
        HashSet::new()
    } else {
        let select = target::Entity::seen_by(scope).select_only().column(target::Column::Id);
        select.filter(target::Column::Id.is_in(strangers)).into_tuple().all(tx.db()).await?.into_iter().collect()
    };
    let (mut faults, mut seen) = (Vec::new(), HashSet::new());
    for (index, figure) in figures.iter().enumerate() {
        let at = |member: &str| format!("/figures/{index}/{member}");
        match carried.targets.get(&figure.target_id) {
            _ if !seen.insert(figure.target_id) => faults.push(Fault::at(at("targetId"), Code::DuplicateItem)),
            None if elsewhere.contains(&figure.target_id) => faults.push(Fault::at(at("targetId"), Code::TargetOfAnotherTask)),
            None => faults.push(Fault::at(at("targetId"), Code::NotFound)),
            Some(asked) => {
                let wrong = asked.check(&figure.filed()).into_iter();
                faults.extend(wrong.map(|(member, code)| Fault::at(at(member), Code::of_name(code).unwrap_or(Code::InvalidValue))));
            }
        }
    }
    Ok(faults)
}

/// Checks that a revision can be filed: mandatory parts, text limit, and every figure it must carry.
///
/// # Errors
/// 422 with every fault.
pub(super) async fn check_complete(tx: &Tx, scope: &Scope, duty: &Duty, revision: &revision::Model) -> Result<()> {
    let mut faults = text_faults(&duty.rule, revision);
    let figures: Vec<FigureInput> = figures_of(tx, revision.id).await?.into_iter().map(FigureInput::from).collect();
    if duty.rule.collects_figures {
        let carried = Carried::load(tx, duty).await?;
        faults.extend(figure_faults(tx, scope, &carried, &figures).await?);
        let answered: HashSet<Uuid> = figures.iter().filter(|figure| figure.filed().answers()).map(|figure| figure.target_id).collect();
        let missing = carried.required.iter().filter(|(id, _)| !answered.contains(id));
        faults.extend(
            missing.map(|(id, key)| Fault::at("/figures", Code::Required).with("targetId", id.to_string()).with("key", key.as_str())),
        );
    } else if !figures.is_empty() {
        faults.push(Fault::at("/figures", Code::MustBeAbsent));
    }
    let told = steps::told_in(tx, revision.id).await?;
    faults.extend(steps::faults(tx, scope, duty, &told, duty.obligation.as_at).await?);
    Problem::unless_empty(faults)
}

fn text_faults(rule: &reporting_rule::Model, revision: &revision::Model) -> Vec<Fault> {
    let limit = rule.text_limit.filter(|_| rule.limit_policy == LimitPolicy::Refuse);
    let parts = [
        (ReportPart::Progress, "/progress", &revision.progress),
        (ReportPart::Problems, "/problems", &revision.problems),
        (ReportPart::Suggestions, "/suggestions", &revision.suggestions),
    ];
    let mut faults = Vec::new();
    for (part, pointer, text) in parts {
        let text = text.as_deref().unwrap_or_default();
        if rule.parts.0.contains(&part) && text.trim().is_empty() {
            faults.push(Fault::at(pointer, Code::Required));
        }
        if let Some(max) = limit.filter(|max| usize::try_from(*max).is_ok_and(|max| text.chars().count() > max)) {
            faults.push(Fault::at(pointer, Code::TooLong).with("max", max));
        }
    }
    faults
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

/// The figures of a revision, as listed.
pub(super) async fn figures_of(tx: &Tx, revision: Uuid) -> Result<Vec<revision_figure::Model>> {
    let select = revision_figure::Entity::find().filter(revision_figure::Column::RevisionId.eq(revision));
    Ok(select.order_by_asc(revision_figure::Column::Id).all(tx.db()).await?)
}

/// Gives a revision these figures instead of those it had.
pub(super) async fn replace_figures(tx: &Tx, revision: Uuid, figures: Vec<FigureInput>) -> Result<()> {
    revision_figure::Entity::delete_many().filter(revision_figure::Column::RevisionId.eq(revision)).exec(tx.db()).await?;
    insert_figures(tx, revision, figures).await
}

async fn insert_figures(tx: &Tx, revision: Uuid, figures: Vec<FigureInput>) -> Result<()> {
    let row = |figure: FigureInput| {
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
    };
    if figures.is_empty() {
        return Ok(());
    }
    let rows = figures.into_iter().map(|figure| row(figure).into_active_model().reset_all());
    revision_figure::Entity::insert_many(rows).exec(tx.db()).await?;
    Ok(())
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
pub(super) struct Texts {
    pub(super) progress: Option<String>,
    pub(super) problems: Option<String>,
    pub(super) suggestions: Option<String>,
}

/// Writes a new revision with its figures and steps.
pub(super) async fn open(tx: &Tx, opened: Opened) -> Result<revision::Model> {
    let Opened { submission, n, kind, reason, texts, figures, milestones } = opened;
    let row = revision::Model {
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
    };
    let row = row.into_active_model().reset_all().insert(tx.db()).await?;
    insert_figures(tx, row.id, figures).await?;
    steps::insert(tx, row.id, milestones).await?;
    Ok(row)
}

/// Opens the next revision with the content of the one before.
pub(super) async fn open_next(tx: &Tx, from: &revision::Model, kind: RevisionKind, reason: Option<String>) -> Result<revision::Model> {
    let figures = figures_of(tx, from.id).await?.into_iter().map(FigureInput::from).collect();
    let texts = Texts { progress: from.progress.clone(), problems: from.problems.clone(), suggestions: from.suggestions.clone() };
    let milestones = steps::told_in(tx, from.id).await?;
    let n = last_number(tx, from.submission_id).await? + 1;
    open(tx, Opened { submission: from.submission_id, n, kind, reason, texts, figures, milestones }).await
}

/// The number of the latest revision: later than the working one after a correction was given up.
async fn last_number(tx: &Tx, submission: Uuid) -> Result<i32> {
    let of = revision::Entity::find().filter(revision::Column::SubmissionId.eq(submission));
    let last: Option<Option<i32>> = of.select_only().column_as(revision::Column::N.max(), "last").into_tuple().one(tx.db()).await?;
    Ok(last.flatten().unwrap_or(0))
}
