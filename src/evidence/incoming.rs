//! A file on its way in: written in parts of bounded size, hashed as it comes, kept only when it is whole.

use chrono::{DateTime, Utc};
use object_store::path::Path;
use object_store::{ObjectStoreExt, WriteMultipart};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait, ColumnTrait, DatabaseConnection, EntityTrait, IntoActiveModel, QueryFilter};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::store::{Evidence, INCOMING, place_of, unreachable};
use crate::domain::evidence::{FileType, Sample};
use crate::entity::blob;
use crate::http::{OrNotFound, Problem, Result};

/// What the store gets at once; the smallest part S3 takes.
const PART: usize = 5 * 1024 * 1024;

/// How much of the beginning and of the end is kept to tell what it is.
const HEAD: usize = 64;
const TAIL: usize = 256 * 1024;

/// A file being written.
pub struct Incoming {
    path: Path,
    parts: WriteMultipart,
    hasher: Sha256,
    size: u64,
    head: Vec<u8>,
    tail: Vec<u8>,
}

impl Evidence {
    /// Begins a file.
    ///
    /// # Errors
    /// 503 when the store does not answer.
    pub async fn begin(&self, now: DateTime<Utc>) -> Result<Incoming> {
        // The name says when it began, by the service's own clock: the sweep goes by it.
        let path = Path::from(format!("{INCOMING}/{:015}-{}", now.timestamp_millis(), Uuid::now_v7().simple()));
        let upload = self.store.put_multipart(&path).await.map_err(|error| unreachable(&error))?;
        let parts = WriteMultipart::new_with_chunk_size(upload, PART);
        Ok(Incoming { path, parts, hasher: Sha256::new(), size: 0, head: Vec::new(), tail: Vec::new() })
    }

    /// Keeps a whole file at the place its hash names. Whoever refers to the blob does so within [`super::GRACE`].
    ///
    /// # Errors
    /// 503 when the store or the database does not answer.
    pub async fn keep(&self, db: &DatabaseConnection, now: DateTime<Utc>, incoming: Incoming) -> Result<blob::Model> {
        let hash = incoming.hash();
        let Incoming { path, parts, size, .. } = incoming;
        let blob = match announce(db, now, &hash, size).await {
            Ok(blob) => blob,
            Err(problem) => {
                give_up(parts).await;
                return Err(problem);
            }
        };
        parts.finish().await.map_err(|error| unreachable(&error))?;
        self.store.rename(&path, &place_of(&hash)).await.map_err(|error| unreachable(&error))?;
        Ok(blob)
    }
}

/// Writes the row of a content that is about to be stored, or notes that it is stored again. A sweep that is removing it is waited for.
async fn announce(db: &DatabaseConnection, now: DateTime<Utc>, hash: &str, size: u64) -> Result<blob::Model> {
    let size = i64::try_from(size).map_err(Problem::internal)?;
    let row = blob::Model { id: Uuid::now_v7(), hash: hash.to_owned(), size, touched_at: now };
    let again = OnConflict::column(blob::Column::Hash).update_column(blob::Column::TouchedAt).to_owned();
    let row = row.into_active_model().reset_all();
    blob::Entity::insert(row).on_conflict(again).exec_without_returning(db).await?;
    blob::Entity::find().filter(blob::Column::Hash.eq(hash)).one(db).await?.or_not_found()
}

async fn give_up(parts: WriteMultipart) {
    if let Err(error) = parts.abort().await {
        tracing::warn!(%error, "a cut upload stays until it is swept");
    }
}

impl Incoming {
    /// Writes what has arrived; waits while the store is behind.
    ///
    /// # Errors
    /// 503 when the store does not answer.
    pub async fn write(&mut self, chunk: &[u8]) -> Result<()> {
        self.parts.wait_for_capacity(1).await.map_err(|error| unreachable(&error))?;
        self.hasher.update(chunk);
        self.size += u64::try_from(chunk.len()).unwrap_or(u64::MAX);
        let missing = HEAD.saturating_sub(self.head.len());
        self.head.extend(chunk.iter().take(missing));
        self.tail.extend_from_slice(chunk);
        if self.tail.len() > 2 * TAIL {
            self.tail.drain(..self.tail.len() - TAIL);
        }
        self.parts.write(chunk);
        Ok(())
    }

    /// Bytes so far.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// What the content shows it to be.
    pub fn file_type(&self) -> Option<FileType> {
        FileType::of_content(Sample { head: &self.head, tail: &self.tail })
    }

    /// SHA-256 of what has arrived, lower-case hex.
    pub fn hash(&self) -> String {
        self.hasher.clone().finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Leaves nothing behind.
    pub async fn discard(self) {
        give_up(self.parts).await;
    }
}
