//! What must hold of a plan's row, whoever writes it.

use chrono::{Months, NaiveDate};
use serde_json::Value;

use crate::domain::identity::document_number;
use crate::entity::plan;
use crate::http::text::is_code;
use crate::http::{Code, Fault, Problem, Result};

/// The longest period of a plan, in months: ten years.
const LONGEST: Months = Months::new(120);

/// Checks the row.
///
/// # Errors
/// 422 with every fault.
pub(super) fn check(row: &plan::Model) -> Result<()> {
    let mut faults = Vec::new();
    if !is_code(&row.code) {
        faults.push(Fault::at("/code", Code::InvalidCharacter));
    }
    if row.title.trim().is_empty() {
        faults.push(Fault::at("/title", Code::Required));
    }
    if row.document_number.as_deref().is_some_and(|number| document_number(number).is_none()) {
        faults.push(Fault::at("/documentNumber", Code::InvalidDocumentNumber));
    }
    faults.extend(period(row.starts_on, row.ends_on).map(|code| Fault::at("/endsOn", code)));
    if row.parent_id.is_some() && row.parent_text.is_some() {
        faults.push(Fault::at("/parentText", Code::Contradiction));
    }
    if let Some(due) = &row.default_due {
        faults.extend(below("/defaultDue", due.check()));
    }
    faults.extend(below("/thresholds", row.thresholds.check()));
    faults.extend(below("/lintPolicy", row.lint_policy.check()));
    let colours = row.palette.check().into_iter().filter_map(|state| match serde_json::to_value(state) {
        Ok(Value::String(name)) => Some(Fault::at(format!("/palette/{name}"), Code::InvalidValue)),
        _ => None,
    });
    faults.extend(colours);
    Problem::unless_empty(faults)
}

fn period(starts: NaiveDate, ends: NaiveDate) -> Option<Code> {
    let too_long = starts.checked_add_months(LONGEST).is_none_or(|limit| ends >= limit);
    if ends < starts { Some(Code::EndBeforeStart) } else { too_long.then_some(Code::OutOfRange) }
}

/// The faults of a member as those of the body.
fn below(pointer: &str, found: Vec<(&'static str, &'static str)>) -> impl Iterator<Item = Fault> {
    found.into_iter().map(move |(member, code)| Fault::at(format!("{pointer}/{member}"), Code::of_name(code).unwrap_or(Code::InvalidValue)))
}

/// The one form of a document number; what is none stays as it is, for [`check`] to refuse.
pub(super) fn canonical_number(text: String) -> String {
    document_number(&text).unwrap_or(text)
}
