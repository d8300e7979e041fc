//! Workbooks: the cells of every sheet as they come, never a rectangle of all that could be there.

use std::io::Cursor;

use calamine::{DataRef, Reader, Xlsx};

use super::archive;
use super::table::{Cell, Table, WIDEST};
use super::{MOST_CHARACTERS, Refusal};

/// Most cells with something in them.
const MOST_CELLS: usize = 200_000;

/// Most sheets that are read.
const MOST_SHEETS: usize = 50;

/// The sheets as lines, an empty one between them.
pub(super) fn text(bytes: &[u8]) -> Result<String, Refusal> {
    // The reader of workbooks unpacks what it finds; it is measured before.
    if archive::open(bytes)?.part("xl/workbook.xml").is_none() {
        return Err(Refusal::Mismatch);
    }
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| Refusal::Mismatch)?;
    let mut out = String::new();
    let mut budget = Budget { cells: MOST_CELLS, characters: MOST_CHARACTERS };
    for name in book.sheet_names().into_iter().take(MOST_SHEETS) {
        if let Some(table) = sheet(&mut book, &name, &mut budget)? {
            table.write(&mut out);
        }
    }
    Ok(out)
}

/// What may still be read.
struct Budget {
    cells: usize,
    characters: usize,
}

impl Budget {
    fn spend(&mut self, text: &str) -> Result<(), Refusal> {
        self.cells = self.cells.checked_sub(1).ok_or(Refusal::TooLarge)?;
        self.characters = self.characters.checked_sub(text.chars().count()).ok_or(Refusal::TooLong)?;
        Ok(())
    }
}

/// One sheet; nothing for a sheet that is a chart.
fn sheet(book: &mut Xlsx<Cursor<&[u8]>>, name: &str, budget: &mut Budget) -> Result<Option<Table>, Refusal> {
    let Ok(mut cells) = book.worksheet_cells_reader(name) else { return Ok(None) };
    let mut table = Table::default();
    let mut row: Vec<Cell> = Vec::new();
    let mut at = 0;
    while let Some(cell) = cells.next_cell().map_err(|_| Refusal::Mismatch)? {
        let (line, column) = cell.get_position();
        let Some(text) = written(cell.get_value()) else { continue };
        budget.spend(&text)?;
        if line != at {
            table.row(std::mem::take(&mut row));
            at = line;
        }
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        if column < WIDEST {
            if row.len() <= column {
                row.resize(column.saturating_add(1), Cell { text: String::new(), columns: 1, rows: 1 });
            }
            if let Some(place) = row.get_mut(column) {
                place.text = text;
            }
        }
    }
    table.row(row);
    Ok(Some(table))
}

/// A value as it is read aloud; nothing for an empty or broken one.
fn written(value: &DataRef<'_>) -> Option<String> {
    let text = match value {
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::DateTime(instant) => {
            let (year, month, day, ..) = instant.to_ymd_hms_milli();
            format!("{year}年{month}月{day}日")
        }
        DataRef::Bool(_) | DataRef::Error(_) | DataRef::Empty => return None,
    };
    (!text.trim().is_empty()).then_some(text)
}
