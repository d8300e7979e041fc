//! The numbers before items: 一、 (一) 1. (1) ① 第一章, 任务一:, and the bare number of a table row.

use winnow::ascii::space0;
use winnow::combinator::{alt, delimited, not, opt, preceded, terminated};
use winnow::prelude::*;
use winnow::token::{literal, one_of, take_while};

use super::numeral::{han, han_value, ordinal};

/// How an item is numbered; the order is the usual order of levels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Style {
    /// 第一章, 第一部分
    Chapter,
    /// 一、
    Han,
    /// (一)
    ParenHan,
    /// 任务一:, 事项3.
    Worded,
    /// 1.
    Arabic,
    /// 17 and a blank
    Bare,
    /// (1)
    ParenArabic,
    /// ①
    Circled,
}

/// A number at the beginning of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Marker<'a> {
    /// How it is printed.
    pub(crate) style: Style,
    /// The number itself as printed: 一, 17.
    pub(crate) number: &'a str,
    /// Its value.
    pub(crate) value: i64,
    /// What follows.
    pub(crate) rest: &'a str,
}

type Found<'a> = (Style, &'a str);

fn chapter<'a>(input: &mut &'a str) -> winnow::Result<Found<'a>> {
    let number = preceded('第', ordinal.take());
    terminated(number, (alt(("部分", "章", "节", "篇", "类")), opt(one_of([':', '、', '.', ' ']))))
        .map(|number| (Style::Chapter, number))
        .parse_next(input)
}

fn han_comma<'a>(input: &mut &'a str) -> winnow::Result<Found<'a>> {
    terminated(han.verify(|text: &str| han_value(text).is_some_and(|value| value > 0)), (space0, one_of(['、', '.', ','])))
        .map(|number| (Style::Han, number))
        .parse_next(input)
}

fn paren_han<'a>(input: &mut &'a str) -> winnow::Result<Found<'a>> {
    let number = delimited(('(', space0), han, (space0, ')'));
    terminated(number, opt(one_of(['、', '.']))).map(|number| (Style::ParenHan, number)).parse_next(input)
}

fn worded<'a>(input: &mut &'a str) -> winnow::Result<Found<'a>> {
    let word = alt(("任务", "事项", "项目", "实事", "目标", "行动", "工程", "举措"));
    terminated(preceded((opt('【'), word, space0), ordinal.take()), (opt('】'), space0, one_of([':', '、', '.', '|', ' ']), space0))
        .map(|number| (Style::Worded, number))
        .parse_next(input)
}

fn arabic<'a>(input: &mut &'a str) -> winnow::Result<Found<'a>> {
    let number = take_while(1..=3, '0'..='9');
    let end = (space0, one_of(['.', '、', ')', '）', '．']), not(one_of('0'..='9')));
    terminated(number, end).map(|number| (Style::Arabic, number)).parse_next(input)
}

fn paren_arabic<'a>(input: &mut &'a str) -> winnow::Result<Found<'a>> {
    delimited(('(', space0), take_while(1..=3, '0'..='9'), (space0, ')')).map(|number| (Style::ParenArabic, number)).parse_next(input)
}

fn circled<'a>(input: &mut &'a str) -> winnow::Result<Found<'a>> {
    one_of(('①'..='⑳', '⑴'..='⒇', '❶'..='❿')).take().map(|number| (Style::Circled, number)).parse_next(input)
}

fn bare<'a>(input: &mut &'a str) -> winnow::Result<Found<'a>> {
    let number = take_while(1..=3, '0'..='9');
    terminated(number, (one_of([' ', '\t']), not(alt((literal("年"), literal("月"), literal("日"))))))
        .map(|number| (Style::Bare, number))
        .parse_next(input)
}

fn value(style: Style, number: &str) -> Option<i64> {
    if style == Style::Circled {
        let code = i64::from(u32::from(number.chars().next()?));
        return [0x2460, 0x2474, 0x2776].iter().map(|first| code - first + 1).find(|value| (1..=20).contains(value));
    }
    number.parse::<i64>().ok().or_else(|| han_value(number))
}

