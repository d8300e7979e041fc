//! Which attachments are in which revision. A filed revision keeps its own whatever happens to those after it.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::db::{Tx, insert_all};
use crate::entity::{attachment, revision, revision_attachment};
use crate::http::Result;

/// The attachments of a revision, first added first.
///
/// # Errors
/// Those of the database.
pub async fn linked(db: &impl ConnectionTrait, revision: Uuid) -> Result<Vec<attachment::Model>> {
    let of: sea_orm::RelationDef = attachment::Entity::belongs_to(revision_attachment::Entity)
        .from(attachment::Column::Id)
        .to(revision_attachment::Column::AttachmentId)
        .into();
    let rows = attachment::Entity::find().join(JoinType::InnerJoin, of).filter(revision_attachment::Column::RevisionId.eq(revision));
    Ok(rows.order_by_asc(attachment::Column::Id).all(db).await?)
}

/// Puts attachments into a revision.
///
/// # Errors
/// Those of the database.
pub async fn link(tx: &Tx, revision: Uuid, attachments: impl IntoIterator<Item = Uuid>) -> Result<()> {
    let government_id = tx.actor.government;
    let row = |attachment_id| revision_attachment::Model { id: Uuid::now_v7(), government_id, revision_id: revision, attachment_id };
    Ok(insert_all::<revision_attachment::Entity>(tx.db(), attachments.into_iter().map(row)).await?)
}

/// Gives next revisions the attachments of those they begin with, by the latter: one statement, and one more for every thousand.
///
/// # Errors
/// Those of the database.
pub async fn carry_over(tx: &Tx, next: &HashMap<Uuid, Uuid>) -> Result<()> {
    let of = revision_attachment::Column::RevisionId.is_in(next.keys().copied());
    let held = revision_attachment::Entity::find().filter(of).order_by_asc(revision_attachment::Column::AttachmentId);
    let carried = held.all(tx.db()).await?.into_iter().filter_map(|row| {
        let revision_id = *next.get(&row.revision_id)?;
        Some(revision_attachment::Model { id: Uuid::now_v7(), revision_id, ..row })
    });
    Ok(insert_all::<revision_attachment::Entity>(tx.db(), carried).await?)
}

/// Takes an attachment out of a revision that is being written; one that no other revision has is gone. Whether it was in.
///
/// # Errors
/// Those of the database.
pub async fn unlink(tx: &Tx, revision: Uuid, attachment: Uuid) -> Result<bool> {
    use revision_attachment::Column;
    let of = || revision_attachment::Entity::find().filter(Column::AttachmentId.eq(attachment));
    let out =
        revision_attachment::Entity::delete_many().filter(Column::AttachmentId.eq(attachment)).filter(Column::RevisionId.eq(revision));
    let was_in = out.exec(tx.db()).await?.rows_affected > 0;
    if was_in && of().one(tx.db()).await?.is_none() {
        attachment::Entity::delete_by_id(attachment).exec(tx.db()).await?;
    }
    Ok(was_in)
}

/// Removes all attachments of a report that was never filed.
///
/// # Errors
/// Those of the database.
pub async fn discard(tx: &Tx, submission: Uuid, revision: Uuid) -> Result<()> {
    revision_attachment::Entity::delete_many().filter(revision_attachment::Column::RevisionId.eq(revision)).exec(tx.db()).await?;
    attachment::Entity::delete_many().filter(attachment::Column::SubmissionId.eq(submission)).exec(tx.db()).await?;
    Ok(())
}

/// The revisions that hold these attachments: (number, filed), by attachment, the first one first.
///
/// # Errors
/// Those of the database.
pub async fn revisions_of(db: &impl ConnectionTrait, attachments: &[Uuid]) -> Result<HashMap<Uuid, Vec<(i32, bool)>>> {
    let of: sea_orm::RelationDef = revision_attachment::Entity::belongs_to(revision::Entity)
        .from(revision_attachment::Column::RevisionId)
        .to(revision::Column::Id)
        .into();
    let rows = revision_attachment::Entity::find()
        .filter(revision_attachment::Column::AttachmentId.is_in(attachments.iter().copied()))
        .join(JoinType::InnerJoin, of)
        .select_also(revision::Entity)
        .order_by_asc(revision::Column::N)
        .all(db)
        .await?;
    let mut found: HashMap<Uuid, Vec<(i32, bool)>> = HashMap::new();
    for (link, revision) in rows {
        found.entry(link.attachment_id).or_default().extend(revision.map(|it| (it.n, it.filed_at.is_some())));
    }
    Ok(found)
}
