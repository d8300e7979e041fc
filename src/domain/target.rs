//! The words of a target (量化指标): how a figure is compared, counted, meant and related to other figures.

use sea_orm::sea_query::StringLen;
use sea_orm::{DeriveActiveEnum, EnumIter, FromJsonQueryResult};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::domain::quantity::Quantity;

/// The comparison as the document prints it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(32))", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub enum Operator {
    /// No word: 新增托位1680个
    Eq,
    /// 以上, 不少于, 不低于
    Gte,
    /// 超, 突破, 余, 高于
    Gt,
    /// 以内, 不超过
    Lte,
    /// 低于
    Lt,
    /// 左右
    Approx,
    /// 40—150: `value` and `upper`
    Range,
    /// 100:120, 2:1: `value` to `upper`
    Ratio,
    /// 位居全省前列
    Rank,
    /// 应保尽保, 全覆盖: numerator and denominator are both reported
    All,
}

impl Operator {
    /// How a comparison is judged unless the target says otherwise.
    #[must_use]
    pub const fn default_judged_as(self) -> JudgedAs {
        match self {
            Self::Eq | Self::Gte | Self::Ratio => JudgedAs::AtLeast,
            Self::Gt => JudgedAs::MoreThan,
            Self::Lte => JudgedAs::AtMost,
            Self::Lt => JudgedAs::LessThan,
            Self::Approx | Self::Range => JudgedAs::Within,
            Self::Rank => JudgedAs::NotJudged,
            Self::All => JudgedAs::Coverage,
        }
    }

    /// A goal in few signs, without its unit of measure: ≥95, 40—150, 100:120, 应保尽保.
    #[must_use]
    pub fn written(self, value: Option<Quantity>, upper: Option<Quantity>) -> String {
        let sign = match self {
            Self::Gte => "≥",
            Self::Gt => ">",
            Self::Lte => "≤",
            Self::Lt => "<",
            Self::Approx => "约",
            Self::All => "应保尽保",
            Self::Rank => "位次",
            Self::Eq | Self::Range | Self::Ratio => "",
        };
        let between = if self == Self::Ratio { ":" } else { "—" };
        let upper = upper.map(|upper| format!("{between}{upper}")).unwrap_or_default();
        format!("{sign}{}{upper}", value.map(|value| value.to_string()).unwrap_or_default())
    }

    /// Whether a target with this operator may be judged that way at all. 超 may be read leniently as "at least";
    /// 不少于 can never be judged as "at most".
    #[must_use]
    pub const fn may_be_judged_as(self, judged_as: JudgedAs) -> bool {
        use JudgedAs::{AtLeast, AtMost, Coverage, Exactly, LessThan, MoreThan, NotJudged, Within};
        match self {
            Self::Eq | Self::Ratio => matches!(judged_as, AtLeast | AtMost | Exactly | Within),
            Self::Gte => matches!(judged_as, AtLeast),
            Self::Gt => matches!(judged_as, MoreThan | AtLeast),
            Self::Lte => matches!(judged_as, AtMost),
            Self::Lt => matches!(judged_as, LessThan | AtMost),
            Self::Approx | Self::Range => matches!(judged_as, Within | AtLeast | AtMost),
            Self::Rank => matches!(judged_as, NotJudged),
            Self::All => matches!(judged_as, Coverage),
        }
    }
}

/// How a target is judged, whatever word the document uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(32))", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub enum JudgedAs {
    /// Reached at the value or above it
    AtLeast,
    /// Reached only above the value
    MoreThan,
    /// Kept at the value or below it
    AtMost,
    /// Kept only below the value
    LessThan,
    /// Inside a range, or inside the tolerance around the value
    Within,
    /// A range of one point
    Exactly,
    /// Numerator over denominator in percent, at least `value` or 100
    Coverage,
    /// Not judged by figures
    NotJudged,
}

/// What the reported figures are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(32))", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub enum Series {
    /// 累计数: each figure is the total to date
    Cumulative,
    /// 当期数: each figure is its period's own, the actual is their sum
    Increment,
    /// 期末数: the state at the period's end, the latest counts
    Level,
    /// 平均数: the actual is the mean of the figures
    Average,
}

