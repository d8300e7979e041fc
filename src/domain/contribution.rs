//! Contributions (配合单位报送): what a cooperating unit gives the lead, who consolidates it. They count in no completeness.

use sea_orm::sea_query::StringLen;
use sea_orm::{DeriveActiveEnum, EnumIter, FromJsonQueryResult};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::domain::quantity::Quantity;

/// The stage of a contribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(32))", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub enum ContributionState {
    /// Being written; its unit alone sees it
    Draft,
    /// 已提供: the leads and the receiver see it
    Given,
}

/// What can be done with a contribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum ContributionAction {
    /// Change it.
    Update,
    /// Remove it.
    Delete,
    /// Give it to the lead.
    Give,
    /// Take it back.
    Recall,
}

impl ContributionState {
    /// What a stage allows.
    #[must_use]
    pub const fn allows(self) -> &'static [ContributionAction] {
        match self {
            Self::Draft => &[ContributionAction::Update, ContributionAction::Delete, ContributionAction::Give],
            Self::Given => &[ContributionAction::Recall],
        }
    }
}

/// A figure that a unit contributes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"targetId": "0197a6f0-c0de-7000-a000-000000000504", "value": 120, "note": "仅夷陵区"}))]
pub struct ContributedFigure {
    /// A target of the task, of one below it, or of one above.
    pub target_id: Uuid,
    /// The unit's share, in the target's unit of measure.
    pub value: Quantity,
    /// What it covers.
    #[serde(default)]
    #[validate(length(max = 500))]
    #[schema(max_length = 500)]
    pub note: Option<String>,
}

/// The figures of a contribution; a JSON array in tables.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
#[serde(transparent)]
pub struct ContributedFigures(pub Vec<ContributedFigure>);
