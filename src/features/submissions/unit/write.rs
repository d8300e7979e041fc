//! Writing a unit's month: all reports in one transaction and a constant number of statements.

use actix_web::post;
use actix_web::web::{Data, Path};
use chrono::NaiveDate;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect};
use serde_json::json;
use uuid::Uuid;

use super::check::{self, Draft, Meeting};
use super::period_in;
use super::read::Month;
use super::shapes::{UnitAction, UnitReport, UnitReportWrite};
use crate::auth::caller::Place;
use crate::auth::{Action, Caller};
use crate::db::{OrConflict, Tx};
use crate::domain::lint::AcknowledgedList;
use crate::domain::period::Period;
use crate::domain::review::ReviewAction;
use crate::entity::{plan, revision, revision_figure, submission, submission_event};
use crate::features::submissions::content::{self, Named, Texts};
use crate::features::submissions::ground;
use crate::features::submissions::lint::Content;
use crate::features::submissions::review::Step;
use crate::features::submissions::steps::{self, MilestoneInput};
use crate::http::headers::IdempotencyKeyHeader;
use crate::http::{Body, Code, Fault, Id, OrNotFound, Reply, Result};
use crate::refs::{self, UnitRef};
use crate::state::AppState;

/// Rows in one statement: databases limit its parameters.
const ROWS: usize = 1_000;

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
    write(&mut tx, caller, drafts).await?;
    let answer = month.show(tx.db(), caller, tx.now).await?;
    Ok(Written { tx, month, answer })
}

/// A report that is right, and the step it takes; none where it is only saved.
struct Ready<'m> {
    draft: Draft<'m>,
    step: Option<ReviewAction>,
}

/// The reports as the request leaves them.
///
/// # Errors
/// Every fault of every line, by its pointer.
async fn drafts<'m>(tx: &Tx, caller: &Caller, month: &'m Month, input: UnitReportWrite, today: NaiveDate) -> Result<Vec<Ready<'m>>> {
    let UnitReportWrite { unit_id: _, unit_code: _, action, items } = input;
    let mut held = check::held(tx, month).await?;
    let (meant, mut faults) = check::resolve(month, &items);
    let meeting = Meeting { month, caller, tx, action };
    let mut drafts = Vec::new();
    for (index, (owed, line)) in meant.into_iter().zip(items).enumerate() {
        let Some(owed) = owed else { continue };
        match meeting.draft(index, owed, held.remove(&owed.id), line) {
            Ok(draft) => drafts.push(draft),
            Err(wrong) => faults.extend(wrong),
        }
    }
    let strangers = drafts.iter().flat_map(|draft| content::strangers(&month.desk.near.carried(draft.owed), &draft.figures));
    let named = Named {
        elsewhere: content::elsewhere(tx, &caller.scope, strangers.collect()).await?,
        steps: steps::named(tx, &caller.scope, drafts.iter().flat_map(|draft| &draft.milestones)).await?,
    };
    let desk = Counter { month, tx, caller, action, named, today };
    let mut ready = Vec::new();
    for draft in drafts {
        let index = draft.index;
        match desk.finished(draft) {
            Ok(one) => ready.push(one),
            Err(wrong) => faults.extend(wrong.into_iter().map(|fault| check::below(index, fault))),
        }
    }
    // In the order of the lines, whenever they were found.
    faults.sort_by_key(line_of);
    if faults.is_empty() { Ok(ready) } else { Err(check::refused(faults)) }
}

fn line_of(fault: &Fault) -> usize {
    let crate::http::problem::Place::Pointer(pointer) = &fault.place else { return 0 };
    pointer.split('/').nth(2).and_then(|index| index.parse().ok()).unwrap_or(0)
}

/// What the reports of a request are checked and filed with.
struct Counter<'c> {
    month: &'c Month,
    tx: &'c Tx,
    caller: &'c Caller,
    action: UnitAction,
    named: Named,
    /// The day of the request: nothing is done after it.
    today: NaiveDate,
}

