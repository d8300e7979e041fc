//! What tasks look like in requests and answers.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::domain::day::Day;
use crate::domain::due::Due;
use crate::domain::instant::Instant;
use crate::domain::plan::{AssignmentRole, Parameter};
use crate::entity::task;
use crate::http::patch::{nullable, present};
use crate::http::query::{AnyOf, Filter, boolean};
use crate::list::PageInfo;
use crate::refs::{OfficialBrief, UnitBrief};
use crate::{sort_keys, versioned};

/// A numbered item of a plan (事项), or a measure (工作举措) below one, with the version in force.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "id": "0197a6f0-c0de-7000-a000-000000000104", "version": 1, "createdAt": "2024-04-02T01:00:00.000Z", "updatedAt": "2024-04-02T01:00:00.000Z",
    "planId": "0197a6f0-c0de-7000-a000-000000000100", "sectionId": "0197a6f0-c0de-7000-a000-000000000101", "parentId": null,
    "number": "4", "code": "4", "ord": 4, "title": "新增3岁以下婴幼儿托位1680个", "content": null, "how": null, "startsOn": null, "due": null,
    "parameters": [{"text": "3岁以下", "kind": "eligibility", "operator": "lt", "value": 3, "upper": null, "unitOfMeasure": "岁"}],
    "cancelled": false, "versionNumber": 1, "effectiveOn": "2024-01-01", "reason": null,
    "leads": [{"unit": {"id": "0197a6f0-c0de-7000-a000-000000000019", "code": "YC-WJW", "name": "市卫健委"},
               "role": "lead", "label": "牵头单位", "isReporting": false}],
    "effectiveLeads": [{"unit": {"id": "0197a6f0-c0de-7000-a000-000000000019", "code": "YC-WJW", "name": "市卫健委"},
                        "role": "lead", "label": "牵头单位", "isReporting": false, "inheritedFrom": null}],
    "principals": [], "effectivePrincipals": [],
    "effectiveDue": {"text": "2024年11月底前", "kind": "month", "earliest": null, "latest": "2024-11-30", "control": "2024-11-30"},
    "effectiveStartsOn": "2024-01-01", "allowedActions": ["update", "delete", "addMeasure", "addTarget", "addMilestone", "addStatement", "addAssignment"]
}))]
pub struct Task {
    /// Its id.
    pub id: Uuid,
    /// Its version, for `If-Match`.
    pub version: i32,
    /// When it was entered.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// The plan it belongs to.
    pub plan_id: Uuid,
    /// The heading it stands under, as written.
    pub section_id: Option<Uuid>,
    /// The task it is a measure of.
    pub parent_id: Option<Uuid>,
    /// As printed: 17, 十九, (七)3.
    pub number: String,
    /// Unique within the plan.
    pub code: String,
    /// Its place among its siblings.
    pub ord: i32,
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
    /// Eligibility and benefit standards; never judged.
    pub parameters: Vec<Parameter>,
    /// Whether it was cancelled.
    pub cancelled: bool,
    /// The version of the content, from 1; after issue every change makes the next one.
    pub version_number: i32,
    /// The first day on which this content counts.
    pub effective_on: NaiveDate,
    /// Why the content was changed; null for the first version.
    pub reason: Option<String>,
    /// Who leads it as written here, by the plan's lead rule.
    pub leads: Vec<TaskLead>,
    /// Who leads it: the leads of the nearest task above that has any. Of today, or of the plan's first day while that is to come.
    pub effective_leads: Vec<EffectiveTaskLead>,
    /// Who answers for it by name as written here (总责任人).
    pub principals: Vec<TaskPrincipal>,
    /// Who answers for it by name: the officials of the nearest task above that names any. Of the same day as `effectiveLeads`.
    pub effective_principals: Vec<EffectiveTaskPrincipal>,
    /// The deadline that holds: its own, that of the nearest task above that has one, or the plan's.
    pub effective_due: Option<Due>,
    /// The first day that holds: its own, that of the nearest task above that has one, or the plan's.
    pub effective_starts_on: NaiveDate,
    /// What this caller may do with it in the plan's present state.
    pub allowed_actions: Vec<TaskAction>,
}

versioned!(Task);

/// A unit that leads a task as written there.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TaskLead {
    /// The unit.
    pub unit: UnitBrief,
    /// The role as printed.
    pub role: AssignmentRole,
    /// The word as printed: 牵头单位.
    pub label: Option<String>,
    /// Marked as the one that reports.
    pub is_reporting: bool,
}

