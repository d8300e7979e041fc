//! Exact fractions of ten-thousandths, and how they are shown.

use std::cmp::Ordering;

use serde_json::{Value, json};

/// A fraction of ten-thousandths in lowest terms, its denominator above nought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ratio {
    over: i128,
    under: i128,
}

fn divisor(one: i128, other: i128) -> i128 {
    if other == 0 { one.abs() } else { divisor(other, one % other) }
}

/// Half away from nought.
fn halves(over: i128, under: i128) -> i128 {
    let size = (over.abs() * 2 + under) / (under * 2);
    if over < 0 { -size } else { size }
}

/// Ten-thousandths as a plain decimal.
pub(super) fn decimal(e4: i64) -> String {
    let text = format!("{}{}.{:04}", if e4 < 0 { "-" } else { "" }, e4.abs() / 10_000, e4.abs() % 10_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Ten-thousandths as answers show them.
pub(crate) fn number(e4: i64) -> Value {
    if e4 % 10_000 == 0 { json!(e4 / 10_000) } else { json!(e4 as f64 / 10_000.0) }
}

impl Ratio {
    pub(crate) fn of(e4: i64) -> Self {
        Self { over: e4.into(), under: 1 }
    }

    fn new(over: i128, under: i128) -> Self {
        let (over, under) = if under < 0 { (-over, -under) } else { (over, under) };
        let common = divisor(over, under);
        Self { over: over / common, under: under / common }
    }

    pub(crate) fn plus(self, other: Self) -> Self {
        Self::new(self.over * other.under + other.over * self.under, self.under * other.under)
    }

    pub(crate) fn minus(self, other: Self) -> Self {
        self.plus(Self { over: -other.over, ..other })
    }

    pub(crate) fn times(self, part: i64, of: i64) -> Self {
        Self::new(self.over * i128::from(part), self.under * i128::from(of))
    }

    pub(crate) fn size(self) -> Self {
        Self { over: self.over.abs(), ..self }
    }

    pub(crate) fn is_nought(self) -> bool {
        self.over == 0
    }

    pub(crate) fn is_less_than_nought(self) -> bool {
        self.over < 0
    }

    /// In percent of another.
    pub(crate) fn percent_of(self, base: Self) -> Self {
        Self::new(self.over * base.under * 1_000_000, self.under * base.over)
    }

    /// To four decimals.
    pub(crate) fn shown(self) -> i64 {
        i64::try_from(halves(self.over, self.under)).unwrap()
    }

    /// To two decimals.
    pub(crate) fn short(self) -> i64 {
        i64::try_from(halves(self.over, self.under * 100) * 100).unwrap()
    }

    /// Four decimals say it all.
    pub(crate) fn is_exact(self) -> bool {
        self.under == 1
    }

    /// In a sentence: exact where four decimals do, else two, but four below one.
    pub(crate) fn text(self) -> String {
        let small = self.over.abs() < self.under * 10_000;
        decimal(if self.is_exact() || small { self.shown() } else { self.short() })
    }
}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ratio {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.over * other.under).cmp(&(other.over * self.under))
    }
}
