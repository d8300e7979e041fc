//! The kinds of files a notice comes in, by media type, by name and by content.

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Plain text.
    Text,
    /// A web page.
    Html,
    /// Comma-separated rows.
    Csv,
    /// A Word document.
    Docx,
    /// An Excel workbook.
    Xlsx,
}

impl Kind {
    /// All kinds.
    pub const ALL: &'static [Self] = &[Self::Text, Self::Html, Self::Csv, Self::Docx, Self::Xlsx];

    /// Its media type.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Text => "text/plain",
            Self::Html => "text/html",
            Self::Csv => "text/csv",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// The kind of this media type; parameters do not count.
    #[must_use]
    pub fn of_media_type(media_type: &str) -> Option<Self> {
        let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let known = Self::ALL.iter().copied().find(|kind| kind.media_type() == essence);
        known.or_else(|| (essence == "application/xhtml+xml").then_some(Self::Html))
    }

    /// The kind a file shows: archives by their entries, the rest by its name and its first characters.
    #[must_use]
    pub fn of_file(name: &str, bytes: &[u8]) -> Self {
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
        if is_archive(bytes) {
            return if ending == "xlsx" { Self::Xlsx } else { Self::Docx };
        }
        let start = String::from_utf8_lossy(bytes.get(..bytes.len().min(512)).unwrap_or_default()).trim_start().to_ascii_lowercase();
        if start.starts_with("<!doctype html") || start.starts_with("<html") || matches!(ending.as_str(), "html" | "htm" | "xhtml") {
            Self::Html
        } else if ending == "csv" {
            Self::Csv
        } else {
            Self::Text
        }
    }
}

/// Whether the bytes begin as a ZIP archive does.
pub(super) fn is_archive(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}
