//! The database: connecting, and the write transaction that carries effect, audit and answer together.

use std::time::Duration;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    AccessMode, ActiveModelTrait,
    ActiveValue::{NotSet, Set},
    ConnectOptions, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, EntityTrait, IntoActiveModel, IsolationLevel,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use serde_json::Value;
use uuid::Uuid;

use crate::auth::Caller;
use crate::entity::event;
use crate::http::{Reply, Result};
use crate::idempotency::{self, Claim};
use crate::state::AppState;

/// Rows in one statement: SQLite takes 32 766 parameters in one, PostgreSQL 65 535.
pub const CHUNK: usize = 1000;

/// Ids of a list in one statement.
pub const IDS: usize = 10_000;

/// Opens the pool. A SQLite file is created when it is not there.
///
/// # Errors
/// When the database cannot be reached.
pub async fn connect(url: &str, max_connections: u32) -> std::result::Result<DatabaseConnection, DbErr> {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(max_connections)
        .sqlx_logging(false)
        .record_stmt_in_spans(false)
        .acquire_timeout(Duration::from_secs(5))
        .connect_timeout(Duration::from_secs(5))
        .test_before_acquire_if_idle_for(Duration::from_secs(30));
    if url.starts_with("sqlite") {
        options.map_sqlx_sqlite_opts(|sqlite| {
            use sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
            sqlite
                .create_if_missing(true)
                .foreign_keys(true)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Normal)
                .busy_timeout(Duration::from_secs(10))
        });
    } else {
        options.statement_timeout(Duration::from_secs(30));
    }
    Database::connect(options).await
}

/// A read of several statements that all see the same state: totals must not change between two readings of one report.
///
/// # Errors
/// When no connection can be had.
pub async fn snapshot(db: &DatabaseConnection) -> Result<DatabaseTransaction> {
    let options = match db.get_database_backend() {
        DbBackend::Sqlite => TransactionOptions { sqlite_transaction_mode: Some(SqliteTransactionMode::Deferred), ..Default::default() },
        _ => TransactionOptions {
            isolation_level: Some(IsolationLevel::RepeatableRead),
            access_mode: Some(AccessMode::ReadOnly),
            ..Default::default()
        },
    };
    Ok(db.begin_with_options(options).await?)
}

/// Begins a transaction that will write. SQLite takes its lock at once: a deferred one that turns writer fails under load.
///
/// # Errors
/// When no connection can be had.
pub async fn begin(db: &DatabaseConnection) -> Result<DatabaseTransaction> {
    let options = TransactionOptions { sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate), ..Default::default() };
    Ok(db.begin_with_options(options).await?)
}

/// Inserts rows, [`CHUNK`] to a statement, in their order; no statement where there are none.
///
/// # Errors
/// When the database refuses one of them.
pub async fn insert_all<E: EntityTrait>(
    db: &DatabaseTransaction,
    rows: impl IntoIterator<Item = impl IntoActiveModel<E::ActiveModel>>,
) -> std::result::Result<(), DbErr> {
    in_chunks::<E>(db, rows, None).await
}

/// As [`insert_all`], where rows that are there already are changed as `again` says.
///
/// # Errors
/// When the database refuses one of them.
pub async fn upsert_all<E: EntityTrait>(
    db: &DatabaseTransaction,
    rows: impl IntoIterator<Item = impl IntoActiveModel<E::ActiveModel>>,
    again: OnConflict,
) -> std::result::Result<(), DbErr> {
    in_chunks::<E>(db, rows, Some(again)).await
}

async fn in_chunks<E: EntityTrait>(
    db: &DatabaseTransaction,
    rows: impl IntoIterator<Item = impl IntoActiveModel<E::ActiveModel>>,
    again: Option<OnConflict>,
) -> std::result::Result<(), DbErr> {
    let mut rows = rows.into_iter().map(|row| row.into_active_model().reset_all()).peekable();
    while rows.peek().is_some() {
        let some = E::insert_many(rows.by_ref().take(CHUNK));
        match &again {
            Some(again) => some.on_conflict(again.clone()).exec_without_returning(db).await?,
            None => some.exec_without_returning(db).await?,
        };
    }
    Ok(())
}

