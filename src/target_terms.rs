//! The terms of a target as answers show them: in the list of targets, in their versions, in the tree of a plan.

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::domain::measure_word::normalized;
use crate::domain::quantity::Quantity;
use crate::domain::target::{Baseline, Firmness, JudgedAs, Operator, QuantityKind, Reference, Series, Stage, Stretch, TargetClass};
use crate::entity::target_version;
use crate::refs::{Briefs, UnitBrief};

/// The terms of a target: everything that decides how it is judged.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TargetTerms {
    /// The one unit whose figure counts; null: every lead's.
    pub reporting_unit: Option<UnitBrief>,
    /// The comparison as printed.
    pub operator: Operator,
    /// How it is judged.
    pub judged_as: JudgedAs,
    /// The figure as printed.
    pub value: Option<Quantity>,
    /// The upper end of a range, or the second part of a ratio.
    pub upper: Option<Quantity>,
    /// As printed: 万人次, 套(间), %.
    pub unit_of_measure: Option<String>,
    /// What the unit of measure multiplies by: 10 000 for 万人次.
    pub multiplier: i64,
    /// The figure in counted things: 16 700 for 1.67 万个; null without a figure, and beyond 10¹¹.
    pub normalized: Option<Quantity>,
    /// What the reported figures are.
    pub series: Series,
    /// What kind of number it is.
    pub quantity_kind: QuantityKind,
    /// Whether missing it is a failure.
    pub firmness: Firmness,
    /// Binding or expected.
    pub class: TargetClass,
    /// The further goal beside the firm one.
    pub stretch: Option<Stretch>,
    /// Where it starts from.
    pub baseline: Option<Baseline>,
    /// What 左右 allows on either side, in percent of the value; null: 5.
    pub tolerance: Option<Quantity>,
    /// Once reached it has to be kept (稳定在, 不反弹).
    pub maintain: bool,
    /// The group each of whose members must reach it.
    pub per_unit_group: Option<UnitBrief>,
    /// What a relative target is measured against.
    pub reference: Option<Reference>,
    /// The ordered stages of a qualitative target.
    pub stages: Vec<Stage>,
}

/// The units a version names.
pub fn units_in(version: &target_version::Model) -> impl Iterator<Item = Uuid> + use<> {
    [version.reporting_unit_id, version.per_unit_group_id].into_iter().flatten()
}

/// The terms with their units as briefs.
pub fn shown(version: target_version::Model, briefs: &Briefs) -> TargetTerms {
    TargetTerms {
        reporting_unit: briefs.maybe(version.reporting_unit_id),
        operator: version.operator,
        judged_as: version.judged_as,
        value: version.value_e4,
        upper: version.upper_e4,
        unit_of_measure: version.unit_of_measure,
        multiplier: version.multiplier,
        normalized: version.value_e4.and_then(|value| normalized(value, version.multiplier)),
        series: version.series,
        quantity_kind: version.quantity_kind,
        firmness: version.firmness,
        class: version.class,
        stretch: version.stretch,
        baseline: version.baseline,
        tolerance: version.tolerance_e4,
        maintain: version.maintain,
        per_unit_group: briefs.maybe(version.per_unit_group_id),
        reference: version.reference,
        stages: version.stages.map(|stages| stages.0).unwrap_or_default(),
    }
}
