//! Exact fractions for judging: a line that expects 762.2687 of 1680 is 1680·152/335, and is compared as such.

use std::cmp::Ordering;

use crate::domain::quantity::Quantity;

/// One, in ten-thousandths.
const ONE: i128 = 10_000;
/// One hundred percent, in ten-thousandths of a percent.
const WHOLE: i128 = 1_000_000;

/// A fraction in lowest terms whose unit is the ten-thousandth; the denominator is positive. Operands that come from
/// quantities below 10¹¹ and from real dates never reach 128 bits; beyond that, arithmetic saturates instead of failing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fraction {
    num: i128,
    den: i128,
}

impl Fraction {
    pub(super) const ZERO: Self = Self { num: 0, den: 1 };
    pub(super) const ONE: Self = Self { num: ONE, den: 1 };
    pub(super) const HUNDRED: Self = Self { num: 100 * ONE, den: 1 };

    pub(super) fn of(quantity: Quantity) -> Self {
        Self::from_e4(i128::from(quantity.e4()))
    }

    pub(super) const fn from_e4(e4: i128) -> Self {
        Self { num: e4, den: 1 }
    }

    pub(super) fn whole(number: usize) -> Self {
        let number = i128::try_from(number).unwrap_or(i128::MAX);
        Self::from_e4(number.saturating_mul(ONE))
    }

    /// `num / den`; `None` unless `den` is positive.
    pub(super) fn quotient(num: Quantity, den: Quantity) -> Option<Self> {
        let num = i128::from(num.e4()).saturating_mul(ONE);
        (den > Quantity::ZERO).then(|| Self::reduced(num, i128::from(den.e4())))
    }

    fn reduced(num: i128, den: i128) -> Self {
        let divisor = common_divisor(num, den);
        Self { num: num / divisor, den: den / divisor }
    }

    pub(super) fn plus(self, other: Self) -> Self {
        if self.den == other.den {
            return Self::reduced(self.num.saturating_add(other.num), self.den);
        }
        let left = self.num.saturating_mul(other.den);
        let right = other.num.saturating_mul(self.den);
        Self::reduced(left.saturating_add(right), self.den.saturating_mul(other.den))
    }

    pub(super) fn minus(self, other: Self) -> Self {
        self.plus(other.negated())
    }

    pub(super) const fn negated(self) -> Self {
        Self { num: self.num.saturating_neg(), den: self.den }
    }

    pub(super) fn abs(self) -> Self {
        Self { num: self.num.saturating_abs(), den: self.den }
    }

    /// Times `part / of`; unchanged when `of` is not positive.
    pub(super) fn scaled(self, part: i64, of: i64) -> Self {
        if of <= 0 {
            return self;
        }
        let factor = Self::reduced(i128::from(part), i128::from(of));
        Self::reduced(self.num.saturating_mul(factor.num), self.den.saturating_mul(factor.den))
    }

    /// So many percent of it.
    pub(super) fn percent(self, percent: Quantity) -> Self {
        let factor = Self::reduced(i128::from(percent.e4()), WHOLE);
        Self::reduced(self.num.saturating_mul(factor.num), self.den.saturating_mul(factor.den))
    }

    /// How many percent of `base` it is, or `None` where `base` is not positive or the numbers are beyond 128 bits.
    pub(super) fn percent_of(self, base: Self) -> Option<Self> {
        if base.num <= 0 {
            return None;
        }
        let num = self.num.checked_mul(base.den)?.checked_mul(WHOLE)?;
        Some(Self::reduced(num, self.den.checked_mul(base.num)?))
    }

    /// How many times `base` it is, in whole units; `None` where `base` is not positive or the numbers are beyond 128 bits.
    pub(super) fn over(self, base: Self) -> Option<Self> {
        if base.num <= 0 {
            return None;
        }
        let num = self.num.checked_mul(base.den)?.checked_mul(ONE)?;
        Some(Self::reduced(num, self.den.checked_mul(base.num)?))
    }

    /// The whole number at or below it.
    pub(super) fn floor(self) -> i128 {
        self.num.div_euclid(self.den.saturating_mul(ONE))
    }

    /// The whole number at or above it.
    pub(super) fn ceil(self) -> i128 {
        self.negated().floor().saturating_neg()
    }

    pub(super) const fn is_zero(self) -> bool {
        self.num == 0
    }

