//! Scores the reader of notices: `cargo run --release --example score_import -- <text> <truth.json> [--verbose]` prints one JSON line.
//! What is counted, and how a task and an entry of the truth find each other, stands in `score.rs`.
#![allow(clippy::print_stdout, clippy::expect_used, reason = "a tool on the command line")]

mod score;

use duban::domain::notice::read;
use serde_json::{Value, json};

use score::Score;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().expect("usage: score_import <text> <truth.json> [--verbose]");
    let truth = arguments.next().expect("usage: score_import <text> <truth.json> [--verbose]");
    let verbose = arguments.next().is_some();
    let source = std::fs::read_to_string(&path).expect("the text can be read");
    let truth: Vec<Value> =
        serde_json::from_str(&std::fs::read_to_string(&truth).expect("the truth can be read")).expect("the truth is a JSON list");
    let begun = std::time::Instant::now();
    let proposal = read(&source);
    let milliseconds = begun.elapsed().as_secs_f64() * 1_000.0;
    let score = Score::of(&proposal, &truth);
    if verbose {
        for note in score.notes.iter().chain(&score.wrong) {
            eprintln!("{note}");
        }
    }
    let mut line = score.json();
    if let Some(fields) = line.as_object_mut() {
        fields.insert("text".to_owned(), json!(path));
        fields.insert("layout".to_owned(), json!(proposal.layout));
        fields.insert("milliseconds".to_owned(), json!((milliseconds * 100.0).round() / 100.0));
    }
    println!("{line}");
}
