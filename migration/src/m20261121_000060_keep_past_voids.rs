//! From when until when something was not owed that is owed again: a report about that time must not forget it.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::timestamp_with_time_zone;

use crate::draft::{Draft, drop};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Draft::kept("past_void")
            .refer("plan_id", "plan")
            .refer("obligation_id", "obligation")
            .one_of("reason", &["taskCancelled", "leadChanged", "transferred"])
            .col(timestamp_with_time_zone("from_at"))
            .col(timestamp_with_time_zone("to_at"))
            .create(manager)
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["past_void"]).await
    }
}
