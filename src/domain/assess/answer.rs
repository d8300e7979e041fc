//! What the judgement says: the state, its figures, and a sentence from which a reader can recompute it.

use chrono::NaiveDate;
use sea_orm::sea_query::StringLen;
use sea_orm::{DeriveActiveEnum, EnumIter};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::quantity::Quantity;
use crate::domain::target::Operator;

use super::forecast::Forecast;

/// Where a target stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(32))", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub enum ProgressState {
    /// 未到期: nothing is expected yet
    NotDue,
    /// 已完成
    Achieved,
    /// 超前
    Ahead,
    /// 正常
    OnTrack,
    /// 滞后
    Behind,
    /// 严重滞后
    SeriouslyBehind,
    /// 逾期: not reached by the control date
    Overdue,
    /// 无数据: a report was due and there is no figure
    NoData,
    /// 无法判定: see the reason
    NotComputable,
}

/// Why a target cannot be judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum ReasonCode {
    /// No unit is obliged to report it
    NoReporter,
    /// What it is measured against has no value yet
    ReferenceUnresolved,
    /// A rank is not judged by figures
    Rank,
    /// A total that must stay below a limit lacks the figures of some period
    MissingPeriod,
    /// The target has no value
    ValueMissing,
    /// The stretch goal is in another unit of measure than the figures
    OtherUnit,
}

/// Where the expected value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum Basis {
    /// A checkpoint printed in the document
    Checkpoint,
    /// A share of the target printed in the document
    Share,
    /// A line inferred from the dates
    Line,
    /// The goal itself
    Goal,
}

/// An explanation in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Sentence {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// The judgement of one target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Assessment {
    /// Where it stands.
    pub state: ProgressState,
    /// The accepted actual: the latest figure, the sum or the mean, as the series says; to four decimals.
    pub actual: Option<Quantity>,
    /// The day of the latest figure in it.
    pub actual_as_at: Option<NaiveDate>,
    /// What was expected at `asAt`, rounded half up to four decimals. The state is judged by the exact fraction.
    pub expected: Option<Quantity>,
    /// Where the expected value comes from.
    pub basis: Option<Basis>,
    /// How much worse than expected, in percent of the expected value; negative when better.
    pub gap_percent: Option<Quantity>,
    /// `actual` minus `expected`, as shown.
    pub margin: Option<Quantity>,
    /// `actual` in percent of the target's value, to two decimals; null where lower is better or the value is not positive.
    pub attainment: Option<Quantity>,
    /// The date judged at: the latest report accepted or past due, or the date of the question after the last one.
    pub as_at: Option<NaiveDate>,
    /// A due report brought no figure, so an earlier one was used.
    pub stale: bool,
    /// A filed report waits for review and was not used.
    pub pending: bool,
    /// Reached, but after the control date.
    pub late: bool,
    /// A limit on a total is exceeded and cannot be kept any more.
    pub irrecoverable: bool,
    /// A total lies above the upper end of its range or tolerance: worth a check.
    pub exceeds_upper: bool,
    /// Due periods without a figure that the actual lacks.
    #[schema(value_type = Vec<crate::domain::period::Period>)]
    pub missing_periods: Vec<String>,
    /// Filed periods that wait for review.
    #[schema(value_type = Vec<crate::domain::period::Period>)]
    pub pending_periods: Vec<String>,
    /// Why it is not computable.
    pub reason: Option<ReasonCode>,
    /// The further goal, judged apart.
    pub stretch: Option<Box<StretchResult>>,
    /// Where the pace so far leads; null where a pace means nothing, and when it is reached.
    pub forecast: Option<Box<Forecast>>,
    /// The explanation with its figures.
    pub sentence: Sentence,
}

/// The judgement of the further goal (力争) beside the firm one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StretchResult {
    /// Where it stands against the further goal.
    pub state: ProgressState,
    /// The comparison as printed.
    pub operator: Operator,
    /// The further goal.
    pub value: Quantity,
    /// The upper end of a range.
    pub upper: Option<Quantity>,
    /// Its unit of measure.
    pub unit_of_measure: Option<String>,
    /// What was expected, rounded as in the assessment.
    pub expected: Option<Quantity>,
    /// Actual minus expected, as shown.
    pub margin: Option<Quantity>,
    /// Actual in percent of the further goal.
    pub attainment: Option<Quantity>,
    /// Why it is not computable.
    pub reason: Option<ReasonCode>,
    /// The explanation with its figures.
    pub sentence: Sentence,
}
