//! Members of a merge patch (RFC 7396): absent keeps, a value replaces, `null` clears where clearing is possible.

use serde::{Deserialize, Deserializer};

/// For a member that cannot be null: `null` is refused instead of being read as absent. Use with `#[serde(default)]`.
///
/// # Errors
/// Those of `T`.
pub fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// For a member that may be null: absent is `None`, `null` is `Some(None)`. Use with `#[serde(default)]`.
///
/// # Errors
/// Those of `T`.
pub fn nullable<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<Option<T>>, D::Error> {
    Option::<T>::deserialize(deserializer).map(Some)
}
