//! People and systems that log in, what they may do, and their sessions.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    boolean, date, date_null, integer, string, string_null, timestamp_with_time_zone, timestamp_with_time_zone_null,
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
        Draft::edited("app_user")
            .col(string("username"))
            .col(string("name"))
            .refer("unit_id", "unit")
            .col(string("password_hash"))
            .col(boolean("must_change_password"))
            .col(boolean("installation_admin"))
            .col(timestamp_with_time_zone_null("disabled_at"))
            .col(integer("failed_logins"))
            .col(timestamp_with_time_zone_null("locked_until"))
            .unique(&["username"])
            .create(manager)
            .await?;
        Draft::edited("role_grant")
            .refer("user_id", "app_user")
            .one_of(
                "role",
                &["reporter", "approver", "coordinator", "supervisor", "leader", "systemAdmin", "securityAdmin", "auditor", "service"],
            )
            .refer("unit_id", "unit")
            .col(boolean("include_descendants"))
            .col(date("valid_from"))
            .col(date_null("valid_to"))
            .refer_opt("granted_by", "app_user")
            .create(manager)
            .await?;
        Draft::kept("session")
            .refer("user_id", "app_user")
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone("last_used_at"))
            .col(timestamp_with_time_zone_null("ended_at"))
            .col(string_null("user_agent"))
            .create(manager)
            .await?;
        Draft::bare("refresh_token")
            .refer("session_id", "session")
            .col(string("hash"))
            .col(timestamp_with_time_zone("issued_at"))
            .col(timestamp_with_time_zone("expires_at"))
            .col(timestamp_with_time_zone_null("used_at"))
            .unique(&["hash"])
            .create(manager)
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["refresh_token", "session", "role_grant", "app_user"]).await
    }
}
