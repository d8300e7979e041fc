//! What callers can ask for, grouped by the noun of the URL. A feature starts as one file and becomes a folder at about 300 lines.

pub mod allocations;
pub mod assignments;
pub mod attachments;
pub mod audit_events;
pub mod checkpoints;
pub mod figures;
pub mod governments;
pub mod grants;
pub mod health;
pub mod milestones;
pub mod obligations;
pub mod officials;
pub mod plan_documents;
pub mod plans;
pub mod reporting_rules;
pub mod reports;
pub mod sections;
pub mod sessions;
pub mod sites;
pub mod statements;
pub mod submissions;
pub mod target_links;
pub mod targets;
pub mod tasks;
pub mod units;
pub mod users;
