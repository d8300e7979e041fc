//! The monthly cycle of the small government: what is owed, filed, accepted and held true.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions, reason = "a test may panic")]

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::world::{World, edited, entered, hour, put};
use crate::domain::lint::AcknowledgedList;
use crate::domain::period::Period;
use crate::domain::quantity::Quantity;
use crate::domain::review::{ReviewAction, RevisionKind, SubmissionState};
use crate::domain::zone::BusinessZone;
use crate::entity::{figure, obligation, revision, rule_period, submission, submission_event};

/// A report owed, by whom, on what.
#[derive(Clone, Copy)]
pub(super) struct Owing {
    pub(super) id: Uuid,
    pub(super) task: Uuid,
    pub(super) unit: Uuid,
    pub(super) period: Period,
}

impl World {
    /// Opens the calendar for a month: due on the 3rd of the next, 24:00.
    pub(super) async fn period(&self, month: &str) -> (Uuid, Period) {
        let (id, period) = (Uuid::now_v7(), month.parse::<Period>().unwrap());
        let (starts_on, ends_on) = (period.first_day(), period.last_day());
        let zone = BusinessZone::default();
        let row = rule_period::Model {
            id,
            government_id: self.government,
            plan_id: self.plan,
            rule_id: self.rule,
            period,
            starts_on,
            ends_on,
            as_at: ends_on,
            opens_at: zone.start_of(starts_on),
            due_at: zone.end_of(ends_on + chrono::Days::new(3)),
            closes_at: None,
        };
        put(&self.db, row).await;
        (id, period)
    }

    /// A unit owes the report on a task for a month, entered with the plan.
    pub(super) async fn owe(&self, (rule_period, period): (Uuid, Period), task: Uuid, unit: Uuid) -> Owing {
        let (as_at, zone) = (period.last_day(), BusinessZone::default());
        let row = edited!(
            self,
            obligation {
                plan_id: self.plan,
                rule_period_id: rule_period,
                task_id: task,
                unit_id: unit,
                via_group_id: None,
                period,
                as_at,
                opens_at: zone.start_of(period.first_day()),
                due_at: zone.end_of(as_at + chrono::Days::new(3)),
                closes_at: None,
                void_reason: None,
                voided_at: None,
                extended_until: None,
                transferred_to_id: None
            }
        );
        let id = row.id;
        put(&self.db, row).await;
        Owing { id, task, unit, period }
    }

    pub(super) async fn begin(&self, owing: Owing, at: DateTime<Utc>) -> Uuid {
        let mut row = edited!(
            self,
            submission {
                plan_id: self.plan,
                obligation_id: owing.id,
                task_id: owing.task,
                unit_id: owing.unit,
                state: SubmissionState::Draft,
                working_revision: 1,
                accepted_revision: None,
                first_filed_at: None,
                open_until: None
            }
        );
        row.created_at = at;
        let id = row.id;
        put(&self.db, row).await;
        id
    }

    pub(super) async fn step(&self, submission: Uuid, at: DateTime<Utc>, action: ReviewAction, to_state: SubmissionState) {
        let row = submission_event::Model {
            id: Uuid::now_v7(),
            government_id: self.government,
            plan_id: self.plan,
            submission_id: submission,
            revision_n: 1,
            action,
            from_state: SubmissionState::Draft,
            to_state,
            actor_id: self.user,
            actor_name: "督查员".to_owned(),
            at,
            reason: None,
        };
        put(&self.db, row).await;
    }

    /// Filed and accepted at these hours.
    pub(super) async fn accepted(&self, owing: Owing, filed: &str, accepted: &str) -> Uuid {
        let submission = self.begin(owing, hour(filed)).await;
        self.step(submission, hour(filed), ReviewAction::Submit, SubmissionState::Submitted).await;
        self.step(submission, hour(accepted), ReviewAction::Accept, SubmissionState::Accepted).await;
        submission
    }

    /// A figure held true from an hour until another.
    pub(super) async fn figure(&self, owing: Owing, submission: Uuid, target: Uuid, value: i64, known: (&str, Option<&str>)) {
        let revision = revision::Model {
            id: Uuid::now_v7(),
            government_id: self.government,
            submission_id: submission,
            n: i32::from(known.1.is_none()) + 1,
            kind: RevisionKind::Filing,
            progress: None,
            problems: None,
            suggestions: None,
            filed_at: None,
            filed_by: None,
            filed_by_name: None,
            withdrawn_at: None,
            reason: None,
            acknowledged: AcknowledgedList::default(),
        };
        let revision_id = revision.id;
        put(&self.db, revision).await;
        let row = figure::Model {
            id: Uuid::now_v7(),
            government_id: self.government,
            plan_id: self.plan,
            target_id: target,
            unit_id: owing.unit,
            submission_id: submission,
            revision_id,
            cell_key: String::new(),
            period: owing.period,
            as_at: owing.period.last_day(),
            value_e4: Quantity::from_whole(value),
            numerator_e4: None,
            denominator_e4: None,
            known_from: hour(known.0),
            known_to: known.1.map(hour),
        };
        put(&self.db, row).await;
    }

    /// Filed and accepted on time, with one figure.
    pub(super) async fn reported(&self, owing: Owing, target: Uuid, value: i64) {
        let (filed, accepted) = match owing.period.to_string().as_str() {
            "2024-04" => ("05-02T10", "05-03T10"),
            _ => ("06-02T10", "06-03T10"),
        };
        let submission = self.accepted(owing, filed, accepted).await;
        self.figure(owing, submission, target, value, (accepted, None)).await;
    }
}
