//! A corrected notice against a plan that is there.

use actix_web::get;
use actix_web::web::Data;
use sea_orm::{ColumnTrait, QueryFilter};

use super::read::{seen, text_of};
use super::shapes::{DifferenceParameters, PlanImportDifference};
use crate::auth::{Action, Caller};
use crate::db;
use crate::domain::notice::difference::{Difference, difference};
use crate::entity::plan;
use crate::features::plan_documents::write::document_of;
use crate::http::query::refuse;
use crate::http::{Code, Id, Query, Reply, Result};
use crate::state::AppState;

/// Hold a corrected notice against a plan: what is new, what is gone, what reads differently, each with both values.
#[utoipa::path(tag = "plan-imports", operation_id = "get_plan_import_difference", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The import"), DifferenceParameters),
    responses((status = 200, description = "What differs", body = PlanImportDifference)))]
#[get("/plan-imports/{id}/difference")]
pub(super) async fn get_plan_import_difference(
    app: Data<AppState>,
    caller: Caller,
    id: Id,
    query: Query<DifferenceParameters>,
) -> Result<Reply> {
    caller.require(Action::ReadPlan)?;
    let db = db::snapshot(&app.db).await?;
    let row = seen(&db, &caller.scope, id.0).await?;
    let held = plan::Entity::seen_by(&caller.scope).filter(plan::Column::Id.eq(query.filter.plan_id)).one(&db).await?;
    let plan = held.ok_or_else(|| refuse("planId", Code::NotFound))?;
    let notice = text_of(&db, row.id).await?.document;
    let document = document_of(&db, &caller.scope, plan).await?;
    db.commit().await?;
    let work = move || difference(&document, &notice);
    let found = tokio::task::spawn_blocking(work).await.map_err(crate::http::Problem::internal)?;
    let Difference { plan, added, removed, changed, unchanged } = found;
    Reply::report(&PlanImportDifference { import_id: row.id, plan_id: query.filter.plan_id, plan, added, removed, changed, unchanged })
}
