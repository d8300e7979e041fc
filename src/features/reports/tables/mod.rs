//! Reports as tables, for people with a spreadsheet: each is defined once and comes as CSV and as a workbook.

mod by_group;
mod by_target;
mod changes;
mod completeness;
mod lists;

pub(super) use by_group::{dashboard, officials};
pub(super) use by_target::{matrix, parent, trajectory, year_on_year};
pub(super) use changes::changes;
pub(super) use completeness::completeness;
pub(super) use lists::{due, ranking, tasks};

use crate::domain::assess::{ProgressState, Sentence};
use crate::picture::state_name;
use crate::refs::{OfficialBrief, UnitBrief};

/// Something that is so, as a word; nothing where it is not.
fn yes(is_so: bool, english: bool) -> Option<&'static str> {
    is_so.then_some(if english { "true" } else { "是" })
}

/// The word of the contract for a value, or the Chinese one.
fn either(value: &impl serde::Serialize, zh: &'static str, english: bool) -> String {
    if english { word(value) } else { zh.to_owned() }
}

fn state_word(state: ProgressState, english: bool) -> String {
    either(&state, state_name(state), english)
}

fn told(sentence: &Sentence, english: bool) -> String {
    if english { sentence.en.clone() } else { sentence.zh.clone() }
}

fn units(units: &[UnitBrief]) -> String {
    units.iter().map(|unit| unit.name.as_str()).collect::<Vec<_>>().join("、")
}

fn names(officials: &[OfficialBrief]) -> String {
    officials.iter().map(|official| official.name.as_str()).collect::<Vec<_>>().join("、")
}

/// The word of the contract for a value.
fn word(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}
