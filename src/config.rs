//! Settings: defaults < file < environment. The only place that reads the environment; the README has the same list as a table.

use std::num::NonZeroU32;
use std::path::PathBuf;

use chrono::{DateTime, Duration, Utc};
use config::{Environment, File, FileFormat};
use serde::Deserialize;

use crate::clock::Clock;
use crate::domain::day::Day;
use crate::domain::zone::BusinessZone;

/// In which kind of place the service runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// A laptop: demo data, a key made at the start, loopback only.
    Development,
    /// Everything else: every secret is given, nothing is made up.
    Production,
}

/// All settings. In the environment each has the prefix `DUBAN_`; `DATABASE_URL` is read too.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Where the service runs.
    pub mode: Mode,
    /// Address and port to listen on.
    pub bind: std::net::SocketAddr,
    /// `sqlite://file` or `postgres://user:password@host/name`.
    pub database_url: String,
    /// A file whose content is the password of `database_url`.
    pub database_password_file: Option<PathBuf>,
    /// Most connections in the pool.
    pub database_connections: u32,
    /// PEM file with the PKCS#8 private key (P-256) that signs access tokens.
    pub signing_key_file: Option<PathBuf>,
    /// How long an access token lives.
    pub access_token_minutes: i64,
    /// How long an unused log-in lives.
    pub refresh_token_days: i64,
    /// Log-in attempts per minute and address.
    pub login_attempts_per_minute: NonZeroU32,
    /// The business time zone.
    #[serde(deserialize_with = "parsed")]
    pub business_zone: BusinessZone,
    /// Development only: the instant the service believes it is at the start, `2024-06-01` (09:00 that day) or RFC 3339.
    pub clock: Option<String>,
    /// Where evidence is stored: a folder, or `s3://bucket/prefix`.
    pub evidence_store: String,
    /// Largest file of evidence, in MiB.
    pub evidence_file_mebibytes: u64,
    /// Address of the S3-compatible service, when it is not Amazon's.
    pub evidence_s3_endpoint: Option<String>,
    /// Its region.
    pub evidence_s3_region: String,
    /// Whom it knows us as.
    pub evidence_s3_access_key: Option<String>,
    /// A file whose content is the secret to that key.
    pub evidence_s3_secret_key_file: Option<PathBuf>,
    /// Address to which messages are sent, signed; without it they go into the log.
    pub delivery_url: Option<String>,
    /// A file whose content is the secret they are signed with: `whsec_` and Base64.
    pub delivery_secret_file: Option<PathBuf>,
    /// Where requests of the service's own may go: `https://host:port`, separated by commas.
    pub egress_origins: String,
    /// So many days before a report is due it is reminded of; 0: never.
    pub remind_days_before: u32,
    /// How often this replica looks for work behind the requests; 0: it does none.
    pub job_pause_seconds: u64,
    /// What is logged, in the syntax of `RUST_LOG`.
    pub log: String,
    /// Where this file of settings is; `duban.toml` when it is there.
    pub config: Option<PathBuf>,
}

const DEFAULTS: &str = r#"
mode = "development"
bind = "127.0.0.1:8080"
database_url = "sqlite://data/duban.db"
database_connections = 10
access_token_minutes = 10
refresh_token_days = 14
login_attempts_per_minute = 60
business_zone = "Asia/Shanghai"
evidence_store = "data/evidence"
evidence_file_mebibytes = 20
evidence_s3_region = "us-east-1"
egress_origins = ""
remind_days_before = 3
job_pause_seconds = 5
log = "info,sqlx=warn,sea_orm_migration=warn"
"#;

/// A setting that is missing or wrong; the text names it.
#[derive(Debug, thiserror::Error)]
#[error("settings: {0}")]
pub struct InvalidConfig(String);

impl InvalidConfig {
    /// A setting found wrong where it is used; the text begins with its name.
    pub fn new(text: &str) -> Self {
        Self(text.to_owned())
    }
}

fn parsed<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<BusinessZone, D::Error> {
    let name = String::deserialize(deserializer)?;
    name.parse().map_err(|_| serde::de::Error::custom(format!("business_zone: {name} is no time zone")))
}

