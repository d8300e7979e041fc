//! Packages from outside (XLSX and DOCX are ZIP files): unpacked within limits, so that none grows beyond them, before anything reads them.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

/// How far a package may unfold.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Most entries.
    pub entries: usize,
    /// Most bytes of all entries together, unpacked.
    pub bytes: u64,
    /// Most bytes unpacked for each byte packed, beyond the first few.
    pub ratio: u64,
    /// Embedded objects may be there (a chart in a text document); they are never opened.
    pub embedded: bool,
}

impl Limits {
    /// What an office document of a few megabytes may need; no embedded objects.
    pub const OFFICE: Self = Self { entries: 500, bytes: 32 * 1024 * 1024, ratio: 100, embedded: false };
}

/// Bytes that may be unpacked whatever the ratio: a small file of little but blanks is no attack.
const FREE: u64 = 4 * 1024 * 1024;

/// Why a package is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Something else, or cut off.
    #[error("not a whole ZIP file")]
    Damaged,
    /// With a password, or packed in a way that office programs do not use.
    #[error("encrypted, or packed in an unusual way")]
    Unreadable,
    /// More entries than the limit.
    #[error("too many entries")]
    TooManyEntries,
    /// More bytes than the limit, or out of proportion to what was sent.
    #[error("too large when unpacked")]
    TooLarge,
    /// A name that climbs out of the package, or twice the same.
    #[error("an entry with a dangerous name")]
    BadName,
    /// XML that declares entities (DTD).
    #[error("XML with a document type")]
    DocumentType,
    /// Another package inside.
    #[error("a package within the package")]
    Nested,
    /// Macros, links to other workbooks or connections, embedded objects.
    #[error("active or foreign content")]
    Active,
}

impl Refused {
    /// Whether it is about size alone.
    pub fn is_size(self) -> bool {
        matches!(self, Self::TooLarge | Self::TooManyEntries)
    }

    /// A word for programs, lowerCamelCase.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Damaged => "damaged",
            Self::Unreadable => "unreadable",
            Self::TooManyEntries => "tooManyEntries",
            Self::TooLarge => "tooLarge",
            Self::BadName => "badName",
            Self::DocumentType => "documentType",
            Self::Nested => "nested",
            Self::Active => "active",
        }
    }
}

/// The parts of an unpacked package, by name as it is written there.
#[derive(Debug, Default)]
pub struct Package {
    parts: BTreeMap<String, Vec<u8>>,
}

impl Package {
    /// A part's content.
    pub fn part(&self, name: &str) -> Option<&[u8]> {
        self.parts.get(name).map(Vec::as_slice)
    }

    /// The names of all parts, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.parts.keys().map(String::as_str)
    }
}

/// Unpacks a package and looks at every part: what comes back is bounded, has no entities, macros, foreign links or further packages.
///
/// # Errors
/// The first reason to refuse it.
pub fn unpack(package: &[u8], limits: Limits) -> Result<Package, Refused> {
    // The reader of ZIP files reads the whole table of contents at once; so it is counted first.
    let counted = package.windows(4).filter(|four| *four == b"PK\x01\x02").take(limits.entries + 1).count();
    if counted > limits.entries {
        return Err(Refused::TooManyEntries);
    }
    let mut archive = ZipArchive::new(Cursor::new(package)).map_err(|error| reason(&error))?;
    let allowed = size(package.len()).saturating_mul(limits.ratio).saturating_add(FREE).min(limits.bytes);
    let mut left = allowed;
    let mut parts = BTreeMap::new();
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(|error| reason(&error))?;
        if entry.is_dir() {
            continue;
        }
        let name = entry.name().map_err(|error| reason(&error))?.into_owned();
        check_name(&name, limits)?;
        let mut content = Vec::new();
        entry.take(left.saturating_add(1)).read_to_end(&mut content).map_err(|_| Refused::Damaged)?;
        left = left.checked_sub(size(content.len())).ok_or(Refused::TooLarge)?;
        check_content(&name, &content, limits)?;
        if parts.insert(name, content).is_some() {
            return Err(Refused::BadName);
        }
    }
    if archive.has_duplicate_names() { Err(Refused::BadName) } else { Ok(Package { parts }) }
}

