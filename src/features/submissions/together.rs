//! Several reports written in one transaction: what a unit's month and a bulk have in common, from the check to the rows. The number of
//! statements does not depend on how many reports there are, but for the thousands of rows.

use chrono::NaiveDate;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;
use uuid::Uuid;

use super::content::{self, Named, Texts};
use super::draft::{About, Draft};
use super::inputs::FigureInput;
use super::lint::Content;
use super::review::Step;
use super::steps::{self, MilestoneInput};
use crate::auth::Caller;
use crate::db::{OrConflict, Tx, insert_all, upsert_all};
use crate::domain::lint::AcknowledgedList;
use crate::domain::review::ReviewAction;
use crate::entity::{revision, revision_figure, submission, submission_event};
use crate::http::problem::Place;
use crate::http::{Code, Fault, Problem, Result};

/// A report that is right, and the step it takes; none where it is only saved.
pub(super) struct Ready<'m> {
    pub(super) draft: Draft<'m>,
    step: Option<ReviewAction>,
}

/// What the reports of a request are checked and filed with.
pub(super) struct Counter<'c> {
    tx: &'c Tx,
    caller: &'c Caller,
    action: ReviewAction,
    named: Named,
    /// The day of the request: nothing is done after it.
    today: NaiveDate,
}

impl<'c> Counter<'c> {
    /// Looks up what the reports name beyond what is read with their tasks.
    ///
    /// # Errors
    /// Those of the database.
    pub(super) async fn open(
        tx: &'c Tx,
        caller: &'c Caller,
        action: ReviewAction,
        drafts: &[&Draft<'_>],
        today: NaiveDate,
    ) -> Result<Self> {
        let strangers = |draft: &&Draft<'_>| content::strangers(&draft.about.desk.near.carried(draft.about.owed), &draft.figures);
        let named = Named {
            elsewhere: content::elsewhere(tx, &caller.scope, drafts.iter().flat_map(strangers).collect()).await?,
            steps: steps::named(tx, &caller.scope, drafts.iter().flat_map(|draft| &draft.milestones)).await?,
        };
        Ok(Self { tx, caller, action, named, today })
    }

    /// Checks what a report says, and files or signs it where that is asked.
    ///
    /// # Errors
    /// As faults, by pointers into the report.
    pub(super) fn finished<'m>(&self, mut draft: Draft<'m>) -> std::result::Result<Ready<'m>, Vec<Fault>> {
        let About { owed, rule, desk, .. } = draft.about;
        let step = match self.action {
            ReviewAction::Submit => {
                let content = Content { texts: &Texts::of(&draft.revision), figures: &draft.figures, milestones: &draft.milestones };
                let acknowledged = content::check_filing(desk, owed, rule, &content, &self.named, self.today, &draft.acknowledgements)?;
                content::file(self.tx, self.caller, &mut draft.row, &mut draft.revision, AcknowledgedList(acknowledged));
                Some(ReviewAction::Submit)
            }
            ReviewAction::Sign => Some(ReviewAction::Sign),
            _ => {
                let wrong = self.faults(&draft);
                if !wrong.is_empty() {
                    return Err(wrong);
                }
                None
            }
        };
        Ok(Ready { draft, step })
    }

    /// What is wrong with a draft as far as one must be right.
    fn faults(&self, draft: &Draft<'_>) -> Vec<Fault> {
        let About { owed, rule, desk, .. } = draft.about;
        let mut wrong = if rule.collects_figures {
            content::figure_faults(&desk.near.carried(owed), &self.named.elsewhere, &draft.figures)
        } else if draft.figures.is_empty() {
            Vec::new()
        } else {
            vec![Fault::at("/figures", Code::MustBeAbsent)]
        };
        wrong.extend(steps::faults(&desk.near, owed, &self.named.steps, &draft.milestones, self.today));
        wrong
    }
}

/// A fault of a line as one of the request that holds it.
pub(super) fn below(index: usize, fault: Fault) -> Fault {
    match fault.place {
        Place::Pointer(pointer) => Fault { place: Place::Pointer(format!("/items/{index}{pointer}")), ..fault },
        _ => fault,
    }
}

