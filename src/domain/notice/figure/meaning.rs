//! What a figure measures: its indicator, its kind, whether it adds up, whom it binds.

use super::clause::Clause;
use super::hit::Hit;
use super::measure::Sort;
use crate::domain::target::{Operator, QuantityKind, Series};

/// Kind and series together.
pub(super) struct Meaning {
    pub(super) kind: QuantityKind,
    pub(super) series: Series,
    pub(super) maintain: bool,
}

fn has(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}

/// Kind, series and whether it must be kept.
pub(super) fn of(hit: &Hit<'_>, clause: &Clause<'_>) -> Meaning {
    let text = clause.list;
    let kind = match hit.sort {
        _ if hit.operator == Operator::Ratio => QuantityKind::Ratio,
        Sort::Points => QuantityKind::ChangeInPoints,
        Sort::Rate if has(text, &["年均增长", "年均增速", "年均增"]) => QuantityKind::GrowthPerYear,
        Sort::Rate if has(text, &["下降", "降低", "减少", "压减"]) => QuantityKind::Decrease,
        Sort::Rate if has(text, &["增长", "增幅", "增速", "上调", "递增"]) => QuantityKind::Growth,
        Sort::Rate if has(text, &["覆盖"]) => QuantityKind::Coverage,
        Sort::Rate => QuantityKind::Rate,
        Sort::Money | Sort::Amount => QuantityKind::Amount,
        _ => QuantityKind::Count,
    };
    let maintain = has(text, &["稳定在", "保持", "控制在", "维持", "不反弹"]);
    let state = maintain
        || matches!(
            kind,
            QuantityKind::Rate
                | QuantityKind::Coverage
                | QuantityKind::Growth
                | QuantityKind::Ratio
                | QuantityKind::Decrease
                | QuantityKind::ChangeInPoints
                | QuantityKind::GrowthPerYear
        );
    let series = if has(text, &["日均", "人均", "户均"]) && !state {
        Series::Average
    } else if state {
        Series::Level
    } else {
        Series::Cumulative
    };
    Meaning { kind, series, maintain }
}

/// The unit of measure as printed; 每立方47微克 is 微克/立方, deaths per 亿元 of product are 人/亿元.
pub(super) fn unit(hit: &Hit<'_>, clause: &Clause<'_>) -> String {
    let word = hit.unit();
    for per in ["立方米", "立方", "平方公里", "公顷", "亩", "万人", "千人"] {
        if clause.before.ends_with(&format!("每{per}")) {
            return format!("{word}/{per}");
        }
    }
    if word == "人" && has(clause.before, &["亿元生产总值", "亿元GDP", "亿元国内生产总值", "亿元地区生产总值"]) {
        return "人/亿元".to_owned();
    }
    word
}

/// 力争 holds to the end of the sentence unless 确保 follows it.
pub(super) fn aspirational(clause: &Clause<'_>) -> bool {
    let wish = clause.sentence.rfind("力争").max(clause.sentence.rfind("争取"));
    let firm = clause.sentence.rfind("确保").max(clause.sentence.rfind("必须"));
    wish.is_some_and(|wish| firm.is_none_or(|firm| firm < wish))
}

/// 每个托管室, 各县区: who must reach it each.
pub(super) fn scope<'a>(clause: &Clause<'a>) -> Option<&'a str> {
    let before = clause.before;
    let at = ["每个", "每家", "每所", "每县", "每区", "每镇", "每村", "各县", "各区", "各乡", "各镇", "各市", "每校", "每名", "每户"]
        .iter()
        .filter_map(|word| before.find(word))
        .min()?;
    let rest = before.get(at..)?;
    let end =
        ["日均", "每年", "每天", "从", "至少", "建", "新", "签约", "完成", "与", "有", "选", "配", "打造", "要", "创建", "培育", "增"]
            .iter()
            .filter_map(|word| {
                rest.char_indices().skip(2).find_map(|(at, _)| rest.get(at..).filter(|tail| tail.starts_with(word)).map(|_| at))
            })
            .min()
            .unwrap_or(rest.len());
    rest.get(..end).filter(|scope| !scope.is_empty() && scope.len() <= 60)
}

/// What is measured: the clause without the figure; the parts of a list before 分别 and 均.
pub(super) fn indicators(hit: &Hit<'_>, clause: &Clause<'_>) -> Vec<String> {
    let list = clause.list;
    let respectively = list.find("分别");
    let all = list
        .char_indices()
        .find(|(at, c)| {
            *c == '均'
                && *at > 0
                && !list.get(..*at).is_some_and(|stem| stem.ends_with(['人', '平', '年', '日', '户', '月', '地', '车', '次', '班']))
        })
        .map(|(at, _)| at);
    if let Some(subject) = respectively.or(all).and_then(|at| list.get(..at)) {
        let names: Vec<String> = subject.split(['、', '和', '及', '与']).map(bare).filter(|name| !name.is_empty()).collect();
        if names.len() > 1 {
            return completed(names);
        }
    }
    let name = format!("{}{}", bare(clause.before), clause.behind.trim_start_matches('的'));
    let name = if name.is_empty() { bare(clause.line) } else { name };
    vec![if name.is_empty() { hit.unit() } else { name }]
}

/// 城镇失业、工伤、生育保险人数: the last name lends its end to the short ones.
fn completed(names: Vec<String>) -> Vec<String> {
    let Some(last) = names.last().cloned() else { return names };
    let end = ["投资", "保险人数", "保险", "收入", "人数", "率", "产值", "面积"].iter().find(|end| last.ends_with(**end));
    let Some(end) = end else { return names };
    names.into_iter().map(|name| if name.ends_with(end) { name } else { format!("{name}{end}") }).collect()
}

const LEADING: &[&str] = &[
    "其中", "确保", "力争", "争取", "全年", "年内", "全市", "全县", "全区", "累计", "全面", "基本", "努力", "并", "使", "实现", "完成",
    "达到", "到", "计划", "今年", "要", "为", "将", "同时", "再",
];
const CLOSING: &[&str] = &[
    "达到",
    "控制在",
    "稳定在",
    "保持在",
    "实现",
    "提高到",
    "发展到",
    "达",
    "为",
    "至",
    "增长",
    "下降",
    "占",
    "的",
    "在",
    "保持",
    "提高",
    "提升",
    "上升",
    "降低",
];

/// A clause without the words around its indicator.
pub(super) fn bare(text: &str) -> String {
    let mut text = text.trim();
    for _ in 0..4 {
        let shorter = LEADING.iter().find_map(|word| text.strip_prefix(word)).filter(|rest| !rest.is_empty());
        let Some(shorter) = shorter else { break };
        text = shorter;
    }
    // 达到, 控制在 say nothing about what is measured; 增长 and 下降 do and stay when they are all there is.
    for word in CLOSING {
        if let Some(shorter) = text.strip_suffix(word).filter(|rest| rest.chars().count() > 1) {
            let telling = matches!(*word, "增长" | "下降" | "提高" | "提升" | "降低" | "上升");
            return if telling { text.to_owned() } else { shorter.to_owned() };
        }
    }
    text.chars().take(200).collect()
}
