//! Hands one message over.

use crate::delivery::Message;
use crate::entity::job;
use crate::state::AppState;

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
