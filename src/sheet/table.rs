//! A table for people: one definition gives CSV and XLSX.
//!
//! ```ignore
//! let table = Table::new("报送完整率", &groups)
//!     .text("unitCode", "单位代码", |group| group.unit.code.as_str())
//!     .number("expected", "应报", |group| group.completeness.expected)
//!     .percent("onTimeRate", "按时率", |group| group.completeness.on_time_rate);
//! table.csv(bom)?; table.xlsx(known_at)?;
//! ```

use chrono::{DateTime, NaiveDate, Utc};

use crate::domain::instant::Instant;
use crate::domain::quantity::Quantity;

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Blank,
    /// Words, and codes that only look like numbers.
    Text(String),
    /// An exact figure.
    Number(Quantity),
    /// A day.
    Date(NaiveDate),
    /// An instant, UTC.
    Instant(DateTime<Utc>),
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<&String> for Cell {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<Quantity> for Cell {
    fn from(value: Quantity) -> Self {
        Self::Number(value)
    }
}

impl From<u64> for Cell {
    fn from(count: u64) -> Self {
        Self::Number(Quantity::from_whole(i64::try_from(count).unwrap_or(i64::MAX)))
    }
}

impl From<i64> for Cell {
    fn from(count: i64) -> Self {
        Self::Number(Quantity::from_whole(count))
    }
}

impl From<NaiveDate> for Cell {
    fn from(day: NaiveDate) -> Self {
        Self::Date(day)
    }
}

impl From<Instant> for Cell {
    fn from(at: Instant) -> Self {
        Self::Instant(at.0)
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Blank, Into::into)
    }
}

/// What a column holds; it fixes how cells are shown and guarded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Words.
    Text,
    /// Figures.
    Number,
    /// Figures that are percents already: 91.67 is shown as 91.67 %.
    Percent,
    /// Days.
    Date,
    /// Instants, UTC; the heading of a workbook says so.
    Instant,
}

/// A column, with its cells.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub(super) key: &'static str,
    pub(super) title: &'static str,
    pub(super) kind: Kind,
    pub(super) cells: Vec<Cell>,
}

/// A table over rows of one sort, filled column by column.
#[derive(Clone, Debug)]
pub struct Table<'r, R> {
    pub(super) title: String,
    rows: &'r [R],
    pub(super) columns: Vec<Column>,
    by_keys: bool,
}

impl<'r, R> Table<'r, R> {
    /// An empty table over these rows; the title names the worksheet.
    pub fn new(title: impl Into<String>, rows: &'r [R]) -> Self {
        Self { title: title.into(), rows, columns: Vec::new(), by_keys: false }
    }

    /// Heads the columns with their keys, as JSON calls them, instead of their Chinese titles.
    #[must_use]
    pub fn headed_by_keys(self, by_keys: bool) -> Self {
        Self { by_keys, ..self }
    }

