//! The ranking of units (单位排名). The rule is written down in `domain::ranking`.

mod compose;
pub mod shapes;

use actix_web::get;
use actix_web::web::Data;

use super::progress::{tagged, when};
use super::{drawings, judged_cache, tables};
use crate::auth::{Action, Caller};
use crate::http::{Media, Query, Reply, Result};
use crate::picture;
use crate::sheet::Wanted;
use crate::state::AppState;

pub(super) use compose::ranking;
use shapes::{Ranking, RankingFilter};

/// Rank the units of a plan by what they reached and how they report.
///
/// Points out of a hundred: **achievement** (weight 60) is a full credit for each firm target that is achieved, ahead or on track, half a credit for
/// each that is behind, none for those seriously behind, overdue or without data, of the targets so judged; a target that is not due yet or cannot
/// be computed does not count. **Timeliness** (20) is the reports filed by their deadline, **completeness** (20) those filed at all, of the
/// reports expected. Components without anything to measure are left out and the others weigh in their stead. Computed exactly, rounded once
/// to two decimals; equal points share a rank: 1, 2, 2, 4. Units of which nothing was expected are listed last without a rank. A target counts
/// for its reporting unit, else for every unit that leads its task, as written; where each member of a group must reach it, each member counts with
/// its own state. Callers who do not read all of the plan see a ranking of what they see.
#[utoipa::path(tag = "reports", operation_id = "get_unit_ranking", security(("bearer" = [])), params(RankingFilter),
    responses((status = 200, description = "The ranking; as a table, a row for each unit; as a picture, bars",
        content((Ranking = "application/json"), (String = "text/csv"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (String = "image/svg+xml"))), (status = 404, description = "No such plan")))]
#[get("/reports/ranking")]
pub(super) async fn get_unit_ranking(app: Data<AppState>, caller: Caller, query: Query<RankingFilter>, wanted: Wanted) -> Result<Reply> {
    caller.require(Action::ReadPlan)?;
    let RankingFilter { plan_id, period, as_of, known_at, bom } = query.filter.clone();
    let when = when(&app, as_of, known_at)?;
    let judged = judged_cache::of_plan(&app, &caller.scope, plan_id, when).await?;
    let report = ranking(&judged, period, when);
    let name = format!("单位排名-{}", report.plan.code);
    match wanted.media {
        Media::Svg => Ok(Reply::file(Media::Svg, &name, picture::file(&drawings::ranking(&report, known_at)))),
        Media::Json => tagged(report, known_at, |report, known_at| report.known_at = known_at),
        _ => tables::ranking(&report.items).reply(wanted, &name, report.known_at.0, bom),
    }
}
