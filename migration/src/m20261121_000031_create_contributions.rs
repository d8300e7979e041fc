//! What cooperating units contribute to the reports on a task.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{json, string, string_null, text, timestamp_with_time_zone_null};

use crate::draft::{Draft, drop};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Draft::edited("contribution")
            .refer("plan_id", "plan")
            .refer("task_id", "task")
            .refer("unit_id", "unit")
            .col(string("period"))
            .one_of("state", &["draft", "given"])
            .col(text("text"))
            .col(json("figures"))
            .col(timestamp_with_time_zone_null("given_at"))
            .col(string_null("given_by_name"))
            .unique(&["task_id", "period", "unit_id"])
            .create(manager)
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["contribution"]).await
    }
}
