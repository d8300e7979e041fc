//! Reading a whole plan as a document.

use actix_web::get;
use actix_web::web::Data;
use sea_orm::{ColumnTrait, QueryFilter};

use super::findings::reads_whole;
use super::load::{Register, Rows};
use super::shapes::PlanDocument;
use super::{canonical, show};
use crate::auth::{Action, Caller};
use crate::db;
use crate::entity::plan;
use crate::http::query::NoParameters;
use crate::http::{Code, Id, OrNotFound, Problem, Query, Reply, Result};
use crate::state::AppState;

/// Read a whole plan as a document that can be entered elsewhere.
///
/// In canonical form: equal plans give equal bytes. What is null, false, empty or the default is left out. For those who read the whole
/// plan; to others, who see a part of it, it is refused.
#[utoipa::path(tag = "plan-documents", operation_id = "get_plan_document", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The plan")), responses((status = 200, description = "The document", body = PlanDocument)))]
#[get("/plans/{id}/document")]
pub(super) async fn get_plan_document(app: Data<AppState>, caller: Caller, id: Id, _query: Query<NoParameters>) -> Result<Reply> {
    caller.require(Action::ReadPlan)?;
    let db = db::snapshot(&app.db).await?;
    let row = plan::Entity::seen_by(&caller.scope).filter(plan::Column::Id.eq(id.0)).one(&db).await?.or_not_found()?;
    if !reads_whole(&caller, &row) {
        return Err(Problem::new(Code::Forbidden));
    }
    let register = Register::load(&db, &caller.scope).await?;
    let rows = Rows::load(&db, row).await?;
    db.commit().await?;
    Ok(Reply::written(canonical::bytes(&show::document(&register, &rows))?))
}
