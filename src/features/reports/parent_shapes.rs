//! What the report of a parent plan against its children looks like.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::shapes::ReportedPlan;
use crate::domain::bar::Bar;
use crate::domain::day::Day;
use crate::domain::instant::Instant;
use crate::domain::matrix::ShareCheck;
use crate::domain::quantity::Quantity;
use crate::http::query::{Filter, boolean};

/// Which parent plan, and when the report speaks.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct ParentFilter {
    /// The parent plan.
    pub plan_id: Uuid,
    /// The business date whose versions of targets are compared; default today.
    #[param(example = "2017-06-30")]
    pub as_of: Option<Day>,
    /// The instant whose knowledge is used, not after now; default now. With both given the report can be reproduced, as long as no child is
    /// added.
    #[param(example = "2017-07-10T00:00:00Z")]
    pub known_at: Option<Instant>,
    /// `true`: a CSV begins with a byte order mark, so that Excel reads it as UTF-8.
    #[serde(default, deserialize_with = "boolean")]
    pub bom: Option<bool>,
}

impl Filter for ParentFilter {
    const PAGED: bool = false;
}

/// A parent plan against the plans that carry it out.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "plan": {"id": "0197a6f0-c0de-7000-a000-000000000102", "code": "huzhou-2017-key-work", "title": "2017年度湖州市政府重点工作清单",
        "state": "issued"},
    "asOf": "2017-06-30", "knownAt": "2017-07-10T00:00:00Z",
    "children": [{"id": "0197a6f0-c0de-7000-a000-000000000103", "code": "deqing-2017", "title": "德清县2017年度重点工作清单", "state": "issued"}],
    "raised": 1, "lowered": 0,
    "untaken": [{"task": {"id": "0197a6f0-c0de-7000-a000-000000000211", "code": "11", "number": "十一", "title": "推进政府自身建设"}, "hasTargets": true}],
    "targets": [{"task": {"id": "0197a6f0-c0de-7000-a000-000000000203", "code": "3.1", "number": "1", "title": "整治和淘汰“低小散”企业"},
        "targetId": "0197a6f0-c0de-7000-a000-000000000253", "key": "1", "indicator": "整治和淘汰“低小散”企业", "unitOfMeasure": "家",
        "value": 1000, "sum": 1050, "check": "above", "difference": 50, "bar": "raised",
        "children": [{"plan": {"id": "0197a6f0-c0de-7000-a000-000000000103", "code": "deqing-2017", "title": "德清县2017年度重点工作清单",
            "state": "issued"}, "taskId": "0197a6f0-c0de-7000-a000-000000000303", "taskCode": "3", "taskNumber": "3",
            "targetId": "0197a6f0-c0de-7000-a000-000000000353", "key": "1", "indicator": "整治和淘汰“低小散”企业", "value": 1050,
            "unitOfMeasure": "家", "bar": "raised"}]}]
}))]
pub struct ParentReport {
    /// The parent plan.
    pub plan: ReportedPlan,
    /// The business date of the versions.
    pub as_of: NaiveDate,
    /// The instant whose knowledge was used.
    pub known_at: Instant,
    /// The plans that name it as their parent, as far as the caller may see them, by code.
    pub children: Vec<ReportedPlan>,
    /// Targets whose bar the children raise.
    pub raised: u32,
    /// Targets of which the children ask for less.
    pub lowered: u32,
    /// Key works of which no child takes up a figure, in printed order.
    pub untaken: Vec<UntakenTask>,
    /// The parent's targets in printed order; those of cancelled tasks are left out.
    pub targets: Vec<ParentTarget>,
}

/// A task of the parent plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ParentItem {
    /// Its id.
    pub id: Uuid,
    /// Stable within the plan.
    pub code: String,
    /// As printed.
    pub number: String,
    /// Its title.
    pub title: String,
}

/// A key work that no child takes up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UntakenTask {
    /// The key work.
    pub task: ParentItem,
    /// It or a measure of it has figures; without any there is nothing by which a child could be linked.
    pub has_targets: bool,
}

/// A target of the parent plan and those of its children that carry it out.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ParentTarget {
    /// The task at which it is written.
    pub task: ParentItem,
    /// The target.
    pub target_id: Uuid,
    /// Stable within the task.
    pub key: String,
    /// What is counted.
    pub indicator: String,
    /// As printed.
    pub unit_of_measure: Option<String>,
    /// What the parent asks for.
    pub value: Option<Quantity>,
    /// What the children ask for together, in the parent's unit of measure; null for rates, which are never added, and where one of them is
    /// counted otherwise or has no value.
    pub sum: Option<Quantity>,
    /// How that lies to what the parent asks for.
    pub check: ShareCheck,
    /// The sum minus the parent's value.
    pub difference: Option<Quantity>,
    /// Whether the children raise the bar: of what is added up, all together; else the one that asks least. Null without children.
    pub bar: Option<Bar>,
    /// The targets of children, by plan and task.
    pub children: Vec<ChildTarget>,
}

/// A target of a child plan.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChildTarget {
    /// The child plan.
    pub plan: ReportedPlan,
    /// Its task.
    pub task_id: Uuid,
    /// The code of that task.
    pub task_code: String,
    /// The number of that task as printed.
    pub task_number: String,
    /// The target.
    pub target_id: Uuid,
    /// Stable within the task.
    pub key: String,
    /// What is counted.
    pub indicator: String,
    /// What the child asks for.
    pub value: Option<Quantity>,
    /// As printed.
    pub unit_of_measure: Option<String>,
    /// How its own bar lies to the parent's. A part of a sum is usually lower by itself.
    pub bar: Bar,
}
