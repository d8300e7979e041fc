//! The vocabulary of plans: what kinds there are, how a plan moves from draft to archive, who is named on a task
//! in which role, and how the wording of a document decides which of them lead.

use chrono::NaiveDate;
use sea_orm::sea_query::StringLen;
use sea_orm::{DeriveActiveEnum, EnumIter, FromJsonQueryResult};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::day;
use crate::domain::quantity::Quantity;
use crate::domain::target::Operator;

/// What kind of document a plan is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(32))", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub enum PlanKind {
    /// 民生实事
    Livelihood,
    /// 重点工作清单
    KeyWork,
    /// 纲要任务分解
    Outline,
    /// 批次清单
    Batch,
    /// 工作要点
    Narrative,
}

/// The stage of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(32))", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub enum PlanState {
    /// 起草: everything may still be changed freely
    Draft,
    /// 已印发: changes append versions with a reason
    Issued,
    /// 已结束: no more reports
    Closed,
    /// 已归档: read only
    Archived,
}

/// What can be done to the stage of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum PlanAction {
    /// 印发: draft → issued
    Issue,
    /// 结束: issued → closed
    Close,
    /// 归档: closed → archived
    Archive,
}

/// The stage after an action, or `None` where the action is not allowed. There is no way back.
#[must_use]
pub const fn next_plan_state(state: PlanState, action: PlanAction) -> Option<PlanState> {
    match (state, action) {
        (PlanState::Draft, PlanAction::Issue) => Some(PlanState::Issued),
        (PlanState::Issued, PlanAction::Close) => Some(PlanState::Closed),
        (PlanState::Closed, PlanAction::Archive) => Some(PlanState::Archived),
        _ => None,
    }
}

/// How the document says who leads a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(32))", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub enum LeadRule {
    /// Whoever is printed as 牵头单位, nobody else
    Labelled,
    /// Every 责任单位 leads
    All,
    /// A sole 责任单位 leads where no 牵头单位 is printed
    Sole,
    /// The first 责任单位 leads where no 牵头单位 is printed
    First,
    /// The units marked with a star lead
    Starred,
}

/// What kind of organisation a unit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(32))", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub enum UnitKind {
    /// 人民政府
    Government,
    /// 部门
    Department,
    /// 党委部门
    PartyBody,
    /// 群团组织
    MassOrganisation,
    /// 县市区
    District,
    /// 乡镇、街道
    Township,
    /// 开发区、功能区
    Zone,
    /// 企业
    Enterprise,
    /// 法院
    Court,
    /// 领导小组、联席办、专班
    TemporaryBody,
    /// A named set of units: 各区人民政府, 市直有关部门
    Group,
}

/// Where the text of a plan was taken from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, FromJsonQueryResult)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PlanSource {
    /// Who published it there.
    pub name: String,
    /// When it was published there.
    #[serde(default, deserialize_with = "day::optional")]
    pub published_on: Option<NaiveDate>,
    /// Printed again by somebody other than the issuer.
    #[serde(default)]
    pub reprint: bool,
    /// Its address.
    #[serde(default)]
    pub url: Option<String>,
    /// What else is to be known of it.
    #[serde(default)]
    pub note: Option<String>,
}

/// In which role a unit or official is named on a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(32))", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub enum AssignmentRole {
    /// 牵头单位
    Lead,
    /// 责任单位
    Responsible,
    /// 配合单位
    Cooperating,
    /// 会同单位
    Jointly,
    /// 总责任人: an official, never a unit
    Principal,
}

/// One name on a task, as far as the lead rule looks at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Named {
    /// The role as printed.
    pub role: AssignmentRole,
    /// The place in the printed order.
    pub order: i32,
    /// Marked with a star in the document.
    pub starred: bool,
}

/// Which of the names on one task lead, as positions in `named`, in printed order. Cooperating and joint units and
/// principals never lead.
/// - `labelled`: role lead. `all`: role lead or responsible.
/// - `sole`: role lead; where there is none, a responsible unit that is the only one.
/// - `first`: role lead; where there is none, the first responsible one.
/// - `starred`: leads and responsible units with a star; where no star is printed, role lead.
#[must_use]
pub fn leads_by(rule: LeadRule, named: &[Named]) -> Vec<usize> {
    let labelled = positions(named, |one| one.role == AssignmentRole::Lead);
    let responsible = positions(named, |one| one.role == AssignmentRole::Responsible);
    match rule {
        LeadRule::Labelled => labelled,
        LeadRule::All => positions(named, Named::may_lead),
        LeadRule::Sole if labelled.is_empty() && responsible.len() == 1 => responsible,
        LeadRule::First if labelled.is_empty() => responsible.into_iter().take(1).collect(),
        LeadRule::Sole | LeadRule::First => labelled,
        LeadRule::Starred => {
            let starred = positions(named, |one| one.may_lead() && one.starred);
            if starred.is_empty() { labelled } else { starred }
        }
    }
}

