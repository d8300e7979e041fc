//! A whole plan in one answer: plain shapes of its own, complete enough to print the document from.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::shapes::Plan;
use super::tree_steps::{TreeMilestone, TreeStatement};
use crate::domain::due::Due;
use crate::domain::instant::Instant;
use crate::domain::plan::{AssignmentRole, Parameter};
use crate::domain::quantity::Quantity;
use crate::domain::schedule::{CalendarRule, LimitPolicy, ReportPart, Reporters};
use crate::refs::{OfficialBrief, UnitBrief};
use crate::target_terms::TargetTerms;

/// Part of the plan of Yichang, too long for the `json!` macro.
fn example() -> serde_json::Value {
    serde_json::from_str(include_str!("tree_example.json")).unwrap_or_default()
}

/// A plan with everything in it that the caller may see, in printed order.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!(example()))]
pub struct PlanTree {
    /// The plan.
    pub plan: Plan,
    /// Its headings, with the tasks below them.
    pub sections: Vec<TreeSection>,
    /// Tasks under no heading.
    pub tasks: Vec<TreeTask>,
    /// Who reports to whom, how often.
    pub reporting_rules: Vec<TreeRule>,
    /// The day on which duties are looked at: today, or the nearest day of the plan's period.
    pub leads_on: NaiveDate,
}

/// A heading.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "id": "0197a6f0-c0de-7000-a000-000000000201", "version": 1, "ord": 1, "number": "(一)", "title": "着力实现幼有善育", "sections": [], "tasks": []
}))]
pub struct TreeSection {
    /// Its id.
    pub id: Uuid,
    /// Its version, for `If-Match`.
    pub version: i32,
    /// Place among its neighbours.
    pub ord: i32,
    /// Number as printed.
    pub number: String,
    /// Title as printed.
    pub title: String,
    /// Headings below.
    #[schema(no_recursion)]
    pub sections: Vec<TreeSection>,
    /// Tasks directly below.
    pub tasks: Vec<TreeTask>,
}

/// A task, or a measure below one.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "id": "0197a6f0-c0de-7000-a000-000000000304", "version": 1, "versionNumber": 1,
    "sectionId": "0197a6f0-c0de-7000-a000-000000000201", "parentId": null, "ord": 4, "number": "4", "code": "4",
    "title": "新增3岁以下婴幼儿托位1680个", "content": null, "how": null, "startsOn": null, "due": null, "cancelled": false,
    "effectiveStartsOn": "2024-01-01",
    "effectiveDue": {"text": "2024年11月底前", "kind": "month", "earliest": null, "latest": "2024-11-30", "control": "2024-11-30"},
    "effectiveLeads": [{"taskId": "0197a6f0-c0de-7000-a000-000000000304", "assignmentId": "0197a6f0-c0de-7000-a000-000000000404",
        "unit": {"id": "0197a6f0-c0de-7000-a000-000000000019", "code": "YC-WJW", "name": "市卫健委"}, "isReporting": false}],
    "effectivePrincipals": [],
    "parameters": [{"text": "3岁以下", "kind": "eligibility", "operator": "lt", "value": 3, "upper": null, "unitOfMeasure": "岁"}],
    "assignments": [], "milestones": [], "targets": [], "statements": [], "measures": []
}))]
pub struct TreeTask {
    /// Its id.
    pub id: Uuid,
    /// Its version, for `If-Match`.
    pub version: i32,
    /// Which version of its content this is.
    pub version_number: i32,
    /// The heading it is written under; a measure may leave it to its task.
    pub section_id: Option<Uuid>,
    /// The task it is a measure of.
    pub parent_id: Option<Uuid>,
    /// Place among its neighbours.
    pub ord: i32,
    /// Number as printed.
    pub number: String,
    /// Unique within the plan.
    pub code: String,
    /// Title as printed.
    pub title: String,
    /// 事项内容.
    pub content: Option<String>,
    /// 工作措施.
    pub how: Option<String>,
    /// First day, where written here.
    pub starts_on: Option<NaiveDate>,
    /// Deadline, where written here.
    pub due: Option<Due>,
    /// Given up.
    pub cancelled: bool,
    /// First day: its own, an inherited one, or the plan's.
    pub effective_starts_on: NaiveDate,
    /// Deadline: its own, an inherited one, or the plan's.
    pub effective_due: Option<Due>,
    /// Who leads it on `leadsOn`: those named here, or at the nearest task above that names any.
    pub effective_leads: Vec<TreeLead>,
    /// Who answers for it on `leadsOn`: the officials named here, or at the nearest task above that names any.
    pub effective_principals: Vec<TreePrincipal>,
    /// Eligibility and benefit standards.
    pub parameters: Vec<Parameter>,
    /// Duties written here, whenever they hold.
    pub assignments: Vec<TreeAssignment>,
    /// Its steps, in order.
    pub milestones: Vec<TreeMilestone>,
    /// Figures to reach.
    pub targets: Vec<TreeTarget>,
    /// The phrases with figures printed under it, in order.
    pub statements: Vec<TreeStatement>,
    /// Measures below (工作举措).
    #[schema(no_recursion)]
    pub measures: Vec<TreeTask>,
}

