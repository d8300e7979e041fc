//! What units said before: their earlier reports on the same tasks, each as it stands: accepted, or else as last filed.

use std::collections::HashMap;

use chrono::NaiveDate;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Select};
use uuid::Uuid;

use super::content::Texts;
use super::inputs::FigureInput;
use super::show::distinct;
use crate::domain::period::Period;
use crate::entity::{obligation, revision, revision_figure, scope, submission};
use crate::http::Result;

/// Earlier reports by task and unit, oldest first.
#[derive(Default)]
pub(super) struct Past(HashMap<(Uuid, Uuid), Vec<Before>>);

/// An earlier report.
pub(super) struct Before {
    pub(super) period: Period,
    pub(super) as_at: NaiveDate,
    pub(super) texts: Texts,
    pub(super) figures: HashMap<Uuid, FigureInput>,
}

impl Past {
    /// Reads what the units of these obligations filed on their tasks before: four statements, however many.
    ///
    /// # Errors
    /// Those of the database.
    pub(super) async fn load(db: &impl ConnectionTrait, owed: &[&obligation::Model]) -> Result<Self> {
        let Some(last) = owed.iter().map(|row| row.as_at).max() else { return Ok(Self::default()) };
        let earlier = obligation::Entity::find()
            .filter(obligation::Column::TaskId.is_in(distinct(owed.iter().map(|row| row.task_id))))
            .filter(obligation::Column::UnitId.is_in(distinct(owed.iter().map(|row| row.unit_id))))
            .filter(obligation::Column::AsAt.lt(last));
        // By queries and not by ids: there can be more of them than a statement takes parameters.
        let of_earlier = submission::Column::ObligationId.in_subquery(scope::ids(earlier.clone(), obligation::Column::Id));
        let filed = submission::Entity::find().filter(of_earlier);
        let of_filed = revision::Column::SubmissionId.in_subquery(scope::ids(filed.clone(), submission::Column::Id));
        let said = revision::Entity::find()
            .filter(of_filed)
            .filter(revision::Column::FiledAt.is_not_null())
            .filter(revision::Column::WithdrawnAt.is_null());
        let filed: HashMap<Uuid, submission::Model> = filed.all(db).await?.into_iter().map(|row| (row.obligation_id, row)).collect();
        let mut figures = figures(db, &said).await?;
        let mut revisions = standing(db, said, &filed).await?;
        let mut past = Self::default();
        for row in earlier.order_by_asc(obligation::Column::AsAt).order_by_asc(obligation::Column::Id).all(db).await? {
            let Some(revision) = filed.get(&row.id).and_then(|submission| revisions.remove(&submission.id)) else { continue };
            past.0.entry((row.task_id, row.unit_id)).or_default().push(Before {
                period: row.period,
                as_at: row.as_at,
                figures: figures.remove(&revision.id).unwrap_or_default(),
                texts: Texts { progress: revision.progress, problems: revision.problems, suggestions: revision.suggestions },
            });
        }
        Ok(past)
    }

    /// The reports before one, oldest first.
    pub(super) fn before(&self, owed: &obligation::Model) -> impl DoubleEndedIterator<Item = &Before> {
        let all = self.0.get(&(owed.task_id, owed.unit_id)).map_or(&[][..], Vec::as_slice);
        let as_at = owed.as_at;
        all.iter().filter(move |one| one.as_at < as_at)
    }
}

/// The revision of each submission that stands: the accepted one, or else the last one filed and not taken back.
async fn standing(
    db: &impl ConnectionTrait,
    said: Select<revision::Entity>,
    filed: &HashMap<Uuid, submission::Model>,
) -> Result<HashMap<Uuid, revision::Model>> {
    let accepted: HashMap<Uuid, i32> = filed.values().filter_map(|row| Some((row.id, row.accepted_revision?))).collect();
    let rows = said.order_by_asc(revision::Column::N).all(db).await?.into_iter();
    let stands = rows.filter(|row| accepted.get(&row.submission_id).is_none_or(|n| *n == row.n));
    Ok(stands.map(|row| (row.submission_id, row)).collect())
}

/// The figures of all these revisions, by revision and target.
async fn figures(db: &impl ConnectionTrait, said: &Select<revision::Entity>) -> Result<HashMap<Uuid, HashMap<Uuid, FigureInput>>> {
    let of_said = revision_figure::Column::RevisionId.in_subquery(scope::ids(said.clone(), revision::Column::Id));
    let select = revision_figure::Entity::find().filter(of_said);
    let mut found: HashMap<Uuid, HashMap<Uuid, FigureInput>> = HashMap::new();
    for row in select.all(db).await? {
        found.entry(row.revision_id).or_default().insert(row.target_id, FigureInput::from(row));
    }
    Ok(found)
}
