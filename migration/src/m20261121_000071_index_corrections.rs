//! Finds corrected figures without reading all of a plan: few are, and only those are in the index.

use sea_orm_migration::prelude::*;

use crate::draft::run;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &["CREATE INDEX ix_figure_corrected ON figure (plan_id, known_to) WHERE known_to IS NOT NULL"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &["DROP INDEX ix_figure_corrected"]).await
    }
}
