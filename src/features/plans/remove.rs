//! The parts of a draft that was made of a notice go with it, so that the notice can be read into a plan again.

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, QueryTrait};
use uuid::Uuid;

use crate::entity::{
    allocation, assignment, checkpoint, milestone, plan_import, reporting_rule, rule_period, section, site, statement, statement_target,
    target, target_link, target_version, task, task_version,
};
use crate::http::Result;

/// Whether the plan was made by applying an import.
pub(super) async fn is_imported(db: &impl ConnectionTrait, plan: Uuid) -> Result<bool> {
    Ok(plan_import::Entity::find().filter(plan_import::Column::PlanId.eq(plan)).count(db).await? > 0)
}

/// The rows of each table that belong to the plan, in this order.
macro_rules! remove {
    ($db:ident, $plan:ident, $($entity:ident),*) => {
        $($entity::Entity::delete_many().filter($entity::Column::PlanId.eq($plan)).exec($db).await?;)*
    };
}

/// Removes all parts of a draft, what refers to others first. What others hold of it (a link of another plan) refuses.
///
/// # Errors
/// Those of the database.
pub(super) async fn parts(db: &impl ConnectionTrait, plan: Uuid) -> std::result::Result<(), DbErr> {
    let statements = statement::Entity::find().select_only().column(statement::Column::Id).filter(statement::Column::PlanId.eq(plan));
    let supported = statement_target::Column::StatementId.in_subquery(statements.into_query());
    statement_target::Entity::delete_many().filter(supported).exec(db).await?;
    remove!(db, plan, statement, checkpoint, allocation);
    targets(db, plan).await?;
    tasks(db, plan).await
}

async fn targets(db: &impl ConnectionTrait, plan: Uuid) -> std::result::Result<(), DbErr> {
    remove!(db, plan, target_link, target_version, target, milestone, site, assignment);
    Ok(())
}

async fn tasks(db: &impl ConnectionTrait, plan: Uuid) -> std::result::Result<(), DbErr> {
    remove!(db, plan, rule_period, reporting_rule, task_version, task, section);
    Ok(())
}
