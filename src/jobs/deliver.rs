//! Hands messages over, one by one.

use chrono::{DateTime, Utc};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use super::runner;
use crate::delivery::Message;
use crate::domain::job::JobKind;
use crate::entity::job;
use crate::http::Result as Outcome;
use crate::state::AppState;

/// A message that waits to be handed over.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// What happened, like `obligation.reminded`.
    pub kind: &'static str,
    /// What tells it apart from others of its kind: the same message is handed over once.
    pub key: String,
    /// What is told.
    pub data: Value,
}

/// Enters messages to be handed over from now on; in a transaction they wait for its end.
///
/// # Errors
/// Those of the database.
pub async fn later(db: &impl ConnectionTrait, now: DateTime<Utc>, messages: Vec<Waiting>) -> Outcome<()> {
    let job = |message: Waiting| {
        let Waiting { kind, key, data } = message;
        runner::new(now, JobKind::Deliver, format!("{kind}:{key}"), json!({"type": kind, "data": data}))
    };
    runner::enter(db, messages.into_iter().map(job).collect()).await
}

/// Hands over the message of a job.
///
/// # Errors
/// Says why it was not taken.
pub(super) async fn run(app: &AppState, job: &job::Model) -> Result<(), String> {
    let kind = job.payload.get("type").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
    let data = job.payload.get("data").cloned().unwrap_or_default();
    let message = Message { id: job.id, kind, at: job.created_at, data };
    app.delivery.deliver(&message, app.clock.now()).await.map_err(|failure| failure.to_string())
}
