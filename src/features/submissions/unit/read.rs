//! Reading a unit's month: a constant number of statements, however many reports it owes.

use std::collections::HashMap;

use actix_web::get;
use actix_web::web::{Data, Path};
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::period_in;
use super::shapes::{LastReported, UnitReport, UnitReportFilter, UnitReportItem, UnitReportRule, UnitReportTarget};
use crate::auth::{Action, Caller};
use crate::db;
use crate::domain::lint::Finding;
use crate::domain::period::Period;
use crate::entity::{obligation, plan, reporting_rule, submission};
use crate::features::submissions::content::Texts;
use crate::features::submissions::ground;
use crate::features::submissions::inputs::FigureInput;
use crate::features::submissions::lint::{Content, Desk};
use crate::features::submissions::shapes::{FiledFigure, Submission, SubmissionPlan, SubmissionTask};
use crate::features::submissions::show;
use crate::http::{Id, OrNotFound, Problem, Query, Reply, Result};
use crate::refs::{self, TargetBrief};
use crate::state::AppState;

/// Read a unit's month: all it owes for a period of a plan, with drafts, targets, the figures of last time, what is expected, and what
/// the check finds.
#[utoipa::path(tag = "submissions", operation_id = "get_unit_report", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The plan"), ("period" = Period, Path, description = "The period", example = "2024-05"),
        UnitReportFilter),
    responses((status = 200, description = "What is owed, and what is written", body = UnitReport)))]
#[get("/plans/{id}/unit-reports/{period}")]
pub(crate) async fn get_unit_report(
    app: Data<AppState>,
    caller: Caller,
    id: Id,
    path: Path<(String, String)>,
    query: Query<UnitReportFilter>,
) -> Result<Reply> {
    caller.require(Action::ReadReport)?;
    let period = period_in(&path)?;
    let db = db::snapshot(&app.db).await?;
    let plan = plan::Entity::seen_by(&caller.scope).filter(plan::Column::Id.eq(id.0)).one(&db).await?.or_not_found()?;
    let units = query.filter.unit_id.map_or_else(|| caller.filing_units(), |unit| vec![unit]);
    let month = Month::load(&db, &caller, plan, period, units).await?;
    let report = month.show(&db, &caller, app.clock.now()).await?;
    db.rollback().await?;
    Reply::report(&report)
}

/// What units owe for a period of a plan, with all that the reports are checked against.
pub(super) struct Month {
    pub(super) plan: plan::Model,
    period: Period,
    /// As first asked for; void ones left out.
    pub(super) owed: Vec<obligation::Model>,
    rules: HashMap<Uuid, reporting_rule::Model>,
    pub(super) desk: Desk,
}

impl Month {
    /// Reads it.
    pub(super) async fn load(
        db: &impl ConnectionTrait,
        caller: &Caller,
        plan: plan::Model,
        period: Period,
        units: Vec<Uuid>,
    ) -> Result<Self> {
        let owed = obligation::Entity::seen_by(&caller.scope)
            .filter(obligation::Column::PlanId.eq(plan.id))
            .filter(obligation::Column::Period.eq(period))
            .filter(obligation::Column::UnitId.is_in(units))
            .filter(obligation::Column::VoidedAt.is_null())
            .order_by_asc(obligation::Column::Id);
        let owed = owed.all(db).await?;
        let rules = ground::rules(db, &owed).await?;
        let desk = Desk::load(db, &plan, &owed.iter().collect::<Vec<_>>()).await?;
        Ok(Self { plan, period, owed, rules, desk })
    }

    /// The rule that asks for a report.
    pub(super) fn rule_of(&self, owed: &obligation::Model) -> Result<&reporting_rule::Model> {
        self.rules.get(&owed.rule_period_id).ok_or_else(|| Problem::internal("an obligation without its rule"))
    }

