//! Bulletins (通报, 专报): drafted from the reports, numbered, and frozen with their two times and a digest when they are issued.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    date, date_null, integer_null, json_null, string, string_null, text, text_null, timestamp_with_time_zone_null,
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
        Draft::edited("bulletin")
            .refer("plan_id", "plan")
            .refer("issuing_unit_id", "unit")
            .one_of("kind", &["quarterly", "halfYear", "special"])
            .one_of("state", &["draft", "issued", "withdrawn"])
            .col(string("period"))
            .col(text("title"))
            .col(string_null("number_prefix"))
            .col(integer_null("number_year"))
            .col(integer_null("serial"))
            .col(date("as_of"))
            .col(timestamp_with_time_zone_null("known_at"))
            .col(date_null("dated_on"))
            .col(text_null("addressees"))
            .col(text_null("foreword"))
            .col(text_null("closing"))
            .col(timestamp_with_time_zone_null("issued_at"))
            .col(string_null("issued_by"))
            .col(timestamp_with_time_zone_null("withdrawn_at"))
            .col(string_null("withdrawn_by"))
            .col(text_null("withdrawn_because"))
            .col(string_null("digest"))
            .col(text_null("content"))
            .col(json_null("basis"))
            .check("state = 'draft' OR (number_prefix IS NOT NULL AND number_year IS NOT NULL AND serial IS NOT NULL)")
            .check("state = 'draft' OR (known_at IS NOT NULL AND dated_on IS NOT NULL AND digest IS NOT NULL)")
            .check("state = 'draft' OR (content IS NOT NULL AND basis IS NOT NULL)")
            // Drafts without a number stand beside each other: nulls are distinct.
            .unique(&["government_id", "number_prefix", "number_year", "serial"])
            .create(manager)
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["bulletin"]).await
    }
}
