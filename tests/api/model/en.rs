//! The sentence in English. The words are the product's own choice, the figures and dates in it are ours.

use chrono::{Datelike, NaiveDate};

use super::exact::{Ratio, decimal};
use super::forecast::Pace;
use super::goal::{Expected, Form, Goal, How};
use super::verdict::{Standing, Verdict};

const MONTHS: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

fn word(state: &str) -> &'static str {
    match state {
        "notDue" => "not due",
        "achieved" => "achieved",
        "ahead" => "ahead",
        "onTrack" => "on track",
        "behind" => "behind",
        "seriouslyBehind" => "seriously behind",
        "overdue" => "overdue",
        "noData" => "no data",
        _ => "not computable",
    }
}

fn date(day: NaiveDate) -> String {
    format!("{} {} {}", day.day(), MONTHS[day.month0() as usize], day.year())
}

fn value(goal: &Goal, at: Ratio) -> String {
    let space = if goal.unit.is_empty() || goal.unit == "%" { "" } else { " " };
    format!("{}{space}{}", at.text(), goal.unit)
}

fn wanted(goal: &Goal) -> String {
    let text = match (goal.lower, goal.upper) {
        (Some(lower), Some(upper)) => format!("{} to {}", lower.at.text(), value(goal, upper.at)),
        (Some(lower), None) => format!("{} {}", if lower.strict { "more than" } else { "at least" }, value(goal, lower.at)),
        (None, Some(upper)) => format!("{} {}", if upper.strict { "less than" } else { "at most" }, value(goal, upper.at)),
        (None, None) => String::new(),
    };
    goal.because.as_ref().map_or(text.clone(), |because| format!("{text} ({because})"))
}

pub(super) fn sentence(goal: &Goal, known: &Standing, verdict: &Verdict) -> String {
    let body = match (verdict.reason, &goal.unknown, verdict.actual) {
        (Some("noReporter"), ..) => "No unit is obliged to report it".to_owned(),
        (_, Some(unknown), _) => format!("What it is measured against has no value yet ({unknown})"),
        (_, _, Some(actual)) => judged(goal, known, verdict, actual),
        (_, _, None) => bare(goal, known, verdict),
    };
    format!("{body}: {}.{}", word(verdict.state), notes(goal, known, verdict))
}

fn bare(goal: &Goal, known: &Standing, verdict: &Verdict) -> String {
    let wanted = wanted(goal);
    match (verdict.state, &verdict.expected) {
        ("overdue", _) => format!("The target is {wanted}; the deadline of {} has come, no accepted figure", date(goal.control)),
        ("noData", Some(due)) => format!("{}; no accepted figure", expected(goal, due)),
        ("noData", None) => format!("The target is {wanted}; no accepted figure"),
        _ => format!("The target is {wanted}; no report was due by {}{}", date(known.today), next(goal, known)),
    }
}

fn judged(goal: &Goal, known: &Standing, verdict: &Verdict, actual: Ratio) -> String {
    let why = why(goal, known, verdict, actual);
    let by_goal = matches!(verdict.state, "achieved" | "overdue" | "notDue") || verdict.fell_back;
    let reported = format!(
        "{} reported{} as of {}",
        value(goal, actual),
        if goal.own { " in sum" } else { "" },
        known.latest().map(date).unwrap_or_default()
    );
    match verdict.expected.as_ref().filter(|_| !by_goal) {
        Some(due) => format!("{}; {reported}{}; {why}", expected(goal, due), difference(goal, actual, due.up, due.at)),
        None => {
            let (up, edge) = goal.edge(Some(actual));
            let difference = if goal.is_met(actual) { String::new() } else { difference(goal, actual, up, edge) };
            format!("The target is {}; {reported}{difference}; {why}", wanted(goal))
        }
    }
}

fn expected(goal: &Goal, due: &Expected) -> String {
    let (by, at, bound) = (date(due.by), value(goal, due.at), if due.up { "at least" } else { "at most" });
    let total = if goal.form == Form::Total { "a total of " } else { "" };
    match &due.how {
        How::Goal => format!("By {by} it should be {}", wanted(goal)),
        How::Sum(each) if each.len() > 1 => {
            let each: Vec<String> = each.iter().map(|one| one.text()).collect();
            format!("By {by} {total}{bound} {at} was due ({})", each.join("+"))
        }
        How::Share(percent) if *percent != due.at => {
            format!("By {by} {total}{bound} {at} was due ({}% of {})", percent.text(), value(goal, goal.value))
        }
        How::Line { from, to, days, of } => {
            let (from, to) = (from.text(), to.text());
            let line = if from == "0" { format!("{to}×{days}/{of}") } else { format!("{from}+({to}-{from})×{days}/{of}") };
            let because = goal.because.as_ref().map_or(String::new(), |because| format!(", {because}"));
            format!("By {by} {bound} {at} was due pro rata ({line}{because})")
        }
        How::Step | How::Sum(_) | How::Share(_) => format!("By {by} {total}{bound} {at} was due"),
    }
}

