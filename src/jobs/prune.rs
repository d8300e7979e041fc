//! Clears away what is over: kept answers, log-ins nobody can go on with, what uploads left behind, jobs long done.

use chrono::Duration;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};

use crate::db;
use crate::entity::{idempotency_key, job, plan_change, refresh_token, scope, session};
use crate::evidence;
use crate::http::Result;
use crate::idempotency;
use crate::state::AppState;

/// How long a log-in that ended is still to be found.
const SESSIONS: Duration = Duration::days(30);

/// How long a job that was done is still to be found; longer than its subject could come up again.
const JOBS: Duration = Duration::days(400);

/// Removes it.
///
/// # Errors
/// When the database or the store does not answer; what was removed until then stays removed.
pub(super) async fn run(app: &AppState) -> Result<()> {
    let now = app.clock.now();
    let old = idempotency_key::Column::ClaimedAt.lt(now - idempotency::KEPT);
    let keys = idempotency_key::Entity::delete_many().filter(old).exec(&app.db).await?.rows_affected;
    let sessions = sessions(app).await?;
    let jobs = job::Entity::delete_many().filter(job::Column::DoneAt.lt(now - JOBS)).exec(&app.db).await?.rows_affected;
    plan_change::Entity::draw_together(&app.db).await?;
    let swept = evidence::sweep(&app.db, &app.evidence, now).await?;
    tracing::info!(keys, sessions, jobs, uploads = swept.incoming, files = swept.blobs, "cleared away");
    Ok(())
}

/// Sessions that ended, or whose last refresh token ran out, some time ago; and all tokens that ran out.
async fn sessions(app: &AppState) -> Result<u64> {
    let now = app.clock.now();
    let life = Duration::days(app.config.refresh_token_days);
    let over = Condition::any().add(session::Column::EndedAt.lt(now - SESSIONS)).add(session::Column::LastUsedAt.lt(now - life - SESSIONS));
    let tx = db::begin(&app.db).await?;
    let theirs = scope::ids(session::Entity::find().filter(over.clone()), session::Column::Id);
    let useless = Condition::any().add(refresh_token::Column::SessionId.in_subquery(theirs)).add(refresh_token::Column::ExpiresAt.lt(now));
    refresh_token::Entity::delete_many().filter(useless).exec(&tx).await?;
    let gone = session::Entity::delete_many().filter(over).exec(&tx).await?.rows_affected;
    tx.commit().await?;
    Ok(gone)
}