    /// As answers show it.
    pub(super) async fn show(&self, db: &impl ConnectionTrait, caller: &Caller, now: DateTime<Utc>) -> Result<UnitReport> {
        let begun = submission::Entity::seen_by(&caller.scope);
        let begun = begun.filter(submission::Column::ObligationId.is_in(self.owed.iter().map(|row| row.id))).all(db).await?;
        let shown = show::submissions(db, caller, now, begun).await?;
        let mut written: HashMap<Uuid, Submission> = shown.into_iter().map(|one| (one.obligation.id, one)).collect();
        let units = refs::briefs(db, &caller.scope, self.owed.iter().map(|row| row.unit_id)).await?;
        let item = |owed: &obligation::Model| {
            let rule = self.rule_of(owed)?;
            let task = self.desk.near.outline.task(owed.task_id);
            let task = task.ok_or_else(|| Problem::internal("an obligation without its task"))?;
            let submission = written.remove(&owed.id);
            Ok(UnitReportItem {
                unit: units.of(owed.unit_id),
                task: SubmissionTask {
                    id: task.row.id,
                    number: task.row.number.clone(),
                    code: task.row.code.clone(),
                    title: task.version.title.clone(),
                },
                obligation: show::owed(owed),
                rule: asks(rule),
                targets: if rule.collects_figures { self.targets(owed) } else { Vec::new() },
                findings: submission.as_ref().map(|one| self.findings(owed, rule, one)).unwrap_or_default(),
                submission,
            })
        };
        let items = self.owed.iter().map(item).collect::<Result<_>>()?;
        let plan = SubmissionPlan { id: self.plan.id, code: self.plan.code.clone(), title: self.plan.title.clone() };
        Ok(UnitReport { plan, period: self.period, items })
    }

    fn targets(&self, owed: &obligation::Model) -> Vec<UnitReportTarget> {
        let carried = self.desk.near.carried(owed);
        let target = |target: &&_| {
            let line = self.desk.line(owed, target);
            let last = line.before.iter().rev().find_map(|one| {
                let value = line.value_in(one)?;
                Some(LastReported { period: one.period, as_at: one.as_at, value })
            });
            let assessment = self.desk.assessed(owed, &line, None);
            let (row, version) = (&line.target.row, &line.target.version);
            UnitReportTarget {
                target_id: row.id,
                target: TargetBrief {
                    id: row.id,
                    task_id: row.task_id,
                    key: row.key.clone(),
                    indicator: row.indicator.clone(),
                    unit_of_measure: version.unit_of_measure.clone(),
                },
                required: carried.required.contains(&row.id),
                series: version.series,
                operator: version.operator,
                value: version.value_e4,
                upper: version.upper_e4,
                last,
                expected: assessment.expected,
                basis: assessment.basis,
            }
        };
        carried.order.iter().map(target).collect()
    }

    fn findings(&self, owed: &obligation::Model, rule: &reporting_rule::Model, written: &Submission) -> Vec<Finding> {
        let Submission { progress, problems, suggestions, figures, .. } = written;
        let texts = Texts { progress: progress.clone(), problems: problems.clone(), suggestions: suggestions.clone() };
        let figures: Vec<FigureInput> = figures.iter().cloned().map(FigureInput::from).collect();
        self.desk.findings(owed, rule, &Content { texts: &texts, figures: &figures, milestones: &[] })
    }
}

impl From<FiledFigure> for FigureInput {
    fn from(figure: FiledFigure) -> Self {
        let FiledFigure { target_id, target: _, value, numerator, denominator, claimed_total, why_missing } = figure;
        Self { target_id, value, numerator, denominator, claimed_total, why_missing }
    }
}

fn asks(rule: &reporting_rule::Model) -> UnitReportRule {
    UnitReportRule {
        title: rule.title.clone(),
        parts: rule.parts.0.clone(),
        text_limit: rule.text_limit,
        limit_policy: rule.limit_policy,
        signs_first: rule.signs_first,
        collects_figures: rule.collects_figures,
    }
}
