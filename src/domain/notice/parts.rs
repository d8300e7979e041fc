//! A page that holds several texts (篇1, 篇2): which lines belong to which, and which one is the notice.

use super::calendar::{Grain, date};
use super::label::labels;
use super::lines::Line;
use super::roles::{part, sentence};
use super::text::count;
use super::vocabulary::is_role;

/// One text of a page.
#[derive(Clone, Debug)]
pub(crate) struct Part<'a> {
    /// 篇1; empty for the only text.
    pub(crate) mark: &'a str,
    pub(crate) lines: Vec<Line<'a>>,
}

/// Whether the line marks the beginning of another text: 篇1, 第二篇, 范文三.
fn is_mark(line: &str) -> bool {
    if count(line, 9) > 8 {
        return false;
    }
    let stem = line.trim_end_matches([':', '、', '.']);
    let bare = stem.trim_start_matches('第').trim_start_matches(['【', '[']).trim_end_matches(['】', ']']);
    let digits = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit() || super::numeral::is_han_digit(c));
    ["篇", "范文", "样例", "例文"]
        .iter()
        .any(|word| bare.strip_prefix(word).is_some_and(digits) || bare.strip_suffix(word).is_some_and(digits))
}

/// The texts of a page in their order. What stands before the first mark is the frame.
pub(crate) fn parts<'a>(lines: &[Line<'a>]) -> Vec<Part<'a>> {
    let mut parts: Vec<Part<'a>> = vec![Part { mark: "", lines: Vec::new() }];
    for line in lines {
        if is_mark(line.text) {
            parts.push(Part { mark: line.text, lines: Vec::new() });
        } else if let Some(part) = parts.last_mut() {
            part.lines.push(*line);
        }
    }
    parts
}

/// How much lines look like a list of tasks: the places where they say who does something.
fn weight(lines: &[Line<'_>]) -> usize {
    lines.iter().map(|line| charges(line.text)).sum()
}

/// How often the line says who does something.
fn charges(line: &str) -> usize {
    let labelled = labels(line).iter().filter(|(_, label)| is_role(label.word)).count();
    let closes = line.starts_with('—') && !sentence(line).is_empty();
    let bracketed = labelled == 0 && line.ends_with([')', '。']) && line.contains(['牵', '责', '办']) && !part(line).roles.is_empty();
    labelled.saturating_add(usize::from(closes || bracketed))
}

/// The lines of the list itself: behind its title or the signature of the letter before it, where that letter charges nobody with
/// anything. The numbered requests of such a letter are no tasks.
pub(crate) fn body<'l, 'a>(lines: &'l [Line<'a>], title: Option<&str>) -> &'l [Line<'a>] {
    let signed = |text: &str| {
        let mut rest = text;
        date(&mut rest, None).is_ok_and(|found| found.grain == Grain::Day) && rest.is_empty()
    };
    let titled = |at: usize, text: &str| {
        title.is_some_and(|title| {
            let before = at.checked_sub(1).and_then(|before| lines.get(before)).map_or("", |line| line.text);
            title == text || (text.len() > 8 && title.strip_suffix(text).is_some_and(|begin| begin.trim() == before))
        })
    };
    let mut start = 0;
    for (at, line) in lines.iter().enumerate().take(400) {
        if signed(line.text) || titled(at, line.text) {
            start = at.saturating_add(1);
        } else if charges(line.text) > 0 {
            break;
        }
    }
    let after = lines.get(start..).unwrap_or(lines);
    if weight(after) > 0 { after } else { lines }
}

/// The place of the notice among the texts: the one that says most often who does something; the longest where none does.
pub(crate) fn notice(parts: &[Part<'_>]) -> usize {
    let size = |part: &Part<'_>| part.lines.iter().map(|line| line.text.len()).sum::<usize>();
    (0..parts.len()).max_by_key(|at| parts.get(*at).map_or((0, 0), |part| (weight(&part.lines), size(part)))).unwrap_or(0)
}
