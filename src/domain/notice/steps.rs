//! Dated steps inside a text: 「6月底前…。9月底前…。」, 「自7月份起,每两个月…」.

use super::calendar::{Grain, dates};
use super::numeral::ordinal;

/// One step of a schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Step<'a> {
    /// The deadline as printed; none for an undated step.
    pub(crate) due: Option<&'a str>,
    /// What is to be done, with the printed deadline where it stands in the same sentence.
    pub(crate) text: &'a str,
    /// How, where the notice has a column for it.
    pub(crate) how: Option<&'a str>,
    /// 每两个月: so many months apart.
    pub(crate) every: Option<i64>,
}

/// A printed deadline at the beginning of a clause.
struct Opening<'a> {
    due: &'a str,
    grain: Grain,
    every: Option<i64>,
}

/// The steps of a schedule, in their order. A text without any date gives none.
pub(crate) fn schedule(text: &str, now: Option<i32>) -> Vec<Step<'_>> {
    let mut begins: Vec<(usize, Option<Opening<'_>>)> = Vec::new();
    let mut border = '。';
    let mut repeating = false;
    for (at, c) in text.char_indices() {
        if matches!(border, '。' | ';' | '\n' | ',' | '!' | ' ') && !is_passed_over(c) {
            let rest = text.get(at..).unwrap_or("");
            if repeating && border == ',' {
                // 自7月份起,每两个月…: one step.
            } else if let Some(found) = opening(rest, now, border == ',' && !follows(&begins, rest)) {
                repeating = found.every.is_some();
                begins.push((at, Some(found)));
            } else if repeating && border == '。' {
                repeating = false;
                begins.push((at, None));
            }
        }
        border = if is_passed_over(c) { border } else { c };
    }
    if begins.iter().all(|(_, opening)| opening.is_none()) {
        return Vec::new();
    }
    let first = begins.first().map_or(0, |(at, _)| *at);
    let lead = text.get(..first).map(str::trim).filter(|lead| lead.chars().count() > 3);
    let ends: Vec<usize> = begins.iter().skip(1).map(|(at, _)| *at).chain([text.len()]).collect();
    let mut steps: Vec<Step<'_>> = lead.map(|text| Step { due: None, text, how: None, every: None }).into_iter().collect();
    for ((from, opening), till) in begins.iter().zip(ends) {
        let Some(piece) = text.get(*from..till) else { continue };
        let text = piece.trim().trim_end_matches(|c| c == ',' || is_passed_over(c));
        steps.push(Step {
            due: opening.as_ref().map(|opening| opening.due),
            text,
            how: None,
            every: opening.as_ref().and_then(|opening| opening.every),
        });
    }
    steps
}

/// Blanks and the numbers of steps, ①, stand between a border and the date.
const fn is_passed_over(c: char) -> bool {
    matches!(c, ' ' | '\n' | '①'..='⑳')
}

/// 6月底完成50%,12月底全部完成: behind a dated clause a month or quarter opens the next step, closed by a mark or not.
fn follows(begins: &[(usize, Option<Opening<'_>>)], rest: &str) -> bool {
    let dated = begins.last().is_some_and(|(_, opening)| opening.as_ref().is_some_and(|opening| opening.grain < Grain::Year));
    let clause = rest.split([',', '。', ';']).next().unwrap_or(rest);
    dated && ["完成", "达到", "达", "建成", "新增", "累计"].iter().any(|word| clause.contains(word))
}

/// Steps in running text: only dates of a month or finer count, and the word of the wish may stand before them.
pub(crate) fn in_prose(text: &str, now: Option<i32>) -> Vec<Step<'_>> {
    let mut found = Vec::new();
    for sentence in text.split(['。', ';', '\n']) {
        let mut begins: Vec<(usize, &str)> = Vec::new();
        for (n, clause) in sentence.split(',').enumerate() {
            let clause = clause.trim();
            // 一季度完成60亿元,上半年完成160亿元: one dated clause after the other.
            let strict = n > 0 && begins.is_empty() && !is_share(clause);
            let Some(opening) = opening(clause, now, strict).filter(|opening| opening.grain < Grain::Year && opening.every.is_none())
            else {
                continue;
            };
            begins.extend(offset(sentence, clause).map(|at| (at, opening.due)));
        }
        let ends = begins.iter().skip(1).map(|(at, _)| *at).chain([sentence.len()]);
        for ((from, due), till) in begins.iter().zip(ends) {
            let text = sentence.get(*from..till).unwrap_or("").trim().trim_end_matches(',');
            found.push(Step { due: Some(due), text, how: None, every: None });
        }
    }
    found
}

/// 上半年完成年度任务的60%: a dated share opens a step behind any comma.
fn is_share(clause: &str) -> bool {
    clause.contains('%') && clause.contains("完成") && !clause.contains('率')
}

fn offset(whole: &str, piece: &str) -> Option<usize> {
    piece.as_ptr().addr().checked_sub(whole.as_ptr().addr())
}

const WISHES: &[&str] =
    &["力争在", "力争于", "力争到", "力争", "争取在", "争取", "确保在", "确保", "截至", "截止", "计划", "到", "在", "于"];

/// The deadline that opens the text. Behind a comma it must close with 前 or a mark.
fn opening(text: &str, now: Option<i32>, strict: bool) -> Option<Opening<'_>> {
    let first = text.chars().next()?;
    if !(first.is_ascii_digit() || super::numeral::is_han_digit(first) || "力争确截计到在于自从第上下年全今明本每".contains(first))
    {
        return None;
    }
    if let Some(found) = recurring(text, now) {
        return Some(found);
    }
    let bare = WISHES.iter().find_map(|wish| text.strip_prefix(wish)).unwrap_or(text);
    let mut rest = bare;
    let found = dates(&mut rest, now).ok()?;
    let from = text.len().checked_sub(bare.len())?;
    let close =
        ["之前", "以前", "底前", "末前", "前", "内", "期间"].iter().find(|word| rest.starts_with(**word)).map_or(0, |word| word.len());
    let till = text.len().checked_sub(rest.len())?.checked_add(close)?;
    let after = rest.get(close..)?;
    let marked = close > 0 || after.starts_with([',', ':', '、', ' ']) || after.is_empty();
    let spoken = bare.starts_with("全年") || bare.starts_with("年内") || bare.starts_with("年底") || bare.starts_with("年末");
    // 2017年,全市建设…: the year of the plan opens no step; 2017年的…, 6月的… neither.
    let whole_year = found.grain == Grain::Year && !spoken && close == 0 && !text.get(from..till)?.ends_with(['底', '末', '内']);
    let wished = from > 0 && (text.starts_with("力争") || text.starts_with("争取") || text.starts_with("确保"));
    if whole_year
        || after.starts_with(['的', '度', '—', '-', '第', '至'])
        || (strict && !marked && !wished)
        || (spoken && strict && close == 0)
    {
        return None;
    }
    Some(Opening { due: text.get(from..till)?, grain: found.grain, every: None })
}

