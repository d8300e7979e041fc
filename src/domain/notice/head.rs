//! The head of a notice: title, number, issuer, dates, addressees, the plan above, the deadline of all tasks.

use chrono::NaiveDate;

use super::calendar::{Grain, date, dates};
use super::lines::Line;
use super::noise::is_noise;
use super::text::{count, cut, is_han, squeeze, tail};
use super::units::is_unit;

/// What the head says; every piece is a slice of the text.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Head<'a> {
    pub(crate) title: Option<&'a str>,
    pub(crate) number: Option<&'a str>,
    pub(crate) issuer: Option<&'a str>,
    pub(crate) signed: Option<(&'a str, NaiveDate)>,
    pub(crate) printed: Option<(&'a str, NaiveDate)>,
    pub(crate) published: Option<(&'a str, NaiveDate)>,
    pub(crate) publisher: Option<&'a str>,
    pub(crate) addressees: Option<&'a str>,
    pub(crate) public: Option<&'a str>,
    pub(crate) parent: Option<&'a str>,
    pub(crate) default_due: Option<&'a str>,
    pub(crate) batch: Option<&'a str>,
    pub(crate) campaign: Option<&'a str>,
    /// 五年规划: the number of the five-year plan.
    pub(crate) five_year: Option<i32>,
    pub(crate) year: Option<i32>,
}

/// Reads the head from all lines of the notice.
pub(crate) fn head<'a>(lines: &[Line<'a>], text: &'a str) -> Head<'a> {
    let mut head = Head { number: lines.iter().find_map(|line| document_number(line.text)), ..Head::default() };
    head.title = title(lines);
    head.batch = lines.iter().take(12).find_map(|line| batch(line.text));
    head.campaign = head.title.and_then(quoted);
    head.public = lines.iter().find_map(|line| find(line.text, "公开发布"));
    head.addressees = lines.iter().take(60).find_map(|line| addressees(line.text));
    head.five_year = five_year(text).or_else(|| head.title.and_then(five_years_named));
    publication(lines, &mut head);
    head.year = year(lines, &head);
    signature(lines, &mut head);
    head.issuer = head.issuer.or_else(|| {
        lines.iter().take(30).find_map(|line| line.text.find("关于印发").map(|at| cut(line.text, at).0)).and_then(issuer_before)
    });
    head.default_due = lines.iter().find_map(|line| default_due(line.text, head.year));
    head.parent = lines.iter().take(60).find_map(|line| parent(line.text));
    head
}

fn find<'a>(line: &'a str, word: &str) -> Option<&'a str> {
    let at = line.find(word)?;
    line.get(at..at.checked_add(word.len())?)
}

/// 宜府办发〔2024〕21号; the brackets may be of any kind.
pub(crate) fn document_number(line: &str) -> Option<&str> {
    line.match_indices(['〔', '[', '(', '【']).take(50).find_map(|(at, _)| {
        let (before, after) = cut(line, at);
        let from = before.char_indices().rev().take(12).take_while(|(_, c)| is_han(*c)).last().map(|(at, _)| at)?;
        // What stands before the number on the same line ends like a title.
        let glued = ["通知", "意见", "方案", "决定", "办法", "规划", "批复", "函件"];
        let begin = before.get(from..)?;
        let cut_off = glued.iter().filter_map(|word| begin.rfind(word).map(|at| at.saturating_add(word.len()))).max().unwrap_or(0);
        let from = from.checked_add(cut_off)?;
        let prefix = before.get(from..)?;
        let year: String = after.chars().skip(1).take(4).collect();
        let mut rest = after.chars().skip(5);
        let closed = matches!(rest.next(), Some('〕' | ']' | ')' | '】'));
        let serial: String = rest.take(12).collect();
        let digits: String = serial.trim_start_matches('第').chars().take_while(char::is_ascii_digit).collect();
        let after_digits = serial.trim_start_matches('第').get(digits.len()..)?;
        let named = ["发", "办", "函", "字", "政", "府", "督", "委", "令", "通"].iter().any(|word| prefix.contains(word));
        if !closed
            || year.parse::<i32>().is_err()
            || digits.is_empty()
            || !after_digits.starts_with('号')
            || !named
            || prefix.chars().count() < 2
        {
            return None;
        }
        let length = prefix.len().checked_add(after.find('号')?)?.checked_add("号".len())?;
        line.get(from..from.checked_add(length)?)
    })
}

const ENDS: &[&str] = &[
    "清单",
    "方案",
    "计划",
    "要点",
    "分工",
    "分解",
    "任务书",
    "责任书",
    "工作表",
    "分工表",
    "分解表",
    "任务表",
    "实事",
    "实事项目",
    "项目表",
    "一览表",
    "工作任务",
    "目标任务",
    "意见",
    "安排表",
    "安排",
    "台账",
    "项目",
    "分解的通知",
    "的通知",
    "责任表",
    "实施意见",
    "办理方案",
];

