//! Reading targets.

use std::collections::HashMap;

use actix_web::get;
use actix_web::web::Data;
use sea_orm::sea_query::{Expr, ExprTrait, Func, LikeExpr};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QuerySelect, Select};
use uuid::Uuid;

use super::shapes::{Target, TargetFilter, TargetPage};
use crate::auth::{Action, Caller};
use crate::entity::scope::Scope;
use crate::entity::{target, target_version};
use crate::http::query::NoParameters;
use crate::http::text::{like_literal, normalised};
use crate::http::{Id, OrNotFound, Query, Reply, Result};
use crate::list;
use crate::refs;
use crate::state::AppState;
use crate::target_terms;

/// List targets with the terms in force.
#[utoipa::path(tag = "targets", operation_id = "list_targets", security(("bearer" = [])),
    params(crate::http::Paging, TargetFilter), responses((status = 200, description = "A page of targets", body = TargetPage)))]
#[get("/targets")]
pub(super) async fn list_targets(app: Data<AppState>, caller: Caller, query: Query<TargetFilter>) -> Result<Reply> {
    caller.require(Action::ReadPlan)?;
    let filter = query.filter.clone();
    let order = filter.sort.unwrap_or_default().0;
    let select = narrowed(target::Entity::seen_by(&caller.scope), filter);
    let (rows, page) = list::page(&app, &caller, select, order, target::Column::Id, &query).await?;
    let next = query.next(page.next_cursor.as_ref());
    Reply::page(&TargetPage { items: show(&app.db, &caller.scope, rows).await?, page }, next)
}

fn narrowed(select: Select<target::Entity>, filter: TargetFilter) -> Select<target::Entity> {
    let TargetFilter { sort: _, plan_id, task_id, part_of_id, operator, firmness, class, series, reporting_unit_id, q } = filter;
    let mut select = select.join(JoinType::InnerJoin, target::Entity::current());
    if let Some(plan) = plan_id {
        select = select.filter(target::Column::PlanId.eq(plan));
    }
    if let Some(task) = task_id {
        select = select.filter(target::Column::TaskId.eq(task));
    }
    if let Some(whole) = part_of_id {
        select = select.filter(target::Column::PartOfId.eq(whole));
    }
    if let Some(operators) = operator {
        select = select.filter(target_version::Column::Operator.is_in(operators.0));
    }
    if let Some(firmness) = firmness {
        select = select.filter(target_version::Column::Firmness.is_in(firmness.0));
    }
    if let Some(classes) = class {
        select = select.filter(target_version::Column::Class.is_in(classes.0));
    }
    if let Some(series) = series {
        select = select.filter(target_version::Column::Series.is_in(series.0));
    }
    if let Some(unit) = reporting_unit_id {
        select = select.filter(target_version::Column::ReportingUnitId.eq(unit));
    }
    if let Some(q) = q {
        select = select.filter(Condition::any().add(says(target::Column::Indicator, &q)).add(says(target::Column::Text, &q)));
    }
    select
}

/// Whether a column with printed text contains the text: as it is, or both in lower case without spaces.
fn says(column: target::Column, text: &str) -> Condition {
    let pattern = |text: &str| LikeExpr::new(format!("%{}%", like_literal(text))).escape('\\');
    let held = Expr::col((target::Entity, column));
    let plain = Func::cust("replace").arg(Func::lower(held.clone())).arg(" ").arg("");
    Condition::any().add(held.like(pattern(text))).add(Expr::from(plain).like(pattern(&normalised(text))))
}

/// Read one target with the terms in force.
#[utoipa::path(tag = "targets", operation_id = "get_target", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The target")), responses((status = 200, description = "The target", body = Target)))]
#[get("/targets/{id}")]
pub(super) async fn get_target(app: Data<AppState>, caller: Caller, id: Id, _query: Query<NoParameters>) -> Result<Reply> {
    caller.require(Action::ReadPlan)?;
    let row = target::Entity::seen_by(&caller.scope).filter(target::Column::Id.eq(id.0)).one(&app.db).await?.or_not_found()?;
    Reply::item(&one(&app.db, &caller.scope, row).await?)
}

/// One target as answers show it.
///
/// # Errors
/// Those of the database.
pub(super) async fn one(db: &impl ConnectionTrait, scope: &Scope, row: target::Model) -> Result<Target> {
    show(db, scope, vec![row]).await?.into_iter().next().or_not_found()
}

/// Targets as answers show them: two statements, however many. Row and version are read together, so that they fit.
async fn show(db: &impl ConnectionTrait, scope: &Scope, rows: Vec<target::Model>) -> Result<Vec<Target>> {
    let ids: Vec<Uuid> = rows.into_iter().map(|row| row.id).collect();
    let found = target::Entity::find().filter(target::Column::Id.is_in(ids.iter().copied()));
    let found = target::Entity::with_current(found).all(db).await?;
    let units = found.iter().filter_map(|(_, version)| version.as_ref()).flat_map(target_terms::units_in);
    let briefs = refs::briefs(db, scope, units.collect::<Vec<_>>()).await?;
    let pair = |(row, version): (target::Model, Option<target_version::Model>)| Some((row.id, (row, version?)));
    let mut found: HashMap<Uuid, (target::Model, target_version::Model)> = found.into_iter().filter_map(pair).collect();
    let target = |(row, version): (target::Model, target_version::Model)| Target {
        id: row.id,
        version: row.version,
        created_at: row.created_at.into(),
        updated_at: row.updated_at.into(),
        plan_id: row.plan_id,
        task_id: row.task_id,
        key: row.key,
        indicator: row.indicator,
        text: row.text,
        part_of_id: row.part_of_id,
        parts_add_up: row.parts_add_up,
        qualifier: row.qualifier,
        scope: row.scope,
        version_number: version.n,
        effective_on: version.effective_on,
        reason: version.reason.clone(),
        terms: target_terms::shown(version, &briefs),
    };
    Ok(ids.iter().filter_map(|id| found.remove(id)).map(target).collect())
}
