//! What several commands begin with: the log, the database, the state.

use std::sync::Arc;

use migration::{Migrator, MigratorTrait};
use sea_orm::DatabaseConnection;
use tracing_subscriber::EnvFilter;

use super::Outcome;
use crate::auth::throttle::Throttle;
use crate::auth::token::Keys;
use crate::config::Config;
use crate::db;
use crate::delivery;
use crate::evidence::Evidence;
use crate::state::AppState;

/// Logs one JSON object per line on standard output.
pub(super) fn log(config: &Config) -> Outcome {
    let filter = EnvFilter::try_new(&config.log)?;
    tracing_subscriber::fmt().json().flatten_event(true).with_current_span(false).with_env_filter(filter).init();
    Ok(())
}

/// Opens the database; the folder of a SQLite file is made when it is not there.
pub(super) async fn database(config: &Config) -> Result<DatabaseConnection, Box<dyn std::error::Error>> {
    let address = config.database_address()?;
    let file = address.strip_prefix("sqlite://").map(|rest| rest.split('?').next().unwrap_or(rest));
    if let Some(folder) = file.and_then(|file| std::path::Path::new(file).parent()) {
        std::fs::create_dir_all(folder)?;
    }
    Ok(db::connect(&address, config.database_connections).await?)
}

/// Brings the schema up to date.
pub(super) async fn migrate(database: &DatabaseConnection) -> Outcome {
    Ok(Migrator::up(database, None).await?)
}

/// Everything a request needs.
pub(super) fn state(config: Config, db: DatabaseConnection) -> Result<AppState, Box<dyn std::error::Error>> {
    let keys = match &config.signing_key_file {
        Some(file) => {
            let name = |error: &dyn std::fmt::Display| format!("settings: signing_key_file: {}: {error}", file.display());
            let pem = std::fs::read(file).map_err(|error| name(&error))?;
            Keys::from_pem(&pem).map_err(|error| name(&error))?
        }
        None => Keys::ephemeral()?,
    };
    Ok(AppState {
        db,
        clock: config.clock()?,
        zone: config.business_zone,
        keys: Arc::new(keys),
        throttle: Arc::new(Throttle::per_minute(config.login_attempts_per_minute)),
        evidence: Evidence::open(&config)?,
        delivery: delivery::open(&config)?,
        kept: Arc::default(),
        config: Arc::new(config),
    })
}
