//! The import under a coverage-guided fuzzer: `cargo +nightly fuzz run import -- -max_len=65536 -timeout=20 -rss_limit_mb=2048`.
#![no_main]

#[path = "../../examples/fuzz_import/target.rs"]
mod target;

libfuzzer_sys::fuzz_target!(|data: &[u8]| target::import(data));