/// The number at the beginning of a line, if there is one.
pub(crate) fn marker(line: &str) -> Option<Marker<'_>> {
    let mut rest = line.trim_start_matches([' ', '\t', '★', '●', '■', '◆', '#', '>', '-', '▲']);
    let one = alt((chapter, han_comma, paren_han, worded, arabic, paren_arabic, circled, bare));
    let (style, number) = terminated(one, space0::<&str, winnow::error::ContextError>).parse_next(&mut rest).ok()?;
    Some(Marker { style, number, value: value(style, number)?, rest })
}

/// The numbers 1, 2, 3 … of steps inside a text: each at the beginning or after the end of a sentence, in order. The dot may be missing.
/// Gives each step without its number; fewer than two are no steps.
pub(crate) fn steps(text: &str) -> Vec<&str> {
    let mut begins: Vec<(usize, usize)> = Vec::new();
    let mut before = '\n';
    for (at, c) in text.char_indices() {
        let free = matches!(before, '\n' | '。' | ';' | ':' | ' ' | '!');
        let wanted = begins.len().saturating_add(1).to_string();
        if free
            && c.is_ascii_digit()
            && let Some(rest) = text.get(at..).and_then(|rest| rest.strip_prefix(wanted.as_str()))
        {
            let bare = rest.trim_start_matches(['.', '、', ')', ' ']);
            if rest.len() != bare.len() || (matches!(before, '\n' | '。') && bare.chars().next().is_some_and(is_step_start)) {
                begins.push((at, text.len().saturating_sub(bare.len())));
            }
        }
        before = c;
    }
    if begins.len() < 2 {
        return Vec::new();
    }
    let ends = begins.iter().skip(1).map(|(at, _)| *at).chain([text.len()]);
    begins.iter().zip(ends).filter_map(|((_, from), till)| text.get(*from..till)).map(str::trim).collect()
}

fn is_step_start(c: char) -> bool {
    super::text::is_han(c) && !matches!(c, '月' | '年' | '日' | '个' | '家' | '所' | '处' | '万' | '亿' | '名' | '人' | '号')
}

#[cfg(test)]
mod tests {
    use super::{Style, marker, steps};

    #[test]
    fn every_style_is_read() {
        for (line, style, value, rest) in [
            ("一、工作目标", Style::Han, 1, "工作目标"),
            ("(十二) 大力消除", Style::ParenHan, 12, "大力消除"),
            ("17.实行", Style::Arabic, 17, "实行"),
            ("3、新建", Style::Arabic, 3, "新建"),
            ("4 继续", Style::Bare, 4, "继续"),
            ("(3)抓", Style::ParenArabic, 3, "抓"),
            ("③抓", Style::Circled, 3, "抓"),
            ("第二部分 主要任务", Style::Chapter, 2, "主要任务"),
            ("任务一:新建", Style::Worded, 1, "新建"),
        ] {
            let found = marker(line).unwrap();
            assert_eq!((found.style, found.value, found.rest), (style, value, rest), "{line}");
        }
    }

    #[test]
    fn dates_and_figures_are_no_numbers_of_items() {
        for line in ["2024年3月", "3月", "12.5%以上", "2024 年", "318国道", "新建"] {
            assert_eq!(marker(line), None, "{line}");
        }
    }

    #[test]
    fn steps_are_found_with_and_without_a_dot() {
        assert_eq!(steps("继续。1.出台政策。2.核拨2月资金。3加强协调。"), ["出台政策。", "核拨2月资金。", "加强协调。"]);
        assert_eq!(steps("1.细化30所。\n2. 督促。\n3加强。"), ["细化30所。", "督促。", "加强。"]);
        assert!(steps("新建1.5万个,2处。").is_empty());
    }
}
