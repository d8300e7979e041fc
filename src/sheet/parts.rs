//! The small parts of a workbook around its sheets: which sheets there are, the texts they share, and which number formats mean days or
//! percents (ECMA-376 part 1, chapter 18). All of it is bounded before it is kept.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::archive::{Package, Refused};

/// Most sheets, shared texts and formats.
const SHEETS: usize = 50;
const STRINGS: usize = 100_000;
const FORMATS: usize = 20_000;

/// Most attributes of an element.
const ATTRIBUTES: usize = 100;

/// A sheet of the workbook: its name, and the part that holds it.
#[derive(Clone, Debug)]
pub(super) struct Named {
    pub(super) name: String,
    pub(super) part: String,
}

/// What a number format makes of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    Plain,
    Percent,
    Day,
    Time,
}

/// A reader of a part: entities are the five of XML, tags are matched.
pub(super) struct Xml<'p> {
    reader: Reader<&'p [u8]>,
    /// Elements that are open.
    depth: usize,
}

/// What a part is made of, as far as it matters.
pub(super) enum Piece {
    /// An element begins: its local name and the attributes as written.
    Begin(String, Attributes),
    /// An element ends.
    End(String),
    /// Characters.
    Text(String),
    /// The part ends.
    Over,
}

/// Attributes by local name.
#[derive(Default)]
pub(super) struct Attributes(Vec<(String, String)>);

impl Attributes {
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    fn of(tag: &BytesStart<'_>) -> Result<Self, Refused> {
        let mut found = Vec::new();
        // Without the check for repeated ones, which would take the square of their number.
        for attribute in tag.attributes().with_checks(false) {
            let attribute = attribute.map_err(|_| Refused::Damaged)?;
            let value = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).map_err(|_| Refused::Damaged)?;
            if found.len() >= ATTRIBUTES {
                return Err(Refused::Damaged);
            }
            found.push((attribute.key.local_name().into_inner().to_owned(), value.into_owned()));
        }
        Ok(Self(found))
    }
}

impl<'p> Xml<'p> {
    /// Begins to read a part.
    pub(super) fn of(part: &'p [u8]) -> Result<Self, Refused> {
        let text = std::str::from_utf8(part).map_err(|_| Refused::Unreadable)?;
        let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
        reader.config_mut().expand_empty_elements = true;
        Ok(Self { reader, depth: 0 })
    }

    /// The next piece.
    pub(super) fn next(&mut self) -> Result<Piece, Refused> {
        loop {
            return Ok(match self.reader.read_event().map_err(|_| Refused::Damaged)? {
                Event::Start(tag) => {
                    self.depth += 1;
                    Piece::Begin(tag.local_name().into_inner().to_owned(), Attributes::of(&tag)?)
                }
                Event::End(tag) => {
                    self.depth = self.depth.saturating_sub(1);
                    Piece::End(tag.local_name().into_inner().to_owned())
                }
                Event::Text(text) => Piece::Text(text.xml10_content().into_owned()),
                Event::CData(text) => Piece::Text(text.xml10_content().into_owned()),
                Event::GeneralRef(reference) => {
                    let known = || quick_xml::escape::resolve_predefined_entity(&reference).map(str::to_owned);
                    let character = reference.resolve_char_ref().map_err(|_| Refused::Damaged)?.map(String::from);
                    Piece::Text(character.or_else(known).ok_or(Refused::DocumentType)?)
                }
                Event::DocType(_) => return Err(Refused::DocumentType),
                Event::Eof if self.depth > 0 => return Err(Refused::Damaged),
                Event::Eof => Piece::Over,
                _ => continue,
            });
        }
    }
}

