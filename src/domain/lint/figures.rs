//! The rules for figures: there, possible, and in line with what was reported before and what is expected.

use crate::domain::quantity::Quantity;
use crate::domain::target::{Operator, QuantityKind, Series};
use crate::domain::terms::Direction;

use super::{FigureCase, Found, LintCode, LintPolicy};

/// One, in ten-thousandths.
const ONE: i128 = 10_000;
const HUNDRED: Quantity = Quantity::from_whole(100);

/// A rule for one figure.
type Rule = fn(&FigureCase<'_>, &LintPolicy) -> Option<Found>;

/// All of them, in the order in which they are told.
pub(super) const RULES: &[(LintCode, Rule)] = &[
    (LintCode::FigureMissing, figure_missing),
    (LintCode::OutOfRange, out_of_range),
    (LintCode::PercentDoesNotFollow, percent_does_not_follow),
    (LintCode::CumulativeFalls, cumulative_falls),
    (LintCode::TotalDoesNotFollow, total_does_not_follow),
    (LintCode::ValueAtTarget, value_at_target),
    (LintCode::FarOffTrajectory, far_off_trajectory),
];

/// A figure that must be reported is not there, and no reason either.
fn figure_missing(case: &FigureCase<'_>, _: &LintPolicy) -> Option<Found> {
    if !case.required || case.filed.answers() {
        return None;
    }
    let name = case.indicator;
    let (zh, en) =
        (format!("「{name}」未填报数据,也未说明原因。"), format!("\"{name}\" has neither a figure nor a reason why there is none."));
    Some(Found::at("/figures".to_owned(), zh, en).of_target(case.target).with("key", case.key))
}

/// A negative count, a percentage above 100, a total above the upper end of its range.
fn out_of_range(case: &FigureCase<'_>, _: &LintPolicy) -> Option<Found> {
    let value = case.value()?;
    let told = |zh: &str, en: &str, bound: &str, at: Quantity, value: Quantity| {
        let (name, shown) = (case.indicator, case.shown(value));
        let zh = format!("「{name}」报送{shown},{zh}。");
        let found = case.at_value(zh, format!("\"{name}\": {shown} was reported, {en}."));
        Some(found.with("value", value).with(bound, at))
    };
    let lowest = case.filed.numerator.map_or(value, |numerator| numerator.min(value));
    if cannot_be_negative(case.terms.quantity_kind) && lowest < Quantity::ZERO {
        return told("不应为负数", "which cannot be negative", "min", Quantity::ZERO, lowest);
    }
    if case.is_part_of_a_whole() && value > HUNDRED {
        return told("不应超过100%", "which cannot be more than 100 %", "max", HUNDRED, value);
    }
    let upper = case.terms.upper.filter(|_| case.terms.operator == Operator::Range)?;
    let total = Quantity::try_from(case.total(value)).ok()?;
    let limit = case.shown(upper);
    if total <= upper {
        return None;
    }
    told(&format!("高于区间上限{limit}"), &format!("above the upper end of the range, {limit}"), "max", upper, total)
}

/// The percentage or ratio given is not what its two parts give, rounded as it is.
fn percent_does_not_follow(case: &FigureCase<'_>, _: &LintPolicy) -> Option<Found> {
    let (numerator, denominator) = (case.filed.numerator?, case.filed.denominator?);
    let (value, follows) = (case.filed.value?, case.asked.quotient()?.of(numerator, denominator)?);
    let apart = (i128::from(value.e4()) - i128::from(follows.e4())).abs();
    if apart * 2 <= last_place(value) {
        return None;
    }
    let (name, shown, right) = (case.indicator, case.shown(value), case.shown(follows));
    let found = case.at_value(
        format!("「{name}」报送{shown},但{numerator}与{denominator}之比为{right}。"),
        format!("\"{name}\": {shown} was reported, but {numerator} of {denominator} is {right}."),
    );
    Some(found.with("value", value).with("follows", follows))
}

/// A total to date below that of the latest period before. Rates may fall; counts and amounts may not.
fn cumulative_falls(case: &FigureCase<'_>, _: &LintPolicy) -> Option<Found> {
    let (value, before) = (case.value()?, case.earlier.last()?);
    if case.terms.series != Series::Cumulative || !case.terms.can_be_summed() || value >= before.value {
        return None;
    }
    let by = Quantity::try_from(i128::from(before.value.e4()) - i128::from(value.e4())).ok()?;
    let (name, period) = (case.indicator, before.period);
    let (from, to, less) = (case.shown(before.value), case.shown(value), case.shown(by));
    let found = case.at_value(
        format!("「{name}」累计数由{period}的{from}降为{to},减少{less}。"),
        format!("\"{name}\": the total to date falls from {from} ({period}) to {to}, by {less}."),
    );
    Some(found.with("value", value).with("previous", before.value).with("previousPeriod", period).with("fallsBy", by))
}

/// The total the unit claims is not what its periods add up to; of a series of totals, not the figure itself.
fn total_does_not_follow(case: &FigureCase<'_>, _: &LintPolicy) -> Option<Found> {
    let (own, claimed) = (case.value()?, case.claimed_total?);
    if !matches!(case.terms.series, Series::Increment | Series::Cumulative) {
        return None;
    }
    let total = case.total(own);
    let difference = i128::from(claimed.e4()) - total;
    if difference == 0 {
        return None;
    }
    let text = |e4: i128| Quantity::try_from(e4).map_or_else(|_| String::new(), |quantity| case.shown(quantity));
    let (name, before) = (case.indicator, text(total - i128::from(own.e4())));
    let (own, claims, sum, apart) = (case.shown(own), case.shown(claimed), text(total), text(difference.abs()));
    let found = Found::at(
        format!("{}/claimedTotal", case.place()),
        format!("「{name}」此前各期{before},本期{own},累计应为{sum},报送累计{claims},相差{apart}。"),
        format!("\"{name}\": {before} before and {own} now make {sum}; {claims} is claimed, {apart} apart."),
    );
    let found = found.of_target(case.target).with("claimedTotal", claimed);
    Some(found.with("sum", Quantity::try_from(total).ok()).with("difference", Quantity::try_from(difference).ok()))
}

/// The figure, and those of the periods before, are exactly the value of the target.
fn value_at_target(case: &FigureCase<'_>, policy: &LintPolicy) -> Option<Found> {
    let (value, target, periods) = (case.value()?, case.terms.value?, usize::from(policy.periods_at_target));
    // A share can be no more than whole, and one thing is there or not: nothing is remarkable about saying so again.
    let at_most = (case.is_part_of_a_whole() && target == HUNDRED) || target == Quantity::from_whole(1);
    let at = case.earlier.iter().rev().take_while(|earlier| earlier.value == target).count() + 1;
    if value != target || at < periods || at_most {
        return None;
    }
    let (name, shown) = (case.indicator, case.shown(target));
    let found = case.at_value(
        format!("「{name}」已连续{at}期恰为目标值{shown}。"),
        format!("\"{name}\" is exactly the target, {shown}, for the {at} latest periods."),
    );
    Some(found.with("value", value).with("periods", at))
}

/// Off the expected by more than so many percent of the whole target. Where lower is better, only above it.
fn far_off_trajectory(case: &FigureCase<'_>, policy: &LintPolicy) -> Option<Found> {
    case.value()?;
    let trajectory = case.trajectory?;
    let (actual, expected) = (trajectory.actual, trajectory.expected);
    let gap = i128::from(actual.e4()) - i128::from(expected.e4());
    let better = case.terms.direction() == Direction::Down && gap < 0;
    let whole = case.whole(expected);
    if better || gap.abs() * 100 * ONE <= i128::from(policy.far_off_percent.e4()) * whole {
        return None;
    }
    let (name, percent, as_at) = (case.indicator, policy.far_off_percent, trajectory.as_at);
    let apart = Quantity::try_from(gap.abs()).ok()?;
    let (is, should, off) = (case.shown(actual), case.shown(expected), case.shown(apart));
    let found = case.at_value(
        format!("「{name}」截至{as_at}应达{should},报送{is},相差{off},超过目标值的{percent}%。"),
        format!("\"{name}\": {should} is expected by {as_at}, {is} was reported, {off} apart, more than {percent} % of the target."),
    );
    Some(found.with("actual", actual).with("expected", expected).with("asAt", as_at).with("percent", percent))
}

impl FigureCase<'_> {
    /// The pointer of the figure.
    fn place(&self) -> String {
        self.place.map_or_else(|| "/figures".to_owned(), |place| format!("/figures/{place}"))
    }

    fn at_value(&self, zh: String, en: String) -> Found {
        let member = if self.filed.value.is_some() { "value" } else { "numerator" };
        Found::at(format!("{}/{member}", self.place()), zh, en).of_target(self.target)
    }

    /// With its unit of measure.
    fn shown(&self, value: Quantity) -> String {
        format!("{value}{}", self.terms.unit_of_measure.as_deref().unwrap_or_default())
    }

    /// The total to date in ten-thousandths: of increments their sum, else the figure itself.
    fn total(&self, own: Quantity) -> i128 {
        let before = || Quantity::sum(self.earlier.iter().map(|earlier| earlier.value));
        i128::from(own.e4()) + if self.terms.series == Series::Increment { before() } else { 0 }
    }

    /// Whether it is a share of something, which is never more than all of it.
    fn is_part_of_a_whole(&self) -> bool {
        let percent = self.terms.unit_of_measure.as_deref().is_some_and(|unit| matches!(unit.trim(), "%" | "％"));
        let coverage = self.terms.operator == Operator::All || self.terms.quantity_kind == QuantityKind::Coverage;
        coverage || (self.terms.quantity_kind == QuantityKind::Rate && percent)
    }

    /// The size of the whole target in ten-thousandths, against which a gap is measured.
    fn whole(&self, expected: Quantity) -> i128 {
        let stages = self.terms.stages.as_ref().map(|stages| i128::try_from(stages.0.len()).unwrap_or(i128::MAX).saturating_mul(ONE));
        let value = self.terms.value.map(|value| i128::from(value.e4()).abs()).filter(|value| *value > 0);
        value.or(stages).unwrap_or_else(|| i128::from(expected.e4()).abs())
    }
}

/// What is counted or measured is never below nought; growth, changes and drops may be.
const fn cannot_be_negative(kind: QuantityKind) -> bool {
    matches!(kind, QuantityKind::Count | QuantityKind::Amount | QuantityKind::Rate | QuantityKind::Ratio | QuantityKind::Coverage)
}

/// The worth of the last decimal that is written, in ten-thousandths: 66.7 is written to 0.1.
fn last_place(value: Quantity) -> i128 {
    let size = i128::from(value.e4()).abs();
    [ONE, 1_000, 100, 10].into_iter().find(|place| size % place == 0).unwrap_or(1)
}
