//! Blanks inside a line: strays inside words go, those that part cells and labels stay.

use super::calendar::date;
use super::label::label;
use super::marker::{Style, marker};
use super::text::{Mark, is_han};
use super::vocabulary::word;

/// What is known of the whole text before its lines are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sheet {
    /// A line of the text is the head of a table whose columns are parted by blanks.
    cells_by_blanks: bool,
}

impl Sheet {
    /// Looks for the head of a table.
    pub(crate) fn of(marks: &[Mark]) -> Self {
        Self { cells_by_blanks: marks.split(|mark| mark.read == '\n').any(is_head) }
    }
}

fn is_head(line: &[Mark]) -> bool {
    if line.len() > 120 {
        return false;
    }
    let text: String = line.iter().map(|mark| mark.read).collect();
    if text.contains(['|', ',', '\t', ':']) {
        return false;
    }
    let cells: Vec<&str> = text.split(' ').filter(|cell| !cell.is_empty()).collect();
    let known = cells.iter().filter(|cell| word(cell).is_some()).count();
    known >= 3 && known.saturating_mul(3) >= cells.len().saturating_mul(2)
}

const UNIT_ENDS: &str = "局委办厅部院社会中心司府门位联署处站行所队园院团";
const UNIT_BEGINS: &str = "市县区省州各团镇乡";

fn token_left(line: &[Mark]) -> usize {
    line.iter().rev().take(12).take_while(|mark| is_han(mark.read)).count()
}

fn token_right(line: &[Mark]) -> usize {
    line.iter().take(12).take_while(|mark| is_han(mark.read)).count()
}

fn window(line: &[Mark], most: usize) -> String {
    line.iter().take(most).map(|mark| mark.read).collect()
}

/// What is done with a run of blanks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Gone,
    One,
    Whole,
}

/// The line without stray blanks.
pub(crate) fn without_stray_blanks(line: &[Mark], sheet: Sheet) -> Vec<Mark> {
    if is_spread(line) {
        return line.iter().filter(|mark| !matches!(mark.read, ' ' | '\t')).copied().collect();
    }
    let mut out: Vec<Mark> = Vec::with_capacity(line.len());
    let prose = line.iter().take(400).any(|mark| matches!(mark.read, ',' | '。' | ';' | ':' | '、' | '('));
    let mut rest = line;
    while let Some((first, after)) = rest.split_first() {
        if !matches!(first.read, ' ' | '\t') {
            out.push(*first);
            rest = after;
            continue;
        }
        let run = rest.iter().take_while(|mark| matches!(mark.read, ' ' | '\t')).count();
        let (blanks, right) = rest.split_at_checked(run).unwrap_or((rest, &[]));
        if blanks.iter().any(|mark| mark.read == '\t') && !(out.is_empty() && right.is_empty()) {
            // Two tabs in a row are an empty cell.
            out.extend(blanks.iter().filter(|mark| mark.read == '\t'));
            rest = right;
            continue;
        }
        match fate(&out, blanks, right, prose, sheet) {
            Fate::Gone => {}
            Fate::One => out.extend(blanks.first()),
            Fate::Whole => out.extend(blanks.iter().take(2)),
        }
        rest = right;
    }
    out
}

/// 新 建 学 校 １ ０ 所: a blank behind nearly every character, so that none of them parts anything.
fn is_spread(line: &[Mark]) -> bool {
    let start: Vec<char> = line.iter().take(400).map(|mark| mark.read).collect();
    if start.contains(&'\t') {
        return false;
    }
    let tokens: Vec<&[char]> = start.split(|c| *c == ' ').filter(|token| !token.is_empty()).collect();
    let lone = tokens.iter().filter(|token| token.len() == 1).count();
    tokens.len() >= 8 && lone.saturating_mul(5) >= tokens.len().saturating_mul(4)
}

