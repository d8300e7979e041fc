//! Notices of every layout, read whole.
