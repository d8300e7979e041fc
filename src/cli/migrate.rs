//! `duban migrate up|down|status`.

use clap::Subcommand;
use migration::{Migrator, MigratorTrait};

use super::{Outcome, start};
use crate::config::Config;

/// What to do with the schema.
#[derive(Clone, Copy, Debug, Subcommand)]
pub(super) enum Step {
    /// Apply all steps that are missing
    Up,
    /// Take the last step back (development)
    Down,
    /// Show which steps are applied
    Status,
}

#[expect(clippy::print_stdout, reason = "the answer of a command")]
pub(super) async fn run(config: &Config, step: Step) -> Outcome {
    let database = start::database(config).await?;
    match step {
        Step::Up => Migrator::up(&database, None).await?,
        Step::Down => Migrator::down(&database, Some(1)).await?,
        Step::Status => {
            for migration in Migrator::get_migration_with_status(&database).await? {
                println!("{:<8} {}", migration.status().to_string().to_lowercase(), migration.name());
            }
        }
    }
    Ok(())
}
