//! What holds of every report, whatever its figures.
#![allow(clippy::indexing_slicing, reason = "a test may panic")]

use proptest::prelude::{prop_assert, prop_assert_eq, proptest};

use super::tests::{case, found, places};
use super::{Earlier, FigureCase, LintCode, LintPolicy, Text};
use crate::domain::filing::Filed;
use crate::domain::period::Period;
use crate::domain::quantity::Quantity;
use crate::domain::schedule::{LimitPolicy, ReportPart};
use crate::domain::target::Series;
use crate::domain::terms::Terms;

fn series(series: Series, values: &[i64], own: i64, claimed: i64) -> Vec<LintCode> {
    let terms = Terms { series, ..places() };
    let months = std::iter::successors(Period::month(2_024, 1), |period| period.next());
    let earlier = months.zip(values).map(|(period, value)| Earlier { period, value: Quantity::from_e4(*value) }).collect();
    let filed = Filed { value: Some(Quantity::from_e4(own)), ..Filed::default() };
    let claimed_total = Some(Quantity::from_e4(claimed));
    let case = FigureCase { earlier, filed, claimed_total, place: Some(0), ..case(&terms, None, &[]) };
    found(case, &LintPolicy::default()).iter().map(|found| found.code).collect()
}

proptest! {
    #[test]
    fn a_total_follows_exactly_when_it_is_the_sum(values in proptest::collection::vec(0_i64..1_000_000_000, 0..40), own in 0_i64..1_000_000_000, off in -3_i64..=3) {
        let sum = values.iter().sum::<i64>() + own;
        let found = series(Series::Increment, &values, own, sum + off);
        prop_assert_eq!(found.contains(&LintCode::TotalDoesNotFollow), off != 0);
    }

    #[test]
    fn a_total_falls_exactly_when_it_is_below_the_last(values in proptest::collection::vec(0_i64..1_000, 1..20), own in 0_i64..1_000) {
        let found = series(Series::Cumulative, &values, own, own);
        prop_assert_eq!(found.contains(&LintCode::CumulativeFalls), own < values[values.len() - 1]);
    }

    #[test]
    fn the_limit_is_one_of_characters(text in "[a-z托位𠮷é]{0,60}", limit in 0_usize..60) {
        let text = Text { part: ReportPart::Problems, text: &text, mandatory: false, limit: Some(limit), before: None };
        let report = super::Report { texts: vec![text], figures: Vec::new() };
        let found = super::lint(&report, &LintPolicy::default(), LimitPolicy::Refuse);
        prop_assert_eq!(!found.is_empty(), text.text.chars().count() > limit);
        prop_assert!(found.iter().all(|found| found.pointer == "/problems"));
    }
}
