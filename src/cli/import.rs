//! `duban import`: reads an issued notice and prints what it was understood as.

use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;

use encoding_rs::GB18030;

use super::Outcome;
use crate::domain::notice;

/// The longest notice, in characters.
const MOST_CHARACTERS: usize = 2_000_000;

/// No character takes more bytes than this, in UTF-8 or in GB18030.
const WIDEST_CHARACTER: usize = 4;

pub(super) fn run(file: &Path) -> Outcome {
    let told = |error: &dyn std::fmt::Display| format!("import: {}: {error}", file.display());
    let bytes = load(file).map_err(|error| told(&error))?;
    let text = decode(bytes).map_err(|error| told(&error))?;
    if text.chars().nth(MOST_CHARACTERS).is_some() {
        return Err(told(&TOO_LONG).into());
    }
    let mut proposal = serde_json::to_string_pretty(&notice::read(&text))?;
    proposal.push('\n');
    std::io::stdout().lock().write_all(proposal.as_bytes()).map_err(|error| format!("import: the answer cannot be written: {error}").into())
}

const TOO_LONG: &str = "longer than 2000000 characters";

/// Everything in the file, and never more than one byte beyond what can be a notice.
fn load(file: &Path) -> Result<Vec<u8>, String> {
    let most = MOST_CHARACTERS * WIDEST_CHARACTER;
    let mut bytes = Vec::new();
    let open = File::open(file).map_err(|error| error.to_string())?;
    open.take(u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1)).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    if bytes.len() > most { Err(TOO_LONG.to_owned()) } else { Ok(bytes) }
}

/// UTF-8, else GB18030 (of which GBK and GB2312 are parts), said on standard error since the places in the proposal count the decoded characters.
fn decode(bytes: Vec<u8>) -> Result<String, &'static str> {
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let text = GB18030.decode_without_bom_handling_and_without_replacement(error.as_bytes());
            let text = text.ok_or("neither UTF-8 nor GB18030")?.into_owned();
            eprintln!("duban: import: not UTF-8, read as GB18030");
            text
        }
    };
    let foreign = |c: char| c.is_ascii_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{1a}');
    if text.contains(foreign) { Err("not a plain text: it holds control characters") } else { Ok(text) }
}
