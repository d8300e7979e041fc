//! The review workflow of a report (审核流转): which action leads from which stage to which.
//! Who may act, reasons and revisions are the caller's business.

use std::fmt;

use sea_orm::sea_query::StringLen;
use sea_orm::{DeriveActiveEnum, EnumIter};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The stage of a submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(32))", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub enum SubmissionState {
    /// 草稿: being written
    Draft,
    /// 已提交: filed, waits for the unit's head (if the rule asks) or the receiving unit
    Submitted,
    /// 已签发: signed by the unit's head, waits for the receiving unit
    Signed,
    /// 已退回: sent back with a reason; editable like a draft, kept apart because completeness counts it
    Returned,
    /// 已认定: its figures count
    Accepted,
}

impl SubmissionState {
    /// As people call it.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Draft => "草稿",
            Self::Submitted => "已提交",
            Self::Signed => "已签发",
            Self::Returned => "已退回",
            Self::Accepted => "已认定",
        }
    }
}

/// What can be done to a submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(32))", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub enum ReviewAction {
    /// 填写: change the working revision
    Edit,
    /// 提交: file it
    Submit,
    /// 签发: the unit's head signs
    Sign,
    /// 退回: send it back with a reason
    Return,
    /// 认定: take it; its figures count from now
    Accept,
    /// 撤回: the reporter takes it back before it is accepted; a correction being written is given up
    Withdraw,
    /// 更正: open the next revision of an accepted report; the accepted one stays in force
    Correct,
}

impl ReviewAction {
    /// All, in the order in which answers list them.
    const ALL: [Self; 7] = [Self::Edit, Self::Submit, Self::Sign, Self::Return, Self::Accept, Self::Withdraw, Self::Correct];
}

/// What a revision is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(32))", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub enum RevisionKind {
    /// 填报: the report itself, first or again after a return
    Filing,
    /// 更正: replaces an accepted one
    Correction,
}

/// An action that is not possible in a state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotAllowed {
    /// Where the submission is.
    pub state: SubmissionState,
    /// What is possible there.
    pub allowed: Vec<ReviewAction>,
}

impl fmt::Display for NotAllowed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not possible in state {:?}, only {:?}", self.state, self.allowed)
    }
}

impl std::error::Error for NotAllowed {}

/// What decides about the way of a report beside its stage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Course {
    /// The rule asks the unit's head to sign before the receiving unit accepts.
    pub signs_first: bool,
    /// The working revision corrects an accepted one.
    pub correction: bool,
}

/// Where an action leads.
///
/// A signed report can be accepted whatever the rule says now: the rule may have changed since it was signed. A correction that
/// is being written can be withdrawn: it is given up, and the accepted revision is the working one again.
///
/// # Errors
/// [`NotAllowed`] with what is possible instead.
pub fn next(state: SubmissionState, action: ReviewAction, course: Course) -> Result<SubmissionState, NotAllowed> {
    transition(state, action, course).ok_or_else(|| NotAllowed { state, allowed: allowed(state, course) })
}

/// What is possible in a state, in the order of [`ReviewAction`].
#[must_use]
pub fn allowed(state: SubmissionState, course: Course) -> Vec<ReviewAction> {
    let possible = |action: &ReviewAction| transition(state, *action, course).is_some();
    ReviewAction::ALL.into_iter().filter(possible).collect()
}