/// The sheets of a workbook in their order, and whether its days are counted from 1904.
pub(super) fn sheets(package: &Package) -> Result<(Vec<Named>, bool), Refused> {
    let book = related(package, "", "_rels/.rels")?.into_iter().find(|one| one.kind.ends_with("/officeDocument"));
    let book = book.map_or_else(|| "xl/workbook.xml".to_owned(), |one| one.target);
    let (folder, file) = book.rsplit_once('/').unwrap_or(("", &book));
    let related = related(package, folder, &format!("{folder}/_rels/{file}.rels"))?;
    if related
        .iter()
        .any(|one| one.external || ["/externalLink", "/vbaProject", "/connections"].iter().any(|kind| one.kind.ends_with(kind)))
    {
        return Err(Refused::Active);
    }
    if package.part("[Content_Types].xml").ok_or(Refused::Damaged)?.windows(12).any(|some| some == b"macroEnabled") {
        return Err(Refused::Active);
    }
    let mut xml = Xml::of(package.part(&book).ok_or(Refused::Damaged)?)?;
    let (mut found, mut is_1904) = (Vec::new(), false);
    loop {
        match xml.next()? {
            Piece::Begin(name, of) if name == "workbookPr" => is_1904 = of.get("date1904").is_some_and(|it| it == "1" || it == "true"),
            Piece::Begin(name, of) if name == "sheet" => {
                let part = related.iter().find(|one| Some(one.id.as_str()) == of.get("id") && one.kind.ends_with("/worksheet"));
                if let (Some(name), Some(part)) = (of.get("name"), part) {
                    found.push(Named { name: name.to_owned(), part: part.target.clone() });
                }
                if found.len() > SHEETS {
                    return Err(Refused::TooManyEntries);
                }
            }
            Piece::Over => return Ok((found, is_1904)),
            _ => {}
        }
    }
}

/// A relation of a part.
struct Related {
    id: String,
    kind: String,
    target: String,
    external: bool,
}

fn related(package: &Package, folder: &str, part: &str) -> Result<Vec<Related>, Refused> {
    let mut xml = Xml::of(package.part(part.trim_start_matches('/')).ok_or(Refused::Damaged)?)?;
    let mut found = Vec::new();
    loop {
        match xml.next()? {
            Piece::Begin(name, of) if name == "Relationship" => {
                let text = |name: &str| of.get(name).unwrap_or_default().to_owned();
                let target = text("Target");
                let rooted = target.strip_prefix('/').map(str::to_owned);
                let target = rooted.unwrap_or_else(|| if folder.is_empty() { target.clone() } else { format!("{folder}/{target}") });
                let external = of.get("TargetMode").is_some_and(|mode| mode.eq_ignore_ascii_case("external"));
                found.push(Related { id: text("Id"), kind: text("Type"), target, external });
                if found.len() > FORMATS {
                    return Err(Refused::TooManyEntries);
                }
            }
            Piece::Over => return Ok(found),
            _ => {}
        }
    }
}

/// The part whose name ends so, wherever the workbook lies.
fn beside<'p>(package: &'p Package, file: &str) -> Option<&'p [u8]> {
    package.names().find(|name| name.ends_with(file)).and_then(|name| package.part(name))
}

/// The texts that cells share, in their order: of rich text the characters, without the reading aids of phonetic runs.
pub(super) fn strings(package: &Package) -> Result<Vec<String>, Refused> {
    let Some(part) = beside(package, "/sharedStrings.xml") else { return Ok(Vec::new()) };
    let mut xml = Xml::of(part)?;
    let mut found = Vec::new();
    loop {
        match xml.next()? {
            Piece::Begin(name, _) if name == "si" => {
                if found.len() >= STRINGS {
                    return Err(Refused::TooLarge);
                }
                found.push(text_until(&mut xml, "si")?);
            }
            Piece::Over => return Ok(found),
            _ => {}
        }
    }
}

/// The characters of the `t` elements up to the end of an element.
pub(super) fn text_until(xml: &mut Xml<'_>, end: &str) -> Result<String, Refused> {
    let (mut text, mut shown, mut aside) = (String::new(), false, 0_u32);
    loop {
        match xml.next()? {
            Piece::Begin(name, _) if name == "rPh" => aside += 1,
            Piece::End(name) if name == "rPh" => aside = aside.saturating_sub(1),
            Piece::Begin(name, _) if name == "t" => shown = true,
            Piece::End(name) if name == "t" => shown = false,
            Piece::Text(some) if shown && aside == 0 => text.push_str(&some),
            Piece::End(name) if name == end => return Ok(unescaped(&text)),
            Piece::Over => return Err(Refused::Damaged),
            _ => {}
        }
    }
}

