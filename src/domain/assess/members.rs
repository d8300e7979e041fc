//! Targets that every member of a group must reach (各县区签约项目2个以上): each is judged, the worst speaks for all.

use serde::Serialize;
use utoipa::ToSchema;

use super::answer::{Assessment, ProgressState, ReasonCode, Sentence};
use super::assess;
use super::question::Question;
use super::sentence::{state_en, state_zh};

/// One member with the question about it.
#[derive(Clone, Copy, Debug)]
pub struct Member<'a> {
    /// The name shown: 德清县.
    pub name: &'a str,
    /// The terms of the target with the member's own figures and reports.
    pub question: Question<'a>,
}

/// The judgement of one member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MemberAssessment {
    /// The name shown.
    pub name: String,
    /// Where it stands.
    pub assessment: Assessment,
}

/// The judgement of a target that each member must reach.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MembersAssessment {
    /// The state of the worst member.
    pub state: ProgressState,
    /// How many members have reached it.
    pub reached: u32,
    /// How many members there are.
    pub of: u32,
    /// The name of the worst member, the first of several; null when there is none or all have reached it.
    pub worst: Option<String>,
    /// `noReporter` when there is no member.
    pub reason: Option<ReasonCode>,
    /// Every member, in the order given.
    pub members: Vec<MemberAssessment>,
    /// The explanation with its figures.
    pub sentence: Sentence,
}

/// Judges every member. Without members it is `notComputable`.
#[must_use]
pub fn assess_members(members: &[Member<'_>]) -> MembersAssessment {
    let members: Vec<MemberAssessment> =
        members.iter().map(|member| MemberAssessment { name: member.name.to_owned(), assessment: assess(&member.question) }).collect();
    let is_reached = |member: &&MemberAssessment| member.assessment.state == ProgressState::Achieved;
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let reached = count(members.iter().filter(is_reached).count());
    let of = count(members.len());
    let worst = members.iter().rev().max_by_key(|member| badness(member.assessment.state));
    MembersAssessment {
        state: worst.map_or(ProgressState::NotComputable, |worst| worst.assessment.state),
        reached,
        of,
        worst: worst.filter(|worst| !is_reached(worst)).map(|worst| worst.name.clone()),
        reason: worst.map_or(Some(ReasonCode::NoReporter), |worst| worst.assessment.reason),
        sentence: sentence(reached, of, worst),
        members,
    }
}

/// How bad a state is for the one who looks for the worst.
const fn badness(state: ProgressState) -> u8 {
    match state {
        ProgressState::Overdue => 8,
        ProgressState::SeriouslyBehind => 7,
        ProgressState::Behind => 6,
        ProgressState::NoData => 5,
        ProgressState::NotComputable => 4,
        ProgressState::NotDue => 3,
        ProgressState::OnTrack => 2,
        ProgressState::Ahead => 1,
        ProgressState::Achieved => 0,
    }
}

fn sentence(reached: u32, of: u32, worst: Option<&MemberAssessment>) -> Sentence {
    let Some(worst) = worst else {
        return Sentence {
            zh: "没有责任单位,无法判定。".to_owned(), en: "No unit is obliged to reach it: not computable.".to_owned()
        };
    };
    let (name, state) = (&worst.name, worst.assessment.state);
    if reached == of {
        return Sentence { zh: format!("{of}个单位全部达到。"), en: format!("All {of} units have reached it.") };
    }
    let told = &worst.assessment.sentence;
    Sentence {
        zh: format!("{of}个单位中{reached}个达到;最差的是{name}({}):{}", state_zh(state), told.zh),
        en: format!("{reached} of {of} units have reached it; the worst is {name} ({}): {}", state_en(state), told.en),
    }
}
