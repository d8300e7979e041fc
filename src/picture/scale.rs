//! Scales: from values and days to places on the picture, in hundredths of a pixel, and the marks along an axis.

use std::fmt;

use chrono::{Datelike, NaiveDate};

use crate::domain::quantity::Quantity;

/// A place in hundredths of a pixel; written with two decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Px(pub(super) i64);

impl Px {
    /// Whole pixels.
    pub(super) const fn of(pixels: i64) -> Self {
        Self(pixels.saturating_mul(100))
    }

    /// Further by whole pixels.
    pub(super) const fn plus(self, pixels: i64) -> Self {
        Self(self.0.saturating_add(pixels.saturating_mul(100)))
    }
}

impl fmt::Display for Px {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, rest) = (self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100);
        if rest == 0 { write!(f, "{sign}{whole}") } else { write!(f, "{sign}{whole}.{rest:02}") }
    }
}

/// `part` of `whole` of a stretch of pixels.
pub(super) fn share(part: i128, whole: i128, pixels: i64) -> Px {
    if whole == 0 {
        return Px(0);
    }
    let hundredths = i128::from(pixels) * 100 * part / whole;
    Px(i64::try_from(hundredths).unwrap_or(i64::MAX))
}

/// The vertical scale: round marks that enclose all values.
pub(super) struct Values {
    low: i128,
    high: i128,
    step: i128,
    top: i64,
    bottom: i64,
}

impl Values {
    /// Over `values`, from `bottom` up to `top` (pixels). It begins at zero unless all values lie close together far from it.
    pub(super) fn over(values: impl IntoIterator<Item = Quantity>, top: i64, bottom: i64) -> Self {
        let all: Vec<i128> = values.into_iter().map(|value| i128::from(value.e4())).collect();
        let most = all.iter().copied().max().unwrap_or(0);
        let least = all.iter().copied().min().unwrap_or(0);
        let far = most > least && ((least > 0 && (most - least) * 2 < least) || (most < 0 && (most - least) * 2 < -most));
        let (least, most) = if far { (least, most) } else { (least.min(0), most.max(0)) };
        let step = round_step(((most - least).max(1) + 3) / 4);
        let low = least.div_euclid(step) * step;
        let high = -((-most).div_euclid(step)) * step;
        Self { low, high: if high == low { low + step } else { high }, step, top, bottom }
    }

    pub(super) fn y(&self, value: Quantity) -> Px {
        let height = self.bottom - self.top;
        let up = share(i128::from(value.e4()) - self.low, self.high - self.low, height);
        Px(Px::of(self.bottom).0 - up.0)
    }

    /// The marks, from below.
    pub(super) fn marks(&self) -> Vec<Quantity> {
        let mut at = self.low;
        let mut marks = Vec::new();
        while at <= self.high {
            marks.extend(i64::try_from(at).map(Quantity::from_e4));
            at += self.step;
        }
        marks
    }
}

/// The least of 1, 2, 2.5, 5 times a power of ten that is not below `least` (both in ten-thousandths).
fn round_step(least: i128) -> i128 {
    let mut power = 1;
    loop {
        for (times, parts) in [(1, 1), (2, 1), (5, 2), (5, 1)] {
            if power * times % parts == 0 && power * times / parts >= least {
                return power * times / parts;
            }
        }
        power *= 10;
    }
}

/// The horizontal scale: days.
pub(super) struct Days {
    first: NaiveDate,
    last: NaiveDate,
    left: i64,
    right: i64,
}

impl Days {
    pub(super) fn over(first: NaiveDate, last: NaiveDate, left: i64, right: i64) -> Self {
        Self { first, last: last.max(first.succ_opt().unwrap_or(first)), left, right }
    }

    pub(super) fn x(&self, day: NaiveDate) -> Px {
        let day = day.clamp(self.first, self.last);
        let part = share(days(self.first, day), days(self.first, self.last), self.right - self.left);
        Px(Px::of(self.left).0 + part.0)
    }

    /// First days of months with their names; fewer of them where the time is long.
    pub(super) fn marks(&self) -> Vec<(NaiveDate, String)> {
        let months = days(self.first, self.last) / 30;
        let every = if months <= 14 {
            1
        } else if months <= 40 {
            3
        } else {
            12
        };
        let mut day = self.first.with_day(1).unwrap_or(self.first);
        let mut marks = Vec::new();
        while day <= self.last {
            if day >= self.first && day.month0().is_multiple_of(every) {
                let name = if day.month() == 1 || every == 12 { format!("{}年", day.year()) } else { format!("{}月", day.month()) };
                marks.push((day, name));
            }
            let Some(next) = day.checked_add_months(chrono::Months::new(1)) else { break };
            day = next;
        }
        marks
    }
}

fn days(from: NaiveDate, to: NaiveDate) -> i128 {
    i128::from(to.signed_duration_since(from).num_days())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may panic")]
    use super::{Days, Px, Values, share};
    use crate::domain::quantity::Quantity;

    fn marks(values: &[i64]) -> Vec<String> {
        let scale = Values::over(values.iter().map(|whole| Quantity::from_whole(*whole)), 0, 100);
        scale.marks().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn marks_are_round_and_enclose_the_values() {
        assert_eq!(marks(&[1680, 725]), ["0", "500", "1000", "1500", "2000"]);
        assert_eq!(marks(&[]), ["0", "0.0001"]);
        assert_eq!(marks(&[38, 41]), ["38", "39", "40", "41"]);
        assert_eq!(marks(&[-5, 10]), ["-5", "0", "5", "10"]);
    }

    #[test]
    fn values_and_days_have_their_places() {
        let scale = Values::over([Quantity::from_whole(2000)], 20, 120);
        assert_eq!(scale.y(Quantity::from_whole(0)), Px::of(120));
        assert_eq!(scale.y(Quantity::from_whole(1000)), Px::of(70));
        let day = |text: &str| text.parse().unwrap();
        let days = Days::over(day("2024-01-01"), day("2024-12-31"), 10, 375);
        assert_eq!(days.x(day("2024-01-01")), Px::of(10));
        assert_eq!(days.x(day("2025-03-01")), Px::of(375));
        assert_eq!(days.marks().len(), 12);
        assert_eq!(Px(12_345).to_string(), "123.45");
        assert_eq!(share(1, 3, 100).to_string(), "33.33");
    }
}
