//! Lines broken by a margin: whether a line goes on in the next one.

use super::due::is_due;
use super::label::label;
use super::marker::{Style, marker};
use super::text::Mark;
use super::vocabulary::{Word, is_role, word};

/// A line shorter than this was not broken by a margin.
const SHORT: usize = 14;
/// A line without any mark of punctuation is whole up to this length.
const HEADING: usize = 30;

fn window(line: &[Mark], most: usize) -> String {
    line.iter().take(most).map(|mark| mark.read).collect()
}

/// Whether `next` is the rest of `line`.
pub(crate) fn joins(line: &[Mark], next: &[Mark]) -> bool {
    let (Some(last), Some(first)) = (line.last(), next.first()) else { return false };
    if line.iter().take(200).chain(next.iter().take(200)).any(|mark| matches!(mark.read, '|' | '\t')) {
        return false;
    }
    let ahead = window(next, 40);
    if begins_something(&ahead, first.read) {
        return false;
    }
    let start = window(line, 60);
    if matches!(last.read, '、' | ',') {
        return !is_csv(line);
    }
    if line.len() < SHORT || !goes_on(last.read) || next.len() < 3 {
        return false;
    }
    if ends_alone(&start, line) || is_like_a_cell(&ahead, next) {
        return false;
    }
    next.iter().any(|mark| matches!(mark.read, ',' | '。' | ';' | '、')) || line.len() >= HEADING
}

const fn goes_on(last: char) -> bool {
    !matches!(last, '。' | ';' | ':' | '!' | '?' | ')' | '”' | '》' | '】' | '|' | '…')
}

fn begins_something(ahead: &str, first: char) -> bool {
    marker(ahead).is_some()
        || label(ahead).is_some()
        || ahead.chars().take(7).any(|c| c == ':')
        || matches!(first, '—' | '(' | '【' | '《' | '*' | '★' | '〔')
        || is_due(ahead, Some(2000))
        || ahead.starts_with("由")
        || is_document_number(ahead)
}

/// 龙政发〔2025〕3号 on a line of its own.
fn is_document_number(ahead: &str) -> bool {
    ahead.ends_with('号') && super::head::document_number(ahead).is_some_and(|number| number.len() == ahead.len())
}

/// Headings and lines of units end where they end.
fn ends_alone(start: &str, line: &[Mark]) -> bool {
    if let Some(found) = label(start) {
        return is_role(found.word) || found.word == Word::Due;
    }
    let numbered = marker(start).is_some_and(|found| matches!(found.style, Style::Chapter | Style::Han | Style::ParenHan));
    if numbered && line.len() <= 40 && !line.iter().any(|mark| matches!(mark.read, '。' | ';')) {
        return true;
    }
    let end: String = line.iter().skip(line.len().saturating_sub(3)).map(|mark| mark.read).collect();
    if ["的通知", "方案", "清单", "分解表", "分工表"].iter().any(|word| end.ends_with(word)) {
        return true;
    }
    // A line without punctuation is a heading, a name or a cell rather than broken prose, unless it is long.
    line.len() < HEADING && !line.iter().any(|mark| matches!(mark.read, ',' | '。' | ';'))
}

fn is_like_a_cell(ahead: &str, next: &[Mark]) -> bool {
    let plain = !next.iter().any(|mark| matches!(mark.read, ',' | '。' | ';'));
    let unit = ahead.ends_with(['局', '委', '办', '府', '会', '院', '社', '心', '部', '位', '门', '联']);
    word(ahead).is_some() || (plain && next.len() < 30 && unit)
}

/// Whether the line has commas without blanks between many short cells.
fn is_csv(line: &[Mark]) -> bool {
    let commas = line.iter().filter(|mark| mark.read == ',').count();
    commas >= 2 && line.len() / commas.saturating_add(1) <= 6
}
