//! Removes what uploads left behind: files that never became whole, and contents that nothing refers to any more.

use chrono::{DateTime, Utc};
use futures_util::StreamExt;
use object_store::path::Path;
use object_store::{Error, ObjectStoreExt};
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, ModelTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use uuid::Uuid;

use super::GRACE;
use super::store::{Evidence, INCOMING, place_of, unreachable};
use crate::db;
use crate::entity::{attachment, blob, scope};
use crate::http::{Problem, Result};

/// Most contents one sweep removes; the next one goes on.
const AT_ONCE: u64 = 200;

/// What a sweep removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Files that never became whole.
    pub incoming: usize,
    /// Contents without attachment.
    pub blobs: usize,
}

/// Removes what is older than [`GRACE`]. Several replicas may sweep at once.
///
/// # Errors
/// When the store or the database does not answer; what was removed until then stays removed.
pub async fn sweep(db: &DatabaseConnection, evidence: &Evidence, now: DateTime<Utc>) -> Result<Swept> {
    let before = now - GRACE;
    let mut swept = Swept { incoming: incoming(evidence, before).await?, blobs: 0 };
    let ids: Vec<Uuid> = unused(before).select_only().column(blob::Column::Id).limit(AT_ONCE).into_tuple().all(db).await?;
    for id in ids {
        swept.blobs += usize::from(remove(db, evidence, id, before).await?);
    }
    Ok(swept)
}

fn unused(before: DateTime<Utc>) -> Select<blob::Entity> {
    let used = scope::ids(attachment::Entity::find(), attachment::Column::BlobId);
    let old = blob::Entity::find().filter(blob::Column::TouchedAt.lt(before));
    old.filter(blob::Column::Id.not_in_subquery(used)).order_by_asc(blob::Column::TouchedAt)
}

/// Removes one content while its row is held: an upload of the same content waits at the row and then stores it anew.
async fn remove(db: &DatabaseConnection, evidence: &Evidence, id: Uuid, before: DateTime<Utc>) -> Result<bool> {
    let tx = db::begin(db).await?;
    let Some(row) = unused(before).filter(blob::Column::Id.eq(id)).lock_exclusive().one(&tx).await? else { return Ok(false) };
    gone(evidence.store.delete(&place_of(&row.hash)).await)?;
    row.delete(&tx).await?;
    tx.commit().await?;
    Ok(true)
}

fn gone(outcome: std::result::Result<(), Error>) -> Result<()> {
    match outcome {
        Ok(()) | Err(Error::NotFound { .. }) => Ok(()),
        Err(error) => Err(unreachable(&error)),
    }
}

async fn incoming(evidence: &Evidence, before: DateTime<Utc>) -> Result<usize> {
    let mut removed = 0;
    let mut whole = evidence.store.list(Some(&Path::from(INCOMING)));
    let mut old = Vec::new();
    while let Some(found) = whole.next().await {
        let found = found.map_err(|error| unreachable(&error))?;
        old.extend(found.location.filename().filter(|name| is_older(name, before)).map(|_| found.location.clone()));
    }
    for path in old {
        gone(evidence.store.delete(&path).await)?;
        removed += 1;
    }
    Ok(removed + cut_files(evidence, before).await?)
}

/// In a folder a file that was cut off by a crash has a name that the store does not list.
async fn cut_files(evidence: &Evidence, before: DateTime<Utc>) -> Result<usize> {
    let Some(folder) = evidence.folder.as_ref().map(|folder| folder.join(INCOMING)) else { return Ok(0) };
    let work = move || {
        let mut removed = 0;
        for file in std::fs::read_dir(folder)?.filter_map(std::result::Result::ok) {
            if is_older(&file.file_name().to_string_lossy(), before) && std::fs::remove_file(file.path()).is_ok() {
                removed += 1;
            }
        }
        Ok::<usize, std::io::Error>(removed)
    };
    tokio::task::spawn_blocking(work).await.map_err(Problem::internal)?.map_err(Problem::internal)
}

fn is_older(name: &str, before: DateTime<Utc>) -> bool {
    let began = name.split('-').next().and_then(|millis| millis.parse::<i64>().ok());
    began.is_some_and(|millis| millis < before.timestamp_millis())
}
