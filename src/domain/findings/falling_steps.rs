//! 后期小于前期: a later step of a target asks for less than an earlier one (June 728公里, December 676公里). Of a total or a
//! level that cannot be; of figures that count each period alone it can, and says that the plan has settled it.

use chrono::{Datelike, NaiveDate};

use crate::domain::assess::{Sentence, Step};
use crate::domain::quantity::Quantity;
use crate::domain::statement::StatementRole;
use crate::domain::target::Series;
use crate::domain::terms::Direction;

use super::book::{Book, Entry, name_statement, tasks_of};
use super::finding::{Finding, FindingCode, Param, Severity};
use super::printed::{date_zh, figure, in_unit, quoted, size};
use super::view::{Statement, Task};

/// One step: by when (the end of the work where there is no date), and how much as printed and in counted things.
struct Point {
    by: Option<NaiveDate>,
    shown: String,
    size: i128,
}

/// Looks along the checkpoints of each target: for totals and levels up to the target's own figure, for increments along
/// the dated figures alone, those of the phrases too. Where lower is better, rising is falling behind. Means are left out:
/// they speak of different times.
pub(super) fn falling_steps(book: &Book<'_>) -> Vec<Finding> {
    book.entries().filter_map(|entry| falls(book, entry)).collect()
}

fn falls(book: &Book<'_>, entry: Entry<'_>) -> Option<Finding> {
    let terms = &entry.target.terms;
    let settled = terms.series == Series::Increment;
    let phrases = dated(book, entry);
    let mut points = match terms.series {
        Series::Average => return None,
        Series::Increment => increments(entry, &phrases),
        Series::Cumulative | Series::Level => totals(entry),
    };
    let down = terms.direction() == Direction::Down;
    // Of figures for one day none is later than the other: they stand so that they do not fall.
    points.sort_by_key(|point| (point.by.is_none(), point.by, if down { -point.size } else { point.size }));
    let is_fall = |(earlier, later): &(&Point, &Point)| if down { later.size > earlier.size } else { later.size < earlier.size };
    let (earlier, later) = points.iter().zip(points.iter().skip(1)).find(is_fall)?;
    let sum = points.iter().map(|point| point.size).sum();
    let sum = in_unit(sum, entry.unit_of_measure()).filter(|_| settled);
    let severity = if settled { Severity::Note } else { Severity::Contradiction };
    let sentence = sentence(book, entry, &points, (earlier, later), sum);
    let mut found = Finding::new(FindingCode::FallingSteps, severity, settled, sentence)
        .param("indicator", Param::text(&entry.target.indicator))
        .param("steps", Param::Texts(points.iter().map(|point| point.shown.clone()).collect()));
    if let Some(sum) = sum {
        found = found.param("sum", Param::Number(sum));
    }
    let statements = phrases.iter().map(|(task, statement, _)| name_statement(task, statement)).collect();
    Some(Finding { tasks: tasks_of([entry.task]), targets: vec![entry.name()], statements, ..found })
}

/// The phrases with a step that speak of this target alone and make or date it.
fn dated<'a>(book: &Book<'a>, entry: Entry<'a>) -> Vec<(&'a Task, &'a Statement, NaiveDate)> {
    book.statements_of(entry)
        .into_iter()
        .filter(|(_, statement)| matches!(statement.role, StatementRole::Target | StatementRole::Checkpoint))
        .filter(|(_, statement)| statement.targets.len() == 1)
        .filter_map(|(task, statement)| {
            let key = statement.milestone.as_deref()?;
            let milestone = task.milestones.iter().find(|milestone| milestone.key == key)?;
            Some((task, statement, milestone.due_on?))
        })
        .collect()
}

/// The figures of the periods: the checkpoints, and at dates without one what a phrase prints.
fn increments(entry: Entry<'_>, phrases: &[(&Task, &Statement, NaiveDate)]) -> Vec<Point> {
    let own = entry.unit_of_measure();
    let point = |by: NaiveDate, value: Quantity, unit: Option<&str>| Point {
        by: Some(by),
        shown: figure(value, None, unit),
        size: size(value, unit),
    };
    let mut points: Vec<_> = entry.target.checkpoints.iter().filter_map(|step| Some(point(step.due_on, step.value?, own))).collect();
    for (_, statement, by) in phrases {
        let unit = statement.unit_of_measure.as_deref();
        let known = points.iter().any(|point| point.by == Some(*by));
        if let Some(value) = statement.value.filter(|_| !known && is_like(unit, own)) {
            points.push(point(*by, value, unit));
        }
    }
    points
}

