//! Measure words: what may stand behind a figure, and of what sort it is.

/// What a measure word measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sort {
    /// 个, 家, 人次
    Count,
    /// 人, 户
    People,
    /// 亿元
    Money,
    /// 公里, 万亩, 吨
    Amount,
    /// %
    Rate,
    /// 个百分点
    Points,
    /// 年, 天, 个月
    Span,
    /// 岁
    Age,
    /// 级, 倍, 千伏: says which, not how many
    Grade,
    /// 月, 日, 号, 时: part of a date or a name
    Dated,
}

const RATE: &[&str] = &["%", "‰", "‱"];
const POINTS: &[&str] = &["个百分点", "百分点"];
const SPAN: &[&str] = &[
    "个工作日",
    "工作日",
    "个月",
    "个小时",
    "小时",
    "分钟",
    "个学时",
    "学时",
    "课时",
    "个学期",
    "学期",
    "周",
    "天",
    "年",
    "个季度",
    "秒",
    "个星期",
];
const AGE: &[&str] = &["周岁", "岁", "月龄"];
const GRADE: &[&str] = &["千伏", "级", "倍", "价", "型", "折", "赫兹", "兆", "代"];
const DATED: &[&str] = &["月", "日", "号", "时", "点", "世纪", "月份"];
const MONEY: &[&str] = &["亿美元", "美元", "欧元", "港元", "元", "元人民币"];
const PEOPLE: &[&str] = &["人次", "人", "户次", "户", "名", "位", "户家庭", "人(次)", "人份", "家庭"];
const AMOUNT: &[&str] = &[
    "平方公里",
    "平方千米",
    "平方米",
    "平米",
    "立方米",
    "立方",
    "平方",
    "公里",
    "千米",
    "米",
    "延米",
    "公顷",
    "亩",
    "吨标准煤",
    "吨标煤",
    "吨",
    "千克",
    "公斤",
    "斤",
    "千瓦时",
    "千瓦",
    "兆瓦",
    "吉瓦",
    "瓦",
    "度电",
    "方",
    "升",
    "毫克",
    "微克",
    "克",
    "标箱",
    "TEU",
    "车公里",
    "蓄水",
    "兆帕",
    "车次",
    "标准箱",
    "海里",
    "公里/小时",
    "分贝",
    "里",
];
const COUNT: &[&str] = &[
    "个",
    "家",
    "所",
    "处",
    "座",
    "台套",
    "台",
    "套",
    "条",
    "项",
    "场次",
    "场",
    "次",
    "件次",
    "件",
    "辆次",
    "辆",
    "张",
    "份",
    "株",
    "棵",
    "只",
    "头",
    "艘",
    "架",
    "支",
    "对",
    "班次",
    "班",
    "期",
    "批次",
    "批",
    "间",
    "栋",
    "幢",
    "部",
    "册",
    "篇",
    "首",
    "门",
    "类",
    "种",
    "款",
    "宗",
    "起",
    "例",
    "剂次",
    "剂",
    "针",
    "床",
    "张床位",
    "张床",
    "泊位",
    "车位",
    "站",
    "村",
    "片",
    "块",
    "段",
    "孔",
    "眼",
    "口",
    "盏",
    "根",
    "只次",
    "分",
    "家次",
    "轮",
    "趟",
    "人档",
    "樘",
    "组",
    "窝",
    "尾",
    "羽",
    "单",
    "笔",
    "厂",
    "台次",
    "杆",
    "枪",
    "节",
    "堂",
    "档",
    "颗",
    "艘次",
    "架次",
    "点次",
    "标段",
    "平台",
    "吨次",
    "枚",
    "幅",
    "本",
    "项次",
    "标台",
    "套次",
    "卷",
    "县",
    "镇",
    "乡",
    "社区",
    "学校",
    "企业",
    "床位",
    "学位",
];

const SORTS: &[(Sort, &[&str])] = &[
    (Sort::Rate, RATE),
    (Sort::Points, POINTS),
    (Sort::Span, SPAN),
    (Sort::Age, AGE),
    (Sort::Grade, GRADE),
    (Sort::Dated, DATED),
    (Sort::Money, MONEY),
    (Sort::People, PEOPLE),
    (Sort::Amount, AMOUNT),
    (Sort::Count, COUNT),
];

