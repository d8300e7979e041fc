//! A workbook from outside, read cell by cell within limits: nothing is laid out by the corners a sheet claims, formulas are found and not
//! believed, and what comes back is small.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use super::archive::{Limits, Package, Refused, unpack};
use super::parts::{Attributes, Look, Piece, Xml, looks, sheets, strings, text_until};
use super::table::Cell;

/// Most cells that are written down in the file, blank ones included, and most that hold something.
const CELLS: usize = 300_000;
const FILLED: usize = 50_000;

/// Most bytes of texts in cells; a text that many cells share counts each time.
const TEXT: usize = 8 * 1024 * 1024;

/// The size of a sheet in Excel.
const ROWS: u32 = 1_048_576;
const COLUMNS: u32 = 16_384;

/// What a cell holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Words.
    Text(String),
    /// A number, as a plain decimal of at most fifteen digits, which is what Excel shows.
    Number(String),
    /// A number shown as a percent: 0.35 is `35`.
    Percent(String),
    /// A day; of an instant only the day.
    Day(NaiveDate),
    /// Yes or no.
    Bool(bool),
    /// A formula, whatever it gave last.
    Formula,
    /// `#N/A` and its like, and times of day: nothing that is asked for anywhere.
    Other(String),
}

impl Value {
    /// As a cell of an answer.
    #[must_use]
    pub fn as_cell(&self) -> Cell {
        match self {
            Self::Text(text) | Self::Other(text) => Cell::Text(text.clone()),
            Self::Number(number) => number.parse().map_or_else(|_| Cell::Text(number.clone()), Cell::Number),
            Self::Percent(number) => Cell::Text(format!("{number}%")),
            Self::Day(day) => Cell::Date(*day),
            Self::Bool(yes) => Cell::Text(if *yes { "是" } else { "否" }.to_owned()),
            Self::Formula => Cell::Blank,
        }
    }
}

/// A sheet: the cells that hold something, by row and column from nought.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// Its rows.
    pub rows: BTreeMap<u32, BTreeMap<u32, Value>>,
}

/// A workbook.
#[derive(Clone, Debug, Default)]
pub struct Workbook {
    /// Its sheets in their order.
    pub sheets: Vec<Sheet>,
}

impl Workbook {
    /// Reads one.
    ///
    /// # Errors
    /// [`Refused`]: whatever is not a harmless workbook of bounded size.
    pub fn read(bytes: &[u8]) -> Result<Self, Refused> {
        let package = unpack(bytes, Limits { bytes: 24 * 1024 * 1024, ..Limits::OFFICE })?;
        let (named, is_1904) = sheets(&package)?;
        let around = Around { strings: strings(&package)?, looks: looks(&package)?, is_1904 };
        let mut left = Budget { cells: CELLS, filled: FILLED, text: TEXT };
        let read = |one: super::parts::Named| around.sheet(&package, one, &mut left);
        Ok(Self { sheets: named.into_iter().map(read).collect::<Result<_, _>>()? })
    }

    /// The sheet with this name.
    #[must_use]
    pub fn sheet(&self, name: &str) -> Option<&Sheet> {
        self.sheets.iter().find(|sheet| sheet.name.trim() == name)
    }
}

/// What may still be read.
struct Budget {
    cells: usize,
    filled: usize,
    text: usize,
}

fn spend(left: &mut usize, some: usize) -> Result<(), Refused> {
    *left = left.checked_sub(some).ok_or(Refused::TooLarge)?;
    Ok(())
}

/// What the cells of all sheets refer to.
struct Around {
    strings: Vec<String>,
    looks: Vec<Look>,
    is_1904: bool,
}

impl Around {
    fn sheet(&self, package: &Package, named: super::parts::Named, left: &mut Budget) -> Result<Sheet, Refused> {
        let mut xml = Xml::of(package.part(&named.part).ok_or(Refused::Damaged)?)?;
        let mut sheet = Sheet { name: named.name, rows: BTreeMap::new() };
        // Where the file names no place, cells follow one another.
        let (mut row, mut next) = (0_u32, (0_u32, 0_u32));
        loop {
            match xml.next()? {
                Piece::Begin(name, of) if name == "row" => {
                    row = match of.get("r") {
                        Some(number) => number.parse::<u32>().ok().and_then(|it| it.checked_sub(1)).ok_or(Refused::Damaged)?,
                        None => next.0,
                    };
                    next = (row.saturating_add(1), 0);
                }
                Piece::Begin(name, of) if name == "c" => {
                    spend(&mut left.cells, 1)?;
                    let (at_row, at) = of.get("r").map_or(Some((row, next.1)), place_of).ok_or(Refused::Damaged)?;
                    if at_row >= ROWS || at >= COLUMNS {
                        return Err(Refused::Damaged);
                    }
                    next.1 = at + 1;
                    if let Some(value) = self.value(&mut xml, &of)? {
                        spend(&mut left.filled, 1)?;
                        if let Value::Text(text) | Value::Other(text) = &value {
                            spend(&mut left.text, text.len())?;
                        }
                        sheet.rows.entry(at_row).or_default().insert(at, value);
                    }
                }
                Piece::Over => return Ok(sheet),
                _ => {}
            }
        }
    }

