//! Not written yet.

crate::routes!();
