//! `duban seed`.

use super::{Outcome, start};
use crate::config::{Config, Mode};
use crate::seed;
use crate::state::AppState;

pub(super) async fn run(config: Config) -> Outcome {
    let development = config.mode == Mode::Development;
    let database = start::database(&config).await?;
    start::migrate(&database).await?;
    let state = start::state(config, database)?;
    if development { load(&state).await } else { seed::load_documents(&state).await.map_err(told) }
}

/// Documents and demo accounts.
pub(super) async fn load(state: &AppState) -> Outcome {
    seed::load(state).await.map_err(told)
}

fn told(problem: crate::http::Problem) -> Box<dyn std::error::Error> {
    let faults: Vec<String> = problem.faults.iter().map(|fault| format!("{:?} {}", fault.place, fault.code.name())).collect();
    format!("seed: {} {} {}", problem.code.name(), problem.source.unwrap_or_default(), faults.join(", ")).into()
}

/// Whom one may log in as.
pub(super) fn accounts() -> String {
    seed::account_list()
}
