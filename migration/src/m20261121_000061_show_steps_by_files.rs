//! Which step of a task an attachment shows something about.

use sea_orm_migration::prelude::*;

use crate::draft::{add_reference, remove_reference};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add_reference(manager, "attachment", "milestone_id", "milestone").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        remove_reference(manager, "attachment", "milestone_id").await
    }
}
