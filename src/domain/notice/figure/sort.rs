//! What a number in a text is: a promise, a standard, a fact, a threshold of the things counted, or no figure at all.
//! Each rule is small and looks at one thing; the first that speaks decides.

use super::clause::Clause;
use super::hit::Hit;
use super::measure::Sort;
use crate::domain::target::Operator;

/// What a number means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sense {
    /// A figure to reach.
    Target,
    /// A standard or a condition: 3岁以下, 每人每年1200元.
    Parameter(&'static str),
    /// Says which things are counted: 20亿元以上重大产业项目2个.
    Qualifier,
    /// A past figure.
    Fact,
    /// A name, a date, a number of something.
    Name,
}

/// A sense with the rule that found it.
pub(crate) type Found = Option<(Sense, &'static str)>;

struct Place<'t, 'a> {
    hit: &'t Hit<'a>,
    clause: &'t Clause<'a>,
    /// Another figure stands in the same clause, counted in things.
    counted: bool,
    /// More than one 一个 stands in the list.
    listed: bool,
}

const RULES: &[fn(&Place<'_, '_>) -> Found] =
    &[quoted, dated, raised, past, span, age, grade, dose, size, threshold, standard, share_paid, small_numeral, bare_multiplier];

/// What the hit means; `counted`: another figure of the clause counts things, `listed`: the list holds 一个 more than once.
pub(crate) fn sense(hit: &Hit<'_>, clause: &Clause<'_>, counted: bool, listed: bool) -> (Sense, &'static str) {
    let place = Place { hit, clause, counted, listed };
    RULES.iter().find_map(|rule| rule(&place)).unwrap_or((Sense::Target, "figure.count"))
}

fn has(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}

fn ends(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.ends_with(word))
}

const fn is(sense: Sense, rule: &'static str) -> Found {
    Some((sense, rule))
}

/// “双11”, 《2024年…》: the number is part of a name.
fn quoted(place: &Place<'_, '_>) -> Found {
    if place.hit.quoted { is(Sense::Name, "figure.quoted") } else { None }
}

/// 6月, 30日, 21号, 2024年.
fn dated(place: &Place<'_, '_>) -> Found {
    let year = place.hit.word == "年" && (1900..=2100).contains(&(place.hit.value.e4() / 10_000));
    let minutes = place.hit.word == "分" && place.clause.before.ends_with(['时', '点']);
    let spring = place.hit.word == "里" || place.clause.before.ends_with(['〔', '[', '第', '№']);
    if place.hit.sort == Sort::Dated || year || minutes || spring { is(Sense::Name, "figure.date") } else { None }
}

const RAISED: &[&str] = &[
    "提高到",
    "提高至",
    "提升到",
    "提升至",
    "增加到",
    "增加至",
    "增长到",
    "增长至",
    "延长到",
    "延长至",
    "缩短到",
    "缩短至",
    "压缩到",
    "压缩至",
    "压减到",
    "压减至",
    "减少到",
    "减少至",
    "降低到",
    "降低至",
    "降至",
    "降到",
    "下降到",
    "下降至",
    "扩大到",
    "扩大至",
    "上调至",
    "上调到",
    "调整为",
    "调整到",
    "调整至",
    "达到",
    "缩减至",
    "缩减到",
    "精简至",
    "精简到",
    "增至",
    "上升到",
    "上升至",
];

/// 提高到每人每月750元, 压缩至3个工作日: what is moved to a value is promised, whatever it is measured in.
fn raised(place: &Place<'_, '_>) -> Found {
    let near = super::super::text::tail(place.clause.before, 10);
    let near = near.trim_end_matches(['每', '人', '月', '年', '户', '均', '次', '天', '亩', '日']);
    // 分别提高到720元、560元: the second stands behind the 、 of the first.
    let respectively = place.clause.before.is_empty() && place.clause.line.contains("分别") && has(place.clause.line, RAISED);
    let moved = ends(near, RAISED) || near.ends_with("达") || respectively;
    let life = place.hit.sort == Sort::Age && has(place.clause.before, &["寿命"]);
    let kind = matches!(place.hit.sort, Sort::Span | Sort::Money | Sort::Grade) && moved && !begins_noun(place.clause.behind);
    if kind || life { is(Sense::Target, "figure.raised") } else { None }
}

