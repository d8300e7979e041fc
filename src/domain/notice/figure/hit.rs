//! Every number of a text with the measure word and the words of comparison around it. What it means is said elsewhere.

use winnow::prelude::*;

use super::super::numeral::{arabic, decimal, han, han_value, is_han_digit, whole};
use super::super::text::{cut, is_han, tail as last};
use super::measure::{self, Sort};
use crate::domain::quantity::Quantity;
use crate::domain::target::Operator;

/// A number in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hit<'a> {
    /// The byte where the number begins.
    pub(crate) start: usize,
    /// The byte after the number, its measure word and the word of comparison behind it.
    pub(crate) end: usize,
    pub(crate) value: Quantity,
    pub(crate) upper: Option<Quantity>,
    /// 万, 亿 before the measure word.
    pub(crate) multiplier: &'a str,
    /// The measure word; empty for a ratio.
    pub(crate) word: &'a str,
    pub(crate) sort: Sort,
    pub(crate) operator: Operator,
    /// Where the word of comparison before the number begins; `start` without one.
    pub(crate) from: usize,
    /// Inside quotation marks or the title of a work.
    pub(crate) quoted: bool,
    /// In Chinese numerals.
    pub(crate) han: bool,
}

impl Hit<'_> {
    /// The measure word with its multiplier, as printed: 万人次. 1万余人 is counted in 万人.
    pub(crate) fn unit(&self) -> String {
        format!("{}{}", self.multiplier, self.word)
    }
}

const BEFORE: &[(&str, Operator)] = &[
    ("不少于", Operator::Gte),
    ("不低于", Operator::Gte),
    ("不小于", Operator::Gte),
    ("至少", Operator::Gte),
    ("最低", Operator::Gte),
    ("最少", Operator::Gte),
    ("不超过", Operator::Lte),
    ("不高于", Operator::Lte),
    ("不多于", Operator::Lte),
    ("不大于", Operator::Lte),
    ("最多", Operator::Lte),
    ("最高", Operator::Lte),
    ("至多", Operator::Lte),
    ("控制在", Operator::Lte),
    ("低于", Operator::Lt),
    ("少于", Operator::Lt),
    ("小于", Operator::Lt),
    ("高于", Operator::Gt),
    ("大于", Operator::Gt),
    ("多于", Operator::Gt),
    ("超过", Operator::Gt),
    ("超出", Operator::Gt),
    ("突破", Operator::Gt),
    ("逾", Operator::Gt),
    ("超", Operator::Gt),
    ("过", Operator::Gt),
    ("大约", Operator::Approx),
    ("约", Operator::Approx),
    ("近", Operator::Approx),
    ("≥", Operator::Gte),
    ("≤", Operator::Lte),
    (">", Operator::Gt),
    ("<", Operator::Lt),
];

const BEHIND: &[(&str, Operator)] = &[
    ("及以上", Operator::Gte),
    ("(含)以上", Operator::Gte),
    ("以上", Operator::Gte),
    ("及以下", Operator::Lte),
    ("以内", Operator::Lte),
    ("之内", Operator::Lte),
    ("以下", Operator::Lte),
    ("左右", Operator::Approx),
    ("上下", Operator::Approx),
];

/// The word of comparison that ends where the number begins.
fn before(text: &str) -> Option<(usize, Operator)> {
    let window = last(text, 4);
    let found = BEFORE.iter().filter(|(word, _)| window.ends_with(word)).max_by_key(|(word, _)| word.len())?;
    let at = text.len().saturating_sub(found.0.len());
    let stem = text.get(..at).unwrap_or("");
    // 通过, 经过, 最近, 附近, 超过 are other words; 过 and 近 need a border.
    let other = (found.0 == "过" && stem.ends_with(['通', '经', '超', '不', '度']))
        || (found.0 == "约" && stem.ends_with(['签', '节', '预', '履', '集', '合', '违', '契', '公', '制']))
        || (found.0 == "近" && stem.ends_with(['最', '附', '邻', '靠', '就']));
    (!other).then_some((at, found.1))
}

/// All numbers of the text that have a measure word, in order.
pub(crate) fn hits(text: &str) -> Vec<Hit<'_>> {
    let mut found = Vec::new();
    let (mut depth, mut past, mut prev) = (0_usize, 0_usize, '\0');
    for (at, c) in text.char_indices() {
        match c {
            '“' | '《' | '‘' => depth = depth.saturating_add(1),
            '”' | '》' | '’' => depth = depth.saturating_sub(1),
            '。' | '\n' => depth = 0,
            _ => {}
        }
        let starts = c.is_ascii_digit() || is_han_digit(c);
        if at >= past && starts && !joined(prev) {
            let taken = if c.is_ascii_digit() { arabic_hit(text, at, depth > 0) } else { han_hit(text, at, depth > 0) };
            match taken {
                Ok(hit) => {
                    past = hit.end;
                    found.push(hit);
                }
                Err(after) => past = after,
            }
        }
        prev = c;
    }
    found
}

