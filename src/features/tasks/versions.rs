//! The history of a task's content.

use actix_web::get;
use actix_web::web::Data;
use chrono::NaiveDate;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::auth::{Action, Caller};
use crate::domain::due::Due;
use crate::domain::instant::Instant;
use crate::domain::plan::Parameter;
use crate::entity::{task, task_version};
use crate::http::query::Filter;
use crate::http::{Id, OrNotFound, Query, Reply, Result};
use crate::list::{self, PageInfo};
use crate::sort_keys;
use crate::state::AppState;

/// The content of a task as it stood from a day on.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "id": "0197a6f0-c0de-7000-a000-000000000204", "taskId": "0197a6f0-c0de-7000-a000-000000000104", "versionNumber": 2,
    "title": "新增3岁以下婴幼儿托位1680个", "content": null, "how": null, "startsOn": null,
    "due": {"text": "2024年12月20日前", "kind": "day", "earliest": null, "latest": "2024-12-20", "control": "2024-12-20"},
    "parameters": [], "cancelled": false, "effectiveOn": "2024-09-01", "recordedAt": "2024-09-01T02:00:00.000Z",
    "reason": "联席会议第三次会议同意延期"
}))]
pub struct TaskVersion {
    /// Its id.
    pub id: Uuid,
    /// The task.
    pub task_id: Uuid,
    /// Its number, from 1.
    pub version_number: i32,
    /// What is to be done.
    pub title: String,
    /// More of it (事项内容).
    pub content: Option<String>,
    /// How it is to be done (工作措施).
    pub how: Option<String>,
    /// The first day, as written here.
    pub starts_on: Option<NaiveDate>,
    /// The deadline, as written here.
    pub due: Option<Due>,
    /// Eligibility and benefit standards.
    pub parameters: Vec<Parameter>,
    /// Whether it was cancelled.
    pub cancelled: bool,
    /// The first day on which this content counts.
    pub effective_on: NaiveDate,
    /// When it was recorded.
    pub recorded_at: Instant,
    /// Why; null for the first version.
    pub reason: Option<String>,
}

impl From<task_version::Model> for TaskVersion {
    fn from(row: task_version::Model) -> Self {
        Self {
            id: row.id,
            task_id: row.task_id,
            version_number: row.n,
            title: row.title,
            content: row.content,
            how: row.how,
            starts_on: row.starts_on,
            due: row.due,
            parameters: row.parameters.0,
            cancelled: row.cancelled,
            effective_on: row.effective_on,
            recorded_at: row.recorded_at.into(),
            reason: row.reason,
        }
    }
}

/// A page of versions of a task.
#[derive(Serialize, ToSchema)]
pub struct TaskVersionPage {
    /// The versions.
    pub items: Vec<TaskVersion>,
    /// Where this page stands.
    pub page: PageInfo,
}

sort_keys! {
    /// How versions of a task are sorted.
    pub TaskVersionSort of task_version { "versionNumber" => N }
}

/// Which versions of the task.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TaskVersionFilter {
    /// What to sort by; `-` in front for descending. Ties are broken by id.
    #[param(inline)]
    pub sort: Option<TaskVersionSort>,
}

impl Filter for TaskVersionFilter {}

/// List the versions of a task: what it said, from when on, and why it was changed.
#[utoipa::path(tag = "tasks", operation_id = "list_task_versions", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The task"), crate::http::Paging, TaskVersionFilter),
    responses((status = 200, description = "A page of versions", body = TaskVersionPage)))]
#[get("/tasks/{id}/versions")]
pub(super) async fn list_task_versions(app: Data<AppState>, caller: Caller, id: Id, query: Query<TaskVersionFilter>) -> Result<Reply> {
    caller.require(Action::ReadPlan)?;
    let task = task::Entity::seen_by(&caller.scope).filter(task::Column::Id.eq(id.0)).one(&app.db).await?.or_not_found()?;
    let TaskVersionFilter { sort } = query.filter.clone();
    let select = task_version::Entity::find().filter(task_version::Column::TaskId.eq(task.id));
    let (rows, page) = list::page(&app, &caller, select, sort.unwrap_or_default().0, task_version::Column::Id, &query).await?;
    let next = query.next(page.next_cursor.as_ref());
    Reply::page(&TaskVersionPage { items: rows.into_iter().map(TaskVersion::from).collect(), page }, next)
}
