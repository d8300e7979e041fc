//! The lines of a unit's month: which report each means.

use std::collections::HashSet;

use super::read::Month;
use super::shapes::UnitReportLine;
use crate::entity::obligation;
use crate::features::submissions::draft::Change;
use crate::http::{Code, Fault};

/// What each line means.
///
/// # Errors
/// As faults: `required`, `contradiction`, `not_found`, `duplicate_item`.
pub(super) fn resolve<'m>(month: &'m Month, lines: &[UnitReportLine]) -> (Vec<Option<&'m obligation::Model>>, Vec<Fault>) {
    let (mut found, mut faults, mut seen) = (Vec::new(), Vec::new(), HashSet::new());
    for (index, line) in lines.iter().enumerate() {
        let one = named(month, line).and_then(|owed| if seen.insert(owed.id) { Ok(owed) } else { Err(("", Code::DuplicateItem)) });
        found.push(one.as_ref().ok().copied());
        faults.extend(one.err().map(|(member, code)| Fault::at(format!("/items/{index}{member}"), code)));
    }
    (found, faults)
}

fn named<'m>(month: &'m Month, line: &UnitReportLine) -> std::result::Result<&'m obligation::Model, (&'static str, Code)> {
    let task = |owed: &obligation::Model| month.desk.near.outline.task(owed.task_id).map(|node| node.row.code.as_str());
    match (line.obligation_id, line.task_code.as_deref()) {
        (None, None) => Err(("/obligationId", Code::Required)),
        (Some(_), Some(_)) => Err(("/taskCode", Code::Contradiction)),
        (Some(id), None) => month.owed.iter().find(|owed| owed.id == id).ok_or(("/obligationId", Code::NotFound)),
        (None, Some(code)) => {
            let mut meant = month.owed.iter().filter(|owed| task(owed) == Some(code));
            let one = meant.next().ok_or(("/taskCode", Code::NotFound))?;
            // Two rules can ask for reports on one task: then only the id says which.
            if meant.next().is_some() { Err(("/taskCode", Code::Contradiction)) } else { Ok(one) }
        }
    }
}

impl From<UnitReportLine> for Change {
    fn from(line: UnitReportLine) -> Self {
        let UnitReportLine {
            obligation_id: _,
            task_code: _,
            version,
            progress,
            problems,
            suggestions,
            figures,
            milestones,
            acknowledgements,
        } = line;
        Self { version, progress, problems, suggestions, figures, milestones, acknowledgements }
    }
}
