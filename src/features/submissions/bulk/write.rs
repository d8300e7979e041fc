//! Filing in bulk: the rows are looked up, locked, checked and written together.

use std::collections::{HashMap, HashSet};

use actix_web::post;
use actix_web::web::Data;
use chrono::NaiveDate;
use uuid::Uuid;

use super::answer::Mode;
use super::meaning::Register;
use super::names::{self, ByKey, Steps};
use super::rows::Rows;
use super::shapes::{BulkOutcome, BulkParameters, SubmissionBulk, SubmissionBulkItem, SubmissionBulkResult};
use crate::auth::{Action, Caller};
use crate::db::Tx;
use crate::domain::review::ReviewAction;
use crate::entity::{obligation, plan, reporting_rule};
use crate::features::submissions::draft::{self, About, Draft, Held};
use crate::features::submissions::ground;
use crate::features::submissions::lint::Desk;
use crate::features::submissions::show::distinct;
use crate::features::submissions::together::{self, Counter, Ready};
use crate::http::answer::English;
use crate::http::body::DocumentBody;
use crate::http::headers::IdempotencyKeyHeader;
use crate::http::{Code, Fault, Problem, Query, Reply, Result};
use crate::state::AppState;

/// Save or submit up to a thousand reports, each named by plan code, task code, unit code and period.
///
/// A report not begun yet is begun; one that is begun is changed, if a `version` is given only while that is the present one. Every row is
/// checked as the same write of a single report is. With `atomic` one wrong row keeps all from being written: 422 with the faults of all
/// rows. Without it the rows that are right are written in one transaction, all of them or, when the service is cut off, none: 207, with
/// the faults beside each row that is wrong. A row that asks for nothing that is not so already is `unchanged`: the same request can be
/// sent again. The body may have up to 5 MiB.
#[utoipa::path(tag = "submissions", operation_id = "write_submissions", security(("bearer" = [])),
    params(BulkParameters, IdempotencyKeyHeader), request_body(content = SubmissionBulk, content_type = "application/json"),
    responses((status = 200, description = "Every row is as asked", body = SubmissionBulkResult),
        (status = 207, description = "Some rows are, others failed", body = SubmissionBulkResult)))]
#[post("/submissions/bulk")]
pub(crate) async fn write_submissions(
    app: Data<AppState>,
    caller: Caller,
    english: English,
    query: Query<BulkParameters>,
    body: DocumentBody,
) -> Result<Reply> {
    caller.require(Action::FileReport)?;
    let SubmissionBulk { atomic, action, items } = body.read()?;
    let mode = Mode { atomic, dry_run: query.filter.dry_run == Some(true), english: english.0 };
    let mut rows: Rows<SubmissionBulkItem> = Rows::read(items);
    let mut tx = Tx::begin(&app, &caller).await?;
    let meant = meant(&tx, &caller, &mut rows).await?;
    let case = Case::load(&tx, &caller, &rows, meant).await?;
    let ready = case.ready(Request { tx: &tx, caller: &caller, action: action.into(), today: app.today() }, &mut rows).await?;
    rows.unless_broken(mode.atomic)?;
    let (places, ready): (Vec<(usize, BulkOutcome)>, Vec<Ready<'_>>) = ready.into_iter().unzip();
    let written = together::write(&mut tx, &caller, ready).await?;
    for ((index, outcome), report) in places.into_iter().zip(written) {
        rows.done(index, outcome, report);
    }
    mode.finish(&app, &caller, tx, rows).await
}

/// What is asked, by whom and when.
#[derive(Clone, Copy)]
struct Request<'r> {
    tx: &'r Tx,
    caller: &'r Caller,
    action: ReviewAction,
    today: NaiveDate,
}

/// What a row means.
struct Meant {
    index: usize,
    owed: Uuid,
    by_key: ByKey,
}

/// What the rows mean, with their plans; those that mean nothing, or the same as one before, fail.
async fn meant(tx: &Tx, caller: &Caller, rows: &mut Rows<SubmissionBulkItem>) -> Result<(Register, Vec<Meant>)> {
    let register = {
        let items: Vec<&SubmissionBulkItem> = rows.items().map(|(_, item)| item).collect();
        Register::load(tx, &caller.scope, &items).await?
    };
    let (mut meant, mut wrong, mut seen) = (Vec::new(), Vec::new(), HashSet::new());
    for (index, item) in rows.items() {
        let mut faults = names::faults(item);
        match register.meant(item) {
            Ok(owed) if seen.insert(owed) => meant.push(Meant { index, owed, by_key: ByKey::of(item) }),
            Ok(_) => faults.push(Fault::at("", Code::DuplicateItem)),
            Err(fault) => faults.push(fault),
        }
        wrong.push((index, faults));
    }
    for (index, faults) in wrong {
        rows.fail(index, faults);
    }
    Ok((register, meant))
}

