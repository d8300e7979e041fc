//! Rolling states up from targets to tasks, sections, units and plans, and counting them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::assess::ProgressState;
use crate::domain::quantity::Quantity;
use crate::domain::target::{Firmness, TargetClass};

/// The state of a whole from the states of its parts (firm targets, overdue milestones, tasks): the worst of
/// overdue, seriously behind, behind, no data, not computable, if there is one; else achieved when all are, not due
/// when all are, on track otherwise. The result does not depend on order or grouping, so a plan may be rolled up from
/// targets, tasks or sections alike. Leave aspirational targets out.
///
/// A whole without parts is `notComputable`: nothing was judged. When such a whole is itself a part, leave it out,
/// with [`try_roll_up`], so that narrative tasks do not hide the state of the plan.
#[must_use]
pub fn roll_up(states: impl IntoIterator<Item = ProgressState>) -> ProgressState {
    try_roll_up(states).unwrap_or(ProgressState::NotComputable)
}

/// As [`roll_up`], but `None` for a whole without parts.
#[must_use]
pub fn try_roll_up(states: impl IntoIterator<Item = ProgressState>) -> Option<ProgressState> {
    states.into_iter().map(plain).reduce(join)
}

/// Ahead is told of single targets only; a whole is on track.
const fn plain(state: ProgressState) -> ProgressState {
    match state {
        ProgressState::Ahead => ProgressState::OnTrack,
        other => other,
    }
}

fn join(one: ProgressState, other: ProgressState) -> ProgressState {
    match (trouble(one), trouble(other)) {
        (0, 0) if one == other && is_settled(one) => one,
        (0, 0) => ProgressState::OnTrack,
        (first, second) if first >= second => one,
        _ => other,
    }
}

const fn is_settled(state: ProgressState) -> bool {
    matches!(state, ProgressState::Achieved | ProgressState::NotDue)
}

/// How strongly a state pulls the whole to itself; 0 for the states that do not.
const fn trouble(state: ProgressState) -> u8 {
    match state {
        ProgressState::Overdue => 5,
        ProgressState::SeriouslyBehind => 4,
        ProgressState::Behind => 3,
        ProgressState::NoData => 2,
        ProgressState::NotComputable => 1,
        ProgressState::NotDue | ProgressState::Achieved | ProgressState::Ahead | ProgressState::OnTrack => 0,
    }
}

/// How many of something are in which state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StateCounts {
    /// 未到期
    pub not_due: u32,
    /// 已完成
    pub achieved: u32,
    /// 超前
    pub ahead: u32,
    /// 正常
    pub on_track: u32,
    /// 滞后
    pub behind: u32,
    /// 严重滞后
    pub seriously_behind: u32,
    /// 逾期
    pub overdue: u32,
    /// 无数据
    pub no_data: u32,
    /// 无法判定
    pub not_computable: u32,
    /// The sum of the others.
    pub total: u32,
}

impl StateCounts {
    /// One more in `state`.
    pub const fn add(&mut self, state: ProgressState) {
        let count = match state {
            ProgressState::NotDue => &mut self.not_due,
            ProgressState::Achieved => &mut self.achieved,
            ProgressState::Ahead => &mut self.ahead,
            ProgressState::OnTrack => &mut self.on_track,
            ProgressState::Behind => &mut self.behind,
            ProgressState::SeriouslyBehind => &mut self.seriously_behind,
            ProgressState::Overdue => &mut self.overdue,
            ProgressState::NoData => &mut self.no_data,
            ProgressState::NotComputable => &mut self.not_computable,
        };
        *count += 1;
        self.total += 1;
    }

    /// All of `other` too.
    pub const fn merge(&mut self, other: &Self) {
        self.not_due += other.not_due;
        self.achieved += other.achieved;
        self.ahead += other.ahead;
        self.on_track += other.on_track;
        self.behind += other.behind;
        self.seriously_behind += other.seriously_behind;
        self.overdue += other.overdue;
        self.no_data += other.no_data;
        self.not_computable += other.not_computable;
        self.total += other.total;
    }
}

impl FromIterator<ProgressState> for StateCounts {
    fn from_iter<I: IntoIterator<Item = ProgressState>>(states: I) -> Self {
        let mut counts = Self::default();
        for state in states {
            counts.add(state);
        }
        counts
    }
}

/// Tasks by state, and those that are in none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TaskCounts {
    /// Those in a state.
    pub states: StateCounts,
    /// The state of the whole they make; `None` where none of them is in a state.
    pub state: Option<ProgressState>,
    /// Those that promise no firm figure.
    pub without_figures: u32,
    /// Cancelled ones; they are not judged.
    pub cancelled: u32,
}

impl TaskCounts {
    /// One task more.
    pub fn add(&mut self, state: Option<ProgressState>, cancelled: bool) {
        match state {
            _ if cancelled => self.cancelled += 1,
            None => self.without_figures += 1,
            Some(state) => {
                self.states.add(state);
                self.state = try_roll_up(self.state.into_iter().chain([state]));
            }
        }
    }
}

