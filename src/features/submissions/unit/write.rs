//! Writing a unit's month: all reports in one transaction and a constant number of statements.

use actix_web::post;
use actix_web::web::{Data, Path};
use chrono::NaiveDate;
use sea_orm::{ColumnTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::check;
use super::period_in;
use super::read::Month;
use super::shapes::{UnitAction, UnitReport, UnitReportWrite};
use crate::auth::caller::Place;
use crate::auth::{Action, Caller};
use crate::db::Tx;
use crate::domain::period::Period;
use crate::domain::review::ReviewAction;
use crate::entity::plan;
use crate::features::submissions::draft::{self, About, Change, Draft};
use crate::features::submissions::ground;
use crate::features::submissions::together::{self, Counter, Ready};
use crate::http::headers::IdempotencyKeyHeader;
use crate::http::{Body, Fault, Id, OrNotFound, Reply, Result};
use crate::refs::{self, UnitRef};
use crate::state::AppState;

/// Save, submit or sign several reports of a unit together: all of them, or, where anything is wrong with one, none.
///
/// Reports not begun yet are begun; of those that are, the version that was seen is named beside each. Submitting checks every report as
/// `POST /submissions/{id}/submit` does. Nobody signs what they submitted themselves.
#[utoipa::path(tag = "submissions", operation_id = "write_unit_report", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The plan"), ("period" = Period, Path, description = "The period", example = "2024-05"),
        IdempotencyKeyHeader),
    request_body(content = UnitReportWrite, content_type = "application/json"),
    responses((status = 200, description = "The unit's month as it is now", body = UnitReport)))]
#[post("/plans/{id}/unit-reports/{period}")]
pub(crate) async fn write_unit_report(
    app: Data<AppState>,
    caller: Caller,
    id: Id,
    path: Path<(String, String)>,
    body: Body,
) -> Result<Reply> {
    caller.require(Action::FileReport)?;
    let period = period_in(&path)?;
    let input: UnitReportWrite = body.read()?;
    let Written { tx, answer, .. } = written(&app, &caller, id.0, period, input).await?;
    tx.commit(Reply::report(&answer)?).await
}

/// A unit's month that is written and not committed yet.
pub(super) struct Written {
    pub(super) tx: Tx,
    pub(super) month: Month,
    /// As it is now.
    pub(super) answer: UnitReport,
}

/// Writes a unit's month, by whatever door it came.
///
/// # Errors
/// Whatever is wrong with the request; nothing is written then.
pub(super) async fn written(app: &AppState, caller: &Caller, plan: Uuid, period: Period, input: UnitReportWrite) -> Result<Written> {
    let mut tx = Tx::begin(app, caller).await?;
    let plan = plan::Entity::seen_by(&caller.scope).filter(plan::Column::Id.eq(plan)).lock_shared().one(tx.db()).await?.or_not_found()?;
    let wish = UnitRef::new("/unit", input.unit_id, input.unit_code.as_ref());
    let unit = refs::unit(tx.db(), &caller.scope, wish).await?;
    let right = if input.action == UnitAction::Sign { Action::SignReport } else { Action::FileReport };
    caller.check(right, Place { unit: Some(unit.id), coordinating: plan.coordinating_unit_id })?;
    ground::check_in_force(&plan)?;
    let month = Month::load(tx.db(), caller, plan, period, vec![unit.id]).await?;
    let drafts = drafts(&tx, caller, &month, input, app.today()).await?;
    together::write(&mut tx, caller, drafts).await?;
    let answer = month.show(tx.db(), caller, tx.now).await?;
    Ok(Written { tx, month, answer })
}

/// The reports as the request leaves them.
///
/// # Errors
/// Every fault of every line, by its pointer.
async fn drafts<'m>(tx: &Tx, caller: &Caller, month: &'m Month, input: UnitReportWrite, today: NaiveDate) -> Result<Vec<Ready<'m>>> {
    let UnitReportWrite { unit_id: _, unit_code: _, action, items } = input;
    let action = ReviewAction::from(action);
    draft::lock_owed(tx, month.owed.iter().map(|row| row.id).collect()).await?;
    let mut held = draft::held(tx, month.owed.iter().map(|row| row.id)).await?;
    let (meant, mut faults) = check::resolve(month, &items);
    let mut drafts: Vec<(usize, Draft<'m>)> = Vec::new();
    for (index, (owed, line)) in meant.into_iter().zip(items).enumerate() {
        let Some(owed) = owed else { continue };
        let about = About { plan: &month.plan, owed, rule: month.rule_of(owed)?, desk: &month.desk };
        let mut draft = Draft::new(tx, about, held.remove(&owed.id), Change::from(line));
        let mut wrong: Vec<Fault> = draft.unnamed_version().into_iter().collect();
        wrong.extend(draft.admit(tx, caller, action).err().into_iter().flatten());
        if wrong.is_empty() {
            drafts.push((index, draft));
        }
        faults.extend(wrong.into_iter().map(|fault| together::below(index, fault)));
    }
    let all: Vec<&Draft<'_>> = drafts.iter().map(|(_, draft)| draft).collect();
    let counter = Counter::open(tx, caller, action, &all, today).await?;
    let mut ready = Vec::new();
    for (index, draft) in drafts {
        match counter.finished(draft) {
            Ok(one) => ready.push(one),
            Err(wrong) => faults.extend(wrong.into_iter().map(|fault| together::below(index, fault))),
        }
    }
    // In the order of the lines, whenever they were found.
    faults.sort_by_key(line_of);
    if faults.is_empty() { Ok(ready) } else { Err(together::refused(faults)) }
}

fn line_of(fault: &Fault) -> usize {
    let crate::http::problem::Place::Pointer(pointer) = &fault.place else { return 0 };
    pointer.split('/').nth(2).and_then(|index| index.parse().ok()).unwrap_or(0)
}
