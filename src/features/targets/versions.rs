//! The history of a target's terms.

use actix_web::get;
use actix_web::web::Data;
use chrono::NaiveDate;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::auth::{Action, Caller};
use crate::domain::instant::Instant;
use crate::entity::{target, target_version};
use crate::http::query::Filter;
use crate::http::{Id, OrNotFound, Query, Reply, Result};
use crate::list::{self, PageInfo};
use crate::state::AppState;
use crate::target_terms::{self, TargetTerms};
use crate::{refs, sort_keys};

/// The terms of a target as they stood from a day on.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "id": "0197a6f0-c0de-7000-a000-000000000504", "targetId": "0197a6f0-c0de-7000-a000-000000000404", "versionNumber": 2,
    "reportingUnit": null, "operator": "eq", "judgedAs": "atLeast", "value": 1500, "upper": null, "unitOfMeasure": "个", "multiplier": 1,
    "normalized": 1500, "series": "cumulative", "quantityKind": "count", "firmness": "firm", "class": "expected", "stretch": null,
    "baseline": null, "tolerance": null, "maintain": false, "perUnitGroup": null, "reference": null, "stages": [],
    "effectiveOn": "2024-09-01", "recordedAt": "2024-09-01T02:00:00.000Z", "reason": "联席会议第三次会议同意调整"
}))]
pub struct TargetVersion {
    /// Its id.
    pub id: Uuid,
    /// The target.
    pub target_id: Uuid,
    /// Its number, from 1.
    pub version_number: i32,
    /// The terms.
    #[serde(flatten)]
    pub terms: TargetTerms,
    /// The first day on which these terms count.
    pub effective_on: NaiveDate,
    /// When they were recorded.
    pub recorded_at: Instant,
    /// Why; null for the first version.
    pub reason: Option<String>,
}

/// A page of versions of a target.
#[derive(Serialize, ToSchema)]
pub struct TargetVersionPage {
    /// The versions.
    pub items: Vec<TargetVersion>,
    /// Where this page stands.
    pub page: PageInfo,
}

sort_keys! {
    /// How versions of a target are sorted.
    pub TargetVersionSort of target_version { "versionNumber" => N }
}

/// Which versions of the target.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TargetVersionFilter {
    /// What to sort by; `-` in front for descending. Ties are broken by id.
    #[param(inline)]
    pub sort: Option<TargetVersionSort>,
}

impl Filter for TargetVersionFilter {}

/// List the versions of a target: what it promised, from when on, and why it was changed.
#[utoipa::path(tag = "targets", operation_id = "list_target_versions", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The target"), crate::http::Paging, TargetVersionFilter),
    responses((status = 200, description = "A page of versions", body = TargetVersionPage)))]
#[get("/targets/{id}/versions")]
pub(super) async fn list_target_versions(app: Data<AppState>, caller: Caller, id: Id, query: Query<TargetVersionFilter>) -> Result<Reply> {
    caller.require(Action::ReadPlan)?;
    let target = target::Entity::seen_by(&caller.scope).filter(target::Column::Id.eq(id.0)).one(&app.db).await?.or_not_found()?;
    let TargetVersionFilter { sort } = query.filter.clone();
    let select = target_version::Entity::find().filter(target_version::Column::TargetId.eq(target.id));
    let (rows, page) = list::page(&app, &caller, select, sort.unwrap_or_default().0, target_version::Column::Id, &query).await?;
    let next = query.next(page.next_cursor.as_ref());
    let briefs = refs::briefs(&app.db, &caller.scope, rows.iter().flat_map(target_terms::units_in).collect::<Vec<_>>()).await?;
    let version = |row: target_version::Model| TargetVersion {
        id: row.id,
        target_id: row.target_id,
        version_number: row.n,
        effective_on: row.effective_on,
        recorded_at: row.recorded_at.into(),
        reason: row.reason.clone(),
        terms: target_terms::shown(row, &briefs),
    };
    Reply::page(&TargetVersionPage { items: rows.into_iter().map(version).collect(), page }, next)
}
