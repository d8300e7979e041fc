//! 分项合计不符: parts that the text adds up (其中…, or a sum link) and whose sum is not the whole.

use crate::domain::assess::Sentence;
use crate::domain::quantity::Quantity;
use crate::domain::statement::LinkKind;
use crate::domain::target::{Operator, QuantityKind};
use crate::domain::terms::DEFAULT_TOLERANCE;

use super::book::{Book, Entry, tasks_of};
use super::finding::{Finding, FindingCode, Param, Severity};
use super::printed::{figure, in_unit, quoted, size};
use super::view::Target;

/// Adds the parts up in counted things. A whole that is a limit (以上, 以内) may lie on the right side of its parts' sum.
/// Nothing is said where a part has no figure, or is a rate.
pub(super) fn parts_do_not_add_up(book: &Book<'_>) -> Vec<Finding> {
    let summands = book.linked(LinkKind::SumOf);
    let mut parts: Vec<(Entry<'_>, Entry<'_>)> = book
        .entries()
        .filter_map(|part| Some((part, book.target(part.target.part_of.as_ref()?)?)))
        .filter(|(_, whole)| whole.target.parts_add_up)
        .collect();
    parts.extend(summands);
    parts.sort_by(|left, right| (left.1.order(), left.0.order()).cmp(&(right.1.order(), right.0.order())));
    parts.dedup_by(|left, right| left.1.order() == right.1.order() && left.0.order() == right.0.order());
    parts.chunk_by(|left, right| left.1.order() == right.1.order()).filter_map(|pairs| mismatch(book, pairs)).collect()
}

fn mismatch(book: &Book<'_>, pairs: &[(Entry<'_>, Entry<'_>)]) -> Option<Finding> {
    let (_, whole) = pairs.first()?;
    let parts: Vec<_> = pairs.iter().map(|(part, _)| *part).collect();
    let values: Vec<Quantity> = parts.iter().map(|part| addable(part.target)).collect::<Option<_>>()?;
    let value = addable(whole.target)?;
    let sum: i128 = parts.iter().zip(&values).map(|(part, value)| size(*value, part.unit_of_measure())).sum();
    if holds(*whole, value, sum) {
        return None;
    }
    let unit = whole.unit_of_measure();
    let shown = in_unit(sum, unit)?;
    let gap = in_unit(sum - size(value, unit), unit)?;
    let sentence = sentence(book, *whole, &parts, &values, (shown, gap));
    let found = Finding::new(FindingCode::PartsDoNotAddUp, Severity::Contradiction, false, sentence)
        .param("indicator", Param::text(&whole.target.indicator))
        .param("value", Param::Number(value))
        .param("parts", Param::Numbers(values))
        .param("sum", Param::Number(shown));
    let entries: Vec<_> = [*whole].into_iter().chain(parts).collect();
    let targets = entries.iter().map(Entry::name).collect();
    Some(Finding { tasks: tasks_of(entries.iter().map(|entry| entry.task)), targets, statements: book.makers(&entries), ..found })
}

/// The figure of a target that can be a summand or a sum.
fn addable(target: &Target) -> Option<Quantity> {
    let terms = &target.terms;
    let kind = matches!(terms.quantity_kind, QuantityKind::Count | QuantityKind::Amount);
    let operator = !matches!(terms.operator, Operator::All | Operator::Ratio | Operator::Rank);
    terms.value.filter(|_| kind && operator && terms.stages.is_none())
}

/// Whether the sum is what the whole says.
fn holds(whole: Entry<'_>, value: Quantity, sum: i128) -> bool {
    let unit = whole.unit_of_measure();
    let at = size(value, unit);
    match whole.target.terms.operator {
        Operator::Gte | Operator::Gt => sum >= at,
        Operator::Lte | Operator::Lt => sum <= at,
        Operator::Range => sum >= at && whole.target.terms.upper.is_none_or(|upper| sum <= size(upper, unit)),
        Operator::Approx => {
            let percent = whole.target.terms.tolerance.unwrap_or(DEFAULT_TOLERANCE);
            let allowed = at.abs().checked_mul(i128::from(percent.e4())).map(|product| product / 1_000_000);
            allowed.is_some_and(|allowed| (sum - at).abs() <= allowed)
        }
        Operator::Eq | Operator::Ratio | Operator::Rank | Operator::All => sum == at,
    }
}

fn sentence(book: &Book<'_>, whole: Entry<'_>, parts: &[Entry<'_>], values: &[Quantity], (sum, gap): (Quantity, Quantity)) -> Sentence {
    let unit = whole.unit_of_measure();
    let (label, indicator) = (book.label(whole.task), quoted(&whole.target.indicator));
    let total = figure(whole.target.terms.value.unwrap_or_default(), whole.target.terms.upper, unit);
    let summands: Vec<_> = parts.iter().zip(values).map(|(part, value)| figure(*value, None, part.unit_of_measure())).collect();
    let unit = unit.unwrap_or_default();
    let size = Quantity::from_e4(gap.e4().saturating_abs());
    let (more_zh, more_en) = if gap > Quantity::ZERO { ("多", "more") } else { ("少", "less") };
    Sentence {
        zh: format!("分项之和与总数不符:事项{label}{indicator}为{total},分项{}={sum}{unit},{more_zh}{size}{unit}。", summands.join("+")),
        en: format!(
            "The parts do not add up: task {label}, {indicator}, is {total}, its parts {} = {sum}{unit}, {size}{unit} {more_en}.",
            summands.join(" + ")
        ),
    }
}
