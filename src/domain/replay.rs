//! How a report stood at an instant (回放): replays the steps of its review up to then. The row of a submission tells
//! only of today; a bulletin has to be reproduced as it was known. Design: model.md section 3.

use chrono::{DateTime, Utc};

use crate::domain::review::{ReviewAction, SubmissionState};

/// One step of a review.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Move {
    /// When.
    pub at: DateTime<Utc>,
    /// What was done.
    pub action: ReviewAction,
    /// The stage after it.
    pub to: SubmissionState,
}

/// A report as it was known at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Replay {
    /// Its stage then.
    pub state: SubmissionState,
    /// The first submit that was not withdrawn; a return keeps it. Lateness is judged by it.
    pub first_filed: Option<DateTime<Utc>>,
    /// Some revision was accepted; a correction leaves it in force.
    pub accepted: bool,
    /// When it was last sent back.
    pub returned_at: Option<DateTime<Utc>>,
    /// The first submit was not answered yet, so a withdrawal takes it back.
    fresh: bool,
}

impl Replay {
    /// A draft of which nothing was filed.
    const BLANK: Self = Self { state: SubmissionState::Draft, first_filed: None, accepted: false, returned_at: None, fresh: false };

    /// Replays the steps (oldest first) that were known at `known_at`, that instant included.
    #[must_use]
    pub fn of(moves: impl IntoIterator<Item = Move>, known_at: DateTime<Utc>) -> Self {
        moves.into_iter().filter(|step| step.at <= known_at).fold(Self::BLANK, Self::after)
    }

    fn after(self, step: Move) -> Self {
        let state = step.to;
        match step.action {
            ReviewAction::Submit if self.first_filed.is_none() => Self { state, first_filed: Some(step.at), fresh: true, ..self },
            ReviewAction::Withdraw if self.fresh => Self { state, first_filed: None, fresh: false, ..self },
            ReviewAction::Return => Self { state, returned_at: Some(step.at), fresh: false, ..self },
            ReviewAction::Accept => Self { state, fresh: false, accepted: true, ..self },
            ReviewAction::Submit | ReviewAction::Sign | ReviewAction::Withdraw | ReviewAction::Correct | ReviewAction::Edit => {
                Self { state, ..self }
            }
        }
    }

    /// Sent back, and not filed again since.
    #[must_use]
    pub fn is_returned(&self) -> bool {
        self.state == SubmissionState::Returned
    }

    /// A revision is filed and waits for the unit's head or the receiving unit.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        matches!(self.state, SubmissionState::Submitted | SubmissionState::Signed)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions, reason = "a test may panic")]
    use super::{Move, Replay};
    use crate::domain::completeness::{Facts, Tally, Timeliness, judge};
    use crate::domain::review::ReviewAction::{self, Accept, Correct, Edit, Return, Sign, Submit, Withdraw};
    use crate::domain::review::SubmissionState::{self, Accepted, Draft, Returned, Signed, Submitted};
    use chrono::{DateTime, Utc};

    /// Noon in Shanghai of a day of June 2024. The report for May is due on the 3rd, 24:00.
    fn june(day: u32) -> DateTime<Utc> {
        format!("2024-06-{day:02}T04:00:00Z").parse().unwrap()
    }

    /// (day, action, stage after it).
    type Row = (u32, ReviewAction, SubmissionState);

    fn replay(rows: &[Row], known: u32) -> Replay {
        Replay::of(rows.iter().map(|(day, action, to)| Move { at: june(*day), action: *action, to: *to }), june(known))
    }

    /// Stage, day of the first submit, accepted, returned, waiting; and the timeliness, all as known at noon of a day.
    type Told = (SubmissionState, Option<u32>, bool, bool, bool, Timeliness);

    fn told(rows: &[Row], known: u32) -> Told {
        let it = replay(rows, known);
        let day = it.first_filed.map(|at| (1..=30).find(|day| june(*day) == at).unwrap());
        (it.state, day, it.accepted, it.is_returned(), it.is_waiting(), judge(&facts(it), june(known)).unwrap())
    }