fn difference(goal: &Goal, actual: Ratio, up: bool, at: Ratio) -> String {
    let difference = actual.minus(at);
    let word = match (up, difference.is_less_than_nought()) {
        _ if difference.is_nought() => return ", exactly that".to_owned(),
        (true, true) => "short",
        (true, false) => "more",
        (false, true) => "less",
        (false, false) => "too much",
    };
    let size = difference.size();
    if goal.unit == "%" { format!(", {} percentage points {word}", size.text()) } else { format!(", {} {word}", value(goal, size)) }
}

fn why(goal: &Goal, known: &Standing, verdict: &Verdict, actual: Ratio) -> String {
    let deadline = format!("the deadline of {}", date(goal.control));
    let due = verdict.expected.as_ref();
    let flat = due.is_none_or(|due| matches!(due.how, How::Goal));
    let worse = due.is_some_and(|due| due.gap(actual) > Ratio::of(0));
    match verdict.state {
        "achieved" if verdict.late => format!("reached after {deadline}"),
        "achieved" if goal.form == Form::Hold => format!("{deadline} has come and it holds"),
        "achieved" => "reached".to_owned(),
        "overdue" => format!("{deadline} has come and it is not reached"),
        "notDue" => format!("nothing was expected yet{}", next(goal, known)),
        _ if verdict.fell_back => "it was reached before and fell back".to_owned(),
        "onTrack" if goal.form == Form::Hold && goal.is_met(actual) && (flat || worse) => "it holds".to_owned(),
        state => gap(due.unwrap(), actual, state),
    }
}

fn gap(due: &Expected, actual: Ratio, state: &str) -> String {
    let gap = due.gap(actual);
    let size = format!("{}{}%", if gap.is_exact() { "" } else { "about " }, decimal(gap.size().shown()));
    let allowed = due.allowed();
    match state {
        "ahead" => format!("{size} better than expected (at least 10%)"),
        "onTrack" if gap.is_nought() => "just as expected".to_owned(),
        "onTrack" if gap.is_less_than_nought() => format!("{size} better than expected (below 10%)"),
        "onTrack" => format!("gap {size}, tolerated (up to {allowed}%)"),
        "behind" => format!("gap {size} (over {allowed}%, up to 20%)"),
        _ => format!("gap {size} (over 20%)"),
    }
}

fn notes(goal: &Goal, known: &Standing, verdict: &Verdict) -> String {
    let mut text = String::new();
    if !known.missing.is_empty() {
        let effect = match known.latest() {
            None => String::new(),
            Some(_) if goal.own => ", counted as 0".to_owned(),
            Some(day) => format!(", the figure of {} is used", date(day)),
        };
        text += &format!(" Missing: {}{effect}.", periods(&known.missing));
    }
    if !known.pending.is_empty() {
        text += &format!(" Waiting for review and not counted: {}.", periods(&known.pending));
    }
    if let Some(edge) = goal.upper.filter(|_| verdict.exceeds) {
        text += &format!(" Above the upper end {}: please check.", value(goal, edge.at));
    }
    text
}

/// Six are named.
fn periods(labels: &[String]) -> String {
    let named = labels.iter().take(6).cloned().collect::<Vec<_>>().join(", ");
    if labels.len() > 6 { format!("{named} and {} more", labels.len() - 6) } else { named }
}

fn next(goal: &Goal, known: &Standing) -> String {
    let next = goal.next(known.as_at.unwrap_or(known.today));
    next.map_or(String::new(), |next| format!("; next: {}", expected(goal, &next)))
}

pub(super) fn outlook((goal, _): (&Goal, &Standing), pace: &Pace, at: Option<Ratio>, reaches: Option<NaiveDate>) -> String {
    let (from, to) = (value(goal, pace.from), value(goal, pace.actual));
    let gained = if pace.from.is_nought() { to } else { format!("{from} to {to}") };
    let at = at.map_or(String::new(), |at| format!("{} by the deadline of {}; ", value(goal, at), date(goal.control)));
    let when = |day: NaiveDate| match (day - goal.control).num_days() {
        0 => "just in time".to_owned(),
        late if late > 0 => format!("{late} days late"),
        late => format!("{} days early", -late),
    };
    let end =
        reaches.map_or("the target is not reached".to_owned(), |day| format!("the target is reached on {}, {}", date(day), when(day)));
    format!("At the pace so far ({gained} in {} days): {at}{end}.", pace.days)
}
