//! A page that holds several texts (篇1, 篇2): which lines belong to which, and which one is the notice.

use super::label::labels;
use super::lines::Line;
use super::roles::sentence;
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

/// How much a text looks like a notice: the places where it says who does something.
fn weight(part: &Part<'_>) -> usize {
    let of = |line: &Line<'_>| {
        let labelled = labels(line.text).iter().filter(|(_, label)| is_role(label.word)).count();
        labelled.saturating_add(usize::from(line.text.starts_with('—') && !sentence(line.text).is_empty()))
    };
    part.lines.iter().map(of).sum()
}

/// The place of the notice among the texts: the one that says most often who does something; the longest where none does.
pub(crate) fn notice(parts: &[Part<'_>]) -> usize {
    let size = |part: &Part<'_>| part.lines.iter().map(|line| line.text.len()).sum::<usize>();
    (0..parts.len()).max_by_key(|at| parts.get(*at).map_or((0, 0), |part| (weight(part), size(part)))).unwrap_or(0)
}
