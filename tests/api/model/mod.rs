//! A judge of targets beside that of the service: the rules of model.md section 2 written down a second time, with fractions, dates and words of
//! its own. Nothing of `src` is called. What it says of a target is compared whole with what the service says: numbers, states, sentences.

mod course;
mod en;
mod exact;
mod forecast;
mod goal;
mod told;
mod verdict;
mod zh;

pub(crate) use course::points;
pub(crate) use exact::{Ratio, number};
pub(crate) use goal::{Ask, Edge, Form, Goal, Step};
pub(crate) use told::told;
pub(crate) use verdict::{Standing, Verdict, judge, together};
