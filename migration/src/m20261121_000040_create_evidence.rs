//! Evidence of reports: the stored files, which report they belong to, and in which of its revisions they are.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, string, text_null, timestamp_with_time_zone};

use crate::draft::{Draft, drop};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Draft::bare("blob")
            .col(string("hash"))
            .col(big_integer("size"))
            .col(timestamp_with_time_zone("touched_at"))
            .unique(&["hash"])
            .index(&["touched_at"])
            .create(manager)
            .await?;
        Draft::edited("attachment")
            .refer("submission_id", "submission")
            .refer("unit_id", "unit")
            .refer_opt("target_id", "target")
            .refer("blob_id", "blob")
            .col(string("hash"))
            .col(big_integer("size"))
            .col(string("file_name"))
            .one_of("file_type", &["pdf", "ofd", "png", "jpeg", "docx", "xlsx"])
            .col(text_null("description"))
            .create(manager)
            .await?;
        Draft::kept("revision_attachment")
            .refer("revision_id", "revision")
            .refer("attachment_id", "attachment")
            .unique(&["revision_id", "attachment_id"])
            .create(manager)
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["revision_attachment", "attachment", "blob"]).await
    }
}