/// A number that hangs on a letter, a plus, a hash, or 第 is a name.
const fn joined(prev: char) -> bool {
    prev.is_ascii_alphanumeric() || matches!(prev, '.' | '+' | '第' | '#' | '_' | '＋')
}

struct Number<'a> {
    value: Quantity,
    upper: Option<Quantity>,
    ratio: bool,
    rest: &'a str,
}

/// One number, a range (40—150) or a ratio (2:1).
fn number(text: &str) -> Option<Number<'_>> {
    let mut rest = text;
    let first = arabic(&mut rest).ok()?;
    let value = decimal(first)?;
    let bare = rest.trim_start_matches(['%', '万']);
    let ratio = bare.starts_with(':');
    let mut after = bare;
    for sign in ["—", "——", "-", "~", "至", "到", ":"] {
        if let Some(next) = bare.strip_prefix(sign) {
            after = next;
        }
    }
    if after.len() != bare.len() && after.starts_with(|c: char| c.is_ascii_digit()) {
        let mut tail = after;
        let second = arabic(&mut tail).ok()?;
        let upper = decimal(second)?;
        if ratio || upper > value {
            return Some(Number { value, upper: Some(upper), ratio, rest: tail });
        }
    }
    Some(Number { value, upper: None, ratio: false, rest })
}

/// The hit at this byte, or the byte after which to go on.
fn arabic_hit(text: &str, at: usize, quoted: bool) -> Result<Hit<'_>, usize> {
    let (left, right) = cut(text, at);
    let skip = right
        .char_indices()
        .find(|(_, c)| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '+' | '-' | '/' | ',')))
        .map_or(text.len(), |(end, _)| at.saturating_add(end));
    let digits = right.char_indices().find(|(_, c)| !c.is_ascii_digit()).map_or(text.len(), |(end, _)| at.saturating_add(end));
    let Some(number) = number(right) else { return Err(skip.max(at.saturating_add(1))) };
    if number.ratio {
        let near = left.ends_with('比') || last(left, 8).contains('比') || super::super::text::head(number.rest, 8).contains('比');
        let end = text.len().saturating_sub(number.rest.len());
        let ratio = Hit {
            start: at,
            end,
            value: number.value,
            upper: number.upper,
            multiplier: "",
            word: "",
            sort: Sort::Rate,
            operator: Operator::Ratio,
            from: at,
            quoted,
            han: false,
        };
        return if near { Ok(ratio) } else { Err(end) };
    }
    if number.rest.starts_with(|c: char| c == '+' || c.is_ascii_alphabetic()) && !number.rest.starts_with("TEU") {
        return Err(skip);
    }
    measured(text, left, at, &number, quoted, false).ok_or(digits.max(at.saturating_add(1)))
}

/// The number with its measure word and its word of comparison.
fn measured<'a>(text: &'a str, left: &'a str, at: usize, number: &Number<'a>, quoted: bool, han: bool) -> Option<Hit<'a>> {
    let more = |rest: &'a str| rest.strip_prefix(['余', '多', '来']).filter(|rest| !rest.starts_with(['年', '岁']));
    let (plenty, rest) = more(number.rest).map_or((false, number.rest), |rest| (true, rest));
    let multiplier = measure::multiplier(rest);
    let rest_after = rest.get(multiplier.len()..)?;
    let (plenty, rest_after) = more(rest_after).map_or((plenty, rest_after), |rest| (true, rest));
    let (sort, word) = match measure::measure(rest_after) {
        Some(found) => found,
        None if !multiplier.is_empty() && !number.rest.starts_with(['十', '百', '千']) => (Sort::Amount, ""),
        None => return None,
    };
    let behind = rest_after.get(word.len()..)?;
    let tail = measure::tail(behind);
    let mut rest = behind.get(tail.len()..)?;
    let mut operator = if plenty { Operator::Gt } else { Operator::Eq };
    let mut from = at;
    if let Some((start, word)) = before(left) {
        (operator, from) = (word, start);
    }
    if let Some((word, found)) = BEHIND.iter().find(|(word, _)| rest.starts_with(word)) {
        operator = *found;
        rest = rest.get(word.len()..)?;
    }
    if number.upper.is_some() {
        operator = Operator::Range;
    }
    let end = text.len().checked_sub(rest.len())?;
    let word = rest_after.get(..word.len().saturating_add(tail.len()))?;
    Some(Hit { start: at, end, value: number.value, upper: number.upper, multiplier, word, sort, operator, from, quoted, han })
}