/// 已建成177座, 截至目前完成: a figure of the past.
fn past(place: &Place<'_, '_>) -> Found {
    let line = place.clause.line;
    let done = has(
        line,
        &[
            "已建成",
            "已完成",
            "已累计",
            "截至",
            "截止",
            "去年",
            "上年度完成",
            "目前已",
            "现有",
            "原有",
            "已有",
            "共有",
            "累计已",
            "已实现",
            "已达",
            "已改造",
            "已新增",
            "以来",
            "完成了",
            "实现了",
            "新增了",
            "实施了",
            "开展了",
            "选派了",
        ],
    );
    let ahead = has(line, &["到20", "力争", "确保", "将"]) || has(place.clause.whole, &["基础上"]);
    if done && !ahead { is(Sense::Fact, "figure.past") } else { None }
}

/// 毕业5年内, 不超过36个月, 5年的努力: a stretch of time.
fn span(place: &Place<'_, '_>) -> Found {
    if place.hit.sort != Sort::Span {
        return None;
    }
    let compared = place.hit.operator != Operator::Eq || place.clause.behind.starts_with(['内', '期']);
    if place.hit.word == "年" && !compared { is(Sense::Name, "figure.years") } else { is(Sense::Parameter("standard"), "figure.span") }
}

/// 3岁以下.
fn age(place: &Place<'_, '_>) -> Found {
    if place.hit.sort == Sort::Age { is(Sense::Parameter("eligibility"), "figure.age") } else { None }
}

/// 2—3级, 0.8—1.2倍, 110千伏.
fn grade(place: &Place<'_, '_>) -> Found {
    if place.hit.sort != Sort::Grade {
        return None;
    }
    match place.hit.word {
        "级" if place.hit.upper.is_some() => is(Sense::Parameter("eligibility"), "figure.grade"),
        "倍" => is(Sense::Parameter("standard"), "figure.grade"),
        _ => is(Sense::Name, "figure.grade"),
    }
}

/// 接种2剂次: the course of one person, not the programme.
fn dose(place: &Place<'_, '_>) -> Found {
    let few = place.hit.value.e4() < 100_000 && place.hit.multiplier.is_empty();
    if matches!(place.hit.word, "剂次" | "剂" | "针") && few { is(Sense::Parameter("standard"), "figure.dose") } else { None }
}

fn begins_noun(behind: &str) -> bool {
    behind.trim_start_matches('的').starts_with(super::super::text::is_han) && !behind.starts_with(['、', '和', '及', '以', '用', '资'])
}

/// 总投资7.58亿元的医院, 占地30亩的公园: the size of one thing.
fn size(place: &Place<'_, '_>) -> Found {
    let sized = ends(
        place.clause.before,
        &[
            "总投资",
            "投资额",
            "占地",
            "面积",
            "总长",
            "全长",
            "长",
            "容量",
            "规模",
            "投资约",
            "占地约",
            "装机",
            "概算投资",
            "计划投资",
            "估算投资",
        ],
    );
    let of = matches!(place.hit.sort, Sort::Money | Sort::Amount) && place.clause.behind.starts_with('的');
    if sized && of { is(Sense::Qualifier, "figure.size") } else { None }
}

/// 20亿元以上重大产业项目2个, 不低于300平方米的服务站, 20户以上已通电的自然村: says which ones.
fn threshold(place: &Place<'_, '_>) -> Found {
    let compared = matches!(place.hit.operator, Operator::Gte | Operator::Gt | Operator::Lte | Operator::Lt);
    if !compared || !begins_noun(place.clause.behind) {
        return None;
    }
    let of = place.clause.behind.starts_with('的') || place.clause.behind.contains('的');
    match place.hit.sort {
        Sort::Money | Sort::Amount if place.counted || of => is(Sense::Qualifier, "figure.threshold"),
        Sort::People
            if of
                && !place.counted
                && place.clause.before.ends_with(|c: char| !matches!(c, '训' | '业' | '增' | '养' | '派' | '助' | '为' | '成')) =>
        {
            is(Sense::Parameter("eligibility"), "figure.threshold")
        }
        _ => None,
    }
}

