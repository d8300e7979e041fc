//! A normalised text that knows, for every character, where it stood in the source.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A place in the source text, in Unicode scalars: `start` inclusive, `end` exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = NoticeSpan)]
pub struct Span {
    /// The first character.
    pub start: u32,
    /// The character after the last one.
    pub end: u32,
}

/// One normalised character with its origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    /// The character the rules read.
    pub(crate) read: char,
    /// The character as printed.
    pub(crate) printed: char,
    /// Where it begins in the source.
    pub(crate) start: u32,
    /// Where it ends in the source.
    pub(crate) end: u32,
}

/// The normalised text. Rules work on slices of [`Text::as_str`]; [`Text::span`] takes any such slice back to the source.
#[derive(Debug)]
pub(crate) struct Text {
    body: String,
    /// The byte at which each character begins in `body`.
    begins: Vec<usize>,
    marks: Vec<Mark>,
}

impl Text {
    /// The text made of these characters.
    pub(crate) fn new(marks: Vec<Mark>) -> Self {
        let mut body = String::with_capacity(marks.len().saturating_mul(3));
        let mut begins = Vec::with_capacity(marks.len());
        for mark in &marks {
            begins.push(body.len());
            body.push(mark.read);
        }
        Self { body, begins, marks }
    }

    /// The whole normalised text.
    pub(crate) fn as_str(&self) -> &str {
        &self.body
    }

    /// The byte range of a slice of this text inside it; none for a string from elsewhere.
    pub(crate) fn range(&self, piece: &str) -> Option<(usize, usize)> {
        let start = piece.as_ptr().addr().checked_sub(self.body.as_ptr().addr())?;
        let end = start.checked_add(piece.len())?;
        (end <= self.body.len()).then_some((start, end))
    }

    fn chars_of(&self, piece: &str) -> Option<&[Mark]> {
        let (start, end) = self.range(piece)?;
        let first = self.begins.partition_point(|byte| *byte < start);
        let last = self.begins.partition_point(|byte| *byte < end);
        self.marks.get(first..last)
    }

    /// The place in the source of a slice of this text; none for an empty slice or a string from elsewhere.
    pub(crate) fn span(&self, piece: &str) -> Option<Span> {
        let marks = self.chars_of(piece)?;
        Some(Span { start: marks.first()?.start, end: marks.last()?.end })
    }

    /// The slice as printed, white space removed except between Latin words.
    pub(crate) fn printed(&self, piece: &str) -> String {
        let Some(marks) = self.chars_of(piece) else { return squeeze(piece.chars()) };
        squeeze(marks.iter().map(|mark| mark.printed))
    }

    /// The slice from the start of `first` to the end of `last`, both slices of this text in this order.
    pub(crate) fn between(&self, first: &str, last: &str) -> Option<&str> {
        self.body.get(self.range(first)?.0..self.range(last)?.1)
    }
}

/// White space goes, except one blank between two Latin words.
pub(crate) fn squeeze(chars: impl Iterator<Item = char>) -> String {
    let mut out = String::new();
    let mut blank = false;
    for c in chars {
        if c.is_whitespace() {
            blank = true;
            continue;
        }
        if blank && c.is_ascii_alphabetic() && out.ends_with(|last: char| last.is_ascii_alphabetic()) {
            out.push(' ');
        }
        blank = false;
        out.push(c);
    }
    out
}

/// Whether the character is a Chinese one.
pub(crate) const fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '〇')
}

/// The first `n` characters.
pub(crate) fn head(text: &str, n: usize) -> &str {
    let end = text.char_indices().nth(n).map_or(text.len(), |(at, _)| at);
    text.get(..end).unwrap_or(text)
}

/// The last `n` characters.
pub(crate) fn tail(text: &str, n: usize) -> &str {
    if n == 0 {
        return "";
    }
    let start = text.char_indices().rev().nth(n.saturating_sub(1)).map_or(0, |(at, _)| at);
    text.get(start..).unwrap_or(text)
}

/// The text before the byte `at` and from it on; empty pieces when `at` is no border.
pub(crate) fn cut(text: &str, at: usize) -> (&str, &str) {
    text.split_at_checked(at).unwrap_or((text, ""))
}

/// The number of characters, counted no further than `most`.
pub(crate) fn count(text: &str, most: usize) -> usize {
    text.chars().take(most).count()
}

#[cfg(test)]
mod tests {
    use super::{Mark, Text, cut, head, squeeze, tail};

    fn text(of: &str) -> Text {
        let place = |at: usize| u32::try_from(at).unwrap();
        Text::new(
            of.chars().enumerate().map(|(at, c)| Mark { read: c, printed: c, start: place(at * 2), end: place(at * 2 + 1) }).collect(),
        )
    }

    #[test]
    fn a_slice_finds_its_way_back_to_the_source() {
        let text = text("甲b丙");
        let piece = text.as_str().get(3..7).unwrap();
        assert_eq!(piece, "b丙");
        assert_eq!(text.span(piece).map(|span| (span.start, span.end)), Some((2, 5)));
        assert_eq!(text.span("elsewhere"), None);
    }

    #[test]
    fn pieces_of_text_are_cut_at_characters() {
        assert_eq!((head("市教育局", 2), tail("市教育局", 2), head("市", 9)), ("市教", "育局", "市"));
        assert_eq!(cut("市教", 1), ("市教", ""));
        assert_eq!(squeeze("新 建 IP PBX 3 所".chars()), "新建IP PBX3所");
    }
}
