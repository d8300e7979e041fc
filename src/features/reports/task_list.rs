//! Tasks by state (按状态列事项), each with the sentence that explains it.

use std::collections::HashSet;

use actix_web::get;
use actix_web::web::Data;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::judged::{JudgedPlan, Row};
use super::load::When;
use super::progress::when;
use super::rolled::{holders, within};
use super::{judged_cache, tables};
use crate::auth::{Action, Caller};
use crate::domain::assess::{ProgressState, Sentence};
use crate::domain::day::Day;
use crate::domain::instant::Instant;
use crate::domain::milestone::MilestoneState;
use crate::domain::rollup::TargetCounts;
use crate::http::query::{AnyOf, Filter, boolean};
use crate::http::text::normalised;
use crate::http::{Query, Reply, Result};
use crate::list::{self, PageInfo};
use crate::refs::{OfficialBrief, UnitBrief};
use crate::sheet::Wanted;
use crate::state::AppState;

/// Where a task stands, in one row.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "id": "0197a6f0-c0de-7000-a000-000000000204", "parentId": null, "code": "4", "number": "4", "title": "新增3岁以下婴幼儿托位1680个",
    "sectionId": "0197a6f0-c0de-7000-a000-000000000111",
    "leadUnits": [{"id": "0197a6f0-c0de-7000-a000-000000000019", "code": "YC-WJW", "name": "市卫健委"}], "officials": [],
    "dueOn": "2024-11-30", "dueText": "2024年11月底前", "cancelled": false, "state": "onTrack",
    "sentence": {"zh": "按时序5月底应达762.27个(1680×152/335),实报725个,差37.27个;差距约4.8892%,在容许范围内(≤5%),判为正常。",
        "en": "By 31 May 2024 at least 762.27 个 was due pro rata (1680×152/335); 725 个 reported as of 31 May 2024, 37.27 个 short; \
               gap about 4.8892%, tolerated (up to 5%): on track."},
    "targets": {
        "firm": {"notDue": 0, "achieved": 0, "ahead": 0, "onTrack": 1, "behind": 0, "seriouslyBehind": 0, "overdue": 0, "noData": 0,
            "notComputable": 0, "total": 1},
        "binding": {"notDue": 0, "achieved": 0, "ahead": 0, "onTrack": 0, "behind": 0, "seriouslyBehind": 0, "overdue": 0, "noData": 0,
            "notComputable": 0, "total": 0},
        "aspirational": {"notDue": 0, "achieved": 0, "ahead": 0, "onTrack": 0, "behind": 0, "seriouslyBehind": 0, "overdue": 0,
            "noData": 0, "notComputable": 0, "total": 0}},
    "overdueSteps": 0
}))]
pub struct TaskStanding {
    /// The task.
    pub id: Uuid,
    /// The task above; null for a key work.
    pub parent_id: Option<Uuid>,
    /// Stable within the plan.
    pub code: String,
    /// As printed.
    pub number: String,
    /// Its title, of the version in force.
    pub title: String,
    /// Its heading, its own or inherited.
    pub section_id: Option<Uuid>,
    /// Who leads it, own or inherited, as written.
    pub lead_units: Vec<UnitBrief>,
    /// Who answers for it on the business date, own or inherited.
    pub officials: Vec<OfficialBrief>,
    /// The day it is judged by, own or inherited.
    pub due_on: Option<NaiveDate>,
    /// The deadline as printed.
    pub due_text: Option<String>,
    /// It or a task above is cancelled: it is not judged.
    pub cancelled: bool,
    /// The state of its firm targets and those of its measures, overdue when a step of any of them is; null where there is neither.
    pub state: Option<ProgressState>,
    /// Why: as in the progress of the plan.
    pub sentence: Option<Sentence>,
    /// The targets written at it, by state.
    pub targets: TargetCounts,
    /// How many of the steps written at it are overdue.
    pub overdue_steps: u64,
}

/// A page of tasks.
#[derive(Serialize, ToSchema)]
pub struct TaskStandingPage {
    /// The tasks, in printed order.
    pub items: Vec<TaskStanding>,
    /// Where this page stands.
    pub page: PageInfo,
}

