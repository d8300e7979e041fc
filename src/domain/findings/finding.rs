//! What a finding says: which rule, how grave, whom and what it concerns, and the sentence.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::assess::Sentence;
use crate::domain::quantity::Quantity;

use super::view::TargetRef;

/// The rule that found it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum FindingCode {
    /// 量词不一: one figure is printed with two unit words (200家, 200个)
    UnitWordConflict,
    /// 后期小于前期: a later step asks for less than an earlier one
    FallingSteps,
    /// 分项合计不符: the parts do not add up to the whole
    PartsDoNotAddUp,
    /// 同一指标两种要求: one indicator is compared or valued in two ways
    TwoOperators,
    /// 比率推算不符: the printed rate does not follow from its numerator and denominator
    RatioDoesNotFollow,
    /// 牵头单位不是联席会议成员
    LeadOutsideMeeting,
    /// 联席会议成员没有牵头事项
    MeetingMemberWithoutTask,
    /// 一个单位几种名称
    UnitAliases,
    /// 既牵头又配合
    LeadAlsoCooperates,
}

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PlanFindingSeverity)]
pub enum Severity {
    /// 矛盾: the document cannot be right in both places
    Contradiction,
    /// 提示: worth knowing, nothing is wrong
    Note,
}

/// One figure-bearing phrase: the task it stands in and its number there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StatementRef {
    /// The code of the task.
    pub task: String,
    /// The statement's number in the task.
    pub ord: i32,
}

/// One value in the parameters of a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(untagged)]
pub enum Param {
    /// A word, a unit of measure, a name.
    Text(String),
    /// A figure, to four decimals.
    Number(Quantity),
    /// Several words.
    Texts(Vec<String>),
    /// Several figures, to four decimals.
    Numbers(Vec<Quantity>),
}

/// One thing found. Tasks, units and targets are named by their codes, as in a plan document, in the order of the tasks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PlanFinding)]
pub struct Finding {
    /// The rule that found it.
    pub code: FindingCode,
    /// How grave it is.
    pub severity: Severity,
    /// The plan itself says how the peculiarity of the document is to be read (a series of increments, an entered alias, a
    /// link): nobody has to act.
    pub settled: bool,
    /// The codes of the tasks it concerns.
    pub tasks: Vec<String>,
    /// The targets it concerns.
    pub targets: Vec<TargetRef>,
    /// The codes of the units it concerns.
    pub units: Vec<String>,
    /// The phrases it concerns.
    pub statements: Vec<StatementRef>,
    /// The explanation with its figures.
    pub sentence: Sentence,
    /// The figures and words of the sentence, by name.
    pub params: BTreeMap<&'static str, Param>,
}

impl Finding {
    /// A finding that concerns nothing yet.
    pub(super) fn new(code: FindingCode, severity: Severity, settled: bool, sentence: Sentence) -> Self {
        Self {
            code,
            severity,
            settled,
            tasks: Vec::new(),
            targets: Vec::new(),
            units: Vec::new(),
            statements: Vec::new(),
            sentence,
            params: BTreeMap::new(),
        }
    }

    pub(super) fn param(mut self, name: &'static str, value: Param) -> Self {
        self.params.insert(name, value);
        self
    }
}

impl Param {
    pub(super) fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}
