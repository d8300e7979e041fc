//! Where a plan comes from: its campaign and its source; and reporting rules that hold for one task only.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{json_null, string_null};

use crate::draft::{add, add_reference, remove, remove_reference};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add(manager, "plan", string_null("campaign")).await?;
        add(manager, "plan", json_null("source")).await?;
        add_reference(manager, "reporting_rule", "task_id", "task").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        remove_reference(manager, "reporting_rule", "task_id").await?;
        remove(manager, "plan", &["source", "campaign"]).await
    }
}