impl Counter<'_> {
    /// Checks what a report says, and files or signs it where that is asked.
    fn finished<'m>(&self, mut draft: Draft<'m>) -> std::result::Result<Ready<'m>, Vec<Fault>> {
        let step = match self.action {
            UnitAction::Save => {
                let wrong = self.faults(&draft);
                if !wrong.is_empty() {
                    return Err(wrong);
                }
                None
            }
            UnitAction::Submit => {
                let content = Content { texts: &Texts::of(&draft.revision), figures: &draft.figures, milestones: &draft.milestones };
                let (desk, given) = (&self.month.desk, &draft.acknowledgements);
                let acknowledged = content::check_filing(desk, draft.owed, draft.rule, &content, &self.named, self.today, given)?;
                content::file(self.tx, self.caller, &mut draft.row, &mut draft.revision, AcknowledgedList(acknowledged));
                Some(ReviewAction::Submit)
            }
            UnitAction::Sign => Some(ReviewAction::Sign),
        };
        Ok(Ready { draft, step })
    }

    /// What is wrong with a draft as far as one must be right.
    fn faults(&self, draft: &Draft<'_>) -> Vec<Fault> {
        let near = &self.month.desk.near;
        let mut wrong = if draft.rule.collects_figures {
            content::figure_faults(&near.carried(draft.owed), &self.named.elsewhere, &draft.figures)
        } else if draft.figures.is_empty() {
            Vec::new()
        } else {
            vec![Fault::at("/figures", Code::MustBeAbsent)]
        };
        wrong.extend(steps::faults(near, draft.owed, &self.named.steps, &draft.milestones, self.today));
        wrong
    }
}

/// The rows of all reports, to be written together.
#[derive(Default)]
struct Rows {
    submissions: Vec<submission::ActiveModel>,
    revisions: Vec<revision::ActiveModel>,
    figures: Vec<revision_figure::ActiveModel>,
    /// Revisions whose figures are new.
    replaced: Vec<Uuid>,
    /// Revisions whose steps are new, with the steps.
    told: Vec<(Uuid, Vec<MilestoneInput>)>,
    events: Vec<submission_event::ActiveModel>,
}

/// Writes all reports: eight statements, and one more for every thousand figures or steps.
async fn write(tx: &mut Tx, caller: &Caller, all: Vec<Ready<'_>>) -> Result<()> {
    let mut rows = Rows::default();
    for Ready { draft, step } in all {
        let Draft { mut row, revision, figures: given, figures_given, milestones, milestones_given, is_new, to, .. } = draft;
        if is_new {
            tx.record("submission.created", "submission", row.id, json!({"obligationId": row.obligation_id}));
        }
        if figures_given {
            rows.replaced.push(revision.id);
            rows.figures.extend(given.into_iter().map(|figure| content::figure_row(tx, revision.id, figure)));
        }
        if milestones_given {
            rows.told.push((revision.id, milestones));
        }
        if let Some(action) = step {
            let step = Step::plain(action, to);
            rows.events.push(step.noted(tx, caller, &row, &revision).into_active_model().reset_all());
            tx.record(step.event(), "submission", row.id, json!({"revision": revision.n, "state": to, "reason": null}));
        } else if !is_new {
            tx.record("submission.updated", "submission", row.id, json!({"version": row.version + 1, "revision": revision.n}));
        }
        row.state = to;
        if !is_new || step.is_some() {
            row.touch(tx);
        }
        rows.submissions.push(row.into_active_model().reset_all());
        rows.revisions.push(revision.into_active_model().reset_all());
    }
    insert(tx, rows).await
}

async fn insert(tx: &Tx, rows: Rows) -> Result<()> {
    let Rows { submissions, revisions, figures, replaced, told, events } = rows;
    submission::Entity::insert_many(submissions)
        .on_conflict(submissions_again())
        .exec_without_returning(tx.db())
        .await
        .or_exists("/items")?;
    revision::Entity::insert_many(revisions).on_conflict(revisions_again()).exec_without_returning(tx.db()).await?;
    if !replaced.is_empty() {
        let old = revision_figure::Column::RevisionId.is_in(replaced);
        revision_figure::Entity::delete_many().filter(old).exec(tx.db()).await?;
    }
    for some in figures.chunks(ROWS) {
        revision_figure::Entity::insert_many(some.to_vec()).exec_without_returning(tx.db()).await?;
    }
    steps::replace(tx, told).await?;
    if !events.is_empty() {
        submission_event::Entity::insert_many(events).exec_without_returning(tx.db()).await?;
    }
    Ok(())
}

/// Rows that are there already are changed in what the request can change.
fn submissions_again() -> OnConflict {
    use submission::Column::{FirstFiledAt, Id, State, UpdatedAt, UpdatedBy, Version};
    OnConflict::column(Id).update_columns([State, Version, UpdatedAt, UpdatedBy, FirstFiledAt]).to_owned()
}

fn revisions_again() -> OnConflict {
    use revision::Column::{Acknowledged, FiledAt, FiledBy, FiledByName, Id, Problems, Progress, Suggestions};
    let changed = [Progress, Problems, Suggestions, FiledAt, FiledBy, FiledByName, Acknowledged];
    OnConflict::column(Id).update_columns(changed).to_owned()
}
