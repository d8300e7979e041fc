//! What accepted reports tell of milestones, read in a constant number of statements: nothing of it is stored twice, the revision in force
//! of each report says when a step was done.

use std::collections::HashMap;

use chrono::NaiveDate;
use sea_orm::sea_query::{Expr, ExprTrait, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, QueryTrait, RelationDef, Select};
use uuid::Uuid;

use crate::domain::milestone::{self as step, Occurrence, Told};
use crate::domain::review::ReviewAction;
use crate::entity::{milestone, obligation, revision, revision_milestone, submission, submission_event};
use crate::http::Result;
use crate::outline::{Moment, among};

/// What reports in force tell, by milestone.
#[derive(Clone, Debug, Default)]
pub struct Steps(HashMap<Uuid, Vec<(NaiveDate, Told)>>);

/// A row of what was filed: milestone, day of the occurrence, day of the report, when it was done.
type Filed = (Uuid, NaiveDate, NaiveDate, Option<NaiveDate>);

impl Steps {
    /// What is told now of the milestones that a query of ids finds: one statement.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn now(db: &impl ConnectionTrait, milestones: SelectStatement) -> Result<Self> {
        let in_force =
            Expr::col((submission::Entity, submission::Column::AcceptedRevision)).equals((revision::Entity, revision::Column::N));
        let select = filed().filter(revision_milestone::Column::MilestoneId.in_subquery(milestones)).filter(in_force);
        let rows: Vec<Filed> = select.into_tuple().all(db).await?;
        Ok(Self::of(rows))
    }

    /// What is told of the milestones of a plan, or of some of its tasks, at a moment: by the revisions in force at that instant that speak of
    /// a day up to that date. Two statements.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn at(db: &impl ConnectionTrait, plan: Uuid, at: Moment, only: Option<&[Uuid]>) -> Result<Self> {
        use submission_event::Column::{Action, At, Id, PlanId, RevisionN, SubmissionId};
        let accepted = submission_event::Entity::find().select_only().columns([SubmissionId, RevisionN]);
        let accepted = accepted.filter(PlanId.eq(plan)).filter(Action.eq(ReviewAction::Accept)).filter(At.lte(at.known_at));
        // Only reports that tell of steps: few of all.
        let telling = filed().select_only().column(submission::Column::Id).filter(submission::Column::PlanId.eq(plan));
        let telling = telling.filter(among(submission::Column::TaskId, only)).into_query();
        let accepted = accepted.filter(SubmissionId.in_subquery(telling));
        let accepted: Vec<(Uuid, i32)> = accepted.order_by_asc(At).order_by_asc(Id).into_tuple().all(db).await?;
        let in_force: HashMap<Uuid, i32> = accepted.into_iter().collect();
        let select = filed().filter(submission::Column::PlanId.eq(plan)).filter(obligation::Column::AsAt.lte(at.as_of));
        let select = select.filter(among(submission::Column::TaskId, only)).column(submission::Column::Id).column(revision::Column::N);
        let rows: Vec<(Uuid, NaiveDate, NaiveDate, Option<NaiveDate>, Uuid, i32)> = select.into_tuple().all(db).await?;
        let rows = rows.into_iter().filter(|(.., submission, n)| in_force.get(submission) == Some(n));
        Ok(Self::of(rows.map(|(milestone, occurs_on, as_at, done_on, ..)| (milestone, occurs_on, as_at, done_on))))
    }

    fn of(rows: impl IntoIterator<Item = Filed>) -> Self {
        let mut told: HashMap<Uuid, Vec<(NaiveDate, Told)>> = HashMap::new();
        for (milestone, occurs_on, as_at, done_on) in rows {
            told.entry(milestone).or_default().push((occurs_on, Told { as_at, done_on }));
        }
        Self(told)
    }

    /// When one occurrence of a milestone was done.
    #[must_use]
    pub fn done_on(&self, row: &milestone::Model, occurs_on: Option<NaiveDate>) -> Option<NaiveDate> {
        let told = self.0.get(&row.id).into_iter().flatten();
        let of_it: Vec<Told> = told.filter(|(day, _)| occurs_on.is_none_or(|it| it == *day)).map(|(_, told)| *told).collect();
        step::done_on(row.done_on.filter(|_| occurs_on.is_none()), &of_it)
    }
}

/// Every time at which a milestone is due in a plan that ends on `plan_end`.
#[must_use]
pub fn occurrences(row: &milestone::Model, plan_end: NaiveDate) -> Vec<Occurrence> {
    step::occurrences(&row.due, row.recurrence.as_ref(), plan_end)
}

/// Whether a report for a period is asked about an occurrence: one that is due in it, or was open when it began and not due only later.
#[must_use]
pub fn is_asked(done_on: Option<NaiveDate>, due_on: Option<NaiveDate>, begins: NaiveDate, ends: NaiveDate) -> bool {
    let open = done_on.is_none_or(|day| day >= begins);
    due_on.is_none_or(|day| day <= ends) && (open || due_on.is_some_and(|day| day >= begins))
}

/// What revisions say of milestones, with the report and what it is for.
fn filed() -> Select<revision_milestone::Entity> {
    use revision_milestone::Column::{DoneOn, MilestoneId, OccursOn};
    use {obligation::Entity as Obligation, revision::Entity as Revision, submission::Entity as Submission};
    let of_revision: RelationDef =
        revision_milestone::Entity::belongs_to(Revision).from(revision_milestone::Column::RevisionId).to(revision::Column::Id).into();
    let of_report: RelationDef = Revision::belongs_to(Submission).from(revision::Column::SubmissionId).to(submission::Column::Id).into();
    let owed: RelationDef = Submission::belongs_to(Obligation).from(submission::Column::ObligationId).to(obligation::Column::Id).into();
    let joined = revision_milestone::Entity::find().select_only().join(JoinType::InnerJoin, of_revision);
    let joined = joined.join(JoinType::InnerJoin, of_report).join(JoinType::InnerJoin, owed);
    joined.columns([MilestoneId, OccursOn]).column(obligation::Column::AsAt).column(DoneOn)
}
