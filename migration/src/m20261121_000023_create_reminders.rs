//! Reminders of reports (催报), and what waits to be delivered outside of the service.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{integer, json, string, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null};

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
            .await?;
        Draft::kept("outbox")
            .col(string("kind"))
            .col(json("payload"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone_null("delivered_at"))
            .col(integer("attempts"))
            .col(timestamp_with_time_zone("next_attempt_at"))
            .col(text_null("last_error"))
            .index(&["delivered_at", "next_attempt_at"])
            .create(manager)
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["outbox", "reminder"]).await
    }
}
