//! Governments and their units: the tenant, the tree of organisations, other names, group members.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{date_null, string, string_null};

use crate::draft::{Draft, drop, prefix_index};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Draft::bare("government").versioned().col(string("code")).col(string("name")).unique(&["code"]).create(manager).await?;
        Draft::edited("unit")
            .col(string("code"))
            .col(string("name"))
            .col(string_null("short_name"))
            .col(string("search"))
            .one_of(
                "kind",
                &[
                    "government",
                    "department",
                    "partyBody",
                    "massOrganisation",
                    "district",
                    "township",
                    "zone",
                    "enterprise",
                    "court",
                    "temporaryBody",
                    "group",
                ],
            )
            .refer_opt("parent_id", "unit")
            .col(string("path"))
            .col(string_null("credit_code"))
            .col(date_null("valid_from"))
            .col(date_null("valid_to"))
            .refer_opt("successor_id", "unit")
            .unique(&["government_id", "code"])
            .create(manager)
            .await?;
        prefix_index(manager, "unit").await?;
        Draft::kept("unit_alias")
            .refer("unit_id", "unit")
            .col(string("alias"))
            .col(string("alias_norm"))
            .unique(&["government_id", "alias_norm", "unit_id"])
            .create(manager)
            .await?;
        Draft::kept("group_member")
            .refer("group_id", "unit")
            .refer("unit_id", "unit")
            .col(date_null("valid_from"))
            .col(date_null("valid_to"))
            .create(manager)
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["group_member", "unit_alias", "unit", "government"]).await
    }
}
