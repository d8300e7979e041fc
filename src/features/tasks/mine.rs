//! The tasks for which the caller answers as an official (总责任人): named there, or at the nearest task above that names anybody.

use actix_web::get;
use actix_web::web::Data;
use chrono::NaiveDate;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query as Sql, SelectStatement};
use sea_orm::{ActiveEnum, ColumnTrait, Condition, JoinType, QueryFilter};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::lineage;
use super::named::Names;
use super::shapes::{EffectiveTaskLead, EffectiveTaskPrincipal, TaskSort};
use crate::auth::{Action, Caller};
use crate::domain::due::Due;
use crate::domain::plan::{AssignmentRole, PlanState};
use crate::entity::scope::Scope;
use crate::entity::{assignment, plan, task};
use crate::http::query::Filter;
use crate::http::{Query, Reply, Result};
use crate::list::{self, PageInfo};
use crate::outline::{Outline, TaskNode};
use crate::state::AppState;

/// A task for which the caller answers.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "id": "0197a6f0-c0de-7000-a000-000000000918", "version": 1,
    "plan": {"id": "0197a6f0-c0de-7000-a000-000000000900", "code": "wuhan-2017", "title": "2017年市人民政府十件实事", "state": "issued"},
    "parentId": null, "number": "18", "code": "18", "title": "新建和改扩建公益性学校", "cancelled": false,
    "effectiveDue": {"text": "12月底前", "kind": "month", "earliest": null, "latest": "2017-12-31", "control": "2017-12-31"},
    "effectiveLeads": [{"unit": {"id": "0197a6f0-c0de-7000-a000-000000000019", "code": "WH-JYJ", "name": "市教育局"},
        "role": "responsible", "label": "责任单位", "isReporting": false, "inheritedFrom": null}],
    "effectivePrincipals": [{"official": {"id": "0197a6f0-c0de-7000-a000-000000000801", "code": "WH-MH", "name": "孟晖", "post": null},
        "holder": {"id": "0197a6f0-c0de-7000-a000-000000000801", "code": "WH-MH", "name": "孟晖", "post": null},
        "label": "总责任人", "inheritedFrom": null}]
}))]
pub struct MyTask {
    /// Its id.
    pub id: Uuid,
    /// Its version.
    pub version: i32,
    /// The plan it belongs to.
    pub plan: MyTaskPlan,
    /// The task it is a measure of.
    pub parent_id: Option<Uuid>,
    /// As printed: 17, 十九, (七)3.
    pub number: String,
    /// Unique within the plan.
    pub code: String,
    /// What is to be done.
    pub title: String,
    /// Whether it was cancelled.
    pub cancelled: bool,
    /// The deadline that holds: its own, an inherited one, or the plan's.
    pub effective_due: Option<Due>,
    /// Who leads it: today, or on the plan's first day while that is to come.
    pub effective_leads: Vec<EffectiveTaskLead>,
    /// Who answers for it: the caller's official, or one from whom that official has taken over, among them.
    pub effective_principals: Vec<EffectiveTaskPrincipal>,
}

/// The plan of a task.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MyTaskPlan {
    /// Its id.
    pub id: Uuid,
    /// Its code.
    pub code: String,
    /// Its title.
    pub title: String,
    /// Its stage.
    pub state: PlanState,
}

/// A page of tasks.
#[derive(Serialize, ToSchema)]
pub struct MyTaskPage {
    /// The tasks.
    pub items: Vec<MyTask>,
    /// Where this page stands.
    pub page: PageInfo,
}

/// Which of the caller's tasks.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct MyTaskFilter {
    /// What to sort by; `-` in front for descending. Ties are broken by id.
    #[param(inline)]
    pub sort: Option<TaskSort>,
    /// Only tasks of this plan.
    #[serde(rename = "planId")]
    pub plan_id: Option<Uuid>,
}

impl Filter for MyTaskFilter {}

/// List the tasks for which the caller answers as an official.
///
/// Tasks and measures of issued plans that name the official whose account it is, or one from whom that official has taken over, themselves
/// or at the nearest task above that names anybody; on this day, or the plan's first while that is to come. Empty for everybody else.
#[utoipa::path(tag = "tasks", operation_id = "list_my_tasks", security(("bearer" = [])),
    params(crate::http::Paging, MyTaskFilter), responses((status = 200, description = "A page of tasks", body = MyTaskPage)))]
