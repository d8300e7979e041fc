//! What accepting does: the figures of the revisions are held true from now on; those of earlier ones that differ, until now.

use std::collections::HashMap;

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::carried::asked;
use super::content;
use super::ground::Ground;
use super::inputs::FigureInput;
use super::show::distinct;
use crate::db::{IDS, OrConflict, Tx, insert_all};
use crate::domain::filing::Asked;
use crate::entity::{figure, revision_figure, target};
use crate::http::{Problem, Result};

/// Holds the figures of the working revisions true from now on. Unchanged ones stay as they are; later reports show the others
/// as an erratum, because what was known before stays in the table. Four statements, and more for
/// very many.
pub(super) async fn hold_true(tx: &Tx, grounds: &[&Ground]) -> Result<()> {
    let revisions: Vec<Uuid> = grounds.iter().map(|ground| ground.revision.id).collect();
    let filed = content::filed(tx.db(), &revisions).await?;
    let asked = terms(tx, filed.iter().map(|row| row.target_id)).await?;
    let by_revision: HashMap<Uuid, &Ground> = grounds.iter().map(|ground| (ground.revision.id, *ground)).collect();
    let mut wanted: HashMap<(Uuid, Uuid, String), figure::Model> = HashMap::new();
    for row in filed {
        let terms = asked.get(&row.target_id).ok_or_else(|| Problem::internal("a figure without its target"))?;
        let figure = by_revision.get(&row.revision_id).and_then(|ground| figure_of(tx, ground, row, terms));
        wanted.extend(figure.map(|figure| (key(&figure), figure)));
    }
    let mut over: Vec<Uuid> = Vec::new();
    for old in in_force(tx, grounds).await? {
        let key = key(&old);
        if wanted.get(&key).is_some_and(|new| same(&old, new)) {
            wanted.remove(&key);
        } else {
            over.push(old.id);
        }
    }
    close(tx, &over).await?;
    let mut new: Vec<figure::Model> = wanted.into_values().collect();
    new.sort_by_key(|figure| figure.id);
    insert_all::<figure::Entity>(tx.db(), new).await.or_exists("/figures")
}

/// What the targets of figures ask, by target.
async fn terms(tx: &Tx, targets: impl Iterator<Item = Uuid>) -> Result<HashMap<Uuid, Asked>> {
    let mut found = HashMap::new();
    for some in distinct(targets).chunks(IDS) {
        let of = target::Entity::find().filter(target::Column::Id.is_in(some.iter().copied()));
        let rows = target::Entity::with_current(of).all(tx.db()).await?;
        found.extend(rows.into_iter().filter_map(|(row, version)| Some((row.id, asked(&version?)))));
    }
    Ok(found)
}

fn key(figure: &figure::Model) -> (Uuid, Uuid, String) {
    (figure.submission_id, figure.target_id, figure.cell_key.clone())
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

async fn in_force(tx: &Tx, grounds: &[&Ground]) -> Result<Vec<figure::Model>> {
    let held = figure::Entity::find().filter(figure::Column::SubmissionId.is_in(grounds.iter().map(|ground| ground.row.id)));
    Ok(held.filter(figure::Column::KnownTo.is_null()).all(tx.db()).await?)
}

fn same(old: &figure::Model, new: &figure::Model) -> bool {
    let numbers = |figure: &figure::Model| (figure.value_e4, figure.numerator_e4, figure.denominator_e4);
    numbers(old) == numbers(new)
}

async fn close(tx: &Tx, over: &[Uuid]) -> Result<()> {
    for some in over.chunks(IDS) {
        let until = figure::Entity::update_many().col_expr(figure::Column::KnownTo, Expr::value(tx.now));
        until.filter(figure::Column::Id.is_in(some.iter().copied())).exec(tx.db()).await?;
    }
    Ok(())
}
