//! The words a notice prints before a value: as labels (牵头单位:), as heads of columns (完成时限), and what each means.

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

/// Labels that are written out. Longest first is not needed: a label must be the whole word.
const WORDS: &[(Word, &[&str])] = &[
    (Word::Number, &["序号", "编号", "序", "项目序号", "任务序号", "NO.", "No."]),
    (
        Word::Category,
        &["类别", "类型", "领域", "大类", "分类", "板块", "项目类别", "任务类别", "工作类别", "所属领域", "一级指标", "工作领域", "任务分类"],
    ),
    (Word::KeyWork, &["重点工作", "重点任务", "工作任务", "主要任务", "目标任务", "任务", "重点事项", "重点工作任务", "工作目标任务"]),
    (
        Word::Title,
        &[
            "事项", "事项名称", "项目名称", "任务名称", "实事项目", "项目", "责任事项", "实事事项", "民生事项", "实事名称", "工作事项", "民生实事",
            "名称", "标题", "工作名称", "民生项目", "民生实事项目", "重点项目", "办理事项", "实事内容", "承诺事项",
        ],
    ),
    (
        Word::Content,
        &[
            "事项内容", "工作内容", "主要内容", "具体内容", "建设内容", "任务内容", "项目内容", "实施内容", "具体工作内容", "内容", "具体任务",
            "主要工作内容", "建设内容及规模", "主要建设内容", "项目建设内容", "任务要求", "工作要求", "具体事项", "事项内容及要求", "内容及标准",
            "主要工作", "具体工作", "建设规模及内容", "工作内容及目标", "工作内容及要求",
        ],
    ),
    (
        Word::How,
        &[
            "工作措施", "具体措施", "推进措施", "主要举措", "工作举措", "措施", "实施措施", "落实措施", "重点举措", "具体举措", "举措", "主要措施",
            "工作方法", "保障措施", "实施方式", "办理措施", "推进举措",
        ],
    ),
    (
        Word::Goal,
        &[
            "工作目标", "年度目标", "目标", "量化指标", "考核指标", "目标要求", "任务目标", "年度任务", "目标值", "主要目标", "具体目标",
            "年度工作目标", "完成标准", "预期目标", "预期成效", "工作标准", "年度目标任务", "绩效目标",
        ],
    ),
    (
        Word::Due,
        &[
            "完成时限", "完成时间", "时限", "时间节点", "完成期限", "办结时限", "时间安排", "完成日期", "时限要求", "实施时间", "时间要求",
            "计划完成时间", "办理时限", "完成时间节点", "期限", "完成时间要求", "工作时限", "实施期限", "落实时限", "整改时限", "预计完成时间",
            "时间", "办结时间", "完成节点", "推进时限",
        ],
    ),
    (
        Word::Schedule,
        &[
            "进度安排", "序时进度", "时间进度", "阶段目标", "进度计划", "推进计划", "工作进度", "进度要求", "实施步骤", "节点安排", "阶段性目标",
            "推进安排", "工作安排", "季度目标", "节点目标", "时序进度", "工作计划", "实施计划", "实施进度", "进度目标", "推进步骤",
        ],
    ),
    (
        Word::Official,
        &[
            "总责任人", "责任人", "责任领导", "分管领导", "牵头领导", "包联领导", "包保领导", "市级领导", "联系领导", "挂帅领导", "市领导", "区领导",
            "县领导", "县级领导", "区级领导", "主要负责人", "负责人", "第一责任人", "直接责任人", "主管领导", "牵头市领导", "责任市领导",
            "分管市领导", "分管副市长", "具体责任人", "牵头负责人", "总负责人", "分管负责人", "分管负责同志", "市级责任领导", "市级牵头领导", "责任市长",
            "挂钩领导", "督办领导", "领衔领导", "领办领导", "包抓领导", "牵头责任人", "主办人", "承办人", "责任同志",
        ],
    ),
    (
        Word::Note,
        &["备注", "说明", "联系电话", "联系人", "资金来源", "总投资", "投资", "资金安排", "所需资金", "投资额", "实施地点", "建设地点", "地点", "完成情况", "资金"],
    ),
];

const LEADS: &[&str] = &["牵头", "主办", "主责", "领办", "牵头责任", "牵头负责", "牵头主办", "主牵头", "总牵头", "第一责任", "首要责任", "牵头实施", "主体责任", "主要责任"];
const RESPONSIBLE: &[&str] = &["责任", "承办", "实施", "落实", "负责", "具体责任", "具体承办", "责任落实", "组织实施", "执行", "市级责任", "建设", "推进", "具体负责", "直接责任"];
const COOPERATING: &[&str] = &[
    "配合", "协办", "参与", "协同", "参加", "协助", "会办", "联办", "协同配合", "配合责任", "协作", "成员", "支持", "协同责任", "会同", "参建", "共同", "共同责任", "责任配合",
    "联合", "参与责任", "配合协办", "协办责任",
];
const BODIES: &[&str] = &["单位", "部门", "机构", "处室", "科室", "主体", "部门(单位)", "单位(部门)", "单位和部门", "部门和单位", "部门单位", "部门、单位", "方", "单位及部门"];

/// What a whole word announces, once the white space in it is gone.
pub(crate) fn word(text: &str) -> Option<Word> {
    let known = WORDS.iter().find(|(_, words)| words.contains(&text)).map(|(word, _)| *word);
    known.or_else(|| role(text))
}

/// What a role word announces: 牵头单位, 市级责任部门, 责任单位及责任人, 配合.
fn role(text: &str) -> Option<Word> {
    let text = text.strip_suffix("名单").unwrap_or(text);
    let text = ["及责任人", "及负责人", "和责任人", "及责任领导", "及联系人"].iter().find_map(|tail| text.strip_suffix(tail)).unwrap_or(text);
    let text = ["市级", "县级", "区级", "省级", "市直", "县直", "区直", "市"].iter().find_map(|head| text.strip_prefix(head)).unwrap_or(text);
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
    (RESPONSIBLE.contains(&stem) && (!bare || matches!(stem, "责任" | "责任落实" | "组织实施" | "承办" | "负责" | "落实"))).then_some(Word::Responsible)
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
