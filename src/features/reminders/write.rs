//! Reminding: every report that waits for its unit, at most once in 24 hours. What is to be delivered is entered as a job.

use std::collections::HashMap;

use actix_web::post;
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use sea_orm::{ActiveModelTrait, ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::shapes::{Remind, RemindItem, RemindResult, Reminded};
use crate::auth::{Action, Caller};
use crate::db::Tx;
use crate::domain::instant::Instant;
use crate::domain::plan::PlanState;
use crate::domain::reminder::{ReminderChannel, next_from};
use crate::domain::review::SubmissionState;
use crate::entity::{obligation, reminder, scope, submission, unit};
use crate::http::headers::IdempotencyKeyHeader;
use crate::http::{Body, Code, Fault, Problem, Reply, Result};
use crate::jobs::deliver::{self, Waiting};
use crate::jobs::words;
use crate::part::{self, place};
use crate::refs;
use crate::state::AppState;

/// What the event and the message are called.
const REMINDED: &str = "obligation.reminded";

/// Most reports of one request.
const MOST: usize = 1000;

/// Remind units of the reports of a plan and period that wait for them.
///
/// Reports that are owed, whose window has opened, and of which nothing is filed, or that were sent back. Each at most once in 24 hours:
/// the answer tells report by report whether its unit was reminded now or was so too lately.
#[utoipa::path(tag = "reminders", operation_id = "remind_obligations", security(("bearer" = [])), params(IdempotencyKeyHeader),
    request_body(content = Remind, content_type = "application/json"),
    responses((status = 200, description = "What became of each report", body = Reminded)))]
#[post("/obligations/remind")]
pub(super) async fn remind_obligations(app: Data<AppState>, caller: Caller, body: Body) -> Result<Reply> {
    caller.require(Action::RemindUnits)?;
    let Remind { plan_id, period, unit_ids, channel } = body.read()?;
    let mut tx = Tx::begin(&app, &caller).await?;
    // The plan is locked, so that two who remind at once do not do it twice.
    let plan = part::of_plan(&tx, &caller.scope, plan_id).await?;
    caller.check(Action::RemindUnits, place(&plan))?;
    if plan.state != PlanState::Issued {
        return Err(Problem::new(Code::InvalidTransition).with("state", json!(plan.state)).with("allowedActions", json!([])));
    }
    check_units(&tx, &caller, unit_ids.as_deref().unwrap_or_default()).await?;
    let wanted = Condition::all()
        .add(obligation::Column::PlanId.eq(plan.id))
        .add(obligation::Column::Period.eq(period))
        .add_option(unit_ids.map(|units| obligation::Column::UnitId.is_in(units)));
    let rows = waiting(&tx, wanted).await?;
    if rows.len() > MOST {
        return Err(Problem::invalid(vec![Fault::at("/unitIds", Code::OutOfRange).with("max", MOST)]));
    }
    let answer = remind(&mut tx, &app, &caller, rows, channel).await?;
    tx.commit(Reply::secret(&answer)?).await
}

async fn check_units(tx: &Tx, caller: &Caller, units: &[Uuid]) -> Result<()> {
    if units.is_empty() {
        return Ok(());
    }
    let known = unit::Entity::seen_by(&caller.scope).select_only().column(unit::Column::Id);
    let known: Vec<Uuid> = known.filter(unit::Column::Id.is_in(units.iter().copied())).into_tuple().all(tx.db()).await?;
    let unknown = units.iter().enumerate().filter(|(_, unit)| !known.contains(unit));
    Problem::unless_empty(unknown.map(|(at, _)| Fault::at(format!("/unitIds/{at}"), Code::NotFound)).collect())
}

/// Reports that wait for their units: owed, open, and not filed or sent back. By deadline.
async fn waiting(tx: &Tx, wanted: Condition) -> Result<Vec<obligation::Model>> {
    let filed = submission::Entity::find()
        .filter(submission::Column::GovernmentId.eq(tx.actor.government))
        .filter(submission::Column::FirstFiledAt.is_not_null())
        .filter(
            Condition::any()
                .add(submission::Column::State.ne(SubmissionState::Returned))
                // A correction that was sent back: the accepted report is in force.
                .add(submission::Column::AcceptedRevision.is_not_null()),
        );
    let open = Condition::all()
        .add(wanted)
        .add(obligation::Column::VoidedAt.is_null())
        .add(obligation::Column::OpensAt.lte(tx.now))
        .add(obligation::Column::Id.not_in_subquery(scope::ids(filed, submission::Column::ObligationId)));
    let rows = obligation::Entity::find().filter(open).order_by_asc(obligation::Column::DueAt).order_by_asc(obligation::Column::Id);
    Ok(rows.limit(u64::try_from(MOST + 1).unwrap_or(u64::MAX)).all(tx.db()).await?)
}

