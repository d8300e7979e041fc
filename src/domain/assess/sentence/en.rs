//! The English explanation: By 30 June 2017 a total of at least 600 家 was due; 480 家 reported, 120 家 short; ...

use chrono::NaiveDate;

use crate::domain::target::Series;
use crate::domain::terms::Direction;

use super::super::answer::{Basis, ProgressState, ReasonCode};
use super::super::expected::{Detail, Expectation};
use super::super::fraction::Fraction;
use super::super::goal::{Edge, Goal, Kind};
use super::{Facts, named_periods, sum_text};

/// The state in English.
pub(in super::super) const fn state_en(state: ProgressState) -> &'static str {
    match state {
        ProgressState::NotDue => "not due",
        ProgressState::Achieved => "achieved",
        ProgressState::Ahead => "ahead",
        ProgressState::OnTrack => "on track",
        ProgressState::Behind => "behind",
        ProgressState::SeriouslyBehind => "seriously behind",
        ProgressState::Overdue => "overdue",
        ProgressState::NoData => "no data",
        ProgressState::NotComputable => "not computable",
    }
}

pub(super) fn sentence(facts: &Facts<'_>) -> String {
    let verdict = facts.verdict;
    let body = match (&verdict.goal, verdict.reason, verdict.actual) {
        (goal, Some(reason), actual) => unjudged(facts, goal.as_ref(), reason, actual),
        (Some(goal), None, Some(actual)) => judged(facts, goal, actual),
        (Some(goal), None, None) => without_actual(facts, goal),
        (None, None, _) => String::new(),
    };
    format!("{body}: {}.{}", state_en(verdict.state), notes(facts))
}

fn unjudged(facts: &Facts<'_>, goal: Option<&Goal>, reason: ReasonCode, actual: Option<Fraction>) -> String {
    match reason {
        ReasonCode::NoReporter => "No unit is obliged to report it".to_owned(),
        ReasonCode::Rank => "A rank is not judged by figures".to_owned(),
        ReasonCode::ValueMissing => "The target has no value".to_owned(),
        ReasonCode::OtherUnit => {
            let unit = facts.unit();
            format!("The stretch goal is in {unit}, the reported figures are not")
        }
        ReasonCode::ReferenceUnresolved => {
            let reference = facts.question.terms.reference.as_ref();
            let text = reference.map_or("", |reference| reference.text.as_str());
            format!("What it is measured against has no value yet ({text})")
        }
        ReasonCode::MissingPeriod => {
            let actual = actual.map_or_else(String::new, |actual| value(facts, actual));
            let goal = goal.map_or_else(String::new, |goal| goal_text(facts, goal));
            format!("The target is {goal}; {actual} is known, but not every period is counted")
        }
    }
}

fn without_actual(facts: &Facts<'_>, goal: &Goal) -> String {
    let target = goal_text(facts, goal);
    match (facts.verdict.state, facts.expectation()) {
        (ProgressState::Overdue, _) => {
            format!("The target is {target}; {} has come, no accepted figure", deadline(facts))
        }
        (ProgressState::NoData, Some(expectation)) => {
            format!("{}; no accepted figure", expected(facts, goal, expectation))
        }
        (ProgressState::NoData, None) => format!("The target is {target}; no accepted figure"),
        _ => format!("The target is {target}; no report was due by {}{}", date(facts.question.as_of), next(facts, goal)),
    }
}

fn judged(facts: &Facts<'_>, goal: &Goal, actual: Fraction) -> String {
    let verdict = facts.verdict;
    let by_goal = matches!(verdict.state, ProgressState::Achieved | ProgressState::Overdue | ProgressState::NotDue)
        || verdict.irrecoverable
        || verdict.fell_back;
    let why = why(facts, goal);
    match facts.expectation() {
        Some(expectation) if !by_goal => format!(
            "{}; {}{}; {why}",
            expected(facts, goal, expectation),
            reported(facts, actual),
            difference(facts, actual, expectation.direction, expectation.at),
        ),
        _ => {
            let (direction, edge) = goal.nearest(Some(actual));
            let short = if goal.is_met(actual) { String::new() } else { difference(facts, actual, direction, edge) };
            format!("The target is {}; {}{short}; {why}", goal_text(facts, goal), reported(facts, actual),)
        }
    }
}

