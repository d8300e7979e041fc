//! What callers can ask for, grouped by the noun of the URL. A feature starts as one file and becomes a folder at about 300 lines.

pub mod assignments;
pub mod audit_events;
pub mod checkpoints;
pub mod extensions;
pub mod figures;
pub mod governments;
pub mod grants;
pub mod health;
pub mod obligations;
pub mod plans;
pub mod reminders;
pub mod reporting_rules;
pub mod reports;
pub mod sections;
pub mod sessions;
pub mod submissions;
pub mod targets;
pub mod tasks;
pub mod units;
pub mod users;
