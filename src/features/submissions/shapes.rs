//! What submissions look like in answers, and which can be asked for.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::steps::FiledMilestone;
use crate::domain::instant::Instant;
use crate::domain::period::Period;
use crate::domain::quantity::Quantity;
use crate::domain::review::{ReviewAction, RevisionKind, SubmissionState};
use crate::entity::submission;
use crate::http::query::{AnyOf, Filter};
use crate::list::PageInfo;
use crate::refs::{TargetBrief, UnitBrief};
use crate::{sort_keys, versioned};

/// What a unit files for an obligation: the content of a revision, and where its review stands.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "id": "0197a6f0-c0de-7000-a000-000000000401", "version": 3, "createdAt": "2024-05-30T02:00:00.000Z", "updatedAt": "2024-06-03T08:30:00.000Z",
    "state": "submitted",
    "plan": {"id": "0197a6f0-c0de-7000-a000-000000000100", "code": "yichang-2024-livelihood",
        "title": "宜昌市落实湖北省2024年十大民生项目工作方案"},
    "task": {"id": "0197a6f0-c0de-7000-a000-000000000204", "number": "4", "code": "4", "title": "新增3岁以下婴幼儿托位1680个"},
    "unit": {"id": "0197a6f0-c0de-7000-a000-000000000030", "code": "YC-WJW", "name": "市卫健委"},
    "obligation": {"id": "0197a6f0-c0de-7000-a000-000000000301", "period": "2024-05", "asAt": "2024-05-31",
        "opensAt": "2024-05-24T16:00:00.000Z", "dueAt": "2024-06-03T16:00:00.000Z", "closesAt": null, "voidedAt": null},
    "workingRevision": 1, "shownRevision": 1, "acceptedRevision": null, "revisionKind": "filing", "reason": null,
    "progress": "全市累计新增3岁以下婴幼儿托位839个。", "problems": null, "suggestions": null,
    "figures": [{"targetId": "0197a6f0-c0de-7000-a000-000000000504",
        "target": {"id": "0197a6f0-c0de-7000-a000-000000000504", "taskId": "0197a6f0-c0de-7000-a000-000000000204", "key": "1",
            "indicator": "新增3岁以下婴幼儿托位", "unitOfMeasure": "个"},
        "value": 839, "numerator": null, "denominator": null, "claimedTotal": null, "whyMissing": null}], "milestones": [],
    "filedAt": "2024-06-03T08:30:00.000Z", "filedBy": "卫健委填报员", "firstFiledAt": "2024-06-03T08:30:00.000Z", "onTime": true,
    "openUntil": null, "allowedActions": ["withdraw"]
}))]
pub struct Submission {
    /// Its id.
    pub id: Uuid,
    /// Its version, for `If-Match`.
    pub version: i32,
    /// When it was begun.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// The stage of its review.
    pub state: SubmissionState,
    /// The plan.
    pub plan: SubmissionPlan,
    /// The task it reports on.
    pub task: SubmissionTask,
    /// The unit that reports.
    pub unit: UnitBrief,
    /// What is owed, and by when.
    pub obligation: SubmissionObligation,
    /// The number of the revision that is worked on: being written, waiting for review, or accepted.
    pub working_revision: i32,
    /// The number of the revision whose content is shown here: the working one; for those who do not file for the unit, while that is
    /// being written, the last one filed and not taken back.
    pub shown_revision: i32,
    /// The number of the revision in force; null before the first is accepted.
    pub accepted_revision: Option<i32>,
    /// What the shown revision is for.
    pub revision_kind: RevisionKind,
    /// Why the shown revision corrects an accepted one.
    pub reason: Option<String>,
    /// 工作进展
    pub progress: Option<String>,
    /// 存在问题
    pub problems: Option<String>,
    /// 下步打算, 意见建议
    pub suggestions: Option<String>,
    /// Figures of the shown revision.
    pub figures: Vec<FiledFigure>,
    /// Steps of the shown revision.
    pub milestones: Vec<FiledMilestone>,
    /// When the shown revision was filed; null while it is being written.
    pub filed_at: Option<Instant>,
    /// Name of who filed it.
    pub filed_by: Option<String>,
    /// The first submit that was not withdrawn: lateness is judged by it.
    pub first_filed_at: Option<Instant>,
    /// Whether that was by the deadline; null before it was filed.
    pub on_time: Option<bool>,
    /// Until when a return lets the unit file again, even after the window closed.
    pub open_until: Option<Instant>,
    /// What this caller may do now.
    pub allowed_actions: Vec<ReviewAction>,
}

versioned!(Submission);

/// The plan of a submission.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SubmissionPlan {
    /// Its id.
    pub id: Uuid,
    /// Its code.
    pub code: String,
    /// Its title.
    pub title: String,
}

/// The task a submission reports on.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SubmissionTask {
    /// Its id.
    pub id: Uuid,
    /// Its number as printed.
    pub number: String,
    /// Its code within the plan.
    pub code: String,
    /// Its title as it is now.
    pub title: String,
}

