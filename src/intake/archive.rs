//! Opening the packages that documents and workbooks are: unpacked within the limits of `sheet::archive` before anything reads them.

use super::Refusal;
use super::kind::is_archive;
use crate::sheet::archive::{Limits, Package, Refused, unpack};

/// Notices hold charts and pictures; embedded objects may be there and are never opened.
const LIMITS: Limits = Limits { embedded: true, ..Limits::OFFICE };

/// Unpacks a package.
pub(super) fn open(bytes: &[u8]) -> Result<Package, Refusal> {
    if !is_archive(bytes) {
        return Err(Refusal::Mismatch);
    }
    unpack(bytes, LIMITS).map_err(|refused| match refused {
        Refused::TooLarge | Refused::TooManyEntries => Refusal::TooLarge,
        Refused::DocumentType => Refusal::Entities,
        Refused::Damaged | Refused::Unreadable | Refused::BadName | Refused::Nested | Refused::Active => Refusal::Mismatch,
    })
}