fn expected(facts: &Facts<'_>, goal: &Goal, expectation: &Expectation) -> String {
    let by = date(expectation.by);
    let total = if goal.is_total() { "a total of " } else { "" };
    let bound = match expectation.direction {
        Direction::Up => "at least",
        Direction::Down => "at most",
    };
    let at = value(facts, expectation.at);
    match &expectation.detail {
        Detail::Printed if expectation.basis == Basis::Goal => {
            format!("By {by} it should be {}", goal_text(facts, goal))
        }
        Detail::Sum(parts) if parts.len() > 1 => {
            format!("By {by} {total}{bound} {at} was due ({})", sum_text(parts))
        }
        Detail::ShareOf { percent, whole } if percent != &expectation.at => {
            let (percent, whole) = (percent.text(), value(facts, *whole));
            format!("By {by} {total}{bound} {at} was due ({percent}% of {whole})")
        }
        Detail::Days { from, to, days, of } => {
            let (to, from) = (to.text(), (!from.is_zero()).then(|| from.text()));
            let line = match from {
                None => format!("{to}×{days}/{of}"),
                Some(from) => format!("{from}+({to}-{from})×{days}/{of}"),
            };
            let derivation = facts.derivation().map_or_else(String::new, |derivation| format!(", {derivation}"));
            format!("By {by} {bound} {at} was due pro rata ({line}{derivation})")
        }
        Detail::Printed | Detail::Sum(_) | Detail::ShareOf { .. } => {
            format!("By {by} {total}{bound} {at} was due")
        }
    }
}

fn reported(facts: &Facts<'_>, actual: Fraction) -> String {
    let what = match facts.question.terms.series {
        Series::Increment => " in sum",
        Series::Average => " on average",
        Series::Cumulative | Series::Level => "",
    };
    let day = facts.standing.latest();
    let day = day.map_or_else(String::new, |day| format!(" as of {}", date(day)));
    let parts = facts.quotient();
    let parts = parts.map_or_else(String::new, |parts| format!(" ({parts})"));
    format!("{}{parts} reported{what}{day}", value(facts, actual))
}

fn difference(facts: &Facts<'_>, actual: Fraction, direction: Direction, at: Fraction) -> String {
    let difference = actual.minus(at);
    if facts.is_staged() {
        return String::new();
    }
    let word = match direction {
        _ if difference.is_zero() => return ", exactly that".to_owned(),
        Direction::Up if difference.is_negative() => "short",
        Direction::Up => "more",
        Direction::Down if difference.is_negative() => "less",
        Direction::Down => "too much",
    };
    let size = difference.abs();
    let size = match facts.unit() {
        "%" => format!("{} percentage points", size.text()),
        "‰" => format!("{} per mille points", size.text()),
        _ => value(facts, size),
    };
    format!(", {size} {word}")
}

fn why(facts: &Facts<'_>, goal: &Goal) -> String {
    let verdict = facts.verdict;
    match verdict.state {
        ProgressState::Achieved if verdict.late => format!("reached after {}", deadline(facts)),
        ProgressState::Achieved if matches!(goal.kind, Kind::Hold | Kind::Ceiling) => {
            format!("{} has come and it holds", deadline(facts))
        }
        ProgressState::Achieved => "reached".to_owned(),
        ProgressState::Overdue => format!("{} has come and it is not reached", deadline(facts)),
        ProgressState::NotDue if facts.is_open_ended() => "it has no deadline and no checkpoint".to_owned(),
        ProgressState::NotDue => format!("nothing was expected yet{}", next(facts, goal)),
        _ if verdict.irrecoverable => "the limit is exceeded for good".to_owned(),
        _ if verdict.fell_back => "it was reached before and fell back".to_owned(),
        ProgressState::OnTrack if facts.holds() => "it holds".to_owned(),
        state => gap(facts, state),
    }
}

