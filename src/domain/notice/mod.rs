//! Issued notices read into proposals.
mod text;
mod width;
mod vocabulary;
mod numeral;
mod marker;
mod label;
mod calendar;
mod due;
mod blanks;
mod lines;
mod noise;
mod normalise;
mod roles;
mod units;
mod wrap;
mod figure;
