//! Statements: every phrase of the notice with a figure, word for word, and the targets that were made of it.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer_null, integer, integer_null, string_null, text, text_null};

use crate::draft::{Draft, drop};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Draft::edited("statement")
            .refer("plan_id", "plan")
            .refer("task_id", "task")
            .refer_opt("milestone_id", "milestone")
            .col(integer("ord"))
            .col(text("text"))
            .one_of("role", &["target", "checkpoint", "repeat", "parameter", "fact"])
            .one_of_opt("operator", &["eq", "gte", "gt", "lte", "lt", "approx", "range", "ratio", "rank", "all"])
            .col(big_integer_null("value_e4"))
            .col(big_integer_null("upper_e4"))
            .col(string_null("unit_of_measure"))
            .one_of_opt("firmness", &["firm", "aspirational"])
            .refer_opt("checkpoint_id", "checkpoint")
            .col(text_null("note"))
            .col(integer_null("source_start"))
            .col(integer_null("source_end"))
            .unique(&["task_id", "ord"])
            .create(manager)
            .await?;
        Draft::bare("statement_target")
            .refer("statement_id", "statement")
            .refer("target_id", "target")
            .unique(&["statement_id", "target_id"])
            .create(manager)
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["statement_target", "statement"]).await
    }
}
