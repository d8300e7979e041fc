//! From figures to statements and targets: a figure printed twice is one promise, a step's figure a checkpoint of the year's.

use chrono::NaiveDate;

use super::build::Builder;
use super::document::{Baseline, Checkpoint, Parameter, Reference, Statement, StretchFigure, Target, Task};
use super::figure::{Figure, Role, figures};
use super::shares::{add_share, share_of, shared};
use super::warn;
use crate::domain::quantity::Quantity;
use crate::domain::target::{Operator, QuantityKind, Series};

/// So many targets back a figure is compared with: a task with more repeats nothing.
const LOOK_BACK: usize = 64;

/// A text with the step it belongs to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Passage<'a> {
    pub(crate) text: &'a str,
    pub(crate) step: Option<usize>,
}

/// Where a figure stands: in which passage, in which step.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Place {
    passage: usize,
    step: Option<usize>,
}

/// A target with what is needed to recognise it again.
struct Made {
    /// Its place among the targets of the task.
    at: usize,
    /// The statement that made it.
    statement: usize,
    name: String,
    unit: String,
    place: Place,
}

/// Reads all figures of the passages into the task.
pub(crate) fn read_statements(builder: &mut Builder<'_>, passages: &[Passage<'_>], task: &mut Task, here: &str) {
    let mut made: Vec<Made> = Vec::new();
    let mut seen: Vec<(usize, usize)> = Vec::new();
    let mut shares: Vec<(Figure<'_>, Place)> = Vec::new();
    let mut steps: Vec<(usize, (usize, usize))> =
        passages.iter().filter_map(|passage| Some((passage.step?, builder.text.range(passage.text)?))).collect();
    steps.sort_unstable_by_key(|(_, range)| *range);
    for (n, passage) in passages.iter().enumerate() {
        let Some(range) = builder.text.range(passage.text) else { continue };
        let inside = |other: &(usize, usize)| other.0 <= range.0 && range.1 <= other.1;
        if seen.iter().take(LOOK_BACK).any(inside) {
            continue;
        }
        seen.push(range);
        let mut found = figures(passage.text);
        lend_names(&mut found);
        let mut keys: Vec<Option<String>> = Vec::new();
        for figure in &found {
            let at = builder.text.range(figure.number).map_or(range.0, |range| range.0);
            let place = Place { passage: n, step: passage.step.or_else(|| step_at(&steps, at)) };
            if figure.role == Role::Target && share_of(figure).is_some() {
                // What the share is taken of may stand behind it.
                shares.push((figure.clone(), place));
                keys.push(None);
                continue;
            }
            let whole = figure.part_of.and_then(|whole| keys.get(whole).cloned().flatten());
            keys.push(add(builder, task, &mut made, figure, place, whole.as_deref(), here));
        }
    }
    for (figure, place) in shares {
        add(builder, task, &mut made, &figure, place, None, here);
    }
    mark_sums(builder, task);
}

/// 改造小区26个、2180户: a figure that is parted from the one before only by 、 measures the same thing.
fn lend_names(found: &mut [Figure<'_>]) {
    let mut before: Vec<String> = Vec::new();
    for figure in found {
        for name in &mut figure.indicators {
            let lent = before.first().filter(|first| name.ends_with('、') && name.starts_with(first.as_str()) && !first.is_empty());
            if let Some(first) = lent {
                name.clone_from(first);
            }
        }
        before.clone_from(&figure.indicators);
    }
}

/// The step whose text holds the byte; the steps are in the order of their texts.
fn step_at(steps: &[(usize, (usize, usize))], at: usize) -> Option<usize> {
    let after = steps.partition_point(|(_, (from, _))| *from <= at);
    let (step, (_, till)) = steps.get(after.checked_sub(1)?)?;
    (at < *till).then_some(*step)
}

/// Adds one figure; gives the key of the target it makes.
fn add(
    builder: &mut Builder<'_>,
    task: &mut Task,
    made: &mut Vec<Made>,
    figure: &Figure<'_>,
    place: Place,
    whole: Option<&str>,
    here: &str,
) -> Option<String> {
    let milestone = place.step.and_then(|step| task.milestones.get(step)).map(|milestone| milestone.key.clone());
    let mut statement = statement(builder, figure, task.statements.len(), milestone);
    let pointer = format!("{here}/statements/{}", task.statements.len());
    builder.trace(&pointer, figure.phrase, 0.9, figure.rule);
    match figure.role {
        Role::Parameter(kind) => {
            builder.trace(&format!("{here}/parameters/{}", task.parameters.len()), figure.number, 0.8, figure.rule);
            task.parameters.push(parameter(builder, figure, kind));
            statement.role = "parameter".to_owned();
        }
        Role::Fact => statement.role = "fact".to_owned(),
        Role::Target => return Some(add_target(builder, task, made, figure, place, whole, statement, here)),
    }
    task.statements.push(statement);
    None
}

#[allow(clippy::too_many_arguments, reason = "one place where a figure meets the task")]
fn add_target(
    builder: &mut Builder<'_>,
    task: &mut Task,
    made: &mut Vec<Made>,
    figure: &Figure<'_>,
    place: Place,
    whole: Option<&str>,
    mut statement: Statement,
    here: &str,
) -> String {
    if let Some(noun) = share_of(figure)
        && let Some(key) = add_shares(task, noun, figure, place, &mut statement)
    {
        task.statements.push(statement);
        return key;
    }
    let name = figure.indicators.first().cloned().unwrap_or_default();
    let known = made
        .iter()
        .enumerate()
        .rev()
        .take(LOOK_BACK)
        .filter(|(_, known)| is_same(task, known, figure, &name, place))
        .map(|(at, _)| at)
        .min();
    if let Some(known) = known.and_then(|at| made.get_mut(at)) {
        let key = task.targets.get(known.at).map(|target| target.key.clone()).unwrap_or_default();
        statement.targets = vec![key.clone()];
        join(builder, task, known, figure, place.step, &mut statement);
        task.statements.push(statement);
        return key;
    }
    let mut first = String::new();
    for indicator in &figure.indicators {
        let key = task.targets.len().saturating_add(1).to_string();
        builder.trace(&format!("{here}/targets/{}", task.targets.len()), figure.number, confidence(figure), figure.rule);
        made.push(Made {
            at: task.targets.len(),
            statement: task.statements.len(),
            name: indicator.clone(),
            unit: figure.unit.clone(),
            place,
        });
        task.targets.push(target(builder, figure, key.clone(), indicator, whole.map(str::to_owned)));
        statement.targets.push(key.clone());
        if first.is_empty() {
            first = key;
        }
    }
    statement.role = "target".to_owned();
    task.statements.push(statement);
    first
}

/// A share by the day of its step: a checkpoint of the targets it speaks of. None without a step or without such targets. Where the notice
/// leaves the year open the statement alone says it.
fn add_shares(task: &mut Task, noun: &str, figure: &Figure<'_>, place: Place, statement: &mut Statement) -> Option<String> {
    let day = place.step.map(|_| latest(task, place.step))?;
    let found = shared(task, noun);
    for at in found {
        let Some(target) = task.targets.get_mut(at) else { continue };
        let share = Checkpoint { due_on: day, value: None, share: figure.value, milestone: statement.milestone.clone() };
        add_share(target, share);
        statement.targets.push(target.key.clone());
    }
    if !statement.targets.is_empty() {
        statement.role = "checkpoint".to_owned();
        statement.checkpoint = day;
    }
    statement.targets.first().cloned()
}

/// The last day of a step.
fn latest(task: &Task, step: Option<usize>) -> Option<NaiveDate> {
    step.and_then(|at| task.milestones.get(at)).and_then(|milestone| milestone.due.as_ref()).and_then(|due| due.latest)
}

/// Whether the figure speaks of a target already there.
fn is_same(task: &Task, known: &Made, figure: &Figure<'_>, name: &str, place: Place) -> bool {
    let Some(target) = task.targets.get(known.at) else { return false };
    if figure.value.is_none() || target.value.is_none() || figure.part_of.is_some() || target.part_of.is_some() {
        return target.text.contains(figure.phrase) && figure.value.is_none() && target.value.is_none();
    }
    let equal = target.value == figure.value && target.upper == figure.upper;
    let alike = alike(&known.name, name);
    let (step, before) = (place.step, known.place.step);
    if known.place == place && known.name != name {
        // 垃圾处理站5个,污水处理站5个: two in one breath are two.
        return false;
    }
    if before.is_none() && (step.is_none() || (equal && known.unit != figure.unit)) {
        // 200家 in the title and 200个 in the text: one figure with two unit words.
        return equal && alike >= 0.6 && measured_alike(&known.unit, &figure.unit);
    }
    known.unit == figure.unit && alike >= if equal { 0.6 } else { 0.75 } && (before != step || equal)
}

fn measured_alike(a: &str, b: &str) -> bool {
    let multiplier = |unit: &str| unit.chars().take_while(|c| matches!(c, '万' | '亿' | '千')).collect::<String>();
    a == b || (multiplier(a) == multiplier(b) && a.chars().count() == b.chars().count() && !a.contains(['%', '元', '米', '亩']))
}

/// How much two names share, by pairs of characters: 0 to 1 of the shorter one.
fn alike(a: &str, b: &str) -> f64 {
    let pairs = |text: &str| {
        let chars: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).take(60).collect();
        chars.iter().zip(chars.iter().skip(1)).map(|(a, b)| (*a, *b)).collect::<Vec<_>>()
    };
    let (a_pairs, b_pairs) = (pairs(a), pairs(b));
    let (short, long) = if a_pairs.len() <= b_pairs.len() { (a_pairs, b_pairs) } else { (b_pairs, a_pairs) };
    if short.is_empty() {
        return if a == b { 1.0 } else { 0.0 };
    }
    let shared = short.iter().filter(|pair| long.contains(pair)).count();
    f64::from(u32::try_from(shared).unwrap_or(0)) / f64::from(u32::try_from(short.len()).unwrap_or(1))
}

/// The figure repeats the target, or one of the two is a checkpoint of the other.
fn join(builder: &mut Builder<'_>, task: &mut Task, known: &mut Made, figure: &Figure<'_>, step: Option<usize>, statement: &mut Statement) {
    let here = latest(task, step);
    let before = latest(task, known.place.step);
    let before_key = known.place.step.and_then(|at| task.milestones.get(at)).map(|milestone| milestone.key.clone());
    let Some(target) = task.targets.get_mut(known.at) else { return };
    if known.unit != figure.unit {
        builder.warnings.push(warn::unit_words(&task.code, &known.unit, &figure.unit, statement.value, builder.text.span(figure.phrase)));
    }
    if target.value == figure.value && known.place.step.is_none() {
        statement.role = "repeat".to_owned();
        return;
    }
    statement.role = "checkpoint".to_owned();
    if known.place.step.is_none() {
        statement.checkpoint = here;
        target.checkpoints.push(Checkpoint { due_on: here, value: figure.value, share: None, milestone: statement.milestone.clone() });
        return;
    }
    if figure.value < target.value {
        // 728 in June and 676 in December are each a period's own.
        target.series = Some(Series::Increment);
    }
    target.checkpoints.push(Checkpoint { due_on: before, value: target.value, share: None, milestone: before_key });
    target.value = figure.value;
    target.upper = figure.upper;
    target.operator = Some(figure.operator);
    target.text = builder.text.printed(figure.phrase);
    statement.role = "target".to_owned();
    known.place.step = step;
    let earlier = known.statement;
    known.statement = task.statements.len();
    if let Some(earlier) = task.statements.get_mut(earlier) {
        earlier.role = "checkpoint".to_owned();
        earlier.checkpoint = before;
    }
}

fn confidence(figure: &Figure<'_>) -> f64 {
    match (figure.value, figure.rule) {
        (None, _) => 0.6,
        (_, "figure.numeral") => 0.7,
        (_, "figure.raised") => 0.8,
        _ => 0.9,
    }
}

fn firmness(figure: &Figure<'_>) -> Option<String> {
    figure.aspirational.then(|| "aspirational".to_owned())
}

fn statement(builder: &Builder<'_>, figure: &Figure<'_>, before: usize, milestone: Option<String>) -> Statement {
    let span = builder.text.span(figure.phrase);
    Statement {
        ord: u32::try_from(before).unwrap_or(u32::MAX).saturating_add(1),
        text: builder.text.printed(figure.phrase),
        milestone,
        operator: Some(figure.operator),
        value: figure.value,
        upper: figure.upper,
        unit_of_measure: Some(figure.unit.clone()).filter(|unit| !unit.is_empty()),
        firmness: firmness(figure),
        source_start: span.map(|span| span.start),
        source_end: span.map(|span| span.end),
        ..Statement::default()
    }
}

fn parameter(builder: &Builder<'_>, figure: &Figure<'_>, kind: &str) -> Parameter {
    Parameter {
        text: builder.text.printed(figure.phrase),
        kind: kind.to_owned(),
        operator: Some(figure.operator),
        value: figure.value,
        upper: figure.upper,
        unit_of_measure: Some(figure.unit.clone()).filter(|unit| !unit.is_empty()),
    }
}

fn target(builder: &Builder<'_>, figure: &Figure<'_>, key: String, indicator: &str, part_of: Option<String>) -> Target {
    let unit = Some(figure.unit.clone()).filter(|unit| !unit.is_empty());
    Target {
        key,
        indicator: indicator.chars().take(200).collect(),
        text: builder.text.printed(figure.phrase),
        part_of,
        qualifier: figure.qualifier.map(|piece| builder.text.printed(piece)),
        scope: figure.scope.map(|piece| builder.text.printed(piece)),
        operator: Some(figure.operator),
        value: figure.value,
        upper: figure.upper,
        unit_of_measure: unit,
        series: Some(figure.series),
        quantity_kind: Some(if figure.operator == Operator::All { QuantityKind::Coverage } else { figure.kind }),
        firmness: firmness(figure),
        stretch: figure.stretch.as_ref().map(|stretch| StretchFigure {
            operator: Some(stretch.operator),
            value: Some(stretch.value),
            upper: stretch.upper,
            unit_of_measure: Some(stretch.unit.clone()),
        }),
        baseline: figure.baseline.map(|value| Baseline { value: Some(value), text: None }),
        maintain: figure.maintain,
        reference: figure.reference.map(|(text, kind)| Reference { kind: kind.to_owned(), text: builder.text.printed(text) }),
        ..Target::default()
    }
}

/// Parts that add up mark their whole; parts that do not are a warning.
fn mark_sums(builder: &mut Builder<'_>, task: &mut Task) {
    let mut sums: Vec<(String, i64, usize)> = Vec::new();
    for target in &task.targets {
        let (Some(whole), Some(value)) = (&target.part_of, target.value) else { continue };
        match sums.iter_mut().find(|(key, ..)| key == whole) {
            Some((_, sum, n)) => {
                *sum = sum.saturating_add(value.e4());
                *n = n.saturating_add(1);
            }
            None => sums.push((whole.clone(), value.e4(), 1)),
        }
    }
    for (key, sum, parts) in sums {
        let code = task.code.clone();
        let span = task
            .statements
            .iter()
            .find(|statement| statement.targets.contains(&key))
            .and_then(|statement| Some(super::text::Span { start: statement.source_start?, end: statement.source_end? }));
        let Some(whole) = task.targets.iter_mut().find(|target| target.key == key) else { continue };
        let Some(value) = whole.value else { continue };
        whole.parts_add_up = parts > 1 && value.e4() == sum;
        let rates = whole.unit_of_measure.as_deref() == Some("%");
        if !rates && ((parts > 1 && value.e4() != sum) || sum > value.e4()) {
            let sum = Quantity::try_from(i128::from(sum)).map(|sum| sum.to_string()).unwrap_or_default();
            builder.warnings.push(warn::sum_does_not_fit(&code, &value.to_string(), &sum, span));
        }
    }
}