/// A unit that leads a task, written there or above.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EffectiveTaskLead {
    /// The unit.
    pub unit: UnitBrief,
    /// The role as printed.
    pub role: AssignmentRole,
    /// The word as printed: 牵头单位.
    pub label: Option<String>,
    /// Marked as the one that reports.
    pub is_reporting: bool,
    /// The task above at which it is written; null when it is written at this one.
    pub inherited_from: Option<Uuid>,
}

/// An official who answers for a task as written there.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({"official": {"id": "0197a6f0-c0de-7000-a000-000000000801", "code": "WH-MH", "name": "孟晖", "post": null}, "label": "总责任人"}))]
pub struct TaskPrincipal {
    /// The official as written.
    pub official: OfficialBrief,
    /// The word as printed: 总责任人.
    pub label: Option<String>,
}

/// An official who answers for a task, written there or above.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "official": {"id": "0197a6f0-c0de-7000-a000-000000000801", "code": "WH-MH", "name": "孟晖", "post": null},
    "holder": {"id": "0197a6f0-c0de-7000-a000-000000000801", "code": "WH-MH", "name": "孟晖", "post": null},
    "label": "总责任人", "inheritedFrom": null
}))]
pub struct EffectiveTaskPrincipal {
    /// The official as written.
    pub official: OfficialBrief,
    /// Who answers for it on the day: the same, or whoever has taken over.
    pub holder: OfficialBrief,
    /// The word as printed: 总责任人.
    pub label: Option<String>,
    /// The task above at which it is written; null when it is written at this one.
    pub inherited_from: Option<Uuid>,
}

/// What can be done with a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum TaskAction {
    /// Change it; after issue with a reason
    Update,
    /// Remove it, unless something still refers to it
    Delete,
    /// Put a measure below it
    AddMeasure,
    /// Give it a target
    AddTarget,
    /// Give it a step
    AddMilestone,
    /// Give it a phrase with a figure
    AddStatement,
    /// Name a unit on it
    AddAssignment,
}

/// A new task or measure of a plan in draft.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "planId": "0197a6f0-c0de-7000-a000-000000000100", "sectionId": "0197a6f0-c0de-7000-a000-000000000101",
    "number": "4", "code": "4", "title": "新增3岁以下婴幼儿托位1680个",
    "parameters": [{"text": "3岁以下", "kind": "eligibility", "operator": "lt", "value": 3, "unitOfMeasure": "岁"}]
}))]
pub struct TaskCreate {
    /// The plan it belongs to.
    pub plan_id: Uuid,
    /// The heading it stands under, of the same plan.
    pub section_id: Option<Uuid>,
    /// The task it is a measure of, of the same plan.
    pub parent_id: Option<Uuid>,
    /// As printed: 17, 十九, (七)3.
    #[validate(length(min = 1, max = 32))]
    #[schema(min_length = 1, max_length = 32)]
    pub number: String,
    /// Unique within the plan; no white space.
    #[validate(length(min = 1, max = 64))]
    #[schema(min_length = 1, max_length = 64)]
    pub code: String,
    /// Its place among its siblings; absent: after the last one.
    #[validate(range(min = 0, max = 1_000_000))]
    #[schema(minimum = 0, maximum = 1_000_000)]
    pub ord: Option<i32>,
    /// What is to be done.
    #[validate(length(min = 1, max = 500))]
    #[schema(min_length = 1, max_length = 500)]
    pub title: String,
    /// More of it (事项内容).
    #[validate(length(min = 1, max = 20_000))]
    #[schema(min_length = 1, max_length = 20_000)]
    pub content: Option<String>,
    /// How it is to be done (工作措施).
    #[validate(length(min = 1, max = 20_000))]
    #[schema(min_length = 1, max_length = 20_000)]
    pub how: Option<String>,
    /// The first day; absent: inherited.
    pub starts_on: Option<Day>,
    /// The deadline; absent: inherited.
    pub due: Option<Due>,
    /// Eligibility and benefit standards.
    #[serde(default)]
    #[validate(length(max = 100))]
    #[schema(max_items = 100)]
    pub parameters: Vec<Parameter>,
}