/// A percentage of another unit of measure is a share of the whole.
fn is_like(unit: Option<&str>, own: Option<&str>) -> bool {
    unit.is_some() && (unit == own || unit.is_none_or(|unit| !unit.starts_with('%')))
}

/// The steps up to the target's own figure, shares of it multiplied out.
fn totals(entry: Entry<'_>) -> Vec<Point> {
    let unit = entry.unit_of_measure();
    let goal = entry.target.terms.value.filter(|_| entry.target.terms.stages.is_none());
    let at = |step: &Step| match (step.value, step.share) {
        (Some(value), _) => Some((figure(value, None, unit), size(value, unit))),
        (None, Some(share)) => {
            let part = size(goal?, unit).checked_mul(i128::from(share.e4()))?.checked_div(1_000_000)?;
            Some((format!("{share}%"), part))
        }
        (None, None) => None,
    };
    let dated = |step: &Step| at(step).map(|(shown, size)| Point { by: Some(step.due_on), shown, size });
    let mut points: Vec<_> = entry.target.checkpoints.iter().filter_map(dated).collect();
    if let Some(goal) = goal {
        points.push(Point { by: None, shown: figure(goal, entry.target.terms.upper, unit), size: size(goal, unit) });
    }
    points
}

fn sentence(book: &Book<'_>, entry: Entry<'_>, points: &[Point], fall: (&Point, &Point), sum: Option<Quantity>) -> Sentence {
    let years: Vec<_> = points.iter().filter_map(|point| point.by).map(|by| by.year()).collect();
    let with_year = years.iter().any(|year| years.first() != Some(year));
    let zh_by = |point: &Point| point.by.map_or_else(|| "全部完成时".to_owned(), |by| date_zh(by, with_year));
    let en_by = |point: &Point| point.by.map_or_else(|| "in the end".to_owned(), |by| format!("by {by}"));
    let steps_zh: Vec<_> = points.iter().map(|point| format!("{}{}", zh_by(point), point.shown)).collect();
    let steps_en: Vec<_> = points.iter().map(|point| format!("{} {}", point.shown, en_by(point))).collect();
    let (label, indicator) = (book.label(entry.task), quoted(&entry.target.indicator));
    let down = entry.target.terms.direction() == Direction::Down;
    let (word_zh, word_en) = if down { ("大于", "more") } else { ("小于", "less") };
    let (read_zh, read_en) = reading(entry, sum);
    let (mut which_zh, mut which_en) = (String::new(), String::new());
    if points.len() > 2 {
        let (earlier, later) = fall;
        which_zh = format!(",其中{}{word_zh}{}", zh_by(later), zh_by(earlier));
        which_en = format!(" ({} {} is {word_en} than {} {})", later.shown, en_by(later), earlier.shown, en_by(earlier));
    }
    Sentence {
        zh: format!("后期数{word_zh}前期数:事项{label}{indicator}{}{which_zh};{read_zh}。", steps_zh.join("、")),
        en: format!(
            "A later step asks for {word_en} than an earlier one: task {label}, {indicator}, {}{which_en}; {read_en}.",
            steps_en.join(", ")
        ),
    }
}

/// How the plan reads the series, or what is to be checked.
fn reading(entry: Entry<'_>, sum: Option<Quantity>) -> (String, String) {
    let unit = entry.unit_of_measure().unwrap_or_default();
    let total = sum.map(|sum| (format!(",合计{sum}{unit}"), format!(", together {sum}{unit}"))).unwrap_or_default();
    let (zh, en) = match entry.target.terms.series {
        Series::Increment => ("已按当期数(逐期相加)处理", "the plan reads them as each period's own"),
        Series::Level => ("该指标按期末数计,请核对原文", "the target is read as a level: check the text"),
        Series::Cumulative | Series::Average => (
            "该指标按累计数计,请核对原文,或改按当期数计",
            "the target is read as a total to date: check the text, or read it as each period's own",
        ),
    };
    (format!("{zh}{}", total.0), format!("{en}{}", total.1))
}
