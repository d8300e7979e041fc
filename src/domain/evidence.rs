//! Evidence (佐证材料): which kinds of files are taken, told by their content and not by their name.

use sea_orm::sea_query::StringLen;
use sea_orm::{DeriveActiveEnum, EnumIter, Iterable};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A kind of file that is taken. Archives are not: nobody could tell what is inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(32))", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub enum FileType {
    /// PDF
    Pdf,
    /// 版式文档 (GB/T 33190)
    Ofd,
    /// PNG image
    Png,
    /// JPEG image
    Jpeg,
    /// Word document without macros
    Docx,
    /// Excel workbook without macros
    Xlsx,
}

/// The beginning and the end of a file: enough to tell what it is, however large it is.
#[derive(Clone, Copy, Debug)]
pub struct Sample<'a> {
    /// The first bytes, at least eight if the file has so many.
    pub head: &'a [u8],
    /// The last bytes; the table of contents of a package must lie in them.
    pub tail: &'a [u8],
}

impl FileType {
    /// The media type under which it is handed out.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Ofd => "application/ofd",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// The endings its name may have, lower case; the first is the usual one.
    #[must_use]
    pub const fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Pdf => &["pdf"],
            Self::Ofd => &["ofd"],
            Self::Png => &["png"],
            Self::Jpeg => &["jpg", "jpeg"],
            Self::Docx => &["docx"],
            Self::Xlsx => &["xlsx"],
        }
    }

    /// The kind that a file's name claims by its ending.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        let extension = name.rsplit_once('.')?.1.to_ascii_lowercase();
        Self::iter().find(|kind| kind.extensions().contains(&extension.as_str()))
    }

    /// The kind that a file's content shows. A package (DOCX, XLSX, OFD) is told by its table of contents; one with macros is not taken.
    #[must_use]
    pub fn of_content(sample: Sample<'_>) -> Option<Self> {
        let begins = |with: &[u8]| sample.head.starts_with(with);
        if begins(b"%PDF-") {
            Some(Self::Pdf)
        } else if begins(b"\x89PNG\r\n\x1a\n") {
            Some(Self::Png)
        } else if begins(b"\xff\xd8\xff") {
            Some(Self::Jpeg)
        } else if begins(b"PK\x03\x04") {
            of_package(&entries(sample.tail)?)
        } else {
            None
        }
    }
}

fn of_package(names: &[&[u8]]) -> Option<FileType> {
    let has = |name: &[u8]| names.contains(&name);
    let macros = names.iter().any(|name| name.to_ascii_lowercase().ends_with(b"vbaproject.bin"));
    let office = has(b"[Content_Types].xml") && !macros;
    let kinds = [
        (office && has(b"word/document.xml"), FileType::Docx),
        (office && has(b"xl/workbook.xml"), FileType::Xlsx),
        (has(b"OFD.xml") && !macros, FileType::Ofd),
    ];
    let mut found = kinds.into_iter().filter_map(|(is, kind)| is.then_some(kind));
    // What is two things at once is neither.
    found.next().filter(|_| found.next().is_none())
}

/// The names in the central directory of a ZIP file (APPNOTE 4.3.12 and 4.3.16), if it lies whole in the file's last bytes.
fn entries(tail: &[u8]) -> Option<Vec<&[u8]>> {
    let end = tail.windows(4).rposition(|four| four == b"PK\x05\x06")?;
    let length = usize::try_from(u32::from_le_bytes(tail.get(end + 12..end + 16)?.try_into().ok()?)).ok()?;
    let mut rest = tail.get(end.checked_sub(length)?..end)?;
    let mut names = Vec::new();
    while !rest.is_empty() {
        if !rest.starts_with(b"PK\x01\x02") {
            return None;
        }
        let number = |at: usize| Some(usize::from(u16::from_le_bytes(rest.get(at..at + 2)?.try_into().ok()?)));
        let (name, extra, comment) = (number(28)?, number(30)?, number(32)?);
        names.push(rest.get(46..46 + name)?);
        rest = rest.get(46 + name + extra + comment..)?;
    }
    Some(names)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::as_conversions, reason = "a test may panic")]
    use super::{FileType, Sample};

    /// A ZIP file of empty entries with these names.
    fn package(names: &[&str]) -> Vec<u8> {
        let (mut file, mut directory) = (Vec::new(), Vec::new());
        for name in names {
            let length = (name.len() as u16).to_le_bytes();
            directory.extend([b"PK\x01\x02".as_slice(), &[0; 24], &length, &[0; 16], name.as_bytes()].concat());
            file.extend([b"PK\x03\x04".as_slice(), &[0; 22], &length, &[0; 2], name.as_bytes()].concat());
        }
        let size = (directory.len() as u32).to_le_bytes();
        file.extend(directory);
        file.extend([b"PK\x05\x06".as_slice(), &[0; 8], &size, &[0; 6]].concat());
        file
    }

    fn told(content: &[u8]) -> Option<FileType> {
        FileType::of_content(Sample { head: content, tail: content })
    }

    #[test]
    fn a_file_is_what_its_content_says() {
        assert_eq!(told(b"%PDF-1.7\n"), Some(FileType::Pdf));
        assert_eq!(told(b"\x89PNG\r\n\x1a\nrest"), Some(FileType::Png));
        assert_eq!(told(b"\xff\xd8\xff\xe0rest"), Some(FileType::Jpeg));
        // As WPS writes it: the document comes late, the list of content types last.
        assert_eq!(told(&package(&["_rels/.rels", "docProps/app.xml", "word/document.xml", "[Content_Types].xml"])), Some(FileType::Docx));
        assert_eq!(told(&package(&["[Content_Types].xml", "xl/workbook.xml"])), Some(FileType::Xlsx));
        assert_eq!(told(&package(&["OFD.xml", "Doc_0/Document.xml"])), Some(FileType::Ofd));
    }

    #[test]
    fn what_is_not_on_the_list_is_nothing() {
        for content in [
            b"".as_slice(),
            b"<html><script>",
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            b"MZ\x90\0",
            b"GIF89a",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            b"PK\x03\x04",
            b" %PDF-1.7",
        ] {
            assert_eq!(told(content), None, "{content:?}");
        }
        assert_eq!(told(&package(&["a.txt"])), None, "an archive");
        assert_eq!(told(&package(&["[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"])), None, "macros");
        assert_eq!(told(&package(&["[Content_Types].xml", "word/document.xml", "xl/workbook.xml"])), None, "two things at once");
        let whole = package(&["[Content_Types].xml", "word/document.xml"]);
        assert_eq!(told(whole.get(..whole.len() - 30).unwrap()), None, "cut");
    }

    #[test]
    fn the_ending_is_read_whatever_its_case() {
        assert_eq!(FileType::of_name("验收报告.PDF"), Some(FileType::Pdf));
        assert_eq!(FileType::of_name("现场.照片.jpeg"), Some(FileType::Jpeg));
        for name in ["pdf", "a.exe", "a.pdf.html", "a.", "", "压缩包.zip", "a.docm"] {
            assert_eq!(FileType::of_name(name), None, "{name}");
        }
    }
}