impl Named {
    fn may_lead(&self) -> bool {
        matches!(self.role, AssignmentRole::Lead | AssignmentRole::Responsible)
    }
}

fn positions(named: &[Named], wanted: impl Fn(&Named) -> bool) -> Vec<usize> {
    let mut found: Vec<_> = named.iter().enumerate().filter(|(_, one)| wanted(one)).map(|(at, one)| (one.order, at)).collect();
    found.sort_unstable();
    found.into_iter().map(|(_, at)| at).collect()
}

/// What a number that is not a target says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(32))", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub enum ParameterKind {
    /// Who qualifies: 3岁以下, 毕业5年内
    Eligibility,
    /// What is given: 最高不超过7天, 每人每年1200元
    Standard,
    /// Under which condition or over what scope: 全市438家加油站点
    Condition,
    /// How often: 计量周期检定(六个月)
    Cycle,
}

/// An eligibility or benefit standard: kept with the task, never judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Parameter {
    /// The phrase as printed.
    pub text: String,
    /// What it says.
    pub kind: ParameterKind,
    /// The comparison as printed.
    pub operator: Operator,
    /// The number, if there is one.
    #[serde(default)]
    pub value: Option<Quantity>,
    /// The upper end of a range, or the second part of a ratio.
    #[serde(default)]
    pub upper: Option<Quantity>,
    /// The unit of measure as printed.
    #[serde(default)]
    pub unit_of_measure: Option<String>,
}

/// The standards of one task, as one JSON column.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema, FromJsonQueryResult)]
pub struct Parameters(pub Vec<Parameter>);

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may panic")]
    use super::{AssignmentRole, LeadRule, Named, Parameters, PlanAction, PlanState, leads_by, next_plan_state};

    const fn named(role: AssignmentRole, order: i32, starred: bool) -> Named {
        Named { role, order, starred }
    }

    const LEAD: AssignmentRole = AssignmentRole::Lead;
    const RESPONSIBLE: AssignmentRole = AssignmentRole::Responsible;
    const COOPERATING: AssignmentRole = AssignmentRole::Cooperating;

    #[test]
    fn with_a_printed_lead() {
        let task = [named(COOPERATING, 1, true), named(RESPONSIBLE, 3, false), named(LEAD, 2, false)];
        for rule in [LeadRule::Labelled, LeadRule::Sole, LeadRule::First, LeadRule::Starred] {
            assert_eq!(leads_by(rule, &task), [2], "{rule:?}");
        }
        assert_eq!(leads_by(LeadRule::All, &task), [2, 1]);
    }

    #[test]
    fn without_a_printed_lead() {
        let one = [named(RESPONSIBLE, 1, false), named(COOPERATING, 2, false)];
        let two = [named(RESPONSIBLE, 2, true), named(RESPONSIBLE, 1, false)];
        let table: [(LeadRule, &[usize], &[usize]); 5] = [
            (LeadRule::Labelled, &[], &[]),
            (LeadRule::All, &[0], &[1, 0]),
            (LeadRule::Sole, &[0], &[]),
            (LeadRule::First, &[0], &[1]),
            (LeadRule::Starred, &[], &[0]),
        ];
        for (rule, of_one, of_two) in table {
            assert_eq!(leads_by(rule, &one), of_one, "{rule:?}");
            assert_eq!(leads_by(rule, &two), of_two, "{rule:?}");
        }
        let principal = [named(AssignmentRole::Principal, 1, true)];
        assert_eq!(leads_by(LeadRule::All, &principal), [0_usize; 0]);
    }

    #[test]
    fn a_plan_only_moves_forward() {
        use PlanAction::{Archive, Close, Issue};
        use PlanState::{Archived, Closed, Draft, Issued};
        let allowed = [(Draft, Issue, Issued), (Issued, Close, Closed), (Closed, Archive, Archived)];
        for state in [Draft, Issued, Closed, Archived] {
            for action in [Issue, Close, Archive] {
                let next = allowed.iter().find(|(from, by, _)| (*from, *by) == (state, action));
                assert_eq!(next_plan_state(state, action), next.map(|row| row.2));
            }
        }
    }

    #[test]
    fn parameters_are_a_plain_list_in_json() {
        let json = r#"[{"text":"最高不超过7天","kind":"standard","operator":"lte","value":7,"upper":null,"unitOfMeasure":"天"}]"#;
        let parameters: Parameters = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&parameters).unwrap(), json);
    }
}
