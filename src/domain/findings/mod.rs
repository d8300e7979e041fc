//! Consistency findings (一致性检查): where a plan says two things at once, each found by one small rule. Pure: the plan comes
//! in as plain values, the findings go out with a sentence that shows the figures; nothing is repaired here.
//!
//! A plan without figures and without roles has none; the order in which its parts are listed changes nothing.

mod book;
mod double_roles;
mod falling_steps;
mod finding;
mod meeting;
mod operators;
mod parts;
mod printed;
mod ratio;
mod unit_names;
mod unit_words;
mod view;

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests_figures;
#[cfg(test)]
mod tests_support;
#[cfg(test)]
mod tests_units;

pub use finding::{Finding, FindingCode, Param, Severity, StatementRef};
pub use view::{Assignment, Checkpoint, Link, Meeting, Milestone, Plan, Statement, Target, TargetRef, Task, Unit};

use book::Book;

/// A rule: one kind of contradiction, looked for in the whole plan.
type Rule = fn(&Book<'_>) -> Vec<Finding>;

const RULES: [Rule; 9] = [
    unit_words::unit_word_conflict,
    falling_steps::falling_steps,
    parts::parts_do_not_add_up,
    operators::two_operators,
    ratio::ratio_does_not_follow,
    meeting::lead_outside_meeting,
    meeting::meeting_member_without_task,
    unit_names::unit_aliases,
    double_roles::lead_also_cooperates,
];

/// Every finding of a plan, by code, then in the order of the tasks. What the plan refers to but does not hold (a target, a
/// unit) is passed over: that it exists is checked where it is written.
#[must_use]
pub fn findings(plan: &Plan) -> Vec<Finding> {
    let book = Book::of(plan);
    let mut found: Vec<(Vec<i32>, Finding)> =
        RULES.iter().flat_map(|rule| rule(&book)).map(|finding| (book.places(&finding.tasks), finding)).collect();
    found.sort_by(|(left_places, left), (right_places, right)| {
        (left.code, left_places, &left.targets, &left.units).cmp(&(right.code, right_places, &right.targets, &right.units))
    });
    found.into_iter().map(|(_, finding)| finding).collect()
}