fn gap(facts: &Facts<'_>, state: ProgressState) -> String {
    let Some(gap) = facts.gap() else {
        return "judged by the gap".to_owned();
    };
    let thresholds = facts.question.thresholds;
    let (ahead, behind, allowed) = (thresholds.ahead, thresholds.behind, facts.allowance());
    let about = if gap.is_exact { "" } else { "about " };
    let measured = if facts.measured_in_goal() { " of the target" } else { "" };
    let size = format!("{about}{}%{measured}", gap.size);
    match state {
        ProgressState::Ahead => format!("{size} better than expected (at least {ahead}%)"),
        ProgressState::OnTrack if gap.is_worse => {
            format!("gap {size}, tolerated (up to {allowed}%)")
        }
        ProgressState::OnTrack if gap.is_zero => "just as expected".to_owned(),
        ProgressState::OnTrack => format!("{size} better than expected (below {ahead}%)"),
        ProgressState::Behind if gap.is_zero => "exactly on the limit, which is not enough".to_owned(),
        ProgressState::Behind => format!("gap {size} (over {allowed}%, up to {behind}%)"),
        _ => format!("gap {size} (over {behind}%)"),
    }
}

fn notes(facts: &Facts<'_>) -> String {
    let standing = facts.standing;
    let mut text = String::new();
    if !standing.missing.is_empty() {
        let effect = match (facts.verdict.actual, facts.question.terms.series) {
            (None, _) => String::new(),
            (_, Series::Increment) => ", counted as 0".to_owned(),
            (_, Series::Average) => ", left out of the mean".to_owned(),
            _ => standing.latest().map_or_else(String::new, |day| format!(", the figure of {} is used", date(day))),
        };
        text.push_str(&format!(" Missing: {}{effect}.", periods(&standing.missing)));
    }
    if !standing.pending.is_empty() {
        let pending = periods(&standing.pending);
        text.push_str(&format!(" Waiting for review and not counted: {pending}."));
    }
    if let (true, Some(edge)) = (facts.verdict.exceeds, facts.verdict.goal.and_then(|g| g.upper)) {
        text.push_str(&format!(" Above the upper end {}: please check.", value(facts, edge.at)));
    }
    text
}

fn periods(labels: &[String]) -> String {
    match named_periods(labels, ", ") {
        (named, 0) => named,
        (named, more) => format!("{named} and {more} more"),
    }
}

fn next(facts: &Facts<'_>, goal: &Goal) -> String {
    facts.next().map_or_else(String::new, |next| format!("; next: {}", expected(facts, goal, &next)))
}

fn deadline(facts: &Facts<'_>) -> String {
    facts.question.control.map_or_else(String::new, |control| format!("the deadline of {}", date(control)))
}

fn goal_text(facts: &Facts<'_>, goal: &Goal) -> String {
    let side = |edge: Edge, plain: &str, strict: &str| {
        let word = if edge.strict { strict } else { plain };
        format!("{word} {}", value(facts, edge.at))
    };
    let text = match (goal.lower, goal.upper) {
        (Some(lower), Some(upper)) if lower.at == upper.at => {
            format!("exactly {}", value(facts, lower.at))
        }
        (Some(lower), Some(upper)) => {
            format!("{} to {}", lower.at.text(), value(facts, upper.at))
        }
        (Some(lower), None) => side(lower, "at least", "more than"),
        (None, Some(upper)) => side(upper, "at most", "less than"),
        (None, None) => String::new(),
    };
    match facts.derivation() {
        Some(derivation) => format!("{text} ({derivation})"),
        None => text,
    }
}

pub(super) fn value(facts: &Facts<'_>, value: Fraction) -> String {
    match (facts.stage_title(value), facts.unit()) {
        (Some(title), _) => format!("stage {} ({title})", value.text()),
        (None, _) if facts.is_staged() => format!("stage {}", value.text()),
        (None, "") => value.text(),
        (None, unit @ ("%" | "‰")) => format!("{}{unit}", value.text()),
        (None, unit) => format!("{} {unit}", value.text()),
    }
}

pub(super) fn date(date: NaiveDate) -> String {
    date.format("%-d %B %Y").to_string()
}
