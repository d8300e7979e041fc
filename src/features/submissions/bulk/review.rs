//! Reviewing in bulk: many filed reports are accepted or sent back, each by the version that was seen.

use std::collections::HashSet;

use actix_web::post;
use actix_web::web::Data;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::answer::Mode;
use super::rows::Rows;
use super::shapes::{
    BulkOutcome, BulkParameters, SubmissionBulkAccept, SubmissionBulkAcceptItem, SubmissionBulkResult, SubmissionBulkReturn,
    SubmissionBulkReturnItem,
};
use crate::auth::{Action, Caller};
use crate::db::Tx;
use crate::domain::review::ReviewAction;
use crate::features::submissions::draft::{fault_of, stale};
use crate::features::submissions::ground::Ground;
use crate::features::submissions::review::{self, Step};
use crate::features::submissions::show::distinct;
use crate::features::submissions::{accept, together};
use crate::http::answer::English;
use crate::http::body::DocumentBody;
use crate::http::headers::IdempotencyKeyHeader;
use crate::http::{Code, Fault, Query, Reply, Result};
use crate::state::AppState;

/// Accept up to a thousand filed reports: their figures count from now.
///
/// Every row is checked as the acceptance of a single report is: nobody accepts what they submitted, and the version must be the present
/// one. With `atomic` one wrong row keeps all from being accepted: 422 with the faults of all rows. Without it the rows that are right are
/// accepted in one transaction: 207, with the faults beside each row that is wrong.
#[utoipa::path(tag = "submissions", operation_id = "accept_submissions", security(("bearer" = [])),
    params(BulkParameters, IdempotencyKeyHeader), request_body(content = SubmissionBulkAccept, content_type = "application/json"),
    responses((status = 200, description = "All are accepted", body = SubmissionBulkResult),
        (status = 207, description = "Some are, other rows failed", body = SubmissionBulkResult)))]
#[post("/submissions/bulk-accept")]
pub(crate) async fn accept_submissions(
    app: Data<AppState>,
    caller: Caller,
    english: English,
    query: Query<BulkParameters>,
    body: DocumentBody,
) -> Result<Reply> {
    caller.require(Action::ReviewReport)?;
    let SubmissionBulkAccept { atomic, items } = body.read()?;
    let mode = Mode { atomic, dry_run: query.filter.dry_run == Some(true), english: english.0 };
    let mut rows: Rows<SubmissionBulkAcceptItem> = Rows::read(items);
    let mut tx = Tx::begin(&app, &caller).await?;
    let mut chosen = chosen(&tx, &caller, &mut rows, ReviewAction::Accept).await?;
    rows.unless_broken(mode.atomic)?;
    accept::hold_true(&tx, &chosen.iter().map(|one| &one.ground).collect::<Vec<_>>()).await?;
    for one in &mut chosen {
        one.ground.row.accepted_revision = Some(one.ground.revision.n);
    }
    take(&mut tx, &caller, &mut rows, chosen, BulkOutcome::Accepted).await?;
    mode.finish(&app, &caller, tx, rows).await
}

/// Send up to a thousand filed reports back, each with its reason.
///
/// Every row is checked as the return of a single report is; the next revision of each is opened, with some days to file it. With `atomic`
/// one wrong row keeps all from being sent back: 422 with the faults of all rows. Without it the rows that are right are sent back in one
/// transaction: 207, with the faults beside each row that is wrong.
#[utoipa::path(tag = "submissions", operation_id = "return_submissions", security(("bearer" = [])),
    params(BulkParameters, IdempotencyKeyHeader), request_body(content = SubmissionBulkReturn, content_type = "application/json"),
    responses((status = 200, description = "All are sent back", body = SubmissionBulkResult),
        (status = 207, description = "Some are, other rows failed", body = SubmissionBulkResult)))]
