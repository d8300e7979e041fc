//! Reading reporting rules.

use actix_web::get;
use actix_web::web::Data;
use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter};

use super::shapes::{ReportingRule, ReportingRuleFilter, ReportingRulePage};
use crate::auth::{Action, Caller};
use crate::entity::reporting_rule;
use crate::entity::scope::Scope;
use crate::http::query::NoParameters;
use crate::http::{Id, OrNotFound, Query, Reply, Result};
use crate::list;
use crate::refs;
use crate::state::AppState;

/// List the reporting rules of plans the caller may see.
#[utoipa::path(tag = "reporting-rules", operation_id = "list_reporting_rules", security(("bearer" = [])),
    params(crate::http::Paging, ReportingRuleFilter), responses((status = 200, description = "A page of rules", body = ReportingRulePage)))]
#[get("/reporting-rules")]
pub(super) async fn list_reporting_rules(app: Data<AppState>, caller: Caller, query: Query<ReportingRuleFilter>) -> Result<Reply> {
    caller.require(Action::ReadPlan)?;
    let ReportingRuleFilter { sort, plan_id } = query.filter.clone();
    let mut select = reporting_rule::Entity::seen_by(&caller.scope);
    if let Some(plan) = plan_id {
        select = select.filter(reporting_rule::Column::PlanId.eq(plan));
    }
    let (rows, page) = list::page(&app, &caller, select, sort.unwrap_or_default().0, reporting_rule::Column::Id, &query).await?;
    let next = query.next(page.next_cursor.as_ref());
    Reply::page(&ReportingRulePage { items: show(&app.db, &caller.scope, rows).await?, page }, next)
}

/// Read one reporting rule.
#[utoipa::path(tag = "reporting-rules", operation_id = "get_reporting_rule", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The rule")), responses((status = 200, description = "The rule", body = ReportingRule)))]
#[get("/reporting-rules/{id}")]
pub(super) async fn get_reporting_rule(app: Data<AppState>, caller: Caller, id: Id, _query: Query<NoParameters>) -> Result<Reply> {
    caller.require(Action::ReadPlan)?;
    let seen = reporting_rule::Entity::seen_by(&caller.scope).filter(reporting_rule::Column::Id.eq(id.0));
    let row = seen.one(&app.db).await?.or_not_found()?;
    Reply::item(&one(&app.db, &caller.scope, row).await?)
}

/// One rule as answers show it.
///
/// # Errors
/// Those of the database.
pub(super) async fn one(db: &impl ConnectionTrait, scope: &Scope, row: reporting_rule::Model) -> Result<ReportingRule> {
    show(db, scope, vec![row]).await?.into_iter().next().or_not_found()
}

/// Rules as answers show them: one statement, however many.
async fn show(db: &impl ConnectionTrait, scope: &Scope, rows: Vec<reporting_rule::Model>) -> Result<Vec<ReportingRule>> {
    let units = refs::briefs(db, scope, rows.iter().map(|row| row.receiver_unit_id)).await?;
    let rule = |row: reporting_rule::Model| ReportingRule {
        receiver_unit: units.of(row.receiver_unit_id),
        id: row.id,
        version: row.version,
        created_at: row.created_at.into(),
        updated_at: row.updated_at.into(),
        plan_id: row.plan_id,
        task_id: row.task_id,
        n: row.n,
        title: row.title,
        reporters: row.reporters,
        calendar: row.calendar,
        parts: row.parts.0,
        text_limit: row.text_limit,
        limit_policy: row.limit_policy,
        signs_first: row.signs_first,
        collects_figures: row.collects_figures,
        return_days: row.return_days,
    };
    Ok(rows.into_iter().map(rule).collect())
}