/// Which tasks, and when the report speaks.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct TaskStandingFilter {
    /// The plan.
    pub plan_id: Uuid,
    /// The business date the report speaks of; default today.
    #[param(example = "2024-05-31")]
    pub as_of: Option<Day>,
    /// The instant whose knowledge is used, not after now; default now. With both given a report can be reproduced.
    #[param(example = "2024-06-10T00:00:00Z")]
    pub known_at: Option<Instant>,
    /// Only tasks in any of these states, separated by commas.
    #[param(value_type = Option<Vec<ProgressState>>, style = Form, explode = false)]
    pub state: Option<AnyOf<ProgressState>>,
    /// Only tasks under this heading or one below it.
    pub section_id: Option<Uuid>,
    /// Only tasks led by this unit, as written.
    pub unit_id: Option<Uuid>,
    /// Only tasks for which this official answers on the business date.
    pub official_id: Option<Uuid>,
    /// `true`: only key works; `false`: only measures.
    #[serde(default, deserialize_with = "boolean")]
    pub key_work: Option<bool>,
    /// Only tasks with this text in their number or title, or in the name of a lead unit.
    pub q: Option<String>,
    /// `true`: a CSV begins with a byte order mark, so that Excel reads it as UTF-8.
    #[serde(default, deserialize_with = "boolean")]
    pub bom: Option<bool>,
}

impl Filter for TaskStandingFilter {}

/// List where tasks and measures stand, by state, with the sentence that explains each.
#[utoipa::path(tag = "reports", operation_id = "list_task_standings", security(("bearer" = [])),
    params(crate::http::Paging, TaskStandingFilter),
    responses((status = 200, description = "A page of tasks; as a table, a row for each",
        content((TaskStandingPage = "application/json"), (String = "text/csv"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))), (status = 404, description = "No such plan")))]
#[get("/reports/tasks")]
pub(super) async fn list_task_standings(
    app: Data<AppState>,
    caller: Caller,
    query: Query<TaskStandingFilter>,
    wanted: Wanted,
) -> Result<Reply> {
    caller.require(Action::ReadPlan)?;
    let filter = &query.filter;
    let when = when(&app, filter.as_of, filter.known_at)?;
    let judged = judged_cache::of_plan(&app, &caller.scope, filter.plan_id, when).await?;
    let (rows, page) = list::page_at_hand(&app, &caller, listed(&judged, filter, when), &query)?;
    let items: Vec<TaskStanding> = rows.into_iter().map(|row| shown(&judged, row, when)).collect();
    let next = query.next(page.next_cursor.as_ref());
    if wanted.is_table() {
        let (name, known_at) = (format!("事项进度-{}", judged.plan.code), when.moment.known_at);
        return tables::tasks(&items, wanted.english).reply(wanted, &name, known_at, filter.bom).map(|reply| reply.linked(next));
    }
    Reply::page(&TaskStandingPage { items, page }, next)
}

/// The tasks asked for, by their place.
fn listed<'p>(judged: &'p JudgedPlan, filter: &TaskStandingFilter, when: When) -> Vec<(String, &'p Row)> {
    let TaskStandingFilter { plan_id: _, as_of: _, known_at: _, state, section_id, unit_id, official_id, key_work, q, bom: _ } = filter;
    let sections: Option<HashSet<Uuid>> = section_id.map(|top| within(judged, top));
    let text = q.as_deref().map(normalised);
    let says = |row: &Row, text: &str| {
        row.search.contains(text) || row.leads.iter().any(|unit| normalised(&judged.units.of(*unit).name).contains(text))
    };
    let wanted = |row: &Row| {
        state.as_ref().is_none_or(|states| row.state.is_some_and(|state| states.0.contains(&state)))
            && sections.as_ref().is_none_or(|within| row.section.is_some_and(|section| within.contains(&section)))
            && unit_id.is_none_or(|unit| row.leads.contains(&unit))
            && official_id.is_none_or(|official| holders(judged, row, when.moment.as_of).contains(&official))
            && key_work.is_none_or(|key_work| row.is_key_work == key_work)
            && text.as_ref().is_none_or(|text| says(row, text))
    };
    judged.tasks.iter().enumerate().filter(|(_, row)| wanted(row)).map(|(place, row)| (format!("{place:08}"), row)).collect()
}

fn shown(judged: &JudgedPlan, row: &Row, when: When) -> TaskStanding {
    let mut targets = TargetCounts::default();
    for target in &row.targets {
        targets.add(target.state, target.firmness, target.class);
    }
    let overdue = row.open_steps.iter().filter(|step| step.state == MilestoneState::Overdue).count();
    TaskStanding {
        id: row.id,
        parent_id: row.parent,
        code: row.code.clone(),
        number: row.number.clone(),
        title: row.title.clone(),
        section_id: row.section,
        lead_units: row.leads.iter().map(|unit| judged.units.of(*unit)).collect(),
        officials: holders(judged, row, when.moment.as_of).into_iter().map(|official| judged.officials.of(official)).collect(),
        due_on: row.due_on,
        due_text: row.due_text.clone(),
        cancelled: row.cancelled,
        state: row.state,
        sentence: row.sentence.clone(),
        targets,
        overdue_steps: u64::try_from(overdue).unwrap_or(u64::MAX),
    }
}
