//! The words a notice prints before a value: as labels (牵头单位:), as heads of columns (完成时限), and what each means.

use super::words::{BODIES, COOPERATING, LEADS, RESPONSIBLE, WORDS};

/// What a label or the head of a column announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Word {
    /// 序号
    Number,
    /// 类别
    Category,
    /// 重点工作: the item of the upper level where a table has two
    KeyWork,
    /// 事项名称, 项目
    Title,
    /// 事项内容
    Content,
    /// 工作措施
    How,
    /// 量化指标, 年度目标
    Goal,
    /// 完成时限
    Due,
    /// 进度安排
    Schedule,
    /// 牵头单位, 主办单位
    Lead,
    /// 责任单位, 承办单位
    Responsible,
    /// 配合单位, 协办单位
    Cooperating,
    /// 总责任人, 责任领导
    Official,
    /// 备注
    Note,
}

/// What a whole word announces, once the white space in it is gone.
pub(crate) fn word(text: &str) -> Option<Word> {
    let known = WORDS.iter().find(|(_, words)| words.contains(&text)).map(|(word, _)| *word);
    known.or_else(|| role(text))
}

/// What a role word announces: 牵头单位, 市级责任部门, 责任单位及责任人, 配合.
fn role(text: &str) -> Option<Word> {
    let text = text.strip_suffix("名单").unwrap_or(text);
    let text =
        ["及责任人", "及负责人", "和责任人", "及责任领导", "及联系人"].iter().find_map(|tail| text.strip_suffix(tail)).unwrap_or(text);
    let text =
        ["市级", "县级", "区级", "省级", "市直", "县直", "区直", "市"].iter().find_map(|head| text.strip_prefix(head)).unwrap_or(text);
    let stem = BODIES.iter().find_map(|body| text.strip_suffix(body)).unwrap_or(text);
    match stem {
        "牵头(责任)" | "牵头、责任" | "责任(牵头)" | "主办(牵头)" | "牵头(主办)" => return Some(Word::Lead),
        "配合(责任)" | "责任(配合)" | "协办(配合)" | "配合(协办)" | "配合、参与" => return Some(Word::Cooperating),
        _ => {}
    }
    if LEADS.contains(&stem) {
        return Some(Word::Lead);
    }
    if COOPERATING.contains(&stem) {
        return Some(Word::Cooperating);
    }
    // 责任 and 落实 alone are words of prose; 责任单位 is a label. 责任: is one too, 建设: is not.
    let bare = stem == text;
    (RESPONSIBLE.contains(&stem) && (!bare || matches!(stem, "责任" | "责任落实" | "组织实施" | "承办" | "负责" | "落实")))
        .then_some(Word::Responsible)
}

/// The longest label there is, in characters.
pub(crate) const LONGEST: usize = 14;

/// Whether the word says who does something.
pub(crate) const fn is_role(word: Word) -> bool {
    matches!(word, Word::Lead | Word::Responsible | Word::Cooperating | Word::Official)
}

/// Whether what follows the label may run over several lines.
pub(crate) const fn is_long(word: Word) -> bool {
    matches!(word, Word::Content | Word::How | Word::Goal | Word::Schedule | Word::KeyWork | Word::Title | Word::Note)
}

#[cfg(test)]
mod tests {
    use super::{Word, word};

    #[test]
    fn roles_are_read_with_any_body_word() {
        for (text, expected) in [
            ("牵头单位", Word::Lead),
            ("主办单位", Word::Lead),
            ("市级牵头部门", Word::Lead),
            ("牵头(责任)单位", Word::Lead),
            ("责任部门", Word::Responsible),
            ("责任单位及责任人", Word::Responsible),
            ("承办单位", Word::Responsible),
            ("协办单位", Word::Cooperating),
            ("配合部门(单位)", Word::Cooperating),
            ("配合", Word::Cooperating),
            ("总责任人", Word::Official),
            ("完成时限", Word::Due),
        ] {
            assert_eq!(word(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn words_of_prose_are_no_labels() {
        for text in ["建设", "推进", "实施", "主要负责同志领衔推进", "其中", ""] {
            assert_eq!(word(text), None, "{text}");
        }
    }
}
