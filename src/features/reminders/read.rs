//! Reading reminders.

use actix_web::get;
use actix_web::web::Data;
use sea_orm::{ColumnTrait, Condition, QueryFilter};

use super::shapes::{Reminder, ReminderFilter, ReminderPage};
use crate::auth::{Action, Caller};
use crate::entity::reminder;
use crate::http::{Query, Reply, Result};
use crate::list;
use crate::refs;
use crate::state::AppState;

/// List reminders of reports that the caller may see.
#[utoipa::path(tag = "reminders", operation_id = "list_reminders", security(("bearer" = [])),
    params(crate::http::Paging, ReminderFilter), responses((status = 200, description = "A page of reminders", body = ReminderPage)))]
#[get("/reminders")]
pub(super) async fn list_reminders(app: Data<AppState>, caller: Caller, query: Query<ReminderFilter>) -> Result<Reply> {
    caller.require(Action::ReadReport)?;
    let ReminderFilter { sort, plan_id, obligation_id, unit_id, period } = query.filter.clone();
    let wanted = Condition::all()
        .add_option(plan_id.map(|plan| reminder::Column::PlanId.eq(plan)))
        .add_option(obligation_id.map(|obligation| reminder::Column::ObligationId.eq(obligation)))
        .add_option(unit_id.map(|unit| reminder::Column::UnitId.eq(unit)))
        .add_option(period.map(|period| reminder::Column::Period.eq(period)));
    let select = reminder::Entity::seen_by(&caller.scope).filter(wanted);
    let (rows, page) = list::page(&app, &caller, select, sort.unwrap_or_default().0, reminder::Column::Id, &query).await?;
    let units = refs::briefs(&app.db, &caller.scope, rows.iter().map(|row| row.unit_id)).await?;
    let shown = |row: reminder::Model| Reminder {
        id: row.id,
        plan_id: row.plan_id,
        obligation_id: row.obligation_id,
        unit: units.of(row.unit_id),
        period: row.period,
        channel: row.channel,
        sent_at: row.sent_at.into(),
        sent_by: row.sent_by_name,
    };
    let next = query.next(page.next_cursor.as_ref());
    Reply::page(&ReminderPage { items: rows.into_iter().map(shown).collect(), page }, next)
}
