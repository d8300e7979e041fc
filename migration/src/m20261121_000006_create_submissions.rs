//! What units file, every revision of it, each step of its review, and the figures held true.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, date, integer, integer_null, string, string_null, text_null, timestamp_with_time_zone,
    timestamp_with_time_zone_null, uuid_null,
};

use crate::draft::{Draft, drop};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        submission(manager).await?;
        revision(manager).await?;
        submission_event(manager).await?;
        figure(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["figure", "submission_event", "revision_figure", "revision", "submission"]).await
    }
}

async fn submission(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    Draft::edited("submission")
        .refer("plan_id", "plan")
        .refer("obligation_id", "obligation")
        .refer("task_id", "task")
        .refer("unit_id", "unit")
        .one_of("state", &["draft", "submitted", "signed", "returned", "accepted"])
        .col(integer("working_revision"))
        .col(integer_null("accepted_revision"))
        .col(timestamp_with_time_zone_null("first_filed_at"))
        .col(timestamp_with_time_zone_null("open_until"))
        .unique(&["obligation_id"])
        .create(manager)
        .await
}

async fn revision(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    Draft::kept("revision")
        .refer("submission_id", "submission")
        .col(integer("n"))
        .one_of("kind", &["filing", "correction"])
        .col(text_null("progress"))
        .col(text_null("problems"))
        .col(text_null("suggestions"))
        .col(timestamp_with_time_zone_null("filed_at"))
        .col(uuid_null("filed_by"))
        .col(string_null("filed_by_name"))
        .col(timestamp_with_time_zone_null("withdrawn_at"))
        .col(text_null("reason"))
        .unique(&["submission_id", "n"])
        .create(manager)
        .await?;
    Draft::kept("revision_figure")
        .refer("revision_id", "revision")
        .refer("target_id", "target")
        .col(string("cell_key"))
        .col(big_integer_null("value_e4"))
        .col(big_integer_null("numerator_e4"))
        .col(big_integer_null("denominator_e4"))
        .col(big_integer_null("claimed_total_e4"))
        .col(text_null("why_missing"))
        .unique(&["revision_id", "target_id", "cell_key"])
        .create(manager)
        .await
}

async fn submission_event(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    Draft::kept("submission_event")
        .refer("plan_id", "plan")
        .refer("submission_id", "submission")
        .col(integer("revision_n"))
        .one_of("action", &["edit", "submit", "sign", "return", "accept", "withdraw", "correct"])
        .one_of("from_state", &["draft", "submitted", "signed", "returned", "accepted"])
        .one_of("to_state", &["draft", "submitted", "signed", "returned", "accepted"])
        .refer("actor_id", "app_user")
        .col(string("actor_name"))
        .col(timestamp_with_time_zone("at"))
        .col(text_null("reason"))
        .create(manager)
        .await
}

async fn figure(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    Draft::kept("figure")
        .refer("plan_id", "plan")
        .refer("target_id", "target")
        .refer("unit_id", "unit")
        .refer("submission_id", "submission")
        .refer("revision_id", "revision")
        .col(string("cell_key"))
        .col(string("period"))
        .col(date("as_at"))
        .col(big_integer("value_e4"))
        .col(big_integer_null("numerator_e4"))
        .col(big_integer_null("denominator_e4"))
        .col(timestamp_with_time_zone("known_from"))
        .col(timestamp_with_time_zone_null("known_to"))
        .index(&["plan_id", "as_at"])
        .create(manager)
        .await?;
    manager
        .get_connection()
        .execute_unprepared("CREATE UNIQUE INDEX uq_figure_current ON figure (target_id, unit_id, cell_key, period) WHERE known_to IS NULL")
        .await
        .map(|_| ())
}
