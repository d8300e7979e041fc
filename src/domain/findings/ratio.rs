//! 比率推算不符: a printed rate that does not follow from the numerator and the denominator the plan prints elsewhere
//! (3万人 ÷ 90万人, but 4.7%). It is told with the denominator the rate implies, never repaired.

use crate::domain::assess::Sentence;
use crate::domain::measure_word::multiplier_of;
use crate::domain::quantity::Quantity;
use crate::domain::statement::LinkKind;
use crate::domain::target::Operator;
use crate::domain::terms::DEFAULT_TOLERANCE;

use super::book::{Book, Entry, tasks_of};
use super::finding::{Finding, FindingCode, Param, Severity};
use super::printed::{about, divide, figure, in_unit, quoted, size};

/// Ten-thousandths in one.
const ONE: i128 = 10_000;

/// Looks at each rate that has one numerator and one denominator by links. The rate may be rounded in its last printed
/// digit; limits (突破90万, 不低于4%) leave the room they leave.
pub(super) fn ratio_does_not_follow(book: &Book<'_>) -> Vec<Finding> {
    let numerators = book.linked(LinkKind::NumeratorOf);
    let denominators = book.linked(LinkKind::DenominatorOf);
    let only = |links: &[(Entry<'_>, Entry<'_>)], rate: Entry<'_>| links.iter().filter(|(_, to)| to.order() == rate.order()).count() == 1;
    numerators
        .iter()
        .filter(|(_, rate)| only(&numerators, *rate) && only(&denominators, *rate))
        .filter_map(|(numerator, rate)| {
            let (denominator, _) = denominators.iter().find(|(_, to)| to.order() == rate.order())?;
            mismatch(book, &Ratio { numerator: *numerator, denominator: *denominator, rate: *rate })
        })
        .collect()
}

/// One quotient as the plan prints it.
struct Ratio<'a> {
    numerator: Entry<'a>,
    denominator: Entry<'a>,
    rate: Entry<'a>,
}

/// What a printed figure allows, ends included; no upper end for 以上.
struct Span {
    low: i128,
    high: Option<i128>,
}

fn mismatch(book: &Book<'_>, ratio: &Ratio<'_>) -> Option<Finding> {
    let numerator = positive(ratio.numerator)?;
    let denominator = positive(ratio.denominator)?;
    let rate = positive(ratio.rate)?;
    if follows(ratio)? {
        return None;
    }
    let (over, under) = (size(numerator, ratio.numerator.unit_of_measure()), size(denominator, ratio.denominator.unit_of_measure()));
    let unit = ratio.rate.unit_of_measure();
    let scaled = over.checked_mul(hundredfold(unit))?.checked_mul(ONE)?;
    let actual = Quantity::try_from(divide(scaled, under.checked_mul(multiplier(unit))?)?).ok()?;
    let implied = divide(scaled, i128::from(rate.e4()).checked_mul(multiplier(unit))?)?;
    let implied = in_unit(implied, ratio.denominator.unit_of_measure())?;
    let sentence = sentence(book, ratio, actual, implied);
    let found = Finding::new(FindingCode::RatioDoesNotFollow, Severity::Contradiction, false, sentence)
        .param("indicator", Param::text(&ratio.rate.target.indicator))
        .param("numerator", Param::Number(numerator))
        .param("denominator", Param::Number(denominator))
        .param("rate", Param::Number(rate))
        .param("quotient", Param::Number(actual))
        .param("impliedDenominator", Param::Number(implied));
    let mut entries = [ratio.numerator, ratio.denominator, ratio.rate];
    entries.sort_by(|left, right| left.order().cmp(&right.order()));
    let targets = entries.iter().map(Entry::name).collect();
    Some(Finding { tasks: tasks_of(entries.iter().map(|entry| entry.task)), targets, statements: book.makers(&entries), ..found })
}

fn positive(entry: Entry<'_>) -> Option<Quantity> {
    let staged = entry.target.terms.stages.is_some();
    entry.target.terms.value.filter(|value| *value > Quantity::ZERO && !staged)
}