#[get("/me/tasks")]
pub(super) async fn list_my_tasks(app: Data<AppState>, caller: Caller, query: Query<MyTaskFilter>) -> Result<Reply> {
    caller.require(Action::ReadPlan)?;
    let MyTaskFilter { sort, plan_id } = query.filter.clone();
    let today = app.today();
    let wanted = Condition::all()
        .add(task::Column::Id.in_subquery(answered(&caller.scope, today)))
        .add_option(plan_id.map(|plan| task::Column::PlanId.eq(plan)));
    let select = task::Entity::seen_by(&caller.scope).filter(wanted);
    let (rows, page) = list::page(&app, &caller, select, sort.unwrap_or_default().0, task::Column::Id, &query).await?;
    let next = query.next(page.next_cursor.as_ref());
    let plans = lineage::load(&app.db, &rows).await?;
    let node = |row: &task::Model| plans.get(&row.plan_id).and_then(|outline| Some((outline, outline.task(row.id)?)));
    let nodes: Vec<_> = rows.iter().filter_map(node).collect();
    let named = nodes.iter().flat_map(|(outline, node)| outline.lineage(node)).flat_map(|node| &node.duties);
    let names = Names::load(&app.db, &caller.scope, named).await?;
    let items = nodes.into_iter().map(|(outline, node)| shown(&names, outline, node, today)).collect();
    Reply::page(&MyTaskPage { items, page }, next)
}

fn shown(names: &Names, outline: &Outline, node: &TaskNode, today: NaiveDate) -> MyTask {
    let (plan, row, version) = (&outline.plan, &node.row, &node.version);
    let day = std::cmp::max(today, plan.starts_on);
    MyTask {
        id: row.id,
        version: row.version,
        plan: MyTaskPlan { id: plan.id, code: plan.code.clone(), title: plan.title.clone(), state: plan.state },
        parent_id: row.parent_id,
        number: row.number.clone(),
        code: row.code.clone(),
        title: version.title.clone(),
        cancelled: version.cancelled,
        effective_due: outline.effective_due(node).cloned(),
        effective_leads: names.effective_leads(outline, node, day),
        effective_principals: names.effective_principals(outline, node, day),
    }
}

/// Tasks of issued plans at or above which one of the caller's officials is named, and nobody nearer.
fn answered(scope: &Scope, today: NaiveDate) -> SelectStatement {
    let mut query = Sql::select();
    query
        .column((Alias::new("near"), Alias::new("id")))
        .from_as(assignment::Entity, Alias::new("duty"))
        .join_as(JoinType::InnerJoin, plan::Entity, Alias::new("whole"), of("whole", "id").equals(name("duty", "plan_id")))
        .join_as(JoinType::InnerJoin, task::Entity, Alias::new("held"), of("held", "id").equals(name("duty", "task_id")))
        .join_as(
            JoinType::InnerJoin,
            task::Entity,
            Alias::new("near"),
            of("near", "plan_id").equals(name("held", "plan_id")).and(Expr::cust(r#""near"."path" LIKE "held"."path" || '%'"#)),
        )
        .and_where(of("whole", "state").ne(PlanState::Draft.to_value()))
        .and_where(of("duty", "official_id").is_in(scope.officials.iter().copied()))
        .cond_where(names_somebody("duty", today))
        .and_where(Expr::exists(nearer(today)).not());
    query
}

/// Officials named between the task that names the caller's official and the one asked about.
fn nearer(today: NaiveDate) -> SelectStatement {
    let mut query = Sql::select();
    query
        .expr(Expr::val(1))
        .from_as(assignment::Entity, Alias::new("other"))
        .join_as(JoinType::InnerJoin, task::Entity, Alias::new("between"), of("between", "id").equals(name("other", "task_id")))
        .and_where(of("other", "plan_id").equals(name("duty", "plan_id")))
        .cond_where(names_somebody("other", today))
        .and_where(Expr::cust(r#""near"."path" LIKE "between"."path" || '%' AND "between"."path" LIKE "held"."path" || '_%'"#));
    query
}

/// The duty is that of a principal and in force today, or on the plan's first day while that is to come.
fn names_somebody(duty: &'static str, today: NaiveDate) -> Condition {
    let starts = || name("whole", "starts_on");
    let begun = Condition::any().add(of(duty, "effective_from").lte(today)).add(of(duty, "effective_from").lte(Expr::col(starts())));
    let lasts = Condition::all().add(of(duty, "effective_to").gte(today)).add(of(duty, "effective_to").gte(Expr::col(starts())));
    Condition::all()
        .add(of(duty, "role").eq(AssignmentRole::Principal.to_value()))
        .add(begun)
        .add(Condition::any().add(of(duty, "effective_to").is_null()).add(lasts))
}

fn name(table: &'static str, column: &'static str) -> (Alias, Alias) {
    (Alias::new(table), Alias::new(column))
}

fn of(table: &'static str, column: &'static str) -> Expr {
    Expr::col(name(table, column))
}
