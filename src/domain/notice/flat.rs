//! A table flattened to lines: the heads of the columns stand on lines of their own, then every cell follows on its own lines.

use super::calendar::dates;
use super::due::is_due;
use super::grid::put;
use super::lines::Line;
use super::marker::{Style, marker, steps};
use super::noise::is_noise;
use super::record::{Reading, Record};
use super::roles::{Role, part};
use super::steps::Step;
use super::text::{count, is_han};
use super::units::{is_list, is_unit, split};
use super::vocabulary::{Word, is_role, word};

/// Where the heads end among the lines, and what they announce: at least three in a row of which we know most, or a column of numbers
/// with one that is known and the first number right behind. An unknown head is [`Word::Note`].
pub(crate) fn head(lines: &[Line<'_>]) -> Option<(usize, Vec<Word>)> {
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        if head_word(line.text).is_none() {
            at = at.saturating_add(1);
            continue;
        }
        let rest = lines.get(at..).unwrap_or(&[]);
        let heads = heads(rest);
        let known = heads.iter().flatten().count();
        let next = rest.get(heads.len()).map_or("", |line| line.text);
        let numbered = heads.first() == Some(&Some(Word::Number)) && (lone_number(next).is_some() || marker(next).is_some());
        if known >= 3 && known.saturating_mul(2) > heads.len() || (numbered && known >= 2 && heads.len() >= 3) {
            let words = heads.iter().map(|head| head.unwrap_or(Word::Note)).collect();
            return (!next.is_empty()).then_some((at.saturating_add(heads.len()), words));
        }
        at = at.saturating_add(heads.len().max(1));
    }
    None
}

/// The heads at the beginning of the lines: up to the last one known, or up to the first number.
fn heads(lines: &[Line<'_>]) -> Vec<Option<Word>> {
    let mut heads: Vec<Option<Word>> = Vec::new();
    let mut known = 0;
    for line in lines.iter().take(24) {
        if lone_number(line.text).is_some() {
            return heads;
        }
        let plain = count(line.text, 15) <= 14 && !line.text.contains(['。', ';', ',', ':']) && marker(line.text).is_none();
        let found = head_word(line.text);
        if !plain || heads.len().saturating_sub(known) > 2 {
            break;
        }
        heads.push(found);
        known = if found.is_some() { heads.len() } else { known };
    }
    heads.truncate(known);
    heads
}

fn head_word(text: &str) -> Option<Word> {
    word(text).filter(|_| count(text, 15) <= 14)
}

/// A line that is nothing but the number of a row.
fn lone_number(line: &str) -> Option<i64> {
    (line.len() <= 3 && line.bytes().all(|byte| byte.is_ascii_digit())).then(|| line.parse().ok()).flatten()
}

/// Every cell on a line of its own with the pipe behind it: the lines without the pipes. None for any other text.
pub(crate) fn unpiped<'a>(lines: &[Line<'a>]) -> Option<Vec<Line<'a>>> {
    let bare = |text: &'a str| text.trim_end_matches(['|', ' ']);
    let single = |line: &&Line<'a>| line.text.ends_with('|') && !bare(line.text).contains('|');
    let (alone, piped) = (lines.iter().filter(single).count(), lines.iter().filter(|line| line.text.contains('|')).count());
    if alone < 6 || alone.saturating_mul(10) < piped.saturating_mul(9) {
        return None;
    }
    Some(lines.iter().map(|line| Line { text: bare(line.text), ..*line }).filter(|line| !line.text.is_empty()).collect())
}

/// A cell by what it looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cell<'a> {
    Text(&'a str),
    Due(&'a str),
    Person(&'a str),
    Units(&'a str),
}

impl<'a> Cell<'a> {
    const fn text(self) -> &'a str {
        match self {
            Self::Text(text) | Self::Due(text) | Self::Person(text) | Self::Units(text) => text,
        }
    }
}

#[derive(Default)]
struct Row<'a> {
    record: Record<'a>,
    cells: Vec<Cell<'a>>,
    /// The heading above it with its number.
    heading: (&'a str, &'a str),
    /// Cells that are units.
    filled: usize,
}

#[derive(Default)]
struct Reader<'a> {
    columns: Vec<Word>,
    now: Option<i32>,
    rows: Vec<Row<'a>>,
    left: Vec<&'a str>,
    number: i64,
    pending: Option<&'a str>,
    /// The first row carries its units in brackets: then every row does.
    roles_inline: bool,
    heading: &'a str,
    heading_number: &'a str,
}

/// Reads the cells below the heads.
pub(crate) fn read<'a>(lines: &[Line<'a>], columns: &[Word], now: Option<i32>) -> Reading<'a> {
    let mut reader = Reader { columns: columns.to_vec(), now, ..Reader::default() };
    for (at, line) in lines.iter().enumerate() {
        if is_noise(line.text) || head_word(line.text).is_some() {
            continue;
        }
        let next = lines.get(at.saturating_add(1)..).unwrap_or(&[]);
        if reader.is_heading(line.text, next) {
            let found = marker(line.text);
            (reader.heading, reader.heading_number) = found.map_or((line.text, ""), |found| (found.rest, found.number));
        } else {
            reader.line(line.text);
        }
    }
    let Reader { rows, columns, left, .. } = reader;
    let mut reading = Reading { left, ..Reading::default() };
    for row in rows {
        let (heading, number) = row.heading;
        reading.root.add(heading, number, finish(row, &columns, now));
    }
    reading
}