/// What is owed, and by when. Instants are UTC; the instant of a deadline is still in time.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SubmissionObligation {
    /// Its id.
    pub id: Uuid,
    /// The period the report is for.
    pub period: Period,
    /// The day its figures speak of.
    pub as_at: NaiveDate,
    /// From when it can be filed.
    pub opens_at: Instant,
    /// Until when it is on time.
    pub due_at: Instant,
    /// Until when it can be filed at all; null: no end.
    pub closes_at: Option<Instant>,
    /// Since when it is no longer owed.
    pub voided_at: Option<Instant>,
}

/// A figure as filed.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FiledFigure {
    /// The target, by id.
    pub target_id: Uuid,
    /// The target.
    pub target: TargetBrief,
    /// The figure, in the target's unit of measure: the period's own for increments, else the total or state to date.
    pub value: Option<Quantity>,
    /// What was reached, for coverages and ratios.
    pub numerator: Option<Quantity>,
    /// Out of how much.
    pub denominator: Option<Quantity>,
    /// The total to date the unit itself counts, where figures are increments.
    pub claimed_total: Option<Quantity>,
    /// Why there is no figure.
    pub why_missing: Option<String>,
}

/// A page of submissions.
#[derive(Serialize, ToSchema)]
pub struct SubmissionPage {
    /// The submissions.
    pub items: Vec<Submission>,
    /// Where this page stands.
    pub page: PageInfo,
}

/// A revision of a submission, exactly as filed.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "id": "0197a6f0-c0de-7000-a000-000000000601", "n": 1, "kind": "filing", "progress": "全市累计新增3岁以下婴幼儿托位839个。",
    "problems": null, "suggestions": null, "figures": [], "milestones": [], "filedAt": "2024-06-03T08:30:00.000Z", "filedBy": "卫健委填报员",
    "withdrawnAt": null, "reason": null
}))]
pub struct Revision {
    /// Its id.
    pub id: Uuid,
    /// Its number, from 1.
    pub n: i32,
    /// What it is for.
    pub kind: RevisionKind,
    /// 工作进展
    pub progress: Option<String>,
    /// 存在问题
    pub problems: Option<String>,
    /// 下步打算, 意见建议
    pub suggestions: Option<String>,
    /// Its figures.
    pub figures: Vec<FiledFigure>,
    /// Its steps.
    pub milestones: Vec<FiledMilestone>,
    /// When it was filed; null while it is being written.
    pub filed_at: Option<Instant>,
    /// Name of who filed it.
    pub filed_by: Option<String>,
    /// When it was taken back.
    pub withdrawn_at: Option<Instant>,
    /// Why it corrects an accepted one.
    pub reason: Option<String>,
}

/// A page of revisions, oldest first.
#[derive(Serialize, ToSchema)]
pub struct RevisionPage {
    /// The revisions.
    pub items: Vec<Revision>,
    /// Where this page stands.
    pub page: PageInfo,
}

/// A step of a review.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "id": "0197a6f0-c0de-7000-a000-000000000701", "at": "2024-06-04T01:15:00.000Z", "actor": "发改委汇总员", "action": "return",
    "fromState": "submitted", "toState": "returned", "revision": 1, "reason": "请补充新增托位所在机构"
}))]
pub struct ReviewStep {
    /// Its id.
    pub id: Uuid,
    /// When.
    pub at: Instant,
    /// Name of who took it.
    pub actor: String,
    /// What was done.
    pub action: ReviewAction,
    /// The stage before.
    pub from_state: SubmissionState,
    /// The stage after.
    pub to_state: SubmissionState,
    /// The number of the revision acted upon; for a correction the accepted one.
    pub revision: i32,
    /// Why.
    pub reason: Option<String>,
}

/// A page of review steps, oldest first.
#[derive(Serialize, ToSchema)]
pub struct ReviewStepPage {
    /// The steps.
    pub items: Vec<ReviewStep>,
    /// Where this page stands.
    pub page: PageInfo,
}

sort_keys! {
    /// How submissions are sorted.
    pub SubmissionSort of submission { "updatedAt" => UpdatedAt, "createdAt" => CreatedAt, "state" => State }
}

/// Which submissions.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SubmissionFilter {
    /// What to sort by; `-` in front for descending. Ties are broken by id.
    #[param(inline)]
    pub sort: Option<SubmissionSort>,
    /// Only those of this plan.
    #[serde(rename = "planId")]
    pub plan_id: Option<Uuid>,
    /// Only those on this task.
    #[serde(rename = "taskId")]
    pub task_id: Option<Uuid>,
    /// Only the one for this obligation.
    #[serde(rename = "obligationId")]
    pub obligation_id: Option<Uuid>,
    /// Only those of this unit.
    #[serde(rename = "unitId")]
    pub unit_id: Option<Uuid>,
    /// Only those of this unit and all below it.
    #[serde(rename = "unitId.under")]
    pub under: Option<Uuid>,
    /// Only those for this period.
    #[param(example = "2024-05")]
    pub period: Option<Period>,
    /// In any of these stages, separated by commas.
    #[param(value_type = Option<Vec<SubmissionState>>, style = Form, explode = false)]
    pub state: Option<AnyOf<SubmissionState>>,
}

impl Filter for SubmissionFilter {}

/// A list without filters.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unfiltered {}

impl Filter for Unfiltered {}
