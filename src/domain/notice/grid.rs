//! Tables whose cells are still apart: pipes, tabs (CSV becomes tabs), or blanks where the head says how many.

use super::calendar::dates;
use super::due::is_due;
use super::flat::is_person;
use super::label::spaced;
use super::lines::Line;
use super::marker::{Style, marker};
use super::noise::is_noise;
use super::record::{Reading, Record};
use super::roles::{Role, part};
use super::steps::Step;
use super::vocabulary::{Word, is_role, word};

/// How the cells of a row are parted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cut {
    Pipe,
    Tab,
    Blank,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column<'a> {
    Word(Word, &'a str),
    /// The steps of one period: 一季度, 6月底.
    Period(&'a str),
    Other,
}

/// The cells of a line.
pub(crate) fn cells(line: &str, cut: Cut) -> Vec<&str> {
    match cut {
        Cut::Pipe => {
            let inner = line.trim();
            let inner = inner.strip_prefix('|').unwrap_or(inner);
            inner.strip_suffix('|').unwrap_or(inner).split('|').map(clean).collect()
        }
        Cut::Tab => line.split('\t').map(clean).collect(),
        // Wide gaps part the cells where there are any; a single blank may then stand inside one.
        Cut::Blank if line.contains("  ") => line.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect(),
        Cut::Blank => line.split(' ').filter(|cell| !cell.is_empty()).collect(),
    }
}

fn clean(cell: &str) -> &str {
    cell.trim_matches([' ', '*', '\t'])
}

fn columns<'a>(cells: &[&'a str], now: Option<i32>) -> Option<Vec<Column<'a>>> {
    let found: Vec<Column<'a>> = cells
        .iter()
        .map(|cell| match spaced(cell) {
            Some(word) => Column::Word(word, cell),
            None if is_due(cell, now.or(Some(2000))) => Column::Period(cell),
            None => Column::Other,
        })
        .collect();
    let known = found.iter().filter(|column| matches!(column, Column::Word(..))).count();
    (known >= 2).then_some(found)
}

/// The line of the head and the way its cells are parted, if the lines hold a table.
pub(crate) fn head(lines: &[Line<'_>], now: Option<i32>) -> Option<(usize, Cut)> {
    lines.iter().enumerate().find_map(|(at, line)| {
        let cut = if line.text.contains('|') {
            Cut::Pipe
        } else if line.text.contains('\t') {
            Cut::Tab
        } else {
            let words = super::collapsed::head(line.text)?;
            if !words.iter().any(|word| is_role(*word)) {
                return None;
            }
            Cut::Blank
        };
        columns(&cells(line.text, cut), now).map(|_| (at, cut))
    })
}

struct Reader<'a> {
    columns: Vec<Column<'a>>,
    cut: Cut,
    now: Option<i32>,
    reading: Reading<'a>,
    category: &'a str,
    category_number: &'a str,
}

/// Reads the rows from the head on.
pub(crate) fn read<'a>(lines: &[Line<'a>], cut: Cut, now: Option<i32>) -> Reading<'a> {
    let mut reader = Reader { columns: Vec::new(), cut, now, reading: Reading::default(), category: "", category_number: "" };
    for line in lines {
        if !is_noise(line.text) {
            reader.line(line.text);
        }
    }
    reader.reading
}

impl<'a> Reader<'a> {
    fn line(&mut self, line: &'a str) {
        let found = cells(line, self.cut);
        if found.iter().all(|cell| cell.is_empty() || cell.chars().all(|c| matches!(c, '-' | '—' | ':' | '=' | '+'))) {
            return;
        }
        if let Some(columns) = columns(&found, self.now) {
            self.take_head(columns);
            return;
        }
        let filled: Vec<&'a str> = found.iter().copied().filter(|cell| !cell.is_empty()).collect();
        match filled.as_slice() {
            [only] if found.len() > 1 || self.cut == Cut::Blank || marker(only).is_some() => self.heading(only),
            [only] => self.reading.left.push(only),
            _ => self.row(&found, line),
        }
    }