async fn remind(tx: &mut Tx, app: &AppState, caller: &Caller, rows: Vec<obligation::Model>, channel: ReminderChannel) -> Result<Reminded> {
    let last = last_reminded(tx, &rows).await?;
    let units = refs::briefs(tx.db(), &caller.scope, rows.iter().map(|row| row.unit_id)).await?;
    let mut sent: Vec<reminder::Model> = Vec::new();
    let mut items = Vec::new();
    for row in &rows {
        let held = last.get(&row.id).copied().filter(|at| tx.now < next_from(*at));
        if held.is_none() {
            sent.push(new(tx, caller, row, channel));
        }
        let reminded_at = held.unwrap_or(tx.now);
        items.push(RemindItem {
            obligation_id: row.id,
            task_id: row.task_id,
            unit: units.of(row.unit_id),
            result: if held.is_some() { RemindResult::TooSoon } else { RemindResult::Reminded },
            reminded_at: reminded_at.into(),
            next_from: next_from(reminded_at).into(),
        });
    }
    let answer = Reminded { reminded: sent.len(), too_soon: items.len() - sent.len(), items };
    keep(tx, app, &rows, sent).await?;
    Ok(answer)
}

/// When units were last reminded of these reports.
async fn last_reminded(tx: &Tx, rows: &[obligation::Model]) -> Result<HashMap<Uuid, DateTime<Utc>>> {
    let sent = reminder::Entity::find().select_only().columns([reminder::Column::ObligationId, reminder::Column::SentAt]);
    let sent = sent.filter(reminder::Column::ObligationId.is_in(rows.iter().map(|row| row.id))).order_by_asc(reminder::Column::SentAt);
    Ok(sent.into_tuple::<(Uuid, DateTime<Utc>)>().all(tx.db()).await?.into_iter().collect())
}

fn new(tx: &Tx, caller: &Caller, row: &obligation::Model, channel: ReminderChannel) -> reminder::Model {
    reminder::Model {
        id: Uuid::now_v7(),
        government_id: row.government_id,
        plan_id: row.plan_id,
        obligation_id: row.id,
        unit_id: row.unit_id,
        period: row.period,
        channel,
        sent_at: tx.now,
        sent_by: caller.user.id,
        sent_by_name: caller.user.name.clone(),
    }
}

/// Writes reminders with their events, and what the service has to deliver.
async fn keep(tx: &mut Tx, app: &AppState, rows: &[obligation::Model], sent: Vec<reminder::Model>) -> Result<()> {
    if sent.is_empty() {
        return Ok(());
    }
    let mut about = words::about(tx.db(), app.zone, tx.now, rows).await?;
    let mut deliveries = Vec::new();
    for one in &sent {
        let data = json!({"obligationId": one.obligation_id, "unitId": one.unit_id, "period": one.period, "channel": one.channel});
        tx.record(REMINDED, "obligation", one.obligation_id, data);
        if one.channel == ReminderChannel::Message {
            deliveries.push(delivery(one, about.remove(&one.obligation_id).unwrap_or_default()));
        }
    }
    reminder::Entity::insert_many(sent.into_iter().map(|row| row.into_active_model().reset_all())).exec_without_returning(tx.db()).await?;
    deliver::later(tx.db(), tx.now, deliveries).await
}

/// What is told of the report, and who reminds when.
fn delivery(one: &reminder::Model, about: Map<String, Value>) -> Waiting {
    let mut data = about;
    data.insert("reminderId".to_owned(), json!(one.id));
    data.insert("sentAt".to_owned(), json!(Instant(one.sent_at)));
    data.insert("sentBy".to_owned(), json!(one.sent_by_name));
    Waiting { kind: REMINDED, key: one.id.to_string(), data: Value::Object(data) }
}