/// How many targets are in which state; those of cancelled tasks are left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "firm": {"notDue": 0, "achieved": 2, "ahead": 1, "onTrack": 33, "behind": 12, "seriouslyBehind": 0, "overdue": 0, "noData": 5,
        "notComputable": 2, "total": 55},
    "binding": {"notDue": 0, "achieved": 0, "ahead": 0, "onTrack": 0, "behind": 0, "seriouslyBehind": 0, "overdue": 0, "noData": 0,
        "notComputable": 0, "total": 0},
    "aspirational": {"notDue": 0, "achieved": 0, "ahead": 0, "onTrack": 1, "behind": 0, "seriouslyBehind": 0, "overdue": 0, "noData": 0,
        "notComputable": 0, "total": 1}
}))]
pub struct TargetCounts {
    /// Firm targets, binding ones among them.
    pub firm: StateCounts,
    /// Firm targets that are binding (约束性).
    pub binding: StateCounts,
    /// Aspirational targets (力争, 争取).
    pub aspirational: StateCounts,
}

impl TargetCounts {
    /// One target more.
    pub fn add(&mut self, state: ProgressState, firmness: Firmness, class: TargetClass) {
        match firmness {
            Firmness::Aspirational => self.aspirational.add(state),
            Firmness::Firm => {
                self.firm.add(state);
                if class == TargetClass::Binding {
                    self.binding.add(state);
                }
            }
        }
    }

    /// Firm targets achieved in percent of those that can be judged, two decimals, half up; `None` where there are none.
    #[must_use]
    pub fn attainment(&self) -> Option<Quantity> {
        let (achieved, judged) = (i128::from(self.firm.achieved), i128::from(self.firm.total - self.firm.not_computable));
        let hundredths = (achieved * 20_000 + judged).checked_div(judged * 2)?;
        Quantity::try_from(hundredths * 100).ok()
    }
}

/// What is told of any group of tasks: a heading, a unit, an official, the whole plan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rollup {
    /// Its tasks by state.
    pub tasks: TaskCounts,
    /// Its targets by state.
    pub targets: TargetCounts,
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]
    use super::{StateCounts, roll_up, try_roll_up};
    use crate::domain::assess::ProgressState::{
        self, Achieved, Ahead, Behind, NoData, NotComputable, NotDue, OnTrack, Overdue, SeriouslyBehind,
    };
    use proptest::prelude::{Just, Strategy, prop_assert_eq, prop_oneof, proptest};

    #[test]
    fn the_worst_wins_and_the_rest_must_agree() {
        let table: [(&[ProgressState], ProgressState); 12] = [
            (&[], NotComputable),
            (&[Achieved, Achieved], Achieved),
            (&[NotDue, NotDue], NotDue),
            (&[Achieved, NotDue], OnTrack),
            (&[Ahead, Ahead], OnTrack),
            (&[Ahead], OnTrack),
            (&[Achieved, NotComputable], NotComputable),
            (&[NotComputable, NoData], NoData),
            (&[NoData, Behind, Achieved], Behind),
            (&[Behind, SeriouslyBehind], SeriouslyBehind),
            (&[Overdue, SeriouslyBehind, Behind], Overdue),
            (&[OnTrack, NotDue, Achieved], OnTrack),
        ];
        for (parts, whole) in table {
            assert_eq!(roll_up(parts.iter().copied()), whole, "{parts:?}");
        }
    }

    #[test]
    fn counts_add_up() {
        let mut counts: StateCounts = [Achieved, Behind, Behind].into_iter().collect();
        let other: StateCounts = [Overdue, NotDue, NoData, NotComputable, Ahead, OnTrack].into_iter().chain([SeriouslyBehind]).collect();
        counts.merge(&other);
        assert_eq!((counts.behind, counts.overdue, counts.total), (2, 1, 10));
        let json = serde_json::to_value(counts).unwrap();
        assert_eq!(json["seriouslyBehind"], 1);
        let sum: u64 =
            json.as_object().unwrap().iter().filter(|(member, _)| *member != "total").map(|(_, count)| count.as_u64().unwrap()).sum();
        assert_eq!(sum, 10);
    }

    fn any_state() -> impl Strategy<Value = ProgressState> {
        prop_oneof![
            Just(NotDue),
            Just(Achieved),
            Just(Ahead),
            Just(OnTrack),
            Just(Behind),
            Just(SeriouslyBehind),
            Just(Overdue),
            Just(NoData),
            Just(NotComputable)
        ]
    }

    proptest! {
        #[test]
        fn grouping_and_order_do_not_matter(
            left in proptest::collection::vec(any_state(), 0..6),
            right in proptest::collection::vec(any_state(), 0..6),
        ) {
            let all = try_roll_up(left.iter().chain(&right).copied());
            let parts = [try_roll_up(left.iter().copied()), try_roll_up(right.iter().copied())];
            prop_assert_eq!(try_roll_up(parts.into_iter().flatten()), all);
            let backwards = try_roll_up(left.iter().chain(&right).rev().copied());
            prop_assert_eq!(backwards, all);
        }
    }
}
