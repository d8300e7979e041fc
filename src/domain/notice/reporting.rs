//! Reporting duties in a notice: 每月3日前…报市发改委汇总, 分别于6月30日和12月10日前…报市政府督查室.

use chrono::NaiveDate;

use super::calendar::dates;
use super::lines::Line;
use super::text::cut;
use super::units::is_unit;

/// A duty to report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Duty<'a> {
    pub(crate) sentence: &'a str,
    pub(crate) receiver: Option<&'a str>,
    pub(crate) frequency: &'static str,
    pub(crate) due_day: Option<u32>,
    pub(crate) listed: Vec<NaiveDate>,
    pub(crate) parts: Vec<&'static str>,
    pub(crate) text_limit: Option<u32>,
    /// The receiver collects (汇总).
    pub(crate) collects: bool,
}

/// All duties, in their order.
pub(crate) fn duties<'a>(lines: &[Line<'a>], now: Option<i32>) -> Vec<Duty<'a>> {
    let mut found: Vec<Duty<'a>> = Vec::new();
    for line in lines.iter().filter(|line| line.text.contains('报') && line.text.len() < 6_000) {
        for sentence in line.text.split('。') {
            if let Some(limit) = limit(sentence)
                && let Some(last) = found.last_mut()
            {
                last.text_limit = last.text_limit.or(Some(limit));
            }
            found.extend(duty(sentence, now));
        }
    }
    found
}

/// Who watches: the unit before 加强跟踪督办, 进行督查.
pub(crate) fn supervisor<'a>(lines: &[Line<'a>]) -> Option<&'a str> {
    lines.iter().filter(|line| line.text.len() < 6_000).find_map(|line| {
        let at = line.text.find("督查室")?.checked_add("督查室".len())?;
        let (before, after) = cut(line.text, at);
        let name = before.rsplit([',', '。', ';', '、', ':', '报', '由', '送']).next()?.trim();
        let watches = ["督查", "督办", "跟踪", "督促"].iter().any(|word| after.contains(word));
        (watches && is_unit_like(name)).then_some(name)
    })
}

fn is_unit_like(name: &str) -> bool {
    (4..=20).contains(&name.chars().count())
}

fn duty<'a>(sentence: &'a str, now: Option<i32>) -> Option<Duty<'a>> {
    let receiver = receiver(sentence);
    let reports = receiver.is_some()
        && ["进展", "落实情况", "完成情况", "报送", "工作情况", "进度", "总结", "报告", "清单"].iter().any(|word| sentence.contains(word));
    if !reports {
        return None;
    }
    let (frequency, due_day) = frequency(sentence);
    let listed = if frequency == "listed" { listed(sentence, now) } else { Vec::new() };
    if frequency == "listed" && listed.is_empty() {
        return None;
    }
    let mut parts = Vec::new();
    for (words, part) in [
        (["进展", "进度", "情况"], "progress"),
        (["存在的问题", "存在问题", "困难"], "problems"),
        (["建议", "下步", "下一步"], "suggestions"),
    ] {
        if words.iter().any(|word| sentence.contains(word)) {
            parts.push(part);
        }
    }
    Some(Duty {
        sentence: sentence.trim(),
        receiver,
        frequency,
        due_day,
        listed,
        parts,
        text_limit: limit(sentence),
        collects: sentence.contains("汇总"),
    })
}

/// The unit behind 报, 报送, 报至.
fn receiver(sentence: &str) -> Option<&str> {
    sentence.match_indices('报').take(20).find_map(|(at, _)| {
        let rest = sentence.get(at..)?.strip_prefix('报')?;
        let rest = ["送至", "送到", "送给", "送", "至", "给", "到"].iter().find_map(|word| rest.strip_prefix(word)).unwrap_or(rest);
        let end =
            ["汇总", "备案", ",", "。", ";", "(", "督查", "统一"].iter().filter_map(|word| rest.find(word)).min().unwrap_or(rest.len());
        let end =
            if rest.get(end..).is_some_and(|tail| tail.starts_with("督查室")) { end.saturating_add("督查室".len()) } else { end };
        rest.get(..end).map(str::trim).filter(|name| {
            (is_unit(name) || name.ends_with("督查室")) && name.starts_with(['市', '县', '区', '省', '州', '旗']) && !name.contains('、')
        })
    })
}

fn frequency(sentence: &str) -> (&'static str, Option<u32>) {
    for (word, frequency) in [
        ("每月", "monthly"),
        ("每个月", "monthly"),
        ("每季度", "quarterly"),
        ("每个季度", "quarterly"),
        ("每季", "quarterly"),
        ("每半年", "halfYearly"),
        ("每年", "yearly"),
    ] {
        if let Some(at) = sentence.find(word) {
            let rest = sentence.get(at.saturating_add(word.len())..).unwrap_or("");
            let digits: String =
                rest.chars().skip_while(|c| matches!(c, '末' | '底' | '的' | '首' | '月')).take_while(char::is_ascii_digit).collect();
            let day = rest
                .trim_start_matches(['末', '底', '的', '首', '月'])
                .get(digits.len()..)
                .filter(|tail| tail.starts_with(['日', '号']))
                .and_then(|_| digits.parse().ok());
            return (frequency, day.filter(|day| (1..=31).contains(day)));
        }
    }
    ("listed", None)
}

/// The dates before 前.
fn listed(sentence: &str, now: Option<i32>) -> Vec<NaiveDate> {
    let mut found = Vec::new();
    let mut past = 0;
    let before = sentence.rfind('前').map_or("", |at| cut(sentence, at.saturating_add("前".len())).0);
    for (at, c) in before.char_indices() {
        if at < past || !c.is_ascii_digit() {
            continue;
        }
        let mut rest = before.get(at..).unwrap_or("");
        if let Ok(date) = dates(&mut rest, now) {
            past = before.len().saturating_sub(rest.len());
            if date.grain == super::calendar::Grain::Day || rest.starts_with('前') {
                found.push(date.last);
            }
        } else {
            past = at.saturating_add(before.get(at..).unwrap_or("").chars().take_while(char::is_ascii_digit).count());
        }
    }
    found
}

/// 控制在500字以内.
fn limit(sentence: &str) -> Option<u32> {
    let at = sentence.find("字以内").or_else(|| sentence.find("字左右"))?;
    let digits: String = cut(sentence, at).0.chars().rev().take_while(char::is_ascii_digit).collect();
    digits.chars().rev().collect::<String>().parse().ok()
}
