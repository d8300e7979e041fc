//! The board (看板): a plan at a glance as one page for a browser, with nothing from outside.

mod page;

use actix_web::get;
use actix_web::web::Data;
use sea_orm::{ColumnTrait, QueryFilter};
use serde::Deserialize;
use utoipa::IntoParams;

use super::progress::when;
use super::{discipline, run};
use crate::auth::{Action, Caller};
use crate::db;
use crate::domain::day::Day;
use crate::domain::instant::Instant;
use crate::entity::plan;
use crate::http::query::Filter;
use crate::http::{Id, Media, OrNotFound, Query, Reply, Result};
use crate::state::AppState;

/// When the board speaks.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct BoardFilter {
    /// The business date the board speaks of; default today.
    #[param(example = "2024-05-31")]
    pub as_of: Option<Day>,
    /// The instant whose knowledge is used, not after now; default now. With both given the page can be reproduced.
    #[param(example = "2024-06-10T00:00:00Z")]
    pub known_at: Option<Instant>,
}

impl Filter for BoardFilter {
    const PAGED: bool = false;
}

/// How many tasks, steps and errata the page names.
const TOP: usize = 12;

/// Show a plan at a glance as one page.
///
/// The page holds its style and its pictures and fetches nothing: it can be saved, mailed, printed and shown on a closed network. It is in
/// Chinese, light or dark as the reader's system is.
#[utoipa::path(tag = "reports", operation_id = "get_plan_board", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The plan"), BoardFilter),
    responses((status = 200, description = "The page", content((String = "text/html"))), (status = 404, description = "No such plan")))]
#[get("/plans/{id}/board")]
pub(super) async fn get_plan_board(app: Data<AppState>, caller: Caller, id: Id, query: Query<BoardFilter>) -> Result<Reply> {
    caller.require(Action::ReadPlan)?;
    let BoardFilter { as_of, known_at } = query.filter.clone();
    let when = when(&app, as_of, known_at)?;
    let db = db::snapshot(&app.db).await?;
    let plan = plan::Entity::seen_by(&caller.scope).filter(plan::Column::Id.eq(id.0)).one(&db).await?.or_not_found()?;
    let name = format!("看板-{}", plan.code);
    let number = plan.document_number.clone();
    let dashboard = run::dashboard(&db, &caller.scope, plan.clone(), when, TOP).await?;
    let discipline = discipline::discipline(&db, &caller.scope, plan, when).await?;
    db.rollback().await?;
    let page = page::Page { number, dashboard: &dashboard, discipline: &discipline, pinned: known_at };
    Ok(Reply::file(Media::Html, &name, page.html().into_string().into_bytes()))
}
