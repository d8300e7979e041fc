//! What accepting does: the figures of the revision are held true from now on; those of an earlier one that differ, until now.

use std::collections::HashMap;

use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::carried::asked;
use super::content;
use super::ground::Ground;
use super::inputs::FigureInput;
use super::show::distinct;
use crate::db::{OrConflict, Tx};
use crate::domain::filing::Asked;
use crate::entity::{figure, revision_figure, target};
use crate::http::{Problem, Result};

/// Holds the figures of the working revision true from now on. Unchanged ones stay as they are; later reports show the others
/// as an erratum, because what was known before stays in the table.
pub(super) async fn hold_true(tx: &Tx, ground: &Ground) -> Result<()> {
    let filed = content::figures_of(tx.db(), ground.revision.id).await?;
    let asked = terms(tx, &filed).await?;
    let mut wanted: HashMap<(Uuid, String), figure::Model> = HashMap::new();
    for row in filed {
        let terms = asked.get(&row.target_id).ok_or_else(|| Problem::internal("a figure without its target"))?;
        if let Some(figure) = figure_of(tx, ground, row, terms) {
            wanted.insert((figure.target_id, figure.cell_key.clone()), figure);
        }
    }
    let mut over: Vec<Uuid> = Vec::new();
    for old in in_force(tx, ground.row.id).await? {
        let key = (old.target_id, old.cell_key.clone());
        if wanted.get(&key).is_some_and(|new| same(&old, new)) {
            wanted.remove(&key);
        } else {
            over.push(old.id);
        }
    }
    close(tx, over).await?;
    insert(tx, wanted.into_values().collect()).await
}

/// What the targets of figures ask, by target.
async fn terms(tx: &Tx, filed: &[revision_figure::Model]) -> Result<HashMap<Uuid, Asked>> {
    let ids = distinct(filed.iter().map(|row| row.target_id));
    let rows = target::Entity::with_current(target::Entity::find().filter(target::Column::Id.is_in(ids))).all(tx.db()).await?;
    Ok(rows.into_iter().filter_map(|(row, version)| Some((row.id, asked(&version?)))).collect())
}

fn figure_of(tx: &Tx, ground: &Ground, filed: revision_figure::Model, asked: &Asked) -> Option<figure::Model> {
    let obligation = &ground.duty.obligation;
    let cell_key = filed.cell_key.clone();
    let filed = FigureInput::from(filed);
    Some(figure::Model {
        value_e4: filed.filed().figure(asked)?,
        id: Uuid::now_v7(),
        government_id: tx.actor.government,
        plan_id: obligation.plan_id,
        target_id: filed.target_id,
        unit_id: obligation.unit_id,
        submission_id: ground.row.id,
        revision_id: ground.revision.id,
        cell_key,
        period: obligation.period,
        as_at: obligation.as_at,
        numerator_e4: filed.numerator,
        denominator_e4: filed.denominator,
        known_from: tx.now,
        known_to: None,
    })
}

async fn in_force(tx: &Tx, submission: Uuid) -> Result<Vec<figure::Model>> {
    let held = figure::Entity::find().filter(figure::Column::SubmissionId.eq(submission));
    Ok(held.filter(figure::Column::KnownTo.is_null()).all(tx.db()).await?)
}

fn same(old: &figure::Model, new: &figure::Model) -> bool {
    let numbers = |figure: &figure::Model| (figure.value_e4, figure.numerator_e4, figure.denominator_e4);
    numbers(old) == numbers(new)
}

async fn close(tx: &Tx, over: Vec<Uuid>) -> Result<()> {
    if !over.is_empty() {
        let until = figure::Entity::update_many().col_expr(figure::Column::KnownTo, Expr::value(tx.now));
        until.filter(figure::Column::Id.is_in(over)).exec(tx.db()).await?;
    }
    Ok(())
}

async fn insert(tx: &Tx, figures: Vec<figure::Model>) -> Result<()> {
    if !figures.is_empty() {
        let rows = figures.into_iter().map(|figure| figure.into_active_model().reset_all());
        figure::Entity::insert_many(rows).exec(tx.db()).await.or_exists("/figures")?;
    }
    Ok(())
}
