//! Officials (总责任人, 分管副市长) beside units: the register, their duties on tasks, and whose account it is.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{boolean, date, date_null, integer, string, string_null};
use sea_orm_migration::sea_orm::DbBackend;

use crate::draft::{Draft, add_reference, drop, remove_reference, run};
use crate::m20261121_000003_create_plans as plans;

/// A duty is that of a unit or that of an official.
const ONE_ASSIGNEE: &str = "(unit_id IS NULL) <> (official_id IS NULL)";

/// The columns of a duty before this step.
const KEPT: &str = "id, government_id, version, created_at, updated_at, updated_by, plan_id, task_id, role, unit_id, label, ord, \
                    is_reporting, is_starred, effective_from, effective_to";

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Draft::edited("official")
            .col(string("code"))
            .col(string("name"))
            .col(string_null("post"))
            .refer_opt("unit_id", "unit")
            .col(date_null("valid_from"))
            .col(date_null("valid_to"))
            .refer_opt("successor_id", "official")
            .unique(&["government_id", "code"])
            .create(manager)
            .await?;
        add_reference(manager, "app_user", "official_id", "official").await?;
        match manager.get_database_backend() {
            DbBackend::Sqlite => rebuild(manager).await,
            _ => alter(manager).await,
        }
    }

    /// The duties of officials go with them.
    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &["DELETE FROM assignment WHERE unit_id IS NULL"]).await?;
        match manager.get_database_backend() {
            DbBackend::Sqlite => rebuild_back(manager).await?,
            _ => alter_back(manager).await?,
        }
        remove_reference(manager, "app_user", "official_id").await?;
        drop(manager, &["official"]).await
    }
}

async fn assignment(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    Draft::edited("assignment")
        .refer("plan_id", "plan")
        .refer("task_id", "task")
        .one_of("role", &["lead", "responsible", "cooperating", "jointly", "principal"])
        .refer_opt("unit_id", "unit")
        .refer_opt("official_id", "official")
        .col(string("assignee_key"))
        .col(string_null("printed_as"))
        .col(string_null("label"))
        .col(integer("ord"))
        .col(boolean("is_reporting"))
        .col(boolean("is_starred"))
        .col(date("effective_from"))
        .col(date_null("effective_to"))
        .check(ONE_ASSIGNEE)
        .unique(&["task_id", "role", "assignee_key", "effective_from"])
        .create(manager)
        .await
}

/// SQLite cannot take NOT NULL off a column: the table is written anew and its rows are copied.
async fn rebuild(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    set_aside(manager).await?;
    run(manager, &["DROP INDEX uq_assignment_task_id_role_unit_id_effective_from"]).await?;
    assignment(manager).await?;
    let part = |from: u8, length: u8| format!("substr(lower(hex(unit_id)), {from}, {length})");
    let key = [part(1, 8), part(9, 4), part(13, 4), part(17, 4), part(21, 12)].join(" || '-' || ");
    let copy = format!("INSERT INTO assignment ({KEPT}, assignee_key) SELECT {KEPT}, {key} FROM assignment_before");
    run(manager, &[&copy, "DROP TABLE assignment_before"]).await
}

async fn rebuild_back(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    set_aside(manager).await?;
    let indexes = ["DROP INDEX ix_assignment_official_id", "DROP INDEX uq_assignment_task_id_role_assignee_key_effective_from"];
    run(manager, &indexes).await?;
    plans::assignment(manager).await?;
    let copy = format!("INSERT INTO assignment ({KEPT}) SELECT {KEPT} FROM assignment_before");
    run(manager, &[&copy, "DROP TABLE assignment_before"]).await
}

/// Makes room for the table of this name, and for its indexes: their names are those of the whole database.
async fn set_aside(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let statements = [
        "ALTER TABLE assignment RENAME TO assignment_before",
        "DROP INDEX ix_assignment_government_id",
        "DROP INDEX ix_assignment_plan_id",
        "DROP INDEX ix_assignment_task_id",
        "DROP INDEX ix_assignment_unit_id",
    ];
    run(manager, &statements).await
}

async fn alter(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    add_reference(manager, "assignment", "official_id", "official").await?;
    let check = format!("ALTER TABLE assignment ADD CONSTRAINT ck_assignment_one_assignee CHECK ({ONE_ASSIGNEE})");
    let statements = [
        "ALTER TABLE assignment ADD COLUMN assignee_key varchar, ADD COLUMN printed_as varchar, ALTER COLUMN unit_id DROP NOT NULL",
        "UPDATE assignment SET assignee_key = unit_id::text",
        "ALTER TABLE assignment ALTER COLUMN assignee_key SET NOT NULL",
        &check,
        "DROP INDEX uq_assignment_task_id_role_unit_id_effective_from",
        "CREATE UNIQUE INDEX uq_assignment_task_id_role_assignee_key_effective_from \
         ON assignment (task_id, role, assignee_key, effective_from)",
    ];
    run(manager, &statements).await
}

async fn alter_back(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let statements = [
        "DROP INDEX uq_assignment_task_id_role_assignee_key_effective_from",
        "ALTER TABLE assignment DROP CONSTRAINT ck_assignment_one_assignee",
        "ALTER TABLE assignment DROP COLUMN assignee_key, DROP COLUMN printed_as, ALTER COLUMN unit_id SET NOT NULL",
        "CREATE UNIQUE INDEX uq_assignment_task_id_role_unit_id_effective_from ON assignment (task_id, role, unit_id, effective_from)",
    ];
    run(manager, &statements).await?;
    remove_reference(manager, "assignment", "official_id").await
}