/// All that decides about the rows: what is owed, locked, with plans, rules, and what reports are checked against.
struct Case {
    meant: Vec<Meant>,
    plans: HashMap<Uuid, plan::Model>,
    owed: HashMap<Uuid, obligation::Model>,
    rules: HashMap<Uuid, reporting_rule::Model>,
    desks: HashMap<Uuid, Desk>,
    steps: Steps,
}

impl Case {
    async fn load(tx: &Tx, caller: &Caller, rows: &Rows<SubmissionBulkItem>, meant: (Register, Vec<Meant>)) -> Result<Self> {
        let (register, meant) = meant;
        let plans: HashMap<Uuid, plan::Model> = register.plans.into_values().map(|row| (row.id, row)).collect();
        let owed = draft::lock_owed(tx, distinct(meant.iter().map(|one| one.owed))).await?;
        let rules = ground::rules(tx.db(), &owed).await?;
        let desks = Desk::load_all(tx.db(), &plans.values().collect::<Vec<_>>(), &owed.iter().collect::<Vec<_>>()).await?;
        let items: Vec<&SubmissionBulkItem> = rows.items().map(|(_, item)| item).collect();
        let steps = Steps::load(tx, &caller.scope, &plans.keys().copied().collect::<Vec<_>>(), &items).await?;
        let owed = owed.into_iter().map(|row| (row.id, row)).collect();
        Ok(Self { meant, plans, owed, rules, desks, steps })
    }

    fn about(&self, owed: Uuid) -> Option<About<'_>> {
        let owed = self.owed.get(&owed)?;
        let (plan, desk) = (self.plans.get(&owed.plan_id)?, self.desks.get(&owed.plan_id)?);
        Some(About { plan, owed, rule: self.rules.get(&owed.rule_period_id)?, desk })
    }

    /// The reports that are right, each with its place and what comes of it; the other rows fail.
    async fn ready(&self, request: Request<'_>, rows: &mut Rows<SubmissionBulkItem>) -> Result<Vec<((usize, BulkOutcome), Ready<'_>)>> {
        let Request { tx, caller, action, today } = request;
        let mut held = draft::held(tx, self.owed.keys().copied()).await?;
        let mut drafts: Vec<(&Meant, Draft<'_>)> = Vec::new();
        for one in &self.meant {
            let about = self.about(one.owed).ok_or_else(|| Problem::internal("an obligation without its plan or rule"))?;
            drafts.extend(self.draft(request, rows, one.index, about, held.remove(&one.owed)).map(|draft| (one, draft)));
        }
        let all: Vec<&Draft<'_>> = drafts.iter().map(|(_, draft)| draft).collect();
        let counter = Counter::open(tx, caller, action, &all, today).await?;
        let mut ready = Vec::new();
        for (one, draft) in drafts {
            let outcome = match action {
                ReviewAction::Submit => BulkOutcome::Submitted,
                _ if draft.is_new => BulkOutcome::Created,
                _ => BulkOutcome::Updated,
            };
            match counter.finished(draft) {
                Ok(report) => ready.push(((one.index, outcome), report)),
                Err(wrong) => rows.fail(one.index, wrong.into_iter().map(|fault| one.by_key.as_sent(fault))),
            }
        }
        Ok(ready)
    }

    /// The report a row leaves, unless there is nothing to do, or right, stage, version or window forbid it.
    fn draft<'c>(
        &'c self,
        request: Request<'_>,
        rows: &mut Rows<SubmissionBulkItem>,
        index: usize,
        about: About<'c>,
        held: Option<Held>,
    ) -> Option<Draft<'c>> {
        let Request { tx, caller, action, .. } = request;
        let row = rows.open_at(index)?;
        if !caller.may(Action::FileReport, ground::place(about.plan, about.owed.unit_id)) {
            rows.fail(index, [Fault::at("", Code::Forbidden)]);
            return None;
        }
        row.report = held.as_ref().map(|held| held.row.clone());
        let change = names::change(row.item.take()?, about.desk, about.owed, &self.steps);
        let mut draft = Draft::new(tx, about, held, change);
        if draft.is_settled(action) {
            row.outcome = BulkOutcome::Unchanged;
            return None;
        }
        match draft.admit(tx, caller, action) {
            Ok(()) => Some(draft),
            Err(wrong) => {
                rows.fail(index, wrong);
                None
            }
        }
    }
}
