//! Taking what is owed off the list and putting it on again. What was void before is kept: a report about that time must know it.

use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::db::{CHUNK, Tx, insert_all};
use crate::domain::schedule::VoidReason;
use crate::entity::{obligation, past_void};
use crate::http::Result;

/// Takes obligations off the list from now on, or puts them on again where there is no reason.
///
/// # Errors
/// Those of the database.
pub(super) async fn set(tx: &Tx, reason: Option<VoidReason>, rows: &[&obligation::Model]) -> Result<()> {
    ended(tx, rows).await?;
    for chunk in rows.chunks(CHUNK) {
        obligation::Entity::update_many()
            .col_expr(obligation::Column::VoidReason, Expr::value(reason))
            .col_expr(obligation::Column::VoidedAt, Expr::value(reason.map(|_| tx.now)))
            .col_expr(obligation::Column::UpdatedAt, Expr::value(tx.now))
            .col_expr(obligation::Column::UpdatedBy, Expr::value(tx.actor.name.clone()))
            .col_expr(obligation::Column::Version, Expr::col(obligation::Column::Version).add(1))
            .filter(obligation::Column::Id.is_in(chunk.iter().map(|row| row.id)))
            .exec(tx.db())
            .await?;
    }
    Ok(())
}

/// Keeps until when obligations were void, those of them that are.
///
/// # Errors
/// Those of the database.
pub(super) async fn ended(tx: &Tx, rows: &[&obligation::Model]) -> Result<()> {
    let past = |row: &&obligation::Model| {
        let (reason, from_at) = row.void_reason.zip(row.voided_at)?;
        Some(past_void::Model {
            id: Uuid::now_v7(),
            government_id: row.government_id,
            plan_id: row.plan_id,
            obligation_id: row.id,
            reason,
            from_at,
            to_at: tx.now,
        })
    };
    insert_all::<past_void::Entity>(tx.db(), rows.iter().filter_map(past)).await?;
    Ok(())
}
