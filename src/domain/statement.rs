//! The vocabulary of statements: what a phrase with a figure is in the notice, and how the targets made of such phrases hang together.

use sea_orm::sea_query::StringLen;
use sea_orm::{DeriveActiveEnum, EnumIter};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a phrase with a figure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(32))", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub enum StatementRole {
    /// It makes one or several targets
    Target,
    /// It says where a target stands on the way: 6月底前完成50%
    Checkpoint,
    /// It says again what another phrase promised
    Repeat,
    /// It is a standard or condition: 每人每年1200元
    Parameter,
    /// It tells what is so already
    Fact,
}

/// What one target is to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(32))", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub enum LinkKind {
    /// The same promise, written at a measure and at its key work
    Same,
    /// One summand of the other
    SumOf,
    /// The numerator of the other
    NumeratorOf,
    /// The denominator of the other
    DenominatorOf,
    /// It carries out a target of the parent plan
    ParentPlan,
}

#[cfg(test)]
mod tests {
    use super::{LinkKind, StatementRole};
    use sea_orm::{ActiveEnum, Iterable};

    #[test]
    fn tables_and_answers_use_the_same_words() {
        let roles: Vec<String> = StatementRole::iter().map(|role| role.to_value()).collect();
        assert_eq!(roles, ["target", "checkpoint", "repeat", "parameter", "fact"]);
        assert_eq!(serde_json::json!(StatementRole::iter().collect::<Vec<_>>()), serde_json::json!(roles));
        let kinds: Vec<String> = LinkKind::iter().map(|kind| kind.to_value()).collect();
        assert_eq!(kinds, ["same", "sumOf", "numeratorOf", "denominatorOf", "parentPlan"]);
        assert_eq!(serde_json::json!(LinkKind::iter().collect::<Vec<_>>()), serde_json::json!(kinds));
    }
}
