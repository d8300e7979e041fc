//! Reading plans.

use std::collections::HashMap;

use actix_web::get;
use actix_web::web::Data;
use sea_orm::sea_query::{Expr, ExprTrait, Func, LikeExpr};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, QueryFilter, Select};
use unicode_normalization::UnicodeNormalization;
use uuid::Uuid;

use super::shapes::{ParentPlan, Plan, PlanFilter, PlanOperation, PlanPage};
use crate::auth::{Action, Caller};
use crate::domain::day::Day;
use crate::domain::identity::document_number;
use crate::entity::plan;
use crate::http::query::NoParameters;
use crate::http::text::like_literal;
use crate::http::{Id, OrNotFound, Query, Reply, Result};
use crate::list;
use crate::part::place;
use crate::refs;
use crate::state::AppState;

/// List the plans the caller may see.
#[utoipa::path(tag = "plans", operation_id = "list_plans", security(("bearer" = [])),
    params(crate::http::Paging, PlanFilter), responses((status = 200, description = "A page of plans", body = PlanPage)))]
#[get("/plans")]
pub(super) async fn list_plans(app: Data<AppState>, caller: Caller, query: Query<PlanFilter>) -> Result<Reply> {
    caller.require(Action::ReadPlan)?;
    let sort = query.filter.sort.unwrap_or_default().0;
    let select = narrowed(plan::Entity::seen_by(&caller.scope), query.filter.clone());
    let (rows, page) = list::page(&app, &caller, select, sort, plan::Column::Id, &query).await?;
    let next = query.next(page.next_cursor.as_ref());
    Reply::page(&PlanPage { items: show(&app.db, &caller, rows).await?, page }, next)
}

/// Read one plan.
#[utoipa::path(tag = "plans", operation_id = "get_plan", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The plan")), responses((status = 200, description = "The plan", body = Plan)))]
#[get("/plans/{id}")]
pub(super) async fn get_plan(app: Data<AppState>, caller: Caller, id: Id, _query: Query<NoParameters>) -> Result<Reply> {
    caller.require(Action::ReadPlan)?;
    let row = plan::Entity::seen_by(&caller.scope).filter(plan::Column::Id.eq(id.0)).one(&app.db).await?.or_not_found()?;
    Reply::item(&one(&app.db, &caller, row).await?)
}

fn narrowed(mut select: Select<plan::Entity>, filter: PlanFilter) -> Select<plan::Entity> {
    let PlanFilter {
        sort: _,
        state,
        kind,
        code,
        parent_id,
        issuing_unit_id,
        coordinating_unit_id,
        starts_lt,
        starts_lte,
        starts_gt,
        starts_gte,
        ends_lt,
        ends_lte,
        ends_gt,
        ends_gte,
        q,
    } = filter;
    let dates = |bounds: [Option<Day>; 4]| bounds.map(|bound| bound.map(|day| day.0));
    let mut wanted = Condition::all()
        .add_option(code.map(|code| plan::Column::Code.eq(code)))
        .add_option(parent_id.map(|parent| plan::Column::ParentId.eq(parent)))
        .add_option(issuing_unit_id.map(|unit| plan::Column::IssuingUnitId.eq(unit)))
        .add_option(coordinating_unit_id.map(|unit| plan::Column::CoordinatingUnitId.eq(unit)))
        .add(list::within(plan::Column::StartsOn, dates([starts_lt, starts_lte, starts_gt, starts_gte])))
        .add(list::within(plan::Column::EndsOn, dates([ends_lt, ends_lte, ends_gt, ends_gte])));
    if let Some(q) = q {
        wanted = wanted.add(mentions(&q));
    }
    select = select.filter(wanted);
    if let Some(state) = state {
        select = select.filter(plan::Column::State.is_in(state.0));
    }
    if let Some(kind) = kind {
        select = select.filter(plan::Column::Kind.is_in(kind.0));
    }
    select
}

/// Text in title or document number, whatever its case; a document number also in another spelling.
fn mentions(q: &str) -> Condition {
    let text: String = q.nfc().flat_map(char::to_lowercase).collect();
    let pattern = format!("%{}%", like_literal(&text));
    let has =
        |column: plan::Column| Expr::expr(Func::lower(Expr::col((plan::Entity, column)))).like(LikeExpr::new(pattern.clone()).escape('\\'));
    Condition::any()
        .add(has(plan::Column::Title))
        .add(has(plan::Column::DocumentNumber))
        .add_option(document_number(q).map(|number| plan::Column::DocumentNumber.eq(number)))
}

/// One plan as answers show it.
///
/// # Errors
/// Those of the database.
pub(super) async fn one(db: &impl ConnectionTrait, caller: &Caller, row: plan::Model) -> Result<Plan> {
    show(db, caller, vec![row]).await?.into_iter().next().or_not_found()
}

/// Plans as answers show them: two statements, however many.
async fn show(db: &impl ConnectionTrait, caller: &Caller, rows: Vec<plan::Model>) -> Result<Vec<Plan>> {
    let wanted: Vec<Uuid> = rows.iter().filter_map(|row| row.parent_id).collect();
    let mut parents: HashMap<Uuid, ParentPlan> = HashMap::new();
    if !wanted.is_empty() {
        let found = plan::Entity::seen_by(&caller.scope).filter(plan::Column::Id.is_in(wanted)).all(db).await?;
        parents.extend(found.into_iter().map(|row| (row.id, row.into())));
    }
    let named = |row: &plan::Model| [Some(row.issuing_unit_id), row.coordinating_unit_id, row.supervising_unit_id, row.meeting_unit_id];
    let units = refs::briefs(db, &caller.scope, rows.iter().flat_map(named).flatten()).await?;
    let plan = |row: plan::Model| Plan {
        allowed_actions: allowed(caller, &row),
        parent: row.parent_id.and_then(|parent| parents.get(&parent).cloned()),
        issuing_unit: units.of(row.issuing_unit_id),
        coordinating_unit: units.maybe(row.coordinating_unit_id),
        supervising_unit: units.maybe(row.supervising_unit_id),
        meeting_unit: units.maybe(row.meeting_unit_id),
        id: row.id,
        version: row.version,
        created_at: row.created_at.into(),
        updated_at: row.updated_at.into(),
        code: row.code,
        title: row.title,
        kind: row.kind,
        state: row.state,
        starts_on: row.starts_on,
        ends_on: row.ends_on,
        document_number: row.document_number,
        issued_on: row.issued_on,
        signed_on: row.signed_on,
        printed_on: row.printed_on,
        addressees: row.addressees,
        is_public: row.is_public,
        campaign: row.campaign,
        batch: row.batch,
        source: row.source,
        parent_text: row.parent_text,
        lead_rule: row.lead_rule,
        default_due: row.default_due,
        thresholds: row.thresholds,
        palette: row.palette,
        lint_policy: row.lint_policy,
    };
    Ok(rows.into_iter().map(plan).collect())
}

/// What the state allows and the caller has the right to.
fn allowed(caller: &Caller, row: &plan::Model) -> Vec<PlanOperation> {
    PlanOperation::of(row.state).iter().copied().filter(|operation| caller.may(operation.right(), place(row))).collect()
}
