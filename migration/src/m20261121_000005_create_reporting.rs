//! Who reports to whom, for which periods, by when: rules, their calendar, and the obligations that follow.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    boolean, date, integer, integer_null, json, string, string_null, timestamp_with_time_zone, timestamp_with_time_zone_null,
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
        Draft::edited("reporting_rule")
            .refer("plan_id", "plan")
            .col(integer("n"))
            .col(string("title"))
            .refer("receiver_unit_id", "unit")
            .one_of("reporters", &["everyLead", "reportingLead"])
            .col(json("calendar"))
            .col(json("parts"))
            .col(integer_null("text_limit"))
            .one_of("limit_policy", &["refuse", "warn", "off"])
            .col(boolean("signs_first"))
            .col(boolean("collects_figures"))
            .col(integer("return_days"))
            .unique(&["plan_id", "n"])
            .create(manager)
            .await?;
        Draft::kept("rule_period")
            .refer("plan_id", "plan")
            .refer("rule_id", "reporting_rule")
            .col(string("period"))
            .col(date("starts_on"))
            .col(date("ends_on"))
            .col(date("as_at"))
            .col(timestamp_with_time_zone("opens_at"))
            .col(timestamp_with_time_zone("due_at"))
            .col(timestamp_with_time_zone_null("closes_at"))
            .unique(&["rule_id", "period"])
            .create(manager)
            .await?;
        Draft::edited("obligation")
            .refer("plan_id", "plan")
            .refer("rule_period_id", "rule_period")
            .refer("task_id", "task")
            .refer("unit_id", "unit")
            .refer_opt("via_group_id", "unit")
            .col(string("period"))
            .col(date("as_at"))
            .col(timestamp_with_time_zone("opens_at"))
            .col(timestamp_with_time_zone("due_at"))
            .col(timestamp_with_time_zone_null("closes_at"))
            .col(string_null("void_reason"))
            .col(timestamp_with_time_zone_null("voided_at"))
            .unique(&["rule_period_id", "task_id", "unit_id"])
            .index(&["unit_id", "due_at"])
            .create(manager)
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["obligation", "rule_period", "reporting_rule"]).await
    }
}
