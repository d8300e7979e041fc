//! The command line: one binary, one word per job.

mod healthcheck;
mod import;
mod migrate;
mod openapi;
mod seed;
mod serve;
mod start;
mod user;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config::Config;

/// What a command answers: nothing, or a text for the person at the keyboard.
type Outcome = Result<(), Box<dyn std::error::Error>>;

/// 督办: government commitments, from the notice to the verdict.
///
/// Settings come from defaults, then duban.toml (or the file in DUBAN_CONFIG), then the environment: DUBAN_BIND,
/// DUBAN_MODE, DATABASE_URL … The README has the list.
#[derive(Parser)]
#[command(name = "duban", version, about, long_about)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Run the service (the default)
    Serve,
    /// Change or show the database's schema
    Migrate {
        #[command(subcommand)]
        step: migrate::Step,
    },
    /// Load the documents and, in development, the demo accounts; loading twice changes nothing
    Seed,
    /// Print the OpenAPI contract
    Openapi {
        /// Compare with openapi/openapi.json instead, and fail when they differ
        #[arg(long)]
        check: bool,
    },
    /// Read an issued notice (plain text) and print the proposed plan as JSON; needs no database and stores nothing
    Import {
        /// The notice: UTF-8 or GB18030, at most 2 000 000 characters
        file: PathBuf,
    },
    /// Look after accounts; passwords are read from standard input
    User {
        #[command(subcommand)]
        job: user::Job,
    },
    /// Ask the running service whether it can serve; for containers
    Healthcheck,
}

/// Runs the command of this process.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    match dispatch(cli.command.unwrap_or(Command::Serve)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("duban: {error}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(command: Command) -> Outcome {
    match &command {
        Command::Openapi { check } => return openapi::run(*check),
        Command::Import { file } => return import::run(file),
        _ => {}
    }
    let config = Config::load()?;
    if matches!(command, Command::Healthcheck) {
        return healthcheck::run(&config);
    }
    start::log(&config)?;
    actix_web::rt::System::new().block_on(async move {
        match command {
            Command::Migrate { step } => migrate::run(&config, step).await,
            Command::Seed => seed::run(config).await,
            Command::User { job } => user::run(config, job).await,
            _ => serve::run(config).await,
        }
    })
}
