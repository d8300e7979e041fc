//! stub
use super::Outcome;
use crate::config::Config;
use crate::state::AppState;
pub(super) async fn run(_config: Config) -> Outcome {
    Ok(())
}
pub(super) async fn load(_state: &AppState) -> Outcome {
    Ok(())
}
pub(super) fn accounts() -> String {
    String::new()
}