/// Words that begin like a measure word and are none.
const NOT: &[&str] = &[
    "部门", "处理", "台账", "台帐", "种植", "门诊", "级别", "人民", "方面", "方案", "方式", "分之", "分类", "分局", "分别", "克服", "里程",
    "单位", "节约", "节能", "位于", "位居", "对口", "本级", "米宽", "点位", "日均", "时许", "对一", "对1",
];
/// 天 after a figure is a span, but 天然气 is not; the longest word wins, so these are looked at first.
const NOT_SPAN: &[&str] = &["天然", "年级", "年代", "年度", "周边", "周围", "周年"];

/// The measure word at the beginning of the text, the longest there is.
pub(crate) fn measure(text: &str) -> Option<(Sort, &str)> {
    if NOT.iter().chain(NOT_SPAN).any(|word| text.starts_with(word)) {
        return None;
    }
    let mut best: Option<(Sort, &str)> = None;
    for (sort, words) in SORTS {
        for word in *words {
            if text.starts_with(word) && best.is_none_or(|(_, longest)| longest.len() < word.len()) {
                best = text.get(..word.len()).map(|found| (*sort, found));
            }
        }
    }
    best
}

/// 万, 亿, 千万 before a measure word: how many bytes they take.
pub(crate) fn multiplier(text: &str) -> &str {
    let end = text.char_indices().find(|(_, c)| !matches!(c, '万' | '亿' | '千' | '百' | '十')).map_or(text.len(), |(at, _)| at);
    let found = text.get(..end).unwrap_or("");
    // 千瓦, 千米, 千克, 百分点 are words of their own.
    let rest = text.get(end..).unwrap_or("");
    let swallowed = (found.ends_with('千') && rest.starts_with(['瓦', '米', '克', '伏', '卡', '赫']))
        || (found.ends_with('百') && rest.starts_with('分'));
    if swallowed { found.get(..found.len().saturating_sub(3)).unwrap_or("") } else { found }
}

/// 平方米/日, 元/人·年, 套(间): what is printed behind the measure word and belongs to it.
pub(crate) fn tail(text: &str) -> &str {
    if let Some(inner) = text.strip_prefix('(') {
        let word = measure(inner).map(|(_, word)| word).filter(|word| inner.get(word.len()..).is_some_and(|rest| rest.starts_with(')')));
        return word.and_then(|word| text.get(..word.len().saturating_add(2))).unwrap_or("");
    }
    if let Some(after) = text.strip_prefix('/') {
        let end = after.char_indices().take(6).find(|(_, c)| {
            !matches!(
                c,
                '人' | '年'
                    | '月'
                    | '日'
                    | '户'
                    | '天'
                    | '亩'
                    | '次'
                    | '米'
                    | '·'
                    | '.'
                    | '平'
                    | '方'
                    | '立'
                    | '公'
                    | '里'
                    | '小'
                    | '时'
                    | '个'
                    | '床'
                    | '吨'
                    | '升'
                    | '千'
                    | '瓦'
                    | '套'
                    | '万'
            )
        });
        let end = end.map_or_else(|| super::super::text::head(after, 6).len(), |(at, _)| at);
        return if end == 0 { "" } else { text.get(..end.saturating_add(1)).unwrap_or("") };
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::{Sort, measure, multiplier, tail};

    #[test]
    fn the_longest_measure_word_wins() {
        for (text, sort, word) in [
            ("人次。", Sort::People, "人次"),
            ("个百分点", Sort::Points, "个百分点"),
            ("个月", Sort::Span, "个月"),
            ("平方公里", Sort::Amount, "平方公里"),
            ("元", Sort::Money, "元"),
            ("千瓦时", Sort::Amount, "千瓦时"),
            ("个乡镇", Sort::Count, "个"),
        ] {
            assert_eq!(measure(text), Some((sort, word)), "{text}");
        }
        for text in ["国道", "部门", "方面", "热线", ""] {
            assert_eq!(measure(text), None, "{text}");
        }
    }

    #[test]
    fn multipliers_and_tails_belong_to_the_unit() {
        assert_eq!(
            (multiplier("万人次"), multiplier("亿元"), multiplier("千瓦"), multiplier("万千瓦"), multiplier("个")),
            ("万", "亿", "", "万", "")
        );
        assert_eq!((tail("(间)。"), tail("/日以上"), tail("/人·年"), tail("(含"), tail(",")), ("(间)", "/日", "/人·年", "", ""));
    }
}
