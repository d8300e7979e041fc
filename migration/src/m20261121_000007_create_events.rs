//! The audit trail, and the answers kept for repeated requests.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{integer_null, json, string, string_null, text_null, timestamp_with_time_zone, uuid_null};

use crate::draft::{Draft, drop};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Draft::bare("event")
            .refer_opt("government_id", "government")
            .col(timestamp_with_time_zone("at"))
            .col(uuid_null("actor_id"))
            .col(string_null("actor_name"))
            .col(string("action"))
            .col(string("subject_type"))
            .col(uuid_null("subject_id"))
            .col(json("data"))
            .col(string("request_id"))
            .index(&["government_id", "at"])
            .index(&["subject_id"])
            .create(manager)
            .await?;
        Draft::bare("idempotency_key")
            .refer("user_id", "app_user")
            .col(string("method"))
            .col(string("path"))
            .col(string("key"))
            .col(string("body_hash"))
            .col(timestamp_with_time_zone("claimed_at"))
            .col(integer_null("status"))
            .col(string_null("location"))
            .col(string_null("etag"))
            .col(text_null("answer"))
            .unique(&["user_id", "method", "path", "key"])
            .create(manager)
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["idempotency_key", "event"]).await
    }
}
