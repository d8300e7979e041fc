//! Milestones (工作步骤) of a task with their own deadline, the checkpoints that stand at one, and what reports say of them.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{date, date_null, integer, json, json_null, string, text, text_null};

use crate::draft::{Draft, add_reference, drop, remove_reference};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Draft::edited("milestone")
            .refer("plan_id", "plan")
            .refer("task_id", "task")
            .col(integer("ord"))
            .col(string("key"))
            .col(json("due"))
            .col(date_null("due_on"))
            .col(text("text"))
            .col(text_null("how"))
            .col(text_null("condition"))
            .col(json_null("recurrence"))
            .col(date_null("done_on"))
            .unique(&["task_id", "key"])
            .create(manager)
            .await?;
        add_reference(manager, "checkpoint", "milestone_id", "milestone").await?;
        Draft::edited("revision_milestone")
            .refer("revision_id", "revision")
            .refer("milestone_id", "milestone")
            .col(date("occurs_on"))
            .col(date_null("done_on"))
            .col(text_null("note"))
            .unique(&["revision_id", "milestone_id", "occurs_on"])
            .create(manager)
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["revision_milestone"]).await?;
        remove_reference(manager, "checkpoint", "milestone_id").await?;
        drop(manager, &["milestone"]).await
    }
}
