//! How the rules of the check weigh in a plan.

use sea_orm::FromJsonQueryResult;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::quantity::Quantity;
use crate::domain::schedule::LimitPolicy;

use super::{LintCode, Severity};

/// The widest band around the trajectory, in percent of the target.
const WIDEST: Quantity = Quantity::from_whole(1_000);

/// The severity of each rule; those left out have their default. How a text beyond its limit weighs is said by the reporting rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, FromJsonQueryResult)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[schema(example = json!({
    "partMissing": "refuse", "textCopied": "warn", "figureMissing": "refuse", "outOfRange": "warn", "percentDoesNotFollow": "warn",
    "cumulativeFalls": "refuse", "totalDoesNotFollow": "warn", "valueAtTarget": "off", "farOffTrajectory": "warn",
    "periodsAtTarget": 3, "farOffPercent": 300
}))]
pub struct LintPolicy {
    /// A mandatory part is empty. Usually `refuse`.
    pub part_missing: Severity,
    /// A text of 20 characters or more is that of the report before. Usually `warn`.
    pub text_copied: Severity,
    /// A figure is missing, and nothing says why. Usually `refuse`.
    pub figure_missing: Severity,
    /// A value lies where it cannot lie. Usually `warn`.
    pub out_of_range: Severity,
    /// A percentage is not what numerator and denominator give. Usually `warn`.
    pub percent_does_not_follow: Severity,
    /// A total to date is lower than that of the period before. Usually `warn`.
    pub cumulative_falls: Severity,
    /// The total claimed is not the sum of the periods. Usually `warn`.
    pub total_does_not_follow: Severity,
    /// Exactly the value of the target for `periodsAtTarget` periods. Usually `warn`.
    pub value_at_target: Severity,
    /// Off what is expected by more than `farOffPercent` of the target. Usually `warn`.
    pub far_off_trajectory: Severity,
    /// How many periods in a row at exactly the target are remarkable, 2 to 60. Usually 3.
    #[schema(minimum = 2, maximum = 60)]
    pub periods_at_target: u8,
    /// How far off the trajectory is remarkable, in percent of the target's value, above 0 and up to 1000. Usually 300: what lies three
    /// whole targets away has mostly a digit too many or a wrong unit of measure.
    pub far_off_percent: Quantity,
}

/// What no report may lack is refused; everything else must be acknowledged.
impl Default for LintPolicy {
    fn default() -> Self {
        Self {
            part_missing: Severity::Refuse,
            text_copied: Severity::Warn,
            figure_missing: Severity::Refuse,
            out_of_range: Severity::Warn,
            percent_does_not_follow: Severity::Warn,
            cumulative_falls: Severity::Warn,
            total_does_not_follow: Severity::Warn,
            value_at_target: Severity::Warn,
            far_off_trajectory: Severity::Warn,
            periods_at_target: 3,
            far_off_percent: Quantity::from_whole(300),
        }
    }
}

impl LintPolicy {
    /// How a rule weighs; `limit` says it for texts beyond their limit.
    #[must_use]
    pub const fn severity(&self, code: LintCode, limit: LimitPolicy) -> Severity {
        match code {
            LintCode::PartMissing => self.part_missing,
            LintCode::TextTooLong => match limit {
                LimitPolicy::Refuse => Severity::Refuse,
                LimitPolicy::Warn => Severity::Warn,
                LimitPolicy::Off => Severity::Off,
            },
            LintCode::TextCopied => self.text_copied,
            LintCode::FigureMissing => self.figure_missing,
            LintCode::OutOfRange => self.out_of_range,
            LintCode::PercentDoesNotFollow => self.percent_does_not_follow,
            LintCode::CumulativeFalls => self.cumulative_falls,
            LintCode::TotalDoesNotFollow => self.total_does_not_follow,
            LintCode::ValueAtTarget => self.value_at_target,
            LintCode::FarOffTrajectory => self.far_off_trajectory,
        }
    }

    /// What is wrong with it, as (member, error code): `out_of_range` for either figure.
    #[must_use]
    pub fn check(&self) -> Vec<(&'static str, &'static str)> {
        let periods = !(2..=60).contains(&self.periods_at_target);
        let percent = self.far_off_percent <= Quantity::ZERO || self.far_off_percent > WIDEST;
        let found = [(periods, "periodsAtTarget"), (percent, "farOffPercent")];
        found.into_iter().filter(|(wrong, _)| *wrong).map(|(_, member)| (member, "out_of_range")).collect()
    }
}
