//! The dashboard (总览): one small answer for a leader's screen, as large as the plan has headings, units and officials, not tasks.

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

pub(super) use compose::{brief, dashboard, standing};
use shapes::{Dashboard, DashboardFilter};

/// How many tasks, targets, steps and errata are told one by one unless asked otherwise.
pub(super) const TOP: u64 = 10;

/// Show where a plan stands on one screen.
///
/// Tasks by state as a whole, by heading, by lead unit and by official; how far targets are attained, the binding ones apart; how complete and
/// timely the reports are; the worst tasks, each with the sentence that explains it; overdue steps; corrected figures. The lists name the
/// worst `top` and their whole number; `/reports/tasks` and `/reports/due` have all of them.
#[utoipa::path(tag = "reports", operation_id = "get_dashboard", security(("bearer" = [])), params(DashboardFilter),
    responses((status = 200, description = "Where the plan stands; as a table, a row for the plan, each heading, unit and official; as a picture, bars of its tasks by state",
        content((Dashboard = "application/json"), (String = "text/csv"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            (String = "image/svg+xml"))), (status = 404, description = "No such plan")))]
#[get("/reports/dashboard")]
pub(super) async fn get_dashboard(app: Data<AppState>, caller: Caller, query: Query<DashboardFilter>, wanted: Wanted) -> Result<Reply> {
    caller.require(Action::ReadPlan)?;
    let DashboardFilter { plan_id, as_of, known_at, top, bom } = query.filter.clone();
    let when = when(&app, as_of, known_at)?;
    let top = shapes::bounded("top", top, TOP)?;
    let judged = judged_cache::of_plan(&app, &caller.scope, plan_id, when).await?;
    let report = dashboard(&judged, when, top);
    let name = format!("进展-{}", report.plan.code);
    match wanted.media {
        Media::Svg => Ok(Reply::file(Media::Svg, &name, picture::file(&drawings::states(&report, known_at)))),
        Media::Json => tagged(report, known_at, |report, known_at| report.known_at = known_at),
        _ => tables::dashboard(&report, wanted.english, |table| table.reply(wanted, &name, report.known_at.0, bom)),
    }
}
