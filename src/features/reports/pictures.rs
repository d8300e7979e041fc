//! Judged plans for those who ask.

use std::sync::Arc;

use sea_orm::{ColumnTrait, QueryFilter};
use uuid::Uuid;

use super::load::When;
use super::picture::Picture;
use crate::db;
use crate::entity::plan;
use crate::entity::scope::Scope;
use crate::http::{OrNotFound, Result};
use crate::state::AppState;

/// The judged plan, as the caller may see it at that time.
///
/// # Errors
/// 404 where the caller sees no such plan; those of the database.
pub(super) async fn of_plan(app: &AppState, scope: &Scope, plan: Uuid, when: When) -> Result<Arc<Picture>> {
    let db = db::snapshot(&app.db).await?;
    let plan = plan::Entity::seen_by(scope).filter(plan::Column::Id.eq(plan)).one(&db).await?.or_not_found()?;
    let picture = Picture::load(&db, scope, plan, when).await?;
    db.rollback().await?;
    Ok(Arc::new(picture))
}
