//! A workbook to be filled in: cells for input are open and coloured, all others are protected without a password; and the same columns found
//! again in what comes back, by their headings.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use rust_xlsxwriter::{DataValidation, Format, FormatAlign, FormatBorder, ProtectionOptions, Worksheet, XlsxError};

use super::table::{Cell, Kind};
use super::workbook::{Sheet, Value, address};
use super::xlsx::{begun, format_of, heading_format, height, lines, write_cell};

/// The row of the headings, from nought: a note stands above.
const HEADING: u32 = 1;

/// How far down headings are looked for in what comes back.
const SEARCHED: usize = 10;

/// A column of a form.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its heading, by which it is found again.
    pub title: &'static str,
    /// Its width in characters; 0 hides it.
    pub width: u8,
    /// What it holds.
    pub kind: Kind,
}

/// A cell of a form.
#[derive(Clone, Debug)]
pub enum Slot {
    /// To be read only.
    Shown(Cell),
    /// A code to be left alone, in grey.
    Code(Cell),
    /// For input.
    Open(Cell),
    /// For input, one of these words.
    Choice(Cell, Vec<String>),
    /// What is wrong with the row.
    Fault(String),
}

impl Slot {
    /// How many lines it needs in a column; words for input get room to be typed.
    fn lines(&self, width: u8) -> u16 {
        let (cell, least) = match self {
            Self::Open(cell) if width >= ROOMY => (cell, 3),
            Self::Shown(cell) | Self::Code(cell) | Self::Open(cell) | Self::Choice(cell, _) => (cell, 1),
            Self::Fault(text) => return lines(text, width.into()),
        };
        match cell {
            Cell::Text(text) if width > 0 => lines(text, width.into()).max(least),
            _ => least,
        }
    }
}

/// Columns as wide as this are for sentences.
const ROOMY: u8 = 36;

/// A sheet of a form.
#[derive(Clone, Debug)]
pub struct FormSheet {
    /// Its name.
    pub name: &'static str,
    /// What stands above the headings.
    pub note: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows.
    pub rows: Vec<Vec<Slot>>,
    /// Not shown at all: what the service must find again.
    pub hidden: bool,
}

/// The form as a workbook; the same form gives the same bytes.
///
/// # Errors
/// When it cannot be written, which would be our mistake.
pub fn write(title: &str, made: DateTime<Utc>, sheets: &[FormSheet]) -> Result<Vec<u8>, XlsxError> {
    let mut book = begun(title, made)?;
    for form in sheets {
        write_sheet(book.add_worksheet(), form)?;
    }
    book.save_to_buffer()
}

fn write_sheet(sheet: &mut Worksheet, form: &FormSheet) -> Result<(), XlsxError> {
    sheet.set_name(form.name)?;
    // Above the first column that is shown: a note above a hidden one would be hidden too.
    let first = (0_u16..).zip(&form.columns).find(|(_, column)| column.width > 0).map_or(0, |(at, _)| at);
    sheet.write_string_with_format(0, first, &form.note, &Format::new().set_font_color(0x0059_5959).set_align(FormatAlign::Left))?;
    sheet.set_freeze_panes(HEADING + 1, 0)?.set_repeat_rows(HEADING, HEADING)?.set_landscape().set_print_fit_to_pages(1, 0);
    for (at, column) in (0_u16..).zip(&form.columns) {
        sheet.write_string_with_format(HEADING, at, column.title, &heading_format())?;
        match column.width {
            0 => sheet.set_column_hidden(at)?,
            width => sheet.set_column_width(at, width)?,
        };
    }
    for (row, slots) in (HEADING + 1..).zip(&form.rows) {
        let tall = |(column, slot): (&Column, &Slot)| slot.lines(column.width);
        let lines = form.columns.iter().zip(slots).map(tall).max().unwrap_or(1);
        sheet.set_row_height(row, height(lines))?;
        for ((at, column), slot) in (0_u16..).zip(&form.columns).zip(slots) {
            write_slot(sheet, (row, at), column.kind, slot)?;
        }
    }
    // Sorting and widths are the reader's own affair.
    let allowed = ProtectionOptions { format_columns: true, format_rows: true, sort: true, use_autofilter: true, ..Default::default() };
    sheet.protect_with_options(&allowed);
    sheet.set_very_hidden(form.hidden);
    Ok(())
}