/// `_x000D_` is how Office writes a character that XML cannot hold.
fn unescaped(text: &str) -> String {
    let (mut whole, mut rest) = (String::new(), text);
    while let Some((before, after)) = rest.split_once("_x") {
        whole.push_str(before);
        let code = after.get(..4).filter(|_| after.get(4..5) == Some("_")).and_then(|hex| u32::from_str_radix(hex, 16).ok());
        match code.and_then(char::from_u32) {
            Some(character) => {
                whole.push(character);
                rest = after.get(5..).unwrap_or_default();
            }
            None => {
                whole.push_str("_x");
                rest = after;
            }
        }
    }
    whole + rest
}

/// What each cell format of the workbook makes of a number, by its index.
pub(super) fn looks(package: &Package) -> Result<Vec<Look>, Refused> {
    let Some(part) = beside(package, "/styles.xml") else { return Ok(Vec::new()) };
    let mut xml = Xml::of(part)?;
    let (mut own, mut found, mut cells) = (Vec::new(), Vec::new(), false);
    loop {
        match xml.next()? {
            Piece::Begin(name, of) if name == "numFmt" => {
                own.push((of.get("numFmtId").unwrap_or_default().to_owned(), look_of(of.get("formatCode").unwrap_or_default())));
            }
            Piece::Begin(name, _) if name == "cellXfs" => cells = true,
            Piece::End(name) if name == "cellXfs" => cells = false,
            Piece::Begin(name, of) if name == "xf" && cells => {
                let id = of.get("numFmtId").unwrap_or("0");
                let known = own.iter().find(|(known, _)| known == id).map(|(_, look)| *look);
                found.push(known.unwrap_or_else(|| built_in(id.parse().unwrap_or(0))));
            }
            Piece::Over => return Ok(found),
            _ => {}
        }
        if own.len() > 1_000 || found.len() > FORMATS {
            return Err(Refused::TooLarge);
        }
    }
}

/// The formats that Excel knows by number, those of Chinese editions included.
const fn built_in(id: u32) -> Look {
    match id {
        9 | 10 => Look::Percent,
        14..=17 | 22 | 27..=31 | 34..=36 | 50..=54 | 57 | 58 => Look::Day,
        18..=21 | 32 | 33 | 45..=47 | 55 | 56 => Look::Time,
        _ => Look::Plain,
    }
}

/// What a format code such as `yyyy"年"m"月"` makes of a number: literals and conditions left out.
fn look_of(code: &str) -> Look {
    let (mut quoted, mut bracketed, mut skip) = (false, false, false);
    let mut letters = String::new();
    for c in code.split(';').next().unwrap_or_default().chars() {
        match c {
            _ if skip => skip = false,
            '"' => quoted = !quoted,
            _ if quoted => {}
            '\\' | '_' | '*' => skip = true,
            '[' => bracketed = true,
            ']' => bracketed = false,
            _ if bracketed => {}
            c => letters.extend(c.to_lowercase()),
        }
    }
    if letters.contains("general") {
        Look::Plain
    } else if letters.contains('%') {
        Look::Percent
    } else if letters.contains(['y', 'd']) {
        Look::Day
    } else if letters.contains(['h', 's']) {
        Look::Time
    } else {
        Look::Plain
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_says_what_a_number_means() {
        for (code, look) in [
            ("General", Look::Plain),
            ("0.00%", Look::Percent),
            ("yyyy-mm-dd", Look::Day),
            ("yyyy\"年\"m\"月\"d\"日\"", Look::Day),
            ("[$-804]yyyy/m/d;@", Look::Day),
            ("[Red]#,##0", Look::Plain),
            ("h:mm:ss", Look::Time),
            ("0\"%\"", Look::Plain),
            ("0\\d", Look::Plain),
        ] {
            assert_eq!(look_of(code), look, "{code}");
        }
    }

    #[test]
    fn characters_that_xml_cannot_hold() {
        assert_eq!(unescaped("甲_x000D_\n乙_x_x00_"), "甲\r\n乙_x_x00_");
        assert_eq!(unescaped("_x0041_x0042_"), "Ax0042_");
    }
}