const fn transition(state: SubmissionState, action: ReviewAction, course: Course) -> Option<SubmissionState> {
    use ReviewAction as A;
    use SubmissionState as S;
    match (state, action) {
        (S::Draft | S::Returned, A::Edit) => Some(state),
        (S::Draft | S::Returned, A::Submit) => Some(S::Submitted),
        (S::Submitted, A::Sign) if course.signs_first => Some(S::Signed),
        (S::Submitted, A::Accept) if !course.signs_first => Some(S::Accepted),
        (S::Signed, A::Accept) => Some(S::Accepted),
        (S::Draft | S::Returned, A::Withdraw) if course.correction => Some(S::Accepted),
        (S::Submitted | S::Signed, A::Return) => Some(S::Returned),
        (S::Submitted | S::Signed, A::Withdraw) | (S::Accepted, A::Correct) => Some(S::Draft),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions, reason = "a test may panic")]
    use super::{Course, NotAllowed, ReviewAction, SubmissionState, allowed, next};
    use proptest::prelude::{any, prop_assert, proptest};
    use sea_orm::{ActiveEnum, Iterable};

    const STATES: [&str; 5] = ["draft", "submitted", "signed", "returned", "accepted"];
    const ACTIONS: [&str; 7] = ["edit", "submit", "sign", "return", "accept", "withdraw", "correct"];

    /// By hand: one row per state, one column per action, in the order above; `-` is not possible.
    const SIGNS_FIRST: [&str; 5] = [
        "draft submitted - - - - -",
        "- - signed returned - draft -",
        "- - - returned accepted draft -",
        "returned submitted - - - - -",
        "- - - - - - draft",
    ];
    const WITHOUT_SIGNING: [&str; 5] = [
        "draft submitted - - - - -",
        "- - - returned accepted draft -",
        "- - - returned accepted draft -",
        "returned submitted - - - - -",
        "- - - - - - draft",
    ];

    /// A correction, without signing.
    const CORRECTING: [&str; 5] = [
        "draft submitted - - - accepted -",
        "- - - returned accepted draft -",
        "- - - returned accepted draft -",
        "returned submitted - - - accepted -",
        "- - - - - - draft",
    ];

    const fn course(signs_first: bool, correction: bool) -> Course {
        Course { signs_first, correction }
    }

    fn read<T: serde::de::DeserializeOwned>(name: &str) -> T {
        serde_json::from_value(name.into()).unwrap()
    }

    #[test]
    fn the_whole_table() {
        for (table, course) in
            [(SIGNS_FIRST, course(true, false)), (WITHOUT_SIGNING, course(false, false)), (CORRECTING, course(false, true))]
        {
            for (row, from) in table.into_iter().zip(STATES) {
                let state: SubmissionState = read(from);
                let cells: Vec<&str> = row.split(' ').collect();
                assert_eq!(cells.len(), ACTIONS.len());
                let possible: Vec<ReviewAction> =
                    ACTIONS.into_iter().zip(&cells).filter(|(_, to)| **to != "-").map(|(name, _)| read(name)).collect();
                assert_eq!(allowed(state, course), possible, "{from} {course:?}");
                for (action, to) in ACTIONS.into_iter().zip(&cells) {
                    let expected = match *to {
                        "-" => Err(NotAllowed { state, allowed: possible.clone() }),
                        to => Ok(read(to)),
                    };
                    assert_eq!(next(state, read(action), course), expected, "{from} {action} {course:?}");
                }
            }
        }
    }

    #[test]
    fn names_are_the_same_everywhere() {
        let states: Vec<String> = SubmissionState::iter().map(|it| it.to_value()).collect();
        assert_eq!(states, STATES);
        let actions: Vec<String> = ReviewAction::iter().map(|it| it.to_value()).collect();
        assert_eq!(actions, ACTIONS);
        assert_eq!(ReviewAction::ALL.to_vec(), ReviewAction::iter().collect::<Vec<_>>());
        for action in ReviewAction::ALL {
            assert_eq!(serde_json::to_value(action).unwrap(), action.to_value());
        }
    }

    proptest! {
        /// Whatever is done, nothing is accepted that was not filed since it was last written, nor unsigned.
        #[test]
        fn accepted_means_filed_and_signed(steps in proptest::collection::vec(0..7_usize, 0..60), signs_first in any::<bool>()) {
            let (mut state, mut filed, mut signed) = (SubmissionState::Draft, false, false);
            for step in steps {
                let action = ReviewAction::ALL[step];
                let Ok(to) = next(state, action, course(signs_first, false)) else { continue };
                match action {
                    ReviewAction::Submit => filed = true,
                    ReviewAction::Sign => signed = true,
                    ReviewAction::Accept => prop_assert!(filed && (signed || !signs_first)),
                    _ => (filed, signed) = (false, false),
                }
                state = to;
            }
        }
    }
}