/// The title: the last line before the body that ends like one, else what the notice is about (关于印发…的通知), else the last step of the page's path.
fn title<'a>(lines: &[Line<'a>]) -> Option<&'a str> {
    let mut best: Option<&'a str> = None;
    for text in lines.iter().take(80).filter_map(|line| titular(line.text)) {
        let notice = text.ends_with("通知");
        let shorter = best.is_none_or(|known| known.ends_with("通知") || known.len() > text.len());
        if shorter && !(notice && best.is_some()) && !best.is_some_and(|known| is_tail(known, text)) {
            best = Some(text);
        }
    }
    let best = best.map(|found| about(found).unwrap_or(found));
    best.or_else(|| lines.iter().take(5).find_map(|line| path_end(line.text)))
}

/// The line where it may be a title, without the column of the newspaper before it: 【民生】….
fn titular(line: &str) -> Option<&str> {
    let text = line.trim_start_matches(['#', ' ']);
    let text = text.strip_prefix('【').and_then(|rest| rest.split_once('】')).map_or(text, |(_, rest)| rest);
    let fits = (4..=80).contains(&count(text, 90))
        && !text.contains(['。', ':', ';', '|', '\t'])
        && !is_noise(text)
        && super::marker::marker(text).is_none();
    let bare = text.split('(').next().unwrap_or(text);
    (fits && super::vocabulary::word(text).is_none() && ENDS.iter().any(|end| bare.ends_with(end))).then_some(text)
}

/// Whether the line is the second half of the title the notice names: the line was broken in it.
fn is_tail(notice: &str, line: &str) -> bool {
    let named = squeeze(about(notice).unwrap_or("").chars());
    named.len() > line.len() && named.ends_with(squeeze(line.chars()).as_str())
}

/// 关于印发《X》的通知 and 关于印发X的通知 speak of X.
fn about(title: &str) -> Option<&str> {
    let at = title.find("关于印发")?.checked_add("关于印发".len())?;
    let inner = title.get(at..)?.trim();
    let inner = inner.strip_suffix("的通知").or_else(|| inner.strip_suffix("通知")).unwrap_or(inner);
    let whole = inner.strip_prefix('《').and_then(|inner| inner.strip_suffix('》')).filter(|inner| !inner.contains('》'));
    Some(whole.unwrap_or(inner)).filter(|inner| !inner.is_empty())
}

fn path_end(line: &str) -> Option<&str> {
    let path = line.contains("位置") || line.contains("首页");
    let last = line.rsplit(['?', '>', '»', '›']).next()?.trim();
    (path && line.contains(['?', '>', '»', '›']) && count(last, 41) <= 40 && !last.is_empty()).then_some(last)
}

/// 第二批.
fn batch(line: &str) -> Option<&str> {
    let at = line.find('第')?;
    let rest = line.get(at..)?;
    let end = rest.find('批').filter(|end| *end <= 12)?;
    rest.get(..end.checked_add("批".len())?)
}

fn quoted(title: &str) -> Option<&str> {
    let at = title.find('“')?;
    let inner = title.get(at..)?.strip_prefix('“')?;
    inner.get(..inner.find('”')?).filter(|inner| count(inner, 21) <= 20)
}

fn addressees(line: &str) -> Option<&str> {
    let named = line.starts_with('各')
        || line.starts_with("市直")
        || line.starts_with("有关")
        || line.starts_with("市有关")
        || line.starts_with("县直");
    let stem = line.strip_suffix(':')?;
    (named && count(stem, 201) <= 200 && !stem.contains(['。', ';', ':'])).then_some(stem)
}

/// The five-year plans and the years with which they begin.
const FIVE_YEARS: &[(&str, i32)] = &[("十一五", 2006), ("十二五", 2011), ("十三五", 2016), ("十四五", 2021), ("十五五", 2026)];

/// “十四五”生态环境保护规划: the title names the five years.
fn five_years_named(title: &str) -> Option<i32> {
    let named = FIVE_YEARS.iter().find(|(name, _)| title.contains(name)).map(|(_, start)| *start);
    named.filter(|_| title.contains("规划") || title.contains("纲要"))
}

/// “十二五” named more than once: the plan of those five years.
fn five_year(text: &str) -> Option<i32> {
    let best = FIVE_YEARS.iter().map(|(name, start)| (text.matches(name).count(), *start)).max()?;
    let years = text.matches("到2015年").count() + text.matches("五年").count();
    (best.0 >= 3 && years >= 2).then_some(best.1)
}

