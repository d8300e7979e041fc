//! Quantitative targets with the whole algebra, their versions, and their checkpoints.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, boolean, date, integer, json_null, string, string_null, text, timestamp_with_time_zone,
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
        Draft::edited("target")
            .refer("plan_id", "plan")
            .refer("task_id", "task")
            .col(string("key"))
            .col(string("indicator"))
            .col(text("text"))
            .refer_opt("part_of_id", "target")
            .col(integer("current_n"))
            .unique(&["task_id", "key"])
            .create(manager)
            .await?;
        Draft::kept("target_version")
            .refer("plan_id", "plan")
            .refer("target_id", "target")
            .col(integer("n"))
            .refer_opt("reporting_unit_id", "unit")
            .one_of("operator", &["eq", "gte", "gt", "lte", "lt", "approx", "range", "ratio", "rank", "all"])
            .col(string("judged_as"))
            .col(big_integer_null("value_e4"))
            .col(big_integer_null("upper_e4"))
            .col(string_null("unit_of_measure"))
            .col(big_integer("multiplier"))
            .one_of("series", &["cumulative", "increment", "level", "average"])
            .one_of(
                "quantity_kind",
                &["count", "amount", "rate", "growth", "growthPerYear", "changeInPoints", "decrease", "ratio", "coverage"],
            )
            .one_of("firmness", &["firm", "aspirational"])
            .one_of("class", &["binding", "expected"])
            .col(json_null("stretch"))
            .col(json_null("baseline"))
            .col(big_integer_null("tolerance_e4"))
            .col(boolean("maintain"))
            .refer_opt("per_unit_group_id", "unit")
            .col(json_null("reference"))
            .col(json_null("stages"))
            .col(date("effective_on"))
            .col(timestamp_with_time_zone("recorded_at"))
            .col(string_null("reason"))
            .unique(&["target_id", "n"])
            .create(manager)
            .await?;
        Draft::edited("checkpoint")
            .refer("plan_id", "plan")
            .refer("target_id", "target")
            .col(date("due_on"))
            .col(big_integer_null("value_e4"))
            .col(big_integer_null("share_e4"))
            .unique(&["target_id", "due_on"])
            .create(manager)
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["checkpoint", "target_version", "target"]).await
    }
}
