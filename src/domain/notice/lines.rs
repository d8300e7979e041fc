//! The lines of the normalised text. A line into which several items were glued is cut before each number.

use super::label::labels;
use super::marker::{Style, marker};
use super::roles::sentence;
use super::vocabulary::{Word, is_role};

/// One line, trimmed; a slice of the normalised text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Line<'a> {
    /// Its text.
    pub(crate) text: &'a str,
    /// An empty line stands before it.
    pub(crate) gap: bool,
}

/// The lines that hold anything.
pub(crate) fn lines(text: &str) -> Vec<Line<'_>> {
    let mut found = Vec::new();
    let mut gap = false;
    for raw in text.split('\n') {
        let line = raw.trim_matches(' ');
        if line.trim().is_empty() {
            gap = true;
            continue;
        }
        for piece in unglued(line) {
            found.push(Line { text: piece, gap });
            gap = false;
        }
    }
    found
}

/// The items of a line that holds several with their responsible units.
fn unglued(line: &str) -> Vec<&str> {
    if line.contains(['|', '\t']) || line.len() < 60 {
        return vec![line];
    }
    let roles = labels(line).iter().filter(|(_, label)| is_role(label.word) && label.word != Word::Cooperating).count();
    if roles < 2 && line.matches("——由").count() < 2 {
        return vec![line];
    }
    let mut pieces = Vec::new();
    let mut from = 0;
    let mut before = '\0';
    for (at, c) in line.char_indices() {
        let behind_heading = c == '(' && line.get(from..at).is_some_and(is_heading);
        if (matches!(before, ')' | '】' | '。' | ' ') || behind_heading) && at > from && begins_item(line, at, c) {
            pieces.extend(line.get(from..at).map(str::trim).filter(|piece| !piece.is_empty()));
            from = at;
        }
        before = c;
    }
    pieces.extend(line.get(from..));
    pieces
}

/// 二、就业工程(一)…: a heading without a mark behind it.
fn is_heading(text: &str) -> bool {
    text.len() <= 90 && !text.contains(['。', ',', ';']) && marker(text).is_some_and(|found| found.style == Style::Han)
}

fn begins_item(line: &str, at: usize, first: char) -> bool {
    let Some(rest) = line.get(at..) else { return false };
    if first == '—' {
        return rest.starts_with("——由") && !sentence(rest.split('。').next().unwrap_or(rest)).is_empty();
    }
    let opens = first.is_ascii_digit() || first == '(' || super::numeral::is_han_digit(first);
    opens
        && marker(super::text::head(rest, 12))
            .is_some_and(|found| !matches!(found.style, Style::Bare | Style::ParenArabic | Style::Circled | Style::Worded))
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn glued_items_are_cut_apart() {
        let text = "(一)教育 1.新建学校3.5万平方米。(牵头单位:市教育局)2.新增学位900个。(牵头单位:市教育局)(二)卫生 3.建成2所。(牵头单位:市卫健委)";
        let found: Vec<&str> = lines(text).into_iter().map(|line| line.text).collect();
        assert_eq!(
            found,
            [
                "(一)教育",
                "1.新建学校3.5万平方米。(牵头单位:市教育局)",
                "2.新增学位900个。(牵头单位:市教育局)",
                "(二)卫生",
                "3.建成2所。(牵头单位:市卫健委)"
            ]
        );
    }

    #[test]
    fn empty_lines_are_remembered() {
        let found: Vec<(&str, bool)> = lines("甲\n\n 乙 \n丙").into_iter().map(|line| (line.text, line.gap)).collect();
        assert_eq!(found, [("甲", false), ("乙", true), ("丙", false)]);
    }
}
