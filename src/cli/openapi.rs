//! `duban openapi [--check]`.

use super::Outcome;
use crate::openapi;

#[expect(clippy::print_stdout, reason = "the answer of a command")]
pub(super) fn run(check: bool) -> Outcome {
    let text = openapi::text();
    if !check {
        print!("{text}");
        return Ok(());
    }
    let committed = std::fs::read_to_string("openapi/openapi.json")?;
    if committed == text {
        return Ok(());
    }
    Err("openapi/openapi.json differs from the code; adopt it with: UPDATE_OPENAPI=1 cargo test contract".into())
}
