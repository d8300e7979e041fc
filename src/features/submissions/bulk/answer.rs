//! The answer to a bulk: one result per row, and whether anything stays.

use actix_web::http::StatusCode;

use super::rows::Rows;
use super::shapes::{BulkOutcome, SubmissionBulkResult, SubmissionBulkRow};
use crate::auth::Caller;
use crate::db::Tx;
use crate::http::{Fault, Reply, Result};
use crate::state::AppState;

/// How a bulk is taken and answered.
#[derive(Clone, Copy)]
pub(super) struct Mode {
    pub(super) atomic: bool,
    pub(super) dry_run: bool,
    pub(super) english: bool,
}

impl Mode {
    /// Writes what was done, or undoes it where it was only asked what would come of it, and answers: 200, or 207 where rows failed.
    ///
    /// # Errors
    /// Those of the database.
    pub(super) async fn finish<T>(self, app: &AppState, caller: &Caller, tx: Tx, rows: Rows<T>) -> Result<Reply> {
        let result = self.result(rows);
        let status = if result.failed > 0 { StatusCode::MULTI_STATUS } else { StatusCode::OK };
        let reply = Reply { status, ..Reply::report(&result)? };
        if self.dry_run {
            tx.undo().await?;
            // The kept answer of an idempotency key is all that a dry run leaves.
            return Tx::begin(app, caller).await?.commit(reply).await;
        }
        tx.commit(reply).await
    }

    fn result<T>(self, rows: Rows<T>) -> SubmissionBulkResult {
        let row = |(index, row)| {
            let errors: Vec<Fault> = Rows::faults(index, &row).collect();
            // The id of a report that a dry run began is nobody's.
            let lasts = !(self.dry_run && row.is_new);
            SubmissionBulkRow {
                index,
                r#ref: row.reference,
                outcome: row.outcome,
                submission_id: row.report.as_ref().filter(|_| lasts).map(|report| report.id),
                version: row.report.as_ref().map(|report| report.version),
                state: row.report.as_ref().map(|report| report.state),
                errors: errors.iter().map(|fault| fault.body(self.english)).collect(),
            }
        };
        let items: Vec<SubmissionBulkRow> = rows.0.into_iter().enumerate().map(row).collect();
        let failed = items.iter().filter(|row| row.outcome == BulkOutcome::Failed).count();
        SubmissionBulkResult { dry_run: self.dry_run, succeeded: items.len() - failed, failed, items }
    }
}