impl Config {
    /// Reads the settings of this process.
    ///
    /// # Errors
    /// Names the setting that is unknown, unreadable, missing or dangerous.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the environment")]
    pub fn load() -> Result<Self, InvalidConfig> {
        let file = std::env::var("DUBAN_CONFIG").ok();
        let mut sources = config::Config::builder().add_source(File::from_str(DEFAULTS, FileFormat::Toml));
        sources = match &file {
            Some(file) => sources.add_source(File::new(file, FileFormat::Toml)),
            None => sources.add_source(File::new("duban.toml", FileFormat::Toml).required(false)),
        };
        sources = sources.add_source(Environment::with_prefix("DUBAN").prefix_separator("_").try_parsing(false));
        if let Ok(url) = std::env::var("DATABASE_URL") {
            sources = sources.set_override("database_url", url).map_err(|error| InvalidConfig(error.to_string()))?;
        }
        let settings = sources.build().and_then(config::Config::try_deserialize::<Self>);
        let settings = settings.map_err(|error| InvalidConfig(error.to_string()))?;
        settings.check()?;
        Ok(settings)
    }

    /// The defaults, for tests and for printing the contract.
    ///
    /// # Errors
    /// Never, unless this file is broken.
    pub fn defaults() -> Result<Self, InvalidConfig> {
        let defaults = config::Config::builder().add_source(File::from_str(DEFAULTS, FileFormat::Toml)).build();
        defaults.and_then(config::Config::try_deserialize).map_err(|error| InvalidConfig(error.to_string()))
    }

    fn check(&self) -> Result<(), InvalidConfig> {
        let wrong = |text: &str| Err(InvalidConfig(text.to_owned()));
        match self.mode {
            Mode::Development if !self.bind.ip().is_loopback() => {
                wrong("bind: development has demo accounts and listens on loopback only; set mode = \"production\"")
            }
            Mode::Production if self.signing_key_file.is_none() => {
                wrong("signing_key_file (DUBAN_SIGNING_KEY_FILE): must be given in production; there is no default secret")
            }
            Mode::Production if self.clock.is_some() => wrong("clock: the demo clock is for development only"),
            _ if self.database_connections == 0 => wrong("database_connections: must be at least 1"),
            _ if !(1..=60).contains(&self.access_token_minutes) => wrong("access_token_minutes: must be 1 to 60"),
            _ if !(1..=90).contains(&self.refresh_token_days) => wrong("refresh_token_days: must be 1 to 90"),
            _ if !(1..=1024).contains(&self.evidence_file_mebibytes) => wrong("evidence_file_mebibytes: must be 1 to 1024"),
            _ if self.remind_days_before > 31 => wrong("remind_days_before: must be 0 to 31"),
            _ if self.job_pause_seconds > 3600 => wrong("job_pause_seconds: must be 0 to 3600"),
            _ if self.evidence_store.is_empty() => wrong("evidence_store: must name a folder or s3://bucket"),
            _ => self.start_of_clock().map(|_| ()),
        }
    }

    fn start_of_clock(&self) -> Result<Option<DateTime<Utc>>, InvalidConfig> {
        let Some(text) = &self.clock else { return Ok(None) };
        if let Ok(day) = text.parse::<Day>() {
            return Ok(Some(self.business_zone.start_of(day.0) + Duration::hours(9)));
        }
        let instant = DateTime::parse_from_rfc3339(text).map_err(|_| InvalidConfig(format!("clock: {text} is no date and no instant")))?;
        Ok(Some(instant.with_timezone(&Utc)))
    }

    /// The clock these settings ask for.
    ///
    /// # Errors
    /// When `clock` cannot be read.
    pub fn clock(&self) -> Result<Clock, InvalidConfig> {
        Ok(self.start_of_clock()?.map_or(Clock::System, Clock::starting_at))
    }

    /// The address of the database with its password filled in.
    ///
    /// # Errors
    /// When the password file cannot be read or the address has no place for a password.
    pub fn database_address(&self) -> Result<String, InvalidConfig> {
        let Some(file) = &self.database_password_file else { return Ok(self.database_url.clone()) };
        let read =
            std::fs::read_to_string(file).map_err(|error| InvalidConfig(format!("database_password_file: {}: {error}", file.display())))?;
        let parts = self.database_url.split_once("://").and_then(|(scheme, rest)| Some((scheme, rest.rsplit_once('@')?)));
        let (scheme, (user, host)) =
            parts.ok_or_else(|| InvalidConfig("database_url: needs a user before the password file can be used".to_owned()))?;
        let user = user.split(':').next().unwrap_or_default();
        Ok(format!("{scheme}://{user}:{}@{host}", percent(read.trim())))
    }
}

/// Percent-encodes everything but letters and digits.
fn percent(text: &str) -> String {
    text.bytes().map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}
