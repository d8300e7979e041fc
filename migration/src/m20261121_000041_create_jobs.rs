//! Work to be done later: by one replica at a time, again when it failed.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{integer, json, string, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid_null};

use crate::draft::{Draft, drop};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Draft::bare("job")
            .col(string("kind"))
            .col(string("key"))
            .col(json("payload"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone("run_at"))
            .col(timestamp_with_time_zone_null("leased_until"))
            .col(uuid_null("leased_by"))
            .col(integer("attempts"))
            .col(text_null("last_error"))
            .col(timestamp_with_time_zone_null("done_at"))
            .unique(&["kind", "key"])
            .index(&["done_at", "run_at"])
            .create(manager)
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["job"]).await
    }
}
