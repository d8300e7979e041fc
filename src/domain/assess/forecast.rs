//! Where a target is heading (预测): the pace kept so far, carried on in a straight line to the control date and to the day on which the
//! target will be reached or a limit passed.
//!
//! The pace is what the latest actual gained since the first day, over the days from that first day to the day of the latest figure, both
//! counted, the same days as those of the expected line. There is no forecast where a pace means nothing: without a figure after the first day; of growth,
//! of what must hold at every date or lie between two edges; of means, coverages, ratios and stages; of a level without a baseline to
//! start from; and of what is reached already.

use chrono::{Days, NaiveDate};
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::quantity::Quantity;
use crate::domain::target::Series;

use super::answer::Sentence;
use super::expected::{baseline_of, days_until};
use super::fraction::Fraction;
use super::goal::{Goal, Kind, quotient_in_percent};
use super::question::Question;
use super::sentence::{Facts, foretell};
use super::standing::Standing;
use super::verdict::Verdict;

/// Days looked ahead: a hundred years. What takes longer is not going to be reached.
const HORIZON: i128 = 36_525;

/// Where a target is heading at the pace kept so far.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "atControl": 1597.8618, "reachesOn": "2024-12-18", "exceedsOn": null, "inTime": false,
    "sentence": {"zh": "按目前进度(152天完成725个)期限11月底预计达1597.86个;预计12月18日达到目标,晚18天。",
        "en": "At the pace so far (725 个 in 152 days): 1597.86 个 by the deadline of 30 November 2024; the target is reached on \
               18 December 2024, 18 days late."}
}))]
pub struct Forecast {
    /// The actual on the control date, half up to four decimals; null without a control date and when it is over.
    pub at_control: Option<Quantity>,
    /// The day on which the target is reached; null when it is not at this pace, and of limits.
    pub reaches_on: Option<NaiveDate>,
    /// The day on which a limit is passed; null when it is not by the control date, and of what is to be reached.
    pub exceeds_on: Option<NaiveDate>,
    /// Whether it is reached by the control date, or kept until then; null without one.
    pub in_time: Option<bool>,
    /// The explanation with its figures.
    pub sentence: Sentence,
}

/// A straight line through the start and the latest actual.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    start: NaiveDate,
    /// The value on the first day.
    pub(super) from: Fraction,
    pub(super) actual: Fraction,
    /// Days from the first to that of the latest figure, both counted.
    pub(super) days: i64,
    /// The day of the latest figure.
    pub(super) latest: NaiveDate,
}

/// What is foretold, before it is told.
#[derive(Clone, Copy, Debug)]
pub(super) struct Outlook {
    pub(super) pace: Pace,
    pub(super) at_control: Option<Fraction>,
    pub(super) reaches_on: Option<NaiveDate>,
    pub(super) exceeds_on: Option<NaiveDate>,
    pub(super) in_time: Option<bool>,
}

impl Pace {
    /// The pace of the figures so far, where one means anything.
    pub(super) fn of(question: &Question<'_>, standing: &Standing, goal: &Goal) -> Option<Self> {
        let terms = question.terms;
        let from = match goal.kind {
            Kind::Output | Kind::Ceiling => Fraction::ZERO,
            Kind::Level => baseline_of(question)?,
            Kind::Hold | Kind::Band => return None,
        };
        if terms.stages.is_some() || terms.series == Series::Average || quotient_in_percent(terms).is_some() {
            return None;
        }
        let latest = standing.latest()?;
        let actual = standing.actual_at(terms.series, latest)?;
        let days = days_until(question.start, latest);
        (days > 0).then_some(Self { start: question.start, from, actual, days, latest })
    }

    /// The line on a day.
    pub(super) fn at(&self, date: NaiveDate) -> Fraction {
        let gained = self.actual.minus(self.from);
        self.from.plus(gained.scaled(days_until(self.start, date), self.days))
    }

    /// The first day after the latest figure on which the line comes to `edge`, or beyond it where the edge itself is not enough.
    fn comes_to(&self, edge: Fraction, beyond: bool) -> Option<NaiveDate> {
        let (gained, wanted) = (self.actual.minus(self.from), edge.minus(self.from));
        let share = if gained.is_negative() { wanted.negated().over(gained.negated())? } else { wanted.over(gained)? };
        let days = share.scaled(self.days, 1);
        let whole = if beyond { days.floor() + 1 } else { days.ceil() };
        if whole <= i128::from(self.days) || whole > HORIZON {
            return None;
        }
        self.start.checked_add_days(Days::new(u64::try_from(whole - 1).ok()?))
    }
}

/// Foretells a target that was judged.
pub(super) fn outlook(question: &Question<'_>, standing: &Standing, verdict: &Verdict) -> Option<Outlook> {
    let goal = verdict.goal.filter(|_| verdict.reason.is_none())?;
    let pace = Pace::of(question, standing, &goal)?;
    let ahead = question.control.filter(|control| *control > pace.latest);
    let at_control = ahead.map(|control| pace.at(control));
    if goal.kind == Kind::Ceiling {
        let edge = goal.upper.filter(|_| goal.is_met(pace.actual))?;
        let passes = pace.comes_to(edge.at, !edge.strict);
        let exceeds_on = passes.filter(|day| question.control.is_none_or(|control| *day <= control));
        return Some(Outlook { pace, at_control, reaches_on: None, exceeds_on, in_time: question.control.map(|_| exceeds_on.is_none()) });
    }
    if goal.is_met(pace.actual) {
        return None;
    }
    let edge = goal.lower.or(goal.upper)?;
    let rises = goal.lower.is_some();
    let turned = if rises { pace.actual.minus(pace.from).is_negative() } else { !pace.actual.minus(pace.from).is_negative() };
    let reaches_on = if turned { None } else { pace.comes_to(edge.at, edge.strict) };
    let in_time = question.control.map(|control| reaches_on.is_some_and(|day| day <= control));
    Some(Outlook { pace, at_control, reaches_on, exceeds_on: None, in_time })
}

/// The forecast as it is shown.
pub(super) fn forecast(facts: &Facts<'_>) -> Option<Box<Forecast>> {
    let outlook = outlook(facts.question, facts.standing, facts.verdict)?;
    Some(Box::new(Forecast {
        at_control: outlook.at_control.and_then(Fraction::shown),
        reaches_on: outlook.reaches_on,
        exceeds_on: outlook.exceeds_on,
        in_time: outlook.in_time,
        sentence: foretell(facts, &outlook),
    }))
}
