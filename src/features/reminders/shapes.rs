//! What reminders look like in requests and answers.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::domain::instant::Instant;
use crate::domain::period::Period;
use crate::domain::reminder::ReminderChannel;
use crate::entity::reminder;
use crate::http::query::Filter;
use crate::list::PageInfo;
use crate::refs::UnitBrief;
use crate::sort_keys;

/// A reminder of a report.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "id": "0197a6f0-c0de-7000-a000-000000000911", "planId": "0197a6f0-c0de-7000-a000-000000000101",
    "obligationId": "0197a6f0-c0de-7000-a000-000000000604",
    "unit": {"id": "0197a6f0-c0de-7000-a000-000000000019", "code": "YC-WJW", "name": "市卫健委"},
    "period": "2024-05", "channel": "message", "sentAt": "2024-06-04T01:00:00.000Z", "sentBy": "发改委汇总员"
}))]
pub struct Reminder {
    /// Its id.
    pub id: Uuid,
    /// The plan.
    pub plan_id: Uuid,
    /// The report.
    pub obligation_id: Uuid,
    /// The unit that owes it.
    pub unit: UnitBrief,
    /// The period the report is for.
    pub period: Period,
    /// How the unit was reminded.
    pub channel: ReminderChannel,
    /// When.
    pub sent_at: Instant,
    /// Name of who reminded.
    pub sent_by: String,
}

/// Of which reports units are to be reminded: all of a plan and period that wait for their units.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"planId": "0197a6f0-c0de-7000-a000-000000000101", "period": "2024-05"}))]
pub struct Remind {
    /// The plan.
    pub plan_id: Uuid,
    /// The period.
    pub period: Period,
    /// Only these units; left out: all.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_items = 1, max_items = 200)]
    pub unit_ids: Option<Vec<Uuid>>,
    /// How; default `message`, which the service delivers. The others are only noted.
    #[serde(default)]
    #[schema(default = "message")]
    pub channel: ReminderChannel,
}

/// What became of the reminder of one report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum RemindResult {
    /// 已催报
    Reminded,
    /// Reminded less than 24 hours ago: not again
    TooSoon,
}

/// One report and what became of its reminder.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RemindItem {
    /// The report.
    pub obligation_id: Uuid,
    /// The task it is on.
    pub task_id: Uuid,
    /// The unit that owes it.
    pub unit: UnitBrief,
    /// What became of it.
    pub result: RemindResult,
    /// The last reminder, the one of now included.
    pub reminded_at: Instant,
    /// From when it can be reminded of again.
    pub next_from: Instant,
}

/// What became of the reminders, report by report.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "reminded": 1, "tooSoon": 0,
    "items": [{"obligationId": "0197a6f0-c0de-7000-a000-000000000604", "taskId": "0197a6f0-c0de-7000-a000-000000000304",
        "unit": {"id": "0197a6f0-c0de-7000-a000-000000000019", "code": "YC-WJW", "name": "市卫健委"},
        "result": "reminded", "remindedAt": "2024-06-04T01:00:00.000Z", "nextFrom": "2024-06-05T01:00:00.000Z"}]
}))]
pub struct Reminded {
    /// Reports of which their units were reminded.
    pub reminded: usize,
    /// Reports of which they had been reminded less than 24 hours ago.
    pub too_soon: usize,
    /// All of them, in the order of their deadlines.
    pub items: Vec<RemindItem>,
}

/// A page of reminders.
#[derive(Serialize, ToSchema)]
pub struct ReminderPage {
    /// The reminders.
    pub items: Vec<Reminder>,
    /// Where this page stands.
    pub page: PageInfo,
}

sort_keys! {
    /// How reminders are sorted.
    pub ReminderSort of reminder { "sentAt" => SentAt }
}

/// Which reminders.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct ReminderFilter {
    /// What to sort by; `-` in front for descending. Ties are broken by id.
    #[param(inline)]
    pub sort: Option<ReminderSort>,
    /// Only those in this plan.
    pub plan_id: Option<Uuid>,
    /// Only those of this report.
    pub obligation_id: Option<Uuid>,
    /// Only those to this unit.
    pub unit_id: Option<Uuid>,
    /// Only those of reports for this period.
    #[param(example = "2024-05")]
    pub period: Option<Period>,
}

impl Filter for ReminderFilter {}
