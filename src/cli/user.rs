//! `duban user create-admin|set-password`: what must work before anybody can log in.

use std::io::BufRead;

use clap::Subcommand;
use unicode_normalization::UnicodeNormalization;

use super::{Outcome, start};
use crate::auth::password;
use crate::config::Config;
use crate::features::users::account;

/// What to do with an account.
#[derive(Clone, Debug, Subcommand)]
pub(super) enum Job {
    /// Create a system administrator, and the government if it is not there; the password is the first line of standard input
    CreateAdmin {
        /// Region code of the government (GB/T 2260), such as 420500
        #[arg(long)]
        government: String,
        /// Name of the government, when it is to be created
        #[arg(long)]
        government_name: Option<String>,
        /// Name for logging in
        #[arg(long)]
        username: String,
        /// Name shown to people
        #[arg(long, default_value = "系统管理员")]
        name: String,
    },
    /// Set an account's password from the first line of standard input and end its sessions
    SetPassword {
        /// Name for logging in
        #[arg(long)]
        username: String,
    },
}

pub(super) async fn run(config: Config, job: Job) -> Outcome {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    // Composed, as every text that comes as JSON is: else it would never match at a log-in.
    let secret: String = line.trim_end_matches(['\r', '\n']).nfc().collect();
    let database = start::database(&config).await?;
    let state = start::state(config, database)?;
    let username = match &job {
        Job::CreateAdmin { username, .. } | Job::SetPassword { username } => username.clone(),
    };
    password::check_strength(&secret, &username, "/password")
        .map_err(|_| "password: 12 to 128 characters with letters and digits, not containing the user name")?;
    let hash = password::hash(secret).await.map_err(|problem| plain(&problem))?;
    let done = match job {
        Job::CreateAdmin { government, government_name, username, name } => {
            account::create_admin(&state, government, government_name, username, name, hash).await
        }
        Job::SetPassword { username } => account::set_password(&state, &username, hash).await,
    };
    done.map_err(|problem| plain(&problem))
}

/// A problem as one line for a terminal.
fn plain(problem: &crate::http::Problem) -> Box<dyn std::error::Error> {
    let body = problem.body(true, "");
    let detail = body.get("detail").and_then(serde_json::Value::as_str).unwrap_or_default();
    format!("{}: {detail}", problem.code.name()).into()
}