    pub(super) const fn is_negative(self) -> bool {
        self.num < 0
    }

    /// Rounded half up in size (四舍五入) to a multiple of `step` ten-thousandths.
    fn rounded(self, step: i128) -> i128 {
        let den = self.den.saturating_mul(step);
        let doubled = self.num.saturating_abs().saturating_mul(2);
        let size = doubled.saturating_add(den) / den.saturating_mul(2);
        size.saturating_mul(step) * self.num.signum()
    }

    /// To four decimals; `None` at or beyond the size limit of quantities.
    pub(super) fn shown(self) -> Option<Quantity> {
        Quantity::try_from(self.rounded(1)).ok()
    }

    /// To two decimals; `None` at or beyond the size limit of quantities.
    pub(super) fn shown_short(self) -> Option<Quantity> {
        Quantity::try_from(self.rounded(100)).ok()
    }

    /// For a sentence: exact when four decimals suffice, else two decimals (four below one).
    pub(super) fn text(self) -> String {
        let exact = self.den == 1 || self.num.saturating_abs() < self.den.saturating_mul(ONE);
        let e4 = self.rounded(if exact { 1 } else { 100 });
        let e4 = i64::try_from(e4).unwrap_or(if e4 < 0 { i64::MIN } else { i64::MAX });
        Quantity::from_e4(e4).to_string()
    }
}

/// By the continued fractions of both, so that no product is ever formed.
impl Ord for Fraction {
    fn cmp(&self, other: &Self) -> Ordering {
        let (mut left, mut right) = (*self, *other);
        loop {
            let whole = left.num.div_euclid(left.den).cmp(&right.num.div_euclid(right.den));
            if whole != Ordering::Equal {
                return whole;
            }
            let left_rest = left.num.rem_euclid(left.den);
            let right_rest = right.num.rem_euclid(right.den);
            if left_rest == 0 || right_rest == 0 {
                return left_rest.signum().cmp(&right_rest.signum());
            }
            // a/b < c/d exactly when d/c < b/a.
            let turned = Self { num: right.den, den: right_rest };
            right = Self { num: left.den, den: left_rest };
            left = turned;
        }
    }
}

impl PartialOrd for Fraction {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

fn common_divisor(num: i128, den: i128) -> i128 {
    let (mut larger, mut smaller) = (num.saturating_abs(), den);
    while smaller != 0 {
        (larger, smaller) = (smaller, larger % smaller);
    }
    larger.max(1)
}

#[cfg(test)]
mod tests {
    use super::Fraction;
    use crate::domain::quantity::Quantity;
    use proptest::prelude::{prop_assert_eq, proptest};

    #[test]
    fn a_line_is_exact() {
        let line = Fraction::of(Quantity::from_whole(1_680)).scaled(152, 335);
        assert_eq!(line.text(), "762.27");
        assert_eq!(line.shown(), Some(Quantity::from_e4(7_622_687)));
        // 5 % below 762.2686… is 724.1552…: 725 is inside, 724 is not.
        let bound = line.minus(line.percent(Quantity::from_whole(5)));
        assert!(Fraction::of(Quantity::from_whole(725)) > bound);
        assert!(Fraction::of(Quantity::from_whole(724)) < bound);
    }

    #[test]
    fn rounding_is_half_up_in_size() {
        let half = Fraction::from_e4(1).scaled(1, 2);
        assert_eq!(half.shown(), Some(Quantity::from_e4(1)));
        assert_eq!(half.negated().shown(), Some(Quantity::from_e4(-1)));
        assert_eq!(Fraction::from_e4(12_350).shown_short(), Some(Quantity::from_e4(12_400)));
        assert_eq!(Fraction::ONE.scaled(1, 3).text(), "0.3333");
    }

    proptest! {
        #[test]
        fn order_is_that_of_cross_products(
            a in -1_000_000_i64..1_000_000, b in 1_i64..1_000_000,
            c in -1_000_000_i64..1_000_000, d in 1_i64..1_000_000,
        ) {
            let left = Fraction::ONE.scaled(a, b);
            let right = Fraction::ONE.scaled(c, d);
            let expected = (i128::from(a) * i128::from(d)).cmp(&(i128::from(c) * i128::from(b)));
            prop_assert_eq!(left.cmp(&right), expected);
            prop_assert_eq!(left == right, expected.is_eq());
        }
    }
}
