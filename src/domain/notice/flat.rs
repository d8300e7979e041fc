//! A table flattened to lines: the heads of the columns stand on lines of their own, then every cell follows on its own lines.

use super::due::is_due;
use super::lines::Line;
use super::marker::{Style, marker, steps};
use super::noise::is_noise;
use super::record::{Reading, Record};
use super::roles::{Role, part};
use super::steps::Step;
use super::text::{count, is_han};
use super::units::is_list;
use super::vocabulary::{Word, is_role, word};

/// Where the heads end among the lines, and what they announce: at least three in a row.
pub(crate) fn head(lines: &[Line<'_>]) -> Option<(usize, Vec<Word>)> {
    let mut words = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        match word(line.text).filter(|_| count(line.text, 15) <= 14) {
            Some(found) => words.push(found),
            None if words.len() >= 3 => return Some((at, words)),
            None => words.clear(),
        }
    }
    None
}

/// A cell by what it looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cell<'a> {
    Text(&'a str),
    Due(&'a str),
    Person(&'a str),
    Units(&'a str),
}

#[derive(Default)]
struct Row<'a> {
    record: Record<'a>,
    cells: Vec<Cell<'a>>,
}

struct Reader<'a> {
    columns: Vec<Word>,
    now: Option<i32>,
    rows: Vec<Row<'a>>,
    left: Vec<&'a str>,
    number: i64,
    pending: Option<&'a str>,
    /// The first row carries its units in brackets: then every row does.
    roles_inline: bool,
}

/// Reads the cells below the heads.
pub(crate) fn read<'a>(lines: &[Line<'a>], columns: &[Word], now: Option<i32>) -> Reading<'a> {
    let mut reader =
        Reader { columns: columns.to_vec(), now, rows: Vec::new(), left: Vec::new(), number: 0, pending: None, roles_inline: false };
    for line in lines {
        if is_noise(line.text) || (word(line.text).is_some() && count(line.text, 15) <= 14) {
            continue;
        }
        reader.line(line.text);
    }
    let columns = reader.columns;
    let mut reading = Reading { left: reader.left, ..Reading::default() };
    for row in reader.rows {
        reading.root.records.push(finish(row, &columns));
    }
    reading
}

impl<'a> Reader<'a> {
    fn line(&mut self, line: &'a str) {
        if let Some(number) = self.pending.take() {
            self.start(number, line);
            return;
        }
        let lone = line.len() <= 3 && line.bytes().all(|byte| byte.is_ascii_digit());
        if lone && self.follows(line.parse().unwrap_or(0)) {
            self.pending = Some(line);
            return;
        }
        let found =
            marker(line).filter(|found| matches!(found.style, Style::Arabic | Style::Bare | Style::Han) && self.follows(found.value));
        if let Some(found) = found.filter(|found| self.begins_row(found.rest)) {
            self.start(found.number, found.rest);
            return;
        }
        let cell = self.cell(line);
        match self.rows.last_mut() {
            Some(row) => row.cells.push(cell),
            None => self.left.push(line),
        }
    }

    const fn follows(&self, value: i64) -> bool {
        value > 0 && (self.number == 0 || value == self.number.saturating_add(1))
    }

    /// A numbered line is a row where the first row was one in the same way, or where the row before is full.
    fn begins_row(&self, rest: &str) -> bool {
        if self.rows.is_empty() {
            return true;
        }
        if self.roles_inline {
            return !part(rest).roles.is_empty();
        }
        self.rows.last().is_some_and(|row| row.cells.iter().rev().take(1).any(|cell| !matches!(cell, Cell::Text(_))))
    }

    fn start(&mut self, number: &'a str, text: &'a str) {
        let parted = part(text);
        if self.rows.is_empty() {
            self.roles_inline = !parted.roles.is_empty();
        }
        self.number = marker(number)
            .map_or_else(|| number.parse().ok().or_else(|| super::numeral::han_value(number)), |found| Some(found.value))
            .unwrap_or(self.number.saturating_add(1));
        let record =
            Record { number, title: parted.body, roles: parted.roles, due: parted.due, rule: "layout.flattenedRow", ..Record::default() };
        self.rows.push(Row { record, cells: Vec::new() });
    }

