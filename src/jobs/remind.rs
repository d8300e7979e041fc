//! 催报: some days before a report is due, a message about every one that was not filed; one for each deadline it ever has.

use sea_orm::sea_query::{Expr, ExprTrait, Func};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::Value;
use uuid::Uuid;

use super::deliver::{self, Waiting};
use super::words;
use crate::domain::plan::PlanState;
use crate::entity::{obligation, plan, scope, submission};
use crate::http::Result;
use crate::state::AppState;

/// How many obligations are read at once.
const PAGE: u64 = 500;

/// What the message is called.
const DUE_SOON: &str = "obligation.dueSoon";

/// Enters a message for every report that is due in the next days and was not filed. Running again enters none twice.
///
/// # Errors
/// Those of the database.
pub(super) async fn run(app: &AppState) -> Result<()> {
    if app.config.remind_days_before == 0 {
        return Ok(());
    }
    let mut last = Uuid::nil();
    loop {
        let rows = page(app, last).await?;
        let Some(end) = rows.last() else { return Ok(()) };
        last = end.id;
        deliver::later(&app.db, app.clock.now(), messages(app, rows).await?).await?;
    }
}

/// The next obligations that are open, due by 24:00 of the last of the days, and not filed.
async fn page(app: &AppState, after: Uuid) -> Result<Vec<obligation::Model>> {
    use obligation::Column;
    let now = app.clock.now();
    let until = app.zone.end_of_days_after(now, app.config.remind_days_before);
    let in_force = plan::Entity::find().filter(plan::Column::State.eq(PlanState::Issued));
    let filed = submission::Entity::find().filter(submission::Column::FirstFiledAt.is_not_null());
    let wanted = Condition::all()
        .add(Column::Id.gt(after))
        .add(Column::VoidedAt.is_null())
        .add(Column::OpensAt.lte(now))
        .add(due().gt(now))
        .add(due().lte(until))
        .add(Column::PlanId.in_subquery(scope::ids(in_force, plan::Column::Id)))
        .add(Column::Id.not_in_subquery(scope::ids(filed, submission::Column::ObligationId)));
    Ok(obligation::Entity::find().filter(wanted).order_by_asc(Column::Id).limit(PAGE).all(&app.db).await?)
}

/// The deadline in force; that of an extension is always the later one.
fn due() -> Expr {
    Func::coalesce([Expr::col(obligation::Column::ExtendedUntil), Expr::col(obligation::Column::DueAt)]).into()
}

/// The messages about obligations, in codes for other systems and in words for people.
async fn messages(app: &AppState, rows: Vec<obligation::Model>) -> Result<Vec<Waiting>> {
    let mut about = words::about(&app.db, app.zone, app.clock.now(), &rows).await?;
    let message = |row: obligation::Model| {
        let data = Value::Object(about.remove(&row.id).unwrap_or_default());
        Waiting { kind: DUE_SOON, key: format!("{}:{}", row.id, row.due().timestamp()), data }
    };
    Ok(rows.into_iter().map(message).collect())
}
