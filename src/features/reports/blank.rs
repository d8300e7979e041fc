//! Rows of which only some columns were read; the others are blank. Judging a very large plan spends most of its time on reading.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use crate::domain::period::Period;
use crate::domain::quantity::Quantity;
use crate::entity::{figure, obligation};

/// Id, target, unit, period, day, value, numerator, denominator.
pub(super) type Figure = (Uuid, Uuid, Uuid, Period, NaiveDate, Quantity, Option<Quantity>, Option<Quantity>);

/// A figure with what the judgement needs of it.
pub(super) fn figure((id, target_id, unit_id, period, as_at, value_e4, numerator_e4, denominator_e4): Figure) -> figure::Model {
    figure::Model {
        id,
        government_id: Uuid::nil(),
        plan_id: Uuid::nil(),
        target_id,
        unit_id,
        submission_id: Uuid::nil(),
        revision_id: Uuid::nil(),
        cell_key: String::new(),
        period,
        as_at,
        value_e4,
        numerator_e4,
        denominator_e4,
        known_from: DateTime::UNIX_EPOCH,
        known_to: None,
    }
}

/// Id, period of a rule, task, unit, group, period, day, deadline, since when it is void.
pub(super) type Obligation = (Uuid, Uuid, Uuid, Uuid, Option<Uuid>, Period, NaiveDate, DateTime<Utc>, Option<DateTime<Utc>>);

/// An obligation with what the judgement needs of it.
pub(super) fn obligation(
    (id, rule_period_id, task_id, unit_id, via_group_id, period, as_at, due_at, voided_at): Obligation,
) -> obligation::Model {
    obligation::Model {
        id,
        government_id: Uuid::nil(),
        version: 0,
        created_at: DateTime::UNIX_EPOCH,
        updated_at: DateTime::UNIX_EPOCH,
        updated_by: String::new(),
        plan_id: Uuid::nil(),
        rule_period_id,
        task_id,
        unit_id,
        via_group_id,
        period,
        as_at,
        opens_at: DateTime::UNIX_EPOCH,
        due_at,
        closes_at: None,
        void_reason: None,
        voided_at,
        extended_until: None,
        transferred_to_id: None,
    }
}
