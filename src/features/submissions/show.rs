//! Submissions and revisions as answers show them: a constant number of statements, however many rows.

use std::collections::HashMap;
use std::hash::Hash;

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::ground::Facts;
use super::shapes::{FiledFigure, Revision, Submission, SubmissionObligation, SubmissionPlan, SubmissionTask};
use super::steps;
use crate::auth::Caller;
use crate::entity::{obligation, plan, reporting_rule, revision, revision_figure, rule_period, submission, task};
use crate::http::{OrNotFound, Problem, Result};
use crate::refs::{self, Briefs};

/// One submission as this caller sees it.
///
/// # Errors
/// Those of the database.
pub(super) async fn one(db: &impl ConnectionTrait, caller: &Caller, now: DateTime<Utc>, row: submission::Model) -> Result<Submission> {
    submissions(db, caller, now, vec![row]).await?.into_iter().next().or_not_found()
}

/// Submissions as this caller sees them at an instant.
///
/// # Errors
/// Those of the database.
pub(super) async fn submissions(
    db: &impl ConnectionTrait,
    caller: &Caller,
    now: DateTime<Utc>,
    rows: Vec<submission::Model>,
) -> Result<Vec<Submission>> {
    let around = Around::load(db, caller, &rows).await?;
    let told: Vec<Uuid> = rows.iter().filter_map(|row| around.told(caller, row)).map(|revision| revision.id).collect();
    let mut figures = filed(db, &told).await?;
    let mut milestones = steps::filed(db, &told).await?;
    let show = |row: submission::Model| {
        let revision = around.told(caller, &row)?;
        let milestones = milestones.remove(&revision.id).unwrap_or_default();
        let shown = around.show(caller, now, &row, revision, figures.remove(&revision.id).unwrap_or_default())?;
        Some(Submission { milestones, ..shown })
    };
    let shown: Option<Vec<Submission>> = rows.into_iter().map(show).collect();
    shown.ok_or_else(|| Problem::internal("a submission without its obligation, plan, task or revision"))
}

/// What submissions refer to, by id; revisions by submission, the first one first.
struct Around {
    obligations: HashMap<Uuid, obligation::Model>,
    signs_first: HashMap<Uuid, bool>,
    plans: HashMap<Uuid, plan::Model>,
    tasks: HashMap<Uuid, SubmissionTask>,
    revisions: HashMap<Uuid, Vec<revision::Model>>,
    units: Briefs,
}

impl Around {
    async fn load(db: &impl ConnectionTrait, caller: &Caller, rows: &[submission::Model]) -> Result<Self> {
        let distinct = |of: fn(&submission::Model) -> Uuid| distinct(rows.iter().map(of));
        let plans = plan::Entity::find().filter(plan::Column::Id.is_in(distinct(|row| row.plan_id))).all(db).await?;
        let owed = obligation::Entity::find().filter(obligation::Column::Id.is_in(distinct(|row| row.obligation_id))).all(db).await?;
        Ok(Self {
            signs_first: signs_first(db, &owed).await?,
            obligations: keyed(owed, |row| row.id),
            plans: keyed(plans, |row| row.id),
            tasks: tasks(db, distinct(|row| row.task_id)).await?,
            revisions: revisions_of(db, distinct(|row| row.id)).await?,
            units: refs::briefs(db, &caller.scope, distinct(|row| row.unit_id)).await?,
        })
    }

    fn working(&self, row: &submission::Model) -> Option<&revision::Model> {
        self.revisions.get(&row.id)?.iter().find(|revision| revision.n == row.working_revision)
    }

    /// The revision whose content the caller sees: the working one; for those outside the unit, while that is being written, the
    /// last one that was filed and not taken back.
    fn told(&self, caller: &Caller, row: &submission::Model) -> Option<&revision::Model> {
        let working = self.working(row)?;
        let filed = || self.revisions.get(&row.id)?.iter().rev().find(|it| it.filed_at.is_some() && it.withdrawn_at.is_none());
        if is_own(caller, row) || working.filed_at.is_some() { Some(working) } else { filed() }
    }

    fn show(
        &self,
        caller: &Caller,
        now: DateTime<Utc>,
        row: &submission::Model,
        revision: &revision::Model,
        figures: Vec<FiledFigure>,
    ) -> Option<Submission> {
        let plan = self.plans.get(&row.plan_id)?;
        let obligation = self.obligations.get(&row.obligation_id)?;
        let signs_first = *self.signs_first.get(&obligation.rule_period_id)?;
        let facts = Facts { row, plan, obligation, signs_first, revision: self.working(row)? };
        Some(Submission {
            id: row.id,
            version: row.version,
            created_at: row.created_at.into(),
            updated_at: row.updated_at.into(),
            state: row.state,
            plan: SubmissionPlan { id: plan.id, code: plan.code.clone(), title: plan.title.clone() },
            task: self.tasks.get(&row.task_id)?.clone(),
            unit: self.units.of(row.unit_id),
            obligation: owed(obligation),
            working_revision: row.working_revision,
            shown_revision: revision.n,
            accepted_revision: row.accepted_revision,
            revision_kind: revision.kind,
            reason: revision.reason.clone(),
            progress: revision.progress.clone(),
            problems: revision.problems.clone(),
            suggestions: revision.suggestions.clone(),
            figures,
            milestones: Vec::new(),
            filed_at: revision.filed_at.map(Into::into),
            filed_by: revision.filed_by_name.clone(),
            first_filed_at: row.first_filed_at.map(Into::into),
            on_time: row.first_filed_at.map(|filed| filed <= obligation.due_at),
            open_until: row.open_until.map(Into::into),
            allowed_actions: facts.standing(caller, now).allowed(),
        })
    }
}

