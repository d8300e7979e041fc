//! Reading tasks, with what they inherit.

use actix_web::get;
use actix_web::web::Data;
use chrono::NaiveDate;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QuerySelect, Select};

use super::lineage;
use super::named::Names;
use super::shapes::{Task, TaskAction, TaskFilter, TaskPage};
use crate::auth::{Action, Caller, Place};
use crate::domain::plan::PlanState;
use crate::entity::{assignment, plan, scope, task, task_version};
use crate::http::query::NoParameters;
use crate::http::text::contains;
use crate::http::{Id, OrNotFound, Query, Reply, Result};
use crate::list;
use crate::outline::{Outline, TaskNode};
use crate::state::AppState;

/// List tasks and measures, with what they inherit.
#[utoipa::path(tag = "tasks", operation_id = "list_tasks", security(("bearer" = [])),
    params(crate::http::Paging, TaskFilter), responses((status = 200, description = "A page of tasks", body = TaskPage)))]
#[get("/tasks")]
pub(super) async fn list_tasks(app: Data<AppState>, caller: Caller, query: Query<TaskFilter>) -> Result<Reply> {
    caller.require(Action::ReadPlan)?;
    let filter = query.filter.clone();
    let order = filter.sort.unwrap_or_default().0;
    let select = narrowed(task::Entity::seen_by(&caller.scope), filter);
    let (rows, page) = list::page(&app, &caller, select, order, task::Column::Id, &query).await?;
    let next = query.next(page.next_cursor.as_ref());
    let items = show(&app.db, &View { caller: &caller, today: app.today() }, &rows).await?;
    Reply::page(&TaskPage { items, page }, next)
}

fn narrowed(select: Select<task::Entity>, filter: TaskFilter) -> Select<task::Entity> {
    let TaskFilter { sort: _, plan_id, section_id, parent_id, code, unit_id, official_id, role, due_lte, due_gte, cancelled, q } = filter;
    let mut select = select.join(JoinType::InnerJoin, task::Entity::current());
    if let Some(plan) = plan_id {
        select = select.filter(task::Column::PlanId.eq(plan));
    }
    if let Some(section) = section_id {
        select = select.filter(task::Column::SectionId.eq(section));
    }
    if let Some(parent) = parent_id {
        select = select.filter(task::Column::ParentId.eq(parent));
    }
    if let Some(code) = code {
        select = select.filter(task::Column::Code.eq(code));
    }
    if let Some(day) = due_lte {
        select = select.filter(task_version::Column::DueOn.lte(day.0));
    }
    if let Some(day) = due_gte {
        select = select.filter(task_version::Column::DueOn.gte(day.0));
    }
    if let Some(cancelled) = cancelled {
        select = select.filter(task_version::Column::Cancelled.eq(cancelled));
    }
    if let Some(q) = q {
        select = select.filter(contains(task_version::Column::Search, &q));
    }
    if unit_id.is_some() || official_id.is_some() || role.is_some() {
        let mut duties = assignment::Entity::find();
        if let Some(unit) = unit_id {
            duties = duties.filter(assignment::Column::UnitId.eq(unit));
        }
        if let Some(official) = official_id {
            duties = duties.filter(assignment::Column::OfficialId.eq(official));
        }
        if let Some(roles) = role {
            duties = duties.filter(assignment::Column::Role.is_in(roles.0));
        }
        select = select.filter(task::Column::Id.in_subquery(scope::ids(duties, assignment::Column::TaskId)));
    }
    select
}

/// Read one task or measure, with what it inherits.
#[utoipa::path(tag = "tasks", operation_id = "get_task", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The task")), responses((status = 200, description = "The task", body = Task)))]
#[get("/tasks/{id}")]
pub(super) async fn get_task(app: Data<AppState>, caller: Caller, id: Id, _query: Query<NoParameters>) -> Result<Reply> {
    caller.require(Action::ReadPlan)?;
    let row = task::Entity::seen_by(&caller.scope).filter(task::Column::Id.eq(id.0)).one(&app.db).await?.or_not_found()?;
    Reply::item(&one(&app.db, &View { caller: &caller, today: app.today() }, row).await?)
}

/// For whom and for which day tasks are shown.
pub(super) struct View<'a> {
    /// Who asks.
    pub(super) caller: &'a Caller,
    /// Today in the business zone.
    pub(super) today: NaiveDate,
}

/// One task as answers show it.
///
/// # Errors
/// Those of the database.
pub(super) async fn one(db: &impl ConnectionTrait, view: &View<'_>, row: task::Model) -> Result<Task> {
    show(db, view, &[row]).await?.into_iter().next().or_not_found()
}

/// Tasks as answers show them: five statements, however many.
async fn show(db: &impl ConnectionTrait, view: &View<'_>, rows: &[task::Model]) -> Result<Vec<Task>> {
    let plans = lineage::load(db, rows).await?;
    let node = |row: &task::Model| plans.get(&row.plan_id).and_then(|outline| Some((outline, outline.task(row.id)?)));
    let nodes: Vec<_> = rows.iter().filter_map(node).collect();
    let named = nodes.iter().flat_map(|(outline, node)| outline.lineage(node)).flat_map(|node| &node.duties);
    let names = Names::load(db, &view.caller.scope, named).await?;
    Ok(nodes.into_iter().map(|(outline, node)| shown(view, &names, outline, node)).collect())
}

fn shown(view: &View<'_>, names: &Names, outline: &Outline, node: &TaskNode) -> Task {
    let TaskNode { row, version, duties: _ } = node.clone();
    let day = view.today.max(outline.plan.starts_on);
    let (leads, effective_leads) = (names.leads(outline, node, day), names.effective_leads(outline, node, day));
    let (principals, effective_principals) = (names.principals(node, day), names.effective_principals(outline, node, day));
    Task {
        leads,
        effective_leads,
        principals,
        effective_principals,
        effective_due: outline.effective_due(node).cloned(),
        effective_starts_on: outline.effective_start(node),
        allowed_actions: allowed(view.caller, &outline.plan),
        id: row.id,
        version: row.version,
        created_at: row.created_at.into(),
        updated_at: row.updated_at.into(),
        plan_id: row.plan_id,
        section_id: row.section_id,
        parent_id: row.parent_id,
        number: row.number,
        code: row.code,
        ord: row.ord,
        title: version.title,
        content: version.content,
        how: version.how,
        starts_on: version.starts_on,
        due: version.due,
        parameters: version.parameters.0,
        cancelled: version.cancelled,
        version_number: version.n,
        effective_on: version.effective_on,
        reason: version.reason,
    }
}

fn allowed(caller: &Caller, plan: &plan::Model) -> Vec<TaskAction> {
    use TaskAction::{AddAssignment, AddMeasure, AddMilestone, AddStatement, AddTarget, Delete, Update};
    if !caller.may(Action::WritePlan, Place::default()) {
        return Vec::new();
    }
    match plan.state {
        PlanState::Draft => vec![Update, Delete, AddMeasure, AddTarget, AddMilestone, AddStatement, AddAssignment],
        PlanState::Issued => vec![Update, AddAssignment],
        PlanState::Closed | PlanState::Archived => Vec::new(),
    }
}
