//! What extensions look like in requests and answers.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::domain::day::Day;
use crate::domain::extension::{ExtensionAction, ExtensionState};
use crate::domain::instant::Instant;
use crate::domain::period::Period;
use crate::entity::extension;
use crate::http::query::{AnyOf, Filter};
use crate::list::PageInfo;
use crate::refs::UnitBrief;
use crate::{sort_keys, versioned};

/// More time for a report.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "id": "0197a6f0-c0de-7000-a000-000000000901", "version": 2, "createdAt": "2024-06-02T01:00:00.000Z", "updatedAt": "2024-06-02T08:00:00.000Z",
    "planId": "0197a6f0-c0de-7000-a000-000000000101",
    "obligation": {"id": "0197a6f0-c0de-7000-a000-000000000604", "taskId": "0197a6f0-c0de-7000-a000-000000000304", "period": "2024-05",
        "dueAt": "2024-06-03T16:00:00.000Z", "closesAt": null},
    "unit": {"id": "0197a6f0-c0de-7000-a000-000000000019", "code": "YC-WJW", "name": "市卫健委"},
    "state": "approved", "until": "2024-06-07T16:00:00.000Z", "reason": "县市区数据尚在核实", "requestedBy": "卫健委填报员",
    "decidedBy": "发改委汇总员", "decidedAt": "2024-06-02T08:00:00.000Z", "refusalReason": null, "allowedActions": []
}))]
pub struct Extension {
    /// Its id.
    pub id: Uuid,
    /// Its version, for `If-Match`.
    pub version: i32,
    /// When it was asked for, or granted without being asked for.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// The plan.
    pub plan_id: Uuid,
    /// The report it is for.
    pub obligation: ExtensionObligation,
    /// The unit that owes it.
    pub unit: UnitBrief,
    /// The stage it is in. An approved one that has run out stays approved.
    pub state: ExtensionState,
    /// The last instant that is on time; until then the window is open, even when it had closed.
    pub until: Instant,
    /// Why it is needed.
    pub reason: String,
    /// Name of who asked for it, or granted it without being asked.
    pub requested_by: String,
    /// Name of who granted or refused it.
    pub decided_by: Option<String>,
    /// When that was.
    pub decided_at: Option<Instant>,
    /// Why it was refused.
    pub refusal_reason: Option<String>,
    /// What this caller may decide now.
    pub allowed_actions: Vec<ExtensionAction>,
}

versioned!(Extension);

/// The report an extension is for.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ExtensionObligation {
    /// Its id.
    pub id: Uuid,
    /// The task the report is on.
    pub task_id: Uuid,
    /// The period it is for.
    pub period: Period,
    /// Its original deadline.
    pub due_at: Instant,
    /// When its window closes by itself; null: never.
    pub closes_at: Option<Instant>,
}

/// A wish for more time, or, by somebody who may grant it and does not file for the unit, the grant itself. Exactly one of `until` and
/// `untilOn`.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"obligationId": "0197a6f0-c0de-7000-a000-000000000604", "untilOn": "2024-06-07", "reason": "县市区数据尚在核实"}))]
pub struct ExtensionCreate {
    /// The report that needs more time.
    pub obligation_id: Uuid,
    /// The last instant that shall be on time; after now and after the deadline in force.
    pub until: Option<Instant>,
    /// The last day that shall be on time: to its 24:00 in the business zone.
    pub until_on: Option<Day>,
    /// Why it is needed.
    #[serde(default)]
    #[validate(length(max = 1000))]
    #[schema(required = true, min_length = 1, max_length = 1000)]
    pub reason: String,
}

/// Why more time is refused.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"reason": "数据已可从统计系统取得,请按期报送"}))]
pub struct Refusal {
    /// The reason; the unit reads it.
    #[serde(default)]
    #[validate(length(max = 1000))]
    #[schema(required = true, min_length = 1, max_length = 1000)]
    pub reason: String,
}

/// A page of extensions.
#[derive(Serialize, ToSchema)]
pub struct ExtensionPage {
    /// The extensions.
    pub items: Vec<Extension>,
    /// Where this page stands.
    pub page: PageInfo,
}

sort_keys! {
    /// How extensions are sorted.
    pub ExtensionSort of extension { "createdAt" => CreatedAt, "until" => Until }
}

/// Which extensions.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct ExtensionFilter {
    /// What to sort by; `-` in front for descending. Ties are broken by id.
    #[param(inline)]
    pub sort: Option<ExtensionSort>,
    /// Only those in this plan.
    pub plan_id: Option<Uuid>,
    /// Only those of this report.
    pub obligation_id: Option<Uuid>,
    /// Only those of this unit.
    pub unit_id: Option<Uuid>,
    /// In any of these states, separated by commas.
    #[param(value_type = Option<Vec<ExtensionState>>, style = Form, explode = false)]
    pub state: Option<AnyOf<ExtensionState>>,
}

impl Filter for ExtensionFilter {}
