//! duban (督办): government commitments, from the notice to the verdict.
//!
//! The map. Features stand on a floor of rules, tables, rights and plumbing; arrows of import only go down:
//! `cli`, `app` → `features` → `auth`, `db`, `list`, `idempotency`, `audit` → `entity` → `domain`; `http` knows no noun.

// The longest examples of the contract are one `json!` each.
#![recursion_limit = "256"]

pub mod app;
pub mod audit;
pub mod auth;
pub mod cli;
pub mod clock;
pub mod config;
mod contract;
pub mod db;
pub mod delivery;
pub mod document;
pub mod domain;
mod edited;
pub mod entity;
pub mod evidence;
pub mod features;
pub mod http;
pub mod idempotency;
pub mod intake;
pub mod jobs;
pub mod kept;
pub mod list;
pub mod openapi;
pub mod outline;
pub mod part;
pub mod picture;
pub mod refs;
pub mod seed;
pub mod sheet;
pub mod state;
pub mod steps;
pub mod target_terms;
