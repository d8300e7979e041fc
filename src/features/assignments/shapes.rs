//! What assignments look like in requests and answers.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::domain::day::Day;
use crate::domain::instant::Instant;
use crate::domain::plan::AssignmentRole;
use crate::entity::assignment;
use crate::http::patch::{nullable, present};
use crate::http::query::{AnyOf, Filter};
use crate::list::PageInfo;
use crate::refs::{OfficialBrief, UnitBrief};
use crate::{sort_keys, versioned};

/// A duty of a unit or an official on a task, as the document names it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "id": "0197a6f0-c0de-7000-a000-000000000304", "version": 1, "createdAt": "2024-04-02T01:00:00.000Z", "updatedAt": "2024-04-02T01:00:00.000Z",
    "planId": "0197a6f0-c0de-7000-a000-000000000100", "taskId": "0197a6f0-c0de-7000-a000-000000000104", "role": "lead",
    "unit": {"id": "0197a6f0-c0de-7000-a000-000000000019", "code": "YC-WJW", "name": "市卫健委"}, "official": null,
    "printedAs": null, "label": "牵头单位", "ord": 1,
    "isReporting": false, "isStarred": false, "effectiveFrom": "2024-01-01", "effectiveTo": null
}))]
pub struct Assignment {
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
    /// In which role.
    pub role: AssignmentRole,
    /// The unit; null where it is the duty of an official.
    pub unit: Option<UnitBrief>,
    /// The official as written, with the role `principal`; null where it is the duty of a unit.
    pub official: Option<OfficialBrief>,
    /// The name as printed, where it is not the usual short one.
    pub printed_as: Option<String>,
    /// The word as printed: 牵头单位.
    pub label: Option<String>,
    /// Its place in the printed order.
    pub ord: i32,
    /// The one lead that reports, where the plan asks only one.
    pub is_reporting: bool,
    /// Marked with a star in the document.
    pub is_starred: bool,
    /// The first day.
    pub effective_from: NaiveDate,
    /// The last day; null: until further notice.
    pub effective_to: Option<NaiveDate>,
}

versioned!(Assignment);

/// A new duty, of exactly one unit or official. After issue it counts from today or later.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"taskId": "0197a6f0-c0de-7000-a000-000000000104", "unitCode": "YC-WJW", "role": "lead", "label": "牵头单位"}))]
pub struct AssignmentCreate {
    /// The task.
    pub task_id: Uuid,
    /// The unit, by id.
    pub unit_id: Option<Uuid>,
    /// The unit, by code.
    pub unit_code: Option<String>,
    /// The official, by id.
    pub official_id: Option<Uuid>,
    /// The official, by code.
    pub official_code: Option<String>,
    /// In which role: `principal` for an official, any other for a unit.
    pub role: AssignmentRole,
    /// The name as printed, where it is not the usual short one.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    pub printed_as: Option<String>,
    /// The word as printed.
    #[validate(length(min = 1, max = 50))]
    #[schema(min_length = 1, max_length = 50)]
    pub label: Option<String>,
    /// Its place in the printed order; absent: after the last one.
    #[validate(range(min = 0, max = 1_000_000))]
    #[schema(minimum = 0, maximum = 1_000_000)]
    pub ord: Option<i32>,
    /// The one lead that reports; at most one at a time.
    #[serde(default)]
    pub is_reporting: bool,
    /// Marked with a star in the document.
    #[serde(default)]
    pub is_starred: bool,
    /// The first day; absent: the plan's first day, after issue today.
    pub effective_from: Option<Day>,
    /// The last day; absent: until further notice.
    pub effective_to: Option<Day>,
}

/// A change of a duty (RFC 7396): absent keeps, null clears. After issue only `label`, `printedAs`,
/// `isReporting` and `effectiveTo` can be changed.
#[derive(Clone, Debug, Default, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[schema(example = json!({"effectiveTo": "2024-08-31"}))]
pub struct AssignmentUpdate {
    /// The unit, by id. In a draft only.
    #[serde(deserialize_with = "present")]
    #[schema(nullable = false)]
    pub unit_id: Option<Uuid>,
    /// The unit, by code. In a draft only.
    #[serde(deserialize_with = "present")]
    #[schema(nullable = false)]
    pub unit_code: Option<String>,
    /// The official, by id. In a draft only.
    #[serde(deserialize_with = "present")]
    #[schema(nullable = false)]
    pub official_id: Option<Uuid>,
    /// The official, by code. In a draft only.
    #[serde(deserialize_with = "present")]
    #[schema(nullable = false)]
    pub official_code: Option<String>,
    /// The name as printed, where it is not the usual short one.
    #[serde(deserialize_with = "nullable")]
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    pub printed_as: Option<Option<String>>,
    /// In which role. In a draft only.
    #[serde(deserialize_with = "present")]
    #[schema(nullable = false)]
    pub role: Option<AssignmentRole>,
    /// The word as printed.
    #[serde(deserialize_with = "nullable")]
    #[validate(length(min = 1, max = 50))]
    #[schema(min_length = 1, max_length = 50)]
    pub label: Option<Option<String>>,
    /// Its place in the printed order. In a draft only.
    #[serde(deserialize_with = "present")]
    #[validate(range(min = 0, max = 1_000_000))]
    #[schema(nullable = false, minimum = 0, maximum = 1_000_000)]
    pub ord: Option<i32>,
    /// The one lead that reports; at most one at a time.
    #[serde(deserialize_with = "present")]
    #[schema(nullable = false)]
    pub is_reporting: Option<bool>,
    /// Marked with a star in the document. In a draft only.
    #[serde(deserialize_with = "present")]
    #[schema(nullable = false)]
    pub is_starred: Option<bool>,
    /// The first day. In a draft only.
    #[serde(deserialize_with = "present")]
    #[schema(nullable = false)]
    pub effective_from: Option<Day>,
    /// The last day; null: until further notice. After issue yesterday at the earliest.
    #[serde(deserialize_with = "nullable")]
    pub effective_to: Option<Option<Day>>,
}

/// A page of assignments.
#[derive(Serialize, ToSchema)]
pub struct AssignmentPage {
    /// The assignments.
    pub items: Vec<Assignment>,
    /// Where this page stands.
    pub page: PageInfo,
}

sort_keys! {
    /// How assignments are sorted.
    pub AssignmentSort of assignment { "ord" => Ord, "effectiveFrom" => EffectiveFrom, "updatedAt" => UpdatedAt }
}

/// Which assignments.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AssignmentFilter {
    /// What to sort by; `-` in front for descending. Ties are broken by id.
    #[param(inline)]
    pub sort: Option<AssignmentSort>,
    /// Only those on this task.
    #[serde(rename = "taskId")]
    pub task_id: Option<Uuid>,
    /// Only those in this plan.
    #[serde(rename = "planId")]
    pub plan_id: Option<Uuid>,
    /// Only those of this unit.
    #[serde(rename = "unitId")]
    pub unit_id: Option<Uuid>,
    /// Only those that name this official.
    #[serde(rename = "officialId")]
    pub official_id: Option<Uuid>,
    /// Any of these roles, separated by commas.
    #[param(value_type = Option<Vec<AssignmentRole>>, style = Form, explode = false)]
    pub role: Option<AnyOf<AssignmentRole>>,
    /// Only those in force on this day.
    #[serde(rename = "validOn")]
    pub valid_on: Option<Day>,
}

impl Filter for AssignmentFilter {}
