//! Colours of states, per plan: no two cities mean the same by yellow.

use std::collections::BTreeMap;

use sea_orm::{FromJsonQueryResult, Iterable};
use serde::{Deserialize, Serialize};
use utoipa::openapi::schema::{AdditionalProperties, Type};
use utoipa::openapi::{ObjectBuilder, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::domain::assess::ProgressState;

/// A colour for each state, `#rrggbb`. States left out have the default colour.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
#[serde(transparent)]
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

/// One member for each state, so that a generated client knows their names.
impl PartialSchema for Palette {
    fn schema() -> RefOr<Schema> {
        let colour = || ObjectBuilder::new().schema_type(Type::String).pattern(Some("^#[0-9a-fA-F]{6}$"));
        let name = |state: ProgressState| serde_json::to_value(state).ok().and_then(|name| name.as_str().map(str::to_owned));
        let palette = ObjectBuilder::new()
            .schema_type(Type::Object)
            .description(Some("A colour for each state, `#rrggbb`. States left out have the default colour."))
            .additional_properties(Some(AdditionalProperties::FreeForm(false)))
            .examples([serde_json::json!({"behind": "#e6a700", "overdue": "#c62828"})]);
        ProgressState::iter().filter_map(name).fold(palette, |palette, name| palette.property(name, colour())).into()
    }
}

impl ToSchema for Palette {}
