//! What all tables whose rows are edited have in common: a version, and who changed it last.

use crate::http::reply::Current;

/// Implements `current` and `touch` for the models of edited tables.
macro_rules! edited {
    ($($table:ident),* $(,)?) => { $(
        impl crate::entity::$table::Model {
            /// The version, for `If-Match`.
            pub fn current(&self) -> Current<'_> {
                Current { version: self.version, changed_by: &self.updated_by, changed_at: self.updated_at }
            }

            /// Notes a change: next version, this instant, this actor.
            pub fn touch(&mut self, tx: &crate::db::Tx) {
                self.version += 1;
                self.updated_at = tx.now;
                self.updated_by.clone_from(&tx.actor.name);
            }
        }
    )* };
}

edited!(
    government,
    unit,
    app_user,
    official,
    role_grant,
    plan,
    plan_import,
    section,
    task,
    assignment,
    milestone,
    site,
    attachment,
    target,
    target_link,
    allocation,
    statement,
    checkpoint,
    contribution,
    reporting_rule,
    obligation,
    extension,
    submission,
    bulletin,
    revision_milestone
);
