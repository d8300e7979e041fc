//! Intake of notices: the bytes of a file become the text that `domain::notice` reads. No network, no database; every kind of file is
//! bounded in time and memory.
//!
//! Plain text and web pages may be in UTF-8, UTF-16 with a mark, or the GB encodings; a table of any kind of file becomes one line per
//! row, its cells between tabs.

mod archive;
mod charset;
mod clean;
mod csv;
mod docx;
mod html;
mod kind;
mod numbering;
mod page;
mod table;
mod xlsx;
mod xml;

#[cfg(test)]
mod tests;

pub use kind::Kind;

/// Largest file, in bytes.
pub const MOST_BYTES: usize = 20 * 1024 * 1024;

/// Longest text, in characters (Unicode scalars): the reader of notices needs some 250 bytes for each of them. A long notice has 50 000.
pub const MOST_CHARACTERS: usize = 500_000;

/// What a file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The text: no control characters but newline and tab, lines ended by `\n`.
    pub text: String,
    /// The name of the encoding, for plain text, pages and comma-separated rows.
    pub encoding: Option<&'static str>,
    /// Characters that could not be decoded, each replaced by U+FFFD.
    pub lost: usize,
}

/// Why a file is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Nothing to read in it.
    #[error("the file holds no text")]
    Empty,
    /// The bytes are no text in any encoding that is known.
    #[error("the text is in no encoding that is known")]
    Encoding,
    /// It is not what it says it is.
    #[error("the file is not what it says it is")]
    Mismatch,
    /// More than [`MOST_BYTES`] bytes, or more in an archive than is taken.
    #[error("the file is too large, or there is too much in it")]
    TooLarge,
    /// More than [`MOST_CHARACTERS`] characters.
    #[error("longer than {MOST_CHARACTERS} characters")]
    TooLong,
    /// Elements nested deeper, or written more tangled, than in any document people write.
    #[error("nested too deeply")]
    TooDeep,
    /// A document type with entities: nothing is fetched and nothing expanded.
    #[error("the file declares a document type or entities")]
    Entities,
}

/// Reads the text of a file.
///
/// `charset` is what the sender says of the encoding; what the bytes themselves say goes before it.
///
/// # Errors
/// [`Refusal`].
pub fn take(kind: Kind, charset: Option<&str>, bytes: &[u8]) -> Result<Taken, Refusal> {
    if bytes.len() > MOST_BYTES {
        return Err(Refusal::TooLarge);
    }
    let taken = match kind {
        Kind::Text => plain(charset::decode(bytes, charset)?)?,
        Kind::Html => {
            let decoded = charset::decode(bytes, charset.or_else(|| page::declared(bytes)))?;
            Taken { text: html::text(&decoded.text)?, ..decoded }
        }
        Kind::Csv => {
            let decoded = plain(charset::decode(bytes, charset)?)?;
            Taken { text: csv::text(&decoded.text)?, ..decoded }
        }
        Kind::Docx => Taken { text: docx::text(bytes)?, encoding: None, lost: 0 },
        Kind::Xlsx => Taken { text: xlsx::text(bytes)?, encoding: None, lost: 0 },
    };
    let text = clean::clean(&taken.text);
    if text.trim().is_empty() {
        return Err(Refusal::Empty);
    }
    if text.chars().nth(MOST_CHARACTERS).is_some() {
        return Err(Refusal::TooLong);
    }
    Ok(Taken { text, ..taken })
}

/// What claims to be plain text and holds the characters of a program or picture is none.
fn plain(decoded: Taken) -> Result<Taken, Refusal> {
    if decoded.text.contains(clean::foreign) { Err(Refusal::Mismatch) } else { Ok(decoded) }
}
