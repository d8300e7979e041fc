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
    known.or_else(|| role(text)).or_else(|| official(text)).or_else(|| ending(text))
}

/// 计划完成时限, 工作进展情况: the end of the word says what it is, and what stands before it says nothing else.
fn ending(text: &str) -> Option<Word> {
    let before = |ends: &[&str]| ends.iter().find_map(|end| text.strip_suffix(end));
    if let Some(before) = before(&["完成时限", "完成时间", "办结时限", "完成期限"]) {
        return matches!(before, "计划" | "预计" | "任务" | "项目" | "工作" | "拟" | "目标" | "总体" | "最终" | "事项" | "要求" | "全部")
            .then_some(Word::Due);
    }
    let of = before(&["进展情况", "完成情况", "推进情况", "落实情况"])?;
    let other = ["单位", "部门", "领导", "时限", "局", "委"].iter().any(|word| of.contains(word));
    (!other && of.chars().count() <= 10).then_some(Word::Note)
}

const LEVELS: &[&str] = &["市级", "县级", "区级", "省级", "市直", "县直", "区直", "镇级", "本级", "主要", "市", "县", "区"];

/// What a role word announces: 牵头单位, 市级责任部门, 责任单位及责任人, 配合, 牵头组织实施单位.
fn role(text: &str) -> Option<Word> {
    let text = text.strip_suffix("名单").unwrap_or(text);
    let text =
        ["及责任人", "及负责人", "和责任人", "及责任领导", "及联系人"].iter().find_map(|tail| text.strip_suffix(tail)).unwrap_or(text);
    let text = LEVELS.iter().find_map(|head| text.strip_prefix(head)).unwrap_or(text);
    let stem = BODIES.iter().find_map(|body| text.strip_suffix(body)).unwrap_or(text);
    if LEADS.contains(&stem) {
        return Some(Word::Lead);
    }
    if COOPERATING.contains(&stem) {
        return Some(Word::Cooperating);
    }
    // 责任 and 落实 alone are words of prose; 责任单位 is a label. 责任: is one too, 建设: is not.
    let bare = stem == text;
    if RESPONSIBLE.contains(&stem) {
        let alone = matches!(stem, "责任" | "责任落实" | "组织实施" | "承办" | "负责" | "落实");
        return (!bare || alone).then_some(Word::Responsible);
    }
    if bare || stem.starts_with(['(', '、', '与', '和', '及']) { None } else { composed(stem) }
}

/// 牵头组织实施, 牵头(责任), 责任主体与协同: a role word made of several.
fn composed(stem: &str) -> Option<Word> {
    let (mut rest, mut lead, mut helps, mut does, mut parted) = (stem, false, false, false, false);
    while !rest.is_empty() {
        let taken = |words: &[&'static str]| words.iter().filter_map(|word| rest.strip_prefix(word)).min_by_key(|rest| rest.len());
        let (leads, cooperating, responsible) = (taken(LEADS), taken(COOPERATING), taken(RESPONSIBLE));
        let joint = taken(&["、", "与", "和", "及", "兼", "或", "(", ")", "主体", "组织", "具体", "总", "主"]);
        lead |= leads.is_some();
        helps |= cooperating.is_some() && leads.is_none();
        does |= responsible.is_some() && leads.is_none() && cooperating.is_none();
        parted |= rest.starts_with(['与', '和', '、', '及']);
        rest = leads.or(cooperating).or(responsible).or(joint)?;
    }
    // 责任与协同单位 names both at once: who of them leads is said elsewhere.
    match (lead, helps, does && parted) {
        (true, true, _) | (_, true, true) => Some(Word::Responsible),
        (true, ..) => Some(Word::Lead),
        (_, true, _) => Some(Word::Cooperating),
        _ => does.then_some(Word::Responsible),
    }
}

/// What persons do for an item, and what they are: 分管县领导, 牵头负责领导, 市政府分管领导.
fn official(text: &str) -> Option<Word> {
    let posts = ["领导", "负责人", "责任人", "负责同志", "市长", "县长", "区长", "同志", "副职"];
    let mut rest = posts.iter().find_map(|post| text.strip_suffix(post))?;
    let (mut duty, mut level) = (false, false);
    while !rest.is_empty() {
        let shorter = |words: &[&str]| words.iter().find_map(|word| rest.strip_suffix(word));
        if let Some(before) = shorter(&[
            "责任", "分管", "牵头", "包联", "包保", "联系", "挂帅", "主管", "挂钩", "督办", "领衔", "领办", "包抓", "负责", "挂点", "包案",
            "主抓", "协调", "主办", "协办", "督导", "联点", "主要",
        ]) {
            (rest, duty) = (before, true);
        } else {
            rest = shorter(&[
                "市政府",
                "县政府",
                "区政府",
                "市委",
                "县委",
                "区委",
                "市级",
                "县级",
                "区级",
                "市",
                "县",
                "区",
                "副",
                "总",
                "单位",
            ])?;
            level = true;
        }
    }
    (duty || (level && text.ends_with("领导"))).then_some(Word::Official)
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
            ("主要协作单位", Word::Cooperating),
            ("牵头组织实施单位", Word::Lead),
            ("责任主体与协同单位", Word::Responsible),
            ("配合(责任)单位", Word::Cooperating),
            ("分管县领导", Word::Official),
            ("牵头负责领导", Word::Official),
            ("市政府分管领导", Word::Official),
            ("1-10月推进情况", Word::Note),
            ("计划完成时限", Word::Due),
            ("完成时限", Word::Due),
        ] {
            assert_eq!(word(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn words_of_prose_are_no_labels() {
        for text in ["建设", "推进", "实施", "主要负责同志领衔推进", "其中", "市长", "同志", "各单位", ""] {
            assert_eq!(word(text), None, "{text}");
        }
    }
}
