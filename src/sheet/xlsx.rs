//! A table as an XLSX workbook: bold heading that stays in sight, numbers as numbers, days as days, the same bytes every time.

use chrono::{DateTime, NaiveDate, Utc};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use super::table::{Cell, Column, Kind, Table, width};
use crate::domain::quantity::Quantity;

/// Narrowest and widest column, in characters; longer texts are wrapped.
const WIDTHS: (u16, u16) = (6, 50);

/// Longest name of a worksheet.
const NAME: usize = 31;

/// Longest text of a cell; Excel takes no more.
const TEXT: usize = 32_767;

impl<R> Table<'_, R> {
    /// The table as a workbook of one sheet. `made` is the instant whose knowledge it shows: the same table gives the same bytes.
    ///
    /// # Errors
    /// When it cannot be written, which would be our mistake.
    pub fn xlsx(&self, made: DateTime<Utc>) -> Result<Vec<u8>, XlsxError> {
        let mut book = begun(&self.title, made)?;
        let sheet = book.add_worksheet();
        sheet
            .set_name(sheet_name(&self.title))?
            .set_freeze_panes(1, 0)?
            .set_repeat_rows(0, 0)?
            .set_landscape()
            .set_print_fit_to_pages(1, 0);
        for (at, column) in (0..).zip(&self.columns) {
            write_column(sheet, at, column, &self.heading(column))?;
        }
        // Not every program fits rows to wrapped texts by itself.
        for row in 0..self.height() {
            let cells = self.columns.iter().filter_map(|column| column.cells.get(row));
            let tallest = cells.map(|cell| if let Cell::Text(text) = cell { lines(text, WIDTHS.1) } else { 1 }).max().unwrap_or(1);
            if let Ok(row) = u32::try_from(row + 1)
                && tallest > 1
            {
                sheet.set_row_height(row, height(tallest))?;
            }
        }
        if let (Ok(last), Ok(columns)) = (u32::try_from(self.height()), u16::try_from(self.columns.len()))
            && last > 0
            && columns > 0
        {
            sheet.autofilter(0, 0, last, columns - 1)?;
        }
        book.save_to_buffer()
    }
}

/// A workbook that says when it was made and nothing else about its maker.
pub(super) fn begun(title: &str, made: DateTime<Utc>) -> Result<Workbook, XlsxError> {
    let mut book = Workbook::new();
    let made = ExcelDateTime::from_timestamp(made.timestamp())?;
    book.set_properties(&DocProperties::new().set_title(title).set_creation_datetime(&made));
    Ok(book)
}

/// The heading of a table.
pub(super) fn heading_format() -> Format {
    Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::VerticalCenter)
        .set_background_color(0x00E7_ECF3)
        .set_border(FormatBorder::Thin)
}

fn write_column(sheet: &mut Worksheet, at: u16, column: &Column, heading: &str) -> Result<(), XlsxError> {
    sheet.write_string_with_format(0, at, heading, &heading_format())?;
    let format = format_of(column.kind);
    let mut widest = width(heading) + 2;
    for (row, cell) in (1..).zip(&column.cells) {
        write_cell(sheet, (row, at), cell, column.kind, &format)?;
        widest = widest.max(shown_width(cell) + 2);
    }
    sheet.set_column_width(at, widest.clamp(WIDTHS.0, WIDTHS.1))?;
    Ok(())
}

/// How cells of a kind look.
pub(super) fn format_of(kind: Kind) -> Format {
    let top = Format::new().set_align(FormatAlign::Top);
    match kind {
        Kind::Text => top.set_text_wrap(),
        Kind::Number => top.set_num_format("General"),
        Kind::Percent => top.set_num_format("0.00%"),
        Kind::Date => top.set_num_format("yyyy-mm-dd"),
        Kind::Instant => top.set_num_format("yyyy-mm-dd hh:mm"),
    }
}

/// Writes a cell; words are never taken for formulas or links.
pub(super) fn write_cell(sheet: &mut Worksheet, (row, at): (u32, u16), cell: &Cell, kind: Kind, format: &Format) -> Result<(), XlsxError> {
    match cell {
        Cell::Blank => sheet.write_blank(row, at, format)?,
        Cell::Text(text) => sheet.write_string_with_format(row, at, text.chars().take(TEXT).collect::<String>(), format)?,
        Cell::Number(value) if kind == Kind::Percent => sheet.write_number_with_format(row, at, hundredth(*value), format)?,
        Cell::Number(value) => sheet.write_number_with_format(row, at, double(*value), format)?,
        Cell::Date(day) => sheet.write_datetime_with_format(row, at, serial(*day)?, format)?,
        Cell::Instant(at_instant) => {
            sheet.write_datetime_with_format(row, at, ExcelDateTime::from_timestamp(at_instant.timestamp())?, format)?
        }
    };
    Ok(())
}

/// How many lines a text takes in a column of this width, in characters.
pub(super) fn lines(text: &str, columns: u16) -> u16 {
    let line = |line: &str| width(line).div_ceil(columns.max(1)).max(1);
    text.lines().map(line).fold(0_u16, u16::saturating_add).max(1)
}

/// The height of a row of so many lines, in points; Excel takes no more than 409.
pub(super) fn height(lines: u16) -> f64 {
    (f64::from(lines) * 15.0).min(405.0)
}

/// The double that a quantity is: fifteen digits fit.
fn double(value: Quantity) -> f64 {
    value.to_string().parse().unwrap_or(f64::NAN)
}

/// The double next to a percent as a share: dividing would miss it by a hair.
fn hundredth(percent: Quantity) -> f64 {
    format!("{percent}e-2").parse().unwrap_or(f64::NAN)
}

fn serial(day: NaiveDate) -> Result<ExcelDateTime, XlsxError> {
    ExcelDateTime::parse_from_str(&day.to_string())
}

fn shown_width(cell: &Cell) -> u16 {
    match cell {
        Cell::Blank => 0,
        Cell::Text(text) => width(text),
        Cell::Number(value) => width(&value.to_string()),
        Cell::Date(_) => 10,
        Cell::Instant(_) => 16,
    }
}

/// A title as the name of a worksheet: without the signs Excel forbids, and no longer than it allows.
pub(super) fn sheet_name(title: &str) -> String {
    let name: String = title.chars().filter(|c| !"[]:*?/\\'".contains(*c)).take(NAME).collect();
    if name.is_empty() { "Sheet1".to_owned() } else { name }
}
