//! Reading milestones.

use std::collections::HashMap;

use actix_web::get;
use actix_web::web::Data;
use chrono::NaiveDate;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, Select};
use uuid::Uuid;

use super::shapes::{Milestone, MilestoneFilter, MilestoneOccurrence, MilestonePage};
use crate::auth::{Action, Caller};
use crate::entity::{milestone, plan, scope};
use crate::http::query::NoParameters;
use crate::http::{Id, OrNotFound, Query, Reply, Result};
use crate::list;
use crate::state::AppState;
use crate::steps::{self, Steps};

/// List the steps of tasks.
#[utoipa::path(tag = "milestones", operation_id = "list_milestones", security(("bearer" = [])),
    params(crate::http::Paging, MilestoneFilter), responses((status = 200, description = "A page of steps", body = MilestonePage)))]
#[get("/milestones")]
pub(super) async fn list_milestones(app: Data<AppState>, caller: Caller, query: Query<MilestoneFilter>) -> Result<Reply> {
    caller.require(Action::ReadPlan)?;
    let order = query.filter.sort.unwrap_or_default().0;
    let select = narrowed(milestone::Entity::seen_by(&caller.scope), &query.filter);
    let (rows, page) = list::page(&app, &caller, select, order, milestone::Column::Id, &query).await?;
    let next = query.next(page.next_cursor.as_ref());
    Reply::page(&MilestonePage { items: show(&app.db, rows).await?, page }, next)
}

fn narrowed(select: Select<milestone::Entity>, filter: &MilestoneFilter) -> Select<milestone::Entity> {
    use milestone::Column::{DueOn, PlanId, Recurrence, TaskId};
    let MilestoneFilter { sort: _, plan_id, task_id, due_on_lte, due_on_gte, dated, recurring } = *filter;
    let wanted = Condition::all()
        .add(list::within(DueOn, [None, due_on_lte.map(|day| day.0), None, due_on_gte.map(|day| day.0)]))
        .add_option(plan_id.map(|plan| PlanId.eq(plan)))
        .add_option(task_id.map(|task| TaskId.eq(task)))
        .add_option(dated.map(|dated| if dated { DueOn.is_not_null() } else { DueOn.is_null() }))
        .add_option(recurring.map(|again| if again { Recurrence.is_not_null() } else { Recurrence.is_null() }));
    select.filter(wanted)
}

/// Read one step.
#[utoipa::path(tag = "milestones", operation_id = "get_milestone", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The step")),
    responses((status = 200, description = "The step", body = Milestone)))]
#[get("/milestones/{id}")]
pub(super) async fn get_milestone(app: Data<AppState>, caller: Caller, id: Id, _query: Query<NoParameters>) -> Result<Reply> {
    caller.require(Action::ReadPlan)?;
    let seen = milestone::Entity::seen_by(&caller.scope).filter(milestone::Column::Id.eq(id.0));
    Reply::item(&one(&app.db, seen.one(&app.db).await?.or_not_found()?).await?)
}

/// One step as answers show it.
///
/// # Errors
/// Those of the database.
pub(super) async fn one(db: &impl ConnectionTrait, row: milestone::Model) -> Result<Milestone> {
    show(db, vec![row]).await?.into_iter().next().or_not_found()
}

/// Steps as answers show them, in a constant number of statements.
async fn show(db: &impl ConnectionTrait, rows: Vec<milestone::Model>) -> Result<Vec<Milestone>> {
    let mut plans: Vec<Uuid> = rows.iter().map(|row| row.plan_id).collect();
    plans.sort_unstable();
    plans.dedup();
    let ends = plan::Entity::find().select_only().columns([plan::Column::Id, plan::Column::EndsOn]);
    let ends: Vec<(Uuid, NaiveDate)> = ends.filter(plan::Column::Id.is_in(plans)).into_tuple().all(db).await?;
    let ends: HashMap<Uuid, NaiveDate> = ends.into_iter().collect();
    let asked = milestone::Entity::find().filter(milestone::Column::Id.is_in(rows.iter().map(|row| row.id)));
    let told = Steps::now(db, scope::ids(asked, milestone::Column::Id)).await?;
    let shown = |row: milestone::Model| {
        let all = ends.get(&row.plan_id).map(|end| steps::occurrences(&row, *end)).unwrap_or_default();
        let days = all.into_iter().filter_map(|it| it.occurs_on);
        let again = |day| MilestoneOccurrence { occurs_on: day, done_on: told.done_on(&row, Some(day)) };
        Milestone {
            occurrences: days.map(again).collect(),
            done_on: if row.recurrence.is_none() { told.done_on(&row, None) } else { None },
            id: row.id,
            version: row.version,
            created_at: row.created_at.into(),
            updated_at: row.updated_at.into(),
            plan_id: row.plan_id,
            task_id: row.task_id,
            ord: row.ord,
            key: row.key,
            due: row.due,
            due_on: row.due_on,
            text: row.text,
            how: row.how,
            condition: row.condition,
            recurrence: row.recurrence,
        }
    };
    Ok(rows.into_iter().map(shown).collect())
}
