//! Comparing two versions of a task or a target, member by member.

use serde::Serialize;
use serde_json::{Value, json};

use super::shapes::FieldChange;
use crate::entity::{target_version, task_version};

/// What a later version of a task says otherwise.
pub(super) fn of_task(before: &task_version::Model, after: &task_version::Model) -> Vec<FieldChange> {
    let text = |version: &task_version::Model| version.due.as_ref().map(|due| due.text.clone());
    differing([
        ("title", json!(before.title), json!(after.title)),
        ("content", json!(before.content), json!(after.content)),
        ("how", json!(before.how), json!(after.how)),
        ("startsOn", json!(before.starts_on), json!(after.starts_on)),
        ("dueText", json!(text(before)), json!(text(after))),
        ("dueOn", json!(before.due_on), json!(after.due_on)),
        ("parameters", shown(&before.parameters), shown(&after.parameters)),
        ("cancelled", json!(before.cancelled), json!(after.cancelled)),
    ])
}

/// What a later version of a target says otherwise.
pub(super) fn of_target(before: &target_version::Model, after: &target_version::Model) -> Vec<FieldChange> {
    let mut all = terms(before).into_iter().zip(terms(after)).map(|((name, before), (_, after))| (name, before, after));
    let all: [_; 18] = std::array::from_fn(|_| all.next().unwrap_or(("", Value::Null, Value::Null)));
    differing(all)
}

fn terms(v: &target_version::Model) -> [(&'static str, Value); 18] {
    [
        ("reportingUnitId", json!(v.reporting_unit_id)),
        ("operator", json!(v.operator)),
        ("judgedAs", json!(v.judged_as)),
        ("value", json!(v.value_e4)),
        ("upper", json!(v.upper_e4)),
        ("unitOfMeasure", json!(v.unit_of_measure)),
        ("multiplier", json!(v.multiplier)),
        ("series", json!(v.series)),
        ("quantityKind", json!(v.quantity_kind)),
        ("firmness", json!(v.firmness)),
        ("class", json!(v.class)),
        ("stretch", json!(v.stretch)),
        ("baseline", json!(v.baseline)),
        ("tolerance", json!(v.tolerance_e4)),
        ("maintain", json!(v.maintain)),
        ("perUnitGroupId", json!(v.per_unit_group_id)),
        ("reference", json!(v.reference)),
        ("stages", json!(v.stages)),
    ]
}

fn shown<T: Serialize>(value: &T) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}

fn differing(all: impl IntoIterator<Item = (&'static str, Value, Value)>) -> Vec<FieldChange> {
    let changed = all.into_iter().filter(|(_, before, after)| before != after);
    changed.map(|(field, before, after)| FieldChange { field: field.to_owned(), before, after }).collect()
}
