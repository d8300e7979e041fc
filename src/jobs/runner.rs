//! Takes due jobs under a lease, runs them, and notes how they ended. Several replicas may do so at once.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures_util::FutureExt;
use sea_orm::sea_query::{Expr, ExprTrait, LockBehavior, LockType, OnConflict};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, Select,
};
use serde_json::json;
use uuid::Uuid;

use super::{deliver, prune, remind};
use crate::db;
use crate::domain::job::{JobKind, LEASE};
use crate::entity::job;
use crate::http::{Problem, Result};
use crate::state::AppState;

/// Most jobs taken at once: the last of them must begin well within its lease.
const AT_ONCE: u64 = 20;

/// Runs what is due, again and again, looking every so often. Never returns: whoever started it stops it.
pub async fn run(app: AppState, pause: Duration) {
    let mut scheduled = false;
    loop {
        let ran = round(&app, &mut scheduled).await.inspect_err(complain);
        if !ran.is_ok_and(|ran| ran > 0) {
            tokio::time::sleep(pause).await;
        }
    }
}

async fn round(app: &AppState, scheduled: &mut bool) -> Result<usize> {
    if !*scheduled {
        schedule(app).await?;
        *scheduled = true;
    }
    step(app).await
}

fn complain(problem: &Problem) {
    tracing::error!(source = problem.source, code = problem.code.name(), "the jobs have to wait");
}

/// Enters the jobs that come round, once for all replicas.
///
/// # Errors
/// Those of the database.
pub async fn schedule(app: &AppState) -> Result<()> {
    let recurring = JobKind::ALL.into_iter().filter(|kind| kind.every().is_some());
    let now = app.clock.now();
    enter(&app.db, recurring.map(|kind| new(now, kind, "recurring".to_owned(), json!({}))).collect()).await
}

/// A job that is due now.
pub(super) fn new(now: DateTime<Utc>, kind: JobKind, key: String, payload: serde_json::Value) -> job::Model {
    job::Model {
        id: Uuid::now_v7(),
        kind: kind.name().to_owned(),
        key,
        payload,
        created_at: now,
        run_at: now,
        leased_until: None,
        leased_by: None,
        attempts: 0,
        last_error: None,
        done_at: None,
    }
}

/// Enters jobs; those entered before, done or not, stay as they are.
///
/// # Errors
/// Those of the database.
pub(super) async fn enter(db: &impl ConnectionTrait, jobs: Vec<job::Model>) -> Result<()> {
    if jobs.is_empty() {
        return Ok(());
    }
    let once = OnConflict::columns([job::Column::Kind, job::Column::Key]).do_nothing().to_owned();
    let rows = jobs.into_iter().map(|job| job.into_active_model().reset_all());
    job::Entity::insert_many(rows).on_conflict(once).exec_without_returning(db).await?;
    Ok(())
}

/// Takes and runs what is due now; how many jobs that were.
///
/// # Errors
/// When none could be taken. A job that fails is no error: it is tried again.
pub async fn step(app: &AppState) -> Result<usize> {
    let taken = take(app).await?;
    for job in &taken {
        let work = AssertUnwindSafe(work(app, job)).catch_unwind().await;
        let failed = work.unwrap_or_else(|_panic| Err("panic".to_owned())).err();
        settle(app, job, failed).await?;
    }
    Ok(taken.len())
}

fn due(app: &AppState) -> Select<job::Entity> {
    use job::Column;
    let now = app.clock.now();
    let free = Condition::any().add(Column::LeasedUntil.is_null()).add(Column::LeasedUntil.lt(now));
    job::Entity::find()
        .filter(Column::DoneAt.is_null())
        .filter(Column::RunAt.lte(now))
        .filter(Column::Kind.is_in(JobKind::ALL.map(JobKind::name)))
        .filter(free)
        .order_by_asc(Column::RunAt)
        .order_by_asc(Column::Id)
        .limit(AT_ONCE)
}

/// Leases due jobs. On PostgreSQL rows that another replica is just taking are skipped; on SQLite there is one writer at a time.
async fn take(app: &AppState) -> Result<Vec<job::Model>> {
    if due(app).one(&app.db).await?.is_none() {
        return Ok(Vec::new());
    }
    let tx = db::begin(&app.db).await?;
    let mut rows = due(app).lock_with_behavior(LockType::Update, LockBehavior::SkipLocked).all(&tx).await?;
    let (until, by) = (app.clock.now() + LEASE, Uuid::now_v7());
    job::Entity::update_many()
        .col_expr(job::Column::LeasedUntil, Expr::value(until))
        .col_expr(job::Column::LeasedBy, Expr::value(by))
        .col_expr(job::Column::Attempts, Expr::col(job::Column::Attempts).add(1))
        .filter(job::Column::Id.is_in(rows.iter().map(|row| row.id)))
        .exec(&tx)
        .await?;
    tx.commit().await?;
    for row in &mut rows {
        row.leased_by = Some(by);
        row.attempts += 1;
    }
    Ok(rows)
}

async fn work(app: &AppState, job: &job::Model) -> std::result::Result<(), String> {
    let told = |problem: Problem| problem.source.unwrap_or_else(|| problem.code.name().to_owned());
    match JobKind::of_name(&job.kind) {
        Some(JobKind::Remind) => remind::run(app).await.map_err(told),
        Some(JobKind::Deliver) => deliver::run(app, job).await,
        Some(JobKind::Prune) => prune::run(app).await.map_err(told),
        None => Err("unknown kind".to_owned()),
    }
}

/// Notes how a job ended, if the lease is still ours.
async fn settle(app: &AppState, job: &job::Model, failed: Option<String>) -> Result<()> {
    let now = app.clock.now();
    let kind = JobKind::of_name(&job.kind);
    let next = match &failed {
        None => kind.and_then(JobKind::every).map(|every| now + every),
        Some(_) => kind.and_then(|kind| kind.again(job.attempts, now)),
    };
    if let Some(error) = &failed {
        tracing::warn!(job = %job.id, kind = job.kind, attempts = job.attempts, error, given_up = next.is_none(), "a job failed");
    }
    let attempts = if failed.is_some() { job.attempts } else { 0 };
    job::Entity::update_many()
        .col_expr(job::Column::LeasedUntil, Expr::value(None::<DateTime<Utc>>))
        .col_expr(job::Column::LeasedBy, Expr::value(None::<Uuid>))
        .col_expr(job::Column::RunAt, Expr::value(next.unwrap_or(job.run_at)))
        .col_expr(job::Column::DoneAt, Expr::value(next.is_none().then_some(now)))
        .col_expr(job::Column::Attempts, Expr::value(if next.is_none() { job.attempts } else { attempts }))
        .col_expr(job::Column::LastError, Expr::value(failed))
        .filter(job::Column::Id.eq(job.id))
        .filter(job::Column::LeasedBy.eq(job.leased_by))
        .exec(&app.db)
        .await?;
    Ok(())
}