/// 自7月份起,每两个月; 每季度, 每月.
fn recurring(text: &str, now: Option<i32>) -> Option<Opening<'_>> {
    let from = text.strip_prefix('自').or_else(|| text.strip_prefix('从'));
    let mut rest = from.unwrap_or(text);
    let mut due = "";
    if from.is_some() {
        dates(&mut rest, now).ok()?;
        rest = rest.strip_prefix('起').or_else(|| rest.strip_prefix("开始"))?;
        due = text.get(..text.len().checked_sub(rest.len())?)?;
        rest = rest.trim_start_matches(',');
    }
    let mut each = rest.strip_prefix('每')?;
    let every = if each.starts_with("季") {
        3
    } else if each.starts_with("半年") {
        6
    } else if each.starts_with('月') {
        1
    } else {
        let n = ordinal(&mut each).ok()?;
        each.strip_prefix("个月")?;
        n
    };
    if due.is_empty() {
        due = text.get(.."每月".len())?;
    }
    Some(Opening { due, grain: Grain::Month, every: Some(every) })
}

#[cfg(test)]
mod tests {
    use super::{in_prose, schedule};

    fn read(text: &str) -> Vec<(Option<&str>, &str)> {
        schedule(text, Some(2017)).into_iter().map(|step| (step.due, step.text)).collect()
    }

    #[test]
    fn a_schedule_is_cut_at_its_dates() {
        assert_eq!(
            read("6月底前累计600家以上的企业,9月底前累计800家以上。12月底做好总结,争取年内开工。"),
            [
                (Some("6月底前"), "6月底前累计600家以上的企业"),
                (Some("9月底前"), "9月底前累计800家以上。"),
                (Some("12月底"), "12月底做好总结,争取年内开工。")
            ]
        );
        assert_eq!(
            read("6月底,达到35%。全年力争15家;新培育25家。"),
            [(Some("6月底"), "6月底,达到35%。"), (Some("全年"), "全年力争15家;新培育25家。")]
        );
        assert_eq!(read("一季度:制定方案;二季度:启动建设"), [(Some("一季度"), "一季度:制定方案;"), (Some("二季度"), "二季度:启动建设")]);
        assert_eq!(read("2017年,全市建设200个。"), []);
        assert_eq!(
            read("①3月底前,完成设计。②5月底前,开工建设。"),
            [(Some("3月底前"), "3月底前,完成设计。"), (Some("5月底前"), "5月底前,开工建设。")]
        );
        assert_eq!(read("6月底完成50%,12月底全部完成"), [(Some("6月底"), "6月底完成50%"), (Some("12月底"), "12月底全部完成")]);
    }

    #[test]
    fn a_recurring_step_ends_with_its_sentence() {
        let found = schedule("6月底前召开推进会。自7月份起,每两个月组织一次督查。组织开展活动。9月底前完成培训。", Some(2017));
        assert_eq!(
            found.iter().map(|step| (step.due, step.every)).collect::<Vec<_>>(),
            [(Some("6月底前"), None), (Some("自7月份起"), Some(2)), (None, None), (Some("9月底前"), None)]
        );
    }

    #[test]
    fn running_text_gives_only_dates_finer_than_a_year() {
        let found = in_prose("加大建设,争取6月30日开诊。到2015年,城镇化率达到55%。年内新建5处。", Some(2017));
        assert_eq!(found.iter().map(|step| (step.due, step.text)).collect::<Vec<_>>(), [(Some("6月30日"), "争取6月30日开诊")]);
        let found = in_prose("完成投资360亿元;一季度完成投资60亿元,上半年完成投资160亿元。", Some(2024));
        assert_eq!(found.iter().map(|step| step.text).collect::<Vec<_>>(), ["一季度完成投资60亿元", "上半年完成投资160亿元"]);
    }
}
