//! What changed in a plan between two reports (变化情况): states that moved, figures that came or were corrected, what was changed after
//! issue, reports that came in, tasks that were cancelled or went to other units.

mod compare;
pub mod shapes;
mod terms;

use actix_web::get;
use actix_web::web::Data;
use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter};
use uuid::Uuid;

use super::load::{Known, When};
use super::progress::tagged;
use super::tables;
use crate::auth::{Action, Caller};
use crate::db;
use crate::domain::day::Day;
use crate::domain::instant::Instant;
use crate::entity::plan;
use crate::entity::scope::Scope;
use crate::http::query::refuse;
use crate::http::{Code, OrNotFound, Query, Reply, Result};
use crate::sheet::Wanted;
use crate::state::AppState;
use shapes::{Changes, ChangesFilter};

/// Tell what changed in a plan between two dates, or between what was known at two instants.
///
/// Two reports are compared: that of `from` and that of `to`. Each speaks, unless said otherwise, as was known at the end of its own day, so
/// that what came late is told where it came. With the same date twice and two instants, what was corrected in between remains.
#[utoipa::path(tag = "reports", operation_id = "get_changes", security(("bearer" = [])), params(ChangesFilter),
    responses((status = 200, description = "What changed; as a table, a row for each change",
        content((Changes = "application/json"), (String = "text/csv"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))), (status = 404, description = "No such plan")))]
#[get("/reports/changes")]
pub(super) async fn get_changes(app: Data<AppState>, caller: Caller, query: Query<ChangesFilter>, wanted: Wanted) -> Result<Reply> {
    caller.require(Action::ReadPlan)?;
    let ChangesFilter { plan_id, from, to, known_at_from, known_at, bom } = query.filter.clone();
    let now = app.clock.now();
    let at = |day: Option<Day>, known: Option<Instant>| {
        let day = day.map_or_else(|| app.zone.date_of(now), |day| day.0);
        When::new(day, known.map_or_else(|| app.zone.end_of(day).min(now), |known| known.0), app.zone)
    };
    let (before, after) = (at(Some(from), known_at_from), at(to, known_at));
    for (name, when) in [("knownAtFrom", before), ("knownAt", after)] {
        if when.moment.known_at > now {
            return Err(refuse(name, Code::OutOfRange));
        }
    }
    if before.moment.as_of > after.moment.as_of {
        return Err(refuse("to", Code::OutOfRange));
    }
    if before.moment.known_at > after.moment.known_at {
        return Err(refuse("knownAt", Code::OutOfRange));
    }
    let db = db::snapshot(&app.db).await?;
    let report = run(&db, &caller.scope, plan_id, before, after).await?;
    db.rollback().await?;
    if wanted.is_table() {
        let name = format!("变化情况-{}", report.plan.code);
        return tables::changes(&report, wanted.english, |table| table.reply(wanted, &name, after.moment.known_at, bom));
    }
    // The end of today lies ahead: until then the instant moves with every request, and says nothing by itself.
    let fixed = known_at.or((after.moment.known_at < now).then(|| after.moment.known_at.into()));
    tagged(report, fixed, |report, known_at| report.after.known_at = known_at)
}

/// What changed in a visible plan from one moment to another.
///
/// # Errors
/// 404 for a plan the caller does not see; those of the database.
pub async fn run(db: &impl ConnectionTrait, scope: &Scope, plan: Uuid, before: When, after: When) -> Result<Changes> {
    let plan = plan::Entity::seen_by(scope).filter(plan::Column::Id.eq(plan)).one(db).await?.or_not_found()?;
    let first = Known::load(db, scope, plan.clone(), before).await?;
    let second = Known::load(db, scope, plan, after).await?;
    Ok(compare::changes(&first, &second))
}
