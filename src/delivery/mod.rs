//! Handing messages to another system: to the log, or over HTTP with a signature. One trait, because there are really two ways.

mod signed;

use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, SecondsFormat, Utc};
use futures_util::future::BoxFuture;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::config::{Config, InvalidConfig};

pub use signed::{SignedHttp, signature};

/// Something another system should know.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// Its id; a receiver that sees it again knows it already.
    pub id: Uuid,
    /// What it tells of, such as `obligation.dueSoon`.
    pub kind: String,
    /// When that was.
    pub at: DateTime<Utc>,
    /// What there is to know.
    pub data: Value,
}

impl Message {
    /// The body in the form of Standard Webhooks.
    pub fn body(&self) -> String {
        json!({"type": self.kind, "timestamp": self.at.to_rfc3339_opts(SecondsFormat::Millis, true), "data": self.data}).to_string()
    }
}

/// Why a message could not be handed over; it is tried again.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Failure(pub String);

/// A way to hand messages over. The same message may come more than once.
pub trait Deliver: Send + Sync + fmt::Debug {
    /// Hands one over; `now` is the instant it is sent.
    fn deliver<'m>(&'m self, message: &'m Message, now: DateTime<Utc>) -> BoxFuture<'m, Result<(), Failure>>;
}

/// Writes messages into the log, for those who have nobody to send them to.
#[derive(Clone, Copy, Debug)]
pub struct Log;

impl Deliver for Log {
    fn deliver<'m>(&'m self, message: &'m Message, _: DateTime<Utc>) -> BoxFuture<'m, Result<(), Failure>> {
        Box::pin(async move {
            tracing::info!(message_id = %message.id, kind = %message.kind, data = %message.data, "message");
            Ok(())
        })
    }
}

/// The way these settings name: signed HTTP when there is an address, else the log.
///
/// # Errors
/// Names the setting that is missing or wrong.
pub fn open(config: &Config) -> Result<Arc<dyn Deliver>, InvalidConfig> {
    match &config.delivery_url {
        Some(url) => Ok(Arc::new(SignedHttp::open(config, url)?)),
        None => Ok(Arc::new(Log)),
    }
}
