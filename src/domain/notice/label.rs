//! A label before its value: 「牵头单位:」, 「【责任单位】」, 「责任 单位 :」.

use super::text::{head, squeeze};
use super::vocabulary::{LONGEST, Word, word};

/// A label with what follows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Label<'a> {
    /// What it announces.
    pub(crate) word: Word,
    /// As printed, without colon and brackets.
    pub(crate) printed: &'a str,
    /// The rest of the text.
    pub(crate) rest: &'a str,
}

/// The label at the beginning of the text, closed by a colon or set in lenticular brackets.
pub(crate) fn label(text: &str) -> Option<Label<'_>> {
    let text = text.trim_start_matches([' ', '\t', '*', '★', '●', '■', '◆', '—', '-', '·']);
    bracketed(text).or_else(|| closed_by_colon(text)).or_else(|| open(text))
}

/// 责任单位 市教育局: no colon, but the name of a unit right behind.
fn open(text: &str) -> Option<Label<'_>> {
    let words = ["牵头单位", "责任单位", "配合单位", "主办单位", "协办单位", "承办单位", "牵头部门", "责任部门", "配合部门"];
    let printed = words.iter().find_map(|word| text.get(..word.len()).filter(|begin| begin == word))?;
    let rest = text.get(printed.len()..)?.trim_start();
    let first = rest.split(['、', ',', ';', '。', ' ', ')']).next()?;
    let named = rest.starts_with(['市', '县', '区', '省', '团']) && first.ends_with(['局', '委', '办', '府', '会', '联', '司', '院', '心']);
    Some(Label { word: word(printed)?, printed, rest }).filter(|_| named)
}

fn closed_by_colon(text: &str) -> Option<Label<'_>> {
    let window = head(text, LONGEST * 2);
    let at = window.find(':')?;
    let printed = window.get(..at)?;
    if printed.contains(['。', ';', ',', '\n']) {
        return None;
    }
    Some(Label { word: spaced(printed)?, printed: printed.trim(), rest: text.get(at + 1..)? })
}

fn bracketed(text: &str) -> Option<Label<'_>> {
    let (open, close) = [('【', '】'), ('〖', '〗'), ('[', ']'), ('〔', '〕')].into_iter().find(|(open, _)| text.starts_with(*open))?;
    let inner = text.strip_prefix(open)?;
    let window = head(inner, LONGEST * 2);
    let at = window.find(close)?;
    let printed = window.get(..at)?;
    let rest = inner.get(at..)?.strip_prefix(close)?;
    Some(Label { word: spaced(printed)?, printed: printed.trim(), rest: rest.strip_prefix(':').unwrap_or(rest) })
}

/// What a word with stray blanks announces.
pub(crate) fn spaced(printed: &str) -> Option<Word> {
    if printed.len() > LONGEST * 8 {
        return None;
    }
    let whole = squeeze(printed.chars());
    if whole.chars().count() > LONGEST {
        return None;
    }
    word(&whole)
}

/// Every place in the text where a label begins, with its byte. A label begins the text or follows a border: the end of a sentence, a bracket, a blank.
pub(crate) fn labels(text: &str) -> Vec<(usize, Label<'_>)> {
    let mut found: Vec<(usize, Label<'_>)> = Vec::new();
    let mut free = true;
    let mut past = 0;
    for (at, c) in text.char_indices() {
        let opens = matches!(c, '【' | '〖' | '[' | '〔');
        if at >= past
            && (free || opens)
            && !c.is_whitespace()
            && let Some(label) = text.get(at..).and_then(label)
        {
            past = text.len().saturating_sub(label.rest.len());
            found.push((at, label));
        }
        free = matches!(c, '。' | ';' | ',' | '(' | '【' | '[' | ' ' | '\t' | '\n' | '|' | '!' | '〔' | '—' | ')' | '】' | '”');
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{label, labels};
    use crate::domain::notice::vocabulary::Word;

    #[test]
    fn labels_are_read_with_stray_blanks_and_in_brackets() {
        for text in ["牵头单位:市教育局", "牵 头 单 位 :市教育局", "【牵头单位】市教育局", "★牵头单位:市教育局"]
        {
            let found = label(text).unwrap();
            assert_eq!((found.word, found.rest), (Word::Lead, "市教育局"), "{text}");
        }
        assert_eq!(label("责任单位 市教育局、市财政局").map(|found| found.rest), Some("市教育局、市财政局"));
        assert_eq!(label("责任单位市区联动抓好落实"), None);
        for text in ["主要是:市教育局", "一是:", "市教育局", "建设。责任单位:市"] {
            assert_eq!(label(text), None, "{text}");
        }
    }

    #[test]
    fn labels_inside_a_text_stand_after_a_border() {
        let words: Vec<Word> =
            labels("新建3所。(牵头单位:市教育局;责任单位:市财政局)完成时限:6月").into_iter().map(|(_, label)| label.word).collect();
        assert_eq!(words, [Word::Lead, Word::Responsible, Word::Due]);
    }
}