    /// Adds a column of words.
    #[must_use]
    pub fn text<C: Into<Cell>>(self, key: &'static str, title: &'static str, of: impl Fn(&'r R) -> C) -> Self {
        self.column(key, title, Kind::Text, of)
    }

    /// Adds a column of figures.
    #[must_use]
    pub fn number<C: Into<Cell>>(self, key: &'static str, title: &'static str, of: impl Fn(&'r R) -> C) -> Self {
        self.column(key, title, Kind::Number, of)
    }

    /// Adds a column of percents.
    #[must_use]
    pub fn percent<C: Into<Cell>>(self, key: &'static str, title: &'static str, of: impl Fn(&'r R) -> C) -> Self {
        self.column(key, title, Kind::Percent, of)
    }

    /// Adds a column of days.
    #[must_use]
    pub fn date<C: Into<Cell>>(self, key: &'static str, title: &'static str, of: impl Fn(&'r R) -> C) -> Self {
        self.column(key, title, Kind::Date, of)
    }

    /// Adds a column of instants.
    #[must_use]
    pub fn instant<C: Into<Cell>>(self, key: &'static str, title: &'static str, of: impl Fn(&'r R) -> C) -> Self {
        self.column(key, title, Kind::Instant, of)
    }

    fn column<C: Into<Cell>>(mut self, key: &'static str, title: &'static str, kind: Kind, of: impl Fn(&'r R) -> C) -> Self {
        let cells = self.rows.iter().map(|row| of(row).into()).collect();
        self.columns.push(Column { key, title, kind, cells });
        self
    }

    /// How many rows there are, the heading left out.
    pub(super) fn height(&self) -> usize {
        self.rows.len()
    }

    /// What stands above a column.
    pub(super) fn heading(&self, column: &Column) -> String {
        let unit = match column.kind {
            Kind::Percent => "(%)",
            Kind::Instant => "(UTC)",
            _ => "",
        };
        if self.by_keys { column.key.to_owned() } else { format!("{}{unit}", column.title) }
    }

    /// RFC 4180: CRLF, quotes where needed, UTF-8; with a byte order mark where Excel is to open it.
    ///
    /// Words that a spreadsheet would take for a formula get a leading `'`. Instants are as in JSON, percents plain numbers.
    ///
    /// # Errors
    /// When it cannot be written, which would be our mistake.
    pub fn csv(&self, bom: bool) -> Result<Vec<u8>, csv::Error> {
        let start = if bom { "\u{feff}".as_bytes().to_vec() } else { Vec::new() };
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(start);
        writer.write_record(self.columns.iter().map(|column| self.heading(column)))?;
        for row in 0..self.height() {
            writer.write_record(self.columns.iter().map(|column| column.cells.get(row).map(plain).unwrap_or_default()))?;
        }
        writer.into_inner().map_err(|error| csv::Error::from(std::io::Error::other(error.to_string())))
    }
}

fn plain(cell: &Cell) -> String {
    match cell {
        Cell::Blank => String::new(),
        Cell::Text(text) => harmless(text),
        Cell::Number(value) => value.to_string(),
        Cell::Date(day) => day.to_string(),
        Cell::Instant(at) => Instant(*at).to_string(),
    }
}

/// Words that no spreadsheet takes for a formula.
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

/// The columns of a screen that a text takes: two for each Han character or full-width sign; of several lines, the longest.
pub(super) fn width(text: &str) -> u16 {
    let wide = |c: char| matches!(c, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff60}' | '\u{ffe0}'..='\u{ffe6}' | '\u{20000}'..='\u{3fffd}');
    let line = |line: &str| line.chars().map(|c| if wide(c) { 2_u16 } else { 1 }).fold(0_u16, u16::saturating_add);
    text.lines().map(line).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may panic")]
    use std::io::Cursor;

    use calamine::{Data, Reader, Xlsx};
    use chrono::TimeZone;

    use super::*;

    struct Row {
        name: &'static str,
        count: Option<i64>,
        rate: Quantity,
        day: NaiveDate,
    }

    fn rows() -> Vec<Row> {
        let day = NaiveDate::from_ymd_opt(2024, 5, 31).unwrap();
        let row = |name, count, rate: &str| Row { name, count, rate: rate.parse().unwrap(), day };
        vec![
            row("市卫健委", Some(-1), "91.67"),
            row("=HYPERLINK(\"x\")", None, "100"),
            row("甲,\"乙\"\n丙", Some(12), "0"),
            row("-1", Some(0), "0.5"),
        ]
    }

    fn table(rows: &[Row]) -> Table<'_, Row> {
        Table::new("报送完整率", rows)
            .text("unit", "单位", |row| row.name)
            .number("count", "数量", |row| row.count)
            .percent("rate", "按时率", |row| row.rate)
            .date("day", "日期", |row| row.day)
            .instant("dueAt", "时点", |row| Instant(row.day.and_hms_opt(16, 0, 0).unwrap().and_utc()))
    }

    #[test]
    fn a_table_as_csv() {
        let rows = rows();
        let text = String::from_utf8(table(&rows).csv(false).unwrap()).unwrap();
        let expected = [
            "单位,数量,按时率(%),日期,时点(UTC)",
            "市卫健委,-1,91.67,2024-05-31,2024-05-31T16:00:00.000Z",
            "\"'=HYPERLINK(\"\"x\"\")\",,100,2024-05-31,2024-05-31T16:00:00.000Z",
            "\"甲,\"\"乙\"\"\n丙\",12,0,2024-05-31,2024-05-31T16:00:00.000Z",
            "'-1,0,0.5,2024-05-31,2024-05-31T16:00:00.000Z",
            "",
        ];
        assert_eq!(text, expected.join("\r\n"));
        let marked = table(&rows).headed_by_keys(true).csv(true).unwrap();
        assert!(marked.starts_with("\u{feff}unit,count,rate,day,dueAt\r\n".as_bytes()));
        for sign in ["+1", "@a", "\ta", "\ra"] {
            assert_eq!(harmless(sign), format!("'{sign}"));
        }
        assert_eq!(harmless("1-2"), "1-2");
    }

    #[test]
    fn a_table_as_a_workbook_read_by_another_program() {
        let rows = rows();
        let made = Utc.with_ymd_and_hms(2024, 6, 10, 0, 0, 0).unwrap();
        let bytes = table(&rows).xlsx(made).unwrap();
        assert_eq!(bytes, table(&rows).xlsx(made).unwrap(), "the same bytes every time");
        let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
        assert_eq!(book.sheet_names(), ["报送完整率"]);
        let range = book.worksheet_range("报送完整率").unwrap();
        let cell = |row, column| range.get_value((row, column)).unwrap().clone();
        assert_eq!(cell(1, 0), Data::String("市卫健委".to_owned()));
        assert_eq!(cell(1, 1), Data::Float(-1.0));
        assert_eq!(cell(1, 2), Data::Float(0.9167));
        let Data::DateTime(day) = cell(1, 3) else { panic!("{:?}", cell(1, 3)) };
        assert_eq!(day.to_ymd_hms_milli(), (2024, 5, 31, 0, 0, 0, 0));
        assert_eq!(cell(2, 0), Data::String("=HYPERLINK(\"x\")".to_owned()));
        assert_eq!(book.worksheet_formula("报送完整率").unwrap().used_cells().count(), 0);
    }

    #[test]
    fn a_han_character_takes_two_columns() {
        assert_eq!(width("市卫健委abc"), 11);
        assert_eq!(width("甲\n乙丙"), 4);
        assert_eq!(width("\u{ff08}A\u{ff09}"), 5);
    }
}