    /// A second line of heads (牵头 | 配合 under 责任单位) names the columns more closely; a head printed again changes nothing.
    fn take_head(&mut self, columns: Vec<Column<'a>>) {
        if self.columns.is_empty() || self.columns.len() != columns.len() {
            if self.columns.is_empty() {
                self.columns = columns;
            }
            return;
        }
        for (old, new) in self.columns.iter_mut().zip(columns) {
            if !matches!(new, Column::Other) && self.reading.root.count() == 0 {
                *old = new;
            }
        }
    }

    fn heading(&mut self, text: &'a str) {
        let found = marker(text);
        self.category = found.map_or(text, |found| found.rest);
        self.category_number = found.map_or("", |found| found.number);
    }

    fn row(&mut self, cells: &[&'a str], line: &'a str) {
        let mut record = Record { rule: "layout.row", ..Record::default() };
        let mut key = "";
        let mut category = "";
        for (cell, column) in cells.iter().zip(self.columns.iter()) {
            let cell = cell.trim();
            if cell.is_empty() {
                continue;
            }
            match column {
                Column::Word(Word::Category, _) => category = cell,
                Column::Word(Word::KeyWork, _) => key = cell,
                Column::Word(word, label) => put(&mut record, *word, label, cell, self.now),
                Column::Period(due) => record.steps.push(Step { due: Some(due), text: cell, how: None, every: None }),
                Column::Other => other(&mut record, cell, self.now),
            }
        }
        if record.content.is_empty()
            && record.goals.is_empty()
            && !self.columns.iter().any(|column| matches!(column, Column::Word(Word::Content | Word::Goal, _)))
        {
            // 具体举措 beside nothing else says what is to be done.
            record.content = std::mem::take(&mut record.how);
        }
        if !category.is_empty() {
            (self.category, self.category_number) = marker(category).map_or((category, ""), |found| (found.rest, found.number));
        }
        self.place(record, key, line);
    }

    /// A new task, a measure of the last one, or more lines of it.
    fn place(&mut self, mut record: Record<'a>, key: &'a str, line: &'a str) {
        let printed_number = !record.number.is_empty();
        if record.title.is_empty() && !key.is_empty() {
            record.title = key;
        }
        let (category, number) = (self.category, self.category_number);
        if record.title.is_empty() {
            let first = [&mut record.content, &mut record.how, &mut record.goals].into_iter().find(|cell| !cell.is_empty());
            let untitled = first.map(|cell| cell.remove(0));
            if let Some(last) = self.reading.root.last_of(category).filter(|_| !printed_number && key.is_empty()) {
                continue_record(last, record, untitled);
                return;
            }
            record.title = untitled.unwrap_or("");
        }
        if record.title.is_empty() {
            self.reading.left.push(line);
            return;
        }
        if let Some(found) = marker(record.title).filter(|found| record.number.is_empty() && found.style != Style::Bare) {
            (record.number, record.title) = (found.number, found.rest);
        }
        let parted = part(record.title);
        if !parted.body.is_empty() && !parted.roles.is_empty() {
            record.title = parted.body;
            record.roles.extend(parted.roles);
        }
        let again =
            self.reading.root.last_of(category).filter(|last| printed_number && last.number == record.number && last.title == record.title);
        match again {
            Some(last) => {
                last.repeats.push(record.title);
                let untitled = [&mut record.content, &mut record.how].into_iter().find(|cell| !cell.is_empty()).map(|cell| cell.remove(0));
                if untitled.is_none_or(|text| last.content.first() != Some(&text)) {
                    continue_record(last, record, untitled);
                }
            }
            None => self.reading.root.add(category, number, record),
        }
    }
}

/// Lines below a row without a number: with units of their own they are measures, without them more of the same.
fn continue_record<'a>(last: &mut Record<'a>, mut more: Record<'a>, untitled: Option<&'a str>) {
    let units = more.roles.iter().any(|role| role.word != Word::Official);
    if let (Some(title), true) = (untitled, units) {
        if last.measures.is_empty() && (!last.content.is_empty() || !last.how.is_empty()) {
            let mut own = if last.content.is_empty() { std::mem::take(&mut last.how) } else { std::mem::take(&mut last.content) };
            let first = own.remove(0);
            let mut measure = Record { title: first, content: own, rule: "layout.measureRow", ..Record::default() };
            measure.roles = std::mem::take(&mut last.roles);
            measure.due = last.due.take();
            measure.schedule = std::mem::take(&mut last.schedule);
            measure.steps = std::mem::take(&mut last.steps);
            last.measures.push(measure);
        }
        more.title = title;
        more.rule = "layout.measureRow";
        last.measures.push(more);
        return;
    }
    let last = if last.measures.is_empty() {
        last
    } else {
        match last.measures.last_mut() {
            Some(measure) => measure,
            None => return,
        }
    };
    if let (Some(due), Some(text)) = (more.due, untitled) {
        if last.steps.is_empty() {
            let own = last.content.first().copied().unwrap_or(last.title);
            last.steps.extend(last.due.map(|due| Step { due: Some(due), text: own, how: None, every: None }));
        }
        last.steps.push(Step { due: Some(due), text, how: None, every: None });
    }
    last.content.extend(untitled);
    last.content.extend(more.content);
    last.how.extend(more.how);
    last.goals.extend(more.goals);
    last.schedule.extend(more.schedule);
    last.roles.extend(more.roles);
    last.steps.extend(more.steps);
}