/// Whether some figures that the three phrases allow give that quotient; `None` beyond 128 bits.
fn follows(ratio: &Ratio<'_>) -> Option<bool> {
    let over = span(ratio.numerator, 0)?;
    let under = span(ratio.denominator, 0)?;
    let unit = ratio.rate.unit_of_measure();
    let value = ratio.rate.target.terms.value?;
    let rate = span(ratio.rate, last_digit(value) * multiplier(unit))?;
    // over ÷ under = rate ÷ (hundredfold · ONE), all spans doubled: compared without dividing.
    let left = |side: i128| side.checked_mul(hundredfold(unit))?.checked_mul(2 * ONE);
    let reaches_down = match (under.high, rate.high) {
        (Some(under), Some(rate)) => left(over.low)? <= rate.checked_mul(under)?,
        _ => true,
    };
    let reaches_up = match over.high {
        Some(over) => left(over)? >= rate.low.checked_mul(under.low)?,
        None => true,
    };
    Some(reaches_down && reaches_up)
}

/// What a figure allows in counted things, doubled, `slack` added at both ends.
fn span(entry: Entry<'_>, slack: i128) -> Option<Span> {
    let unit = entry.unit_of_measure();
    let terms = &entry.target.terms;
    let doubled = |value: Quantity| size(value, unit).checked_mul(2);
    let at = doubled(terms.value?)?;
    let (low, high) = match terms.operator {
        Operator::Gte | Operator::Gt => (at, None),
        Operator::Lte | Operator::Lt => (0, Some(at)),
        Operator::Range => (at, Some(doubled(terms.upper?)?)),
        Operator::Approx => {
            let percent = i128::from(terms.tolerance.unwrap_or(DEFAULT_TOLERANCE).e4());
            let allowed = at.checked_mul(percent)?.checked_div(100 * ONE)?;
            (at - allowed, Some(at + allowed))
        }
        Operator::Eq | Operator::Ratio | Operator::Rank | Operator::All => (at, Some(at)),
    };
    Some(Span { low: (low - slack).max(0), high: high.map(|high| high + slack) })
}

/// One in the last printed digit, in ten-thousandths: 4.7 → 1000.
fn last_digit(value: Quantity) -> i128 {
    let e4 = value.e4();
    [10_000, 1_000, 100, 10].into_iter().find(|step| e4 % step == 0).map_or(1, i128::from)
}

/// 4.7 is 4.7 hundredths in %, 4.7 thousandths in ‰.
fn hundredfold(unit: Option<&str>) -> i128 {
    match unit.and_then(|unit| unit.trim().chars().next()) {
        Some('%' | '\u{ff05}') => 100,
        Some('‰') => 1_000,
        _ => 1,
    }
}

fn multiplier(unit: Option<&str>) -> i128 {
    i128::from(unit.map_or(1, multiplier_of))
}

fn sentence(book: &Book<'_>, ratio: &Ratio<'_>, quotient: Quantity, implied: Quantity) -> Sentence {
    let Ratio { numerator, denominator, rate } = ratio;
    let shown = |entry: &Entry<'_>| {
        let value = entry.target.terms.value.unwrap_or_default();
        figure(value, entry.target.terms.upper, entry.unit_of_measure())
    };
    let zh = |entry: &Entry<'_>| format!("事项{}{}{}", book.label(entry.task), quoted(&entry.target.indicator), shown(entry));
    let en = |entry: &Entry<'_>| format!("task {}, {} {}", book.label(entry.task), quoted(&entry.target.indicator), shown(entry));
    let quotient = format!("{}{}", about(quotient), rate.unit_of_measure().unwrap_or_default());
    let implied = format!("{}{}", about(implied), denominator.unit_of_measure().unwrap_or_default());
    Sentence {
        zh: format!(
            "比率推算不符:{}÷{}约为{quotient},与{}不符;按{}反推,分母应约为{implied}。",
            zh(numerator),
            zh(denominator),
            zh(rate),
            shown(rate)
        ),
        en: format!(
            "The rate does not follow: {} ÷ {} is about {quotient}, not {} ({}); that implies a denominator of about {implied}.",
            en(numerator),
            en(denominator),
            shown(rate),
            en(rate)
        ),
    }
}
