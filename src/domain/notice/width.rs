//! One form for every character: full-width to half-width, the variants of dashes, quotes and brackets to one, traditional to simplified.

/// Traditional characters, each followed by its simplified form: the pairs of Unicode's Unihan data (kSimplifiedVariant) whose traditional
/// character does not belong to GB 2312, so that no simplified text is changed, and 於, 後, 徵, 藉, 夥, of which notices leave no doubt.
const PAIRS: &str = include_str!("traditional.txt");

/// A table from traditional to simplified characters, in the order of the former; made once per text.
#[derive(Debug)]
pub(crate) struct Simplifier {
    pairs: Vec<(char, char)>,
}

impl Simplifier {
    /// The table.
    pub(crate) fn new() -> Self {
        let of_line = |line: &'static str| line.chars().step_by(2).zip(line.chars().skip(1).step_by(2));
        Self { pairs: PAIRS.lines().flat_map(of_line).collect() }
    }

    /// The simplified form of a character, itself when there is none.
    pub(crate) fn of(&self, c: char) -> char {
        let found = self.pairs.binary_search_by_key(&c, |pair| pair.0);
        found.ok().and_then(|at| self.pairs.get(at)).map_or(c, |pair| pair.1)
    }
}

/// Whether the character leaves no trace: joiners, marks of order, the return before a line feed.
pub(crate) const fn is_invisible(c: char) -> bool {
    matches!(c, '\r' | '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{202a}'..='\u{202e}' | '\u{00ad}' | '\u{fe00}'..='\u{fe0f}')
}

/// The one form of a character: full-width ASCII as ASCII, dashes as —, quotes as “ ”, blanks as a space.
pub(crate) fn one_form(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c).saturating_sub(0xfee0)).unwrap_or(c),
        '\u{3000}' | '\u{00a0}' | '\u{2002}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{000b}' | '\u{000c}' => ' ',
        '–' | '―' | '─' | '━' | '‒' | '﹘' | '⸺' | '−' | 'ー' => '—',
        '「' | '『' | '〝' | '„' | '‟' => '“',
        '」' | '』' | '〞' | '〟' => '”',
        '∶' | '︰' | '﹕' | '꞉' => ':',
        '﹙' | '⟮' => '(',
        '﹚' | '⟯' => ')',
        '﹐' => ',',
        '﹔' => ';',
        '﹑' | '､' => '、',
        '｡' | '﹒' => '。',
        '〈' => '《',
        '〉' => '》',
        '〜' | '∼' | '˜' => '~',
        '│' | '┃' | '¦' => '|',
        '\u{2028}' | '\u{2029}' | '\u{0085}' => '\n',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::{Simplifier, is_invisible, one_form};

    #[test]
    fn the_table_has_one_simplified_form_for_each_traditional_one() {
        let table = Simplifier::new();
        assert!(table.pairs.len() > 2_500 && table.pairs.is_sorted_by(|a, b| a.0 < b.0));
        assert!(table.pairs.iter().all(|(_, simple)| table.of(*simple) == *simple));
        let simple = |text: &str| text.chars().map(|c| table.of(c)).collect::<String>();
        assert_eq!(simple("牽頭單位:市衛生健康委員會;責任領導"), "牵头单位:市卫生健康委员会;责任领导");
        assert_eq!(simple("完成時限 總責任人 協辦單位 按職責分工負責 審批後"), "完成时限 总责任人 协办单位 按职责分工负责 审批后");
        assert_eq!(simple("覆盖 著名 乾县"), "覆盖 著名 乾县");
    }

    #[test]
    fn widths_and_variants_fall_together() {
        let one = |text: &str| text.chars().filter(|c| !is_invisible(*c)).map(one_form).collect::<String>();
        assert_eq!(one("（１２３）：％；，．＊"), "(123):%;,.*");
        assert_eq!(one("「甲」–乙\u{3000}丙\u{200b}"), "“甲”—乙 丙");
    }
}
