//! What every request may use: one value, built at the start, shared by all threads.

use std::sync::Arc;

use sea_orm::DatabaseConnection;

use crate::auth::throttle::Throttle;
use crate::auth::token::Keys;
use crate::clock::Clock;
use crate::config::Config;
use crate::delivery::Deliver;
use crate::domain::zone::BusinessZone;
use crate::evidence::Evidence;
use crate::kept::Kept;

/// The service's state.
#[derive(Clone, Debug)]
pub struct AppState {
    /// The database.
    pub db: DatabaseConnection,
    /// The time.
    pub clock: Clock,
    /// The business time zone: deadlines run to 24:00 there.
    pub zone: BusinessZone,
    /// Signing and sealing.
    pub keys: Arc<Keys>,
    /// Log-in attempts.
    pub throttle: Arc<Throttle>,
    /// Files of evidence.
    pub evidence: Evidence,
    /// Where messages go.
    pub delivery: Arc<dyn Deliver>,
    /// What was worked out once and may be used again.
    pub kept: Arc<Kept>,
    /// Settings.
    pub config: Arc<Config>,
}

impl AppState {
    /// Today in the business zone.
    pub fn today(&self) -> chrono::NaiveDate {
        self.zone.date_of(self.clock.now())
    }
}