    /// What a cell holds, read up to its end.
    fn value(&self, xml: &mut Xml<'_>, of: &Attributes) -> Result<Option<Value>, Refused> {
        let (mut written, mut inline, mut formula, mut inside) = (String::new(), None, false, false);
        loop {
            match xml.next()? {
                Piece::Begin(name, _) => match name.as_str() {
                    "f" => formula = true,
                    "is" => inline = Some(text_until(xml, "is")?),
                    "v" => inside = true,
                    _ => {}
                },
                Piece::End(name) if name == "v" => inside = false,
                Piece::End(name) if name == "c" => break,
                Piece::Text(text) if inside => written.push_str(&text),
                Piece::Over => return Err(Refused::Damaged),
                Piece::End(_) | Piece::Text(_) => {}
            }
        }
        if formula {
            return Ok(Some(Value::Formula));
        }
        let look = of.get("s").and_then(|index| self.looks.get(index.parse::<usize>().ok()?)).copied().unwrap_or(Look::Plain);
        let value = match of.get("t").unwrap_or("n") {
            "s" => {
                let shared = written.trim().parse::<usize>().ok().and_then(|index| self.strings.get(index));
                Value::Text(shared.ok_or(Refused::Damaged)?.clone())
            }
            "inlineStr" => Value::Text(inline.unwrap_or_default()),
            "str" => Value::Text(written),
            "b" => Value::Bool(written.trim() == "1"),
            "d" => written.get(..10).and_then(|day| day.parse().ok()).map_or(Value::Other(written), Value::Day),
            "n" if written.trim().is_empty() => return Ok(None),
            "n" => self.number(written.trim(), look)?,
            _ => Value::Other(written),
        };
        Ok(Some(value).filter(|value| !matches!(value, Value::Text(text) if text.trim().is_empty())))
    }

    fn number(&self, written: &str, look: Look) -> Result<Value, Refused> {
        let number: f64 = written.parse().ok().filter(|number: &f64| number.is_finite()).ok_or(Refused::Damaged)?;
        let shown = fifteen(number, 0).ok_or(Refused::Damaged)?;
        Ok(match look {
            Look::Plain => Value::Number(shown),
            Look::Percent => Value::Percent(fifteen(number, 2).ok_or(Refused::Damaged)?),
            Look::Day => day_of(&shown, self.is_1904).map_or(Value::Other(shown), Value::Day),
            Look::Time => Value::Other(shown),
        })
    }
}

/// A double times a power of ten as a plain decimal of fifteen digits: what was typed, without the noise of binary fractions.
fn fifteen(number: f64, power: i32) -> Option<String> {
    let text = format!("{number:.14e}");
    let (digits, exponent) = text.split_once('e')?;
    let exponent = exponent.parse::<i32>().ok()? + power;
    let plain: f64 = format!("{digits}e{exponent}").parse().ok()?;
    Some(if plain == 0.0 { "0".to_owned() } else { plain.to_string() })
}

/// The day that a serial number means. Excel takes 1900 for a leap year; what lies before that error is not worth a guess.
pub(super) fn day_of(serial: &str, is_1904: bool) -> Option<NaiveDate> {
    let whole: u64 = serial.split('.').next()?.parse().ok()?;
    let epoch = if is_1904 { NaiveDate::from_ymd_opt(1904, 1, 1) } else { NaiveDate::from_ymd_opt(1899, 12, 30) };
    (is_1904 || whole > 60).then(|| epoch?.checked_add_days(Days::new(whole.min(3_000_000)))).flatten()
}

/// `H7` as row and column from nought.
fn place_of(name: &str) -> Option<(u32, u32)> {
    let digits = name.find(|c: char| c.is_ascii_digit())?;
    let (letters, row) = name.split_at_checked(digits)?;
    let step =
        |column: u32, letter: u8| letter.is_ascii_alphabetic().then(|| column * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1);
    let column = (letters.len() <= 3).then(|| letters.bytes().try_fold(0, step)).flatten()?;
    Some((row.parse::<u32>().ok()?.checked_sub(1)?, column.checked_sub(1)?))
}

/// A row and column from nought as `H7`.
#[must_use]
pub fn address(row: u32, column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        let letter = u8::try_from((rest - 1) % 26).unwrap_or(0) + b'A';
        letters.push(char::from(letter));
        rest = (rest - 1) / 26;
    }
    let letters: String = letters.into_iter().rev().collect();
    format!("{letters}{}", row + 1)
}

#[cfg(test)]
mod tests;
