//! Issued notices read into proposals: text in, plan document with the place of every field out. Pure, linear in the length of the text.
//!
//! The way of a text: `normalise` (one form per character, with places) → lines → `layout` → records → fields and figures → [`Proposal`].

mod afterwards;
mod blanks;
mod boxed;
mod build;
mod calendar;
mod collapsed;
mod csv;
pub mod difference;
mod document;
mod due;
mod figure;
mod flat;
mod grid;
mod head;
mod inline;
mod label;
mod layout;
mod lines;
mod marker;
mod narrative;
mod node;
mod noise;
mod normalise;
mod numeral;
mod outline;
mod pages;
mod parts;
mod proposal;
mod read;
mod record;
mod registry;
mod reporting;
pub mod resolve;
mod roles;
mod shape;
mod shares;
mod stages;
mod statements;
mod steps;
mod text;
mod units;
mod vocabulary;
mod warn;
mod width;
mod words;
mod wrap;

pub use document::{
    Assignment, Baseline, Calendar, Checkpoint, Link, Listed, Member, Milestone, Official, Parameter, Plan, PlanDocument, Recurrence,
    Reference, ReportingRule, Section, Source, Stage, Statement, StretchFigure, Target, Task, Unit,
};
pub use due::Due;
pub use proposal::{FieldSource, Layout, Mention, OtherText, PrintedUnit, Proposal, Remainder, Warning};
pub use read::read;
pub use text::Span;

#[cfg(test)]
mod tests;