/// Who writes, and in which request.
#[derive(Clone, Debug)]
pub struct Actor {
    /// The account; none for the command line.
    pub user: Option<Uuid>,
    /// The name shown to people.
    pub name: String,
    /// The government written to.
    pub government: Uuid,
    /// The request, or a word for what else it was.
    pub request_id: String,
}

/// One write: one transaction, one instant, one actor, and the events that tell of it.
pub struct Tx {
    db: DatabaseTransaction,
    /// The instant of the write.
    pub now: DateTime<Utc>,
    /// Who writes.
    pub actor: Actor,
    events: Vec<event::ActiveModel>,
    claim: Option<Claim>,
    fingerprint: Option<String>,
}

impl Tx {
    /// Begins the write of a request.
    ///
    /// # Errors
    /// 503 when no connection can be had.
    pub async fn begin(app: &AppState, caller: &Caller) -> Result<Self> {
        let tx = Self::begin_as(app, caller.actor()).await?;
        Ok(Self { claim: caller.claim, ..tx })
    }

    /// Begins a write on behalf of `actor`.
    ///
    /// # Errors
    /// 503 when no connection can be had.
    pub async fn begin_as(app: &AppState, actor: Actor) -> Result<Self> {
        Ok(Self { db: begin(&app.db).await?, now: app.clock.now(), actor, events: Vec::new(), claim: None, fingerprint: None })
    }

    /// The connection of this transaction.
    pub fn db(&self) -> &DatabaseTransaction {
        &self.db
    }

    /// Notes what was done; it is written with the effect or not at all.
    pub fn record(&mut self, action: &str, subject_type: &str, subject_id: Uuid, data: Value) {
        self.events.push(event::ActiveModel {
            id: Set(Uuid::now_v7()),
            government_id: NotSet,
            at: Set(self.now),
            actor_id: Set(self.actor.user),
            actor_name: Set(Some(self.actor.name.clone())),
            action: Set(action.to_owned()),
            subject_type: Set(subject_type.to_owned()),
            subject_id: Set(Some(subject_id)),
            data: Set(data),
            request_id: Set(self.actor.request_id.clone()),
        });
    }

    /// Undoes everything: nothing was written.
    ///
    /// # Errors
    /// When the database is gone.
    pub async fn undo(self) -> Result<()> {
        Ok(self.db.rollback().await?)
    }

    /// Says what an upload brought, for its idempotency key.
    pub fn fingerprint(&mut self, fingerprint: String) {
        self.fingerprint = Some(fingerprint);
    }

    /// Writes events and the kept answer, commits, and hands the answer back.
    ///
    /// # Errors
    /// When the database refuses; nothing is written then.
    pub async fn commit(self, reply: Reply) -> Result<Reply> {
        let government = self.actor.government;
        let events = self.events.into_iter().map(|event| event::ActiveModel { government_id: Set(Some(government)), ..event });
        insert_all::<event::Entity>(&self.db, events).await?;
        if let Some(claim) = &self.claim {
            idempotency::keep(&self.db, claim, self.fingerprint, &reply).await?;
        }
        self.db.commit().await?;
        Ok(reply)
    }
}

/// Says in the field's words what a broken rule of the database means at this place.
pub trait OrConflict<T> {
    /// A broken unique rule is 409 `already_exists` at `pointer`.
    fn or_exists(self, pointer: &str) -> Result<T>;
    /// A row that is still referred to is 409 `has_children`.
    fn or_has_children(self) -> Result<T>;
}

impl<T> OrConflict<T> for std::result::Result<T, DbErr> {
    fn or_exists(self, pointer: &str) -> Result<T> {
        use crate::http::{Code, Problem};
        self.map_err(|error| match error.sql_err() {
            Some(sea_orm::SqlErr::UniqueConstraintViolation(_)) => Problem::conflict(pointer, Code::AlreadyExists),
            _ => error.into(),
        })
    }

    fn or_has_children(self) -> Result<T> {
        use crate::http::{Code, Problem};
        self.map_err(|error| match error.sql_err() {
            Some(sea_orm::SqlErr::ForeignKeyConstraintViolation(_)) => Problem::new(Code::HasChildren),
            _ => error.into(),
        })
    }
}
