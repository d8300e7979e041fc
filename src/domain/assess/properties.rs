//! What must be true of every judgement, whatever the figures and dates.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use chrono::{Days, NaiveDate};
use proptest::prelude::{ProptestConfig, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};
use proptest::sample::select;

use super::tests_support::Case;
use super::{ProgressState, Reading, Report, Step, assess};
use crate::domain::quantity::Quantity;
use crate::domain::target::{Baseline, JudgedAs, Operator, QuantityKind, Series, Stretch};
use crate::domain::terms::Terms;
use crate::domain::thresholds::Thresholds;

/// The first day of the plans here.
fn start() -> NaiveDate {
    NaiveDate::from_ymd_opt(2024, 1, 1).unwrap()
}

fn after(days: u64) -> NaiveDate {
    start().checked_add_days(Days::new(days)).unwrap()
}

fn small() -> impl Strategy<Value = Quantity> + Clone {
    (-20_000_i64..200_000).prop_map(|tenths| Quantity::from_e4(tenths * 1_000))
}

fn any_size() -> impl Strategy<Value = Quantity> + Clone {
    prop_oneof![small(), (-Quantity::LIMIT + 1..Quantity::LIMIT).prop_map(Quantity::from_e4)]
}

fn any_date() -> impl Strategy<Value = NaiveDate> {
    let near = (0_u64..800).prop_map(after);
    let far = any::<i32>()
        .prop_map(|days| NaiveDate::from_num_days_from_ce_opt(days).unwrap_or(if days < 0 { NaiveDate::MIN } else { NaiveDate::MAX }));
    prop_oneof![8 => near, 1 => far]
}

const OPERATORS: [Operator; 10] = [
    Operator::Eq,
    Operator::Gte,
    Operator::Gt,
    Operator::Lte,
    Operator::Lt,
    Operator::Approx,
    Operator::Range,
    Operator::Ratio,
    Operator::Rank,
    Operator::All,
];
const SERIES: [Series; 4] = [Series::Cumulative, Series::Increment, Series::Level, Series::Average];
const KINDS: [QuantityKind; 9] = [
    QuantityKind::Count,
    QuantityKind::Amount,
    QuantityKind::Rate,
    QuantityKind::Growth,
    QuantityKind::GrowthPerYear,
    QuantityKind::ChangeInPoints,
    QuantityKind::Decrease,
    QuantityKind::Ratio,
    QuantityKind::Coverage,
];

fn terms(size: impl Strategy<Value = Quantity> + Clone) -> impl Strategy<Value = Terms> {
    let option = |size| proptest::option::of(size);
    (
        (select(&OPERATORS), any::<bool>(), select(&SERIES), select(&KINDS)),
        (option(size.clone()), option(size.clone()), option(size.clone())),
        any::<bool>(),
        option(size),
    )
        .prop_map(|(words, (value, upper, baseline), maintain, stretch)| {
            let (operator, exact, series, quantity_kind) = words;
            let judged_as = if exact && operator == Operator::Eq { JudgedAs::Exactly } else { operator.default_judged_as() };
            Terms {
                operator,
                judged_as,
                value,
                upper,
                series,
                quantity_kind,
                maintain,
                baseline: baseline.map(|value| Baseline { value: Some(value), period: None, text: None }),
                stretch: stretch.map(|value| Stretch { operator: Operator::Gte, value, upper: None, unit_of_measure: None }),
                ..Terms::plain(Quantity::ZERO, "个")
            }
        })
}

fn step(size: impl Strategy<Value = Quantity> + Clone) -> impl Strategy<Value = Step> {
    let value = proptest::option::of(size);
    let share = proptest::option::of((0_i64..1_000).prop_map(Quantity::from_whole));
    (any_date(), value, share).prop_map(|(due_on, value, share)| Step { due_on, value, share })
}

fn one_reading(size: impl Strategy<Value = Quantity> + Clone) -> impl Strategy<Value = Reading> {
    let part = proptest::option::of(size.clone());
    (any_date(), size, part.clone(), part).prop_map(|(as_at, value, numerator, denominator)| Reading {
        period_label: as_at.to_string(),
        as_at,
        value,
        numerator,
        denominator,
    })
}

fn report() -> impl Strategy<Value = Report> {
    (any_date(), any::<[bool; 3]>()).prop_map(|(as_at, [past_due, accepted, filed])| Report {
        period_label: as_at.to_string(),
        as_at,
        past_due,
        accepted,
        filed,
    })
}

fn any_case(size: impl Strategy<Value = Quantity> + Clone) -> impl Strategy<Value = Case> {
    use proptest::collection::vec;
    (
        terms(size.clone()),
        vec(step(size.clone()), 0..4),
        vec(one_reading(size), 0..5),
        vec(report(), 0..5),
        (any_date(), proptest::option::of(any_date())),
        any::<bool>(),
    )
        .prop_map(|(terms, steps, readings, reports, (start, control), has_reporter)| Case {
            terms,
            steps,
            readings,
            reports,
            start,
            control,
            thresholds: Thresholds::default(),
            has_reporter,
        })
}

