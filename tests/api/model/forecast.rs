//! Where a target is heading: the pace from the first day to the latest figure, carried on day by day.

use chrono::{Days, NaiveDate};
use serde_json::{Value, json};

use super::exact::{Ratio, number};
use super::goal::{Form, Goal, days};
use super::verdict::{Standing, Verdict};
use super::{en, zh};

/// A hundred years: what takes longer is not going to be reached.
const LONGEST: i64 = 36_525;

/// What was gained in how many days, since when.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    pub(super) from: Ratio,
    pub(super) actual: Ratio,
    pub(super) days: i64,
    pub(super) latest: NaiveDate,
}

impl Pace {
    /// Totals start at nought, levels at what the document says; of all else a pace means nothing.
    pub(super) fn of(goal: &Goal, known: &Standing) -> Option<Self> {
        let from = match goal.form {
            _ if goal.unknown.is_some() || goal.quotient => return None,
            Form::Total => Ratio::of(0),
            Form::Level => goal.from?,
            Form::Hold => return None,
        };
        let latest = known.latest()?;
        Some(Self { from, actual: known.actual(goal, latest)?, days: days(goal.start, latest), latest })
    }

    /// The line on the n-th day.
    fn after(&self, n: i64) -> Ratio {
        self.from.plus(self.actual.minus(self.from).times(n, self.days))
    }

    pub(super) fn on(&self, goal: &Goal, day: NaiveDate) -> Ratio {
        self.after(days(goal.start, day))
    }

    /// The first day after the latest figure on which the goal is met; a straight line that meets it once meets it ever after.
    fn meets(&self, goal: &Goal) -> Option<NaiveDate> {
        let met = |n: i64| goal.is_met(self.after(n));
        let (mut not_yet, mut n) = (self.days, LONGEST);
        if n <= not_yet || !met(n) {
            return None;
        }
        while n - not_yet > 1 {
            let between = i64::midpoint(not_yet, n);
            *if met(between) { &mut n } else { &mut not_yet } = between;
        }
        goal.start.checked_add_days(Days::new(u64::try_from(n - 1).unwrap()))
    }
}

pub(super) fn forecast(goal: &Goal, known: &Standing, verdict: &Verdict) -> Option<Value> {
    let pace = Pace::of(goal, known).filter(|pace| verdict.reason.is_none() && !goal.is_met(pace.actual))?;
    let at_control = (goal.control > pace.latest).then(|| pace.on(goal, goal.control));
    let reaches = pace.meets(goal);
    let unit = (goal, known);
    Some(json!({
        "atControl": at_control.map(|at| number(at.shown())), "reachesOn": reaches, "exceedsOn": null,
        "inTime": reaches.is_some_and(|day| day <= goal.control),
        "sentence": {"zh": zh::outlook(unit, &pace, at_control, reaches), "en": en::outlook(unit, &pace, at_control, reaches)},
    }))
}