fn fate(left: &[Mark], blanks: &[Mark], right: &[Mark], prose: bool, sheet: Sheet) -> Fate {
    let (Some(before), Some(after)) = (left.last().map(|mark| mark.read), right.first().map(|mark| mark.read)) else { return Fate::Gone };
    if sheet.cells_by_blanks && blanks.len() > 1 && (token_left(left) != 1 || token_right(right) != 1) {
        return Fate::Whole;
    }
    if before == '|' || after == '|' || before == '\t' {
        return Fate::One;
    }
    if before == '。' || (before == ')' && !sheet.cells_by_blanks && label(&window(right, 30)).is_some()) {
        return Fate::One;
    }
    if !sheet.cells_by_blanks && left.len() > 3 && !matches!(before, '、' | ',') && begins_item(right) {
        return Fate::One;
    }
    if matches!(before, ',' | ';' | ':' | '、' | '!' | '(' | '“' | '《')
        || matches!(after, ',' | ';' | ':' | '、' | '。' | ')' | '”' | '》')
    {
        return Fate::Gone;
    }
    let latin = |c: char| c.is_ascii_alphanumeric();
    if latin(before) || latin(after) {
        return around_latin(left, before, right, after);
    }
    between_words(left, right, blanks.len(), prose, sheet)
}

/// 二、主要任务 (一)教育 1.新建学校: a number of an item stands behind the blank.
fn begins_item(right: &[Mark]) -> bool {
    marker(&window(right, 8))
        .is_some_and(|found| matches!(found.style, Style::Han | Style::ParenHan | Style::Arabic) && found.rest.starts_with(is_han))
}

fn around_latin(left: &[Mark], before: char, right: &[Mark], after: char) -> Fate {
    if before.is_ascii_alphanumeric() && after.is_ascii_alphanumeric() {
        return Fate::One;
    }
    if before.is_ascii_digit() {
        let leads = left.len() <= 4 && left.iter().all(|mark| mark.read.is_ascii_digit());
        return if leads && !matches!(after, '年' | '月' | '日' | '%') { Fate::One } else { Fate::Gone };
    }
    if after.is_ascii_digit() {
        if matches!(before, '年' | '月') {
            return Fate::Gone;
        }
        let ahead = window(right, 16);
        let dated = date(&mut ahead.as_str(), Some(2000)).is_ok();
        return if dated && left.len() > 3 { Fate::One } else { Fate::Gone };
    }
    Fate::One
}

fn between_words(left: &[Mark], right: &[Mark], run: usize, prose: bool, sheet: Sheet) -> Fate {
    let keep = if run > 1 { Fate::Whole } else { Fate::One };
    let ahead = window(right, 30);
    if label(&ahead).is_some() {
        // 牵 头 单 位: is one label with blanks in it, not a label after a word.
        let inside = token_left(left) == 1 || label(&format!("{}{ahead}", tail_word(left))).is_some();
        return if inside { Fate::Gone } else { keep };
    }
    let (before, after) = (token_left(left), token_right(right));
    if before == 1 && after == 1 && left.len() < 24 {
        return Fate::Gone;
    }
    let (one, other) = (tail_word(left), window(right, after));
    // 责任单位 完成时限: two heads; 完成 时限 is one.
    let two = word(&one).is_some() && word(&other).is_some();
    if !two && word(&format!("{one}{other}")).is_some() {
        return Fate::Gone;
    }
    if sheet.cells_by_blanks || run > 1 {
        return keep;
    }
    let ends = left.last().is_some_and(|mark| UNIT_ENDS.contains(mark.read));
    let begins = right.first().is_some_and(|mark| UNIT_BEGINS.contains(mark.read));
    if (ends && begins && before > 2) || !prose { keep } else { Fate::Gone }
}

fn tail_word(left: &[Mark]) -> String {
    let n = token_left(left);
    left.iter().skip(left.len().saturating_sub(n)).map(|mark| mark.read).collect()
}

#[cfg(test)]
mod tests {
    use crate::domain::notice::normalise::normalise;

    #[test]
    fn blanks_inside_words_and_figures_go() {
        for (source, expected) in [
            ("牵 头 单 位:市 教育局", "牵头单位:市教育局"),
            ("新增 学位 1.8 万个。(牵头 单位:市教育局)", "新增学位1.8万个。(牵头单位:市教育局)"),
            ("2024 年 6 月底前,建成 30 所", "2024年6月底前,建成30所"),
            ("序 号", "序号"),
            ("新 建 幼 儿 园 1 2 所 , 新 增 学 位", "新建幼儿园12所,新增学位"),
        ] {
            assert_eq!(normalise(source).as_str(), expected);
        }
    }

    #[test]
    fn blanks_that_part_things_stay() {
        for source in [
            "牵头部门:市教育局 配合部门:市发改委",
            "4 继续打好组合拳。 1.深入开展",
            "序号 重点工作 工作举措 进度安排",
            "责任单位:市教育局 市财政局 各县区",
        ] {
            assert_eq!(normalise(source).as_str(), source);
        }
    }
}
