//! Notices that were handed in to be read: the file by its checksum, the text, what was understood, and the document made of it.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, integer, json, string, string_null, text};

use crate::draft::{Draft, drop};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Draft::edited("plan_import")
            .col(string("sha256"))
            .col(string_null("file_name"))
            .col(string("media_type"))
            .col(string_null("encoding"))
            .col(big_integer("size"))
            .col(integer("characters"))
            .col(string("layout"))
            .col(text("title"))
            .col(integer("task_count"))
            .col(integer("warning_count"))
            // A draft that is thrown away leaves the import to be applied again.
            .refer_while_there("plan_id", "plan")
            .unique(&["government_id", "sha256"])
            .create(manager)
            .await?;
        // What is large stands apart, so that lists do not read it.
        Draft::kept("plan_import_text")
            .refer("import_id", "plan_import")
            .col(text("source"))
            .col(json("reading"))
            .col(json("document"))
            .unique(&["import_id"])
            .create(manager)
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["plan_import_text", "plan_import"]).await
    }
}
