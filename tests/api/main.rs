//! The one integration binary: people talk to the service over HTTP, each test with a database of its own.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::string_slice,
    clippy::too_many_lines,
    clippy::needless_pass_by_value,
    clippy::print_stdout,
    clippy::large_futures,
    reason = "a test may panic, print, and be as long as the story it tells"
)]

mod model;
mod support;

mod abuse;
mod abuse_input;
mod abuse_races;
mod abuse_tokens;
mod abuse_values;
mod allocations_matrix;
mod architecture;
mod assignments;
mod attachments;
mod attachments_filed;
mod audit;
mod authz;
mod baseline;
mod board;
mod bulk;
mod bulk_review;
mod bulletins;
mod bulletins_forms;
mod changes;
mod checkpoints;
mod cities;
mod cli;
mod completeness;
mod concurrency;
mod contract;
mod contract_answers;
mod contributions;
mod dashboard;
mod dashboard_kept;
mod derived_targets;
mod document_schema;
mod documents_counts;
mod extensions;
mod figures;
mod findings;
mod governments;
mod half_year;
mod idempotency;
mod instants;
mod isolation;
mod issued;
mod jobs;
mod killed;
mod ledger;
mod linked_targets;
mod lint;
mod milestones;
mod notice;
mod obligations;
mod obligations_made;
mod officials;
mod parent_plans;
mod part_lists;
mod plan_documents;
mod plan_imports;
mod plan_imports_files;
mod plan_lifecycle;
mod plans;
mod principals;
mod progress;
mod protocol;
mod ranking;
mod reminders;
mod reporting_rules;
mod reports_agree;
mod reproducible;
mod review;
mod revisions;
mod schema;
mod schema_steps;
mod sections;
mod sessions;
mod sites;
mod statements;
mod steps;
mod submissions;
mod tables;
mod tables_reports;
mod target_links;
mod targets;
mod tasks;
mod trajectory;
mod transfers;
mod unit_reports;
mod units;
mod users;
mod walk;
mod windows;
mod workbooks;
mod workbooks_hostile;
mod year;
mod year_on_year;
mod yichang;
