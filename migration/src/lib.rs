//! The schema of duban, step by step. Released steps are never edited; a change is a new step at the end of the list.
//!
//! Every table: `id` (UUIDv7), `government_id`, and where rows are edited `version`, `created_at`, `updated_at`, `updated_by`.
//! Quantities are ten-thousandths in a 64-bit integer (`_e4`), because SQLite keeps decimals as floats.
//! Enums are strings with a CHECK. `due`, `stretch`, `baseline` and the like are JSON: they are read whole and never searched.

use sea_orm_migration::prelude::*;

pub use sea_orm_migration::MigratorTrait;

mod draft;
mod m20261121_000001_create_registry;
mod m20261121_000002_create_accounts;
mod m20261121_000003_create_plans;
mod m20261121_000004_create_targets;
mod m20261121_000005_create_reporting;
mod m20261121_000006_create_submissions;
mod m20261121_000007_create_events;
mod m20261121_000008_create_officials;
mod m20261121_000009_create_milestones;
mod m20261121_000010_extend_targets;
mod m20261121_000011_create_statements;
mod m20261121_000012_extend_plans;
mod m20261121_000020_create_extensions;
mod m20261121_000021_create_unit_moves;
mod m20261121_000022_transfer_obligations;
mod m20261121_000023_create_reminders;
mod m20261121_000030_add_lint;
mod m20261121_000031_create_contributions;
mod m20261121_000040_create_evidence;
mod m20261121_000041_create_jobs;
mod m20261121_000060_keep_past_voids;
mod m20261121_000061_show_steps_by_files;
mod m20261121_000070_note_changes;
mod m20261121_000071_index_corrections;
mod m20261121_000080_create_plan_imports;
mod m20261121_000085_create_bulletins;

/// The list of steps.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261121_000001_create_registry::Migration),
            Box::new(m20261121_000002_create_accounts::Migration),
            Box::new(m20261121_000003_create_plans::Migration),
            Box::new(m20261121_000004_create_targets::Migration),
            Box::new(m20261121_000005_create_reporting::Migration),
            Box::new(m20261121_000006_create_submissions::Migration),
            Box::new(m20261121_000007_create_events::Migration),
            Box::new(m20261121_000008_create_officials::Migration),
            Box::new(m20261121_000009_create_milestones::Migration),
            Box::new(m20261121_000010_extend_targets::Migration),
            Box::new(m20261121_000011_create_statements::Migration),
            Box::new(m20261121_000012_extend_plans::Migration),
            Box::new(m20261121_000020_create_extensions::Migration),
            Box::new(m20261121_000021_create_unit_moves::Migration),
            Box::new(m20261121_000022_transfer_obligations::Migration),
            Box::new(m20261121_000023_create_reminders::Migration),
            Box::new(m20261121_000030_add_lint::Migration),
            Box::new(m20261121_000031_create_contributions::Migration),
            Box::new(m20261121_000040_create_evidence::Migration),
            Box::new(m20261121_000041_create_jobs::Migration),
            Box::new(m20261121_000060_keep_past_voids::Migration),
            Box::new(m20261121_000061_show_steps_by_files::Migration),
            Box::new(m20261121_000070_note_changes::Migration),
            Box::new(m20261121_000071_index_corrections::Migration),
            Box::new(m20261121_000080_create_plan_imports::Migration),
            Box::new(m20261121_000085_create_bulletins::Migration),
        ]
    }
}