fn owed(row: &obligation::Model) -> SubmissionObligation {
    SubmissionObligation {
        id: row.id,
        period: row.period,
        as_at: row.as_at,
        opens_at: row.opens_at.into(),
        due_at: row.due_at.into(),
        closes_at: row.closes_at.map(Into::into),
        voided_at: row.voided_at.map(Into::into),
    }
}

/// Whether the rule asks for a signature, by rule period.
async fn signs_first(db: &impl ConnectionTrait, owed: &[obligation::Model]) -> Result<HashMap<Uuid, bool>> {
    let wanted = distinct(owed.iter().map(|row| row.rule_period_id));
    let periods = rule_period::Entity::find().filter(rule_period::Column::Id.is_in(wanted)).all(db).await?;
    let wanted = distinct(periods.iter().map(|row| row.rule_id));
    let rules = reporting_rule::Entity::find().filter(reporting_rule::Column::Id.is_in(wanted)).all(db).await?;
    let rules = keyed(rules, |row| row.id);
    Ok(periods.into_iter().filter_map(|period| Some((period.id, rules.get(&period.rule_id)?.signs_first))).collect())
}

async fn tasks(db: &impl ConnectionTrait, ids: Vec<Uuid>) -> Result<HashMap<Uuid, SubmissionTask>> {
    let rows = task::Entity::with_current(task::Entity::find().filter(task::Column::Id.is_in(ids))).all(db).await?;
    let shown = rows.into_iter().filter_map(|(row, version)| {
        Some((row.id, SubmissionTask { id: row.id, number: row.number, code: row.code, title: version?.title }))
    });
    Ok(shown.collect())
}

async fn revisions_of(db: &impl ConnectionTrait, submissions: Vec<Uuid>) -> Result<HashMap<Uuid, Vec<revision::Model>>> {
    let select = revision::Entity::find().filter(revision::Column::SubmissionId.is_in(submissions));
    let mut found: HashMap<Uuid, Vec<revision::Model>> = HashMap::new();
    for row in select.order_by_asc(revision::Column::N).all(db).await? {
        found.entry(row.submission_id).or_default().push(row);
    }
    Ok(found)
}

/// Whether the caller files for the unit and so sees what is being written.
pub(super) fn is_own(caller: &Caller, row: &submission::Model) -> bool {
    caller.scope.units.contains(&row.unit_id)
}

/// Revisions as answers show them.
///
/// # Errors
/// Those of the database.
pub(super) async fn revisions(db: &impl ConnectionTrait, rows: Vec<revision::Model>) -> Result<Vec<Revision>> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut figures = filed(db, &ids).await?;
    let mut milestones = steps::filed(db, &ids).await?;
    let show = |row: revision::Model| Revision {
        milestones: milestones.remove(&row.id).unwrap_or_default(),
        figures: figures.remove(&row.id).unwrap_or_default(),
        id: row.id,
        n: row.n,
        kind: row.kind,
        progress: row.progress,
        problems: row.problems,
        suggestions: row.suggestions,
        filed_at: row.filed_at.map(Into::into),
        filed_by: row.filed_by_name,
        withdrawn_at: row.withdrawn_at.map(Into::into),
        reason: row.reason,
    };
    Ok(rows.into_iter().map(show).collect())
}

/// The figures of revisions, as listed by who filed them.
async fn filed(db: &impl ConnectionTrait, revisions: &[Uuid]) -> Result<HashMap<Uuid, Vec<FiledFigure>>> {
    let select = revision_figure::Entity::find().filter(revision_figure::Column::RevisionId.is_in(revisions.iter().copied()));
    let rows = select.order_by_asc(revision_figure::Column::Id).all(db).await?;
    let targets = refs::target_briefs(db, rows.iter().map(|row| row.target_id)).await?;
    let mut by_revision: HashMap<Uuid, Vec<FiledFigure>> = HashMap::new();
    for row in rows {
        let Some(target) = targets.get(&row.target_id).cloned() else { continue };
        by_revision.entry(row.revision_id).or_default().push(FiledFigure {
            target_id: row.target_id,
            target,
            value: row.value_e4,
            numerator: row.numerator_e4,
            denominator: row.denominator_e4,
            claimed_total: row.claimed_total_e4,
            why_missing: row.why_missing,
        });
    }
    Ok(by_revision)
}

/// Each id once.
pub(super) fn distinct(ids: impl Iterator<Item = Uuid>) -> Vec<Uuid> {
    let mut ids: Vec<Uuid> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn keyed<K: Eq + Hash, T>(rows: Vec<T>, key: impl Fn(&T) -> K) -> HashMap<K, T> {
    rows.into_iter().map(|row| (key(&row), row)).collect()
}