fn write_slot(sheet: &mut Worksheet, place: (u32, u16), kind: Kind, slot: &Slot) -> Result<(), XlsxError> {
    let format = format_of(kind).set_border(FormatBorder::Thin).set_border_color(0x00BF_BFBF);
    let open = || {
        let plain = format.clone().set_unlocked().set_background_color(0x00FF_F8DC);
        // Words stay words, whatever they begin with.
        if kind == Kind::Text { plain.set_num_format("@") } else { plain }
    };
    match slot {
        Slot::Shown(cell) => write_cell(sheet, place, cell, kind, &format),
        Slot::Code(cell) => write_cell(sheet, place, cell, kind, &format.set_font_color(0x0099_9999)),
        Slot::Open(cell) => write_cell(sheet, place, cell, kind, &open()),
        Slot::Choice(cell, words) => {
            // Too many words for a list (255 characters) are typed by hand.
            if let Ok(list) = DataValidation::new().allow_list_strings(words) {
                sheet.add_data_validation(place.0, place.1, place.0, place.1, &list)?;
            }
            write_cell(sheet, place, cell, kind, &open())
        }
        Slot::Fault(text) => write_cell(sheet, place, &Cell::Text(text.clone()), kind, &format.set_font_color(0x00C0_0000).set_bold()),
    }
}

/// The rows of a sheet that came back, under the headings that were looked for.
#[derive(Debug)]
pub struct Rows<'s> {
    sheet: &'s Sheet,
    columns: BTreeMap<&'static str, u32>,
    /// The row of the headings.
    heading: u32,
}

/// Why a sheet cannot be read by its headings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unheaded {
    /// These columns are missing.
    Missing(Vec<&'static str>),
    /// This heading stands above two columns.
    Twice(&'static str),
}

/// A row that came back.
#[derive(Clone, Copy, Debug)]
pub struct Row<'s> {
    rows: &'s Rows<'s>,
    cells: &'s BTreeMap<u32, Value>,
    number: u32,
}

impl<'s> Rows<'s> {
    /// Finds the headings; the row that has the most of them counts.
    ///
    /// # Errors
    /// [`Unheaded`]
    pub fn of(sheet: &'s Sheet, wanted: &[Column]) -> Result<Self, Unheaded> {
        let title_of = |value: &Value| match value {
            Value::Text(text) => wanted.iter().find(|column| column.title == text.trim()).map(|column| column.title),
            _ => None,
        };
        let headed = |cells: &BTreeMap<u32, Value>| cells.values().filter(|value| title_of(value).is_some()).count();
        let best = sheet.rows.iter().take(SEARCHED).max_by_key(|(number, cells)| (headed(cells), u32::MAX - **number));
        let (heading, cells) = best.map_or((0, None), |(number, cells)| (*number, Some(cells)));
        let mut columns = BTreeMap::new();
        for (at, title) in cells.into_iter().flatten().filter_map(|(at, value)| Some((*at, title_of(value)?))) {
            if columns.insert(title, at).is_some() {
                return Err(Unheaded::Twice(title));
            }
        }
        let missing: Vec<_> = wanted.iter().map(|column| column.title).filter(|title| !columns.contains_key(title)).collect();
        if missing.is_empty() { Ok(Self { sheet, columns, heading }) } else { Err(Unheaded::Missing(missing)) }
    }

    /// The rows below the headings that hold anything.
    pub fn rows(&'s self) -> impl Iterator<Item = Row<'s>> {
        let below = self.sheet.rows.range(self.heading.saturating_add(1)..);
        below.map(|(number, cells)| Row { rows: self, cells, number: *number })
    }
}

impl<'s> Row<'s> {
    /// What stands under a heading.
    #[must_use]
    pub fn get(self, title: &str) -> Option<&'s Value> {
        self.cells.get(self.rows.columns.get(title)?)
    }

    /// The place under a heading, such as `填报!H7`; of the row where there is no such heading.
    #[must_use]
    pub fn place(self, title: &str) -> String {
        let column = self.rows.columns.get(title).copied().unwrap_or(0);
        format!("{}!{}", self.rows.sheet.name, address(self.number, column))
    }

    /// Whether nothing stands under these headings.
    #[must_use]
    pub fn is_blank(self, titles: &[&str]) -> bool {
        titles.iter().all(|title| self.get(title).is_none())
    }
}
