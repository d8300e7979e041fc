//! From the text as it came to the text the rules read: one form per character, stray blanks gone, hard-wrapped lines joined.
//! Every character keeps its place in the source.

use unicode_normalization::char::{canonical_combining_class, compose};

use super::blanks::{Sheet, without_stray_blanks};
use super::boxed::unboxed;
use super::csv::tabbed;
use super::numeral::is_han_digit;
use super::pages::without_page_numbers;
use super::text::{Mark, Text, is_han};
use super::width::{Simplifier, is_invisible, one_form};
use super::wrap::joins;

/// The normalised text of a source.
pub(crate) fn normalise(source: &str) -> Text {
    let marks = tabbed(unboxed(without_page_numbers(without_readings(characters(source)))));
    let sheet = Sheet::of(&marks);
    let mut out: Vec<Mark> = Vec::with_capacity(marks.len());
    let mut kept: Vec<Vec<Mark>> = Vec::new();
    for line in marks.split(|mark| mark.read == '\n') {
        kept.push(without_stray_blanks(line, sheet));
    }
    let mut ends = marks.iter().filter(|mark| mark.read == '\n').copied();
    for (at, line) in kept.iter().enumerate() {
        let joined = kept.get(at.saturating_add(1)).is_some_and(|next| joins(line, next));
        out.extend_from_slice(line);
        if let Some(end) = ends.next()
            && !joined
        {
            out.push(end);
        }
    }
    Text::new(out)
}

/// The characters in one form each, composed, invisible ones gone.
fn characters(source: &str) -> Vec<Mark> {
    let simplifier = Simplifier::new();
    let mut marks: Vec<Mark> = Vec::with_capacity(source.len() / 3);
    let mut open = false;
    let mut before = '\0';
    for (at, printed) in source.chars().enumerate() {
        let Ok(start) = u32::try_from(at) else { break };
        let end = start.saturating_add(1);
        let lone_return = before == '\r' && printed != '\n';
        before = printed;
        if lone_return {
            marks.push(Mark { read: '\n', printed: '\n', start: start.saturating_sub(1), end: start });
        }
        if is_invisible(printed) {
            continue;
        }
        if canonical_combining_class(printed) != 0 {
            if let Some(last) = marks.last_mut() {
                last.read = compose(last.read, printed).unwrap_or(last.read);
                last.printed = compose(last.printed, printed).unwrap_or(last.printed);
                last.end = end;
            }
            continue;
        }
        let mut read = simplifier.of(one_form(printed));
        if read == '\n' {
            open = false;
        } else if read == '"' {
            read = if open { '”' } else { '“' };
            open = !open;
        }
        marks.push(Mark { read, printed, start, end });
    }
    marks
}

/// The longest reading of one character: zhuāng.
const READING: usize = 6;

/// Readings in brackets that a web page put behind characters go, 责(zé)任; a ring among Chinese digits is a nought, 二○二四.
fn without_readings(mut marks: Vec<Mark>) -> Vec<Mark> {
    let mut kept = 0_usize;
    let mut at = 0_usize;
    while let Some(mark) = marks.get(at).copied() {
        let before = kept.checked_sub(1).and_then(|last| marks.get(last)).map_or(' ', |last: &Mark| last.read);
        if mark.read == '('
            && is_han(before)
            && let Some(length) = marks.get(at.saturating_add(1)..).and_then(reading)
        {
            at = at.saturating_add(length).saturating_add(2);
            continue;
        }
        let read = if mark.read == '○' && is_han_digit(before) { '〇' } else { mark.read };
        if let Some(place) = marks.get_mut(kept) {
            *place = Mark { read, ..mark };
        }
        kept = kept.saturating_add(1);
        at = at.saturating_add(1);
    }
    marks.truncate(kept);
    marks
}

/// How many letters, one with a mark of tone, stand before the closing bracket.
fn reading(marks: &[Mark]) -> Option<usize> {
    let length = marks.iter().take(READING.saturating_add(1)).position(|mark| mark.read == ')')?;
    let letters = marks.get(..length)?;
    let latin = letters.iter().all(|mark| mark.read.is_alphabetic() && !is_han(mark.read));
    (latin && letters.iter().any(|mark| !mark.read.is_ascii())).then_some(length)
}

#[cfg(test)]
mod tests {
    use super::normalise;

    #[test]
    fn readings_behind_characters_go_and_rings_are_noughts() {
        assert_eq!(normalise("責(zé)任單(dān)位:市住建局(市房管局)(a)").as_str(), "责任单位:市住建局(市房管局)(a)");
        assert_eq!(normalise("二○二四年\n○新建学校").as_str(), "二〇二四年\n○新建学校");
    }

    #[test]
    fn places_survive_every_change() {
        let source = "一、牽頭單位：市 教育局\r\n　　新增e\u{301}所\u{200b}，建成 30 所。";
        let text = normalise(source);
        assert_eq!(text.as_str(), "一、牵头单位:市教育局\n新增é所,建成30所。");
        let at = text.as_str().find("建成30所").unwrap();
        let piece = text.as_str().get(at..at + "建成30所".len()).unwrap();
        let span = text.span(piece).unwrap();
        let chars: Vec<char> = source.chars().collect();
        let (start, end) = (usize::try_from(span.start).unwrap(), usize::try_from(span.end).unwrap());
        assert_eq!(chars.get(start..end).unwrap().iter().collect::<String>(), "建成 30 所");
        assert_eq!(text.printed(text.as_str().get(.."一、牵头单位".len()).unwrap()), "一、牽頭單位");
    }

    #[test]
    fn hard_wrapped_lines_are_joined_and_paragraphs_are_not() {
        let text = normalise(
            "事项内容:加快推进新就业无房职工住房租赁补贴政策\n落地;组织开展宣传活动。\n完成时限:2021年12月底\n\n牵头部门:市住建局、\n市财政局\n",
        );
        assert_eq!(
            text.as_str().lines().collect::<Vec<_>>(),
            [
                "事项内容:加快推进新就业无房职工住房租赁补贴政策落地;组织开展宣传活动。",
                "完成时限:2021年12月底",
                "",
                "牵头部门:市住建局、市财政局"
            ]
        );
    }

    #[test]
    fn quotes_of_a_typewriter_are_paired_by_line() {
        assert_eq!(normalise("\"甲\"乙\"丙\n\"丁\"").as_str(), "“甲”乙“丙\n“丁”");
    }
}
