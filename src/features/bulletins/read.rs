//! Reading bulletins.

use std::collections::HashMap;

use actix_web::get;
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::errata;
use super::shapes::{Bulletin, BulletinFilter, BulletinPage, BulletinRow};
use crate::auth::{Action, Caller};
use crate::db;
use crate::domain::zone::BusinessZone;
use crate::entity::{bulletin, plan};
use crate::http::query::NoParameters;
use crate::http::{Id, OrNotFound, Problem, Query, Reply, Result};
use crate::part::place;
use crate::state::AppState;
use crate::{list, refs};

/// List bulletins of plans that the caller may see.
///
/// Who reads everything or coordinates the plan sees drafts too, everybody else what was issued.
#[utoipa::path(tag = "bulletins", operation_id = "list_bulletins", security(("bearer" = [])),
    params(crate::http::Paging, BulletinFilter), responses((status = 200, description = "A page of bulletins", body = BulletinPage)))]
#[get("/bulletins")]
pub(super) async fn list_bulletins(app: Data<AppState>, caller: Caller, query: Query<BulletinFilter>) -> Result<Reply> {
    caller.require(Action::ReadPlan)?;
    let BulletinFilter { sort, plan_id, period, kind, state } = query.filter.clone();
    let wanted = Condition::all()
        .add_option(plan_id.map(|plan| bulletin::Column::PlanId.eq(plan)))
        .add_option(period.map(|period| bulletin::Column::Period.eq(period)))
        .add_option(kind.map(|kinds| bulletin::Column::Kind.is_in(kinds.0)))
        .add_option(state.map(|states| bulletin::Column::State.is_in(states.0)));
    let select = bulletin::Entity::seen_by(&caller.scope).filter(wanted);
    let (rows, page) = list::page(&app, &caller, select, sort.unwrap_or_default().0, bulletin::Column::Id, &query).await?;
    let next = query.next(page.next_cursor.as_ref());
    Reply::page(&BulletinPage { items: rows_of(&app.db, &caller, rows).await?, page }, next)
}

/// Read one bulletin, with the corrections that touched it after it was issued.
#[utoipa::path(tag = "bulletins", operation_id = "get_bulletin", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The bulletin")), responses((status = 200, description = "The bulletin", body = Bulletin)))]
#[get("/bulletins/{id}")]
pub(super) async fn get_bulletin(app: Data<AppState>, caller: Caller, id: Id, _query: Query<NoParameters>) -> Result<Reply> {
    caller.require(Action::ReadPlan)?;
    let db = db::snapshot(&app.db).await?;
    let (plan, row) = visible(&db, &caller, id.0).await?;
    let bulletin = one(&db, &caller, app.zone, (plan, row), app.clock.now()).await?;
    db.rollback().await?;
    Reply::item(&bulletin)
}

/// A visible bulletin with its plan.
///
/// # Errors
/// 404.
pub(super) async fn visible(db: &impl ConnectionTrait, caller: &Caller, id: Uuid) -> Result<(plan::Model, bulletin::Model)> {
    let row = bulletin::Entity::seen_by(&caller.scope).filter(bulletin::Column::Id.eq(id)).one(db).await?.or_not_found()?;
    let plan = plan::Entity::seen_by(&caller.scope).filter(plan::Column::Id.eq(row.plan_id)).one(db).await?.or_not_found()?;
    Ok((plan, row))
}

/// One bulletin as this caller sees it.
///
/// # Errors
/// Those of the database.
pub(super) async fn one(
    db: &impl ConnectionTrait,
    caller: &Caller,
    zone: BusinessZone,
    (plan, row): (plan::Model, bulletin::Model),
    now: DateTime<Utc>,
) -> Result<Bulletin> {
    let errata = errata::of(db, &caller.scope, zone, (plan, &row), now).await?;
    let row = rows_of(db, caller, vec![row]).await?.into_iter().next().or_not_found()?;
    Ok(Bulletin { row, errata })
}

/// Bulletins as this caller sees them: two statements, however many.
async fn rows_of(db: &impl ConnectionTrait, caller: &Caller, rows: Vec<bulletin::Model>) -> Result<Vec<BulletinRow>> {
    let plans = plan::Entity::find().filter(plan::Column::Id.is_in(rows.iter().map(|row| row.plan_id))).all(db).await?;
    let plans: HashMap<Uuid, plan::Model> = plans.into_iter().map(|plan| (plan.id, plan)).collect();
    let units = refs::briefs(db, &caller.scope, rows.iter().map(|row| row.issuing_unit_id)).await?;
    let shown = |row: bulletin::Model| {
        let may_write = caller.may(Action::WriteBulletin, place(plans.get(&row.plan_id)?));
        Some(BulletinRow {
            allowed_actions: if may_write { row.state.allowed().to_vec() } else { Vec::new() },
            number: row.number(),
            issuing_unit: units.of(row.issuing_unit_id),
            id: row.id,
            version: row.version,
            created_at: row.created_at.into(),
            updated_at: row.updated_at.into(),
            plan_id: row.plan_id,
            kind: row.kind,
            state: row.state,
            period: row.period,
            title: row.title,
            number_prefix: row.number_prefix,
            serial: row.serial,
            as_of: row.as_of,
            known_at: row.known_at.map(Into::into),
            dated_on: row.dated_on,
            addressees: row.addressees,
            foreword: row.foreword,
            closing: row.closing,
            issued_at: row.issued_at.map(Into::into),
            issued_by: row.issued_by,
            withdrawn_at: row.withdrawn_at.map(Into::into),
            withdrawn_by: row.withdrawn_by,
            withdrawn_because: row.withdrawn_because,
            digest: row.digest,
        })
    };
    let shown: Option<Vec<BulletinRow>> = rows.into_iter().map(shown).collect();
    shown.ok_or_else(|| Problem::internal("a bulletin without its plan"))
}