/// Puts a cell where its column says.
pub(super) fn put<'a>(record: &mut Record<'a>, column: Word, label: &'a str, cell: &'a str, now: Option<i32>) {
    match column {
        Word::Number => record.number = marker(cell).map_or(cell, |found| found.number),
        Word::Title | Word::KeyWork => {
            if record.title.is_empty() {
                record.title = cell;
            } else {
                record.content.push(cell);
            }
        }
        Word::Content | Word::Category => record.content.push(cell),
        Word::How => record.how.push(cell),
        Word::Goal => record.goals.push(cell),
        Word::Note => record.notes.push(cell),
        Word::Schedule => record.schedule.push(cell),
        Word::Due => match super::steps::schedule(cell, now).len() {
            0 | 1 => record.due = Some(cell),
            _ => record.schedule.push(cell),
        },
        Word::Lead | Word::Responsible | Word::Cooperating | Word::Official => {
            let inner = part(cell);
            if is_due(cell, now) {
                // An empty cell before it was lost with its blanks.
                record.due = record.due.or(Some(cell));
            } else if inner.roles.len() > 1 && inner.body.is_empty() {
                record.roles.extend(inner.roles);
            } else if column != Word::Official
                && (cell.contains("牵头") || cell.contains("配合"))
                && !super::roles::sentence(cell).is_empty()
            {
                record.roles.extend(super::roles::sentence(cell));
            } else if !matches!(cell, "/" | "-" | "—" | "无" | "——") {
                record.roles.push(Role { word: column, label, value: cell, rule: "role.column" });
            }
        }
    }
}

/// A column whose head says nothing: sorted by what it looks like.
fn other<'a>(record: &mut Record<'a>, cell: &'a str, now: Option<i32>) {
    let mut rest = cell;
    if is_due(cell, now) || (dates(&mut rest, now).is_ok() && rest.len() <= 6) {
        record.due = record.due.or(Some(cell));
    } else if super::units::is_list(cell) {
        record.roles.push(Role { word: Word::Responsible, label: "", value: cell, rule: "role.looksLikeUnits" });
    } else if is_person(cell) {
        record.notes.push(cell);
    } else if word(cell).is_none() && cell.parse::<i64>().is_err() {
        record.content.push(cell);
    }
}