/// 每人每年1200元, 300元/月, 补贴标准: money paid by the head.
fn standard(place: &Place<'_, '_>) -> Found {
    let head = place.hit.sort == Sort::Money && place.hit.multiplier.is_empty();
    if !head {
        return None;
    }
    let near = format!("{}{}", place.clause.line, place.clause.behind);
    let paid = has(
        &near,
        &[
            "每人", "每月", "每户", "每年", "每亩", "每生", "每天", "每次", "标准", "补贴", "补助", "奖励", "奖补", "给予", "津贴", "资助",
            "费用", "票价", "价格",
        ],
    );
    if paid || place.hit.word.contains('/') { is(Sense::Parameter("standard"), "figure.standard") } else { None }
}

/// 按80%给予补贴: a rate of payment.
fn share_paid(place: &Place<'_, '_>) -> Found {
    let paid = has(place.clause.list, &["给予", "补贴", "补助", "贴息", "返还", "减按", "奖补", "减免", "奖励", "优惠", "折扣", "打折"]);
    let reached = has(place.clause.line, &["率", "覆盖", "占比", "比重", "达到"]);
    if place.hit.sort == Sort::Rate && paid && !reached { is(Sense::Parameter("standard"), "figure.shareOfPay") } else { None }
}

const MAKING: &[&str] = &[
    "打造", "建设", "建成", "新建", "新增", "创建", "培育", "壮大", "举办", "引进", "招引", "改造", "增设", "设立", "改建", "扩建", "完成",
    "推出", "办好", "修建", "新办", "组建", "争创", "获批", "创成", "选树", "评选", "发布", "建好", "建立", "开通", "投用", "布局", "筹建",
    "开办", "创办", "扶持", "认定", "新开", "打通", "选派", "培训", "招募", "服务", "帮扶", "救助", "开展", "组织",
];
const COUNTED: &[&str] = &[
    "个",
    "家",
    "所",
    "座",
    "处",
    "条",
    "场",
    "名",
    "支",
    "辆",
    "台",
    "栋",
    "套",
    "户",
    "人",
    "公里",
    "亩",
    "平方米",
    "件",
    "对",
    "部",
    "间",
    "人次",
    "场次",
    "元",
    "吨",
    "千瓦",
];

/// Things that are spoken of by number and not made.
const ABSTRACT: &[&str] = &[
    "区域",
    "方面",
    "环节",
    "层面",
    "阶段",
    "领域",
    "类型",
    "维度",
    "部分",
    "问题",
    "重点",
    "关键",
    "体系",
    "层次",
    "方向",
    "一体化",
    "转变",
    "结合",
    "统一",
    "到位",
    "确保",
    "坚持",
    "季度",
    "年度",
];

/// 三个产业: a numeral in words promises something only behind a verb of making. 一个 does so only in a list of several.
fn small_numeral(place: &Place<'_, '_>) -> Found {
    if !place.hit.han {
        return None;
    }
    let value = place.hit.value.e4() / 10_000;
    let unit = COUNTED.iter().any(|word| place.hit.word.starts_with(word));
    let made = has(place.clause.line, MAKING);
    let named = place.clause.behind.starts_with(['“', '《'])
        || ABSTRACT.iter().any(|noun| place.clause.behind.starts_with(noun))
        || has(place.clause.before, &["以", "围绕", "从", "这", "分为"]) && !made;
    let enough = match value {
        i64::MIN..=1 => place.listed,
        2..=9 => !place.clause.behind.is_empty() || place.hit.operator != Operator::Eq,
        _ => true,
    };
    let large = value >= 10 || !place.hit.multiplier.is_empty() || place.hit.operator == Operator::Gt;
    if place.hit.sort == Sort::Span && has(place.clause.whole, &["周期", "检定", "每"]) {
        return is(Sense::Parameter("cycle"), "figure.cycle");
    }
    if unit && !named && enough && (made || large) { is(Sense::Target, "figure.numeral") } else { is(Sense::Name, "figure.numeral") }
}

/// 产值过100亿的产业: a multiplier without a measure word names the size of a thing.
fn bare_multiplier(place: &Place<'_, '_>) -> Found {
    let of = begins_noun(place.clause.behind);
    if place.hit.word.is_empty() && place.hit.operator != Operator::Ratio && of { is(Sense::Qualifier, "figure.size") } else { None }
}
