//! Where the files are: a folder of this machine, or a bucket that speaks the protocol of S3.

use std::path::{Path as File, PathBuf};
use std::sync::Arc;

use actix_web::web::Bytes;
use futures_util::stream::BoxStream;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use object_store::{Error, ObjectStore, ObjectStoreExt};

use crate::config::{Config, InvalidConfig};
use crate::http::{Code, Problem, Result};

/// Where files arrive.
pub(super) const INCOMING: &str = "incoming";

/// The store of files.
#[derive(Clone, Debug)]
pub struct Evidence {
    pub(super) store: Arc<dyn ObjectStore>,
    /// The folder, where it is one.
    pub(super) folder: Option<PathBuf>,
}

/// A file being read.
pub struct Opened {
    /// In bytes.
    pub size: u64,
    /// The content.
    pub content: BoxStream<'static, std::result::Result<Bytes, Error>>,
}

impl Evidence {
    /// The store these settings name: a folder, made when it is not there, or `s3://bucket/prefix`.
    ///
    /// # Errors
    /// Names the setting that is missing or wrong.
    pub fn open(config: &Config) -> std::result::Result<Self, InvalidConfig> {
        match config.evidence_store.strip_prefix("s3://") {
            Some(place) => bucket(config, place),
            None => Self::in_folder(File::new(&config.evidence_store)),
        }
    }

    /// A store in a folder; every file and its folder are flushed to disk before their row is written.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn in_folder(folder: &File) -> std::result::Result<Self, InvalidConfig> {
        let wrong = |error: &dyn std::fmt::Display| InvalidConfig::new(&format!("evidence_store: {}: {error}", folder.display()));
        std::fs::create_dir_all(folder.join(INCOMING)).map_err(|error| wrong(&error))?;
        let store = LocalFileSystem::new_with_prefix(folder).map_err(|error| wrong(&error))?.with_fsync(true);
        Ok(Self { store: Arc::new(store), folder: Some(folder.to_owned()) })
    }

    /// The folder it is in, where it is one.
    pub fn folder(&self) -> Option<&File> {
        self.folder.as_deref()
    }

    /// The file with this hash.
    ///
    /// # Errors
    /// 500 when it is not there although a row says so, 503 when the store does not answer.
    pub async fn read(&self, hash: &str) -> Result<Opened> {
        let found = self.store.get(&place_of(hash)).await.map_err(|error| unreachable(&error))?;
        Ok(Opened { size: found.meta.size, content: found.into_stream() })
    }
}

fn bucket(config: &Config, place: &str) -> std::result::Result<Evidence, InvalidConfig> {
    let (name, prefix) = place.split_once('/').unwrap_or((place, ""));
    let missing = |setting: &str| InvalidConfig::new(&format!("{setting}: must be given when evidence_store is a bucket"));
    let key = config.evidence_s3_access_key.as_deref().ok_or_else(|| missing("evidence_s3_access_key"))?;
    let file = config.evidence_s3_secret_key_file.as_ref().ok_or_else(|| missing("evidence_s3_secret_key_file"))?;
    let secret = std::fs::read_to_string(file)
        .map_err(|error| InvalidConfig::new(&format!("evidence_s3_secret_key_file: {}: {error}", file.display())))?;
    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(name)
        .with_region(&config.evidence_s3_region)
        .with_access_key_id(key)
        .with_secret_access_key(secret.trim());
    if let Some(endpoint) = &config.evidence_s3_endpoint {
        // In a closed network the store is often reached without TLS; whoever writes http:// means it.
        builder = builder.with_endpoint(endpoint).with_allow_http(endpoint.starts_with("http://"));
    }
    let store = builder.build().map_err(|error| InvalidConfig::new(&format!("evidence_store: {error}")))?;
    Ok(Evidence { store: Arc::new(PrefixStore::new(store, Path::from(prefix))), folder: None })
}

/// The place of a content: two letters of the hash as a folder, so that no folder grows too large.
pub(super) fn place_of(hash: &str) -> Path {
    let (folder, _) = hash.split_at_checked(2).unwrap_or((hash, ""));
    Path::from(format!("sha256/{folder}/{hash}"))
}

/// What a failing store means to a caller.
pub(super) fn unreachable(error: &Error) -> Problem {
    match error {
        Error::NotFound { .. } => Problem::internal(error),
        _ => Problem { retry_after: Some(5), source: Some(error.to_string()), ..Problem::new(Code::Unavailable) },
    }
}
