//! The ranking of units, worked out by hand.
