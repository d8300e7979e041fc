//! What an allocation matrix looks like.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::shapes::ReportedPlan;
use crate::domain::day::Day;
use crate::domain::instant::Instant;
use crate::domain::matrix::{ShareCheck, ShareOrigin};
use crate::domain::period::Period;
use crate::domain::quantity::Quantity;
use crate::domain::target::Series;
use crate::http::query::{Filter, boolean};
use crate::refs::UnitBrief;

/// Which matrix, and when it speaks.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct AllocationFilter {
    /// All divided targets of this plan; either this or `targetId`.
    pub plan_id: Option<Uuid>,
    /// This target, with the parts that add up to it.
    pub target_id: Option<Uuid>,
    /// The business date of the figures; default today. Shares are those of now: they have no versions.
    #[param(example = "2017-06-30")]
    pub as_of: Option<Day>,
    /// The instant whose knowledge of figures is used, not after now; default now.
    #[param(example = "2017-07-10T00:00:00Z")]
    pub known_at: Option<Instant>,
    /// `true`: a CSV begins with a byte order mark, so that Excel reads it as UTF-8.
    #[serde(default, deserialize_with = "boolean")]
    pub bom: Option<bool>,
}

impl Filter for AllocationFilter {
    const PAGED: bool = false;
}

/// Targets by units: shares, checks and what was reached.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "plan": {"id": "0197a6f0-c0de-7000-a000-000000000102", "code": "huzhou-2017-key-work", "title": "2017年度湖州市政府重点工作清单",
        "state": "issued"},
    "asOf": "2017-06-30", "knownAt": "2017-07-10T00:00:00Z",
    "units": [{"id": "0197a6f0-c0de-7000-a000-000000000031", "code": "HZ-DQ", "name": "德清县"},
        {"id": "0197a6f0-c0de-7000-a000-000000000032", "code": "HZ-WX", "name": "吴兴区"}],
    "rows": [{"targetId": "0197a6f0-c0de-7000-a000-000000000259", "taskId": "0197a6f0-c0de-7000-a000-000000000209", "taskCode": "7", "key": "3",
        "indicator": "净增服务业“下转上”", "unitOfMeasure": "家", "partOfId": null, "series": "cumulative", "total": 106, "actual": 50,
        "actualAsAt": "2017-06-30", "unitsActual": 50,
        "units": {"allocated": 110, "check": "above", "difference": 4, "cells": [
            {"unit": {"id": "0197a6f0-c0de-7000-a000-000000000031", "code": "HZ-DQ", "name": "德清县"}, "share": 50, "origin": "entered",
                "against": null, "actual": 20, "actualAsAt": "2017-06-30", "attainment": 40},
            {"unit": {"id": "0197a6f0-c0de-7000-a000-000000000032", "code": "HZ-WX", "name": "吴兴区"}, "share": 60, "origin": "inferred",
                "against": null, "actual": 30, "actualAsAt": "2017-06-30", "attainment": 50}]},
        "periods": {"allocated": null, "check": "none", "difference": null, "cells": []},
        "sites": {"allocated": null, "check": "none", "difference": null, "cells": []}}]
}))]
pub struct AllocationMatrix {
    /// The plan.
    pub plan: ReportedPlan,
    /// The business date of the figures.
    pub as_of: NaiveDate,
    /// The instant whose knowledge was used.
    pub known_at: Instant,
    /// The units of all rows, by code: the columns.
    pub units: Vec<UnitBrief>,
    /// Targets in printed order.
    pub rows: Vec<MatrixRow>,
}

/// A target and how it is divided.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MatrixRow {
    /// The target.
    pub target_id: Uuid,
    /// The task at which it is written.
    pub task_id: Uuid,
    /// The code of that task.
    pub task_code: String,
    /// Stable within the task.
    pub key: String,
    /// What is counted.
    pub indicator: String,
    /// As printed.
    pub unit_of_measure: Option<String>,
    /// The target of which it is a part (其中).
    pub part_of_id: Option<Uuid>,
    /// What the figures are.
    pub series: Series,
    /// The whole: the target's value.
    pub total: Option<Quantity>,
    /// What was reached of the whole.
    pub actual: Option<Quantity>,
    /// The day of the latest figure in it.
    pub actual_as_at: Option<NaiveDate>,
    /// What the units with a share reached, added up; null for rates, levels and means, which are never added, and where one of them has no
    /// figure that the caller may see.
    pub units_actual: Option<Quantity>,
    /// Shares of units.
    #[schema(inline)]
    pub units: Division<UnitShare>,
    /// Shares of periods that no unit has.
    #[schema(inline)]
    pub periods: Division<PeriodShare>,
    /// Shares of sites that no unit has.
    #[schema(inline)]
    pub sites: Division<SiteShare>,
}

/// Shares against the whole.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Division<C> {
    /// Their sum; null where there are none, and where they are not added.
    pub allocated: Option<Quantity>,
    /// How the sum lies to the whole.
    pub check: ShareCheck,
    /// The sum minus the whole.
    pub difference: Option<Quantity>,
    /// The shares.
    pub cells: Vec<C>,
}

/// The share of a unit.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UnitShare {
    /// The unit.
    pub unit: UnitBrief,
    /// How much falls to it.
    pub share: Quantity,
    /// Whether it was entered, is the sum of finer shares, or follows from the parts of the target.
    pub origin: ShareOrigin,
    /// Where shares are not added: how this one lies to the target's value.
    pub against: Option<ShareCheck>,
    /// What the unit reached, from its own figures by the series; null without any, or where the caller may not see them.
    pub actual: Option<Quantity>,
    /// The day of the latest figure in it.
    pub actual_as_at: Option<NaiveDate>,
    /// That in percent of the share, two decimals, half up; null unless the share is positive.
    pub attainment: Option<Quantity>,
}

/// The share of a period.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PeriodShare {
    /// The period.
    pub period: Period,
    /// How much falls to it.
    pub share: Quantity,
}

/// The share of a site.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SiteShare {
    /// The site.
    pub site_id: Uuid,
    /// Its name.
    pub name: String,
    /// The period of it, where only that.
    pub period: Option<Period>,
    /// How much falls to it.
    pub share: Quantity,
}
