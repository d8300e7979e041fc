//! `duban serve`: the service itself.

use std::time::Duration;

use actix_web::HttpServer;
use actix_web::web::Data;
use migration::{Migrator, MigratorTrait};

use super::{Outcome, seed, start};
use crate::app;
use crate::config::{Config, Mode};
use crate::jobs;
use crate::state::AppState;

/// How long running requests may take after the signal to stop.
const DRAIN: Duration = Duration::from_secs(30);

pub(super) async fn run(config: Config) -> Outcome {
    let database = start::database(&config).await?;
    let development = config.mode == Mode::Development;
    if development {
        start::migrate(&database).await?;
    } else if !Migrator::get_pending_migrations(&database).await?.is_empty() {
        return Err("the database's schema is not up to date; run: duban migrate up".into());
    }
    let state = start::state(config, database)?;
    if development {
        seed::load(&state).await?;
    }
    let bind = state.config.bind;
    let operations = Data::new(app::operations());
    let shared = Data::new(state);
    let for_workers = shared.clone();
    let server = HttpServer::new(move || app::build(for_workers.clone(), operations.clone()))
        .client_request_timeout(Duration::from_secs(10))
        .shutdown_timeout(DRAIN.as_secs())
        .bind(bind)
        .map_err(|error| format!("settings: bind: {bind}: {error}"))?;
    greet(&shared, bind);
    let pause = shared.config.job_pause_seconds;
    let jobs = (pause > 0).then(|| actix_web::rt::spawn(jobs::run(AppState::clone(&shared), Duration::from_secs(pause))));
    let outcome = server.run().await;
    // A job cut off here runs again when its lease is over.
    jobs.iter().for_each(actix_web::rt::task::JoinHandle::abort);
    Ok(outcome?)
}

/// Tells a person where to look and whom to log in as; the log on standard output stays JSON.
fn greet(state: &AppState, bind: std::net::SocketAddr) {
    eprintln!("duban 督办 listens on http://{bind}");
    eprintln!("  docs      http://{bind}/docs/");
    eprintln!("  contract  http://{bind}/api/v1/openapi.json");
    if state.config.mode == Mode::Development {
        let now = state.clock.now();
        eprintln!("  development: the service believes it is {} ({})", state.zone.date_of(now), now.to_rfc3339());
        eprintln!("{}", seed::accounts());
    }
}
