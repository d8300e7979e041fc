//! Who may do what: one pure table of role × action × reach, and what an official may without any role. Nothing else in the code
//! decides about rights.

use std::fmt::Write as _;

use sea_orm::Iterable;

use crate::domain::role::Role;

/// What somebody wants to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, sea_orm::EnumIter)]
pub enum Action {
    /// See accounts and grants.
    ReadAccounts,
    /// Make accounts, disable them, reset their passwords.
    WriteAccounts,
    /// Give roles and take them away.
    WriteGrants,
    /// See the registers of units and officials.
    ReadRegistry,
    /// Change units, their aliases and group members, and officials.
    WriteRegistry,
    /// Change the caller's own government.
    WriteGovernment,
    /// See plans, tasks, targets and their progress.
    ReadPlan,
    /// Write plans and everything in them.
    WritePlan,
    /// Issue, close and archive plans.
    RunPlan,
    /// See obligations, submissions and figures.
    ReadReport,
    /// Draft, submit, withdraw and correct for a unit.
    FileReport,
    /// Sign for a unit what it has filed.
    SignReport,
    /// Accept and return.
    ReviewReport,
    /// Ask for more time for a unit's report.
    AskExtension,
    /// Grant or refuse more time for a report.
    GrantExtension,
    /// Remind units of their reports.
    RemindUnits,
    /// Draft bulletins, issue and withdraw them.
    WriteBulletin,
    /// Read the audit trail.
    ReadAudit,
}

/// How the thing acted upon lies to the unit of a grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, sea_orm::EnumIter)]
pub enum Reach {
    /// It is the unit's own.
    OwnUnit,
    /// It belongs to a unit below, and the grant includes those.
    Below,
    /// It is a plan or task on which the unit has a duty, or for which the official answers.
    Assigned,
    /// It belongs to a plan the unit coordinates (汇总).
    Coordinated,
    /// Anything else in the same government.
    Elsewhere,
}

/// The table.
pub const fn allows(role: Role, action: Action, reach: Reach) -> bool {
    use Reach::{Assigned, Below, Coordinated, OwnUnit};
    match (role, action) {
        (_, Action::ReadRegistry) => true,

        (Role::Reporter | Role::Approver | Role::Service, Action::ReadPlan) => matches!(reach, Assigned | OwnUnit | Below),
        (Role::Reporter | Role::Approver | Role::Service, Action::ReadReport | Action::FileReport | Action::AskExtension) => {
            matches!(reach, OwnUnit | Below)
        }
        (Role::Approver, Action::SignReport) => matches!(reach, OwnUnit | Below),

        (Role::Coordinator, Action::ReadPlan | Action::ReadReport | Action::ReviewReport) => matches!(reach, Coordinated),
        (Role::Coordinator, Action::GrantExtension | Action::RemindUnits) => matches!(reach, Coordinated),

        (Role::Supervisor, Action::ReadPlan | Action::WritePlan | Action::RunPlan | Action::ReadReport) => true,
        (Role::Supervisor, Action::GrantExtension | Action::RemindUnits | Action::WriteRegistry | Action::WriteBulletin) => true,

        (Role::Leader, Action::ReadPlan | Action::ReadReport) => true,

        // The three administrators exclude one another (三权分立): who makes accounts gives no rights, who gives rights leaves a trail to a third.
        (Role::SystemAdmin, Action::ReadAccounts | Action::WriteAccounts | Action::WriteRegistry | Action::WriteGovernment) => true,
        (Role::SecurityAdmin, Action::ReadAccounts | Action::WriteGrants) => true,
        (Role::Auditor, Action::ReadAccounts | Action::ReadAudit) => true,

        _ => false,
    }
}

/// What the account of an official (总责任人) may do whatever its roles: read what the official answers for, and never write.
pub const fn official_allows(action: Action, reach: Reach) -> bool {
    match action {
        Action::ReadRegistry => true,
        Action::ReadPlan | Action::ReadReport => matches!(reach, Reach::Assigned),
        _ => false,
    }
}

/// Whether the account of an official may do this to anything at all.
pub fn official_ever(action: Action) -> bool {
    Reach::iter().any(|reach| official_allows(action, reach))
}

/// Whether the role may do this to anything at all.
pub fn ever(role: Role, action: Action) -> bool {
    Reach::iter().any(|reach| allows(role, action, reach))
}

/// The whole table as text, for people to read and for a test to compare.
pub fn matrix() -> String {
    let mut text = format!("{:<14}{:<17}", "role", "action");
    for reach in Reach::iter() {
        let _ = write!(text, "{:<13}", format!("{reach:?}"));
    }
    text = text.trim_end().to_owned();
    for role in Role::iter() {
        append(&mut text, &format!("{role:?}"), |action, reach| allows(role, action, reach));
    }
    append(&mut text, "(official)", official_allows);
    text.push('\n');
    text
}

/// The lines of one role.
fn append(text: &mut String, name: &str, allows: impl Fn(Action, Reach) -> bool) {
    text.push('\n');
    for action in Action::iter() {
        let _ = write!(text, "\n{name:<14}{:<17}", format!("{action:?}"));
        for reach in Reach::iter() {
            let _ = write!(text, "{:<13}", if allows(action, reach) { "yes" } else { "-" });
        }
        *text = text.trim_end().to_owned();
    }
}