/// A unit that leads a task.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TreeLead {
    /// Where the duty is written: this task or one above.
    pub task_id: Uuid,
    /// The duty.
    pub assignment_id: Uuid,
    /// The unit.
    pub unit: UnitBrief,
    /// Reports for all, where the rule asks only one lead.
    pub is_reporting: bool,
}

/// An official who answers for a task.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TreePrincipal {
    /// Where the duty is written: this task or one above.
    pub task_id: Uuid,
    /// The duty.
    pub assignment_id: Uuid,
    /// The official as written.
    pub official: OfficialBrief,
    /// Who answers for it on `leadsOn`: the same, or whoever has taken over.
    pub holder: OfficialBrief,
}

/// A duty of a unit or an official.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TreeAssignment {
    /// Its id.
    pub id: Uuid,
    /// Its version, for `If-Match`.
    pub version: i32,
    /// The role.
    pub role: AssignmentRole,
    /// The unit; null where it is the duty of an official.
    pub unit: Option<UnitBrief>,
    /// The official as written; null where it is the duty of a unit.
    pub official: Option<OfficialBrief>,
    /// The name as printed, where it is not the usual short one.
    pub printed_as: Option<String>,
    /// As printed: 牵头单位.
    pub label: Option<String>,
    /// Place in the printed order.
    pub ord: i32,
    /// Reports for all, where the rule asks only one lead.
    pub is_reporting: bool,
    /// Marked with a star in the document.
    pub is_starred: bool,
    /// First day.
    pub effective_from: NaiveDate,
    /// Last day; null: no end.
    pub effective_to: Option<NaiveDate>,
}

/// A figure to reach, with all its terms.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TreeTarget {
    /// Its id.
    pub id: Uuid,
    /// Its version, for `If-Match`.
    pub version: i32,
    /// Which version of its terms this is.
    pub version_number: i32,
    /// Stable within the task.
    pub key: String,
    /// What is counted.
    pub indicator: String,
    /// As printed.
    pub text: String,
    /// The target it is a part of (其中).
    pub part_of_id: Option<Uuid>,
    /// Its terms.
    #[serde(flatten)]
    pub terms: TargetTerms,
    /// From when these terms hold.
    pub effective_on: NaiveDate,
    /// When they were recorded.
    pub recorded_at: Instant,
    /// Why they replaced the ones before.
    pub reason: Option<String>,
    /// What it should stand at by which day.
    pub checkpoints: Vec<TreeCheckpoint>,
}

/// What a target should stand at by a day: a value, or a share in percent.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TreeCheckpoint {
    /// Its id.
    pub id: Uuid,
    /// Its version, for `If-Match`.
    pub version: i32,
    /// The step of the task at which it stands.
    pub milestone_id: Option<Uuid>,
    /// By 24:00 of this day.
    pub due_on: NaiveDate,
    /// The value.
    pub value: Option<Quantity>,
    /// The share of the target, in percent.
    pub share: Option<Quantity>,
}

/// Who reports to whom, how often.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TreeRule {
    /// Its id.
    pub id: Uuid,
    /// Its version, for `If-Match`.
    pub version: i32,
    /// Its number within the plan.
    pub n: i32,
    /// What the report is called.
    pub title: String,
    /// Who receives the reports.
    pub receiver_unit: UnitBrief,
    /// Which leads report.
    pub reporters: Reporters,
    /// Frequency, days and periods.
    pub calendar: CalendarRule,
    /// Parts that must be there.
    pub parts: Vec<ReportPart>,
    /// Longest text of a part, in characters.
    pub text_limit: Option<i32>,
    /// What happens beyond the limit.
    pub limit_policy: LimitPolicy,
    /// The unit's head signs before the receiver accepts.
    pub signs_first: bool,
    /// Reports carry figures.
    pub collects_figures: bool,
    /// Days given after a return.
    pub return_days: i32,
}
