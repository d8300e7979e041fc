//! The one binary: `duban [serve] | migrate | seed | openapi | import | user | healthcheck`.

use std::process::ExitCode;

fn main() -> ExitCode {
    duban::cli::run()
}
