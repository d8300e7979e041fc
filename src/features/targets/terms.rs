//! The terms of a version as answers show them.

use uuid::Uuid;

use super::shapes::TargetTerms;
use crate::domain::measure_word::normalized;
use crate::entity::target_version;
use crate::refs::Briefs;

/// The units a version names.
pub(super) fn units_in(version: &target_version::Model) -> impl Iterator<Item = Uuid> + use<> {
    [version.reporting_unit_id, version.per_unit_group_id].into_iter().flatten()
}

/// The terms with their units as briefs.
pub(super) fn shown(version: target_version::Model, briefs: &Briefs) -> TargetTerms {
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