fn publication<'a>(lines: &[Line<'a>], head: &mut Head<'a>) {
    for line in lines.iter().take(20).chain(lines.iter().rev().take(12)) {
        for word in ["发布时间:", "发布日期:", "日期:", "时间:", "成文日期:", "印发日期:"] {
            let Some(at) = line.text.find(word) else { continue };
            let rest = line.text.get(at.saturating_add(word.len())..).unwrap_or("").trim_start();
            let mut after = rest;
            if let (Ok(found), None) = (date(&mut after, None), head.published) {
                head.published = rest.get(..rest.len().saturating_sub(after.len())).map(|printed| (printed, found.last));
            }
        }
        let mut after = line.text;
        if let (Ok(found), None) = (date(&mut after, None), head.published) {
            let lone = line.text.starts_with("20") && found.grain == Grain::Day && (after.starts_with(' ') && after.contains(':'));
            head.published = line
                .text
                .get(..line.text.len().saturating_sub(after.len()))
                .filter(|_| lone)
                .map(|printed| (printed, found.last))
                .or(head.published);
        }
        if let (Some(at), None) = (line.text.find("来源:"), head.publisher) {
            let rest = line.text.get(at.saturating_add("来源:".len())..).unwrap_or("").trim_start();
            head.publisher = rest.split([' ', '【', '\t']).next().filter(|name| count(name, 31) <= 30 && !name.is_empty());
        }
    }
}

/// The year of the plan: in its title, in its number, in the first date with a year.
fn year(lines: &[Line<'_>], head: &Head<'_>) -> Option<i32> {
    let four = |text: &str| {
        text.char_indices().filter(|(_, c)| *c == '2').find_map(|(at, _)| {
            let digits = text.get(at..at.saturating_add(4))?;
            digits.parse::<i32>().ok().filter(|year| (1990..=2100).contains(year))
        })
    };
    if let Some(start) = head.five_year {
        return start.checked_add(4);
    }
    let dated = lines.iter().take(400).find_map(|line| {
        let at = line.text.find("年")?;
        let digits = tail(cut(line.text, at).0, 4);
        digits.parse::<i32>().ok().filter(|year| (1990..=2100).contains(year))
    });
    head.title
        .and_then(four)
        .or_else(|| head.number.and_then(four))
        .or(dated)
        .or_else(|| head.published.map(|(_, day)| chrono::Datelike::year(&day)))
}

/// The issuer above the date, and 印发 with a date.
fn signature<'a>(lines: &[Line<'a>], head: &mut Head<'a>) {
    let mut before: Option<&'a str> = None;
    for line in lines {
        let mut after = line.text;
        if let Ok(found) = date(&mut after, None)
            && found.grain == Grain::Day
            && after.trim().is_empty()
        {
            head.signed = head.signed.or(Some((line.text, found.last)));
            head.issuer = head.issuer.or(before.filter(|name| is_unit(name)));
        }
        if let (Some(stem), None) = (line.text.strip_suffix("印发"), head.printed) {
            let at = stem.char_indices().find(|(_, c)| c.is_ascii_digit()).map(|(at, _)| at);
            if let Some(printed) = at.and_then(|at| stem.get(at..)) {
                let mut after = printed;
                head.printed = date(&mut after, None).ok().map(|found| (printed, found.last));
            }
        }
        before = Some(line.text);
    }
}

fn issuer_before(text: &str) -> Option<&str> {
    let name = text.rsplit(['》', '《', ' ', '号']).next()?.trim();
    is_unit(name).then_some(name)
}

/// 确保在2024年11月底前完成全部任务: the deadline of all tasks.
fn default_due(line: &str, now: Option<i32>) -> Option<&str> {
    if line.contains(['|', '\t']) {
        return None;
    }
    let all = ["完成全部任务", "全部完成", "完成所有任务", "完成各项任务", "全面完成各项", "完成全部", "全面完成任务", "完成全年"]
        .iter()
        .find_map(|word| line.find(word))?;
    let before = cut(line, all).0;
    let from = before.rfind([',', '。', ';']).map_or(0, |at| at.saturating_add(1));
    let clause = before.get(from..)?;
    clause.char_indices().filter(|(_, c)| c.is_ascii_digit() || matches!(c, '年' | '今')).take(12).find_map(|(at, _)| {
        let start = clause.get(at..)?;
        let mut rest = start;
        let found = dates(&mut rest, now).ok()?;
        let rest = rest.strip_prefix('前').or_else(|| rest.strip_prefix("之前")).unwrap_or(rest);
        (rest.is_empty() || found.grain < Grain::Year).then(|| start.get(..start.len().checked_sub(rest.len())?)).flatten()
    })
}

/// The plan above: what a superior printed (省政府办公厅印发的《…》), or 落实…方案 in the title.
fn parent(line: &str) -> Option<&str> {
    if count(line, 801) > 800 {
        return None;
    }
    for word in ["印发的《", "落实《", "根据《", "按照《", "贯彻《"] {
        if let Some(at) = line.find(word) {
            let from = at.checked_add(word.len())?;
            let rest = line.get(from..)?;
            return rest.get(..rest.find('》')?);
        }
    }
    let at = line.find("落实")?.checked_add("落实".len())?;
    let rest = line.get(at..)?;
    let named = ["省", "国务院", "中央", "自治区"].iter().any(|above| super::text::head(rest, 6).contains(above));
    let end = ["工作方案", "方案", "实施方案", "任务分工"].iter().filter_map(|word| rest.find(word)).min()?;
    rest.get(..end).filter(|inner| named && count(inner, 41) <= 40 && !inner.contains([',', '。', '、']))
}