    fn facts(it: Replay) -> Facts {
        Facts {
            due_at: "2024-06-03T16:00:00Z".parse().unwrap(),
            extended_until: None,
            void: false,
            first_submit: it.first_filed,
            returned: it.is_returned(),
            return_until: None,
            accepted: it.accepted,
        }
    }

    use Timeliness::{Late, Missing, NotYetDue, OnTime};

    #[test]
    fn a_plain_month() {
        let rows = [(1, Edit, Draft), (2, Submit, Submitted), (4, Sign, Signed), (5, Accept, Accepted)];
        let table: [(u32, Told); 4] = [
            (1, (Draft, None, false, false, false, NotYetDue)),
            (2, (Submitted, Some(2), false, false, true, NotYetDue)),
            (4, (Signed, Some(2), false, false, true, OnTime)),
            (5, (Accepted, Some(2), true, false, false, OnTime)),
        ];
        for (known, expected) in table {
            assert_eq!(told(&rows, known), expected, "{known}");
        }
        assert_eq!(Replay::of([], june(5)), Replay::BLANK);
    }

    #[test]
    fn a_return_keeps_the_first_submit() {
        let rows = [(2, Submit, Submitted), (3, Return, Returned), (6, Edit, Returned), (7, Submit, Submitted), (8, Accept, Accepted)];
        let table: [(u32, Told); 4] = [
            (3, (Returned, Some(2), false, true, false, NotYetDue)),
            (6, (Returned, Some(2), false, true, false, OnTime)),
            (7, (Submitted, Some(2), false, false, true, OnTime)),
            (8, (Accepted, Some(2), true, false, false, OnTime)),
        ];
        for (known, expected) in table {
            assert_eq!(told(&rows, known), expected, "{known}");
        }
        let late = [(4, Submit, Submitted), (5, Return, Returned)];
        assert_eq!(told(&late, 6), (Returned, Some(4), false, true, false, Late));
        let tally = Tally::over(&[facts(replay(&late, 6))], june(6));
        assert_eq!((tally.returned, tally.returned_overdue, tally.outstanding()), (1, 1, 1));
    }

    #[test]
    fn a_withdrawal_takes_the_submit_back() {
        let rows = [(2, Submit, Submitted), (5, Withdraw, Draft), (6, Submit, Submitted), (7, Sign, Signed), (8, Withdraw, Draft)];
        let table: [(u32, Told); 4] = [
            (4, (Submitted, Some(2), false, false, true, OnTime)),
            (5, (Draft, None, false, false, false, Missing)),
            (6, (Submitted, Some(6), false, false, true, Late)),
            (9, (Draft, None, false, false, false, Missing)),
        ];
        for (known, expected) in table {
            assert_eq!(told(&rows, known), expected, "{known}");
        }
    }

    #[test]
    fn only_an_unanswered_submit_can_be_taken_back() {
        let rows = [(2, Submit, Submitted), (4, Return, Returned), (5, Submit, Submitted), (6, Withdraw, Draft)];
        assert_eq!(told(&rows, 6), (Draft, Some(2), false, false, false, OnTime));
    }

    #[test]
    fn a_correction_leaves_the_accepted_one_in_force() {
        let rows = [
            (2, Submit, Submitted),
            (4, Accept, Accepted),
            (6, Correct, Draft),
            (7, Submit, Submitted),
            (8, Withdraw, Draft),
            (9, Submit, Submitted),
            (10, Return, Returned),
        ];
        let table: [(u32, Told); 4] = [
            (6, (Draft, Some(2), true, false, false, OnTime)),
            (7, (Submitted, Some(2), true, false, true, OnTime)),
            (8, (Draft, Some(2), true, false, false, OnTime)),
            (10, (Returned, Some(2), true, true, false, OnTime)),
        ];
        for (known, expected) in table {
            assert_eq!(told(&rows, known), expected, "{known}");
        }
    }
}
