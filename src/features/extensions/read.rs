//! Reading extensions.

use std::collections::HashMap;

use actix_web::get;
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::shapes::{Extension, ExtensionFilter, ExtensionObligation, ExtensionPage};
use crate::auth::{Action, Caller, Place};
use crate::domain::extension::Pending;
use crate::domain::plan::PlanState;
use crate::entity::{extension, obligation, plan};
use crate::http::query::NoParameters;
use crate::http::{Id, OrNotFound, Problem, Query, Reply, Result};
use crate::list;
use crate::refs;
use crate::state::AppState;

/// List extensions of reports that the caller may see.
#[utoipa::path(tag = "extensions", operation_id = "list_extensions", security(("bearer" = [])),
    params(crate::http::Paging, ExtensionFilter), responses((status = 200, description = "A page of extensions", body = ExtensionPage)))]
#[get("/extensions")]
pub(super) async fn list_extensions(app: Data<AppState>, caller: Caller, query: Query<ExtensionFilter>) -> Result<Reply> {
    caller.require(Action::ReadReport)?;
    let ExtensionFilter { sort, plan_id, obligation_id, unit_id, state } = query.filter.clone();
    let wanted = Condition::all()
        .add_option(plan_id.map(|plan| extension::Column::PlanId.eq(plan)))
        .add_option(obligation_id.map(|obligation| extension::Column::ObligationId.eq(obligation)))
        .add_option(unit_id.map(|unit| extension::Column::UnitId.eq(unit)))
        .add_option(state.map(|states| extension::Column::State.is_in(states.0)));
    let select = extension::Entity::seen_by(&caller.scope).filter(wanted);
    let (rows, page) = list::page(&app, &caller, select, sort.unwrap_or_default().0, extension::Column::Id, &query).await?;
    let next = query.next(page.next_cursor.as_ref());
    Reply::page(&ExtensionPage { items: show(&app.db, &caller, app.clock.now(), rows).await?, page }, next)
}

/// Read one extension.
#[utoipa::path(tag = "extensions", operation_id = "get_extension", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The extension")), responses((status = 200, description = "The extension", body = Extension)))]
#[get("/extensions/{id}")]
pub(super) async fn get_extension(app: Data<AppState>, caller: Caller, id: Id, _query: Query<NoParameters>) -> Result<Reply> {
    caller.require(Action::ReadReport)?;
    let row = extension::Entity::seen_by(&caller.scope).filter(extension::Column::Id.eq(id.0)).one(&app.db).await?.or_not_found()?;
    Reply::item(&one(&app.db, &caller, app.clock.now(), row).await?)
}

/// One extension as this caller sees it.
///
/// # Errors
/// Those of the database.
pub(super) async fn one(db: &impl ConnectionTrait, caller: &Caller, now: DateTime<Utc>, row: extension::Model) -> Result<Extension> {
    show(db, caller, now, vec![row]).await?.into_iter().next().or_not_found()
}

/// How an extension stands to a caller.
pub(super) fn standing(caller: &Caller, plan: &plan::Model, owed: &obligation::Model, row: &extension::Model) -> Pending {
    Pending {
        state: row.state,
        until: row.until,
        live: plan.state == PlanState::Issued && owed.voided_at.is_none(),
        own: row.requested_by == caller.user.id,
        may_grant: caller.may(Action::GrantExtension, place(plan, owed)),
    }
}

/// Where a report lies, for rights.
pub(super) fn place(plan: &plan::Model, owed: &obligation::Model) -> Place {
    Place { unit: Some(owed.unit_id), coordinating: plan.coordinating_unit_id }
}

/// Extensions as this caller sees them: three statements, however many.
async fn show(db: &impl ConnectionTrait, caller: &Caller, now: DateTime<Utc>, rows: Vec<extension::Model>) -> Result<Vec<Extension>> {
    let plans = plan::Entity::find().filter(plan::Column::Id.is_in(rows.iter().map(|row| row.plan_id))).all(db).await?;
    let plans: HashMap<Uuid, plan::Model> = plans.into_iter().map(|row| (row.id, row)).collect();
    let owed = obligation::Entity::find().filter(obligation::Column::Id.is_in(rows.iter().map(|row| row.obligation_id)));
    let owed: HashMap<Uuid, obligation::Model> = owed.all(db).await?.into_iter().map(|row| (row.id, row)).collect();
    let units = refs::briefs(db, &caller.scope, rows.iter().map(|row| row.unit_id)).await?;
    let shown = |row: extension::Model| {
        let (plan, owed) = plans.get(&row.plan_id).zip(owed.get(&row.obligation_id))?;
        Some(Extension {
            allowed_actions: standing(caller, plan, owed, &row).allowed(now),
            unit: units.of(row.unit_id),
            obligation: brief(owed),
            id: row.id,
            version: row.version,
            created_at: row.created_at.into(),
            updated_at: row.updated_at.into(),
            plan_id: row.plan_id,
            state: row.state,
            until: row.until.into(),
            reason: row.reason,
            requested_by: row.requested_by_name,
            decided_by: row.decided_by_name,
            decided_at: row.decided_at.map(Into::into),
            refusal_reason: row.refusal_reason,
        })
    };
    let shown: Option<Vec<Extension>> = rows.into_iter().map(shown).collect();
    shown.ok_or_else(|| Problem::internal("an extension without its plan or obligation"))
}

fn brief(row: &obligation::Model) -> ExtensionObligation {
    ExtensionObligation {
        id: row.id,
        task_id: row.task_id,
        period: row.period,
        due_at: row.due_at.into(),
        closes_at: row.closes_at.map(Into::into),
    }
}
