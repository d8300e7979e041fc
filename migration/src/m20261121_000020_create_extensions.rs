//! More time for a report (延期报送): who asked for it and why, who granted it, until when; and the deadline that follows.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{string, string_null, text, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid_null};

use crate::draft::{Draft, drop};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Draft::edited("extension")
            .refer("plan_id", "plan")
            .refer("obligation_id", "obligation")
            .refer("unit_id", "unit")
            .one_of("state", &["requested", "approved", "refused"])
            .col(timestamp_with_time_zone("until"))
            .col(text("reason"))
            .refer("requested_by", "app_user")
            .col(string("requested_by_name"))
            .col(uuid_null("decided_by"))
            .col(string_null("decided_by_name"))
            .col(timestamp_with_time_zone_null("decided_at"))
            .col(text_null("refusal_reason"))
            .create(manager)
            .await?;
        let one_request = "CREATE UNIQUE INDEX uq_extension_requested ON extension (obligation_id) WHERE state = 'requested'";
        manager.get_connection().execute_unprepared(one_request).await?;
        let column = timestamp_with_time_zone_null("extended_until");
        manager.alter_table(Table::alter().table("obligation").add_column(column).to_owned()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table("obligation").drop_column("extended_until").to_owned()).await?;
        drop(manager, &["extension"]).await
    }
}