/// The rows of all reports, to be written together.
#[derive(Default)]
pub(super) struct Rows {
    pub(super) submissions: Vec<submission::Model>,
    pub(super) revisions: Vec<revision::Model>,
    /// Revisions whose figures are new, with the figures.
    figures: Vec<(Uuid, Vec<FigureInput>)>,
    /// Revisions whose steps are new, with the steps.
    told: Vec<(Uuid, Vec<MilestoneInput>)>,
    pub(super) events: Vec<submission_event::Model>,
}

/// Writes all reports, and gives them as they are then: eight statements, and one more for every thousand rows of a table.
///
/// # Errors
/// Those of the database.
pub(super) async fn write(tx: &mut Tx, caller: &Caller, all: Vec<Ready<'_>>) -> Result<Vec<submission::Model>> {
    let mut rows = Rows::default();
    for Ready { draft, step } in all {
        let Draft { mut row, revision, figures, figures_given, milestones, milestones_given, is_new, to, .. } = draft;
        if is_new {
            tx.record("submission.created", "submission", row.id, json!({"obligationId": row.obligation_id}));
        }
        if figures_given {
            rows.figures.push((revision.id, figures));
        }
        if milestones_given {
            rows.told.push((revision.id, milestones));
        }
        if let Some(action) = step {
            rows.events.push(Step::plain(action, to).take(tx, caller, &mut row, &revision));
        } else if !is_new {
            tx.record("submission.updated", "submission", row.id, json!({"version": row.version + 1, "revision": revision.n}));
            row.touch(tx);
        }
        rows.submissions.push(row);
        rows.revisions.push(revision);
    }
    let written = rows.submissions.clone();
    rows.insert(tx).await?;
    Ok(written)
}

impl Rows {
    /// Writes the rows; what is there already is changed.
    ///
    /// # Errors
    /// Those of the database.
    pub(super) async fn insert(self, tx: &Tx) -> Result<()> {
        let Self { submissions, revisions, figures, told, events } = self;
        upsert_all::<submission::Entity>(tx.db(), submissions, submissions_again()).await.or_exists("/items")?;
        upsert_all::<revision::Entity>(tx.db(), revisions, revisions_again()).await?;
        if !figures.is_empty() {
            let old = revision_figure::Column::RevisionId.is_in(figures.iter().map(|(revision, _)| *revision));
            revision_figure::Entity::delete_many().filter(old).exec(tx.db()).await?;
        }
        content::insert_figures(tx, figures).await?;
        steps::replace(tx, told).await?;
        Ok(insert_all::<submission_event::Entity>(tx.db(), events).await?)
    }
}

/// Rows that are there already are changed in what a request can change.
fn submissions_again() -> OnConflict {
    use submission::Column::{AcceptedRevision, FirstFiledAt, Id, OpenUntil, State, UpdatedAt, UpdatedBy, Version, WorkingRevision};
    let changed = [State, Version, UpdatedAt, UpdatedBy, FirstFiledAt, WorkingRevision, AcceptedRevision, OpenUntil];
    OnConflict::column(Id).update_columns(changed).to_owned()
}

fn revisions_again() -> OnConflict {
    use revision::Column::{Acknowledged, FiledAt, FiledBy, FiledByName, Id, Problems, Progress, Suggestions};
    let changed = [Progress, Problems, Suggestions, FiledAt, FiledBy, FiledByName, Acknowledged];
    OnConflict::column(Id).update_columns(changed).to_owned()
}

/// Faults of several lines as a problem, called by what all have in common, or else 422 `validation_failed`.
pub(super) fn refused(faults: Vec<Fault>) -> Problem {
    let common = faults.first().map(|fault| fault.code).filter(|code| faults.iter().all(|fault| fault.code == *code));
    let main = common.filter(|code| code.status() != Code::ValidationFailed.status() || *code == Code::NotAcknowledged);
    Problem { faults, ..Problem::new(main.unwrap_or(Code::ValidationFailed)) }
}
