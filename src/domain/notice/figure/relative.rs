//! Promises without a figure of their own: against an average or last year, a rank, a task assigned later, full coverage.

use crate::domain::target::Operator;

/// A relative or universal promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Relative<'a> {
    /// The clause.
    pub(crate) phrase: &'a str,
    pub(crate) operator: Operator,
    /// Against what: 全省平均水平; empty for full coverage.
    pub(crate) reference: &'a str,
    /// The `kind` of the reference in the plan document; empty for full coverage.
    pub(crate) kind: &'static str,
    pub(crate) rule: &'static str,
}

const COMPARED: &[(&str, Operator)] = &[
    ("不低于", Operator::Gte),
    ("不高于", Operator::Lte),
    ("不少于", Operator::Gte),
    ("高于", Operator::Gt),
    ("低于", Operator::Lt),
    ("优于", Operator::Gt),
    ("快于", Operator::Gt),
    ("好于", Operator::Gt),
    ("超过", Operator::Gt),
    ("达到", Operator::Eq),
];

const COVERED: &[&str] = &[
    "应保尽保",
    "愿装尽装",
    "应检尽检",
    "应改尽改",
    "应建尽建",
    "应收尽收",
    "应助尽助",
    "应救尽救",
    "应享尽享",
    "应纳尽纳",
    "应贷尽贷",
    "应接尽接",
    "应学尽学",
    "应发尽发",
    "全覆盖",
];

/// The promise of one clause that holds no figure.
pub(crate) fn relative(clause: &str) -> Option<Relative<'_>> {
    let clause = clause.trim();
    if clause.len() > 300 || clause.len() < 12 {
        return None;
    }
    compared(clause).or_else(|| rank(clause)).or_else(|| assigned(clause)).or_else(|| growing(clause)).or_else(|| covered(clause))
}

/// 高于全省平均水平, 不低于当地居民上年度人均消费支出增速.
fn compared(clause: &str) -> Option<Relative<'_>> {
    let (at, word, operator) =
        COMPARED.iter().filter_map(|(word, operator)| clause.find(word).map(|at| (at, *word, *operator))).min_by_key(|(at, ..)| *at)?;
    let reference = clause.get(at.saturating_add(word.len())..)?;
    let against = |words: &[&str]| words.iter().any(|word| reference.contains(word));
    let means = against(&["平均", "均值"]);
    let last = against(&["上年", "去年", "上一年", "同期", "往年"]);
    let pace = against(&["增速", "增幅", "水平", "增长"]) && against(&["全省", "全国", "全市", "省", "经济", "当地", "财政", "国家"]);
    let known = if operator == Operator::Eq { means } else { means || last || pace };
    if !known || at == 0 || reference.contains(['(', ')']) {
        return None;
    }
    let (reference, above) = reference.strip_suffix("以上").map_or((reference, false), |stem| (stem, true));
    let kind = if last {
        "lastYear"
    } else if reference.contains('省') && means {
        "provinceAverage"
    } else if reference.contains('市') && means {
        "cityAverage"
    } else {
        "other"
    };
    let reference = reference.strip_suffix("的要求").unwrap_or(reference);
    Some(Relative { phrase: clause, operator: if above { Operator::Gte } else { operator }, reference, kind, rule: "relative.compared" })
}

/// 位居全省前列, 进入全国前10位.
fn rank(clause: &str) -> Option<Relative<'_>> {
    let verb = ["位居", "位列", "进入", "跻身", "居于", "排名", "稳居", "保持在", "处于", "名列", "居"]
        .iter()
        .find_map(|verb| clause.find(verb).map(|at| at.saturating_add(verb.len())))?;
    let reference = clause.get(verb..)?;
    let scope = ["全省", "全国", "全市", "中部", "同类", "省内", "国内", "东部", "西部", "长三角", "江"]
        .iter()
        .any(|scope| reference.starts_with(scope));
    let place = ["前列", "领先", "第一方阵", "第一梯队", "上游", "前茅", "第一"].iter().any(|word| reference.contains(word))
        || (reference.contains('前') && reference.ends_with(['位', '名', '强', '三', '十', '五']));
    (scope && place && verb > 6).then_some(Relative {
        phrase: clause,
        operator: Operator::Rank,
        reference,
        kind: "other",
        rule: "relative.rank",
    })
}

/// 完成省下达年度任务: the figure comes later.
fn assigned(clause: &str) -> Option<Relative<'_>> {
    let done = clause.find("完成")?.saturating_add("完成".len());
    let reference = clause.get(done..)?;
    let above = ["省", "市", "上级", "国家", "州", "部", "自治区"].iter().any(|from| reference.starts_with(from));
    let given = ["下达", "分配", "交办", "分解"].iter().any(|verb| reference.contains(verb));
    let what = [
        "省定任务",
        "市定任务",
        "省定目标",
        "市定目标",
        "年度任务",
        "目标任务",
        "计划任务",
        "任务数",
        "年度目标",
        "任务指标",
        "年度计划",
        "指标任务",
    ]
    .iter()
    .any(|noun| reference.ends_with(noun));
    let given = given || ["省定", "市定", "国定", "上级下达"].iter().any(|word| reference.starts_with(word));
    (above && given && what && reference.len() < 90).then_some(Relative {
        phrase: clause,
        operator: Operator::Eq,
        reference,
        kind: "assignedLater",
        rule: "relative.assigned",
    })
}

/// 确保外贸出口占全省比重进一步提高: above last year, however little.
fn growing(clause: &str) -> Option<Relative<'_>> {
    let sure = clause.contains("确保") || clause.contains("力争");
    let share = ["比重", "占比", "比例"].iter().any(|word| clause.contains(word));
    let more = ["提高", "提升", "上升"].iter().any(|word| clause.ends_with(word))
        && (clause.contains("进一步") || clause.contains("持续") || clause.contains("稳步"));
    (sure && share && more).then_some(Relative {
        phrase: clause,
        operator: Operator::Gt,
        reference: clause,
        kind: "lastYear",
        rule: "relative.growing",
    })
}

/// 应保尽保, 实现乡镇全覆盖.
fn covered(clause: &str) -> Option<Relative<'_>> {
    let found = COVERED.iter().any(|word| clause.contains(word));
    found.then_some(Relative { phrase: clause, operator: Operator::All, reference: "", kind: "", rule: "relative.coverage" })
}

#[cfg(test)]
mod tests {
    use super::{Operator, relative};

    #[test]
    fn promises_without_a_figure_are_read() {
        for (clause, operator, reference) in [
            ("全市增幅确保高于全省平均水平", Operator::Gt, "全省平均水平"),
            ("平均标准增速不低于当地居民上年度人均消费支出增速", Operator::Gte, "当地居民上年度人均消费支出增速"),
            ("人均体育健身消费达到全省平均水平以上", Operator::Gte, "全省平均水平"),
            ("国民体质监测指标水平位居全省前列", Operator::Rank, "全省前列"),
            ("完成省下达年度任务", Operator::Eq, "省下达年度任务"),
            ("城镇新增就业完成省定任务", Operator::Eq, "省定任务"),
            ("对困难家庭做到应保尽保", Operator::All, ""),
        ] {
            let found = relative(clause).unwrap();
            assert_eq!((found.operator, found.reference), (operator, reference), "{clause}");
        }
        for clause in ["推动达到省提升标准", "确保提前一年完成省政府下达的任务", "参考各方面走在前列的省", "全面提升服务水平"]
        {
            assert_eq!(relative(clause), None, "{clause}");
        }
    }
}