/// A change of a task (RFC 7396): absent keeps, null clears, lists are replaced whole. After issue it needs a `reason` and appends a
/// version; `number`, `code`, `ord`, `sectionId` and `parentId` can only be changed in a draft.
#[derive(Clone, Debug, Default, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[schema(example = json!({
    "due": {"text": "2024年12月20日前", "kind": "day", "latest": "2024-12-20", "control": "2024-12-20"},
    "reason": "联席会议第三次会议同意延期", "effectiveOn": "2024-09-01"
}))]
pub struct TaskUpdate {
    /// The heading it stands under, of the same plan. In a draft only.
    #[serde(deserialize_with = "nullable")]
    pub section_id: Option<Option<Uuid>>,
    /// The task it is a measure of; everything below moves with it. In a draft only.
    #[serde(deserialize_with = "nullable")]
    pub parent_id: Option<Option<Uuid>>,
    /// As printed. In a draft only.
    #[serde(deserialize_with = "present")]
    #[validate(length(min = 1, max = 32))]
    #[schema(nullable = false, min_length = 1, max_length = 32)]
    pub number: Option<String>,
    /// Unique within the plan. In a draft only.
    #[serde(deserialize_with = "present")]
    #[validate(length(min = 1, max = 64))]
    #[schema(nullable = false, min_length = 1, max_length = 64)]
    pub code: Option<String>,
    /// Its place among its siblings. In a draft only.
    #[serde(deserialize_with = "present")]
    #[validate(range(min = 0, max = 1_000_000))]
    #[schema(nullable = false, minimum = 0, maximum = 1_000_000)]
    pub ord: Option<i32>,
    /// What is to be done.
    #[serde(deserialize_with = "present")]
    #[validate(length(min = 1, max = 500))]
    #[schema(nullable = false, min_length = 1, max_length = 500)]
    pub title: Option<String>,
    /// More of it.
    #[serde(deserialize_with = "nullable")]
    #[validate(length(min = 1, max = 20_000))]
    #[schema(min_length = 1, max_length = 20_000)]
    pub content: Option<Option<String>>,
    /// How it is to be done.
    #[serde(deserialize_with = "nullable")]
    #[validate(length(min = 1, max = 20_000))]
    #[schema(min_length = 1, max_length = 20_000)]
    pub how: Option<Option<String>>,
    /// The first day; null: inherited.
    #[serde(deserialize_with = "nullable")]
    pub starts_on: Option<Option<Day>>,
    /// The deadline; its members are merged into the present ones; null: inherited.
    #[serde(deserialize_with = "nullable")]
    pub due: Option<Option<Due>>,
    /// Eligibility and benefit standards.
    #[serde(deserialize_with = "present")]
    #[validate(length(max = 100))]
    #[schema(nullable = false, max_items = 100)]
    pub parameters: Option<Vec<Parameter>>,
    /// Cancel it, or take that back.
    #[serde(deserialize_with = "present")]
    #[schema(nullable = false)]
    pub cancelled: Option<bool>,
    /// The first day on which the change counts, not before that of the version before; absent: today, or that day where it is later.
    /// After issue only.
    #[serde(deserialize_with = "present")]
    #[schema(nullable = false)]
    pub effective_on: Option<Day>,
    /// Why; required after issue, left out before.
    #[validate(length(max = 500))]
    #[schema(max_length = 500)]
    pub reason: Option<String>,
}

/// A page of tasks.
#[derive(Serialize, ToSchema)]
pub struct TaskPage {
    /// The tasks.
    pub items: Vec<Task>,
    /// Where this page stands.
    pub page: PageInfo,
}

sort_keys! {
    /// How tasks are sorted.
    pub TaskSort of task { "ord" => Ord, "code" => Code, "updatedAt" => UpdatedAt }
}

/// Which tasks.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TaskFilter {
    /// What to sort by; `-` in front for descending. Ties are broken by id.
    #[param(inline)]
    pub sort: Option<TaskSort>,
    /// Only tasks of this plan.
    #[serde(rename = "planId")]
    pub plan_id: Option<Uuid>,
    /// Only tasks written directly under this heading.
    #[serde(rename = "sectionId")]
    pub section_id: Option<Uuid>,
    /// Only the measures directly below this task.
    #[serde(rename = "parentId")]
    pub parent_id: Option<Uuid>,
    /// Exactly this code.
    pub code: Option<String>,
    /// Only tasks that name this unit themselves, whenever that holds.
    #[serde(rename = "unitId")]
    pub unit_id: Option<Uuid>,
    /// Only tasks that name this official themselves, whenever that holds. What is inherited by an official in office: `/me/tasks`.
    #[serde(rename = "officialId")]
    pub official_id: Option<Uuid>,
    /// Only tasks that name somebody in any of these roles; together with `unitId` or `officialId`: that one. Separated by commas.
    #[param(value_type = Option<Vec<AssignmentRole>>, style = Form, explode = false)]
    pub role: Option<AnyOf<AssignmentRole>>,
    /// Only tasks whose own control date is this day or earlier.
    #[serde(rename = "due.lte")]
    pub due_lte: Option<Day>,
    /// Only tasks whose own control date is this day or later.
    #[serde(rename = "due.gte")]
    pub due_gte: Option<Day>,
    /// Only cancelled tasks, or only the others.
    #[serde(default, deserialize_with = "boolean")]
    pub cancelled: Option<bool>,
    /// Text in number or title.
    pub q: Option<String>,
}

impl Filter for TaskFilter {}
