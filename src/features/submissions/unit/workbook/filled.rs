//! A workbook that came back with faults: what was typed stays, and each fault stands beside its row.

use std::collections::HashMap;

use uuid::Uuid;

use super::fields::Part;
use crate::sheet::workbook::Value;

/// A row of the workbook, wherever it stands.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub(super) part: Part,
    /// The codes that name the row.
    pub(super) row: String,
}

impl Key {
    pub(super) fn figure(owed: Uuid, target: Uuid) -> Self {
        Self { part: Part::Figures, row: format!("{owed}/{target}") }
    }

    pub(super) fn text(owed: Uuid) -> Self {
        Self { part: Part::Texts, row: owed.to_string() }
    }

    pub(super) fn step(owed: Uuid, step: Uuid, occurs_on: Option<chrono::NaiveDate>) -> Self {
        Self { part: Part::Steps, row: format!("{owed}/{step}/{}", occurs_on.map(|day| day.to_string()).unwrap_or_default()) }
    }

    pub(super) fn warning(owed: Uuid, target: Option<Uuid>, code: &str) -> Self {
        Self { part: Part::Warnings, row: format!("{owed}/{}/{code}", target.map(|id| id.to_string()).unwrap_or_default()) }
    }
}

/// A warning of the check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Warning {
    pub(super) owed: Uuid,
    pub(super) target: Option<Uuid>,
    /// The rule, as answers write it.
    pub(super) code: String,
    pub(super) sentence: String,
}

/// A fault for the list of all.
#[derive(Clone, Debug)]
pub(super) struct Listed {
    /// Where in the workbook that was sent, such as `填报!H7`.
    pub(super) place: String,
    pub(super) code: &'static str,
    pub(super) text: String,
}

/// What was typed, by row and heading, and what is wrong with it.
#[derive(Debug, Default)]
pub(super) struct Filled {
    pub(super) typed: HashMap<Key, HashMap<&'static str, Value>>,
    pub(super) faults: HashMap<Key, Vec<String>>,
    pub(super) list: Vec<Listed>,
    pub(super) warnings: Vec<Warning>,
}
