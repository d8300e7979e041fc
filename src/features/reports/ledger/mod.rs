//! The ledger (台帐): every task and measure of a plan on one line, as of a date, with who answers for it, its figures, its state and what was
//! last reported about it.

mod build;
pub mod shapes;
mod table;
mod texts;

use actix_web::get;
use actix_web::web::Data;
use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter};
use uuid::Uuid;

use super::load::{Known, When};
use super::progress::{tagged, when};
use crate::auth::{Action, Caller};
use crate::db;
use crate::entity::plan;
use crate::entity::scope::Scope;
use crate::http::{OrNotFound, Query, Reply, Result};
use crate::refs::Officials;
use crate::sheet::Wanted;
use crate::state::AppState;
use shapes::{Ledger, LedgerFilter};

/// Tell everything about every task of a plan on one line each: who, by when, figures, state, and what was last reported.
///
/// As CSV or XLSX it is the table that goes round on paper: one row for each task or measure, several names or figures in one cell a line each.
#[utoipa::path(tag = "reports", operation_id = "get_ledger", security(("bearer" = [])), params(LedgerFilter),
    responses((status = 200, description = "The ledger; as a table, a row for each task or measure",
        content((Ledger = "application/json"), (String = "text/csv"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))),
        (status = 404, description = "No such plan")))]
#[get("/reports/ledger")]
pub(super) async fn get_ledger(app: Data<AppState>, caller: Caller, query: Query<LedgerFilter>, wanted: Wanted) -> Result<Reply> {
    caller.require(Action::ReadPlan)?;
    let LedgerFilter { plan_id, section_id, unit_id, as_of, known_at, bom } = query.filter.clone();
    let when = when(&app, as_of, known_at)?;
    let db = db::snapshot(&app.db).await?;
    let mut ledger = run(&db, &caller.scope, plan_id, when).await?;
    db.rollback().await?;
    ledger.narrow(section_id, unit_id);
    if wanted.is_table() {
        return table::reply(&ledger, wanted, bom);
    }
    tagged(ledger, known_at, |ledger, known_at| ledger.known_at = known_at)
}

/// The ledger of a visible plan.
///
/// # Errors
/// 404 for a plan the caller does not see; those of the database.
pub async fn run(db: &impl ConnectionTrait, scope: &Scope, plan: Uuid, when: When) -> Result<Ledger> {
    let plan = plan::Entity::seen_by(scope).filter(plan::Column::Id.eq(plan)).one(db).await?.or_not_found()?;
    let known = Known::load(db, scope, plan, when).await?;
    let texts = texts::latest(db, &known).await?;
    let named = known.outline.tasks.iter().flat_map(|node| &node.duties).filter_map(|duty| duty.official_id);
    let officials = Officials::load(db, scope, named.collect::<Vec<_>>()).await?;
    Ok(build::ledger(&known, &texts, &officials))
}