/// What kind of number the target is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(32))", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub enum QuantityKind {
    /// 数量
    Count,
    /// 金额、面积、长度
    Amount,
    /// 率、比重
    Rate,
    /// 增速
    Growth,
    /// 年均增速
    GrowthPerYear,
    /// 提高…个百分点
    ChangeInPoints,
    /// 下降: figures are the drop, as a positive number
    Decrease,
    /// 比例
    Ratio,
    /// 覆盖率
    Coverage,
}

/// Whether missing the target is a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(32))", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub enum Firmness {
    /// 确保 or no word
    Firm,
    /// 力争, 争取: judged, but kept out of the roll-up
    Aspirational,
}

/// The class of an indicator in a five-year outline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(32))", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub enum TargetClass {
    /// 约束性: missing it fails the unit
    Binding,
    /// 预期性
    Expected,
}

/// The further goal beside a firm one (增长7.5%以上,力争8%以上); judged apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, FromJsonQueryResult)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Stretch {
    /// The comparison as printed.
    pub operator: Operator,
    /// The figure as printed.
    pub value: Quantity,
    /// The upper end of a range.
    pub upper: Option<Quantity>,
    /// Its own unit of measure where it differs (增长7%,力争达到400亿元); absent: the target's.
    pub unit_of_measure: Option<String>,
}

/// Where the target starts from (现行四档; 2010年排放量). For decreases and changes in points it is the amount the
/// change is measured against.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, FromJsonQueryResult)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Baseline {
    /// The figure at the start, in the target's unit of measure.
    #[serde(default)]
    pub value: Option<Quantity>,
    /// The period it belongs to, such as `2023`.
    #[serde(default)]
    pub period: Option<String>,
    /// The wording of the document.
    #[serde(default)]
    pub text: Option<String>,
}

/// What a relative target is measured against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(32))", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub enum ReferenceKind {
    /// Another target here
    Target,
    /// 上年水平
    LastYear,
    /// 全省平均水平
    ProvinceAverage,
    /// 全市平均水平
    CityAverage,
    /// 省下达年度任务: a superior assigns the value later
    AssignedLater,
    /// Anything else, said in the text
    Other,
}

/// A relative target (高于全省平均水平, 完成省下达年度任务). It is unresolved, and not computable, until the target
/// has a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, FromJsonQueryResult)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Reference {
    /// What it is measured against.
    pub kind: ReferenceKind,
    /// The wording of the document.
    pub text: String,
    /// The other target, for kind `target` only.
    #[serde(default)]
    pub target_id: Option<Uuid>,
}

/// One stage of a qualitative target (开工, 建成, 投用).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Stage {
    /// Stable name inside the target, such as `started`.
    pub key: String,
    /// What is shown: 开工.
    pub title: String,
    /// What proves it: 施工许可证, a document number.
    #[serde(default)]
    pub evidence: Option<String>,
}

/// The ordered stages of a qualitative target. A reported figure is the number of the stage reached, 0 for none;
/// the last one is the goal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema, FromJsonQueryResult)]
pub struct Stages(pub Vec<Stage>);

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may panic")]
    use super::{JudgedAs, Operator, QuantityKind, Reference, Stretch};
    use sea_orm::{ActiveEnum, Iterable};

    #[test]
    fn every_default_is_allowed() {
        for operator in Operator::iter() {
            assert!(operator.may_be_judged_as(operator.default_judged_as()));
        }
        assert!(!Operator::Gte.may_be_judged_as(JudgedAs::AtMost));
        assert!(Operator::Eq.may_be_judged_as(JudgedAs::AtMost));
    }

    #[test]
    fn table_and_json_use_the_same_words() {
        for kind in QuantityKind::iter() {
            let json = serde_json::to_value(kind).unwrap();
            assert_eq!(json, kind.to_value());
        }
        assert_eq!(QuantityKind::GrowthPerYear.to_value(), "growthPerYear");
    }

    #[test]
    fn absent_members_may_be_left_out() {
        let stretch: Stretch = serde_json::from_str(r#"{"operator":"gte","value":8}"#).unwrap();
        let written = r#"{"operator":"gte","value":8,"upper":null,"unitOfMeasure":null}"#;
        assert_eq!(serde_json::to_string(&stretch).unwrap(), written, "answers carry every member");
        let reference: Reference = serde_json::from_str(r#"{"kind":"assignedLater","text":"完成省下达年度任务"}"#).unwrap();
        assert_eq!(reference.target_id, None);
        assert!(serde_json::from_str::<Stretch>(r#"{"operator":"gte","value":8,"x":1}"#).is_err());
    }
}
