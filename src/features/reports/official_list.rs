//! Officials (总责任人) and what they answer for: counts, and the tasks at which they are named.

use actix_web::get;
use actix_web::web::Data;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::dashboard::shapes::{GroupStanding, TaskBrief};
use super::dashboard::{brief, standing};
use super::judged::{JudgedPlan, Row};
use super::load::When;
use super::progress::when;
use super::rolled::{Rolled, holders};
use super::{judged_cache, tables};
use crate::auth::{Action, Caller};
use crate::domain::assess::{ProgressState, Sentence};
use crate::domain::day::Day;
use crate::domain::instant::Instant;
use crate::http::query::{Filter, boolean};
use crate::http::{Query, Reply, Result};
use crate::list::{self, PageInfo};
use crate::refs::OfficialBrief;
use crate::sheet::Wanted;
use crate::state::AppState;

/// An official and what they answer for.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "official": {"id": "0197a6f0-c0de-7000-a000-000000000801", "code": "WH-MH", "name": "孟晖", "post": null},
    "state": "behind",
    "counts": {"notDue": 0, "achieved": 0, "ahead": 0, "onTrack": 0, "behind": 1, "seriouslyBehind": 0, "overdue": 0, "noData": 0,
        "notComputable": 0, "total": 1},
    "withoutFigures": 0, "cancelled": 0,
    "targets": {
        "firm": {"notDue": 0, "achieved": 0, "ahead": 0, "onTrack": 0, "behind": 1, "seriouslyBehind": 0, "overdue": 0, "noData": 0,
            "notComputable": 0, "total": 1},
        "binding": {"notDue": 0, "achieved": 0, "ahead": 0, "onTrack": 0, "behind": 0, "seriouslyBehind": 0, "overdue": 0, "noData": 0,
            "notComputable": 0, "total": 0},
        "aspirational": {"notDue": 0, "achieved": 0, "ahead": 0, "onTrack": 0, "behind": 0, "seriouslyBehind": 0, "overdue": 0,
            "noData": 0, "notComputable": 0, "total": 0}},
    "attainment": 0,
    "completeness": {"expected": 1, "onTime": 1, "late": 0, "missing": 0, "notYetDue": 1, "filedEarly": 0, "onTimeOriginal": 1,
        "returned": 0, "returnedOverdue": 0, "accepted": 1, "void": 0, "outstanding": 0, "onTimeRate": 100, "filedRate": 100},
    "current": {"expected": 1, "onTime": 1, "late": 0, "missing": 0, "notYetDue": 0, "filedEarly": 0, "onTimeOriginal": 1,
        "returned": 0, "returnedOverdue": 0, "accepted": 1, "void": 0, "outstanding": 0, "onTimeRate": 100, "filedRate": 100},
    "tasks": [{"task": {"id": "0197a6f0-c0de-7000-a000-000000000918", "code": "18", "number": "18", "title": "新建和改扩建公益性学校"},
        "dueOn": "2017-12-31", "cancelled": false, "state": "behind", "sentence": null}]
}))]
pub struct OfficialStanding {
    /// Who holds the post on the business date.
    pub official: OfficialBrief,
    /// The tasks and measures at which they, or one they have taken over from, are named; the targets of all they answer for, and the
    /// reports on it.
    #[serde(flatten)]
    pub standing: GroupStanding,
    /// The tasks and measures at which they are named, in printed order.
    pub tasks: Vec<OfficialTask>,
}

/// A task for which an official answers.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OfficialTask {
    /// The task.
    pub task: TaskBrief,
    /// The day it is judged by.
    pub due_on: Option<NaiveDate>,
    /// It or a task above is cancelled.
    pub cancelled: bool,
    /// Its state, measures included.
    pub state: Option<ProgressState>,
    /// Why.
    pub sentence: Option<Sentence>,
}

/// A page of officials.
#[derive(Serialize, ToSchema)]
pub struct OfficialStandingPage {
    /// The officials, in the order in which the plan first names them.
    pub items: Vec<OfficialStanding>,
    /// Where this page stands.
    pub page: PageInfo,
}

/// Which officials, and when the report speaks.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct OfficialStandingFilter {
    /// The plan.
    pub plan_id: Uuid,
    /// Only this official.
    pub official_id: Option<Uuid>,
    /// The business date the report speaks of; default today.
    #[param(example = "2024-05-31")]
    pub as_of: Option<Day>,
    /// The instant whose knowledge is used, not after now; default now. With both given a report can be reproduced.
    #[param(example = "2024-06-10T00:00:00Z")]
    pub known_at: Option<Instant>,
    /// `true`: a CSV begins with a byte order mark, so that Excel reads it as UTF-8.
    #[serde(default, deserialize_with = "boolean")]
    pub bom: Option<bool>,
}

impl Filter for OfficialStandingFilter {}

/// List the officials who answer for a plan's tasks, with counts and the tasks of each.
#[utoipa::path(tag = "reports", operation_id = "list_official_standings", security(("bearer" = [])),
    params(crate::http::Paging, OfficialStandingFilter),
    responses((status = 200, description = "A page of officials; as a table, a row for each of their tasks",
        content((OfficialStandingPage = "application/json"), (String = "text/csv"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))),
        (status = 404, description = "No such plan")))]
#[get("/reports/officials")]
pub(super) async fn list_official_standings(
    app: Data<AppState>,
    caller: Caller,
    query: Query<OfficialStandingFilter>,
    wanted: Wanted,
) -> Result<Reply> {
    caller.require(Action::ReadPlan)?;
    let OfficialStandingFilter { plan_id, official_id, as_of, known_at, bom } = query.filter.clone();
    let when = when(&app, as_of, known_at)?;
    let judged = judged_cache::of_plan(&app, &caller.scope, plan_id, when).await?;
    let rolled = Rolled::of(&judged, when);
    let chosen = rolled.by_official.iter().enumerate().filter(|(_, (official, _))| official_id.is_none_or(|id| id == *official));
    let rows = chosen.map(|(place, group)| (format!("{place:08}"), group)).collect();
    let (groups, page) = list::page_at_hand(&app, &caller, rows, &query)?;
    let shown = |(official, group): &(Uuid, super::rolled::Group)| OfficialStanding {
        official: judged.officials.of(*official),
        standing: standing(group),
        tasks: tasks(&judged, *official, when),
    };
    let items: Vec<OfficialStanding> = groups.into_iter().map(shown).collect();
    let next = query.next(page.next_cursor.as_ref());
    if wanted.is_table() {
        let (name, known_at) = (format!("责任人事项-{}", judged.plan.code), when.moment.known_at);
        let reply = tables::officials(&items, wanted.english, |table| table.reply(wanted, &name, known_at, bom));
        return reply.map(|reply| reply.linked(next));
    }
    Reply::page(&OfficialStandingPage { items, page }, next)
}

fn tasks(judged: &JudgedPlan, official: Uuid, when: When) -> Vec<OfficialTask> {
    let named = |row: &&Row| row.has_own_principals && holders(judged, row, when.moment.as_of).contains(&official);
    let told = |row: &Row| OfficialTask {
        task: brief(row),
        due_on: row.due_on,
        cancelled: row.cancelled,
        state: row.state,
        sentence: row.sentence.clone(),
    };
    judged.tasks.iter().filter(named).map(told).collect()
}