/// A Chinese numeral with a measure word: 三个, 两千户, 超千家, 百分之八十.
fn han_hit(text: &str, at: usize, quoted: bool) -> Result<Hit<'_>, usize> {
    let (left, right) = cut(text, at);
    let mut rest = right;
    let digits = han.parse_next(&mut rest).map_err(|_: winnow::error::ContextError| at.saturating_add(3))?;
    let past = text.len().saturating_sub(rest.len());
    if let Some(percent) = right.strip_prefix("百分之") {
        return percent_hit(text, at, percent, quoted).ok_or(past);
    }
    let value = han_value(digits).and_then(whole).ok_or(past)?;
    let number = Number { value, upper: None, ratio: false, rest };
    let mut hit = measured(text, left, at, &number, quoted, true).ok_or(past)?;
    let idiom = digits.chars().all(|c| matches!(c, '十' | '百' | '千'));
    if idiom && !matches!(hit.operator, Operator::Gt | Operator::Gte) {
        return Err(past);
    }
    if left.ends_with(['第', '之']) || (is_han(left.chars().next_back().unwrap_or(' ')) && left.ends_with(['十', '初'])) {
        return Err(past);
    }
    hit.han = true;
    Ok(hit)
}

fn percent_hit<'a>(text: &'a str, at: usize, percent: &'a str, quoted: bool) -> Option<Hit<'a>> {
    let mut rest = percent;
    let printed: winnow::Result<&str> = winnow::combinator::alt((arabic, han)).parse_next(&mut rest);
    let printed = printed.ok()?;
    let value = decimal(printed).or_else(|| han_value(printed).and_then(whole))?;
    let behind = BEHIND.iter().find(|(word, _)| rest.starts_with(word));
    let end = text.len().checked_sub(rest.len())?.checked_add(behind.map_or(0, |(word, _)| word.len()))?;
    let ahead = before(text.get(..at)?);
    let operator = behind.map(|(_, found)| *found).or(ahead.map(|(_, found)| found)).unwrap_or(Operator::Eq);
    Some(Hit {
        start: at,
        end,
        value,
        upper: None,
        multiplier: "",
        word: "%",
        sort: Sort::Rate,
        operator,
        from: ahead.map_or(at, |(start, _)| start),
        quoted,
        han: false,
    })
}

#[cfg(test)]
mod tests {
    use super::{Operator, hits};

    fn read(text: &str) -> Vec<(String, String, Operator)> {
        hits(text).into_iter().filter(|hit| !hit.quoted).map(|hit| (hit.value.to_string(), hit.unit(), hit.operator)).collect()
    }

    #[test]
    fn figures_carry_their_unit_and_their_operator() {
        for (text, value, unit, operator) in [
            ("新增学位1.8万个。", "1.8", "万个", Operator::Eq),
            ("不少于1.5万人次", "1.5", "万人次", Operator::Gte),
            ("10场以上", "10", "场", Operator::Gte),
            ("覆盖率超95%。", "95", "%", Operator::Gt),
            ("100人左右", "100", "人", Operator::Approx),
            ("招募5000余名志愿者", "5000", "名", Operator::Gt),
            ("高技能人才1万余人", "1", "万人", Operator::Gt),
            ("日均40—150人次", "40", "人次", Operator::Range),
            ("按照2:1的比例", "2", "", Operator::Ratio),
            ("住房4601套(间)", "4601", "套(间)", Operator::Eq),
            ("20万吨/日以上", "20", "万吨/日", Operator::Gte),
            ("控制在4%以内", "4", "%", Operator::Lte),
            ("培训企业超千家", "1000", "家", Operator::Gt),
            ("达到百分之八十以上", "80", "%", Operator::Gte),
            ("提高1个百分点", "1", "个百分点", Operator::Eq),
            ("完成投资1,200万元", "1200", "万元", Operator::Eq),
        ] {
            let found = read(text);
            assert_eq!(found, [(value.to_owned(), unit.to_owned(), operator)], "{text}");
        }
    }

    #[test]
    fn names_with_numbers_are_no_figures() {
        for text in [
            "“五水共治”",
            "318国道",
            "按“4+3+N”",
            "第四届大会",
            "PM2.5浓度",
            "5G网络",
            "拨打12345热线",
            "027-82846670",
            "百家卫生院",
            "千名医护",
            "1+3+5体系",
            "第3批",
            "15:34发布",
            "3A级景区",
        ] {
            assert_eq!(read(text), [], "{text}");
        }
    }
}
