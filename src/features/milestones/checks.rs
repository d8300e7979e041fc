//! What must hold for a step before it is written.

use crate::domain::due::Due;
use crate::entity::{milestone, plan};
use crate::http::text::{blanks, is_code};
use crate::http::{Code, Fault, Problem, Result};

/// The words, the deadline and the recurrence, all faults at once.
///
/// # Errors
/// 422 with a fault at each member that is wrong.
pub(super) fn check(plan: &plan::Model, row: &milestone::Model) -> Result<()> {
    let mut faults = blanks(&[("/key", &row.key), ("/text", &row.text)]);
    faults.extend((!is_code(&row.key)).then(|| Fault::at("/key", Code::InvalidCharacter)));
    let within = |of: &'static str| {
        move |(member, code): (&str, &str)| Fault::at(format!("/{of}/{member}"), Code::of_name(code).unwrap_or(Code::InvalidValue))
    };
    faults.extend(row.due.check().into_iter().map(within("due")));
    if let Some(recurrence) = &row.recurrence {
        let wrong = recurrence.check();
        let never = wrong.is_empty() && recurrence.occurrences(plan.ends_on).is_empty();
        faults.extend(wrong.into_iter().map(within("recurrence")));
        faults.extend(never.then(|| Fault::at("/recurrence", Code::OutOfRange).with("max", plan.ends_on.to_string())));
        faults.extend(row.done_on.map(|_| Fault::at("/doneOn", Code::MustBeAbsent)));
    }
    Problem::unless_empty(faults)
}

/// After issue a deadline stays as printed; what can be fixed is the control date of one that gives no day itself.
pub(super) fn may_become(held: &Due, wanted: &Due) -> bool {
    held == wanted || (!held.kind.is_dated() && Due { control: wanted.control, ..held.clone() } == *wanted)
}
