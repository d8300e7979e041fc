//! Reminders of reports (催报).

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{string, timestamp_with_time_zone};

use crate::draft::{Draft, drop};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Draft::kept("reminder")
            .refer("plan_id", "plan")
            .refer("obligation_id", "obligation")
            .refer("unit_id", "unit")
            .col(string("period"))
            .one_of("channel", &["message", "phone", "letter"])
            .col(timestamp_with_time_zone("sent_at"))
            .refer("sent_by", "app_user")
            .col(string("sent_by_name"))
            .create(manager)
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["reminder"]).await
    }
}
