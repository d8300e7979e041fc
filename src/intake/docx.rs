//! Word documents: paragraphs, tables and automatic numbers of `word/document.xml`, streamed. Deleted text, hidden fields and the second
//! copy of text boxes are left out.

use std::collections::BTreeMap;

use quick_xml::events::BytesStart;

use super::archive;
use super::numbering::Numbering;
use super::table::{Cell, Table, end_line};
use super::xml::{Happening, attribute, number, walk};
use super::{MOST_CHARACTERS, Refusal};

const DOCUMENT: &str = "word/document.xml";

/// Elements whose content is not part of the text as it stands.
const UNREAD: &[&str] = &["del", "moveFrom", "Fallback", "instrText", "delText", "pict", "footnotePr", "sectPr"];

/// Deepest nesting of tables.
const DEEPEST: usize = 16;

/// The text of a document.
pub(super) fn text(bytes: &[u8]) -> Result<String, Refusal> {
    let package = archive::open(bytes)?;
    let content = package.part(DOCUMENT).ok_or(Refusal::Mismatch)?;
    let numbering = package.part("word/numbering.xml").map(Numbering::read).transpose()?.unwrap_or_default();
    let styles = package.part("word/styles.xml").map(styles).transpose()?.unwrap_or_default();
    let mut document = Document { styles, numbering, ..Document::default() };
    walk(content, |happening| document.take(&happening))?;
    Ok(document.out)
}

/// The list and level that a style gives its paragraphs.
fn styles(content: &[u8]) -> Result<BTreeMap<String, (String, usize)>, Refusal> {
    let mut styles: BTreeMap<String, (String, usize)> = BTreeMap::new();
    let (mut style, mut level) = (String::new(), 0);
    walk(content, |happening| {
        let Happening::Start(name, element) = happening else { return Ok(()) };
        match name {
            "style" => (style, level) = (attribute(element, "styleId").unwrap_or_default(), 0),
            "ilvl" => level = number(element, "val").unwrap_or(0),
            "numId" if !style.is_empty() => {
                styles.insert(style.clone(), (attribute(element, "val").unwrap_or_default(), level));
            }
            _ => {}
        }
        Ok(())
    })?;
    Ok(styles)
}

/// A table that is open.
#[derive(Default)]
struct Open {
    table: Table,
    row: Vec<Cell>,
    cell: Option<Cell>,
    /// The cell goes on from the row above.
    continued: bool,
}

/// A paragraph that is open.
#[derive(Default)]
struct Paragraph {
    text: String,
    style: Option<String>,
    list: Option<String>,
    level: Option<usize>,
}

#[derive(Default)]
struct Document {
    out: String,
    styles: BTreeMap<String, (String, usize)>,
    numbering: Numbering,
    tables: Vec<Open>,
    /// Text boxes stand inside paragraphs.
    paragraphs: Vec<Paragraph>,
    /// How deep we are in what is not read.
    unread: usize,
    in_text: bool,
    /// Open runs: text stands in them.
    runs: usize,
    characters: usize,
}

impl Document {
    fn take(&mut self, happening: &Happening<'_>) -> Result<(), Refusal> {
        match happening {
            Happening::Start(name, _) if self.unread > 0 || UNREAD.contains(name) => self.unread = self.unread.saturating_add(1),
            Happening::End(_) if self.unread > 0 => self.unread = self.unread.saturating_sub(1),
            Happening::Start(name, element) => self.start(name, element)?,
            Happening::End(name) => self.end(name),
            Happening::Text(text) => {
                if self.in_text && self.unread == 0 {
                    self.characters = self.characters.saturating_add(text.chars().count());
                    self.push(text);
                }
            }
        }
        if self.characters > MOST_CHARACTERS { Err(Refusal::TooLong) } else { Ok(()) }
    }

    fn start(&mut self, name: &str, element: &BytesStart<'_>) -> Result<(), Refusal> {
        match name {
            "p" => {
                if self.paragraphs.len() >= DEEPEST {
                    return Err(Refusal::TooDeep);
                }
                self.paragraphs.push(Paragraph::default());
            }
            "t" => self.in_text = true,
            "r" => self.runs = self.runs.saturating_add(1),
            // A tab stop in the properties of a paragraph is none in its text.
            "tab" if self.runs > 0 => self.push(" "),
            "br" | "cr" => self.push("\n"),
            "noBreakHyphen" => self.push("-"),
            "pStyle" | "ilvl" | "numId" => self.property(name, element),
            "tbl" => {
                if self.tables.len() >= DEEPEST {
                    return Err(Refusal::TooDeep);
                }
                self.tables.push(Open::default());
            }
            "tc" => self.with_table(|open| {
                open.cell = Some(Cell { text: String::new(), columns: 1, rows: 1 });
                open.continued = false;
            }),
            "gridSpan" => {
                let columns = number(element, "val").unwrap_or(1);
                self.with_table(|open| {
                    if let Some(cell) = &mut open.cell {
                        cell.columns = columns;
                    }
                });
            }
            "vMerge" => {
                let continued = attribute(element, "val").is_none_or(|value| value == "continue");
                self.with_table(|open| open.continued = continued);
            }
            _ => {}
        }
        Ok(())
    }

    fn property(&mut self, name: &str, element: &BytesStart<'_>) {
        let Some(paragraph) = self.paragraphs.last_mut() else { return };
        match name {
            "pStyle" => paragraph.style = attribute(element, "val"),
            "ilvl" => paragraph.level = number(element, "val"),
            _ => paragraph.list = attribute(element, "val"),
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "p" => self.paragraph(),
            "t" => self.in_text = false,
            "r" => self.runs = self.runs.saturating_sub(1),
            "tc" => self.with_table(|open| {
                if let Some(mut cell) = open.cell.take() {
                    if open.continued {
                        cell.text.clear();
                    }
                    open.row.push(cell);
                }
            }),
            "tr" => self.with_table(|open| open.table.row(std::mem::take(&mut open.row))),
            "tbl" => {
                if let Some(open) = self.tables.pop() {
                    open.table.write(self.here());
                }
            }
            _ => {}
        }
    }

    fn with_table(&mut self, change: impl FnOnce(&mut Open)) {
        if let Some(open) = self.tables.last_mut() {
            change(open);
        }
    }

    /// Where finished paragraphs go.
    fn here(&mut self) -> &mut String {
        match self.tables.last_mut() {
            Some(Open { cell: Some(cell), .. }) => &mut cell.text,
            _ => &mut self.out,
        }
    }

    fn push(&mut self, text: &str) {
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.text.push_str(text);
        }
    }

    /// Ends a paragraph: its number before it, an empty line behind it, since paragraphs never go on in the next one.
    fn paragraph(&mut self) {
        let Some(paragraph) = self.paragraphs.pop() else { return };
        if paragraph.text.trim().is_empty() {
            return;
        }
        let of_style = paragraph.style.as_ref().and_then(|style| self.styles.get(style)).cloned();
        let list = paragraph.list.or_else(|| of_style.as_ref().map(|(list, _)| list.clone()));
        let level = paragraph.level.or_else(|| of_style.map(|(_, level)| level)).unwrap_or(0);
        let number = list.map(|list| self.numbering.next(&list, level)).unwrap_or_default();
        let out = self.here();
        end_line(out);
        out.push_str(&number);
        out.push_str(paragraph.text.trim_end());
        out.push_str("\n\n");
    }
}