impl<'a> Reader<'a> {
    fn line(&mut self, line: &'a str) {
        if let Some(number) = self.pending.take() {
            self.start(number, line);
            return;
        }
        if lone_number(line).is_some_and(|value| self.follows(value) || (value > self.number && self.is_full())) {
            self.pending = Some(line);
            return;
        }
        let found =
            marker(line).filter(|found| matches!(found.style, Style::Arabic | Style::Bare | Style::Han) && self.follows(found.value));
        if let Some(found) = found.filter(|found| self.begins_row(found.rest)) {
            self.start(found.number, found.rest);
            return;
        }
        let cell = match self.cell(line) {
            Cell::Text(text) if self.wants_units(text) => Cell::Units(text),
            cell => cell,
        };
        match self.rows.last_mut() {
            Some(row) => {
                row.filled = row.filled.saturating_add(usize::from(matches!(cell, Cell::Units(_))));
                row.cells.push(cell);
            }
            None => self.left.push(line),
        }
    }

    /// 一、惠民生 right before the number of the next row: no cell but a heading.
    fn is_heading(&self, line: &str, next: &[Line<'a>]) -> bool {
        let titled = |text: &str| {
            count(text, 41) <= 40
                && marker(text).is_some_and(|found| matches!(found.style, Style::Han | Style::ParenHan | Style::Chapter))
                && part(text).roles.is_empty()
        };
        if self.pending.is_some() || !titled(line) {
            return false;
        }
        let below = next.iter().take(12).map(|line| line.text).find(|text| !titled(text));
        below.and_then(lone_number).is_some_and(|value| value > self.number)
    }

    /// Nothing more is wanted for the open row.
    fn is_full(&self) -> bool {
        let Some(row) = self.rows.last() else { return true };
        row.cells.len().saturating_add(2) >= self.columns.len() || row.cells.last().is_some_and(|cell| !matches!(cell, Cell::Text(_)))
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
        self.rows.push(Row { record, heading: (self.heading, self.heading_number), ..Row::default() });
    }

    /// A list of what may be units, while the row still lacks the units of a column.
    fn wants_units(&self, line: &str) -> bool {
        let columns = self.columns.iter().filter(|word| is_role(**word) && **word != Word::Official).count();
        let lacks = self.rows.last().is_some_and(|row| row.filled < columns);
        let found = split(line);
        lacks && found.len() > 1 && found.iter().all(|unit| is_unit(unit.name))
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

/// Where a row has exactly one line per column, and each looks like what its column says, the columns say what the cells are.
fn by_place<'a>(record: &mut Record<'a>, cells: &[Cell<'a>], columns: &[Word], now: Option<i32>) -> bool {
    let [Word::Number, _, rest @ ..] = columns else { return false };
    let fits = |(word, cell): (&Word, &Cell<'a>)| match word {
        Word::Due => matches!(cell, Cell::Due(_)) || is_short_due(cell.text(), now),
        Word::Official => is_person(cell.text()),
        Word::Lead | Word::Responsible | Word::Cooperating => {
            matches!(cell, Cell::Units(_)) || split(cell.text()).iter().all(|unit| count(unit.name, 21) <= 20)
        }
        _ => !matches!(cell, Cell::Units(_)),
    };
    if rest.is_empty() || rest.len() != cells.len() || !rest.iter().zip(cells).all(fits) {
        return false;
    }
    for (word, cell) in rest.iter().zip(cells) {
        put(record, *word, "", cell.text(), now);
    }
    true
}

/// 9月投入使用, 5月底前动工, 年内见成效.
fn is_short_due(text: &str, now: Option<i32>) -> bool {
    let mut rest = text;
    let dated = dates(&mut rest, now.or(Some(2000))).is_ok();
    dated && count(rest, 11) <= 10 && !rest.contains([',', '。', '个', '家', '所'])
}

/// Sorts the cells of a row into fields and steps.
fn finish<'a>(row: Row<'a>, columns: &[Word], now: Option<i32>) -> Record<'a> {
    let Row { mut record, cells, .. } = row;
    if by_place(&mut record, &cells, columns, now) {
        return record;
    }
    let roles: Vec<Word> = columns.iter().copied().filter(|word| is_role(*word) && *word != Word::Official).collect();
    let mut lists = roles.iter();
    let mut flow = Vec::new();
    let remarks = remarks(&cells, columns);
    record.notes.extend(cells.iter().skip(remarks).map(|cell| cell.text()));
    for cell in cells.into_iter().take(remarks) {
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

/// Where the remarks begin: behind the last units, person or deadline, where all columns there are remarks.
fn remarks(cells: &[Cell<'_>], columns: &[Word]) -> usize {
    let fields = columns.iter().rposition(|word| is_role(*word) || *word == Word::Due).map_or(columns.len(), |at| at.saturating_add(1));
    let behind = columns.get(fields..).unwrap_or(&[]);
    if behind.is_empty() || behind.iter().any(|word| *word != Word::Note) {
        return cells.len();
    }
    let last = fields.checked_sub(1).and_then(|at| columns.get(at));
    let closes = |cell: &Cell<'_>| match last {
        Some(Word::Due) => matches!(cell, Cell::Due(_)),
        Some(Word::Official) => matches!(cell, Cell::Person(_)),
        _ => matches!(cell, Cell::Units(_)),
    };
    cells.iter().rposition(closes).map_or(cells.len(), |at| at.saturating_add(1))
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
