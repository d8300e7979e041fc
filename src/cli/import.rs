//! `duban import`: reads an issued notice from a file of any kind that is taken, and prints what it was understood as.

use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;

use super::Outcome;
use crate::domain::notice;
use crate::intake::{Kind, MOST_BYTES, take};

pub(super) fn run(file: &Path) -> Outcome {
    let told = |error: &dyn std::fmt::Display| format!("import: {}: {error}", file.display());
    let bytes = load(file).map_err(|error| told(&error))?;
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let taken = take(Kind::of_file(&name, &bytes), None, &bytes).map_err(|error| told(&error))?;
    // Places in the proposal count the characters of the decoded text: whoever looks them up must decode it the same way.
    if let Some(encoding) = taken.encoding.filter(|encoding| *encoding != "UTF-8") {
        eprintln!("duban: import: not UTF-8, read as {encoding}");
    }
    if taken.lost > 0 {
        eprintln!("duban: import: {} characters could not be decoded", taken.lost);
    }
    let mut proposal = serde_json::to_string_pretty(&notice::read(&taken.text))?;
    proposal.push('\n');
    std::io::stdout().lock().write_all(proposal.as_bytes()).map_err(|error| format!("import: the answer cannot be written: {error}").into())
}

/// Everything in the file, and never more than one byte beyond what can be a notice.
fn load(file: &Path) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let open = File::open(file).map_err(|error| error.to_string())?;
    let most = u64::try_from(MOST_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    open.take(most).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    Ok(bytes)
}
