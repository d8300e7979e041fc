//! The clause around a number: where it begins and ends, and what stands on both sides.

use super::hit::Hit;

/// A number in its clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Clause<'a> {
    /// From the comma before to the comma behind; a 、 parts too where another figure stands before it.
    pub(crate) whole: &'a str,
    /// From the beginning of the clause to the number or its word of comparison.
    pub(crate) before: &'a str,
    /// From the end of the number to the end of the clause.
    pub(crate) behind: &'a str,
    /// From the comma (not the 、) before to the number.
    pub(crate) line: &'a str,
    /// From the last 。 or ; before to the number.
    pub(crate) sentence: &'a str,
    /// The clause with the whole list: from comma to comma.
    pub(crate) list: &'a str,
}

/// The longest stretch looked at on either side, in bytes: long lines stay cheap.
const REACH: usize = 360;

const fn ends_clause(c: char) -> bool {
    matches!(c, ',' | ';' | '。' | '!' | '?' | ':' | '\n' | '|' | '\t')
}

/// The byte where the clause begins: behind the last border outside brackets. With `from`, a 、 at or behind that byte is a border too.
fn begin(text: &str, at: usize, comma_from: Option<usize>) -> usize {
    let low = floor(text, at.saturating_sub(REACH));
    let mut depth = 0_usize;
    for (here, c) in text.get(low..at).unwrap_or("").char_indices().rev() {
        let here = low.saturating_add(here);
        let next = here.saturating_add(c.len_utf8());
        match c {
            ')' => depth = depth.saturating_add(1),
            '(' if depth == 0 => return next,
            '(' => depth = depth.saturating_sub(1),
            '、' if depth == 0 && comma_from.is_some_and(|from| here >= from) => return next,
            // 1,200 has been read as one number; a comma between digits is none here.
            c if depth == 0 && ends_clause(c) => return next,
            _ => {}
        }
    }
    low
}

fn end(text: &str, at: usize, lists: bool) -> usize {
    let high = floor(text, at.saturating_add(REACH).min(text.len()));
    let mut depth = 0_usize;
    for (here, c) in text.get(at..high).unwrap_or("").char_indices() {
        let here = at.saturating_add(here);
        match c {
            '(' => depth = depth.saturating_add(1),
            ')' if depth == 0 => return here,
            ')' => depth = depth.saturating_sub(1),
            '、' if depth == 0 && lists => return here,
            c if depth == 0 && ends_clause(c) => return here,
            _ => {}
        }
    }
    high
}

/// The last border of a character at or before the byte.
fn floor(text: &str, at: usize) -> usize {
    (0..4).map(|back| at.saturating_sub(back)).find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

fn sentence_begin(text: &str, at: usize) -> usize {
    let low = floor(text, at.saturating_sub(REACH));
    let found = text.get(low..at).unwrap_or("").char_indices().rev().find(|(_, c)| matches!(c, '。' | ';' | '\n' | '!'));
    found.map_or(low, |(here, c)| low.saturating_add(here).saturating_add(c.len_utf8()))
}

/// The clause around `hit`; `earlier` and `later` are its neighbours in the text.
pub(crate) fn clause<'a>(text: &'a str, hit: &Hit<'_>, earlier: Option<&Hit<'_>>, later: Option<&Hit<'_>>) -> Clause<'a> {
    let from = begin(text, hit.from, earlier.map(|earlier| earlier.end));
    let line = begin(text, hit.from, None);
    let till = end(text, hit.end, later.is_some());
    // A 、 ends the clause only where another figure follows it before the next comma.
    let comma = end(text, hit.end, false);
    let till = if later.is_some_and(|later| later.start < comma) { till } else { comma };
    let slice = |from: usize, till: usize| text.get(from..till).unwrap_or("");
    Clause {
        whole: slice(from, till).trim(),
        before: slice(from, hit.from).trim(),
        behind: slice(hit.end, till).trim(),
        line: slice(line, hit.from).trim(),
        sentence: slice(sentence_begin(text, hit.from), hit.from),
        list: slice(line, comma).trim(),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::hit::hits, clause};

    fn clauses(text: &str) -> Vec<(&str, &str, &str)> {
        let found = hits(text);
        let at = |n: usize| found.get(n);
        (0..found.len())
            .map(|n| {
                let clause = clause(text, at(n).unwrap(), n.checked_sub(1).and_then(at), at(n + 1));
                (clause.whole, clause.before, clause.behind)
            })
            .collect()
    }

    #[test]
    fn commas_brackets_and_lists_are_borders() {
        assert_eq!(
            clauses("完成12个乡镇、21个小集镇整治,新增(或更换)路灯2000个。"),
            [("完成12个乡镇", "完成", "乡镇"), ("21个小集镇整治", "", "小集镇整治"), ("新增(或更换)路灯2000个", "新增(或更换)路灯", "")]
        );
        assert_eq!(
            clauses("服务业106家(其中批零76家、其他30家)"),
            [
                ("服务业106家(其中批零76家、其他30家)", "服务业", "(其中批零76家、其他30家)"),
                ("其中批零76家", "其中批零", ""),
                ("其他30家", "其他", "")
            ]
        );
        assert_eq!(clauses("新、改、扩建幼儿园30所"), [("新、改、扩建幼儿园30所", "新、改、扩建幼儿园", "")]);
    }
}
