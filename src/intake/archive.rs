//! Opening the archives that documents and workbooks are: few entries, and never more in them than can be a notice.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::Refusal;
use super::kind::is_archive;

/// Most entries of an archive.
const MOST_ENTRIES: usize = 2_000;

/// Most bytes of one entry that is read, after inflating.
const MOST_ENTRY: u64 = 32 * 1024 * 1024;

/// An archive in memory.
pub(super) type Archive<'b> = ZipArchive<Cursor<&'b [u8]>>;

/// Opens an archive.
pub(super) fn open(bytes: &[u8]) -> Result<Archive<'_>, Refusal> {
    if !is_archive(bytes) {
        return Err(Refusal::Mismatch);
    }
    let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Refusal::Mismatch)?;
    if archive.len() > MOST_ENTRIES { Err(Refusal::TooLarge) } else { Ok(archive) }
}

/// Whether the archive has an entry of this name.
pub(super) fn has(archive: &Archive<'_>, name: &str) -> bool {
    archive.index_for_name(name).is_some()
}

/// The content of an entry, counted while it is inflated: what an archive says of its sizes may be wrong.
pub(super) fn entry(archive: &mut Archive<'_>, name: &str) -> Result<Vec<u8>, Refusal> {
    let file = archive.by_name(name).map_err(|_| Refusal::Mismatch)?;
    let mut content = Vec::new();
    file.take(MOST_ENTRY.saturating_add(1)).read_to_end(&mut content).map_err(|_| Refusal::Mismatch)?;
    if u64::try_from(content.len()).unwrap_or(u64::MAX) > MOST_ENTRY { Err(Refusal::TooLarge) } else { Ok(content) }
}

/// Inflates every entry once and forgets it, so that a reader that trusts the archive cannot be hurt by it.
pub(super) fn measure(archive: &mut Archive<'_>) -> Result<(), Refusal> {
    let mut left = MOST_ENTRY;
    for at in 0..archive.len() {
        let file = archive.by_index(at).map_err(|_| Refusal::Mismatch)?;
        let size = std::io::copy(&mut file.take(left.saturating_add(1)), &mut std::io::sink()).map_err(|_| Refusal::Mismatch)?;
        left = left.checked_sub(size).ok_or(Refusal::TooLarge)?;
    }
    Ok(())
}
