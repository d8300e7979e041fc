//! What units last reported in words: of each task and unit the latest accepted report, as it was known.

use std::collections::HashMap;

use chrono::NaiveDate;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationDef};
use uuid::Uuid;

use crate::domain::period::Period;
use crate::domain::review::ReviewAction;
use crate::entity::{obligation, revision, submission, submission_event};
use crate::features::reports::load::Known;
use crate::http::Result;

/// Rows asked for by id in one statement: fewer than either database allows.
const BATCH: usize = 10_000;

/// The words of a report.
#[derive(Clone, Debug)]
pub(super) struct Text {
    pub(super) unit: Uuid,
    pub(super) period: Period,
    pub(super) as_at: NaiveDate,
    pub(super) progress: Option<String>,
    pub(super) problems: Option<String>,
    pub(super) suggestions: Option<String>,
}

/// A revision in force: its id, with task, unit, period and day of the report.
type InForce = (Uuid, Uuid, Uuid, Period, NaiveDate);

/// By task, the latest accepted report of each unit whose reports the caller may see: three statements, more only beyond ten thousand reports.
pub(super) async fn latest(db: &impl ConnectionTrait, known: &Known) -> Result<HashMap<Uuid, Vec<Text>>> {
    let mut chosen: HashMap<(Uuid, Uuid), InForce> = HashMap::new();
    for one in in_force(db, known).await? {
        let (_, task, unit, _, as_at) = one;
        if !known.is_open(unit, task) {
            continue;
        }
        let held = chosen.entry((task, unit)).or_insert(one);
        if held.4 < as_at {
            *held = one;
        }
    }
    let mut chosen: Vec<InForce> = chosen.into_values().collect();
    chosen.sort_unstable_by_key(|(id, ..)| *id);
    let mut texts: HashMap<Uuid, Vec<Text>> = HashMap::new();
    for batch in chosen.chunks(BATCH) {
        let mut words = words(db, batch.iter().map(|(id, ..)| *id).collect()).await?;
        for (id, task, unit, period, as_at) in batch {
            let (progress, problems, suggestions) = words.remove(id).unwrap_or_default();
            let text = Text { unit: *unit, period: *period, as_at: *as_at, progress, problems, suggestions };
            texts.entry(*task).or_default().push(text);
        }
    }
    Ok(texts)
}

/// The revisions in force at that instant that speak of a day up to that date.
async fn in_force(db: &impl ConnectionTrait, known: &Known) -> Result<Vec<InForce>> {
    use submission_event::Column::{Action, At, Id, PlanId, RevisionN, SubmissionId};
    let (plan, at) = (known.outline.plan.id, known.when.moment);
    let accepted = submission_event::Entity::find().select_only().columns([SubmissionId, RevisionN]);
    let accepted = accepted.filter(PlanId.eq(plan)).filter(Action.eq(ReviewAction::Accept)).filter(At.lte(at.known_at));
    let accepted: Vec<(Uuid, i32)> = accepted.order_by_asc(At).order_by_asc(Id).into_tuple().all(db).await?;
    let accepted: HashMap<Uuid, i32> = accepted.into_iter().collect();
    let of_report: RelationDef =
        revision::Entity::belongs_to(submission::Entity).from(revision::Column::SubmissionId).to(submission::Column::Id).into();
    let owed: RelationDef =
        submission::Entity::belongs_to(obligation::Entity).from(submission::Column::ObligationId).to(obligation::Column::Id).into();
    let rows = revision::Entity::find().select_only().columns([revision::Column::Id, revision::Column::SubmissionId, revision::Column::N]);
    let rows = rows.join(JoinType::InnerJoin, of_report).join(JoinType::InnerJoin, owed);
    let rows = rows
        .columns([obligation::Column::TaskId, obligation::Column::UnitId])
        .column(obligation::Column::Period)
        .column(obligation::Column::AsAt);
    let rows = rows.filter(submission::Column::PlanId.eq(plan)).filter(obligation::Column::AsAt.lte(at.as_of));
    let rows: Vec<(Uuid, Uuid, i32, Uuid, Uuid, Period, NaiveDate)> = rows.into_tuple().all(db).await?;
    let held = rows.into_iter().filter(|(_, submission, n, ..)| accepted.get(submission) == Some(n));
    Ok(held.map(|(id, _, _, task, unit, period, as_at)| (id, task, unit, period, as_at)).collect())
}

type Words = (Option<String>, Option<String>, Option<String>);

async fn words(db: &impl ConnectionTrait, ids: Vec<Uuid>) -> Result<HashMap<Uuid, Words>> {
    use revision::Column::{Id, Problems, Progress, Suggestions};
    let rows = revision::Entity::find().select_only().columns([Id, Progress, Problems, Suggestions]).filter(Id.is_in(ids));
    let named = |(id, progress, problems, suggestions): (Uuid, _, _, _)| (id, (progress, problems, suggestions));
    Ok(rows.into_tuple().all(db).await?.into_iter().map(named).collect())
}