    fn cell(&self, line: &'a str) -> Cell<'a> {
        if is_due(line, self.now) {
            return Cell::Due(line);
        }
        if self.columns.contains(&Word::Official) && is_person(line) {
            return Cell::Person(line);
        }
        let units = self.columns.iter().any(|word| is_role(*word) && *word != Word::Official);
        if units && is_list(line) { Cell::Units(line) } else { Cell::Text(line) }
    }
}

/// A name of a person: two to four Chinese characters and nothing else.
pub(crate) fn is_person(text: &str) -> bool {
    let length = count(text, 6);
    (2..=4).contains(&length)
        && text.chars().all(|c| is_han(c) || c == '·')
        && word(text).is_none()
        && !text.ends_with(['局', '委', '办', '年', '月', '期', '度', '区', '县', '厅', '院'])
}

/// Sorts the cells of a row into fields and steps.
fn finish<'a>(row: Row<'a>, columns: &[Word]) -> Record<'a> {
    let Row { mut record, cells } = row;
    let roles: Vec<Word> = columns.iter().copied().filter(|word| is_role(*word) && *word != Word::Official).collect();
    let mut lists = roles.iter();
    let mut flow = Vec::new();
    for cell in cells {
        match cell {
            Cell::Person(value) => record.roles.push(Role { word: Word::Official, label: "", value, rule: "role.column" }),
            Cell::Units(value) => {
                let word = lists.next().or(roles.last()).copied().unwrap_or(Word::Responsible);
                record.roles.push(Role { word, label: "", value, rule: "role.column" });
            }
            other => flow.push(other),
        }
    }
    let first_due = flow.iter().position(|cell| matches!(cell, Cell::Due(_)));
    let interleaved = first_due.is_some_and(|at| flow.iter().skip(at).any(|cell| matches!(cell, Cell::Text(_))));
    if interleaved {
        by_rows(&mut record, &flow, columns)
    } else {
        by_columns(&mut record, &flow, columns)
    }
    record
}

/// Content, how, deadline, content, how, deadline …
fn by_rows<'a>(record: &mut Record<'a>, flow: &[Cell<'a>], columns: &[Word]) {
    let how = columns.contains(&Word::How);
    let mut open: Vec<&'a str> = Vec::new();
    for cell in flow {
        match cell {
            Cell::Text(text) => open.push(text),
            Cell::Due(due) => {
                // The column of the content comes before that of the measures.
                let (content, text) = match open.as_slice() {
                    [content, .., last] if how => (Some(*content), *last),
                    [.., last] => (None, *last),
                    [] => (None, *due),
                };
                record.steps.push(Step { due: Some(due), text, how: content, every: None });
                open.clear();
            }
            _ => {}
        }
    }
    record.content.extend(open);
}

/// All content, all measures, then all deadlines: numbered steps are matched with the deadlines in order.
fn by_columns<'a>(record: &mut Record<'a>, flow: &[Cell<'a>], columns: &[Word]) {
    let texts: Vec<&'a str> = flow.iter().filter_map(|cell| if let Cell::Text(text) = cell { Some(*text) } else { None }).collect();
    let dues: Vec<&'a str> = flow.iter().filter_map(|cell| if let Cell::Due(due) = cell { Some(*due) } else { None }).collect();
    let mut numbered: Vec<&'a str> = Vec::new();
    let mut last = 0;
    for (at, text) in texts.iter().enumerate() {
        let inside = steps(text);
        if !inside.is_empty() && numbered.is_empty() {
            numbered = inside;
            last = at;
            break;
        }
        let wanted = i64::try_from(numbered.len()).unwrap_or(0).saturating_add(1);
        if let Some(rest) = step(text, wanted) {
            numbered.push(rest);
            last = at;
        }
    }
    let how = columns.contains(&Word::How);
    let cut = if numbered.is_empty() { usize::from(how) } else { last.saturating_add(1) };
    for (at, text) in texts.iter().enumerate() {
        if at < cut || !how { record.content.push(text) } else { record.how.push(text) }
    }
    match dues.as_slice() {
        [] => {}
        [due] if numbered.is_empty() && columns.contains(&Word::Due) => record.due = record.due.or(Some(due)),
        [due] if numbered.len() != 1 => {
            let text = texts.first().copied().unwrap_or(record.title);
            record.steps.push(Step { due: Some(due), text, how: None, every: None });
        }
        dues => {
            let rest = texts.first().copied().unwrap_or(record.title);
            for (at, due) in dues.iter().enumerate() {
                let text = numbered.get(at).copied().unwrap_or(rest);
                record.steps.push(Step { due: Some(due), text, how: None, every: None });
            }
        }
    }
}

/// The text of step `n`, whose dot may be missing.
fn step(text: &str, n: i64) -> Option<&str> {
    let rest = text.strip_prefix(n.to_string().as_str())?;
    let bare = rest.trim_start_matches(['.', '、', ')', ' ']);
    bare.chars().next().filter(|c| is_han(*c)).map(|_| bare)
}