fn size(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

fn reason(error: &ZipError) -> Refused {
    match error {
        ZipError::UnsupportedArchive(_) | ZipError::InvalidPassword | ZipError::CompressionMethodNotSupported(_) => Refused::Unreadable,
        _ => Refused::Damaged,
    }
}

/// Folders and files of office documents that run, fetch or hold something else.
const ACTIVE: [&str; 8] = [
    "vbaproject.bin",
    "/externallinks/",
    "/connections.xml",
    "/querytables/",
    "/macrosheets/",
    "/dialogsheets/",
    "/activex/",
    "/ctrlprops/",
];

/// Where objects of other programs lie.
const EMBEDDED: &str = "/embeddings/";

fn check_name(name: &str, limits: Limits) -> Result<(), Refused> {
    let climbs = name.split(['/', '\\']).any(|part| part == "..");
    if climbs || name.starts_with(['/', '\\']) || name.contains(['\0', ':']) {
        return Err(Refused::BadName);
    }
    let rooted = format!("/{}", name.to_ascii_lowercase().replace('\\', "/"));
    let active = ACTIVE.iter().any(|active| rooted.contains(active)) || (!limits.embedded && rooted.contains(EMBEDDED));
    if active { Err(Refused::Active) } else { Ok(()) }
}

fn check_content(name: &str, content: &[u8], limits: Limits) -> Result<(), Refused> {
    let name = name.to_ascii_lowercase();
    let package = content.starts_with(b"PK\x03\x04") || content.starts_with(b"\xd0\xcf\x11\xe0");
    if package && !(limits.embedded && name.contains(EMBEDDED)) {
        return Err(Refused::Nested);
    }
    if [".xml", ".rels", ".vml"].iter().any(|ending| name.ends_with(ending)) {
        // Office writes UTF-8. In another encoding a declaration could hide from the search.
        if content.starts_with(b"\xff\xfe") || content.starts_with(b"\xfe\xff") || content.contains(&0) {
            return Err(Refused::Unreadable);
        }
        let declares = |tag: &[u8], word: &[u8]| tag.get(..word.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(word));
        if content.split(|byte| *byte == b'<').any(|tag| declares(tag, b"!DOCTYPE") || declares(tag, b"!ENTITY")) {
            return Err(Refused::DocumentType);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may panic")]
    use std::io::Write;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in parts {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(content).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    fn refused(parts: &[(&str, &[u8])]) -> Option<Refused> {
        unpack(&packed(parts), Limits::OFFICE).err()
    }

    #[test]
    fn a_harmless_package_is_unpacked() {
        let package = unpack(&packed(&[("xl/workbook.xml", b"<workbook/>"), ("docProps/app.xml", b"<a/>")]), Limits::OFFICE).unwrap();
        assert_eq!(package.part("xl/workbook.xml"), Some(b"<workbook/>".as_slice()));
        assert_eq!(package.names().collect::<Vec<_>>(), ["docProps/app.xml", "xl/workbook.xml"]);
    }

    #[test]
    fn it_unfolds_no_further_than_the_limits() {
        let zeros = vec![b' '; 300_000];
        let bomb = packed(&[("a.xml", &zeros), ("b.xml", &zeros)]);
        let within = |bytes, ratio| unpack(&bomb, Limits { bytes, ratio, ..Limits::OFFICE }).map(|_| ()).err();
        assert_eq!(within(600_000, 1), None);
        assert_eq!(within(599_999, 1), Some(Refused::TooLarge));
        let large = vec![b' '; 5_000_000];
        let steep = packed(&[("a.xml", &large)]);
        assert_eq!(unpack(&steep, Limits { ratio: 10, ..Limits::OFFICE }).err(), Some(Refused::TooLarge));
        let names: Vec<String> = (0..501).map(|n| format!("xl/worksheets/sheet{n}.xml")).collect();
        let many: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), b"".as_slice())).collect();
        assert_eq!(refused(&many), Some(Refused::TooManyEntries));
        assert_eq!(refused(many.get(1..).unwrap()), None);
    }

    #[test]
    fn what_acts_or_fetches_is_refused() {
        for (name, content, why) in [
            ("xl/vbaProject.bin", b"x".as_slice(), Refused::Active),
            ("xl/externalLinks/externalLink1.xml", b"<a/>", Refused::Active),
            ("xl/connections.xml", b"<a/>", Refused::Active),
            ("xl/embeddings/oleObject1.bin", b"x", Refused::Active),
            ("../../etc/passwd", b"x", Refused::BadName),
            ("/etc/passwd", b"x", Refused::BadName),
            ("a\\..\\b", b"x", Refused::BadName),
            ("xl/media/image1.png", b"PK\x03\x04....", Refused::Nested),
            ("xl/workbook.xml", b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", Refused::DocumentType),
            ("xl/workbook.xml", b"\xff\xfe<\0a\0", Refused::Unreadable),
        ] {
            assert_eq!(refused(&[(name, content)]), Some(why), "{name}");
        }
        let chart = packed(&[("word/embeddings/sheet.xlsx", b"PK\x03\x04....")]);
        assert!(unpack(&chart, Limits { embedded: true, ..Limits::OFFICE }).is_ok());
    }

    #[test]
    fn what_is_cut_or_something_else_is_damaged() {
        let whole = packed(&[("xl/workbook.xml", b"<workbook/>")]);
        for bytes in [b"".as_slice(), b"%PDF-1.7", whole.get(..whole.len() - 10).unwrap(), whole.get(..20).unwrap()] {
            assert_eq!(unpack(bytes, Limits::OFFICE).err(), Some(Refused::Damaged));
        }
    }
}
