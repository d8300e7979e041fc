//! Reminding units of their reports (催报): how, and not more often than once in a day.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::sea_query::StringLen;
use sea_orm::{DeriveActiveEnum, EnumIter};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How a unit is reminded.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(32))", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub enum ReminderChannel {
    /// 消息: the service delivers it
    #[default]
    Message,
    /// 电话: somebody called; only noted here
    Phone,
    /// 函: somebody wrote; only noted here
    Letter,
}

/// From when a report may be reminded of again: 24 hours after the last time.
#[must_use]
pub fn next_from(last: DateTime<Utc>) -> DateTime<Utc> {
    last + TimeDelta::hours(24)
}
