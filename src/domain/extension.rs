//! More time for a report (延期报送): it is asked for with a reason, granted or refused by somebody else, and ends by itself.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::StringLen;
use sea_orm::{DeriveActiveEnum, EnumIter};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The stage of an extension. One that has run out stays approved: the clock ends it, nobody else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(32))", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub enum ExtensionState {
    /// 已申请: waits for a decision
    Requested,
    /// 已批准: the report is on time until its instant
    Approved,
    /// 未批准: the deadline stands
    Refused,
}

/// What can be decided about an extension.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum ExtensionAction {
    /// 批准
    Approve,
    /// 不批准
    Refuse,
}

/// How an extension stands to one caller at one instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pending {
    /// Its stage.
    pub state: ExtensionState,
    /// Until when it would run.
    pub until: DateTime<Utc>,
    /// Its plan is in force and the report is still owed.
    pub live: bool,
    /// The caller asked for it.
    pub own: bool,
    /// The caller may decide about it.
    pub may_grant: bool,
}

/// Why a decision is not possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Undecidable {
    /// It is decided already; or its plan is over, the report is owed no more, or the time asked for has passed.
    Stage,
    /// Nobody grants what they asked for.
    OwnRequest,
}

impl Pending {
    /// The stage after a decision, whoever may take it.
    ///
    /// # Errors
    /// [`Undecidable`]: first by the stage, then by separation of duties.
    pub fn decide(&self, action: ExtensionAction, now: DateTime<Utc>) -> Result<ExtensionState, Undecidable> {
        let open = self.state == ExtensionState::Requested;
        match action {
            ExtensionAction::Approve if !open || !self.live || self.until <= now => Err(Undecidable::Stage),
            ExtensionAction::Refuse if !open => Err(Undecidable::Stage),
            _ if self.own => Err(Undecidable::OwnRequest),
            ExtensionAction::Approve => Ok(ExtensionState::Approved),
            ExtensionAction::Refuse => Ok(ExtensionState::Refused),
        }
    }

    /// What the caller may decide now.
    #[must_use]
    pub fn allowed(&self, now: DateTime<Utc>) -> Vec<ExtensionAction> {
        let possible = |action: &ExtensionAction| self.may_grant && self.decide(*action, now).is_ok();
        [ExtensionAction::Approve, ExtensionAction::Refuse].into_iter().filter(possible).collect()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may panic")]
    use super::ExtensionAction::{Approve, Refuse};
    use super::{ExtensionState, Pending, Undecidable};
    use chrono::{DateTime, TimeDelta, Utc};

    fn until() -> DateTime<Utc> {
        "2024-06-10T16:00:00Z".parse().unwrap()
    }

    #[test]
    fn decided_once_in_time_and_by_somebody_else() {
        let before = until() - TimeDelta::milliseconds(1);
        let open = Pending { state: ExtensionState::Requested, until: until(), live: true, own: false, may_grant: true };
        let table = [
            (open, before, Ok(ExtensionState::Approved), Ok(ExtensionState::Refused), vec![Approve, Refuse]),
            (open, until(), Err(Undecidable::Stage), Ok(ExtensionState::Refused), vec![Refuse]),
            (Pending { live: false, ..open }, before, Err(Undecidable::Stage), Ok(ExtensionState::Refused), vec![Refuse]),
            (Pending { own: true, ..open }, before, Err(Undecidable::OwnRequest), Err(Undecidable::OwnRequest), vec![]),
            (Pending { may_grant: false, ..open }, before, Ok(ExtensionState::Approved), Ok(ExtensionState::Refused), vec![]),
        ];
        for (pending, now, approve, refuse, allowed) in table {
            assert_eq!((pending.decide(Approve, now), pending.decide(Refuse, now)), (approve, refuse), "{pending:?}");
            assert_eq!(pending.allowed(now), allowed, "{pending:?}");
        }
        for state in [ExtensionState::Approved, ExtensionState::Refused] {
            let decided = Pending { state, own: true, ..open };
            assert_eq!(
                (decided.decide(Approve, before), decided.decide(Refuse, before)),
                (Err(Undecidable::Stage), Err(Undecidable::Stage))
            );
        }
    }
}
