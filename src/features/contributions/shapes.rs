//! What contributions look like in requests and answers.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::domain::contribution::{ContributedFigure, ContributionAction, ContributionState};
use crate::domain::instant::Instant;
use crate::domain::period::Period;
use crate::entity::contribution;
use crate::http::patch::present;
use crate::http::query::{AnyOf, Filter};
use crate::list::PageInfo;
use crate::refs::UnitBrief;
use crate::{sort_keys, versioned};

/// What a cooperating unit contributes to the reports on a task for a period.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "id": "0197a6f0-c0de-7000-a000-000000000901", "version": 2, "createdAt": "2024-05-28T02:00:00.000Z", "updatedAt": "2024-05-29T02:00:00.000Z",
    "planId": "0197a6f0-c0de-7000-a000-000000000100", "taskId": "0197a6f0-c0de-7000-a000-000000000204",
    "unit": {"id": "0197a6f0-c0de-7000-a000-000000000019", "code": "YC-CZJ", "name": "市财政局"}, "period": "2024-05", "state": "given",
    "text": "已下达托位建设补助资金320万元。",
    "figures": [{"targetId": "0197a6f0-c0de-7000-a000-000000000504", "value": 120, "note": "仅夷陵区"}],
    "givenAt": "2024-05-29T02:00:00.000Z", "givenBy": "财政局填报员", "allowedActions": ["recall"]
}))]
pub struct Contribution {
    /// Its id.
    pub id: Uuid,
    /// Its version, for `If-Match`.
    pub version: i32,
    /// When it was begun.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// The plan.
    pub plan_id: Uuid,
    /// The task on which the reports are owed.
    pub task_id: Uuid,
    /// Who contributes.
    pub unit: UnitBrief,
    /// The period of the reports.
    pub period: Period,
    /// The stage it is in.
    pub state: ContributionState,
    /// What was done.
    pub text: String,
    /// Its figures; the lead decides what it reports of them.
    pub figures: Vec<ContributedFigure>,
    /// When it was given; null while it is being written.
    pub given_at: Option<Instant>,
    /// Name of who gave it.
    pub given_by: Option<String>,
    /// What this caller may do now.
    pub allowed_actions: Vec<ContributionAction>,
}

versioned!(Contribution);

/// A new contribution, as a draft.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "taskId": "0197a6f0-c0de-7000-a000-000000000204", "unitCode": "YC-CZJ", "period": "2024-05", "text": "已下达托位建设补助资金320万元。"
}))]
pub struct ContributionCreate {
    /// The task, or a measure within it, on which the unit cooperates.
    pub task_id: Uuid,
    /// The unit, by id; this or the code is required.
    pub unit_id: Option<Uuid>,
    /// The unit, by code.
    pub unit_code: Option<String>,
    /// The period of the report it is for.
    pub period: Period,
    /// What was done.
    #[validate(length(min = 1, max = 10000))]
    #[schema(min_length = 1, max_length = 10000)]
    pub text: String,
    /// Its figures.
    #[serde(default)]
    #[validate(length(max = 100), nested)]
    #[schema(max_items = 100)]
    pub figures: Vec<ContributedFigure>,
}

/// A change of a draft (RFC 7396): absent keeps, the list of figures is replaced whole.
#[derive(Clone, Debug, Default, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[schema(example = json!({"text": "已下达托位建设补助资金350万元。"}))]
pub struct ContributionUpdate {
    /// What was done.
    #[serde(deserialize_with = "present")]
    #[validate(length(min = 1, max = 10000))]
    #[schema(nullable = false, min_length = 1, max_length = 10000)]
    pub text: Option<String>,
    /// Its figures; replaces the whole list.
    #[serde(deserialize_with = "present")]
    #[validate(length(max = 100), nested)]
    #[schema(nullable = false, max_items = 100)]
    pub figures: Option<Vec<ContributedFigure>>,
}

/// A page of contributions.
#[derive(Serialize, ToSchema)]
pub struct ContributionPage {
    /// The contributions.
    pub items: Vec<Contribution>,
    /// Where this page stands.
    pub page: PageInfo,
}

sort_keys! {
    /// How contributions are sorted.
    pub ContributionSort of contribution { "updatedAt" => UpdatedAt, "period" => Period }
}

/// Which contributions.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ContributionFilter {
    /// What to sort by; `-` in front for descending. Ties are broken by id.
    #[param(inline)]
    pub sort: Option<ContributionSort>,
    /// Only those of this plan.
    #[serde(rename = "planId")]
    pub plan_id: Option<Uuid>,
    /// Only those on this task.
    #[serde(rename = "taskId")]
    pub task_id: Option<Uuid>,
    /// Only those of this unit.
    #[serde(rename = "unitId")]
    pub unit_id: Option<Uuid>,
    /// Only those for this period.
    #[param(example = "2024-05")]
    pub period: Option<Period>,
    /// In any of these stages, separated by commas.
    #[param(value_type = Option<Vec<ContributionState>>, style = Form, explode = false)]
    pub state: Option<AnyOf<ContributionState>>,
}

impl Filter for ContributionFilter {}
