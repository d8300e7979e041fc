//! What a change of a target does: to its words in a draft, and to its terms, in place or as the next version.

use sea_orm::{ActiveModelTrait, IntoActiveModel};
use serde_json::json;
use uuid::Uuid;

use super::checks::{check_group, check_reference, check_terms, check_whole, check_words};
use super::shapes::TargetUpdate;
use crate::db::{OrConflict, Tx};
use crate::domain::measure_word::multiplier_of;
use crate::domain::target::{JudgedAs, Operator, Stages};
use crate::entity::scope::Scope;
use crate::entity::{plan, target, target_version, unit};
use crate::http::{Problem, Result};
use crate::part::{self, Edition, When};
use crate::refs::{self, UnitRef};

/// Changes a locked target of a locked plan.
///
/// # Errors
/// 409 `plan_not_draft`, `invalid_transition`, `already_exists`, `cycle`; 422 `reason_required` and what is wrong in itself.
pub(super) async fn change(
    tx: &mut Tx,
    scope: &Scope,
    plan: &plan::Model,
    mut row: target::Model,
    version: target_version::Model,
    input: TargetUpdate,
    when: When,
) -> Result<target::Model> {
    let fixed = [
        ("key", input.key.is_some()),
        ("indicator", input.indicator.is_some()),
        ("text", input.text.is_some()),
        ("partOfId", input.part_of_id.is_some()),
        ("partsAddUp", input.parts_add_up.is_some()),
        ("qualifier", input.qualifier.is_some()),
        ("scope", input.scope.is_some()),
    ];
    part::fixed_after_issue(plan, &fixed)?;
    let edition = Edition::of(plan, version.effective_on, when.today, input.effective_on, input.reason.clone())?;
    let wishes = [
        UnitRef::new("/reportingUnit", input.reporting_unit_id.flatten(), input.reporting_unit_code.as_ref()),
        UnitRef::new("/perUnitGroup", input.per_unit_group_id.flatten(), input.per_unit_group_code.as_ref()),
    ];
    let found = refs::units(tx.db(), scope, &wishes).await?;
    let [reporting, group] = found.try_into().map_err(|_| Problem::internal("two wishes, two answers"))?;
    let mut faults = Vec::new();
    check_group(group.as_ref(), &wishes[1], &mut faults);
    let moved = input.part_of_id.is_some();
    let version = changed(&mut row, version, input, reporting, group);
    check_words(&row, &mut faults);
    faults.extend(check_terms(&version));
    check_reference(tx, scope, &version, &mut faults).await?;
    if moved {
        check_whole(tx, &row, &mut faults).await?;
    }
    Problem::unless_empty(faults)?;
    keep(tx, plan, &mut row, target_version::Model { recorded_at: when.recorded_at, ..version }, edition).await?;
    row.touch(tx);
    let row = row.into_active_model().reset_all().update(tx.db()).await.or_exists("/key")?;
    let data = json!({"taskId": row.task_id, "version": row.version, "versionNumber": row.current_n});
    tx.record("target.updated", "target", row.id, data);
    Ok(row)
}

/// The row and its terms after the change; nothing is checked here.
#[expect(clippy::too_many_lines, reason = "a line for every member, so that none is forgotten")]
fn changed(
    row: &mut target::Model,
    version: target_version::Model,
    input: TargetUpdate,
    reporting: Option<unit::Model>,
    group: Option<unit::Model>,
) -> target_version::Model {
    let TargetUpdate {
        key,
        indicator,
        text,
        part_of_id,
        parts_add_up,
        qualifier,
        scope,
        reporting_unit_id,
        reporting_unit_code,
        operator,
        judged_as,
        value,
        upper,
        unit_of_measure,
        series,
        quantity_kind,
        firmness,
        class,
        stretch,
        baseline,
        tolerance,
        maintain,
        per_unit_group_id,
        per_unit_group_code,
        reference,
        stages,
        effective_on: _,
        reason: _,
    } = input;
    let mut new = version;
    (new.operator, new.judged_as) = judging(&new, operator, judged_as);
    if reporting_unit_id.is_some() || reporting_unit_code.is_some() {
        new.reporting_unit_id = reporting.map(|unit| unit.id);
    }
    if per_unit_group_id.is_some() || per_unit_group_code.is_some() {
        new.per_unit_group_id = group.map(|unit| unit.id);
    }
    row.key = key.unwrap_or_else(|| row.key.clone());
    row.indicator = indicator.unwrap_or_else(|| row.indicator.clone());
    row.text = text.unwrap_or_else(|| row.text.clone());
    row.part_of_id = part_of_id.unwrap_or(row.part_of_id);
    row.parts_add_up = parts_add_up.unwrap_or(row.parts_add_up);
    row.qualifier = qualifier.unwrap_or_else(|| row.qualifier.clone());
    row.scope = scope.unwrap_or_else(|| row.scope.clone());
    let unit_of_measure = unit_of_measure.unwrap_or(new.unit_of_measure);
    target_version::Model {
        value_e4: value.unwrap_or(new.value_e4),
        upper_e4: upper.unwrap_or(new.upper_e4),
        multiplier: unit_of_measure.as_deref().map_or(1, multiplier_of),
        unit_of_measure,
        series: series.unwrap_or(new.series),
        quantity_kind: quantity_kind.unwrap_or(new.quantity_kind),
        firmness: firmness.unwrap_or(new.firmness),
        class: class.unwrap_or(new.class),
        stretch: stretch.unwrap_or(new.stretch),
        baseline: baseline.unwrap_or(new.baseline),
        tolerance_e4: tolerance.unwrap_or(new.tolerance_e4),
        maintain: maintain.unwrap_or(new.maintain),
        reference: reference.unwrap_or(new.reference),
        stages: stages.unwrap_or(new.stages).and_then(some_stages),
        ..new
    }
}

/// Operator and way of judging after the change. A way that came from the operator follows it; one that was chosen stays.
fn judging(held: &target_version::Model, operator: Option<Operator>, judged_as: Option<Option<JudgedAs>>) -> (Operator, JudgedAs) {
    let by_default = held.judged_as == held.operator.default_judged_as();
    let operator = operator.unwrap_or(held.operator);
    let kept = if by_default { operator.default_judged_as() } else { held.judged_as };
    (operator, judged_as.map_or(kept, |wanted| wanted.unwrap_or_else(|| operator.default_judged_as())))
}

/// No stages and an empty list of stages are the same.
pub(super) fn some_stages(stages: Stages) -> Option<Stages> {
    (!stages.0.is_empty()).then_some(stages)
}

/// Writes the terms: over the first version in a draft, as the next one after issue.
async fn keep(tx: &Tx, plan: &plan::Model, row: &mut target::Model, mut version: target_version::Model, edition: Edition) -> Result<()> {
    match edition {
        Edition::InPlace => {
            version.effective_on = plan.starts_on;
            version.into_active_model().reset_all().update(tx.db()).await?;
        }
        Edition::Next { effective_on, reason } => {
            row.current_n += 1;
            let next = target_version::Model { id: Uuid::now_v7(), n: row.current_n, effective_on, reason: Some(reason), ..version };
            next.into_active_model().reset_all().insert(tx.db()).await?;
        }
    }
    Ok(())
}