#[post("/submissions/bulk-return")]
pub(crate) async fn return_submissions(
    app: Data<AppState>,
    caller: Caller,
    english: English,
    query: Query<BulkParameters>,
    body: DocumentBody,
) -> Result<Reply> {
    caller.require(Action::ReviewReport)?;
    let SubmissionBulkReturn { atomic, items } = body.read()?;
    let mode = Mode { atomic, dry_run: query.filter.dry_run == Some(true), english: english.0 };
    let mut rows: Rows<SubmissionBulkReturnItem> = Rows::read(items);
    let mut tx = Tx::begin(&app, &caller).await?;
    let mut chosen = chosen(&tx, &caller, &mut rows, ReviewAction::Return).await?;
    rows.unless_broken(mode.atomic)?;
    review::open_next(&tx, &mut chosen.iter_mut().map(|one| &mut one.ground).collect::<Vec<_>>()).await?;
    for one in &mut chosen {
        one.ground.row.open_until = Some(app.zone.end_of_days_after(tx.now, one.ground.duty.rule.days_to_return()));
    }
    take(&mut tx, &caller, &mut rows, chosen, BulkOutcome::Returned).await?;
    mode.finish(&app, &caller, tx, rows).await
}

/// A row that names a report.
trait Names: DeserializeOwned {
    fn id(&self) -> Uuid;
    fn version(&self) -> i32;
    /// The reason, where the step needs one.
    fn reason(&self) -> Option<&String>;
}

impl Names for SubmissionBulkAcceptItem {
    fn id(&self) -> Uuid {
        self.id
    }

    fn version(&self) -> i32 {
        self.version
    }

    fn reason(&self) -> Option<&String> {
        None
    }
}

impl Names for SubmissionBulkReturnItem {
    fn id(&self) -> Uuid {
        self.id
    }

    fn version(&self) -> i32 {
        self.version
    }

    fn reason(&self) -> Option<&String> {
        Some(&self.reason)
    }
}

/// A report that takes its step.
struct Chosen {
    index: usize,
    ground: Ground,
    step: Step,
}

/// The reports of the rows that are right, locked in one order; the other rows fail.
async fn chosen<T: Names>(tx: &Tx, caller: &Caller, rows: &mut Rows<T>, action: ReviewAction) -> Result<Vec<Chosen>> {
    let mut grounds = Ground::locked_all(tx, &caller.scope, distinct(rows.items().map(|(_, item)| item.id()))).await?;
    let (mut chosen, mut seen, mut wrong) = (Vec::new(), HashSet::new(), Vec::new());
    for (index, row) in rows.open() {
        let Some(item) = row.item.take() else { continue };
        let mut faults = Vec::new();
        if item.reason().is_some_and(|reason| reason.trim().is_empty()) {
            faults.push(Fault::at("/reason", Code::ReasonRequired));
        }
        match grounds.remove(&item.id()) {
            _ if !seen.insert(item.id()) => faults.push(Fault::at("/id", Code::DuplicateItem)),
            None => faults.push(Fault::at("/id", Code::NotFound)),
            Some(ground) => {
                row.report = Some(ground.row.clone());
                match step(tx, caller, &ground, &item, action) {
                    Ok(step) if faults.is_empty() => chosen.push(Chosen { index, ground, step }),
                    Ok(_) => {}
                    Err(more) => faults.extend(more),
                }
            }
        }
        wrong.push((index, faults));
    }
    for (index, faults) in wrong {
        rows.fail(index, faults);
    }
    Ok(chosen)
}

/// The step of one report, as far as right, version, stage and separation of duties allow it.
fn step<T: Names>(tx: &Tx, caller: &Caller, ground: &Ground, item: &T, action: ReviewAction) -> std::result::Result<Step, Vec<Fault>> {
    if !caller.may(Action::ReviewReport, ground.duty.place()) {
        return Err(vec![Fault::at("", Code::Forbidden)]);
    }
    if item.version() != ground.row.version {
        return Err(vec![stale("/version", &ground.row)]);
    }
    let to = ground.step(caller, tx.now, action).map_err(|problem| vec![fault_of(problem)])?;
    Ok(item.reason().map_or(Step::plain(action, to), |reason| Step::because(action, to, reason.clone())))
}

/// Takes the steps and writes the reports: two statements, and one more for every thousand.
async fn take<T>(tx: &mut Tx, caller: &Caller, rows: &mut Rows<T>, chosen: Vec<Chosen>, outcome: BulkOutcome) -> Result<()> {
    let mut written = together::Rows::default();
    for Chosen { index, ground, step } in chosen {
        let Ground { mut row, revision, .. } = ground;
        written.events.push(step.take(tx, caller, &mut row, &revision));
        rows.done(index, outcome, row.clone());
        written.submissions.push(row);
    }
    written.insert(tx).await
}
