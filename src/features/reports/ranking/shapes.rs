//! What the ranking looks like, and what can be asked.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::domain::completeness::Completeness;
use crate::domain::day::Day;
use crate::domain::instant::Instant;
use crate::domain::period::Period;
use crate::domain::quantity::Quantity;
use crate::domain::rollup::StateCounts;
use crate::features::reports::shapes::ReportedPlan;
use crate::http::query::{Filter, boolean};
use crate::refs::UnitBrief;

/// The plan, when the ranking speaks, and for which period reports count.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct RankingFilter {
    /// The plan.
    pub plan_id: Uuid,
    /// Only reports for this period count for timeliness and completeness; left out: all. Targets are judged at `asOf` either way.
    #[param(example = "2024-05")]
    pub period: Option<Period>,
    /// The business date the report speaks of; default today.
    #[param(example = "2024-06-10")]
    pub as_of: Option<Day>,
    /// The instant whose knowledge is used, not after now; default now. With both given a report can be reproduced.
    #[param(example = "2024-06-10T00:00:00Z")]
    pub known_at: Option<Instant>,
    /// `true`: a CSV begins with a byte order mark, so that Excel reads it as UTF-8.
    #[serde(default, deserialize_with = "boolean")]
    pub bom: Option<bool>,
}

impl Filter for RankingFilter {
    const PAGED: bool = false;
}

/// The units of a plan by their points.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "plan": {"id": "0197a6f0-c0de-7000-a000-000000000101", "code": "yichang-2024-livelihood",
        "title": "宜昌市落实湖北省2024年十大民生项目工作方案", "state": "issued"},
    "asOf": "2024-06-10", "knownAt": "2024-06-10T00:00:00Z", "period": null,
    "weights": {"achievement": 60, "timeliness": 20, "completeness": 20},
    "items": [{"rank": 1, "unit": {"id": "0197a6f0-c0de-7000-a000-000000000019", "code": "YC-WJW", "name": "市卫健委"}, "points": 87.78,
        "achievement": 83.33, "timeliness": 88.89, "completeness": 100, "credits": {"full": 2, "half": 1, "none": 0},
        "targets": {"notDue": 0, "achieved": 1, "ahead": 0, "onTrack": 1, "behind": 1, "seriouslyBehind": 0, "overdue": 0, "noData": 0,
            "notComputable": 0, "total": 3},
        "reports": {"expected": 9, "onTime": 8, "late": 1, "missing": 0, "notYetDue": 63, "filedEarly": 0, "onTimeOriginal": 8,
            "returned": 0, "returnedOverdue": 0, "accepted": 9, "void": 0, "outstanding": 0, "onTimeRate": 88.89, "filedRate": 100}}]
}))]
pub struct Ranking {
    /// The plan.
    pub plan: ReportedPlan,
    /// The business date the report speaks of.
    pub as_of: NaiveDate,
    /// The instant whose knowledge was used.
    pub known_at: Instant,
    /// The period whose reports count; null: all.
    pub period: Option<Period>,
    /// How much each component weighs.
    pub weights: RankingWeights,
    /// The units, the most points first, those with equal points by code; units without points last.
    pub items: Vec<RankedUnit>,
}

/// How much each component weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RankingWeights {
    /// Of targets reached.
    pub achievement: u64,
    /// Of reports in time.
    pub timeliness: u64,
    /// Of reports filed.
    pub completeness: u64,
}

/// A unit with its points and all that led to them.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RankedUnit {
    /// Its rank; equal points share one; null where nothing was expected of it.
    pub rank: Option<u32>,
    /// The unit.
    pub unit: UnitBrief,
    /// Points out of a hundred, two decimals, half up; null where nothing was expected of it.
    pub points: Option<Quantity>,
    /// Credits in percent of the credits possible; null where no target was judged.
    pub achievement: Option<Quantity>,
    /// Reports in time, in percent of those expected; null where none was.
    pub timeliness: Option<Quantity>,
    /// Reports filed, in percent of those expected; null where none was.
    pub completeness: Option<Quantity>,
    /// The targets that were judged, by credit.
    pub credits: RankingCredits,
    /// Its firm targets by state.
    pub targets: StateCounts,
    /// Its reports.
    pub reports: Completeness,
}

/// Firm targets by credit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RankingCredits {
    /// Achieved, ahead or on track.
    pub full: u64,
    /// Behind.
    pub half: u64,
    /// Seriously behind, overdue or without data.
    pub none: u64,
}
