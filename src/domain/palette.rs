//! Colours of states, per plan: no two cities mean the same by yellow.

use std::collections::BTreeMap;

use sea_orm::FromJsonQueryResult;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::assess::ProgressState;

/// A colour for each state, `#rrggbb`. States left out have the default colour.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, FromJsonQueryResult)]
#[serde(transparent)]
#[schema(value_type = std::collections::HashMap<String, String>, example = json!({"behind": "#e6a700", "overdue": "#c62828"}))]
pub struct Palette(pub BTreeMap<ProgressState, String>);

impl Default for Palette {
    fn default() -> Self {
        use ProgressState::{Achieved, Ahead, Behind, NoData, NotComputable, NotDue, OnTrack, Overdue, SeriouslyBehind};
        let colours = [
            (NotDue, "#9e9e9e"),
            (Achieved, "#1b5e20"),
            (Ahead, "#2e7d32"),
            (OnTrack, "#66bb6a"),
            (Behind, "#f9a825"),
            (SeriouslyBehind, "#ef6c00"),
            (Overdue, "#c62828"),
            (NoData, "#757575"),
            (NotComputable, "#bdbdbd"),
        ];
        Self(colours.into_iter().map(|(state, colour)| (state, colour.to_owned())).collect())
    }
}

impl Palette {
    /// States whose colour is not of the form `#rrggbb`.
    pub fn check(&self) -> Vec<ProgressState> {
        let good = |colour: &str| colour.strip_prefix('#').is_some_and(|hex| hex.len() == 6 && hex.bytes().all(|b| b.is_ascii_hexdigit()));
        self.0.iter().filter(|(_, colour)| !good(colour)).map(|(state, _)| *state).collect()
    }
}
