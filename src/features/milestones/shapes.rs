//! What milestones look like in requests and answers.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::domain::day::Day;
use crate::domain::due::Due;
use crate::domain::instant::Instant;
use crate::domain::recurrence::Recurrence;
use crate::entity::milestone;
use crate::http::patch::{nullable, present};
use crate::http::query::{Filter, boolean};
use crate::list::PageInfo;
use crate::{sort_keys, versioned};

/// A step of a task (进度安排): by when, what, and how.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "id": "0197a6f0-c0de-7000-a000-000000000901", "version": 1, "createdAt": "2017-03-31T01:00:00.000Z", "updatedAt": "2017-03-31T01:00:00.000Z",
    "planId": "0197a6f0-c0de-7000-a000-000000000102", "taskId": "0197a6f0-c0de-7000-a000-000000000331", "ord": 1, "key": "1",
    "due": {"text": "6月底前", "kind": "month", "earliest": null, "latest": "2017-06-30", "control": "2017-06-30"}, "dueOn": "2017-06-30",
    "text": "累计整治和淘汰600家以上", "how": null, "condition": null, "recurrence": null, "doneOn": "2017-06-28", "occurrences": []
}))]
pub struct Milestone {
    /// Its id.
    pub id: Uuid,
    /// Its version, for `If-Match`.
    pub version: i32,
    /// When it was entered.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// The plan of the task.
    pub plan_id: Uuid,
    /// The task.
    pub task_id: Uuid,
    /// Its place among the steps of the task.
    pub ord: i32,
    /// Unique within the task.
    pub key: String,
    /// Its deadline, as printed and as it is judged.
    pub due: Due,
    /// The control date of the deadline, else its latest day; null where it has neither.
    pub due_on: Option<NaiveDate>,
    /// What is to be done, as printed.
    pub text: String,
    /// How it is to be done (工作措施).
    pub how: Option<String>,
    /// What has to come first, as printed: 待…获批后.
    pub condition: Option<String>,
    /// When it comes again.
    pub recurrence: Option<Recurrence>,
    /// The day on which it was done: by the latest accepted report that tells of it, else as entered with the plan. Null for a step that
    /// is open, and for one that comes again.
    pub done_on: Option<NaiveDate>,
    /// Of a step that comes again: every time it is due within the plan's period; empty for all others.
    pub occurrences: Vec<MilestoneOccurrence>,
}

versioned!(Milestone);

/// One time at which a recurring step is due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({"occursOn": "2017-08-31", "doneOn": null}))]
pub struct MilestoneOccurrence {
    /// The day by whose end it is due.
    pub occurs_on: NaiveDate,
    /// The day on which it was done, by the latest accepted report that tells of it.
    pub done_on: Option<NaiveDate>,
}

/// A new step of a task of a plan in draft.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "taskId": "0197a6f0-c0de-7000-a000-000000000331", "text": "累计整治和淘汰600家以上",
    "due": {"text": "6月底前", "kind": "month", "latest": "2017-06-30", "control": "2017-06-30"}
}))]
pub struct MilestoneCreate {
    /// The task.
    pub task_id: Uuid,
    /// Unique within the task, no white space; absent: the next number.
    #[validate(length(min = 1, max = 32))]
    #[schema(min_length = 1, max_length = 32)]
    pub key: Option<String>,
    /// Its place among the steps of the task; absent: after the last one.
    #[validate(range(min = 0, max = 1_000_000))]
    #[schema(minimum = 0, maximum = 1_000_000)]
    pub ord: Option<i32>,
    /// Its deadline; of a recurring step as printed (每季度), without dates where the document gives none.
    pub due: Due,
    /// What is to be done, as printed.
    #[validate(length(min = 1, max = 5000))]
    #[schema(min_length = 1, max_length = 5000)]
    pub text: String,
    /// How it is to be done (工作措施).
    #[validate(length(min = 1, max = 20_000))]
    #[schema(min_length = 1, max_length = 20_000)]
    pub how: Option<String>,
    /// What has to come first, as printed: 待…获批后.
    #[validate(length(min = 1, max = 500))]
    #[schema(min_length = 1, max_length = 500)]
    pub condition: Option<String>,
    /// When it comes again; at least once within the plan's period.
    pub recurrence: Option<Recurrence>,
    /// The day on which it was done, where that is known with the plan; later reports say otherwise. Not for a recurring step.
    pub done_on: Option<Day>,
}

