//! Which cell a fault of the write means: JSON pointers into the request that the workbook became, back to sheet and cell.

use std::collections::HashMap;

use uuid::Uuid;

use super::filled::{Filled, Key, Listed, Warning};
use crate::http::problem::Place;
use crate::http::{Code, Fault, Problem};

/// A cell: the row it belongs to, and where it stands, such as `填报!H7`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Spot {
    pub(super) key: Option<Key>,
    pub(super) place: String,
}

/// The cells of a request, by JSON pointer; figures also by their target.
#[derive(Debug, Default)]
pub(super) struct Places {
    spots: HashMap<String, Spot>,
    /// The report of each item.
    pub(super) owed: Vec<Uuid>,
}

impl Places {
    pub(super) fn put(&mut self, pointer: String, spot: Spot) {
        self.spots.insert(pointer, spot);
    }

    /// The pointer under which the figure of a target is found even where none was typed.
    pub(super) fn of_target(item: usize, target: &str) -> String {
        format!("/items/{item}/targets/{target}")
    }

    /// The cell of a fault: that of its target or part where it names one, else of its pointer, else of the row or report around it.
    fn spot(&self, fault: &Fault) -> Option<&Spot> {
        let Place::Pointer(pointer) = &fault.place else { return None };
        if let Some(exact) = self.spots.get(pointer) {
            return Some(exact);
        }
        let text = |name: &str| fault.params.get(name).and_then(|value| value.as_str());
        let item = item_of(pointer);
        let by_target = item.zip(text("targetId")).map(|(item, target)| Self::of_target(item, target));
        let by_part = item.zip(text("pointer")).map(|(item, part)| format!("/items/{item}{part}"));
        let around =
            std::iter::successors(pointer.rsplit_once('/').map(|(above, _)| above), |one| one.rsplit_once('/').map(|(above, _)| above));
        let named = by_target.into_iter().chain(by_part).find_map(|pointer| self.spots.get(&pointer));
        named.or_else(|| around.into_iter().find_map(|pointer| self.spots.get(pointer)))
    }

    /// The problem with sheet and cell beside each pointer, and what a workbook with the faults must show.
    pub(super) fn told(&self, mut problem: Problem, english: bool, filled: &mut Filled) -> Problem {
        for fault in &mut problem.faults {
            let spot = self.spot(fault).cloned();
            let said = if fault.params.get("cell").is_some() { None } else { spot.as_ref().map(|spot| spot.place.clone()) };
            let fault_key = spot.and_then(|spot| spot.key);
            if let Some(place) = said {
                *fault = located(fault.clone(), &place);
            }
            self.note(fault, fault_key, english, filled);
        }
        if problem.faults.is_empty() {
            let text = if english { problem.code.en() } else { problem.code.zh() };
            filled.list.push(Listed { place: String::new(), code: problem.code.name(), text: text.to_owned() });
        }
        problem
    }

    fn note(&self, fault: &Fault, key: Option<Key>, english: bool, filled: &mut Filled) {
        let text = |name: &str| fault.params.get(name).and_then(|value| value.as_str()).map(str::to_owned);
        let message = if english { fault.code.en() } else { fault.code.zh() };
        let sentence = text(if english { "en" } else { "zh" });
        let said = sentence.map_or_else(|| message.to_owned(), |sentence| format!("{message}:{sentence}"));
        if let Some(key) = key {
            filled.faults.entry(key).or_default().push(said.clone());
        }
        filled.list.push(Listed { place: text("cell").unwrap_or_default(), code: fault.code.name(), text: said });
        let Place::Pointer(pointer) = &fault.place else { return };
        let owed = item_of(pointer).and_then(|item| self.owed.get(item));
        if let (Code::NotAcknowledged, Some(owed), Some(code), Some(sentence)) = (fault.code, owed, text("finding"), text("zh")) {
            let target = text("targetId").and_then(|id| id.parse().ok());
            filled.warnings.push(Warning { owed: *owed, target, code, sentence });
        }
    }
}

fn item_of(pointer: &str) -> Option<usize> {
    pointer.strip_prefix("/items/")?.split('/').next()?.parse().ok()
}

/// A fault with the sheet and the cell it is about.
pub(super) fn located(fault: Fault, place: &str) -> Fault {
    let sheet = place.split('!').next().unwrap_or_default().to_owned();
    fault.with("sheet", sheet).with("cell", place)
}
