//! Rows collapsed into lines: the head of the table is one line with blanks, a row begins with its number, measures are numbered inside it,
//! and a row that crosses a page is printed again.

use super::due::is_due;
use super::lines::Line;
use super::marker::{Marker, Style, marker};
use super::noise::is_noise;
use super::record::{Reading, Record};
use super::roles::part;
use super::text::count;
use super::vocabulary::{Word, is_role, word};

/// The words of a line that is the head of a table with blanks between the columns.
pub(crate) fn head(line: &str) -> Option<Vec<Word>> {
    if count(line, 121) > 120 || line.contains([',', '。', ':', '|', '\t']) {
        return None;
    }
    let cells: Vec<&str> = line.split(' ').filter(|cell| !cell.is_empty()).collect();
    let known: Vec<Word> = cells.iter().filter_map(|cell| word(cell)).collect();
    (known.len() >= 3 && known.len().saturating_mul(3) >= cells.len().saturating_mul(2)).then_some(known)
}

/// Whether the lines hold such a head without a column for the units: those stand on lines of their own.
pub(crate) fn begins(lines: &[Line<'_>]) -> Option<usize> {
    lines.iter().position(|line| head(line.text).is_some_and(|words| !words.iter().any(|word| is_role(*word))))
}

#[derive(Default)]
struct Reader<'a> {
    reading: Reading<'a>,
    row: i64,
    now: Option<i32>,
    /// The number of a row stood alone on its line.
    pending: Option<&'a str>,
}

/// Reads the rows below the head.
pub(crate) fn read<'a>(lines: &[Line<'a>], now: Option<i32>) -> Reading<'a> {
    let mut reader = Reader { now, ..Reader::default() };
    for line in lines {
        if is_noise(line.text) || head(line.text).is_some() {
            continue;
        }
        reader.line(line.text);
    }
    reader.reading
}

impl<'a> Reader<'a> {
    fn line(&mut self, line: &'a str) {
        if let Some(number) = self.pending.take() {
            self.start(number, line);
            return;
        }
        if !line.is_empty() && line.len() <= 3 && line.bytes().all(|byte| byte.is_ascii_digit()) && self.follows(line.parse().unwrap_or(0))
        {
            self.pending = Some(line);
            return;
        }
        match marker(line) {
            Some(found) if found.style == Style::Bare && self.follows(found.value) => self.start(found.number, found.rest),
            Some(found) if found.style == Style::Arabic && self.is_next_measure(&found) => self.measure(found.number, found.rest),
            _ => self.detail(line),
        }
    }

    const fn follows(&self, value: i64) -> bool {
        value == self.row || value == self.row.saturating_add(1) || self.row == 0
    }

    fn current(&mut self) -> Option<&mut Record<'a>> {
        self.reading.root.records.last_mut()
    }

    fn is_next_measure(&mut self, found: &Marker<'_>) -> bool {
        self.current().is_some_and(|row| {
            let last = row.measures.last().and_then(|measure| measure.number.parse::<i64>().ok()).unwrap_or(0);
            found.value == last.saturating_add(1)
        })
    }

    /// A row: its number, the key work, then the measures.
    fn start(&mut self, number: &'a str, text: &'a str) {
        let cells = cells(text);
        let first = cells.iter().position(|cell| marker(cell).is_some_and(|found| found.style == Style::Arabic));
        let (key, measures) = cells.split_at_checked(first.unwrap_or(cells.len())).unwrap_or((&cells, &[]));
        let whole = key.first().zip(key.last()).and_then(|(first, last)| slice(text, first, last)).unwrap_or("");
        self.row = number.parse().unwrap_or(self.row);
        let again = self.current().is_some_and(|row| row.number == number);
        if again {
            if let Some(row) = self.current() {
                row.repeats.push(whole);
            }
        } else {
            self.add_row(number, key, first.is_some());
        }
        for cell in measures {
            match marker(cell) {
                Some(found) if found.style == Style::Arabic => self.measure(found.number, found.rest),
                _ => self.detail(cell),
            }
        }
    }

    fn add_row(&mut self, number: &'a str, key: &[&'a str], numbered: bool) {
        let mut row = Record { number, rule: "layout.collapsedRow", ..Record::default() };
        let (key, measure) = match key {
            // 目标。 全年增长…: the last cell is a measure without a number.
            [rest @ .., last] if !numbered && !rest.is_empty() => (rest, Some(*last)),
            _ => (key, None),
        };
        for cell in key {
            let (title, rest) = first_sentence(cell);
            let rest = if row.title.is_empty() {
                row.title = title;
                rest
            } else {
                cell
            };
            row.content.extend(Some(rest).filter(|rest| !rest.is_empty()));
        }
        row.measures.extend(measure.map(|title| Record { title, rule: "layout.collapsedMeasure", ..Record::default() }));
        self.reading.root.records.push(row);
    }

    fn measure(&mut self, number: &'a str, text: &'a str) {
        let parted = part(text);
        if let Some(row) = self.current() {
            row.measures.push(Record {
                number,
                title: parted.body,
                roles: parted.roles,
                due: parted.due,
                rule: "layout.collapsedMeasure",
                ..Record::default()
            });
        }
    }

    /// Units, schedule, or more text of the open measure.
    fn detail(&mut self, line: &'a str) {
        let Some(row) = self.reading.root.records.last_mut() else {
            self.reading.left.push(line);
            return;
        };
        let open = match row.measures.last_mut() {
            Some(measure) => measure,
            None => row,
        };
        let parted = part(line);
        if !parted.roles.is_empty() || parted.due.is_some() {
            open.schedule.extend(Some(parted.body).filter(|body| !body.is_empty()));
            open.roles.extend(parted.roles);
            open.due = open.due.or(parted.due);
        } else if is_due(line, self.now) {
            open.due = open.due.or(Some(line));
        } else if open.roles.is_empty() && open.schedule.is_empty() && !dated(line, self.now) {
            open.content.push(line);
        } else if open.schedule.is_empty() || dated(line, self.now) {
            open.schedule.push(line);
        } else {
            self.reading.left.push(line);
        }
    }
}

fn dated(line: &str, now: Option<i32>) -> bool {
    !super::steps::schedule(line, now).is_empty()
}

/// The cells of a row: parted by a blank behind the end of a sentence or before a numbered measure.
fn cells(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut from = 0;
    let mut before = '\0';
    for (at, c) in text.char_indices() {
        if c == ' ' {
            let rest = text.get(at..).unwrap_or("").trim_start();
            let numbered = marker(super::text::head(rest, 8)).is_some_and(|found| found.style == Style::Arabic);
            if matches!(before, '。' | ';' | '!' | ')') || numbered {
                found.extend(text.get(from..at));
                from = at.saturating_add(1);
            }
        }
        before = c;
    }
    found.extend(text.get(from..));
    found.into_iter().map(str::trim).filter(|cell| !cell.is_empty()).collect()
}

fn slice<'a>(text: &'a str, first: &str, last: &str) -> Option<&'a str> {
    let from = first.as_ptr().addr().checked_sub(text.as_ptr().addr())?;
    let till = last.as_ptr().addr().checked_sub(text.as_ptr().addr())?.checked_add(last.len())?;
    text.get(from..till)
}

/// The first sentence and the rest.
pub(crate) fn first_sentence(text: &str) -> (&str, &str) {
    let end = text.find('。').map_or(text.len(), |at| at.saturating_add('。'.len_utf8()));
    let (first, rest) = super::text::cut(text, end);
    (first, rest.trim())
}