/// One side only, so that "more" is better or worse throughout.
fn one_sided() -> impl Strategy<Value = Case> {
    let operator = select(&[Operator::Eq, Operator::Gte, Operator::Gt, Operator::Lte, Operator::Lt][..]);
    let kind = select(&[QuantityKind::Count, QuantityKind::Growth, QuantityKind::Decrease][..]);
    (any_case(small()), operator, kind, small()).prop_map(|(case, operator, kind, value)| Case {
        terms: Terms {
            operator,
            judged_as: operator.default_judged_as(),
            value: Some(value),
            quantity_kind: kind,
            maintain: false,
            ..case.terms
        },
        reports: Vec::new(),
        start: start(),
        ..case
    })
}

/// The larger the better; states that say nothing about the actual stand apart.
fn goodness(state: ProgressState) -> u8 {
    match state {
        ProgressState::Achieved => 6,
        ProgressState::Ahead => 5,
        ProgressState::OnTrack => 4,
        ProgressState::NotDue => 3,
        ProgressState::Behind => 2,
        ProgressState::SeriouslyBehind => 1,
        ProgressState::Overdue => 0,
        ProgressState::NoData | ProgressState::NotComputable => 9,
    }
}

fn mirrored(quantity: Quantity) -> Quantity {
    Quantity::from_e4(-quantity.e4())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1024, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_panics_and_figures_stay_in_range(case in any_case(any_size()), as_of in any_date()) {
        let answer = assess(&case.question(as_of));
        for shown in [answer.actual, answer.expected, answer.margin, answer.attainment].into_iter().flatten() {
            prop_assert!(shown.e4().abs() < Quantity::LIMIT);
        }
        prop_assert_eq!(answer.state == ProgressState::NotComputable, answer.reason.is_some());
        prop_assert!(answer.sentence.zh.ends_with('。') && answer.sentence.en.ends_with('.'));
        prop_assert!(serde_json::to_value(&answer).is_ok());
    }

    #[test]
    fn the_future_changes_nothing(
        case in any_case(small()), as_of in 0_u64..800, later in 1_u64..800, value in small(),
    ) {
        let now = assess(&case.question(after(as_of)));
        let mut known = case;
        let as_at = after(as_of + later);
        known.readings.push(Reading {
            period_label: "later".to_owned(),
            as_at,
            value,
            numerator: None,
            denominator: None,
        });
        prop_assert_eq!(assess(&known.question(after(as_of))), now);
    }

    #[test]
    fn more_of_the_good_is_never_worse(
        case in one_sided(), as_of in 0_u64..800, value in small(), more in 0_i64..10_000_000,
    ) {
        let with = |e4: i64| {
            let mut case = case.clone();
            case.readings.retain(|reading| reading.as_at < after(as_of));
            case.readings.push(Reading {
                period_label: "now".to_owned(),
                as_at: after(as_of),
                value: Quantity::from_e4(e4),
                numerator: None,
                denominator: None,
            });
            assess(&case.question(after(as_of))).state
        };
        let (less, more) = (with(value.e4()), with(value.e4() + more));
        let down = case.terms.direction() == crate::domain::terms::Direction::Down;
        let (worse, better) = if down { (more, less) } else { (less, more) };
        prop_assert!(goodness(better) >= goodness(worse), "{:?} should not be worse than {:?}", better, worse);
    }

    #[test]
    fn the_order_of_what_is_told_does_not_matter(case in any_case(small()), as_of in any_date()) {
        let mut turned = case;
        turned.steps.sort_by_key(|step| step.due_on);
        turned.steps.dedup_by_key(|step| step.due_on);
        turned.readings.sort_by_key(|reading| reading.as_at);
        turned.readings.dedup_by_key(|reading| reading.as_at);
        turned.reports.sort_by_key(|report| report.as_at);
        turned.reports.dedup_by_key(|report| report.as_at);
        let sorted = assess(&turned.question(as_of));
        turned.steps.reverse();
        turned.readings.reverse();
        turned.reports.reverse();
        prop_assert_eq!(assess(&turned.question(as_of)), sorted);
    }

    /// A hold below a limit is a hold above it in the mirror; so is every level with a baseline.
    #[test]
    fn directions_are_symmetric(
        value in small(), actual in small(), step_value in proptest::option::of(small()),
        strict in any::<bool>(), as_of in 0_u64..800, control in proptest::option::of(0_u64..800),
    ) {
        let case = |operator: Operator, sign: fn(Quantity) -> Quantity| Case {
            terms: Terms {
                operator,
                judged_as: operator.default_judged_as(),
                series: Series::Level,
                quantity_kind: QuantityKind::Growth,
                ..Terms::plain(sign(value), "%")
            },
            steps: step_value
                .map(|value| Step { due_on: after(100), value: Some(sign(value)), share: None })
                .into_iter()
                .collect(),
            readings: vec![Reading {
                period_label: "now".to_owned(),
                as_at: after(as_of),
                value: sign(actual),
                numerator: None,
                denominator: None,
            }],
            reports: Vec::new(),
            start: start(),
            control: control.map(after),
            thresholds: Thresholds::default(),
            has_reporter: true,
        };
        let (up, down) = if strict { (Operator::Gt, Operator::Lt) } else { (Operator::Gte, Operator::Lte) };
        let upwards = assess(&case(up, |quantity| quantity).question(after(as_of)));
        let downwards = assess(&case(down, mirrored).question(after(as_of)));
        prop_assert_eq!(upwards.state, downwards.state);
        prop_assert_eq!(upwards.gap_percent, downwards.gap_percent);
        prop_assert_eq!(upwards.margin, downwards.margin.map(mirrored));
        prop_assert_eq!((upwards.late, upwards.basis), (downwards.late, downwards.basis));
    }
}
