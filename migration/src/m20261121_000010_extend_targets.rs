//! How targets hang together: wholes whose parts add up, links between targets, the sites (点位) of a task and who carries which share.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, boolean, integer, string, string_null};

use crate::draft::{Draft, add, drop, remove};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add(manager, "target", boolean("parts_add_up").default(false)).await?;
        add(manager, "target", string_null("qualifier")).await?;
        add(manager, "target", string_null("scope")).await?;
        Draft::edited("target_link")
            .refer("plan_id", "plan")
            .refer("from_id", "target")
            .refer("to_id", "target")
            .one_of("kind", &["same", "sumOf", "numeratorOf", "denominatorOf", "parentPlan"])
            .unique(&["from_id", "to_id", "kind"])
            .create(manager)
            .await?;
        site(manager).await?;
        allocation(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["allocation", "site", "target_link"]).await?;
        remove(manager, "target", &["scope", "qualifier", "parts_add_up"]).await
    }
}

async fn site(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    Draft::edited("site")
        .refer("plan_id", "plan")
        .refer("task_id", "task")
        .col(integer("ord"))
        .col(string("name"))
        .refer_opt("unit_id", "unit")
        .col(string_null("place"))
        .col(string_null("stage"))
        .col(big_integer_null("money_e4"))
        .unique(&["task_id", "name"])
        .create(manager)
        .await
}

async fn allocation(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    Draft::edited("allocation")
        .refer("plan_id", "plan")
        .refer("target_id", "target")
        .col(string("cell_key"))
        .refer_opt("unit_id", "unit")
        .refer_opt("site_id", "site")
        .col(string_null("period"))
        .col(big_integer("value_e4"))
        .unique(&["target_id", "cell_key"])
        .create(manager)
        .await
}