/// A change of a step (RFC 7396): absent keeps, null clears, objects are merged. After issue only the control date of a deadline that
/// gives none itself (season, event, outcome, condition, none) can be fixed, with a `reason`.
#[derive(Clone, Debug, Default, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[schema(example = json!({"due": {"control": "2017-10-31"}, "reason": "规划已于7月获批,联席会议定于10月底前完成"}))]
pub struct MilestoneUpdate {
    /// Unique within the task, no white space. In a draft only.
    #[serde(deserialize_with = "present")]
    #[validate(length(min = 1, max = 32))]
    #[schema(nullable = false, min_length = 1, max_length = 32)]
    pub key: Option<String>,
    /// Its place among the steps of the task. In a draft only.
    #[serde(deserialize_with = "present")]
    #[validate(range(min = 0, max = 1_000_000))]
    #[schema(nullable = false, minimum = 0, maximum = 1_000_000)]
    pub ord: Option<i32>,
    /// Its deadline; its members are merged into the present ones. After issue `control` only.
    #[serde(deserialize_with = "present")]
    #[schema(nullable = false)]
    pub due: Option<Due>,
    /// What is to be done, as printed. In a draft only.
    #[serde(deserialize_with = "present")]
    #[validate(length(min = 1, max = 5000))]
    #[schema(nullable = false, min_length = 1, max_length = 5000)]
    pub text: Option<String>,
    /// How it is to be done. In a draft only.
    #[serde(deserialize_with = "nullable")]
    #[validate(length(min = 1, max = 20_000))]
    #[schema(min_length = 1, max_length = 20_000)]
    pub how: Option<Option<String>>,
    /// What has to come first. In a draft only.
    #[serde(deserialize_with = "nullable")]
    #[validate(length(min = 1, max = 500))]
    #[schema(min_length = 1, max_length = 500)]
    pub condition: Option<Option<String>>,
    /// When it comes again; its members are merged into the present ones. In a draft only.
    #[serde(deserialize_with = "nullable")]
    pub recurrence: Option<Option<Recurrence>>,
    /// The day on which it was done. In a draft only.
    #[serde(deserialize_with = "nullable")]
    pub done_on: Option<Option<Day>>,
    /// Why; required after issue, left out before.
    #[validate(length(max = 500))]
    #[schema(max_length = 500)]
    pub reason: Option<String>,
}

/// A page of steps.
#[derive(Serialize, ToSchema)]
pub struct MilestonePage {
    /// The steps.
    pub items: Vec<Milestone>,
    /// Where this page stands.
    pub page: PageInfo,
}

sort_keys! {
    /// How steps are sorted.
    pub MilestoneSort of milestone { "ord" => Ord, "key" => Key, "updatedAt" => UpdatedAt }
}

/// Which steps.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct MilestoneFilter {
    /// What to sort by; `-` in front for descending. Ties are broken by id.
    #[param(inline)]
    pub sort: Option<MilestoneSort>,
    /// Only those in this plan.
    #[serde(rename = "planId")]
    pub plan_id: Option<Uuid>,
    /// Only those written at this task.
    #[serde(rename = "taskId")]
    pub task_id: Option<Uuid>,
    /// Only those whose `dueOn` is this day or earlier.
    #[serde(rename = "dueOn.lte")]
    pub due_on_lte: Option<Day>,
    /// Only those whose `dueOn` is this day or later.
    #[serde(rename = "dueOn.gte")]
    pub due_on_gte: Option<Day>,
    /// `true`: only those with a `dueOn`; `false`: only those without.
    #[serde(default, deserialize_with = "boolean")]
    pub dated: Option<bool>,
    /// `true`: only those that come again; `false`: only the others.
    #[serde(default, deserialize_with = "boolean")]
    pub recurring: Option<bool>,
}

impl Filter for MilestoneFilter {}
