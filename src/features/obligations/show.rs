//! Obligations as answers show them.

use std::collections::HashMap;

use chrono::{NaiveDate, TimeDelta};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::context::{Context, TargetNow};
use super::shapes::{LastFigure, Obligation, ObligationPlan, ObligationRule, ObligationSubmission, ObligationTarget, ObligationTask};
use super::steps::Asked;
use crate::domain::zone::BusinessZone;
use crate::entity::scope::Scope;
use crate::entity::{figure, obligation, plan, reporting_rule, submission};
use crate::http::{Problem, Result};
use crate::refs;

/// The latest accepted figures by target and unit.
type LastFigures = HashMap<(Uuid, Uuid), LastFigure>;

/// Obligations as answers show them on a day: thirteen statements, however many.
pub(super) async fn show(
    db: &impl ConnectionTrait,
    scope: &Scope,
    zone: BusinessZone,
    today: NaiveDate,
    rows: Vec<obligation::Model>,
) -> Result<Vec<Obligation>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let context = Context::load(db, &rows).await?;
    let filed = submission::Entity::seen_by(scope).filter(submission::Column::ObligationId.is_in(rows.iter().map(|row| row.id)));
    let filed: HashMap<Uuid, submission::Model> = filed.all(db).await?.into_iter().map(|row| (row.obligation_id, row)).collect();
    let units = refs::briefs(db, scope, rows.iter().flat_map(|row| [Some(row.unit_id), row.via_group_id]).flatten()).await?;
    let held: Vec<Uuid> = rows.iter().map(|row| row.task_id).collect();
    let asked = Asked::load(db, &held).await?;
    let figures = last_figures(db, scope, &rows, &context).await?;
    let shown = |row: obligation::Model| {
        let incomplete = || Problem::internal(format!("obligation {} without plan, task or rule", row.id));
        let (task, version) = context.tasks.get(&row.task_id).ok_or_else(incomplete)?;
        let due_on = zone.date_of(row.due() - TimeDelta::milliseconds(1));
        Ok(Obligation {
            plan: context.plans.get(&row.plan_id).map(plan_brief).ok_or_else(incomplete)?,
            task: ObligationTask { id: task.id, code: task.code.clone(), number: task.number.clone(), title: version.title.clone() },
            rule: context.rule_of(&row).map(rule_brief).ok_or_else(incomplete)?,
            unit: units.of(row.unit_id),
            via_group: units.maybe(row.via_group_id),
            days_left: (due_on - today).num_days(),
            submission: filed.get(&row.id).map(|row| ObligationSubmission { id: row.id, state: row.state, version: row.version }),
            targets: context.targets_of(&row).into_iter().map(|target| brief(&context, &row, today, target, &figures)).collect(),
            milestones: asked.of(&row, &context),
            id: row.id,
            version: row.version,
            created_at: row.created_at.into(),
            updated_at: row.updated_at.into(),
            period: row.period,
            as_at: row.as_at,
            opens_at: row.opens_at.into(),
            due_at: row.due_at.into(),
            closes_at: row.closes_at.map(Into::into),
            extended_until: row.extended_until.map(Into::into),
            void_reason: row.void_reason,
            voided_at: row.voided_at.map(Into::into),
            transferred_to_id: row.transferred_to_id,
        })
    };
    rows.into_iter().map(shown).collect()
}

fn plan_brief(row: &plan::Model) -> ObligationPlan {
    ObligationPlan { id: row.id, code: row.code.clone(), title: row.title.clone() }
}

fn rule_brief(row: &reporting_rule::Model) -> ObligationRule {
    ObligationRule {
        id: row.id,
        n: row.n,
        title: row.title.clone(),
        parts: row.parts.0.clone(),
        text_limit: row.text_limit,
        limit_policy: row.limit_policy,
        signs_first: row.signs_first,
        collects_figures: row.collects_figures,
    }
}

fn brief(context: &Context, row: &obligation::Model, today: NaiveDate, target: &TargetNow, figures: &LastFigures) -> ObligationTarget {
    let (held, terms) = target;
    let (expected, basis) = context.expected(row.plan_id, target, today).unzip();
    ObligationTarget {
        target_id: held.id,
        task_id: held.task_id,
        key: held.key.clone(),
        indicator: held.indicator.clone(),
        text: held.text.clone(),
        unit_of_measure: terms.unit_of_measure.clone(),
        series: terms.series,
        operator: terms.operator,
        value: terms.value_e4,
        upper: terms.upper_e4,
        stages: terms.stages.clone().unwrap_or_default().0,
        last_figure: figures.get(&(held.id, row.unit_id)).copied(),
        expected,
        basis,
    }
}

/// The latest figure held true of every target and unit on the page.
async fn last_figures(db: &impl ConnectionTrait, scope: &Scope, rows: &[obligation::Model], context: &Context) -> Result<LastFigures> {
    let mut targets: Vec<Uuid> = rows.iter().flat_map(|row| context.targets_of(row)).map(|(held, _)| held.id).collect();
    targets.sort_unstable();
    targets.dedup();
    if targets.is_empty() {
        return Ok(LastFigures::new());
    }
    let latest = r#""figure"."as_at" = (SELECT MAX("later"."as_at") FROM "figure" AS "later" WHERE "later"."target_id" = "figure"."target_id"
        AND "later"."unit_id" = "figure"."unit_id" AND "later"."known_to" IS NULL)"#;
    // By the plans, and sorted out here: a page can ask for more targets than a statement takes parameters.
    let found = figure::Entity::seen_by(scope)
        .filter(figure::Column::PlanId.is_in(context.plans.keys().copied()))
        .filter(figure::Column::UnitId.is_in(rows.iter().map(|row| row.unit_id)))
        .filter(figure::Column::KnownTo.is_null())
        .filter(Expr::cust(latest))
        .order_by_desc(figure::Column::CellKey)
        .order_by_desc(figure::Column::Period)
        .all(db)
        .await?;
    let wanted = found.into_iter().filter(|row| targets.binary_search(&row.target_id).is_ok());
    Ok(wanted.map(|row| ((row.target_id, row.unit_id), LastFigure { period: row.period, as_at: row.as_at, value: row.value_e4 })).collect())
}
