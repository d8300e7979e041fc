//! What was corrected after a bulletin was frozen (更正): figures it was computed with, and what that does to the state of their targets.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::freeze::{self, Judged};
use super::shapes::BulletinErratum;
use crate::domain::period::Period;
use crate::domain::review::ReviewAction;
use crate::domain::zone::BusinessZone;
use crate::entity::scope::Scope;
use crate::entity::{bulletin, figure, plan, revision, submission_event};
use crate::http::Result;
use crate::refs;

/// What a figure is of: submission, target, cell.
type Place = (Uuid, Uuid, String);

/// Reads the corrections of a frozen bulletin, the oldest first: as many statements however many there are, and fewer where there are none.
///
/// # Errors
/// Those of the database.
pub(super) async fn of(
    db: &impl ConnectionTrait,
    scope: &Scope,
    zone: BusinessZone,
    (plan, row): (plan::Model, &bulletin::Model),
    now: DateTime<Utc>,
) -> Result<Vec<BulletinErratum>> {
    let (Some(known_at), Some(frozen)) = (row.known_at, freeze::kept(row)?) else { return Ok(Vec::new()) };
    let chains = chains(db, row, known_at).await?;
    if chains.is_empty() {
        return Ok(Vec::new());
    }
    let reasons = reasons(db, chains.keys().map(|(submission, _, _)| *submission).collect(), known_at).await?;
    let after = freeze::judged_at(db, zone, plan, row, (now, &frozen.basis)).await?;
    let units = refs::briefs(db, scope, chains.values().flatten().map(|figure| figure.unit_id)).await?;
    let mut errata = Vec::new();
    for ((submission, target, _), chain) in &chains {
        // Targets of cancelled tasks were not judged: the bulletin did not speak of them.
        let Some(before) = frozen.judged.get(target) else { continue };
        for (at, old) in chain.iter().enumerate() {
            let Some(corrected_at) = old.known_to else { continue };
            let heir = chain.get(at + 1).filter(|heir| heir.known_from == corrected_at);
            let reason = reasons.get(&(*submission, corrected_at)).cloned().flatten();
            let told = Told { unit: units.of(old.unit_id), target: *target, before, after: after.get(target), reason };
            errata.push(told.erratum(old, heir));
        }
    }
    errata.sort_by_key(|one| (one.corrected_at, one.task_number.clone(), one.target_id, one.period));
    Ok(errata)
}

/// What is told of a correction beside its figures.
struct Told<'t> {
    unit: refs::UnitBrief,
    target: Uuid,
    before: &'t Judged,
    after: Option<&'t Judged>,
    reason: Option<String>,
}

impl Told<'_> {
    fn erratum(self, old: &figure::Model, heir: Option<&figure::Model>) -> BulletinErratum {
        let after = self.after.unwrap_or(self.before);
        let period: Period = old.period;
        BulletinErratum {
            task_id: self.before.task_id,
            task_number: self.before.number.clone(),
            task_title: self.before.title.clone(),
            target_id: self.target,
            text: self.before.text.clone(),
            unit: self.unit,
            period,
            before: old.value_e4,
            after: heir.map(|heir| heir.value_e4),
            corrected_at: old.known_to.unwrap_or(old.known_from).into(),
            reason: self.reason,
            state_before: self.before.state,
            state_after: after.state,
            sentence_after: after.sentence.clone(),
        }
    }
}

/// The figures of the bulletin that were held true no longer at some instant after it, each with those that came in its place, in time.
async fn chains(db: &impl ConnectionTrait, row: &bulletin::Model, known_at: DateTime<Utc>) -> Result<BTreeMap<Place, Vec<figure::Model>>> {
    use figure::Column::{AsAt, Id, KnownFrom, KnownTo, PlanId, SubmissionId};
    let of_plan = || figure::Entity::find().filter(PlanId.eq(row.plan_id)).filter(AsAt.lte(row.as_of));
    let used = of_plan().filter(KnownFrom.lte(known_at)).filter(KnownTo.gt(known_at)).order_by_asc(Id).all(db).await?;
    let later = of_plan().filter(KnownFrom.gt(known_at)).filter(SubmissionId.is_in(used.iter().map(|figure| figure.submission_id)));
    let later = later.order_by_asc(KnownFrom).order_by_asc(Id).all(db).await?;
    let place = |figure: &figure::Model| (figure.submission_id, figure.target_id, figure.cell_key.clone());
    let mut chains: BTreeMap<Place, Vec<figure::Model>> = used.into_iter().map(|figure| (place(&figure), vec![figure])).collect();
    for figure in later {
        if let Some(chain) = chains.get_mut(&place(&figure)) {
            chain.push(figure);
        }
    }
    Ok(chains)
}

/// Why submissions were corrected, by the instant at which the correction was accepted.
async fn reasons(
    db: &impl ConnectionTrait,
    submissions: Vec<Uuid>,
    known_at: DateTime<Utc>,
) -> Result<HashMap<(Uuid, DateTime<Utc>), Option<String>>> {
    use submission_event::Column::{Action, At, SubmissionId};
    let revisions = revision::Entity::find().filter(revision::Column::SubmissionId.is_in(submissions.iter().copied())).all(db).await?;
    let because: HashMap<(Uuid, i32), Option<String>> = revisions.into_iter().map(|one| ((one.submission_id, one.n), one.reason)).collect();
    let accepted = submission_event::Entity::find().filter(SubmissionId.is_in(submissions)).filter(Action.eq(ReviewAction::Accept));
    let accepted = accepted.filter(At.gt(known_at)).all(db).await?;
    let reason = |step: &submission_event::Model| because.get(&(step.submission_id, step.revision_n)).cloned().flatten();
    Ok(accepted.iter().map(|step| ((step.submission_id, step.at), reason(step))).collect())
}
