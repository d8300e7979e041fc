//! The import under a coverage-guided fuzzer. With a nightly toolchain and `cargo install cargo-fuzz`, in this folder:
//!
//! ```text
//! cp ../Cargo.lock . && cargo +nightly fuzz run import corpus -- -max_total_time=600 -timeout=10 -rss_limit_mb=2048 -max_len=65536
//! ```
//!
//! `corpus` holds what to begin with: files with a letter before them that says their kind, as `target.rs` reads it (`0` text, `2` HTML,
//! `3` CSV, `4` DOCX, `5` XLSX, `6` the document part of a DOCX, `7` a sheet). Without a nightly toolchain, from the folder above:
//! `cargo run --release --example fuzz_import -- 600`.
#![no_main]

#[path = "../../examples/fuzz_import/target.rs"]
mod target;

libfuzzer_sys::fuzz_target!(|data: &[u8]| target::import(data));
