//! Plans with their sections and tasks, the versions of a task, and who answers for it.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    boolean, date, date_null, integer, json, json_null, string, string_null, text_null, timestamp_with_time_zone,
};

use crate::draft::{Draft, drop, prefix_index};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        plan(manager).await?;
        section(manager).await?;
        task(manager).await?;
        task_version(manager).await?;
        assignment(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["assignment", "task_version", "task", "section", "plan"]).await
    }
}

async fn plan(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    Draft::edited("plan")
        .col(string("code"))
        .col(string("title"))
        .one_of("kind", &["livelihood", "keyWork", "outline", "batch", "narrative"])
        .one_of("state", &["draft", "issued", "closed", "archived"])
        .col(date("starts_on"))
        .col(date("ends_on"))
        .col(string_null("document_number"))
        .col(date_null("issued_on"))
        .col(date_null("signed_on"))
        .col(date_null("printed_on"))
        .col(string_null("addressees"))
        .col(boolean("is_public"))
        .col(string_null("batch"))
        .refer_opt("parent_id", "plan")
        .col(string_null("parent_text"))
        .one_of("lead_rule", &["labelled", "all", "sole", "first", "starred"])
        .col(json_null("default_due"))
        .refer("issuing_unit_id", "unit")
        .refer_opt("coordinating_unit_id", "unit")
        .refer_opt("supervising_unit_id", "unit")
        .refer_opt("meeting_unit_id", "unit")
        .col(json("thresholds"))
        .col(json("palette"))
        .unique(&["government_id", "code"])
        .create(manager)
        .await
}

async fn section(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    Draft::edited("section")
        .refer("plan_id", "plan")
        .refer_opt("parent_id", "section")
        .col(integer("ord"))
        .col(string("number"))
        .col(string("title"))
        .create(manager)
        .await
}

async fn task(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    Draft::edited("task")
        .refer("plan_id", "plan")
        .refer_opt("section_id", "section")
        .refer_opt("parent_id", "task")
        .col(string("path"))
        .col(integer("ord"))
        .col(string("number"))
        .col(string("code"))
        .col(integer("current_n"))
        .unique(&["plan_id", "code"])
        .create(manager)
        .await?;
    prefix_index(manager, "task").await
}

async fn task_version(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    Draft::kept("task_version")
        .refer("plan_id", "plan")
        .refer("task_id", "task")
        .col(integer("n"))
        .col(string("title"))
        .col(string("search"))
        .col(text_null("content"))
        .col(text_null("how"))
        .col(date_null("starts_on"))
        .col(json_null("due"))
        .col(date_null("due_on"))
        .col(json("parameters"))
        .col(boolean("cancelled"))
        .col(date("effective_on"))
        .col(timestamp_with_time_zone("recorded_at"))
        .col(string_null("reason"))
        .unique(&["task_id", "n"])
        .create(manager)
        .await
}

/// Of units only: later steps know it as the table that they change.
pub(crate) async fn assignment(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    Draft::edited("assignment")
        .refer("plan_id", "plan")
        .refer("task_id", "task")
        .one_of("role", &["lead", "responsible", "cooperating", "jointly", "principal"])
        .refer("unit_id", "unit")
        .col(string_null("label"))
        .col(integer("ord"))
        .col(boolean("is_reporting"))
        .col(boolean("is_starred"))
        .col(date("effective_from"))
        .col(date_null("effective_to"))
        .unique(&["task_id", "role", "unit_id", "effective_from"])
        .create(manager)
        .await
}
